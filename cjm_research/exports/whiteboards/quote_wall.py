"""The second page of the draw.io file: under every card its quotes as notes, each with person and place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cjm_research.exports import inks
from cjm_research.exports.whiteboards.grid import SMALL, TITLE, Box, leading, lines_of
from cjm_research.exports.whiteboards.mxfile import Cell, style
from cjm_research.exports.whiteboards.notes import cards_of, place_of
from cjm_research.exports.whiteboards.plain import shorten

if TYPE_CHECKING:
    from cjm_research.exports.board import Board, Card, Column
    from cjm_research.exports.quotes import Quote
    from cjm_research.exports.scene import Pen

_LEFT, _ACROSS, _WIDE, _GAP, _INSET = 20, 6, 250, 10, 8
_SHOWN = 420
"""Half-widths of a quote shown on a note; the attribute ``cjm_quote`` has all of it."""
_LOOK = style(html=1, whiteSpace="wrap", align="left", verticalAlign="top", spacing=_INSET, spacingTop=4, rounded=0)


def wall(board: Board, pen: Pen) -> tuple[Cell, ...]:
    """Return the cells of the page: card by card in the order of the map."""
    cells: list[Cell] = []
    y = 20
    for column, lane, card in cards_of(board):
        title = [f"{column.name} · {board.families[lane]} · {card.title} [{card.card_id}]"]
        look = style("text", html=1, whiteSpace="wrap", align="left", verticalAlign="top", fontSize=TITLE, fontStyle=1)
        room = _ACROSS * (_WIDE + _GAP)
        height = lines_of(pen, title[0], room, TITLE, bold=True) * leading(TITLE) + 8
        data = {"id": card.card_id}
        box = Box(_LEFT, y, room, height)
        cells.append(Cell(f"heading-{card.card_id}", "heading", look + style(fontColor=inks.INK), title, data, box=box))
        y += height + 4
        notes, y = _notes(board, pen, column, lane, card, y)
        cells += notes
    return tuple(cells)


def _notes(board: Board, pen: Pen, column: Column, lane: str, card: Card, y: int) -> tuple[list[Cell], int]:
    said = [(quote, "quote") for quote in card.quotes] + [(quote, "counter") for quote in card.counter]
    if not said:
        text = [board.word("none")]
        look = _LOOK + style(fillColor="none", strokeColor="none", fontSize=SMALL, fontColor=inks.SOFT)
        return [Cell(f"none-{card.card_id}", "empty", look, text, box=Box(_LEFT, y, _WIDE, 28))], y + 44
    cells: list[Cell] = []
    for start in range(0, len(said), _ACROSS):
        row = said[start : start + _ACROSS]
        height = max(_height(pen, board, quote) for quote, _ in row)
        for across, (quote, kind) in enumerate(row):
            box = Box(_LEFT + across * (_WIDE + _GAP), y, _WIDE, height)
            cells.append(_note(board, column, lane, card, quote, kind, f"{start + across}", box))
        y += height + _GAP
    return cells, y + 14


def _words(board: Board, quote: Quote, kind: str) -> list[str]:
    sign = "↔ " if kind == "counter" else ""
    return [sign + shorten(quote.text, _SHOWN), place_of(board, quote)]


def _height(pen: Pen, board: Board, quote: Quote) -> int:
    lines = sum(lines_of(pen, text, _WIDE - 2 * _INSET - 8, SMALL) for text in _words(board, quote, "counter"))
    return lines * leading(SMALL) + 2 * _INSET


def _note(board: Board, column: Column, lane: str, card: Card, quote: Quote, kind: str, index: str, box: Box) -> Cell:
    fill = inks.PAPER if kind == "counter" else inks.TINT[lane]
    look = _LOOK + style(
        fillColor=fill, strokeColor=inks.EDGE[lane], dashed=int(not quote.reviewed), fontSize=SMALL, fontColor=inks.INK
    )
    data = {
        "id": quote.segment_id,
        "card": card.card_id,
        "stage": column.stage_id,
        "case": quote.case_id,
        "document": quote.document,
        "start": quote.start,
        "end": quote.end,
        "quote": quote.text,
    }
    name = f"{kind}-{card.card_id}-{index}"
    return Cell(name, kind, look, _words(board, quote, kind), data, box=box, quiet=True)
