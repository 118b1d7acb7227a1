"""Themes compared as pictures: over waves, and between groups of people.

Both take plain frames (`findings.waves`, `findings.contrasts`). A number that is not printed in the table is not drawn
either: its place says so.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from cjm_research.plots import palette
from cjm_research.plots.fonts import use_cjk_fonts
from cjm_research.plots.themes import finish, new_axes, no_theme, shortened, white

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_GROUPS = ("#0072b2", "#d55e00", "#009e73", "#b8860b", "#a0528a", "#3a8fc0", "#767676")
_MARKS = ("o", "s", "^", "D", "v", "P", "X")
"""Hue and mark of each group, so that no group is told by colour alone."""

_CHANGED = ("new", "growing", "gone", "fading")
_GAP = 0.045  # of the height, between two labels at the right edge
_WORDS = {
    "en": {
        "share": "Share of people asked; lines: {level}% intervals",
        "people": "n = {n}",
        "change": "“{theme}” is {status} ({before} to {now})",
        "changed": "“{theme}” is {status}",
        "more": "; {n} more themes changed",
        "steady": "No theme changed more than chance allows",
        "left_out": "{n} more themes not drawn",
        "group": "Share of the people of each group; line: {level}% interval",
        "says": "“{theme}”: {group} most often ({shown})",
        "differs": "“{theme}” differs between the groups",
        "alike": "No theme differs between the groups more than chance allows",
        "star": "* differs after correction over the themes",
    },
    "zh": {
        "share": "占被访者的比例；竖线：{level}%区间",
        "people": "n = {n}",
        "change": "“{theme}”{status}（{before}→{now}）",
        "changed": "“{theme}”{status}",
        "more": "；另有{n}个主题变化",
        "steady": "没有主题的变化超出偶然范围",
        "left_out": "另有{n}个主题未画出",
        "group": "各组人数中的比例；横线：{level}%区间",
        "says": "“{theme}”：“{group}”提到最多（{shown}）",
        "differs": "各组在“{theme}”上有差异",
        "alike": "没有主题在各组间的差异超出偶然范围",
        "star": "* 按主题数校正后仍有差异",
    },
}


def themes_over_waves(
    waves: pd.DataFrame, ax: Axes | None = None, language: str = "en", most: int = 6, interval: float = 0.95
) -> Axes:
    """Draw the share of people who say each theme, wave by wave.

    Parameters
    ----------
    waves : DataFrame
        From `findings.waves.theme_waves`.
    ax : Axes, optional
        Where to draw; a new figure if not given.
    language : {"en", "zh"}
        Of labels; the words of the status are those of the frame.
    most : int
        Lines; themes that changed in the last wave first, then those most people say.
    interval : float
        Width of the intervals in the frame, for the label.

    Returns
    -------
    Axes
        A line per theme with its intervals, named at its end; changed themes in the hue of their family, others grey.
        A count that is not printed leaves a gap. Without a theme, a sentence that says so.
    """
    words = _WORDS[language]
    if waves.empty:
        return no_theme(ax, language)
    last = waves[waves["order"] == waves["order"].max()]
    ranked = last.assign(changed=last["status"].isin(_CHANGED), size=last["change"].abs().fillna(0)).sort_values(
        ["changed", "share", "size", "theme_id"], ascending=[False, False, False, True]
    )
    drawn = ranked.head(most).reset_index(drop=True)
    with white() as sns, use_cjk_fonts() as families:
        ax = ax or new_axes(9, 5)
        names = waves.drop_duplicates("order").sort_values("order")
        top = _draw_waves(ax, waves, drawn)
        _name_lines(ax, drawn, len(names), top)
        ticks = [f"{row.wave}\n{words['people'].format(n=_asked(row))}" for row in names.itertuples()]
        ax.set_xticks(range(len(names)), ticks)
        ax.set_xlim(-0.3, len(names) - 1 + 0.1)
        _percent(ax.yaxis)
        left_out = len(ranked) - len(drawn)
        note = words["left_out"].format(n=left_out) if left_out else ""
        ylabel = words["share"].format(level=f"{100 * interval:g}")
        finish(sns, ax, families, note, ylabel, _change_title(waves, drawn, ranked, language))
    return ax


def _draw_waves(ax: Axes, waves: pd.DataFrame, drawn: pd.DataFrame) -> float:
    """Draw the lines and return the upper end of the axis."""
    step = 0.16 / max(1, len(drawn) - 1)
    for at, theme in reversed(list(enumerate(drawn.itertuples()))):
        own = waves[waves["theme_id"] == theme.theme_id].sort_values("order")
        colour, width = _line(theme.family, theme.changed)
        # A little aside of each other, so that intervals of the same wave are told apart.
        x = own["order"].to_numpy(dtype=float) + (at * step - 0.08 if len(drawn) > 1 else 0)
        ax.vlines(x, own["low"], own["high"], color=colour, lw=1, alpha=0.55)
        ax.plot(x, own["share"], color=colour, lw=width, marker="o", ms=4.5, solid_capstyle="round")
    rows = waves[waves["theme_id"].isin(drawn["theme_id"])]
    top = min(1.0, _largest(rows) * 1.05)
    ax.set_ylim(-0.02 * top, top)
    return top


def _line(family: str, changed: bool) -> tuple[str, float]:
    return (palette.FAMILY[family], 2.0) if changed else ("#8c959f", 1.2)


def _name_lines(ax: Axes, drawn: pd.DataFrame, n_waves: int, top: float) -> None:
    """Write each theme's name at the right of its line, moved apart where lines end close together."""
    from matplotlib.transforms import blended_transform_factory

    # A last count that is not printed has no height; its name stands at the foot.
    order = drawn.assign(share=drawn["share"].fillna(0)).sort_values(["share", "theme_id"], ascending=[True, False])
    places = spread(((order["share"] / top + 0.02) / 1.02).to_numpy(dtype=float))
    side = blended_transform_factory(ax.transAxes, ax.transAxes)
    for theme, place in zip(order.itertuples(), places, strict=True):
        colour, _ = _line(theme.family, theme.changed)
        colour = palette.QUIET if not theme.changed else colour
        ax.annotate(f"{shortened(theme.title)} · {theme.status_name}", (1.01, place), xycoords=side, va="center",
                    color=colour, fontsize=9, annotation_clip=False)  # fmt: skip


