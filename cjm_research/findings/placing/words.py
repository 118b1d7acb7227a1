"""Why a segment stands where it does, in a few words, English and Chinese."""

from __future__ import annotations

from collections.abc import Sequence

WORDS = {
    "en": {
        "person": "a person said so",
        "none": "nothing places it",
        "own": "suggested for its words",
        "asked": "its question names the stage",
        "milestone": "a milestone is told",
        "touchpoint": "a touchpoint of the stage",
        "closeness": "close to the stage's definition or examples",
        "time": "a time cue",
        "run": "the talk around it stands there",
        "answers": "others answer this question there",
        "joint": "; ",
    },
    "zh": {
        "person": "由人判定",
        "none": "没有依据可放置",
        "own": "根据本段用语建议",
        "asked": "所答问题提到该阶段",
        "milestone": "提到里程碑",
        "touchpoint": "提到该阶段的触点",
        "closeness": "接近该阶段的定义或示例",
        "time": "有时间提示词",
        "run": "前后谈话处于该阶段",
        "answers": "其他人对此问题的回答处于该阶段",
        "joint": "；",
    },
}


def why(grounds: Sequence[str], language: str) -> str:
    """Return the grounds as one short text.

    >>> why(["asked", "run"], "en"), why(["asked", "run"], "zh")
    ('its question names the stage; the talk around it stands there', '所答问题提到该阶段；前后谈话处于该阶段')
    """
    words = WORDS["zh" if language == "zh" else "en"]
    return words["joint"].join(words[ground] for ground in grounds)
