"""Segments made by hand, put in again whenever the machine cuts a study anew.

Their exact words are looked for in the document as it is now: at their place, else where they stand nearest to where
the words around them went. Where they are gone, the cut ends, and it is back when the words come back. What is
remembered for that are digests, never words.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pandas as pd

from cjm_research.errors import StudyError
from cjm_research.segments.cutting import segment_row
from cjm_research.segments.units import segment_id_of
from cjm_research.study.finding_words import Told

if TYPE_CHECKING:
    from cjm_research.store.database import Store

BEFORE, LOST = "cutting.before", "cutting.lost"
"""Where digests are kept: of words in documents that changed since segments were cut, and of words that are gone."""


@dataclass(frozen=True)
class ByHand:
    """What became of the segments made by hand.

    Attributes
    ----------
    segments : DataFrame
        Contract "segments": the machine's, and those made by hand that are not among them.
    pairs : dict of str to str
        Old id to new id of every cut whose words are there, those that came back included.
    ended : tuple of str
        Ids of cuts whose words are gone now.
    known : frozenset of str
        All ids that cuts have or had.
    machine : frozenset of str
        Ids of the machine's own.
    rows : tuple of mapping
        Rows of contract "cuts" as they stand now.
    lost : dict of str to list
        By document what is to be remembered of cuts whose words are gone.
    """

    segments: pd.DataFrame
    pairs: dict[str, str] = field(default_factory=dict)
    ended: tuple[str, ...] = ()
    known: frozenset[str] = frozenset()
    machine: frozenset[str] = frozenset()
    rows: tuple[Mapping[str, Any], ...] = ()
    lost: dict[str, list[list[Any]]] = field(default_factory=dict)


@dataclass(frozen=True)
class _Sought:
    """A cut, and what is known of its words."""

    cut: dict[str, Any]
    told: Told | None
    was_lost: bool


def remember(store: Store, documents: Iterable[str]) -> None:
    """Keep digests of the words of cuts in documents that are about to change."""
    changing, kept = set(documents), store.get(BEFORE, {})
    cuts = store.frame("cuts")
    cuts = cuts[cuts["document_id"].isin(changing) & ~cuts["segment_id"].isin(_ids(kept))]
    if cuts.empty:
        return
    texts = _texts(store.frame("segments"), cuts["segment_id"])
    new: dict[str, list[list[Any]]] = {key: list(rows) for key, rows in kept.items()}
    for row in cuts.itertuples(index=False):
        if row.segment_id in texts:
            entry = [row.segment_id, *Told.of(texts[row.segment_id]).remembered()]
            new.setdefault(row.document_id, []).append(entry)
    if new != kept:
        store.set(BEFORE, new)


def missing(store: Store) -> bool:
    """Whether a cut stands whose segment is not among the segments, because somebody cut while they were cut anew."""
    cuts = store.frame("cuts")
    return len(cuts) > 0 and not cuts["segment_id"].isin(store.frame("segments")["segment_id"]).all()


def put_again(
    store: Store,
    machine: pd.DataFrame,
    documents: pd.DataFrame,
    turns: pd.DataFrame,
    context_chars: int | None = None,
) -> ByHand:
    """Return the segments as the machine cut them now, with those made by hand.

    Nothing is saved: `versions.move` records what became of the cuts, together with the codings that move along.

    Parameters
    ----------
    store : Store
        Holds cuts and the segments as they were.
    machine : DataFrame
        Contract "segments", as they are cut now.
    documents, turns : DataFrame
        As they are now.
    context_chars : int, optional
        The setting of that name.
    """
    sought = _sought(store)
    if not sought:
        return ByHand(machine)
    before = store.frame("segments")
    pages = {
        document_id: _Page(document_id, documents, turns, (before, machine), known, context_chars)
        for document_id, known in _by_document(sought).items()
    }
    pairs, rows, lost, made = {}, [], defaultdict(list), []
    for one in sorted(sought, key=lambda one: (one.cut["start"], one.cut["end"], one.cut["segment_id"])):
        cut = one.cut
        segment = pages[cut["document_id"]].segment(one)
        if segment is None:
            remembered = one.told.remembered() if one.told else ["", 0, False, False]
            lost[cut["document_id"]].append([cut["segment_id"], *remembered, cut])
            continue
        pairs[cut["segment_id"]] = segment["segment_id"]
        place = {name: segment[name] for name in ("segment_id", "start", "end")}
        rows.append({**cut, **place})
        made.append(segment)
    ended = sorted(one.cut["segment_id"] for one in sought if not one.was_lost and one.cut["segment_id"] not in pairs)
    own = frozenset(machine["segment_id"])
    segments = _together(machine, [row for row in made if row["segment_id"] not in own])
    return ByHand(segments, pairs, tuple(ended), frozenset(_cut_ids(sought)), own, tuple(rows), dict(lost))


def _sought(store: Store) -> list[_Sought]:
    """Return all cuts that stand, and those that wait for their words to come back."""
    cuts, lost = store.frame("cuts").to_dict("records"), store.get(LOST, {})
    if not cuts and not lost:
        return []
    texts = _texts(store.frame("segments"), [row["segment_id"] for row in cuts])
    kept = {entry[0]: Told(*entry[1:5]) for entries in store.get(BEFORE, {}).values() for entry in entries}
    found = []
    for cut in cuts:
        told = Told.of(texts[cut["segment_id"]]) if cut["segment_id"] in texts else kept.get(cut["segment_id"])
        found.append(_Sought(cut, told, was_lost=False))
    there = {cut["segment_id"] for cut in cuts}
    for document_id, entries in sorted(lost.items()):
        for entry in entries:
            # What a withdrawal left of an entry may lack its cut.
            if len(entry) == 6 and entry[0] not in there and entry[5].get("document_id") == document_id:
                found.append(_Sought(entry[5], Told(*entry[1:5]), was_lost=True))
    return found


class _Page:
    """One document as it is now, in which the words of cuts are looked for."""

    def __init__(
        self,
        document_id: str,
        documents: pd.DataFrame,
        turns: pd.DataFrame,
        frames: tuple[pd.DataFrame, pd.DataFrame],
        known: set[str],
        context_chars: int | None,
    ) -> None:
        mine = documents[documents["document_id"] == document_id]
        self._document = mine.iloc[0].to_dict() if len(mine) else None
        self._turns = turns[turns["document_id"] == document_id].sort_values("start")
        before, self._machine = (frame[frame["document_id"] == document_id] for frame in frames)
        self._anchors = _anchors(before[~before["segment_id"].isin(known)], self._machine)
        self._chars = context_chars
        self._taken: set[tuple[int, int]] = set()

    def segment(self, sought: _Sought) -> dict[str, Any] | None:
        """Return the segment that the words of a cut make now, or None; no two cuts get the same place."""
        if self._document is None:
            return None
        cut = sought.cut
        for start, end in self._places(cut, sought.told):
            if (start, end) in self._taken:
                continue
            try:
                found = segment_row(self._document, self._turns, start, end, self._machine, self._chars)
            except StudyError:
                # What was a participant's is somebody else's now.
                continue
            self._taken.add((start, end))
            return found
        return None

    def _places(self, cut: Mapping[str, Any], told: Told | None) -> list[tuple[int, int]]:
        text, start, end = self._document["text"], int(cut["start"]), int(cut["end"])
        if segment_id_of(cut["document_id"], start, end, text[start:end]) == cut["segment_id"]:
            return [(start, end)]
        if told is None:
            return []
        spoken = self._turns[self._turns["role"] == "participant"]
        found = [
            place
            for turn in spoken.itertuples(index=False)
            for place in told.places(text, int(turn.start), int(turn.end))
        ]
        expected = start + self._shift(start)
        return sorted(found, key=lambda place: (abs(place[0] - expected), place))

    def _shift(self, start: int) -> int:
        """Return how far the words around a place went."""
        if not self._anchors:
            return 0
        at = max(bisect_right(self._anchors, (start, float("inf"))) - 1, 0)
        was, now = self._anchors[at]
        return int(now - was)


def _anchors(before: pd.DataFrame, after: pd.DataFrame) -> list[tuple[int, int]]:
    """Return the start then and now of segments whose words are still there, in the order they had."""
    from cjm_research.study.versions import match

    if before.empty or after.empty:
        return []
    columns = ["segment_id", "start", "text"]
    pairs = match(list(before[columns].itertuples(index=False)), list(after[columns].itertuples(index=False)))
    was, now = (dict(zip(frame["segment_id"], frame["start"], strict=True)) for frame in (before, after))
    return sorted((int(was[a]), int(now[b])) for a, b in pairs.items())


def _by_document(sought: Iterable[_Sought]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for one in sought:
        found[one.cut["document_id"]].add(one.cut["segment_id"])
    return found


def _cut_ids(sought: Iterable[_Sought]) -> set[str]:
    return {one.cut["segment_id"] for one in sought}


def _ids(kept: Mapping[str, list[list[Any]]]) -> set[str]:
    return {entry[0] for entries in kept.values() for entry in entries}


def _texts(segments: pd.DataFrame, ids: Iterable[str]) -> dict[str, str]:
    own = segments[segments["segment_id"].isin(set(ids))]
    return dict(zip(own["segment_id"], own["text"], strict=True))


def _together(machine: pd.DataFrame, rows: list[dict[str, Any]]) -> pd.DataFrame:
    if not rows:
        return machine
    made = pd.DataFrame(rows, columns=list(machine.columns)).drop_duplicates("segment_id")
    return pd.concat([machine, made], ignore_index=True).sort_values("segment_id", ignore_index=True)
