"""Who withdraws is nowhere in the study any more; everybody else is as before."""

import json
import re
import shutil
import sqlite3
from pathlib import Path
from runpy import run_path
from types import SimpleNamespace

import openpyxl
import pytest

from cjm_research.errors import StudyError
from cjm_research.store.replay import replay
from cjm_research.study.facade import Study
from cjm_research.study.keys import load_key
from cjm_research.study.withdrawal import plan


@pytest.fixture(scope="module", params=["en", "zh"])
def lang(request):
    return request.param


@pytest.fixture(scope="module")
def desk(lang, tmp_path_factory):
    """A folder with a study that was run, coded by two people, and exported; copied for every test."""
    crowd = SimpleNamespace(**run_path(str(Path(__file__).with_name("crowd.py"))))
    folder = tmp_path_factory.mktemp(f"desk-{lang}")
    study = crowd.study_of(folder, lang).run(progress=False)
    for coder in ("Ana", "博文"):
        session = study.review(coder, order="document")
        for segment_id in session.queue:
            session.goto(segment_id)
            session.change({"pain_point": "functional"}, emotion=2, stage="use")
            session.undo()
            session.goto(segment_id)
            session.accept(emotion=1)
        session.skip() if session.current else None
    study.export(["html", "corpus", "json"])
    study.store.close()
    return folder


@pytest.fixture
def study(desk, tmp_path):
    shutil.copytree(desk, tmp_path, dirs_exist_ok=True)
    study = Study.open(tmp_path / "corpora" / "shop")
    yield study
    study.store.close()


def _everything(study):
    """The bytes of every file of the study and its reports, the key told in the open, each apart."""
    files = [path for root in (study.folder.path, study.folder.reports) for path in root.rglob("*") if path.is_file()]
    held = {str(path): path.read_bytes() for path in files}
    key = load_key(study.folder, study.config)
    parts = (key.table, key.originals, key.surfaces, key.keep, key.also)
    return held | {"key": json.dumps(parts, ensure_ascii=False).encode()}


def _found(study, *texts):
    """Return which files still hold any of the texts, in any of the ways they may be written."""
    ways = {way.lower() for text in texts for way in (text.encode(), json.dumps(text)[1:-1].encode())}
    return sorted(name for name, data in _everything(study).items() if any(way in data.lower() for way in ways))


def _pieces(said):
    """Stretches of what somebody said, so that a part that stayed is found too."""
    return [text[at : at + 14] for text in said for at in range(0, max(1, len(text) - 14), 7)]


def _others(study, case_id):
    rows = study.table("codings").merge(study.table("segments")[["segment_id", "case_id", "start", "end"]])
    return rows[rows["case_id"] != case_id].reset_index(drop=True)


def test_a_person_interviewed_alone_leaves_no_word_and_no_name(study, lang, crowd):
    who = crowd.who_said(study, lang)["solo"]
    said, name = crowd.SAID[lang]["solo"], crowd.NAMES[lang]["solo"]
    phone = {"en": "415-555-0163", "zh": "13800138123"}[lang]
    assert _found(study, said[0])
    assert _found(study, phone)
    others = _others(study, who)
    done = study.withdraw(who)
    assert _found(study, *_pieces(said), name, name.split()[-1], phone) == []
    assert not any(name in text or phone in text for text in (str(done), repr(done)))
    assert _others(study, who).equals(others)
    case = study.table("cases").set_index("case_id").loc[who]
    assert (case["consent"], case["source"], case["attributes"]) == ("withdrawn", "", {})


def test_the_events_of_others_tell_the_same_codings_as_the_table(study, lang, crowd):
    who = crowd.who_said(study, lang)["solo"]
    n_events = len(study.table("events"))
    study.withdraw(who, coder="Ana")
    events = study.table("events")
    assert replay(events).equals(study.table("codings"))
    assert study.store.check() == []
    assert len(events) == n_events + 1
    assert "redacted" in set(events["act"])
    last = events.iloc[-1]
    assert (last["act"], last["actor"], last["payload"]["case_id"]) == ("withdraw", "Ana", who)
    # The review goes on for everybody.
    assert study.run(progress=False).review("Ana").undo() is not None


