"""Layouts of transcripts: who speaks in which line."""

import pytest

from cjm_research.corpora.transcripts.transcript import Line, parse


def turns_of(text):
    lines = [Line(line, f"line {n}") for n, line in enumerate(text.split("\n"), 1)]
    return [(turn.speaker, turn.text) for turn in parse(lines).turns]


@pytest.mark.parametrize(
    "text",
    [
        "Anna: Why?\nBo: It was late.\nAnna: I see.",
        "**Anna:** [00:00:01] Why?\n\n**Bo:** It was late.\n\n**Anna:** I see.",
        "[00:01] Anna: Why?\n[00:04] Bo: It was late.\n[00:09] Anna: I see.",
        "00:01 Anna: Why?\n00:04 Bo: It was late.\n00:09 Anna: I see.",
        "Anna(00:00:01): Why?\nBo(00:00:04): It was late.\nAnna(00:00:09): I see.",
        "Anna  0:01  \nWhy?\n\nBo  0:04  \nIt was late.\n\nAnna  0:09  \nI see.\n",
        "[Anna] 11:02:09\nWhy?\n\n[Bo] 11:02:12\nIt was late.\n\n[Anna] 11:02:15\nI see.",
        "Anna\nWhy?\n\nBo\nIt was late.\n\nAnna\nI see.\n\nBo\nYes.",
    ],
    ids=["colon", "markdown", "time-first", "time-first-bare", "name-time", "otter", "chat", "name-line"],
)
def test_english_layouts(text):
    assert turns_of(text)[:3] == [("Anna", "Why?"), ("Bo", "It was late."), ("Anna", "I see.")]


@pytest.mark.parametrize(
    "text",
    [
        "访谈者：为什么？\n受访者：太晚了。\n访谈者：明白。",
        "访谈者 00:00:01.480 \n为什么？\n\n受访者 00:00:04.100 \n太晚了。\n\n访谈者 00:00:09.000 \n明白。",
        "访谈者(00:00:01): 为什么？\n受访者（00:00:04）：太晚了。\n访谈者(00:00:09): 明白。",
        "访谈者 00:01\n为什么？\n受访者 00:04\n太晚了。\n访谈者 00:09\n明白。",
    ],
    ids=["colon", "feishu", "tencent", "xunfei"],
)
def test_chinese_layouts(text):
    assert turns_of(text) == [("访谈者", "为什么？"), ("受访者", "太晚了。"), ("访谈者", "明白。")]


def test_lines_without_a_label_belong_to_the_speaker_before():
    text = "Interviewer: Why?\nParticipant: It was late.\n\nAnd it was open.\n\nInterviewer: I see."
    assert turns_of(text)[1] == ("Participant", "It was late.\nAnd it was open.")


def test_consecutive_paragraphs_of_one_speaker_are_one_turn():
    text = (
        "Interviewer 1: So.\n\nInterviewee: I guess that would be\n\nInterviewee: my master's.\n\nInterviewer1: Okay."
    )
    assert turns_of(text)[1] == ("Interviewee", "I guess that would be my master's.")


@pytest.mark.parametrize("word", ["Note", "时间", "http", "So"])
def test_a_word_before_a_colon_is_no_speaker(word):
    text = f"Anna: Why?\nBo: See here.\n{word}: late\n{word}: later\nAnna: I see.\nBo: Yes."
    assert {speaker for speaker, _ in turns_of(text)} == {"Anna", "Bo"}


def test_times_inside_the_words_are_taken_out():
    text = "Anna: So I [00:05:00] was late.\nBo: Why?\nAnna: [00:06:00] The box."
    assert turns_of(text) == [("Anna", "So I was late."), ("Bo", "Why?"), ("Anna", "The box.")]


def test_times_are_kept_in_seconds():
    parsed = parse(
        [Line("Anna  1:02:03", "line 1"), Line("Why?", "line 2"), Line("Bo  1:02:09", "line 3"), Line("So.", "line 4")]
    )
    assert [turn.start_seconds for turn in parsed.turns] == [3723.0, 3729.0]
    assert [turn.place for turn in parsed.turns] == ["line 1", "line 3"]


def test_header_and_footer_are_left_out_and_listed():
    text = (
        "# Talk with Bo\n\nInterviewer is Anna Roe.\n\nAnna Roe  0:01\nWhy?\n\nBo Lim  0:04\nLate.\n\n"
        "Transcribed by https://otter.ai"
    )
    parsed = parse([Line(line, f"line {n}") for n, line in enumerate(text.split("\n"), 1)])
    assert [(part.place, part.why) for part in parsed.skipped] == [
        ("line 11", "mark of the transcribing service"),
        ("line 1", "before the first speaker"),
        ("line 3", "before the first speaker"),
    ]
    assert parsed.hosts == ("Anna Roe",)


def test_marks_of_chinese_recorders_are_left_out():
    text = (
        "2026-06-18 08:00:44 CST|34分钟 20秒\n\n关键词: 挂号、取号\n\n说话人 1 00:00:01.000 \n您好。\n\n"
        "说话人 2 00:00:03.000 \n您好，我排了很久。"
    )
    assert turns_of(text) == [("说话人 1", "您好。"), ("说话人 2", "您好，我排了很久。")]


def test_without_any_speaker_each_paragraph_is_a_turn():
    assert turns_of("# Notes\n\nIt was late.\n\nIt was open.") == [("", "It was late."), ("", "It was open.")]


def test_a_date_that_people_speak_of_ends_no_details():
    text = "Anna: Hi\nBo: Hello\nAnna: shall we\nDate: that was\nBo: In May.\nAnna: I see.\nBo: Yes."
    assert turns_of(text)[:2] == [("Anna", "Hi"), ("Bo", "Hello")]


def test_stamps_inside_the_words_tell_when_they_were_said():
    lines = ["Anna 0:01", "So I [00:05:00] was late.", "Bo 6:00", "Why?", "Anna 7:00", "太晚了[00:08:00]车坏了。"]
    turns = parse([Line(line, "") for line in lines]).turns
    assert [(turns[0].text[at:], start) for at, start, _ in turns[0].times] == [
        ("So I was late.", 1.0),
        ("was late.", 300.0),
    ]
    assert [(turns[2].text[at:], start) for at, start, _ in turns[2].times][-1] == ("车坏了。", 480.0)
