"""Adding files to a study: dry runs, newer versions, what is interrupted, and that no name gets out."""

import hashlib
import os
import shutil
import signal
import subprocess
import sys

import pytest

from cjm_research.study import incoming, intake
from cjm_research.study.facade import Study

NAMES = {"en": ("Anna Berg", "Anna", "Berg"), "zh": ("王秀英", "秀英")}
TALK = {
    "en": "Tom Reed: What was hard about it?\n\n"
    "{0}: I am {0}. The checkout kept crashing and I lost my whole basket.\n\n"
    "Tom Reed: And why did you stay with them, {1}?\n\n{0}: Because delivery is free and it saves me a long trip.\n",
    "zh": "访谈者：哪里不方便？\n\n{0}：我叫{0}。付款的时候一直闪退，购物车都没了。\n\n"
    "访谈者：{1}，那为什么还用他们的？\n\n{0}：因为送货快，能省不少时间，也不用出门。\n",
}
BETWEEN = {
    "en": "\n\nTom Reed: Anything else?\n\n{0}: The parcel was left in the rain on the doorstep.",
    "zh": "\n\n访谈者：还有别的吗？\n\n{0}：包裹被放在门口淋了一夜的雨。",
}
CODED = {"en": "Because delivery is free", "zh": "因为送货快"}


@pytest.fixture(params=["en", "zh"])
def lang(request):
    return request.param


@pytest.fixture
def study(lang, tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    (tmp_path / "desk" / "corpora").mkdir(parents=True)
    monkeypatch.chdir(tmp_path / "desk")
    return Study.new("shop", languages=[lang])


@pytest.fixture
def talk(lang, tmp_path):
    path = tmp_path / f"Talk with {NAMES[lang][0]}.txt"
    path.write_text(TALK[lang].format(*NAMES[lang]), "utf-8")
    return path


def edit(path, lang):
    first, second, rest = path.read_text("utf-8").split("\n\n", 2)
    path.write_text(f"{first}\n\n{second}{BETWEEN[lang].format(*NAMES[lang])}\n\n{rest}", "utf-8")
    return path


def bytes_of(folder):
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.name.endswith(("-shm", "-wal"))
    }


def code(study, lang):
    session = study.review("Ana")
    segments = study.segments()
    session.goto(segments.loc[segments["text"].str.contains(CODED[lang]), "segment_id"].iloc[0])
    session.accept()
    return study.store.codings()


def test_a_dry_run_tells_what_would_be_read_and_writes_nothing(study, talk, lang, tmp_path):
    study.store.close()
    before, config = bytes_of(study.folder.path), bytes_of(tmp_path / "config")
    planned = study.add(talk, tmp_path / "gone.txt", dry_run=True)
    assert (planned.totals["read"], planned.totals["not read"]) == (1, 1)
    assert ("would be read" in str(planned)) == (lang == "en")
    study.store.close()
    assert bytes_of(study.folder.path) == before
    assert bytes_of(tmp_path / "config") == config
    assert len(study.table("documents")) == 0
    assert study.add(talk).rows() == planned.rows()[1:]


def test_adding_the_same_file_again_changes_nothing(study, talk):
    study.add(talk)
    frames = {name: study.table(name) for name in ("files", "documents", "turns", "cases", "replacements")}
    key = (study.folder.path / "pseudonyms.key").read_bytes()
    again = study.add(talk)
    assert again.totals["read"] == 1
    assert all(study.table(name).equals(frame) for name, frame in frames.items())
    assert (study.folder.path / "pseudonyms.key").read_bytes() == key
    assert not (study.folder.raw / ".versions").exists()


def test_an_edited_file_is_a_new_version_and_its_codings_move_along(study, talk, lang):
    study.add(talk)
    study.run(progress=False)
    before = code(study, lang)
    old = talk.read_bytes()
    report = study.add(edit(talk, lang))
    told = {"en": "version 2: 4 of 6 turns unchanged", "zh": "第 2 版：4 / 6 段话未变"}[lang]
    assert told in str(report)
    assert report.files.loc[0, "version"] == 2
    study.run(progress=False)
    after = study.store.codings()
    words = study.segments().set_index("segment_id")["text"]
    assert all(CODED[lang] in words[segment_id] for segment_id in after["segment_id"])
    assert set(after["segment_id"]) != set(before["segment_id"])
    unchanged = ["kind", "value", "coder", "act", "created_at", "event_id"]
    assert after[unchanged].equals(before[unchanged])
    assert study.store.check() == []
    source = report.files.loc[0, "source"]
    assert (study.folder.raw / source).read_bytes() == talk.read_bytes()
    kept = study.folder.raw / ".versions" / f"{source}.{hashlib.sha256(old).hexdigest()[:12]}"
    assert kept.read_bytes() == old
    assert study.table("cases")["case_id"].tolist() == ["P01"]


