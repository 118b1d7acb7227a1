"""The words in which changes of a map are told, English and Chinese."""

from __future__ import annotations

PARTS = {
    "en": {"stage": "Stage", "card": "Card", "emotion": "Emotion"},
    "zh": {"stage": "阶段", "card": "卡片", "emotion": "情绪"},
}
CAUSES = {
    "en": {
        "hand edit": "edited by hand",
        "new data": "new data",
        "coding": "coding changed",
        "themes": "themes changed",
        "follows": "follows from other changes",
    },
    "zh": {
        "hand edit": "人工修改",
        "new data": "新数据",
        "coding": "编码有变",
        "themes": "主题有变",
        "follows": "随其他变化而变",
    },
}
CHANGES = {
    "en": {
        "new": "“{title}” is new at {stage}",
        "gone": "“{title}” is gone",
        "merged": "“{title}” was put into another card",
        "moved": "“{title}” moved from {before} to {after}",
        "renamed": "“{before}” is now called “{after}”",
        "hidden": "“{title}” was hidden",
        "not hidden": "“{title}” is shown again",
        "shown": "“{title}” is shown again",
        "pinned": "“{title}” was pinned",
        "not pinned": "“{title}” is no longer pinned",
        "owner": "“{title}”: owner {before} → {after}",
        "work": "“{title}”: status {before} → {after}",
        "due": "“{title}”: due {before} → {after}",
        "people": "“{title}”: people {before} → {after}",
        "mentions": "“{title}”: mentions {before} → {after}",
        "grade": "“{title}”: evidence {before} → {after}",
        "rank": "“{title}”: priority {before} → {after}",
        "emotion": "{stage}: {before} → {after}",
        "moment": "{stage}: moment of truth {before} → {after}",
    },
    "zh": {
        "new": "“{title}”是{stage}阶段新出现的",
        "gone": "“{title}”已不在图上",
        "merged": "“{title}”并入了另一张卡片",
        "moved": "“{title}”从{before}移到{after}",
        "renamed": "“{before}”改名为“{after}”",
        "hidden": "“{title}”被隐藏",
        "not hidden": "“{title}”重新显示",
        "shown": "“{title}”重新显示",
        "pinned": "“{title}”被置顶",
        "not pinned": "“{title}”不再置顶",
        "owner": "“{title}”：负责人 {before} → {after}",
        "work": "“{title}”：进展 {before} → {after}",
        "due": "“{title}”：截止 {before} → {after}",
        "people": "“{title}”：人数 {before} → {after}",
        "mentions": "“{title}”：提及 {before} → {after}",
        "grade": "“{title}”：证据 {before} → {after}",
        "rank": "“{title}”：优先级 {before} → {after}",
        "emotion": "{stage}：{before} → {after}",
        "moment": "{stage}：关键时刻 {before} → {after}",
    },
}
GRADES = {
    "en": {"strong": "strong", "fair": "fair", "thin": "thin", "none": "none"},
    "zh": {"strong": "充分", "fair": "一般", "thin": "薄弱", "none": "没有"},
}
FIELDS = {
    "en": {
        "nothing": "nothing", "trough": "low", "peak": "high", "idea": "idea", "planned": "planned",
        "doing": "under way", "done": "done", "dropped": "dropped",
    },
    "zh": {
        "nothing": "无", "trough": "低谷", "peak": "高峰", "idea": "想法", "planned": "已计划", "doing": "进行中",
        "done": "已完成", "dropped": "已放弃",
    },
}  # fmt: skip
NOTE = {
    "en": {
        "nothing": "Nothing changed between the two maps.",
        "head": "{n} changes; {documents} documents and {people} people are new on the map.",
        "joint": ", ",
        "stop": ".",
        "sentence": "{part}: {what} ({cause}).",
        "more": "{n} more; see .frame",
    },
    "zh": {
        "nothing": "两张图之间没有变化。",
        "head": "共{n}处变化；图上新增{documents}份文档、{people}人。",
        "joint": "，",
        "stop": "。",
        "sentence": "{part}：{what}（{cause}）。",
        "more": "另有{n}处，见 .frame",
    },
}
