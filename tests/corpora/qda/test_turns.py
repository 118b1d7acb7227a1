import math

import pytest

from cjm_research.corpora.qda.turns import turns_of

EN = "Interviewer: How was it?\n\nAnna: It was late.\n  And it was dear.\nInterviewer: Why?\nAnna: I do not know."
ZH = "访谈者：您觉得怎么样？\n\n受访者：来得太晚了。\n  而且很贵。\n访谈者：为什么？\n受访者：我也不知道。"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (EN, ["How was it?", "It was late.\n  And it was dear.", "Why?", "I do not know."]),
        (ZH, ["您觉得怎么样？", "来得太晚了。\n  而且很贵。", "为什么？", "我也不知道。"]),
    ],
    ids=["en", "zh"],
)
def test_the_words_of_a_turn_stand_at_its_span(text, expected):
    turns = turns_of(text).turns
    assert [turn.text for turn in turns] == expected
    assert all(text[slice(*turn.span)] == turn.text for turn in turns)
    assert [turn.place for turn in turns] == ["line 1", "line 3", "line 5", "line 6"]


def test_a_label_between_two_lines_of_one_speaker_is_not_spoken():
    turns = turns_of("Ben: Why?\nEva: It was late.\nEva: And dear.").turns
    assert [turn.text for turn in turns] == ["Why?", "It was late.", "And dear."]


@pytest.mark.parametrize("text", ["It was late. \n And dear.\nI left.", "来得太晚了。 \n 而且很贵。\n我就走了。"])
def test_without_speakers_each_line_is_a_turn(text):
    turns = turns_of(text).turns
    assert [turn.text for turn in turns] == [line.strip() for line in text.split("\n")]
    assert {turn.speaker for turn in turns} == {""}


def test_lines_broken_at_a_width_are_one_paragraph():
    text = "It was so late that\nwe had to leave.\n\nNobody told us that\nit would take a week."
    assert [turn.text for turn in turns_of(text).turns] == text.split("\n\n")


@pytest.mark.parametrize(
    "text",
    [
        "I open it now.\nMODERATOR: Try the menu.\nThere it is.\nMODERATOR: Good.\nDone.",
        "我先打开。\n主持人：看看菜单。\n找到了。\n主持人：好的。\n完成了。",
    ],
    ids=["en", "zh"],
)
def test_where_only_the_interviewer_is_labelled_the_rest_is_the_participant(text):
    turns = turns_of(text).turns
    assert [text[slice(*turn.span)] for turn in turns] == [turn.text for turn in turns]
    assert [turn.role or ("interviewer" if turn.speaker else "") for turn in turns] == [
        {"p": "participant", "i": "interviewer"}[role] for role in ("p", "i", "p", "i", "p")
    ]


def test_times_in_brackets_are_no_words():
    turns = turns_of("Ben: [00:00:01] Why?\nEva: [00:00:04] It was late.\nBen: Oh.\nEva: Yes.").turns
    assert [turn.text for turn in turns] == ["Why?", "It was late.", "Oh.", "Yes."]


def test_known_places_in_the_recording_give_turns_their_times():
    turns = turns_of("Ben: Why?\nEva: It was late.", seconds=[(0, 1.5), (10, 4.0)]).turns
    assert (turns[0].start_seconds, turns[0].end_seconds) == (1.5, 4.0)
    assert turns[1].start_seconds == 4.0
    assert math.isnan(turns[1].end_seconds)


@pytest.mark.parametrize("text", ["[00:01]\n[00:02]\n", "# Interview\n", "# 访谈\n"])
def test_a_text_that_nobody_says_is_still_there(text):
    turns = turns_of(text).turns
    assert [text[slice(*turn.span)] for turn in turns] == [turn.text for turn in turns]
    assert turns


@pytest.mark.parametrize(
    ("text", "host"),
    [
        (
            "1 Open the first page.\nOkay, I open it.\n2.a Read the map aloud.\nIt says north.\n"
            "MODERATOR: Take your time.\n3 Close it.\na.i Which one was it?\nThe red one.",
            "MODERATOR",
        ),
        (
            "1、打开第一个页面。\n好的，我打开了。\n2.a 请念出地图上的字。\n上面写着北。\n"
            "主持人：慢慢来。\n3、请关掉它。\na.i 是哪一个？\n红色的那个。",
            "主持人",
        ),
    ],
    ids=["en", "zh"],
)
def test_numbered_tasks_of_a_session_are_the_interviewers_words(text, host):
    turns, lines = turns_of(text).turns, text.split("\n")
    assert [turn.text for turn in turns if turn.role == "participant"] == [lines[1], lines[3], lines[7]]
    tasks = [turn for turn in turns if turn.text in (lines[0], lines[2], lines[5], lines[6])]
    assert [(turn.speaker, turn.role) for turn in tasks] == [(host, "interviewer")] * 4
