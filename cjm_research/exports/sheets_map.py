"""The sheet Map: stages across, lanes down, the emotion curve above the cards, ready to print on A3.

Cards beyond the first of a cell are folded away by Excel's own outline, not left out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cjm_research.exports import inks
from cjm_research.exports.cards_made import shown
from cjm_research.exports.cells import height_of_lines
from cjm_research.exports.curve_layout import numbers_of
from cjm_research.exports.sheets_charts import curve_chart
from cjm_research.exports.words import persons
from cjm_research.plots.palette import tint

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

    from cjm_research.exports.board import Card, Column
    from cjm_research.exports.workbook import Desk
    from cjm_research.journeys.map import JourneyMap

HEAD_ROW = 4
_LABEL_WIDTH, _STAGE_WIDTH = 16, 34
_STAGE_PIXELS = 243  # of 34 characters in the standard font
_CURVE_POINTS = 138
_LISTED = 6  # steps and touchpoints that a cell lists
_LONG_QUOTE = 400
Lines = list[tuple[str, dict[str, Any]]]
_MOMENTS = {"trough": "▼ ", "peak": "▲ "}


def map_sheet(desk: Desk, journey: JourneyMap) -> None:
    """Write the map; a dashed edge is a card nobody reviewed."""
    board = desk.board
    sheet = desk.sheet("map", large=True)
    last = len(board.columns)
    sheet.set_column(0, 0, _LABEL_WIDTH)
    sheet.set_column(1, last, _STAGE_WIDTH)
    _title_rows(desk, sheet, journey)
    row = _stage_row(desk, sheet)
    row = _curve_row(desk, sheet, row, journey)
    for name, looks, cells in _plain_lanes(desk, journey):
        desk.put(sheet, row, 0, name, bold=True, top=1, top_color=inks.SOFT)
        for index, (text, look) in enumerate(zip(cells, looks, strict=True), start=1):
            desk.put(sheet, row, index, text, top=1, top_color=inks.SOFT, **look)
        _set_height(desk, sheet, row, [[(text, {})] for text in cells])
        row += 1
    for family, name in board.families.items():
        row = _family_lane(desk, sheet, row, (family, name), journey.cards_per_cell)
    sheet.freeze_panes(HEAD_ROW + 1, 1)
    sheet.repeat_rows(HEAD_ROW)
    sheet.repeat_columns(0)
    sheet.print_area(0, 0, row - 1, last)
    sheet.outline_settings(True, False, True, False)
    sheet.set_zoom(90)
    sheet.activate()


def persona_words(desk: Desk, journey: JourneyMap) -> list[str]:
    """Return of what kind, of whom and of which version the map is, in words; nothing where the data does not say."""
    about = journey.data.get("journey")
    if not about:
        return []
    persona = about.get("persona")
    group = ", ".join(f"{name}: {value}" for name, value in persona.items()) if persona else ""
    version = about.get("version")
    return [
        desk.word(f"kind_{about['kind']}"),
        desk.word("of_group", group=group) if group else desk.word("of_everybody"),
        desk.word("saved_version", version=version) if version else desk.word("as_it_stands"),
    ]


def _title_rows(desk: Desk, sheet: Worksheet, journey: JourneyMap) -> None:
    board = desk.board
    facts = (board.word("subtitle"), board.scenario, board.asked_words, board.languages, board.date)
    lines = (" · ".join(filter(None, facts)), " · ".join(persona_words(desk, journey)),
             f"{board.draft_words} {board.word('legend_dashed')}")  # fmt: skip
    sheet.set_row(0, 26)
    desk.put(sheet, 0, 0, board.title, bold=True, font_size=16, text_wrap=False)
    for row, line in enumerate(lines, start=1):
        desk.put(sheet, row, 0, line, font_color=inks.SOFT, text_wrap=False)


def _stage_row(desk: Desk, sheet: Worksheet) -> int:
    look: dict[str, Any] = {"bg_color": inks.FAINT, "bottom": 2, "bottom_color": inks.SOFT}
    desk.put(sheet, HEAD_ROW, 0, desk.word("stage"), bold=True, **look)
    texts = []
    for index, column in enumerate(desk.board.columns, start=1):
        grade = f"{column.mark} {column.grade_words}".strip()
        counts = f"{column.people} · {desk.word('evidence')}: {grade}"
        soft = {"font_color": inks.SOFT, "font_size": 9}
        lines = [(column.name, {"bold": True, "font_size": 13}), (column.other_name, soft),
                 (column.question, {"italic": desk.board.language == "en"}), (counts, soft)]  # fmt: skip
        desk.put_lines(sheet, HEAD_ROW, index, lines, **look)
        texts.append(lines)
    _set_height(desk, sheet, HEAD_ROW, texts, extra=10)
    return HEAD_ROW + 1


def _curve_row(desk: Desk, sheet: Worksheet, row: int, journey: JourneyMap) -> int:
    """Draw the curve across the stages, each point above its own column; nothing where nobody was rated."""
    columns = desk.board.columns
    if not any(column.emotion.mean is not None for column in columns):
        return row
    desk.put_lines(sheet, row, 0, [(desk.word("curve"), {"bold": True}),
                                   (desk.word("scale"), {"font_color": inks.SOFT, "font_size": 9})])  # fmt: skip
    sheet.set_row(row, _CURVE_POINTS)
    chart = curve_chart(desk, bare=True)
    chart.set_size({"width": _STAGE_PIXELS * len(columns), "height": round(_CURVE_POINTS / 0.75)})
    sheet.insert_chart(row, 1, chart, {"object_position": 1, "description": desk.word("curve")})
    return row + 1


def _plain_lanes(desk: Desk, journey: JourneyMap) -> list[tuple[str, list[dict[str, Any]], list[str]]]:
    board = desk.board

    def emotion(column: Column) -> str:
        sign = _MOMENTS[column.moment] if column.moment else ""
        cause = sign + board.word(column.emotion.label, cause=column.emotion.cause) if column.emotion.label else ""
        return "\n".join(filter(None, [numbers_of(board, column.emotion), cause]))

    def touchpoints(column: Column) -> str:
        lines = [f"{touch.words} · {touch.counts}" for touch in column.touchpoints]
        return _first_of(desk, lines) or board.no_evidence

    def felt(column: Column) -> dict[str, Any]:
        mean = column.emotion.mean
        return {"font_color": inks.SOFT} if mean is None else {"bg_color": tint(inks.emotion_colour(mean), 0.22)}

    soft = [{"font_color": inks.SOFT}] * len(board.columns)
    lanes = [(board.word("emotion"), [felt(column) for column in board.columns], list(map(emotion, board.columns)))]
    steps = [_steps(desk, stage) for stage in shown(journey.data["stages"])]
    if any(steps):
        lanes.append((desk.word("steps"), soft, [text or board.no_evidence for text in steps]))
    lanes.append((board.word("touchpoints"), soft, list(map(touchpoints, board.columns))))
    return lanes


def _steps(desk: Desk, stage: dict[str, Any]) -> str:
    language = desk.board.language
    return _first_of(desk, [
        f"{at}. {step['name'][language]}" + (f" · {persons(step['n_people'], language)}" if "n_people" in step else "")
        for at, step in enumerate(stage.get("steps", ()), start=1)
    ])  # fmt: skip


def _first_of(desk: Desk, lines: list[str]) -> str:
    """Return the first lines, and how many more stand on the sheet of steps and touchpoints."""
    more = [desk.word("more_contacts", n=len(lines) - _LISTED)] if len(lines) > _LISTED else []
    return "\n".join([*lines[:_LISTED], *more])


def _family_lane(desk: Desk, sheet: Worksheet, row: int, lane: tuple[str, str], most: int) -> int:
    """Write all cards of a lane, as many rows as its fullest stage has; fold those beyond the most per cell."""
    family, name = lane
    columns = desk.board.columns
    depth = max([1, *(len(column.cells[family]) for column in columns)])
    for level in range(depth):
        folded = level >= most
        top = {"top": 1, "top_color": inks.SOFT} if level == 0 else {}
        desk.put(sheet, row, 0, name if level == 0 else None, bold=True, **top)
        texts = []
        for index, column in enumerate(columns, start=1):
            cards = column.cells[family]
            if level < len(cards):
                lines = _card_lines(desk, cards[level])
                texts.append(lines)
                desk.put_lines(sheet, row, index, lines, **_card_look(cards[level]))
            elif level == 0:
                desk.put(sheet, row, index, desk.board.empty(family), font_color=inks.SOFT, **top)
        _set_height(desk, sheet, row, texts, extra=6, fold=folded)
        row += 1
    return _more_row(desk, sheet, row, family, most) if depth > most else row


def _more_row(desk: Desk, sheet: Worksheet, row: int, family: str, most: int) -> int:
    """Say how many cards are folded away above."""
    for index, column in enumerate(desk.board.columns, start=1):
        left = len(column.cells[family]) - most
        if left > 0:
            desk.put(sheet, row, index, desk.word("more_cards", n=left), font_color=inks.SOFT, font_size=9)
    sheet.set_row(row, 15, None, {"collapsed": True})
    return row + 1


def _card_lines(desk: Desk, card: Card) -> Lines:
    """Return what stands on a card, line by line, each with its style."""
    soft = {"font_color": inks.SOFT, "font_size": 9}
    said = card.lead if card.lead and len(card.lead.text) <= _LONG_QUOTE else None
    quote = "" if said is None else f"{said.text if said.is_slot else f'“{said.text}”'} {said.case_id}"
    grade = f"{card.mark} {card.grade_words} · {card.status_words}".strip()
    return [(card.title, {"bold": True}), (f"{card.tag} · {card.counts}", soft),
            (quote, {"italic": desk.board.language == "en"}), (" · ".join(card.facts), soft),
            (grade, {"font_size": 9})]  # fmt: skip


def _card_look(card: Card) -> dict[str, Any]:
    edge = 3 if card.machine_only else 1  # 3 is dashed, 1 thin
    return {
        "align": "left",
        "indent": 1,
        "border": edge,
        "border_color": inks.EDGE[card.family],
        "bg_color": inks.TINT[card.family],
    }


def _set_height(desk: Desk, sheet: Worksheet, row: int, cells: list[Lines], extra: int = 4, fold: bool = False) -> None:
    sizes = [[(text, look.get("font_size", 10)) for text, look in lines] for lines in cells]
    height = height_of_lines(sizes, [_STAGE_WIDTH] * len(sizes), desk.board.language, extra=extra)
    sheet.set_row(row, height, None, {"level": 1, "hidden": True} if fold else {})
