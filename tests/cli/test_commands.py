"""The commands as a person types them: what is printed, and the exit code."""

import io
import os
import subprocess
import sys
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

import docx
import openpyxl
import pandas as pd
import pytest

from cjm_research.cli.app import app, main

TALK = {
    "en": "Interviewer: What was hard?\n\nAnna Berg: The checkout kept crashing and I lost my basket.\n\n"
    "Interviewer: And why did you stay?\n\nAnna Berg: Because delivery is free and it saves me a trip.\n",
    "zh": "访谈者：哪里不方便？\n\n受访者：付款的时候一直闪退，购物车都没了。\n\n"
    "访谈者：那为什么还用？\n\n受访者：因为送货快，能省不少时间。\n",
}
OTHER = {
    "en": "Interviewer: Who fixes the lift?\n\nAnna Berg: Nobody came for three weeks, then a man with a ladder.\n",
    "zh": "访谈者：电梯谁来修？\n\n受访者：三个星期没人管，后来来了一位带梯子的师傅。\n",
}


@pytest.fixture
def desk(tmp_path):
    (tmp_path / "corpora").mkdir()
    for lang, text in TALK.items():
        (tmp_path / f"talk-{lang}.txt").write_text(text, "utf-8")
    return tmp_path


def typed(desk, *arguments):
    """The command in a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "cjm_research.cli", *map(str, arguments)],
        cwd=desk, capture_output=True, text=True, check=False, env={**os.environ, "PYTHONIOENCODING": "utf-8"},
    )  # fmt: skip


def cjm(desk, *arguments):
    """The same command in this process, which has read its libraries already: a tenth of the time."""
    out, err, code = io.StringIO(), io.StringIO(), 0
    with pytest.MonkeyPatch.context() as patch, redirect_stdout(out), redirect_stderr(err):
        patch.chdir(desk)
        patch.setattr(sys, "argv", ["cjm", *map(str, arguments)])
        try:
            main()
        except SystemExit as stop:
            code = stop.code or 0
    return subprocess.CompletedProcess(arguments, code, out.getvalue(), err.getvalue())


@pytest.mark.parametrize(("lang", "run"), [("en", typed), ("zh", cjm)])
def test_new_add_run_export_leads_from_a_file_to_a_report(desk, lang, run):
    assert run(desk, "new", "shop", "--lang", lang, "--title", "店 & shop").returncode == 0
    added = run(desk, "add", "shop", desk / f"talk-{lang}.txt")
    assert added.returncode == 0, added.stderr
    assert f"talk-{lang}.txt" in added.stdout
    ran = run(desk, "run", "shop")
    assert ran.returncode == 0, ran.stderr
    exported = run(desk, "export", "shop", "--for", "html,json")
    assert exported.returncode == 0, exported.stderr
    assert exported.stdout.split() == [f"{desk}/reports/shop/journey.json", f"{desk}/reports/shop/report.html"]
    assert "Anna" not in (desk / "reports" / "shop" / "report.html").read_text("utf-8")
    status = run(desk, "status", "shop")
    assert "店 & shop" in status.stdout
    assert status.returncode == 0


def test_export_takes_a_folder(desk):
    cjm(desk, "new", "shop")
    cjm(desk, "add", "shop", desk / "talk-en.txt")
    cjm(desk, "run", "shop")
    done = cjm(desk, "export", "shop", "--for", "json", "--out", desk / "out")
    assert done.stdout.split() == [f"{desk}/out/journey.json"]


def _bad_files(folder):
    folder.mkdir()
    (folder / "empty.txt").write_bytes(b"")
    (folder / "picture.txt").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 8)
    # An encrypted Office file is an OLE container, not a zip.
    (folder / "locked.docx").write_bytes(bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 600)
    whole = folder / "whole.docx"
    document = docx.Document()
    document.add_paragraph("Interviewer: Well?")
    document.save(whole)
    (folder / "torn.docx").write_bytes(whole.read_bytes()[:2000])
    whole.unlink()
    (folder / "closed.csv").write_text("id,score\n" + "".join(f"{n},{n % 5}\n" for n in range(40)), "utf-8")
    book = openpyxl.Workbook()
    book.active.append(["id", "score"])
    book.save(folder / "nothing.xlsx")
    return folder


def test_bad_files_are_named_with_a_remedy_and_the_good_ones_are_read(desk):
    cjm(desk, "new", "shop")
    bad = _bad_files(desk / "bad")
    done = cjm(desk, "add", "shop", desk / "talk-zh.txt", bad, desk / "missing.txt")
    assert done.returncode == 3, done.stdout + done.stderr
    for name in ("empty.txt", "picture.txt", "locked.docx", "torn.docx", "closed.csv", "nothing.xlsx", "missing.txt"):
        assert name in done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    status = cjm(desk, "status", "shop").stdout
    assert "talk-zh.txt" in status
    assert [line.split()[-1] for line in status.splitlines() if line.startswith("documents")] == ["1"]


def test_nothing_but_bad_files_fails(desk):
    cjm(desk, "new", "shop")
    assert cjm(desk, "add", "shop", _bad_files(desk / "bad")).returncode == 1


def test_a_wrong_encoding_is_refused_with_its_place_and_leaves_the_study_as_it_was(desk):
    cjm(desk, "new", "shop")
    (desk / "gb.txt").write_bytes(TALK["zh"].encode("gb18030"))
    done = cjm(desk, "add", "shop", desk / "gb.txt", "--encoding", "utf-8")
    assert done.returncode == 1
    assert "gb.txt" in done.stdout + done.stderr
    assert cjm(desk, "add", "shop", desk / "gb.txt").returncode == 0
    assert "gb18030" in cjm(desk, "status", "shop").stdout


def test_adding_the_same_file_again_changes_nothing(desk):
    cjm(desk, "new", "shop")
    cjm(desk, "add", "shop", desk / "talk-en.txt")
    before = cjm(desk, "status", "shop").stdout
    assert cjm(desk, "add", "shop", desk / "talk-en.txt").returncode == 0
    assert cjm(desk, "status", "shop").stdout == before


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_another_file_of_the_same_name_does_not_overwrite_the_first(desk, lang):
    cjm(desk, "new", "shop")
    original = desk / f"talk-{lang}.txt"
    cjm(desk, "add", "shop", original)
    copy = desk / "corpora" / "shop" / "raw" / original.name
    before = copy.read_bytes()
    original.write_text(OTHER[lang], "utf-8")
    refused = cjm(desk, "add", "shop", original)
    assert refused.returncode == 1
    assert "the study holds another file called" in refused.stdout
    assert copy.read_bytes() == before
    assert cjm(desk, "add", "shop", original, "--replace").returncode == 0
    assert copy.read_bytes() == original.read_bytes()


def test_a_study_that_does_not_exist_is_said_in_one_line(desk):
    done = cjm(desk, "run", "nowhere")
    assert done.returncode == 1
    assert done.stderr.startswith("cjm: Study 'nowhere': ")
    assert done.stderr.count("\n") == 1


def test_run_before_add_says_what_to_do_first(desk):
    cjm(desk, "new", "shop")
    done = cjm(desk, "run", "shop")
    assert (done.returncode, done.stderr) == (
        1, "cjm: Study 'shop' has no documents yet. Run `cjm add shop PATH` first.\n",
    )  # fmt: skip


def test_a_corrupt_database_is_refused_and_not_touched(desk):
    cjm(desk, "new", "shop")
    database = desk / "corpora" / "shop" / "study.sqlite"
    for rest in database.parent.glob("study.sqlite*"):
        rest.unlink()
    database.write_bytes(b"SQLite format 3\0" + b"\xff" * 5000)
    before = database.read_bytes()
    done = cjm(desk, "status", "shop")
    assert done.returncode == 1
    assert "study.sqlite" in done.stderr
    assert "Traceback" not in done.stderr
    assert database.read_bytes() == before


def test_an_unknown_format_lists_the_formats(desk):
    cjm(desk, "new", "shop")
    cjm(desk, "add", "shop", desk / "talk-en.txt")
    cjm(desk, "run", "shop")
    done = cjm(desk, "export", "shop", "--for", "excell")
    assert done.returncode == 1
    assert "No exporter is called 'excell'. Did you mean 'excel'?" in done.stderr


def test_formats_are_told_in_both_languages_and_in_no_other(desk):
    told = {lang: cjm(desk, "formats", "--lang", lang) for lang in ("en", "zh", "fr")}
    assert "* html " in told["en"].stdout
    assert "海报" in told["zh"].stdout
    assert (told["fr"].returncode, told["fr"].stdout) == (1, "")
    assert told["fr"].stderr == "cjm: No language of this command is called 'fr'. Known: en, zh.\n"


def test_suggest_keeps_ids_order_and_blank_rows(desk):
    table = pd.DataFrame(
        {
            "id": ["b", "a", "c", "001"],
            "text": ["The app keeps crashing when I pay.", "因为价格便宜，送货也快。", "", "I want a dark mode."],
            "context": ["What is bad?", "您为什么选择它？", "", "What would you add?"],
        }
    )
    table.to_csv(desk / "in.csv", index=False)
    done = cjm(desk, "suggest", desk / "in.csv", desk / "out.csv")
    assert done.returncode == 0, done.stderr
    out = pd.read_csv(desk / "out.csv", dtype={"id": str}, keep_default_na=False)
    assert out["id"].tolist() == ["b", "a", "c", "001"]
    assert out.loc[0, "pain_point"] == "functional"
    assert out.loc[1, "motivation"] == "extrinsic"
    assert out.loc[3, "goal"] == "explicit"
    assert out.loc[2, ["goal", "motivation", "pain_point", "stage"]].tolist() == ["", "", "", ""]
    assert out.loc[[0, 1, 3], "reason"].str.len().gt(0).all()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("id,answer\n1,x\n", "in.csv: no column text; the columns are id, answer."),
        ("id,text\n1,x\n1,y\n", "in.csv: the id '1' is there more than once (row 3)."),
        ("id,text,lang\n1,x,de\n", "in.csv: row 2: language 'de'. Expected en, zh or nothing"),
    ],
)
def test_suggest_says_what_is_wrong_with_a_table(desk, text, message):
    (desk / "in.csv").write_text(text, "utf-8")
    done = cjm(desk, "suggest", desk / "in.csv", desk / "out.csv")
    assert done.returncode == 1
    assert message in done.stderr
    assert not (desk / "out.csv").exists()


def test_doctor_finds_this_installation_well(desk):
    done = cjm(desk, "doctor")
    assert done.returncode == 0, done.stdout
    for word in ("embedder", "chinese font", "database", "exporters", "bertopic"):
        assert word in done.stdout


def test_every_command_is_in_the_readme_and_has_help(desk):
    readme = (Path(__file__).parents[2] / "README.md").read_text("utf-8")
    for command in app.registered_commands:
        assert f"`cjm {command.name or command.callback.__name__}" in readme
        assert command.callback.__doc__
