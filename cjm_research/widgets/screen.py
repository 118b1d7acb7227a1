"""What a view shows of the segment in work, as plain JSON: a pure function of the session's current item.

The words themselves stand in the transcript, which the view has; of the segment only places are sent, in characters of
the document (`transcript_screen`).

>>> cue_places("It was hard, so Hard.", 100, ("hard",))
[[107, 111], [116, 120]]
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from cjm_research.codes.interactions import name_of
from cjm_research.exports.words import touchpoint
from cjm_research.review.coding.page import Item, Suggestion, cues
from cjm_research.schema import CARRIED, FAMILIES
from cjm_research.widgets.desk_screen import beside, desk_of

if TYPE_CHECKING:
    from cjm_research.review.coding.session import ReviewSession

_QUOTES = (("“", "”"), ("「", "」"))
_LIKE = re.compile(r"[;；·]?\s*(?:like: |近似：)$")
_EDGES = " ;；·"


def screen_of(session: ReviewSession, language: str = "en") -> dict[str, Any]:
    """Return everything the view draws of the session now.

    Parameters
    ----------
    session : ReviewSession
        Where the person is.
    language : {"en", "zh"}
        Of the names of touchpoints and interactions; what people said stays as it is.
    """
    progress = session.progress
    shown: dict[str, Any] = {
        "coder": session.coder,
        "done": progress.done,
        "total": progress.total,
        "remaining": progress.remaining,
        "skipped": progress.skipped,
        "learned": session.n_learned,
        "item": None,
        **desk_of(session, language),
    }
    item = session.current
    if item is None:
        return shown
    return {**shown, "item": {**_item(item, language), **beside(session, item, language)}}


def cue_places(text: str, start: int, cue_words: tuple[str, ...]) -> list[list[int]]:
    """Return where the cue words stand, whatever their case.

    Parameters
    ----------
    text : str
        The segment.
    start : int
        Where it begins in its document.
    cue_words : tuple of str
        What is underlined; a longer one goes before one that it holds.

    Returns
    -------
    list of [start, end]
        In characters of the document.
    """
    if not cue_words:
        return []
    longest_first = sorted(cue_words, key=lambda words: (-len(words), words))
    pattern = re.compile("|".join(re.escape(words) for words in longest_first), re.IGNORECASE)
    return [[start + found.start(), start + found.end()] for found in pattern.finditer(text)]


def without_examples(reason: str, near: Sequence[Mapping[str, str]]) -> str:
    """Return the reason without the nearest examples, which stand in a list of their own.

    >>> without_examples("wish “want”; like: “I wish it had.” / “I want it.”; a limit",
    ...                  [{"text": "I wish it had."}, {"text": "I want it."}])
    'wish “want”; a limit'
    """
    for opening, shut in _QUOTES if near else ():
        quoted = " / ".join(f"{opening}{one['text']}{shut}" for one in near)
        before, found, after = reason.partition(quoted)
        if found:
            before, stop = _LIKE.sub("", before).strip(_EDGES), "；" if shut == "」" else "; "
            return stop.join(part for part in (before, after.strip(_EDGES)) if part)
    return reason


def _item(item: Item, language: str) -> dict[str, Any]:
    suggested = {kind: _suggestion(shown) for kind, shown in item.suggestions.items()}
    own = {code_id: _suggestion(shown) for code_id, shown in item.own.items()}
    coded = [*(suggested[family] for family in FAMILIES if family in suggested), *own.values()]
    telling = [shown["reason"] for shown in coded if shown["decision"] in CARRIED]
    cue_words = tuple(dict.fromkeys(words for reason in telling for words in cues(reason, item.text)))
    return {
        "segment_id": item.segment_id,
        "number": item.number,
        "language": item.language,
        "document": item.document,
        "document_id": item.document_id,
        "start": item.start,
        "end": item.end,
        "cues": cue_places(item.text, item.start, cue_words),
        "case_id": item.case_id,
        "question": item.question,
        "suggested": suggested,
        "suggested_codes": item.suggested_codes,
        "codes": item.codes,
        "own": own,
        "suggested_own": list(item.suggested_own),
        "own_codes": None if item.own_codes is None else list(item.own_codes),
        "emotion": item.verdict.get("emotion", ""),
        "stage": item.verdict.get("stage", ""),
        "band": _band(item.suggestions.get("emotion")),
        "rank": [list(pair) for pair in _detail(item, "stage").get("rank", ())],
        "touchpoint": item.verdict.get("touchpoint", ""),
        "touchpoint_suggested": _touchpoint(item, language),
        "interaction": name_of(_value(item, "interaction"), language),
        "tier": next((name for kind in FAMILIES if (name := _detail(item, kind).get("tier"))), ""),
        "skipped": item.skipped,
    }


def _suggestion(shown: Suggestion) -> dict[str, Any]:
    near = shown.detail.get("near", ())
    return {
        "value": shown.value,
        "score": None if math.isnan(shown.score) else shown.score,
        "decision": shown.decision,
        "reason": without_examples(shown.reason, near),
        "near": [
            {"text": one["text"], "coded": bool(one.get("segment_id"))}
            for one in [*shown.detail.get("reviewed", ()), *near][:2]
        ],
    }


def _band(emotion: Suggestion | None) -> list[float] | None:
    """Return lowest, suggested and highest emotion, where the coder told how far it may be off."""
    if emotion is None or not {"low", "high"} <= emotion.detail.keys():
        return None
    return [float(emotion.detail["low"]), float(emotion.value), float(emotion.detail["high"])]


def _touchpoint(item: Item, language: str) -> str:
    named, channel = _value(item, "touchpoint"), _value(item, "channel")
    return touchpoint(named, channel, language) if named or channel else ""


def _value(item: Item, kind: str) -> str:
    shown = item.suggestions.get(kind)
    return shown.value if shown is not None and shown.decision in CARRIED else ""


def _detail(item: Item, kind: str) -> Mapping[str, Any]:
    shown = item.suggestions.get(kind)
    return shown.detail if shown is not None else {}
