"""How long the rest will take, and how many segments more until the machine can be judged.

"Enough" is when some forty check segments are coded and no family's verdict is "too little evidence" any more
(`codes.verdicts`). How many segments that takes is read off the counts so far: the check segments to come are taken to
be like those coded, so it is a forecast, and it moves while one codes.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np

from cjm_research.codes.bars import TOO_LITTLE, Bars, judge
from cjm_research.codes.effort import pace
from cjm_research.review.coding.desk import Desk
from cjm_research.review.coding.queue import check_sample
from cjm_research.schema import CARRIED, FAMILIES

_FEWEST = 10
"""Check segments before anything is forecast."""
_LEAST = 40
"""Check segments before the machine is judged at all (`codes.verdicts`)."""
_STEPS = (0, 2, 5, 10, 15, 20, 30, 40, 50, 60, 80, 100, 130, 160, 200, 250, 300, 400, 500, 700, 1000, 1500, 2000, 4000)


@dataclass(frozen=True)
class Estimate:
    """What is left for one person.

    Attributes
    ----------
    seconds_per_segment : float or None
        The person's pace over the latest acts, breaks left out; None before there are some.
    seconds_left : float or None
        For all segments that wait.
    enough_at : int or None
        Segments more until the machine can be judged; None while nothing can be said yet, or if those that wait will
        not do.
    is_enough : bool
        Whether it can be judged now.
    """

    seconds_per_segment: float | None
    seconds_left: float | None
    enough_at: int | None
    is_enough: bool


def estimate(desk: Desk, check_order: Sequence[str], waiting: Sequence[str], bars: Bars | None = None) -> Estimate:
    """Return the estimate.

    Parameters
    ----------
    desk : Desk
        Of the person.
    check_order : sequence of str
        All segments of the queue in check order.
    waiting : sequence of str
        Those without a verdict, in the order in which they will come.
    bars : Bars, optional
        What is asked of the machine; the shipped ones by default.
    """
    seconds = pace(desk.times)
    known = None if math.isnan(seconds) else seconds
    left = None if known is None else known * len(waiting)
    sample = check_sample(check_order, desk.done, desk.put_off)
    if len(sample) < _FEWEST:
        return Estimate(known, left, None, False)
    cells = tuple(_cells(desk, sample, family) for family in FAMILIES)
    if min(sum(counts) for counts in cells) < _FEWEST:
        return Estimate(known, left, None, False)
    more = _checks_needed(cells, bars or Bars())
    if more is not None:
        more = max(more, _LEAST - len(sample))
    if more == 0:
        return Estimate(known, left, 0, True)
    return Estimate(known, left, _segments_for(more, check_order, desk.done, waiting), False)


def _cells(desk: Desk, sample: Sequence[str], family: str) -> tuple[int, ...]:
    shown: Mapping[tuple[str, str], Mapping[str, Any]] = desk.acted.shown
    cells = [0, 0, 0, 0]
    for segment_id in sample:
        told = shown.get((segment_id, family))
        said = desk.value(segment_id, family)
        if told is not None and said is not None:
            cells[2 * (told["decision"] not in CARRIED) + (not said)] += 1  # in the order of `intervals.BOTH` …
    return tuple(cells)


@lru_cache(maxsize=64)
def _checks_needed(cells: tuple[tuple[int, ...], ...], bars: Bars) -> int | None:
    """Return how many check segments more every family needs, the next being like those so far; None if too many."""
    counts = np.array(cells, dtype=float)
    chances = (counts + 0.5) / (counts.sum(axis=1, keepdims=True) + 2)
    ahead = np.array(_STEPS)[:, None, None]
    futures = np.rint(counts + ahead * chances).astype(int)
    judged = (judge(futures, bars) != TOO_LITTLE).all(axis=1)
    return int(_STEPS[int(np.argmax(judged))]) if judged.any() else None


def _segments_for(
    more: int | None, check_order: Sequence[str], done: Collection[str], waiting: Sequence[str]
) -> int | None:
    """Return after how many of the waiting segments the check sample has grown by so many."""
    needed = [segment_id for segment_id in check_order if segment_id not in done]
    if more is None or more > len(needed):
        return None
    places = {segment_id: place for place, segment_id in enumerate(waiting, 1)}
    return max((places.get(segment_id, len(waiting)) for segment_id in needed[:more]), default=0)
