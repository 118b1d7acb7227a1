"""How fast a person codes, and what more coding would buy.

>>> pace(["2026-01-05T09:00:00", "2026-01-05T09:00:20", "2026-01-05T09:00:45", "2026-01-05T09:01:05",
...       "2026-01-05T11:00:00", "2026-01-05T11:00:30", "2026-01-05T11:00:50"])
20.0
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from cjm_research.codes.bars import Bars, judge
from cjm_research.codes.intervals import chances_of, f1_interval

BREAK = 300.0
"""Seconds between two acts above which the person was away."""

_FEWEST_GAPS = 5
_DRAWS = 1000
_SEED = 20260102


@dataclass(frozen=True)
class Outlook:
    """What so many more checked segments would do to one code.

    Attributes
    ----------
    n_more : int
        Checked segments more than now.
    width : float
        Expected width of the interval of F1 then.
    chance : float
        Chance that the verdict will then be another.
    likeliest : str
        The verdict that it would then most often be; "" if the chance is 0.
    """

    n_more: int
    width: float
    chance: float
    likeliest: str


def pace(created_at: Iterable[str], longest: float = BREAK) -> float:
    """Return the seconds that a person takes for a segment: the median gap between acts.

    Parameters
    ----------
    created_at : iterable of str or Timestamp
        When each segment was judged, by one person, in any order; without a time zone UTC is meant.
    longest : float
        Seconds; longer gaps are breaks and left out.

    Returns
    -------
    float
        NaN if there are fewer than five gaps to go by.
    """
    import pandas as pd

    times = pd.to_datetime(pd.Series(list(created_at), dtype=object), utc=True, errors="coerce", format="ISO8601")
    gaps = times.dropna().sort_values().diff().dropna().dt.total_seconds()
    gaps = gaps[gaps <= longest]
    return float(gaps.median()) if len(gaps) >= _FEWEST_GAPS else float("nan")


def outlook(cells: np.ndarray, n_more: int, bars: Bars) -> Outlook:
    """Return what more checked segments would do to a code, if the next are like those so far.

    Parameters
    ----------
    cells : ndarray of int of shape (4,)
        Counts so far.
    n_more : int
        Segments more, 0 or above.
    bars : Bars
        As of the verdict.

    Returns
    -------
    Outlook
        The same for the same counts, whenever it is asked for.

    Notes
    -----
    The chances of the four cells are drawn from what the counts leave open (a Dirichlet distribution), then the new
    counts from those chances; each of the thousand futures is judged as the present is.
    """
    rng = np.random.default_rng(_SEED)
    futures = np.asarray(cells) + rng.multinomial(n_more, chances_of(cells, _DRAWS))
    low, high = f1_interval(futures, bars.level)
    then, now = judge(futures, bars), str(judge(np.asarray(cells), bars))
    others, counts = np.unique(then[then != now], return_counts=True)
    likeliest = str(others[np.argmax(counts)]) if len(others) else ""
    return Outlook(n_more, float((high - low).mean()), float((then != now).mean()), likeliest)
