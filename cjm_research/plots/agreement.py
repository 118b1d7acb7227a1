"""Agreement as pictures: each code's kappa, AC1 and alpha with their intervals, and how they moved over rounds.

Both take plain frames (`AgreementSheet.table`, `agreement.trend`). A coefficient that is not defined leaves its place
empty and says so. No line is drawn at any "good enough": what is enough depends on what the codes are for.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from cjm_research.agreement.counting import MEAN, OVERALL
from cjm_research.plots import palette
from cjm_research.plots.comparisons import spread
from cjm_research.plots.fonts import use_cjk_fonts
from cjm_research.plots.themes import finish, new_axes, set_family, shortened, white

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from cjm_research.agreement.sheet import AgreementSheet

_MARKS = (("kappa", "kappa", "#0072b2", "o"), ("gwet", "AC1", "#d55e00", "s"), ("alpha", "alpha", "#009e73", "^"))
"""Column, name, hue and mark of each coefficient, so that none is told by colour alone."""
_LINES = ("#0072b2", "#d55e00", "#009e73", "#b8860b", "#a0528a", "#767676")
_APART = 0.2  # between kappa and AC1, as in the readings
_WORDS = {
    "en": {
        "n": "{name}  (n = {n})",
        "axis": "Agreement above chance; lines: {level}% intervals; n = segments judged by two or more",
        "left_out": "{n} more codes not drawn",
        "apart": "Kappa and AC1 part ways for {n} of {all} codes, most for “{name}”",
        "alike": "Kappa and AC1 tell the same story: kappa {low} to {high}",
        "one": "“{name}”: kappa {low}",
        "none": "no code that two coders judged",
        "undefined": "kappa not defined",
        "scale": "AC1 (AC2 for scales)",
        "rounds": "Kappa; lines: {level}% intervals",
        "judged": "n = segments judged by two or more",
        "rose": "Over {n} rounds kappa moved from {first} to {last}, {told}",
        "sure": "which is more than chance",
        "unsure": "which may be chance alone",
        "steady": "One round: kappa {last}",
        "no rounds": "no round with a kappa",
    },
    "zh": {
        "n": "{name}（n = {n}）",
        "axis": "超出偶然的一致性；横线：{level}%区间；n = 两名或以上编码者判断的片段数",
        "left_out": "另有{n}个编码未画出",
        "apart": "{all}个编码中有{n}个的kappa与AC1相差较大，最大的是“{name}”",
        "alike": "kappa与AC1结论相同：kappa为{low}至{high}",
        "one": "“{name}”：kappa为{low}",
        "none": "没有两名编码者都判断过的编码",
        "undefined": "kappa无定义",
        "scale": "AC1（量表为AC2）",
        "rounds": "kappa；竖线：{level}%区间",
        "judged": "n = 两名或以上编码者判断的片段数",
        "rose": "经过{n}轮，kappa从{first}变为{last}，{told}",
        "sure": "超出偶然范围",
        "unsure": "可能只是偶然",
        "steady": "只有一轮：kappa为{last}",
        "no rounds": "没有可计算kappa的轮次",
    },
}


def agreement_intervals(
    sheet: AgreementSheet, ax: Axes | None = None, language: str | None = None, most: int = 14
) -> Axes:
    """Draw kappa, AC1 and alpha of every code.

    Parameters
    ----------
    sheet : AgreementSheet
        What to draw.
    ax : Axes, optional
        Where to draw; a new figure if not given, as high as the rows need.
    language : {"en", "zh"}, optional
        That of the sheet by default.
    most : int
        Rows; the pooled figure first, then the codes in the order of the sheet.

    Returns
    -------
    Axes
        Three marks with their intervals a row. Without a code, a sentence that says so.
    """
    language = language or sheet.language
    words = _WORDS[language]
    table = sheet.table[(sheet.table["code"] != MEAN) & (sheet.table["n_segments"] > 0)].reset_index(drop=True)
    if table.empty:
        return _sentence(ax, words["none"])
    drawn = _with_gwet(table).head(most)
    with white() as sns, use_cjk_fonts() as families:
        ax = ax or new_axes(9, 0.52 * len(drawn) + 1.9)
        low = 0.0
        for at, row in enumerate(drawn.to_dict("records")):
            low = min(low, _draw_row(ax, at, row, words))
        labels = [words["n"].format(name=shortened(sheet.name(row.code, language)), n=row.n_segments)
                  for row in drawn.itertuples()]  # fmt: skip
        ax.set_yticks(range(len(drawn)), labels)
        ax.set_ylim(len(drawn) - 0.4, -0.6)
        ax.set_xlim(max(-1.02, low - 0.04), 1.02)
        ax.axvline(0, color=palette.RULE, lw=1)
        _legend(ax, words["scale"] if (drawn["level"] != "nominal").any() else "AC1")
        parts = [words["axis"].format(level=f"{100 * sheet.level:g}")]
        parts += [words["left_out"].format(n=len(table) - len(drawn))] if len(table) > len(drawn) else []
        finish(sns, ax, families, "\n".join(parts), "", _title(table, sheet, language))
    return ax


def agreement_trend(
    rounds: pd.DataFrame, ax: Axes | None = None, language: str = "en", most: int = 5, level: float = 0.95
) -> Axes:
    """Draw how kappa moved over calibration rounds.

    Parameters
    ----------
    rounds : DataFrame
        From `agreement.trend`.
    ax : Axes, optional
        Where to draw; a new figure if not given.
    language : {"en", "zh"}
        Of labels; names of codes are those of the frame.
    most : int
        Codes beside the pooled figure; those that moved most in the last round first.
    level : float
        Of the intervals in the frame, for the label.

    Returns
    -------
    Axes
        The pooled figure in ink, codes in hues, each named at its end. Without a kappa, a sentence that says so.
    """
    words = _WORDS[language]
    known = rounds[rounds["kappa"].notna()]
    if known.empty:
        return _sentence(ax, words["no rounds"])
    codes = _most_moved(known, most)
    names = rounds.drop_duplicates("order").sort_values("order")
    with white() as sns, use_cjk_fonts() as families:
        ax = ax or new_axes(9, 5)
        step = 0.14 / max(1, len(codes) - 1)
        for at, code in reversed(list(enumerate(codes))):
            own = known[known["code"] == code].sort_values("order")
            colour, width, mark = _line(at, code)
            # A little aside of each other, so that intervals of the same round are told apart.
            x = own["order"].to_numpy(dtype=float) + (at * step - 0.07 if len(codes) > 1 else 0)
            ax.vlines(x, own["kappa_low"], own["kappa_high"], color=colour, lw=1, alpha=0.6)
            ax.plot(x, own["kappa"], color=colour, lw=width, marker=mark, ms=5, solid_capstyle="round")
        drawn = known[known["code"].isin(codes)]
        low = min(0.0, float(drawn["kappa_low"].min()))
        ax.set_ylim(low - 0.02, 1.02)
        _name_ends(ax, drawn, codes, low)
        n = rounds.groupby("order")["n_segments"].max()
        ticks = [f"{row.round}\nn = {n[row.order]}" for row in names.itertuples()]
        ax.set_xticks(names["order"].to_list(), ticks)
        ax.set_xlim(names["order"].min() - 0.3, names["order"].max() + 0.12)
        left_out = known["code"].nunique() - len(codes)
        note = "\n".join([words["judged"], *([words["left_out"].format(n=left_out)] if left_out else [])])
        finish(sns, ax, families, note, words["rounds"].format(level=f"{100 * level:g}"), _trend_title(known, words))
    return ax


def _with_gwet(table: pd.DataFrame) -> pd.DataFrame:
    """Return the table with AC2 of ordered codes and AC1 of the others under one name."""
    plain = table["level"].eq("nominal")
    return table.assign(**{f"gwet{end}": table[f"ac1{end}"].where(plain, table[f"ac2{end}"])
                           for end in ("", "_low", "_high")})  # fmt: skip


def _draw_row(ax: Axes, at: int, row: Mapping, words: Mapping[str, str]) -> float:
    """Draw the marks of one code and return how far left they reach."""
    left = 0.0
    for offset, (column, _, colour, mark) in zip((-0.2, 0.0, 0.2), _MARKS, strict=True):
        value = row[column]
        if np.isnan(value):
            if column == "kappa":
                ax.annotate(words["undefined"], (0, at + offset), (6, 0), textcoords="offset points", va="center",
                            color=palette.QUIET, fontsize=9)  # fmt: skip
            continue
        low, high = row[f"{column}_low"], row[f"{column}_high"]
        ax.plot([low, high], [at + offset] * 2, color=colour, lw=1.2)
        ax.plot(value, at + offset, mark, color=colour, ms=5.5)
        left = min(left, value, value if np.isnan(low) else low)
    return left


def _legend(ax: Axes, gwet: str) -> None:
    from matplotlib.lines import Line2D

    handles = [Line2D([], [], color=colour, marker=mark, ms=5.5, lw=1.2, label=gwet if column == "gwet" else name)
               for column, name, colour, mark in _MARKS]  # fmt: skip
    ax.legend(handles=handles, loc="lower left", bbox_to_anchor=(0, 1.0), ncols=3, frameon=False, fontsize=9,
              borderaxespad=0.2, handlelength=1.6)  # fmt: skip


def _title(table: pd.DataFrame, sheet: AgreementSheet, language: str) -> str:
    words = _WORDS[language]
    codes = _with_gwet(table[table["code"] != OVERALL])
    codes = codes[codes["kappa"].notna()]
    if codes.empty:
        return words["undefined"]
    gap = codes["gwet"] - codes["kappa"]
    if (gap >= _APART).any():
        name = shortened(sheet.name(codes.loc[gap.idxmax(), "code"], language))
        return words["apart"].format(n=int((gap >= _APART).sum()), all=len(codes), name=name)
    low, high = (f"{value:.2f}" for value in (codes["kappa"].min(), codes["kappa"].max()))
    if len(codes) == 1:
        return words["one"].format(name=shortened(sheet.name(codes["code"].iloc[0], language)), low=low)
    return words["alike"].format(low=low, high=high)


def _most_moved(known: pd.DataFrame, most: int) -> list[str]:
    last = known.sort_values("order").drop_duplicates("code", keep="last")
    moved = last.assign(size=last["kappa_change"].abs().fillna(-1)).sort_values(["size", "code"],
                                                                                  ascending=[False, True])  # fmt: skip
    others = [code for code in moved["code"] if code != OVERALL][:most]
    return [OVERALL, *others] if OVERALL in set(known["code"]) else others


def _line(at: int, code: str) -> tuple[str, float, str]:
    return (palette.INK, 2.2, "o") if code == OVERALL else (_LINES[at % len(_LINES)], 1.5, "s^DvPX"[at % 6])


def _name_ends(ax: Axes, drawn: pd.DataFrame, codes: list[str], low: float) -> None:
    """Write each code's name at the right of its line, moved apart where lines end close together."""
    last = drawn.sort_values("order").drop_duplicates("code", keep="last").sort_values(["kappa", "code"])
    places = spread(((last["kappa"] - low + 0.02) / (1.04 - low)).to_numpy(dtype=float))
    for row, place in zip(last.itertuples(), places, strict=True):
        colour = _line(codes.index(row.code), row.code)[0]
        ax.annotate(f"{shortened(row.name)} {row.kappa:.2f}", (1.01, place), xycoords="axes fraction", va="center",
                    color=colour, fontsize=9, annotation_clip=False)  # fmt: skip


def _trend_title(known: pd.DataFrame, words: Mapping[str, str]) -> str:
    code = OVERALL if OVERALL in set(known["code"]) else known["code"].iloc[0]
    own = known[known["code"] == code].sort_values("order")
    first, last = own.iloc[0], own.iloc[-1]
    if len(own) == 1:
        return words["steady"].format(last=f"{last['kappa']:.2f}")
    apart = last["kappa_low"] > first["kappa_high"] or last["kappa_high"] < first["kappa_low"]
    numbers = {"n": len(own), "first": f"{first['kappa']:.2f}", "last": f"{last['kappa']:.2f}"}
    return words["rose"].format(told=words["sure" if apart else "unsure"], **numbers)


def _sentence(ax: Axes | None, told: str) -> Axes:
    with white(), use_cjk_fonts() as families:
        ax = ax or new_axes(7.5, 2.4)
        ax.set_axis_off()
        ax.text(0.5, 0.5, told, transform=ax.transAxes, ha="center", va="center", color=palette.QUIET, fontsize=12)
        set_family(ax, families)
    return ax
