"""The emotion curve: a point with its interval and n at each stage, moments of truth marked with their cause.

Beside it, where there is something: the curves of groups of people, and what a survey measured at the stages.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any

from cjm_research.plots import palette
from cjm_research.plots.emotion_beside import Name, draw_groups, draw_measured, name_lines
from cjm_research.plots.emotion_words import WORDS
from cjm_research.plots.fonts import set_family, use_cjk_fonts

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

    from cjm_research.journeys.map import JourneyMap

_FEW = 3  # people below which a point is faint and is never called lowest or highest
_WRAP = {"en": 24, "zh": 11}
_MARKS = {"trough": "▼ ", "peak": "▲ "}
_N_AT = 0.36  # where n stands, on the scale of the curve


def emotion_curve(
    journey: JourneyMap,
    ax: Axes | None = None,
    language: str = "en",
    groups: pd.DataFrame | None = None,
    measured: bool = True,
) -> Axes:
    """Draw the emotion curve of a map.

    Parameters
    ----------
    journey : JourneyMap
        Its data is drawn; stages that are hidden on the map are left out.
    ax : Axes, optional
        Where to draw; a new figure of 9 × 4 inches if not given, wider where lines are named at the right.
    language : {"en", "zh"}
        Of stage names and labels.
    groups : DataFrame, optional
        From `journeys.emotion.curves`: a line per group, named at its end; the curve of all stays behind them.
    measured : bool
        Whether what a survey measured at the stages (CSAT, NPS, CES …) is drawn beside the curve.

    Returns
    -------
    Axes
        Stages at 0, 1, 2 …; emotion 1–5 upwards. Points of fewer than three people are faint. Moments of truth carry
        their cause; a lowest or highest stage that the test does not tell from its neighbours says so. Below stands
        what the curve leaves out, if the map says it (its basis). What was measured is put on 1–5 (worst to
        best), with its own number at each point.
    """
    import matplotlib.pyplot as plt
    import seaborn as sns

    stages = [stage for stage in journey.data["stages"] if not stage.get("hidden")]
    beside = groups is not None or (measured and any(stage.get("measured") for stage in stages))
    with sns.axes_style("white"), use_cjk_fonts() as families:
        if ax is None:
            _, ax = plt.subplots(figsize=(10.5 if beside else 9, 4.2 if beside else 4), layout="constrained")
        _draw_points(ax, stages, language, behind=groups is not None)
        names = draw_groups(ax, groups, [stage["id"] for stage in stages], _FEW) if groups is not None else []
        names += draw_measured(ax, stages, language) if measured else []
        names += _own_name(stages, language, groups is not None) if names else []
        _mark_extremes(ax, stages, language)
        _dress(ax, stages, language)
        ax.set_xlabel(journey.basis.get(language, ""), loc="left", fontsize=9, color=palette.QUIET, labelpad=8)
        if names:
            name_lines(ax, names)
        set_family(ax, families)
    return ax


def _draw_points(ax: Axes, stages: list[dict[str, Any]], language: str, behind: bool) -> None:
    known = [(at, stage["emotion"]) for at, stage in enumerate(stages) if stage["emotion"]["n"]]
    for (a, first), (b, second) in pairwise(known):
        solid = min(first["n"], second["n"]) >= _FEW and b == a + 1
        ax.plot([a, b], [first["mean"], second["mean"]], color=palette.QUIET, lw=1.2, ls="-" if solid else (0, (2, 3)),
                zorder=2)  # fmt: skip
    banded = [(at, point) for at, point in known if point["low"] is not None]
    for (a, first), (b, second) in pairwise(banded):
        if b == a + 1:
            lows, highs = [first["low"], second["low"]], [first["high"], second["high"]]
            firm = min(first["n"], second["n"]) >= _FEW
            ax.fill_between([a, b], lows, highs, color=palette.tint(palette.QUIET, 0.1 if firm else 0.04), lw=0,
                            zorder=1)  # fmt: skip
    for at, point in known:
        colour, alpha = palette.emotion_colour(point["mean"]), 1.0 if point["n"] >= _FEW else 0.4
        if point["low"] is not None and not behind:
            ax.plot([at, at], [point["low"], point["high"]], color=colour, alpha=alpha, lw=3, zorder=3,
                    solid_capstyle="butt")  # fmt: skip
        ax.plot(at, point["mean"], "o", ms=6 if behind else 9, color=colour, alpha=alpha, mec=palette.GROUND, mew=1.2,
                zorder=4)  # fmt: skip
    for at, stage in enumerate(stages):
        point = stage["emotion"]
        words = WORDS[language]
        text = words["n"].format(n=point["n"]) if point["n"] else words["none"]
        ax.text(at, _N_AT, text, ha="center", va="center", color=palette.QUIET, fontsize=9)


def _own_name(stages: list[dict[str, Any]], language: str, grouped: bool) -> list[Name]:
    means = [stage["emotion"]["mean"] for stage in stages if stage["emotion"]["n"]]
    return [(WORDS[language]["all" if grouped else "said"], means[-1], palette.QUIET)] if means else []


def _extremes(stages: list[dict[str, Any]]) -> tuple[int, int] | None:
    """Return the places of the lowest and the highest point, if enough people stand at two stages and they differ."""
    firm = [at for at, stage in enumerate(stages) if stage["emotion"]["n"] >= _FEW]
    if len(firm) < 2:
        return None
    low = min(firm, key=lambda at: stages[at]["emotion"]["mean"])
    high = max(firm, key=lambda at: stages[at]["emotion"]["mean"])
    return (low, high) if low != high else None


def _tested(stages: list[dict[str, Any]]) -> bool:
    return any("moment" in stage for stage in stages)


def _mark_extremes(ax: Axes, stages: list[dict[str, Any]], language: str) -> None:
    found, tested = _extremes(stages), _tested(stages)
    for at, stage in enumerate(stages):
        moment = stage.get("moment")
        if moment:
            text = _MARKS[moment["kind"]] + _clause(moment, language)
            _say(ax, at, stage, text, moment["kind"] == "trough")
    if found is None:
        return
    for at, families, below in ((found[0], ("pain_point",), True), (found[1], ("motivation", "goal"), False)):
        stage = stages[at]
        if tested and not stage.get("moment"):
            text = WORDS[language]["lowest_untold" if below else "highest_untold"]
            _say(ax, at, stage, text, below, palette.QUIET)
        elif not tested and (cause := _cause(stage["cards"], families)):
            _say(ax, at, stage, cause, below)


def _clause(moment: dict[str, Any], language: str) -> str:
    """Return the cause alone where the sentence has one, for the mark says already which of the two it is."""
    _, colon, cause = moment["words"][language].partition("：" if language == "zh" else ": ")
    return cause if colon and moment["causes"] else moment["words"][language]


def _say(ax: Axes, at: int, stage: dict[str, Any], text: str, below: bool, colour: str = palette.INK) -> None:
    point = stage["emotion"]
    edge = point["low"] if below else point["high"]
    edge = point["mean"] if edge is None else edge
    # Words stay inside the axes, also where the interval reaches the end of the scale.
    edge = max(edge, 1.35) if below else min(edge, 5.0)
    room = 3 if (edge > 1.9 if below else edge < 4.4) else 2
    ax.annotate(_wrapped(text, room), (at, edge), xytext=(0, -6 if below else 7), ha="center",
                va="top" if below else "bottom", textcoords="offset points", fontsize=9, color=colour, linespacing=1.3,
                zorder=6, bbox={"facecolor": palette.GROUND, "alpha": 0.8, "lw": 0, "pad": 1})  # fmt: skip


def _cause(cards: list[dict[str, Any]], families: tuple[str, ...]) -> str:
    for family in families:
        titles = [card["title"] for card in cards if card["family"] == family]
        if titles:
            return titles[0]
    return ""


def _wrapped(text: str, most: int = 2) -> str:
    from textwrap import wrap

    if any("\u4e00" <= char <= "\u9fff" for char in text):
        # Lines of about one length, so that no single character is left for the last.
        width = -(-len(text) // max(1, -(-len(text) // _WRAP["zh"])))
        lines = [text[at : at + width] for at in range(0, len(text), width)]
    else:
        lines = wrap(text, _WRAP["en"])
    return "\n".join(lines[:most]) + ("…" if len(lines) > most else "")


def _dress(ax: Axes, stages: list[dict[str, Any]], language: str) -> None:
    import seaborn as sns

    words = WORDS[language]
    ax.set_xticks(range(len(stages)), [_wrapped(stage["name"][language]) for stage in stages])
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
    ax.set_title(_title(stages, language), loc="left", fontsize=13, color=palette.INK, pad=12)


def _poles(words: dict[str, Any]) -> list[str]:
    low, middle, high = words["poles"]
    return [low, "", middle, "", high]


def _title(stages: list[dict[str, Any]], language: str) -> str:
    words, found = WORDS[language], _extremes(stages)
    if found is None:
        return words["short"]
    low, high = (stages[at] for at in found)
    if not _tested(stages):
        kind = "flat" if low["emotion"]["high"] >= high["emotion"]["low"] else "title"
    else:
        low, high = _deepest(stages, "trough") or low, _deepest(stages, "peak") or high
        kinds = [bool(_deepest(stages, kind)) for kind in ("trough", "peak")]
        kind = {(True, True): "title", (True, False): "drop", (False, True): "rise"}.get(tuple(kinds), "untold")
    return words[kind].format(
        low=low["name"][language],
        high=high["name"][language],
        low_mean=low["emotion"]["mean"],
        high_mean=high["emotion"]["mean"],
    )


def _deepest(stages: list[dict[str, Any]], kind: str) -> dict[str, Any] | None:
    """Return the stage of the lowest trough or the highest peak that the test told apart."""
    told = [stage for stage in stages if (stage.get("moment") or {}).get("kind") == kind]
    if not told:
        return None
    return (min if kind == "trough" else max)(told, key=lambda stage: stage["emotion"]["mean"])