def test_codings_on_words_that_changed_are_named_in_the_report(study, talk, lang):
    study.add(talk)
    study.run(progress=False)
    n = len(set(code(study, lang)["segment_id"]))
    talk.write_text(talk.read_text("utf-8").replace(CODED[lang], {"en": "Well", "zh": "嗯"}[lang]), "utf-8")
    report = str(study.add(talk))
    assert {
        "en": f"{n} coding is on words that changed: “{CODED['en']}",
        "zh": f"{n} 条编码所在的文字已改动：“{CODED['zh']}",
    }[lang] in report
    with pytest.warns(UserWarning, match={"en": "is on words that changed", "zh": "所在的文字已改动"}[lang]):
        study.run(progress=False)
    assert len(study.store.codings()) == 0
    assert study.store.check() == []
    talk.write_text(TALK[lang].format(*NAMES[lang]), "utf-8")
    study.add(talk)
    study.run(progress=False)
    assert len(set(study.store.codings()["segment_id"])) == n
    assert study.store.check() == []


def test_another_file_of_the_same_name_is_kept_out(study, talk, lang):
    study.add(talk)
    other = {
        "en": "Tom Reed: And the lift?\n\n{0}: A man with a ladder came.",
        "zh": "访谈者：电梯呢？\n\n{0}：后来来了位师傅修好了。",
    }
    talk.write_text(other[lang].format(*NAMES[lang]), "utf-8")
    report = study.add(talk)
    assert report.totals["not read"] == 1
    assert report.files.loc[0, "error"].endswith(
        "and less than half of the words are the same. If this is a newer version of it, add it again with --replace "
        "(in Python: replace=True); if it is another one, rename it first."
    )
    assert study.add(talk, replace=True).files.loc[0, "version"] == 2


def test_no_name_of_the_roster_gets_out(study, talk, lang, tmp_path, recwarn, caplog):
    (tmp_path / f"{NAMES[lang][0]} 2.pdf").write_bytes(b"%PDF-1.4 broken")
    shutil.copy(talk, tmp_path / f"{NAMES[lang][0]}.doc")
    reports = [study.add(tmp_path, dry_run=True), study.add(tmp_path)]
    edit(talk, lang)
    study.run(progress=False)
    code(study, lang)
    reports += [study.add(tmp_path), study.load_report()]
    (study.folder.raw / "broken.pdf").write_bytes(b"%PDF-1.4 " + NAMES[lang][0].encode())
    study.run(progress=False)
    study.export()
    outputs = [str(report) + report._repr_html_() for report in reports]
    outputs += [str(warning.message) for warning in recwarn] + [caplog.text, study._repr_html_(), repr(study)]
    internal = {"files": ["source"], "documents": ["source"], "cases": ["source"]}
    for name in ("files", "documents", "cases", "turns", "replacements", "segments", "events", "codings", "themes"):
        frame = study.table(name)
        outputs.append(frame.drop(columns=internal.get(name, [])).to_csv())
    exported = [path for path in study.folder.reports.rglob("*") if path.is_file()]
    outputs += [str(path) for path in exported]
    outputs += [path.read_bytes().decode("utf-8", "ignore") for path in exported if path.suffix != ".xlsx"]
    assert len(exported) > 5
    for name in NAMES[lang]:
        assert [text[max(0, text.find(name) - 60) :][:140] for text in outputs if name in text] == []


def test_the_same_interview_in_another_format_is_not_read_a_second_time(study, talk, lang):
    study.add(talk)
    other = talk.with_suffix(".md")
    shutil.copy(talk, other)
    report = study.add(other)
    assert report.totals["left out"] == 1
    assert report.files.loc[0, "skipped"][0]["why"].startswith("same words as ")
    assert len(study.table("documents")) == 1


def test_an_encoding_that_is_named_is_read_anew_and_held_on_to(study, lang, tmp_path):
    text = {
        "en": "Tom Reed: Why?\n\nKim Fox: It was £5, “late”.\n",
        "zh": "访谈者：为什么？\n\n受访者：这个价格太贵了。\n",
    }[lang]
    encoding = {"en": "cp1252", "zh": "gb18030"}[lang]
    path = tmp_path / "talk.txt"
    path.write_bytes(text.encode(encoding))
    study.add(path)
    wrong = study.add(path, encoding="big5" if lang == "zh" else "cp1251").files.loc[0]
    assert (wrong["version"], wrong["confidence"]) == (1, 1.0)
    right = study.add(path, encoding=encoding).files.loc[0]
    assert (right["encoding"], right["version"]) == (encoding, 1)
    intake.reread(study.folder, study.store, study.config, ["talk.txt"])
    words = text.split("\n\n")[1].partition("：" if lang == "zh" else ": ")[2].strip()
    assert words in study.table("documents").loc[0, "text"]
    assert study.table("files").loc[0, "encoding"] == encoding


