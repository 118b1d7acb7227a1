"""The findings report as Markdown: ids, figures, and texts that open nothing."""

from __future__ import annotations

import re

import pytest

from cjm_research.exports.paper import MarkdownExporter
from cjm_research.exports.paper.blocks import Heading, Para, Quotation, Span, Table
from cjm_research.exports.paper.markdown import cell, escaped, markdown

TEXTS = (
    "=HYPERLINK(1)",
    "]]></script>",
    "שלום \u202eabc\u202c",
    "a\x00b\x0bc",
    "# tab\tnew\n- line\r\n| a | b |",
    "`tick` *bold* _slant_ ~~no~~ [link](x) ![x](y) &amp;",
    "1. $x$\n> quoted\n```\ncode\n```",
    "快递🚚 *很* 慢",
)


def _written(journey, folder, material=None):
    paths = MarkdownExporter(material).write(journey, folder)
    return paths[0].read_text("utf-8"), paths[1:]


def test_cards_and_segments_are_there_and_every_figure_has_its_file(drawn, mapped, beside, tmp_path):
    words, pictures = _written(mapped, tmp_path, beside(mapped))
    for row in mapped.evidence.itertuples():
        assert row.card_id in words
        assert row.segment_id in words
    linked = re.findall(r"!\[([^\]]+)\]\((figures/[a-z-]+\.png)\)", words)
    assert [path for _, path in linked] == [f"figures/{path.name}" for path in pictures]
    assert {path.stem for path in pictures} >= {"emotion-curve", "ranks-pain-point", "saturation-interview"}
    assert all(path.read_bytes().startswith(b"\x89PNG") for path in pictures)


def test_links_of_the_contents_lead_to_headings(mapped, tmp_path):
    words, _ = _written(mapped, tmp_path)
    links = re.findall(r"\]\(#(part-\d+)\)", words)
    assert len(links) > 10
    assert all(f'<a id="{link}"></a>' in words for link in links)


def test_tables_keep_their_columns_and_no_tag_or_fence_of_a_text_is_open(odd, beside, tmp_path):
    words, _ = _written(odd, tmp_path, beside(odd))
    assert "<script" not in words
    assert not re.search(r"<(?!a id=\"part-\d+\">|/a>|br>)", words)
    assert not re.search(r"^\s*(>\s*)?(```|~~~)", words, re.MULTILINE)
    assert not re.search(r"(?<!\\)\]\((?!#part-\d|figures/)", words)
    assert not re.search(r"[\x00-\x08\x0b\x0c\x0e-\x1f]", words)
    width = 0
    for line in words.split("\n"):
        if not line.startswith("|"):
            width = 0
            continue
        columns = len(re.findall(r"(?<!\\)(?:\\\\)*\|", line))
        assert width in (0, columns)
        width = columns


@pytest.mark.parametrize(
    ("words", "kept"),
    [
        ("# no", r"\# no"),
        ("- no", r"\- no"),
        ("12) no", r"12\) no"),
        ("a * b_c", r"a \* b\_c"),
        ("`x`", r"\`x\`"),
        ("<b> & c", "&lt;b&gt; &amp; c"),
        ("$x$ ~y~", r"\$x\$ \~y\~"),
        ("a | b", r"a \| b"),
        ("[a](b)", r"\[a\](b)"),
        ("一、*好*", r"一、\*好\*"),
    ],
)
def test_signs_of_markdown_are_escaped(words, kept):
    assert escaped(words) == kept


@pytest.mark.parametrize("words", TEXTS)
def test_any_text_is_one_line_in_a_cell_and_comes_back_from_it(words):
    held = cell(words)
    assert "\n" not in held
    bare = re.sub(r"\\([\\`*_\[\]|~$#+=:.)-])", r"\1", held)
    for tag, sign in (("<br>", "\n"), ("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&")):
        bare = bare.replace(tag, sign)
    lines = [line.strip() for line in words.replace("\r\n", "\n").split("\n")]
    kept = re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe]", "\ufffd", "\n".join(lines))
    assert bare == kept


@pytest.mark.parametrize(("head", "rest"), [("Why thin: ", "people"), ("为何评为薄弱：", "人数")], ids=["en", "zh"])
def test_emphasis_closes_before_its_colon(head, rest):
    made = markdown([Para((Span(head, "bold"), Span(rest)))])
    assert made == f"**{head.rstrip(' :：')}**{head[len(head.rstrip(' :：')) :]}{rest}\n"


def test_pictures_are_drawn_of_texts_that_break_plots(drawn, odd, tmp_path):
    _, pictures = _written(odd, tmp_path)
    assert {path.stem for path in pictures} >= {"emotion-curve", "ranks-pain-point"}


def test_a_quote_of_several_lines_stays_one_quote():
    made = markdown([Heading(1, "a\nb"), Quotation("one\n# two", "P01 · a_b"), Table(("x",), (("1\n2",),), (1.0,))])
    assert made == (
        '<a id="part-1"></a>\n\n## a b\n\n> one\\\n> \\# two\n>\n> — P01 · a\\_b\n\n| x |\n| --- |\n| 1<br>2 |\n'
    )


def test_the_same_study_gives_the_same_bytes(drawn, mapped, beside, tmp_path):
    material = beside(mapped)
    one, two = (MarkdownExporter.of(material).write(mapped, tmp_path / name) for name in ("one", "two"))
    assert [path.read_bytes() for path in one] == [path.read_bytes() for path in two]
