"""The layouts of each recorder, with what it writes around the words."""

import re

import pytest

from cjm_research.corpora.transcripts.services import mark_of
from cjm_research.corpora.transcripts.transcript import Line, parse

OTTER = """Visit to the shop
Mon, Jun 15, 2026 10:05AM • 27:42

SUMMARY KEYWORDS
box, van, late

SPEAKERS
Anna Roe, Bo Lim

Anna Roe  00:03
Why was it late?

Bo Lim  00:07
The van broke down.

Unknown Speaker  1:00:12
Oh dear.

Transcribed by https://otter.ai
"""
TEAMS = """Weekly talk-20260615_033500-Meeting Transcript
15 June 2026, 03:35am
27m 42s

Anna Roe started transcription

Anna Roe   0:03
Why was it late?

Bo Lim   0:07
The van broke down.

Anna Roe   0:12
Oh dear.

Anna Roe stopped transcription
"""
TEAMS_ZH = """产品访谈-20260615_100500-会议转录
2026年6月15日 10:05
27 分 42 秒

王敏 已开始转录

王敏   0:03
为什么晚了？

李强   0:07
车坏了。

王敏   0:12
哦。

王敏 已停止转录
"""
MEET = """Visit to the shop (2026-06-15 10:05 GMT+2) - Transcript
Attendees
Anna Roe, Bo Lim
Transcript
00:00:00

Anna Roe: Why was it late?
Bo Lim: The van broke down.
00:05:00

Anna Roe: Oh dear.
Meeting ended after 00:30:30 👋
This editable transcript was computer generated and might contain errors.
People can also change the text after it was created.
"""
MEET_NOTES = """📝 Notes
Jun 15, 2026

Visit to the shop

Summary
Anna Roe: asked about the van.
Suggested next steps
Bo Lim: will call the garage.

You should review Gemini's notes to make sure they're accurate.

📖 Transcript
Anna Roe: Why was it late?
Bo Lim: The van broke down.
Anna Roe: Oh dear.
"""
MEET_ZH = """门店访谈 (2026/06/15 10:05) - 转写文稿
参加者
王敏、李强
转写文稿
00:00:00

王敏：为什么晚了？
李强：车坏了。
00:05:00
王敏：哦。
会议在 00:30:30 后结束
此可编辑的转录内容由计算机生成，可能包含错误。用户也可以在内容创建后对其进行更改。
"""
ZOOM_CHAT = """10:05:01\t From Anna Roe to Everyone:
\tWhy was it late?
10:05:07\t From Bo Lim to Everyone:
\tThe van broke down.
10:05:12\t From Anna Roe to Everyone:
\tOh dear.
"""
ZOOM_SAVED = """[王敏] 10:05:01
为什么晚了？

[李强] 10:05:07
车坏了。

[王敏] 10:05:12
哦。
"""
FEISHU = """门店访谈
2026-06-15 10:05:44 CST|34分钟 20秒

关键词:
车、晚点

智能纪要
王敏：询问原因
李强：说明车坏了

智能章节
00:00 开场
00:12 原因

文字记录

王敏 00:00:03.480\x20
为什么晚了？

李强 00:00:07.100\x20
车坏了。

王敏 00:00:12.000\x20
哦。

本内容由 AI 生成，仅供参考
"""
LARK = """Visit to the shop
2026-06-15 10:05:44 CST|1h 21min 31s

Keywords: van, late

Anna Roe 00:00:03.480\x20
Why was it late?

Bo Lim 00:00:07.100\x20
The van broke down.

Anna Roe 00:00:12.000\x20
Oh dear.
"""
TINGWU = """门店访谈
2026年06月15日 10:05

关键词
车 晚点

全文概要
本次访谈讨论了晚点的原因。

章节速览
00:03 原因

问答回顾
问：为什么晚了？
答：车坏了。

待办事项
修车

发言人1 00:03
为什么晚了？

发言人2 00:07
车坏了。

发言人1 00:12
哦。

以上内容由通义听悟自动生成
"""
XUNFEI = """音频名称：门店访谈.m4a
创建时间：2026-06-15 10:05:00

关键词
车、晚点

文字记录
说话人1 00:03
为什么晚了？
说话人2 00:07
车坏了。
说话人1 00:12
哦。
本文稿由讯飞听见智能转写，仅供参考
"""
TENCENT_HEAD = "会议主题：门店访谈\n会议时间：2026/06/15 10:05-10:40\n会议号：123 456 789\n参会人：王敏、李强\n\n"
TENCENT = {
    "brackets": "王敏(00:00:03): 为什么晚了？\n李强(00:00:07): 车坏了。\n王敏(00:00:12): 哦。\n",
    "wide-brackets": "王敏（00:00:03）：为什么晚了？\n李强（00:00:07）：车坏了。\n王敏（00:00:12）：哦。\n",
    "name-time": "王敏 00:00:03\n为什么晚了？\n\n李强 00:00:07\n车坏了。\n\n王敏 00:00:12\n哦。\n",
    "time-name": "00:00:03 王敏\n为什么晚了？\n\n00:00:07 李强\n车坏了。\n\n00:00:12 王敏\n哦。\n",
    "time-first": "[00:00:03] 王敏: 为什么晚了？\n[00:00:07] 李强: 车坏了。\n[00:00:12] 王敏: 哦。\n",
    "three-lines": (
        "王敏\n00:00:03\n为什么晚了？\n\n李强\n00:00:07\n车坏了。\n\n王敏\n00:00:12\n哦。\n\n李强\n00:00:15\n嗯。\n"
    ),
    "numbered": "说话人 1 00:03\n为什么晚了？\n\n说话人 2 00:07\n车坏了。\n\n说话人 1 00:12\n哦。\n",
}


