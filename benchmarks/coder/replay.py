"""Replay reviews on sources that a model has not been trained on: what does learning from the researcher bring?

usage: python benchmarks/coder/replay.py --outputs FILE.npz [TRAIN.csv] [--reviews 60] [--seeds 5]

FILE.npz holds, for hand-coded rows of sources left out of training, ``id``, ``family_logits`` and ``vector``, as
`train_encoder.py` writes them. Each source is a study of its own. Its calibration and lines come from the other
sources, and so does the strength of the prior, chosen on random orders; then its coders' verdicts are given one by one,
in the order in which the tool asks for them or at random.

Two figures for each: macro-F1 over the three families on the segments that were not reviewed (beside the same segments
without learning, for another order leaves other segments), and on the whole study, reviewed ones as the person said.
"""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import dataclass
from itertools import product
from pathlib import Path

import numpy as np
import pandas as pd
from calibrate import best_thresholds, fit_platt
from gold import GOLD, read_gold

from cjm_research.codes.learned import Scores, StudyScores, decide
from cjm_research.codes.learning import Prior
from cjm_research.review.coding.queue import check_order, coming
from cjm_research.schema import FAMILIES

PRIORS = [Prior(10.0, shift, weights) for shift, weights in product((1.0, 3.0), (0.05, 0.1, 0.2, 0.4))]
FEWEST_MARKED = 5
"""A family marked less often on a source has no F1 there worth the name and is left out of that source's mean."""

DRAWS = 2000


@dataclass(frozen=True)
class Source:
    """One left-out source as a study: ids, calibrated probabilities, lines, vectors, what was marked (or NaN)."""

    name: str
    ids: list[str]
    base: np.ndarray
    lines: np.ndarray
    vectors: np.ndarray
    marked: np.ndarray

    def scores(self, prior: Prior | None) -> StudyScores:
        """Return the study before any review."""
        lines = np.column_stack([self.lines, np.maximum(self.lines, 0.9)])
        decisions = np.column_stack([decide(self.base[:, at], *lines[at]) for at in range(len(FAMILIES))])
        before = Scores(self.base, decisions, lines, np.zeros(len(FAMILIES), dtype=int))
        return StudyScores(tuple(self.ids), FAMILIES, self.base, self.vectors, before, False, prior or Prior())

    def after(self, study: StudyScores, reviewed: list[int]) -> Scores:
        """Return the scores once these rows are reviewed."""
        marks = {
            (self.ids[row], family): float(self.marked[row, column])
            for row in reviewed
            for column, family in enumerate(FAMILIES)
            if not np.isnan(self.marked[row, column])
        }
        return study.after(marks)


def read_sources(outputs: Path, gold: Path) -> list[Source]:
    """Return the left-out sources, each calibrated on the others."""
    table = read_gold(gold).set_index("id", drop=False)
    with np.load(outputs) as stored:
        ids, logits, vectors = (stored[key] for key in ("id", "family_logits", "vector"))
    table = table.loc[ids]
    logits, vectors = logits.astype(np.float64), vectors.astype(np.float64)
    marked = np.column_stack([np.where(table[name] == "?", np.nan, table[name] != "") for name in FAMILIES])
    known, source, lang = ~np.isnan(marked), table["source"].to_numpy(), table["lang"].to_numpy()
    found = []
    for name in sorted(set(source)):
        here, others = source == name, source != name
        slope, shift = fit_platt(logits[others], np.nan_to_num(marked[others]), known[others])
        chances = 1 / (1 + np.exp(-(slope * logits + shift)))
        lines = best_thresholds(chances[others], np.nan_to_num(marked[others]) > 0, known[others], lang[others])
        found.append(Source(name, list(ids[here]), chances[here], lines, vectors[here], marked[here]))
    return found


def tool_order(source: Source, prior: Prior, n_reviews: int, seed: int) -> list[int]:
    """Return the rows that the tool asks for, each chosen after the verdict on the one before."""
    study, place = source.scores(prior), {segment_id: at for at, segment_id in enumerate(source.ids)}
    check = [place[segment_id] for segment_id in check_order(source.ids, seed)]
    # The tie of equals goes to the first as said; which one that is differs from study to study.
    rows = np.random.default_rng(seed).permutation(len(source.ids)).tolist()
    reviewed: list[int] = []
    scores = study.before
    while len(reviewed) < n_reviews:
        waiting = [row for row in rows if row not in set(reviewed)]
        reviewed.append(coming(waiting, scores.closeness, check, len(reviewed), source.vectors, reviewed)[0])
        scores = source.after(study, reviewed)
    return reviewed


def random_order(source: Source, n_reviews: int, seed: int) -> list[int]:
    """Return rows at random."""
    return np.random.default_rng(seed).permutation(len(source.ids))[:n_reviews].tolist()


