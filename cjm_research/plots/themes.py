"""Themes as pictures: how many people say each, and how many themes there should be.

Both take plain frames, so that what is drawn can be read as a table too. Intervals are always drawn, n stands in the
axis label, and the title states what is to be seen.
"""

from __future__ import annotations

import math
import textwrap
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from cjm_research.plots import palette
from cjm_research.plots.fonts import set_family, use_cjk_fonts
from cjm_research.schema import FAMILIES

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

LONGEST = {"en": 44, "zh": 22}
_JUDGED = ("stability", "stability_low", "separation", "worth")
_LINE = {"en": 56, "zh": 32}
FAMILY_NAMES = {
    "en": {"goal": "Goals", "motivation": "Motivations", "pain_point": "Pain points"},
    "zh": {"goal": "目标", "motivation": "动机", "pain_point": "痛点"},
}
_WORDS = {
    "en": {
        "people": "People, of {asked} asked; line: {level}% interval",
        "most": "“{theme}” is what most people raise ({n} of {asked})",
        "tie": "{themes} themes are raised by most people ({n} of {asked} each)",
        "empty": "no theme to show",
        "more": "{n} more themes",
        "topics": "Number of themes",
        "judged": "Stability, 0–1 (band: down to the worst twentieth)\nand separation",
        "stability": "stability",
        "separation": "separation",
        "chosen": "{n} kept",
        "best": "{family}: {n} themes weigh best (stability {stability:.2f})",
        "other": "{family}: {n} themes are kept (stability {stability:.2f}); {best} would weigh best",
        "unjudged": "{family}: {n} themes are kept; {best} would weigh best",
        "few": "{family}: too few segments to judge a number of themes",
    },
    "zh": {
        "people": "人数（共{asked}人）；横线：{level}%区间",
        "most": "提到最多的是“{theme}”（{asked}人中的{n}人）",
        "tie": "有{themes}个主题提到的人最多（各为{asked}人中的{n}人）",
        "empty": "没有可显示的主题",
        "more": "另有{n}个主题",
        "topics": "主题数量",
        "judged": "稳定性，0–1（色带下沿为最差的二十分之一），\n以及区分度",
        "stability": "稳定性",
        "separation": "区分度",
        "chosen": "采用{n}个",
        "best": "{family}：{n}个主题综合最优（稳定性{stability:.2f}）",
        "other": "{family}：采用{n}个主题（稳定性{stability:.2f}）；{best}个综合最优",
        "unjudged": "{family}：采用{n}个主题；{best}个综合最优",
        "few": "{family}：片段太少，无法判断主题数量",
    },
}


def theme_bars(
    shares: pd.DataFrame, ax: Axes | None = None, language: str = "en", most: int = 8, interval: float = 0.95
) -> Axes:
    """Draw how many people say each theme, by family.

    Parameters
    ----------
    shares : DataFrame
        From `findings.shares.theme_shares`: family, title, n_people, n_asked, low, high.
    ax : Axes, optional
        Where to draw; a new figure if not given, as high as the bars need.
    language : {"en", "zh"}
        Of labels and family names.
    most : int
        Bars per family, those of most people.
    interval : float
        Width of the intervals in `shares`, for the label.

    Returns
    -------
    Axes
        A bar per theme with the interval of its share, in people; families in the order goal, motivation, pain point.
        Without a theme, a sentence that says so.
    """
    words = _WORDS[language]
    if shares.empty:
        return no_theme(ax, language)
    ranked = shares.assign(family=shares["family"].map(FAMILIES.index)).sort_values(
        ["family", "n_people", "theme_id"], ascending=[True, False, True]
    )
    bars = ranked.groupby("family", sort=True).head(most).reset_index(drop=True)
    left_out, asked = len(ranked) - len(bars), int(shares["n_asked"].max())
    with white() as sns, use_cjk_fonts() as families:
        ax = ax or new_axes(9, max(2.4, 0.36 * len(bars) + 1.2))
        for at, bar in enumerate(bars.itertuples()):
            hue = palette.FAMILY[FAMILIES[bar.family]]
            ax.barh(at, bar.n_people, height=0.7, color=palette.tint(hue, 0.35), edgecolor=hue, lw=1)
            ax.plot([bar.low * asked, bar.high * asked], [at, at], color=palette.INK, lw=1, solid_capstyle="butt")
            ax.text(bar.high * asked, at, f" {bar.n_people}", va="center", color=palette.INK, fontsize=9)
        ax.set_yticks(range(len(bars)), [shortened(title) for title in bars["title"]])
        ax.set_ylim(len(bars) - 0.4, -0.6)
        ax.set_xlim(0, max(1, asked * float(bars["high"].max()) if len(bars) else 1) * 1.4)
        ax.xaxis.get_major_locator().set_params(integer=True)
        for family, part in bars.groupby("family"):
            name, hue = FAMILIES[family], palette.FAMILY[FAMILIES[family]]
            ax.text(1.0, part.index[0], FAMILY_NAMES[language][name], transform=ax.get_yaxis_transform(),
                    ha="right", va="center", color=hue, fontsize=11)  # fmt: skip
        note = " · " + words["more"].format(n=left_out) if left_out else ""
        label = words["people"].format(asked=asked, level=f"{100 * interval:g}") + note
        finish(sns, ax, families, label, "", _most_said(bars, asked, language))
    return ax


