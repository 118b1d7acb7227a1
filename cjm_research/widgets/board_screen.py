"""What the board shows, as plain JSON: a pure function of a journey and the words of a language.

Every text is made here, so that the screen only places it. What a card is opened to stands in `board_opened`.

>>> sign("fair"), people_of(3, 12, "en"), people_of(3, 12, "zh")
('◐', '3 of 12 people', '12人中的3人')
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cjm_research.codes.codebook import Codebook
from cjm_research.exports.words import touchpoint
from cjm_research.plots.palette import emotion_colour
from cjm_research.widgets.board_words import BOARD_WORDS

LANES = ("goal", "motivation", "pain_point", "opportunity")
"""The lanes that hold cards, from above."""

_SIGNS = {"strong": "●", "fair": "◐", "thin": "○", "none": "–"}
_MOMENTS = {"trough": "▼", "peak": "▲"}
_FEW = 3  # people below whom a point of emotion is faint
_QUOTE = 160  # characters of the quote on a card; the opened card has it whole


@dataclass(frozen=True)
class Sheet:
    """A journey of one moment, with what is asked of it again and again.

    Attributes
    ----------
    data : mapping
        As journey.json 1.1, after edits.
    language : {"en", "zh"}
        Of the words around what people said.
    languages : tuple of str
        Of the study; where there are several, stages are named in all.
    codebook : Codebook
        Names of sub-types.
    """

    data: Mapping[str, Any]
    language: str
    languages: tuple[str, ...]
    codebook: Codebook

    @property
    def words(self) -> dict[str, str]:
        """The words of the language."""
        return BOARD_WORDS[self.language]

    @property
    def asked(self) -> int:
        """How many people were asked."""
        return int(self.data["participants"]["n"])

    def stage_name(self, stage: Mapping[str, Any]) -> str:
        """Return the name of a stage in the language of the view, or in another where there is none."""
        return in_language(stage["name"], self.language) or stage["id"]

    def title(self, card: Mapping[str, Any]) -> str:
        """Return the title of a card in the language of the view, or as it stands."""
        return card.get("titles", {}).get(self.language) or card["title"]

    def subtype(self, card: Mapping[str, Any]) -> str:
        """Return the name of a card's sub-type; what an opportunity does."""
        if card.get("kind"):
            return self.words[f"mark_{card['kind']}"]
        if not card["family"] or not card["subtype"]:
            return ""
        return self.codebook.name(card["family"], card["subtype"], lang=self.language)


def in_language(said: Mapping[str, str], language: str) -> str:
    """Return a text in a language, or in whatever there is.

    >>> in_language({"en": "Use", "zh": ""}, "zh")
    'Use'
    """
    return said.get(language) or next((text for text in said.values() if text), "")


def sign(grade: str) -> str:
    """Return the mark of a grade."""
    return _SIGNS[grade]


def people_of(n: int, asked: int, language: str) -> str:
    """Return how many of those asked, in words."""
    return BOARD_WORDS[language]["people"].format(n=n, asked=asked)


def counted(words: Mapping[str, str], name: str, n: int) -> str:
    """Return a count in words, in the singular where the language has one."""
    return words.get(f"{name}_1" if n == 1 else name, words[name]).format(n=n)


def frame_of(sheet: Sheet) -> dict[str, Any]:
    """Return what stands around the cards: title, lanes, stages, and which card stands in which cell.

    Returns
    -------
    dict
        title, asked_text, empty, lanes, stages, cells (stage to lane to card ids in order).
    """
    words = sheet.words
    lanes = [{"id": lane, "name": words[f"lane_{lane}"]} for lane in LANES]
    cells = {
        stage["id"]: {lane: [card["id"] for card in stage["cards"] if lane_of(card) == lane] for lane in LANES}
        for stage in sheet.data["stages"]
    }
    return {
        "title": sheet.data["study"]["title"] or words["view"],
        "asked_text": counted(words, "asked", sheet.asked),
        "empty": words["empty"].format(n=sheet.asked),
        "lanes": lanes,
        "stages": [stage_of(sheet, stage) for stage in sheet.data["stages"]],
        "cells": cells,
    }


def lane_of(card: Mapping[str, Any]) -> str:
    """Return the lane of a card."""
    return card.get("lane") or card["family"]


def stage_of(sheet: Sheet, stage: Mapping[str, Any]) -> dict[str, Any]:
    """Return one column without its cards."""
    words, language = sheet.words, sheet.language
    others = [stage["name"].get(other, "") for other in sheet.languages if other != language]
    name = sheet.stage_name(stage)
    return {
        "id": stage["id"],
        "name": name,
        "other": " · ".join(each for each in others if each and each != name),
        "question": in_language(stage["question"], language),
        "definition": in_language(stage.get("definition") or {}, language),
        "people": people_of(stage["n_people"], sheet.asked, language),
        "hidden": bool(stage.get("hidden")),
        "emotion": _emotion(sheet, stage),
        "moment": _moment(sheet, stage),
        "steps": [
            {"id": step["id"], "name": in_language(step["name"], language), "facts": str(step["n_people"])}
            for step in stage.get("steps") or ()
        ],
        "touchpoints": [
            [_touchpoint(row, language) or words["unset"], str(row["n_people"])] for row in stage["touchpoints"]
        ],
    }


