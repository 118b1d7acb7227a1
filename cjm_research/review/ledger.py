"""The ledger: what stands after a list of acts, and which act of a person is taken back next.

An event's payload holds the rows that stood ``before`` and that stand ``after`` it: those of codings under ``codings``,
those of other tables under ``rows``, by table. What stands is therefore the fold of all events, whoever did them in
whatever session; undo is one more event whose rows are swapped, and redo one that has them again. The database keeps
the same rows in tables, and the two are always equal.

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
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cjm_research.schema import CONTRACTS

KEY = CONTRACTS["codings"].key

VERDICTS = ("accept", "reject", "change")
SKIP = "skip"
UNDO = "undo"
REDO = "redo"
MOVE = "move"
"""The words that were coded are in other segments now, because their file was edited; nobody's verdict."""

CUTTING = ("mark", "merge", "split", UNDO, REDO, MOVE)
"""Acts after which segments may be others than before."""

CODING = (*VERDICTS, SKIP, "mark", "merge", "split", "memo", "flag", "grid", "invivo")
"""The acts of coding; undo takes back the latest of them."""

_DESKS = ("codebook", "settle", "board")

Row = Mapping[str, Any]


def desk_of(act: str) -> str:
    """Return the desk at which an act is taken back: "coding", "codebook", "settle" or "board"; "" for none.

    >>> desk_of("merge"), desk_of("codebook.rename"), desk_of("board.undo"), desk_of("theme.rename")
    ('coding', 'codebook', 'board', '')
    """
    if act in (*CODING, UNDO, REDO):
        return "coding"
    desk = act.partition(".")[0]
    return desk if desk in _DESKS and desk != act else ""


def reverse(payload: Mapping[str, Any]) -> tuple[list[Row], dict[str, list[Row]]]:
    """Return the rows that take an act back: codings, and those of other tables, as `Store.record` takes them."""
    return _turned(payload, "after", "before")


def again(payload: Mapping[str, Any]) -> tuple[list[Row], dict[str, list[Row]]]:
    """Return the rows that do an act once more, as `reverse`."""
    return _turned(payload, "before", "after")


def _turned(payload: Mapping[str, Any], out: str, into: str) -> tuple[list[Row], dict[str, list[Row]]]:
    said = payload.get("codings", {"before": [], "after": []})
    codings = [*said[into], *({**row, "value": None} for row in _only_in(said[out], said[into], "codings"))]
    rows = {
        name: [*changed[into], *({**row, "gone": True} for row in _only_in(changed[out], changed[into], name))]
        for name, changed in payload.get("rows", {}).items()
    }
    return codings, rows


def _only_in(rows: Sequence[Row], others: Sequence[Row], name: str) -> list[Row]:
    held = {_key_of(row, name) for row in others}
    return [row for row in rows if _key_of(row, name) not in held]


def _key_of(row: Row, name: str) -> tuple[Any, ...]:
    return tuple(row[column] for column in CONTRACTS[name].key)


