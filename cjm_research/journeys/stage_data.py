"""A stage as a column of ``journey.json``: people, emotion, touchpoints, steps, grade, measured ratings."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from cjm_research.findings import Evidence, grade
from cjm_research.findings.cards import against
from cjm_research.journeys.card_data import short
from cjm_research.journeys.emotion import point
from cjm_research.journeys.frameworks import Stage
from cjm_research.settings import Journey


@dataclass(frozen=True)
class Ground:
    """What the columns of a map are made of.

    Attributes
    ----------
    everything : DataFrame
        Each placed segment with stage, case_id, emotion, touchpoint and channel.
    evidence : DataFrame
        Columns `journeys.map.EVIDENCE`.
    means : DataFrame
        Each person's emotion at each stage.
    moments, steps, measured : mapping
        By stage id, as in journey.json.
    hidden : frozenset of str
        Stages that people keep off the map.
    n_asked : int
        People in the study.
    settings : settings.Journey
    seed : int
    """

    everything: pd.DataFrame
    evidence: pd.DataFrame
    means: pd.DataFrame
    moments: Mapping[str, dict[str, Any] | None]
    steps: Mapping[str, Sequence[Mapping[str, Any]]]
    measured: Mapping[str, Sequence[Mapping[str, Any]]]
    hidden: frozenset[str]
    n_asked: int
    settings: Journey
    seed: int


def stage_of(stage: Stage, cards: list[dict[str, Any]], ground: Ground) -> dict[str, Any]:
    """Return a column.

    Parameters
    ----------
    stage : Stage
        Of the framework.
    cards : list of dict
        Its cards, in order.
    ground : Ground
        Everything else.
    """
    own = ground.evidence[ground.evidence["stage"] == stage.id]
    here = ground.everything[ground.everything["stage"] == stage.id]
    values = ground.means.loc[ground.means["stage"] == stage.id, "emotion"].to_numpy(dtype="float64")
    drawn = int(hashlib.sha256(f"{ground.seed}:{stage.id}".encode()).hexdigest()[:8], 16)
    feeling = point(values, ground.settings.draws, ground.settings.interval, drawn)
    return {
        "id": stage.id,
        "name": dict(stage.name),
        "question": dict(stage.question),
        "definition": dict(stage.definition),
        "n_people": len(set(here["case_id"]) | set(own["case_id"])),
        "emotion": {
            "mean": short(feeling.mean),
            "low": short(feeling.low),
            "high": short(feeling.high),
            "n": feeling.n,
        },
        "moment": _moment(ground.moments.get(stage.id)),
        "measured": [_measure(entry) for entry in ground.measured.get(stage.id, ())],
        "evidence_grade": _grade(own, ground),
        "touchpoints": _touchpoints(here),
        "steps": [dict(step) for step in ground.steps.get(stage.id, ())],
        "hidden": stage.id in ground.hidden,
        "cards": cards,
    }


def _moment(moment: Mapping[str, Any] | None) -> dict[str, Any] | None:
    if moment is None:
        return None
    kept = {name: short(moment.get(name)) for name in ("difference", "low", "high", "p")}
    return {
        "kind": moment["kind"],
        "causes": list(moment["causes"]),
        **kept,
        "against": list(moment.get("against", ())),
        "words": dict(moment["words"]),
    }


def _measure(entry: Mapping[str, Any]) -> dict[str, Any]:
    return {name: short(value) if name in ("mean", "low", "high") else value for name, value in entry.items()}


def _grade(own: pd.DataFrame, ground: Ground) -> str:
    once = own.drop_duplicates("segment_id")
    contrary = int(against(once["family"], once["emotion"]).sum())
    people, reviewed = once["case_id"].nunique(), int(once["reviewed"].sum())
    return grade(Evidence(people, ground.n_asked, len(once), reviewed, contrary), ground.settings).name


def _touchpoints(here: pd.DataFrame) -> list[dict[str, Any]]:
    people: dict[tuple[str, str], set[str]] = {}
    sizes: Counter[tuple[str, str]] = Counter()
    for touchpoint, channel, case_id in zip(here["touchpoint"], here["channel"], here["case_id"], strict=True):
        if touchpoint or channel:
            people.setdefault((touchpoint, channel), set()).add(case_id)
            sizes[touchpoint, channel] += 1
    return [
        {"touchpoint": met[0], "channel": met[1], "n_people": len(people[met]), "n_segments": sizes[met]}
        for met in sorted(people, key=lambda met: (-len(people[met]), -sizes[met], met))
    ]
