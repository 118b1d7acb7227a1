"""Shares of people with their intervals: of those asked, how many say it, and how much more than others do.

Every figure is a count of people over the people who were asked (law 5) and comes in full precision with an interval
(law 10): Wilson's for one share, Newcombe's for the difference of two, with his correction where the same people are
in both.

>>> low, high = wilson([81], [263])  # Newcombe 1998a, table I
>>> low.round(4).tolist(), high.round(4).tolist()
([0.2553], [0.3662])
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from cjm_research.errors import SchemaError

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

SHARE_COLUMNS = ("theme_id", "family", "title", "n_people", "n_asked", "share", "low", "high")


def theme_shares(
    themes: pd.DataFrame,
    members: pd.DataFrame,
    segments: pd.DataFrame,
    people: Sequence[str],
    interval: float = 0.95,
) -> pd.DataFrame:
    """Return how many of the people who were asked say each theme.

    Parameters
    ----------
    themes, members, segments : DataFrame
        Their contracts; people whose consent is not given taken out before.
    people : sequence of str
        Case ids of everybody who takes part, whether or not they say anything that is coded.
    interval : float
        Width of the interval, 0–1.

    Returns
    -------
    DataFrame
        Columns `SHARE_COLUMNS`, sorted by theme_id; shares 0–1. Left-over ("rest") and hidden themes are not in it.
    """
    said = sayers(themes, members, segments, people)
    asked = len(set(people))
    rows = shown_themes(themes)
    counts = rows["theme_id"].map(said.groupby("theme_id")["case_id"].nunique()).fillna(0).astype(int)
    low, high = wilson(counts, np.full(len(rows), asked), interval)
    found = rows.assign(n_people=counts, n_asked=asked, share=counts / asked if asked else np.nan, low=low, high=high)
    return found[list(SHARE_COLUMNS)]


def shown_themes(themes: pd.DataFrame) -> pd.DataFrame:
    """Return theme_id, family and title of the themes that are neither left-over nor hidden, sorted by theme_id."""
    aside = np.zeros(len(themes), dtype=bool)
    for column in ("rest", "hidden"):
        if column in themes.columns:
            aside |= themes[column].eq(True).to_numpy()
    kept = themes.loc[~aside, ["theme_id", "family", "title"]]
    return kept.sort_values("theme_id", ignore_index=True)


def sayers(themes: pd.DataFrame, members: pd.DataFrame, segments: pd.DataFrame, people: Sequence[str]) -> pd.DataFrame:
    """Return who says which theme in which document: columns theme_id, case_id and document_id, each row once.

    A segment counts for the theme it lives in; "also belongs to" does not count a second time.
    """
    home = members[members["home"].eq(True)] if "home" in members.columns else members
    rows = home[["theme_id", "segment_id"]].merge(segments[["segment_id", "case_id", "document_id"]], on="segment_id")
    rows = rows[rows["theme_id"].isin(shown_themes(themes)["theme_id"]) & rows["case_id"].isin(set(people))]
    columns = ["theme_id", "case_id", "document_id"]
    return rows[columns].drop_duplicates().sort_values(columns, ignore_index=True)


def wilson(n_people: ArrayLike, n_asked: ArrayLike, interval: float = 0.95) -> tuple[NDArray, NDArray]:
    """Return the limits of shares of people by Wilson's score method.

    Parameters
    ----------
    n_people, n_asked : array-like of int, shape (n,)
        People who say it, and people who were asked.
    interval : float
        Width of the interval, 0–1.

    Returns
    -------
    low, high : ndarray of shape (n,)
        0–1; NaN where nobody was asked.

    Raises
    ------
    SchemaError
        If more people say it than were asked.

    References
    ----------
    Wilson (1927), J. Am. Stat. Assoc. 22, 209–212; Newcombe (1998a), Stat. Med. 17, 857–872, method 3.
    """
    from statsmodels.stats.proportion import proportion_confint

    counts, totals = _counts(n_people, n_asked)
    low, high = np.full(len(counts), np.nan), np.full(len(counts), np.nan)
    some = totals > 0
    if some.any():
        low[some], high[some] = proportion_confint(counts[some], totals[some], alpha=1 - interval, method="wilson")
    return low, high


def newcombe(
    n_first: ArrayLike, asked_first: ArrayLike, n_second: ArrayLike, asked_second: ArrayLike, interval: float = 0.95
) -> tuple[NDArray, NDArray]:
    """Return the limits of first share minus second share, of different people, by Newcombe's hybrid score method.

    Parameters
    ----------
    n_first, asked_first, n_second, asked_second : array-like of int, shape (n,)
        People who say it and people who were asked, in the one group and in the other.
    interval : float
        Width of the interval, 0–1.

    Returns
    -------
    low, high : ndarray of shape (n,)
        −1 to 1; NaN where nobody was asked in one of the groups.

    References
    ----------
    Newcombe (1998b), Stat. Med. 17, 873–890, method 10.
    """
    from statsmodels.stats.proportion import confint_proportions_2indep

    first, total_first = _counts(n_first, asked_first)
    second, total_second = _counts(n_second, asked_second)
    low, high = np.full(len(first), np.nan), np.full(len(first), np.nan)
    some = (total_first > 0) & (total_second > 0)
    if some.any():
        low[some], high[some] = confint_proportions_2indep(
            first[some], total_first[some], second[some], total_second[some],
            method="newcomb", compare="diff", alpha=1 - interval,
        )  # fmt: skip
    return low, high


def newcombe_overlap(
    first: tuple[int, int], second: tuple[int, int], both: tuple[int, int, int, int], interval: float = 0.95
) -> tuple[float, float]:
    """Return the limits of first share minus second share where some or all people are in both groups.

    With the same people in both it is Newcombe's method 10 for pairs. With some, the correlation of the two shares is
    that of the pairs times ``n_pairs / sqrt(asked_first · asked_second)``, put into the same square-and-add formula
    (Zou and Donner 2008, equation 7); with none it is the interval for different people.

    Parameters
    ----------
    first, second : (int, int)
        People who say it and people who were asked.
    both : (int, int, int, int)
        Of the people in both groups: say it in both, in the first alone, in the second alone, in neither.
    interval : float
        Width of the interval, 0–1.

    Returns
    -------
    low, high : float
        −1 to 1; NaN where nobody was asked in one of the groups.

    References
    ----------
    Newcombe (1998c), Stat. Med. 17, 2635–2650, method 10; Zou and Donner (2008), Stat. Med. 27, 1693–1702.

    Examples
    --------
    >>> low, high = newcombe_overlap((19, 41), (14, 41), (14, 5, 0, 22))  # Altman et al. 2000, table 6.2
    >>> round(low, 3), round(high, 3)
    (0.011, 0.226)
    """
    (one, asked_one), (two, asked_two) = first, second
    if not asked_one or not asked_two:
        return float("nan"), float("nan")
    low, high = wilson([one, two], [asked_one, asked_two], interval)
    share_one, share_two = one / asked_one, two / asked_two
    tied = _phi(both) * sum(both) / (asked_one * asked_two) ** 0.5
    down, up = share_one - low[0], high[0] - share_one
    down_two, up_two = share_two - low[1], high[1] - share_two
    below = max(0.0, down**2 - 2 * tied * down * up_two + up_two**2) ** 0.5
    above = max(0.0, up**2 - 2 * tied * up * down_two + down_two**2) ** 0.5
    difference = share_one - share_two
    return float(max(-1.0, difference - below)), float(min(1.0, difference + above))


def _phi(both: tuple[int, int, int, int]) -> float:
    """Return the correlation of pairs with Newcombe's continuity correction; 0 where a margin is empty."""
    a, b, c, d = both
    margins = (a + b) * (c + d) * (a + c) * (b + d)
    if not margins:
        return 0.0
    product = a * d - b * c
    if product > 0:
        product = max(0.0, product - (a + b + c + d) / 2)
    return product / margins**0.5


def _counts(n_people: ArrayLike, n_asked: ArrayLike) -> tuple[NDArray, NDArray]:
    counts, totals = np.atleast_1d(np.asarray(n_people, dtype=float)), np.atleast_1d(np.asarray(n_asked, dtype=float))
    wrong = (counts > totals) | (counts < 0)
    if wrong.any():
        at = int(np.flatnonzero(wrong)[0])
        raise SchemaError(
            f"{counts[at]:g} people are said to say it, of {totals[at]:g} who were asked (place {at}). "
            "Expected a count between 0 and the people asked; count each person once."
        )
    return counts, totals
