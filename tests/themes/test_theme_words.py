import pytest

from cjm_research.themes.chinese import cut, simplified, tag
from cjm_research.themes.naming.domain import domain_words
from cjm_research.themes.naming.words import distinctive
from cjm_research.themes.tokens import content, terms


@pytest.mark.parametrize("text", ["退貨流程太慢，客服沒有回覆", "送餐員態度很差", "Wi-Fi 連不上 🙂 ok"])
def test_traditional_text_is_cut_by_its_simplified_form_and_given_back_as_written(text):
    assert "".join(word for word, _ in tag(text)) == text
    assert [simplified(word) for word in cut(text)] == cut(simplified(text))


def test_content_words_are_the_same_in_both_scripts():
    assert [simplified(word) for word in content("我們覺得退款流程太慢")] == content("我们觉得退款流程太慢")


@pytest.mark.parametrize(
    ("text", "whole", "expected"),
    [
        ("My key-fob and the Night Owl pass", {"night owl"}, ["key", "fob", "night owl", "pass"]),
        ("打开花呗分期失败", {"花呗分期"}, ["打开", "花呗分期", "失败"]),
        ("nightowlish", {"owl"}, ["nightowlish"]),
    ],
    ids=["english", "chinese", "within a word"],
)
def test_words_kept_whole_are_not_cut(text, whole, expected):
    assert content(text, frozenset(whole)) == expected
    assert set(expected) <= set(terms(text, 2, frozenset(whole)))


def test_domain_words_are_found_in_both_languages():
    english = ["the key fob is lost", "a key fob again", "my key fob broke", "no key fob here", "that key fob is dear"]
    chinese = ["我在吖站看课", "吖站资源多", "打开吖站学习", "喜欢吖站的弹幕", "吖站视频不错", "搜索吖站教程"]
    assert domain_words(english) == {"key fob"}
    assert domain_words(chinese) == {"吖站"}
    assert domain_words([*english, *chinese]) == {"key fob", "吖站"}


def test_half_of_a_longer_word_is_no_domain_word():
    said = [
        "a direct debit mandate",
        "my direct debit mandate",
        "no direct debit mandate",
        "one direct debit mandate is",
    ]
    assert domain_words([*said, "old direct debit mandate broke"]) == {"direct debit mandate"}


def test_words_that_meet_by_chance_are_no_domain_words():
    said = [f"parcel {word}" for word in ("late", "lost", "wet", "torn", "late", "lost", "open")]
    assert domain_words([*said, "late train", "late again", "late bill", "late call"]) == frozenset()


def test_distinctive_words_leave_out_what_all_themes_say():
    found = distinctive({"a": ["slow refund app", "refund app"], "b": ["kind staff app", "kind app"]}, 2, 2)
    assert "app" not in found["a"][:1] + found["b"][:1]
    assert found["a"][0] in ("refund", "refund app")


def test_no_texts_have_no_domain_words():
    assert domain_words([]) == frozenset()