def test_of_an_interview_of_two_the_other_one_stays_and_the_original_goes(study, lang, crowd):
    who = crowd.who_said(study, lang)
    before = study.table("segments").query("case_id == @who['both 1']")
    others = _others(study, who["both 2"])
    done = study.withdraw(who["both 2"])
    name = crowd.NAMES[lang]["both 2"]
    assert _found(study, *_pieces(crowd.SAID[lang]["both 2"]), name) == []
    assert not (study.folder.raw / "both.txt").exists()
    assert "raw/both.txt: the file goes, because it holds others too" in str(done)
    after = study.run(progress=False).table("segments").query("case_id == @who['both 1']")
    assert after.reset_index(drop=True).equals(before.reset_index(drop=True))
    assert _others(study, who["both 2"]).equals(others)
    assert study.load_report().files.set_index("source").loc["both.txt", "skipped"][-1]["what"] == "the original"
    document = study.table("documents").query("source == 'both.txt'")["text"].item()
    assert "█" * len(crowd.SAID[lang]["both 2"][0]) in document
    assert study.export(["json"])


def test_a_row_of_a_survey_goes_and_the_others_keep_their_bytes(study, lang, crowd):
    who = crowd.who_said(study, lang)
    raw = study.folder.raw / "survey.csv"
    lines = raw.read_bytes().decode().split("\r\n")
    study.withdraw(who["R3"])
    left = raw.read_bytes().decode()
    assert left == "\r\n".join([*lines[:2], *lines[3:]])
    assert _found(study, "mara.quill@example.org", *crowd.SAID[lang]["R3"][0].split("\n")) == []
    places = study.table("turns").set_index("case_id")["place"]
    assert [places[who[key]] for key in ("R2", "R4", "R5")] == ["row 2", "row 3", "row 4"]
    files = study.table("files").set_index("source").loc["survey.csv"]
    assert (files["n_people"], files["n_documents"], files["n_turns"]) == (3, 3, 3)
    # The file as it is now is known: nothing is read anew, and the numbers agree with a fresh look.
    study.run(progress=False)
    assert study.table("files").set_index("source").loc["survey.csv", "added_at"] == files["added_at"]
    assert study.journey().data["participants"]["n"] == 6


def test_a_workbook_loses_the_row_too(tmp_path, lang, crowd):
    book = openpyxl.Workbook()
    for line in [("id", "Q", "What was hard?"), *((n, "x", crowd.SAID[lang][f"R{n}"][0]) for n in (2, 3, 4, 5))]:
        book.active.append(line)
    book.save(tmp_path / "survey.xlsx")
    study = crowd.study_of(tmp_path, lang, tmp_path / "survey.xlsx")
    turns = study.table("turns").set_index("place")["case_id"]
    who = next(case_id for place, case_id in turns.items() if place.endswith("row 3"))
    study.withdraw(who)
    rows = list(openpyxl.load_workbook(study.folder.raw / "survey.xlsx").active.iter_rows(values_only=True))
    assert [row[0] for row in rows] == ["id", 2, 4, 5]


@pytest.mark.parametrize("key", ["solo", "both 2", "R3"])
def test_the_same_originals_do_not_bring_a_person_back(study, tmp_path, lang, crowd, key):
    who = crowd.who_said(study, lang)
    study.withdraw(who[key])
    people = study.table("cases")
    report = study.add(*(path for path in crowd.write(tmp_path, lang)), replace=True)
    assert study.table("cases")[["case_id", "consent"]].equals(people[["case_id", "consent"]])
    assert _found(study, *_pieces(crowd.SAID[lang][key])) == []
    told = str(report)
    if key == "R3":
        assert "0 not read" in told or "0 个未能读取" in told
    else:
        assert "holds the words of somebody who withdrew" in told


