"""Is a new theme seen when it comes: one theme is left out of the fit, then ten of its texts come with thirty others.

usage: python benchmarks/themes/online.py --cache FOLDER [--sets banking …] [--sizes 120 400] [--themes people | ours]

For each set, size and draw a theme that people gave is left out; the rest is fitted, with the themes of people or with
our own. Then forty texts come: forty of themes that are there, or thirty of these and ten of the one left out. "Seen":
a theme that is said to be emerging consists of the one left out to at least 60 %. "False": themes said to be emerging
that do not, per batch of forty, with something new in it and without. "Right": with people's themes, the share of texts
of known themes that join their own. Every text is one person's.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd
from gold import SETS, Gold, Missing, load, sample
from ours import FAMILY, fit, frames, labels
from report import table

from cjm_research.settings import Settings
from cjm_research.themes.belonging.membership import memberships
from cjm_research.themes.belonging.online import Fitted, Placed, place
from cjm_research.themes.vectors import centre

_NEW, _BATCH = 10, 40
_PURE = 0.6
_SEED = 7
_SETTINGS = Settings.default().themes


def main() -> None:
    """Read the command line, run, print one table."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--cache", type=Path, required=True, help="folder of the vectors")
    parser.add_argument("--sets", nargs="+", choices=sorted(SETS), default=list(SETS))
    parser.add_argument("--sizes", nargs="+", type=int, default=[120, 400])
    parser.add_argument("--draws", type=int, default=12)
    parser.add_argument("--themes", choices=("people", "ours"), default="people", help="whose themes are fitted")
    given = parser.parse_args()
    found = pd.DataFrame(_rows(given))
    whole = found.drop(columns=["set", "n", "draws"]).mean()
    rows = [[_cell(value) for value in row] for row in found.itertuples(index=False)]
    print(table(list(found.columns), [*rows, ["mean", "", "", *(_cell(value) for value in whole)]]))


def _cell(value: object) -> str:
    return f"{value:.2f}" if isinstance(value, float) else str(value)


def _rows(given: argparse.Namespace) -> Iterator[dict[str, object]]:
    for name in given.sets:
        try:
            gold = load(name, given.cache)
        except Missing as missing:
            print(missing)
            continue
        for size in given.sizes:
            if len(gold) >= size + 2 * _BATCH:
                found = pd.DataFrame([_draw(gold, size, draw, given.themes) for draw in range(given.draws)])
                yield {"set": name, "n": size, "draws": given.draws, **found.mean().to_dict()}


def _draw(gold: Gold, size: int, draw: int, themes: str) -> dict[str, float]:
    drawn = sample(gold, size + 2 * _BATCH, draw)
    rng = np.random.default_rng([_SEED, draw])
    names, counts = np.unique(drawn.labels, return_counts=True)
    large = names[counts >= _NEW]
    left_out = large[draw % len(large)]
    others = rng.permutation(np.flatnonzero(drawn.labels != left_out))
    new = rng.permutation(np.flatnonzero(drawn.labels == left_out))[:_NEW]
    known, coming = drawn.rows(np.sort(others[_BATCH:][:size])), others[:_BATCH]
    fitted = _fitted(known, themes)
    without = _coming(drawn.rows(np.sort(coming)), fitted)
    batch = drawn.rows(np.sort(np.concatenate([coming[_NEW:], new])))
    with_new = _coming(batch, fitted)
    own = dict(zip(drawn.ids, drawn.labels, strict=True))
    pure = [np.mean([own[text] == left_out for text in ids]) >= _PURE for ids in with_new.emerging["segment_ids"]]
    joined = without.segments[without.segments["segment_id"].map(own).isin(set(known.labels))]
    right = (joined["theme_id"] == joined["segment_id"].map(own)).mean() if themes == "people" else np.nan
    return {
        "seen": float(any(pure)),
        "false, new": float(len(pure) - sum(pure)),
        "false, none new": float(len(without.emerging)),
        "right": right,
        "joined": float((without.segments["theme_id"] != "").mean()),
    }


def _fitted(known: Gold, themes: str) -> Fitted:
    segments, _ = frames(known)
    topics = known.labels if themes == "people" else labels(known, fit(known, _SEED)).astype(str)
    homes = pd.DataFrame(
        {
            "family": FAMILY,
            "segment_id": known.ids,
            "theme_id": topics,
            "subtheme": -1,
            "rest": topics == "-1",
            "by": "",
        }
    )
    members = memberships(homes, known.ids, centre(known.vectors, known.languages), _SETTINGS)
    return Fitted.of(segments, members, known.vectors, _SETTINGS)


def _coming(batch: Gold, fitted: Fitted) -> Placed:
    segments, coded = frames(batch)
    return place(segments, coded, batch.vectors, fitted)


if __name__ == "__main__":
    main()
