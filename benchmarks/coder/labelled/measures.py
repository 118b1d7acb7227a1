"""Measures with bootstrap intervals, computed for all draws at once.

A draw takes people (or texts) with replacement; it is held as a weight for each row, so that every measure is a sum
over weighted rows and a thousand draws are a few matrix products. The first row of the weights is all ones: what was
seen. Methods measured with the same weights share their draws.

>>> weights = drawn(np.arange(4), n_draws=2)
>>> auc(weights, np.array([0, 0, 1, 1]), np.array([0.1, 0.4, 0.35, 0.8]))[0]
np.float64(0.75)
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

DRAWS = 1000
SEED = 20260101


@dataclass(frozen=True)
class Figure:
    """One number of the table, with its 95 % interval."""

    set: str
    asked: str
    method: str
    measure: str
    value: float
    low: float
    high: float
    n: int


@dataclass
class Sheet:
    """The figures of one labelled set, and what has to be said with them.

    Attributes
    ----------
    set : str
        Its name in the table.
    figures : list of Figure
        As they were added.
    tables : dict of str to dict
        Shares that are no score: title to {row: {column: text}}.
    notes : list of str
        Sentences.
    """

    set: str
    figures: list[Figure] = field(default_factory=list)
    tables: dict[str, dict[str, dict[str, str]]] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)

    def add(self, asked: str, method: str, measure: str, values: np.ndarray, n: int) -> None:
        """Add a figure from its values on all draws, the first of which is what was seen."""
        low, high = np.nanquantile(values[1:], [0.025, 0.975])
        self.figures.append(Figure(self.set, asked, method, measure, float(values[0]), float(low), float(high), int(n)))


def drawn(groups: np.ndarray, n_draws: int = DRAWS) -> np.ndarray:
    """Return the weights of the draws.

    Parameters
    ----------
    groups : ndarray of int, shape (n,)
        Rows of one group (the answers of one person) are drawn together.
    n_draws : int
        How many.

    Returns
    -------
    ndarray of float, shape (n_draws + 1, n)
        How often each row is in each draw; ones in the first.
    """
    number = int(groups.max()) + 1
    counts = np.random.default_rng(SEED).multinomial(number, np.full(number, 1 / number), size=n_draws)
    return np.vstack([np.ones(len(groups)), counts[:, groups]]).astype(float)


def mean(weights: np.ndarray, values: np.ndarray) -> np.ndarray:
    """Return the mean of the values in each draw, shape (n_draws + 1,); NaN where no row was drawn."""
    return _ratio(weights @ np.asarray(values, dtype=float), weights.sum(axis=1))


def spearman(weights: np.ndarray, first: np.ndarray, second: np.ndarray) -> np.ndarray:
    """Return Spearman's rank correlation in each draw, ties at their middle rank."""
    one, other = (_ranks(weights, np.asarray(values)) for values in (first, second))
    total = weights.sum(axis=1, keepdims=True)
    one, other = (ranks - (weights * ranks).sum(axis=1, keepdims=True) / total for ranks in (one, other))
    together, spread = (weights * one * other).sum(axis=1), (weights * one**2).sum(axis=1)
    return _ratio(together, np.sqrt(spread * (weights * other**2).sum(axis=1)))


def auc(weights: np.ndarray, marked: np.ndarray, scores: np.ndarray) -> np.ndarray:
    """Return the area under the ROC curve in each draw: how often a marked row outranks one that is not."""
    yes, no = _steps(weights, marked, scores)
    below = no.sum(axis=1, keepdims=True) - np.cumsum(no, axis=1) + no / 2
    return _ratio((yes * below).sum(axis=1), yes.sum(axis=1) * no.sum(axis=1))


def average_precision(weights: np.ndarray, marked: np.ndarray, scores: np.ndarray) -> np.ndarray:
    """Return the precision averaged over the marked rows, from the highest score down, in each draw."""
    yes, no = _steps(weights, marked, scores)
    hits = np.cumsum(yes, axis=1)
    precision = _ratio(hits, hits + np.cumsum(no, axis=1))
    return _ratio((yes * np.nan_to_num(precision)).sum(axis=1), yes.sum(axis=1))


def best_f1(weights: np.ndarray, marked: np.ndarray, scores: np.ndarray) -> np.ndarray:
    """Return the F1 of the best threshold of each draw; what a threshold chosen on the set itself could reach."""
    yes, no = _steps(weights, marked, scores)
    hits = np.cumsum(yes, axis=1)
    return np.nanmax(_ratio(2 * hits, hits + np.cumsum(no, axis=1) + yes.sum(axis=1, keepdims=True)), axis=1)


def f1(weights: np.ndarray, marked: np.ndarray, found: np.ndarray) -> np.ndarray:
    """Return the F1 of yes-or-no finds in each draw."""
    marked, found = np.asarray(marked, dtype=float), np.asarray(found, dtype=float)
    return _ratio(2 * weights @ (marked * found), weights @ (marked + found))


def macro_f1(weights: np.ndarray, marked: Sequence[str], found: Sequence[str]) -> np.ndarray:
    """Return the mean F1 over the classes that are marked, in each draw."""
    marked, found = np.asarray(marked), np.asarray(found)
    return np.nanmean([f1(weights, marked == name, found == name) for name in sorted(set(marked.tolist()))], axis=0)


def kappa(weights: np.ndarray, first: np.ndarray, second: np.ndarray) -> np.ndarray:
    """Return Cohen's (1960) kappa of two yes-or-no codings in each draw."""
    first, second = np.asarray(first, dtype=float), np.asarray(second, dtype=float)
    seen = mean(weights, first == second)
    a, b = mean(weights, first), mean(weights, second)
    by_luck = a * b + (1 - a) * (1 - b)
    return _ratio(seen - by_luck, 1 - by_luck)


def _ranks(weights: np.ndarray, values: np.ndarray) -> np.ndarray:
    """Return the rank of each row in each draw, the row counted as often as it is drawn."""
    _, place = np.unique(values, return_inverse=True)
    order = np.argsort(place, kind="stable")
    starts = np.flatnonzero(np.diff(place[order], prepend=-1))
    many = np.add.reduceat(weights[:, order], starts, axis=1)
    return (np.cumsum(many, axis=1) - many / 2)[:, place]


def _steps(weights: np.ndarray, marked: np.ndarray, scores: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return how much is marked and how much is not at each score, the highest first, shape (n_draws + 1, n_scores)."""
    _, place = np.unique(-np.asarray(scores, dtype=float), return_inverse=True)
    order = np.argsort(place, kind="stable")
    starts = np.flatnonzero(np.diff(place[order], prepend=-1))
    told = np.asarray(marked, dtype=float)
    return tuple(np.add.reduceat((weights * part)[:, order], starts, axis=1) for part in (told, 1 - told))


def _ratio(above: np.ndarray, below: np.ndarray) -> np.ndarray:
    return np.divide(above, below, out=np.full(np.shape(above), np.nan), where=below > 0)
