"""The order of the stages in words, English and Chinese."""

from __future__ import annotations

WORDS = {
    "en": {
        "hand": "The order of the stages was set by hand.",
        "talk": "The order of the stages comes from what {n} people told; the framework's order counted as {prior} "
        "more.",
        "few": "Too few people ({n}, asked for: {least}) told what came before what, so the framework's order stands.",
        "same": "{n} people told what came before what; the framework's order stands.",
        "unsure": "{n} people told what came before what, but not more of them with one order than against it, so the "
        "framework's order stands.",
        "agreement": "{share}% of their votes agree with this order (95% interval {low}–{high}%).",
        "differs": "The talk would put it thus: {order}.",
        "cycle": "A circle, so no order does them justice: {names}.",
        "tie": "As many say one as the other: {names}.",
        "heads": ("Before", "After", "People", "Of", "By a time cue"),
        "and": " and ",
        "to": " → ",
        "listed": ", ",
        "none": "nobody",
    },
    "zh": {
        "hand": "阶段顺序由人工设定。",
        "talk": "阶段顺序来自 {n} 人的讲述；框架的顺序另计作 {prior} 人。",
        "few": "讲出先后的人太少（{n} 人，至少需要 {least} 人），因此沿用框架的顺序。",
        "same": "{n} 人讲出了先后；沿用框架的顺序。",
        "unsure": "{n} 人讲出了先后，但支持同一顺序的并不多于反对的，因此沿用框架的顺序。",
        "agreement": "他们的看法有 {share}% 与此顺序一致（95% 区间 {low}–{high}%）。",
        "differs": "按讲述则为：{order}。",
        "cycle": "形成循环，没有哪种顺序能兼顾：{names}。",
        "tie": "两种说法人数相当：{names}。",
        "heads": ("在前", "在后", "人数", "共", "依据时间词"),
        "and": "与",
        "to": " → ",
        "listed": "、",
        "none": "无人",
    },
}
