"""What goes with a rating, as a picture: every effect with its interval, in points of the rating.

Takes the driver sheet. Kinds are told by mark as well as by hue; those that hold when corrected for how many were
looked at are full, the others hollow.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from cjm_research.findings.drivers import words as told
from cjm_research.plots import palette
from cjm_research.plots.fonts import set_family, use_cjk_fonts
from cjm_research.plots.themes import finish, new_axes, shortened, white

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from cjm_research.findings.drivers import DriverSheet

_LOOK = {
    "touchpoint": ("s", palette.FAMILY["touchpoint"]),
    "pain_point": ("o", palette.FAMILY["pain_point"]),
    "theme": ("D", palette.FAMILY["goal"]),
}
_WORDS = {
    "en": {
        "points": "Difference in points of {name}, {n} people; line: {level}% interval",
        "full": "full: holds when corrected for all {k} looked at",
        "more": "{n} more not drawn",
        "title": "“{first}” goes with {name} most ({effect:+.1f})",
        "none": "Nothing looked at goes with {name} more than chance allows",
    },
    "zh": {
        "points": "{name}相差的分数，{n}人；横线：{level}%区间",
        "full": "实心：按考察的{k}项校正后仍成立",
        "more": "另有{n}项未画出",
        "title": "与{name}相伴最明显的是“{first}”（{effect:+.1f}）",
        "none": "考察的各项与{name}的关联都未超出偶然范围",
    },
}


def driver_effects(
    sheet: DriverSheet,
    measure: str | None = None,
    column: str | None = None,
    ax: Axes | None = None,
    language: str | None = None,
    most: int = 20,
) -> Axes:
    """Draw what goes with one rating.

    Parameters
    ----------
    sheet : DriverSheet
        From `findings.drivers.drivers`.
    measure : str, optional
        "NPS", "CSAT", "CES", "rating" or "emotion"; the first of the sheet by default.
    column : str, optional
        Its question, where there are several of the measure; the first by default.
    ax : Axes, optional
        Where to draw; a new figure if not given, as high as the rows need.
    language : {"en", "zh"}, optional
        Of labels; that of the sheet by default.
    most : int
        Rows: those that hold when corrected first, then the smallest p.

    Returns
    -------
    Axes
        A mark with its interval per predictor, from the most negative to the most positive. Without an effect, the
        sentences of the sheet that say what is missing.
    """
    language = language or sheet.language
    words, own = _WORDS[language], _own(sheet.frame, measure, column)
    if own.empty:
        return _sentence(ax, sheet.reading(language))
    kept = own.sort_values(["marked", "p", "predictor_id"], ascending=[False, True, True]).head(most)
    drawn = kept.sort_values(["effect", "predictor_id"], ignore_index=True)
    with white() as sns, use_cjk_fonts() as families:
        ax = ax or new_axes(9, 0.34 * len(drawn) + 1.9)
        ax.axvline(0, color=palette.QUIET, lw=1, zorder=0)
        for at, row in enumerate(drawn.itertuples()):
            mark, colour = _LOOK[row.kind]
            ax.plot([row.low, row.high], [at, at], color=colour, lw=1.5 if row.marked else 1, zorder=1)
            ax.plot(row.effect, at, mark, ms=6, mec=colour, mfc=colour if row.marked else "white", mew=1.3, zorder=2)
        names = [f"{shortened(row.title)} · {row.n_with}" for row in drawn.itertuples()]
        ax.set_yticks(range(len(drawn)), names)
        ax.set_ylim(len(drawn) - 0.4, -0.6)
        _legend(ax, drawn, language)
        name = told.name_of(own.iloc[0], language)
        note = words["points"].format(name=name, n=own["n_people"].iloc[0], level=f"{100 * sheet.interval:g}")
        note += "\n" + words["full"].format(k=len(own))
        note += "\n" + words["more"].format(n=len(own) - len(drawn)) if len(own) > len(drawn) else ""
        finish(sns, ax, families, note, "", _title(own, name, language))
    return ax


def _own(frame: pd.DataFrame, measure: str | None, column: str | None) -> pd.DataFrame:
    own = frame if measure is None else frame[frame["measure"] == measure]
    own = own if column is None else own[own["column"] == column]
    if own.empty:
        return own
    first = own.iloc[0]
    return own[(own["measure"] == first["measure"]) & (own["column"] == first["column"])]


def _legend(ax: Axes, drawn: pd.DataFrame, language: str) -> None:
    from matplotlib.lines import Line2D

    handles = [
        Line2D([], [], color=colour, marker=mark, ms=6, mfc="white", mec=colour, lw=1, label=told.KIND[language][kind])
        for kind, (mark, colour) in _LOOK.items()
        if (drawn["kind"] == kind).any()
    ]
    ax.legend(handles=handles, loc="lower left", bbox_to_anchor=(0, 1.0), ncols=3, frameon=False, fontsize=9,
              borderaxespad=0.2, handlelength=1.6)  # fmt: skip


def _title(own: pd.DataFrame, name: str, language: str) -> str:
    words, marked = _WORDS[language], own[own["marked"].astype(bool)]
    if marked.empty:
        return words["none"].format(name=name)
    first = marked.iloc[0]
    return words["title"].format(first=shortened(first["title"]), name=name, effect=first["effect"])


def _sentence(ax: Axes | None, words: str) -> Any:
    with white(), use_cjk_fonts() as families:
        ax = ax or new_axes(8.5, 2.6)
        ax.set_axis_off()
        ax.text(0.5, 0.5, words, transform=ax.transAxes, ha="center", va="center", color=palette.QUIET, fontsize=11,
                wrap=True)  # fmt: skip
        set_family(ax, families)
    return ax
