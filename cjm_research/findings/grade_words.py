"""What is said of an evidence grade, part by part, in English and Chinese."""

from __future__ import annotations

NAMES = {
    "en": {"strong": "Strong", "fair": "Fair", "thin": "Thin", "none": "No evidence"},
    "zh": {"strong": "充分", "fair": "一般", "thin": "薄弱", "none": "没有证据"},
}
PARTS = {
    "en": {
        "people": "people",
        "review": "review",
        "agreement": "agreement of coders",
        "contradictions": "contradictions",
        "topic": "common topic",
        "stability": "stability of the theme",
        "saturation": "saturation",
        "validation": "validation",
    },
    "zh": {
        "people": "人数",
        "review": "复核",
        "agreement": "编码一致性",
        "contradictions": "相反的说法",
        "topic": "共同主题",
        "stability": "主题稳定性",
        "saturation": "饱和度",
        "validation": "确认",
    },
}
SAID = {
    "en": {
        "people": "{value} of {of} people (strong from {strong}, fair from {fair})",
        "people here": "{value} of {of} people, {here} of whom were asked about this stage or spoke of it (strong from "
        "{strong}, fair from {fair})",
        "review": "a person reviewed {value} of {of} segments (strong from {strong}%)",
        "agreement": "coders agree on this code with {measure} {value:.2f}{interval}, {of} segments coded twice "
        "(strong from {strong:g}, fair from {fair:g})",
        "agreement few": "only {of} segments coded twice ({least} are needed to judge)",
        "contradictions": "{value} of {of} segments say the opposite (strong below {strong}%, fair below {fair}%)",
        "topic": "left-over segments without a common topic are never more than thin",
        "stability": "the theme comes back at {value:.2f} of 1 when part of the material is left out (strong from "
        "{strong:g}, fair from {fair:g})",
        "stability one": "the theme comes from a single document",
        "saturation": "new themes of this kind have become rare",
        "saturation not": "new themes of this kind still come up",
        "validation": "{no} of {of} people who were shown the card said no and {partly} partly, which counts half "
        "(strong below {strong}%, fair below {fair}%)",
        "validation few": "{of} answered when shown the card ({least} are needed to judge)",
    },
    "zh": {
        "people": "{of}人中有{value}人提到（{strong}人起为充分，{fair}人起为一般）",
        "people here": "{of}人中有{value}人提到，其中{here}人被问到或谈到这一阶段"
        "（{strong}人起为充分，{fair}人起为一般）",
        "review": "{of}个片段中已由人复核{value}个（{strong}%起为充分）",
        "agreement": "编码者在这一编码上的一致性{measure}为{value:.2f}{interval}，{of}个片段由两人编码"
        "（{strong:g}起为充分，{fair:g}起为一般）",
        "agreement few": "只有{of}个片段由两人编码（至少{least}个才能判断）",
        "contradictions": "{of}个片段中有{value}个说法相反（低于{strong}%为充分，低于{fair}%为一般）",
        "topic": "没有共同主题的剩余片段最高为薄弱",
        "stability": "去掉一部分材料后，主题重现程度为{value:.2f}（满分1；{strong:g}起为充分，{fair:g}起为一般）",
        "stability one": "主题只出自一份文档",
        "saturation": "这一类的新主题已经很少",
        "saturation not": "这一类仍有新主题出现",
        "validation": "{of}人看过卡片，其中{no}人表示不符，{partly}人表示部分相符"
        "（按一半计；低于{strong}%为充分，低于{fair}%为一般）",
        "validation few": "{of}人看过卡片后作答（至少{least}人才能判断）",
    },
}
RULE = {
    "en": {
        "head": "{name}: ",
        "and": "; ",
        "stop": ".",
        "held": " Held at {name} by: {parts}.",
        "unknown": " Not measured: {parts}.",
        "comma": ", ",
    },
    "zh": {
        "head": "{name}：",
        "and": "；",
        "stop": "。",
        "held": "限于“{name}”的原因：{parts}。",
        "unknown": "未测量：{parts}。",
        "comma": "、",
    },
}
INTERVAL = {"en": " ({low:.2f} to {high:.2f})", "zh": "（{low:.2f}至{high:.2f}）"}
MEASURES = {"en": {"alpha": "alpha", "kappa": "kappa"}, "zh": {"alpha": "α", "kappa": "κ"}}
EMPTY = {"en": "No evidence ({n} asked)", "zh": "没有证据（问过{n}人）"}
EMPTY_HERE = {
    "en": "No evidence ({here} asked about this stage, {n} in all)",
    "zh": "没有证据（就这一阶段问过{here}人，共{n}人）",
}
