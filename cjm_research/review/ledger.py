"""The ledger: what stands after a list of acts, and which act of a person is taken back next.

An event's payload holds, under ``codings``, the rows that stood ``before`` and that stand ``after`` it. What stands is
therefore the fold of all events, whoever did them in whatever session; undo is one more event whose rows are swapped.
The database keeps the same rows in a table, and the two are always equal.

>>> row = {"segment_id": "s1", "kind": "goal", "value": "explicit", "coder": "Ana"}
>>> ledger = Ledger()
>>> ledger.add({"event_id": 1, "created_at": "2026-01-05", "actor": "Ana", "act": "accept",
...             "payload": {"segment_id": "s1", "codings": {"before": [], "after": [row]}}})
>>> ledger.verdict("s1", "Ana")
{'goal': 'explicit'}
>>> ledger.last_act("Ana")["act"]
'accept'
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

KEY = ("segment_id", "kind", "coder")

VERDICTS = ("accept", "reject", "change")
SKIP = "skip"
UNDO = "undo"
MOVE = "move"
"""The words that were coded are in other segments now, because their file was edited; nobody's verdict."""


class Ledger:
    """What stands after the events added so far, in the order of their ids."""

    def __init__(self) -> None:
        self.last_event = 0
        self._rows: dict[tuple[str, str, str], dict[str, Any]] = {}
        self._by_segment: dict[tuple[str, str], dict[str, str]] = defaultdict(dict)
        self._acts: dict[str, list[dict[str, Any]]] = defaultdict(list)
        self._skipped: dict[str, dict[str, int]] = defaultdict(dict)

    def add(self, event: Mapping[str, Any]) -> None:
        """Add the next event.

        Parameters
        ----------
        event : mapping
            ``event_id``, ``created_at``, ``actor``, ``act``, ``payload``, as in the frame ``events``.
        """
        self.last_event = int(event["event_id"])
        payload = event["payload"]
        changed = payload.get("codings", {"before": [], "after": []})
        for row in changed["before"]:
            self._remove(row)
        for row in changed["after"]:
            self._put({"created_at": event["created_at"], "event_id": event["event_id"], **row})
        self._remember(dict(event), payload)

    def rows(self) -> list[dict[str, Any]]:
        """Return the standing codings, sorted by segment, kind and coder."""
        return [dict(self._rows[key]) for key in sorted(self._rows)]

    def verdict(self, segment_id: str, coder: str) -> dict[str, str]:
        """Return what one person says of one segment, kind to value; empty if nothing yet."""
        return dict(self._by_segment.get((segment_id, coder), {}))

    def is_skipped(self, segment_id: str, coder: str) -> bool:
        """Whether that person put the segment off."""
        return self._skipped[coder].get(segment_id, 0) > 0

    def last_act(self, coder: str) -> dict[str, Any] | None:
        """Return the latest event of that person that is not taken back, or None."""
        acts = self._acts[coder]
        return acts[-1] if acts else None

    def _remember(self, event: dict[str, Any], payload: Mapping[str, Any]) -> None:
        actor, act = event["actor"], event["act"]
        if act == UNDO:
            undone = payload["undoes"]
            taken_back = [earlier for earlier in self._acts[actor] if earlier["event_id"] == undone]
            self._acts[actor] = [earlier for earlier in self._acts[actor] if earlier["event_id"] != undone]
            if taken_back and taken_back[0]["act"] == SKIP:
                self._skipped[actor][payload["segment_id"]] -= 1
        elif act == MOVE:
            self._follow(payload.get("moved", {}))
        elif act in (*VERDICTS, SKIP):
            self._acts[actor].append(event)
            if act == SKIP:
                skipped = self._skipped[actor]
                skipped[payload["segment_id"]] = skipped.get(payload["segment_id"], 0) + 1

    def _follow(self, moved: Mapping[str, str]) -> None:
        """Let earlier acts speak of the segments that their words are in now, so that they can be taken back."""
        for acts in self._acts.values():
            for event in acts:
                event["payload"] = _renamed(event["payload"], moved)
        for skipped in self._skipped.values():
            for old in [segment_id for segment_id in skipped if segment_id in moved]:
                skipped[moved[old]] = skipped.get(moved[old], 0) + skipped.pop(old)

    def _remove(self, row: Mapping[str, Any]) -> None:
        self._rows.pop(tuple(row[column] for column in KEY), None)
        self._by_segment[row["segment_id"], row["coder"]].pop(row["kind"], None)

    def _put(self, row: dict[str, Any]) -> None:
        self._rows[tuple(row[column] for column in KEY)] = row
        self._by_segment[row["segment_id"], row["coder"]][row["kind"]] = row["value"]


def _renamed(payload: Mapping[str, Any], moved: Mapping[str, str]) -> dict[str, Any]:
    def row(values: Mapping[str, Any]) -> dict[str, Any]:
        return {**values, "segment_id": moved.get(values["segment_id"], values["segment_id"])}

    changed = payload.get("codings", {})
    return {**row(payload), "codings": {when: [row(values) for values in rows] for when, rows in changed.items()}}
