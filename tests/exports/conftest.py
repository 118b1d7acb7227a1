"""Two invented journeys, one English and one Chinese, as a `JourneyMap` would hold them: same attributes, toy content.

Odd on purpose: a formula, a closing script tag, emoji, full-width marks, a very long answer, a stage with no evidence,
a stage with two people, a stage without a rated emotion.
"""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace

import pandas as pd
import pytest

FAMILY_NAMES = {
    "goal": ("Goal", "目标"),
    "motivation": ("Motivation", "动机"),
    "pain_point": ("Pain point", "痛点"),
    "explicit": ("explicit", "明确的主动目标"),
    "implicit": ("implicit", "隐含的被动目标"),
    "intrinsic": ("intrinsic", "内在动机"),
    "extrinsic": ("extrinsic", "外在动机"),
    "functional": ("functional", "功能性"),
    "experiential": ("experiential", "体验性"),
    "financial": ("financial", "财务"),
    "emotional": ("emotional", "情感"),
}
SUBTYPES = {
    "goal": ("explicit", "implicit"),
    "motivation": ("intrinsic", "extrinsic"),
    "pain_point": ("functional", "experiential", "financial", "emotional"),
}
_COPIED = ("family", "subtype", "title", "people", "n_people", "n_segments", "reviewed_share")
STAGES = {
    "awareness": ("Awareness", "认识", "What is there for my need?", "有什么能满足我的需要？"),
    "consideration": ("Consideration", "考虑", "Which one suits me, and can I trust it?", "哪一个适合我，靠得住吗？"),
    "purchase": ("Purchase", "购买", "How do I get it without trouble?", "怎样买才不麻烦？"),
    "delivery": ("Delivery", "交付", "When does it come, and in one piece?", "什么时候到，会不会坏？"),
    "use": ("Use", "使用", "Does it do what I hoped?", "用起来和想的一样吗？"),
    "loyalty": ("Loyalty", "忠诚", "Would I come back?", "还会再来吗？"),
}
CARDS = tomllib.loads(Path(__file__).with_name("journeys.toml").read_text("utf-8"))


@dataclass
class _Desk:
    """Collects the documents of a toy study: one interview a person, the same question before every answer."""

    language: str
    texts: dict[str, str] = field(default_factory=dict)

    @property
    def question(self) -> str:
        """What the interviewer asks."""
        return "And how was that for you?" if self.language == "en" else "那当时您的感受是怎样的？"

    def say(self, case: str, quote: str) -> tuple[int, int]:
        """Append question and answer to the person's document; return the place of the answer."""
        asks, mark = ("Interviewer: ", ": ") if self.language == "en" else ("访谈者：", "：")
        text = self.texts.get(case, "")
        text += ("\n\n" if text else "") + asks + self.question + "\n\n" + case + mark
        self.texts[case] = text + quote
        return len(text), len(text) + len(quote)


def _hash(prefix: str, *parts: object) -> str:
    return prefix + hashlib.sha256("|".join(map(str, parts)).encode()).hexdigest()[:12]


def _codebook() -> SimpleNamespace:
    def name(family: str, subtype: str | None = None, lang: str = "en") -> str:
        return FAMILY_NAMES[subtype or family][lang == "zh"]

    def code(family: str, subtype: str) -> SimpleNamespace:
        def both(what: str) -> dict[str, str]:
            return {"en": f"{what} of {subtype}", "zh": f"{subtype} 的{what}"}

        names = {lang: name(family, subtype, lang) for lang in ("en", "zh")}
        lists = dict.fromkeys(("en", "zh"), (f"={subtype} 1", f"{subtype} 2"))
        return SimpleNamespace(family=family, subtype=subtype, name=names, definition=both("definition"),
                               include=lists, exclude=lists, examples=lists)  # fmt: skip

    codes = tuple(code(family, subtype) for family, subtypes in SUBTYPES.items() for subtype in subtypes)
    return SimpleNamespace(codes=codes, version="0123456789ab", name=name, families=lambda: tuple(SUBTYPES))


def _evidence(language: str, reviewed: set[str]) -> tuple[pd.DataFrame, _Desk]:
    desk, rows = _Desk(language), []
    for card in CARDS[language]:
        stage, family, subtype, title = (card[key] for key in ("stage", "family", "subtype", "title"))
        for case, quote, emotion in card["quotes"]:
            start, end = desk.say(case, quote)
            name = f"{case.lower()}.docx.txt"
            rows.append({
                "card_id": _hash("f", stage, family, title), "stage": stage, "family": family, "subtype": subtype,
                "title": title, "segment_id": _hash("s", case, start, quote), "document_id": _hash("d", name),
                "document": name, "case_id": case, "start": start, "end": end, "quote": quote,
                "emotion": emotion or None,
                "reviewed": title in reviewed, "score": 0.83,
                "reason": "cue words: so, late",
                "question": desk.question,
            })  # fmt: skip
    frame = pd.DataFrame(rows)
    texts = [desk.texts[case] for case in frame["case_id"]]
    frame["before"] = [t[max(0, s - 120) : s] for t, s in zip(texts, frame["start"], strict=True)]
    frame["after"] = [t[e : e + 120] for t, e in zip(texts, frame["end"], strict=True)]
    return frame.sort_values(["card_id", "segment_id"], ignore_index=True), desk


def _grade(n_people: int) -> str:
    if not n_people:
        return "none"
    return "strong" if n_people >= 5 else "fair" if n_people >= 3 else "thin"


