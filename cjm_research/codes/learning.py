"""What a study's own reviews teach: a small layer between the coder's probabilities and the study's.

For each family the layer is a logistic regression whose starting point is the coder: the log-odds of a segment become
``slope * coder's log-odds + shift + weights · (vector - centre)``. A normal prior holds the slope at 1, shift and
weights at 0, so that with few reviews the coder's word stands and with many the person's does. It is fitted from
scratch each time and its rows are sorted by content, so it depends on the set of verdicts alone, never on the order in
which they were given. English and Chinese share it, as they share the vectors' space.

Use when: a person has reviewed some segments of the study. Do not use when: the reviews are of other text; the shift
is that of this study.

>>> import numpy as np
>>> base = np.full((12, 1), 0.5)
>>> vectors = np.tile(np.eye(2), (6, 1))
>>> marked = np.tile([[1.0], [0.0]], (6, 1))
>>> layer = StudyLayer.fit(base, vectors, marked)
>>> layer.adjust(base[:2], vectors[:2]).round(2).tolist()
[[0.92], [0.08]]
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

FEWEST = 5
"""Judged segments below which a family is left as the coder says."""

_LEAST = 1e-4
_STEPS = 60
_EXACT = 1e-9
_ROUNDING = 1e-11


@dataclass(frozen=True)
class Prior:
    """How strongly the layer is held to the coder: the precision of each coefficient's normal prior.

    Chosen by ``benchmarks/coder/replay.py`` on sources left out of training.
    """

    slope: float = 10.0
    shift: float = 1.0
    weights: float = 0.2


@dataclass(frozen=True)
class StudyLayer:
    """The coefficients of one study.

    Attributes
    ----------
    slopes, shifts : ndarray of shape (n_families,)
        Of the coder's log-odds.
    weights, centres : ndarray of shape (n_families, n_dimensions)
        On the vectors, and what is taken from a vector first.
    n_judged : ndarray of shape (n_families,)
        Segments from which each family was learned; 0 where fewer than `FEWEST` were judged: the coder's word stands.
    """

    slopes: np.ndarray
    shifts: np.ndarray
    weights: np.ndarray
    centres: np.ndarray
    n_judged: np.ndarray

    @classmethod
    def fit(cls, base: np.ndarray, vectors: np.ndarray, marked: np.ndarray, prior: Prior | None = None) -> StudyLayer:
        """Learn from reviewed segments.

        Parameters
        ----------
        base : ndarray of shape (n_reviewed, n_families)
            The coder's calibrated probabilities; NaN where it said nothing.
        vectors : ndarray of shape (n_reviewed, n_dimensions)
            Unit vectors of the segments; ``n_dimensions`` may be 0, then slope and shift alone are learned.
        marked : ndarray of shape (n_reviewed, n_families)
            1 carried, 0 not carried, NaN not judged; between 0 and 1 where people differ.
        prior : Prior, optional
            The shipped one by default.

        Returns
        -------
        StudyLayer
            The same to the bit whatever the order of the rows.
        """
        base, vectors, marked = (np.asarray(given, dtype=np.float64) + 0.0 for given in (base, vectors, marked))
        n_families, n_dimensions = base.shape[1], vectors.shape[1]
        slopes, shifts, n_judged = np.ones(n_families), np.zeros(n_families), np.zeros(n_families, dtype=int)
        weights, centres = np.zeros((n_families, n_dimensions)), np.zeros((n_families, n_dimensions))
        for family in range(n_families):
            known = np.flatnonzero(~np.isnan(base[:, family]) & ~np.isnan(marked[:, family]))
            if len(known) < FEWEST:
                continue
            rows = np.column_stack([base[known, family], marked[known, family], vectors[known]])
            rows = rows[sorted(range(len(rows)), key=[row.tobytes() for row in rows].__getitem__)]
            centres[family] = rows[:, 2:].mean(axis=0)
            found = _fit_one(_log_odds(rows[:, 0]), rows[:, 2:] - centres[family], rows[:, 1], prior or Prior())
            slopes[family], shifts[family], weights[family] = found[0], found[1], found[2:]
            n_judged[family] = len(known)
        return cls(slopes, shifts, weights, centres, n_judged)

    def adjust(self, base: np.ndarray, vectors: np.ndarray) -> np.ndarray:
        """Return the study's probabilities of any segments.

        Parameters
        ----------
        base : ndarray of shape (n_segments, n_families)
            The coder's probabilities; where NaN, so is the result.
        vectors : ndarray of shape (n_segments, n_dimensions)
            Unit vectors of the segments.

        Returns
        -------
        ndarray of shape (n_segments, n_families)
            Each row depends on that row of the arguments alone.
        """
        adjusted = np.array(base, dtype=np.float64)
        vectors = np.ascontiguousarray(vectors, dtype=np.float64)
        for family in np.flatnonzero(self.n_judged):
            # Summed row by row, so that the last bit does not depend on the number of rows.
            pull = _dot(vectors, self.weights[family]) - _dot(self.centres[[family]], self.weights[family])
            odds = self.slopes[family] * _log_odds(adjusted[:, family]) + self.shifts[family] + pull
            adjusted[:, family] = _sigmoid(odds)
        return adjusted


def best_line(probabilities: np.ndarray) -> float:
    """Return the probability from which saying yes makes the expected F1 of these segments greatest.

    Parameters
    ----------
    probabilities : ndarray of shape (n_segments,)
        Calibrated, of one family; NaN is left out.

    Returns
    -------
    float
        Midway between the last yes and the first no; 0.5 if there are no probabilities.

    Notes
    -----
    F1 is 2 · hits / (said + marked); its expectation is taken as 2 · sum of the probabilities said yes to / (number
    said yes to + sum of all). The best line is half the F1 that it reaches (Lipton, Elkan and Naryanaswamy 2014), which
    is why a line that is best for one study is not for another: rare families want a lower one.

    >>> best_line(np.array([0.9, 0.8, 0.2, 0.1]))
    0.5
    """
    falling = np.sort(probabilities[~np.isnan(probabilities)])[::-1]
    if not len(falling):
        return 0.5
    said = np.arange(1, len(falling) + 1)
    last = int(np.argmax(2 * np.cumsum(falling) / (said + falling.sum())))
    below = falling[last + 1] if last + 1 < len(falling) else 0.0
    return float((falling[last] + below) / 2)


def nearest(vectors: np.ndarray, reviewed_vectors: np.ndarray, k: int = 2) -> tuple[np.ndarray, np.ndarray]:
    """Return the reviewed segments that are most like each segment.

    Parameters
    ----------
    vectors : ndarray of shape (n_segments, n_dimensions)
        Unit vectors.
    reviewed_vectors : ndarray of shape (n_reviewed, n_dimensions)
        Unit vectors.
    k : int
        How many at most.

    Returns
    -------
    places : ndarray of int of shape (n_segments, min(k, n_reviewed))
        Rows of ``reviewed_vectors``, the most alike first; of equals the earlier row.
    likeness : ndarray of the same shape
        Cosine, −1 to 1, to six decimals.
    """
    cosines = (np.asarray(vectors, dtype=np.float64) @ np.asarray(reviewed_vectors, dtype=np.float64).T).round(6)
    places = np.argsort(-cosines, axis=1, kind="stable")[:, :k]
    return places, np.take_along_axis(cosines, places, axis=1)


def _fit_one(odds: np.ndarray, offsets: np.ndarray, marked: np.ndarray, prior: Prior) -> np.ndarray:
    """Return slope, shift and weights, by Newton's steps (Nocedal and Wright 2006, algorithm 7.1).

    All sums are `einsum`'s, which runs on one thread: no bit depends on how many there are.
    """
    table = np.column_stack([odds, np.ones(len(odds)), offsets])
    across = np.ascontiguousarray(table.T)
    held = np.full(table.shape[1], prior.weights)
    held[:2] = prior.slope, prior.shift
    start = np.zeros(table.shape[1])
    start[0] = 1.0

    def loss(at: np.ndarray) -> float:
        values = _dot(table, at)
        return float((np.logaddexp(0, values) - marked * values).sum() + 0.5 * (held * (at - start) ** 2).sum())

    at = start
    for _ in range(_STEPS):
        chance = _sigmoid(_dot(table, at))
        slope = _dot(across, chance - marked) + held * (at - start)
        steepest = float(np.abs(slope).max())
        if steepest < _EXACT:
            break
        # The nearer the end, the more exactly a step is solved.
        step = _solve(table, across, chance * (1 - chance), held, slope, min(0.1, steepest))
        size, stood = 1.0, loss(at)
        # So near the end that losses differ by rounding alone, a whole step is the better judge.
        while loss(at - size * step) > stood + _ROUNDING * (1 + stood) and size > 1e-6:
            size /= 2
        at = at - size * step
    return at


def _solve(
    table: np.ndarray, across: np.ndarray, bend: np.ndarray, held: np.ndarray, slope: np.ndarray, within: float
) -> np.ndarray:
    """Return the step whose curvature ``diag(held) + table.T @ diag(bend) @ table`` gives the slope, nearly."""
    scale = held + _dot(across**2, bend)
    step, left = np.zeros_like(slope), slope
    eased = left / scale
    way, size = eased, float((left * eased).sum())
    enough = within**2 * size
    for _ in range(2 * len(slope)):
        bent = held * way + _dot(across, bend * _dot(table, way))
        along = size / float((way * bent).sum())
        step, left = step + along * way, left - along * bent
        eased = left / scale
        before, size = size, float((left * eased).sum())
        if size <= enough:
            break
        way = eased + (size / before) * way
    return step


def _dot(rows: np.ndarray, values: np.ndarray) -> np.ndarray:
    return np.einsum("ij,j->i", rows, values)


def _log_odds(probabilities: np.ndarray) -> np.ndarray:
    inside = np.clip(probabilities, _LEAST, 1 - _LEAST)
    return np.log(inside) - np.log1p(-inside)


def _sigmoid(values: np.ndarray) -> np.ndarray:
    return 1 / (1 + np.exp(-np.clip(values, -500, 500)))
