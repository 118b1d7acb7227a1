"""Cues are found at their offsets; a negation reaches what follows it, up to a mark or a turn of the sentence."""

from __future__ import annotations

import time

import pytest

from cjm_research.codes.cues import asked_names, cue_labels, cue_names, find_asked, find_cues
from cjm_research.codes.features import feature_names, features
from cjm_research.codes.lexicon import read_lexicon


def named(text, language):
    return {(cue.name, cue.text, cue.negated) for cue in find_cues(text, language)}


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("I never had a problem with the price", "en", {("complaint", "problem", True), ("price", "price", True)}),
        ("价格我从来没觉得贵", "zh", {("negation", "从来没", False), ("price", "贵", True), ("price", "价格", False)}),
        ("No delay, but the box was dirty", "en", {("effort", "delay", True), ("complaint", "dirty", False)}),
        ("不慢，但是很脏", "zh", {("effort", "慢", True), ("complaint", "很脏", False)}),
        ("I don’t want more features", "en", {("negation", "n’t", False), ("desire", "want", True)}),
        ("不但快，不仅便宜", "zh", {("praise", "快", False), ("price", "便宜", False)}),
        ("Not only fast but cheap", "en", {("praise", "fast", False), ("price", "cheap", False)}),
    ],
    ids=[
        "never a problem",
        "没觉得贵",
        "ends at but",
        "到但是为止",
        "typographic apostrophe",
        "不但不是否定",
        "not only",
    ],
)
def test_a_negation_reaches_what_it_denies(text, language, expected):
    assert expected <= named(text, language)


@pytest.mark.parametrize(
    ("text", "language", "cue"),
    [
        ("I would like a refund because it broke", "en", "desire"),
        ("I would like a refund because it broke", "en", "cause"),
        ("Could you please check my order?", "en", "request"),
        ("She said that it takes hours", "en", "reported"),
        ("It's cheaper than the others", "en", "comparison"),
        ("我希望价格低一点", "zh", "desire"),
        ("因为离家近", "zh", "cause"),
        ("能不能帮我查一下？", "zh", "request"),
        ("客服说要等三天", "zh", "reported"),
        ("比别家快", "zh", "comparison"),
        ("如果可以退就好了", "zh", "hypothetical"),
        ("页面打不开", "zh", "failure"),
    ],
)
def test_each_kind_of_cue_is_found(text, language, cue):
    assert cue in {found.name for found in find_cues(text, language)}


def test_offsets_are_those_of_the_text():
    for text, language in [("😀 I can’t pay — too expensive!", "en"), ("😀 我觉得　太贵了！", "zh")]:
        cues = find_cues(text, language)
        assert cues
        assert all(text[cue.start : cue.end] == cue.text for cue in cues)


def test_the_longest_find_counts():
    assert [cue.text for cue in find_cues("服务态度好", "zh")] == ["服务态度好"]


def test_blank_texts_hold_no_cue():
    assert find_cues("", "en") == find_cues("  ", "zh") == []


@pytest.mark.parametrize(
    ("context", "language", "asked"),
    [("What could we do better? … I hate it", "en", "asked_wish"), ("您遇到过哪些困难？", "zh", "asked_problem")],
)
def test_the_question_tells_what_was_asked_for(context, language, asked):
    assert asked in find_asked(context, language)


def test_what_was_asked_comes_from_the_question_not_from_the_sentence_before():
    assert "asked_problem" not in find_asked("Tell me more … It was a problem", "en")


def test_both_languages_have_the_same_cues():
    assert set(cue_labels("en")) == set(cue_labels("zh")) == set(cue_names())
    assert sorted(read_lexicon("cues-zh")["asked"]) == asked_names()


def test_features_count_denied_cues_apart():
    text = "I never had a problem"
    row = dict(zip(feature_names(), features([text], [""], ["en"], [find_cues(text, "en")])[0], strict=True))
    assert row["complaint"] == 0
    assert row["not_complaint"] > 0
    assert row["has_context"] == 0


def test_ten_thousand_short_segments_take_less_than_a_minute():
    texts = ["I waited two hours and nobody came.", "等了两个小时也没人来。"] * 250
    start = time.process_time()
    for text, language in zip(texts, ["en", "zh"] * 250, strict=True):
        find_cues(text, language)
    assert (time.process_time() - start) * 20 < 60
