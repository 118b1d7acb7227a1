"""The coverage sheet in words, English and Chinese."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

_MOST_EMPTY = 8
_WORDS: dict[str, dict[str, str]] = {
    "en": {
        "totals": "{asked} people were asked, {answered} gave an answer, and {heard} are heard: something they said is "
        "coded.",
        "nobody": "Nobody is in the study.",
        "kept out": "{n} more are kept out by their consent ({which}) and are in no figure.",
        "silent": "Silent: {group}. {asked} were asked and none is heard ({level}% interval 0%–{high}).",
        "quieter": "Quiet: {group}. {n} of {asked} asked are heard ({share}; {level}% interval {low}–{high}), "
        "{points} points fewer than of all others ({level}% interval {few} to {many}).",
        "quieter hidden": "Quiet: {group}. People of this group are heard less often than all others{asked}.",
        "hidden asked": " (fewer than {min_cell} of {asked})",
        "hidden beside": " ({asked} asked)",
        "none quiet": "No group is shown to be heard less often than all others, corrected for {n} comparisons. That "
        "does not show that all are heard alike.",
        "not shown": "Not shown, for want of groups that can be compared: {names}.",
        "empty": "No one asked: {cells}{more}.",
        "more": " and {n} more pairs",
        "no empty": "Somebody was asked in every pair of {a} and {b}.",
        "unknown": "not known",
        "title silent": "{group} is silent",
        "title quieter": "{group} is heard less often than all others",
        "title more": "; {n} more groups too",
        "title none": "No group is shown to be heard less often than all others",
        "title one": "Who was asked and who was heard",
    },
    "zh": {
        "totals": "共问到{asked}人，{answered}人作了回答，{heard}人的话得到编码。",
        "nobody": "研究中没有人。",
        "kept out": "另有{n}人因知情同意的缘故不计入（{which}）。",
        "silent": "没有声音：{group}。问到{asked}人，没有一人的话得到编码（{level}%区间0%–{high}）。",
        "quieter": "声音偏少：{group}。问到的{asked}人中{n}人的话得到编码（{share}；{level}%区间{low}–{high}），"
        "比其余所有人低{points}个百分点（{level}%区间{few}至{many}）。",
        "quieter hidden": "声音偏少：{group}。该组的话得到编码的比例低于其余所有人{asked}。",
        "hidden asked": "（{asked}人中不足{min_cell}人）",
        "hidden beside": "（问到{asked}人）",
        "none quiet": "按{n}次比较校正后，没有一组显示出声音少于其余所有人；这并不说明各组同样得到倾听。",
        "not shown": "以下属性无法分组比较，未列出：{names}。",
        "empty": "没有问到：{cells}{more}。",
        "more": "，另有{n}对",
        "no empty": "“{a}”与“{b}”的每一对取值都问到了人。",
        "unknown": "未知",
        "title silent": "“{group}”没有声音",
        "title quieter": "“{group}”的声音少于其余所有人",
        "title more": "；另有{n}组也是如此",
        "title none": "没有一组显示出声音少于其余所有人",
        "title one": "问到了谁，听到了谁",
    },
}
_HEADS = {
    "en": ("Group", "Asked", "Answered", "Heard", "Goals", "Motivations", "Pain points", ""),
    "zh": ("群体", "问到", "作答", "得到编码", "目标", "动机", "痛点", ""),
}
_MARKS = {"en": {"silent": "silent", "quieter": "quiet"}, "zh": {"silent": "没有声音", "quieter": "声音偏少"}}
_CONSENT = {
    "en": {"not recorded": "not recorded", "refused": "refused", "withdrawn": "withdrawn"},
    "zh": {"not recorded": "未记录", "refused": "拒绝", "withdrawn": "撤回"},
}
_VALUES: dict[str, dict[str, dict[str, str]]] = {
    "en": {
        "language": {"en": "English", "zh": "Chinese"},
        "kind": {"interview": "interview", "survey": "survey"},
    },
    "zh": {"language": {"en": "英文", "zh": "中文"}, "kind": {"interview": "访谈", "survey": "问卷"}},
}
_BY = {"en": {"kind": "material"}, "zh": {"language": "语言", "wave": "期次", "kind": "类型"}}


def heads(language: str) -> tuple[str, ...]:
    """Return the heads of the columns: group, asked, answered, heard, the families, and the mark."""
    return _HEADS[language]


def mark(quiet: str, language: str) -> str:
    """Return the word beside a group: silent, quiet, or none."""
    return _MARKS[language].get(quiet, "")


def group_name(by: str, group: str, language: str) -> str:
    """Return an attribute and its value as they are printed.

    >>> group_name("Region", "North", "en"), group_name("language", "zh", "zh"), group_name("地区", "", "zh")
    ('Region: North', '语言：中文', '地区：未知')
    """
    joint = "：" if language == "zh" else ": "
    # An attribute is often the question itself; its own mark goes, for another follows.
    return f"{_BY[language].get(by, by).rstrip('？?：: ')}{joint}{value_name(by, group, language)}"


def totals(counts: Mapping[str, int], kept_out: Mapping[str, int], language: str) -> list[str]:
    """Return how many were asked, gave an answer and are heard, and how many consent keeps out."""
    say = _WORDS[language]
    found = [say["totals"].format(**counts) if counts["asked"] else say["nobody"]]
    if kept_out:
        joint = "，" if language == "zh" else ", "
        which = joint.join(f"{_CONSENT[language].get(name, name)} {n}" for name, n in kept_out.items())
        found.append(say["kept out"].format(n=sum(kept_out.values()), which=which))
    return found


def quiet(row: Mapping[str, Any], min_cell: int, interval: float, language: str) -> str:
    """Return the sentence on one group that is not heard, or less often than all others.

    Parameters
    ----------
    row : mapping
        A row of `CoverageSheet.table` that is quiet.
    min_cell : int
        Smallest number of people that is printed.
    interval : float
        Width of the intervals.
    language : {"en", "zh"}
        Of the words.
    """
    say, level = _WORDS[language], f"{100 * interval:g}"
    group = group_name(row["by"], row["group"], language)
    if row["quiet"] == "silent":
        return say["silent"].format(group=group, asked=row["n_asked"], level=level, high=f"{row['high']:.0%}")
    if pd.isna(row["n_heard"]) or pd.isna(row["difference"]):
        phrase = ""
        if not pd.isna(row["n_asked"]):
            phrase = say["hidden asked" if str(row["shown_heard"]).startswith("<") else "hidden beside"]
        asked = phrase.format(min_cell=min_cell, asked=row["n_asked"])
        return say["quieter hidden"].format(group=group, asked=asked)
    shares = {key: f"{row[key]:.0%}" for key in ("share", "low", "high")}
    gap = {"points": f"{-100 * row['difference']:.0f}", "few": f"{-100 * row['difference_high']:.0f}"}
    gap["many"] = f"{-100 * row['difference_low']:.0f}"
    return say["quieter"].format(group=group, n=row["n_heard"], asked=row["n_asked"], level=level, **shares, **gap)


def none_quiet(n: int, language: str) -> str:
    """Return the sentence that no group is shown to be quiet."""
    return _WORDS[language]["none quiet"].format(n=n)


def headline(silent: pd.DataFrame, n_compared: int, language: str) -> str:
    """Return the sheet in a line: the first group that is hardly heard, or that none is shown to be."""
    say = _WORDS[language]
    if silent.empty:
        return say["title none" if n_compared else "title one"]
    row = silent.sort_values("quiet", kind="stable", key=lambda quiet: quiet != "silent").iloc[0]
    title = say[f"title {row['quiet']}"].format(group=group_name(row["by"], row["group"], language))
    return title + (say["title more"].format(n=len(silent) - 1) if len(silent) > 1 else "")


def not_shown(names: Mapping[str, str], language: str) -> list[str]:
    """Return which attributes are not in the table, as no or one sentence."""
    joint = "、" if language == "zh" else ", "
    # A question brings its own mark, which no full stop follows.
    told = joint.join(name.rstrip("？?：: ") for name in names)
    return [_WORDS[language]["not shown"].format(names=told)] if names else []


def empty_cells(a: str, b: str, cells: list[tuple[str, str]], language: str) -> str:
    """Return the sentence that names the pairs of values in which nobody was asked.

    >>> empty_cells("Customer type", "channel", [("new", "phone")], "en")
    'No one asked: new × phone.'
    """
    say = _WORDS[language]
    if not cells:
        return say["no empty"].format(a=_BY[language].get(a, a), b=_BY[language].get(b, b))
    named = [f"{value_name(a, one, language)} × {value_name(b, two, language)}" for one, two in cells[:_MOST_EMPTY]]
    more = say["more"].format(n=len(cells) - _MOST_EMPTY) if len(cells) > _MOST_EMPTY else ""
    return say["empty"].format(cells=("；" if language == "zh" else "; ").join(named), more=more)


def value_name(by: str, group: str, language: str) -> str:
    """Return a value of an attribute as it is printed.

    >>> value_name("kind", "survey", "zh"), value_name("language", "zh", "en"), value_name("Region", "", "en")
    ('问卷', 'Chinese', 'not known')
    """
    if not group:
        return _WORDS[language]["unknown"]
    return _VALUES[language].get(by, {}).get(group, group)
