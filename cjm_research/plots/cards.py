"""How many people stand behind each card: horizontal bars by family, longest first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cjm_research.plots import palette
from cjm_research.plots.fonts import set_family, use_cjk_fonts
from cjm_research.schema import FAMILIES

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from cjm_research.journeys.map import JourneyMap

_LONGEST = {"en": 44, "zh": 22}

_WORDS = {
    "en": {
        "axis": "People, of {asked} asked",
        "title": "“{card}” is what most people raise ({n} of {asked})",
        "empty": "No card has evidence yet",
        "more": "{n} more cards",
    },
    "zh": {
        "axis": "人数（共{asked}人）",
        "title": "提到最多的是“{card}”（{asked}人中的{n}人）",
        "empty": "还没有任何有证据的卡片",
        "more": "另有{n}张卡片",
    },
}


def people_by_theme(journey: JourneyMap, ax: Axes | None = None, language: str = "en", most: int = 8) -> Axes:
    """Draw the people behind each theme of the map.

    Parameters
    ----------
    journey : JourneyMap
        Its evidence is counted; a theme that has cards at several stages counts each person once.
    ax : Axes, optional
        Where to draw; a new figure if not given, as high as the bars need.
    language : {"en", "zh"}
        Of labels and family names.
    most : int
        Bars per family.

    Returns
    -------
    Axes
        One bar per theme; families in the order goal, motivation, pain point.
    """
    import matplotlib.pyplot as plt
    import seaborn as sns

    bars, left_out = _bars(journey, most)
    asked, words = journey.data["participants"]["n"], _WORDS[language]
    with sns.axes_style("white"), use_cjk_fonts() as families:
        if ax is None:
            _, ax = plt.subplots(figsize=(9, max(2.4, 0.34 * len(bars) + 1.2)), layout="constrained")
        _draw_bars(ax, bars)
        _name_families(ax, bars, journey, language)
        note = " · " + words["more"].format(n=left_out) if left_out else ""
        ax.set_xlabel(words["axis"].format(asked=asked) + note, color=palette.QUIET, fontsize=9)
        ax.set_title(_title(bars, asked, language), loc="left", fontsize=13, color=palette.INK, pad=12)
        set_family(ax, families)
    return ax


def _draw_bars(ax: Axes, bars: list[tuple[str, str, int]]) -> None:
    import seaborn as sns

    for place, (family, _, people) in enumerate(bars):
        hue = palette.FAMILY[family]
        ax.barh(place, people, height=0.7, color=palette.tint(hue, 0.35), edgecolor=hue, lw=1)
        ax.text(people, place, f" {people}", va="center", color=palette.INK, fontsize=9)
    ax.set_yticks(range(len(bars)), [_cut(title) for _, title, _ in bars])
    ax.set_ylim(len(bars) - 0.4, -0.6)
    ax.set_xlim(0, max([people for *_, people in bars], default=1) * 1.25)
    ax.xaxis.get_major_locator().set_params(integer=True)
    ax.tick_params(colors=palette.INK, length=0)
    sns.despine(ax=ax)
    for side in ("left", "bottom"):
        ax.spines[side].set_color(palette.RULE)


def _bars(journey: JourneyMap, most: int) -> tuple[list[tuple[str, str, int]], int]:
    counts = journey.evidence.groupby(["family", "title"], sort=True)["case_id"].nunique()
    bars, left_out = [], 0
    for family in FAMILIES:
        own = [(family, title, int(n)) for (name, title), n in counts.items() if name == family]
        own.sort(key=lambda bar: (-bar[2], bar[1]))
        bars += own[:most]
        left_out += max(0, len(own) - most)
    return bars, left_out


def _name_families(ax: Axes, bars: list[tuple[str, str, int]], journey: JourneyMap, language: str) -> None:
    for family in FAMILIES:
        places = [place for place, bar in enumerate(bars) if bar[0] == family]
        if places:
            ax.text(1.0, places[0], journey.codebook.name(family, lang=language), transform=ax.get_yaxis_transform(),
                    ha="right", va="center", color=palette.FAMILY[family], fontsize=11)  # fmt: skip


def _cut(title: str) -> str:
    longest = _LONGEST["zh" if any("\u4e00" <= char <= "\u9fff" for char in title) else "en"]
    return title if len(title) <= longest else title[: longest - 1] + "…"


def _title(bars: list[tuple[str, str, int]], asked: int, language: str) -> str:
    if not bars:
        return _WORDS[language]["empty"]
    _, title, people = max(bars, key=lambda bar: bar[2])
    return _WORDS[language]["title"].format(card=_cut(title), n=people, asked=asked)
