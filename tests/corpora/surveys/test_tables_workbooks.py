"""Workbooks of three formats: sheets, merged cells, formulas, dates, long numbers, and bad ones."""

import shutil
import zipfile
from pathlib import Path

import openpyxl
import pytest

from cjm_research.corpora import read_file
from cjm_research.corpora.surveys.workbooks import read_workbook
from cjm_research.errors import ReadError

FILES = Path(__file__).parents[1] / "files"
SAID = [
    "The kettle leaked on day one.",
    "Nobody rang me back.",
    "I paid twice for one box.",
    "It was the wrong colour.",
    "The lid does not close.",
    "N/A",
]


def book(path, **sheets):
    made = openpyxl.Workbook()
    made.remove(made.active)
    for title, rows in sheets.items():
        sheet = made.create_sheet(title)
        for row in rows:
            sheet.append(row)
    made.save(path)
    return path


@pytest.mark.parametrize("suffix", ["xls", "ods"])
def test_each_sheet_with_answers_is_a_survey_of_its_own(suffix):
    reading = read_file(FILES / f"book.{suffix}")
    assert [source.inside for source in reading.sources] == ["Answers"] * 6 + ["回答"] * 6
    english, chinese = reading.sources[1], reading.sources[6]
    assert english.attributes == {"Contact: Mail": "yes", "Contact: Phone": "yes"}
    assert (english.recorded_at, english.turns[0].place) == ("2026-03-02T10:05:00", "sheet Answers, row 4")
    assert (chinese.attributes, chinese.turns[0].text) == ({"客户类型": "新"}, "水壶第一天就漏水")
    assert reading.counts == {"rows": 12, "respondents": 12, "open answers": 10, "blanks": 2}
    assert [(part.place, part.why) for part in reading.skipped if part.place == "sheet Codebook"] == [
        ("sheet Codebook", "it has no open answers: a codebook, counts or notes")
    ]


@pytest.mark.parametrize("suffix", ["xls", "ods"])
def test_a_merged_cell_fills_all_of_its_columns_and_long_numbers_stay_whole(suffix):
    answers = read_workbook(FILES / f"book.{suffix}")[0]
    assert answers.rows[:3] == [
        ["Order", "Date", "Contact", "Contact", "Why?"],
        ["", "", "Mail", "Phone"],
        ["1234567890123", "2026-03-01 10:05:00", "No", "Yes", SAID[0]],
    ]
    assert answers.spread == {0}


def test_a_cell_merged_over_rows_holds_for_each_of_them(tmp_path):
    made = openpyxl.Workbook()
    for row in (
        ["call", "speaker", "text"],
        ["K1", "agent", "Hello."],
        ["", "customer", "It broke."],
        ["K2", "agent", "Hi."],
    ):
        made.active.append(row)
    made.active.merge_cells("A2:A3")
    made.save(tmp_path / "calls.xlsx")
    sources = read_file(tmp_path / "calls.xlsx").sources
    assert [(source.inside, len(source.turns)) for source in sources] == [("K1", 2), ("K2", 1)]


def test_a_formula_without_a_saved_value_is_listed(tmp_path):
    rows = [["Plan", "Score", "Why?"], *([("a", "b")[n % 2], "=1+1", text] for n, text in enumerate(SAID))]
    reading = read_file(book(tmp_path / "f.xlsx", One=rows))
    assert (reading.skipped[0].place, reading.skipped[0].what, reading.skipped[0].why) == (
        "sheet One, cell B2",
        "6 formulas",
        "no value was saved with it; open the workbook, let it calculate and save it",
    )


def test_a_sheet_made_for_coding_is_no_second_survey(tmp_path):
    answers = [["ID", "Why?"], *([str(n), text] for n, text in enumerate(SAID))]
    coding = [["ID", "Why?", "Code 1"], *([str(n), text, f"kettle_leaks->case {n}"] for n, text in enumerate(SAID))]
    reading = read_file(book(tmp_path / "c.xlsx", Coding=coding, Answers=answers))
    assert len(reading.sources) == 5
    assert [part.why for part in reading.skipped if part.place == "sheet Coding"] == [
        "the same answers as in sheet Answers"
    ]


def test_ten_thousand_columns_and_headers_alike_are_told_apart(tmp_path):
    path = tmp_path / "wide.csv"
    path.write_text("\n".join([",".join(["Why?", *["Score"] * 9_999]), *(",".join([t, *["3"] * 9_999]) for t in SAID)]))
    reading = read_file(path)
    assert len({column.name for column in reading.columns}) == 10_000
    assert len(reading.sources[0].turns) == 1


@pytest.mark.parametrize("name", ["book.xls", "book.ods"])
@pytest.mark.parametrize("keep", [0.3, 0.9])
def test_a_workbook_that_is_cut_off_is_refused(tmp_path, name, keep):
    data = (FILES / name).read_bytes()
    (tmp_path / name).write_bytes(data[: int(len(data) * keep)])
    with pytest.raises(ReadError, match=r"damaged or cut off|none of its|not a whole"):
        read_file(tmp_path / name)


def test_a_zip_that_is_no_workbook_is_refused(tmp_path):
    path = tmp_path / "a.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("hello.txt", "hello")
    with pytest.raises(ReadError) as caught:
        read_file(path)
    assert str(caught.value) == (
        f"{path} is a zip archive but not a whole .xlsx (it has no workbook). Save it as .xlsx again."
    )


def test_a_workbook_under_the_wrong_name_is_read_as_what_it_is(tmp_path):
    path = book(tmp_path / "x.xlsx", One=[["Plan", "Why?"], *(["a", text] for text in SAID)])
    shutil.copy(path, tmp_path / "x.xls")
    assert len(read_file(tmp_path / "x.xls").sources) == 6


def test_a_web_page_named_xls_is_refused(tmp_path):
    path = tmp_path / "page.xls"
    path.write_text("<html><table><tr><td>Why?</td></tr></table></html>")
    with pytest.raises(ReadError, match=r"page\.xls"):
        read_file(path)