def test_the_number_of_who_withdrew_is_not_given_again(study, tmp_path, lang, crowd):
    study.withdraw(crowd.who_said(study, lang)["solo"])
    new = tmp_path / "another.txt"
    new.write_text(
        crowd.talk(lang, "solo").replace(crowd.NAMES[lang]["solo"], {"en": "Ida Marsh", "zh": "何书白"}[lang]), "utf-8"
    )
    study.add(new)
    assert sorted(study.table("cases").query("source == 'another.txt'")["case_id"]) == ["P04"]


def test_earlier_versions_of_an_original_go_too(study, tmp_path, lang, crowd):
    who = crowd.who_said(study, lang)["R3"]
    newer = (
        crowd.survey(lang)
        + '9,"new","'
        + {"en": "The parcel came a week late", "zh": "包裹晚了一个星期才到"}[lang]
        + '"\r\n'
    )
    (tmp_path / "survey.csv").write_bytes(newer.encode())
    study.add(tmp_path / "survey.csv")
    assert list((study.folder.raw / ".versions").rglob("*.*"))
    study.withdraw(who)
    assert _found(study, *crowd.SAID[lang]["R3"][0].split("\n")) == []


def test_what_others_said_of_a_person_is_listed_and_their_key_entries_go(tmp_path, lang, crowd):
    solo = crowd.NAMES[lang]["solo"]
    told = {"en": f"I heard about the shop from {solo}, she loves it.", "zh": f"我是听{solo}说的，她特别喜欢。"}[lang]
    paths = crowd.write(tmp_path, lang)
    paths[0].write_text(paths[0].read_text("utf-8").replace(crowd.SAID[lang]["both 1"][1], told), "utf-8")
    study = crowd.study_of(tmp_path, lang, *paths)
    who = crowd.who_said(study, lang)
    done = study.withdraw(who["solo"])
    assert any(line.startswith("both.txt in raw: other people name this person there") for line in done.not_reached)
    assert _found(study, solo) == [str(study.folder.raw / "both.txt")]


def test_a_project_that_went_is_not_asked_to_be_redacted(tmp_path, lang, crowd):
    solo = crowd.NAMES[lang]["solo"]
    talks = {
        "en": [f"Interviewer: Well?\n{solo}: It was late. 😀", f"Interviewer: And you?\nBo Winter: {solo} sent me."],
        "zh": [f"访谈者：怎么样？\n{solo}：送晚了。😀", f"访谈者：您呢？\n赵敏：是{solo}推荐我来的。"],
    }[lang]
    sources = "".join(
        f'<TextSource guid="{n}" name="t{n}"><PlainTextContent>{text}</PlainTextContent></TextSource>'
        for n, text in enumerate(talks)
    )
    xml = f'<Project xmlns="urn:QDA-XML:project:1.0" name="p"><Sources>{sources}</Sources></Project>'
    (tmp_path / "talks.qde").write_text(xml, "utf-8")
    study = crowd.study_of(tmp_path, lang, tmp_path / "talks.qde")
    documents = study.table("documents").set_index("name")
    turns = study.table("turns").query("role == 'participant'").set_index("document_id")
    who = turns.loc[documents.loc["talks.qde/t0.txt", "document_id"], "case_id"]
    done = study.withdraw(who, whole_file=True)
    assert not (study.folder.raw / "talks.qde").exists()
    assert study.table("documents")["name"].tolist() == ["talks.qde/t1.txt"]
    assert not any("redact the file by hand" in line for line in done.not_reached)


