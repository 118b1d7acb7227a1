"""Folders: what is read, what is left out, what fails."""

import pytest

from cjm_research.corpora import LoadReport, Reading, Source, Turn, build_corpus, find_inputs, read_inputs
from cjm_research.corpora.collect import once_each
from cjm_research.corpora.reading import known_suffixes

TALK = "Interviewer: Why was it late?\nParticipant: The van broke down on the hill and nobody rang me."
VTT = (
    "WEBVTT\n\n00:01.000 --> 00:03.000\nInterviewer: Why was it late?\n\n"
    "00:03.000 --> 00:09.000\nParticipant: The van broke down on the hill and nobody rang me.\n"
)


@pytest.fixture
def folder(tmp_path):
    root = tmp_path / "talks"
    (root / "one").mkdir(parents=True)
    for name, text in {
        "one/talk.vtt": VTT, "one/talk.txt": TALK, "one/README.md": "About", "LICENSE.md": "MIT", ".hidden.txt": TALK,
        "two.txt": "访谈者：为什么？\n受访者：排队太久了。", "bad.docx": "no zip", "map.drawio": "<x/>",
    }.items():  # fmt: skip
        (root / name).write_text(text, encoding="utf-8")
    return root


def test_a_folder_is_walked_and_hidden_files_are_not_seen(folder):
    assert [source for _, source in find_inputs([folder])] == [
        "talks/LICENSE.md", "talks/bad.docx", "talks/map.drawio", "talks/one/README.md", "talks/one/talk.txt",
        "talks/one/talk.vtt", "talks/two.txt",
    ]  # fmt: skip


def test_sources_in_a_raw_folder_are_relative_to_it(folder):
    raw = folder.rename(folder.parent / "raw")
    assert ("one/talk.vtt") in [source for _, source in find_inputs([raw])]
    assert find_inputs([raw / "one" / "talk.vtt"])[0][1] == "one/talk.vtt"


def test_files_of_the_same_name_from_two_folders_stay_two(tmp_path):
    for name in ("north", "south"):
        (tmp_path / name / "raw").mkdir(parents=True)
        (tmp_path / name / "raw" / "talk.txt").write_text(TALK)
    found = find_inputs(
        [tmp_path / "north" / "raw", tmp_path / "south" / "raw", tmp_path / "south" / "raw" / "talk.txt"]
    )
    assert [source for _, source in found] == ["north/talk.txt", "south/talk.txt"]


def test_the_good_files_are_read_and_the_bad_listed(folder):
    seen = []
    readings, failures = read_inputs([folder], progress=lambda done, total, source: seen.append((done, total)))
    assert [failure.source for failure in failures] == ["talks/bad.docx"]
    assert sorted(r.source for r in readings if r.sources) == ["talks/one/talk.vtt", "talks/two.txt"]
    assert seen[-1] == (7, 7)


def test_the_same_interview_is_read_once_from_the_format_that_keeps_most(folder):
    readings, _ = read_inputs([folder])
    left_out = {r.source: r.skipped[0].why for r in readings if not r.sources}
    assert left_out["talks/one/talk.txt"] == "same words as talk.vtt"
    assert left_out["talks/map.drawio"] == "files ending in '.drawio' are not read"


def test_other_words_under_the_same_stem_are_another_interview(folder):
    (folder / "one" / "talk.txt").write_text("Interviewer: Anything else?\nParticipant: My dog ate seven biscuits.")
    readings, _ = read_inputs([folder])
    assert sum(bool(r.sources) for r in readings) == 3


def test_a_file_that_is_named_is_read_whatever_it_is_called(folder):
    readings, failures = read_inputs([folder / "one" / "README.md", folder / "gone.txt"])
    assert [bool(r.sources) for r in readings] == [True]
    assert failures[0].error.endswith("gone.txt does not exist. Check the name and the folder.")


def test_the_report_lists_everything(folder):
    readings, failures = read_inputs([folder])
    report = LoadReport(build_corpus(readings, None, failures).files)
    assert str(report).splitlines()[0] == (
        "2 files read, 1 not read, 4 left out: 2 documents, 2 people, 4 turns, 0 blank answers."
    )
    assert "- talks/one/talk.txt: same words as talk.vtt" in str(report)
    assert "+ talks/two.txt: text, utf-8, 1 person, 2 turns" in str(report)
    assert ">talks/map.drawio</td>" in report._repr_html_()


@pytest.mark.parametrize("suffix", sorted(known_suffixes()))
def test_two_formats_of_one_interview_are_told_apart_whatever_they_are(tmp_path, suffix):
    source = Source("interview", (Turn("It was late and nobody rang me.", "Anna"),))
    readings = [
        Reading(tmp_path / f"a{end}", "x", sources=(source,), source=f"a{end}") for end in (".zz", suffix, ".yy")
    ]
    kept = [reading.source for reading in once_each(readings) if reading.sources]
    assert kept == [f"a{suffix}"]


def test_speakers_and_times_go_before_the_kind_of_file(tmp_path):
    words = "It was late and nobody rang me."
    bare = Source("interview", (Turn(words, start_seconds=1.0),))
    named = Source("interview", (Turn("Why?", "Ann"), Turn(words, "Bo")))
    readings = [
        Reading(tmp_path / "a.vtt", "vtt", sources=(bare,), source="a.vtt"),
        Reading(tmp_path / "a.docx", "docx", sources=(named,), source="a.docx"),
    ]
    assert [bool(reading.sources) for reading in once_each(readings)] == [False, True]


def test_a_project_of_qualcoder_is_one_input_and_its_documents_are_not_read_twice(tmp_path):
    project = tmp_path / "study" / "Sofa.qda"
    (project / "documents").mkdir(parents=True)
    (project / "data.qda").write_bytes(b"SQLite format 3\0")
    (project / "documents" / "talk.txt").write_text(TALK)
    (tmp_path / "study" / "other.txt").write_text(TALK)
    expected = [(project, "study/Sofa.qda"), (tmp_path / "study" / "other.txt", "study/other.txt")]
    assert find_inputs([tmp_path / "study"]) == expected
    assert find_inputs([project]) == [(project, "Sofa.qda")]
    assert find_inputs([project / "data.qda"]) == [(project, "Sofa.qda")]


def test_what_is_no_data_says_what_to_do_with_it(tmp_path):
    for name in ("talk.mp3", "old.doc", "talk.txt"):
        (tmp_path / name).write_text(TALK)
    readings, _ = read_inputs([tmp_path])
    told = {reading.path.name: reading.skipped[0].why for reading in readings if not reading.format}
    assert told == {
        "talk.mp3": "it is a recording. Add its transcript instead: recordings are not listened to.",
        "old.doc": "it is an old Word file. Open it and save it as .docx.",
    }