def topic_curve(curve: pd.DataFrame, family: str, ax: Axes | None = None, language: str = "en") -> Axes:
    """Draw how well each number of themes holds, with the number that is kept.

    Parameters
    ----------
    curve : DataFrame
        Columns family, n_topics, stability, stability_low, separation, worth, chosen; from the theme model. What could
        not be judged is None or NaN.
    family : str
        Whose curve.
    ax : Axes, optional
        Where to draw; a new figure if not given.
    language : {"en", "zh"}
        Of labels.

    Returns
    -------
    Axes
        Stability with a band down to its low, separation, and a mark at the number that is kept. Where fewer than two
        numbers of themes were judged, a sentence that says so.
    """
    words, own = _WORDS[language], _own_curve(curve, family)
    if own[["stability", "worth"]].notna().all(axis=1).sum() < 2:
        return _sentence(ax, words["few"].format(family=FAMILY_NAMES[language][family]))
    hue = palette.FAMILY[family]
    with white() as sns, use_cjk_fonts() as families:
        ax = ax or new_axes(7.5, 4.2)
        ax.fill_between(own["n_topics"], own["stability_low"], own["stability"], color=palette.tint(hue, 0.18), lw=0)
        ends = []
        for column, colour, dashes in (("stability", hue, "-"), ("separation", palette.QUIET, "--")):
            ax.plot(own["n_topics"], own[column], dashes, color=colour, marker="o", ms=4, lw=1.6)
            ends.append((column, colour, own[column].dropna()))
        for column, colour, values in ends:
            if len(values):
                place = (own.loc[values.index[-1], "n_topics"], values.iloc[-1])
                ax.annotate(" " + words[column], place, (5, 0), textcoords="offset points", va="center",
                            color=colour, fontsize=10, annotation_clip=False)  # fmt: skip
        kept = own[own["chosen"].eq(True)]
        for row in kept.itertuples():
            ax.axvline(row.n_topics, color=palette.INK, lw=1, ls=":")
            ax.annotate(words["chosen"].format(n=row.n_topics), (row.n_topics, 1.0), (4, -2), va="top",
                        xycoords=ax.get_xaxis_transform(), textcoords="offset points", color=palette.INK,
                        fontsize=10)  # fmt: skip
        ax.margins(x=0.12)
        ax.set_ylim(min(0.0, float(own[["separation", "stability_low"]].min().min())), 1.02)
        ax.xaxis.get_major_locator().set_params(integer=True)
        finish(sns, ax, families, words["topics"], words["judged"], _curve_title(own, kept, family, language))
    return ax


def no_theme(ax: Axes | None, language: str) -> Axes:
    """Draw the sentence that there is no theme to show, and nothing else."""
    return _sentence(ax, _WORDS[language]["empty"])