def _cards(evidence: pd.DataFrame, stage: str) -> list[dict]:
    cards = []
    for card_id, rows in evidence[evidence["stage"] == stage].groupby("card_id", sort=True):
        first, people, share = rows.iloc[0], sorted(set(rows["case_id"])), float(rows["reviewed"].mean())
        grade = _grade(len(people))
        items = rows[["segment_id", "document", "case_id", "start", "end", "quote", "emotion", "reviewed"]]
        cards.append({
            "id": card_id, "family": first["family"], "subtype": first["subtype"], "title": first["title"],
            "people": people, "n_people": len(people), "n_segments": len(rows), "reviewed_share": share,
            "status": "reviewed" if share == 1 else "partly reviewed" if share else "machine suggestion",
            "evidence_grade": grade, "grade_rule": f"{grade}: {len(people)} of 12 people; 5 are strong, 3 are fair",
            "evidence": [{**item, "emotion": None if pd.isna(item["emotion"]) else item["emotion"]}
                         for item in items.to_dict("records")],
        })  # fmt: skip
    return sorted(cards, key=lambda card: (-card["n_people"], card["id"]))


def _emotions(evidence: pd.DataFrame) -> pd.DataFrame:
    rated = evidence.dropna(subset=["emotion"])
    groups = rated.groupby(["stage", "case_id"], sort=True)["emotion"]
    return groups.agg(["mean", "size"]).reset_index().set_axis(["stage", "case_id", "emotion", "n_segments"], axis=1)


def _stage(evidence: pd.DataFrame, emotions: pd.DataFrame, stage: str) -> dict:
    en, zh, question_en, question_zh = STAGES[stage]
    rows, points = evidence[evidence["stage"] == stage], emotions.loc[emotions["stage"] == stage, "emotion"]
    emotion: dict = {"mean": None, "low": None, "high": None, "n": len(points)}
    if len(points):
        emotion["mean"] = mean = float(points.mean())
    if len(points) > 1:
        emotion |= {"low": max(1.0, mean - 0.4), "high": min(5.0, mean + 0.5)}
    touch = [
        {"touchpoint": "direct/online", "channel": "web", "n_people": min(6, len(rows)), "n_segments": len(rows)},
        {"touchpoint": "indirect/offline", "channel": "social", "n_people": 1, "n_segments": 1},
        {"touchpoint": "direct/offline", "channel": "", "n_people": 1, "n_segments": 1},
    ][: min(3, len(rows) // 2)]
    n_people = rows["case_id"].nunique()
    return {
        "id": stage, "name": {"en": en, "zh": zh}, "question": {"en": question_en, "zh": question_zh},
        "n_people": n_people, "emotion": emotion,
        "evidence_grade": _grade(n_people),
        "touchpoints": touch, "cards": _cards(evidence, stage),
    }  # fmt: skip


def make_journey(language: str, languages: tuple[str, ...] = ("en", "zh")) -> SimpleNamespace:
    """Return a toy journey in that language, with every attribute that exporters read."""
    reviewed = {"delivery fee appears at the very end", "退号要扣手续费，事先没有说明"}
    evidence, desk = _evidence(language, reviewed)
    emotions = _emotions(evidence)
    stages = [_stage(evidence, emotions, stage) for stage in STAGES]
    cases = sorted(desk.texts)
    title = "Buying a sofa online" if language == "en" else "在线挂号的一次就医"
    names = [f"{case.lower()}.docx.txt" for case in cases]
    texts = [desk.texts[case] for case in cases]
    documents = pd.DataFrame({
        "document_id": [_hash("d", name) for name in names], "name": names, "source": [n[:-4] for n in names],
        "kind": "interview", "language": language, "text": texts,
        "sha256": [hashlib.sha256(text.encode()).hexdigest() for text in texts],
    })  # fmt: skip
    inputs = [{"source": name[:-4], "digest": "0" * 64} for name in names]
    data = {
        "schema_version": "1.0",
        "study": {
            "title": title, "languages": list(languages),
            "scenario": "a first purchase" if language == "en" else "第一次使用",
            "created_at": "2026-01-15T09:30:00+00:00", "cjm_research": "0.1.0",
            "run": {"inputs": inputs, "embedder": "tfidf 1", "coder": "framework 1", "seeds": [0],
                    "settings_digest": "0" * 64},
        },
        "framework": {"id": "six", "stages": list(STAGES)},
        "participants": {"n": 12, "n_interviews": 12, "n_respondents": 0,
                         "by_attribute": {"=Customer type": {"new": 7, "returning": 5}}},
        "stages": stages,
    }  # fmt: skip
    cards = [(stage["id"], card) for stage in stages for card in stage["cards"]]
    findings = pd.DataFrame({
        "finding_id": [card["id"] for _, card in cards], "stage": [stage for stage, _ in cards],
        **{key: [card[key] for _, card in cards] for key in _COPIED},
        "theme_id": "", "segment_ids": [[item["segment_id"] for item in card["evidence"]] for _, card in cards],
        "grade": [card["evidence_grade"] for _, card in cards], "grade_rule": [card["grade_rule"] for _, card in cards],
    })  # fmt: skip
    return SimpleNamespace(data=data, findings=findings, evidence=evidence, emotions=emotions, documents=documents,
                           codebook=_codebook(), language=language,
                           cards_per_cell=6, basis={}, priorities=None)  # fmt: skip


@pytest.fixture
def make() -> Callable[..., SimpleNamespace]:
    """Make a toy journey in a language, when a test needs one of its own."""
    return make_journey


@pytest.fixture
def english() -> SimpleNamespace:
    """The English journey: buying a sofa."""
    return make_journey("en")


@pytest.fixture
def chinese() -> SimpleNamespace:
    """The Chinese journey: an appointment at a hospital."""
    return make_journey("zh")


@pytest.fixture(params=["en", "zh"])
def journey(request: pytest.FixtureRequest) -> SimpleNamespace:
    """Each of the two in turn."""
    return make_journey(request.param)