def spread(places: np.ndarray) -> np.ndarray:
    """Return ascending places, 0–1, at least a gap apart and as near to where they were as that allows.

    >>> spread(np.array([0.5, 0.5])).round(4).tolist()
    [0.4775, 0.5225]
    """
    if not len(places):
        return places
    blocks: list[list[float]] = []  # each a sum of wished starts and a count, pooled where they would overlap
    for at, place in enumerate(places):
        blocks.append([place - at * _GAP, 1])
        while len(blocks) > 1 and blocks[-2][0] / blocks[-2][1] > blocks[-1][0] / blocks[-1][1]:
            total, n = blocks.pop()
            blocks[-1] = [blocks[-1][0] + total, blocks[-1][1] + n]
    found = np.concatenate([np.full(int(n), total / n) for total, n in blocks]) + _GAP * np.arange(len(places))
    return found - min(0.0, found[0])


def _change_title(waves: pd.DataFrame, drawn: pd.DataFrame, ranked: pd.DataFrame, language: str) -> str:
    words, changed = _WORDS[language], ranked[ranked["changed"]]
    if changed.empty:
        return words["steady"]
    theme = changed.sort_values(["size", "theme_id"], ascending=[False, True]).iloc[0]
    name = {"theme": shortened(theme["title"]), "status": theme["status_name"]}
    if pd.isna(theme["change"]):
        title = words["changed"].format(**name)
    else:
        before, now = theme["share"] - theme["change"], theme["share"]
        title = words["change"].format(**name, before=f"{before:.0%}", now=f"{now:.0%}")
    return title + (words["more"].format(n=len(changed) - 1) if len(changed) > 1 else "")