class Ledger:
    """What stands after the events added so far, in the order of their ids."""

    def __init__(self) -> None:
        self.last_event = 0
        self._tables: dict[str, dict[tuple[Any, ...], dict[str, Any]]] = defaultdict(dict)
        self._by_segment: dict[tuple[str, str], dict[str, str]] = defaultdict(dict)
        self._acts: dict[tuple[str, str], list[dict[str, Any]]] = defaultdict(list)
        self._undone: dict[tuple[str, str], list[dict[str, Any]]] = defaultdict(list)
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
        changes = {"codings": payload.get("codings", {"before": [], "after": []}), **payload.get("rows", {})}
        for name, changed in changes.items():
            columns = CONTRACTS[name].columns
            stamp = {column: event[column] for column in ("created_at", "event_id") if column in columns}
            for row in changed["before"]:
                self._remove(name, row)
            for row in changed["after"]:
                self._put(name, {**stamp, **row})
        self._remember(dict(event), payload)

    def rows(self) -> list[dict[str, Any]]:
        """Return the standing codings, sorted by segment, kind and coder."""
        return self.table("codings")

    def table(self, name: str) -> list[dict[str, Any]]:
        """Return the standing rows of a table, sorted by key."""
        held = self._tables[name]
        return [dict(held[key]) for key in sorted(held)]

    def row(self, name: str, *key: Any) -> dict[str, Any] | None:
        """Return one standing row of a table by its key, or None."""
        held = self._tables[name].get(key)
        return None if held is None else dict(held)

    def verdict(self, segment_id: str, coder: str) -> dict[str, str]:
        """Return what one person says of one segment, kind to value; empty if nothing yet."""
        return dict(self._by_segment.get((segment_id, coder), {}))

    def is_skipped(self, segment_id: str, coder: str) -> bool:
        """Whether that person put the segment off."""
        return self._skipped[coder].get(segment_id, 0) > 0

    def last_act(self, coder: str, desk: str = "coding") -> dict[str, Any] | None:
        """Return the latest event of that person at that desk that is not taken back, or None."""
        acts = self._acts[coder, desk]
        return acts[-1] if acts else None

    def acts(self, coder: str, desk: str = "coding") -> list[dict[str, Any]]:
        """Return the events of that person at that desk that are not taken back, the latest last."""
        return list(self._acts[coder, desk])

    def next_redo(self, coder: str, desk: str = "coding") -> dict[str, Any] | None:
        """Return the event that was taken back last and that nothing was done since, or None."""
        undone = self._undone[coder, desk]
        return undone[-1] if undone else None

    def _remember(self, event: dict[str, Any], payload: Mapping[str, Any]) -> None:
        actor, act = event["actor"], event["act"]
        desk = desk_of(act)
        if act == MOVE:
            self._follow(_Way.of(payload))
        elif desk and act.rpartition(".")[2] == UNDO:
            self._take_back(actor, desk, payload)
        elif desk and act.rpartition(".")[2] == REDO:
            self._bring_back(actor, desk, payload)
        elif desk:
            self._acts[actor, desk].append(event)
            self._undone[actor, desk].clear()
            if act == SKIP:
                self._count_skip(actor, payload["segment_id"], 1)

    def _take_back(self, actor: str, desk: str, payload: Mapping[str, Any]) -> None:
        acts = self._acts[actor, desk]
        found = [act for act in acts if act["event_id"] == payload["undoes"]]
        self._acts[actor, desk] = [act for act in acts if act["event_id"] != payload["undoes"]]
        self._undone[actor, desk] += found
        if found and found[0]["act"] == SKIP:
            self._count_skip(actor, payload["segment_id"], -1)

    def _bring_back(self, actor: str, desk: str, payload: Mapping[str, Any]) -> None:
        undone = self._undone[actor, desk]
        found = [act for act in undone if act["event_id"] == payload["redoes"]]
        self._undone[actor, desk] = [act for act in undone if act["event_id"] != payload["redoes"]]
        self._acts[actor, desk] += found
        if found and found[0]["act"] == SKIP:
            self._count_skip(actor, payload["segment_id"], 1)

    def _count_skip(self, actor: str, segment_id: str, step: int) -> None:
        skipped = self._skipped[actor]
        skipped[segment_id] = skipped.get(segment_id, 0) + step

    def _follow(self, way: _Way) -> None:
        """Let earlier acts speak of the segments that their words are in now, so that they can be taken back."""
        for acts in (*self._acts.values(), *self._undone.values()):
            for event in acts:
                event["payload"] = way.payload(event["payload"])
        for skipped in self._skipped.values():
            for old in [segment_id for segment_id in skipped if segment_id in way.moved]:
                skipped[way.moved[old]] = skipped.get(way.moved[old], 0) + skipped.pop(old)

    def _remove(self, name: str, row: Row) -> None:
        self._tables[name].pop(_key_of(row, name), None)
        if name == "codings":
            self._by_segment[row["segment_id"], row["coder"]].pop(row["kind"], None)

    def _put(self, name: str, row: dict[str, Any]) -> None:
        self._tables[name][_key_of(row, name)] = row
        if name == "codings":
            self._by_segment[row["segment_id"], row["coder"]][row["kind"]] = row["value"]


@dataclass(frozen=True)
class _Way:
    """Where segments went: old id to new, where those cut by hand are now, and the notes on them, old id to new."""

    moved: Mapping[str, str]
    places: Mapping[str, Row]
    notes: Mapping[str, str]

    @classmethod
    def of(cls, payload: Row) -> _Way:
        cuts = payload.get("rows", {}).get("cuts", {}).get("after", ())
        places = {row["segment_id"]: {"start": row["start"], "end": row["end"]} for row in cuts}
        return cls(payload.get("moved", {}), places, payload.get("notes", {}))

    def payload(self, payload: Row) -> dict[str, Any]:
        others = {name: self._rows(changed) for name, changed in payload.get("rows", {}).items()}
        codings = self._rows(payload.get("codings", {}))
        return {**self._row(payload), "codings": codings} | ({"rows": others} if others else {})

    def _rows(self, changed: Mapping[str, Sequence[Row]]) -> dict[str, list[dict[str, Any]]]:
        return {when: [self._row(values) for values in held] for when, held in changed.items()}

    def _row(self, values: Row) -> dict[str, Any]:
        found = dict(values)
        for name in ("segment_id", "shown", "about_id"):
            if isinstance(found.get(name), str):
                found[name] = self.moved.get(found[name], found[name])
        for name in ("made", "parents", "segment_ids"):
            if isinstance(found.get(name), list):
                found[name] = [self.moved.get(one, one) for one in found[name]]
        if "memo_id" in found:
            found["memo_id"] = self.notes.get(found["memo_id"], found["memo_id"])
        if "parents" in found and "segment_id" in found:
            found |= self.places.get(found["segment_id"], {})
        return found
