"""The words of two maps side by side, English and Chinese."""

from __future__ import annotations

WORDS = {
    "en": {
        "head": "{a} ({n_a} people) beside {b} ({n_b} people).",
        "emotion": "{stage}: emotion is {which} with {a} ({mean_a}) than with {b} ({mean_b}; difference {low} to "
        "{high}).",
        "higher": "higher",
        "lower": "lower",
        "card": "{stage}: “{title}” is said by {n_a} of {of_a} of {a} and {n_b} of {of_b} of {b} (difference {low} to "
        "{high} points).",
        "nothing": "Nothing tells the two groups apart.",
        "caution": "{n} comparisons were made; with that many, one in twenty would look different by chance alone.",
        "stage": "Stage",
        "what": "What",
        "difference": "Difference",
        "emotion_lane": "Emotion (1–5)",
        "none": "nobody",
        "share": "{n} of {of}",
    },
    "zh": {
        "head": "{a}（{n_a}人）与{b}（{n_b}人）对照。",
        "emotion": "{stage}：{a}的情绪（{mean_a}）{which}{b}（{mean_b}；差值{low}至{high}）。",
        "higher": "高于",
        "lower": "低于",
        "card": "{stage}：“{title}”，{a}{of_a}人中有{n_a}人提到，{b}{of_b}人中有{n_b}人提到"
        "（相差{low}至{high}个百分点）。",
        "nothing": "看不出两组人有差别。",
        "caution": "共比较了{n}处；比较这么多次，单凭偶然每二十处就会有一处显得不同。",
        "stage": "阶段",
        "what": "内容",
        "difference": "差值",
        "emotion_lane": "情绪（1–5）",
        "none": "没有人",
        "share": "{of}人中{n}人",
    },
}
