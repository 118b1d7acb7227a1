"""The order in which segments are put before a person.

Two out of three places ask what teaches most: the closest calls, no two alike in a row. Every third place is drawn
from the check order, a fixed pseudo-random order of the whole study, so that what is estimated from it
(`check_sample`) holds for the study and not for its hard cases alone. Everything depends on the frames, the seed and
the verdicts, never on the order of rows.

>>> import pandas as pd
>>> segments = pd.DataFrame({"segment_id": ["s1", "s2"], "document_id": ["d1", "d1"], "start": [0, 9]})
>>> documents = pd.DataFrame({"document_id": ["d1"], "name": ["a.txt"]})
>>> by_document(segments, documents)
['s1', 's2']
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Sequence
from functools import lru_cache

import numpy as np
import pandas as pd

from cjm_research.codes.learned import lines_of
from cjm_research.schema import FAMILIES

ORDERS = ("uncertain", "document")
"""In which a session may open; all that it can show are `orders.SHOWN`."""

CHECK_EVERY = 3
"""One place in so many is drawn from the check order."""

_SHORTLIST = 60
"""The closest calls among which the next are chosen so that they differ."""

_LATELY = 100
"""The latest verdicts from which the next are to differ."""

_AHEAD = 8
"""How many are chosen so; the others follow by closeness alone, for the next verdict orders them anew."""


def by_document(segments: pd.DataFrame, documents: pd.DataFrame) -> list[str]:
    """Return the segment ids as they were said, document by document."""
    named = segments.merge(documents[["document_id", "name"]], on="document_id", how="left")
    return named.sort_values(["name", "start", "segment_id"])["segment_id"].tolist()


def by_uncertainty(segments: pd.DataFrame, documents: pd.DataFrame, suggestions: pd.DataFrame) -> list[str]:
    """Return the segment ids, those first whose closest call between yes and no was the closest.

    Notes
    -----
    A coder may decide at another score than 0.5, so the line is taken from its decisions: midway between the highest
    score that was a no and the lowest that was a yes.
    """
    families = suggestions[suggestions["kind"].isin(FAMILIES)]
    lines = {kind: look for kind, (look, _) in lines_of(families).items()}
    distance = (families["score"] - families["kind"].map(lines)).abs()
    closest = distance.groupby(families["segment_id"]).min()
    order = pd.Series(by_document(segments, documents))
    # What nothing was suggested about is the most uncertain of all.
    ranked = pd.DataFrame({"segment_id": order, "closest": order.map(closest).astype(float).fillna(0.0).round(9)})
    return ranked.sort_values("closest", kind="stable")["segment_id"].tolist()


def check_order(segment_ids: Iterable[str], seed: int) -> list[str]:
    """Return the segment ids in the pseudo-random order of that seed.

    A segment's place depends on its id and the seed; segments that join the study later fall in between and leave the
    order of the others as it was.

    >>> check_order(["s1", "s2", "s3"], seed=7) == check_order(["s3", "s1", "s2"], seed=7)
    True
    """
    return sorted(segment_ids, key=lambda segment_id: _drawn(segment_id, seed))


@lru_cache(maxsize=200_000)
def _drawn(segment_id: str, seed: int) -> bytes:
    return hashlib.sha256(f"{seed}:{segment_id}".encode()).digest()


def check_sample(order: Sequence[str], reviewed: Collection[str], skipped: Collection[str] = ()) -> list[str]:
    """Return the reviewed segments that are a random sample of the study.

    Parameters
    ----------
    order : sequence of str
        As `check_order` returns it.
    reviewed, skipped : collections of str
        What has a verdict, and what was put off.

    Returns
    -------
    list of str
        The reviewed ones in check order, up to the first that is neither reviewed nor skipped.

    >>> check_sample(["s4", "s2", "s9", "s1", "s5"], reviewed={"s4", "s9", "s5"}, skipped={"s2"})
    ['s4', 's9']
    """
    sample, seen, put_off = [], set(reviewed), set(skipped)
    for segment_id in order:
        if segment_id in seen:
            sample.append(segment_id)
        elif segment_id not in put_off:
            break
    return sample


def coming(
    waiting: Sequence[int],
    closeness: np.ndarray,
    check: Sequence[int],
    n_seen: int,
    vectors: np.ndarray | None = None,
    seen: Sequence[int] = (),
) -> list[int]:
    """Return the segments that wait for a verdict in the order in which they are asked; the first is the next.

    Parameters
    ----------
    waiting : sequence of int
        Rows that wait, in the order of documents; it settles ties.
    closeness : ndarray of shape (n_segments,)
        Distance of each row's closest call from its line (`codes.learned.Scores.closeness`).
    check : sequence of int
        All rows in check order.
    n_seen : int
        How many places were asked before; every third, counted from the first of all, is a check.
    vectors : ndarray of shape (n_segments, n_dimensions), optional
        Unit vectors; without them no care is taken that neighbours differ.
    seen : sequence of int
        Rows with a verdict, the latest last; the next are to differ from these too.

    Returns
    -------
    list of int
        The rows of ``waiting``.
    """
    rows = np.asarray(waiting, dtype=int)
    closest = rows[np.argsort(closeness[rows], kind="stable")].tolist()
    if vectors is not None and len(closest):
        closest = _spread(closest, closeness, vectors, seen)
    waits = np.zeros(len(closeness), dtype=bool)
    waits[rows] = True
    # The last of each list is the next.
    teaching, checking = closest[::-1], [row for row in reversed(check) if waits[row]]
    taken, order = bytearray(len(closeness)), []
    for place in range(n_seen, n_seen + len(rows)):
        source = checking if place % CHECK_EVERY == CHECK_EVERY - 1 else teaching
        row = source.pop()
        while taken[row]:
            row = source.pop()
        taken[row] = 1
        order.append(row)
    return order


def _spread(closest: list[int], closeness: np.ndarray, vectors: np.ndarray, seen: Sequence[int]) -> list[int]:
    """Return the rows with the first few chosen, one by one, to be close calls and unlike those before them."""
    short = np.array(closest[:_SHORTLIST])
    doubt = 1 - closeness[short] / max(float(closeness[short].max()), 1e-9)
    alike = np.full(len(short), -1.0)
    if len(seen):
        alike = _cosines(vectors[short], vectors[list(seen[-_LATELY:])]).max(axis=1)
    first: list[int] = []
    for _ in range(min(_AHEAD, len(short))):
        gain = (1 - alike) * (1 + doubt)
        gain[first] = -np.inf
        best = int(np.argmax(gain.round(6)))
        first.append(best)
        alike = np.maximum(alike, _cosines(vectors[short], vectors[short[[best]]])[:, 0])
    chosen = short[first].tolist()
    return chosen + [row for row in closest[: len(short)] if row not in chosen] + closest[len(short) :]


def _cosines(left: np.ndarray, right: np.ndarray) -> np.ndarray:
    return np.einsum("id,jd->ij", left, right).round(6)
