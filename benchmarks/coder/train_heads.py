"""Train the heads that ship in `cjm_research/codes/weights`, and write their card.

usage: python benchmarks/coder/train_heads.py [TRAIN.csv] [--heads e5-small tfidf cues] [--members 4]

Every figure, the calibration and the thresholds come from predictions for sources left out of training, one source at a
time; the file of held-out segments (dev.csv) is never opened here. The same input gives the same files.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from calibrate import best_thresholds, fit_platt, fit_temperature
from figures import scores_of
from gold import GOLD, Targets, Views, read_gold, targets_of, views_of
from network import Recipe, outputs_of, train
from threadpoolctl import threadpool_limits

from cjm_research.codes.features import feature_names
from cjm_research.codes.heads import output_slices

WEIGHTS = Path(__file__).resolve().parents[2] / "cjm_research" / "codes" / "weights"
BLOCK_SCALES = {3: (1.0, 0.1, 1.5), 1: (1.0,)}
"""How loud each block speaks: text, context, features. A context tells the source, so it is kept low."""
RECIPE = Recipe()
CV_MEMBERS = 2
WEAKNESSES = [
    "Explicit and implicit goals of one-word answers, functional and experiential pain points are often confused.",
    "Awareness, consideration and purchase are rare in the training data: stage errs often, mostly towards use.",
    "Irony, rhetorical questions and praise with a but are read by their words.",
    "Few surveys in Chinese and no interviews about shops were in the training data.",
    "Thresholds that fit one source are too low or too high for another: precision moves by about 0.1 between sources.",
]


def main() -> None:
    """Cross-validate, train on all rows, write weights and card for each kind of heads."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("train", nargs="?", type=Path, default=GOLD / "train.csv")
    parser.add_argument("--heads", nargs="+", default=["e5-small", "tfidf", "cues"])
    parser.add_argument("--members", type=int, default=4)
    args = parser.parse_args()
    table = read_gold(args.train)
    targets = targets_of(table)
    for name in args.heads:
        views = views_of(table, name)
        # One thread: sums in another order would give other weights on another machine.
        with threadpool_limits(1):
            left_out = predict_left_out(views, targets, table["source"].to_numpy())
            arrays, card = calibrated(left_out, targets, table)
            arrays |= fit(views, targets, np.arange(len(table)), args.members)
        write(name, arrays, card, table)


def predict_left_out(views: Views, targets: Targets, sources: np.ndarray) -> np.ndarray:
    """Return the outputs for every row by networks that never saw a row of its source."""
    outputs = np.zeros(targets.values.shape)
    for source in sorted(set(sources)):
        seen, unseen = np.flatnonzero(sources != source), np.flatnonzero(sources == source)
        arrays = fit(views, targets, seen, CV_MEMBERS)
        inputs = (np.hstack(views.blocks)[unseen] - arrays["mean"]) * arrays["scale"]
        for member in range(CV_MEMBERS):
            weights = {key: arrays[key][member] for key in ("w1", "b1", "w2", "w3", "b2")}
            outputs[unseen] += outputs_of(weights, inputs) / CV_MEMBERS
        sys.stdout.write(f"  left out {source} ({len(unseen)})\n")
        sys.stdout.flush()
    return outputs


def fit(views: Views, targets: Targets, rows: np.ndarray, members: int) -> dict[str, np.ndarray]:
    """Return standardising constants and the weights of some networks, stacked."""
    blocks = [block[rows] for block in views.blocks]
    mean = np.concatenate([block.mean(axis=0) for block in blocks])
    loud = BLOCK_SCALES[len(blocks)]
    scale = np.concatenate([factor / (block.std(axis=0) + 1e-3) for factor, block in zip(loud, blocks, strict=True)])
    # A feature seen in almost no row would shout in the first segment that has it.
    scale = np.minimum(scale, 4 * np.median(scale))
    inputs, alone = ((np.hstack(part)[rows] - mean) * scale for part in (views.blocks, views.alone))
    trained = [
        train(inputs.astype(np.float32), alone.astype(np.float32), targets.of(rows), RECIPE, seed)
        for seed in range(members)
    ]
    stacked = {key: np.stack([weights[key] for weights in trained]) for key in trained[0]}
    return {"mean": mean, "scale": scale, **stacked}


def calibrated(outputs: np.ndarray, targets: Targets, table: pd.DataFrame) -> tuple[dict[str, np.ndarray], dict]:
    """Return calibration, thresholds and the figures they give on the left-out sources."""
    place = output_slices()
    known, marked = targets.weights[:, place["family"]] > 0, targets.values[:, place["family"]]
    platt = fit_platt(outputs[:, place["family"]], marked, known)
    temperature = fit_temperature(outputs[:, place["stage"]], targets, place["stage"])
    probabilities = 1 / (1 + np.exp(-(platt[0] * outputs[:, place["family"]] + platt[1])))
    thresholds = best_thresholds(probabilities, marked, known, table["lang"].to_numpy())
    arrays = {"platt": platt, "stage_temperature": np.array([temperature]), "thresholds": thresholds}
    return arrays, scores_of(probabilities, outputs, thresholds, table)


def write(name: str, arrays: dict[str, np.ndarray], scores: dict[str, Any], table: pd.DataFrame) -> None:
    """Write ``heads-NAME.npz`` and its card."""
    small = {key: arrays[key].astype(np.float16) for key in ("w1", "b1", "w2", "w3", "b2")}
    exact = {key: value.astype(np.float32) for key, value in arrays.items() if key not in small}
    path = WEIGHTS / f"heads-{name}.npz"
    np.savez_compressed(path, **small, **exact)
    sources = table.groupby(["lang", "source"]).size().reset_index(name="rows")
    card = {
        "heads": name,
        "sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
        "made_by": "benchmarks/coder/train_heads.py",
        "reads": "text, question asked or sentence before, linguistic cues",
        "features": list(feature_names()),
        "recipe": vars(RECIPE),
        "thresholds": dict(zip(("goal", "motivation", "pain_point"), arrays["thresholds"].tolist(), strict=True)),
        "sources": sources.to_dict("records"),
        "scores_are": "leave one source out on the training rows; no figure here comes from held-out files",
        "scores": scores,
        "weaknesses": WEAKNESSES,
    }
    text = json.dumps(card, ensure_ascii=False, indent=1) + "\n"
    (WEIGHTS / f"heads-{name}.json").write_text(text, encoding="utf-8")
    line = {lang: round(block["macro_f1"], 3) for lang, block in scores.items() if "macro_f1" in block}
    sys.stdout.write(f"{path}: {path.stat().st_size // 1024} kB, macro-F1 on left-out sources {line}\n")


if __name__ == "__main__":
    main()
