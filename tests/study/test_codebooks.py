"""The codebook's file and its history stay the same, whoever writes which, and whatever comes in between."""

import pandas as pd
import pytest

from cjm_research.codes.codebook import Codebook
from cjm_research.errors import StudyError
from cjm_research.review.codebook.session import CodebookSession
from cjm_research.schema import empty
from cjm_research.store.database import Store
from cjm_research.study import codebooks
from cjm_research.study.codebooks import file_writer, stand, standing_codebook
from cjm_research.study.folder import create

NAME = {"en": "Trust", "zh": "信任"}


@pytest.fixture(params=["en", "zh"])
def lang(request):
    return request.param


@pytest.fixture
def folder(tmp_path, lang):
    return create(tmp_path / "study", languages=(lang,))


@pytest.fixture
def store(folder):
    with Store.open(folder.database, create=True) as store:
        yield store
        assert store.check() == []


def _session(folder, store, coder="Ana", write=True):
    def load():
        return standing_codebook(folder, store)

    return CodebookSession(store, load, coder, empty("segments"), file_writer(folder, store) if write else None)


def _edit(folder, old, new):
    text = folder.codebook.read_text("utf-8")
    assert old in text
    folder.codebook.write_text(text.replace(old, new), "utf-8")


def test_each_act_is_in_the_file_at_once_and_opening_alone_is_no_act(folder, store, lang):
    before = folder.codebook.read_bytes()
    assert standing_codebook(folder, store).version == Codebook.framework().version
    session = _session(folder, store)
    assert (len(store.events()), folder.codebook.read_bytes()) == (0, before)
    session.add(NAME[lang], lang, id="trust")
    assert (session.file_fault, Codebook.load(folder.codebook)) == ("", session.book)
    text = folder.codebook.read_text("utf-8")
    assert text.startswith(before.decode().split("\n\n")[0])
    session.undo()
    assert Codebook.load(folder.codebook).version == Codebook.framework().version
    assert sorted(path.name for path in folder.path.glob("codebook*")) == ["codebook.toml"]


def test_a_kill_between_the_commit_and_the_file_is_mended_when_the_study_is_next_opened(folder, store, lang):
    _session(folder, store).add(NAME[lang], lang, id="trust")
    silent = _session(folder, store, write=False)
    for name in ("1", "2"):
        silent.rename("trust", name, lang)
    assert Codebook.load(folder.codebook).own_code("trust").title() == NAME[lang]
    found = stand(folder, store)
    assert (found.book.own_code("trust").title(), found.notes) == ("2", ())
    assert Codebook.load(folder.codebook) == found.book
    assert len(store.frame("codebooks")) == 4


def test_the_very_first_act_killed_before_its_file_is_mended_too(folder, store, lang):
    standing_codebook(folder, store)
    _session(folder, store, write=False).add(NAME[lang], lang, id="trust")
    assert standing_codebook(folder, store) == Codebook.load(folder.codebook)
    assert set(store.events()["actor"]) == {"Ana"}


def test_an_edit_by_hand_becomes_an_act_with_its_diff_and_reopens(folder, store, lang):
    _session(folder, store).add(NAME[lang], lang, id="trust")
    old = Codebook.framework().code("goal", "explicit").definition[lang]
    _edit(folder, old, "x")
    book = standing_codebook(folder, store)
    assert book.code("goal", "explicit").definition[lang] == "x"
    event = store.events().iloc[-1]
    assert (event["act"], event["actor"]) == ("codebook.file", "file")
    assert event["payload"]["changes"] == [
        {"code": "goal/explicit", "name": "Explicit goal", "part": "definition", "language": lang, "before": old,
         "after": "x", "meaning": True}]  # fmt: skip
    assert store.frame("codebooks")["reopens"].iloc[-1] == ["goal/explicit"]
    standing_codebook(folder, store)
    assert len(store.events()) == 2
    assert _session(folder, store).told("zh")["what"].iloc[-1] == "手改了文件 codebook.toml：1 处"


