"""10,000 random acts of two coders: after each, every table people write is what the events tell.

usage: python benchmarks/coding/machine.py [--acts 10000] [--steps 60] [--seed 1]

The machine is that of ``tests/laws/test_coding_machine.py``: code, change, reject, skip, mark, merge, split, name a
code in vivo, flag, note, retire, rename and join codes, undo and redo, by two sessions that see each other's acts late.
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path
from runpy import run_path

from hypothesis import HealthCheck, seed, settings
from hypothesis.stateful import run_state_machine_as_test

_LAWS = Path(__file__).parents[2] / "tests" / "laws" / "test_coding_machine.py"


def main() -> None:
    """Run examples of the machine until so many acts are done, and tell how many were refused."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--acts", type=int, default=10_000)
    parser.add_argument("--steps", type=int, default=60, help="acts in one study")
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    machine = run_path(str(_LAWS))["CodingMachine"]
    limits = settings(
        max_examples=5, stateful_step_count=args.steps, deadline=None, database=None,
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    began, number = time.perf_counter(), args.seed
    while machine.acts < args.acts:
        run_state_machine_as_test(seed(number)(machine), settings=limits)
        number += 1
        print(f"{machine.acts} acts, {machine.refused} refused, {time.perf_counter() - began:.0f} s", flush=True)


if __name__ == "__main__":
    main()
