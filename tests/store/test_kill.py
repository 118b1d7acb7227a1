"""Killing a process in the middle of its writes loses nothing that it was told is committed."""

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from cjm_research.store.database import Store

_WRITER = """
import sys
from runpy import run_path
from cjm_research.store.database import Store

path, lang, toy = sys.argv[1], sys.argv[2], run_path(sys.argv[3])
store = Store.open(path)
session = toy["session"](store, lang)
suggestions = store.frame("suggestions")
print("ready", flush=True)
for turn in range(100_000):
    session.goto(session.queue[turn % 4])
    (session.accept, session.reject, session.skip, session.undo)[turn % 7 % 4]()
    version = str(turn)
    store.upsert("suggestions", suggestions.assign(version=version))
    print(len(store.events()), version, flush=True)
"""


def _kill_while_writing(path, lang, toy_file, after, wait):
    """Return the number of events and the version that the process last reported as committed."""
    command = [sys.executable, "-c", _WRITER, str(path), lang, str(toy_file)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as writer:
        told = [writer.stdout.readline() for _ in range(1 + after)]
        time.sleep(wait)
        os.kill(writer.pid, signal.SIGKILL)
        told += writer.stdout.read().splitlines(keepends=True)
    n_events, version = [line for line in told if line.endswith("\n")][-1].split()
    return int(n_events), int(version)


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="this system has no SIGKILL")
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_kill_in_the_middle_of_writes_loses_nothing_committed(tmp_path, toy, lang):
    path = tmp_path / "study.sqlite"
    with Store.open(path, create=True) as store:
        store.replace_many(toy.frames(lang))
    toy_file = Path(__file__).parents[1] / "review" / "toy.py"
    moments = random.Random(f"kill {lang}")
    for _ in range(5):
        reports, wait = moments.randint(1, 12), moments.uniform(0.0, 0.03)
        n_events, version = _kill_while_writing(path, lang, toy_file, reports, wait)
        with Store.open(path) as store:
            assert store.check() == []
            assert len(store.events()) >= n_events
            versions = set(store.frame("suggestions")["version"])
            assert len(versions) == 1, "a batch was written in part"
            assert int(versions.pop()) >= version
