"""The ranked list as text: a card a line, columns under each other also where 汉字 take two places."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any
from unicodedata import east_asian_width

import pandas as pd

from cjm_research.findings.priority.words import LANE, LISTED, MORE, OPEN, QUADRANT

if TYPE_CHECKING:
    from cjm_research.findings.priority.sheet import PrioritySheet

TOP = 20
"""Cards of a lane that are listed where not all are asked for."""

_TITLE = 44  # places of the longest title


def listed(sheet: PrioritySheet, stages: Mapping[str, str], every: bool = False, language: str = "") -> str:
    """Return the cards by lane and rank.

    Parameters
    ----------
    sheet : PrioritySheet
    stages : mapping of str to str
        Names of the stages.
    every : bool
        All cards; else `TOP` of each lane, and how many more there are.
    language : {"en", "zh"}
        That of the sheet by default.

    Returns
    -------
    str
        "" without cards. A likely rank that is the whole lane is said to be open.
    """
    language = language or sheet.language
    blocks = []
    for lane, own in sheet.frame.groupby("lane", sort=False):
        shown = own if every else own.head(TOP)
        rows = [LISTED[language], *(_cells(row, stages, language) for row in shown.to_dict("records"))]
        more = [MORE[language].format(n=len(own) - len(shown))] if len(shown) < len(own) else []
        blocks.append("\n".join([LANE[language][lane], *_aligned(rows), *more]))
    return "\n\n".join(blocks)


def _cells(row: Mapping[str, Any], stages: Mapping[str, str], language: str) -> tuple[str, ...]:
    low, high, of = row["rank_low"], row["rank_high"], row["of"]
    likely = str(low) if low == high else f"{low}–{high}"
    stage, title = stages.get(row["stage"], row["stage"]), row["title"]
    for around in (f" ({stage})", f"（{stage}）"):
        title = title.removesuffix(around)  # it has a column of its own
    return (
        str(row["rank"]),
        OPEN[language] if of > 1 and (low, high) == (1, of) else likely,
        _cut(title),
        stage,
        f"{row['n_people']}/{row['n_asked']}",
        "–" if pd.isna(row["intensity"]) else f"{row['intensity']:.2f}",
        str(row["value"] or "–"),
        str(row["difficulty"] or "–"),
        QUADRANT[language][row["quadrant"]],
    )


def _aligned(rows: Sequence[Sequence[str]]) -> list[str]:
    widths = [max(map(_width, column)) for column in zip(*rows, strict=True)]
    return [
        "  ".join(cell + " " * (width - _width(cell)) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    ]


def _width(text: str) -> int:
    return sum(2 if east_asian_width(char) in "WF" else 1 for char in text)


def _cut(title: str) -> str:
    if _width(title) <= _TITLE:
        return title
    while _width(title) >= _TITLE:
        title = title[:-1]
    return title.rstrip() + "…"
