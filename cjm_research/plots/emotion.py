"""The emotion curve: a point with its interval and n at each stage, the lowest and highest marked with their cause."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any

from cjm_research.plots import palette
from cjm_research.plots.fonts import set_family, use_cjk_fonts

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from cjm_research.journeys.map import JourneyMap

_FEW = 3  # people below which a point is faint and is never called lowest or highest
_WRAP = {"en": 24, "zh": 11}

_WORDS = {
    "en": {
        "axis": "Mean emotion of the people, 1 to 5, with interval",
        "title": "Feeling is lowest at {low} ({low_mean:.1f}) and highest at {high} ({high_mean:.1f})",
        "flat": "Feeling differs little between the stages",
        "short": "Too few people to compare the stages",
        "none": "no evidence",
        "n": "n = {n}",
        "poles": ("very negative", "neutral", "very positive"),
    },
    "zh": {
        "axis": "人均情绪（1–5）及区间",
        "title": "情绪在“{low}”阶段最低（{low_mean:.1f}）而在“{high}”阶段最高（{high_mean:.1f}）",
        "flat": "各阶段情绪差别不大",
        "short": "人数不足以比较各阶段",
        "none": "没有证据",
        "n": "n = {n}",
        "poles": ("很负面", "中性", "很正面"),
    },
}


def emotion_curve(journey: JourneyMap, ax: Axes | None = None, language: str = "en") -> Axes:
    """Draw the emotion curve of a map.

    Parameters
    ----------
    journey : JourneyMap
        Its data is drawn.
    ax : Axes, optional
        Where to draw; a new figure of 9 × 4 inches if not given.
    language : {"en", "zh"}
        Of stage names and labels.

    Returns
    -------
    Axes
        Stages at 0, 1, 2 …; emotion 1–5 upwards. Points of fewer than three people are faint.
    """
    import matplotlib.pyplot as plt
    import seaborn as sns

    stages = journey.data["stages"]
    with sns.axes_style("white"), use_cjk_fonts() as families:
        if ax is None:
            _, ax = plt.subplots(figsize=(9, 4), layout="constrained")
        _draw_points(ax, stages, language)
        _mark_extremes(ax, stages, language)
        _dress(ax, stages, language)
        set_family(ax, families)
    return ax


def _draw_points(ax: Axes, stages: list[dict[str, Any]], language: str) -> None:
    known = [(at, stage["emotion"]) for at, stage in enumerate(stages) if stage["emotion"]["n"]]
    for (a, first), (b, second) in pairwise(known):
        solid = min(first["n"], second["n"]) >= _FEW and b == a + 1
        ax.plot([a, b], [first["mean"], second["mean"]], color=palette.QUIET, lw=1.2, ls="-" if solid else (0, (2, 3)),
                zorder=2)  # fmt: skip
    banded = [(at, point) for at, point in known if point["low"] is not None]
    for (a, first), (b, second) in pairwise(banded):
        if b == a + 1:
            lows, highs = [first["low"], second["low"]], [first["high"], second["high"]]
            ax.fill_between([a, b], lows, highs, color=palette.tint(palette.QUIET, 0.1), lw=0, zorder=1)
    for at, point in known:
        colour, alpha = palette.emotion_colour(point["mean"]), 1.0 if point["n"] >= _FEW else 0.4
        if point["low"] is not None:
            ax.plot([at, at], [point["low"], point["high"]], color=colour, alpha=alpha, lw=3, zorder=3,
                    solid_capstyle="butt")  # fmt: skip
        ax.plot(at, point["mean"], "o", ms=9, color=colour, alpha=alpha, mec=palette.GROUND, mew=1.2, zorder=4)
    for at, stage in enumerate(stages):
        point = stage["emotion"]
        words = _WORDS[language]
        text = words["n"].format(n=point["n"]) if point["n"] else words["none"]
        ax.text(at, 0.36, text, ha="center", va="center", color=palette.QUIET, fontsize=9)


def _extremes(stages: list[dict[str, Any]]) -> tuple[int, int] | None:
    """Return the places of the lowest and the highest point, if enough people stand at two stages and they differ."""
    firm = [at for at, stage in enumerate(stages) if stage["emotion"]["n"] >= _FEW]
    if len(firm) < 2:
        return None
    low = min(firm, key=lambda at: stages[at]["emotion"]["mean"])
    high = max(firm, key=lambda at: stages[at]["emotion"]["mean"])
    return (low, high) if low != high else None


def _mark_extremes(ax: Axes, stages: list[dict[str, Any]], language: str) -> None:
    found = _extremes(stages)
    if found is None:
        return
    for at, families, below in ((found[0], ("pain_point",), True), (found[1], ("motivation", "goal"), False)):
        point = stages[at]["emotion"]
        cause = _cause(stages[at]["cards"], families)
        edge = (point["low"] if below else point["high"]) or point["mean"]
        if cause:
            ax.annotate(_wrapped(cause, language), (at, edge), xytext=(0, -8 if below else 8), ha="center",
                        va="top" if below else "bottom", textcoords="offset points", fontsize=9, color=palette.INK,
                        linespacing=1.3)  # fmt: skip


def _cause(cards: list[dict[str, Any]], families: tuple[str, ...]) -> str:
    for family in families:
        titles = [card["title"] for card in cards if card["family"] == family]
        if titles:
            return titles[0]
    return ""


def _wrapped(text: str, language: str) -> str:
    from textwrap import wrap

    width = _WRAP[language]
    if any("\u4e00" <= char <= "\u9fff" for char in text):
        width = _WRAP["zh"]
        lines = [text[at : at + width] for at in range(0, len(text), width)]
    else:
        lines = wrap(text, _WRAP["en"])
    return "\n".join(lines[:2]) + ("…" if len(lines) > 2 else "")


def _dress(ax: Axes, stages: list[dict[str, Any]], language: str) -> None:
    import seaborn as sns

    words, found = _WORDS[language], _extremes(stages)
    ax.set_xticks(range(len(stages)), [_wrapped(stage["name"][language], language) for stage in stages])
    ax.set_xlim(-0.5, len(stages) - 0.5)
    ax.set_ylim(0.1, 5.9)  # room for n below and a cause of two lines at either end
    ax.set_yticks(
        range(1, 6), [f"{value} {pole}".strip() for value, pole in zip(range(1, 6), _poles(words), strict=True)]
    )
    ax.axhline(3, color=palette.RULE, lw=1, zorder=0)
    ax.set_ylabel(words["axis"], color=palette.QUIET, fontsize=9)
    ax.tick_params(colors=palette.INK, length=0)
    sns.despine(ax=ax)
    for side in ("left", "bottom"):
        ax.spines[side].set_color(palette.RULE)
    ax.set_title(_title(stages, found, language), loc="left", fontsize=13, color=palette.INK, pad=12)


def _poles(words: dict[str, Any]) -> list[str]:
    low, middle, high = words["poles"]
    return [low, "", middle, "", high]


def _title(stages: list[dict[str, Any]], found: tuple[int, int] | None, language: str) -> str:
    words = _WORDS[language]
    if found is None:
        return words["short"]
    low, high = (stages[at] for at in found)
    if low["emotion"]["high"] >= high["emotion"]["low"]:
        return words["flat"]
    return words["title"].format(
        low=low["name"][language],
        high=high["name"][language],
        low_mean=low["emotion"]["mean"],
        high_mean=high["emotion"]["mean"],
    )
