"""Coefficients of agreement, each from its paper, for two or more coders with judgements missing.

All take the sums of `tallies` in any number of leading dimensions (…, width), so that two thousand draws are one call,
and give NaN where a coefficient is not defined: kappa and alpha where only one value was ever given.

Use when: coders judged the same units on their own. Do not use when: one saw what the other had marked.

Sources: Cohen (1960, 1968); Scott (1955); Fleiss (1971); Light (1971: the mean of pairs); Krippendorff (2011); Gwet
(2008, 2014); Brennan and Prediger (1981); Byrt, Bishop and Carlin (1993); Cicchetti and Feinstein
(1990).

>>> from cjm_research.agreement.tallies import Tally
>>> tally = Tally.of(np.array([[0, 0]] * 15 + [[1, 1]] * 20 + [[0, 1]] * 5 + [[1, 0]] * 10), 2)
>>> round(float(kappa(tally.total, tally.layout)), 3)
0.4
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from cjm_research.agreement.tallies import Layout

LEVELS = ("nominal", "ordinal", "interval", "ratio")
"""Levels of measurement, each holding what the one before holds and more."""

_NOTHING = 1e-12  # a chance of disagreement below this is none


def agreement_weights(n_values: int, kind: str = "identity", scores: Sequence[float] | None = None) -> np.ndarray:
    """Return how much two values agree, 0 to 1, shape (q, q).

    Parameters
    ----------
    n_values : int
        q.
    kind : {"identity", "linear", "quadratic"}
        By equality, or by their distance relative to the largest one (Cohen 1968; Gwet 2014).
    scores : sequence of float, optional
        The numbers that the values stand for; their order by default.
    """
    if kind == "identity" or n_values < 2:
        return np.eye(n_values)
    at = np.arange(n_values, dtype=float) if scores is None else np.asarray(scores, dtype=float)
    apart = np.abs(at[:, None] - at[None, :])
    return 1 - (apart / apart.max()) ** (2 if kind == "quadratic" else 1)


def percent(sums: np.ndarray, layout: Layout, weights: np.ndarray | None = None) -> np.ndarray:
    """Return the share of pairs of judgements that agree, each unit weighing the same, 0 to 1."""
    w = np.eye(layout.n_values) if weights is None else weights
    return _ratio((layout.agreeing(sums) * w).sum(axis=(-2, -1)), sums[..., layout.double])


def kappas(sums: np.ndarray, layout: Layout, weights: np.ndarray | None = None) -> np.ndarray:
    """Return Cohen's kappa of every pair of coders, shape (…, pairs); weighted if weights are given."""
    tables = layout.pairs(sums)
    w = np.eye(layout.n_values) if weights is None else weights
    shares = _ratio(tables, tables.sum(axis=(-2, -1))[..., None, None])
    rows, columns = shares.sum(axis=-1), shares.sum(axis=-2)
    return _above((shares * w).sum(axis=(-2, -1)), np.einsum("...k,...l,kl->...", rows, columns, w))


def kappa(sums: np.ndarray, layout: Layout, weights: np.ndarray | None = None) -> np.ndarray:
    """Return Cohen's kappa, the mean of pairs where there are more than two coders (Light 1971)."""
    return _mean(kappas(sums, layout, weights))


def pis(sums: np.ndarray, layout: Layout) -> np.ndarray:
    """Return Scott's pi of every pair of coders, shape (…, pairs)."""
    tables = layout.pairs(sums)
    shares = _ratio(tables, tables.sum(axis=(-2, -1))[..., None, None])
    both = (shares.sum(axis=-1) + shares.sum(axis=-2)) / 2
    return _above(np.trace(shares, axis1=-2, axis2=-1), (both**2).sum(axis=-1))


def pi(sums: np.ndarray, layout: Layout) -> np.ndarray:
    """Return Scott's pi, the mean of pairs where there are more than two coders."""
    return _mean(pis(sums, layout))


def fleiss(sums: np.ndarray, layout: Layout, weights: np.ndarray | None = None) -> np.ndarray:
    """Return Fleiss' kappa, for missing judgements as in Gwet (2014)."""
    w = np.eye(layout.n_values) if weights is None else weights
    shares = _shares(sums, layout)
    return _above(percent(sums, layout, w), np.einsum("...k,...l,kl->...", shares, shares, w))


def gwet(sums: np.ndarray, layout: Layout, weights: np.ndarray | None = None) -> np.ndarray:
    """Return Gwet's AC1, or AC2 if weights are given (2008, 2014)."""
    w = np.eye(layout.n_values) if weights is None else weights
    shares, q = _shares(sums, layout), layout.n_values
    chance = w.sum() / (q * (q - 1)) * (shares * (1 - shares)).sum(axis=-1) if q > 1 else np.ones(shares.shape[:-1])
    return _above(percent(sums, layout, w), chance)


def brennan_prediger(sums: np.ndarray, layout: Layout, weights: np.ndarray | None = None) -> np.ndarray:
    """Return the coefficient of Brennan and Prediger (1981); with two values it is PABAK (Byrt and others 1993)."""
    w = np.eye(layout.n_values) if weights is None else weights
    found = percent(sums, layout, w)
    return _above(found, np.full(found.shape, w.sum() / layout.n_values**2))