def parsed(text):
    return parse([Line(line, f"line {n}") for n, line in enumerate(text.split("\n"), 1)])


def words(text):
    return [turn.text for turn in parsed(text).turns]


@pytest.mark.parametrize("text", [OTTER, TEAMS, MEET, MEET_NOTES, ZOOM_CHAT, LARK],
                         ids=["otter", "teams", "meet", "meet-notes", "zoom-chat", "lark"])  # fmt: skip
def test_english_recorders(text):
    assert words(text) == ["Why was it late?", "The van broke down.", "Oh dear."]
    assert [turn.speaker for turn in parsed(text).turns][:2] == ["Anna Roe", "Bo Lim"]


@pytest.mark.parametrize("text", [TEAMS_ZH, MEET_ZH, ZOOM_SAVED, FEISHU, TINGWU, XUNFEI],
                         ids=["teams", "meet", "zoom", "feishu", "tingwu", "xunfei"])  # fmt: skip
def test_chinese_recorders(text):
    assert words(text) == ["为什么晚了？", "车坏了。", "哦。"]
    assert len({turn.speaker for turn in parsed(text).turns}) == 2


@pytest.mark.parametrize("form", TENCENT)
def test_each_form_of_tencent_meeting(form):
    found = parsed(TENCENT_HEAD + TENCENT[form])
    assert [turn.text for turn in found.turns][:3] == ["为什么晚了？", "车坏了。", "哦。"]
    assert [turn.start_seconds for turn in found.turns][:3] == [3.0, 7.0, 12.0]
    assert found.recorded_at == "2026-06-15T10:05:00"


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        (OTTER, "2026-06-15T10:05:00"), (TEAMS, "2026-06-15T03:35:00"), (TEAMS_ZH, "2026-06-15T10:05:00"),
        (MEET, "2026-06-15T10:05:00"), (MEET_NOTES, "2026-06-15"), (FEISHU, "2026-06-15T10:05:44"),
        (LARK, "2026-06-15T10:05:44"), (TINGWU, "2026-06-15T10:05:00"), (XUNFEI, "2026-06-15T10:05:00"),
        (ZOOM_CHAT, ""),
    ],
    ids=["otter", "teams", "teams-zh", "meet", "meet-notes", "feishu", "lark", "tingwu", "xunfei", "chat"],
)  # fmt: skip
def test_the_date_of_the_recording_stands_in_the_header(text, moment):
    assert parsed(text).recorded_at == moment


