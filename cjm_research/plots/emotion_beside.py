"""What stands beside the emotion curve: the curves of groups, what a survey measured, and the names of these lines."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from cjm_research.journeys.emotion import on_five
from cjm_research.plots import palette
from cjm_research.plots.comparisons import _GROUPS, _MARKS, spread
from cjm_research.plots.emotion_words import WORDS

if TYPE_CHECKING:
    from matplotlib.axes import Axes

Name = tuple[str, float, str]
"""Text, height on the scale of the curve, colour."""

_MEASURED = ("#a0528a", "#3a6ea5", "#7a6a00", "#2f7d6b")
_STYLES = ((0, (4, 2)), (0, (1, 1.5)), (0, (6, 2, 1, 2)), "-")
_MOST_LETTERS = 22


def draw_groups(ax: Axes, groups: pd.DataFrame, stages: list[str], few: int) -> list[Name]:
    """Draw a line per group and return the names to be written at their ends."""
    rows = groups[groups["stage"].isin(stages) & groups["mean"].notna()]
    order = list(dict.fromkeys(rows.sort_values("order", kind="stable")["group"]))
    aside = np.linspace(-0.12, 0.12, len(order)) if len(order) > 1 else [0.0]
    names: list[Name] = []
    for at, (group, offset) in enumerate(zip(order, aside, strict=True)):
        own = rows[rows["group"] == group].assign(x=lambda own: own["stage"].map(stages.index)).sort_values("x")
        colour, mark = _GROUPS[at % len(_GROUPS)], _MARKS[at % len(_MARKS)]
        for first, second in pairwise(own.itertuples(index=False)):
            firm = min(first.n, second.n) >= few and second.x == first.x + 1
            ax.plot([first.x + offset, second.x + offset], [first.mean, second.mean], color=colour, zorder=4,
                    lw=1.8 if firm else 1.2, ls="-" if firm else (0, (2, 3)))  # fmt: skip
        for row in own.itertuples(index=False):
            alpha = 1.0 if row.n >= few else 0.4
            if not pd.isna(row.low):
                ax.plot([row.x + offset] * 2, [row.low, row.high], color=colour, alpha=0.5 * alpha, lw=1.2, zorder=3)
            ax.plot(row.x + offset, row.mean, mark, ms=6, color=colour, alpha=alpha, mec=palette.GROUND, mew=0.8,
                    zorder=5)  # fmt: skip
        sizes = own["n"].astype(int)
        n = f"{sizes.min()}–{sizes.max()}" if sizes.min() != sizes.max() else f"{sizes.min()}"
        names.append((f"{_shortened(group)} (n = {n})", float(own["mean"].iloc[-1]), colour))
    return names


def draw_measured(ax: Axes, stages: list[dict[str, Any]], language: str) -> list[Name]:
    """Draw a thin line per measure, each point with its own number, and return the names for their ends."""
    found: dict[tuple[str, tuple[float, ...]], list[tuple[int, dict[str, Any]]]] = {}
    for at, stage in enumerate(stages):
        taken = set()
        for each in stage.get("measured") or []:
            key = (each["measure"], tuple(each["scale"]))
            if key not in taken:  # the first of a kind stands for the stage; the sheet has them all
                taken.add(key)
                found.setdefault(key, []).append((at, each))
    names: list[Name] = []
    for place, ((measure, scale), points) in enumerate(sorted(found.items())):
        colour, style = _MEASURED[place % len(_MEASURED)], _STYLES[place % len(_STYLES)]
        shift = 0.2 + 0.09 * place
        places = [(at + shift, on_five(each["mean"], scale)) for at, each in points]
        ax.plot(*zip(*places, strict=True), color=colour, lw=1, ls=style, marker="D", ms=3.5, zorder=3)
        for (x, height), (_, each) in zip(places, points, strict=True):
            if each["low"] is not None:
                ends = [on_five(each[side], scale) for side in ("low", "high")]
                ax.plot([x, x], ends, color=colour, lw=0.8, alpha=0.6, zorder=2)
            ax.annotate(_number(each), (x, height), xytext=(5, 0), textcoords="offset points", va="center",
                        fontsize=8, color=colour)  # fmt: skip
        names.append((_title(measure, scale, language), places[-1][1], colour))
    return names


def _number(each: dict[str, Any]) -> str:
    number = f"{each['mean']:+.0f}" if each["measure"] == "NPS" else f"{each['mean']:.1f}"
    return number.replace("-", "−")


def _title(measure: str, scale: tuple[float, ...], language: str) -> str:
    low, high = (f"{end:g}".replace("-", "−") for end in scale)
    ends = f"（{low} 到 {high}）" if language == "zh" else f"({low} to {high})"
    name = {"zh": {"rating": "评分"}, "en": {"rating": "Rating"}}[language].get(measure, measure)
    return WORDS[language]["measured"].format(measure=name, scale=ends)


def name_lines(ax: Axes, names: list[Name]) -> None:
    """Write the names at the right edge, moved apart where lines end close together."""
    from matplotlib.transforms import blended_transform_factory

    low, high = ax.get_ylim()
    ordered = sorted(names, key=lambda name: (name[1], name[0]))
    places = spread((np.array([name[1] for name in ordered]) - low) / (high - low))
    side = blended_transform_factory(ax.transAxes, ax.transAxes)
    for (text, _, colour), place in zip(ordered, places, strict=True):
        ax.annotate(text, (1.01, place), xycoords=side, va="center", color=colour, fontsize=9, annotation_clip=False)


def _shortened(text: str) -> str:
    return text if len(text) <= _MOST_LETTERS else text[: _MOST_LETTERS - 1] + "…"
