"""The words of personas, English and Chinese."""

from __future__ import annotations

WORDS = {
    "en": {
        "none": "No stable groups: {n} people who spoke of at least {least} themes do not fall into groups that come "
        "back. That does not mean that they are alike; it means that what they said does not tell.",
        "few": "No groups were looked for: only {n} people spoke of at least {least} themes that others speak of too; "
        "it needs {needed}.",
        "found": "{k} groups of people, from {n} people who spoke of at least {least} themes; grouped anew from four "
        "fifths of them, the groups agree by {stability:.2f} (adjusted Rand index), people made up by chance at "
        "most {by_chance:.2f}.",
        "left_out": "{n} people said too little to be in a group.",
        "draft": "Groups are proposals. What tells them apart was used to make them, so read the quotes before you "
        "name them.",
        "persona": "Group {number}",
        "head": "{name} · {n} people",
        "goal": "Goals",
        "motivation": "Motivations",
        "pain_point": "Pain points",
        "attributes": "Who they are",
        "emotion": "Emotion {mean:.1f}",
        "share": "{n} of {of}",
        "others": "others {share}",
        "people": "people",
        "bias": "Unlike those who were asked: {what}",
        "joint": ", ",
        "rarer": "Less often",
        "around": "{name} ({share})",
        "open": "“",
        "close": "”",
    },
    "zh": {
        "none": "没有稳定的人群：{n}位至少谈到{least}个主题的人无法分成可以重现的人群。这并不说明他们都一样，"
        "只说明他们所说的内容看不出分别。",
        "few": "没有寻找人群：只有{n}人谈到至少{least}个别人也谈到的主题，至少需要{needed}人。",
        "found": "{k}个人群，来自{n}位至少谈到{least}个主题的人；取其中五分之四重新分组，"
        "各次的一致程度为{stability:.2f}（调整兰德指数），随机虚构的人最多为{by_chance:.2f}。",
        "left_out": "{n}人谈到的内容太少，未归入人群。",
        "draft": "人群只是建议：区分他们的内容正是分组的依据，命名之前请先读原话。",
        "persona": "人群{number}",
        "head": "{name} · {n}人",
        "goal": "目标",
        "motivation": "动机",
        "pain_point": "痛点",
        "attributes": "他们是谁",
        "emotion": "情绪{mean:.1f}",
        "share": "{of}人中{n}人",
        "others": "其余{share}",
        "people": "人",
        "bias": "与被访者的构成不同：{what}",
        "joint": "，",
        "rarer": "较少提到",
        "around": "{name}（{share}）",
        "open": "“",
        "close": "”",
    },
}
