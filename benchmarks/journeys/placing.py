"""Measure where segments are placed and what order of the stages is recovered.

usage: python benchmarks/journeys/placing.py [--study FOLDER ...] [--dev] [--jumping] [--toy]

--study FOLDER  a study that has been run and carries truth.toml: planted quotes at the right stage, by the suggestion
                alone and as placed; Kendall tau of the order of the talk, the framework's order hidden from the method
--dev           stage macro-F1 on the hand-coded rows, by the suggestion alone and as placed with their context
--jumping       the invented interviews of jumping.toml, whose people jump about in their story
--toy           the parameters of placing on talks composed of coded training rows, with ranks of a coder that has not
                seen their source (--ranks FILE.npy: raw outputs of the heads, one row per training row)

Look at the figures of --study and --dev; do not tune on them. --toy is what parameters are chosen on.
"""

from __future__ import annotations

import argparse
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import replace
from itertools import permutations
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from scipy.stats import kendalltau
from sklearn.metrics import f1_score

from cjm_research import schema
from cjm_research.findings.placing import Parameters, place
from cjm_research.journeys.frameworks import framework
from cjm_research.journeys.order import order_of, story, votes
from cjm_research.schema import CARRIED, STAGES

HERE = Path(__file__).resolve().parent
GOLD = HERE.parents[2] / "shared" / "gold"
SIX = framework("six")
HIDDEN = Parameters(onward=1.0)  # no direction, so that the framework's order is not put into the placing