def test_reading_anew_follows_the_decisions_and_keeps_codings(study, talk, lang):
    study.add(talk)
    study.run(progress=False)
    code(study, lang)
    source = study.table("files").loc[0, "source"]
    with (study.folder.path / "study.toml").open("a", encoding="utf-8") as stream:
        stream.write(f'\n[roles."{source}"]\n"speaker 1" = "other"\n[people.P01]\nconsent = "not recorded"\n')
    intake.reread(study.folder, study.store, study.folder.config(), [source])
    assert study.table("turns").sort_values("seq")["role"].tolist()[0] == "other"
    assert study.table("cases")["consent"].tolist() == ["not recorded"]
    assert study.table("files").loc[0, "version"] == 1
    study.run(progress=False)
    words = study.segments().set_index("segment_id")["text"]
    assert all(CODED[lang] in words[segment_id] for segment_id in study.store.codings()["segment_id"])


KILLED = """
import os, signal, sys
from cjm_research.store.database import Store
from cjm_research.study.facade import Study
import cjm_research.store.database as database
signal.signal(signal.SIGINT, signal.default_int_handler)  # a run in the background is deaf to Ctrl-C
put = database._put
def dies(connection, table, rows):
    put(connection, table, rows)
    if table.name == "turns":
        os.kill(os.getpid(), getattr(signal, sys.argv[2]))
database._put = dies
Study.open("shop").add(sys.argv[1])
"""


@pytest.mark.parametrize("how", ["SIGKILL", "SIGINT"])
def test_an_add_that_is_stopped_leaves_nothing_and_the_next_one_all(study, talk, how):
    done = subprocess.run([sys.executable, "-c", KILLED, talk, how], capture_output=True, check=False, env=os.environ)
    assert done.returncode in (-signal.SIGKILL, -signal.SIGINT, 130, 1), done.stderr.decode()
    assert all(len(study.table(name)) == 0 for name in ("files", "documents", "turns", "cases", "replacements"))
    assert study.store.check() == []
    assert study.add(talk).totals["read"] == 1
    assert study.table("cases")["case_id"].tolist() == ["P01"]


def test_what_a_killed_copy_left_behind_is_swept_away(study, talk):
    part = study.folder.raw / "talk.vtt.part"
    fresh = study.folder.raw / "other.vtt.part"
    for path in (part, fresh):
        path.write_bytes(b"WEBVTT")
    os.utime(part, (0, 0))
    incoming.sweep(study.folder)
    assert (part.exists(), fresh.exists()) == (False, True)


def test_one_person_in_two_adds_is_one_case(study, talk, lang, tmp_path):
    study.add(talk)
    second = tmp_path / "later.txt"
    second.write_text(BETWEEN[lang].format(*NAMES[lang]).strip(), "utf-8")
    study.add(second)
    assert study.table("cases")["case_id"].tolist() == ["P01"]
    assert set(study.table("turns").query("role == 'participant'")["case_id"]) == {"P01"}


def test_only_the_database_of_a_qualcoder_project_is_kept(study, tmp_path):
    from cjm_research.corpora.reading import Reading

    project = tmp_path / "Sofa.qda"
    (project / "audio").mkdir(parents=True)
    (project / "audio" / "talk.wav").write_bytes(b"RIFF")
    (project / "data.qda").write_bytes(b"SQLite format 3\0")
    reading = Reading(project, "QualCoder", source="Sofa.qda", sha256=hashlib.sha256(b"SQLite format 3\0").hexdigest())
    incoming.copy_in(study.folder, reading)
    assert bytes_of(study.folder.raw) == {"Sofa.qda/data.qda": reading.sha256}


def test_a_file_that_is_there_already_is_said_to_be_unchanged(study, talk, lang):
    study.add(talk)
    told = {"en": "already in the study, unchanged", "zh": "研究中已有，未变"}[lang]
    assert told not in str(study.load_report())
    assert told in str(study.add(talk))
    other = talk.with_name("other.txt")
    other.write_text(
        TALK[lang].format(*NAMES[lang][:2]).replace("checkout", "planner").replace("闪退", "卡住"), "utf-8"
    )
    lines = str(study.add(talk, other)).splitlines()
    assert sum(told in line for line in lines) == 1