def _touchpoint(row: Mapping[str, Any], language: str) -> str:
    """Return the channel alone where there is one: what kind of contact it is, everybody knows."""
    return touchpoint("" if row["channel"] else row["touchpoint"], row["channel"], language)


def _emotion(sheet: Sheet, stage: Mapping[str, Any]) -> dict[str, Any]:
    words, point, name = sheet.words, stage["emotion"], sheet.stage_name(stage)
    mean, low, high, n = (point[key] for key in ("mean", "low", "high", "n"))
    if mean is None:
        label = words["emotion_label_none"].format(stage=name)
        return {"mean": None, "low": None, "high": None, "n": 0, "text": "", "colour": "", "label": label}
    told = {"stage": name, "mean": f"{mean:.1f}", "n": n}
    if low is None:
        label = words["emotion_label_plain"].format(**told)
    else:
        label = words["emotion_label"].format(**told, low=f"{low:.1f}", high=f"{high:.1f}")
    few = [words["few"]] if n < _FEW else []
    text = words["emotion_point"].format(mean=f"{mean:.1f}", n=n)
    return {"mean": mean, "low": low, "high": high, "n": n, "text": text, "colour": emotion_colour(mean),
            "label": " · ".join([label, *few])}  # fmt: skip


def _moment(sheet: Sheet, stage: Mapping[str, Any]) -> dict[str, str] | None:
    moment = stage.get("moment")
    if not moment:
        return None
    titles = {card["id"]: sheet.title(card) for card in stage["cards"]}
    causes = [titles[each] for each in moment["causes"] if each in titles]
    return {
        "kind": moment["kind"],
        "sign": _MOMENTS[moment["kind"]],
        "name": sheet.words[moment["kind"]],
        "cause": causes[0] if causes else "",
        "why": in_language(moment["words"], sheet.language),
    }


def card_of(sheet: Sheet, card: Mapping[str, Any], stage_id: str) -> dict[str, Any]:
    """Return one card of the board.

    Parameters
    ----------
    sheet : Sheet
        The journey it is of.
    card : mapping
        A card of journey.json 1.1.
    stage_id : str
        Where it stands.

    Returns
    -------
    dict
        Ids, texts and marks, ready to be placed.
    """
    grade = card["evidence_grade"]
    quote = card["evidence"][0]["quote"] if card["evidence"] else ""
    marks, plan, facts = marks_of(sheet, card), plan_of(sheet, card), facts_of(sheet, card)
    subtype = sheet.subtype(card)
    graded = sheet.words["grade_of"].format(grade=sheet.words[grade])
    label = [sheet.words[f"lane_{lane_of(card)}"], subtype, facts, graded, *marks, plan]
    return {
        "id": card["id"],
        "stage": stage_id,
        "lane": lane_of(card),
        "title": sheet.title(card),
        "subtype": subtype,
        "sign": sign(grade),
        "grade": sheet.words[grade],
        "facts": facts,
        "quote": quote if len(quote) <= _QUOTE else f"{quote[:_QUOTE].rstrip()}…",
        "draft": bool(card["evidence"]) and card["status"] == "machine suggestion",
        "marks": marks,
        "plan": plan,
        "hidden": bool(card.get("hidden")),
        "pinned": bool(card.get("pinned")),
        "intended": bool(card.get("intended")),
        "hand": card.get("made") == "hand",
        "label": " · ".join(each for each in label if each),
    }


def orphan_of(orphan: Mapping[str, Any], language: str) -> str:
    """Return who did what to a card or stage that is not there any more."""
    when = str(orphan["when"]).replace("T", " ")[:16]
    return " · ".join([when, orphan["who"], in_language(orphan["what"], language)])


def facts_of(sheet: Sheet, card: Mapping[str, Any]) -> str:
    """Return people of how many, mentions, and how many say the opposite."""
    words = sheet.words
    if not card["n_segments"]:
        return words["none"]
    against = [words["against_n"].format(n=card["n_counter"])] if card.get("n_counter") else []
    facts = [people_of(card["n_people"], sheet.asked, sheet.language), counted(words, "mentions", card["n_segments"])]
    return " · ".join([*facts, *against])


def marks_of(sheet: Sheet, card: Mapping[str, Any]) -> list[str]:
    """Return what else is to be known of a card: how far reviewed, who made it, pinned, hidden, comments."""
    words = sheet.words
    reviewed = {"machine suggestion": "draft", "partly reviewed": "partly"}.get(card["status"])
    made = {"hand": "mark_hand", "split": "mark_split"}.get(card.get("made") or "")
    flags = [f"mark_{flag}" for flag in ("intended", "pinned", "hidden") if card.get(flag)]
    names = [*([reviewed] if reviewed and card["evidence"] else []), *([made] if made else []), *flags]
    n = card.get("n_comments") or 0
    return [*(words[name] for name in names), *([counted(words, "mark_comments", n)] if n else [])]


def plan_of(sheet: Sheet, card: Mapping[str, Any]) -> str:
    """Return owner, status and due of a card, and its quadrant, where they are set."""
    words = sheet.words
    work = card.get("work") or ""
    due = words["due_on"].format(due=card["due"]) if card.get("due") else ""
    quadrant = (card.get("priority") or {}).get("quadrant") or ""
    parts = [
        card.get("owner") or "",
        words[f"work_{work}"] if work else "",
        due,
        words[f"quadrant_{quadrant}"] if quadrant else "",
    ]
    return " · ".join(part for part in parts if part)