def main() -> None:
    """Print what is asked for."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--study", nargs="*", type=Path, default=[])
    parser.add_argument("--dev", action="store_true")
    parser.add_argument("--jumping", action="store_true")
    parser.add_argument("--toy", action="store_true")
    parser.add_argument("--ranks", type=Path)
    parser.add_argument("--embedder", default="auto")
    args = parser.parse_args()
    for folder in args.study:
        study(folder)
    if args.dev:
        dev(args.embedder)
    if args.jumping:
        jumping(args.embedder)
    if args.toy:
        toy(args.ranks)


def study(folder: Path) -> None:
    """Print the planted quotes at their stage, and the order of the talk."""
    from cjm_research.study import pipeline
    from cjm_research.study.facade import Study

    opened = Study.open(folder)
    frames = pipeline.taking_part(opened.config, opened.store)
    read = [frames[name] for name in ("segments", "turns", "suggestions", "codings", "decisions")]
    alone = frames["suggestions"].query("kind == 'stage'")
    alone = alone.assign(stage=alone["value"].where(alone["decision"].isin(CARRIED), "none"))
    placed = place(*read, framework=SIX)
    truth = tomllib.loads((folder / "truth.toml").read_text("utf-8"))
    say(f"{folder.name}")
    for name, held in (("suggestion alone", alone), ("placed", placed)):
        found = pd.DataFrame(_quotes(truth, frames, held.set_index("segment_id")["stage"].to_dict()))
        items = found.groupby("item")["right"].mean().ge(0.5).mean()
        at = ", ".join(f"{stage} {share:.2f}" for stage, share in found.groupby("stage")["right"].mean().items())
        say(f"  {name:<17} quotes at their stage {found['right'].mean():.3f}, items {items:.3f} ({at})")
    _order("  ", frames["segments"], frames["turns"], place(*read, framework=SIX, parameters=HIDDEN))


def _quotes(truth: dict[str, Any], frames: dict[str, pd.DataFrame], stages: dict[str, str]) -> Iterator[dict[str, Any]]:
    documents = dict(iter(frames["documents"].groupby("source")))
    segments = dict(iter(frames["segments"].groupby("document_id")))
    for entry in truth["planted"]:
        for quote in entry["quotes"]:
            right = False
            for document in documents[quote["file"]].itertuples():
                start = document.text.find(quote["quote"])
                own = segments.get(document.document_id)
                if start < 0 or own is None:
                    continue
                over = own[(own["end"] > start) & (own["start"] < start + len(quote["quote"]))]
                right = right or entry["stage"] in {stages.get(key) for key in over["segment_id"]}
            yield {"item": entry["id"], "stage": entry["stage"], "right": right}


def _order(indent: str, segments: pd.DataFrame, turns: pd.DataFrame, placed: pd.DataFrame) -> None:
    """Print the order that the votes give without any prior, over all ways to name the stages first."""
    cast = votes(story(segments, turns, placed, {stage.id: stage.covers for stage in SIX.stages}))
    met = [stage for stage in STAGES if stage in set(cast["before"]) | set(cast["after"])]
    # A tie falls to the order given, so every order is given once: the mean is what a method without it reaches.
    orders = [order_of(given, cast, prior=0.0, draws=1, least=1).talk for given in permutations(met)]
    taus = [kendalltau([met.index(stage) for stage in order], range(len(met)))[0] for order in orders]
    n_cue = int((cast["ground"] == "cue").sum())
    say(
        f"{indent}order: {len(cast)} votes ({n_cue} by a cue) of {cast['case_id'].nunique()} people on {len(met)} "
        f"stages; tau {np.mean(taus):.2f} (lowest {min(taus):.2f}); {' > '.join(orders[0])}"
    )


def dev(embedder: str) -> None:
    """Print macro-F1 of the stage over the six, by the suggestion alone and as placed."""
    table = pd.read_csv(GOLD / "dev.csv", dtype=str, keep_default_na=False)
    suggestions = _suggest(table.rename(columns={"id": "segment_id", "lang": "language"}), embedder)
    alone = suggestions[suggestions["kind"] == "stage"].set_index("segment_id")["value"]
    # A source is a study. Rows lie apart in their talks, so each stands for itself; its question is its context's.
    parts = []
    for _, own in table.groupby("source", sort=True):
        segments = _loose(own)
        turns = pd.DataFrame(
            {"turn_id": segments["turn_id"], "question": own["context"].str.split(" … ").str[0].values}
        )
        here = suggestions[suggestions["segment_id"].isin(own["id"])]
        parts.append(place(segments, turns, here, schema.empty("codings"), framework=SIX))
    placed = pd.concat(parts).set_index("segment_id")["stage"]
    known = table[table["stage"] != "?"]
    for name, held in (("suggestion alone", alone), ("placed", placed)):
        scores = []
        for rows in (known, known[known["lang"] == "en"], known[known["lang"] == "zh"]):
            scores.append(
                f1_score(rows["stage"], held.reindex(rows["id"]), labels=STAGES, average="macro", zero_division=0)
            )
        say("dev {}: stage macro-F1 {:.3f} (en {:.3f}, zh {:.3f})".format(name, *scores))


def _loose(own: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame(
        {"segment_id": own["id"], "turn_id": "t" + own["id"], "document_id": "d" + own["id"], "start": 0,
         "text": own["text"], "language": own["lang"], "kind": "survey", "case_id": own["doc"]}
    ).reset_index(drop=True)  # fmt: skip


def _suggest(rows: pd.DataFrame, embedder: str) -> pd.DataFrame:
    from cjm_research.codes.codebook import Codebook
    from cjm_research.codes.framework import FrameworkCoder
    from cjm_research.embeddings.cache import default_folder
    from cjm_research.embeddings.choose import choose

    whole = rows.assign(**{name: "" for name in schema.CONTRACTS["segments"].columns if name not in rows})
    coder = FrameworkCoder(choose(embedder, folder=default_folder()))
    return coder.suggest(whole, Codebook.framework())


def jumping(embedder: str) -> None:
    """Print where the passages of the invented talks are placed, and the order recovered."""
    talks = tomllib.loads((HERE / "jumping.toml").read_text("utf-8"))
    for language in schema.LANGUAGES:
        rows = []
        for talk in talks[language]:
            for at, (stage, text) in enumerate(talk["told"]):
                key = f"{talk['person']}-{at}"
                context = talk["told"][at - 1][1] if at else ""
                rows.append((f"s{key}", f"t{talk['person']}", f"d{talk['person']}", at, text, context, language,
                             talk["person"], stage))  # fmt: skip
        names = ["segment_id", "turn_id", "document_id", "start", "text", "context", "language", "case_id", "stage"]
        told = pd.DataFrame(rows, columns=names).assign(kind="interview")
        turns = told[["turn_id"]].drop_duplicates().assign(question="")
        suggestions = _suggest(told.drop(columns="stage"), embedder)
        segments = told.drop(columns="stage")
        placed = place(segments, turns, suggestions, schema.empty("codings"), framework=SIX, parameters=HIDDEN)
        right = (
            placed.set_index("segment_id")["stage"].reindex(told["segment_id"]).to_numpy() == told["stage"].to_numpy()
        )
        say(f"jumping {language}: {right.mean():.2f} of {len(told)} passages at their stage")
        _order("  as placed, ", segments, turns, placed)
        known = placed.assign(stage=placed["segment_id"].map(told.set_index("segment_id")["stage"]), score=1.0)
        _order("  stages known, ", segments, turns, known)


def toy(ranks: Path | None) -> None:
    """Print how the parameters fare on composed talks of two kinds: about all stages, and mainly about one."""
    if ranks is None:
        say("--toy needs --ranks: raw outputs for each training row by heads that left out its source.")
        return
    table = pd.read_csv(GOLD / "train.csv", dtype=str, keep_default_na=False)
    chances = _chances(np.load(ranks))
    table = table.iloc[: len(chances)]
    tried = {"as shipped": {}, "suggestion alone": None}
    for name, values in {
        "evenness": (0.0, 0.5, 0.8, 1.0), "floor": (0.02, 0.15, 0.45), "none_weight": (0.25, 0.75, 1.0),
        "asked": (0.6, 0.75, 0.95), "stay_in_turn": (0.7, 0.8, 0.95), "stay_over_turns": (0.4, 0.5, 0.7),
        "onward": (1.0, 2.0), "off": (0.1, 0.3), "least": (0.2, 0.4),
    }.items():  # fmt: skip
        tried |= {f"{name} {value:g}": {name: value} for value in values}
    for name, changes in tried.items():
        scores = [_composed(table, chances, mode, seed, changes) for mode in ("all", "one") for seed in (1, 2)]
        say(f"{name:<22}" + "  ".join(f"F1 {f1:.3f} right {right:.3f}" for f1, right in scores))


def _chances(outputs: np.ndarray) -> np.ndarray:
    from cjm_research.codes.heads import output_slices

    raw = outputs[:, output_slices()["stage"]]
    raised = np.exp(raw - raw.max(axis=1, keepdims=True))
    return raised / raised.sum(axis=1, keepdims=True)


def _composed(
    table: pd.DataFrame, chances: np.ndarray, mode: str, seed: int, changes: dict[str, float] | None
) -> tuple[float, float]:
    """Return macro-F1 and the share right of segments that stand at a stage."""
    segments, turns, suggestions, truth = _talks(table, chances, mode, seed)
    if changes is None:
        found = suggestions.set_index("segment_id")["value"]
    else:
        parameters = replace(Parameters(), **changes)
        held = place(segments, turns, suggestions, schema.empty("codings"), framework=SIX, parameters=parameters)
        found = held.set_index("segment_id")["stage"]
    found = found.reindex(truth.index)
    standing = truth != "none"
    score = f1_score(truth, found, labels=STAGES, average="macro", zero_division=0)
    return float(score), float((truth == found)[standing].mean())


# Questions that name one stage each, so that the lexicon is part of what is tried.
_QUESTIONS = {
    "awareness": "How did you first hear of it?", "consideration": "What else did you compare it with?",
    "purchase": "How did the checkout go?", "delivery": "How did the delivery go?",
    "use": "What is it like in daily life?", "loyalty": "Would you recommend it?",
}  # fmt: skip


def _talks(table: pd.DataFrame, chances: np.ndarray, mode: str, seed: int) -> tuple[Any, Any, Any, Any]:
    """Compose talks: a quarter asides, four questions in ten name a stage, of these one in seven is not kept to."""
    random = np.random.default_rng(seed)
    names = [*STAGES, "none"]
    pool = {
        (language, stage): np.flatnonzero(((table["lang"] == language) & (table["stage"] == stage)).to_numpy())
        for language in schema.LANGUAGES
        for stage in names
    }
    segments, turns, suggestions, truth = [], [], [], {}
    for talk in range(30):
        language, at, start = str(random.choice(schema.LANGUAGES)), 0 if mode == "all" else 4, 0
        for turn in range(18):
            at = _next(at, mode, random)
            asked = int(random.choice([at, random.integers(6)], p=[0.85, 0.15]))
            question = _QUESTIONS[STAGES[asked]] if random.random() < 0.4 else f"And {turn}?"
            turns.append((f"t{talk}-{turn}", question))
            for _ in range(int(random.integers(1, 5))):
                stage = "none" if random.random() < 0.25 else STAGES[at]
                row = int(random.choice(pool[language, stage]))
                key, start = f"s{talk:02}-{start:03}", start + 1
                truth[key] = stage
                # The words of the row are left out: only its rank, the questions and the run are tried.
                segments.append((key, f"t{talk}-{turn}", f"d{talk}", start, "", "en", "interview"))
                best, rank = int(chances[row].argmax()), list(zip(STAGES, chances[row, :6].tolist(), strict=True))
                suggestions.append((key, "stage", names[best], float(chances[row].max()), "look", {"rank": rank}))
    columns = ["segment_id", "turn_id", "document_id", "start", "text", "language", "kind"]
    kinds = ["segment_id", "kind", "value", "score", "decision", "detail"]
    return (pd.DataFrame(segments, columns=columns), pd.DataFrame(turns, columns=["turn_id", "question"]),
            pd.DataFrame(suggestions, columns=kinds), pd.Series(truth))  # fmt: skip


def _next(at: int, mode: str, random: np.random.Generator) -> int:
    drawn = random.random()
    if mode == "one":
        return 4 if drawn < 0.93 else int(random.integers(6))
    return at if drawn < 0.45 else min(5, at + 1) if drawn < 0.8 else int(random.integers(6))


def say(line: str) -> None:
    """Write a line."""
    sys.stdout.write(line + "\n")


if __name__ == "__main__":
    main()