def theme_by_group(
    contrasts: pd.DataFrame, ax: Axes | None = None, language: str = "en", most: int = 10, interval: float = 0.95
) -> Axes:
    """Draw the share of each group that says each theme.

    Parameters
    ----------
    contrasts : DataFrame
        From `findings.contrasts.contrasts`.
    ax : Axes, optional
        Where to draw; a new figure if not given, as high as the rows need.
    language : {"en", "zh"}
        Of labels; `shown` is as in the frame.
    most : int
        Themes; those that differ first, then those with the largest difference, then in the order of the frame.
    interval : float
        Width of the intervals in the frame, for the label.

    Returns
    -------
    Axes
        A mark with its interval per theme and group; what is not printed stands as text at the left edge. Without a
        theme, a sentence that says so.
    """
    words = _WORDS[language]
    if contrasts.empty:
        return no_theme(ax, language)
    order = contrasts.groupby("theme_id", sort=False).agg(
        differs=("differs", "first"), gap=("difference", lambda own: own.abs().max()), title=("title", "first")
    )
    order = order.reset_index().sort_values(["differs", "gap"], ascending=False, kind="stable")
    drawn = order.head(most).reset_index(drop=True)
    groups = contrasts[["group", "n_asked"]].drop_duplicates("group").reset_index(drop=True)
    with white() as sns, use_cjk_fonts() as families:
        ax = ax or new_axes(9, max(2.8, (0.2 + 0.2 * len(groups)) * len(drawn) + 1.6))
        for row, theme in enumerate(drawn["theme_id"]):
            _draw_row(ax, row, contrasts[contrasts["theme_id"] == theme], groups)
        stars = [" *" if differs else "" for differs in drawn["differs"]]
        ax.set_yticks(range(len(drawn)), [shortened(t) + star for t, star in zip(drawn["title"], stars, strict=True)])
        ax.set_ylim(len(drawn) - 0.4, -0.6)
        ax.set_xlim(0, min(1.0, _largest(contrasts[contrasts["theme_id"].isin(drawn["theme_id"])]) * 1.08))
        _percent(ax.xaxis)
        _legend(ax, groups, contrasts)
        parts = [words["group"].format(level=f"{100 * interval:g}")]
        parts += [words["star"]] if drawn["differs"].any() else []
        parts += [words["left_out"].format(n=len(order) - len(drawn))] if len(order) > len(drawn) else []
        finish(sns, ax, families, "\n".join(parts), "", _group_title(contrasts, drawn, language))
    return ax


def _draw_row(ax: Axes, row: int, own: pd.DataFrame, groups: pd.DataFrame) -> None:
    offsets = np.linspace(-0.3, 0.3, len(groups)) if len(groups) > 1 else [0.0]
    own = own.set_index("group")
    for at, (group, offset) in enumerate(zip(groups["group"], offsets, strict=True)):
        cell, colour = own.loc[group], _GROUPS[at % len(_GROUPS)]
        if pd.isna(cell["share"]):
            ax.annotate(cell["shown"], (0, row + offset), (6, 0), textcoords="offset points", va="center",
                        color=colour, fontsize=9)  # fmt: skip
            continue
        ax.plot([cell["low"], cell["high"]], [row + offset] * 2, color=colour, lw=1.2)
        ax.plot(cell["share"], row + offset, _MARKS[at % len(_MARKS)], color=colour, ms=5.5)
    if row:
        ax.axhline(row - 0.5, color=palette.RULE, lw=0.6)


def _legend(ax: Axes, groups: pd.DataFrame, contrasts: pd.DataFrame) -> None:
    from matplotlib.lines import Line2D

    least = contrasts.loc[contrasts["n_asked"].isna(), "shown"]
    handles = [
        Line2D([], [], color=_GROUPS[at % len(_GROUPS)], marker=_MARKS[at % len(_MARKS)], ms=5.5, lw=1.2,
               label=f"{row.group} (n {'= ' + str(row.n_asked) if not pd.isna(row.n_asked) else least.iloc[0]})")
        for at, row in enumerate(groups.itertuples())
    ]  # fmt: skip
    ax.legend(handles=handles, loc="lower left", bbox_to_anchor=(0, 1.0), ncols=min(4, max(1, len(handles))),
              frameon=False, fontsize=9, borderaxespad=0.2, handlelength=1.6)  # fmt: skip


def _group_title(contrasts: pd.DataFrame, drawn: pd.DataFrame, language: str) -> str:
    words = _WORDS[language]
    if not drawn["differs"].any():
        return words["alike"]
    theme = drawn.iloc[0]
    own = contrasts[contrasts["theme_id"] == theme["theme_id"]]
    best = own[own["share"].notna()].sort_values(["share", "group"], ascending=[False, True])
    if own["share"].isna().any() or best.empty:
        return words["differs"].format(theme=shortened(theme["title"]))
    row = best.iloc[0]
    return words["says"].format(theme=shortened(theme["title"]), group=row["group"], shown=row["shown"])


def _asked(row: Any) -> object:
    return row.shown if pd.isna(row.n_asked) else row.n_asked


def _largest(rows: pd.DataFrame) -> float:
    high = rows["high"].max()
    return 1.0 if pd.isna(high) else float(high)


def _percent(axis: Any) -> None:
    from matplotlib.ticker import PercentFormatter

    axis.set_major_formatter(PercentFormatter(1.0, decimals=0))
