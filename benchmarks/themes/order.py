"""Do the themes hold still: other orders of rows, other seeds, two runs; BERTopic as it comes beside ours.

usage: python benchmarks/themes/order.py --cache FOLDER [--sets banking …] [--sizes 60 200 1000] [--shuffles 5]

The same texts are fitted in the order of their ids and in so many shuffles, and with so many seeds; the figure is the
mean adjusted Rand index of all pairs of runs, the unassigned counted as one group. "Identical" compares digests of the
frames of three fits to the last digit, each the first of a process of its own, with other hash seeds, one thread or
two, and one of them with its rows shuffled; the frames that differ are named. BERTopic is run in other orders with its
seed fixed, and again in one order with none, as it comes. A method that assigns nothing holds still too: read the
coverage beside it.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import fields
from pathlib import Path

import numpy as np
import pandas as pd
from gold import SETS, Gold, load, sample
from measures import mean_pairwise_ari
from ours import fit, labels
from report import table
from rivals import Case, bertopic_default

_SEED = 7


def main() -> None:
    """Read the command line, run, print one table."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--cache", type=Path, required=True, help="folder of the vectors")
    parser.add_argument("--sets", nargs="+", choices=sorted(SETS), default=list(SETS))
    parser.add_argument("--sizes", nargs="+", type=int, default=[60, 200, 1_000])
    parser.add_argument("--shuffles", type=int, default=5)
    parser.add_argument("--methods", nargs="+", choices=("ours", "default"), default=["ours", "default"])
    parser.add_argument("--digest", nargs=3, metavar=("SET", "N", "SHUFFLE"), help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.digest:
        name, n, shuffle = given.digest
        print(digest(sample(load(name, given.cache), int(n), 0), int(shuffle)))
        return
    print(as_markdown(given))


def as_markdown(given: argparse.Namespace) -> str:
    """Return one row for each set, size and method."""
    from tqdm import tqdm

    golds = {name: load(name, given.cache) for name in given.sets}
    wanted = [(name, n) for name, gold in golds.items() for n in given.sizes if n <= len(gold)]
    lines = []
    for name, n in tqdm(wanted, unit="sample"):
        part = sample(golds[name], n, 0)
        if "ours" in given.methods:
            lines.append([name, f"{n:,}", "ours", *_ours(part, given.shuffles), _identical(given.cache, name, n)])
        if "default" in given.methods:
            lines.append([name, f"{n:,}", "BERTopic default", *_default(part, given.shuffles), "–"])
    return table(["set", "texts", "method", "themes", "coverage", "orders", "seeds", "s a fit", "identical"], lines)


def digest(gold: Gold, shuffle: int) -> str:
    """Return a digest of each frame of a fit, as "frame=digest"; `shuffle` 0 keeps the order of the ids."""
    fitted, found = fit(shuffled(gold, shuffle), _SEED), []
    for part in fields(fitted):
        written = pd.DataFrame(getattr(fitted, part.name)).to_csv(index=False, float_format="%.17g")
        found.append(f"{part.name}={hashlib.sha256(written.encode()).hexdigest()}")
    return " ".join(found)


def shuffled(gold: Gold, turn: int) -> Gold:
    """Return the rows in another order; turn 0 keeps it."""
    if turn == 0:
        return gold
    return gold.rows(np.random.default_rng(turn).permutation(len(gold)))


def _ours(gold: Gold, shuffles: int) -> list[str]:
    began = time.perf_counter()
    orders = _in_orders(gold, shuffles, lambda part: labels(part, fit(part, _SEED)))
    seconds = (time.perf_counter() - began) / (shuffles + 1)
    seeds = [labels(gold, fit(gold, seed)) for seed in range(shuffles)]
    return _figures(orders, seeds, seconds)


def _default(gold: Gold, shuffles: int) -> list[str]:
    began = time.perf_counter()
    orders = _in_orders(gold, shuffles, lambda part: bertopic_default(_case(part, _SEED)).labels)
    seconds = (time.perf_counter() - began) / (shuffles + 1)
    seeds = [bertopic_default(_case(gold, None)).labels for _ in range(shuffles)]
    return _figures(orders, seeds, seconds)


def _figures(orders: list[np.ndarray], seeds: list[np.ndarray], seconds: float) -> list[str]:
    covered = np.mean([(run >= 0).mean() for run in orders])
    found = [f"{mean_pairwise_ari(orders):.3f}", f"{mean_pairwise_ari(seeds):.3f}"]
    return [f"{len({*orders[0].tolist()} - {-1})}", f"{covered:.2f}", *found, f"{seconds:.1f}"]


def _case(gold: Gold, seed: int | None) -> Case:
    return Case(gold, [], seed)


def _in_orders(gold: Gold, shuffles: int, run: Callable[[Gold], Sequence[int]]) -> list[np.ndarray]:
    """Return the labels of each run, brought back into the order of the ids."""
    runs = []
    for turn in range(shuffles + 1):
        part = shuffled(gold, turn)
        runs.append(np.asarray(run(part))[np.argsort(part.ids, kind="stable")])
    return runs


def _identical(cache: Path, name: str, n: int) -> str:
    found: list[list[str]] = []
    for hash_seed, threads, shuffle in (("1", "1", "0"), ("2", "2", "0"), ("3", "2", "1")):
        command = [sys.executable, __file__, "--cache", str(cache), "--digest", name, str(n), shuffle]
        env = {**os.environ, "PYTHONHASHSEED": hash_seed, "OMP_NUM_THREADS": threads}
        told = subprocess.run(command, check=True, capture_output=True, text=True, env=env)
        found.append(told.stdout.strip().splitlines()[-1].split())
    unlike = [parts[0].split("=")[0] for parts in zip(*found, strict=True) if len(set(parts)) > 1]
    return f"no: {', '.join(unlike)}" if unlike else "yes"


if __name__ == "__main__":
    main()
