"""How well labels found agree with labels given, how much they cover, and how well their words go together.

Unassigned segments carry -1. "All" counts each of them as a theme of its own, "assigned" leaves them out.

>>> round(agreement(np.array([0, 0, 1, 1]), np.array(["a", "a", "b", "b"]))["ari"], 2)
1.0
>>> scores = agreement(np.array([0, 0, 1, -1]), np.array(["a", "a", "b", "b"]))
>>> round(scores["ari"], 2), scores["ari_assigned"], scores["coverage"], scores["purity"]
(0.57, 1.0, 0.75, 1.0)
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from scipy import sparse

_TINY = 1e-12  # as in Röder et al. (2015), so that words never seen together have a logarithm


def agreement(labels: np.ndarray, truth: np.ndarray) -> dict[str, float]:
    """Return adjusted Rand index, adjusted mutual information, purity and coverage.

    Parameters
    ----------
    labels : ndarray of int, shape (n_segments,)
        Found; -1 = unassigned.
    truth : ndarray of shape (n_segments,)
        Given.

    Returns
    -------
    dict
        ari, ami (over all), ari_assigned, ami_assigned and purity (over the assigned; NaN if there are none), coverage.
    """
    from sklearn.metrics import adjusted_mutual_info_score as ami
    from sklearn.metrics import adjusted_rand_score as ari

    everyone, assigned = alone(labels), labels >= 0
    scores = {
        "ari": float(ari(truth, everyone)),
        "ami": float(ami(truth, everyone)),
        "coverage": float(assigned.mean()),
    }
    if not assigned.any():
        return {**scores, "ari_assigned": np.nan, "ami_assigned": np.nan, "purity": np.nan}
    scores["ari_assigned"] = float(ari(truth[assigned], labels[assigned]))
    scores["ami_assigned"] = float(ami(truth[assigned], labels[assigned]))
    scores["purity"] = purity(labels[assigned], truth[assigned])
    return scores


def alone(labels: np.ndarray) -> np.ndarray:
    """Give each unassigned row a label of its own.

    >>> alone(np.array([3, -1, 3, -1])).tolist()
    [3, 4, 3, 5]
    """
    free = np.flatnonzero(labels < 0)
    own = labels.copy()
    own[free] = labels.max(initial=-1) + 1 + np.arange(len(free))
    return own


def purity(labels: np.ndarray, truth: np.ndarray) -> float:
    """Return the share of rows whose truth is the most frequent one of their label.

    >>> purity(np.array([0, 0, 0, 1]), np.array(["a", "a", "b", "b"]))
    0.75
    """
    table = np.zeros((len(set(labels.tolist())), len(set(truth.tolist()))), dtype=int)
    np.add.at(table, (np.unique(labels, return_inverse=True)[1], np.unique(truth, return_inverse=True)[1]), 1)
    return float(table.max(axis=1).sum() / len(labels))


def mean_pairwise_ari(runs: Sequence[np.ndarray]) -> float:
    """Return the mean adjusted Rand index of all pairs of runs; the unassigned count as one group.

    >>> mean_pairwise_ari([np.array([0, 0, 1]), np.array([5, 5, 2])])
    1.0
    """
    from sklearn.metrics import adjusted_rand_score

    return float(np.mean([adjusted_rand_score(one, other) for one, other in combinations(runs, 2)]))


@dataclass(frozen=True)
class Reference:
    """Which words stand in which texts, for coherence.

    A text counts as one window: c_v slides a window of 110 words, and few of the texts here are longer.

    Attributes
    ----------
    place : dict
        Word to column.
    stands : csc_matrix of float, shape (n_texts, n_words)
        1 where the word stands in the text.
    """

    place: dict[str, int]
    stands: sparse.csc_matrix

    @classmethod
    def of(cls, texts: Iterable[Iterable[str]]) -> Reference:
        """Return the reference of texts that are given as their words."""
        place: dict[str, int] = {}
        rows, columns, count = [], [], 0
        for words in texts:
            found = {place.setdefault(word, len(place)) for word in words}
            rows += [count] * len(found)
            columns += sorted(found)
            count += 1
        ones = np.ones(len(rows))
        return cls(place, sparse.csc_matrix((ones, (rows, columns)), shape=(count, len(place))))

    def npmi(self, words: Sequence[str], never: float | None = -1.0) -> np.ndarray:
        """Return the normalised pointwise mutual information of each pair of words (Bouma 2009).

        Parameters
        ----------
        words : sequence of str
            A word that stands in no text has -1 with any other.
        never : float, optional
            For words that are never seen together; None = as Röder et al. reckon it, by a very small chance that they
            are, which makes two rare words less strange to each other than two frequent ones.

        Returns
        -------
        ndarray of shape (n_words, n_words)
            Between -1 (never together) and 1 (never apart).

        Examples
        --------
        >>> held = Reference.of([["pay", "card"], ["pay", "card"], ["chat"], ["app"]])
        >>> held.npmi(["pay", "card", "chat"]).round(2).tolist()
        [[1.0, 1.0, -1.0], [1.0, 1.0, -1.0], [-1.0, -1.0, 1.0]]
        """
        known = [self.place[word] for word in words if word in self.place]
        at = [row for row, word in enumerate(words) if word in self.place]
        part = self.stands[:, known]
        joint = (part.T @ part).toarray() / self.stands.shape[0]
        single = joint.diagonal()
        with np.errstate(divide="ignore", invalid="ignore"):
            found = np.log((joint + _TINY) / np.outer(single, single)) / -np.log(joint + _TINY)
        full = np.full((len(words), len(words)), -1.0)
        full[np.ix_(at, at)] = np.clip(found if never is None else np.where(joint > 0, found, never), -1.0, 1.0)
        return full

    def coherence(self, topics: Sequence[Sequence[str]]) -> dict[str, float]:
        """Return NPMI and c_v of the words of topics, averaged over the topics.

        c_v (Röder, Both and Hinneburg 2015): each word is the vector of its NPMI with all words of the topic; the mean
        cosine between the words' vectors and their sum. It is kind to words so rare that they are never seen together;
        read it beside NPMI.

        Parameters
        ----------
        topics : sequence of sequence of str
            The first ten words of each count; topics with fewer than two are left out.

        Examples
        --------
        >>> held = Reference.of([["pay", "card"], ["pay", "card"], ["chat"], ["app"]])
        >>> {key: round(value, 2) for key, value in held.coherence([["pay", "card"]]).items()}
        {'npmi': 1.0, 'c_v': 1.0}
        >>> {key: round(value, 2) for key, value in held.coherence([["pay", "chat"]]).items()}
        {'npmi': -1.0, 'c_v': 0.04}
        """
        together, vectors = [], []
        for words in topics:
            chosen = list(dict.fromkeys(words))[:10]
            if len(chosen) < 2:
                continue
            together.append(self.npmi(chosen)[np.triu_indices(len(chosen), 1)].mean())
            table = self.npmi(chosen, never=None)
            total = table.sum(axis=0)
            lengths = np.linalg.norm(table, axis=1) * np.linalg.norm(total)
            vectors.append(float(np.mean((table @ total) / np.where(lengths > 0, lengths, 1.0))))
        if not together:
            return {"npmi": np.nan, "c_v": np.nan}
        return {"npmi": float(np.mean(together)), "c_v": float(np.mean(vectors))}
