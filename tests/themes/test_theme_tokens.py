import pytest

from cjm_research.themes.tokens import content, stop_words, terms


def test_phrases_do_not_cross_punctuation_or_stop_words():
    assert terms("Delivery window, assembly of shelves", 2) == [
        "delivery",
        "window",
        "delivery window",
        "assembly",
        "shelves",
    ]


def test_chinese_words_do_not_cross_punctuation():
    assert "流程退款" not in terms("挂号流程，退款入口", 3)
    assert "退款入口" in terms("挂号流程，退款入口", 3)


@pytest.mark.parametrize("text", ["um uh you know", "嗯，就是，那个，然后", "嗯，那個，然後", "P03 [phone-1]"])
def test_fillers_and_pseudonyms_are_no_words(text):
    assert content(text) == []


@pytest.mark.parametrize(
    ("simple", "traditional"), [("我们", "我們"), ("没有", "沒有"), ("这个", "這個"), ("因为", "因為")]
)
def test_stop_words_hold_both_scripts(simple, traditional):
    assert {simple, traditional} <= stop_words("zh")


def test_curly_and_straight_apostrophes_are_one():
    assert content("I couldn’t log in") == content("I couldn't log in") == ["log"]