def alpha(
    sums: np.ndarray, layout: Layout, level: str = "nominal", scores: Sequence[float] | None = None
) -> np.ndarray:
    """Return Krippendorff's alpha (2011).

    Parameters
    ----------
    sums : ndarray of shape (…, width)
        From a tally.
    layout : Layout
        Of the tally.
    level : {"nominal", "ordinal", "interval", "ratio"}
        How differences are measured.
    scores : sequence of float, optional
        The numbers that the values stand for, ascending; asked for by interval and ratio.
    """
    found = layout.coincidences(sums)
    margins = found.sum(axis=-1)
    n = margins.sum(axis=-1)
    apart = differences(margins, level, scores)
    seen = (found * apart).sum(axis=(-2, -1)) * (n - 1)
    by_chance = (margins[..., :, None] * margins[..., None, :] * apart).sum(axis=(-2, -1))
    return 1 - _ratio(seen, by_chance)


def differences(margins: np.ndarray, level: str, scores: Sequence[float] | None = None) -> np.ndarray:
    """Return Krippendorff's squared differences between values (…, q, q); ordinal ones depend on the margins (…, q)."""
    if level == "nominal":
        return 1 - np.eye(margins.shape[-1])
    if level == "ordinal":
        at = np.cumsum(margins, axis=-1) - margins / 2
        return (at[..., :, None] - at[..., None, :]) ** 2
    at = np.asarray(scores, dtype=float)
    apart, together = at[:, None] - at[None, :], at[:, None] + at[None, :]
    return apart**2 if level == "interval" else _ratio(apart, together, otherwise=0.0) ** 2


def two_by_two(sums: np.ndarray, layout: Layout, carried: np.ndarray) -> np.ndarray:
    """Return the tables of pairs folded to carried or not, shape (…, pairs, 4): both, first, second, neither.

    Parameters
    ----------
    sums : ndarray of shape (…, width)
        From a tally.
    layout : Layout
        Of the tally.
    carried : ndarray of bool of shape (q,)
        Whether a value says that the unit carries the code.
    """
    tables, yes = layout.pairs(sums), carried.astype(float)
    sides = ((yes, yes), (yes, 1 - yes), (1 - yes, yes), (1 - yes, 1 - yes))
    return np.stack([np.einsum("...kl,k,l->...", tables, row, column) for row, column in sides], axis=-1)


def prevalence_index(folded: np.ndarray) -> np.ndarray:
    """Return how uneven yes and no are, 0 to 1: |both - neither| / n (Byrt and others 1993), the mean of pairs."""
    return _mean(_ratio(np.abs(folded[..., 0] - folded[..., 3]), folded.sum(axis=-1)))


def bias_index(folded: np.ndarray) -> np.ndarray:
    """Return how far two coders differ in how often they say yes, 0 to 1, the mean of pairs (Byrt and others 1993)."""
    return _mean(_ratio(np.abs(folded[..., 1] - folded[..., 2]), folded.sum(axis=-1)))


def positive(folded: np.ndarray) -> np.ndarray:
    """Return the agreement on yes over all pairs: 2 both / (2 both + one alone) (Cicchetti and Feinstein 1990)."""
    return _specific(folded, 0)


def negative(folded: np.ndarray) -> np.ndarray:
    """Return the agreement on no over all pairs (Cicchetti and Feinstein 1990)."""
    return _specific(folded, 3)


def _specific(folded: np.ndarray, side: int) -> np.ndarray:
    summed = folded.sum(axis=-2)
    return _ratio(2 * summed[..., side], 2 * summed[..., side] + summed[..., 1] + summed[..., 2])


def _shares(sums: np.ndarray, layout: Layout) -> np.ndarray:
    return _ratio(layout.shares(sums), sums[..., layout.judged][..., None])


def _above(seen: np.ndarray, by_chance: np.ndarray) -> np.ndarray:
    """Return what agreement has above chance, of what it could have."""
    room = 1 - by_chance
    return _ratio(seen - by_chance, np.where(room > _NOTHING, room, 0))


def _ratio(part: np.ndarray, whole: np.ndarray, otherwise: float = np.nan) -> np.ndarray:
    part, whole = np.broadcast_arrays(np.asarray(part, dtype=float), np.asarray(whole, dtype=float))
    return np.divide(part, whole, out=np.full(part.shape, otherwise), where=np.abs(whole) > 0)


def _mean(values: np.ndarray) -> np.ndarray:
    """Return the mean over the last axis of what is defined, NaN where nothing is."""
    there = ~np.isnan(values)
    return _ratio(np.where(there, values, 0).sum(axis=-1), there.sum(axis=-1))


def chance_of_agreeing(sums: np.ndarray, layout: Layout, weights: np.ndarray) -> dict[str, float]:
    """Return the agreement that each coefficient expects by chance from added-up sums (width,).

    Parameters
    ----------
    sums : ndarray of shape (width,)
        From a tally in which all coders agree, so that all coefficients from margins expect the same.
    layout : Layout
        Of the tally.
    weights : ndarray of shape (q, q)
        Of agreement, for the coefficients that are weighted.
    """
    shares, q = _shares(sums, layout), layout.n_values
    plain, spread = float((shares**2).sum()), float((shares * (1 - shares)).sum())
    weighed = float(shares @ weights @ shares)
    margins = {"kappa": weighed, "alpha": weighed, "pi": plain, "fleiss": plain}
    own = {"percent": 0.0, "pabak": 1 / q, "ac1": spread / max(1, q - 1),
           "ac2": spread * weights.sum() / max(1, q * (q - 1))}  # fmt: skip
    return margins | own
