"""What a saved version of a map holds: ids, figures and titles, never anybody's words.

Quotes are looked up again in the documents when a version is shown, so that a person who withdraws is not kept in an
old version (law 7). What is kept is enough to tell what changed since and why.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

    from cjm_research.journeys.map import JourneyMap

KINDS = ("current state", "day in the life", "future state")

_WORDS = ("quote", "document", "start", "end", "subtype")
_EVIDENCE = ("evidence", "counter")


def content_of(journey: JourneyMap, edits: Mapping[str, pd.DataFrame] | None = None) -> dict[str, Any]:
    """Return what is kept of a map.

    Parameters
    ----------
    journey : JourneyMap
        The map.
    edits : mapping of str to DataFrame, optional
        Contracts "cards", "stages" and "weights" as they stand, by name: which edits the map was drawn with.

    Returns
    -------
    dict
        ``data`` (journey.json without anybody's words), ``documents`` (ids, sorted), ``n_documents`` (how many there
        were, whoever withdraws later) and ``edits`` (the event that last changed a card, stage or weight, by its id).
    """
    stages = [
        {**stage, "cards": [_slim(card) for card in stage["cards"]]} for stage in journey.data["stages"]
    ]  # fmt: skip
    return {
        "data": {**journey.data, "stages": stages},
        "documents": sorted(journey.documents["document_id"]),
        "n_documents": len(journey.documents),
        "edits": _last_events(edits or {}),
    }


def map_id_of(title: str, content: Mapping[str, Any]) -> str:
    """Return the id of a version: made of its title and content, so that the same map saved twice is one."""
    said = json.dumps([title, content], ensure_ascii=False, sort_keys=True)
    return "m" + hashlib.sha256(said.encode("utf-8")).hexdigest()[:12]


def _slim(card: Mapping[str, Any]) -> dict[str, Any]:
    kept = {key: value for key, value in card.items() if key not in _EVIDENCE and key != "grade_rule"}
    for key in _EVIDENCE:
        items = card.get(key, [])
        kept[key] = [{name: value for name, value in item.items() if name not in _WORDS} for item in items]
    return kept


def _last_events(edits: Mapping[str, pd.DataFrame]) -> dict[str, int]:
    keys = {"cards": "card_id", "stages": "stage_id", "weights": "name"}
    found: dict[str, int] = {}
    for name in sorted(edits):
        frame, key = edits[name], keys[name]
        found |= {
            f"{name}:{held}": int(event) for held, event in zip(frame[key], frame["event_id"], strict=True)
        }  # fmt: skip
    return dict(sorted(found.items()))
