"""Cues are found at their offsets; a negation reaches what follows it, up to a mark or a turn of the sentence."""

from __future__ import annotations

import json
import time
from importlib.resources import files

import pytest

from cjm_research.codes.cues import FEATURE_CUES, asked_names, cue_labels, cue_names, find_asked, find_cues
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
        ("I came in order to compare", "en", "purpose"),
        ("We had to queue twice", "en", "obligation"),
        ("Maybe next year", "en", "hedge"),
        ("If it rains they close", "en", "hypothetical"),
        ("They told me to wait", "en", "reported"),
        ("为了孩子才来的", "zh", "purpose"),
        ("不得不再跑一趟", "zh", "obligation"),
        ("可能明年吧", "zh", "hedge"),
        ("他们说下周到", "zh", "reported"),
        ("朋友说这家实在", "zh", "reported"),
        ("Great, another form to fill in", "en", "irony"),
        ("Thanks a lot for nothing", "en", "irony"),
        ("呵呵，又关门了", "zh", "irony"),
        ("真是服了这个系统", "zh", "irony"),
        ("How hard can it be to answer a letter?", "en", "rhetorical"),
        ("Who wouldn't want a seat?", "en", "rhetorical"),
        ("难道没人看吗", "zh", "rhetorical"),
        ("谁会愿意等一天", "zh", "rhetorical"),
        ("这不是浪费吗", "zh", "rhetorical"),
        ("哪有这么收费的", "zh", "rhetorical"),
        ("I can't not check it twice", "en", "double_negation"),
        ("It was not unpleasant", "en", "double_negation"),
        ("不是不好吃", "zh", "double_negation"),
        ("没有不满意的", "zh", "double_negation"),
        ("I wish it wouldn't log me out", "en", "wish_complaint"),
        ("要是不用排队就好了", "zh", "wish_complaint"),
        ("能不能别再涨价", "zh", "wish_complaint"),
        ("Nice room, but the lift was broken", "en", "praise_but"),
        ("味道不错，就是有点贵", "zh", "praise_but"),
    ],
)
def test_each_kind_of_cue_is_found(text, language, cue):
    assert cue in {found.name for found in find_cues(text, language)}


@pytest.mark.parametrize(
    ("text", "language", "cue"),
    [
        ("Nice room. But the lift was broken", "en", "praise_but"),
        ("Dirty room, but friendly staff", "en", "praise_but"),
        ("态度一般，但是便宜", "zh", "praise_but"),
        ("她说服了我", "zh", "irony"),
        ("I wish you all the best", "en", "wish_complaint"),
        ("It is not far", "en", "double_negation"),
        ("哪里有停车场？", "zh", "rhetorical"),
    ],
)
def test_a_turn_of_phrase_is_not_seen_where_there_is_none(text, language, cue):
    assert cue not in {found.name for found in find_cues(text, language)}


@pytest.mark.parametrize(
    ("text", "language", "word", "negated"),
    [
        ("I never had a problem with the price", "en", "price", True),
        ("It was nothing but trouble", "en", "trouble", False),
        ("It is anything but easy", "en", "easy", True),
        ("The app no longer crashes", "en", "crashes", True),
        ("Isn't it slow?", "en", "slow", False),
        ("It's not that I don't like it", "en", "like it", False),
        ("Not a week goes by without trouble", "en", "trouble", False),
        ("No trouble at all", "en", "trouble", True),
        ("难道不贵吗", "zh", "贵", False),
        ("谁不想便宜点", "zh", "想", False),
        ("不是不好吃", "zh", "不好吃", True),
        ("没有什么不方便", "zh", "不方便", True),
        ("不是没有问题", "zh", "问题", False),
        ("没有不喜欢的", "zh", "喜欢", False),
        ("没想到这么方便", "zh", "方便", False),
        ("这不是骗人吗", "zh", "骗人", False),
        ("不贵不难吃", "zh", "难吃", True),
        ("Not to wait so long", "en", "wait", False),
        ("Not to have to wait, and nothing missing", "en", "missing", True),
        ("遇到不会的问题，会问老师", "zh", "问题", False),
        ("不会的没有问题", "zh", "问题", True),
    ],
)
def test_double_negations_and_rhetorical_questions_undo_a_negation(text, language, word, negated):
    found = [cue for cue in find_cues(text, language) if cue.text == word]
    assert found
    assert {cue.negated for cue in found} == {negated}


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


@pytest.mark.parametrize("heads", ["e5-small", "tfidf", "cues"])
def test_the_features_are_those_that_the_shipped_weights_were_made_with(heads):
    card = json.loads(files("cjm_research").joinpath(f"codes/weights/heads-{heads}.json").read_text("utf-8"))
    assert feature_names() == tuple(card["features"])
    assert list(FEATURE_CUES) == card["features"][: len(FEATURE_CUES)]


def test_turns_of_phrase_are_cues_but_no_features():
    turns = {"irony", "rhetorical", "double_negation", "wish_complaint", "praise_but"}
    assert set(cue_names()) == turns | set(FEATURE_CUES)
    for text, language in [("Oh great, it never works", "en"), ("呵呵，难道不慢吗", "zh")]:
        cues = find_cues(text, language)
        assert turns & {cue.name for cue in cues}
        with_turns, without = (
            features([text], [""], [language], [kept])
            for kept in (cues, [cue for cue in cues if cue.name not in turns])
        )
        assert (with_turns == without).all()


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
