"""Measure the coder on labelled texts of others, beside simple methods, and write one table with intervals.

usage: python benchmarks/coder/labelled/run.py [--embedder encoder|fast|e5-small] [--only nhs …] [--limit 1500]

The sets lie in `shared/data/labelled` beside the repository; one that is not there is passed over, with the reason. All
intervals are 95 %, from 1,000 draws of people or texts with a fixed seed. VADER runs if it can be imported (see
`rivals.py` for how to give it without installing it into the environment)::

    pip install --no-deps --target FOLDER vaderSentiment
    PYTHONPATH=FOLDER python benchmarks/coder/labelled/run.py

Written to ``--out``: `labelled-EMBEDDER.json` (every figure) and `labelled-EMBEDDER.md` (the same as tables). No text
of any set is printed or written.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

import app_reviews
import complaints
import exams
import nhs
import reviews_zh
from data import Missing
from measures import DRAWS, SEED, Figure, Sheet

from cjm_research.codes.tiers import tier_of
from cjm_research.embeddings.base import Embedder
from cjm_research.embeddings.choose import choose

SETS: dict[str, Callable[[Embedder, int], Sheet]] = {
    "nhs": nhs.measure,
    "apps": app_reviews.measure,
    "exams": exams.measure,
    "complaints": complaints.measure,
    "deliveries": reviews_zh.measure_deliveries,
    "restaurants": reviews_zh.measure_restaurants,
}


def main() -> None:
    """Read the command line, measure, print and write."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--embedder", default="encoder", help="encoder, fast, e5-small, tfidf")
    parser.add_argument("--only", nargs="+", choices=sorted(SETS), default=list(SETS), help="these sets alone")
    parser.add_argument("--limit", type=int, default=1500, help="the most texts of a set")
    parser.add_argument("--out", type=Path, default=Path(__file__).resolve().parents[3] / "reports" / "labelled")
    given = parser.parse_args()
    embedder = choose(given.embedder)
    sheets, seconds, passed_over = [], {}, {}
    for name in given.only:
        began = time.perf_counter()
        try:
            sheets.append(SETS[name](embedder, given.limit))
        except Missing as why:
            passed_over[name] = str(why)
            continue
        seconds[name] = round(time.perf_counter() - began, 1)
    text = as_markdown(sheets, passed_over)
    print(text)
    print(f"seconds: {seconds}")
    given.out.mkdir(parents=True, exist_ok=True)
    target = given.out / f"labelled-{given.embedder}"
    target.with_suffix(".md").write_text(text, encoding="utf-8")
    run = {
        "embedder": f"{embedder.name} {embedder.version}",
        "tier": tier_of(embedder).name,
        "limit": given.limit,
        "draws": DRAWS,
        "seed": SEED,
        "seconds": seconds,
        "passed_over": passed_over,
    }
    told = {"run": run, "sets": [asdict(sheet) for sheet in sheets]}
    target.with_suffix(".json").write_text(json.dumps(told, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    print(f"-> {target}.md, {target}.json")


def as_markdown(sheets: list[Sheet], passed_over: dict[str, str]) -> str:
    """Return the figures as one table, then the tables of shares, then what has to be said with them."""
    heads = ("set", "asked", "method", "measure", "value [95 %]", "n")
    parts = [_table(heads, [_row(figure) for sheet in sheets for figure in sheet.figures])]
    for sheet in sheets:
        for title, rows in sheet.tables.items():
            columns = list(next(iter(rows.values())))
            parts += [f"**{title}**", _table(("", *columns), [(name, *row.values()) for name, row in rows.items()])]
    notes = [f"- {sheet.set}: {note}" for sheet in sheets for note in sheet.notes]
    notes += [f"- {name}: passed over. {why}" for name, why in passed_over.items()]
    return "\n\n".join([*parts, "\n".join(notes)]) + "\n"


def _row(figure: Figure) -> tuple[str, ...]:
    interval = f"{figure.value:.3f} [{figure.low:.3f}, {figure.high:.3f}]"
    return figure.set, figure.asked, figure.method, figure.measure, interval, f"{figure.n:,}"


def _table(heads: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    widths = [max(len(row[column]) for row in (heads, *rows)) for column in range(len(heads))]
    lines = [heads, tuple("-" * width for width in widths), *rows]
    return "\n".join(
        "| " + " | ".join(f"{cell:<{w}}" for cell, w in zip(line, widths, strict=True)) + " |" for line in lines
    )


if __name__ == "__main__":
    main()
