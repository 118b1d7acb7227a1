"""Killing `cjm run` loses nothing that was committed; the next run goes on and ends with the same result."""

import os
import signal
import subprocess
import sys
import time

from cjm_research.study.facade import Study


def test_a_killed_run_is_taken_up_again(sample_of, tmp_path):
    sample = sample_of("zh")
    folder = sample.copy(tmp_path, "study.sqlite*", "cache")
    with (folder / "study.toml").open("a", encoding="utf-8") as stream:
        stream.write("\n[settings.coder]\nbatch = 32\n")
    command = [sys.executable, "-m", "cjm_research.cli", "run", str(folder)]
    running = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    study = Study.open(folder)
    deadline = time.monotonic() + 120
    while not len(study.table("suggestions")) and time.monotonic() < deadline:
        assert running.poll() is None, "the run ended before it could be killed"
        time.sleep(0.05)
    os.kill(running.pid, signal.SIGKILL)
    running.wait()
    committed = study.table("suggestions")
    n_segments = len(study.segments())
    assert 0 < committed["segment_id"].nunique() < n_segments
    assert study.store.check() == []

    study.run(progress=False)

    whole = study.table("suggestions")
    kept = whole.merge(committed[["segment_id", "kind"]], on=["segment_id", "kind"])
    assert kept.equals(committed)
    assert whole.equals(sample.study.table("suggestions"))
    assert study.themes().equals(sample.study.themes())


def test_ctrl_c_says_that_the_work_is_saved(sample_of, tmp_path):
    folder = sample_of("en").copy(tmp_path, "study.sqlite*", "cache")
    with (folder / "study.toml").open("a", encoding="utf-8") as stream:
        stream.write("\n[settings.coder]\nbatch = 32\n")
    command = [sys.executable, "-m", "cjm_research.cli", "run", str(folder)]
    # Where the tests run in the background, a shell has made them and their children deaf to Ctrl-C.
    running = subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )  # fmt: skip
    study = Study.open(folder)
    deadline = time.monotonic() + 120
    while not len(study.table("suggestions")) and time.monotonic() < deadline:
        assert running.poll() is None, "the run ended before it could be stopped"
        time.sleep(0.05)
    running.send_signal(signal.SIGINT)
    _, said = running.communicate(timeout=60)
    assert running.returncode == 130
    assert said.endswith("cjm: stopped. What was done is saved; the same command goes on from there.\n")
    assert "Traceback" not in said
    assert study.store.check() == []
