"""Pieces of speech become turns, and their times move along."""

import math

import pytest

from cjm_research.corpora.reading import Turn
from cjm_research.corpora.transcripts.joining import glue_cues, glue_paragraphs, join_turns


def test_offsets_of_words_shift_when_cues_join():
    one = Turn("  It was", "Bo", "", 1.0, 2.0, times=((2, 1.0, 1.5), (5, 1.5, 2.0)))
    two = Turn("late.", "bo", "", 2.0, 3.0)
    turn = join_turns([one, two], glue_cues)[0]
    assert [(turn.text[at:].split()[0], start) for at, start, _ in turn.times] == [
        ("It", 1.0), ("was", 1.5), ("late.", 2.0),
    ]  # fmt: skip


def test_chinese_pieces_join_without_a_space_and_keep_their_times():
    pieces = [Turn("我排了", "王敏", "", 1.0, 2.0), Turn("很久。", "王敏", "", 2.0, 3.0)]
    turn = join_turns(pieces, glue_cues)[0]
    assert (turn.text, turn.times, turn.end_seconds) == ("我排了很久。", ((0, 1.0, 2.0), (3, 2.0, 3.0)), 3.0)


def test_a_turn_of_one_piece_needs_no_times_of_its_own():
    assert join_turns([Turn("Late.", "Bo", "", 1.0, 2.0)], glue_cues)[0].times == ()


def test_pieces_without_a_time_are_passed_over():
    turn = join_turns([Turn("It was", "Bo", "", 1.0, 2.0), Turn("late.", "Bo")], glue_cues)[0]
    assert (turn.times, turn.end_seconds) == (((0, 1.0, 2.0),), 2.0)


@pytest.mark.parametrize("glue", [glue_cues, glue_paragraphs], ids=["cues", "paragraphs"])
def test_blank_pieces_go(glue):
    assert [turn.text for turn in join_turns([Turn(" ", "Bo"), Turn("Late.", "Bo")], glue)] == ["Late."]


def test_captions_without_marks_end_a_turn_some_time():
    pieces = [Turn("and then we went on", "", "", n, n + 1.0) for n in range(200)]
    turns = join_turns(pieces, glue_cues, named=False)
    assert len(turns) > 1
    assert max(len(turn.text) for turn in turns) < 2000
    assert not any(math.isnan(turn.end_seconds) for turn in turns)
