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
    rank = {item: at for at, item in enumerate(given)}
    # For each set of items that come first: the votes contradicted within it, the steps off the given order, the last.
    best: dict[int, tuple[float, int, int]] = {0: (0.0, 0, -1)}
    for taken in range(1 << n):
        so_far, off, _ = best[taken]
        left = [item for item in range(n) if not taken >> item & 1]
        for item in left:
            others = [other for other in left if other != item]
            price = round(so_far + float(wins[others, item].sum()), 9)
            steps = off + sum(rank[other] < rank[item] for other in others)
            found, key = (price, steps, item), taken | 1 << item
            if key not in best or (price, steps, rank[item]) < (*best[key][:2], rank[best[key][2]]):
                best[key] = found
    order, taken = [], (1 << n) - 1
    while taken:
        last = best[taken][2]
        order.append(last)
        taken &= ~(1 << last)
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
