"""Codings made in another tool become codings of the study, of the person who made them.

What a code stands for is said by a person in ``code-map.csv`` (`study.code_map`). A coding then holds for each segment
that it covers by half, and for each segment that holds half of it. It is recorded as an act "import" of its coder, one
for each file and coder, at the time it was made; a verdict that the same person gave here later is left as it is.
Doing it again changes nothing; a changed table, file or cut of the segments is recorded as one more act that replaces.

The name of a coder stands in the study as it stands in the file: coders are colleagues, not participants, yet their
names are personal data too. Rename them in the tool before the export if they must not be known.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pandas as pd

from cjm_research.study.code_map import code_map, write_code_map

if TYPE_CHECKING:
    from cjm_research.store.database import Store

__all__ = ["Applied", "apply", "code_map", "write_code_map"]

ACT = "import"
UNNAMED = "unnamed"
"""Stands for the coder where the other tool does not say who coded."""

_Verdicts = dict[tuple[str, str], tuple[str, str]]  # segment and kind to value and time


@dataclass(frozen=True)
class Applied:
    """What was recorded.

    Attributes
    ----------
    n_events : int
        Acts recorded now; 0 if all was there already.
    n_codings : int
        Codings of the study that stand for imported ones.
    n_imported, n_mapped : int
        Codings of other tools in all, and those whose code stands for something.
    n_without_segment : int
        Mapped codings on words that are in no segment: an interviewer's, a heading.
    """

    n_events: int
    n_codings: int
    n_imported: int
    n_mapped: int
    n_without_segment: int


def apply(store: Store, segments: pd.DataFrame, code_map: pd.DataFrame, codebook_version: str) -> Applied:
    """Record the imported codings of a study as codings of their coders.

    Parameters
    ----------
    store : Store
        Holds the frame "imported"; takes the acts.
    segments : DataFrame
        Contract "segments".
    code_map : DataFrame
        As `code_map` returns it.
    codebook_version : str
        The codebook to which the families and sub-types belong.
    """
    imported = store.frame("imported")
    if imported.empty and store.frame("codes").empty and not _has_imports(store):
        return Applied(0, 0, 0, 0, 0)
    taken = code_map[code_map["family"] != ""]
    kinds = dict(zip(taken["code"], zip(taken["family"], taken["subtype"], strict=True), strict=True))
    mapped = imported[imported["code"].isin(kinds)]
    wanted, n_lost = _wanted(mapped, segments, kinds)
    standing, by_hand = _standing(store)
    n_events = n_codings = 0
    for source, coder in sorted({*wanted, *standing}):
        want = {key: value for key, value in wanted.get((source, coder), {}).items() if (*key, coder) not in by_hand}
        rows = _changes(want, standing.get((source, coder), {}), coder, codebook_version)
        n_codings += len(want)
        if rows:
            codes = {code: list(kinds[code]) for code in sorted(set(mapped.loc[mapped["source"] == source, "code"]))}
            store.record(ACT, {"source": source, "codes": codes}, actor=coder, codings=rows)
            n_events += 1
    _name_families(store, kinds)
    return Applied(n_events, n_codings, len(imported), len(mapped), n_lost)


def _has_imports(store: Store) -> bool:
    return bool((store.codings()["act"] == ACT).any())


def _wanted(
    mapped: pd.DataFrame, segments: pd.DataFrame, kinds: Mapping[str, tuple[str, str]]
) -> tuple[dict[tuple[str, str], _Verdicts], int]:
    """Return by file and coder what they say of each segment; the latest coding wins, then the one that covers more."""
    rulers = {document: _Segments(own) for document, own in segments.groupby("document_id")}
    found: dict[tuple[str, str], dict[tuple[str, str], tuple[Any, ...]]] = defaultdict(dict)
    n_lost = 0
    for row in mapped.sort_values("imported_id").to_dict("records"):
        ruler = rulers.get(row["document_id"])
        held = list(ruler.under(row["start"], row["end"])) if ruler else []
        n_lost += not held
        kind, value = kinds[row["code"]]
        told = found[row["source"], row["coder"] or UNNAMED]
        at = _utc(row["created_at"])
        for segment_id, overlap in held:
            rank = (at, overlap, row["imported_id"], value)
            if rank > told.get((segment_id, kind), ("",)):
                told[segment_id, kind] = rank
    return {
        group: {key: (rank[3], rank[0]) for key, rank in told.items()} for group, told in found.items() if told
    }, n_lost


class _Segments:
    """The segments of one document, by place."""

    def __init__(self, own: pd.DataFrame) -> None:
        own = own.sort_values(["start", "end"])
        self._rows = list(zip(own["segment_id"], own["start"].astype(int), own["end"].astype(int), strict=True))
        self._ends = [end for _, _, end in self._rows]

    def under(self, start: int, end: int) -> Iterator[tuple[str, int]]:
        """Return the segments that a coding holds for, and how many characters they share."""
        for segment_id, begin, until in self._rows[bisect_right(self._ends, start) :]:
            if begin >= end:
                return
            overlap = min(end, until) - max(start, begin)
            if overlap * 2 >= until - begin or overlap * 2 >= end - start:
                yield segment_id, overlap


def _standing(store: Store) -> tuple[dict[tuple[str, str], _Verdicts], set[tuple[str, str, str]]]:
    """Return what stands from imports, by file and coder, and the keys of what people said here themselves."""
    events = store.events()
    sources = {
        row["event_id"]: row["payload"].get("source", "") for row in events[events["act"] == ACT].to_dict("records")
    }
    imports: dict[tuple[str, str], _Verdicts] = defaultdict(dict)
    by_hand = set()
    for row in store.codings().to_dict("records"):
        key = (row["segment_id"], row["kind"])
        if row["act"] == ACT and row["event_id"] in sources:
            imports[sources[row["event_id"]], row["coder"]][key] = (row["value"], row["created_at"])
        else:
            by_hand.add((*key, row["coder"]))
    return imports, by_hand


def _changes(want: _Verdicts, stands: _Verdicts, coder: str, version: str) -> list[dict[str, Any]]:
    """Return the rows to record: what is new or different, and with no value what no longer holds."""
    rows = []
    for (segment_id, kind), (value, at) in sorted(want.items()):
        old = stands.get((segment_id, kind))
        if old and old[0] == value and (not at or old[1] == at):
            continue
        row = {"segment_id": segment_id, "kind": kind, "coder": coder, "value": value, "codebook_version": version}
        rows.append(row | ({"created_at": at} if at else {}))
    gone = sorted(set(stands) - set(want))
    return rows + [
        {"segment_id": segment_id, "kind": kind, "coder": coder, "value": None, "codebook_version": version}
        for segment_id, kind in gone
    ]


def _utc(time: str) -> str:
    """Return a time as the store writes it, so that times compare; one without a zone counts as UTC."""
    if not time:
        return ""
    try:
        at = datetime.fromisoformat(time)
    except ValueError:
        return ""
    try:
        return (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(UTC).isoformat(timespec="microseconds")
    except OverflowError:
        return ""


def _name_families(store: Store, kinds: Mapping[str, tuple[str, str]]) -> None:
    """Let the stored codes tell what they stand for."""
    codes = store.frame("codes")
    family = codes["code"].map(lambda code: kinds.get(code, ("", ""))[0])
    subtype = codes["code"].map(lambda code: kinds.get(code, ("", ""))[1])
    changed = codes[(codes["family"] != family) | (codes["subtype"] != subtype)].index
    if len(changed):
        store.upsert("codes", codes.assign(family=family, subtype=subtype).loc[changed])
