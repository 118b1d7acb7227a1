"""The priorities of a map as it stands: its cards, its people and what the team entered on the board.

>>> said = [("s1", "P1", 1.0), ("s2", "P2", 2.0)]
>>> items = [dict(zip(("segment_id", "case_id", "emotion"), each, strict=True)) for each in said]
>>> card = {"id": "f1", "family": "pain_point", "title": "Slow", "people": ["P1", "P2"], "evidence": items}
>>> stage = {"id": "use", "name": {"en": "Use"}, "cards": [card]}
>>> priorities_of_map({"participants": {"n": 4}, "stages": [stage]}).card("f1")["intensity"]
0.875
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from cjm_research.findings.priority.parts import own_means
from cjm_research.findings.priority.sheet import PrioritySheet, priorities
from cjm_research.settings import Priority

_CARD = {"lane": "", "kind": "", "title": "", "people": (), "answers": (), "hidden": False}
_SAID = ("card_id", "segment_id", "case_id", "emotion")


def priorities_of_map(
    data: Mapping[str, Any],
    weights: Mapping[str, float] | None = None,
    settings: Priority | None = None,
    seed: int = 0,
    language: str = "en",
    interval: float = 0.95,
) -> PrioritySheet:
    """Rank the cards of a map.

    Parameters
    ----------
    data : mapping
        A journey.json. A card may hold lane, kind, answers, hidden, and value and difficulty or (with these) priority.
    weights : mapping of str to float, optional
        As set by hand; those not given are of the settings.
    settings : settings.Priority, optional
    seed : int
    language : {"en", "zh"}
    interval : float

    Returns
    -------
    PrioritySheet
        Of cards that are not hidden, at stages that are not.
    """
    stages = [stage for stage in data["stages"] if not stage.get("hidden")]
    rows = [_row(card, stage["id"]) for stage in stages for card in stage["cards"]]
    said = [
        (card["id"], item["segment_id"], item["case_id"], item.get("emotion"))
        for stage in stages
        for card in stage["cards"]
        for item in card["evidence"]
    ]
    cards = pd.DataFrame(rows, columns=["card_id", "family", "stage", "value", "difficulty", *_CARD])
    evidence = pd.DataFrame(said, columns=list(_SAID)).astype({"emotion": "float64"})
    names = {stage["id"]: stage["name"].get(language, stage["id"]) for stage in stages}
    asked = int(data["participants"]["n"])
    means = own_means(evidence)
    return priorities(cards, means, asked, None, weights, settings, seed, language, interval, stages=names)


def _row(card: Mapping[str, Any], stage: str) -> dict[str, Any]:
    entered = {**(card.get("priority") or {}), **card}  # what stands on the card itself goes first
    team = {name: entered.get(name) or 0 for name in ("value", "difficulty")}
    held = {name: card.get(name, blank) for name, blank in _CARD.items()}
    return {"card_id": card["id"], "family": card["family"], "stage": stage, **team, **held}
