"""Cut a run of counts where what is counted changes, into a given number of pieces.

Each piece is weighed by how likely its counts are if one mixture of symbols held throughout, whatever it is (Dirichlet–
multinomial evidence with `SPREAD` per symbol; Minka 2000, "Estimating a Dirichlet distribution", eq. 2 of the Pólya
part). A cut costs evidence unless the mixture changes there. The best cuts are found exactly by dynamic programming.

>>> counts = np.array([[4, 0], [5, 1], [0, 6], [1, 5]])
>>> cuts, gain = best_cuts(counts, 2)
>>> cuts, round(gain, 2)
((2,), 7.3)
"""

from __future__ import annotations

from functools import cache
from math import lgamma

import numpy as np
import numpy.typing as npt

SPREAD = 0.5
"""Counts that each symbol has before anything is seen (Jeffreys)."""

Counts = npt.NDArray[np.int64]


def best_cuts(counts: Counts, pieces: int) -> tuple[tuple[int, ...], float]:
    """Return where to cut a run, and how much more evidence that has than no cut.

    Parameters
    ----------
    counts : ndarray of int, shape (n_bins, n_symbols)
        What is met along the run.
    pieces : int
        Into how many pieces, 1 to n_bins.

    Returns
    -------
    cuts : tuple of int
        The bins at which a new piece begins, rising; one fewer than pieces.
    gain : float
        Natural log of the evidence for these pieces over that for one.
    """
    n = len(counts)
    evidence = _evidence(counts)
    best = np.full((pieces + 1, n + 1), -np.inf)
    came = np.zeros((pieces + 1, n + 1), dtype=int)
    best[0, 0] = 0.0
    for piece in range(1, pieces + 1):
        for end in range(piece, n + 1):
            tried = best[piece - 1, :end] + evidence[:end, end]
            came[piece, end] = int(tried.argmax())
            best[piece, end] = tried[came[piece, end]]
    cuts, end = [], n
    for piece in range(pieces, 1, -1):
        end = int(came[piece, end])
        cuts.append(end)
    return tuple(reversed(cuts)), float(best[pieces, n] - evidence[0, n])


def pieces_of(cuts: tuple[int, ...], n_bins: int) -> npt.NDArray[np.int64]:
    """Return the number of the piece that each bin lies in, from 0.

    >>> pieces_of((2,), 4).tolist()
    [0, 0, 1, 1]
    """
    return np.searchsorted(np.array(cuts, dtype=int), np.arange(n_bins), side="right")


def _evidence(counts: Counts) -> npt.NDArray[np.float64]:
    """Return the log evidence of each piece: shape (n_bins, n_bins + 1), from row up to column, -inf where empty."""
    n, width = counts.shape
    sums = np.vstack([np.zeros((1, width), dtype=int), counts.cumsum(axis=0)])
    each = np.array([_log_gamma(SPREAD, count) for count in range(int(sums[-1].max()) + 1)])
    whole = np.array([_log_gamma(SPREAD * width, count) for count in range(int(sums[-1].sum()) + 1)])
    found = np.full((n, n + 1), -np.inf)
    for start in range(n):
        inside = sums[start + 1 :] - sums[start]
        found[start, start + 1 :] = each[inside].sum(axis=1) - whole[inside.sum(axis=1)]
    return found


@cache
def _log_gamma(spread: float, count: int) -> float:
    """Return log Γ(spread + count) − log Γ(spread)."""
    return lgamma(spread + count) - lgamma(spread)
