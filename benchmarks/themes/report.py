"""The measured cells as tables: who is ahead of whom, then each set.

NPMI and c_v are of each method's own ten words a topic; "same words" chooses them for every method in the same way
(content words, class-wise TF-IDF), so that only the grouping differs. Stop words are found side by side in any text and
raise a method's own NPMI; "stop words" is their share among the words that a reader would be shown.
"""

from __future__ import annotations

import pandas as pd
from rivals import DEFAULT, EQUAL, METHODS, OURS

_COLUMNS = {
    "themes_found": "themes",
    "ari": "ARI",
    "ami": "AMI",
    "ari_assigned": "ARI of assigned",
    "ami_assigned": "AMI of assigned",
    "purity": "purity",
    "coverage": "coverage",
    "npmi": "NPMI",
    "c_v": "c_v",
    "npmi_same": "NPMI, same words",
    "stop_words": "stop words",
    "seconds": "s",
}
_MEANS = ("ari", "ami", "coverage", "npmi", "c_v", "npmi_same", "stop_words")
_COVERED = 0.9


def as_markdown(cells: pd.DataFrame) -> str:
    """Return tables by set and size, means over draws, and the summary."""
    if cells.empty:
        return "Nothing is measured yet.\n"
    means = cells.drop(columns="draw").groupby(["set", "n", "method"]).mean().reset_index()
    parts = []
    for (name, n), rows in means.groupby(["set", "n"], sort=True):
        draws = cells[(cells["set"] == name) & (cells["n"] == n)]["draw"].nunique()
        parts.append(
            f"**{name}, {n:,} texts, {rows['themes_given'].mean():.0f} themes, {draws} "
            f"{'draw' if draws == 1 else 'draws'}**\n\n{_set_table(rows)}"
        )
    return "\n\n".join([_summary(means), *parts]) + "\n"


def _set_table(rows: pd.DataFrame) -> str:
    order = [method for method in (OURS, *METHODS) if method in set(rows["method"])]
    rows = rows.set_index("method").loc[order]
    lines = [[method, *(_figure(column, rows.at[method, column]) for column in _COLUMNS)] for method in order]
    return table(["method", *_COLUMNS.values()], lines)


def _figure(column: str, value: float) -> str:
    if pd.isna(value):
        return "–"
    return f"{value:.0f}" if column == "themes_found" else f"{value:.1f}" if column == "seconds" else f"{value:.2f}"


def _summary(means: pd.DataFrame) -> str:
    """Return the mean of each method over all cells that every method has, and how often ours is ahead."""
    wide = {measure: means.pivot(index=["set", "n"], columns="method", values=measure) for measure in _COLUMNS}
    methods = [method for method in (OURS, *METHODS) if method in wide["ari"].columns]
    whole = wide["ari"][methods].notna().all(axis=1)
    lines = []
    for method in methods:
        average = [f"{wide[measure].loc[whole, method].mean():.3f}" for measure in _MEANS]
        terms = "–" if method == OURS else "equal" if method in EQUAL else "told K"
        lines.append([method, terms, *average, *_ahead(wide, method)])
    heads = ["method", "terms", *(_COLUMNS[measure] for measure in _MEANS), "ours ahead, ARI", "ours ahead, AMI"]
    return f"**Means over {int(whole.sum())} sets × sizes**\n\n{table(heads, lines)}" + _told(wide, whole)


def _ahead(wide: dict[str, pd.DataFrame], rival: str) -> list[str]:
    if rival == OURS or OURS not in wide["ari"].columns:
        return ["–", "–"]
    found = []
    for measure in ("ari", "ami"):
        both = wide[measure][[OURS, rival]].dropna()
        ahead = (both[OURS] > both[rival]) & (wide["coverage"].loc[both.index, OURS] >= _COVERED)
        found.append(f"{int(ahead.sum())} / {len(both)}")
    return found


def _told(wide: dict[str, pd.DataFrame], whole: pd.Series) -> str:
    if OURS not in wide["ari"].columns or not whole.any() or not set(EQUAL) & set(wide["ari"].columns):
        return ""
    lines = []
    for measure, name in (("ari", "ARI"), ("ami", "AMI")):
        rivals = wide[measure].loc[whole, [method for method in EQUAL if method in wide[measure].columns]]
        mean, ours = rivals.mean(), wide[measure].loc[whole, OURS]
        lines.append(
            f"- {name}: ours {ours.mean():.3f}; the best rival that is not told the number of themes, {mean.idxmax()}, "
            f"{mean.max():.3f}; the best of them chosen anew in each row {rivals.max(axis=1).mean():.3f}; "
            f"behind {DEFAULT}: {_behind(wide, measure)}."
        )
    return "\n\n" + "\n".join(lines)


def _behind(wide: dict[str, pd.DataFrame], measure: str) -> str:
    both = wide[measure][[OURS, DEFAULT]].dropna() if DEFAULT in wide[measure].columns else pd.DataFrame()
    if both.empty:
        return "not measured"
    lost = (both[OURS] <= both[DEFAULT]) | (wide["coverage"].loc[both.index, OURS] < _COVERED)
    return ", ".join(f"{name} {n:,}" for name, n in both.index[lost]) or "nowhere"


def table(heads: list[str], rows: list[list[str]]) -> str:
    """Return a Markdown table with even columns.

    >>> print(table(["a", "b"], [["1", "22"]]))
    | a | b  |
    | - | -- |
    | 1 | 22 |
    """
    widths = [max(len(row[column]) for row in (heads, *rows)) for column in range(len(heads))]
    lines = [heads, ["-" * width for width in widths], *rows]
    return "\n".join(
        "| " + " | ".join(f"{cell:<{width}}" for cell, width in zip(line, widths, strict=True)) + " |" for line in lines
    )
