"""Names, definitions and sentences of proposed stages, English and Chinese."""

from __future__ import annotations

MILESTONES = {
    "awareness": {"en": "Hearing of it", "zh": "得知"},
    "consideration": {"en": "Looking and comparing", "zh": "了解和比较"},
    "purchase": {"en": "Ordering", "zh": "下单办理"},
    "delivery": {"en": "Waiting and receiving", "zh": "等待和收到"},
    "use": {"en": "Using", "zh": "使用"},
    "loyalty": {"en": "Coming back and recommending", "zh": "再次光顾和推荐"},
}
WORDS = {
    "en": {
        "plain": "Stage {number}",
        "with": "{name} ({met})",
        "definition": "What people tell when they speak of {met}.",
        "place": "What people tell in part {number} of their talk.",
        "few": "No stages can be proposed: {n_people} people name touchpoints or milestones {n_signs} times; asked for "
        "are {people} people and {signs}.",
        "none": "No stages stand out: what {n_people} people meet does not change along their talk more than by "
        "chance.",
        "unstable": "No stages stand out: the touchpoints of {n_people} people change along the talk, but other people "
        "of the same kind would put the cuts elsewhere (best agreement {stability}; asked for: {asked}).",
        "found": "{n} stages stand out from what {n_people} people meet along their talk; drawn again, other people "
        "agree with the cuts by {stability} (1 = wholly). A proposal to edit, not a finding.",
        "heads": ("Stage", "Covers", "Met there", "People", "Examples"),
        "listed": ", ",
    },
    "zh": {
        "plain": "阶段{number}",
        "with": "{name}（{met}）",
        "definition": "人们谈到{met}时所讲的内容。",
        "place": "人们在讲述的第{number}部分所讲的内容。",
        "few": "无法提出阶段建议：{n_people} 人共提到触点或里程碑 {n_signs} 次；至少需要 {people} 人、{signs} 次。",
        "none": "看不出明显的阶段：{n_people} 人在讲述过程中提到的触点，变化不超过偶然。",
        "unstable": "看不出明显的阶段：{n_people} 人提到的触点会随讲述变化，但换一批同类的人，分界就会不同"
        "（最高一致度 {stability}，要求 {asked}）。",
        "found": "从 {n_people} 人讲述中提到的触点看出 {n} 个阶段；重新抽取受访者时，分界的一致度为 {stability}"
        "（1 为完全一致）。这是供修改的建议，不是结论。",
        "heads": ("阶段", "涵盖", "提到的触点", "人数", "例子"),
        "listed": "、",
    },
}
