"""Themes and members as they stand between two fits: what was stored at the last fit, and every edit since.

Nothing is fitted. A segment that no edit touched keeps its row as it was stored, and a theme that no edit touched keeps
its whole row; once every edit is undone the frames are the machine's again, value by value.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from cjm_research.schema import CONTRACTS, check, complete
from cjm_research.themes.law.describing import Describing
from cjm_research.themes.law.edits import MOVE, NEW, Law
from cjm_research.themes.law.resolve import Resolved, resolve

if TYPE_CHECKING:
    from numpy.typing import NDArray

_KEY = ["family", "segment_id"]
_COLUMNS = list(CONTRACTS["members"].columns)


def current(
    themes: pd.DataFrame,
    members: pd.DataFrame,
    topics: pd.DataFrame,
    previous: pd.DataFrame,
    law: Law,
    segments: pd.DataFrame,
    languages: Sequence[str] = ("en",),
    vectors: tuple[Sequence[str], NDArray] | None = None,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the themes and members that stand now.

    Parameters
    ----------
    themes, members : DataFrame
        Their contracts, as stored at the last fit.
    topics : DataFrame
        Contract "topics", of the last fit.
    previous : DataFrame
        theme_id, family, segment_id: the homes after the last fit.
    law : Law
        What people did.
    segments : DataFrame
        Contract "segments".
    languages : sequence of str
        Of the study, the first one first.
    vectors : (sequence of str, ndarray), optional
        As `resolve`.

    Returns
    -------
    (DataFrame, DataFrame)
        Contracts "themes" and "members", sorted by key. A theme that is hidden is in both.
    """
    stored = complete(check(members, "members"), "members")
    known = complete(check(themes, "themes"), "themes")
    resolved = resolve(topics, previous, law, vectors, settled=not law.reopened)
    rows = _rows(resolved, stored, topics, law)
    homes = _homes(rows, law)
    found = pd.concat([homes, _also(homes, stored, law)]).sort_values(["theme_id", "segment_id"], ignore_index=True)
    described = Describing(known, rows, segments, law, tuple(languages), _changed(rows, stored))
    return described.themes(resolved.themes), found


def _rows(resolved: Resolved, stored: pd.DataFrame, topics: pd.DataFrame, law: Law) -> pd.DataFrame:
    """Return the homes with what was stored of each segment (``was``, ``sub``, ``weight`` …)."""
    before = stored.loc[stored["home"].astype(bool), [*_KEY, "theme_id", "weight", "subtheme", "nearest", "distance"]]
    before = before.rename(columns={"theme_id": "was", "subtheme": "sub"})
    rows = resolved.homes.merge(before, on=_KEY, how="left")
    near = topics[[*_KEY, "weight"]].rename(columns={"weight": "of_topic"})
    rows = rows.merge(near, on=_KEY, how="left").merge(law.held()[[*_KEY, "act"]], on=_KEY, how="left")
    rows["was"] = rows["was"].fillna("")
    rows["same"] = rows["theme_id"] == rows["was"]
    put = rows["act"].isin([MOVE, NEW]) & (rows["by"] != "")
    rows["weight"] = rows["weight"].fillna(rows["of_topic"]).where(~put | rows["same"], 1.0)
    return rows


def _homes(rows: pd.DataFrame, law: Law) -> pd.DataFrame:
    touched = set(rows.loc[~rows["same"], ["theme_id", "was"]].to_numpy().ravel())
    homes = rows.assign(home=True)
    # Sub-themes are numbered within a theme, so those of a theme that changed are numbered anew together.
    stays = ~homes["theme_id"].isin(touched) & homes["sub"].notna()
    homes["subtheme"] = homes["sub"].where(stays, homes["subtheme"]).astype(np.int64)
    put_out = homes["rest"] & ~homes["same"]
    homes["distance"] = homes["distance"].astype("float64").where(homes["same"])
    homes.loc[put_out, "distance"] = 1 - rows["of_topic"][put_out]
    homes["nearest"] = homes["nearest"].where(homes["same"], homes["was"].where(put_out, "")).fillna("")
    alive = set(homes.loc[~homes["rest"], "theme_id"])
    homes["nearest"] = [law.root(theme_id) if law.root(theme_id) in alive else "" for theme_id in homes["nearest"]]
    homes.loc[put_out & (homes["nearest"] == ""), "distance"] = np.nan
    return homes[_COLUMNS]


def _also(homes: pd.DataFrame, stored: pd.DataFrame, law: Law) -> pd.DataFrame:
    """Return second homes: those that were stored and still mean something, and those that people gave."""
    machine = stored[~stored["home"].astype(bool)]
    weights = {
        (family, segment, law.root(theme_id)): weight
        for family, segment, theme_id, weight in machine[[*_KEY, "theme_id", "weight"]].itertuples(index=False)
    }
    given = [
        (family, segment, law.root(theme_id), mark.by)
        for (family, segment), themes in sorted(law.also.items())
        for theme_id, mark in themes.items()
    ]
    by = pd.DataFrame(given, columns=[*_KEY, "theme_id", "by"])
    by["weight"] = [weights.get(key, 1.0) for key in zip(by["family"], by["segment_id"], by["theme_id"], strict=True)]
    kept = machine[machine["by"] == ""].copy()
    kept["theme_id"] = [law.root(theme_id) for theme_id in kept["theme_id"]]
    found = pd.concat([by.assign(home=False, subtheme=-1, nearest="", distance=np.nan), kept])[_COLUMNS]
    lives = homes[[*_KEY, "theme_id"]].rename(columns={"theme_id": "lives"})
    found = found.merge(lives, on=_KEY)
    found = found[(found["theme_id"] != found["lives"]) & found["theme_id"].isin(set(homes["theme_id"]))]
    found = found.drop_duplicates(["theme_id", "segment_id"])[_COLUMNS]
    return found.astype({name: homes[name].dtype for name in _COLUMNS})


def _changed(rows: pd.DataFrame, stored: pd.DataFrame) -> frozenset[str]:
    """Return the themes whose homes are not those that were stored."""
    other = rows.loc[~rows["same"]]
    homes = stored.loc[stored["home"].astype(bool), ["theme_id", *_KEY]]
    gone = homes.merge(rows[_KEY], on=_KEY, how="left", indicator=True)
    gone = gone.loc[gone["_merge"] == "left_only", "theme_id"]
    return frozenset(other["theme_id"]) | frozenset(other["was"]) | frozenset(gone)
