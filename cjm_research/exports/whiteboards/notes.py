"""What a card, a stage and the curve say on a board: the same words in every tool."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import TYPE_CHECKING

from cjm_research.exports.curve_layout import numbers_of
from cjm_research.exports.whiteboards.plain import one_line

if TYPE_CHECKING:
    from cjm_research.exports.board import Board, Card, Column
    from cjm_research.exports.quotes import Quote


def cards_of(board: Board) -> Iterator[tuple[Column, str, Card]]:
    """Yield every card with its stage and lane: stage by stage, lane by lane, in the order of the map."""
    for column in board.columns:
        for lane, cards in column.cells.items():
            for card in cards:
                yield column, lane, card


def digest(board: Board) -> str:
    """Return what tells one state of the map from another: its cards, each with its stage."""
    cards = "\n".join(f"{card.card_id} {column.stage_id}" for column, _, card in cards_of(board))
    return hashlib.sha256(cards.encode("utf-8", "replace")).hexdigest()[:12]


def graded(mark: str, words: str) -> str:
    """Return the grade as sign and word, never one without the other; "" is no sign.

    >>> graded("○", "thin"), graded("", "none")
    ('○ thin', 'none')
    """
    return f"{mark} {words}".strip()


def card_facts(card: Card) -> list[str]:
    """Return the lines under the title of a card: sub-type, counts, grade and review, what people made of it."""
    lines = [card.tag, card.counts, f"{graded(card.mark, card.grade_words)} · {card.status_words}", *card.facts]
    return [one_line(line) for line in lines if line]


def bracketed(text: str, language: str) -> str:
    """Return a text in the round brackets of the language, with the space that stands before them.

    >>> bracketed("thin", "en"), bracketed("薄弱", "zh")
    (' (thin)', '（薄弱）')
    """
    return f"（{text}）" if language == "zh" else f" ({text})"


def card_line(card: Card, language: str) -> str:
    """Return all that a card says on one line, its title first and its id last."""
    facts = bracketed(" · ".join(card_facts(card)), language)
    return f"{one_line(card.title)}{facts} [{one_line(card.card_id)}]"


def stage_facts(column: Column) -> list[str]:
    """Return the lines under the name of a stage: its other name, the question, people and grade."""
    people = f"{column.people} · {graded(column.mark, column.grade_words)}"
    return [one_line(line) for line in (column.other_name, column.question, people) if line]


def curve_words(board: Board, column: Column) -> list[str]:
    """Return what the curve says at a stage: its numbers and, at a low or a high, why."""
    point = column.emotion
    lines = [numbers_of(board, point)]
    if point.label:
        sign = {"trough": "▼ ", "peak": "▲ "}[point.extreme]
        lines.append(sign + one_line(board.word(point.label, cause=point.cause)))
    return lines


def touchpoint_words(column: Column, board: Board) -> list[str]:
    """Return the touchpoints of a stage, each with its people; the sentence of an empty cell where there are none."""
    return [f"{one_line(spot.words)} · {spot.counts}" for spot in column.touchpoints] or [board.no_evidence]


def place_of(board: Board, quote: Quote) -> str:
    """Return person and place of a quote."""
    place = board.word("place", document=one_line(quote.document), start=quote.start, end=quote.end)
    return f"{one_line(quote.case_id)} · {place}"


def segments_of(card: Card) -> str:
    """Return the ids of the segments behind a card, a space between."""
    return " ".join(sorted({quote.segment_id for quote in card.quotes}))


def people_of(card: Card) -> str:
    """Return the case ids of the people behind a card, a space between."""
    return " ".join(sorted({quote.case_id for quote in card.quotes}))