def test_a_plan_tells_everything_and_does_nothing(study, lang, crowd):
    who = crowd.who_said(study, lang)["R3"]
    corpus = study.folder.reports / "corpus"
    corpus.mkdir(exist_ok=True)
    for at in range(9):
        (corpus / f"more-{at}.txt").write_text("-", "utf-8")
    before = _everything(study)
    told = str(plan(study.folder, study.config, study.store, who))
    assert _everything(study) == before
    assert told.startswith(
        f"Withdraw {who} from study 'shop'? This cannot be undone.\n  - raw/survey.csv: row 3 is taken out"
    )
    assert str(study.folder.reports / "report.html") in told
    assert f"  - {corpus}: all {sum(path.is_file() for path in corpus.iterdir())} files\n" in f"{told}\n"


def test_an_interrupted_withdrawal_is_finished_by_the_same_command(study, lang, crowd, monkeypatch):
    who = crowd.who_said(study, lang)["solo"]

    def broken(*_):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("cjm_research.study.withdrawal.forget", broken)
        with pytest.raises(KeyboardInterrupt):
            study.withdraw(who)
    assert _found(study, crowd.NAMES[lang]["solo"])
    study.withdraw(who)
    assert _found(study, *_pieces(crowd.SAID[lang]["solo"]), crowd.NAMES[lang]["solo"]) == []


def test_a_key_that_is_not_here_is_listed(study, lang, crowd, tmp_path, monkeypatch):
    who = crowd.who_said(study, lang)["solo"]
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "elsewhere"))
    done = study.withdraw(who)
    assert "is not on this machine" in done.not_reached[0]
    assert done.not_reached[0].endswith(f"Then run `cjm withdraw shop {who}` again")


def test_a_file_that_cannot_be_cut_goes_only_when_that_is_said(tmp_path, lang, crowd):
    pyreadstat = pytest.importorskip("pyreadstat", reason="SPSS files are written with it")
    import pandas as pd

    answers = [crowd.SAID[lang][key][0].replace("\n", " ") for key in ("R2", "R3", "R4", "R5")]
    frame = pd.DataFrame({"id": ["a1", "a2", "a3", "a4"], "hard": answers})
    pyreadstat.write_sav(frame, str(tmp_path / "survey.sav"), column_labels=["id", "What was hard?"])
    study = crowd.study_of(tmp_path, lang, tmp_path / "survey.sav")
    who = study.table("turns").sort_values("place")["case_id"].iloc[1]
    message = (
        "raw/survey.sav: nothing can be taken out of a file of this kind. Others are in the file too: either take "
        f"{who} out of it by hand and add it again, or let the whole original go with --whole-file (what the others "
        "said stays in the study)."
    )
    with pytest.raises(StudyError, match=f"^{re.escape(message)}$"):
        study.withdraw(who)
    assert (study.folder.raw / "survey.sav").exists()
    study.withdraw(who, whole_file=True)
    assert not (study.folder.raw / "survey.sav").exists()
    assert len(study.table("documents")) == 3


def test_somebody_unknown_is_named_with_the_nearest(study):
    message = "Study 'shop' has no person 'p3'. Did you mean P03? It has 7 people; `study.table('cases')` lists them."
    with pytest.raises(StudyError, match=f"^{re.escape(message)}$"):
        study.withdraw("p3")


def test_a_database_that_another_program_holds_is_listed(study, lang, crowd):
    who = crowd.who_said(study, lang)["R2"]
    other = sqlite3.connect(study.folder.database, isolation_level=None)
    other.execute("BEGIN")
    other.execute("SELECT count(*) FROM turns").fetchone()
    with study.store._engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA busy_timeout = 10")
    done = study.withdraw(who)
    other.close()
    assert any("another program holds it open" in line for line in done.not_reached)


def test_a_comment_of_the_settings_names_no_original(study, lang, crowd):
    toml = study.folder.path / "study.toml"
    who = crowd.who_said(study, lang)["R3"]
    shown = plan(study.folder, study.config, study.store, who).steps[0].source
    toml.write_text(toml.read_text("utf-8") + f'\n# [columns."{shown}"]\n', "utf-8")
    assert not any(str(toml) in line for line in study.withdraw(who).not_reached)
