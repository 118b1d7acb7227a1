"""What a model writes counts as far as it can be checked against the segment, in both languages."""

from __future__ import annotations

import json

import pytest

from cjm_research.codes.codebook import Codebook
from cjm_research.codes.endpoint.answer import Found, read_answers
from cjm_research.codes.endpoint.prompt import codes_of

CODES = codes_of(Codebook.framework())
TEXT = {"en": "The cabin was cold, and the crew laughed at us.", "zh": "船舱很冷，船员还笑话我们。"}
QUOTE = {"en": "the crew laughed at us", "zh": "船员还笑话我们"}
FREEZING = {"en": "the cabin was freezing", "zh": "船舱冷得要命"}


def said(*codes, **more):
    return {"at": "1", "codes": list(codes), "emotion": 2, "stage": "use", **more}


def pain(quote, **more):
    return {"code": "pain_point/experiential", "quote": quote, **more}


def read(entry, text):
    return read_answers(json.dumps({"answers": [entry]}), [text], CODES)[0]


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_quote_is_kept_with_its_place(lang):
    (found,) = read(said(pain(QUOTE[lang], score=0.9)), TEXT[lang]).codes
    assert TEXT[lang][found.start : found.end] == QUOTE[lang]
    assert (found.family, found.subtype, found.score) == ("pain_point", "experiential", 0.9)


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_an_invented_quote_costs_its_code_alone(lang):
    answer = read(said(pain(FREEZING[lang]), {"code": "goal/implicit", "quote": QUOTE[lang]}), TEXT[lang])
    assert [code.family for code in answer.codes] == ["goal"]
    assert answer.misquoted == ("pain_point",)


@pytest.mark.parametrize("quote", ["The Crew laughed", "crew  laughed", "", " ", ",", None, 7, ["cold"], "cold."])
def test_a_quote_that_is_not_there_sign_by_sign_is_dropped(quote):
    answer = read(said(pain(quote)), TEXT["en"])
    assert answer.codes == ()
    assert answer.misquoted == ("pain_point",)


@pytest.mark.parametrize("code", ["pain_point", "pain_point/other", "anger", "", None, 3, ["goal/explicit"], {}])
def test_a_code_that_the_codebook_lacks_is_dropped(code):
    answer = read(said({"code": code, "quote": "cold"}, pain("cold")), TEXT["en"])
    assert answer.n_unknown == 1
    assert len(answer.codes) == 1


@pytest.mark.parametrize("score", [None, "0.9", True, -0.1, 1.1, float("nan"), float("inf"), []])
def test_a_score_that_is_none_counts_as_undecided(score):
    assert read(said(pain("cold", score=score)), TEXT["en"]).codes[0].score == 0.5


@pytest.mark.parametrize(("emotion", "kept"), [(1, 1.0), (4.5, 4.5), (0, None), (6, None), ("2", None), (None, None)])
def test_an_emotion_outside_of_one_to_five_is_none(emotion, kept):
    assert read(said(emotion=emotion), TEXT["en"]).emotion == kept


@pytest.mark.parametrize(("stage", "kept"), [("use", "use"), ("none", "none"), ("Use", None), (None, None), ([], None)])
def test_a_stage_that_is_not_of_the_six_is_none(stage, kept):
    assert read(said(stage=stage), TEXT["en"]).stage == kept


def test_of_two_codes_of_a_family_the_surer_one_stays_and_the_first_of_equals():
    other = {"code": "pain_point/emotional", "quote": "laughed"}
    codes = read(said(pain("cold", score=0.4), {**other, "score": 0.7}), TEXT["en"]).codes
    assert codes == (Found("pain_point", "emotional", 33, 40, 0.7),)
    assert read(said(pain("cold"), other), TEXT["en"]).codes[0].subtype == "experiential"


@pytest.mark.parametrize(
    "around",
    [
        "{}",
        "```json\n{}\n```",
        "Here is the coding you asked for:\n\n{}\n\nLet me know if {{that}} helps!",
        '<think>Perhaps {{"answers": []}}? No.</think>{}',
        '{{not json}} {{"note": "first"}} {}',
        "好的，编码如下：{} 希望有帮助。",
    ],
)
def test_what_stands_around_the_json_does_not_matter(around):
    content = around.format(json.dumps({"answers": [said(pain("cold"))]}))
    assert len(read_answers(content, [TEXT["en"]], CODES)[0].codes) == 1


@pytest.mark.parametrize(
    "content",
    [
        "",
        "I cannot help with that.",
        "{'answers': [{'at': '1', 'codes': []}]}",
        '{"answers": [{"at": "1", "codes": [',
        '{"answers": {"at": "1"}}',
        '{"answers": ["none"]}',
        '{"answers": [{"at": "1", "codes": "none"}]}',
        "[" * 100_000,
        '{"answers": ' * 100_000,
        "{" * 1_000_000,
    ],
)
def test_what_is_not_the_json_is_no_answer(content):
    assert read_answers(content, [TEXT["en"]], CODES) == [None]


def test_a_lone_segment_is_meant_whatever_its_number_and_without_the_list():
    assert read(said(pain("cold"), at="s-17"), TEXT["en"]).codes
    assert read_answers(json.dumps(said(pain("cold"))), [TEXT["en"]], CODES)[0].codes


def test_answers_find_their_segments_by_number_and_missing_ones_are_none():
    entries = [said(pain("late"), at=2), said(pain("cold"), at="1"), said(at="1"), said(at="9"), "noise"]
    first, second, third = read_answers(json.dumps({"answers": entries}), ["so cold", "too late", "fine"], CODES)
    assert first.codes[0].end == 7
    assert second.codes[0].start == 4
    assert third is None
