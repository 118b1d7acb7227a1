"""One card of the picture: tag and grade, title, counts, one quote, who said it and whether a person looked at it."""

from __future__ import annotations

from cjm_research.exports import inks
from cjm_research.exports.board import Board, Card
from cjm_research.exports.scene import Box, Group, Pen, Run, Shape, slants

PAD = 8
GAP = 8
SMALL, BODY = 11, 13
_TITLE_LINES, _QUOTE_LINES = 2, 3


def lay_card(pen: Pen, board: Board, card: Card, x: float, y: float, width: float) -> tuple[Group, float]:
    """Lay out a card.

    Parameters
    ----------
    pen : Pen
    board : Board
        For the words.
    card : Card
    x, y, width : float
        Top left corner and width, pixels; the height follows from the text.

    Returns
    -------
    card : Group
    bottom : float
    """
    inner, left = width - 2 * PAD, x + PAD
    items, at = _head(pen, card, left, y + PAD - 2, inner)
    title = pen.lines(card.title, inner / 1.01, BODY, _TITLE_LINES)
    runs, at = pen.block(title, left, at + 2, BODY, inks.INK, bold=True)
    items += runs
    runs, at = pen.block(pen.lines(card.counts, inner, SMALL, 2), left, at, SMALL, inks.SOFT)
    items += runs
    if card.lead:
        lines = pen.lines(f"“{card.lead.text}”", inner, SMALL, _QUOTE_LINES)
        runs, at = pen.block(lines, left, at + 4, SMALL, inks.INK, slanted=slants(card.lead.text))
        items += runs
    if card.facts:
        runs, at = pen.block(pen.lines(" · ".join(card.facts), inner, SMALL, 2), left, at, SMALL, inks.INK)
        items += runs
    foot, at = _foot(pen, card, left, at, inner)
    bottom = at + PAD - 2
    frame = Box(x, y, width, bottom - y, inks.TINT[card.family], inks.EDGE[card.family], dashed=card.machine_only)
    return Group((frame, *items, *foot), _spoken(board, card), _data(card)), bottom


def _head(pen: Pen, card: Card, left: float, y: float, inner: float) -> tuple[list[Shape], float]:
    grade = f"{card.mark} {card.grade_words}".strip()
    room = inner - pen.width(grade, SMALL) - 8
    tag = pen.lines(card.tag, room, SMALL, 1)
    runs, bottom = pen.block(tag, left, y, SMALL, inks.SOFT)
    baseline = runs[0].y if runs else y + SMALL
    return [*runs, pen.at_right(grade, left + inner, baseline, SMALL, inks.INK)], bottom


def _foot(pen: Pen, card: Card, left: float, y: float, inner: float) -> tuple[list[Run], float]:
    said_by = card.lead.case_id if card.lead else ""
    runs, bottom = pen.block([pen.face.writable(said_by)], left, y, SMALL, inks.SOFT)
    return [*runs, pen.at_right(card.status_words, left + inner, runs[0].y, SMALL, inks.SOFT)], bottom


def _spoken(board: Board, card: Card) -> str:
    quote = f" “{card.lead.text}” {card.lead.case_id}" if card.lead else ""
    return f"{board.families[card.family]}: {card.title}. {card.counts}. {card.grade_rule}. {card.status_words}.{quote}"


def _data(card: Card) -> dict[str, str]:
    data = {"card": card.card_id, "family": card.family, "status": card.status, "grade": card.grade}
    if card.lead:
        data |= {
            "segment": card.lead.segment_id,
            "document": card.lead.document,
            "start": str(card.lead.start),
            "end": str(card.lead.end),
            "quote": card.lead.text,
        }
    return data
