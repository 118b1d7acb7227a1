from __future__ import annotations

import openpyxl
import pytest

from cjm_research.exports import edit_columns
from cjm_research.exports.workbook import WorkbookExporter

FIRST = edit_columns.HEADING_ROW + 2  # of the rows of cards, counted from 1
KEYS = {"cards": edit_columns.CARDS, "stages": edit_columns.STAGES}


@pytest.fixture
def decided(journey):
    """A journey whose first pain point the team has decided on."""
    card = next(card for stage in journey.data["stages"] for card in stage["cards"] if card["family"] == "pain_point")
    card |= {"owner": "=Ana", "work": "doing", "due": "2026-12-01", "value": 4, "difficulty": 2}
    return journey


def _book(journey, folder):
    (path,) = WorkbookExporter().write(journey, folder)
    return openpyxl.load_workbook(path)


def _rows(book, journey, key):
    """Return the rows of an editable sheet by the keys of its columns."""
    sheet = book[edit_columns.SHEETS[key][journey.language == "zh"]]
    names = {column.heading(journey.language): column.key for column in KEYS[key]}
    head = [names[cell.value] for cell in sheet[edit_columns.HEADING_ROW + 1]]
    rows = sheet.iter_rows(min_row=FIRST, values_only=True)
    return sheet, [dict(zip(head, row, strict=True)) for row in rows]


def test_cards_sheet_has_a_row_for_every_card_and_empty_rows_for_new_ones(decided, tmp_path):
    _, rows = _rows(_book(decided, tmp_path), decided, "cards")
    ids = [card["id"] for stage in decided.data["stages"] for card in stage["cards"]]
    assert sorted(row["id"] for row in rows if row["id"]) == sorted(ids)
    assert len([row for row in rows if not any(row.values())]) >= 20


@pytest.mark.parametrize(("language", "work"), [("en", "under way"), ("zh", "进行中")])
def test_cards_sheet_holds_what_the_team_decided(make, tmp_path, language, work):
    journey = make(language)
    card = journey.data["stages"][3]["cards"][0]
    card |= {"owner": "=Ana", "work": "doing", "due": "2026-12-01", "value": 4, "difficulty": 2}
    _, rows = _rows(_book(journey, tmp_path), journey, "cards")
    (row,) = [row for row in rows if row["id"] == card["id"]]
    told = {key: row[key] for key in ("stage", "title", "owner", "work", "due", "value", "difficulty")}
    assert told == {"stage": journey.data["stages"][3]["name"][language], "title": card["title"], "owner": "=Ana",
                    "work": work, "due": "2026-12-01", "value": 4, "difficulty": 2}  # fmt: skip
    assert (row["note"], row["merge"], row["remove"]) == (None, None, None)


def test_places_count_up_within_stage_and_lane(decided, tmp_path):
    _, rows = _rows(_book(decided, tmp_path), decided, "cards")
    cells = {}
    for row in rows:
        if row["id"]:
            cells.setdefault((row["stage"], row["lane"]), []).append(row["place"])
    assert max(map(len, cells.values())) > 1
    assert all(places == [*range(1, len(places) + 1)] for places in cells.values())


def test_hidden_cards_and_stages_are_not_in_the_workbook(journey, tmp_path):
    card = journey.data["stages"][0]["cards"][0]
    card["hidden"] = True
    journey.data["stages"][1]["hidden"] = True
    book = _book(journey, tmp_path)
    gone = {card["id"], *(one["id"] for one in journey.data["stages"][1]["cards"])}
    assert not gone & {row["id"] for row in _rows(book, journey, "cards")[1]}
    assert journey.data["stages"][1]["id"] not in {row["id"] for row in _rows(book, journey, "stages")[1]}
    baseline = {row[1] for row in book["cjm_baseline"].iter_rows(min_row=2, values_only=True)}
    assert not gone & baseline


