"""Two processes that code at once in one study: no act is lost, and neither is told of a lock.

usage: python benchmarks/coding/together.py [--seconds 60] [--seed 1]

Both do random acts on the same segments: verdicts, marks, merges, splits, flags, notes, codes of their own, undo and
redo. A refusal ("the segment was merged in the meantime") is an answer; an error of the database is a fault.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from runpy import run_path

from cjm_research.store.database import Store
from cjm_research.store.replay import replay_tables

_TOY = Path(__file__).parents[2] / "tests" / "laws" / "coding_toy.py"
_CODERS = ("Ana", "博")
_CHILD = """
import json, random, sys, time
from runpy import run_path
from cjm_research.errors import StaleError, StoreError
from cjm_research.store.database import Store

path, coder, seconds, toy = sys.argv[1], sys.argv[2], float(sys.argv[3]), run_path(sys.argv[4])
draw = random.Random(sys.argv[5] + coder)
store = Store.open(path)
hands = toy["Hands"](store, coder)
told = {"kept": [], "refused": 0, "stale": 0, "faults": [], "slowest": 0.0}
record = store.record
def keeping(*args, **kwargs):
    began = time.perf_counter()
    event_id = record(*args, **kwargs)
    told["slowest"] = max(told["slowest"], time.perf_counter() - began)
    told["kept"].append(event_id)
    return event_id
store.record = keeping
print("ready", flush=True)
sys.stdin.readline()
end = time.perf_counter() + seconds
while time.perf_counter() < end:
    refused = hands.act(draw.choice(toy["ACTS"]), draw.randrange(10**6), draw.randrange(10**6))
    told["refused"] += refused is not None
    told["stale"] += isinstance(refused, StaleError)
    if isinstance(refused, StoreError) and not isinstance(refused, StaleError):
        told["faults"].append(str(refused))
print(json.dumps(told), flush=True)
"""


@dataclass(frozen=True)
class Together:
    """What two coders did: acts kept and lost, refusals, those as the other was quicker, faults, slowest commit."""

    kept: int
    lost: int
    refused: int
    stale: int
    faults: tuple[str, ...]
    slowest: float


def together(folder: Path, seconds: float, seed: int) -> Together:
    """Let two processes code at once in a new study in a folder."""
    path = folder / "study.sqlite"
    run_path(str(_TOY))["make"](path)
    children = [
        subprocess.Popen(
            [sys.executable, "-c", _CHILD, str(path), coder, str(seconds), str(_TOY), str(seed)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )
        for coder in _CODERS
    ]  # fmt: skip
    for child in children:
        child.stdout.readline()
    for child in children:
        # One that could not begin says why below, by its exit status.
        with suppress(BrokenPipeError):
            child.stdin.write("go\n")
            child.stdin.flush()
    outputs = [child.communicate(timeout=seconds + 120) for child in children]
    faults = [err.strip().splitlines()[-1] for (_, err), child in zip(outputs, children, strict=True)
              if child.returncode]  # fmt: skip
    told = [json.loads(out) for out, _ in outputs if out.strip()]
    with Store.open(path) as store:
        acts, tables = store.events(), replay_tables(store.events())
        faults += store.check()
        faults += [f"table {name}" for name, frame in tables.items() if not frame.equals(store.frame(name))]
    actors = dict(zip(acts["event_id"], acts["actor"], strict=True))
    lost = sum(event_id not in actors for one in told for event_id in one["kept"])
    faults += [fault for one in told for fault in one["faults"]]
    return Together(
        kept=sum(len(one["kept"]) for one in told),
        lost=lost,
        refused=sum(one["refused"] for one in told),
        stale=sum(one["stale"] for one in told),
        faults=tuple(faults),
        slowest=max((one["slowest"] for one in told), default=0.0),
    )


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        found = together(Path(folder), args.seconds, args.seed)
    print(f"{found.kept} acts kept, {found.lost} lost, {found.refused} refused ({found.stale} because the other was "
          f"quicker), {len(found.faults)} faults, slowest commit {found.slowest * 1000:.0f} ms")  # fmt: skip
    for fault in found.faults[:5]:
        print(fault)


if __name__ == "__main__":
    main()
