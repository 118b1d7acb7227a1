"""The findings report as a Word document, read back."""

from __future__ import annotations

import re
import zipfile
from dataclasses import replace

import docx
import pytest
from docx.oxml.ns import qn

from cjm_research.exports.paper import WordExporter
from cjm_research.exports.paper.plain import plain

UNKNOWN = {
    "en": ("Agreement was not measured", "Saturation was not computed", "and who was heard was not counted"),
    "zh": ("未测量一致性", "未计算饱和度", "未统计问到与听到的人"),
}  # fmt: skip
HEADS = {"en": ("Summary", "Limits", "Appendix A: Codebook"), "zh": ("摘要", "局限", "附录A：编码本")}


def _opened(journey, folder, material=None):
    paths = WordExporter(material).write(journey, folder)
    assert [path.name for path in paths] == ["findings.docx"]
    return docx.Document(paths[0])


def _words(document):
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([paragraph.text for paragraph in document.paragraphs] + cells)


def test_every_card_and_segment_can_be_walked_back(mapped, beside, tmp_path):
    words = _words(_opened(mapped, tmp_path, beside(mapped)))
    for row in mapped.evidence.itertuples():
        assert row.card_id in words
        assert row.segment_id in words
        assert plain(row.quote) in words


def test_a_quote_stands_with_person_document_and_place(mapped, tmp_path):
    document = _opened(mapped, tmp_path)
    said = [(one.text, two.text) for one, two in zip(document.paragraphs, document.paragraphs[1:], strict=False)
            if one.style.name == "Quote"]  # fmt: skip
    assert len(said) > 20
    by_segment = mapped.evidence.drop_duplicates("segment_id").set_index("segment_id")
    for quote, source in said:
        row = by_segment.loc[re.search(r"s[0-9a-f]{12}", source)[0]]
        assert quote == f"“{row['quote']}”"
        assert source.startswith(f"{row['case_id']} · {row['document']}")
        assert f"{row['start']}–{row['end']}" in source


def test_styles_are_real_and_heads_of_tables_repeat(mapped, beside, tmp_path):
    document = _opened(mapped, tmp_path, beside(mapped))
    names = {paragraph.style.name for paragraph in document.paragraphs}
    assert {"Title", "Heading 1", "Heading 2", "Heading 3", "Quote", "Caption", "toc 1", "toc 2"} <= names
    assert set(HEADS[mapped.language]) <= {paragraph.text for paragraph in document.paragraphs}
    for table in document.tables:
        assert table.style.name == "Report Table"
        assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
    sizes = {(section.page_width.mm, section.page_height.mm) for section in document.sections}
    assert {tuple(round(side) for side in size) for size in sizes} == {(210, 297), (297, 210)}


def test_language_fonts_fields_and_alternative_texts_are_set(mapped, beside, tmp_path):
    document = _opened(mapped, tmp_path, beside(mapped))
    assert document.core_properties.language == {"en": "en-GB", "zh": "zh-CN"}[mapped.language]
    fonts = document.styles["Normal"].element.rPr.rFonts
    assert (fonts.get(qn("w:ascii")), fonts.get(qn("w:eastAsia"))) == ("Calibri", "Microsoft YaHei")
    codes = [code.text.strip() for code in document.element.iter(qn("w:instrText"))]
    assert any(code.startswith("TOC ") for code in codes)
    foot = [code.text.strip() for code in document.sections[0].footer._element.iter(qn("w:instrText"))]
    assert foot == ["PAGE", "NUMPAGES"]
    links = {link.get(qn("w:anchor")) for link in document.element.iter(qn("w:hyperlink"))}
    marks = {mark.get(qn("w:name")) for mark in document.element.iter(qn("w:bookmarkStart"))}
    assert links
    assert links <= marks
    shapes = document.inline_shapes
    assert len(shapes) >= 3
    assert all(len(shape._inline.docPr.get("descr")) > 20 for shape in shapes)


def test_what_is_not_known_is_said_in_words(mapped, beside, tmp_path):
    words = _words(_opened(mapped, tmp_path))
    for sentence in UNKNOWN[mapped.language]:
        assert sentence in words
    bare = replace(beside(mapped), agreement=None, saturation=None, coverage=None)
    words = _words(_opened(mapped, tmp_path, bare))
    for sentence in UNKNOWN[mapped.language]:
        assert sentence in words


def test_the_sheets_of_the_study_are_in_the_appendix(mapped, beside, tmp_path):
    material = beside(mapped)
    words = _words(_opened(mapped, tmp_path, material))
    assert material.agreement.readings(mapped.language)["text"].iloc[0] in words
    assert material.saturation.reading(mapped.language).split("\n")[0] in words
    assert material.coverage.reading(mapped.language).split("\n")[0] in words
    assert mapped.codebook.codes[0].definition[mapped.language] in words


def test_grades_are_told_part_by_part_and_what_speaks_against_a_card_stands_there(mapped, tmp_path):
    words = _words(_opened(mapped, tmp_path))
    most = max(card["n_people"] for stage in mapped.data["stages"] for card in stage["cards"])
    told = {"en": (f"people {most}/12 (strong)", "Not measured for any card: agreement of coders.",
                   "What speaks against"),
            "zh": (f"人数{most}/12（充分）", "各卡片均未测量：编码一致性。", "相反的证据")}  # fmt: skip
    for sentence in told[mapped.language]:
        assert sentence in words
    assert {"en": "not reviewed", "zh": "未复核"}[mapped.language] in words


def test_odd_texts_survive_but_for_what_no_file_holds(odd, beside, tmp_path):
    words = _words(_opened(odd, tmp_path, beside(odd)))
    titles = {card["title"] for stage in odd.data["stages"] for card in stage["cards"]}
    assert all(plain(title) in words for title in titles)
    assert "\x00" not in words
    assert any(len(title) == 20_000 for title in titles)


