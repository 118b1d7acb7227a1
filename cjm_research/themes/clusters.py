"""Which segments belong together: a tree below a few hundred segments, UMAP and HDBSCAN above.

Density clustering leaves a third of an interview study unassigned and changes with the order of its rows; a Ward tree
does neither, so small families use it, cut where the cut is both well separated and stable when a fifth of the
segments is left out. Both are given to BERTopic as its cluster model. Rows must come sorted by id, and every random
step takes the seed; then nothing depends on the order in which files were read.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

FEW = 6
"""Below this many segments no cut can be judged; only close segments are joined."""

_CLOSE = 0.4  # cosine, after centring, from which two of a few segments are one theme
_ROUNDS = 12  # subsamples per judged cut
_STEADY = 0.25  # weight of stability beside separation; few large clusters are steady whatever they mix
_CLEAR = 0.25  # silhouette from which a few large themes are believed
_KEPT = 0.8  # share of segments in a subsample


def smallest_theme(n_segments: int, small: int) -> int:
    """Return how many segments a theme needs at least, chosen from the number of segments.

    >>> smallest_theme(30, 400), smallest_theme(150, 400), smallest_theme(30_000, 400)
    (2, 3, 69)
    """
    if n_segments < small:
        return max(2, round(n_segments / 50))
    return max(8, round(0.4 * n_segments**0.5))


def centre(vectors: NDArray, languages: NDArray) -> NDArray:
    """Remove what all segments of a language share, so that themes and not languages set segments apart.

    Parameters
    ----------
    vectors : ndarray of shape (n_segments, n_dims)
        Embeddings of all segments of a study, unit length.
    languages : ndarray of shape (n_segments,)
        Language codes.

    Returns
    -------
    ndarray of shape (n_segments, n_dims)
        Unit length; a language with fewer than eight segments keeps its vectors as they are.
    """
    centred = np.array(vectors, dtype=np.float64)
    for language in np.unique(languages):
        rows = languages == language
        if rows.sum() >= 8:
            centred[rows] -= centred[rows].mean(axis=0)
    return unit(centred)


def unit(vectors: NDArray) -> NDArray:
    """Return the rows at unit length; a row of zeros stays zero."""
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return vectors / np.where(lengths > 0, lengths, 1.0)


@dataclass
class Tree:
    """Ward clustering of unit vectors, cut by separation and stability; a cluster model for BERTopic.

    Attributes
    ----------
    min_size : int
        Clusters below this size are left unassigned (label -1).
    seed : int
        For the subsamples.
    labels_ : ndarray of shape (n_segments,)
        Set by `fit`, as BERTopic asks.
    """

    min_size: int
    seed: int
    labels_: NDArray = field(default_factory=lambda: np.zeros(0, dtype=int), repr=False)

    def fit(self, vectors: NDArray, y: object = None) -> Tree:
        """Cluster the rows.

        Parameters
        ----------
        vectors : ndarray of shape (n_segments, n_dims)
            Unit length.
        y : object
            Ignored; BERTopic passes it.
        """
        from scipy.cluster.hierarchy import fcluster, linkage

        if len(vectors) < FEW:
            self.labels_ = close_groups(vectors)
            return self
        tree = linkage(vectors, "ward")
        cut = fcluster(tree, self._choose(vectors, tree), "maxclust")
        sizes = np.bincount(cut)
        self.labels_ = adopt(np.where(sizes[cut] >= self.min_size, cut, -1), vectors)
        return self

    def _choose(self, vectors: NDArray, tree: NDArray) -> int:
        from sklearn.metrics import silhouette_score

        n = len(vectors)
        # Separation alone rises until every segment stands for itself; a reader wants themes of several people.
        cuts = np.unique(np.geomspace(2, max(3, 1.6 * n**0.5), 14).round().astype(int))
        steady = self._stability(vectors, tree, cuts)
        worth = []
        for number, stability in zip(cuts, steady, strict=True):
            labels = _cut(tree, number)
            apart = silhouette_score(vectors, labels, metric="cosine") if 1 < labels.max() < n else -1.0
            coarse = number < 0.5 * n**0.5 and apart < _CLEAR
            worth.append(-1.0 if coarse else apart + _STEADY * stability)
        return int(cuts[int(np.argmax(np.round(worth, 9)))])

    def _stability(self, vectors: NDArray, tree: NDArray, cuts: NDArray) -> NDArray:
        from scipy.cluster.hierarchy import linkage
        from sklearn.metrics import adjusted_rand_score

        rng = np.random.default_rng(self.seed)
        scores = np.zeros((_ROUNDS, len(cuts)))
        for turn in range(_ROUNDS):
            rows = np.sort(rng.choice(len(vectors), max(4, round(_KEPT * len(vectors))), replace=False))
            part = linkage(vectors[rows], "ward")
            for at, number in enumerate(cuts):
                scores[turn, at] = adjusted_rand_score(_cut(tree, number)[rows], _cut(part, number))
        return scores.mean(axis=0)


def _cut(tree: NDArray, number: int) -> NDArray:
    from scipy.cluster.hierarchy import fcluster

    return fcluster(tree, int(number), "maxclust")


def close_groups(vectors: NDArray) -> NDArray:
    """Return labels that join only close rows; used where there are too few to judge a cut.

    >>> close_groups(np.array([[1.0, 0.0], [0.0, 1.0], [0.99, 0.14]])).tolist()
    [0, 1, 0]
    """
    labels = np.full(len(vectors), -1)
    for row, vector in enumerate(vectors):
        if labels[row] >= 0:
            continue
        near = (labels < 0) & (vectors @ vector >= _CLOSE)
        near[row] = True
        labels[near] = labels.max() + 1
    return labels


@dataclass
class Dense:
    """HDBSCAN on reduced vectors, then each left-over row to its nearest cluster; a cluster model for BERTopic.

    Attributes
    ----------
    min_size : int
        Smallest cluster.
    vectors : ndarray of shape (n_segments, n_dims)
        Unit length, before reduction: nearness is judged there.
    labels_ : ndarray of shape (n_segments,)
        Set by `fit`; -1 = near to nothing.
    """

    min_size: int
    vectors: NDArray = field(repr=False)
    labels_: NDArray = field(default_factory=lambda: np.zeros(0, dtype=int), repr=False)

    def fit(self, reduced: NDArray, y: object = None) -> Dense:
        """Cluster the rows of `reduced`, shape (n_segments, n_components); `y` is ignored."""
        from hdbscan import HDBSCAN

        model = HDBSCAN(
            min_cluster_size=self.min_size,
            min_samples=max(3, self.min_size // 4),
            metric="euclidean",
            cluster_selection_method="eom",
            core_dist_n_jobs=1,
        )
        self.labels_ = adopt(model.fit(reduced.astype(np.float64)).labels_, self.vectors)
        return self


def reduction(n_segments: int, seed: int) -> object:
    """Return UMAP for many segments, single-threaded so that a seed means something; unfitted."""
    from umap import UMAP

    return UMAP(
        n_neighbors=15,
        n_components=min(5, n_segments - 2),
        min_dist=0.0,
        metric="cosine",
        random_state=seed,
        n_jobs=1,
        low_memory=True,
    )


def adopt(labels: NDArray, vectors: NDArray) -> NDArray:
    """Give each unassigned row to its nearest cluster, if it is as near as the loosest tenth of the clusters' own.

    Parameters
    ----------
    labels : ndarray of shape (n_segments,)
        -1 = unassigned.
    vectors : ndarray of shape (n_segments, n_dims)
        Unit length.

    Returns
    -------
    ndarray of shape (n_segments,)
        Rows that are near to nothing keep -1.
    """
    names = np.unique(labels[labels >= 0])
    if not len(names) or (labels >= 0).all():
        return labels.copy()
    centres = unit(np.array([vectors[labels == name].mean(axis=0) for name in names]))
    nearness = vectors @ centres.T
    assigned = labels >= 0
    own = nearness[assigned, np.searchsorted(names, labels[assigned])]
    floor = np.quantile(own, 0.1)
    best = nearness.argmax(axis=1)
    take = ~assigned & (nearness.max(axis=1) >= floor)
    return np.where(take, names[best], labels)
