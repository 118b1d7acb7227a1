"""Rich-text transcripts, written by hand as Word and TextEdit write them."""

import pytest

from cjm_research.corpora.papers.rtf import RtfReader
from cjm_research.errors import ReadError

FONTS = rb"{\fonttbl{\f0\fswiss\fcharset0 Arial;}{\f1\fnil\fcharset134 \'cb\'ce\'cc\'e5;}}"


@pytest.fixture
def save(tmp_path):
    def write(body, head=rb"{\rtf1\ansi\ansicpg1252\deff0" + FONTS):
        path = tmp_path / "talk.rtf"
        path.write_bytes(head + body)
        return RtfReader().read(path)

    return write


def said(reading):
    return [(turn.speaker, turn.text, turn.place) for turn in reading.sources[0].turns]


def test_english_with_typographic_marks(save):
    reading = save(
        rb"\pard Interview, 14 March 2026\par Interviewer: Why\emdash and when?\par "
        rb"Participant: It\rquote s a caf\'e9\u8230?\line Closed.\par}"
    )
    assert said(reading) == [
        ("Interviewer", "Why—and when?", "paragraph 2"),
        ("Participant", "It’s a café…\nClosed.", "paragraph 3"),
    ]
    assert reading.sources[0].recorded_at == "2026-03-14"
    assert reading.counts == {"paragraphs": 3}


def test_chinese_in_code_page_bytes_and_in_unicode(save):
    reading = save(
        rb"\f1 \'b7\'c3\'cc\'b8\'d5\'df\f0 : \u20026?\u20160?\u20040?\u-225?\par "
        rb"\f1 \'ca\'dc\'b7\'c3\'d5\'df\f0 : \f1\'cc\'ab\'cd\'ed\'c1\'cb\'a1\'a3\f0 \u-10179?\u-8704?\par}"
    )
    assert [turn[:2] for turn in said(reading)] == [("访谈者", "为什么？"), ("受访者", "太晚了。😀")]


def test_chinese_in_the_documents_own_code_page(save):
    body = "访谈者：为什么？\\par 受访者：太晚了。\\par}".encode("gbk")
    reading = save(body, rb"{\rtf1\ansi\ansicpg936{\fonttbl{\f0\fcharset0 Song;}}\f0 ")
    assert [turn[:2] for turn in said(reading)] == [("访谈者", "为什么？"), ("受访者", "太晚了。")]


def test_two_bytes_of_which_one_is_a_letter_are_one_character(save):
    raw = "访谈者：镕为什么？".encode("gbk")
    assert b"F" in raw  # the second half of the rare character
    escaped = b"".join(bytes([b]) if 65 <= b <= 90 else b"\\'%02x" % b for b in raw)
    reading = save(rb"\f1 " + escaped + rb"\par " + "受访者：太晚了。".encode("gbk") + rb"\par}")
    assert said(reading)[0][:2] == ("访谈者", "镕为什么？")


def test_a_unicode_character_skips_its_replacement_of_any_length(save):
    reading = save(rb"{\uc0 Q\u58 } {\uc2 Wh\u121 ??}?\par {\uc1 A: \u26202\'3f\u20102\'3f}\par}")
    assert [turn[:2] for turn in said(reading)] == [("Q", "Why?"), ("A", "晚了")]


def test_bold_names_without_a_colon_when_they_come_back(save):
    lines = [("Anna Roe", "Why?"), ("Bo Lim", "It was late."), ("Anna Roe", "Oh."), ("Bo Lim", "Yes.")]
    body = b"".join(rb"{\b %s} %s\par " % (name.encode(), words.encode()) for name, words in lines)
    assert [turn[:2] for turn in said(save(body + b"}"))] == lines


def test_tables_of_speaker_and_words(save):
    rows = [(b"Interviewer", b"Why?"), (b"Participant", rb"It was late.\par Very."), (b"Interviewer", b"Oh.")]
    body = b"".join(rb"\trowd\cellx1\cellx2\pard\intbl %s\cell %s\cell\row " % row for row in rows)
    assert said(save(body + rb"\pard}")) == [
        ("Interviewer", "Why?", "paragraph 1"),
        ("Participant", "It was late.\nVery.", "paragraph 2"),
        ("Interviewer", "Oh.", "paragraph 3"),
    ]


def test_what_is_not_read_is_listed(save):
    reading = save(
        rb"{\info{\author Somebody}}{\header Study 4\par}{\*\generator Any;}{\pict\bin4 {}{}}"
        rb"Interviewer: Why?{\footnote laughs}\par "
        rb"Participant: It was {\deleted too }{\v secret }late.{\field{\*\fldinst DATE}{\fldrslt Today.}}\par}"
    )
    assert [turn[:2] for turn in said(reading)] == [("Interviewer", "Why?"), ("Participant", "It was late.Today.")]
    assert [(part.place, part.what, part.why) for part in reading.skipped] == [
        ("page's header", "Study 4", "in the page's header"),
        ("paragraph 1", "laughs", "a footnote"),
        ("paragraph 2", "too", "a tracked deletion"),
        ("paragraph 2", "secret", "hidden words"),
    ]


def test_a_file_that_is_not_rich_text_is_refused(tmp_path):
    path = tmp_path / "talk.rtf"
    path.write_text("Interviewer: Why?")
    with pytest.raises(ReadError) as caught:
        RtfReader().read(path)
    assert str(caught.value) == f"{path} is not rich text: it does not begin with {{\\rtf. Give it its true ending."


def test_a_file_that_is_cut_off_is_refused(save):
    with pytest.raises(
        ReadError, match=r"talk\.rtf ends inside a group: it seems to be cut off\. Copy or save it again"
    ):
        save(rb"Interviewer: Wh")


def test_groups_nested_without_end_are_refused(save):
    with pytest.raises(ReadError, match=r"talk\.rtf nests more than 2,000 groups, as no text does\. Save it again\.$"):
        save(b"{" * 100_000)
