"""Intervals from drawing documents again and again: what people say in one interview is not said independently.

Rows of sums (one a document) are drawn with replacement and added up; the statistic of each draw is one call on an
array. Documents with the same sums are one pattern with a count, so a survey of thousands costs as little as a dozen
interviews. The ends are those of Efron (1987), bias-corrected and accelerated (BCa), the acceleration from leaving out
one document at a time.

With fewer than `FEWEST_CLUSTERS` documents the draw is over segments instead, and is said to be (Cameron, Gelbach and
Miller 2008 on few clusters). Such an interval may be too narrow.

>>> sums = np.array([[3.0, 4.0], [1.0, 4.0], [4.0, 4.0], [2.0, 4.0]] * 5)
>>> found = intervals(sums, lambda drawn: {"share": drawn[..., 0] / drawn[..., 1]}, seed=(0,))["share"]
>>> round(found.low, 2), round(found.high, 2)
(0.51, 0.75)
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

FEWEST_CLUSTERS = 10
"""Documents that are needed to draw documents."""

_FLAT = 1e-12


@dataclass(frozen=True)
class Interval:
    """Where a statistic may lie.

    Attributes
    ----------
    low, high : float
        NaN where the statistic is not defined.
    error : float
        The standard deviation over the draws.
    undefined : float
        The share of draws in which the statistic is not defined, 0 to 1; these are left out.
    """

    low: float
    high: float
    error: float
    undefined: float


def intervals(
    sums: np.ndarray,
    compute: Callable[[np.ndarray], Mapping[str, np.ndarray]],
    level: float = 0.95,
    rounds: int = 2000,
    seed: Sequence[int] = (0,),
) -> dict[str, Interval]:
    """Return the interval of every statistic.

    Parameters
    ----------
    sums : ndarray of shape (n_clusters, width)
        One row a document (or a segment).
    compute : callable
        From added-up sums (…, width) to statistics (…,) by name.
    level : float
        0 to 1.
    rounds : int
        Draws.
    seed : sequence of int
        The same seed gives the same ends, whatever the order of the rows.
    """
    patterns, times = np.unique(sums, axis=0, return_counts=True)
    n = len(sums)
    if n == 0 or rounds < 1:
        names = compute(np.zeros(sums.shape[1]))
        return {name: Interval(np.nan, np.nan, np.nan, np.nan) for name in names}
    draws = np.random.default_rng(list(seed)).multinomial(n, times / n, size=rounds)
    drawn = compute(draws.astype(float) @ patterns)
    total = times @ patterns
    seen, without = compute(total), compute(total - patterns)
    return {name: _bca(float(seen[name]), drawn[name], without[name], times, level) for name in seen}


def _bca(seen: float, drawn: np.ndarray, without: np.ndarray, times: np.ndarray, level: float) -> Interval:
    from scipy.special import ndtr, ndtri

    kept = np.sort(drawn[~np.isnan(drawn)])
    undefined = 1 - len(kept) / len(drawn)
    if np.isnan(seen) or not len(kept):
        return Interval(np.nan, np.nan, np.nan, undefined)
    error = float(kept.std(ddof=1)) if len(kept) > 1 else 0.0
    if error < _FLAT:
        return Interval(float(kept[0]), float(kept[-1]), 0.0, undefined)
    # Ties with what was seen count by half, else figures that move in steps would seem biased.
    below = (np.searchsorted(kept, seen - _FLAT) + np.searchsorted(kept, seen + _FLAT, side="right")) / 2 / len(kept)
    bias = ndtri(np.clip(below, 1 / len(kept), 1 - 1 / len(kept)))
    speed = _acceleration(without, times)
    ends = []
    for z in (ndtri((1 - level) / 2), ndtri((1 + level) / 2)):
        room = 1 - speed * (bias + z)
        ends.append(float(np.quantile(kept, ndtr(bias + (bias + z) / room) if room > 0 else ndtr(z))))
    return Interval(min(ends[0], seen), max(ends[1], seen), error, undefined)


def _acceleration(without: np.ndarray, times: np.ndarray) -> float:
    there = ~np.isnan(without)
    if there.sum() < 2:
        return 0.0
    values, weights = without[there], times[there]
    off = np.average(values, weights=weights) - values
    spread = (weights * off**2).sum()
    return float((weights * off**3).sum() / (6 * spread**1.5)) if spread > _FLAT else 0.0