def test_the_same_study_gives_the_same_bytes_without_clock(mapped, beside, tmp_path):
    material = beside(mapped)
    first, second = (WordExporter.of(material).write(mapped, tmp_path / name)[0] for name in ("one", "two"))
    assert first.read_bytes() == second.read_bytes()
    with zipfile.ZipFile(first) as file:
        assert {entry.date_time for entry in file.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert b"2026-01-15T09:30:00Z" in file.read("docProps/core.xml")


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_map_without_a_card_is_a_report_all_the_same(make, real, language, tmp_path):
    journey = real(make(language))
    for stage in journey.data["stages"]:
        stage |= {"cards": [], "touchpoints": [], "emotion": {"mean": None, "low": None, "high": None, "n": 0}}
    bare = replace(journey, evidence=journey.evidence.head(0), priorities=None)
    words = _words(_opened(bare, tmp_path))
    assert {"en": "nothing is coded yet", "zh": "尚未编码"}[language] in words
    assert {"en": "no evidence (12 asked)", "zh": "没有证据（访问了12人）"}[language] in words


def _table(document, caption):
    """Return the rows of the table under a caption."""
    body = list(document.element.body)
    at = next(at for at, each in enumerate(body) if caption in "".join(each.itertext()) and each.tag == qn("w:p")
              and each.find(f"{qn('w:pPr')}/{qn('w:pStyle')}") is not None
              and each.find(f"{qn('w:pPr')}/{qn('w:pStyle')}").get(qn("w:val")) == "Caption")  # fmt: skip
    table = next(table for table in document.tables if table._tbl is body[at + 1])
    return [[cell.text for cell in row.cells] for row in table.rows]


def test_further_cards_have_a_quote_and_further_quotes_their_words(mapped, tmp_path):
    narrow = replace(mapped, cards_per_cell=1)
    document = _opened(narrow, tmp_path)
    stage = next(stage for stage in mapped.data["stages"]
                 if sum(card["family"] == "pain_point" for card in stage["cards"]) > 1)  # fmt: skip
    pains = [card for card in stage["cards"] if card["family"] == "pain_point"]
    name = stage["name"][mapped.language]
    rows = _table(document, {"en": f"at “{name}”: further cards", "zh": f"“{name}”阶段的"}[mapped.language])
    for row in rows[1:]:
        card = next(card for card in pains if card["id"] in row[0])
        quotes = {item["quote"]: item for item in card["evidence"]}
        words, place = row[1].split("\n", 1)
        assert quotes[words.strip("“”")]["segment_id"] in place
    appended = _table(document, {"en": "Further quotes by card", "zh": "各卡片的其余引文"}[mapped.language])
    by_segment = mapped.evidence.drop_duplicates("segment_id").set_index("segment_id")
    assert len(appended) > 1
    for _, words, place in appended[1:]:
        row = by_segment.loc[place.rsplit("\n", 1)[1]]
        assert f"“{row['quote']}”" in words
        assert place.startswith(f"{row['case_id']} · {row['document']} {row['start']}–{row['end']}")


def test_an_opportunity_names_the_pain_point_and_does_not_repeat_its_quotes(mapped, tmp_path):
    stage = next(stage for stage in mapped.data["stages"]
                 if any(card["family"] == "pain_point" for card in stage["cards"]))  # fmt: skip
    pain = next(card for card in stage["cards"] if card["family"] == "pain_point")
    before = _words(_opened(mapped, tmp_path / "before")).count(f"“{pain['evidence'][0]['quote']}”")
    stage["cards"].append({**pain, "id": "o1", "family": "opportunity", "kind": "repair", "answers": [pain["id"]],
                           "title": "Repair", "titles": {}, "counter": []})  # fmt: skip
    words = _words(_opened(mapped, tmp_path / "after"))
    told = {
        "en": f"Rests on the card “{pain['title']}” ({pain['id']})",
        "zh": f"依据卡片“{pain['title']}”（{pain['id']}）",
    }
    assert told[mapped.language] in words
    assert words.count(f"“{pain['evidence'][0]['quote']}”") == before


def test_every_rank_names_its_stage_and_columns_without_an_entry_are_left_out(mapped, tmp_path):
    document = _opened(mapped, tmp_path)
    stage = next(stage for stage in mapped.data["stages"]
                 if any(card["family"] == "pain_point" for card in stage["cards"]))  # fmt: skip
    pain, name = next(card for card in stage["cards"] if card["family"] == "pain_point"), stage["name"][mapped.language]
    rows = _table(document, {"en": "Pain points by priority", "zh": "痛点按优先级排列"}[mapped.language])
    titles = [row[2].split("\n")[0] for row in rows[1:]]
    assert {"en": f"{pain['title']} ({name})", "zh": f"{pain['title']}（{name}）"}[mapped.language] in titles
    empty = {"en": {"Value", "Difficulty", "Field"}, "zh": {"业务价值", "实施难度", "象限"}}[mapped.language]
    assert not empty & set(rows[0])


def test_the_map_has_as_many_cards_in_a_cell_as_a_page_has_room_for(mapped, tmp_path):
    stage = mapped.data["stages"][0]
    caption = {"en": "Journey map", "zh": "旅程图"}[mapped.language]
    long = " ".join(["a title of many words"] * 12)
    for card in stage["cards"]:
        card |= {"title": long, "titles": {}}
    card = stage["cards"][0]
    stage["cards"] += [{**card, "id": f"x{at}"} for at in range(5)]
    cells = [row[1] for row in _table(_opened(mapped, tmp_path), caption)]
    assert max(cell.count(long) for cell in cells) < 3
    assert max(cell.count(long) for cell in cells) >= 1
