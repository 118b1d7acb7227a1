"""Agreement on sets: all codes that a coder puts on a segment, held against another's.

Passonneau's (2006) MASI weighs the overlap of two sets (Jaccard) by how they lie: the same 1, one within the other 2/3,
overlapping 1/3, apart 0. Krippendorff's alpha takes one minus it as the difference between two sets, so chance is that
of whole sets, not of single codes.

>>> jaccard(frozenset("ab"), frozenset("a")), round(masi(frozenset("ab"), frozenset("a")), 4)
(0.5, 0.3333)
>>> masi(frozenset(), frozenset()), masi(frozenset(), frozenset("a"))
(1.0, 0.0)
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import pandas as pd

from cjm_research.agreement.bootstrap import intervals
from cjm_research.agreement.ratings import NOT_CARRIED

SET_COLUMNS = ("measure", "n_segments", "value", "low", "high", "resampled")
"""The columns of `AgreementSheet.sets`."""

Set = frozenset


def jaccard(one: Set[str], other: Set[str]) -> float:
    """Return how much two sets overlap, 0 to 1; two empty sets are the same."""
    return len(one & other) / len(one | other) if one | other else 1.0


def masi(one: Set[str], other: Set[str]) -> float:
    """Return the likeness of two sets, 0 to 1 (Passonneau 2006)."""
    if one == other:
        return 1.0
    within = one <= other or other <= one
    return jaccard(one, other) * ((2 / 3 if within else 1 / 3) if one & other else 0.0)


@dataclass(frozen=True)
class Sets:
    """What was put on each segment.

    Attributes
    ----------
    segments, documents : list of str
        One a segment that two or more coders judged.
    held : list of dict of str to frozenset of str
        Coder to set, of the codes that all coders of the segment judged.
    """

    segments: list[str]
    documents: list[str]
    held: list[dict[str, Set[str]]]

    @classmethod
    def of(cls, ratings: pd.DataFrame) -> Sets:
        """Gather the sets; a family with a sub-type as its value is that sub-type."""
        known = set(ratings["code"])
        said: dict[tuple[str, str], dict[str, dict[str, str]]] = {}
        for row in ratings.sort_values(["segment_id", "coder", "code"]).itertuples(index=False):
            said.setdefault((row.segment_id, row.document_id), {}).setdefault(row.coder, {})[row.code] = row.value
        segments, documents, held = [], [], []
        for (segment_id, document_id), by_coder in said.items():
            shared = set.intersection(*(set(judged) for judged in by_coder.values()))
            # A family whose sub-types all judged stands for nothing more than they do.
            detailed = {code.partition("/")[0] for code in shared if "/" in code} & known
            if len(by_coder) > 1 and shared:
                segments.append(segment_id)
                documents.append(document_id)
                held.append({coder: _set(judged, shared - detailed) for coder, judged in by_coder.items()})
        return cls(segments, documents, held)


def _set(said: Mapping[str, str], shared: set[str]) -> Set[str]:
    carried = ((code, said[code]) for code in shared if said[code] not in NOT_CARRIED)
    return frozenset(code if value == "1" else f"{code}/{value}" for code, value in carried)


def likenesses(sets: Sequence[Set[str]]) -> dict[str, np.ndarray]:
    """Return the likeness of every two sets by measure, each of shape (n_sets, n_sets)."""
    codes = sorted(frozenset().union(*sets))
    holds = np.array([[code in one for code in codes] for one in sets], dtype=float).reshape(len(sets), -1)
    size = holds.sum(axis=1)
    shared = holds @ holds.T
    either = size[:, None] + size[None, :] - shared
    overlap = np.divide(shared, either, out=np.ones_like(shared), where=either > 0)
    same = (shared == either).astype(float)
    within = shared == np.minimum(size[:, None], size[None, :])
    lie = np.where(same > 0, 1.0, np.where(shared == 0, 0.0, np.where(within, 2 / 3, 1 / 3)))
    return {"same": same, "jaccard": overlap, "masi": overlap * lie}


def alpha_of_sets(seen: np.ndarray, n: np.ndarray, weights: np.ndarray, apart: np.ndarray) -> np.ndarray:
    """Return Krippendorff's alpha over sets; NaN where all sets are the same.

    Parameters
    ----------
    seen : ndarray of shape (…,)
        Differences of the pairs in each segment, a judgement that can be paired weighing 1.
    n : ndarray of shape (…,)
        Judgements.
    weights : ndarray of shape (…, k)
        How often each distinct set was given (or each cluster drawn).
    apart : ndarray of shape (k, k)
        The difference of every two sets (or the sum of those between two clusters).
    """
    by_chance = ((weights @ apart) * weights).sum(axis=-1)
    return 1 - np.divide(seen * (n - 1), by_chance, out=np.full(np.shape(seen), np.nan), where=by_chance > 0)


def set_table(
    ratings: pd.DataFrame, cluster: Callable[[Sequence[str], Sequence[str]], tuple[np.ndarray, int, str]],
    level: float, rounds: int, seed: int,
) -> pd.DataFrame:  # fmt: skip
    """Return the agreement on sets, one row a measure.

    Parameters
    ----------
    ratings : DataFrame
        Of marks alone; a family and its sub-types are one mark where both are there.
    cluster : callable
        From segments and documents to the cluster of each, how many there are and what they are called.
    level, rounds, seed
        Of the intervals.

    Returns
    -------
    DataFrame
        `SET_COLUMNS`: the mean likeness of pairs ("same", "jaccard", "masi") and alpha over sets with each.
    """
    sets = Sets.of(ratings)
    if not sets.held:
        return pd.DataFrame(columns=list(SET_COLUMNS))
    places, n_clusters, called = cluster(sets.segments, sets.documents)
    distinct = sorted({one for held in sets.held for one in held.values()}, key=lambda one: (len(one), sorted(one)))
    number = {one: at for at, one in enumerate(distinct)}
    given = [[number[one] for one in held.values()] for held in sets.held]
    times = np.zeros((n_clusters, len(distinct)))
    for place, own in zip(places, given, strict=True):
        np.add.at(times[place], own, 1)
    rows = []
    for name, alike in likenesses(distinct).items():
        sums, apart = _sums(given, places, times, 1 - alike)
        compute = _measures(name, apart)
        found = intervals(sums, compute, level, rounds, (seed, 7))
        for measure, value in compute(sums.sum(axis=0)).items():
            ends = found[measure]
            rows.append((measure, len(given), float(value), ends.low, ends.high, called))
    return pd.DataFrame(rows, columns=list(SET_COLUMNS))


def _sums(
    given: Sequence[Sequence[int]], places: np.ndarray, times: np.ndarray, apart: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Return per cluster: likeness, segments, differences, judgements, weights; and what the weights are between."""
    sums = np.zeros((len(times), 4))
    for place, own in zip(places, given, strict=True):
        off = [apart[a, b] for a, b in combinations(own, 2)]
        sums[place] += [1 - np.mean(off), 1, 2 * np.sum(off) / (len(own) - 1), len(own)]
    if times.shape[1] > len(times):
        # More sets than clusters: differences between clusters are the shorter way to the same sum.
        return np.column_stack([sums, np.eye(len(times))]), times @ apart @ times.T
    return np.column_stack([sums, times]), apart


def _measures(name: str, apart: np.ndarray) -> Callable[[np.ndarray], dict[str, np.ndarray]]:
    def compute(sums: np.ndarray) -> dict[str, np.ndarray]:
        n = sums[..., 1]
        mean = np.divide(sums[..., 0], n, out=np.full(np.shape(n), np.nan), where=n > 0)
        return {name: mean, f"alpha_{name}": alpha_of_sets(sums[..., 2], sums[..., 3], sums[..., 4:], apart)}

    return compute
