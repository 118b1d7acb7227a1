"""A family is contradicted only where the words deny it beyond doubt, in both languages."""

from __future__ import annotations

import pytest

from cjm_research.codes.cues import find_cues
from cjm_research.codes.scope import contradiction


def reason(family, text, language):
    return contradiction(family, find_cues(text, language), text, language)


@pytest.mark.parametrize(
    ("family", "text", "language", "why"),
    [
        ("pain_point", "I never had a problem with the price.", "en", "denied: “never had a problem”"),
        ("pain_point", "The app no longer crashes.", "en", "denied: “no longer crashes”"),
        ("pain_point", "We haven't had trouble booking.", "en", "denied: “haven't had trouble”"),
        ("pain_point", "There are no complaints from our side.", "en", "says there is none: “no complaints”"),
        ("motivation", "The nurse was not friendly.", "en", "denied: “not friendly”"),
        ("motivation", "It is anything but easy.", "en", "denied: “anything but easy”"),
        ("motivation", "Great, another form.", "en", "may be meant ironically: “Great, another”"),
        ("goal", "No suggestions from me.", "en", "says there is none: “No suggestions”"),
        (
            "goal",
            "How hard can it be to answer?",
            "en",
            "a question that asks for no answer: “How hard can it be”",
        ),
        ("pain_point", "没有什么不方便。", "zh", "原文否定了它：「没有什么不方便」"),
        ("pain_point", "一点都不麻烦。", "zh", "原文否定了它：「一点都不麻烦」"),
        ("pain_point", "缺点没有。", "zh", "原文说没有：「缺点没有」"),
        ("motivation", "服务员不热情。", "zh", "原文否定了它：「不热情」"),
        ("motivation", "真是服了这个系统。", "zh", "可能是反话：「真是服了」"),
        ("goal", "没什么建议。", "zh", "原文说没有：「没什么建议」"),
        ("goal", "凭什么多收我一份钱？", "zh", "反问，并不求答：「凭什么」"),
    ],
)
def test_what_the_words_deny_is_said_with_the_words(family, text, language, why):
    assert reason(family, text, language) == why


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("I never had a problem with the price, but the sofa is too hard.", "en"),
        ("No problem with the app, the desk opens at ten and I start at nine.", "en"),
        ("They told me there was no problem.", "en"),
        ("There is no error message.", "en"),
        ("It is not the only problem.", "en"),
        ("I wish there were no queue.", "en"),
        ("Don't be late.", "en"),
        ("Not a week goes by without trouble.", "en"),
        ("There was no problem until March.", "en"),
        ("At first there was no problem.", "en"),
        ("Is there no problem with that?", "en"),
        ("The price was not a problem and the staff were not friendly.", "en"),
        ("价格没问题，就是等得太久。", "zh"),
        ("没有投诉渠道。", "zh"),
        ("他们说没问题。", "zh"),
        ("不是没有问题。", "zh"),
        ("这不是骗人吗？", "zh"),
        ("难道不贵吗？", "zh"),
        ("不要再卡了。", "zh"),
        ("以前没有问题。", "zh"),
        ("不是很麻烦。", "zh"),
        ("没有大问题。", "zh"),
        ("不吵，隔壁的灯整夜开着照到床上。", "zh"),
    ],
)
def test_a_pain_is_not_contradicted_where_a_doubt_is_left(text, language):
    assert reason("pain_point", text, language) == ""


@pytest.mark.parametrize(
    ("family", "text", "language"),
    [
        ("goal", "I don't want more features.", "en"),
        ("goal", "How hard can it be? I want my money back.", "en"),
        ("goal", "No suggestions but please open earlier.", "en"),
        ("goal", "我不想要更多功能。", "zh"),
        ("goal", "凭什么多收钱？请退给我。", "zh"),
        ("goal", "谁不想便宜点？", "zh"),
        ("motivation", "Not cheap but the staff are kind.", "en"),
        ("motivation", "It is not good because it is new, it is good.", "en"),
        ("motivation", "Nothing is better than this bakery.", "en"),
        ("motivation", "菜不新鲜，但老板热情。", "zh"),
        ("motivation", "没有比这家更好吃的。", "zh"),
    ],
)
def test_goals_and_motivations_stand_where_something_speaks_for_them(family, text, language):
    assert reason(family, text, language) == ""


@pytest.mark.parametrize("family", ["goal", "motivation", "pain_point"])
def test_words_that_deny_nothing_contradict_nothing(family):
    for text, language in [("", "en"), ("The chair is blue.", "en"), ("椅子是蓝色的。", "zh"), ("太贵了。", "zh")]:
        assert reason(family, text, language) == ""


def test_the_reason_quotes_the_text():
    text = "It hasn’t been a hassle 😀"
    quoted = reason("pain_point", text, "en")
    assert quoted == "denied: “hasn’t been a hassle”"
    assert quoted.split("“")[1].rstrip("”") in text
