"""A toy study: three people, two themes, an emoji before a quote, in English and in Chinese."""

import hashlib

import pandas as pd
import pytest

from cjm_research import schema
from cjm_research.settings import Settings

# case, sentence, family and sub-type ("" = none), stage, emotion, theme
SAID = {
    "en": [
        ("P01", "I want to compare prices first.", "goal/explicit", "consideration", 3.0, "prices"),
        ("P01", "😀 Nobody called before the delivery.", "pain_point/experiential", "delivery", 1.0, "call"),
        ("P02", "Compare prices, always.", "goal/explicit", "consideration", 3.0, "prices"),
        ("P02", "They did not call before the delivery.", "pain_point/experiential", "delivery", 2.0, "call"),
        ("P02", "No call, again.", "pain_point/functional", "none", 2.0, "call"),
        ("P03", "The delivery came without a call.", "pain_point/experiential", "delivery", 3.0, "call"),
        ("P03", "The table is solid.", "", "use", 5.0, ""),
    ],
    "zh": [
        ("P01", "我想先比较价格。", "goal/explicit", "consideration", 3.0, "prices"),
        ("P01", "😀送货之前没有人打电话。", "pain_point/experiential", "delivery", 1.0, "call"),
        ("P02", "总是比较价格。", "goal/explicit", "consideration", 3.0, "prices"),
        ("P02", "他们送货前没打电话。", "pain_point/experiential", "delivery", 2.0, "call"),
        ("P02", "又没打电话。", "pain_point/functional", "none", 2.0, "call"),
        ("P03", "没打电话就送来了。", "pain_point/experiential", "delivery", 3.0, "call"),
        ("P03", "桌子很结实。", "", "use", 5.0, ""),
    ],
}
TITLES = {
    "en": {"prices": "Compare prices first", "call": "Nobody called before the delivery"},
    "zh": {"prices": "先比较价格", "call": "送货之前没有人打电话"},
}


class Names:
    def name(self, family, subtype=None, lang="en"):
        return f"{lang}:{subtype or family}"


def digest(text):
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def _suggest(segment, kind, value, score=0.9, decision="look"):
    return {
        "segment_id": segment, "kind": kind, "value": value, "score": score, "decision": decision, "reason": "toy cue",
        "coder": "toy", "version": "1",
    }  # fmt: skip


def _frames(language):
    mark = "：" if language == "zh" else ": "
    texts, rows = {}, []
    for number, (case, sentence, code, stage, emotion, theme) in enumerate(SAID[language]):
        text = texts.get(case, "") + ("\n\n" if case in texts else "") + case + mark
        start = len(text)
        texts[case] = text + sentence
        rows.append((f"s{digest(f'{language}{number}')}", case, start, start + len(sentence), sentence, code, stage,
                     emotion, theme))  # fmt: skip
    documents = pd.DataFrame(
        [
            {"document_id": f"d{digest(case)}", "name": f"{case}.txt", "source": f"{case}.vtt", "kind": "interview",
             "language": language, "text": text, "sha256": hashlib.sha256(text.encode()).hexdigest()}
            for case, text in texts.items()
        ]
    )  # fmt: skip
    segments = pd.DataFrame(
        [
            {"segment_id": key, "document_id": f"d{digest(case)}", "turn_id": f"t{digest(key)}", "case_id": case,
             "start": start, "end": end, "text": text, "context": "", "language": language, "kind": "interview",
             "position": 0.5}
            for key, case, start, end, text, *_ in rows
        ]
    )  # fmt: skip
    turns = segments[["turn_id", "document_id", "case_id", "start", "end"]].assign(
        seq=range(len(segments)), speaker=segments["case_id"], role="participant", start_seconds=float("nan"),
        end_seconds=float("nan"), question=[f"Question {at}?" for at in range(len(segments))], place="line 1",
    )  # fmt: skip
    suggestions = []
    for key, *_, code, stage, emotion, _theme in rows:
        family, _, subtype = code.partition("/")
        for name in schema.FAMILIES:
            suggestions.append(
                _suggest(key, name, subtype) if name == family else _suggest(key, name, "explicit", 0.1, "no")
            )
        suggestions += [_suggest(key, "stage", stage), _suggest(key, "emotion", str(emotion))]
        suggestions += [_suggest(key, "touchpoint", "direct/offline" if stage == "delivery" else "")]
        suggestions += [_suggest(key, "channel", "delivery" if stage == "delivery" else "")]
    themes, members = [], []
    for theme, title in TITLES[language].items():
        own = [row for row in rows if row[-1] == theme]
        family = own[0][5].partition("/")[0]
        name = "th" + digest(theme)[:10]
        themes.append({"theme_id": name, "family": family, "title": title, "language": language, "words": [],
                       "n_segments": len(own), "n_people": 3, "motto_segment_id": own[0][0]})  # fmt: skip
        members += [
            {"theme_id": name, "segment_id": row[0], "family": family, "weight": 0.9 - at / 10}
            for at, row in enumerate(own)
        ]
    cases = pd.DataFrame(
        {
            "case_id": ["P01", "P02", "P03", "P04"],
            "kind": "participant",
            "source": "x",
            "attributes": [{"Customer type": "new"}, {"Customer type": "returning"}, {"Customer type": "new"}, {}],
        }
    )
    return {
        "documents": documents,
        "cases": cases,
        "turns": turns,
        "segments": segments,
        "suggestions": pd.DataFrame(suggestions),
        "codings": schema.empty("codings"),
        "themes": pd.DataFrame(themes),
        "members": pd.DataFrame(members),
    }


@pytest.fixture(params=["en", "zh"])
def language(request):
    return request.param


@pytest.fixture
def frames(language):
    return _frames(language)


@pytest.fixture
def study(language):
    return {
        "title": "Toy",
        "languages": [language],
        "scenario": "A toy",
        "framework": "six",
        "seed": 4,
        "created_at": "2026-01-05T10:00:00+00:00",
        "run": {"inputs": [], "embedder": "toy", "coder": "toy", "seeds": [4], "settings_digest": "x"},
    }


@pytest.fixture
def build(study):
    from cjm_research.journeys import build_journey

    def _build(frames, **changes):
        return build_journey(
            study={**study, **changes}, codebook=Names(), settings=Settings.default().journey, **frames
        )

    return _build
