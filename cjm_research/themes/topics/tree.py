"""One tree of all segments: cut high for topics, lower for subtopics.

Ward's tree on unit vectors gives every segment a place and the same tree for the same rows, in whatever order they
came. After a cut each segment is given to the branch whose middle is nearest, which mends early joins.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from cjm_research.themes.vectors import unit

if TYPE_CHECKING:
    from numpy.typing import NDArray

FEW = 8
"""Below this many segments no cut can be judged; only close segments are joined."""

_CLOSE = 0.4  # cosine from which two of a few segments are one topic
_TURNS = 10  # of giving segments to the nearest middle; few labels move after three
_SUBTOPICS = 6  # a reader's list of parts, not a second codebook
_APART = 0.25  # silhouette from which the parts of a topic are believed


def grow(rows: NDArray) -> NDArray:
    """Return Ward's tree of the rows, as SciPy writes it: shape (n_segments - 1, 4)."""
    from scipy.cluster.hierarchy import linkage

    return linkage(rows, "ward")


def cut(tree: NDArray, number: int) -> NDArray:
    """Return labels from 0 of the branches left when the tree is cut into (at most) `number` branches.

    >>> cut(grow(np.array([[0.0], [0.1], [5.0]])), 2).tolist()
    [0, 0, 1]
    """
    from scipy.cluster.hierarchy import fcluster

    return np.unique(fcluster(tree, int(number), "maxclust"), return_inverse=True)[1]


def close_groups(rows: NDArray) -> NDArray:
    """Return labels that join only close rows; used where there are too few to judge a cut.

    >>> close_groups(np.array([[1.0, 0.0], [0.0, 1.0], [0.99, 0.14]])).tolist()
    [0, 1, 0]
    """
    labels = np.full(len(rows), -1)
    for place, row in enumerate(rows):
        if labels[place] >= 0:
            continue
        near = (labels < 0) & (rows @ row >= _CLOSE)
        near[place] = True
        labels[near] = labels.max() + 1
    return labels


def middles(rows: NDArray, labels: NDArray) -> NDArray:
    """Return the unit middle of each label 0, 1, …; -1 is left out.

    Parameters
    ----------
    rows : ndarray of shape (n_segments, n_dims)
        Unit length.
    labels : ndarray of int, shape (n_segments,)
        Without gaps.

    Returns
    -------
    ndarray of shape (n_labels, n_dims)
        Unit length.
    """
    from scipy.sparse import csr_matrix

    at = np.flatnonzero(labels >= 0)
    shape = (int(labels.max(initial=-1)) + 1, len(rows))
    return unit(csr_matrix((np.ones(len(at)), (labels[at], at)), shape=shape) @ rows)


def to_nearest(rows: NDArray, labels: NDArray) -> NDArray:
    """Give each row to the label whose middle is nearest, until nothing moves; no label loses its last row."""
    for _ in range(_TURNS):
        moved = nearest_label(rows, middles(rows, labels))
        if (moved == labels).all() or len(np.unique(moved)) < labels.max() + 1:
            break
        labels = moved
    return labels


def nearest_label(rows: NDArray, middle: NDArray) -> NDArray:
    """Return the number of the nearest middle for each row; ties go to the lowest number."""
    return np.round(rows @ middle.T, 9).argmax(axis=1)


def dissolve(rows: NDArray, labels: NDArray, min_size: int) -> NDArray:
    """Give the rows of too small labels to the nearest other label, the smallest label first.

    >>> dissolve(np.array([[1.0, 0.0], [1.0, 0.0], [0.0, 1.0]]), np.array([0, 0, 1]), 2).tolist()
    [0, 0, 0]
    """
    while True:
        sizes = np.bincount(labels)
        small = int(sizes.argmin())
        if sizes[small] >= min_size or len(sizes) == 1:
            return labels
        middle = middles(rows, labels)
        kept = np.delete(np.arange(len(sizes)), small)
        own = labels == small
        labels = labels.copy()
        labels[own] = kept[nearest_label(rows[own], middle[kept])]
        labels = np.unique(labels, return_inverse=True)[1]


def subtopics(tree: NDArray, rows: NDArray, labels: NDArray, min_size: int) -> NDArray:
    """Cut every topic's part of the tree once more, where its parts stand well apart.

    Parameters
    ----------
    tree : ndarray of shape (n_segments - 1, 4)
        From which the topics were cut.
    rows : ndarray of shape (n_segments, n_dims)
        Unit length.
    labels : ndarray of int, shape (n_segments,)
        Topics, without gaps.
    min_size : int
        Smallest subtopic.

    Returns
    -------
    ndarray of int, shape (n_segments,)
        Numbered within each topic from 0, largest first; 0 everywhere where a topic is not cut.
    """
    found = np.zeros(len(labels), dtype=int)
    deeper = [cut(tree, number) for number in _deeper(int(labels.max()) + 1, len(labels))]
    for topic in range(int(labels.max()) + 1):
        at = np.flatnonzero(labels == topic)
        if len(at) >= max(FEW, 3 * min_size):
            found[at] = _parts(rows[at], [finer[at] for finer in deeper], min_size)
    return found


def _deeper(number: int, n: int) -> list[int]:
    return [min(n - 1, round(number * times)) for times in (1.5, 2, 3, 4, 6, 8, 12) if number * times <= n / 2]


def _parts(rows: NDArray, cuts: list[NDArray], min_size: int) -> NDArray:
    """Return the best of some cuts of one topic, or zeros if none stands apart."""
    from sklearn.metrics import silhouette_score

    best, chosen = _APART, np.zeros(len(rows), dtype=int)
    judged = {"sample_size": 1_000, "random_state": 0} if len(rows) > 1_000 else {}
    for labels in cuts:
        parts = np.unique(labels, return_inverse=True)[1]
        parts = to_nearest(rows, dissolve(rows, parts, min_size))
        sizes = np.bincount(parts)
        if 2 <= len(sizes) <= _SUBTOPICS and sizes.min() >= min_size:
            apart = round(float(silhouette_score(rows, parts, metric="cosine", **judged)), 9)
            if apart > best:
                best, chosen = apart, by_size(parts)
    return chosen


def by_size(labels: NDArray) -> NDArray:
    """Renumber labels from 0, largest first, then by their first row; -1 stays.

    >>> by_size(np.array([4, -1, 7, 7])).tolist()
    [1, -1, 0, 0]
    """
    names, first, counts = np.unique(labels[labels >= 0], return_index=True, return_counts=True)
    place = dict(zip(names[np.lexsort((first, -counts))].tolist(), range(len(names)), strict=True))
    return np.array([place.get(label, -1) for label in labels.tolist()], dtype=int)
