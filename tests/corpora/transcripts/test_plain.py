"""Plain text: cues in it, lines that no person wrote."""

import pytest

from cjm_research.corpora import limits
from cjm_research.corpora.transcripts.plain import TextReader
from cjm_research.errors import ReadError


def test_the_date_in_the_header_is_kept(tmp_path):
    path = tmp_path / "talk.txt"
    path.write_text("访谈时间：2026年6月15日\n地点：门店\n\n访谈者：为什么晚了？\n受访者：车坏了。\n", encoding="utf-8")
    source = TextReader().read(path).sources[0]
    assert (source.recorded_at, len(source.turns)) == ("2026-06-15", 2)


def test_cues_in_a_text_file_are_counted(tmp_path):
    path = tmp_path / "talk.md"
    path.write_text("0:00:01.000,0:00:04.000\nIt was\n\n0:00:04.000,0:00:05.000\nlate.\n")
    reading = TextReader().read(path)
    assert (reading.format, reading.counts) == ("text (cues)", {"cues": 2})


def test_lyrics_with_stamps_are_joined(tmp_path):
    path = tmp_path / "talk.lrc"
    path.write_text("[ti:talk]\n[00:01.00]It was\n[00:02.50]late,\n[00:04.00]very late.\n[00:06.00]\n")
    turn = TextReader().read(path).sources[0].turns[0]
    assert (turn.text, turn.times[1][:2]) == ("It was late, very late.", (7, 2.5))


@pytest.mark.parametrize("end", [b"\n", b"\r"], ids=["lf", "cr"])
def test_a_line_without_end_is_refused(end):
    with pytest.raises(ReadError) as caught:
        limits.refuse_long_lines(b"one" + end + b"x" * 3_000_000, "a.txt", longest=2 * 1024**2)
    assert str(caught.value) == (
        "a.txt, line 2: the line is longer than 2 MB. A transcript has lines or paragraphs; "
        "check that it is the right file, and export it again."
    )


def test_many_lines_are_no_long_line():
    limits.refuse_long_lines(b"It was late.\n" * 100_000, "a.txt", longest=1000)


def test_a_huge_json_is_refused():
    with pytest.raises(ReadError) as caught:
        limits.refuse_large_json(b"x\n" * 1024**2, "a.json", most=1024**2)
    assert str(caught.value) == (
        "a.json has 2 MB, at most 1 MB of JSON are read. Export the transcript as .vtt or .txt."
    )
