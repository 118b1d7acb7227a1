"""From one answer to the eight rows of a segment's suggestions.

Touchpoint, channel and interaction are read from the words of the segment here, as by every coder; the model is not
asked. What the model did not say has no value: nothing is filled in.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from cjm_research.codes.endpoint.answer import UNSAID_SCORE, Answer, Found
from cjm_research.codes.interactions import find_interaction
from cjm_research.codes.touchpoints import find_touchpoint
from cjm_research.schema import FAMILIES

_WORDS = {
    "en": {
        "misquoted": "quote not in the segment",
        "unusable": "the answer is not the JSON that was asked for",
        "cut": "the answer was cut off before its end",
        "refused": "the endpoint refused this segment",
        "judged": "as {model} reads it",
        "quoted": ("“{}”", "「{}」"),
    },
    "zh": {
        "misquoted": "引文不在片段中",
        "unusable": "回答不是所要求的 JSON",
        "cut": "回答未完就被截断",
        "refused": "端点拒绝了这个片段",
        "judged": "{model} 的判断",
        "quoted": ("「{}」", "“{}”"),
    },
}


def rows_of(
    text: str, context: str, language: str, answer: Answer | None, why: str, model: str
) -> Iterator[dict[str, Any]]:
    """Yield the rows of a segment: kind, value, score, decision, reason and detail.

    Parameters
    ----------
    text, context, language : str
        Of the segment; reasons are in its language.
    answer : Answer or None
        What is left of the model's answer.
    why : {"", "unusable", "cut", "refused"}
        Why there is none.
    model : str
        Named where the model gives no words for what it says.
    """
    words = _WORDS["zh" if language == "zh" else "en"]
    trouble = words[why] if answer is None else ""
    found = {code.family: code for code in answer.codes} if answer else {}
    for family in FAMILIES:
        if family in found:
            yield _code(found[family], text, words["quoted"])
        else:
            dropped = answer is not None and family in answer.misquoted
            yield _row(family, "", 0.0, "no", words["misquoted"] if dropped else trouble)
    judged = words["judged"].format(model=model)
    if answer and answer.emotion is not None:
        yield _row("emotion", f"{answer.emotion:.1f}", UNSAID_SCORE, "look", judged)
    else:
        yield _row("emotion", "", 0.0, "no", trouble)
    if answer and answer.stage and answer.stage != "none":
        yield _row("stage", answer.stage, UNSAID_SCORE, "look", judged)
    else:
        yield _row("stage", "none", 0.0, "no", trouble)
    named, acted = find_touchpoint(text, language), find_interaction(text, context, language)
    for kind, value, said in (
        ("touchpoint", named.touchpoint, named.words),
        ("channel", named.channel, named.words),
        ("interaction", acted.value, acted.words),
    ):
        yield _row(kind, value, float(bool(value)), "look" if value else "no", said)


def _code(found: Found, text: str, marks: tuple[str, str]) -> dict[str, Any]:
    quote = text[found.start : found.end]
    # In marks that the quote itself does not hold, the review finds it in the segment and shows it there.
    mark = marks[1] if any(sign in quote for sign in marks[0].split("{}")) else marks[0]
    more = {"base": found.score, "near": [], "quote": [found.start, found.end]}
    return _row(found.family, found.subtype, found.score, "look", mark.format(quote), **more)


def _row(kind: str, value: str, score: float, decision: str, reason: str, **more: Any) -> dict[str, Any]:
    row = {"kind": kind, "value": value, "score": score, "decision": decision, "reason": reason}
    return {**row, "detail": {"tier": "endpoint", **more}}
