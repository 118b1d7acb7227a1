from __future__ import annotations

import zipfile

import openpyxl
import pytest

from cjm_research.exports.workbook import WorkbookExporter

SHEETS = {
    "en": ["Map", "Findings", "Evidence", "Emotion", "Codebook", "Participants", "Read me"],
    "zh": ["旅程图", "发现", "证据", "情绪", "编码本", "参与者", "说明"],
}


@pytest.fixture
def book(journey, tmp_path):
    (path,) = WorkbookExporter().write(journey, tmp_path)
    return openpyxl.load_workbook(path)


def _table(sheet):
    rows = list(sheet.iter_rows(values_only=True))
    return [dict(zip(rows[0], row, strict=True)) for row in rows[1:]]


def test_sheets_are_named_in_the_language_of_the_journey(book, journey):
    assert book.sheetnames == SHEETS[journey.language]


def test_evidence_sheet_holds_every_quote_exactly_at_its_place(book, journey):
    texts = journey.documents.set_index("name")["text"]
    quote, document, start, end = (
        ("Quote", "Document", "Start", "End") if journey.language == "en" else ("原话", "文档", "起", "止")
    )
    rows = _table(book.worksheets[2])
    assert len(rows) == len(journey.evidence)
    for row in rows:
        assert texts[row[document]][row[start] : row[end]] == row[quote]


def test_what_people_said_never_becomes_a_formula(book):
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    risky = [cell for cell in cells if isinstance(cell.value, str) and cell.value[0] in "=+-@"]
    assert {cell.value[0] for cell in risky} >= {"=", "+"}
    assert {cell.data_type for cell in risky} == {"s"}
    assert all(cell.quotePrefix for cell in risky)
    assert not [cell for cell in cells if cell.data_type == "f"]


def test_map_sheet_says_no_evidence_where_there_is_none(book, journey):
    values = [cell.value for row in book.worksheets[0].iter_rows(min_row=7, min_col=7, max_col=7) for cell in row]
    empty = "no evidence (12 asked)" if journey.language == "en" else "没有证据（访问了12人）"
    assert values.count(empty) == 3


def test_map_sheet_marks_machine_cards_by_a_dashed_edge_and_words(english, tmp_path):
    (path,) = WorkbookExporter().write(english, tmp_path)
    cells = [cell for row in openpyxl.load_workbook(path)["Map"].iter_rows(min_row=7, min_col=2) for cell in row]
    cards = [cell for cell in cells if cell.value and "people ·" in cell.value]
    assert len(cards) == 15
    for cell in cards:
        machine = cell.value.endswith("not reviewed")
        assert cell.border.left.style == ("dashed" if machine else "thin")


def test_emotion_sheet_leaves_a_gap_where_nobody_was_rated(book):
    last = list(book.worksheets[3].iter_rows(values_only=True))[6]
    assert last[1:] == (None, None, None, 0, None, None)


def test_emotion_chart_has_error_bars_and_gaps(english, tmp_path):
    (path,) = WorkbookExporter().write(english, tmp_path)
    with zipfile.ZipFile(path) as archive:
        chart = archive.read("xl/charts/chart1.xml").decode()
    assert "<c:lineChart>" in chart
    assert "<c:plus><c:numRef><c:f>'Emotion'!$F$2:$F$7</c:f>" in chart
    assert "<c:minus><c:numRef><c:f>'Emotion'!$G$2:$G$7</c:f>" in chart
    assert "dispBlanksAs" not in chart  # a gap is what Excel leaves unless it is told otherwise


def test_text_too_long_for_a_cell_is_cut_in_sight(make, tmp_path):
    journey = make("zh")
    long = "很长的话😀" * 9000
    journey.codebook.codes[0].definition["zh"] = long
    (path,) = WorkbookExporter().write(journey, tmp_path)
    text = openpyxl.load_workbook(path)["编码本"]["C2"].value
    assert len(text.encode("utf-16-le")) // 2 <= 32_767
    head, note = text.split("……[", 1)
    assert long.startswith(head)
    assert note == "此处截断：全文45,000字符，单元格上限32,767；全文见journey.json]"


def test_control_characters_are_shown_not_written(english, tmp_path):
    english.codebook.codes[0].definition["en"] = "a\x07b\nc"
    (path,) = WorkbookExporter().write(english, tmp_path)
    assert openpyxl.load_workbook(path)["Codebook"]["C2"].value == "a�b\nc"


def test_findings_at_no_stage_are_listed(english, tmp_path):
    english.findings.loc[0, "stage"] = "none"
    (path,) = WorkbookExporter().write(english, tmp_path)
    rows = _table(openpyxl.load_workbook(path)["Findings"])
    assert rows[-1]["Stage"] == "no stage"
    assert rows[-1]["Card id"] == english.findings.loc[0, "finding_id"]


def test_date_is_that_of_the_study_and_not_of_the_clock(english, tmp_path):
    (path,) = WorkbookExporter().write(english, tmp_path)
    assert openpyxl.load_workbook(path).properties.created.isoformat() == "2026-01-15T09:30:00"
    english.data["study"]["created_at"] = None
    (path,) = WorkbookExporter().write(english, tmp_path)
    assert openpyxl.load_workbook(path).properties.created.year == 2000
