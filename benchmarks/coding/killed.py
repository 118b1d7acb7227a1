"""Processes that code as fast as they can, killed at a random moment: what they said is kept is kept, and all is well.

usage: python benchmarks/coding/killed.py [--runs 200] [--seed 1]

Every run opens the same study, does random acts, marks, merges and splits among them, and prints the id of each act
that is committed. It is killed with SIGKILL 0–0.5 s after its first act; then the database is opened and checked, and
every id that was printed must be there.
"""

from __future__ import annotations

import argparse
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from runpy import run_path

from cjm_research.store.database import Store

_TOY = Path(__file__).parents[2] / "tests" / "laws" / "coding_toy.py"
_CHILD = """
import random, sys
from runpy import run_path
from cjm_research.store.database import Store

path, coder, seed, toy = sys.argv[1], sys.argv[2], sys.argv[3], run_path(sys.argv[4])
draw = random.Random(seed)
store = Store.open(path)
hands = toy["Hands"](store, coder)
seen = store.count("events")
print("ready", flush=True)
while True:
    hands.act(draw.choice(toy["ACTS"]), draw.randrange(10**6), draw.randrange(10**6))
    for event_id in store.events(seen)["event_id"]:
        seen = int(event_id)
        print(seen, flush=True)
"""


@dataclass(frozen=True)
class Killed:
    """What runs did: acts said to be committed, those of them that were lost, and what was wrong with the database."""

    runs: int
    acts: int
    lost: int
    faults: tuple[str, ...]


def killed(folder: Path, runs: int, seed: int, longest: float = 0.5) -> Killed:
    """Kill so many runs in a new study in a folder."""
    path, draw = folder / "study.sqlite", random.Random(seed)
    run_path(str(_TOY))["make"](path)
    acts = lost = 0
    faults: list[str] = []
    for number in range(runs):
        told = _run(path, ("Ana", "博")[number % 2], f"{seed} {number}", draw.uniform(0.0, longest))
        with Store.open(path) as store:
            faults += store.check()
            there = set(store.events()["event_id"])
        acts += len(told)
        lost += len(told - there)
    return Killed(runs, acts, lost, tuple(faults))


def _run(path: Path, coder: str, seed: str, wait: float) -> set[int]:
    """Return the ids that a process printed before it was killed."""
    command = [sys.executable, "-c", _CHILD, str(path), coder, seed, str(_TOY)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as child:
        told = [child.stdout.readline(), child.stdout.readline()]
        time.sleep(wait)
        os.kill(child.pid, signal.SIGKILL)
        told += child.stdout.read().splitlines(keepends=True)
    return {int(line) for line in told[1:] if line.endswith("\n")}


def main() -> None:
    """Print the figures of many runs."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--runs", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    began = time.perf_counter()
    acts = lost = 0
    faults: list[str] = []
    # A study of its own for every ten runs, so that the time goes into coding, not into reading long histories.
    for at in range(0, args.runs, 10):
        with tempfile.TemporaryDirectory() as folder:
            found = killed(Path(folder), min(10, args.runs - at), args.seed + at)
        acts, lost, faults = acts + found.acts, lost + found.lost, faults + list(found.faults)
        print(f"{at + found.runs} runs, {acts} acts told, {lost} lost, {len(faults)} faults, "
              f"{time.perf_counter() - began:.0f} s", flush=True)  # fmt: skip
    for fault in faults[:5]:
        print(fault)


if __name__ == "__main__":
    main()
