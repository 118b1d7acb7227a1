"""The map as a picture: stages as columns, lanes as rows, every text measured before it is placed.

Heights follow from the text, so nothing is cut and nothing overlaps: a lane is as high as its fullest cell.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import ceil

from cjm_research.exports import inks
from cjm_research.exports.board import Board, Card, Column
from cjm_research.exports.card_layout import BODY, GAP, PAD, SMALL, lay_card
from cjm_research.exports.curve_layout import lay_curve
from cjm_research.exports.glyphs import Typeface
from cjm_research.exports.scene import Box, Group, Line, Pen, Scene, Shape

MARGIN = 24
_LABEL = 106
_HEAD, _NAME = 22, 16
_TOUCHPOINTS = 6
_MIN_COLUMN, _MIN_WIDTH = 232, 1280


@dataclass(frozen=True)
class MapLayout:
    """Lays out the map.

    Attributes
    ----------
    face : Typeface
        Measures and later draws the text.
    cards_per_cell : int
        Cards shown of one family at one stage; the others are counted in an "n more" line.
    """

    face: Typeface
    cards_per_cell: int

    def __call__(self, board: Board) -> Scene:
        """Return the picture of a board, in pixels at scale 1."""
        pen = Pen(self.face)
        grid = _Grid.over(len(board.columns))
        items, y = _header(pen, board, grid)
        made, y = _stages(pen, board, grid, y)
        items += made
        made, y = _emotion(pen, board, grid, y)
        items += made
        lanes: list[tuple[str, _Cell]] = [(board.word("touchpoints"), _touchpoints)]
        lanes += [(name, self._cards(lane)) for lane, name in board.families.items()]
        for name, cell in lanes:
            made, y = _lane(pen, board, grid, name, cell, y)
            items += made
        made, y = _footer(pen, board, grid, y)
        ground = Box(0, 0, grid.width, y, inks.PAPER)
        description = f"{board.asked_words}. {board.draft_words}"
        return Scene(grid.width, y, board.title, description, (ground, *items, *made), self.face)

    def _cards(self, family: str) -> _Cell:
        def cell(pen: Pen, board: Board, column: Column, x: float, y: float, width: float) -> _Made:
            cards = column.cells[family]
            items: list[Shape] = []
            for card in cards[: self.cards_per_cell]:
                group, bottom = lay_card(pen, board, card, x, y, width)
                items.append(group)
                y = bottom + GAP
            rest: tuple[Card, ...] = cards[self.cards_per_cell :]
            if not cards:
                return _note(pen, board.empty(family), x, y, width)
            if rest:
                made, y = _note(pen, board.word("more_full", n=len(rest)), x, y - 4, width)
                items += made
                return items, y
            return items, y - GAP

        return cell


_Made = tuple[list[Shape], float]
_Cell = Callable[[Pen, Board, Column, float, float, float], _Made]


@dataclass(frozen=True)
class _Grid:
    """The columns, in pixels."""

    lefts: list[float]
    column: float
    width: float

    @classmethod
    def over(cls, n: int) -> _Grid:
        room = (_MIN_WIDTH - 2 * MARGIN - _LABEL + GAP) / n - GAP
        column = max(_MIN_COLUMN, ceil(room))
        first = MARGIN + _LABEL
        lefts = [float(first + index * (column + GAP)) for index in range(n)]
        return cls(lefts, float(column), lefts[-1] + column + MARGIN)

    @property
    def inner(self) -> float:
        return self.width - 2 * MARGIN


def _header(pen: Pen, board: Board, grid: _Grid) -> _Made:
    items, y = pen.block(pen.lines(board.title, grid.inner, _HEAD, 2), MARGIN, MARGIN, _HEAD, inks.INK, bold=True)
    facts = (board.word("subtitle"), board.scenario, board.asked_words, board.languages, board.date)
    line = " · ".join(fact for fact in facts if fact)
    runs, y = pen.block(pen.lines(line, grid.inner, BODY, 2), MARGIN, y + 2, BODY, inks.SOFT)
    items += runs
    runs, y = pen.block(pen.lines(board.draft_words, grid.inner, BODY), MARGIN, y, BODY, inks.INK)
    return [*items, *runs], y + 16


def _stages(pen: Pen, board: Board, grid: _Grid, y: float) -> _Made:
    items: list[Shape] = []
    bottoms = []
    for column, left in zip(board.columns, grid.lefts, strict=True):
        x, inner = left + PAD, grid.column - 2 * PAD
        runs, at = pen.block(pen.lines(column.name, inner, _NAME, 2), x, y + PAD, _NAME, inks.INK, bold=True)
        for text, colour in ((column.other_name, inks.SOFT), (column.question, inks.INK), (_people(column), inks.SOFT)):
            more, at = pen.block(pen.lines(text, inner, SMALL, 3), x, at, SMALL, colour)
            runs += more
        items += runs
        bottoms.append(at + PAD)
    bottom = max(bottoms)
    boxes = [Box(left, y, grid.column, bottom - y, inks.FAINT) for left in grid.lefts]
    rules = [Line(((left, bottom), (left + grid.column, bottom)), inks.INK, 1.5) for left in grid.lefts]
    return [*boxes, *rules, *items], bottom + GAP


def _people(column: Column) -> str:
    return f"{column.people} · {column.mark} {column.grade_words}" if column.n_people else column.people


def _emotion(pen: Pen, board: Board, grid: _Grid, y: float) -> _Made:
    name, _ = pen.block(pen.lines(board.word("emotion"), _LABEL - 8, BODY), MARGIN, y + 24, BODY, inks.INK, bold=True)
    shapes, labels, bottom = lay_curve(pen, board, grid.lefts, grid.column, y + 4)
    return [*name, *labels, *shapes, _rule(grid, bottom + GAP)], bottom + 2 * GAP


def _lane(pen: Pen, board: Board, grid: _Grid, name: str, cell: _Cell, y: float) -> _Made:
    items, _ = pen.block(pen.lines(name, _LABEL - 12, BODY), MARGIN, y + PAD - 4, BODY, inks.INK, bold=True)
    made = list(items)
    bottoms = [y + pen.leading(BODY) * len(items) + PAD]
    for column, left in zip(board.columns, grid.lefts, strict=True):
        shapes, bottom = cell(pen, board, column, left, y, grid.column)
        made.append(Group(tuple(shapes), f"{column.name}, {name}", {"stage": column.stage_id}))
        bottoms.append(bottom)
    bottom = max(bottoms) + GAP
    return [*made, _rule(grid, bottom)], bottom + GAP


def _rule(grid: _Grid, y: float) -> Line:
    return Line(((MARGIN, y), (grid.width - MARGIN, y)), inks.RULE)


def _note(pen: Pen, text: str, x: float, y: float, width: float) -> _Made:
    runs, bottom = pen.block(pen.lines(text, width - 2 * PAD, SMALL), x + PAD, y + 4, SMALL, inks.SOFT)
    return list(runs), bottom


def _touchpoints(pen: Pen, board: Board, column: Column, x: float, y: float, width: float) -> _Made:
    if not column.touchpoints:
        return _note(pen, board.no_evidence, x, y, width)
    items: list[Shape] = []
    left, inner, at = x + PAD, width - 2 * PAD, y + 2
    for point in column.touchpoints[:_TOUCHPOINTS]:
        room = inner - pen.width(point.counts, SMALL) - 12
        runs, bottom = pen.block(pen.lines(point.words, room, SMALL, 2), left, at, SMALL, inks.INK)
        items += runs
        items.append(pen.at_right(point.counts, left + inner, runs[0].y, SMALL, inks.SOFT))
        at = bottom
    rest = len(column.touchpoints) - _TOUCHPOINTS
    if rest > 0:
        made, at = _note(pen, board.word("more_full", n=rest), x, at - 4, width)
        items += made
    return items, at


def _footer(pen: Pen, board: Board, grid: _Grid, y: float) -> _Made:
    items: list[Shape] = []
    for key in ("legend_grade", "legend_dashed", "legend_emotion"):
        runs, y = pen.block(pen.lines(board.word(key), grid.inner, SMALL), MARGIN, y, SMALL, inks.SOFT)
        items += runs
    return items, y + MARGIN - 8
