"""`cjm privacy` and `cjm withdraw` as a person types them; a passphrase is typed where a terminal hides it."""

import os
import subprocess
import sys

import pytest
from typer.testing import CliRunner

from cjm_research.cli.app import app

TALK = {
    "en": "Interviewer: What was hard?\n\nTamsin Wetherby: The checkout crashed, they phoned me on 415-555-0163.\n\n"
    "Interviewer: And why did you stay?\n\nTamsin Wetherby: Because delivery is free and it saves me a trip.\n",
    "zh": "访谈者：哪里不方便？\n\n郑若溪：付款的时候一直闪退，后来有人用13800138123给我打电话。\n\n"
    "访谈者：那为什么还用？\n\n郑若溪：因为送货快，能省不少时间。\n",
}
RAW = {"en": ("Tamsin", "415-555-0163"), "zh": ("郑若溪", "13800138123")}


@pytest.fixture(params=["en", "zh"])
def lang(request):
    return request.param


@pytest.fixture
def desk(tmp_path, lang, monkeypatch):
    (tmp_path / "corpora").mkdir()
    (tmp_path / "talk.txt").write_text(TALK[lang], "utf-8")
    monkeypatch.chdir(tmp_path)
    _run("new", "shop", "--lang", lang)
    _run("add", "shop", "talk.txt")
    return tmp_path


def _run(*arguments, typed=""):
    result = CliRunner().invoke(app, [str(part) for part in arguments], input=typed)
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def test_privacy_prints_no_raw_name_unless_asked(desk, lang):
    for arguments in ((), ("--all",)):
        done = _run("privacy", "shop", *arguments)
        assert done.exit_code == 0
        assert not any(name in done.output for name in RAW[lang])
    assert "[phone-1]" in done.output
    assert RAW[lang][1] in _run("privacy", "shop", "--show", "--all").output


def test_a_passphrase_is_asked_for_and_never_shown(desk, lang):
    done = _run("privacy", "shop", "--passphrase", typed="四个词\n四个词\n")
    assert done.exit_code == 0, done.output
    assert "四个词" not in done.output
    assert "The passphrase protects the key from now on." in done.output
    assert _run("privacy", "shop").exit_code == 0
    assert RAW[lang][1] in _run("privacy", "shop", "--show", "--all", typed="四个词\n").output
    (desk / "more.txt").write_text(TALK[lang], "utf-8")
    assert _run("add", "shop", "more.txt", typed="四个词\n").exit_code == 0


def test_a_key_file_takes_the_place_of_the_passphrase(desk):
    _run("privacy", "shop", "--passphrase", typed="one\none\n")
    done = _run("privacy", "shop", "--key-file", desk / "stick.key", typed="one\n")
    assert f"{desk / 'stick.key'} opens the key from now on." in done.output
    assert _run("privacy", "shop", "--show").exit_code == 0


def test_withdraw_tells_first_and_asks(desk, lang):
    done = _run("withdraw", "shop", "P01", typed="n\n")
    assert done.exit_code == 1
    assert "Withdraw P01 from study 'shop'? This cannot be undone." in done.output
    assert "Nothing was changed." in done.output
    assert (desk / "corpora" / "shop" / "raw" / "talk.txt").exists()
    done = _run("withdraw", "shop", "P01", typed="y\n")
    assert done.exit_code == 0
    assert "P01 is withdrawn." in done.output
    assert "Not reached:" in done.output
    assert not any(name in done.output for name in RAW[lang])
    assert not (desk / "corpora" / "shop" / "raw" / "talk.txt").exists()


def test_errors_are_one_line_without_a_traceback(desk):
    done = subprocess.run(
        [sys.executable, "-m", "cjm_research.cli", "withdraw", "shop", "P7", "--yes"],
        cwd=desk, capture_output=True, text=True, check=False, env={**os.environ, "PYTHONIOENCODING": "utf-8"},
    )  # fmt: skip
    assert done.returncode == 1
    assert done.stderr.startswith("cjm: Study 'shop' has no person 'P7'.")
    assert "Traceback" not in done.stderr
