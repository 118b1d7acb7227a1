"""Intervals for agreement between a machine and a person, made for few segments and rare codes.

A code's segments fall in four cells: both say yes, only the machine, only the person, neither. Precision and recall are
shares of a count. F1 is one too, in disguise: with J = both / (both + only machine + only person), F1 = 2J / (1 + J),
and of those m segments the number of "both" is binomial with chance J however rare the code is. So one interval for a
share serves all three.

The interval is the mid-P one: each end is the share at which what was seen, or something more extreme, has half the
chance of missing, what was seen itself counting by half. ``benchmarks/coder/coverage.py`` holds it against the exact
(Clopper and Pearson 1934), the score (Wilson 1927) and the two Bayesian ones (Jeffreys; Goutte and Gaussier 2005): it
is the narrowest whose real coverage stays within half a point of its name for codes of 3 to 50 % of the segments.
`sure_of` is exact and one-sided, because a guarantee is read from it.

>>> low, high = f1_interval(np.array([[27, 3, 4, 86]]))
>>> low.round(3).tolist(), high.round(3).tolist()
([0.776], [0.95])
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

BOTH, ONLY_MACHINE, ONLY_PERSON, NEITHER = range(4)
"""The cells, in the order in which every array of counts holds them."""

PRIOR = (0.5, 0.25, 0.25, 1.0)
"""Of the four cells, for what is drawn: Jeffreys' prior for J, so that draws and intervals of F1 speak alike."""

_HALVINGS = 48  # of the range 0 to 1; the ends are then exact to the last digits of a float
_DRAWS = 4000
_SEED = 20260101


def share(hits: np.ndarray, n: np.ndarray) -> np.ndarray:
    """Return hits / n, NaN where n is 0."""
    return np.divide(hits, n, out=np.full(np.shape(n), np.nan), where=np.asarray(n) > 0)


def share_interval(hits: np.ndarray, n: np.ndarray, level: float = 0.95) -> tuple[np.ndarray, np.ndarray]:
    """Return the two-sided mid-P interval of a binomial share.

    Parameters
    ----------
    hits, n : ndarray of int of one shape
        How many of how many.
    level : float
        0 to 1.

    Returns
    -------
    low, high : ndarray of the same shape
        0 and 1 where n is 0.

    Notes
    -----
    Lancaster (1961); Agresti and Gottard (2005) on its coverage.
    """
    pairs, back = np.unique(np.stack([np.ravel(hits), np.ravel(n)]), axis=1, return_inverse=True)
    hits_, n_ = pairs.astype(float)
    miss = (1 - level) / 2
    low = np.where(hits_ > 0, _crossing(lambda p: _at_least(hits_, n_, p) < miss, len(n_)), 0.0)
    high = np.where(hits_ < n_, _crossing(lambda p: 1 - _at_least(hits_, n_, p) > miss, len(n_)), 1.0)
    shape = np.shape(n)
    return low[np.ravel(back)].reshape(shape), high[np.ravel(back)].reshape(shape)


def sure_of(hits: int, n: int, level: float = 0.95) -> float:
    """Return the share that, at that level of confidence, the true one is at least (Clopper and Pearson 1934).

    >>> round(sure_of(29, 29), 3)
    0.902
    """
    from scipy.special import betaincinv

    return float(betaincinv(hits, n - hits + 1, 1 - level)) if hits else 0.0


def f1(cells: np.ndarray) -> np.ndarray:
    """Return F1 of counts of shape (…, 4), NaN where nobody said yes."""
    twice = 2 * cells[..., BOTH]
    return share(twice, twice + cells[..., ONLY_MACHINE] + cells[..., ONLY_PERSON])


def f1_interval(cells: np.ndarray, level: float = 0.95) -> tuple[np.ndarray, np.ndarray]:
    """Return the interval of F1.

    Parameters
    ----------
    cells : ndarray of int of shape (…, 4)
        Counts, in the order of the cells.
    level : float
        0 to 1.

    Returns
    -------
    low, high : ndarray of shape (…,)
    """
    either = cells[..., :NEITHER].sum(axis=-1)
    low, high = share_interval(cells[..., BOTH], either, level)
    return 2 * low / (1 + low), 2 * high / (1 + high)


def kappa(cells: np.ndarray) -> np.ndarray:
    """Return Cohen's (1960) kappa of counts or chances of shape (…, 4), NaN where both always say the same one thing.

    >>> kappa(np.array([20, 5, 10, 15])).round(3).tolist()
    0.4
    """
    chances = cells / cells.sum(axis=-1, keepdims=True)
    machine = chances[..., BOTH] + chances[..., ONLY_MACHINE]
    person = chances[..., BOTH] + chances[..., ONLY_PERSON]
    by_luck = machine * person + (1 - machine) * (1 - person)
    gained = chances[..., BOTH] + chances[..., NEITHER] - by_luck
    return np.divide(gained, 1 - by_luck, out=np.full(np.shape(by_luck), np.nan), where=by_luck < 1 - 1e-12)


def kappa_interval(cells: np.ndarray, level: float = 0.95) -> tuple[float, float]:
    """Return the interval of kappa: quantiles of draws from what the counts leave open.

    Parameters
    ----------
    cells : ndarray of int of shape (4,)
        Counts.
    level : float
        0 to 1.

    Returns
    -------
    low, high : float
        The same for the same counts, whenever they are asked for.

    Notes
    -----
    The large-sample interval (Fleiss, Cohen and Everitt 1969) covers less than 40 % where a code is rare.
    """
    if not np.sum(cells):
        return -1.0, 1.0
    miss = (1 - level) / 2
    low, high = np.quantile(kappa(chances_of(cells, _DRAWS)), [miss, 1 - miss])
    return float(low), float(high)


def chances_of(cells: np.ndarray, n_draws: int) -> np.ndarray:
    """Return draws of the chances of the four cells given their counts, shape (n_draws, 4); the same each time."""
    draws = np.random.default_rng(_SEED).standard_gamma(np.asarray(cells) + np.array(PRIOR), (n_draws, 4))
    return draws / draws.sum(axis=1, keepdims=True)


def _at_least(hits: np.ndarray, n: np.ndarray, chance: np.ndarray) -> np.ndarray:
    """Return the chance of more hits than these, plus half the chance of exactly these."""
    from scipy.special import betainc

    as_many = np.where(hits > 0, betainc(np.maximum(hits, 1), n - hits + 1, chance), 1.0)
    more = np.where(hits < n, betainc(hits + 1, np.maximum(n - hits, 1), chance), 0.0)
    return (as_many + more) / 2


def _crossing(is_below: Callable[[np.ndarray], np.ndarray], n: int) -> np.ndarray:
    """Return for each of n questions the point between 0 and 1 up to which the answer is yes."""
    low, high = np.zeros(n), np.ones(n)
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        below = is_below(middle)
        low, high = np.where(below, middle, low), np.where(below, high, middle)
    return (low + high) / 2
