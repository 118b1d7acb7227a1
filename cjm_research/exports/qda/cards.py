"""Cards of the map in a QDA project: each a code below its stage that tells what it says, and a set a stage."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from cjm_research.exports.inks import EDGE
from cjm_research.exports.qda.characters import one_line
from cjm_research.exports.qda.contents import Code, Group
from cjm_research.exports.qda.words import label
from cjm_research.exports.words import label as word
from cjm_research.exports.words import percent, persons
from cjm_research.journeys.map import OPPORTUNITY

if TYPE_CHECKING:
    from cjm_research.journeys.map import JourneyMap


def card_codes(journey: JourneyMap) -> tuple[Code, ...]:
    """Return one group for the map: a group a stage, and in it a code a card."""
    stages = []
    for stage in journey.data["stages"]:
        below = tuple(
            Code(f"card/{card['id']}", _title(card, journey.language), _told(card, journey), EDGE.get(_lane(card), ""))
            for card in stage["cards"]
        )
        if below:
            about = (stage.get("question") or {}).get(journey.language, "")
            stages.append(Code(f"map/{stage['id']}", _name(stage, journey.language), about, codable=False, below=below))
    name = label("journey", journey.language)
    return (Code("map", name, codable=False, below=tuple(stages)),) if stages else ()


def _told(card: Mapping[str, Any], journey: JourneyMap) -> str:
    """Return what a card says beside its title, a line each."""
    language = journey.language
    asked = journey.data["participants"]["n"]
    lines = [label(f"card_{card['status']}", language, share=percent(card["reviewed_share"], language))]
    if card["people"]:
        names = ("、" if language == "zh" else ", ").join(card["people"])
        lines.append(label("card_people", language, n=card["n_people"], asked=asked, people=names))
    lines.append(_grade(card, language))
    for key in ("owner", "work", "due"):
        if card.get(key):
            lines.append(label(f"card_{key}", language, **{key: card[key]}))
    lines += [label("hidden", language)] * bool(card.get("hidden"))
    lines.append(label("card_id", language, kind=_kind(card, journey), id=card["id"]))
    return "\n".join(lines)


def stage_groups(journey: JourneyMap) -> tuple[Group, ...]:
    """Return a set for each stage with cards: its cards, and the documents they are from."""
    ids = dict(zip(journey.documents["name"], journey.documents["document_id"], strict=True))
    groups = []
    for stage in journey.data["stages"]:
        if not stage["cards"]:
            continue
        named = {item["document"] for card in stage["cards"] for item in card["evidence"]}
        cards = [card["id"] for card in stage["cards"]]
        groups.append(
            Group(
                stage["id"],
                label("set_stage", journey.language, name=_name(stage, journey.language)),
                _measured(stage, journey.language),
                tuple(f"card/{card}" for card in cards),
                tuple(ids[name] for name in sorted(named)),
            )
        )
    return tuple(groups)


def _grade(card: Mapping[str, Any], language: str) -> str:
    """Return the evidence grade with its reasons, in the language where they are told in it."""
    reasons = [(part.get("words") or {}).get(language, "") for part in card.get("grade_parts") or ()]
    rule = ("；" if language == "zh" else "; ").join(filter(None, reasons)) or card["grade_rule"]
    grade = word(card["evidence_grade"], language)
    return label("card_grade", language, grade=grade, rule=rule)


def _measured(stage: Mapping[str, Any], language: str) -> str:
    emotion = stage["emotion"]
    said = [label("set_people", language, people=persons(stage["n_people"], language))]
    if emotion["mean"] is not None:
        figures = {key: f"{value:.1f}" for key, value in emotion.items() if key != "n" and isinstance(value, float)}
        bare = "" if {"low", "high"} <= figures.keys() else "_bare"
        said.append(label(f"set_emotion{bare}", language, people=persons(emotion["n"], language), **figures))
    return ("" if language == "zh" else " ").join(said)


def _kind(card: Mapping[str, Any], journey: JourneyMap) -> str:
    if card["family"] == OPPORTUNITY:
        return label(OPPORTUNITY, journey.language)
    return journey.codebook.name(card["family"], card["subtype"] or None, lang=journey.language)


def _lane(card: Mapping[str, Any]) -> str:
    return str(card.get("lane") or card["family"])


def _title(card: Mapping[str, Any], language: str) -> str:
    return one_line((card.get("titles") or {}).get(language) or card["title"])


def _name(stage: Mapping[str, Any], language: str) -> str:
    name = stage["name"]
    return one_line(name.get(language) or next(iter(name.values())))
