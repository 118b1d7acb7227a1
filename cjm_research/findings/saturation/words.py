"""The saturation sheet in words, English and Chinese: near, not yet or cannot be said yet, and why."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from cjm_research.findings.saturation.judged import Bars

STATE = {
    "en": {"near": "near", "not yet": "not yet", "unknown": "cannot be said yet"},
    "zh": {"near": "接近", "not yet": "尚未", "unknown": "还无法判断"},
}
KIND = {"en": {"interview": "Interviews", "survey": "Survey"}, "zh": {"interview": "访谈", "survey": "问卷"}}
HEADS = {
    "en": ("", "People or interviews", "Reading", "Heard", "Estimated, at least", "Coverage", "New to expect"),
    "zh": ("", "人数或访谈数", "判断", "已出现", "估计至少", "覆盖率", "预计新增"),
}
_UNIT = {
    "en": {"interview": ("interview", "interviews"), "survey": ("respondent", "respondents")},
    "zh": {"interview": "场访谈", "survey": "位受访者"},
}
_CODE = {"en": {"code": ("code", "codes"), "theme": ("theme", "themes")}, "zh": {"code": "种编码", "theme": "个主题"}}
_BY = {
    "en": {"language": "language", "wave": "wave", "kind": "kind"},
    "zh": {"language": "语言", "wave": "期次", "kind": "类型"},
}
_LANGUAGE = {"en": {"en": "English", "zh": "Chinese"}, "zh": {"en": "英文", "zh": "中文"}}
_BARE = {"en": {"code": "code", "theme": "theme"}, "zh": {"code": "编码", "theme": "主题"}}
_WORDS: dict[str, dict[str, str]] = {
    "en": {
        "head": "{head}: {state}. {why}",
        "title": "{head}: {state} ({n_codes_counted} heard, at least {estimate} estimated)",
        "title short": "{head}: {state}",
        "hidden": "{head}: fewer than {min_cell} {units}, not shown.",
        "none": "No interview and no respondent is there, so nothing can be said.",
        "lacking units": "There are {n}; it takes at least {least} to say anything.",
        "lacking base": "There are {n}; a base of {base} and a run of {run} take at least {least}.",
        "lacking codes": "There are {n}, but no {code} is found in them.",
        "near interview": "The last {run} of {n} brought {last_new} new {codes} against {n_base} in the first {base} "
        "({last_share}; bar {threshold}), and {order_share} of {rounds} random orders meet the bar. ",
        "near survey": "",
        "found": "Of an estimated {estimate} {codes} or more ({level}% interval {low}–{high}), {n_codes} have been "
        "heard from {n}; the next {ahead} can be expected to bring about {new} new ({new_low}–{new_high}).",
        "why": "{n} gave {n_codes_counted}, but {reasons}. ",
        "last": "the last {run} still brought {last_new} new against {n_base} in the first {base} ({last_share}; "
        "bar {threshold})",
        "last empty": "in the first {base} no {code} was heard, so there is nothing to measure new ones by",
        "orders": "only {order_share} of {rounds} random orders meet the bar of {threshold} (asked: {orders})",
        "next": "the next {next_units} may bring up to {next_high} new against {n_base} in the first {base} "
        "({next_share}; asked: at most {ahead_bar})",
        "next survey": "the next {next_units} may bring up to {next_high} new ({next_share} of those heard; asked: at "
        "most {ahead_bar})",
        "found lacking": "they are {found} of those estimated (asked: {found_bar})",
        "missing": "At least {missing} of an estimated {estimate} {codes} ({level}% interval {low}–{high}) are still "
        "unheard; the next {ahead} can be expected to bring about {new} new ({new_low}–{new_high}).",
        "none missing": "An estimated {estimate} {codes} or more are there ({level}% interval {low}–{high}); the next "
        "{ahead} can be expected to bring about {new} new ({new_low}–{new_high}).",
        "and": ", and ",
        "comma": ", ",
        "note code": "A codebook is a list made beforehand: it can run out of new codes long before people run out of "
        "new things to say. Read the themes too.",
        "note theme": "A theme is made of several segments, so what one person alone said is often in none: what is "
        "still unheard is estimated too low rather than too high.",
        "note near": "“Near” says that new ones have become rare, not that few are left: where many are said by few "
        "people, much can still be unheard.",
        "note people": "This holds for people like those who were asked. Of people who were not asked it says nothing: "
        "see the coverage sheet.",
        "note order": "Not every interview has a date, so the order held is taken from their names.",
        "note survey": "Base and run were made for interviews and do not count towards the reading of a survey.",
    },
    "zh": {
        "head": "{head}：{state}。{why}",
        "title": "{head}：{state}（已出现{n_codes_counted}，估计至少{estimate}）",
        "title short": "{head}：{state}",
        "hidden": "{head}：不足{min_cell}{units}，不予显示。",
        "none": "没有访谈，也没有受访者，无法作出判断。",
        "lacking units": "共{n}；至少需要{least}才能判断。",
        "lacking base": "共{n}；以{base}场为基数、{run}场为一轮，至少需要{least}。",
        "lacking codes": "共{n}，但其中没有找到任何{code}。",
        "near interview": "{n}中，最后{run}场新增{last_new}{codes}，前{base}场有{n_base}"
        "（{last_share}；界限{threshold}），{rounds}种随机顺序中有{order_share}达到界限。",
        "near survey": "",
        "found": "估计至少有{estimate}{codes}（{level}%区间{low}–{high}），{n}中已出现{n_codes}；"
        "再增加{ahead}，预计新增约{new}（{new_low}–{new_high}）。",
        "why": "{n}给出{n_codes_counted}，但{reasons}。",
        "last": "最后{run}场仍新增{last_new}，前{base}场有{n_base}（{last_share}；界限{threshold}）",
        "last empty": "前{base}场没有出现任何{code}，无从比较新增",
        "orders": "{rounds}种随机顺序中只有{order_share}达到{threshold}的界限（要求{orders}）",
        "next": "再增加{next_units}，最多可能新增{next_high}，前{base}场有{n_base}"
        "（{next_share}；要求不超过{ahead_bar}）",
        "next survey": "再增加{next_units}，最多可能新增{next_high}（占已出现的{next_share}；要求不超过{ahead_bar}）",
        "found lacking": "只占估计总数的{found}（要求{found_bar}）",
        "missing": "估计至少有{estimate}{codes}（{level}%区间{low}–{high}），其中至少{missing}尚未出现；"
        "再增加{ahead}，预计新增约{new}（{new_low}–{new_high}）。",
        "none missing": "估计至少有{estimate}{codes}（{level}%区间{low}–{high}）；"
        "再增加{ahead}，预计新增约{new}（{new_low}–{new_high}）。",
        "and": "，且",
        "comma": "，",
        "note code": "编码表是事先列好的：早在人们说完新内容之前，就可能不再出现新编码。请同时看主题。",
        "note theme": "主题由多个片段构成，只有一个人说过的内容往往不在任何主题中：尚未出现的数量只会估低，不会估高。",
        "note near": "“接近”是说新增已经很少，不是说剩下的不多：如果许多内容只有少数人会说，可能仍有不少没有出现。",
        "note people": "以上只适用于与被访者相似的人；没有问到的人群不在其内，请看覆盖表。",
        "note order": "并非每场访谈都有日期，访谈顺序按名称排列。",
        "note survey": "基数与轮次是为访谈设计的，不计入问卷的判断。",
    },
}


def reading(row: Mapping[str, Any], level: str, bars: Bars, language: str, interval: float = 0.95) -> str:
    """Return the state of some interviews or respondents and why, in one to three sentences.

    Parameters
    ----------
    row : mapping
        A row of `SaturationSheet.unseen` or of `by_group`.
    level : {"code", "theme"}
        What was counted.
    bars : Bars
        What "near" asks for.
    language : {"en", "zh"}
        Of the words.
    interval : float
        Width of the intervals of the row.
    """
    say, names = _WORDS[language], _names(row, level, bars, language, interval)
    head = row["group"] if row.get("group") else KIND[language].get(row["kind"], row["kind"])
    if pd.isna(row["n_units"]):
        return say["hidden"].format(head=head, min_cell=row["min_cell"], units=names["units"])
    return say["head"].format(head=head, state=STATE[language][row["state"]], why=_why(row, say, names))


def headline(row: Mapping[str, Any], level: str, bars: Bars, language: str) -> str:
    """Return the state in a line, as the title of a plot."""
    head = {"head": KIND[language].get(row["kind"], row["kind"]), "state": STATE[language][row["state"]]}
    names = _names(row, level, bars, language, 0.95)
    return _WORDS[language]["title short" if row["state"] == "unknown" else "title"].format(**head, **names)


def notes(level: str, kinds: list[str], dated: bool, language: str) -> list[str]:
    """Return what a reader must know of every figure on the sheet.

    Parameters
    ----------
    level : {"code", "theme"}
        What was counted.
    kinds : list of str
        Kinds of units on the sheet.
    dated : bool
        Whether every interview has a date.
    language : {"en", "zh"}
        Of the words.
    """
    say = _WORDS[language]
    wanted = ["near", level, "people"]
    wanted += ["order"] if "interview" in kinds and not dated else []
    wanted += ["survey"] if "survey" in kinds else []
    return [say[f"note {key}"] for key in wanted]


def group_name(kind: str, by: str, group: str, language: str) -> str:
    """Return the name of a group of interviews or respondents.

    >>> group_name("survey", "Customer type", "new", "en"), group_name("interview", "language", "zh", "zh")
    ('Survey, Customer type: new', '访谈，语言：中文')
    """
    kind, by, value = KIND[language].get(kind, kind), _BY[language].get(by, by).rstrip("？?：: "), group
    if by == _BY[language]["language"]:
        value = _LANGUAGE[language].get(group, group)
    return f"{kind}，{by}：{value}" if language == "zh" else f"{kind}, {by}: {value}"


def nothing(language: str) -> str:
    """Return the sentence for a sheet without any unit."""
    return _WORDS[language]["none"]


def _why(row: Mapping[str, Any], say: Mapping[str, str], names: Mapping[str, str]) -> str:
    lacking = row["lacking"]
    if row["state"] == "unknown":
        key = "base" if lacking[0] == "units" and row["kind"] != "survey" else lacking[0]
        return say[f"lacking {key}"].format(**names)
    if row["state"] == "near":
        kind = "survey" if row["kind"] == "survey" else "interview"
        return (say[f"near {kind}"] + say["found"]).format(**names)
    keys = {"last": "last empty" if not row["n_base"] else "last", "orders": "orders", "next": "next"}
    keys |= {"next": "next survey"} if row["kind"] == "survey" else {}
    keys["found"] = "found lacking"
    told = [say[keys[key]].format(**names) for key in lacking]
    reasons = say["and"].join([say["comma"].join(told[:-1]), told[-1]] if len(told) > 1 else told)
    rest = say["missing" if row["missing"] >= 0.5 else "none missing"].format(**names)
    return say["why"].format(reasons=reasons, **names) + rest


def _names(row: Mapping[str, Any], level: str, bars: Bars, language: str, interval: float) -> dict[str, str]:
    """Return the figures as they are printed."""
    least = bars.least(row["kind"])
    units = _UNIT[language].get(row["kind"], _UNIT[language]["interview"])
    codes = _CODE[language][level]
    names = {"base": bars.base, "run": bars.run, "threshold": f"{bars.threshold:.0%}", "level": f"{100 * interval:g}"}
    names |= {
        "orders": f"{bars.orders:.0%}",
        "found_bar": f"{bars.found:.0%}",
        "ahead_bar": f"{bars.ahead:.0%}",
        "least": _counted(least, units),
    }
    names |= {
        "units": units if isinstance(units, str) else units[1],
        "code": codes if isinstance(codes, str) else codes[0],
    }
    names["code"] = {"种编码": "编码", "个主题": "主题"}.get(names["code"], names["code"])
    names["codes"] = codes if isinstance(codes, str) else codes[1]
    if pd.isna(row["n_units"]):
        return names
    names |= {"n": _counted(row["n_units"], units), "n_codes_counted": _counted(row["n_codes"], codes)}
    names |= {key: f"{row[key]:.0f}" for key in ("low", "high")}
    names |= {key: f"{row[key]:.1f}" for key in ("estimate", "missing", "new")}
    names |= {key: str(row[key]) for key in ("n_codes", "n_base", "new_low", "new_high", "last_new")}
    names |= {"next_units": _counted(row["next_units"], units), "next_high": str(row["next_high"])}
    names |= {"ahead": _counted(row["ahead"], units), "rounds": f"{row['rounds']:,}"}
    marks = {"last_share": bars.threshold, "order_share": bars.orders, "next_share": bars.ahead}
    names |= {key: _share(row[key], bar) for key, bar in marks.items()}
    names["found"] = _share(row["n_codes"] / row["estimate"] if row["n_codes"] else None, bars.found)
    return names


def _counted(n: int, unit: str | tuple[str, str]) -> str:
    return f"{n}{unit}" if isinstance(unit, str) else f"{n} {unit[n != 1]}"


def _many(unit: str | tuple[str, str]) -> str:
    return unit if isinstance(unit, str) else unit[1]


def _share(share: float | None, bar: float) -> str:
    """Return a share in percent, with a decimal where it would else be printed as the bar that it is not.

    >>> _share(0.123, 0.05), _share(0.052, 0.05), _share(0.05, 0.05)
    ('12%', '5.2%', '5%')
    """
    if share is None or pd.isna(share):
        return ""
    return f"{share:.1%}" if f"{share:.0%}" == f"{bar:.0%}" and abs(share - bar) >= 5e-4 else f"{share:.0%}"
