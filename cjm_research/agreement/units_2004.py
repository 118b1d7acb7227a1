"""Krippendorff's first alpha for unitising (2004), for figures that are to be held against older reports.

Differences are squared shifts of boundaries. Its authors replaced it in 2016 (`units`), because with more than two
coders it did not behave as expected; new reports give that one.

Source: Krippendorff (2004), Measuring the reliability of qualitative text analysis data, Quality and Quantity 38:
787-800, appendix; the same example in Content Analysis, 2nd edition, page 254.

>>> alpha_2004([[(0, 10)], [(0, 10)]], 0, 100)
1.0
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import permutations

import numpy as np

Span = tuple[int, int]


def observed(coders: Sequence[Sequence[Span]], begin: int, length: int) -> float:
    """Return the difference that is seen, 0 to 1.

    Parameters
    ----------
    coders : sequence of sequence of (start, end)
        The units of each coder under one code; those of one coder do not overlap.
    begin, length : int
        Of the text, in characters.
    """
    off = sum(_distance(unit, others) for one, others in permutations(coders, 2) for unit in one)
    both = sum(_shift(a, b) for one, other in permutations(coders, 2) for a in one for b in other)
    m = len(coders)
    return (2 * off + both) / (m * (m - 1) * length**2)


def expected(coders: Sequence[Sequence[Span]], begin: int, length: int) -> float:
    """Return the difference that chance alone would give."""
    gaps = np.array([end - start for units in coders for start, end in _gaps(units, begin, length)], dtype=float)
    sizes = np.array([end - start for units in coders for start, end in units], dtype=float)
    n, m = len(sizes), len(coders)
    if not n:
        return 0.0
    room = np.where(gaps >= sizes[:, None], gaps - sizes[:, None] + 1, 0).sum(axis=1)
    parts = (n - 1) * (2 * sizes**3 - 3 * sizes**2 + sizes) / 3 + sizes**2 * room
    return float(2 / length * parts.sum() / (m * length * (m * length - 1) - (sizes * (sizes - 1)).sum()))


def alpha_2004(coders: Sequence[Sequence[Span]], begin: int, length: int) -> float:
    """Return alpha for one code; NaN if nobody marked anything."""
    by_chance = expected(coders, begin, length)
    return 1 - observed(coders, begin, length) / by_chance if by_chance else float("nan")


def _shift(one: Span, other: Span) -> float:
    """Return the squared shifts of both boundaries of units that overlap, 0 of those that do not."""
    overlap = min(one[1], other[1]) > max(one[0], other[0])
    return float((one[0] - other[0]) ** 2 + (one[1] - other[1]) ** 2) if overlap else 0.0


def _distance(unit: Span, others: Sequence[Span]) -> float:
    """Return the squared length of a unit that lies wholly in another coder's gap, else 0."""
    alone = all(other[1] <= unit[0] or unit[1] <= other[0] for other in others)
    return float((unit[1] - unit[0]) ** 2) if alone else 0.0


def _gaps(units: Sequence[Span], begin: int, length: int) -> list[Span]:
    ends = [begin, *(end for _, end in sorted(units))]
    starts = [*(start for start, _ in sorted(units)), begin + length]
    return [(end, start) for end, start in zip(ends, starts, strict=True) if start > end]
