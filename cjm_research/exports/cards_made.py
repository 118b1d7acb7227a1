"""What people made of the map, in words: which cards and stages are shown, tags, counter-evidence, owner and rank."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from cjm_research.exports import quoting, words
from cjm_research.exports.quotes import Quote
from cjm_research.schema import FAMILIES

if TYPE_CHECKING:
    from cjm_research.journeys.map import JourneyMap

OPPORTUNITY = "opportunity"
_OPEN = 0.75  # share of all ranks from which an interval leaves the place open
_AROUND = 120  # characters shown before and after a quote


def shown(items: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the stages or cards that nobody hid."""
    return [item for item in items if not item.get("hidden")]


def lanes_of(journey: JourneyMap) -> dict[str, str]:
    """Return the lanes of cards with their names; that of opportunities only where there are any."""
    lanes = {family: journey.codebook.name(family, lang=journey.language) for family in FAMILIES}
    if any(card["family"] == OPPORTUNITY for stage in shown(journey.data["stages"]) for card in shown(stage["cards"])):
        lanes[OPPORTUNITY] = words.label("opportunities", journey.language)
    return lanes


def tag_of(journey: JourneyMap, card: dict[str, Any]) -> str:
    """Return the small tag of a card: its sub-type, or of an opportunity whether to repair or to repeat."""
    if card["family"] == OPPORTUNITY:
        return words.label(card.get("kind") or "idea", journey.language)
    if not card["subtype"]:
        return journey.codebook.name(card["family"], lang=journey.language)
    return journey.codebook.name(card["family"], card["subtype"], lang=journey.language)


def counter_of(journey: JourneyMap, card: dict[str, Any]) -> tuple[Quote, ...]:
    """Return the segments that say the opposite, with the words around them."""
    if not card.get("counter"):
        return ()
    texts = dict(zip(journey.documents["name"], journey.documents["text"], strict=True))
    return tuple(
        Quote(
            segment_id=item["segment_id"],
            document=item["document"],
            case_id=item["case_id"],
            start=item["start"],
            end=item["end"],
            text=quoting.shown(item["quote"], journey.language),
            before=texts[item["document"]][max(0, item["start"] - _AROUND) : item["start"]],
            after=texts[item["document"]][item["end"] : item["end"] + _AROUND],
            question="",
            emotion=item["emotion"],
            reviewed=item["reviewed"],
            score=0.0,
            reason="",
            is_slot=quoting.is_slot(item["quote"]),
        )
        for item in card["counter"]
    )


def facts_of(card: dict[str, Any], language: str) -> tuple[str, ...]:
    """Return what people made of a card, each fact in words.

    >>> facts_of({"made": "hand", "intended": True, "owner": "Ana", "work": "planned"}, "en")
    ('written by hand', 'intended', 'owner: Ana', 'planned')
    """
    facts = []
    if card.get("made") == "hand":
        facts.append(words.label("written_by_hand", language))
    if card.get("intended"):
        facts.append(words.label("intended", language))
    rank = card.get("priority")
    if rank:
        facts.append(_rank(rank, language))
        if rank.get("quadrant"):
            facts.append(words.label("quadrant_" + rank["quadrant"].replace(" ", "_").replace("-", "_"), language))
    if card.get("owner"):
        facts.append(words.label("owner", language, who=card["owner"]))
    if card.get("work"):
        facts.append(words.label(f"work_{card['work']}", language))
    if card.get("due"):
        facts.append(words.label("due", language, when=card["due"]))
    said = card.get("validation")
    if said and said.get("asked"):
        facts.append(words.label("confirmed", language, n=said.get("yes", 0), of=said["asked"]))
    return tuple(facts)


def _rank(priority: dict[str, Any], language: str) -> str:
    low, high = priority.get("rank_low"), priority.get("rank_high")
    if low is None or high is None:
        return words.label("rank", language, rank=priority["rank"])
    of = priority.get("of") or high
    if high - low + 1 >= _OPEN * of and of > 1:
        return words.label("rank_open", language, low=low, high=high, of=of)
    return words.label("rank_between", language, rank=priority["rank"], low=low, high=high)
