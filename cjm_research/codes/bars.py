"""What a machine must show before its suggestions of a code may stand, and what follows from the counts so far.

>>> judge(np.array([[57, 3, 2, 120], [20, 6, 7, 90], [2, 30, 9, 80], [3, 1, 0, 50]]), Bars()).tolist()
['automate', 'assist', 'hand-code', 'too little evidence']
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cjm_research.codes.intervals import BOTH, ONLY_MACHINE, ONLY_PERSON, f1_interval, share_interval

AUTOMATE, ASSIST, HAND_CODE, TOO_LITTLE = "automate", "assist", "hand-code", "too little evidence"
VERDICTS = (AUTOMATE, ASSIST, HAND_CODE, TOO_LITTLE)


@dataclass(frozen=True)
class Bars:
    """The bars of the verdicts.

    Attributes
    ----------
    f1 : float
        F1 that the lower end must reach before suggestions may stand unread: at 0.80 two are right for each that is
        wrong or missing.
    precision : float
        Precision whose lower end must be reached too: of five suggestions that stand unread at most one is wrong.
    help : float
        F1 above which suggestions save work and below which they cost it: at 0.50 two are wrong or missing for each
        that is right.
    marked : int
        Checked segments that the person must have marked before anything good is said of a code.
    level : float
        Confidence of every interval.
    """

    f1: float = 0.80
    precision: float = 0.80
    help: float = 0.50
    marked: int = 10
    level: float = 0.95


def judge(cells: np.ndarray, bars: Bars) -> np.ndarray:
    """Return the verdict on each code.

    Parameters
    ----------
    cells : ndarray of int of shape (…, 4)
        Counts, in the order of `intervals.BOTH` … `intervals.NEITHER`.
    bars : Bars
        What is asked.

    Returns
    -------
    ndarray of str of shape (…,)
        "automate": F1 and precision reach their bars even at their lower ends. "assist": F1 reaches ``help`` at its
        lower end. "hand-code": F1 stays below ``help`` even at its upper end, however few were marked, for the upper
        end allows for that. Else "too little evidence".
    """
    low, high = f1_interval(cells, bars.level)
    precision_low, _ = share_interval(cells[..., BOTH], cells[..., BOTH] + cells[..., ONLY_MACHINE], bars.level)
    enough = cells[..., BOTH] + cells[..., ONLY_PERSON] >= bars.marked
    good = enough & (low >= bars.f1) & (precision_low >= bars.precision)
    return np.select([good, enough & (low >= bars.help), high < bars.help], VERDICTS[:3], TOO_LITTLE)
