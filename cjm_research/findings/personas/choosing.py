"""How many groups of people there are, if any: a number counts only if the groups come back, and not by chance.

For each number of groups, people are grouped by Ward's method on their profiles; then random four fifths of them are
grouped anew, again and again, and it is seen how far the same people are together (adjusted Rand index; Ben-Hur,
Elisseeff and Guyon 2002, Pacific Symposium on Biocomputing 7, 6-17). The same is done to people made up by chance, who
say each theme as often but independently of the others: groups are believed if they come back clearly more often than
theirs, and of the numbers that do so about equally well the smallest is taken.

Use when people spoke of several themes each. Do not read "no stable groups" as "all people are alike": it says that
this many people, having said this much, do not tell.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from cjm_research.findings.personas.vectors import Profiles, weighed

MOST = 6
SMALLEST = 3
"""People whom the smallest group must have."""

STABLE = 0.6
"""Agreement with itself from which a grouping is believed."""

_SUBSAMPLES = 60
_MADE_UP, _SUBSAMPLES_OF_EACH = 30, 15  # several numbers of groups are tried, so chance must seldom reach each
_SHARE = 0.8
_ALIKE = 0.1  # gains this near each other do not tell numbers of groups apart


@dataclass(frozen=True)
class Choice:
    """The groups that were found.

    Attributes
    ----------
    k : int
        How many; 0 = no stable groups.
    labels : ndarray of int, shape (n_people,)
        Group of each person, the largest is 0; all 0 without stable groups.
    table : DataFrame
        One row a number of groups: k, smallest (people), stability, by_chance (the most that made-up people reach;
        NaN where it was not asked), gain (how much of what chance leaves is reached),
        stable.
    """

    k: int
    labels: np.ndarray
    table: pd.DataFrame


def choose(profiles: Profiles, seed: int, most: int = MOST) -> Choice:
    """Choose the number of groups.

    Parameters
    ----------
    profiles : Profiles
        Of at least two people.
    seed : int
        Of the subsamples and of the people made up.
    most : int
        Greatest number of groups that is tried.

    Returns
    -------
    Choice
        Of all numbers whose groups are stable, large enough and above chance, the smallest that is about as far above
        it as the best.
    """
    n = len(profiles.people)
    numbers = range(2, min(most, n // SMALLEST) + 1)
    rows = [_row(profiles, k, seed) for k in numbers]
    table = pd.DataFrame(rows, columns=["k", "smallest", "stability", "by_chance", "gain", "stable"])
    good = table[table["stable"]]
    if good.empty:
        return Choice(0, np.zeros(n, dtype=int), table)
    k = int(good.loc[good["gain"] >= good["gain"].max() - _ALIKE, "k"].min())
    return Choice(k, _by_size(grouped(profiles.vectors, k)), table)


def grouped(vectors: np.ndarray, k: int) -> np.ndarray:
    """Return the group of each row by Ward's method, numbered from 0."""
    from scipy.cluster.hierarchy import fcluster, linkage

    # Rounded, so that the order in which a processor adds cannot break a tie.
    return fcluster(linkage(np.round(vectors, 12), "ward"), k, "maxclust") - 1


def _row(profiles: Profiles, k: int, seed: int) -> tuple[int, int, float, float, float, bool]:
    labels = grouped(profiles.vectors, k)
    smallest = int(np.bincount(labels).min()) if len(set(labels)) == k else 0
    stability = _stability(profiles.said, k, np.random.default_rng([seed, k]), _SUBSAMPLES)
    if smallest < SMALLEST or stability < STABLE:
        return k, smallest, stability, float("nan"), float("nan"), False
    rng = np.random.default_rng([seed, k, 1])
    made_up = [_stability(_shuffled(profiles.said, rng), k, rng, _SUBSAMPLES_OF_EACH) for _ in range(_MADE_UP)]
    usual, by_chance = float(np.mean(made_up)), max(made_up)
    return k, smallest, stability, by_chance, (stability - usual) / (1 - usual), stability > by_chance


def _stability(said: np.ndarray, k: int, rng: np.random.Generator, times: int) -> float:
    whole, n = grouped(weighed(said), k), len(said)
    size = min(n, max(k + 1, round(_SHARE * n)))
    found = []
    for _ in range(times):
        part = np.sort(rng.choice(n, size=size, replace=False))
        found.append(agreement(whole[part], grouped(weighed(said[part]), k)))
    return float(np.mean(found))


def agreement(one: np.ndarray, other: np.ndarray) -> float:
    """Return the adjusted Rand index (Hubert and Arabie 1985) of two groupings of the same people; 1 = the same.

    Parameters
    ----------
    one, other : ndarray of int, shape (n_people,)
        Groups, numbered from 0.

    Examples
    --------
    >>> agreement(np.array([0, 0, 1, 1]), np.array([1, 1, 0, 2]))
    0.5714285714285714
    """
    # As scikit-learn's adjusted_rand_score, which spends its time on checks: it is asked thousands of times here.
    width = int(other.max()) + 1
    both = np.bincount(one * width + other, minlength=(int(one.max()) + 1) * width)
    alike, first, second = (int((counts**2).sum()) for counts in (both, np.bincount(one), np.bincount(other)))
    only_first, only_second, n = first - alike, second - alike, len(one)
    if not only_first and not only_second:
        return 1.0
    together, apart = alike - n, n * n - first - second + alike
    of = (together + only_second) * (only_second + apart) + (together + only_first) * (only_first + apart)
    return 2.0 * (together * apart - only_second * only_first) / of


def _shuffled(said: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Return people who say each theme as often, but whoever says one says nothing about who says another."""
    return rng.permuted(said, axis=0)


def _by_size(labels: np.ndarray) -> np.ndarray:
    sizes = np.bincount(labels)
    first = [int(np.flatnonzero(labels == label)[0]) for label in range(len(sizes))]
    order = sorted(range(len(sizes)), key=lambda label: (-sizes[label], first[label]))
    place = {label: at for at, label in enumerate(order)}
    return np.array([place[int(label)] for label in labels])
