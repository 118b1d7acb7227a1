"""An interaction is suggested when its words stand in the segment, in both languages, and never guessed."""

from __future__ import annotations

import pytest

from cjm_research.codes.interactions import find_interaction, interaction_names, name_of
from cjm_research.codes.lexicon import read_lexicon


@pytest.mark.parametrize(
    ("text", "language", "value"),
    [
        ("I looked up the opening hours", "en", "get_information"),
        ("We compared prices for a week", "en", "get_information"),
        ("I joined their club last year", "en", "build_relationship"),
        ("The baker knows me by name", "en", "build_relationship"),
        ("I called the helpline because the boiler stopped", "en", "solve_problem"),
        ("Sent it back the same day", "en", "solve_problem"),
        ("I ordered two chairs", "en", "transact"),
        ("I can't pay with my card", "en", "transact"),
        ("I left an honest review", "en", "give_feedback"),
        ("We filled in the survey", "en", "give_feedback"),
        ("我先在网上查了一下", "zh", "get_information"),
        ("去之前看了攻略", "zh", "get_information"),
        ("我是他们家的老顾客", "zh", "build_relationship"),
        ("后来加了微信", "zh", "build_relationship"),
        ("联系客服三次才换货", "zh", "solve_problem"),
        ("最后自己去报修", "zh", "solve_problem"),
        ("下单以后改不了地址", "zh", "transact"),
        ("在手机上挂号", "zh", "transact"),
        ("我不能付款", "zh", "transact"),
        ("我给了差评", "zh", "give_feedback"),
        ("填了问卷也没人看", "zh", "give_feedback"),
    ],
)
def test_what_is_done_is_found(text, language, value):
    found = find_interaction(text, "", language)
    assert found.value == value
    assert found.words in text


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("The chair is blue", "en"),
        ("I never wrote a review", "en"),
        ("I paid attention to the colour", "en"),
        ("In order to sleep I close the window", "en"),
        ("Hard to get buy-in from my team", "en"),
        ("椅子是蓝色的", "zh"),
        ("我从来没投诉过", "zh"),
        ("手机老是重启", "zh"),
        ("", "en"),
    ],
)
def test_nothing_is_guessed(text, language):
    assert find_interaction(text, "", language) == ("", "")


@pytest.mark.parametrize(
    ("text", "context", "language", "value", "words"),
    [
        ("From a neighbour", "How did you hear of us?", "en", "get_information", "From a neighbour"),
        ("The app", "How do you book? … I am often away", "en", "transact", "app"),
        ("小程序", "您一般怎么挂号？", "zh", "transact", "小程序"),
        ("It was easy", "How do you book?", "en", "", ""),
        ("挺快的", "您一般怎么挂号？", "zh", "", ""),
        ("The app", "Which colour is it? … How do you book", "en", "", ""),
    ],
)
def test_a_bare_channel_answers_the_question(text, context, language, value, words):
    assert find_interaction(text, context, language) == (value, words)


def test_the_first_told_of_counts():
    assert find_interaction("I searched for a clinic and booked a visit", "", "en").value == "get_information"
    assert find_interaction("付款以后我写了评价", "", "zh").value == "transact"


def test_offsets_survive_typographic_marks():
    found = find_interaction("😀 I’d paid “twice”", "", "en")
    assert found == ("transact", "paid")


def test_each_interaction_has_names_and_words_in_both_languages():
    lexicon = read_lexicon("interactions")
    assert interaction_names() == [
        "get_information",
        "build_relationship",
        "solve_problem",
        "transact",
        "give_feedback",
    ]
    for value in interaction_names():
        assert lexicon[value]["en"]
        assert lexicon[value]["zh"]
        assert name_of(value, "en") == lexicon[value]["name_en"]
        assert name_of(value, "zh") != name_of(value, "en")


@pytest.mark.parametrize("text", ["所以一直没下单", "我还没预约", "差一点就下单了", "差点就付款了"])
def test_what_was_not_done_yet_or_nearly_done_is_no_interaction(text):
    assert find_interaction(text, "", "zh").value == ""


def test_what_was_done_after_a_pause_counts():
    assert find_interaction("一开始没看，后来下单了", "", "zh").value == "transact"
