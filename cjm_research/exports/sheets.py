"""The sheets of the workbook, one function each."""

from __future__ import annotations

from collections.abc import Callable
from math import ceil
from typing import TYPE_CHECKING, Any

from cjm_research.exports import inks
from cjm_research.exports.board import GRADE_MARKS
from cjm_research.exports.cards_made import shown
from cjm_research.exports.html import attributes, manifest
from cjm_research.exports.linebreak import is_wide

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

    from cjm_research.exports.board import Card, Column
    from cjm_research.exports.workbook import Desk
    from cjm_research.journeys.map import JourneyMap

_STAGE_WIDTH = 34
_LINE_POINTS = 15  # of 10-point text; Chinese lines are higher than Latin ones
_TITLE_POINTS = 26


def map_sheet(desk: Desk, journey: JourneyMap) -> None:
    """Stages across, lanes down, one card a cell, coloured by family; a dashed edge is a card nobody reviewed."""
    board = desk.board
    sheet = desk.sheet("map")
    sheet.set_paper(8)
    sheet.set_column(0, 0, 16)
    sheet.set_column(1, len(board.columns), _STAGE_WIDTH)
    sheet.set_row(0, _TITLE_POINTS)
    desk.put(sheet, 0, 0, board.title, bold=True, font_size=16, text_wrap=False)
    facts = (board.word("subtitle"), board.scenario, board.asked_words, board.languages, board.date)
    desk.put(sheet, 1, 0, " · ".join(fact for fact in facts if fact), font_color=inks.SOFT, text_wrap=False)
    desk.put(sheet, 2, 0, board.draft_words, text_wrap=False)
    desk.put(sheet, 3, 0, board.word("stage"), bold=True, bg_color=inks.FAINT, bottom=2)
    for index, column in enumerate(board.columns, start=1):
        head = [column.name, *filter(None, [column.other_name]), column.question, column.people]
        desk.put(sheet, 3, index, "\n".join(head), bold=True, bg_color=inks.FAINT, bottom=2)
    _set_height(sheet, 3, ["\n".join([c.name, c.other_name, c.question, c.people]) for c in board.columns])
    row = 4
    for name, cells in _plain_lanes(desk):
        desk.put(sheet, row, 0, name, bold=True, top=1)
        for index, text in enumerate(cells, start=1):
            desk.put(sheet, row, index, text, top=1, font_color=inks.SOFT)
        _set_height(sheet, row, cells)
        row += 1
    for family, name in board.families.items():
        row = _family_lane(desk, sheet, row, family, name)
    sheet.freeze_panes(4, 1)
    sheet.repeat_rows(3)


def _plain_lanes(desk: Desk) -> list[tuple[str, list[str]]]:
    from cjm_research.exports.curve_layout import numbers_of

    board = desk.board

    def emotion(column: Column) -> str:
        cause = board.word(column.emotion.label, cause=column.emotion.cause) if column.emotion.label else ""
        return "\n".join(filter(None, [numbers_of(board, column.emotion), cause]))

    def touchpoints(column: Column) -> str:
        return "\n".join(f"{touch.words} · {touch.counts}" for touch in column.touchpoints) or board.no_evidence

    return [
        (board.word("emotion"), [emotion(column) for column in board.columns]),
        (board.word("touchpoints"), [touchpoints(column) for column in board.columns]),
    ]


def _family_lane(desk: Desk, sheet: Worksheet, row: int, family: str, name: str) -> int:
    """Write all cards of a family, as many rows as its fullest stage has cards; return the next free row."""
    columns = desk.board.columns
    depth = max(1, *(len(column.cells[family]) for column in columns))
    for level in range(depth):
        top = {"top": 1} if level == 0 else {}
        desk.put(sheet, row, 0, name if level == 0 else None, bold=True, **top)
        texts = []
        for index, column in enumerate(columns, start=1):
            cards = column.cells[family]
            if level < len(cards):
                texts.append(_card_text(desk, cards[level]))
                desk.put(sheet, row, index, texts[-1], **_card_look(cards[level]))
            elif level == 0:
                desk.put(sheet, row, index, desk.board.empty(family), font_color=inks.SOFT, **top)
        _set_height(sheet, row, texts)
        row += 1
    return row


def _card_text(desk: Desk, card: Card) -> str:
    quote = f"“{card.lead.text}” {card.lead.case_id}" if card.lead and len(card.lead.text) <= 400 else ""
    grade = f"{card.mark} {card.grade_words} · {card.status_words}".strip()
    made = " · ".join(card.facts)
    return "\n".join(filter(None, [card.title, f"{card.tag} · {card.counts}", quote, made, grade]))


