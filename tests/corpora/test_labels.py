"""Speaker labels."""

import pytest

from cjm_research.corpora.labels import accepted, looks_like_name, role_of, seconds, without_guest


@pytest.mark.parametrize(
    "label", ["Anna Roe (Guest)", "Anna Roe (External)", "Anna Roe  (Unverified)", "Anna Roe（来宾）"]
)
def test_what_a_meeting_tool_adds_to_a_name_goes(label):
    assert without_guest(label) == "Anna Roe"


@pytest.mark.parametrize("label", ["Music", "Laughter", "音乐", "笑声", "会议主题", "Summary", "because"])
def test_sounds_and_headings_are_no_names(label):
    assert not looks_like_name(label)


@pytest.mark.parametrize(
    ("label", "role"),
    [
        ("Moderator", "interviewer"),
        ("主持人", "interviewer"),
        ("P3", "participant"),
        ("用户A", "participant"),
        ("客服", "other"),
    ],
)
def test_words_of_a_label_tell_the_role(label, role):
    assert role_of(label) == role


def test_a_single_colon_is_no_speaker():
    assert accepted({"Anna": 1, "Then": 3}) == set()


def test_hours_may_have_three_digits():
    assert seconds("100:00:01,5") == 360001.5


def test_headings_that_come_once_each_are_no_speakers():
    assert accepted({"Author": 1, "Title": 1, "Licence": 1, "Version": 1}, 4) == set()


def test_chinese_headings_that_come_once_each_are_no_speakers():
    assert accepted({"王敏": 1, "标题": 1, "版本": 1, "来源": 1}, 4) == set()
