"""How many topics: as many as stand apart and come back.

Three views of a cut, none of which is enough alone. The modularity of the graph of neighbours asks whether neighbours
share a topic more often than chance would have it; it likes few topics. The silhouette asks whether each segment is
nearer to its own topic than to the next; it likes many. Agreement with the cuts of resamples asks whether the same
topics come back. On coded corpora from 7 to 77 themes their sum comes close to the number that people used; where all
three say little, the usual number for that many segments decides.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from cjm_research.themes.topics import neighbours, tree
from cjm_research.themes.topics.stability import JUDGED, Resample, agreement

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray
    from scipy.sparse import csr_matrix

SILHOUETTE = 0.75
"""Weight of the silhouette beside modularity; between 0.5 and 1 coded corpora are found about as well."""

STABILITY = 0.25
"""Weight of stability beside separation; few large topics are stable whatever they mix, so it may not rule."""

USUAL = 0.03
"""How much is taken off, per squared log of the ratio, for a number far from the usual one: √(n / 2) (Mardia, Kent and
Bibby 1979, section 13.5), and no more than a reader keeps in mind. A flat curve decides nothing, and then neither three
topics nor fifty are what one expects."""

READER = 25
"""Topics of a family that a reader keeps in mind; more are found where they stand apart clearly."""

_MOST = 300
_TRIED = 24
_CLOSER = 6  # numbers more around the best
COLUMNS = ("n_topics", "stability", "stability_low", "separation", "worth", "chosen")


@dataclass(frozen=True)
class Choice:
    """The labels of the chosen number of topics, and the curve it was chosen from.

    Attributes
    ----------
    labels : ndarray of int, shape (n_segments,)
        Without gaps.
    number : int
        Branches that the tree was cut into.
    curve : DataFrame
        One row for each number of topics, ascending: n_topics, stability (mean adjusted Rand index with resamples),
        stability_low (5th percentile), separation (modularity + three quarters of the silhouette), worth (separation +
        a quarter of stability, less a little for a number that is far from the usual one), chosen.
    """

    labels: NDArray
    number: int
    curve: pd.DataFrame


def numbers_to_try(n_segments: int, n_distinct: int) -> list[int]:
    """Return the numbers of topics worth judging, from 2 upwards.

    >>> numbers_to_try(12, 12), numbers_to_try(10_000, 10_000)[-1]
    ([2, 3, 4, 5, 6], 300)
    """
    most = min(n_segments // (2 if n_segments < 30 else 3), round(4.5 * n_segments**0.5), _MOST, n_distinct)
    return np.unique(np.geomspace(2, max(2, most), _TRIED).round().astype(int)).tolist()


def choose(views: NDArray, reduced: NDArray, parts: list[Resample], min_size: int, given: int = 0) -> Choice:
    """Cut the tree of the rows where the cut is worth most, or where the researcher says.

    Parameters
    ----------
    views : ndarray of shape (n_segments, n_dims)
        Unit length; who is whose neighbour is read here.
    reduced : ndarray of shape (n_segments, n_dims)
        Unit length; the tree is grown here.
    parts : list of Resample
        For stability.
    min_size : int
        Smallest topic; not asked where a number is given.
    given : int
        Number of topics wanted, 0 = choose.

    Returns
    -------
    Choice
        The curve is there too where a number is given.
    """
    import pandas as pd

    distinct = len(np.unique(np.round(reduced, 6), axis=0))
    tried = numbers_to_try(len(views), distinct)
    judge = _Judge(neighbours.graph(views), reduced, [part for part in parts if not part.without])
    grown = tree.grow(reduced)
    cuts = [judge.cut(grown, number, min_size) for number in tried if number != given]
    if given:
        cuts.append(judge.cut(grown, given, 1))
        best = cuts[-1]
    else:
        cuts += [judge.cut(grown, number, min_size) for number in between(tried, _best(cuts).number)]
        best = _best(cuts)
    kept = {best.row["n_topics"]: best}
    for cut in sorted(cuts, key=lambda cut: (-cut.row["worth"], cut.number)):
        kept.setdefault(cut.row["n_topics"], cut)
    rows = [{**kept[n_topics].row, "chosen": kept[n_topics] is best} for n_topics in sorted(kept)]
    return Choice(tree.by_size(best.labels), best.number, pd.DataFrame(rows, columns=list(COLUMNS)))


def between(tried: list[int], best: int) -> list[int]:
    """Return numbers on both sides of the best of some, up to the next ones tried.

    >>> between([2, 4, 8, 12], 8)
    [5, 6, 7, 9, 10, 11]
    """
    at = tried.index(best)
    low, high = tried[max(0, at - 1)], tried[min(len(tried) - 1, at + 1)]
    inside = np.unique(np.linspace(low, high, _CLOSER + 2).round().astype(int)).tolist()
    return [number for number in inside if number not in tried]


def _best(cuts: list[_Cut]) -> _Cut:
    return min(cuts, key=lambda cut: (-cut.row["worth"], cut.number))


def finish(reduced: NDArray, cuts: NDArray, min_size: int) -> NDArray:
    """Make topics of the branches of a cut: every row to the nearest, none too small."""
    labels = tree.to_nearest(reduced, cuts)
    return tree.to_nearest(reduced, tree.dissolve(reduced, labels, min_size))


@dataclass(frozen=True, eq=False)
class _Cut:
    """The tree cut into `number` branches, the topics made of them, and their row of the curve."""

    number: int
    labels: NDArray
    row: dict[str, Any]


class _Judge:
    """Makes topics of a cut, and says how well they stand apart and come back."""

    def __init__(self, graph: csr_matrix, reduced: NDArray, parts: list[Resample]) -> None:
        self.graph, self.reduced, self.parts = graph, reduced, parts
        self.degrees = np.asarray(graph.sum(axis=1)).ravel()
        # Evenly spread places; rows are sorted by an id that says nothing.
        self.seen = np.unique(np.linspace(0, len(reduced) - 1, min(JUDGED, len(reduced))).round().astype(int))
        self.apart = np.maximum(0.0, 1.0 - reduced[self.seen] @ reduced[self.seen].T)
        np.fill_diagonal(self.apart, 0.0)

    def cut(self, grown: NDArray, number: int, min_size: int) -> _Cut:
        branches = tree.cut(grown, number)
        labels = finish(self.reduced, branches, min_size)
        agreed = agreement(branches, number, self.parts)
        separation, stability = self._separation(labels), float(agreed.mean()) if len(agreed) else np.nan
        row = {
            "n_topics": int(labels.max()) + 1,
            "stability": round(stability, 9),
            "stability_low": round(float(np.quantile(agreed, 0.05)), 9) if len(agreed) else np.nan,
            "separation": round(separation, 9),
            "worth": round(separation + STABILITY * np.nan_to_num(stability) - self._unusual(int(labels.max()) + 1), 9),
        }
        return _Cut(number, labels, row)

    def _unusual(self, n_topics: int) -> float:
        usual = min((len(self.reduced) / 2) ** 0.5, READER)
        return USUAL * float(np.log(n_topics / usual)) ** 2

    def _separation(self, labels: NDArray) -> float:
        return self._modularity(labels) + SILHOUETTE * self._silhouette(labels[self.seen])

    def _silhouette(self, labels: NDArray) -> float:
        from sklearn.metrics import silhouette_score

        if not 1 < len(np.unique(labels)) < len(labels):
            return 0.0
        return float(silhouette_score(self.apart, labels, metric="precomputed"))

    def _modularity(self, labels: NDArray) -> float:
        """Newman and Girvan (2004): the share of edges inside topics minus the share expected by chance."""
        from scipy.sparse import csr_matrix

        total = self.degrees.sum()
        if total == 0:
            return 0.0
        held = csr_matrix((np.ones(len(labels)), (np.arange(len(labels)), labels)))
        inside = (held.T @ self.graph @ held).diagonal().sum() / total
        return float(inside - ((held.T @ self.degrees / total) ** 2).sum())
