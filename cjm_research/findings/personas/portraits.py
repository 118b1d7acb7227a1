"""The portrait of each group of people: what they say more than the others, who they are, and in whose words.

Shares are of the people in the group, with Wilson's interval; differences to everybody else with Newcombe's (law 5).
What tells a group apart was used to make it, so its intervals describe the group and prove nothing about it; attributes
were not used, and their differences may be read as they stand.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from cjm_research.findings.shares import newcombe, wilson
from cjm_research.schema import FAMILIES

SAID = (
    "persona", "family", "theme_id", "title", "n_people", "of", "share", "low", "high", "difference", "difference_low",
    "difference_high", "case_id", "segment_id", "quote",
)  # fmt: skip
HAVE = (
    "persona", "attribute", "value", "n_people", "of", "share", "low", "high", "difference", "difference_low",
    "difference_high",
)  # fmt: skip
_MOST_VALUES = 12  # an attribute with more values is free text
_LEAD = (16, 170)  # lengths of a quote that reads well


def what_they_say(
    personas: pd.Series,
    said: pd.DataFrame,
    themes: pd.DataFrame,
    members: pd.DataFrame,
    segments: pd.DataFrame,
    interval: float,
) -> pd.DataFrame:
    """Return what each group says, that which tells it apart first.

    Parameters
    ----------
    personas : Series of int
        Group by case id.
    said : DataFrame
        Columns case_id and theme_id.
    themes, members, segments : DataFrame
        Their contracts.
    interval : float
        Width of the intervals, 0–1.

    Returns
    -------
    DataFrame
        `SAID`; every theme that somebody of the group says, with one quote of somebody who has given none yet where
        that can be had; by group and family, greatest difference first.
    """
    rows = said[said["case_id"].isin(personas.index)].drop_duplicates(["case_id", "theme_id"])
    rows = rows.assign(persona=rows["case_id"].map(personas))
    table = pd.crosstab(rows["theme_id"], rows["persona"]).reindex(columns=sorted(personas.unique()), fill_value=0)
    counts = _compared(table, personas.value_counts().reindex(table.columns).to_numpy(), interval)
    counts = counts[counts["n_people"] > 0].merge(themes[["theme_id", "family", "title"]], left_on="key",
                                                  right_on="theme_id")  # fmt: skip
    counts["at"] = counts["family"].map(FAMILIES.index)
    counts = counts.sort_values(
        ["persona", "at", "difference", "n_people", "theme_id"], ascending=[True, True, False, False, True],
        ignore_index=True,
    )  # fmt: skip
    return _with_quotes(counts, personas, members, segments)[list(SAID)]


def who_they_are(personas: pd.Series, cases: pd.DataFrame, interval: float) -> pd.DataFrame:
    """Return the attributes of each group, that which tells it apart first.

    Parameters
    ----------
    personas : Series of int
        Group by case id.
    cases : DataFrame
        Contract "cases".
    interval : float
        Width of the intervals, 0–1.

    Returns
    -------
    DataFrame
        `HAVE`; of people whose value is known.
    """
    held = cases[cases["case_id"].isin(personas.index)]
    values = pd.DataFrame(
        [
            (case_id, str(name), str(value))
            for case_id, attributes in zip(held["case_id"], held["attributes"], strict=True)
            for name, value in (attributes or {}).items()
            if str(value).strip()
        ],
        columns=["case_id", "attribute", "value"],
    )
    values["persona"] = values["case_id"].map(personas)
    parts = []
    for attribute, own in values.groupby("attribute", sort=True):
        if not 1 < own["value"].nunique() <= _MOST_VALUES:
            continue
        table = pd.crosstab(own["value"], own["persona"]).reindex(columns=sorted(personas.unique()), fill_value=0)
        found = _compared(table, table.sum().to_numpy(), interval)
        parts.append(found.rename(columns={"key": "value"}).assign(attribute=attribute))
    if not parts:
        return pd.DataFrame(columns=list(HAVE))
    found = pd.concat(parts)
    keys = ["persona", "difference", "attribute", "value"]
    return found.sort_values(keys, ascending=[True, False, True, True], ignore_index=True)[list(HAVE)]


def _compared(table: pd.DataFrame, asked: np.ndarray, interval: float) -> pd.DataFrame:
    """Return each count of a table, keys × groups, as a share beside that of all other groups together."""
    counts = table.to_numpy(dtype=int)
    total = np.broadcast_to(asked, counts.shape)
    rest, others = counts.sum(axis=1, keepdims=True) - counts, asked.sum() - total
    low, high = wilson(counts.ravel(), total.ravel(), interval)
    below, above = newcombe(counts.ravel(), total.ravel(), rest.ravel(), others.ravel(), interval)
    with np.errstate(invalid="ignore", divide="ignore"):
        share, share_rest = counts / total, rest / others
    return pd.DataFrame(
        {
            "key": np.repeat(table.index.to_numpy(), len(table.columns)),
            "persona": np.tile(table.columns.to_numpy(), len(table)),
            "n_people": counts.ravel(),
            "of": total.ravel(),
            "share": share.ravel(),
            "low": low,
            "high": high,
            "difference": (share - share_rest).ravel(),
            "difference_low": below,
            "difference_high": above,
        }
    )


def _with_quotes(
    counts: pd.DataFrame, personas: pd.Series, members: pd.DataFrame, segments: pd.DataFrame
) -> pd.DataFrame:
    home = members[members["home"].astype(bool)] if "home" in members else members
    rows = home.merge(segments[["segment_id", "case_id", "text"]], on="segment_id")
    rows = rows[rows["case_id"].isin(personas.index)]
    rows = rows.assign(
        persona=rows["case_id"].map(personas),
        reads=~rows["text"].str.len().between(*_LEAD),
        weight=-rows["weight"].astype("float64").round(9),
    ).sort_values(["reads", "weight", "segment_id"], kind="stable")
    by_place = dict(list(rows.groupby(["persona", "theme_id"], sort=False)))
    heard: set[tuple[int, str]] = set()
    chosen = []
    for persona, theme in zip(counts["persona"], counts["theme_id"], strict=True):
        chosen.append(_quote(by_place.get((persona, theme)), persona, heard))
    return counts.assign(**pd.DataFrame(chosen, columns=["case_id", "segment_id", "quote"]).to_dict("series"))


def _quote(rows: pd.DataFrame | None, persona: int, heard: set[tuple[int, str]]) -> Sequence[str]:
    if rows is None or rows.empty:
        return "", "", ""
    fresh = [(persona, case_id) not in heard for case_id in rows["case_id"]]
    row = rows[fresh].iloc[0] if any(fresh) else rows.iloc[0]
    heard.add((persona, row["case_id"]))
    return row["case_id"], row["segment_id"], row["text"]
