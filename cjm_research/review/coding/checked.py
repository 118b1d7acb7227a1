"""The check sample as people judged it: what the machine suggested of each segment, and what holds of it now.

What the machine suggested is taken from the first standing act on a segment, whoever did it, for from then on the
machine has learned what the person says of it. What holds is the person's latest word. Both are read from the events
alone, so that undo, a change of mind and words that moved to another segment are followed.

>>> events = pd.DataFrame([{"event_id": 1, "created_at": "2026-01-05T09:00:00", "actor": "Ana", "act": "accept",
...     "payload": {"segment_id": "s1", "suggested": {"goal": {"value": "explicit", "decision": "sure"}},
...                 "codings": {"before": [], "after": [{"segment_id": "s1", "kind": "goal", "value": "explicit",
...                                                      "coder": "Ana"}]}}}])
>>> checked(Looks.of(events), ["s1", "s2"])[["code", "suggested", "marked", "sure"]].values.tolist()
[['goal', True, True, True], ['goal/explicit', True, True, True]]
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from cjm_research.codes.bars import Bars
from cjm_research.codes.effort import pace
from cjm_research.codes.verdicts import Verdicts, verdicts
from cjm_research.review.coding.queue import CHECK_EVERY, check_order, check_sample
from cjm_research.review.ledger import MOVE, REDO, SKIP, UNDO, VERDICTS, Ledger
from cjm_research.schema import FAMILIES, check

_OWN = "code:"
_HOUR = 3600
_COLUMNS = ("segment_id", "code", "suggested", "marked", "sure")


@dataclass(frozen=True)
class Looks:
    """What was shown and said of the segments; build it with `of`.

    Attributes
    ----------
    shown : mapping
        (segment_id, kind) to what the machine first suggested of it: value, score, decision, version.
    said : mapping
        (segment_id, kind) to the value that holds now, "" for not carried.
    reviewed, skipped : frozenset of str
        Segments with a verdict that stands, and those put off without one.
    seconds : float
        Pace, seconds a segment; NaN if not known. Of several people the median person's.
    """

    shown: Mapping[tuple[str, str], Mapping[str, Any]]
    said: Mapping[tuple[str, str], str]
    reviewed: frozenset[str]
    skipped: frozenset[str]
    seconds: float

    @classmethod
    def of(cls, events: pd.DataFrame, coder: str | None = None) -> Looks:
        """Read the events of a study.

        Parameters
        ----------
        events : DataFrame
            Contract "events".
        coder : str, optional
            Whose word counts; by default everybody's, the later one where two people differ.
        """
        ledger = Ledger()
        acted = Acted()
        for event in check(events, "events").sort_values("event_id").to_dict("records"):
            ledger.add(event)
            acted.take(event)
        rows = [row for row in ledger.rows() if coder in (None, row["coder"])]
        rows.sort(key=lambda row: (row["created_at"], row["event_id"], row["coder"]))
        said = {(row["segment_id"], row["kind"]): row["value"] for row in rows}
        reviewed = frozenset(segment_id for segment_id, kind in said if kind in FAMILIES)
        mine = [act for act in acted.acts.values() if coder in (None, act["actor"])]
        skipped = frozenset(act["segment_id"] for act in mine if act["act"] == SKIP) - reviewed
        return cls(acted.shown, said, reviewed, skipped, _pace([act for act in mine if act["act"] != SKIP]))


class Acted:
    """The verdicts and skips that stand after the events taken so far, and what was shown when they were made."""

    def __init__(self) -> None:
        self.acts: dict[int, dict[str, Any]] = {}
        self._gone: dict[int, dict[str, Any]] = {}
        self._shown: dict[tuple[str, str], Mapping[str, Any]] | None = {}

    @property
    def shown(self) -> Mapping[tuple[str, str], Mapping[str, Any]]:
        """(segment_id, kind) to what the machine first suggested of it; an act that is taken back showed nothing."""
        if self._shown is None:
            self._shown = {}
            for act in self.acts.values():
                self._show(self._shown, act)
        return self._shown

    def take(self, event: Mapping[str, Any]) -> None:
        """Take in the next event."""
        payload, act = event["payload"], event["act"]
        if act == UNDO and payload["undoes"] in self.acts:
            self._gone[payload["undoes"]] = self.acts.pop(payload["undoes"])
            self._shown = None
        elif act == REDO and payload["redoes"] in self._gone:
            self.acts[payload["redoes"]] = self._gone.pop(payload["redoes"])
            self.acts, self._shown = dict(sorted(self.acts.items())), None
        elif act == MOVE:
            moved = payload.get("moved", {})
            for told in (*self.acts.values(), *self._gone.values()):
                told["segment_id"] = moved.get(told["segment_id"], told["segment_id"])
            self._shown = None
        elif act in (*VERDICTS, SKIP):
            told = {"segment_id": payload["segment_id"], "suggested": payload.get("suggested", {})}
            told |= {name: event[name] for name in ("act", "actor", "created_at")}
            self.acts[event["event_id"]] = told
            if self._shown is not None:
                self._show(self._shown, told)

    @staticmethod
    def _show(shown: dict[tuple[str, str], Mapping[str, Any]], act: Mapping[str, Any]) -> None:
        for kind, suggestion in act["suggested"].items():
            shown.setdefault((act["segment_id"], kind), suggestion)


def checked(looks: Looks, order: Sequence[str]) -> pd.DataFrame:
    """Return the check sample in the form that `codes.verdicts.verdicts` takes.

    Parameters
    ----------
    looks : Looks
        What was shown and said.
    order : sequence of str
        All segments of the study in check order (`queue.check_order`).

    Returns
    -------
    DataFrame
        segment_id, code, suggested, marked, sure; sorted by segment_id and code. Codes are the families, each sub-type
        that was suggested or marked ("goal/explicit"), and the study's own ("code:<id>"). A code of which nothing was
        shown when the segment was judged is left out for that segment.
    """
    sample = set(check_sample(order, looks.reviewed, looks.skipped))
    pairs = [(key, looks.shown[key], looks.said[key]) for key in looks.shown.keys() & looks.said.keys()
             if key[0] in sample and (key[1] in FAMILIES or key[1].startswith(_OWN))]  # fmt: skip
    rows = [_row(key[0], key[1], shown["decision"], shown["decision"] != "no", value != "")
            for key, shown, value in pairs]  # fmt: skip
    subtypes = {(kind, value) for (_, kind), shown, said in pairs if kind in FAMILIES
                for value in (said, shown["value"] if shown["decision"] != "no" else "") if value}  # fmt: skip
    for (segment_id, kind), shown, said in pairs:
        for value in (value for family, value in subtypes if family == kind):
            suggested = shown["decision"] != "no" and shown["value"] == value
            rows.append(_row(segment_id, f"{kind}/{value}", shown["decision"], suggested, said == value))
    frame = pd.DataFrame(rows, columns=list(_COLUMNS)).astype({"suggested": bool, "marked": bool, "sure": bool})
    return frame.sort_values(["segment_id", "code"], ignore_index=True)


def more_checks(looks: Looks, order: Sequence[str], n_segments: int) -> int:
    """Return by how many the check sample grows when so many more segments are coded, every third of them a check.

    It grows by more than the checks themselves: what was coded already further down the order joins it.
    """
    seen = looks.reviewed | looks.skipped
    waiting = [segment_id for segment_id in order if segment_id not in seen]
    n_checks = len(waiting) if n_segments >= len(waiting) else n_segments // CHECK_EVERY
    then = looks.reviewed | set(waiting[:n_checks])
    return len(check_sample(order, then, looks.skipped)) - len(check_sample(order, looks.reviewed, looks.skipped))


def study_verdicts(
    events: pd.DataFrame,
    segment_ids: Collection[str],
    seed: int,
    coder: str | None = None,
    bars: Bars | None = None,
    names: Mapping[str, Mapping[str, str]] | None = None,
    language: str = "en",
) -> Verdicts:
    """Return the verdicts on the codes of a study, from its events.

    Parameters
    ----------
    events : DataFrame
        Contract "events".
    segment_ids : collection of str
        All segments that the review queue holds.
    seed : int
        Of the check order, as the queue has it.
    coder : str, optional
        Whose word counts; by default everybody's.
    bars, names, language
        As `codes.verdicts.verdicts`.
    """
    looks, order = Looks.of(events, coder), check_order(segment_ids, seed)
    per_hour = None if np.isnan(looks.seconds) else int(_HOUR / max(looks.seconds, 1.0))
    n_more = None if per_hour is None else more_checks(looks, order, per_hour)
    return verdicts(checked(looks, order), n_more, bars, names, language)


def _pace(acts: Sequence[Mapping[str, Any]]) -> float:
    people = sorted({act["actor"] for act in acts})
    each = [pace(act["created_at"] for act in acts if act["actor"] == person) for person in people]
    known = [seconds for seconds in each if not np.isnan(seconds)]
    return float(np.median(known)) if known else float("nan")


def _row(segment_id: str, code: str, decision: str, suggested: bool, marked: bool) -> dict[str, Any]:
    sure = suggested and decision == "sure"
    return {"segment_id": segment_id, "code": code, "suggested": suggested, "marked": marked, "sure": sure}
