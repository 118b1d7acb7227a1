"""The notes under each slide: what every card rests on, so that a slide can be walked back to the words."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from cjm_research.exports.deck import words
from cjm_research.exports.deck.measure import plain
from cjm_research.exports.quoting import is_slot, slot

if TYPE_CHECKING:
    from cjm_research.exports.board import Board, Card, Column
    from cjm_research.exports.quotes import Quote


def said(text: str, language: str) -> str:
    """Return what may be shown of a quote: the words themselves, or a request to paraphrase."""
    return slot(language) if is_slot(text) else plain(text)


def grade_words(card: Card | Column) -> str:
    """Return the grade as its sign and its word."""
    return f"{card.mark} {card.grade_words}".strip()


def card_notes(board: Board, card: Card, quotes: Iterable[Quote] | None = None) -> list[str]:
    """Return a card in lines: its id and counts, the rule behind its grade, its quotes with their places.

    Parameters
    ----------
    board : Board
    card : Card
    quotes : iterable of Quote, optional
        In full; all of its evidence if not given. Of the rest the ids of the segments stand in one line.
    """
    language = board.language
    told = card.quotes if quotes is None else tuple(quotes)
    head = (words.label("notes_card", language, id=card.card_id), board.families[card.family], card.tag, card.title,
            card.counts, grade_words(card), card.status_words, *card.facts)  # fmt: skip
    lines = ["", " · ".join(head)]
    if card.grade_rule:
        lines.append(words.label("colon", language, name=board.word("rule"), text=card.grade_rule))
    lines += [_quoted(board, quote) for quote in told]
    if len(told) < len(card.quotes):
        ids = words.label("comma", language).join(quote.segment_id for quote in card.quotes)
        name = words.label("notes_places", language, n=len(card.quotes))
        lines.append(words.label("colon", language, name=name, text=ids))
    if card.counter:
        lines.append(words.label("notes_counter", language))
        lines += [_quoted(board, quote) for quote in card.counter]
    return lines


def _quoted(board: Board, quote: Quote) -> str:
    place = board.word("place", document=quote.document, start=quote.start, end=quote.end)
    reviewed = board.word("reviewed" if quote.reviewed else "not_reviewed")
    head = " · ".join([words.label("notes_segment", board.language, id=quote.segment_id), place, reviewed])
    told = words.label("said_by", board.language, who=quote.case_id, quote=said(quote.text, board.language))
    return words.label("colon", board.language, name=f"  {head}", text=told)


def stage_notes(board: Board, column: Column) -> list[str]:
    """Return a stage with all of its cards in full."""
    head = words.label("notes_stage", board.language, name=column.name, id=column.stage_id, people=column.people)
    lines = [f"{head} · {grade_words(column)}"]
    cards = [card for cards in column.cells.values() for card in cards]
    for card in cards:
        lines += card_notes(board, card)
    return lines if cards else [*lines, words.label("notes_no_cards", board.language)]
