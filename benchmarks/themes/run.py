"""Hold the themes against themes that people gave, beside other methods on the same embeddings.

usage: python benchmarks/themes/run.py --cache FOLDER [--quick] [--sets banking …] [--sizes 60 200 …] [--methods ours …]

Every figure is one row of `FOLDER/cells.csv` (set, texts, draw, method); a run that was stopped goes on where it
stood. `--again ours` measures a method anew, for another version of it; `--only-report` measures nothing. Five draws of
60 and of 200 texts, three of 1,000, one of 10,000, where a set has as many. `--quick`: one draw of 60 and of 200.

Printed, and written to `--out`: for each set and size the mean over the draws, then a summary. "Ahead" means a higher
mean at a coverage of at least 0.9, unassigned texts counted as a theme each.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
from gold import SETS, Gold, Missing, load, sample
from measures import Reference, agreement
from ours import ours
from report import as_markdown
from rivals import METHODS, OURS, Case, class_words

DRAWS = {60: 5, 200: 5, 1_000: 3, 10_000: 1}
ALL = {OURS: ours, **METHODS}
_KEY = ["set", "n", "draw", "method"]


def main() -> None:
    """Read the command line, measure what is not measured yet, print the tables."""
    given = _arguments()
    path = given.cache / "cells.csv"
    _forget(path, given.again)
    if not given.only_report:
        _measure(given, path)
    done = _done(path)
    wanted = done["set"].isin(given.sets) & done["n"].isin(given.sizes) & (done["draw"] >= given.first_draw)
    text = as_markdown(done[wanted])
    print(text)
    if given.out:
        given.out.write_text(text, encoding="utf-8")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--cache", type=Path, required=True, help="folder of vectors and measured cells")
    parser.add_argument("--sets", nargs="+", choices=sorted(SETS), default=list(SETS))
    parser.add_argument("--sizes", nargs="+", type=int, choices=sorted(DRAWS), default=sorted(DRAWS))
    parser.add_argument("--methods", nargs="+", choices=list(ALL), default=list(ALL))
    parser.add_argument("--again", nargs="+", choices=list(ALL), default=[], help="measure these anew")
    parser.add_argument("--first-draw", type=int, default=0, help="where draws begin; 100 = samples not seen before")
    parser.add_argument("--quick", action="store_true", help="one draw of 60 and of 200 texts")
    parser.add_argument("--only-report", action="store_true", help="measure nothing, print what is there")
    parser.add_argument("--out", type=Path, help="write the tables to this file too")
    given = parser.parse_args()
    given.sizes = [size for size in given.sizes if size <= 200] if given.quick else given.sizes
    return given


def _done(path: Path) -> pd.DataFrame:
    return pd.read_csv(path) if path.is_file() else pd.DataFrame(columns=_KEY)


def _forget(path: Path, methods: list[str]) -> None:
    done = _done(path)
    if done["method"].isin(methods).any():
        done[~done["method"].isin(methods)].to_csv(path, index=False)


def _measure(given: argparse.Namespace, path: Path) -> None:
    from tqdm import tqdm

    seen = set(_done(path)[_KEY].itertuples(index=False, name=None))
    golds = {name: gold for name in given.sets if (gold := _loaded(name, given.cache)) is not None}
    wanted = [cell for cell in _cells(given, golds) if cell not in seen]
    held: dict[str, tuple[list[list[str]], Reference]] = {}
    for name, n, draw, method in tqdm(wanted, unit="cell"):
        if name not in held:
            held = {name: _read(golds[name])}
        row = pd.DataFrame([_cell(golds[name], *held[name], n, draw, method)])
        row.to_csv(path, mode="a", header=not path.is_file(), index=False)


def _loaded(name: str, cache: Path) -> Gold | None:
    try:
        return load(name, cache)
    except Missing as why:
        print(f"{name}: passed over. {why}")
        return None


def _cells(given: argparse.Namespace, golds: dict[str, Gold]) -> Iterator[tuple[str, int, int, str]]:
    for name, gold in golds.items():
        for n in given.sizes:
            for draw in range(1 if given.quick else DRAWS[n]) if n <= len(gold) else ():
                yield from ((name, n, given.first_draw + draw, method) for method in given.methods)


def _read(gold: Gold) -> tuple[list[list[str]], Reference]:
    """Return the content words of each text, and which words, phrases and raw tokens stand in which text."""
    from sklearn.feature_extraction.text import CountVectorizer

    from cjm_research.themes.tokens import content, terms

    plain = CountVectorizer().build_analyzer()
    words = [content(text) for text in gold.texts]
    return words, Reference.of({*terms(text, 3), *plain(text)} for text in gold.texts)


def _cell(gold: Gold, words: list[list[str]], reference: Reference, n: int, draw: int, method: str) -> dict:
    part = sample(gold, n, draw)
    place = {name: at for at, name in enumerate(gold.ids)}
    case = Case(part, [words[place[name]] for name in part.ids], seed=draw)
    began = time.perf_counter()
    found = ALL[method](case)
    seconds = time.perf_counter() - began
    return {
        **dict(zip(_KEY, (gold.name, n, draw, method), strict=True)),
        "themes_given": case.true_number,
        "themes_found": len(set(found.labels.tolist()) - {-1}),
        **agreement(found.labels, part.labels),
        **reference.coherence(found.topics),
        "npmi_same": reference.coherence(class_words(case.words, found.labels))["npmi"],
        "stop_words": _empty(found.topics),
        "seconds": round(seconds, 2),
    }


def _empty(topics: list[list[str]]) -> float:
    """Return the share of the topics' words that say nothing: stop words, numbers, single letters."""
    from cjm_research.themes.tokens import is_content

    words = [word for topic in topics for word in topic]
    return sum(not is_content(word) for word in words) / len(words) if words else float("nan")


if __name__ == "__main__":
    main()