def test_editable_columns_are_filled_and_marked_and_the_sheets_are_not_locked(decided, tmp_path):
    book = _book(decided, tmp_path)
    mark = "✎ edit" if decided.language == "en" else "✎ 可改"
    for key, columns in KEYS.items():
        sheet, _ = _rows(book, decided, key)
        assert not sheet.protection.sheet
        for at, column in enumerate(columns, start=1):
            filled = sheet.cell(FIRST, at).fill.fgColor.rgb == "FFFFFBE6"
            marked = sheet.cell(edit_columns.HEADING_ROW, at).value == mark
            noted = sheet.cell(edit_columns.HEADING_ROW + 1, at).comment is not None
            assert (filled, marked, noted) == (column.editable,) * 3


def test_lists_are_offered_for_stage_lane_work_value_and_difficulty(decided, tmp_path):
    book = _book(decided, tmp_path)
    sheet, rows = _rows(book, decided, "cards")
    at = {column.key: number for number, column in enumerate(edit_columns.CARDS, start=1)}
    offered = {}
    for rule in sheet.data_validations.dataValidation:
        (area,) = rule.sqref.ranges
        offered[next(key for key, number in at.items() if number == area.min_col)] = rule.formula1
        assert (rule.type, area.min_row) == ("list", FIRST)
        assert area.max_row >= FIRST + len([row for row in rows if row["id"]]) + 20
    assert set(offered) == {"stage", "lane", "work", "value", "difficulty", "remove"}
    assert offered["value"] == offered["difficulty"] == '"1,2,3,4,5"'
    work = [cell.value for (cell,) in book["cjm_baseline"][offered["work"].split("!")[1].replace("$", "")]]
    assert work == [*edit_columns.work_words(decided.language).values()]
    stages = [cell.value for (cell,) in _cells(book, offered["stage"])]
    assert stages[:6] == [stage["name"][decided.language] for stage in decided.data["stages"]]


def _cells(book, reference):
    sheet, area = reference.split("!")
    return book[sheet.strip("'")][area.replace("$", "")]


def test_stages_of_the_same_name_are_told_apart_by_their_ids(english, tmp_path):
    english.data["stages"][1]["name"]["en"] = english.data["stages"][0]["name"]["en"]
    book = _book(english, tmp_path)
    stages = {row["stage"] for row in _rows(book, english, "cards")[1] if row["id"]}
    assert {"Awareness (awareness)", "Awareness (consideration)", "Use"} <= stages


def test_baseline_holds_every_editable_cell_as_the_sheets_show_it(decided, tmp_path):
    book = _book(decided, tmp_path)
    assert book["cjm_baseline"].sheet_state == "veryHidden"
    held = [row[:4] for row in book["cjm_baseline"].iter_rows(values_only=True)]
    assert held[0] == edit_columns.BASELINE
    cells = {(sheet, own, key): value or "" for sheet, own, key, value in held[1:] if sheet in KEYS}
    shown = {}
    for sheet, columns in KEYS.items():
        for row in _rows(book, decided, sheet)[1]:
            if row["id"]:
                shown |= {(sheet, row["id"], column.key): str(row[column.key] or "")
                          for column in columns if column.editable}  # fmt: skip
    assert cells == shown
    assert len(cells) > 200


def test_the_file_says_its_form_language_and_journey(decided, tmp_path):
    book = _book(decided, tmp_path)
    told = {one.name: one.value for one in book.custom_doc_props.props}
    assert told == {"cjm_format": "cjm-workbook 1", "cjm_language": decided.language,
                    "cjm_journey": edit_columns.journey_digest(decided)}  # fmt: skip
    facts = {row[2]: row[3] for row in book["cjm_baseline"].iter_rows(values_only=True) if row[0] == "cjm"}
    assert facts["format"] == "cjm-workbook 1"
    assert facts["journey"] == told["cjm_journey"]
    assert facts["title"] == decided.data["study"]["title"]


def test_another_journey_has_another_digest(english):
    before = edit_columns.journey_digest(english)
    english.data["stages"][0]["cards"][0]["owner"] = "Ana"
    assert edit_columns.journey_digest(english) != before


def test_headings_are_different_within_a_sheet_and_between_languages():
    for columns in KEYS.values():
        headings = [column.heading(language) for column in columns for language in ("en", "zh")]
        assert len(set(headings)) == len(headings)
