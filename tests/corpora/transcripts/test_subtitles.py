"""Cues: every one is read or listed."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cjm_research.corpora.transcripts.cues import split
from cjm_research.corpora.transcripts.subtitles import VttReader, parse_cues, read_cues, table_turns


def said(text):
    return [(turn.speaker, turn.text) for turn in read_cues(text)[0]]


ZOOM = """WEBVTT

1
00:00:01.000 --> 00:00:02.000
Anna Roe: Why was

2
00:00:02.000 --> 00:00:03.000
Anna Roe: it late?

3
00:00:03.500 --> 00:00:05.000
Bo Lim: The van broke.
"""


def test_prefixes_name_the_speaker_and_cues_of_one_join():
    turns, skipped = read_cues(ZOOM)
    assert [(turn.speaker, turn.text) for turn in turns] == [
        ("Anna Roe", "Why was it late?"),
        ("Bo Lim", "The van broke."),
    ]
    assert (turns[0].start_seconds, turns[0].end_seconds, turns[1].place) == (1.0, 3.0, "cue 3")
    assert skipped == []


def test_chinese_cues_join_without_a_space():
    text = (
        "WEBVTT\n\n00:01.000 --> 00:02.000\n王敏：我排了三个\n\n00:02.000 --> 00:03.000\n小时的队。\n\n"
        "00:03.000 --> 00:04.000\n李强：真久。\n"
    )
    assert said(text) == [("王敏", "我排了三个小时的队。"), ("李强", "真久。")]


def test_several_voices_in_one_cue_are_several_turns():
    text = "WEBVTT\n\n00:01.000 --> 00:02.000\n<v Anna>Late?</v>\n<v.loud Bo>R&amp;D &lt;3</v>\n"
    assert said(text) == [("Anna", "Late?"), ("Bo", "R&D <3")]


def test_unpadded_times_and_ids_of_teams():
    text = (
        "WEBVTT\n\n7c1e-0b8d/12-0\n0:0:0.0 --> 0:0:5.320\n<v Anna Roe>Hello there.</v>\n\n"
        "7c1e-0b8d/13-0\n0:0:6.0 --> 0:0:7.0\n<v Bo Lim>Hi.</v>\n"
    )
    turns, skipped = read_cues(text)
    assert [(turn.speaker, turn.end_seconds) for turn in turns] == [("Anna Roe", 5.32), ("Bo Lim", 7.0)]
    assert skipped == []


def test_subrip_with_bom_less_text_numbers_and_names_in_brackets():
    text = (
        "1\n00:00:01,000 --> 00:00:02,000\n[Anna] Late?\n\n2\n00:00:02,000 --> 00:00:03,000\n[Bo] Yes.\n\n"
        "3\n00:00:04,000 --> 00:00:05,000\n[Anna] Why?\n\n4\n00:00:05,000 --> 00:00:06,000\n[Bo] Snow.\n"
    )
    assert said(text) == [("Anna", "Late?"), ("Bo", "Yes."), ("Anna", "Why?"), ("Bo", "Snow.")]


def test_a_cue_with_a_broken_time_keeps_its_words_and_is_listed():
    turns, skipped = read_cues("WEBVTT\n\n00:01.000 --> 00:0x.000\nIt was late.\n")
    assert turns[0].text == "It was late."
    assert [(part.place, part.why) for part in skipped] == [
        ("cue 1, line 3", "its time cannot be read; its words are kept")
    ]


def test_words_outside_any_cue_and_empty_cues_are_listed():
    text = "WEBVTT\n\nNOTE a comment\n\n00:01.000 --> 00:02.000\n\n00:03.000 --> 00:04.000\nLate.\n\nLost words\n"
    turns, skipped = read_cues(text)
    assert [turn.text for turn in turns] == ["Late."]
    assert [(part.what, part.why) for part in skipped] == [
        ("Lost words", "it belongs to no cue"),
        ("", "the cue has no words"),
    ]


def test_a_long_pause_ends_a_turn_where_nobody_is_named():
    text = "WEBVTT\n\n00:01.000 --> 00:02.000\nIt was late.\n\n00:09.000 --> 00:10.000\nAnd open.\n"
    assert [turn for _, turn in said(text)] == ["It was late.", "And open."]


def test_a_timed_table_is_read_in_milliseconds():
    turns = table_turns([["0", "1500", "It was"], ["1500", "2000", "late."]], ["start", "end", "text"])
    assert [(turn.text, turn.end_seconds) for turn in turns] == [("It was late.", 2.0)]


@given(st.lists(st.sampled_from(["00:01.000 --> 00:02.000", "words here", "", "7", "NOTE x", "a --> b", "<v Bo>hi"])))
def test_there_are_as_many_cues_as_arrows(lines):
    found = split("\n".join(lines))
    assert sum(found.counts.values()) == sum("-->" in line for line in lines)
    assert len(found.cues) == found.counts["cues"] + found.counts.get("broken cues", 0)


@pytest.mark.parametrize("end", ["\r\n", "\r", "\n"])
def test_line_ends_do_not_matter(tmp_path, end):
    from cjm_research.corpora import read_file

    path = tmp_path / "a.vtt"
    path.write_bytes(ZOOM.replace("\n", end).encode("utf-8-sig"))
    assert len(read_file(path).sources[0].turns) == 2


def test_hours_over_a_hundred_and_settings_behind_the_time():
    turns, skipped = read_cues("WEBVTT\n\n100:00:01.000 --> 100:00:02.500 align:start line:84.67%\n<v Bo>Late.\n")
    assert (turns[0].start_seconds, turns[0].end_seconds, skipped) == (360001.0, 360002.5, [])


def test_entities_tags_and_the_guest_mark_are_no_words():
    text = "WEBVTT\n\n00:01.000 --> 00:02.000\n<v.a.b Anna Roe (Guest)>A&amp;B&nbsp;is <i>not</i> &#233;l&#x21;</v>\n"
    assert said(text) == [("Anna Roe", "A&B is not él!")]


def test_the_guest_mark_in_chinese():
    assert said("WEBVTT\n\n00:01.000 --> 00:02.000\n<v 王敏（来宾）>太晚了。</v>\n") == [("王敏", "太晚了。")]


def test_headers_notes_styles_and_regions_are_no_words():
    text = (
        "WEBVTT - a talk\nKind: captions\nX-TIMESTAMP-MAP=LOCAL:00:00:00.000,MPEGTS:900000\n\n"
        "STYLE\n::cue {\n color: red;\n}\n\n"
        "REGION\nid:fred\nwidth:40%\n\nNOTE\nmade by hand\n\nintro\n00:01.000 --> 00:02.000\n<v Bo>Late.\n"
    )
    turns, skipped = read_cues(text)
    assert ([turn.text for turn in turns], skipped) == (["Late."], [])


def test_times_that_run_backwards_or_below_zero_are_listed_and_their_words_kept():
    text = "1\n00:00:05,000 --> 00:00:04,000\n[Bo] It was\n\n2\n-00:00:01,000 --> 00:00:06,000\n[Bo] late.\n"
    spoken = parse_cues(text)
    assert spoken.turns[0].text == "It was late."
    assert math.isnan(spoken.turns[0].start_seconds)
    assert [(part.place, part.why) for part in spoken.skipped] == [
        ("cue 1, line 2", "it ends before it starts; its words are kept without a time"),
        ("cue 2, line 6", "its time is negative; its words are kept"),
    ]
    assert spoken.counts == {"cues": 0, "broken cues": 2}


def test_overlapping_cues_stay_in_the_order_of_the_file():
    text = "WEBVTT\n\n00:01.000 --> 00:09.000\n<v Anna>So\n\n00:00.500 --> 00:02.000\n<v Bo>Late.\n"
    turns, _ = read_cues(text)
    assert [(turn.speaker, turn.start_seconds) for turn in turns] == [("Anna", 1.0), ("Bo", 0.5)]


def test_subrip_with_points_without_numbers_and_with_italics():
    text = "00:00:01.000 --> 00:00:02.000\n[Anna] <i>Late?</i>\n\n00:00:02.000 --> 00:00:03.000\n[Anna] Yes.\n"
    assert said(text) == [("Anna", "Late? Yes.")]


def test_the_numbers_of_the_file_are_the_places():
    text = "7\n00:00:01,000 --> 00:00:02,000\n[Bo] It was\n\n9\n00:00:02,000 --> 00:00:03,000\n[Al] late.\n"
    turns, _ = read_cues(
        text + "\n12\n00:00:03,000 --> 00:00:04,000\n[Bo] Yes.\n\n13\n00:00:04,000 --> 00:00:05,000\n[Al] Oh.\n"
    )
    assert [turn.place for turn in turns] == ["cue 7", "cue 9", "cue 12", "cue 13"]


def test_an_arrow_that_somebody_typed_is_a_word():
    spoken = parse_cues("1\n00:00:01,000 --> 00:00:02,000\nI went to\nMenu --> Orders\nand it was gone.\n")
    assert spoken.turns[0].text == "I went to Menu --> Orders and it was gone."
    assert spoken.counts == {"cues": 1, "arrows in the words": 1}


def test_sbv_in_both_languages():
    text = "0:00:01.000,0:00:04.000\nAnna: Was it late?\n\n0:00:04.000,0:00:06.500\nBo: Yes,[br]very.\n\n"
    turns, _ = read_cues(text + "0:00:07.000,0:00:08.000\nAnna: Oh.\n")
    assert [(turn.speaker, turn.text, turn.start_seconds) for turn in turns] == [
        ("Anna", "Was it late?", 1.0), ("Bo", "Yes, very.", 4.0), ("Anna", "Oh.", 7.0),
    ]  # fmt: skip
    assert said("0:00:01.000,0:00:04.000\n我排了三个\n\n0:00:04.000,0:00:05.000\n小时的队。\n") == [
        ("", "我排了三个小时的队。")
    ]


def test_a_broken_time_of_sbv_is_listed():
    spoken = parse_cues("0:00:01.000,0:00:04.000\nIt was\n\n0:00:0x.000,0:00:06.500\nlate.\n")
    assert (spoken.turns[0].text, spoken.counts) == ("It was late.", {"cues": 1, "broken cues": 1})
    assert spoken.skipped[0].place == "cue 2, line 4"


def test_each_cue_of_a_joined_turn_keeps_its_times():
    turns, _ = read_cues(ZOOM)
    assert turns[0].times == ((0, 1.0, 2.0), (8, 2.0, 3.0))
    assert turns[0].text[8:] == "it late?"
    assert turns[1].times == ()


def test_each_cue_of_a_joined_chinese_turn_keeps_its_times():
    text = "WEBVTT\n\n00:01.000 --> 00:02.000\n<v 王敏>我排了三个\n\n00:02.000 --> 00:03.000\n<v 王敏>小时的队。\n"
    turn = read_cues(text)[0][0]
    assert [(turn.text[at:][:2], start) for at, start, _ in turn.times] == [("我排", 1.0), ("小时", 2.0)]


def test_a_table_in_seconds_is_not_taken_for_milliseconds():
    turns = table_turns([["0", "4", "It was"], ["4", "9", "late."]], ["start", "end", "text"])
    assert [(turn.text, turn.end_seconds, turn.times) for turn in turns] == [
        ("It was late.", 9.0, ((0, 0.0, 4.0), (7, 4.0, 9.0)))
    ]
    decimal = table_turns([["0.5", "4", "太晚"], ["4", "9.25", "了。"]], ["start", "end", "text"])
    assert [(turn.text, turn.start_seconds, turn.end_seconds) for turn in decimal] == [("太晚了。", 0.5, 9.25)]


def test_a_table_with_clock_times_and_with_damage():
    rows = [["00:01:02.500", "00:01:04.000", "It was", "Bo"], ["x", "", "late.", "Bo"], ["9"]]
    turns = table_turns(rows, ["start", "end", "text", "speaker"])
    assert [(turn.speaker, turn.text, turn.start_seconds) for turn in turns] == [("Bo", "It was late.", 62.5)]


def test_old_teams_documents_name_the_speaker_on_the_first_line():
    text = (
        "0:0:0.0 --> 0:0:5.3\nAnna Roe\nWas it late?\n\n0:0:6.0 --> 0:0:8.5\nBo Lim\nYes.\n\n"
        "0:0:9.0 --> 0:0:9.9\nAnna Roe\nOh.\n"
    )
    assert said(text) == [("Anna Roe", "Was it late?"), ("Bo Lim", "Yes."), ("Anna Roe", "Oh.")]


def test_a_file_that_names_nobody_says_so(tmp_path):
    path = tmp_path / "a.vtt"
    path.write_text("WEBVTT\n\n00:01.000 --> 00:02.000\n太晚了。\n", encoding="utf-8")
    reading = VttReader().read(path)
    assert [(part.place, part.why) for part in reading.skipped] == [
        (
            "speakers",
            "no speaker is named: all words count as one participant's; "
            "write a name before each turn to tell them apart",
        )
    ]
    assert reading.counts == {"cues": 1}
