"""The reading of the figures in plain English and Chinese: what they say, and what they do not.

The words of Landis and Koch (1977) are quoted because readers ask for them, as a habit and never as a verdict: they
were proposed without grounds, and kappa depends on how often a code is carried.

Ends of intervals are rounded outwards.

>>> habit(0.7), habit(0.7, "zh")
('substantial', '较强')
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from cjm_research.agreement.counting import MEAN, OVERALL, SEGMENTS
from cjm_research.codes.verdict_words import bounds

FEW_CARRIED = 10
"""Segments that carry a code below which its figures hang on single cases."""
APART = 0.2
"""Between kappa and AC1: from here they are said to part ways."""
WIDE = 0.4
"""Of an interval of kappa, from end to end: from here it is called wide."""
GOAL = 0.1
"""The half-width that readings plan for."""
RARE = 0.2
UNDEFINED = 0.05
SELDOM, DECENT = 0.2, 0.5
"""Agreement on yes: below the first there is hardly any; below the second a rare code is no excuse."""

APART_ON_YES = "hardly a shared yes"
PREVALENCE, BIAS, FEW, PARTLY, WIDTH, FEW_DOCUMENTS, UNSTABLE, NOTHING = (
    "prevalence", "bias", "few carried", "partly double-coded", "wide", "few documents", "unstable", "undefined"
)  # fmt: skip
WARNINGS = (NOTHING, APART_ON_YES, PREVALENCE, BIAS, FEW, PARTLY, WIDTH, FEW_DOCUMENTS, UNSTABLE)
"""In the order in which they are said."""

_HABITS = (
    (0.8, "almost perfect", "几乎完全一致"),
    (0.6, "substantial", "较强"),
    (0.4, "moderate", "中等"),
    (0.2, "fair", "一般"),
    (0.0, "slight", "轻微"),
    (-math.inf, "poor", "差"),
)
_SAY = {
    "en": {
        "none": "No segment was judged by two or more coders, so there is no agreement to report.",
        "first": "{coders} coders judged {n_segments} of {n_documents}: {percent} of pairs of judgements "
        "agree, kappa {kappa}{kappa_range}, {gwet_name} {gwet}{gwet_range}, alpha {alpha}{alpha_range}.",
        "mean": "The mean of the codes, each weighing the same: {percent} agree, kappa {kappa}, {gwet_name} {gwet}, "
        "alpha {alpha}. It has no interval.",
        "habit": "A kappa of this size is often called “{habit}” (Landis and Koch 1977), which is a habit, not a "
        "verdict.",
        "called": "Often called “{habit}”.",
        NOTHING: "Kappa and alpha are not defined: every judgement is the same ({what}). That all agree says little, "
        "because nobody had to tell anything apart.",
        PREVALENCE: "Kappa and {gwet_name} part ways ({kappa} and {gwet}) because {subject} is {rare}: it is in "
        "{share} of judgements. Kappa falls the more uneven yes and no are, however well coders agree; {gwet_name} "
        "hardly does. Report both with that share and the agreement on yes ({positive}) and on no ({negative}).",
        "none by both": "No segment was marked by both: the coders never agreed on a yes.{only_no}",
        "none by two": "No segment was marked by two coders: they never agreed on a yes.{only_no}",
        "none by both of all": "No segment was given the same code by two coders: they never agreed on a yes.{only_no}",
        "one alone": "No segment was marked by both: one of the coders marks the code nowhere.{only_no}",
        "hardly": "The coders hardly ever agree on a yes (agreement on yes {positive}).{only_no}",
        "only no": " {gwet_name} ({gwet}) is far above kappa ({kappa}) only because they agree on no ({negative}).",
        "prevalence seldom": "Kappa and {gwet_name} part ways ({kappa} and {gwet}): {subject} is {rare}, in {share} "
        "of judgements, and the coders agree far less on yes ({positive}) than on no ({negative}). {gwet_name} hides "
        "that; report both.",
        "prevalence plain": "Kappa and {gwet_name} part ways ({kappa} and {gwet}) because some values are far more "
        "frequent than others. Report both, with the table between the coders.",
        BIAS: "The coders differ in how often they mark it (bias index {bias}). Talk about where the code begins.",
        FEW: "Only {carried_by} the code, so single cases move every figure.",
        PARTLY: "Only {double} of {n_all} {were} coded by two or more; the figures speak for those alone.",
        WIDTH: "The interval of kappa is wide. {more}",
        "more": "About {more} more double-coded {noun} would bring it to ±{goal} (estimate).",
        FEW_DOCUMENTS: "With {n_documents} the intervals are drawn over segments, not documents, and may be "
        "too narrow.",
        UNSTABLE: "In {share} of the draws kappa is not defined, because the code does not occur; do not lean on its "
        "interval.",
        "rare": "rare",
        "uneven": "unevenly spread",
        "common": "nearly everywhere",
        "subject": "the code",
        "subject of all": "a code",
        "carried by none": "nobody marks the code",
        "carried by all": "all mark the code everywhere",
        "one value": "one value",
        "no value": "not defined",
        "to": " ({})",
    },
    "zh": {
        "none": "没有片段经过两名或以上编码者判断，因此没有可报告的一致性。",
        "first": "{coders} 名编码者判断了 {documents} 份文档中的 {n} 个片段：{percent} 的成对判断一致，"
        "kappa 为 {kappa}{kappa_range}，{gwet_name} 为 {gwet}{gwet_range}，alpha 为 {alpha}{alpha_range}。",
        "mean": "各编码的简单平均：{percent} 一致，kappa 为 {kappa}，{gwet_name} 为 {gwet}，alpha 为 {alpha}。"
        "不计算区间。",
        "habit": "这样大小的 kappa 习惯上称为“{habit}”（Landis 和 Koch 1977），这只是习惯说法，不是结论。",
        "called": "习惯上称为“{habit}”。",
        NOTHING: "kappa 和 alpha 没有定义：所有判断都相同（{what}）。大家都一致并不说明什么，因为没有需要区分的内容。",
        PREVALENCE: "kappa 与 {gwet_name} 相差较大（{kappa} 与 {gwet}），因为{subject}{rare}：占判断的 {share}。"
        "“有”与“无”越不均衡，kappa 就越低，与编码者是否一致无关；{gwet_name} 则几乎不受影响。"
        "请同时报告两者、该比例，以及对“有”的一致（{positive}）和对“无”的一致（{negative}）。",
        "none by both": "没有任何片段被双方同时标注：编码者从未在“有”上一致。{only_no}",
        "none by two": "没有任何片段被两名编码者同时标注：他们从未在“有”上一致。{only_no}",
        "none by both of all": "没有任何片段被两名编码者标注同一编码：他们从未在“有”上一致。{only_no}",
        "one alone": "没有任何片段被双方同时标注：其中一名编码者从未标注该编码。{only_no}",
        "hardly": "编码者几乎从未在“有”上一致（对“有”的一致为 {positive}）。{only_no}",
        "only no": "{gwet_name}（{gwet}）远高于 kappa（{kappa}），只是因为双方在“无”上一致（{negative}）。",
        "prevalence seldom": "kappa 与 {gwet_name} 相差较大（{kappa} 与 {gwet}）：{subject}{rare}，占判断的 {share}，"
        "而编码者对“有”的一致（{positive}）远低于对“无”的一致（{negative}）。{gwet_name} 掩盖了这一点，"
        "请同时报告两者。",
        "prevalence plain": "kappa 与 {gwet_name} 相差较大（{kappa} 与 {gwet}），因为有些取值远比其他取值常见。"
        "请同时报告两者，并附上编码者之间的对照表。",
        BIAS: "编码者标注的频率不同（偏差指数 {bias}）。请讨论这个编码从哪里算起。",
        FEW: "只有 {carried} 个片段带有该编码，个别片段就会改变所有数字。",
        PARTLY: "{all} 个片段中只有 {double} 个由两名或以上编码者编码；这些数字只代表这一部分。",
        WIDTH: "kappa 的区间较宽。{more}",
        "more": "再双人编码约 {more} 个片段，可缩小到 ±{goal}（估计）。",
        FEW_DOCUMENTS: "只有 {documents} 份文档，区间按片段而不是按文档抽样，可能偏窄。",
        UNSTABLE: "{share} 的抽样中该编码没有出现，kappa 没有定义；请不要依赖它的区间。",
        "rare": "很少见",
        "uneven": "分布不均",
        "common": "几乎处处都有",
        "subject": "该编码",
        "subject of all": "单个编码",
        "carried by none": "没有人标注该编码",
        "carried by all": "所有人处处都标注了该编码",
        "one value": "只有一个取值",
        "no value": "无定义",
        "to": "（{}）",
    },
}


def habit(kappa: float, language: str = "en") -> str:
    """Return what Landis and Koch (1977, page 165) call a kappa."""
    found = next(one for one in _HABITS if kappa > one[0] or one[0] == -math.inf or kappa == one[0] == 0.0)
    return found[2 if language == "zh" else 1]


def warnings_of(row: Mapping[str, Any], double: Mapping[str, Any] | None) -> tuple[str, ...]:
    """Return what a reader of the row has to know, in the order of `WARNINGS`.

    Parameters
    ----------
    row : mapping
        Of the table of the sheet.
    double : mapping, optional
        Of its double_coded, for the same code.
    """
    if row["code"] == MEAN or not row["n_segments"]:
        return (PARTLY,) if double is not None and double["partly"] and row["code"] != MEAN else ()
    apart = gwet(row) - row["kappa"] >= APART
    # Unlike shares of yes lower kappa too; what weighs more is named.
    biased = row["bias_index"] > max(0.1, row["prevalence_index"]) if not math.isnan(row["bias_index"]) else False
    no_yes = bool(row["binary"]) and not math.isnan(row["kappa"]) and row["positive"] < SELDOM
    told = {
        NOTHING: math.isnan(row["kappa"]),
        APART_ON_YES: no_yes,
        PREVALENCE: apart and not biased and not no_yes,
        BIAS: biased or row["bias_index"] >= APART,
        FEW: row["code"] != OVERALL and 0 < (row["n_carried"] or 0) < FEW_CARRIED,
        PARTLY: double is not None and bool(double["partly"]),
        WIDTH: row["kappa_high"] - row["kappa_low"] >= WIDE,
        FEW_DOCUMENTS: row["resampled"] == SEGMENTS,
        UNSTABLE: row["undefined"] >= UNDEFINED and not math.isnan(row["kappa"]),
    }
    return tuple(name for name in WARNINGS if told[name])


def reading(
    row: Mapping[str, Any], warnings: tuple[str, ...], double: Mapping[str, Any] | None, more: int | None, language: str
) -> str:
    """Return the sentences about one row.

    Parameters
    ----------
    row, double : mapping
        As for `warnings_of`.
    warnings : tuple of str
        From it.
    more : int, optional
        Segments that the interval still needs.
    language : {"en", "zh"}
        Of the sentences.
    """
    say, numbers = _SAY[language], _numbers(row, double, more, language)
    if row["code"] == MEAN:
        return say["mean"].format(**numbers)
    if not row["n_segments"]:
        return say["none"]
    unshared, others = _warned(row, warnings, numbers, say)
    parts = [*unshared, say["first"].format(**numbers)]
    if not math.isnan(row["kappa"]):
        parts.append(say["habit"].format(habit=habit(row["kappa"], language)))
    return _joined([*parts, *others], language)


def notes(
    row: Mapping[str, Any], warnings: tuple[str, ...], double: Mapping[str, Any] | None, more: int | None, language: str
) -> str:
    """Return what stands beside the figures in a table: the reading without them."""
    say, numbers = _SAY[language], _numbers(row, double, more, language)
    if row["code"] == MEAN:
        return ""
    if not row["n_segments"]:
        return say["none"]
    called = [] if math.isnan(row["kappa"]) else [say["called"].format(habit=habit(row["kappa"], language))]
    unshared, others = _warned(row, warnings, numbers, say)
    return _joined([*unshared, *called, *others], language)


def _warned(
    row: Mapping[str, Any], warnings: tuple[str, ...], numbers: Mapping[str, Any], say: Mapping[str, str]
) -> tuple[list[str], list[str]]:
    """Return the warning that goes before all figures, if there is one, and the others."""
    first, others = [], []
    for name in warnings:
        told = say[_key(name, row)].format(**numbers | _own(name, row, numbers, say)).strip()
        (first if name == APART_ON_YES else others).append(told)
    return first, others


def _key(name: str, row: Mapping[str, Any]) -> str:
    """Return which sentence says a warning of this row."""
    if name == PREVALENCE:
        if not row["binary"]:
            return "prevalence plain"
        return "prevalence seldom" if row["positive"] < DECENT and row["prevalence"] < 0.5 else PREVALENCE
    if name != APART_ON_YES:
        return name
    if row["positive"] > 0:
        return "hardly"
    if row["code"] == OVERALL:
        return "none by both of all"
    if row["n_coders"] > 2:
        return "none by two"
    # Two coders whose shares of yes differ by all the yes there is.
    return "one alone" if row["bias_index"] > 2 * row["prevalence"] - 1e-9 else "none by both"


def _joined(parts: list[str], language: str) -> str:
    return ("" if language == "zh" else " ").join(parts)


def gwet(row: Mapping[str, Any]) -> float:
    """Return AC2 of an ordered code, AC1 of any other."""
    return row["ac1"] if row["level"] == "nominal" else row["ac2"]


def share(value: float) -> str:
    """Return a share of one as a percentage, with a digit where it would read 0 % or 100 % and is not; half goes up.

    >>> share(0.078), share(0.004), share(1.0), share(23 / 40), share(33 / 40)
    ('8%', '0.4%', '100%', '58%', '83%')
    """
    near = 0 < value < 0.01 or 0.99 < value < 1
    # 23 of 40 is 57.5 %; in binary it is a little less, so that its decimal digits are what is rounded.
    digits = Decimal(repr(round(float(value), 12))) * 100
    return f"{digits.quantize(Decimal('0.1' if near else '1'), ROUND_HALF_UP)}%"


def _rare(row: Mapping[str, Any]) -> str:
    if RARE <= row["prevalence"] <= 1 - RARE:
        return "uneven"
    return "rare" if row["prevalence"] < RARE else "common"


def _own(name: str, row: Mapping[str, Any], numbers: Mapping[str, Any], say: Mapping[str, str]) -> dict[str, str]:
    """Return what a word of the sentence means in this warning alone."""
    if name == NOTHING:
        prevalence = row["prevalence"]
        key = {0.0: "carried by none", 1.0: "carried by all"}.get(prevalence, "one value")
        return {"what": say[key]}
    if name == UNSTABLE:
        return {"share": share(row["undefined"])}
    if name == APART_ON_YES:
        apart = gwet(row) - row["kappa"] >= APART
        return {"only_no": say["only no"].format(**numbers) if apart else ""}
    subject = "subject of all" if row["code"] == OVERALL else "subject"
    return {"rare": say[_rare(row)], "subject": say[subject]}


def _numbers(
    row: Mapping[str, Any], double: Mapping[str, Any] | None, more: int | None, language: str
) -> dict[str, Any]:
    say, weighted = _SAY[language], row["level"] != "nominal"
    gwet_name = "AC2" if weighted else "AC1"
    found = {
        "coders": row["n_coders"], "n": row["n_segments"], "documents": row["n_documents"], "gwet_name": gwet_name,
        "carried": row["n_carried"], "goal": f"{GOAL:g}",
        "more": "" if not more else say["more"].format(more=more, goal=f"{GOAL:g}", noun=_noun(more, "segment")),
        "n_segments": _counted(row["n_segments"], "segment"), "n_documents": _counted(row["n_documents"], "document"),
        "carried_by": f"{_counted(row['n_carried'] or 0, 'segment')} {'carries' if row['n_carried'] == 1 else 'carry'}",
    }  # fmt: skip
    for name, value in (("percent", row["percent"]), ("share", row["prevalence"]), ("positive", row["positive"]),
                        ("negative", row["negative"])):  # fmt: skip
        found[name] = say["no value"] if math.isnan(value) else share(value)
    found["bias"] = "" if math.isnan(row["bias_index"]) else f"{row['bias_index']:.2f}"
    for name, column in (("kappa", "kappa"), ("alpha", "alpha"), ("gwet", gwet_name.lower())):
        found[name] = say["no value"] if math.isnan(row[column]) else f"{row[column]:.2f}"
        ends = row[f"{column}_low"], row[f"{column}_high"]
        found[f"{name}_range"] = "" if math.isnan(ends[0]) else say["to"].format(bounds(*ends, language))
    if double is not None:
        found |= {"double": double["n_double"], "all": double["n_segments"]}
        found |= {
            "n_all": _counted(double["n_segments"], "segment"),
            "were": "was" if double["n_double"] == 1 else "were",
        }
    return found


def _counted(n: int, noun: str) -> str:
    return f"{n} {_noun(n, noun)}"


def _noun(n: int, noun: str) -> str:
    return noun if n == 1 else f"{noun}s"
