"""The sentences of the verdicts in English and Chinese, each with its numbers.

Ends of intervals are rounded outwards, so that no sentence says more than was found: 0.7996 is 0.79 at a lower end.

>>> bounds(0.7996, 0.9012)
'0.79 to 0.91'
>>> verdict_name("assist", "zh")
'辅助'
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import numpy as np

from cjm_research.codes.bars import ASSIST, AUTOMATE, HAND_CODE, TOO_LITTLE, Bars
from cjm_research.codes.effort import Outlook
from cjm_research.codes.intervals import BOTH, ONLY_MACHINE, ONLY_PERSON

_VERDICTS = {
    "en": {name: name for name in (AUTOMATE, ASSIST, HAND_CODE, TOO_LITTLE)},
    "zh": {AUTOMATE: "可自动", ASSIST: "辅助", HAND_CODE: "人工编码", TOO_LITTLE: "证据不足"},
}
_WHY = {
    "en": {
        "counts": "Of {n} checked segments you mark {marked}, the machine suggests {suggested}, both the same {both}",
        "automate": "{counts}: F1 {f1} ({f1_range}) and precision {precision} ({precision_range}) are surely above "
        "their bars of {f1_bar} and {precision_bar}, so its suggestions may stand without a look.",
        "assist f1": "{counts}: F1 {f1} ({f1_range}) is surely above {help} but not surely above {f1_bar}, so look "
        "at what it suggests.",
        "assist precision": "{counts}: F1 {f1} ({f1_range}) is surely above {f1_bar}, but precision {precision} "
        "({precision_range}) is not surely above {precision_bar}, so look at what it suggests.",
        "hand-code": "{counts}: F1 {f1} ({f1_range}) is surely below {help}, so code it by hand.",
        "few": "Of {n} checked segments you mark only {marked}; at least {needed} are needed to judge the machine.",
        "wide": "{counts}: F1 {f1} ({f1_range}) may lie on either side of {help}, so it is too early to say.",
    },
    "zh": {
        "counts": "在 {n} 个抽检片段中，您标注了 {marked} 个，机器建议了 {suggested} 个，其中 {both} 个一致",
        "automate": "{counts}：F1 为 {f1}（{f1_range}），精确率为 {precision}（{precision_range}），都可以确定高于标准 "
        "{f1_bar} 和 {precision_bar}，机器的建议可以不必逐条查看。",
        "assist f1": "{counts}：F1 为 {f1}（{f1_range}），可以确定高于 {help}，但尚不能确定高于 {f1_bar}，"
        "请逐条查看机器的建议。",
        "assist precision": "{counts}：F1 为 {f1}（{f1_range}），可以确定高于 {f1_bar}，但精确率 {precision}"
        "（{precision_range}）尚不能确定高于 {precision_bar}，请逐条查看机器的建议。",
        "hand-code": "{counts}：F1 为 {f1}（{f1_range}），可以确定低于 {help}，请人工编码。",
        "few": "在 {n} 个抽检片段中，您只标注了 {marked} 个；至少需要 {needed} 个才能评判机器。",
        "wide": "{counts}：F1 为 {f1}（{f1_range}），可能高于也可能低于 {help}，现在下结论还太早。",
    },
}
_HOUR = {
    "en": {
        "unknown": "What another hour would buy is not known yet: too few segments were coded in one go to tell the "
        "pace.",
        "nothing": "Another hour would check nothing more: no check segment is left.",
        "none else": "Another hour of coding checks about {n} more: the interval of F1 would narrow from {now} to "
        "about {then}, and the verdict would almost surely stay.",
        "other": "Another hour of coding checks about {n} more: the interval of F1 would narrow from {now} to about "
        "{then}, and the chance of another verdict is {chance}, most likely “{verdict}”.",
    },
    "zh": {
        "unknown": "还不知道再编码一小时能带来什么：连续编码的片段太少，看不出速度。",
        "nothing": "再编码一小时也不会增加抽检：已没有可抽检的片段。",
        "none else": "再编码一小时约可多抽检 {n} 个：F1 的区间宽度将从 {now} 缩小到约 {then}，结论几乎肯定不变。",
        "other": "再编码一小时约可多抽检 {n} 个：F1 的区间宽度将从 {now} 缩小到约 {then}，结论改变的可能性为 {chance}，"
        "最可能变为“{verdict}”。",
    },
}
_SURE = {
    "en": {
        "none": "The machine was sure of nothing in the checked segments.",
        "some": "Where the machine was sure it was right in {right} of {n} checked segments: at least {low} of such "
        "segments are right ({level} confidence).",
    },
    "zh": {
        "none": "机器没有在任何抽检片段上表示有把握。",
        "some": "机器表示有把握的 {n} 个抽检片段中，{right} 个正确：此类片段中至少 {low} 是正确的（置信度 {level}）。",
    },
}
_UNLIKELY = 0.01  # a chance below this is told as "almost surely not"


def verdict_name(verdict: str, language: str) -> str:
    """Return a verdict in a language."""
    return _VERDICTS[language][verdict]


def bounds(low: float, high: float, language: str = "en") -> str:
    """Return an interval, rounded outwards."""
    between = " 至 " if language == "zh" else " to "
    return f"{_down(low):.2f}{between}{_up(high):.2f}"


def why(cells: np.ndarray, row: Mapping[str, Any], bars: Bars, language: str) -> str:
    """Return why a verdict is what it is.

    Parameters
    ----------
    cells : ndarray of int of shape (4,)
        Counts.
    row : mapping
        verdict, and f1, f1_low, f1_high, precision, precision_low, precision_high.
    bars : Bars
        As of the verdict.
    language : {"en", "zh"}
        Of the sentence.
    """
    both, marked = int(cells[BOTH]), int(cells[BOTH] + cells[ONLY_PERSON])
    say, numbers = _WHY[language], {
        "n": int(cells.sum()), "both": both, "marked": marked, "suggested": both + int(cells[ONLY_MACHINE]),
        "needed": bars.marked, "f1_bar": f"{bars.f1:.2f}", "precision_bar": f"{bars.precision:.2f}",
        "help": f"{bars.help:.2f}",
    }  # fmt: skip
    for name in ("f1", "precision"):
        numbers[name] = f"{row[name]:.2f}"
        numbers[f"{name}_range"] = bounds(row[f"{name}_low"], row[f"{name}_high"], language)
    sentence = row["verdict"]
    if sentence == ASSIST:
        sentence = "assist precision" if row["f1_low"] >= bars.f1 else "assist f1"
    elif sentence == TOO_LITTLE:
        sentence = "few" if marked < bars.marked else "wide"
    return say[sentence].format(counts=say["counts"].format(**numbers), **numbers)


def hour(width: float, ahead: Outlook | None, language: str) -> str:
    """Return what another hour would buy.

    Parameters
    ----------
    width : float
        Of the interval of F1 now.
    ahead : Outlook or None
        None if the pace is not known.
    language : {"en", "zh"}
        Of the sentence.
    """
    say = _HOUR[language]
    if ahead is None:
        return say["unknown"]
    if not ahead.n_more:
        return say["nothing"]
    numbers = {"n": ahead.n_more, "now": f"{width:.2f}", "then": f"{ahead.width:.2f}", "chance": f"{ahead.chance:.0%}"}
    if ahead.chance < _UNLIKELY:
        return say["none else"].format(**numbers)
    return say["other"].format(verdict=verdict_name(ahead.likeliest, language), **numbers)


def sure(right: int, n: int, low: float, level: float, language: str) -> str:
    """Return how far the machine's "sure" is to be trusted."""
    say = _SURE[language]
    return say["some"].format(right=right, n=n, low=f"{_down(low):.0%}", level=f"{level:.0%}") if n else say["none"]


def _down(value: float) -> float:
    # What is a bar but for the last digit of a float is not rounded below it.
    return math.floor(value * 100 + 1e-6) / 100


def _up(value: float) -> float:
    return math.ceil(value * 100 - 1e-6) / 100
