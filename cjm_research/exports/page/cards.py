"""A card on the page: which filters find it, why it has its grade, its quotes with the words around them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from cjm_research.exports import words as shared
from cjm_research.exports.board import GRADE_MARKS, Board, Card
from cjm_research.exports.cards_made import OPPORTUNITY
from cjm_research.exports.linebreak import is_wide
from cjm_research.exports.page.filters import Group, heard
from cjm_research.exports.page.words import label
from cjm_research.exports.quotes import Quote
from cjm_research.findings.consent import BLACK
from cjm_research.findings.grade_words import PARTS

if TYPE_CHECKING:
    from cjm_research.journeys.map import JourneyMap

_CONTEXT_CHARS = 120
_LONG = 1200
"""Characters from which a quote is folded until it is asked for."""

_PRINTED = 3
_PRINTED_CHARS = 320


@dataclass(frozen=True)
class Extra:
    """What the page says of a card beyond the board.

    Attributes
    ----------
    kinds : str
        Classes that the filters look for.
    heard : tuple of (str, str)
        Key of each group that somebody behind the card belongs to, with the count in words.
    reasons : tuple of (str, str)
        The grade that each part allows, and the part in words; empty where the map holds no parts.
    unmeasured : str
        The parts that were not measured, a sentence, or "".
    answers : tuple of (str, str)
        Ids and titles of the cards that an opportunity answers.
    """

    kinds: str
    heard: tuple[tuple[str, str], ...]
    reasons: tuple[tuple[str, str], ...]
    unmeasured: str
    answers: tuple[tuple[str, str], ...]


def extras(journey: JourneyMap, board: Board, groups: Sequence[Group], least: int) -> dict[str, Extra]:
    """Return what the page says of each card, by its id."""
    titles = {card.card_id: card.title for card in all_cards(board)}
    found = {}
    for stage in journey.data["stages"]:
        for card in stage["cards"]:
            said = heard(card["people"], groups, least, board.language)
            reasons, unmeasured = _reasons(card, board.language)
            answers = tuple((other, titles[other]) for other in card.get("answers", ()) if other in titles)
            kinds = " ".join((f"is-{card['evidence_grade']}", _review(card), *(key for key, _ in said)))
            found[card["id"]] = Extra(kinds, tuple(said), reasons, unmeasured, answers)
    return found


def all_cards(board: Board) -> list[Card]:
    """Return every card of the board, in its order."""
    return [card for column in board.columns for cards in column.cells.values() for card in cards]


def ideas(board: Board) -> list[tuple[str, Card]]:
    """Return the opportunities, each with the name of its stage."""
    return [(column.name, card) for column in board.columns for card in column.cells.get(OPPORTUNITY, ())]


def _review(card: dict[str, Any]) -> str:
    return "by-machine" if card["status"] == "machine suggestion" else "by-person"


def _reasons(card: dict[str, Any], language: str) -> tuple[tuple[tuple[str, str], ...], str]:
    parts = card.get("grade_parts", ())
    told = tuple(
        (f"{GRADE_MARKS[part['meets']]} {shared.label(part['meets'], language)}", part["words"][language])
        for part in parts
        if part["meets"] and part.get("words")
    )
    names = [PARTS[language].get(part["part"], part["part"]) for part in parts if not part["meets"]]
    joint = "、" if language == "zh" else ", "
    return told, label("not_measured", language, parts=joint.join(names)) if names else ""


def tag(language: str) -> str:
    """Return the tag of a language as HTML knows it."""
    return "zh-CN" if language == "zh" else "en"


def other_language(text: str, language: str) -> str:
    """Return the tag of a text's language where it is not that of the page, else "".

    >>> other_language("排队太久", "en"), other_language("排队太久", "zh"), other_language("Queue", "zh")
    ('zh-CN', '', 'en')
    """
    own = "zh" if any(map(is_wide, text)) else "en"
    return "" if own == language or not any(map(str.isalpha, text)) else tag(own)


def before_of(quote: Quote) -> str:
    """Return the context before a quote: blank lines closed up, a word cut at its start left out."""
    text = re.sub(r"\n{2,}", "\n", quote.before)
    if BLACK in text:
        return ""
    if quote.start == len(quote.before):
        return text
    return "…" + re.sub(r"^\w{0,20}\s", "", text, flags=re.ASCII)


def after_of(quote: Quote) -> str:
    """Return the context after a quote: blank lines closed up, a word cut at its end left out."""
    text = re.sub(r"\n{2,}", "\n", quote.after)
    if BLACK in text:
        return ""
    if len(quote.after) < _CONTEXT_CHARS:
        return text
    return re.sub(r"\s\w{0,20}$", "", text, flags=re.ASCII) + "…"


def is_long(quote: Quote) -> bool:
    """Return whether a quote is folded until it is asked for."""
    return len(quote.text) > _LONG


def printed(card: Card) -> list[Quote]:
    """Return the quotes of a card that are printed: few, of different people first, the leading one before all."""
    first: dict[str, Quote] = {} if card.lead is None else {card.lead.case_id: card.lead}
    for quote in card.quotes:
        first.setdefault(quote.case_id, quote)
    rest = [quote for quote in card.quotes if quote not in first.values()]
    return [*first.values(), *rest][:_PRINTED]


def shortened(text: str) -> str:
    """Return a quote as it is printed, cut where it is very long."""
    return text if len(text) <= _PRINTED_CHARS else text[: _PRINTED_CHARS - 1].rstrip() + "…"


N_PRINTED = _PRINTED
