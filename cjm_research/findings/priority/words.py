"""The priority sheet in words, English and Chinese: what comes first, how sure that is, what to enter."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from cjm_research.findings.priority.sheet import PrioritySheet

LANE = {
    "en": {"pain_point": "Pain points", "opportunity": "Opportunities"},
    "zh": {"pain_point": "痛点", "opportunity": "机会点"},
}
PART = {
    "en": {"reach": "reach", "intensity": "intensity", "value": "value", "ease": "ease"},
    "zh": {"reach": "影响人数", "intensity": "情绪强度", "value": "业务价值", "ease": "实施难易"},
}
QUADRANT = {
    "en": {"quick win": "quick win", "big bet": "big bet", "fill-in": "fill-in", "later": "later", "": "–"},
    "zh": {"quick win": "快速赢利项", "big bet": "长期投入项", "fill-in": "顺手可做项", "later": "以后再议项", "": "–"},
}
"""The four fields of value against difficulty, as teams call them."""
LISTED = {
    "en": ("Rank", "Likely", "Card", "Stage", "People", "Intensity", "Value", "Difficulty", "Field"),
    "zh": ("排名", "可能的排名", "卡片", "阶段", "人数", "情绪强度", "业务价值", "实施难度", "象限"),
}
"""Heads of the list as text."""
OPEN = {"en": "open", "zh": "未定"}
"""The likely rank of a card that may stand anywhere in its lane."""
MORE = {"en": "{n} more cards; `cjm map priorities STUDY --all` lists them.", "zh":
        "另有{n}张卡片，用 `cjm map priorities STUDY --all` 列出。"}  # fmt: skip
HEADS = {
    "en": ("Rank", "Likely rank", "Card", "People", "Reach", "Intensity", "Value", "Difficulty", "Score", "Field"),
    "zh": ("排名", "可能的排名", "卡片", "人数", "影响人数比例", "情绪强度", "业务价值", "实施难度", "得分", "象限"),
}
_COLUMN = {
    "en": {"value": "value", "difficulty": "difficulty"},
    "zh": {"value": "业务价值", "difficulty": "实施难度"},
}
_NAMED = 3
_WORDS: dict[str, dict[str, str]] = {
    "en": {
        "nothing": "No pain point and no opportunity has anybody behind it, so there is nothing to rank.",
        "only": "{lane}: only {title} is there, so there is nothing to rank it against.",
        "first": "{lane}: {title} comes first of {of} and is told apart from the rest, with other people and other "
        "weights too; from place 2 on: {rest}.",
        "group": "{lane}: {titles} are told apart from the other {n} cards, with other people and other weights too; "
        "which of them comes first is not.",
        "none": "{lane}: {title} has the highest score of all {of} cards, but is not told apart: {n} of them may "
        "come first.",
        "alone": "{lane}: {title} has the highest score of all {of} cards and no other is likely to come first, but it "
        "may itself be at place {high}.",
        "equal": "{lane}: no card of {of} is before another; their scores are the same.",
        "rest settled": "the likely ranks tell further cards apart too",
        "rest open": "{title} may be anywhere from {low} to {high}",
        "more": "and {n} more",
        "and": " and ",
        "comma": ", ",
        "quote": "“{title}”",
        "rows": "{n} more cards in the frame.",
        "score": "Score: weighted geometric mean of {parts}, each 0–1; pain points and opportunities are ranked apart.",
        "intensity": "Intensity is how negative people's own means are at a pain point or an opportunity to repair "
        "(how positive at one to repeat): 0.5 is neutral.",
        "likely": "Likely rank: where {level}% of ranks lie with other people like these and every weight moved by up "
        "to {change}%. Over all cards {level}% of such intervals hold the true rank; over the first cards alone it may "
        "be fewer.",
        "not entered": "Not in the score of {lane}: {parts}; nobody has entered {them}. Enter value and difficulty "
        "from 1 to 5 to rank by them{quadrants}.",
        "quadrants": " and to tell quick wins from big bets",
        "partly": "{lane}: {part} is entered for {n} of {of} cards; the others stand at 3 and are tried from 1 to 5.",
        "difficulty": "{n} of {of} cards stand in no field, because their difficulty is not entered. Enter it, 1–5.",
        "field": "High impact is that of the middle card of its lane or more.",
        "zero": "All weights are 0, so nothing is ranked. Give at least one part a weight.",
        "left": "{n} cards have nobody behind them and no rank.",
        "left one": "1 card has nobody behind it and no rank.",
        "felt": "At {n} cards no feeling is known; they stand at neutral.",
        "felt one": "At 1 card no feeling is known; it stands at neutral.",
    },
    "zh": {
        "nothing": "没有任何痛点或机会点有人提到，因此无从排序。",
        "only": "{lane}：只有{title}一张卡片，没有可比较的对象。",
        "first": "{lane}：{title}在{of}张卡片中排第一，换一批人、调整权重后仍与其余卡片分得开；第2位以后：{rest}。",
        "group": "{lane}：换一批人、调整权重后，{titles}仍与其余{n}张卡片分得开；但其中谁排第一还分不清。",
        "none": "{lane}：{title}在{of}张卡片中得分最高，但与其他卡片分不开：有{n}张卡片都可能排第一。",
        "alone": "{lane}：{title}在{of}张卡片中得分最高，其他卡片不大可能排第一，但它自己也可能排到第{high}位。",
        "equal": "{lane}：{of}张卡片得分相同，不分先后。",
        "rest settled": "可能的排名还能分开更多卡片",
        "rest open": "{title}可能排在第{low}到第{high}位",
        "more": "等{n}张",
        "and": "和",
        "comma": "、",
        "quote": "“{title}”",
        "rows": "表格中另有{n}张卡片。",
        "score": "得分：{parts}的加权几何平均，各项取值0–1；痛点与机会点分别排序。",
        "intensity": "情绪强度：在痛点和待修复的机会点上，人均情绪有多负面（在可复制的机会点上，有多正面）；"
        "0.5为中性。",
        "likely": "可能的排名：换一批同类的人、各权重上下调整至多{change}%时，{level}%的排名所在的范围。"
        "就全部卡片而言，{level}%的区间包含真实排名；仅就靠前的几张而言可能略低。",
        "not entered": "{lane}的得分未计入{parts}：尚无人填写。请按1–5填写业务价值和实施难度，"
        "即可计入排序{quadrants}。",
        "quadrants": "，并区分快速赢利项与长期投入项",
        "partly": "{lane}：{of}张卡片中有{n}张填写了{part}；其余按3计，并在1到5之间试算。",
        "difficulty": "{of}张卡片中有{n}张未填写实施难度，因此没有象限。请按1–5填写。",
        "field": "影响力不低于本类居中的卡片，即为高影响。",
        "zero": "所有权重均为0，因此没有排序。请至少给一项设置权重。",
        "left": "有{n}张卡片没有人提到，不参与排名。",
        "left one": "有1张卡片没有人提到，不参与排名。",
        "felt": "有{n}张卡片的情绪未知，按中性计。",
        "felt one": "有1张卡片的情绪未知，按中性计。",
    },
}


def nothing(language: str) -> str:
    """Return that there is nothing to rank."""
    return _WORDS[language]["nothing"]


def more(n: int, language: str) -> str:
    """Return how many cards stand in the frame alone."""
    return _WORDS[language]["rows"].format(n=n)


def reading(lane: str, own: pd.DataFrame, language: str) -> str:
    """Return which cards of a lane are told apart from the rest.

    Parameters
    ----------
    lane : str
    own : DataFrame
        The rows of the lane, by rank.
    language : {"en", "zh"}
    """
    said, of = _WORDS[language], len(own)
    heads = {"lane": LANE[language][lane], "of": of, "title": _titles(own.head(1), language)}
    if of == 1:
        return said["only"].format(**heads)
    if own["rank"].max() == 1:
        return said["equal"].format(**heads)
    apart = told_apart(own)
    if apart == 1:
        return said["first"].format(**heads, rest=_rest(own, language))
    if apart:
        return said["group"].format(**heads, titles=_titles(own.head(apart), language), n=of - apart)
    n = int((own["rank_low"] == 1).sum())
    return said["none" if n > 1 else "alone"].format(**heads, n=n, high=own["rank_high"].iloc[0])


def told_by_stage(cards: pd.DataFrame, stages: Mapping[str, str], language: str) -> pd.Series:
    """Return the titles of cards, with the stage behind those that several cards of a lane share.

    >>> cards = pd.DataFrame({"lane": "pain_point", "title": ["Queue", "Queue"], "stage": ["use", ""]})
    >>> told_by_stage(cards, {"use": "Use"}, "en").tolist()
    ['Queue (Use)', 'Queue']
    """
    around = "{title}（{stage}）" if language == "zh" else "{title} ({stage})"
    shared = cards.duplicated(["lane", "title"], keep=False) & (cards["stage"] != "")
    named = [
        around.format(title=title, stage=stages.get(stage, stage))
        for title, stage in zip(cards["title"], cards["stage"], strict=True)
    ]
    return cards["title"].where(~shared, pd.Series(named, index=cards.index, dtype=object))


def told_apart(own: pd.DataFrame) -> int:
    """Return how many cards at the top are told apart from all others, 0 where none are or only half of all.

    Parameters
    ----------
    own : DataFrame
        The rows of one lane, by rank.
    """
    worst = np.maximum.accumulate(own["rank_high"].to_numpy())
    best = np.minimum.accumulate(own["rank_low"].to_numpy()[::-1])[::-1]
    apart = [at for at in range(1, len(own)) if worst[at - 1] <= at and best[at] > at]
    return apart[0] if apart and apart[0] <= len(own) / 2 else 0


def _rest(own: pd.DataFrame, language: str) -> str:
    second = own.iloc[1]
    if second["rank_low"] == second["rank_high"]:
        return _WORDS[language]["rest settled"]
    ends = {"low": second["rank_low"], "high": second["rank_high"]}
    return _WORDS[language]["rest open"].format(title=_titles(own.iloc[1:2], language), **ends)


def notes(sheet: PrioritySheet, language: str) -> list[str]:
    """Return what a reader must know of the sheet, in sentences."""
    said, frame = _WORDS[language], sheet.frame
    if frame.empty:
        return _left_out(sheet, said)
    parts = [name for name in PART[language] if any(name in used for used in sheet.used.values())]
    ends = {"level": f"{100 * sheet.interval:g}", "change": f"{100 * sheet.weight_change:g}"}
    found = [said["score"].format(parts=_weighed(parts, sheet.weights, language)), said["intensity"]]
    if not any(sheet.weights[name] for name in parts):
        return [said["zero"], *found, *_left_out(sheet, said)]
    found.append(said["likely"].format(**ends))
    for lane, used in sheet.used.items():
        found += _entered(lane, used, frame[frame["lane"] == lane], language)
    n_open = int((frame["difficulty"] == 0).sum())
    if 0 < n_open < len(frame):
        found.append(said["difficulty"].format(n=n_open, of=len(frame)))
    if n_open < len(frame):
        found.append(said["field"])
    unknown = int(frame["intensity"].isna().sum())
    found += [said["felt one" if unknown == 1 else "felt"].format(n=unknown)] if unknown else []
    return found + _left_out(sheet, said)


def _entered(lane: str, used: tuple[str, ...], own: pd.DataFrame, language: str) -> list[str]:
    """Return which parts of a lane the team has not entered, or for some cards alone."""
    said, name, of = _WORDS[language], LANE[language][lane], len(own)
    name = name.lower() if language == "en" else name
    absent = [PART[language][part] for part in ("value", "ease") if part not in used]
    found = []
    if absent:
        quadrants = said["quadrants"] if "ease" not in used else ""
        them = "it" if len(absent) == 1 else "them"
        joined = said["and"].join(absent)
        found.append(said["not entered"].format(lane=name, parts=joined, them=them, quadrants=quadrants))
    for part, column in (("value", "value"), ("ease", "difficulty")):
        n = int((own[column] > 0).sum())
        if part in used and n < of:
            found.append(said["partly"].format(lane=LANE[language][lane], part=_COLUMN[language][column], n=n, of=of))
    return found


def _left_out(sheet: PrioritySheet, said: Mapping[str, str]) -> list[str]:
    n = sheet.n_left_out
    return [said["left one" if n == 1 else "left"].format(n=n)] if n else []


def cells(row: Mapping[str, Any], language: str) -> list[str]:
    """Return a row of the table as it is printed."""
    intensity = "–" if pd.isna(row["intensity"]) else f"{row['intensity']:.2f}"
    return [
        str(row["rank"]),
        str(row["rank_low"]) if row["rank_low"] == row["rank_high"] else f"{row['rank_low']}–{row['rank_high']}",
        row["title"],
        f"{row['n_people']}/{row['n_asked']}",
        f"{row['reach']:.0%} ({100 * row['reach_low']:.0f}–{100 * row['reach_high']:.0f})",
        intensity,
        str(row["value"] or "–"),
        str(row["difficulty"] or "–"),
        f"{row['score']:.2f}",
        QUADRANT[language][row["quadrant"]],
    ]


def _weighed(parts: list[str], weights: Mapping[str, float], language: str) -> str:
    around = "{name}（{weight:g}）" if language == "zh" else "{name} ({weight:g})"
    named = [around.format(name=PART[language][name], weight=weights[name]) for name in parts]
    return _joined(named, language)


def _titles(own: pd.DataFrame, language: str) -> str:
    said = _WORDS[language]
    named = [said["quote"].format(title=title) for title in own["title"].head(_NAMED)]
    over = len(own) - len(named)
    if over and language == "zh":
        return said["comma"].join(named) + said["more"].format(n=len(own))
    return _joined([*named, said["more"].format(n=over).removeprefix("and ")] if over else named, language)


def _joined(named: list[str], language: str) -> str:
    said = _WORDS[language]
    return said["and"].join([said["comma"].join(named[:-1]), named[-1]] if len(named) > 1 else named)
