"""The sheets that people edit and send back, and the sheet out of sight that tells their changes from the study's."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cjm_research.exports import edit_columns, inks
from cjm_research.exports.cells import height_of
from cjm_research.exports.edit_columns import HEADING_ROW, Column

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

    from cjm_research.exports.workbook import Desk
    from cjm_research.journeys.map import JourneyMap

YOURS = "#fffbe6"
"""The fill of cells that people edit."""

_SPARE = {"cards": 30, "stages": 8}  # empty rows for what is new
_TEXT = "@"  # what is typed stays as typed, a leading = or - too
_TIPS = {
    "cards": {name: f"tip_{name}" for name in ("stage", "place", "lane", "title", "owner", "work", "due", "value",
                                               "difficulty", "note", "merge", "remove")},
    "stages": {"order": "tip_order", "name_en": "tip_name", "name_zh": "tip_name", "question_en": "tip_question",
               "question_zh": "tip_question", "merge": "tip_merge_stage", "remove": "tip_remove_stage"},
}  # fmt: skip
_NUMBERS = ("place", "order", "value", "difficulty")
_FIGURES = (*_NUMBERS, "people", "mentions", "cards")


def cards_sheet(desk: Desk, journey: JourneyMap) -> None:
    """One row a card: what the study knows of it, and what the team decides."""
    language, cards = journey.language, desk.board
    by_id = {card.card_id: card for column in cards.columns for own in column.cells.values() for card in own}
    rows = []
    for row in edit_columns.card_rows(journey, language):
        card = by_id[row["id"]]
        row |= {"subtype": card.tag, "people": card.n_people, "mentions": card.n_segments,
                "grade": f"{card.mark} {card.grade_words}".strip(), "status": card.status_words,
                "priority": _rank(row["data"].get("priority"))}  # fmt: skip
        rows.append(row)
    sheet = _edit_sheet(desk, "cards", edit_columns.CARDS, rows)
    at = {column.key: index for index, column in enumerate(edit_columns.CARDS)}
    last = HEADING_ROW + len(rows) + _SPARE["cards"]
    stages = [*edit_columns.stage_names(journey, language).values()]
    shown = [row[f"name_{language}"] for row in edit_columns.stage_rows(journey, language)]
    lists: dict[str, Any] = {
        **{name: _reference(edit_columns.BASELINE_SHEET, 1, column, len(words))
           for name, (column, words) in _lists(desk, journey).items()},
        "value": [1, 2, 3, 4, 5], "difficulty": [1, 2, 3, 4, 5],
    }  # fmt: skip
    if stages == shown:
        lists["stage"] = _names_of_stages(desk, language, len(stages))
    _offer(desk, sheet, lists, at, last)
    _cross_out(desk, sheet, at["remove"], last, len(edit_columns.CARDS))
    sheet.freeze_panes(HEADING_ROW + 1, at["title"] + 1)


def stages_sheet(desk: Desk, journey: JourneyMap) -> None:
    """One row a stage: what it is called, what the customer asks, where it stands."""
    by_id = {column.stage_id: column for column in desk.board.columns}
    rows = []
    for row in edit_columns.stage_rows(journey, journey.language):
        column = by_id[row["id"]]
        rows.append(row | {"people": column.n_people, "cards": sum(len(own) for own in column.cells.values())})
    sheet = _edit_sheet(desk, "stages", edit_columns.STAGES, rows)
    at = {column.key: index for index, column in enumerate(edit_columns.STAGES)}
    last = HEADING_ROW + len(rows) + _SPARE["stages"]
    column, words = _lists(desk, journey)["remove"]
    _offer(desk, sheet, {"remove": _reference(edit_columns.BASELINE_SHEET, 1, column, len(words))}, at, last)
    _cross_out(desk, sheet, at["remove"], last, len(edit_columns.STAGES))
    sheet.freeze_panes(HEADING_ROW + 1, 1)


def baseline_sheet(desk: Desk, journey: JourneyMap) -> None:
    """Every editable cell as it leaves, as text, and what the lists offer, on a sheet that Excel does not offer."""
    sheet = desk.book.add_worksheet(edit_columns.BASELINE_SHEET)
    for column, name in enumerate(edit_columns.BASELINE):
        sheet.write_string(0, column, name)
    for row, cells in enumerate(edit_columns.baseline(journey, journey.language), start=1):
        for column, text in enumerate(cells):
            if text:
                sheet.write_string(row, column, text, desk.look(num_format=_TEXT, text_wrap=False))
    for name, (column, words) in _lists(desk, journey).items():
        sheet.write_string(0, column, f"list {name}")
        for row, text in enumerate(words, start=1):
            desk.put(sheet, row, column, text, num_format=_TEXT, text_wrap=False)
    sheet.very_hidden()


def _lists(desk: Desk, journey: JourneyMap) -> dict[str, tuple[int, list[str]]]:
    """Return what the lists offer, each with its column of the sheet out of sight."""
    language, first = journey.language, len(edit_columns.BASELINE) + 1
    offered = {
        "lane": [*edit_columns.lane_names(journey, language).values()],
        "work": [*edit_columns.work_words(language).values()],
        "remove": [desk.word("yes")],
    }
    return {name: (first + at, words) for at, (name, words) in enumerate(offered.items())}


def _edit_sheet(desk: Desk, key: str, columns: tuple[Column, ...], rows: list[dict[str, Any]]) -> Worksheet:
    sheet, language = desk.sheet(key, large=key == "cards"), desk.board.language
    desk.put(sheet, 0, 0, desk.word(f"edit_{key}"), text_wrap=False, bold=True)
    for index, column in enumerate(columns):
        sheet.set_column(index, index, column.width)
        fill = YOURS if column.editable else inks.FAINT
        mark = desk.word("edit_mark" if column.editable else "read_only")
        desk.put(sheet, HEADING_ROW - 1, index, mark, font_size=8, font_color=inks.SOFT, text_wrap=False)
        desk.put(sheet, HEADING_ROW, index, column.heading(language), bold=True, bg_color=fill, bottom=1,
                 **({"align": "center"} if column.key in _FIGURES else {}))  # fmt: skip
        tip = _TIPS[key].get(column.key)
        if tip:
            sheet.write_comment(HEADING_ROW, index, desk.word(tip), {"author": "", "font_size": 9, "x_scale": 1.5})
    sheet.set_row(
        HEADING_ROW, height_of([(column.heading(language), column.width - 1) for column in columns], language)
    )
    blank = dict.fromkeys((column.key for column in columns), "")
    for at, row in enumerate([*rows, *[blank] * _SPARE[key]], start=HEADING_ROW + 1):
        for index, column in enumerate(columns):
            desk.put(sheet, at, index, row[column.key], **_cell_look(column))
        sheet.set_row(at, height_of([(str(row[column.key]), column.width) for column in columns[1:]], language))
    last = HEADING_ROW + max(len(rows), 1)
    sheet.autofilter(HEADING_ROW, 0, last, len(columns) - 1)
    sheet.repeat_rows(HEADING_ROW)
    sheet.print_area(0, 0, last, len(columns) - 1)
    return sheet


def _cell_look(column: Column) -> dict[str, Any]:
    look: dict[str, Any] = {"bottom": 4, "bottom_color": inks.RULE}
    if column.key == "id":
        return look | {"font_color": inks.SOFT, "font_size": 7, "text_wrap": False, "align": "left"}
    if column.key in _FIGURES:
        look |= {"align": "center"}
    if not column.editable:
        return look | {"font_color": inks.SOFT}
    return look | {"bg_color": YOURS} | ({} if column.key in _NUMBERS else {"num_format": _TEXT})


def _rank(priority: dict[str, Any] | None) -> str:
    """Return the rank of a card with where it is likely to lie."""
    if not priority:
        return ""
    low, high = priority.get("rank_low"), priority.get("rank_high")
    return str(priority["rank"]) if low is None or high is None else f"{priority['rank']} ({low}–{high})"


def _names_of_stages(desk: Desk, language: str, n: int) -> str:
    """Return the reference to the names on the sheet Stages, with room for two new ones."""
    column = next(at for at, one in enumerate(edit_columns.STAGES) if one.key == f"name_{language}")
    return _reference(desk.word("sheet_stages"), HEADING_ROW + 1, column, n + 2)


def _reference(sheet: str, row: int, column: int, n: int) -> str:
    from xlsxwriter.utility import xl_range_abs

    return f"='{sheet}'!{xl_range_abs(row, column, row + n - 1, column)}"


def _offer(desk: Desk, sheet: Worksheet, lists: dict[str, Any], at: dict[str, int], last: int) -> None:
    """Offer lists to choose from in the rows of cards and below."""
    told = {"error_title": desk.word("bad_choice"), "error_message": desk.word("bad_choice_text")}
    for key, source in lists.items():
        rule = {"validate": "list", "source": source, "ignore_blank": True, **told}
        sheet.data_validation(HEADING_ROW + 1, at[key], last, at[key], rule)


def _cross_out(desk: Desk, sheet: Worksheet, column: int, last: int, width: int) -> None:
    """Strike through the rows that somebody wants off the map."""
    from xlsxwriter.utility import xl_col_to_name

    rule = f'=${xl_col_to_name(column)}{HEADING_ROW + 2}="{desk.word("yes")}"'
    struck = desk.book.add_format({"font_strikeout": True, "font_color": inks.SOFT})
    sheet.conditional_format(HEADING_ROW + 1, 0, last, width - 1,
                             {"type": "formula", "criteria": rule, "format": struck})  # fmt: skip
