"""What the harmed files brought to light, each with the smallest file that shows it."""

import re

import pytest

from cjm_research.corpora.qda.turns import turns_of


def test_a_part_of_an_archive_without_a_name_is_left_aside(fuzz, judged):
    parts = fuzz.unzipped(fuzz.valid[".odt"])
    reading = judged("a.odt", fuzz.zipped({**parts, "": b"nobody asks for it"}))
    assert len(reading.sources[0].turns) == len(fuzz.TALK)


def test_a_workbook_whose_part_cannot_be_unpacked_is_refused(fuzz, judged):
    data = fuzz.valid[".xlsx"]
    at = data.index(b"xl/styles.xml") + len("xl/styles.xml")
    said = judged("a.xlsx", data[:at] + b"\xff" * 40 + data[at + 40 :])
    assert re.search(r"a\.xlsx is a zip archive but not a whole \.xlsx \(.+\)\. Save it as \.xlsx again\.$", said)


@pytest.mark.parametrize("token", [b"\x02", b'"\xc0'], ids=["unprintable", "no text"])
@pytest.mark.parametrize("suffix", [".qda", ".sqlite3"])
def test_a_database_whose_own_words_are_broken_is_refused_in_one_line(fuzz, judged, suffix, token):
    word = {".qda": b"color text", ".sqlite3": b"snippet text"}[suffix]
    said = judged(f"a{suffix}", fuzz.valid[suffix].replace(word, token + word[len(token) :]))
    assert re.search(r"is a damaged database \(.+\)\. Copy it again from the program it comes from\.$", said)


def test_a_message_quotes_no_line_breaks_from_the_file(judged):
    said = judged("a.eaf", b"<a>\n<b>\x00</b></a>")
    assert said.endswith("Export or save it again.")
    assert "\n" not in said


@pytest.mark.parametrize("text", ["", "\n\n", "Participants: 3\n", "时间：2026-03-01\n"])
def test_a_text_in_which_nobody_speaks_has_no_turns_or_those_of_its_lines(text):
    assert all(turn.text == text[slice(*turn.span)] for turn in turns_of(text).turns)


def test_an_spss_variable_without_a_name_is_refused(fuzz, judged, tmp_path):
    data = fuzz.valid[".sav"]
    names = [hit.start() for hit in re.finditer(rb"(?i)nps {5}", data)]
    assert names
    judged("a.sav", data[: names[0]] + b" " * 8 + data[names[0] + 8 :])
