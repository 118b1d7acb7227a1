"""Priorities as pictures: what it would bring against how hard it is, and how sure each rank is.

Both take the priority sheet. Names stand beside their marks, one below the other where cards share a difficulty, so
that none covers another; a card without a difficulty is not drawn but counted.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from cjm_research.findings.priority import words as told
from cjm_research.plots import palette
from cjm_research.plots.comparisons import spread
from cjm_research.plots.fonts import set_family, use_cjk_fonts
from cjm_research.plots.themes import finish, new_axes, shortened, white

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from cjm_research.findings.priority import PrioritySheet

_COLUMN = 10  # names that have room one below the other
_LONGEST = {"en": 23, "zh": 12}
_FIELDS = (("quick win", 0, 1), ("big bet", 1, 1), ("fill-in", 0, 0), ("later", 1, 0))
_WORDS: dict[str, dict[str, str]] = {
    "en": {
        "difficulty": "Difficulty as entered, 1–5",
        "impact": "Impact, 0–1: {parts}",
        "and": " × ",
        "wins": "{n} quick wins, {first} before the others",
        "win": "“{first}” is the one quick win",
        "no wins": "No quick win among {n} cards with a difficulty",
        "open": "{n} cards without a difficulty are not drawn",
        "open one": "1 card without a difficulty is not drawn",
        "unnamed": "{n} marks without a name",
        "nothing": "No difficulty is entered; enter it, 1–5, to see quick wins and big bets.",
        "none": "no card to rank",
        "rank": "Rank of {of}; thick: other people; thin: other people and weights ({level}% intervals)",
        "more": "{n} more cards",
        "apart one": "“{first}” comes first, told apart from the rest",
        "apart": "The first {n} of {of} are told apart from the rest",
        "alone": "“{first}” comes first or close behind",
        "not apart": "{n} of {of} cards may come first",
    },
    "zh": {
        "difficulty": "实施难度（填写值，1–5）",
        "impact": "影响力，0–1：{parts}",
        "and": "×",
        "wins": "{n}个快速赢利项，以{first}为先",
        "win": "只有“{first}”是快速赢利项",
        "no wins": "已填难度的{n}张卡片中没有快速赢利项",
        "open": "另有{n}张卡片未填实施难度，没有画出",
        "open one": "另有1张卡片未填实施难度，没有画出",
        "unnamed": "另有{n}个点没有标名",
        "nothing": "尚未填写实施难度；请按1–5填写，以区分快速赢利项与长期投入项。",
        "none": "没有可排序的卡片",
        "rank": "在{of}张卡片中的排名；粗线：换一批人；细线：换一批人并调整权重（{level}%区间）",
        "more": "另有{n}张卡片",
        "apart one": "“{first}”排第一，与其余卡片分得开",
        "apart": "{of}张卡片中的前{n}张与其余分得开",
        "alone": "“{first}”排第一或紧随其后",
        "not apart": "{of}张卡片中有{n}张可能排第一",
    },
}


def priority_quadrant(
    sheet: PrioritySheet, lane: str = "pain_point", ax: Axes | None = None, language: str | None = None
) -> Axes:
    """Draw impact against difficulty, with the four fields: quick win, big bet, fill-in, later.

    Parameters
    ----------
    sheet : PrioritySheet
        From `findings.priority.priorities`.
    lane : {"pain_point", "opportunity"}
        Whose cards.
    ax : Axes, optional
        Where to draw; a new figure if not given.
    language : {"en", "zh"}, optional
        Of labels; that of the sheet by default.

    Returns
    -------
    Axes
        A mark with its name per card, larger the more people raise it; up to ten names per difficulty, the highest
        first. Without a difficulty, a sentence that says what to enter.
    """
    language = language or sheet.language
    words, own = _WORDS[language], sheet.frame[sheet.frame["lane"] == lane]
    drawn = own[own["difficulty"] > 0]
    if drawn.empty:
        return _sentence(ax, words["nothing" if len(own) else "none"])
    with white() as sns, use_cjk_fonts() as families:
        ax = ax or new_axes(10.5, 6)
        level = float(own["impact"].median())
        ends = _ends(drawn["impact"], level)
        _draw_fields(ax, level, sheet.hard_from - 0.5, language)
        unnamed = sum(_draw_column(ax, part, ends, lane) for _, part in drawn.groupby("difficulty", sort=True))
        ax.set_xlim(0.75, 6.05)
        ax.set_ylim(*ends)
        ax.set_xticks(range(1, 6))
        parts = [told.PART[language][name] for name in sheet.used[lane] if name != "ease"]
        notes = [words["difficulty"]]
        left_out = len(own) - len(drawn)
        notes += [words["open one" if left_out == 1 else "open"].format(n=left_out)] if left_out else []
        notes += [words["unnamed"].format(n=unnamed)] if unnamed else []
        ylabel = words["impact"].format(parts=words["and"].join(parts))
        finish(sns, ax, families, "\n".join(notes), ylabel, _quadrant_title(drawn, language))
    return ax


def _ends(impact: pd.Series, level: float) -> tuple[float, float]:
    """Return the ends of the upright axis: all cards and the border, with room for the names of the fields."""
    low, high = min(float(impact.min()), level), max(float(impact.max()), level)
    room = max(high - low, 0.1) * 0.16
    return max(0.0, low - room), high + room


def _draw_fields(ax: Axes, level: float, hard: float, language: str) -> None:
    """Draw the border lines and the names of the fields in their outer corners."""
    ax.axhline(level, color=palette.RULE, lw=1.2, zorder=0)
    ax.axvline(hard, color=palette.RULE, lw=1.2, zorder=0)
    for name, right, up in _FIELDS:
        ax.annotate(told.QUADRANT[language][name], (1.0 if right else 0.0, 1.0 if up else 0.0),
                    (-6 if right else 6, -6 if up else 6), xycoords="axes fraction", textcoords="offset points",
                    ha="right" if right else "left", va="top" if up else "bottom", fontsize=11, color=palette.QUIET,
                    style="normal", alpha=0.85)  # fmt: skip


def _draw_column(ax: Axes, part: pd.DataFrame, ends: tuple[float, float], lane: str) -> int:
    """Draw the cards of one difficulty with their names; return how many have none."""
    part = part.sort_values(["impact", "card_id"], ascending=[False, True])
    x, colour = float(part["difficulty"].iloc[0]), palette.FAMILY[lane]
    sizes = 26 + 170 * part["reach"].to_numpy(dtype=float)
    ax.scatter(np.full(len(part), x), part["impact"], s=sizes, color=palette.tint(colour, 0.75), edgecolor="white",
               lw=0.6, zorder=3)  # fmt: skip
    named = part.head(_COLUMN).iloc[::-1]
    low, high = ends
    places = spread((named["impact"].to_numpy(dtype=float) - low) / (high - low))
    places = places - max(0.0, places[-1] - 0.93)  # names stay under the names of the fields
    for card, place in zip(named.itertuples(), places, strict=True):
        ax.annotate(_short(card.title), (x, card.impact), (x + 0.13, low + place * (high - low)), va="center",
                    fontsize=8, color=palette.INK, bbox={"fc": "white", "ec": "none", "pad": 0.6},
                    arrowprops={"arrowstyle": "-", "color": palette.RULE, "lw": 0.7, "shrinkA": 0,
                                "shrinkB": 3})  # fmt: skip
    return len(part) - len(named)


def _short(title: str) -> str:
    """Return the title, cut in its middle where it is too long: a stage may stand at its end."""
    longest = _LONGEST["zh" if any("\u4e00" <= char <= "\u9fff" for char in title) else "en"]
    tail = longest // 2 - 1
    return title if len(title) <= longest else f"{title[: longest - tail - 1]}…{title[-tail:]}"


def _quadrant_title(drawn: pd.DataFrame, language: str) -> str:
    words, wins = _WORDS[language], drawn[drawn["quadrant"] == "quick win"]
    if wins.empty:
        return words["no wins"].format(n=len(drawn))
    first = shortened(wins.sort_values(["score", "card_id"], ascending=[False, True])["title"].iloc[0])
    return words["win"].format(first=first) if len(wins) == 1 else words["wins"].format(n=len(wins), first=f"“{first}”")


def priority_ranks(
    sheet: PrioritySheet, lane: str = "pain_point", ax: Axes | None = None, language: str | None = None, most: int = 15
) -> Axes:
    """Draw the ranks with their intervals: with other people, and with other people and weights.

    Parameters
    ----------
    sheet : PrioritySheet
        From `findings.priority.priorities`.
    lane : {"pain_point", "opportunity"}
        Whose cards.
    ax : Axes, optional
        Where to draw; a new figure if not given, as high as the rows need.
    language : {"en", "zh"}, optional
        Of labels; that of the sheet by default.
    most : int
        Rows, from the first rank on.

    Returns
    -------
    Axes
        A mark with two lines per card. Without a card, a sentence that says so.
    """
    language = language or sheet.language
    words, own = _WORDS[language], sheet.frame[sheet.frame["lane"] == lane]
    if own.empty:
        return _sentence(ax, words["none"])
    drawn, colour = own.head(most).reset_index(drop=True), palette.FAMILY[lane]
    with white() as sns, use_cjk_fonts() as families:
        ax = ax or new_axes(9, 0.36 * len(drawn) + 1.7)
        rows = np.arange(len(drawn))
        ax.hlines(rows, drawn["rank_low"].astype(int), drawn["rank_high"].astype(int), color=colour, lw=1)
        ax.hlines(rows, drawn["people_low"].astype(int), drawn["people_high"].astype(int), lw=5,
                  color=palette.tint(colour, 0.35))  # fmt: skip
        ax.plot(drawn["rank"], rows, "o", color=colour, ms=6, zorder=3)
        counts = drawn["n_people"].astype(str) + "/" + drawn["n_asked"].astype(str)
        ax.set_yticks(rows, [f"{shortened(title)} · {n}" for title, n in zip(drawn["title"], counts, strict=True)])
        ax.set_ylim(len(drawn) - 0.4, -0.6)
        ax.set_xlim(0.5, float(drawn["rank_high"].max()) + 0.5)
        ax.xaxis.get_major_locator().set_params(integer=True, steps=[1, 2, 5, 10])
        ax.xaxis.grid(True, color=palette.RULE, lw=0.6)
        ax.set_axisbelow(True)
        note = words["rank"].format(of=len(own), level=f"{100 * sheet.interval:g}")
        note += "\n" + words["more"].format(n=len(own) - len(drawn)) if len(own) > len(drawn) else ""
        finish(sns, ax, families, note, "", _rank_title(own.reset_index(drop=True), language))
    return ax


def _rank_title(own: pd.DataFrame, language: str) -> str:
    words, apart = _WORDS[language], told.told_apart(own)
    if apart == 1:
        return words["apart one"].format(first=shortened(own["title"].iloc[0]))
    if apart:
        return words["apart"].format(n=apart, of=len(own))
    n = int((own["rank_low"] == 1).sum())
    return words["not apart" if n > 1 else "alone"].format(n=n, of=len(own), first=shortened(own["title"].iloc[0]))


def _sentence(ax: Axes | None, words: str) -> Any:
    with white(), use_cjk_fonts() as families:
        ax = ax or new_axes(7.5, 2.4)
        ax.set_axis_off()
        ax.text(0.5, 0.5, words, transform=ax.transAxes, ha="center", va="center", color=palette.QUIET, fontsize=11)
        set_family(ax, families)
    return ax
