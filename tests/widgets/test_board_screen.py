"""What the board shows of a stage, as a pure function of the journey, in English and Chinese."""

import pytest

from cjm_research.codes.codebook import Codebook
from cjm_research.widgets.board_screen import Sheet, stage_of
from cjm_research.widgets.board_words import BOARD_WORDS


@pytest.fixture(params=["en", "zh"])
def lang(request):
    return request.param


def _sheet(lang):
    return Sheet({"participants": {"n": 12}, "stages": []}, lang, (lang,), Codebook.framework())


def _stage(**said):
    point = {"mean": None, "low": None, "high": None, "n": 0}
    return {"id": "use", "name": {"en": "Use", "zh": "使用"}, "question": {"en": "Works?", "zh": "好用吗？"},
            "definition": {}, "n_people": 5, "emotion": point, "touchpoints": [], "steps": [], "moment": None,
            "cards": [], "hidden": False, **said}  # fmt: skip


def test_a_stage_without_ratings_says_so_and_few_people_are_said_to_be_few(lang):
    sheet = _sheet(lang)
    assert stage_of(sheet, _stage())["emotion"]["label"] == {"en": "Emotion at Use: nobody was rated",
                                                             "zh": "使用的情绪：无人评分"}[lang]  # fmt: skip
    few = stage_of(sheet, _stage(emotion={"mean": 2.25, "low": 1.5, "high": 3.0, "n": 2}))["emotion"]
    assert few["label"].endswith({"en": "fewer than 3 people", "zh": "不足3人"}[lang])
    assert few["text"] == "2.2 · n = 2"
    alone = stage_of(sheet, _stage(emotion={"mean": 2.0, "low": None, "high": None, "n": 1}))["emotion"]
    assert alone["low"] is None


def test_a_moment_of_truth_names_its_first_cause(lang):
    card = {"id": "f-1", "title": "Wait", "titles": {"en": "Wait", "zh": "等待"}}
    words = {"en": "lower than before", "zh": "低于前一阶段"}
    moment = {"kind": "trough", "causes": ["f-gone", "f-1"], "words": words}
    told = stage_of(_sheet(lang), _stage(cards=[card], moment=moment))["moment"]
    cause = {"en": "Wait", "zh": "等待"}[lang]
    assert told == {"kind": "trough", "sign": "▼", "name": BOARD_WORDS[lang]["trough"], "cause": cause,
                    "why": words[lang]}  # fmt: skip


def test_a_bilingual_study_names_its_stages_in_both(lang):
    sheet = Sheet({"participants": {"n": 1}, "stages": []}, lang, ("en", "zh"), Codebook.framework())
    told = stage_of(sheet, _stage())
    assert {told["name"], told["other"]} == {"Use", "使用"}
    assert told["name"] == {"en": "Use", "zh": "使用"}[lang]
