"""The difference between two means of people, some of whom may be in both: two stages, or two groups at a stage.

Neighbouring stages share some people and not others. The test of Derrick, Toher and White uses both the pairs and the
people who stand at one stage alone; with everybody in both it is the paired t-test, with nobody Welch's.

>>> first = pd.Series({"P1": 2.0, "P2": 1.5, "P3": 2.5, "P4": 2.0})
>>> found = difference(first, pd.Series({"P2": 3.5, "P3": 4.0, "P4": 4.5, "P5": 3.0}))
>>> round(found.difference, 2), found.n_both, found.p < 0.05
(-1.75, 3, True)
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from cjm_research.journeys.emotion.points import NARROWEST

_WIDEST = 4.0  # between the ends of the scale
_PAIRS = 3  # fewer pairs tell nothing of how the two go together


@dataclass(frozen=True)
class Difference:
    """A difference of two means of people.

    Attributes
    ----------
    difference, low, high : float or None
        First mean minus second, −4 to 4, with its interval; limits None with fewer than two people on either side.
    p : float or None
        Two-sided.
    effect : float or None
        The difference in standard deviations between people (both sides together), Hedges' correction for few people.
    n_first, n_second, n_both : int
        People; n_both are in the first and in the second.
    """

    difference: float | None
    low: float | None
    high: float | None
    p: float | None
    effect: float | None
    n_first: int
    n_second: int
    n_both: int


def difference(first: pd.Series, second: pd.Series, interval: float = 0.95) -> Difference:
    """Return the difference of two means.

    Parameters
    ----------
    first, second : Series of float
        One figure per person, 1–5, by case_id; each case_id once.
    interval : float
        Width, 0–1.

    Returns
    -------
    Difference

    References
    ----------
    Derrick, Toher and White (2017), J. Mod. Appl. Stat. Methods 16, 137–157: statistic T_new2 and its degrees of
    freedom. Hedges (1981), J. Educ. Stat. 6, 107–128.
    """
    first, second = first.dropna().sort_index(), second.dropna().sort_index()
    both = first.index.intersection(second.index)
    n = len(first), len(second), len(both)
    if not n[0] or not n[1]:
        return Difference(None, None, None, None, None, *n)
    apart = float(first.mean() - second.mean())
    if min(n[:2]) < 2:
        return Difference(apart, None, None, None, None, *n)
    variances = tuple(max(float(side.var(ddof=1)), NARROWEST**2) for side in (first, second))
    together = _together(first[both], second[both])
    error = _error(variances, together, n)
    reach, p = _student(apart / error, _freedom(variances, n), interval)
    low, high = max(-_WIDEST, apart - reach * error), min(_WIDEST, apart + reach * error)
    return Difference(apart, low, high, p, _effect(apart, variances, n), *n)


def _together(first: pd.Series, second: pd.Series) -> float:
    """Return the correlation of the pairs; 0 where there are too few or one side does not vary."""
    if len(first) < _PAIRS or min(first.std(ddof=1), second.std(ddof=1)) < NARROWEST:
        return 0.0
    return float(np.corrcoef(first, second)[0, 1])


def _error(variances: tuple[float, float], together: float, n: tuple[int, int, int]) -> float:
    one, two = variances
    square = one / n[0] + two / n[1] - 2 * together * (one * two) ** 0.5 * n[2] / (n[0] * n[1])
    return max(square, NARROWEST**2 / max(n[:2])) ** 0.5


def _freedom(variances: tuple[float, float], n: tuple[int, int, int]) -> float:
    one, two = variances[0] / n[0], variances[1] / n[1]
    welch = (one + two) ** 2 / (one**2 / (n[0] - 1) + two**2 / (n[1] - 1))
    alone, both = n[0] + n[1] - 2 * n[2], n[2]
    return (both - 1) + (welch - both + 1) / (alone + 2 * both) * alone


def _student(statistic: float, freedom: float, interval: float) -> tuple[float, float]:
    from scipy.stats import t

    return float(t.ppf((1 + interval) / 2, freedom)), float(2 * t.sf(abs(statistic), freedom))


def _effect(apart: float, variances: tuple[float, float], n: tuple[int, int, int]) -> float:
    free = n[0] + n[1] - 2
    pooled = ((n[0] - 1) * variances[0] + (n[1] - 1) * variances[1]) / free
    return apart / pooled**0.5 * (1 - 3 / (4 * free - 1))


def holm(p: np.ndarray) -> np.ndarray:
    """Return p values corrected for how many there are, in the order given.

    References
    ----------
    Holm (1979), Scand. J. Stat. 6, 65–70.

    Examples
    --------
    >>> holm(np.array([0.01, 0.04, 0.03])).round(2).tolist()
    [0.03, 0.06, 0.06]
    """
    p = np.asarray(p, dtype="float64")
    order = np.argsort(p, kind="stable")
    raised = np.maximum.accumulate(p[order] * np.arange(len(p), 0, -1))
    found = np.empty_like(p)
    found[order] = np.minimum(raised, 1.0)
    return found
