"""Small runs of ``benchmarks/coding``: processes killed while they code, and two that code at once."""

import signal
import sys
from pathlib import Path
from runpy import run_path

import pytest

_BENCHMARKS = Path(__file__).parents[2] / "benchmarks" / "coding"


def _benchmark(name):
    return run_path(str(_BENCHMARKS / f"{name}.py"))


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="this system has no SIGKILL")
def test_five_processes_killed_while_they_code_lose_no_act(tmp_path):
    found = _benchmark("killed")["killed"](tmp_path, runs=5, seed=3, longest=0.3)
    assert (found.runs, found.lost, found.faults) == (5, 0, ())
    assert found.acts >= 5


@pytest.mark.skipif(sys.platform == "win32", reason="pipes of the two processes are read one after the other")
def test_two_processes_that_code_for_three_seconds_lose_no_act_and_see_no_lock(tmp_path):
    found = _benchmark("together")["together"](tmp_path, seconds=3, seed=3)
    assert (found.lost, found.faults) == (0, ())
    assert found.kept >= 10