def macro_f1(marked: np.ndarray, said: np.ndarray) -> float:
    """Return the mean F1 of the families that are marked often enough."""
    found = []
    for column in range(marked.shape[1]):
        known = ~np.isnan(marked[:, column])
        true, yes = marked[known, column] > 0, said[known, column]
        if true.sum() >= FEWEST_MARKED:
            found.append(2 * (true & yes).sum() / (true.sum() + yes.sum()))
    return float(np.mean(found)) if found else float("nan")


def measure(source: Source, prior: Prior, reviewed: list[int]) -> dict[str, float]:
    """Return macro-F1 with and without learning, on the rest and on the whole study."""
    study = source.scores(prior)
    rest = np.setdiff1d(np.arange(len(source.ids)), reviewed)
    figures = {}
    for name, scores in (("none", study.before), ("learned", source.after(study, reviewed))):
        said = scores.probabilities >= scores.lines[:, 0]
        figures[f"rest_{name}"] = macro_f1(source.marked[rest], said[rest])
        by_person = np.isin(np.arange(len(source.ids)), reviewed)[:, None] & ~np.isnan(source.marked)
        figures[f"whole_{name}"] = macro_f1(source.marked, np.where(by_person, source.marked > 0, said))
    return figures


def choose_prior(sources: list[Source], n_reviews: int, seeds: range) -> Prior:
    """Return the prior with the greatest mean macro-F1 on the rest, after random orders of these sources."""

    def mean(prior: Prior) -> float:
        parts = [
            measure(source, prior, random_order(source, count, seed))["rest_learned"]
            for source, seed, count in product(sources, seeds, (n_reviews // 3, n_reviews))
        ]
        return float(np.mean(parts))

    return max(PRIORS, key=mean)


def replay(sources: list[Source], n_reviews: int, n_seeds: int) -> pd.DataFrame:
    """Return one row for each source, order and seed, the prior chosen on the other sources."""
    rows = []
    for source in sources:
        prior = choose_prior([other for other in sources if other is not source], n_reviews, range(100, 104))
        for seed in range(n_seeds):
            orders = {
                "tool": tool_order(source, prior, n_reviews, seed),
                "random": random_order(source, n_reviews, seed),
            }
            for order, reviewed in orders.items():
                same = {"source": source.name, "n": len(source.ids), "order": order, "seed": seed}
                chosen = {"shift": prior.shift, "weights": prior.weights}
                rows.append({**same, **chosen, **measure(source, prior, reviewed)})
    return pd.DataFrame(rows)


def summary(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the mean over seeds for each source, and over sources with a 95 % interval (bootstrap over sources)."""
    wide = rows.pivot_table(index="source", columns="order", values=[name for name in rows if "_" in name])
    columns = {
        "none, rest": wide["rest_none"]["random"],
        "random, rest": wide["rest_learned"]["random"],
        "tool: none, rest": wide["rest_none"]["tool"],
        "tool, rest": wide["rest_learned"]["tool"],
        "tool: none, whole": wide["whole_none"]["tool"],
        "random, whole": wide["whole_learned"]["random"],
        "tool, whole": wide["whole_learned"]["tool"],
        "gain of learning": wide["rest_learned"]["tool"] - wide["rest_none"]["tool"],
        "gain over random": wide["whole_learned"]["tool"] - wide["whole_learned"]["random"],
    }
    table = pd.DataFrame(columns)
    drawn = np.random.default_rng(0).integers(len(table), size=(DRAWS, len(table)))
    means = table.to_numpy()[drawn].mean(axis=1)
    low, high = np.quantile(means, [0.025, 0.975], axis=0)
    ends = pd.DataFrame(np.stack([table.to_numpy().mean(axis=0), low, high]), ["mean", "low", "high"], table.columns)
    return pd.concat([table, ends])


def main() -> None:
    """Replay, print the table, and the prior that all sources together would choose."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("gold", nargs="?", type=Path, default=GOLD / "train.csv")
    parser.add_argument("--outputs", type=Path, required=True, help="outputs of a model for sources left out of it")
    parser.add_argument("--reviews", type=int, default=60)
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--json", type=Path, help="also write every run here")
    args = parser.parse_args()
    sources = read_sources(args.outputs, args.gold)
    rows = replay(sources, args.reviews, args.seeds)
    table = summary(rows)
    chosen = choose_prior(sources, args.reviews, range(100, 104))
    by_seed = rows.groupby(["order", "seed"])[["rest_none", "rest_learned", "whole_learned"]].mean()
    out = [table.round(3).to_string(), "", by_seed.groupby("order").agg(["mean", "min", "max"]).round(3).to_string()]
    out += ["", f"prior chosen on all sources: {chosen}", f"the shipped one: {Prior()}"]
    sys.stdout.write("\n".join(out) + "\n")
    if args.json:
        args.json.write_text(json.dumps(rows.to_dict("records"), indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
