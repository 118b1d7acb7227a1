"""The order that contradicts the fewest votes (Kemeny 1959, "Mathematics without numbers", Daedalus 88).

Exact by dynamic programming over sets of items (as Held and Karp 1962 for tours): 2ⁿ·n steps, so up to `EXACT` items;
beyond, items are moved one by one as long as that contradicts fewer votes. Among equally good orders that nearest to a
given one is taken.

>>> wins = np.array([[0, 2, 2], [1, 0, 2], [1, 1, 0]], dtype=float)
>>> best_order(wins, (2, 1, 0))
(0, 1, 2)
>>> cycles(np.array([[0, 2, 1], [1, 0, 2], [2, 1, 0]], dtype=float))
[(0, 1, 2)]
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

EXACT = 12
"""Items up to which the best order is found for certain."""

_SAME = 1e-9  # weights are sums of halves; closer is equal

Wins = npt.NDArray[np.float64]


def best_order(wins: Wins, given: Sequence[int]) -> tuple[int, ...]:
    """Return the items in the order that contradicts the least weight of votes.

    Parameters
    ----------
    wins : ndarray of shape (n_items, n_items)
        Weight of the votes for the row's item before the column's.
    given : sequence of int
        All items in the order that decides between equally good ones.
    """
    if len(given) > EXACT:
        return _moved(wins, tuple(given))
    return _exact(wins, tuple(given))


def cost(wins: Wins, order: Sequence[int]) -> float:
    """Return the weight of the votes that an order contradicts."""
    return float(sum(wins[later, earlier] for at, earlier in enumerate(order) for later in order[at + 1 :]))


def cycles(wins: Wins) -> list[tuple[int, ...]]:
    """Return the Condorcet cycles: groups of items each of which beats another of its group, through others also back.

    Each group is as large as it can be, sorted; so are the groups.
    """
    n = len(wins)
    reach = (wins > wins.T + _SAME) | np.eye(n, dtype=bool)
    for via in range(n):
        reach |= reach[:, [via]] & reach[[via], :]
    both = reach & reach.T
    groups = {tuple(np.flatnonzero(both[item]).tolist()) for item in range(n)}
    return sorted(group for group in groups if len(group) > 1)


def ties(wins: Wins) -> list[tuple[int, int]]:
    """Return the pairs that as many voted for as against; pairs without votes are no ties."""
    n = len(wins)
    return [
        (one, other)
        for one in range(n)
        for other in range(one + 1, n)
        if wins[one, other] > 0 and abs(wins[one, other] - wins[other, one]) <= _SAME
    ]


def _exact(wins: Wins, given: tuple[int, ...]) -> tuple[int, ...]:
    n = len(given)
    rank = np.argsort(given)
    items, sets = np.arange(n), np.arange(1 << n)
    held = (sets[:, None] >> items) % 2 == 1
    # Of each set and item: the votes that the item contradicts if all of the set come after it, and its steps off.
    against = held @ np.where(np.eye(n, dtype=bool), 0.0, wins)
    passed = held @ (rank[:, None] < rank[None, :]).astype(int)
    # Of each set of items that come first: the votes contradicted within it, the steps off the given order, the last.
    price, off, last = np.zeros(len(sets)), np.zeros(len(sets), dtype=int), np.zeros(len(sets), dtype=int)
    for size in range(1, n + 1):
        own = sets[held.sum(axis=1) == size]
        before, left = own[:, None] & ~(1 << items), len(sets) - 1 - own
        prices = np.where(held[own], np.round(price[before] + against[left], 9), np.inf)
        price[own] = prices.min(axis=1)
        steps = np.where(prices == price[own][:, None], off[before] + passed[left], n * n)
        off[own] = steps.min(axis=1)
        last[own] = np.where(steps == off[own][:, None], rank, n).argmin(axis=1)
    order, taken = [], len(sets) - 1
    while taken:
        order.append(int(last[taken]))
        taken &= ~(1 << order[-1])
    return tuple(reversed(order))


def _moved(wins: Wins, order: tuple[int, ...]) -> tuple[int, ...]:
    """Move one item at a time to where it contradicts the fewest votes, until no move helps."""
    lowest, better = cost(wins, order), True
    while better:
        better = False
        for item in order:
            rest = [other for other in order if other != item]
            tried = [(*rest[:at], item, *rest[at:]) for at in range(len(order))]
            price, at = min((cost(wins, one), at) for at, one in enumerate(tried))
            if price < lowest - _SAME:
                order, lowest, better = tried[at], price, True
    return order
