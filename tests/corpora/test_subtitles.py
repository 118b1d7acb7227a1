"""Cues: every one is read or listed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cjm_research.corpora.subtitles import _cues, read_cues, table_turns


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
    assert [(part.place, part.why) for part in skipped] == [("cue 1", "its time cannot be read; its words are kept")]


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
    cues, _ = _cues("\n".join(lines))
    assert len(cues) == sum("-->" in line for line in lines)


@pytest.mark.parametrize("end", ["\r\n", "\r", "\n"])
def test_line_ends_do_not_matter(tmp_path, end):
    from cjm_research.corpora import read_file

    path = tmp_path / "a.vtt"
    path.write_bytes(ZOOM.replace("\n", end).encode("utf-8-sig"))
    assert len(read_file(path).sources[0].turns) == 2
