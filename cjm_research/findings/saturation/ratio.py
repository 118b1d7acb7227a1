"""Base, run and threshold: how much new a run of interviews brings, measured against the first ones.

Guest, Namey and Chen (2020) count the different codes of the first interviews (the base, 4 to 6 of them) and the new
codes of each run of 2 or 3 interviews after it; runs overlap, moving on by one. The new information is the new codes
of the run over the codes of the base, which stays the same. Where it first falls to the threshold (at most 5 %, or
nothing new) after n interviews, they write "n+run". It is a rule to report by and guarantees nothing: later interviews
may bring new codes all the same, so a sheet also tells how the last run stands and what other orders would have said.

>>> news = np.array([16, 9, 7, 5, 4, 3, 1, 1, 2, 0])
>>> met(news, base=4, run=2, threshold=0.05).item()  # 37 codes in the base; the run of interviews 7 and 8 brings 2
0
>>> met(np.array([16, 9, 7, 5, 4, 3, 1, 0, 2, 0]), base=4, run=2, threshold=0.05).item()
6
"""

from __future__ import annotations

import numpy as np
import pandas as pd

BASES = (4, 5, 6)
RUNS = (2, 3)
THRESHOLDS = (0.05, 0.0)
_ROUNDING = 1e-12
COLUMNS = (
    "base",
    "run",
    "threshold",
    "n_base",
    "met_at",
    "notation",
    "found_then",
    "last_new",
    "last_share",
    "order_share",
    "chosen",
)


def new_information(news: np.ndarray, base: int, run: int) -> np.ndarray:
    """Return the new codes of each run over the codes of the base.

    Parameters
    ----------
    news : ndarray of int, shape (..., n_units)
        New codes at each place.
    base, run : int
        Interviews.

    Returns
    -------
    ndarray of shape (..., n_units - base - run + 1)
        Of the runs that begin right after the base, one interview later and so on; NaN where the base holds no code.
        Empty where there are too few interviews.
    """
    seen = np.concatenate([np.zeros((*news.shape[:-1], 1)), np.cumsum(news, axis=-1)], axis=-1)
    n_units = news.shape[-1]
    if n_units < base + run:
        return np.zeros((*news.shape[:-1], 0))
    in_run = seen[..., base + run :] - seen[..., base : n_units - run + 1]
    in_base = seen[..., base : base + 1]
    return np.where(in_base > 0, in_run / np.where(in_base > 0, in_base, 1), np.nan)


def met(news: np.ndarray, base: int, run: int, threshold: float) -> np.ndarray:
    """Return after how many interviews the new information first falls to the threshold; 0 where it never does.

    Parameters
    ----------
    news : ndarray of int, shape (..., n_units)
        New codes at each place.
    base, run : int
        Interviews.
    threshold : float
        Largest share of new information, 0–1.

    Returns
    -------
    ndarray of int, shape (...)
        The run that follows is not counted in, as in "6+2".
    """
    low = new_information(news, base, run) <= threshold + _ROUNDING
    if not low.shape[-1]:
        return np.zeros(news.shape[:-1], dtype=int)
    return np.where(low.any(axis=-1), base + low.argmax(axis=-1), 0)


def ratios(held: np.ndarray, orders: np.ndarray, base: int, run: int, threshold: float) -> pd.DataFrame:
    """Return the figures for what was asked and for every choice that Guest, Namey and Chen (2020) discuss.

    Parameters
    ----------
    held : ndarray of int, shape (n_units,)
        New codes in the order the interviews were held.
    orders : ndarray of int, shape (rounds, n_units)
        New codes in random orders.
    base, run, threshold : int, int, float
        What is asked; its row has `chosen`.

    Returns
    -------
    DataFrame
        `COLUMNS`: n_base codes in the base; met_at, <NA> if never, and notation "6+2"; found_then, the share 0–1 of
        all codes heard by then, the run included; last_new and last_share of the last run; order_share, the share of
        random orders in which the threshold is met.
    """
    choices = [(b, r, t) for b in BASES for r in RUNS for t in THRESHOLDS]
    asked = (base, run, threshold)
    rows = [_row(held, orders, *choice, choice == asked) for choice in sorted({*choices, asked}, key=_place)]
    return pd.DataFrame(rows, columns=list(COLUMNS)).astype({"met_at": "Int64", "last_new": "Int64"})


def _place(choice: tuple[int, int, float]) -> tuple[int, int, float]:
    base, run, threshold = choice
    return base, run, -threshold


def _row(held: np.ndarray, orders: np.ndarray, base: int, run: int, threshold: float, chosen: bool) -> tuple:
    at = int(met(held, base, run, threshold))
    shares = new_information(held, base, run)
    enough = bool(shares.size)
    total = held.sum()
    return (
        base,
        run,
        threshold,
        int(held[:base].sum()),
        at or pd.NA,
        f"{at}+{run}" if at else "",
        float(held[: at + run].sum() / total) if at and total else np.nan,
        int(held[-run:].sum()) if enough else pd.NA,
        float(shares[-1]) if enough else np.nan,
        float((met(orders, base, run, threshold) > 0).mean()) if enough and len(orders) else np.nan,
        chosen,
    )
