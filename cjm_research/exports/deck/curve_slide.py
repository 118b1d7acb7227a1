"""The emotion curve: a chart, and under each stage its numbers and what goes with a low or a high point."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cjm_research.exports.curve_layout import numbers_of
from cjm_research.exports.deck.curve_chart import curve_chart
from cjm_research.exports.deck.map_slides import SIGNS
from cjm_research.exports.deck.marks import PAD, Box, Cell, described, para, row_height, table, text_box
from cjm_research.exports.deck.notes import card_notes

if TYPE_CHECKING:
    from cjm_research.exports.board import Board, Card, Column
    from cjm_research.exports.deck.paper import Paper

_LEFT = 78.0
_ABREAST = 8  # stages whose numbers can stand under the curve
_SIZE = 10.0
_LEGEND = 14.0


def curve_slide(paper: Paper, board: Board, few: int, basis: str, level: str) -> None:
    """Make the slide of the curve, and where there are many stages a second one with its numbers."""
    points = "; ".join(f"{column.name} {numbers_of(board, column.emotion)}" for column in board.columns)
    notes = [points, paper.word("curve_legend", few=few, level=level), board.word("limit_interval"), basis]
    for card in _causes(board):
        notes += card_notes(board, card)
    abreast = len(board.columns) <= _ABREAST
    title = curve_title(paper, board)
    title = title if abreast else paper.word("part", title=title, at=1, of=2)
    sheet = paper.bare(title, [line for line in notes if line])
    widths = [_LEFT, *[(paper.area.width - _LEFT) / len(board.columns)] * len(board.columns)]
    rows = _rows(paper, board, widths[1]) if abreast else []
    under = sum(row_height(row, widths, sheet, 3) for row in rows) + _LEGEND + 6
    place, rest = paper.area.cut_top(paper.area.height - under)
    names = [paper.word(f"series_{name}") for name in ("mean", "low", "high", "moment")]
    names += [paper.word(f"col_{name}") for name in ("up", "down", "people", "stage")]
    frame = curve_chart(sheet, place, board.columns, names, paper.word("axis_emotion"), _LEFT, ticks=not abreast)
    described(frame, paper.word("alt_curve", points=points))
    if abreast:
        table(sheet, rest, widths, rows, paper.word("alt_numbers"))
    legend = paper.face.cut(paper.word("curve_legend", few=few, level=level), 9, rest.width, 1)
    bottom = Box(rest.left, paper.area.top + paper.area.height - _LEGEND, rest.width, _LEGEND)
    text_box(sheet, bottom, [para(legend, 9, soft=True)], paper.word("reading_title"))
    if not abreast:
        _numbers_slide(paper, board, notes)


def _causes(board: Board) -> list[Card]:
    """Return the cards that stand for a low or a high point."""
    told = {column.emotion.cause for column in board.columns if column.emotion.cause}
    return [
        card
        for column in board.columns
        if column.emotion.cause
        for cards in column.cells.values()
        for card in cards
        if card.title in told and (card.card_id in column.causes or not column.compared)
    ]


def curve_title(paper: Paper, board: Board) -> str:
    """Return what the curve shows, in a line."""
    columns = board.columns
    moments = [column.name for column in columns if column.moment]
    if moments:
        comma, last = paper.word("comma"), paper.word("and")
        stages = last.join(filter(None, [comma.join(moments[:-1]), moments[-1]]))
        return paper.word("curve_moments", stages=stages)
    if any(column.compared for column in columns):
        return paper.word("curve_alike")
    ends = {column.emotion.extreme: column.name for column in columns if column.emotion.extreme}
    if len(ends) == 2:
        return paper.word("curve_ends", low=ends["trough"], high=ends["peak"])
    return paper.word("curve_plain")


def _told(board: Board, column: Column) -> str:
    point = column.emotion
    if not point.label:
        return ""
    sign = ("◆ " if point.tested else "") + SIGNS[point.extreme]
    return sign + board.word(point.label, cause=point.cause)


def _rows(paper: Paper, board: Board, width: float) -> list[list[Cell]]:
    room = width - 2 * PAD
    heads = [Cell((para(board.word("stage"), _SIZE, soft=True),))]
    heads += [Cell((para(column.name, 12, bold=True, align="ctr"),)) for column in board.columns]
    cells = [Cell((para(board.word("emotion"), _SIZE, soft=True),))]
    for column in board.columns:
        lines = [para(numbers_of(board, column.emotion), _SIZE, align="ctr")]
        told = _told(board, column)
        if told:
            tested = column.emotion.tested
            text = paper.face.cut(told, _SIZE, room, 4, tested)
            lines.append(para(text, _SIZE, before=2, align="ctr", bold=tested, soft=not tested))
        cells.append(Cell(tuple(lines)))
    return [heads, cells]


def _numbers_slide(paper: Paper, board: Board, notes: list[str]) -> None:
    """List the numbers of all stages, one a row, in as small a type as they need."""
    widths = [0.25 * paper.area.width, 0.25 * paper.area.width, 0.5 * paper.area.width]
    heads = (board.word("stage"), board.word("emotion"), paper.word("series_moment"))
    for size in (12, 11, 10, 9, 8, 7, 6, 5):
        rows = [[Cell((para(head, size, soft=True),)) for head in heads]]
        for column in board.columns:
            told = paper.face.cut(_told(board, column), size, widths[2] - 2 * PAD, 1)
            name = paper.face.cut(column.name, size, widths[0] - 2 * PAD, 1, bold=True)
            texts = (para(name, size, bold=True), para(numbers_of(board, column.emotion), size), para(told, size))
            rows.append([Cell((text,)) for text in texts])
        sheet = paper.measuring()
        if sum(row_height(row, widths, sheet, 2) for row in rows) <= paper.area.height:
            break
    sheet = paper.bare(
        paper.word("part", title=curve_title(paper, board), at=2, of=2), [line for line in notes if line]
    )
    table(sheet, paper.area, widths, rows, paper.word("alt_numbers"), 2)
