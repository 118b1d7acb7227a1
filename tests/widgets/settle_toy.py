"""A toy sample that three coders have coded apart and that is closed, ready to be settled.

Loaded with ``runpy.run_path`` by tests and by notebooks that run in a server of their own.
"""

from dataclasses import replace
from pathlib import Path
from runpy import run_path

from cjm_research.codes.codebook import Codebook
from cjm_research.codes.own_code import read_own_codes
from cjm_research.review.coding.notes import memo_id
from cjm_research.review.double.adjudication import SettleSession
from cjm_research.review.double.apart import CLOSE, DRAW

_REVIEW = Path(__file__).parents[1] / "review"
TOY = run_path(str(_REVIEW / "toy.py"))
CODED = run_path(str(_REVIEW / "double_toy.py"))["coded"]
CODERS = {"en": ("Ana", "Ben", "Cleo"), "zh": ("安娜", "本", "小林")}
MEMOS = {"en": ("Gave up, so it does not work.", "Slow, not broken: <b>how it felt</b> 😤"),
         "zh": ("点了没反应，是功能问题。", "只是慢，属于体验：<b>感受</b> 😩")}  # fmt: skip
_OWN = [{"id": "trust", "name": {"en": "Trust", "zh": "信任"},
         "definition": {"en": "Who is believed.", "zh": "是否相信。"},
         "examples": {"en": ["I believe them.", "They keep their word.", "Who checks?"]}}]  # fmt: skip


def codebook():
    """Return the shipped codebook with one code of the study's own."""
    return replace(Codebook.framework(), own=read_own_codes(_OWN, "codebook.toml"))


def sample(lang):
    """Return the closed sample."""
    ids = [f"s-{lang}-{at}" for at in range(4)]
    return {"sample_id": "q1", "title": "Round 1", "coders": list(CODERS[lang]), "segment_ids": ids,
            "closed_at": "2026-01-05", "event_id": 99}  # fmt: skip


def record(store, lang):
    """Let three people code, two of them with a memo; then close the sample. Five disagreements on three segments."""
    ana, ben, cleo = CODERS[lang]
    ids = sample(lang)["segment_ids"]
    store.record(DRAW, {"sample_id": "q1"}, ana)
    for verdict in (
        CODED(ids[1], ana, pain_point="functional", emotion="2.0"),
        CODED(ids[1], ben, pain_point="experiential", emotion="1.0"), CODED(ids[1], cleo, emotion="2.0"),
        CODED(ids[2], ana, pain_point="financial", stage="purchase", code_trust="trust"),
        CODED(ids[2], ben, pain_point="financial", stage="delivery", code_trust=""),
        CODED(ids[2], cleo, pain_point="financial"),
        CODED(ids[0], ana, goal="explicit"), CODED(ids[0], ben, goal="implicit"), CODED(ids[0], cleo, goal="explicit"),
        CODED(ids[3], ana), CODED(ids[3], ben), CODED(ids[3], cleo),
    ):  # fmt: skip
        store.record(*verdict)
    for coder, text in zip((ana, ben), MEMOS[lang], strict=True):
        row = {"memo_id": memo_id("segment", ids[1], coder), "about": "segment", "about_id": ids[1], "text": text,
               "coder": coder, "source": ""}  # fmt: skip
        store.record("memo", {"segment_id": ids[1]}, coder, rows={"memos": [row]})
    store.record(CLOSE, {"sample_id": "q1"}, ana)


def lengthened(made, words):
    """Return frames whose documents begin with ``words`` more."""
    documents = made["documents"].assign(text=words + made["documents"]["text"])
    segments = made["segments"].assign(
        start=made["segments"]["start"] + len(words), end=made["segments"]["end"] + len(words)
    )
    return {**made, "documents": documents, "segments": segments}


def session(store, lang, coder=None, before=""):
    """Return a session of settling; what the coders said must be in the store (`record`)."""
    made = lengthened(TOY["frames"](lang), before)
    return SettleSession(
        store, made["segments"], made["documents"], codebook(), coder or CODERS[lang][2], sample=sample(lang),
        suggestions=made["suggestions"],
    )  # fmt: skip
