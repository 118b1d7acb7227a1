"""Which segments belong together: one tree at every size, as BERTopic's cluster model.

Density clustering leaves a third of an interview study unassigned and changes with the order of its rows; a tree of
neighbourhoods does neither. Up to `small` segments of a family are all in the tree; of more a fixed sample is, drawn by
the digest of the id, and the others go where the nearest middle is, so that time and memory stay in bounds. Rows must
come sorted by id, and every draw takes the seed; then nothing depends on the order in which files were read.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from cjm_research.themes.topics import choosing, stability, tree

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

_FAR = 0.5  # of the usual nearness of a topic's segments: a segment nearer than that is never left out


def smallest_theme(n_segments: int, small: int) -> int:
    """Return how many segments a theme needs at least, chosen from the number of segments.

    Parameters
    ----------
    n_segments : int
        Of the family.
    small : int
        Of more than these only a sample is clustered, and what is too small there is too small.

    Returns
    -------
    int
        At least 2.

    Examples
    --------
    >>> [smallest_theme(n, 10_000) for n in (30, 400, 10_000, 100_000)]
    [2, 4, 20, 200]
    """
    in_tree = min(n_segments, small)
    return max(2, round(0.2 * in_tree**0.5 * n_segments / in_tree)) if n_segments else 2


def sample(ids: NDArray, most: int) -> NDArray:
    """Return the places of at most `most` ids, those of the lowest digests, ascending.

    >>> sample(np.array(["s1", "s2", "s3"]), 5).tolist()
    [0, 1, 2]
    """
    if len(ids) <= most:
        return np.arange(len(ids))
    digests = np.array([hashlib.sha256(str(name).encode()).digest()[:8] for name in ids])
    return np.sort(np.argsort(digests, kind="stable")[:most])


@dataclass
class Topics:
    """Cut a tree of the segments into topics and subtopics; a cluster model for BERTopic.

    Attributes
    ----------
    meaning : ndarray of shape (n_segments, n_dims)
        Unit length, centred; how far a segment lies off is judged here.
    views : ndarray of shape (n_segments, n_view_dims)
        Unit length, what the reduction was given.
    languages, documents : ndarray of str, shape (n_segments,)
        Of each row.
    in_tree : ndarray of int
        Places of the rows that the tree is grown from.
    min_size : int
        Smallest topic among the rows of the tree.
    number : int
        Topics wanted, 0 = choose.
    rounds : int
        Resamples.
    reach : float
        At most this share of the segments is left out (label -1), those farthest off.
    seed : int
        Of the resamples.
    tick : callable
        Called after each resample.
    labels_ : ndarray of int, shape (n_segments,)
        Set by `fit`, as BERTopic asks: numbered by size, -1 = far from all.
    subtopics_ : ndarray of int, shape (n_segments,)
        Set by `fit`: numbered within each topic.
    curve_ : DataFrame
        Set by `fit`: see `choosing.Choice`.
    steadiness_ : stability.Steadiness
        Set by `fit`: row i belongs to topic i.
    """

    meaning: NDArray = field(repr=False)
    views: NDArray = field(repr=False)
    languages: NDArray = field(repr=False)
    documents: NDArray = field(repr=False)
    in_tree: NDArray = field(repr=False)
    min_size: int
    number: int
    rounds: int
    reach: float
    seed: int
    tick: Callable[[], None] = lambda: None
    labels_: NDArray = field(init=False, repr=False)
    subtopics_: NDArray = field(init=False, repr=False)
    curve_: pd.DataFrame = field(init=False, repr=False)
    steadiness_: stability.Steadiness = field(init=False, repr=False)

    def fit(self, reduced: NDArray, y: object = None) -> Topics:
        """Cluster the rows of `reduced`, shape (n_segments, n_components), unit length; `y` is ignored."""
        at = self.in_tree
        if len(at) < tree.FEW or len(np.unique(np.round(reduced[at], 6), axis=0)) == 1:
            everyone, parts = self._few(reduced), np.zeros(len(reduced), dtype=int)
        else:
            everyone, parts = self._many(reduced)
        labels = np.where(far_off(self.meaning, everyone, self.reach), -1, everyone)
        order = _order(labels)
        self.labels_ = np.where(labels >= 0, order[labels], -1)
        self.subtopics_ = np.where(labels >= 0, parts, -1)
        steady, places = self.steadiness_, np.argsort(order)
        self.steadiness_ = stability.Steadiness(steady.mean[places], steady.low[places], steady.left_out[places])
        return self

    def _few(self, reduced: NDArray) -> NDArray:
        import pandas as pd

        same = len(np.unique(np.round(self.meaning, 6), axis=0)) == 1
        if same or len(reduced) == 1:
            labels = np.zeros(len(reduced), dtype=int)
        elif self.number:
            labels = tree.cut(tree.grow(self.meaning), self.number)
        else:
            labels = tree.close_groups(self.meaning)
        n_topics = int(labels.max()) + 1
        row = dict.fromkeys(choosing.COLUMNS, np.nan) | {"n_topics": n_topics, "chosen": True}
        self.curve_ = pd.DataFrame([row], columns=list(choosing.COLUMNS))
        self.steadiness_ = stability.Steadiness.unknown(n_topics)
        return labels

    def _many(self, reduced: NDArray) -> tuple[NDArray, NDArray]:
        at = self.in_tree
        views, rows, documents = self.views[at], reduced[at], self.documents[at]
        parts = stability.resamples(views, self.languages[at], documents, self.rounds, self.seed, self.tick)
        chosen = choosing.choose(views, rows, parts, self.min_size, self.number)
        self.curve_ = chosen.curve
        least = 1 if self.number else self.min_size

        def again(part: stability.Resample, gone: int) -> NDArray:
            return choosing.finish(part.reduced, tree.cut(part.grown, max(1, chosen.number - gone)), least)

        self.steadiness_ = stability.steadiness(chosen.labels, parts, again)
        within = tree.subtopics(tree.grow(rows), rows, chosen.labels, self.min_size)
        return self._placed(reduced, chosen.labels, within)

    def _placed(self, reduced: NDArray, labels: NDArray, within: NDArray) -> tuple[NDArray, NDArray]:
        """Give the rows that are not in the tree to the nearest topic, and there to the nearest subtopic."""
        at, n = self.in_tree, len(reduced)
        if len(at) == n:
            return labels, within
        everyone = tree.nearest_label(reduced, tree.middles(reduced[at], labels))
        parts = np.zeros(n, dtype=int)
        for topic in np.flatnonzero(np.bincount(labels, weights=within)):
            own, held = np.flatnonzero(everyone == topic), labels == topic
            parts[own] = tree.nearest_label(reduced[own], tree.middles(reduced[at][held], within[held]))
        everyone[at], parts[at] = labels, within
        return everyone, parts


def far_off(meaning: NDArray, labels: NDArray, reach: float) -> NDArray:
    """Tell which rows lie too far off to belong: at most a share of all, and never one that lies as others do.

    Parameters
    ----------
    meaning : ndarray of shape (n_segments, n_dims)
        Unit length.
    labels : ndarray of int, shape (n_segments,)
        Without gaps.
    reach : float
        The share; 0 = none.

    Returns
    -------
    ndarray of bool, shape (n_segments,)
        A topic keeps at least two segments, or all if it has fewer; a single topic keeps all.
    """
    if labels.max() == 0:
        return np.zeros(len(labels), dtype=bool)
    own = np.round(np.einsum("ij,ij->i", meaning, tree.middles(meaning, labels)[labels]), 9)
    usual = np.array([np.median(own[labels == label]) for label in range(int(labels.max()) + 1)])
    distance = own - _FAR * usual[labels]
    far = np.zeros(len(labels), dtype=bool)
    left = np.bincount(labels)
    for at in np.argsort(distance, kind="stable")[: int(reach * len(labels))]:
        if distance[at] < 0 and left[labels[at]] > 2:
            far[at] = True
            left[labels[at]] -= 1
    return far


def _order(labels: NDArray) -> NDArray:
    """Return the new number of each label 0, 1, …: largest first, then by its first row."""
    _, first, counts = np.unique(labels[labels >= 0], return_index=True, return_counts=True)
    order = np.empty(len(first), dtype=int)
    order[np.lexsort((first, -counts))] = np.arange(len(first))
    return order
