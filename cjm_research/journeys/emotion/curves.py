"""The emotion curve of groups of people: a point per stage and group, and how far two groups are apart.

Groups are of different people (`findings.groups.people_groups`, or a persona per person), so each person counts in one
curve alone. Numbers of fewer people than the smallest cell are not given.

Use when one group may travel differently. Do not read a difference as an effect of the group.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from cjm_research.errors import UnknownNameError
from cjm_research.journeys.emotion.differences import difference, holm
from cjm_research.journeys.emotion.points import point

COLUMNS = ("stage", "group", "order", "mean", "low", "high", "n", "shown")
DIFFERENCES = (
    "stage",
    "first",
    "second",
    "difference",
    "low",
    "high",
    "p",
    "p_holm",
    "effect",
    "n_first",
    "n_second",
    "differs",
)


def curves(
    means: pd.DataFrame, groups: pd.DataFrame, stages: Sequence[str], interval: float = 0.95, min_cell: int = 1
) -> pd.DataFrame:
    """Return the emotion point of each group at each stage.

    Parameters
    ----------
    means : DataFrame
        From `by_person`: columns stage, case_id, emotion.
    groups : DataFrame
        Columns case_id, group ("" = not known: in no curve) and optionally order, the place of the group.
    stages : sequence of str
        In the order of the map.
    interval : float
        Width, 0–1.
    min_cell : int
        People below which a point is withheld.

    Returns
    -------
    DataFrame
        `COLUMNS`, a row per group and stage, groups by their order and stages by theirs. mean, low and high 1–5, NaN
        where nobody or too few say anything there; n people, <NA> where withheld; `shown` "12" or "<5".
    """
    known = groups[groups["group"] != ""]
    rows = means.merge(known[["case_id", "group"]], on="case_id")
    held = {key: own["emotion"].to_numpy(dtype="float64") for key, own in rows.groupby(["group", "stage"], sort=True)}
    found = []
    for place, group in enumerate(_names(known)):
        for stage in stages:
            at = point(held.get((group, stage), np.empty(0)), interval=interval)
            few = 0 < at.n < min_cell
            numbers = (None, None, None, pd.NA) if few else (at.mean, at.low, at.high, at.n)
            found.append((stage, group, place, *numbers, f"<{min_cell}" if few else str(at.n)))
    frame = pd.DataFrame(found, columns=list(COLUMNS))
    return frame.astype({"mean": "float64", "low": "float64", "high": "float64", "n": "Int64"})


def curve_difference(
    means: pd.DataFrame,
    groups: pd.DataFrame,
    first: str,
    second: str,
    stages: Sequence[str],
    interval: float = 0.95,
    min_cell: int = 1,
) -> pd.DataFrame:
    """Return how far two groups are apart at each stage.

    Parameters
    ----------
    means, groups, stages, interval, min_cell
        As in `curves`; a stage at which one of the groups has fewer people than min_cell is not compared.
    first, second : str
        Names of the groups.

    Returns
    -------
    DataFrame
        `DIFFERENCES`, a row per stage: first minus second in steps of the scale with its interval (Welch), NaN where
        it cannot be told; p_holm is corrected over the stages, and `differs` says whether it holds at 1 − interval.

    Raises
    ------
    UnknownNameError
        If no group has that name.
    """
    names = _names(groups[groups["group"] != ""])
    for name in (first, second):
        if name not in names:
            raise UnknownNameError(f"No group is called {name!r}. Groups: {', '.join(names) or 'none'}.")
    rows = means.merge(groups[["case_id", "group"]], on="case_id")
    held = {key: own.set_index("case_id")["emotion"] for key, own in rows.groupby(["group", "stage"], sort=True)}
    nobody = pd.Series(dtype="float64")
    found = []
    for stage in stages:
        sides = [held.get((name, stage), nobody) for name in (first, second)]
        shown = min(len(side) for side in sides) >= min_cell
        each = difference(*(sides if shown else (nobody, nobody)), interval)
        sizes = (each.n_first, each.n_second) if shown else (pd.NA, pd.NA)
        found.append((stage, first, second, each.difference, each.low, each.high, each.p, each.effect, *sizes))
    frame = pd.DataFrame(found, columns=[name for name in DIFFERENCES if name not in ("p_holm", "differs")])
    numbers = ("difference", "low", "high", "p", "effect")
    frame = frame.astype(dict.fromkeys(numbers, "float64") | {"n_first": "Int64", "n_second": "Int64"})
    tested = frame["p"].notna()
    frame["p_holm"] = np.nan
    frame.loc[tested, "p_holm"] = holm(frame.loc[tested, "p"].to_numpy())
    return frame.assign(differs=frame["p_holm"].le(1 - interval + 1e-12))[list(DIFFERENCES)]


def _names(known: pd.DataFrame) -> list[str]:
    keys = ["order", "group"] if "order" in known.columns else ["group"]
    return list(dict.fromkeys(known.sort_values(keys, kind="stable")["group"]))