def _sentence(ax: Axes | None, words: str) -> Axes:
    with white(), use_cjk_fonts() as families:
        ax = ax or new_axes(7.5, 2.4)
        ax.set_axis_off()
        ax.text(0.5, 0.5, words, transform=ax.transAxes, ha="center", va="center", color=palette.QUIET, fontsize=12)
        set_family(ax, families)
    return ax


def _own_curve(curve: pd.DataFrame, family: str) -> pd.DataFrame:
    """Return the family's rows in order, what was judged as numbers; no rows where nothing was kept of the family."""
    import pandas as pd

    columns = ["family", "n_topics", *_JUDGED, "chosen"]
    own = curve.reindex(columns=columns) if curve.empty else curve
    numbers = {column: pd.to_numeric(own[column], errors="coerce").astype("float64") for column in _JUDGED}
    own = own.assign(**numbers)
    return own[own["family"].eq(family)].sort_values("n_topics")


def _most_said(bars: pd.DataFrame, asked: int, language: str) -> str:
    if bars.empty:
        return ""
    most = bars[bars["n_people"] == bars["n_people"].max()]
    n = int(most["n_people"].iloc[0])
    if len(most) > 1:
        return _WORDS[language]["tie"].format(themes=len(most), n=n, asked=asked)
    return _WORDS[language]["most"].format(theme=shortened(most["title"].iloc[0]), n=n, asked=asked)


def _curve_title(own: pd.DataFrame, kept: pd.DataFrame, family: str, language: str) -> str:
    words, name = _WORDS[language], FAMILY_NAMES[language][family]
    if kept.empty:
        return name
    best = int(own.sort_values(["worth", "n_topics"], ascending=[False, True])["n_topics"].iloc[0])
    row = kept.iloc[0]
    other = words["unjudged"] if math.isnan(row["stability"]) else words["other"]
    phrase = words["best"] if best == row["n_topics"] else other
    return phrase.format(family=name, n=int(row["n_topics"]), stability=row["stability"], best=best)


def shortened(title: str) -> str:
    """Return the title, cut with "…" where it is too long for an axis.

    >>> len(shortened("word " * 20)), len(shortened("主题" * 20))
    (44, 22)
    """
    longest = LONGEST["zh" if any("\u4e00" <= char <= "\u9fff" for char in title) else "en"]
    return title if len(title) <= longest else title[: longest - 1] + "…"


def _wrapped(title: str) -> str:
    """Return the title in lines that fit beside long theme names; a Chinese one breaks after a punctuation mark."""
    if any("\u4e00" <= char <= "\u9fff" for char in title):
        at = max((title.rfind(mark, 0, _LINE["zh"]) for mark in "”；：，"), default=-1) + 1
        return title if len(title) <= _LINE["zh"] or at < 8 else f"{title[:at]}\n{title[at:]}"
    return textwrap.fill(title, _LINE["en"])


def new_axes(width: float, height: float) -> Axes:
    """Return the Axes of a new figure of that many inches."""
    import matplotlib.pyplot as plt

    return plt.subplots(figsize=(width, height), layout="constrained")[1]


def finish(sns: Any, ax: Axes, families: list[str], xlabel: str, ylabel: str, title: str) -> None:
    """Give the Axes their labels, title, rules and fonts."""
    ax.set_xlabel(xlabel, color=palette.QUIET, fontsize=9)
    ax.set_ylabel(ylabel, color=palette.QUIET, fontsize=9)
    ax.set_title(_wrapped(title), loc="left", fontsize=13, color=palette.INK, pad=12 if ax.get_legend() is None else 28)
    ax.tick_params(colors=palette.INK, length=0)
    sns.despine(ax=ax)
    for side in ("left", "bottom"):
        ax.spines[side].set_color(palette.RULE)
    set_family(ax, families)
    if ax.get_legend() is not None:
        for text in ax.get_legend().get_texts():
            text.set_fontfamily(families)


@contextmanager
def white() -> Iterator[Any]:
    """Draw inside the block on white ground; seaborn itself is handed out."""
    import seaborn as sns

    with sns.axes_style("white"):
        yield sns
