"""Neighbourhoods: each segment is read together with the few most like it, then laid out in few dimensions.

One short answer says little; with its neighbours it says what people say there. Twice the mean over the nearest rows,
then principal components: what UMAP is used for, but without a random step, and quick enough to be repeated for every
resample. With two languages in a study every segment takes neighbours in both, or large themes would split by language.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from cjm_research.themes.vectors import ENOUGH, unit

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from scipy.sparse import csr_matrix

_DIMS = 30
_DISTRUST = 3  # power of nearness by which the say of a language falls; 0 joins what has nothing to do with each other
_LINKS = 10  # neighbours in the graph that cuts are judged on
_BLOCK = 1_000  # rows compared at a time: a block against 10,000 others takes 40 MB
_STEP = 10_000  # rows smoothed at a time


def how_many(n_segments: int) -> int:
    """Return how many neighbours are read along with a segment.

    >>> [how_many(n) for n in (60, 1_000, 10_000)]
    [5, 8, 15]
    """
    return max(5, round(1.5 * n_segments**0.25))


@dataclass
class Neighbourhoods:
    """Reduction for BERTopic: smooth over neighbours, keep the principal components.

    Attributes
    ----------
    languages : ndarray of shape (n_segments,)
        Language codes of the rows that `fit_transform` will be given.
    learned_from : ndarray of int
        Places of the rows among which neighbours are looked for.
    """

    languages: NDArray = field(repr=False)
    learned_from: NDArray = field(repr=False)

    def fit_transform(self, rows: NDArray, y: object = None) -> NDArray:
        """Return the rows laid out.

        Parameters
        ----------
        rows : ndarray of shape (n_segments, n_dims)
            Unit length.
        y : object
            Ignored; BERTopic passes it.

        Returns
        -------
        ndarray of shape (n_segments, at most 30)
            Unit length.
        """
        pools = _pools(self.languages[self.learned_from])
        first = rows[self.learned_from]
        second = smooth(first, first, pools)
        third = smooth(second, second, pools)
        middle, axes = principal(third)
        laid = np.empty((len(rows), axes.shape[1]))
        laid[self.learned_from] = (third - middle) @ axes
        others = np.setdiff1d(np.arange(len(rows)), self.learned_from)
        # Block by block: the rows in between are as wide as the views.
        for block in np.array_split(others, max(1, len(others) // _STEP)):
            laid[block] = (smooth(smooth(rows[block], first, pools), second, pools) - middle) @ axes
        return unit(laid)


def lay_out(rows: NDArray, languages: NDArray) -> NDArray:
    """Return rows laid out among themselves: `Neighbourhoods` that learned from all of them."""
    return Neighbourhoods(languages, np.arange(len(rows))).fit_transform(rows)


def _pools(languages: NDArray) -> list[NDArray]:
    """Return the places of each language that has enough rows; all rows together if not two of them have."""
    found = [np.flatnonzero(languages == language) for language in np.unique(languages)]
    large = [places for places in found if len(places) >= ENOUGH]
    return large if len(large) > 1 else [np.arange(len(languages))]


def smooth(rows: NDArray, among: NDArray, pools: list[NDArray]) -> NDArray:
    """Return each row as the mean of its nearest rows, weighted by their nearness.

    Parameters
    ----------
    rows : ndarray of shape (n_segments, n_dims)
        Unit length.
    among : ndarray of shape (n_others, n_dims)
        Unit length; where neighbours are looked for. A row that is in it counts as its own first neighbour.
    pools : list of ndarray of int
        Places in `among`; each pool gives neighbours, and the nearer they are, the more it has to say.

    Returns
    -------
    ndarray of shape (n_segments, n_dims)
        Unit length.
    """
    number = how_many(len(among)) + 1
    total = np.zeros_like(rows)
    for pool in pools:
        places, nearness = nearest(rows, among[pool], number)
        nearness = np.maximum(nearness, 0.0)
        say = np.median(nearness, axis=1, keepdims=True) ** _DISTRUST if len(pools) > 1 else 1.0
        total += say * unit(_sparse(places, nearness, len(pool)) @ among[pool])
    return unit(total)


def nearest(rows: NDArray, among: NDArray, number: int) -> tuple[NDArray, NDArray]:
    """Return the places of the nearest rows and their cosines, in no order.

    Parameters
    ----------
    rows, among : ndarray of shape (n_segments, n_dims), (n_others, n_dims)
        Unit length.
    number : int
        Wanted for each row; fewer if there are not as many.

    Returns
    -------
    tuple of ndarray of shape (n_segments, number)
        Places in `among`, cosines.
    """
    number = min(number, len(among))
    small, other = rows.astype(np.float32), np.ascontiguousarray(among.astype(np.float32).T)
    places = np.empty((len(rows), number), dtype=np.int64)
    cosines = np.empty((len(rows), number))
    for start in range(0, len(rows), _BLOCK):
        block = small[start : start + _BLOCK] @ other
        best = np.argpartition(-block, number - 1, axis=1)[:, :number]
        places[start : start + _BLOCK] = best
        cosines[start : start + _BLOCK] = np.take_along_axis(block, best, axis=1)
    return places, cosines


def principal(rows: NDArray) -> tuple[NDArray, NDArray]:
    """Return the middle of the rows and their principal axes, exact and without a random step."""
    middle = rows.mean(axis=0)
    spread = (rows - middle).T @ (rows - middle)
    return middle, np.linalg.eigh(spread)[1][:, ::-1][:, : min(_DIMS, max(1, len(rows) - 2))]


def graph(rows: NDArray) -> csr_matrix:
    """Return who is a neighbour of whom: 1 where either is among the other's nearest.

    Parameters
    ----------
    rows : ndarray of shape (n_segments, n_dims)
        Unit length.

    Returns
    -------
    csr_matrix of shape (n_segments, n_segments)
        Symmetric, zeros on the diagonal.
    """
    places = nearest(rows, rows, _LINKS + 1)[0]
    one_way = _sparse(places, np.ones(places.shape), len(rows))
    both = one_way.maximum(one_way.T).tocsr()
    both.setdiag(0)
    both.eliminate_zeros()
    return both


def _sparse(places: NDArray, values: NDArray, width: int) -> csr_matrix:
    from scipy.sparse import csr_matrix

    n, number = places.shape
    return csr_matrix((values.ravel(), places.ravel(), np.arange(0, n * number + 1, number)), shape=(n, width))
