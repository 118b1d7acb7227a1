"""What others say, what is only supposed and what is denied of oneself is voided only where the words settle it."""

from __future__ import annotations

import pytest

from cjm_research.codes.cues import find_cues
from cjm_research.codes.framework import FrameworkCoder
from cjm_research.codes.voices import VOIDED, voided
from cjm_research.embeddings.choose import choose


def reason(family, text, language):
    return voided(family, find_cues(text, language), text, language)


@pytest.mark.parametrize(
    ("text", "language", "why"),
    [
        ("He said the lamp would flicker, and it never has.", "en", "reported, and contradicted: “it never has”"),
        (
            "My aunt reckons the wardens are rude, but ours was lovely.",
            "en",
            "reported, and contradicted: “ours was lovely”",
        ),
        (
            "They say the paint fades, and mine is as bright as ever.",
            "en",
            "reported, and contradicted: “mine is as bright as ever”",
        ),
        (
            "If the tent had leaked I'd have gone home.",
            "en",
            "only supposed: “If the tent had leaked I'd have gone home”",
        ),
        (
            "If they ever raised the fee I'd leave, but it is free.",
            "en",
            "only supposed: “If they ever raised the fee I'd leave”",
        ),
        ("都说这灯爱闪，我家的倒没闪过。", "zh", "转述他人，又被本人否定：「我家的倒没闪过」"),
        ("她说那锅糊底，其实是她自己忘了加水。", "zh", "转述他人，又被本人否定：「其实是她自己忘了加水」"),
        ("要是哪天真涨到一百，我肯定嫌贵。", "zh", "只是假设：「要是哪天真涨到一百」"),
        ("排队我没怎么等过，进去就坐下了。", "zh", "原文否定了它：「排队我没怎么等过」"),
    ],
)
def test_a_pain_that_is_not_the_speakers_own_is_voided_with_the_words(text, language, why):
    assert reason("pain_point", text, language) == why


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("He said the lamp would flicker, and it did.", "en"),
        ("He said the lamp would flicker, and mine did too.", "en"),
        ("They told me it would come on Monday, but I haven't received anything.", "en"),
        ("My aunt says the wardens are rude.", "en"),
        ("People say it is slow and I find it slow as well.", "en"),
        ("If it rains the roof leaks.", "en"),
        ("I'm afraid that if it broke I'd lose everything.", "en"),
        ("I wish it didn't crash, if only they had tested it.", "en"),
        ("Had I known this, I wouldn't have bought it.", "en"),
        ("都说这灯爱闪，我家的也闪。", "zh"),
        ("都说这灯爱闪，果然闪个不停。", "zh"),
        ("他说修不好，到现在也没修好。", "zh"),
        ("别人都说麻烦。", "zh"),
        ("一下雨就漏。", "zh"),
        ("如果停电我可能会慌了手脚，不过从来没停过。", "zh"),
        ("我就怕哪天它真坏了，东西全没了。", "zh"),
        ("要是能便宜点就好了，现在太贵了。", "zh"),
        ("我不嫌贵，可是质量太差了。", "zh"),
    ],
)
def test_a_pain_stands_where_it_is_borne_out_feared_or_left_open(text, language):
    assert reason("pain_point", text, language) == ""


@pytest.mark.parametrize(
    ("family", "text", "language", "voids"),
    [
        ("goal", "If I were young I'd want a drum kit, but I like it quiet.", "en", True),
        ("goal", "If I press it I want a receipt.", "en", False),
        ("goal", "If you open a shop I'd like a discount, but not now.", "en", False),
        ("motivation", "It wasn't the view that made me move there.", "en", True),
        ("motivation", "It was the view that made me move there.", "en", False),
        ("goal", "我要是学生就想报个名，可我早退休了。", "zh", True),
        ("goal", "如果可以，我想报个名。", "zh", False),
        ("motivation", "我不是因为便宜才去的。", "zh", True),
        ("motivation", "因为便宜才去的。", "zh", False),
    ],
)
def test_goals_and_motivations_are_voided_by_a_denied_reason_or_another_life(family, text, language, voids):
    assert bool(reason(family, text, language)) is voids


def test_the_reason_quotes_the_text_with_its_own_apostrophes():
    text = "She said it’d break 😀, and mine hasn’t at all."
    quoted = reason("pain_point", text, "en")
    assert quoted.split("“")[1].rstrip("”") in text


@pytest.mark.parametrize("family", ["goal", "motivation", "pain_point"])
@pytest.mark.parametrize("language", ["en", "zh"])
def test_empty_and_odd_texts_are_not_voided(family, language):
    for text in ("", " ", "，。", "...", "\n\n", "(", "😀"):
        assert reason(family, text, language) == ""


@pytest.mark.model
@pytest.mark.parametrize(
    ("text", "language", "start"),
    [
        ("My uncle says the ferry is filthy and late, but mine was spotless.", "en", "reported, and contradicted"),
        ("I never had any trouble with the ferry.", "en", "denied"),
        ("都说渡船又脏又慢，我坐的倒很干净。", "zh", "转述他人，又被本人否定"),
    ],
)
def test_what_the_words_void_is_no_suggestion_and_says_why(text, language, start):
    read = FrameworkCoder(choose("encoder")).table([text], [""], [language])
    assert read.at[0, "pain_point"] == ""
    assert read.at[0, "pain_point_decision"] == "no"
    assert read.at[0, "pain_point_score"] <= max(VOIDED, 0.5)
