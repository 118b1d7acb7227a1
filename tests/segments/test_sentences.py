"""Sentences as spans."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cjm_research.segments.clauses import cut_run_on
from cjm_research.segments.sentences import sentences


def cut(text, language="en"):
    return [text[a:b] for a, b in sentences([text], language)[0]]


@pytest.mark.parametrize(
    "parts",
    [
        ["It was late.", "Nobody rang."],
        ["I paid 3.50 for it.", "Mr. Lee said so."],
        ["Well... it was e.g. the van, etc. and so on.", "Why?"],
        ["He said “no. never.” and left.", "Fine!"],
        ["It broke (twice. really) on the way.", "OK?"],
        ["It was 5 p.m. when it came.", "Late."],
        ["It was late 😀.", "And open!"],
    ],
    ids=["plain", "numbers", "ellipsis", "quotes", "brackets", "hours", "emoji"],
)
def test_english(parts):
    assert cut(" ".join(parts)) == parts


@pytest.mark.parametrize(
    "parts",
    [
        ["我提前两分钟就在刷。", "八点一到，白屏！", "真的吗？"],
        ["他说：“不行。”", "我就走了。"],
        ["等了……", "很久；", "后来好了。"],
        ["花了3.5块。", "版本是v2.0的！"],
        ["（等了很久。很烦。）", "然后走了。"],
    ],
    ids=["plain", "quotes", "ellipsis", "numbers", "brackets"],
)
def test_chinese(parts):
    assert cut("".join(parts), "zh") == parts


def test_a_line_break_ends_a_sentence():
    assert cut("one\n two ") == ["one", "two"]


@given(
    st.lists(st.text(st.sampled_from("ab .!?。！？；…”“（）()\n,1甲😀'"), max_size=60), max_size=4),
    st.sampled_from(["en", "zh"]),
)
def test_spans_hold_every_character_once(texts, language):
    for text, spans in zip(texts, sentences(texts, language), strict=True):
        assert "".join(text[a:b] for a, b in spans).split() == "".join(text.split("\n")).split() or "".join(
            "".join(text[a:b] for a, b in spans).split()
        ) == "".join(text.split())
        assert all(text[a:b] == text[a:b].strip() for a, b in spans)
        assert all(before[1] <= after[0] for before, after in pairwise(spans))


@given(st.text(st.sampled_from("ab ,，但是甲 and"), max_size=400), st.integers(20, 80))
def test_a_run_on_is_cut_without_loss(text, longest):
    spans = cut_run_on(text, longest)
    assert "".join("".join(text[a:b] for a, b in spans).split()) == "".join(text.split())


def test_a_run_on_is_cut_before_its_conjunctions():
    text = "we looked at it for a while and then we went home because it was late so nobody saw the van"
    assert [text[a:b] for a, b in cut_run_on(text, 45)] == [
        "we looked at it for a while", "and then we went home because it was late", "so nobody saw the van",
    ]  # fmt: skip
    chinese = "我先去窗口排队然后人家说要先取号但是取号机坏了所以我又回去排"
    assert [chinese[a:b] for a, b in cut_run_on(chinese, 24)] == [
        "我先去窗口排队",
        "然后人家说要先取号",
        "但是取号机坏了",
        "所以我又回去排",
    ]
