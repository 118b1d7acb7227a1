"""The emotion point of a stage: one mean per person first, then across people, with an interval.

Someone who talks a lot counts once. The interval is a percentile bootstrap over people: it says how far the point would
move with other people like these, not how far single segments scatter.

Use when a stage is shown. Do not read an interval of two or three people as more than a hint.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

_CELLS = 4_000_000  # resampled values held at a time


@dataclass(frozen=True)
class Point:
    """An emotion point.

    Attributes
    ----------
    mean, low, high : float or None
        1 (very negative) to 5 (very positive), full precision; all None without people, low and high None with one.
    n : int
        People.
    """

    mean: float | None
    low: float | None
    high: float | None
    n: int


def by_person(placed: pd.DataFrame) -> pd.DataFrame:
    """Return each person's mean emotion at each stage.

    Parameters
    ----------
    placed : DataFrame
        Columns segment_id, stage, case_id and emotion (1–5, NaN where unknown).

    Returns
    -------
    DataFrame
        Columns stage, case_id, emotion, n_segments, sorted by stage and case_id; "none" is left out.
    """
    known = placed[placed["emotion"].notna() & (placed["stage"] != "none")].sort_values("segment_id")
    means = known.groupby(["stage", "case_id"], sort=True)["emotion"].agg(["mean", "size"]).reset_index()
    means.columns = ["stage", "case_id", "emotion", "n_segments"]
    return means


def point(values: np.ndarray, draws: int, interval: float, seed: int) -> Point:
    """Return the mean across people with its bootstrap interval.

    Parameters
    ----------
    values : ndarray of shape (n_people,)
        One mean per person, sorted by person.
    draws : int
        Bootstrap draws.
    interval : float
        Width, 0–1.
    seed : int
        Seed of the draws.

    Returns
    -------
    Point
        Percentile interval (Efron 1979).

    Examples
    --------
    >>> point(np.array([2.0]), 100, 0.95, 1)
    Point(mean=2.0, low=None, high=None, n=1)
    """
    n = len(values)
    if n == 0:
        return Point(None, None, None, 0)
    if n == 1:
        return Point(float(values[0]), None, None, 1)
    rng = np.random.default_rng(seed)
    step = max(1, _CELLS // n)
    means = [values[rng.integers(n, size=(min(step, draws - at), n))].mean(axis=1) for at in range(0, draws, step)]
    edge = (1 - interval) / 2
    low, high = np.quantile(np.concatenate(means), [edge, 1 - edge])
    return Point(float(values.mean()), float(low), float(high), n)