def _card_look(card: Card) -> dict[str, Any]:
    edge = 3 if card.machine_only else 1  # 3 is dashed, 1 thin
    return {"border": edge, "border_color": inks.EDGE[card.family], "bg_color": inks.TINT[card.family]}


def _set_height(sheet: Worksheet, row: int, texts: list[str]) -> None:
    """Make the row high enough: Excel does not grow a row of wrapped text that a program wrote."""

    def lines(text: str) -> int:
        units = [sum(2 if is_wide(char) else 1.05 for char in line) for line in text.split("\n")]
        return sum(max(1, ceil(unit / (_STAGE_WIDTH - 2))) for unit in units)

    sheet.set_row(row, min(400, 4 + _LINE_POINTS * max([1, *(lines(text) for text in texts)])))


def findings_sheet(desk: Desk, journey: JourneyMap) -> None:
    """One row a card."""
    board, asked = desk.board, desk.board.asked
    rows = []
    for column, stage in zip(board.columns, shown(journey.data["stages"]), strict=True):
        by_id = {card.card_id: card for cards in column.cells.values() for card in cards}
        for data in shown(stage["cards"]):
            card = by_id[data["id"]]
            rows.append([
                column.name, board.families[card.family], card.tag, card.title, card.n_people, asked, card.n_segments,
                f"{card.mark} {card.grade_words}", card.grade_rule, card.status_words, float(data["reviewed_share"]),
                " ".join(data["people"]), card.card_id,
            ])  # fmt: skip
    rows += _unplaced(desk, journey)
    columns = [
        ("stage", 14), ("col_family", 12), ("col_subtype", 16), ("col_title", 44), ("col_people", 8), ("col_asked", 8),
        ("col_mentions", 10), ("col_grade", 12), ("col_rule", 44), ("col_status", 14), ("col_reviewed_share", 10),
        ("col_cases", 30), ("col_card", 16),
    ]  # fmt: skip
    desk.table("findings", columns, rows)


def _unplaced(desk: Desk, journey: JourneyMap) -> list[list[Any]]:
    """Return the findings that stand at no stage: they are not on the map and must not be lost."""
    board, name = desk.board, journey.codebook.name
    found = journey.findings[journey.findings["stage"] == "none"].sort_values("finding_id")
    return [
        [board.word("no_stage"), board.families[row.family], name(row.family, row.subtype, lang=board.language),
         row.title, int(row.n_people), board.asked, int(row.n_segments),
         f"{GRADE_MARKS[row.grade]} {board.word(row.grade)}", row.grade_rule, "", float(row.reviewed_share),
         " ".join(row.people), row.finding_id]
        for row in found.itertuples(index=False)
    ]  # fmt: skip


def evidence_sheet(desk: Desk, journey: JourneyMap) -> None:
    """One row a quote of a card."""
    board, rows = desk.board, []
    for column in board.columns:
        for family, cards in column.cells.items():
            for card in cards:
                rows += [
                    [column.name, board.families[family], card.tag, card.title, quote.text, quote.case_id,
                     quote.document, quote.start, quote.end, quote.question, quote.emotion, quote.reviewed,
                     quote.score, quote.reason, quote.segment_id, card.card_id]
                    for quote in card.quotes
                ]  # fmt: skip
    columns = [
        ("stage", 14), ("col_family", 12), ("col_subtype", 16), ("col_title", 32), ("col_quote", 70),
        ("col_person", 9), ("col_document", 28), ("col_start", 8), ("col_end", 8), ("col_asked_question", 36),
        ("col_emotion", 9), ("col_reviewed", 11), ("col_score", 8), ("col_reason", 36), ("col_segment", 16),
        ("col_card", 16),
    ]  # fmt: skip
    desk.table("evidence", columns, rows)


