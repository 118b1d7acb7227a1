"""Whether a topic comes back when other segments are drawn, and when one interview is left out.

The whole way from views to labels is gone again on subsets: four fifths of the segments, drawn anew each round, and
all but one document. A topic is steady if some topic of the other run holds nearly the same of the segments that both
runs saw (Hennig 2007, Cluster-wise assessment of cluster stability, scheme "subset", Jaccard coefficient).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from cjm_research.themes.topics import neighbours, tree

if TYPE_CHECKING:
    from numpy.typing import NDArray

JUDGED = 2_000
"""Segments of one resample at most; the time of a resample grows with their square."""

_KEPT = 0.8
_LARGE = 0.02  # share of a family's segments from which a document can carry a topic
_DOCUMENTS = 30  # left out one by one at most, the largest


@dataclass(frozen=True)
class Resample:
    """A tree grown from some of the rows.

    Attributes
    ----------
    rows : ndarray of int, shape (n_kept,)
        Which rows, ascending.
    reduced : ndarray of shape (n_kept, n_dims)
        As they lie among themselves.
    grown : ndarray of shape (n_kept - 1, 4)
        Their tree.
    without : str
        The document that was left out, "" for a drawn subset.
    """

    rows: NDArray = field(repr=False)
    reduced: NDArray = field(repr=False)
    grown: NDArray = field(repr=False)
    without: str = ""


def resamples(
    views: NDArray,
    languages: NDArray,
    documents: NDArray,
    rounds: int,
    seed: int,
    tick: Callable[[], None] = lambda: None,
) -> list[Resample]:
    """Return the trees of drawn subsets, then those without one document.

    Parameters
    ----------
    views : ndarray of shape (n_segments, n_dims)
        Unit length, sorted by segment id.
    languages, documents : ndarray of str, shape (n_segments,)
        Of each row.
    rounds : int
        Subsets drawn.
    seed : int
        Of the draws.
    tick : callable
        Called after each drawn subset.

    Returns
    -------
    list of Resample
        Documents with less than a fiftieth of the segments are not left out: no topic hangs on them.
    """
    n, rng = len(views), np.random.default_rng(seed)
    found = []
    for _ in range(rounds):
        rows = np.sort(rng.choice(n, min(JUDGED, max(tree.FEW, round(_KEPT * n))), replace=False))
        found.append(_grown(views, languages, rows))
        tick()
    seen = np.sort(rng.choice(n, min(JUDGED, n), replace=False))
    for document in _large(documents):
        rows = seen[documents[seen] != document]
        if len(rows) >= tree.FEW:
            found.append(_grown(views, languages, rows, document))
    return found


def _grown(views: NDArray, languages: NDArray, rows: NDArray, without: str = "") -> Resample:
    reduced = neighbours.lay_out(views[rows], languages[rows])
    return Resample(rows, reduced, tree.grow(reduced), without)


def _large(documents: NDArray) -> Iterator[str]:
    names, counts = np.unique(documents, return_counts=True)
    for at in np.lexsort((names, -counts))[:_DOCUMENTS]:
        if counts[at] >= max(2, _LARGE * len(documents)):
            yield str(names[at])


def agreement(cuts: NDArray, number: int, parts: list[Resample]) -> NDArray:
    """Return the adjusted Rand index of a cut with the same cut of each resample, over the rows of both.

    Parameters
    ----------
    cuts : ndarray of int, shape (n_segments,)
        The tree of all rows, cut into `number` branches.
    number : int
        Branches.
    parts : list of Resample
        Other trees.

    Returns
    -------
    ndarray of shape (n_parts,)
        1 = the same.
    """
    from sklearn.metrics import adjusted_rand_score

    return np.array([adjusted_rand_score(cuts[part.rows], tree.cut(part.grown, number)) for part in parts])


def jaccards(labels: NDArray, others: NDArray) -> NDArray:
    """Return, for each label 0, 1, …, the Jaccard coefficient with the most similar of other labels.

    Parameters
    ----------
    labels, others : ndarray of int, shape (n_segments,)
        Two labellings of the same rows; -1 belongs to no label.

    Returns
    -------
    ndarray of shape (n_labels,)
        1 = found again whole; 0 for a label without rows here.

    Examples
    --------
    >>> jaccards(np.array([0, 0, 1, 1]), np.array([3, 3, 3, 5])).round(2).tolist()
    [0.67, 0.5]
    """
    return _jaccards(labels, others, int(labels.max(initial=-1)) + 1)


def _jaccards(labels: NDArray, others: NDArray, n_labels: int) -> NDArray:
    from scipy.sparse import csr_matrix

    both = (labels >= 0) & (others >= 0)
    shape = (n_labels, int(others.max(initial=-1)) + 1)
    shared = csr_matrix((np.ones(both.sum()), (labels[both], others[both])), shape=shape).toarray()
    sizes = np.bincount(labels[labels >= 0], minlength=n_labels)
    other_sizes = np.bincount(others[others >= 0], minlength=shape[1])
    union = sizes[:, None] + other_sizes[None, :] - shared
    return (shared / np.where(union > 0, union, 1)).max(axis=1, initial=0.0)


@dataclass(frozen=True)
class Steadiness:
    """How each topic fares in the resamples.

    Attributes
    ----------
    mean, low : ndarray of shape (n_topics,)
        Mean and 5th percentile of the Jaccard coefficient over drawn subsets; NaN where none was drawn.
    left_out : ndarray of shape (n_topics,)
        The lowest when one document is left out, 0 for a topic of one document only; NaN where no document is large
        enough to matter.
    """

    mean: NDArray
    low: NDArray
    left_out: NDArray

    @classmethod
    def unknown(cls, n_topics: int) -> Steadiness:
        """Return NaN for every topic."""
        none = np.full(n_topics, np.nan)
        return cls(none, none, none)


def steadiness(labels: NDArray, parts: list[Resample], finish: Callable[[Resample, int], NDArray]) -> Steadiness:
    """Hold every topic against the topics of each resample.

    Parameters
    ----------
    labels : ndarray of int, shape (n_segments,)
        Topics of all rows, without gaps.
    parts : list of Resample
        From `resamples`.
    finish : callable
        Makes topics of a resample, as those of all rows were made; it is told how many topics have no two rows there,
        so that not another topic is cut in two in their place.
    """
    n_topics = int(labels.max()) + 1
    drawn, without = [np.empty((0, n_topics))], [np.empty((0, n_topics))]
    for part in parts:
        gone = int((np.bincount(labels[part.rows], minlength=n_topics) < 2).sum())
        found = _jaccards(labels[part.rows], finish(part, gone), n_topics)
        (without if part.without else drawn).append(found[None, :])
    all_drawn, all_without = np.vstack(drawn), np.vstack(without)
    none = Steadiness.unknown(n_topics)
    return Steadiness(
        all_drawn.mean(axis=0) if len(all_drawn) else none.mean,
        np.quantile(all_drawn, 0.05, axis=0) if len(all_drawn) else none.low,
        all_without.min(axis=0) if len(all_without) else none.left_out,
    )
