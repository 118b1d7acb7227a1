"""Where everything of the map stands on a whiteboard: stages are columns, lanes rows, cards in one or two files.

A whiteboard has no end, so every card is there, however many a cell holds: a card that is missing was taken off by a
person. Sizes are in pixels of the board; boxes are measured with the packaged typeface and room is left for another.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from cjm_research.exports.board import Board, Card, Column
from cjm_research.exports.cards_made import OPPORTUNITY
from cjm_research.exports.scene import Pen
from cjm_research.exports.whiteboards.notes import card_facts, curve_words, stage_facts, touchpoint_words
from cjm_research.exports.whiteboards.plain import one_line

LEFT, TOP = 20, 96
LABELS = 130
"""Width of the strip that names the lanes."""
NAME, TITLE, SMALL = 16, 13, 11
CURVE = 150
"""Height of the emotion scale."""
NAMED = 30
"""Room for the name of the lane above the scale."""
_PAD, _GAP, _INSET = 12, 10, 8
_CARD = 220
_CROWDED = 4
"""From this many cards in a cell on, cells have two files of cards."""
_OTHER_FONT = 1.08
"""How much wider the reader's own typeface may set a text than the packaged one."""
_LONG, _UNEVEN = 400, 1.05
EMOTION, TOUCHPOINTS = "emotion", "touchpoint"


@dataclass(frozen=True)
class Box:
    """A rectangle of the board."""

    x: int
    y: int
    width: int
    height: int


@dataclass(frozen=True)
class Placed:
    """A card, its place inside its stage, and the height of its title."""

    card: Card
    lane: str
    box: Box
    title: int


@dataclass(frozen=True)
class Row:
    """One lane: key, name, and its rows of pixels."""

    key: str
    name: str
    y: int
    height: int


@dataclass(frozen=True)
class Grid:
    """The whole map in place; boxes of cards are relative to their stage's column.

    Attributes
    ----------
    head : int
        Height of the names of stages.
    facts : int
        Height of what stands under them.
    """

    board: Board
    rows: tuple[Row, ...]
    columns: tuple[tuple[Column, Box], ...]
    cards: dict[str, tuple[Placed, ...]]
    head: int
    facts: int

    @property
    def width(self) -> int:
        """Width of lanes: their names and all stages."""
        return LABELS + sum(box.width for _, box in self.columns)

    @property
    def height(self) -> int:
        """Height of a stage's column."""
        return self.columns[0][1].height

    def row(self, key: str) -> Row:
        """Return a lane."""
        return next(row for row in self.rows if row.key == key)


def lines_of(pen: Pen, text: str, room: float, size: int, bold: bool = False) -> int:
    """Return how many lines a text may need in a box of that inner width, in a typeface a little wider than ours.

    A very long text is estimated from its start.
    """
    room /= _OTHER_FONT * (1.05 if bold else 1)
    text = one_line(text)
    head = text[:_LONG]
    lines = len(pen.lines(head, room, size)) or 1
    return lines if len(text) <= _LONG else math.ceil(lines * len(text) / len(head) * _UNEVEN) + 1


def leading(size: int) -> int:
    """Return the height of a line, in every language: the editor sets 1.2 times the size, and a pixel is spare."""
    return math.ceil(size * 1.2) + 1


def block_height(pen: Pen, texts: list[str], room: float, size: int) -> int:
    """Return the height of lines of text, each broken to the room."""
    return sum(lines_of(pen, text, room, size) for text in texts) * leading(size)


def lay_out(board: Board, pen: Pen) -> Grid:
    """Put the map on the board.

    Parameters
    ----------
    board : Board
    pen : Pen
        Of the board's language.

    Returns
    -------
    Grid
        No two cards overlap; every text has room in its box.
    """
    most = max((len(cards) for column in board.columns for cards in column.cells.values()), default=0)
    files = 2 if most > _CROWDED else 1
    width = 2 * _PAD + files * _CARD + (files - 1) * _GAP
    head = max(lines_of(pen, column.name, width - 2 * _PAD, NAME, bold=True) for column in board.columns)
    head = head * leading(NAME) + 14
    facts = max(block_height(pen, stage_facts(column), width - 2 * _PAD, SMALL) for column in board.columns) + _GAP
    y = TOP + head + facts
    rows: list[Row] = []
    for key, name, height in _fixed(board, pen, width):
        rows.append(Row(key, name, y, height))
        y += height
    cards: dict[str, list[Placed]] = {column.stage_id: [] for column in board.columns}
    for lane, name in board.families.items():
        bottom = y + _PAD
        for column in board.columns:
            placed, end = _cell(pen, column.cells[lane], lane, y + _PAD - TOP, files)
            cards[column.stage_id] += placed
            bottom = max(bottom, TOP + end)
        height = max(bottom + _PAD - y, 84)
        rows.append(Row(lane, name, y, height))
        y += height
    boxes = [Box(LEFT + LABELS + index * width, TOP, width, y - TOP) for index in range(len(board.columns))]
    placed_cards = {stage: tuple(placed) for stage, placed in cards.items()}
    return Grid(board, tuple(rows), tuple(zip(board.columns, boxes, strict=True)), placed_cards, head, facts)


def _fixed(board: Board, pen: Pen, width: int) -> list[tuple[str, str, int]]:
    """Return the lanes that hold no cards, with their heights."""
    room = width - 2 * _PAD
    words = max(block_height(pen, curve_words(board, column), room, SMALL) for column in board.columns)
    spots = max(block_height(pen, touchpoint_words(column, board), room, SMALL) for column in board.columns)
    return [
        (EMOTION, board.word("emotion"), NAMED + CURVE + words + _PAD),
        (TOUCHPOINTS, board.word("touchpoints"), _PAD + spots + _PAD),
    ]


def _cell(pen: Pen, cards: tuple[Card, ...], lane: str, y: int, files: int) -> tuple[list[Placed], int]:
    placed: list[Placed] = []
    for start in range(0, len(cards), files):
        row = cards[start : start + files]
        sizes = [card_size(pen, card) for card in row]
        for file, (card, (title, height)) in enumerate(zip(row, sizes, strict=True)):
            box = Box(_PAD + file * (_CARD + _GAP), y, _CARD, height)
            placed.append(Placed(card, lane, box, title))
        y += max(height for _, height in sizes) + _GAP
    return placed, y - _GAP if cards else y


def card_size(pen: Pen, card: Card) -> tuple[int, int]:
    """Return the height of a card's title and of the whole card."""
    room = _CARD - 2 * _INSET
    title = _INSET + lines_of(pen, card.title, room, TITLE, bold=True) * leading(TITLE)
    return title, title + block_height(pen, card_facts(card), room, SMALL) + _INSET


def empty_words(board: Board, lane: str) -> str:
    """Return what an empty cell says."""
    return board.empty(OPPORTUNITY if lane == OPPORTUNITY else lane)
