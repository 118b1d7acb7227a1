"""The driver sheet in words, English and Chinese: what goes with a rating, what does not, what is missing to say it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import pandas as pd

from cjm_research.findings.measures import title as measure_title

if TYPE_CHECKING:
    from cjm_research.findings.drivers.sheet import DriverSheet

KIND = {
    "en": {"touchpoint": "touchpoints", "pain_point": "pain points", "theme": "themes"},
    "zh": {"touchpoint": "触点", "pain_point": "痛点", "theme": "主题"},
}
MODEL = {
    "en": {"ordinal logit": "ordinal logit", "linear": "linear"},
    "zh": {"ordinal logit": "有序logit", "linear": "线性"},
}
HEADS = {
    "en": ("Rating", "Kind", "Goes with it", "People", "Difference", "Interval", "p (FDR)", "VIF", "Model"),
    "zh": ("评分", "类别", "与之相伴的", "人数", "相差", "区间", "p（FDR）", "VIF", "模型"),
}
HIGH_VIF = 5.0
_NAMED = 3
_WORDS: dict[str, dict[str, str]] = {
    "en": {
        "head": "{name}: ",
        "column": "{title}, “{column}”",
        "emotion": "Emotion (1–5)",
        "goes": "goes with {effects}, of {n} people.",
        "effect": "{predictor} {effect:+.1f} points ({low:+.1f} to {high:+.1f})",
        "more": "{n} more",
        "others": " Of {n} others looked at none stands out.",
        "other one": " The one other looked at does not stand out.",
        "nothing": "of {k} {kinds} looked at, none goes with it more than chance allows ({n} people).",
        "people": "{kinds} cannot be looked at: {n} people have a rating, one of them asks for {needed}. "
        "Get the rating of {missing} more.",
        "emotion people": "{kinds} cannot be looked at: the feeling of {n} people is known, one of them asks for "
        "{needed}. It takes {missing} more.",
        "outcome": "{kinds} cannot be looked at: nearly all of the {n} people give the same answer, so there is "
        "nothing to go with.",
        "predictors": "{kinds} cannot be looked at: of the {n} people none of them is both raised by {least} and not "
        "raised by {least}.",
        "no measure": "Nobody has a rating (NPS, CSAT, CES or another) and no feeling is known, so there is nothing "
        "that anything could go with.",
        "no predictors": "No touchpoint, pain point or theme is there that could go with a rating.",
        "and": " and ",
        "comma": ", ",
        "quote": "“{title}”",
        "goes with": "“Goes with” is no cause: people who raise a thing differ in much else, and who does not mention "
        "it may have met it all the same.",
        "held": "Difference: in points of the rating, between raising a thing and not, the others of its kind, and "
        "whether it was an interview, held (average marginal effect; {models}); {level}% intervals, not corrected for "
        "how many are looked at.",
        "corrected": "Marked * are those that hold when corrected over all looked at for a rating (Benjamini and "
        "Hochberg, at most {share}% false ones). After Holm's stricter correction: {holm}.",
        "holm none": "none",
        "few": "Left out, too few people raise them or do not (at least {least} each): {titles}.",
        "room": "Left out, so as not to ask too much of so few people; the most raised were kept, whatever they go "
        "with: {titles}.",
        "same": "“{title}” is raised by the same people as “{other}”; the two cannot be told apart.",
        "told": "Left out, told by the others together: {titles}.",
        "vif": "{titles} go so closely with others of their kind (VIF {vif:.0f} or more) that the part of each is "
        "unsure.",
        "vif one": "{titles} goes so closely with others of its kind (VIF {vif:.0f} or more) that its own part is "
        "unsure.",
        "ran": "For {name} and {kinds} the ordinal model came to no end (some answer is given with one of them alone); "
        "the linear one stands in.",
        "circular": "Pain points are found by what sounds bad, so that they go with emotion is partly how they are "
        "made.",
        "low good": "At “{column}” a high number is a bad one.",
    },
    "zh": {
        "head": "{name}：",
        "column": "{title}“{column}”",
        "emotion": "情绪（1–5）",
        "goes": "{n}人中，与{effects}相伴。",
        "effect": "{predictor}（{effect:+.1f}分，{low:+.1f}至{high:+.1f}）",
        "more": "另外{n}项",
        "others": "其余{n}项未见突出。",
        "other one": "其余1项未见突出。",
        "nothing": "考察了{k}项{kinds}，没有一项与它的关联超出偶然范围（{n}人）。",
        "people": "无法考察{kinds}：有评分的有{n}人，考察一项至少需要{needed}人，还需{missing}人的评分。",
        "emotion people": "无法考察{kinds}：情绪已知的有{n}人，考察一项至少需要{needed}人，还差{missing}人。",
        "outcome": "无法考察{kinds}：{n}人的回答几乎相同，没有差异可言。",
        "predictors": "无法考察{kinds}：{n}人中，没有一项既有至少{least}人提到、又有至少{least}人没有提到。",
        "no measure": "没有人给出评分（NPS、CSAT、CES等），情绪也未知，因此没有可考察的对象。",
        "no predictors": "没有可与评分对照的触点、痛点或主题。",
        "and": "和",
        "comma": "、",
        "quote": "“{title}”",
        "goes with": "“相伴”不等于原因：提到某事的人在许多方面都与别人不同；没有提到的人，也可能遇到过。",
        "held": "相差：提到与没有提到之间评分相差的分数，同类其他项及是否访谈保持不变（平均边际效应；{models}）；"
        "{level}%区间，未按考察的项数校正。",
        "corrected": "标*的，是按每个评分所考察的全部项目校正后仍成立的（Benjamini–Hochberg，误报至多{share}%）。"
        "按更严格的Holm校正：{holm}。",
        "holm none": "没有",
        "few": "未纳入，提到或没有提到的人太少（各至少{least}人）：{titles}。",
        "room": "未纳入，以免人少项多；保留的是提到的人最多的，与其关联大小无关：{titles}。",
        "same": "提到“{title}”的与提到“{other}”的是同一批人，二者无法区分。",
        "told": "未纳入，可由其他各项合起来得出：{titles}。",
        "vif": "{titles}与同类其他项关系过密（VIF不低于{vif:.0f}），各自的部分不确定。",
        "vif one": "{titles}与同类其他项关系过密（VIF不低于{vif:.0f}），其自身的部分不确定。",
        "ran": "{name}与{kinds}的有序模型没有收敛（某个回答只与其中一项同时出现），改用线性模型。",
        "circular": "痛点本来就是按负面语气找出来的，因此与情绪相伴，部分源于其来历。",
        "low good": "“{column}”的数字越大越差。",
    },
}


def name_of(row: Mapping[str, Any], language: str, several: bool = False) -> str:
    """Return a rating as it is printed, with its question where there are several of its kind."""
    if row["measure"] == "emotion":
        return _WORDS[language]["emotion"]
    low, high = row["scale"]
    short = measure_title({"kind": row["measure"], "low": low, "high": high}, language)
    return _WORDS[language]["column"].format(title=short, column=row["column"]) if several else short


def reading(sheet: DriverSheet, language: str) -> str:
    """Return what goes with each rating, a paragraph per rating."""
    said, checks = _WORDS[language], sheet.checks
    if checks.empty:
        return said["no predictors" if len(sheet.left_out) else "no measure"]
    paragraphs = []
    for (measure, column), own in checks.groupby(["measure", "column"], sort=False):
        rows = sheet.frame[(sheet.frame["measure"] == measure) & (sheet.frame["column"] == column)]
        sentences = _found(rows, own, language) + _missing(own, sheet.fewest_each, language)
        head = said["head"].format(name=name_of(own.iloc[0], language, _several(checks, measure)))
        paragraphs.append(head + (" " if language == "en" else "").join(sentences))
    return "\n".join(paragraphs)


def _found(rows: pd.DataFrame, own: pd.DataFrame, language: str) -> list[str]:
    """Return which predictors stand out."""
    said, fitted = _WORDS[language], own[own["lacking"] == ""]
    if fitted.empty:
        return []
    marked, n = rows[rows["marked"].astype(bool)], int(fitted["n_people"].max())
    if marked.empty:
        kinds = _joined([KIND[language][kind] for kind in fitted["kind"]], language)
        return [said["nothing"].format(k=len(rows), kinds=kinds, n=n)]
    shown = [
        said["effect"].format(predictor=said["quote"].format(title=row.title), effect=row.effect, low=row.low,
                              high=row.high)
        for row in marked.head(_NAMED).itertuples()
    ]  # fmt: skip
    shown += [said["more"].format(n=len(marked) - _NAMED)] if len(marked) > _NAMED else []
    rest = len(rows) - len(marked)
    tail = said["other one" if rest == 1 else "others"].format(n=rest) if rest else ""
    return [said["goes"].format(effects=_joined(shown, language), n=n) + tail]


def _missing(own: pd.DataFrame, least: int, language: str) -> list[str]:
    said, found = _WORDS[language], []
    for (lacking, _), rows in own[own["lacking"] != ""].groupby(["lacking", "n_people"], sort=False):
        row = rows.iloc[0]
        kinds = _joined([KIND[language][kind] for kind in rows["kind"]], language)
        key = "emotion people" if lacking == "people" and row["measure"] == "emotion" else lacking
        n, needed = int(row["n_people"]), int(row["n_needed"])
        found.append(said[key].format(kinds=kinds, n=n, needed=needed, missing=needed - n, least=least))
    return found


def notes(sheet: DriverSheet, language: str) -> list[str]:
    """Return what a reader must know of the figures, in sentences."""
    said, frame = _WORDS[language], sheet.frame
    found = []
    if len(frame):
        models = said["comma"].join(MODEL[language][model] for model in dict.fromkeys(frame["model"]))
        holm = frame[frame["p_holm"] <= sheet.level].drop_duplicates("predictor_id")
        held = _titles(holm["title"].tolist(), language) or said["holm none"]
        found += [
            said["goes with"],
            said["held"].format(models=models, level=f"{100 * sheet.interval:g}"),
            said["corrected"].format(share=f"{100 * sheet.level:g}", holm=held),
        ]
        found += _close(frame, language) + _ran(sheet.checks, language)
        emotion = frame[(frame["measure"] == "emotion") & (frame["kind"] == "pain_point")]
        found += [said["circular"]] if len(emotion) else []
    bad = sheet.checks.loc[~sheet.checks["good_is_high"].astype(bool), "column"].drop_duplicates()
    found += [said["low good"].format(column=column) for column in bad]
    return found + _left_out(sheet, language)


def _close(frame: pd.DataFrame, language: str) -> list[str]:
    own = frame[frame["vif"] >= HIGH_VIF].drop_duplicates("predictor_id")
    if own.empty:
        return []
    key = "vif one" if len(own) == 1 else "vif"
    return [_WORDS[language][key].format(titles=_titles(own["title"].tolist(), language), vif=HIGH_VIF)]


def _ran(checks: pd.DataFrame, language: str) -> list[str]:
    ran = checks[(checks["model"] == "linear") & (checks["measure"] != "emotion")]
    return [
        _WORDS[language]["ran"].format(
            name=name_of(row, language, _several(checks, row["measure"])), kinds=KIND[language][row["kind"]]
        )
        for row in ran.to_dict("records")
    ]


def _left_out(sheet: DriverSheet, language: str) -> list[str]:
    said = _WORDS[language]
    # Of ratings that have no model at all the reading has said what is missing.
    fitted = sheet.checks.loc[sheet.checks["lacking"] == "", ["measure", "column", "kind"]]
    once = sheet.left_out.merge(fitted, on=["measure", "column", "kind"]).drop_duplicates(["predictor_id", "why"])
    found = []
    for key, why in (("few", ("few with", "few without")), ("room", ("not among the most raised",))):
        titles = once.loc[once["why"].isin(why), "title"].drop_duplicates().tolist()
        if titles:
            found.append(said[key].format(titles=_titles(titles, language), least=sheet.fewest_each))
    twins = once[once["why"] == "same people"].head(_NAMED)
    found += [said["same"].format(title=row.title, other=row.other) for row in twins.itertuples()]
    told = once.loc[once["why"] == "told by the others", "title"].tolist()
    return found + ([said["told"].format(titles=_titles(told, language))] if told else [])


def cells(row: Mapping[str, Any], language: str) -> list[str]:
    """Return a row of the table as it is printed."""
    star = " *" if row["marked"] else ""
    return [
        name_of(row, language),
        KIND[language][row["kind"]],
        row["title"],
        f"{row['n_with']}/{row['n_people']}",
        f"{row['effect']:+.2f}{star}",
        f"{row['low']:+.2f} – {row['high']:+.2f}",
        "<0.001" if row["p_bh"] < 0.001 else f"{row['p_bh']:.3f}",
        f"{row['vif']:.1f}",
        MODEL[language][row["model"]],
    ]


def _several(checks: pd.DataFrame, measure: str) -> bool:
    return checks.loc[checks["measure"] == measure, "column"].nunique() > 1


def _titles(titles: list[str], language: str) -> str:
    said = _WORDS[language]
    named = [said["quote"].format(title=title) for title in titles[:_NAMED]]
    named += [said["more"].format(n=len(titles) - _NAMED)] if len(titles) > _NAMED else []
    return _joined(named, language)


def _joined(named: list[str], language: str) -> str:
    said = _WORDS[language]
    return said["and"].join([said["comma"].join(named[:-1]), named[-1]]) if len(named) > 1 else "".join(named)
