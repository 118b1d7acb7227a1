"""The map as a table, stages across and lanes down: of each cell the first cards, and how many more there are.

More than six stages go on two slides or more. How many lines each lane gets is worked out from what is in it, so that
the table fills the slide and never runs over its end.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil
from typing import TYPE_CHECKING

from cjm_research.exports import inks
from cjm_research.exports.curve_layout import numbers_of
from cjm_research.exports.deck.marks import PAD, Cell, Para, Run, para, row_height, table, text_box
from cjm_research.exports.deck.notes import card_notes, grade_words
from cjm_research.exports.words import persons

if TYPE_CHECKING:
    from cjm_research.exports.board import Board, Card, Column
    from cjm_research.exports.deck.marks import Box
    from cjm_research.exports.deck.paper import Paper

STAGES = 6
"""The most stages that one slide shows."""
SIGNS = {"trough": "▼ ", "peak": "▲ "}
_SIZES = (10.0, 9.5, 9.0, 8.5, 8.0, 7.0, 6.0)
_LANE_WIDTH = 78.0
_LEGEND = 16.0
_FEWEST, _MOST = 3, 40
_ROW_PAD = 2.5
_TOUCHPOINTS = 2
_KIND = re.compile(r"\s*[(（][^()（）]*[)）]$")
"""What kind of touchpoint it is, in brackets after its channel."""


@dataclass(frozen=True)
class _Draft:
    """The table at one size of type and one number of lines a lane."""

    rows: list[list[Cell]]
    height: float
    cards: list[Card]
    full: dict[str, bool]


def chunks(columns: Sequence[Column]) -> list[Sequence[Column]]:
    """Return the stages slide by slide, each slide about as many.

    >>> [len(part) for part in chunks(range(6))], [len(part) for part in chunks(range(7))]
    ([6], [4, 3])
    """
    parts = max(1, ceil(len(columns) / STAGES))
    size = ceil(len(columns) / parts)
    return [columns[at : at + size] for at in range(0, len(columns), size)]


def map_slides(paper: Paper, board: Board) -> None:
    """Make the slides of the map."""
    parts = chunks(board.columns)
    n_cards = sum(len(cards) for column in board.columns for cards in column.cells.values())
    key = "map_title_one" if len(board.columns) == 1 else "map_title"
    people = persons(board.asked, board.language)
    title = paper.word(key, stages=len(board.columns), cards=n_cards, people=people)
    for at, columns in enumerate(parts, start=1):
        whole = title if len(parts) == 1 else paper.word("part", title=title, at=at, of=len(parts))
        _map_slide(paper, board, columns, whole)


def _map_slide(paper: Paper, board: Board, columns: Sequence[Column], title: str) -> None:
    place, rest = paper.area.cut_top(paper.area.height - _LEGEND)
    width = (place.width - _LANE_WIDTH) / len(columns)
    widths = [_LANE_WIDTH, *[width] * len(columns)]
    draft = _fitting(paper, board, columns, widths, place)
    notes = [board.draft_words]
    for card in draft.cards:
        notes += card_notes(board, card, [card.lead] if card.lead else [])
    sheet = paper.bare(title, notes)
    height = table(sheet, place, widths, draft.rows, paper.word("alt_map"), _ROW_PAD)
    legend = paper.word("map_legend", asked=board.asked)
    told = _reviewed(draft.cards)
    if told:
        legend += ("" if board.language == "zh" else " ") + paper.word(told)
    line = paper.face.cut(legend, 9, rest.width, 1)
    _, under = place.cut_top(height + 2)
    below = type(rest)(rest.left + PAD, under.top, rest.width, _LEGEND)
    text_box(sheet, below, [para(line, 9, soft=True)], paper.word("reading_title"))


def _reviewed(cards: Sequence[Card]) -> str:
    if not cards:
        return ""
    if all(card.machine_only for card in cards):
        return "none_reviewed"
    return "all_reviewed" if all(card.status == "reviewed" for card in cards) else ""


def _fitting(paper: Paper, board: Board, columns: Sequence[Column], widths: Sequence[float], place: Box) -> _Draft:
    """Return the largest type at which every lane has its fewest lines, then as many lines as the slide holds."""
    for size in _SIZES:
        lines = dict.fromkeys(board.families, _FEWEST)
        draft = _draft(paper, board, columns, widths, size, lines)
        if draft.height <= place.height:
            break
    open_lanes = [lane for lane in lines if draft.full[lane]]
    while open_lanes:
        for lane in list(open_lanes):
            more = lines | {lane: lines[lane] + 1}
            tried = _draft(paper, board, columns, widths, size, more)
            if tried.height > place.height or more[lane] > _MOST:
                open_lanes.remove(lane)
                continue
            lines, draft = more, tried
            if not draft.full[lane]:
                open_lanes.remove(lane)
    return draft


def _draft(
    paper: Paper, board: Board, columns: Sequence[Column], widths: Sequence[float], size: float, lines: dict[str, int]
) -> _Draft:
    room = widths[1] - 2 * PAD
    sheet = paper.measuring()
    rows = [_heads(board, columns, size), _emotions(paper, board, columns, size, room)]
    rows.append(_touchpoints(paper, board, columns, size, room))
    cards: list[Card] = []
    full: dict[str, bool] = {}
    unlike = not _reviewed([card for column in columns for each in column.cells.values() for card in each])
    for lane, name in board.families.items():
        row, full[lane] = [Cell((para(name, size, bold=True),), edge=inks.EDGE[lane])], False
        for column in columns:
            paragraphs, shown = _cards(paper, board, column.cells[lane], size, room, lines[lane], unlike)
            full[lane] |= len(shown) < len(column.cells[lane])
            cards += shown
            row.append(Cell(paragraphs or (para(board.empty(lane), size, soft=True),)))
        rows.append(row)
    height = sum(row_height(row, widths, sheet, _ROW_PAD) for row in rows)
    return _Draft(rows, height, cards, full)


def _heads(board: Board, columns: Sequence[Column], size: float) -> list[Cell]:
    heads = [Cell((para(board.word("stage"), size, soft=True),))]
    for column in columns:
        told = f"{column.people} · {grade_words(column)}" if column.mark else column.people
        heads.append(Cell((para(column.name, size + 2, bold=True), para(told, size - 0.5, soft=True))))
    return heads


def _emotions(paper: Paper, board: Board, columns: Sequence[Column], size: float, room: float) -> list[Cell]:
    cells = [Cell((para(board.word("emotion"), size, bold=True),))]
    for column in columns:
        point = column.emotion
        lines = [para(numbers_of(board, point), size, soft=point.mean is None or point.faint)]
        if point.label:
            told = SIGNS[point.extreme] + board.word(point.label, cause=point.cause)
            lines.append(para(paper.face.cut(told, size, room, 2, point.tested), size, bold=point.tested))
        cells.append(Cell(tuple(lines)))
    return cells


def _touchpoints(paper: Paper, board: Board, columns: Sequence[Column], size: float, room: float) -> list[Cell]:
    cells = [Cell((para(board.word("touchpoints"), size, bold=True),))]
    for column in columns:
        lines = []
        for touch in column.touchpoints[:_TOUCHPOINTS]:
            counts = f" · {touch.counts}"
            width = room - paper.face.width(counts, size)
            whole = touch.words if paper.face.width(touch.words, size) <= width else _KIND.sub("", touch.words)
            lines.append(Para((Run(paper.face.cut(whole, size, width, 1)), Run(counts, soft=True)), size))
        if len(column.touchpoints) > _TOUCHPOINTS:
            more = paper.word("more_lines", n=len(column.touchpoints) - _TOUCHPOINTS)
            lines.append(para(more, size, soft=True))
        cells.append(Cell(tuple(lines) or (para(board.no_evidence, size, soft=True),)))
    return cells


def _cards(
    paper: Paper, board: Board, cards: Sequence[Card], size: float, room: float, lines: int, unlike: bool
) -> tuple[tuple[Para, ...], list[Card]]:
    """Return the first cards of a cell that take no more lines than that, and how many more there are."""
    paragraphs: list[Para] = []
    shown: list[Card] = []
    used, leading = 0, paper.face.leading(size)
    for index, card in enumerate(cards):
        told = _card(paper, card, size, room, board, unlike)
        height = round(paper.face.height(told, room) / leading)
        last = index == len(cards) - 1
        if shown and used + height + (0 if last else 1) > lines:
            break
        used += height
        paragraphs += told
        shown.append(card)
    if len(shown) < len(cards):
        paragraphs.append(para(paper.word("more_lines", n=len(cards) - len(shown)), size, soft=True))
    return tuple(paragraphs), shown


def _card(paper: Paper, card: Card, size: float, room: float, board: Board, unlike: bool) -> list[Para]:
    """Return title and counts: on one line where they fit, else the counts, which must not break, on their own."""
    counts = f"{card.n_people} · {grade_words(card)}" if card.mark else card.status_words
    if unlike and card.machine_only:
        counts += f" · {board.word('not_reviewed')}"
    title = paper.face.cut(card.title, size, room, 2)
    lines = paper.face.lines(title, size, room) or [""]
    beside = f"  {counts}".replace(" ", "\N{NO-BREAK SPACE}")
    # A line of 汉字 breaks anywhere, so there the counts follow only a title whose line is known.
    if (len(lines) == 1 or board.language == "en") and paper.face.width(lines[-1] + beside, size) <= room:
        return [Para((Run(title), Run(beside, soft=True)), size)]
    return [para(title, size), para(paper.face.cut(counts, size, room, 2), size, soft=True)]