def test_an_edit_by_hand_before_any_act_is_kept_against_what_was_read_before(folder, store, lang):
    standing_codebook(folder, store)
    _edit(folder, Codebook.framework().family_names["goal"][lang], "Aims")
    standing_codebook(folder, store)
    assert store.frame("codebooks")[["number", "version", "coder"]].values.tolist() == [
        [1, Codebook.framework().version, "file"], [2, Codebook.load(folder.codebook).version, "file"]]  # fmt: skip


def test_an_edit_by_hand_and_acts_in_the_editor_meanwhile_are_both_kept(folder, store, lang):
    session = _session(folder, store)
    session.add(NAME[lang], lang, id="trust")
    _edit(folder, Codebook.framework().family_names["goal"][lang], "Aims")
    session.rename("trust", "2", lang)
    book = standing_codebook(folder, store)
    assert (book.own_code("trust").title(), book.family_names["goal"][lang]) == ("2", "Aims")
    assert book == Codebook.load(folder.codebook)


def test_where_file_and_editor_changed_the_same_words_the_editor_stands_and_the_file_is_left(folder, store, lang):
    session = _session(folder, store)
    session.add(NAME[lang], lang, id="trust")
    _edit(folder, NAME[lang], "1")
    session.rename("trust", "2", lang)
    assert session.file_fault.startswith(
        f"{folder.codebook}: this file and the codebook editor changed the same code ("
    )
    assert session.book.own_code("trust").title() == "2"
    assert Codebook.load(folder.codebook).own_code("trust").title() == "1"
    folder.codebook.unlink()
    assert standing_codebook(folder, store) == Codebook.load(folder.codebook)


def test_a_broken_file_is_told_with_its_line_and_the_last_version_stands(folder, store, lang):
    session = _session(folder, store)
    session.add(NAME[lang], lang, id="trust")
    broken = folder.codebook.read_text("utf-8") + "\n[[own\n"
    folder.codebook.write_text(broken, "utf-8")
    told = []
    assert standing_codebook(folder, store, told.append) == session.book
    line = broken.count("\n")
    assert f"(at line {line}, column " in told[0]
    assert told[0].endswith("Mend that line. Until then version 2 of the codebook stands.")
    session.rename("trust", "2", lang)
    assert f"at line {line}" in session.file_fault
    assert folder.codebook.read_text("utf-8") == broken
    _edit(folder, "\n[[own\n", "")
    assert standing_codebook(folder, store).own_code("trust").title() == "2"


def test_a_broken_file_of_a_study_without_versions_stops_as_before(folder, store):
    folder.codebook.write_text("[[own", "utf-8")
    with pytest.raises(StudyError, match="Mend that line"):
        standing_codebook(folder, store)


def test_a_code_removed_by_hand_whose_codings_are_left_is_told(folder, store, lang):
    session = _session(folder, store)
    session.add(NAME[lang], lang, id="trust")
    row = {"segment_id": "s1", "kind": "code:trust", "value": "trust", "coder": "Ana", "codebook_version": "0"}
    store.record("accept", {"segment_id": "s1"}, "Ana", codings=[row])
    own = folder.codebook.read_text("utf-8")
    folder.codebook.write_text(own[: own.index("[[own]]")], "utf-8")
    assert stand(folder, store).notes == (
        "codebook.toml: the code 'trust' was removed, and 1 segment carries it. What was coded is kept and not "
        "shown; restore an earlier version in the codebook editor, and retire the code instead.",
    )


def test_a_file_that_cannot_be_written_takes_no_act_back(folder, store, lang, monkeypatch):
    session = _session(folder, store)

    def refuse(_one, _other):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(codebooks.os, "replace", refuse)
    session.add(NAME[lang], lang, id="trust")
    assert session.file_fault.startswith(f"{folder.codebook}: cannot be written (Permission denied).")
    monkeypatch.undo()
    assert standing_codebook(folder, store) == Codebook.load(folder.codebook) == session.book
    assert isinstance(store.frame("codebooks"), pd.DataFrame)