def emotion_sheet(desk: Desk, journey: JourneyMap) -> None:
    """One row a stage, and a native line chart with its intervals; a stage nobody rated leaves a gap."""
    board, rows = desk.board, []
    for column in board.columns:
        point = column.emotion
        plus = None if point.high is None else point.high - point.mean
        minus = None if point.low is None else point.mean - point.low
        rows.append([column.name, point.mean, point.low, point.high, point.n, plus, minus])
    names = ("stage", "col_mean", "col_low", "col_high", "col_n", "col_plus", "col_minus")
    sheet = desk.table("emotion", [(name, 14) for name in names], rows)
    last, name = len(rows), sheet.get_name()
    up, down = _reference(name, 1, 5, last, 5), _reference(name, 1, 6, last, 6)
    error = {"type": "custom", "plus_values": up, "minus_values": down, "line": {"color": inks.SOFT}}
    chart = desk.book.add_chart({"type": "line"})
    chart.add_series({
        "name": board.word("curve"), "categories": [name, 1, 0, last, 0], "values": [name, 1, 1, last, 1],
        "line": {"color": inks.SOFT, "width": 1.5}, "y_error_bars": error,
        "marker": {"type": "circle", "size": 7, "fill": {"color": inks.EDGE["goal"]}, "border": {"color": inks.PAPER}},
        "data_labels": {"value": True, "num_format": "0.0", "position": "above"},
    })  # fmt: skip
    chart.set_y_axis({"min": 1, "max": 5, "major_unit": 1, "num_format": "0", "name": board.word("emotion"),
                      "major_gridlines": {"visible": True, "line": {"color": inks.RULE}}})  # fmt: skip
    chart.set_title({"name": board.word("curve"), "name_font": {"size": 13, "bold": True}})
    chart.set_legend({"none": True})
    chart.show_blanks_as("gap")
    chart.set_size({"width": 760, "height": 360})
    sheet.insert_chart(last + 3, 0, chart, {"description": board.word("curve")})
    desk.put(sheet, last + 1, 0, board.word("legend_emotion"), font_color=inks.SOFT, text_wrap=False)


def _reference(sheet: str, row: int, column: int, last_row: int, last_column: int) -> str:
    from xlsxwriter.utility import xl_range_abs

    quoted = sheet.replace("'", "''")
    return f"='{quoted}'!{xl_range_abs(row, column, last_row, last_column)}"


def codebook_sheet(desk: Desk, journey: JourneyMap) -> None:
    """One row a code: what it is, what it is not, examples."""
    language = journey.language
    rows = [
        [journey.codebook.name(code.family, lang=language), code.name[language], code.definition[language],
         *("\n".join(texts.get(language, ())) for texts in (code.include, code.exclude, code.examples))]
        for code in journey.codebook.codes
    ]  # fmt: skip
    columns = [("col_family", 14), ("col_subtype", 18), ("col_definition", 44), ("col_include", 44),
               ("col_exclude", 44), ("col_examples", 44)]  # fmt: skip
    desk.table("codebook", columns, rows)


def participants_sheet(desk: Desk, journey: JourneyMap) -> None:
    """How many people, by each attribute."""
    board, data = desk.board, journey.data["participants"]
    rows: list[list[Any]] = [
        [board.word("everyone"), None, data["n"]],
        [board.word("everyone"), board.word("interviewed"), data["n_interviews"]],
        [board.word("everyone"), board.word("surveyed"), data["n_respondents"]],
    ]
    rows += [list(row) for row in attributes(journey)]
    desk.table("participants", [("col_attribute", 36), ("col_value", 36), ("col_people", 12)], rows)


def read_me_sheet(desk: Desk, journey: JourneyMap) -> None:
    """How to read the workbook, what made it, what is uncertain."""
    board = desk.board
    sheet = desk.sheet("read_me")
    sheet.set_column(0, 0, 26)
    sheet.set_column(1, 1, 100)
    reading = ("read_card", "legend_grade", "legend_dashed", "legend_emotion", "read_place")
    limits = ("limit_machine", "limit_counts", "limit_interval", "limit_cause")
    unplaced = [("", board.word("limit_unplaced", n=board.n_unplaced))] if board.n_unplaced else []
    blocks: list[tuple[str, list[tuple[str, str]]]] = [
        (board.title, [("", board.draft_words)]),
        (board.word("reading"), [("", board.word(key)) for key in reading]),
        (board.word("uncertain"), [("", board.word(key)) for key in limits] + unplaced),
        (board.word("methods"), manifest(journey, board)),
        (board.word("run_inputs"), [(i["source"], i["digest"]) for i in journey.data["study"]["run"]["inputs"]]),
    ]
    row = 0
    for heading, lines in blocks:
        desk.put(sheet, row, 0, heading, bold=True, font_size=13, text_wrap=False)
        for name, text in lines:
            row += 1
            desk.put(sheet, row, 0, name, font_color=inks.SOFT)
            desk.put(sheet, row, 1, text)
        row += 2


IN_ORDER: tuple[Callable[[Desk, JourneyMap], None], ...] = (
    map_sheet, findings_sheet, evidence_sheet, emotion_sheet, codebook_sheet, participants_sheet, read_me_sheet,
)  # fmt: skip