@pytest.mark.parametrize("text", [OTTER, TEAMS, TEAMS_ZH, MEET, MEET_NOTES, MEET_ZH, FEISHU, LARK, TINGWU, XUNFEI])
def test_every_line_is_a_turn_or_listed(text):
    found = parsed(text)
    listed = {part.place for part in found.skipped}
    spoken = {turn.text for turn in found.turns}
    labels = {turn.speaker for turn in found.turns}
    for n, line in enumerate(text.split("\n"), 1):
        bare = re.sub(r"\d+(:\d+)+(\.\d+)?", "", line).strip()
        words = re.split(r"[:：] ?", bare)[-1]
        assert not bare or bare in labels or words in spoken or f"line {n}" in listed


def test_a_summary_of_the_recorder_is_listed_as_such():
    whys = {part.what: part.why for part in parsed(TINGWU).skipped}
    assert whys["修车"] == "summary made by the recorder"
    assert {part.what: part.why for part in parsed(MEET_NOTES).skipped}["Bo Lim: will call the garage."] == (
        "before the transcript"
    )
    assert {part.what: part.why for part in parsed(FEISHU).skipped}["李强：说明车坏了"] == "before the transcript"


def test_a_summary_after_the_talk_is_no_talk():
    talk = "".join(f"王敏：第{n}个问题？\n李强：车坏了。\n" for n in range(5))
    found = parsed(talk + "会议纪要\n李强负责修车\n")
    assert len(found.turns) == 10
    assert found.skipped[-1].why == "summary made by the recorder"


def test_people_may_speak_of_summaries():
    text = "Anna: What did it show?\nBo: A page.\nSummary\nAnna: And then?\nBo: It ended.\nAnna: I see.\nBo: Yes."
    assert len(words(text)) == 6


def test_a_time_alone_on_its_line_is_the_time_of_the_next_turn():
    turns = parsed(MEET).turns
    assert [turn.start_seconds for turn in turns][2] == 300.0


def test_the_clock_on_the_wall_counts_from_the_first_turn():
    found = parsed(ZOOM_SAVED)
    assert [turn.start_seconds for turn in found.turns] == [0.0, 6.0, 11.0]
    assert found.skipped[-1].why == "the times are those of the day: counted from the first one"


def test_hours_and_minutes_are_told_from_minutes_and_seconds_by_how_much_is_said():
    text = "".join(f"{name} 10:{n:02}\n{'我排了很久的队，' * 30}\n\n" for n, name in enumerate(["王敏", "李强"] * 3))
    assert [turn.start_seconds for turn in parsed(text).turns] == [0.0, 60.0, 120.0, 180.0, 240.0, 300.0]


def test_who_interviews_is_read_off_the_details():
    head = "访谈者：王敏\n受访者：李强\n访谈时间：2026年6月15日\n\n"
    found = parsed(head + "王敏：为什么晚了？\n李强：车坏了。\n王敏：哦。\n李强：嗯。\n")
    assert (found.hosts, found.recorded_at, len(found.turns)) == (("王敏",), "2026-06-15", 4)
    english = (
        "Interviewer: Anna Roe\nDate: June 15, 2026\n\nAnna Roe: Late?\nBo Lim: Yes.\nAnna Roe: Why?\nBo Lim: Van."
    )
    assert (parsed(english).hosts, len(parsed(english).turns)) == (("Anna Roe",), 4)


@pytest.mark.parametrize(
    "line",
    [
        "The recording started late and I missed it because nobody told me that the time had changed.",
        "本来以为系统会自动提醒我，结果没有。", "我们开始吧。", "Notes", "由于车坏了，快递晚了三天。",
    ],
)  # fmt: skip
def test_what_people_say_of_recorders_is_kept(line):
    text = f"Anna: Why?\nBo: It was late.\n{line}\nAnna: I see.\nBo: Yes."
    assert line in words(text)[1]


@pytest.mark.parametrize(
    "line", ["访谈结束", "（访谈结束）", "录音到此结束。", "[End of interview]", "END OF TRANSCRIPT"]
)
def test_the_end_of_the_transcript_is_no_speech(line):
    assert mark_of(line) == "end of the transcript"


@pytest.mark.parametrize("line", ["访谈结束以后我就走了。", "By the end of interview two I was tired."])
def test_words_about_an_end_are_speech(line):
    assert mark_of(line) == ""
