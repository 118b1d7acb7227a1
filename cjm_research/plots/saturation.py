"""Saturation and coverage as pictures: what each interview brought, and whose voice is on the map.

Both take the sheets of `findings.saturation` and `findings.coverage`. A number that the sheet does not print is not
drawn either: its place says so.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from cjm_research.plots import palette
from cjm_research.plots.fonts import set_family, use_cjk_fonts
from cjm_research.plots.themes import finish, new_axes, shortened, white

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from cjm_research.findings.coverage import CoverageSheet
    from cjm_research.findings.saturation import SaturationSheet

_CURVE = palette.FAMILY["goal"]
_MOST_BARS = 60  # interviews whose new codes are still told apart as bars
_MOST_TICKS = 24
_MEASURES = ("answered", "heard", "goal", "motivation", "pain_point")
_WORDS: dict[str, dict[str, Any]] = {
    "en": {
        "code": "codes",
        "theme": "themes",
        "interview": "Interviews, in the order they were held",
        "survey": "Respondents",
        "heard": "{codes} heard so far",
        "mean": "mean of all orders",
        "band": "nine orders in ten",
        "bars": "new in each",
        "ahead": "to be expected ({level}%)",
        "estimate": "estimated, at least {n}",
        "none": "no interview to show",
        "people": "no group to show",
        "share": "Of the people asked in each group",
        "asked": "asked {n}",
        "more": "; {n} more groups not drawn",
    },
    "zh": {
        "code": "编码",
        "theme": "主题",
        "interview": "访谈（按进行的先后）",
        "survey": "受访者",
        "heard": "已出现的{codes}数",
        "mean": "所有顺序的平均",
        "band": "九成顺序的范围",
        "bars": "每场新增",
        "ahead": "预计（{level}%）",
        "estimate": "估计至少{n}",
        "none": "没有可显示的访谈",
        "people": "没有可显示的群体",
        "share": "占各组问到人数的比例",
        "asked": "问到{n}",
        "more": "；另有{n}组未画出",
    },
}


def saturation_curve(
    sheet: SaturationSheet, kind: str = "interview", ax: Axes | None = None, language: str | None = None
) -> Axes:
    """Draw how codes or themes add up, interview by interview, and what the next ones can be expected to bring.

    Parameters
    ----------
    sheet : SaturationSheet
        From `findings.saturation.saturation_sheet`.
    kind : {"interview", "survey"}
        Whose curve.
    ax : Axes, optional
        Where to draw; a new figure if not given.
    language : {"en", "zh"}, optional
        Of labels; that of the sheet by default.

    Returns
    -------
    Axes
        The mean of all orders with its band, then dashed what is to be expected; bars for the new codes of each
        interview as held, up to 60 of them; the title is the reading. Without a unit, a sentence that says so.
    """
    language = language or sheet.language
    words, own = _WORDS[language], sheet.curve[sheet.curve["kind"] == kind]
    if own.empty:
        return _sentence(ax, words["none"])
    row = sheet.unseen[sheet.unseen["kind"] == kind].iloc[0]
    held, ahead = own[~own["ahead"].astype(bool)], own[own["ahead"].astype(bool)]
    foretold = row["state"] != "unknown"
    own = own if foretold else held
    with white() as sns, use_cjk_fonts() as families:
        ax = ax or new_axes(8.5, 4.8)
        _draw_held(ax, held, words)
        if foretold:
            _draw_ahead(ax, held, ahead, row, words, f"{100 * sheet.interval:g}")
        ax.set_xlim(0.4, float(own["n"].max()) + 0.6)
        top = float(max(own["high"].max(), row["estimate"] if foretold else 0, 1))
        ax.set_ylim(0, top * 1.12)
        if len(own) <= _MOST_TICKS:
            ax.set_xticks(own["n"].astype(int))
        ax.yaxis.get_major_locator().set_params(integer=True)
        ax.legend(loc="lower left", bbox_to_anchor=(0, 1.0), ncols=4, frameon=False, fontsize=9, borderaxespad=0.2,
                  handlelength=1.6)  # fmt: skip
        codes = words[sheet.level]
        ylabel = words["heard"].format(codes=codes if language == "zh" else codes.capitalize())
        finish(sns, ax, families, words.get(kind, kind), ylabel, sheet.headline(kind, language))
    return ax


def _draw_held(ax: Axes, held: pd.DataFrame, words: dict[str, Any]) -> None:
    if len(held) <= _MOST_BARS:
        bars = held["new"].astype(int)
        ax.bar(held["n"], bars, width=0.55, color=palette.tint(palette.QUIET, 0.28), lw=0, label=words["bars"])
    ax.fill_between(held["n"], held["low"], held["high"], color=palette.tint(_CURVE, 0.18), lw=0, label=words["band"])
    mark = "o" if len(held) <= _MOST_BARS else None
    ax.plot(held["n"], held["expected"], color=_CURVE, lw=2, marker=mark, ms=4, label=words["mean"])


def _draw_ahead(
    ax: Axes, held: pd.DataFrame, ahead: pd.DataFrame, row: pd.Series, words: dict[str, Any], level: str
) -> None:
    last = held.iloc[-1]
    x = [last["n"], *ahead["n"]]
    low, high = ([last["expected"], *ahead[name]] for name in ("low", "high"))
    label = words["ahead"].format(level=level)
    ax.fill_between(x, low, high, facecolor="none", edgecolor=palette.tint(_CURVE, 0.55), lw=0.8, ls=":")
    ax.plot(x, [last["expected"], *ahead["expected"]], color=_CURVE, lw=2, ls=(0, (3, 2)), label=label)
    ax.axhline(row["estimate"], color=palette.QUIET, lw=1, ls=":")
    ax.annotate(words["estimate"].format(n=f"{row['estimate']:.1f}"), (0.005, row["estimate"]), (0, 3), fontsize=9,
                xycoords=ax.get_yaxis_transform(), textcoords="offset points", color=palette.QUIET)  # fmt: skip


def coverage_table(sheet: CoverageSheet, ax: Axes | None = None, language: str | None = None, most: int = 30) -> Axes:
    """Draw who was asked and who was heard, group by group.

    Parameters
    ----------
    sheet : CoverageSheet
        From `findings.coverage.coverage_sheet`.
    ax : Axes, optional
        Where to draw; a new figure if not given, as high as the rows need.
    language : {"en", "zh"}, optional
        Of labels; that of the sheet by default. Counts are worded as on the sheet.
    most : int
        Rows, in the order of the sheet.

    Returns
    -------
    Axes
        A row per group, a column per measure; the darker, the larger the share. A count that is not printed stands as
        "<5" or "–" on white. Groups that are hardly heard are marked. Without a group, a sentence that says so.
    """
    from cjm_research.findings import coverage_words

    language = language or sheet.language
    words = _WORDS[language]
    if sheet.table.empty:
        return _sentence(ax, words["people"])
    rows = sheet.table.head(most).reset_index(drop=True)
    left_out = len(sheet.table) - len(rows)
    with white() as sns, use_cjk_fonts() as families:
        ax = ax or new_axes(9.5, 0.34 * len(rows) + 1.5)
        for at, row in enumerate(rows.to_dict("records")):
            _draw_group(ax, at, row, sheet.min_cell, words)
            if at and row["by"] != rows["by"].iloc[at - 1]:
                ax.axhline(at - 0.5, color=palette.RULE, lw=1)
        names = [_both_ends(coverage_words.group_name(row.by, row.group, language)) for row in rows.itertuples()]
        marks = [coverage_words.mark(quiet, language) for quiet in rows["quiet"]]
        labels = [f"{name} · {mark}" if mark else name for name, mark in zip(names, marks, strict=True)]
        ax.set_yticks(range(len(rows)), labels)
        for label, mark in zip(ax.get_yticklabels(), marks, strict=True):
            label.set_fontweight("bold" if mark else "normal")
        ax.set_ylim(len(rows) - 0.5, -0.5)
        ax.set_xlim(-1.1, len(_MEASURES) - 0.5)
        ax.set_xticks(range(len(_MEASURES)), coverage_words.heads(language)[2:-1])
        ax.xaxis.tick_top()
        note = words["share"] + (words["more"].format(n=left_out) if left_out else "")
        finish(sns, ax, families, note, "", coverage_words.headline(sheet.silent, sheet.n_compared, language))
        ax.xaxis.set_label_position("bottom")
        for side in ("left", "bottom"):
            ax.spines[side].set_visible(False)
        set_family(ax, families)
    return ax


def _both_ends(name: str) -> str:
    """Return the name of a group, cut in its middle where it is too long: the question stands first, the answer last.

    >>> _both_ends("How did you hear of the clinic for the very first time: friends")
    'How did you hear of t…ry first time: friends'
    """
    room = len(shortened(name))
    return name if room == len(name) else f"{name[: room // 2 - 1]}…{name[-(room // 2) :]}"


def _draw_group(ax: Axes, at: int, row: dict[str, Any], min_cell: int, words: dict[str, Any]) -> None:
    asked = f"<{min_cell}" if pd.isna(row["n_asked"]) else row["n_asked"]
    ax.text(-0.58, at, words["asked"].format(n=asked), ha="right", va="center", fontsize=9, color=palette.QUIET)
    for column, name in enumerate(_MEASURES):
        count = row[f"n_{name}"]
        share = np.nan if pd.isna(count) or pd.isna(row["n_asked"]) else int(count) / int(row["n_asked"])
        if not np.isnan(share):
            colour = palette.tint(_CURVE, 0.06 + 0.34 * share)
            ax.fill_between([column - 0.48, column + 0.48], at - 0.44, at + 0.44, color=colour, lw=0)
        ax.text(column, at, row[f"shown_{name}"], ha="center", va="center", fontsize=9, color=palette.INK)


def _sentence(ax: Axes | None, words: str) -> Axes:
    with white(), use_cjk_fonts() as families:
        ax = ax or new_axes(7.5, 2.4)
        ax.set_axis_off()
        ax.text(0.5, 0.5, words, transform=ax.transAxes, ha="center", va="center", color=palette.QUIET, fontsize=12)
        set_family(ax, families)
    return ax
