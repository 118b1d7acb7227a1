"""What lies on one person's desk: everything the events say so far, kept up to date event by event.

A session asks it what is done, put off, flagged, noted and to be looked at again. It is the fold of the events and of
nothing else, so that two sessions that have read the same events hold the same.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import chain
from typing import Any

from cjm_research.review.coding.checked import Acted
from cjm_research.review.coding.ground import Ground
from cjm_research.review.ledger import REDO, SKIP, UNDO, VERDICTS, Ledger
from cjm_research.review.reopened import changes_of, code_of, why
from cjm_research.schema import FAMILIES

Row = Mapping[str, Any]

_RECENT = 12
_PACE = 100  # acts: who has coded for a while is faster than at first


@dataclass(frozen=True)
class News:
    """What some events changed: segments spoken of, whether any were cut, whether the codebook is another."""

    touched: frozenset[str]
    cut: bool
    codebook: bool


class Desk:
    """What stands for one person after the events taken so far."""

    def __init__(self, ground: Ground, coder: str) -> None:
        self.ground, self.coder, self.ledger = ground, coder, Ledger()
        # In the order in which they came to be so; dicts serve as ordered sets.
        self.done: dict[str, None] = {}
        self.skipped: dict[str, None] = {}
        self.marks: dict[tuple[str, str], float] = {}
        """(segment_id, kind) to the share of people by whom it is carried."""
        self.verdicts: list[tuple[int, str, str]] = []
        """Event, segment and coder of all standing verdicts on a family, in the order in which they were given."""
        self.notes: dict[str, dict[Any, dict[str, Row]]] = {"flags": defaultdict(dict), "memos": defaultdict(dict)}
        """Flags by segment, memos by what they are about; each by coder."""
        self.coders: set[str] = set()
        self.acted = Acted()
        self.times: list[str] = []
        self.changes: dict[str, int] = {}
        self.said: set[str] = set()
        """Segments of which this person has said anything."""
        self.look_again: set[str] = set()
        """Segments with a coding of this person that is to be looked at again (`reopened`)."""
        self.last_cut: tuple[int, str] | None = None
        """The last event that cut segments, and who did it."""
        self._given: dict[str, list[tuple[int, str, str]]] = {}
        self._recent: dict[str, None] = {}

    def take(self, events: Iterable[Row]) -> News:
        """Take in the next events."""
        touched: set[str] = set()
        cut: set[str] = set()
        codebook = False
        for event in events:
            payload = event["payload"]
            self.ledger.add(event)
            self.acted.take(event)
            self._remember(event)
            spoken = sorted(_spoken_of(payload))
            touched.update(spoken)
            for segment_id in spoken:
                self._place(segment_id)
            rows = payload.get("rows", {})
            if "cuts" in rows:
                cut |= self._recut(payload)
                self.last_cut = int(event["event_id"]), str(event["actor"])
            if "codebooks" in rows:
                self.changes, codebook = changes_of(self.ledger.table("codebooks")), True
            for name in self.notes.keys() & rows.keys():
                self._note(name, rows[name])
        if cut:
            touched |= self.ground.settle(cut)
        if codebook:
            touched |= {row["segment_id"] for row in self.mine()}
        for segment_id in sorted(touched):
            self._look(segment_id)
        return News(frozenset(touched), bool(cut), codebook)

    @property
    def put_off(self) -> list[str]:
        """Segments that the person skipped and has not come back to."""
        return [segment_id for segment_id in self.skipped if segment_id not in self.done]

    @property
    def recent(self) -> tuple[str, ...]:
        """The codes that the person used lately, the latest first."""
        return tuple(reversed(self._recent))

    def value(self, segment_id: str, kind: str) -> str | None:
        """Return what the person says of one kind, None if nothing yet."""
        return self.ledger.verdict(segment_id, self.coder).get(kind)

    def codings_of(self, segment_id: str) -> list[Row]:
        """Return the standing codings of all people on a segment."""
        keys = [(kind, coder) for coder in sorted(self.coders) for kind in self.ledger.verdict(segment_id, coder)]
        found = [self.ledger.row("codings", segment_id, *key) for key in keys]
        return [row for row in found if row is not None]

    def mine(self) -> list[Row]:
        """Return the standing codings of this person on segments that stand."""
        return [row for row in self.ledger.rows() if row["coder"] == self.coder and row["segment_id"] in self.ground]

    def marks_in(self, verdicts: Iterable[tuple[int, str, str]]) -> dict[tuple[str, str], float]:
        """Return the share of people by whom each family of each segment is carried, as far as these verdicts go."""
        said: dict[tuple[str, str], list[bool]] = defaultdict(list)
        for _, segment_id, coder in verdicts:
            for kind, value in self.ledger.verdict(segment_id, coder).items():
                if kind in FAMILIES:
                    said[segment_id, kind].append(bool(value))
        return {key: sum(values) / len(values) for key, values in said.items()}

    def reopened(self, segment_id: str) -> tuple[tuple[str, str], ...]:
        """Return the kinds of a segment that this person should look at again, each with why."""
        said = [row for row in self.codings_of(segment_id) if row["coder"] == self.coder]
        return tuple((row["kind"], reason) for row in said if (reason := why(row, self.changes)))

    def _recut(self, payload: Row) -> set[str]:
        changed = payload["rows"]["cuts"]
        self.ground.note_made(payload.get("made", ()))
        self.ground.recut(changed["before"], [self.ledger.row("cuts", row["segment_id"]) or row
                                              for row in changed["after"]])  # fmt: skip
        return {row["document_id"] for row in chain(changed["before"], changed["after"])}

    def _note(self, name: str, changed: Mapping[str, Iterable[Row]]) -> None:
        held = self.notes[name]
        for row in changed["before"]:
            held[_about(row, name)].pop(row["coder"], None)
        for row in changed["after"]:
            key = row["memo_id"] if name == "memos" else (row["segment_id"], row["coder"])
            key = key if isinstance(key, tuple) else (key,)
            held[_about(row, name)][row["coder"]] = self.ledger.row(name, *key) or row

    def _remember(self, event: Row) -> None:
        payload, is_mine = event["payload"], event["actor"] == self.coder
        after = payload.get("codings", {}).get("after", ())
        self.coders.update(row["coder"] for row in after)
        if not is_mine:
            return
        if event["act"] == SKIP:
            # Skipped once more: it goes behind the others that wait.
            self.skipped.pop(payload["segment_id"], None)
        if event["act"] in (*VERDICTS, SKIP, "mark", "invivo"):
            self.times = [*self.times[1 - _PACE :], str(event["created_at"])]
        if event["act"] not in (UNDO, REDO, "merge", "split"):
            for code in (code_of(row["kind"], row["value"]) for row in after if row["coder"] == self.coder):
                if code:
                    self._recent.pop(code, None)
                    self._recent[code] = None
            for code in list(self._recent)[:-_RECENT]:
                del self._recent[code]

    def _place(self, segment_id: str) -> None:
        """Note, event by event, whether a segment is done and whether it was put off: when it came to be so matters."""
        verdict = self.ledger.verdict(segment_id, self.coder)
        for members, is_member in (
            (self.done, any(family in verdict for family in FAMILIES)),
            (self.skipped, self.ledger.is_skipped(segment_id, self.coder)),
        ):
            if is_member:
                members.setdefault(segment_id)
            else:
                members.pop(segment_id, None)

    def _look(self, segment_id: str) -> None:
        """Read anew what else holds of one segment."""
        if self.ledger.verdict(segment_id, self.coder):
            self.said.add(segment_id)
        else:
            self.said.discard(segment_id)
        rows = self.codings_of(segment_id)
        said: dict[str, list[bool]] = defaultdict(list)
        for row in rows:
            said[row["kind"]].append(bool(row["value"]))
        for family in FAMILIES:
            values = said.get(family)
            if values:
                self.marks[segment_id, family] = sum(values) / len(values)
            else:
                self.marks.pop((segment_id, family), None)
        mine = [row for row in rows if row["coder"] == self.coder]
        if segment_id in self.ground and any(why(row, self.changes) for row in mine):
            self.look_again.add(segment_id)
        else:
            self.look_again.discard(segment_id)
        self._judge(segment_id, rows)

    def _judge(self, segment_id: str, rows: Iterable[Row]) -> None:
        """Note who judged the segment, and when."""
        latest: dict[str, int] = {}
        for row in rows:
            if row["kind"] in FAMILIES:
                latest[row["coder"]] = max(latest.get(row["coder"], 0), int(row["event_id"]))
        given = [(event_id, segment_id, coder) for coder, event_id in latest.items()]
        for gone in self._given.pop(segment_id, ()):
            del self.verdicts[bisect_left(self.verdicts, gone)]
        for one in given:
            insort(self.verdicts, one)
        if given:
            self._given[segment_id] = given


def _about(row: Row, name: str) -> Any:
    return (row["about"], row["about_id"]) if name == "memos" else row["segment_id"]


def _spoken_of(payload: Row) -> set[str]:
    """Return the segments that an event speaks of; an import or a move speaks of many."""
    codings = payload.get("codings", {})
    rows = chain(codings.get("before", ()), codings.get("after", ()))
    named = {payload["segment_id"]} if payload.get("segment_id") else set()
    tables = (payload.get("rows", {}).get(name, {}) for name in ("flags", "cuts"))
    beside = (row["segment_id"] for table in tables for row in chain(table.get("before", ()), table.get("after", ())))
    return {*named, *(row["segment_id"] for row in rows), *beside, *payload.get("moved", {}).values()}
