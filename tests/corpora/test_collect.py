"""Folders: what is read, what is left out, what fails."""

import pytest

from cjm_research.corpora import LoadReport, build_corpus, find_inputs, read_inputs

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
    assert "+ talks/two.txt: text, utf-8, 1 people, 2 turns" in str(report)
    assert ">talks/map.drawio</td>" in report._repr_html_()
