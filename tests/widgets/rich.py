"""The toy study with all that a coder may know: examples, bands, ranks, tiers, touchpoints and a study's own codes.

Loaded with ``runpy.run_path`` by the tests of this folder and by notebooks that run in a server of their own.
"""

from dataclasses import replace
from pathlib import Path
from runpy import run_path

import pandas as pd

from cjm_research.codes.codebook import Codebook
from cjm_research.codes.own_code import OwnCode
from cjm_research.schema import STAGES

toy = run_path(str(Path(__file__).parents[1] / "review" / "toy.py"))

OWN = (
    OwnCode(
        "waiting", {"en": "Waiting", "zh": "等待"}, {"en": "The person has to wait.", "zh": "需要等待。"}, {}, {},
        {"en": ("I waited.", "So slow.", "Still not there."), "zh": ("我等了。", "太慢了。", "还没到。")},
    ),
    OwnCode(
        "hidden-costs", {"en": "Hidden costs", "zh": "隐藏费用"},
        {"en": "Costs that come late.", "zh": "后来才出现的费用。"}, {}, {},
        {"en": ("A fee.", "It cost more.", "Extra."), "zh": ("多收费。", "更贵了。", "额外费用。")},
    ),
)  # fmt: skip
NEAR = {
    "en": ("Every page needed half a minute before I could read the first word of it.", "It froze again."),
    "zh": ("每打开一页都要等半分钟，才能看到第一个字。", "又卡住了。"),
}
REASON = {
    "en": "effort “{cue}”; like: “{first}” / “{second}”; a limit",
    "zh": "费力「{cue}」；近似：「{first}」 / 「{second}」；有限定",
}
CUES = {"en": ("wanted to", "took for ever", "delivery fee", ""), "zh": ("我想", "没反应", "服务费", "")}
EXTRA = {
    "touchpoint": ("", "direct/online", "direct/offline", ""),
    "channel": ("", "web", "phone", ""),
    "interaction": ("get_information", "", "transact", "give_feedback"),
}


def codebook():
    """Return the framework's codebook with two codes of the study's own."""
    return replace(Codebook.framework(), own=OWN)


def frames(lang="en", tier="full"):
    """Return the frames of the toy study, with details; the first suggestion is sure."""
    made = toy["frames"](lang)
    told = [_told(row, lang, tier) for row in made["suggestions"].to_dict("records")]
    rows = [row for at in range(4) for row in _more(f"s-{lang}-{at}", at, lang, tier)]
    return {**made, "suggestions": pd.DataFrame([*told, *rows])}


def session(store, lang="en", coder="Ana", order="document", tier="full"):
    """Return a session over it."""
    from cjm_research.review.coding.session import ReviewSession

    made = frames(lang, tier)
    return ReviewSession(store, made["segments"], made["documents"], made["suggestions"], codebook(), coder, order,
                         turns=made["turns"])  # fmt: skip


def checked(n=80):
    """Return checked segments: the machine is right about goals, wrong about motivations, too seldom asked of one."""
    codes = {"goal": range(38), "goal/explicit": range(30), "motivation": range(30, 55), "code:waiting": range(4)}
    rows = [
        {
            "segment_id": f"s{at:03}",
            "code": code,
            "suggested": at < (40 if code != "code:waiting" else 4),
            "marked": at in marked,
        }
        for code, marked in codes.items()
        for at in range(n)
    ]
    return pd.DataFrame(rows)


def _near(lang, segment_id):
    other = f"s-{lang}-3" if segment_id != f"s-{lang}-3" else f"s-{lang}-0"
    return [{"text": NEAR[lang][0], "segment_id": ""}, {"text": NEAR[lang][1], "segment_id": other}]


def _told(row, lang, tier):
    detail = {"tier": tier}
    if row["kind"] == "emotion":
        value = float(row["value"])
        detail |= {"low": max(1.0, value - 0.7), "high": min(5.0, value + 0.9)}
    elif row["kind"] == "stage":
        first = row["value"] if row["value"] in STAGES else "use"
        rest = [stage for stage in STAGES if stage != first]
        detail["rank"] = [[first, 0.6], *([stage, round(0.2 - 0.03 * at, 2)] for at, stage in enumerate(rest))]
    elif row["decision"] != "no":
        near = _near(lang, row["segment_id"])
        detail |= {"base": row["score"], "near": near}
        texts = {"cue": CUES[lang][int(row["segment_id"][-1])], "first": near[0]["text"], "second": near[1]["text"]}
        row = {**row, "reason": REASON[lang].format(**texts), "decision": "sure" if row["score"] > 0.9 else "look"}
    return {**row, "detail": detail}


def _more(segment_id, at, lang, tier):
    same = {"segment_id": segment_id, "coder": "toy", "version": "1", "reason": ""}
    for kind, values in EXTRA.items():
        yield {**same, "kind": kind, "value": values[at], "score": float(bool(values[at])),
               "decision": "look" if values[at] else "no", "detail": {"tier": tier}}  # fmt: skip
    for code, carried in zip(OWN, (at == 1, at == 2), strict=True):
        detail = {"tier": tier, "base": 0.7, **({"near": _near(lang, segment_id)[:1]} if carried else {})}
        yield {**same, "kind": code.kind, "value": code.id if carried else "", "score": 0.72 if carried else 0.08,
               "decision": "look" if carried else "no", "detail": detail}  # fmt: skip
