"""A folder with one good file and many bad ones: the study holds the good one, and no trace of the others."""

import warnings

import pytest

from cjm_research.corpora.reading import known_suffixes
from cjm_research.study.facade import Study

GOOD = {
    "en": "Interviewer: How was it?\n\nAnna: It was late.\n\nInterviewer: Why?\n\nAnna: Nobody called me.",
    "zh": "访谈者：怎么样？\n\n安娜：太晚了。\n\n访谈者：为什么？\n\n安娜：没有人打电话给我。",
}


@pytest.fixture(params=["en", "zh"])
def study(request, tmp_path):
    made = Study.new(tmp_path / "study", languages=(request.param,))
    yield made, GOOD[request.param]
    made.store.close()


def _bad(fuzz, folder):
    """Write one bad file of each format; return their names."""
    for suffix in known_suffixes():
        whole = fuzz.valid.get(suffix, b"\x00\x01\x02")
        (folder / f"cut{suffix}").write_bytes(whole[: len(whole) // 3] if suffix not in TEXT else b"\x00" * 40)
    (folder / "empty.txt").write_bytes(b"")
    (folder / "blank.docx").write_bytes(b" \n")
    return sorted(path.name for path in folder.iterdir())


TEXT = (".txt", ".md", ".markdown", ".text", ".lrc", ".vtt", ".srt", ".sbv", ".csv", ".tsv")


def _add(study, folder):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return study.add(folder)


def test_a_study_holds_the_good_file_and_no_trace_of_the_bad_ones(fuzz, tmp_path, study):
    study, good = study
    folder = tmp_path / "files"
    folder.mkdir()
    bad = _bad(fuzz, folder)
    (folder / "good.txt").write_text(good, "utf-8")
    report = _add(study, folder)
    told = report.files.set_index("source")["error"]
    assert told["files/good.txt"] == ""
    assert sorted(source for source, error in told.items() if error) == [f"files/{name}" for name in bad]
    assert [path.name for path in study.folder.raw.rglob("*") if path.is_file()] == ["good.txt"]
    for name in ("documents", "cases", "turns", "replacements", "codes", "imported", "memos"):
        frame = study.table(name)
        assert "source" not in frame or set(frame["source"]) <= {"files/good.txt"}
    assert study.table("files")["source"].tolist() == ["files/good.txt"]
    assert len(study.table("documents")) == 1
    assert study.store.check() == []


def test_harmed_files_do_not_harm_the_study(fuzz, tmp_path, study):
    study, good = study
    folder = tmp_path / "files"
    folder.mkdir()
    (folder / "good.txt").write_text(good, "utf-8")
    for suffix, data in fuzz.valid.items():
        (folder / f"a{suffix}").write_bytes(fuzz.harmed(data, f"study {suffix}"))
    report = _add(study, folder)
    read = set(report.files.loc[report.files["error"] == "", "source"])
    assert "files/good.txt" in read
    assert set(study.table("documents")["source"]) <= read
    texts = study.table("documents").set_index("document_id")["text"]
    for turn in study.table("turns").itertuples():
        assert texts[turn.document_id][turn.start : turn.end].strip()
    assert study.store.check() == []
    again = _add(study, folder)
    assert set(study.table("documents").set_index("document_id")["text"].items()) == set(texts.items())
    assert len(again.files) == len(report.files)
