from __future__ import annotations

import pytest

from cjm_research.exports.glyphs import typeface
from cjm_research.exports.linebreak import wrap
from cjm_research.exports.words import label, percent, touchpoint


@pytest.mark.parametrize("width", range(2, 12))
def test_no_chinese_line_begins_with_a_closing_mark_or_ends_with_an_opening_one(width):
    text = "他说：“好的！”然后（没有再问），就走了……真的？是的。"
    lines = wrap(text, width, len)
    assert "".join(lines) == text
    if width > 4:
        assert not [line for line in lines if line[0] in "。，、！？）”：…" or line[-1] in "（“"]


def test_latin_words_stay_whole_and_spaces_do_not_start_a_line():
    assert wrap("two words and more", 9, len) == ["two words", "and more"]


def test_a_word_wider_than_the_line_is_broken_and_nothing_is_lost():
    assert "".join(wrap("Donaudampfschiff", 5, len)) == "Donaudampfschiff"


def test_latin_in_chinese_stays_whole():
    assert wrap("用GPS定位错了", 4, len) == ["用GPS", "定位错了"]


@pytest.mark.parametrize(
    ("text", "expected"), [("one two three", ["one", "two…"]), ("说得很多很多很多的话", ["说得很多", "很多很…"])]
)
def test_cut_text_says_so(text, expected):
    assert wrap(text, 4, len, max_lines=2) == expected


def test_blank_text_has_no_lines():
    assert wrap(" \n ", 10, len) == []


def test_latin_quotation_marks_are_narrow_and_chinese_ones_full_width():
    assert typeface("en").width("’") < 0.5
    assert typeface("zh").width("好”") == 2.0
    assert typeface("zh").width("it’s") == typeface("en").width("it’s")


def test_a_thin_space_is_drawn_between_han_and_latin():
    face = typeface("zh")
    assert face.width("用GPS") == pytest.approx(face.width("用") + face.width("GPS") + 0.125)


def test_emoji_without_a_glyph_is_written_out():
    assert typeface("en").writable("fine 🚚👍🏽!") == "fine [delivery truck][thumbs up sign]!"
    assert typeface("zh").writable("好🚚") == "好[表情]"
    assert typeface("en").writable("good 😀") == "good 😀"


def test_labels_and_numbers_in_both_languages():
    assert label("no_evidence", "zh", n=3) == "没有证据（访问了3人）"
    assert percent(0.005, "zh") == "1%"
    assert touchpoint("", "phone", "en") == "phone"
    assert touchpoint("hidden", "", "zh") == "隐性"
    assert touchpoint("direct/online", "kiosk", "zh") == "kiosk（直接、线上）"
