"""How well a study's own codes are suggested from few examples, on answers with themes that no training has seen.

Themes that people coded are taken as own codes: some of their segments are the examples, the rest is the study. Each
figure is the mean over themes; its interval comes from drawing the themes anew. TF-IDF gets the same examples and the
same definition, and says yes to as many segments as the coder looks at.

    python benchmarks/coder/own_codes.py FOLDER [--embedder NAME] [--seeds N] [--priors] [--cache FOLDER]
"""

from __future__ import annotations

import argparse
import sys
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

import numpy as np
import pandas as pd
from own_themes import THEMES, Study, studies
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.metrics import average_precision_score

from cjm_research.codes.codebook import Codebook
from cjm_research.codes.learning import Prior
from cjm_research.codes.likeness import CEILING
from cjm_research.codes.own import OwnCodes
from cjm_research.codes.own_code import OwnCode
from cjm_research.embeddings.choose import choose
from cjm_research.schema import CARRIED, CONTRACTS

SIZES = (3, 8, 16)
REVIEWS = (20, 60)
_LEFT = 10
_PRIORS = [Prior(slope, 1.0, weights) for slope in (3.0, 10.0) for weights in (0.03, 0.1, 0.3, 1.0)]


class Remembering:
    """An embedder that embeds each text once."""

    def __init__(self, embedder: object) -> None:
        self.embedder, self.name, self.version = embedder, embedder.name, embedder.version
        self._known: dict[str, np.ndarray] = {}

    def embed(self, texts: list[str]) -> np.ndarray:
        """Return the vectors of the texts."""
        new = [text for text in dict.fromkeys(texts) if text not in self._known]
        if new:
            self._known |= zip(new, self.embedder.embed(new), strict=True)
        return np.stack([self._known[text] for text in texts])


@dataclass(frozen=True)
class Trial:
    """One theme with some of its segments as examples, and the study that is left."""

    theme: str
    codes: OwnCodes
    segments: pd.DataFrame
    vectors: np.ndarray
    marked: np.ndarray
    asked: list[str]

    @property
    def kind(self) -> str:
        """The kind that is suggested."""
        return self.codes.kinds[0]


def trials(study: Study, size: int, seeds: int, embedder: Remembering) -> Iterator[Trial]:
    """Yield a trial for each theme and seed."""
    for theme in study.themes:
        carries = np.array([theme in said for said in study.said])
        if carries.sum() < size + _LEFT:
            continue
        for seed in range(seeds):
            draw = np.random.default_rng([seed, zlib.crc32(theme.encode())])
            chosen = draw.choice(np.flatnonzero(carries), size, replace=False)
            left = np.setdiff1d(np.arange(len(carries)), chosen)
            lines = tuple(dict.fromkeys(study.texts[row] for row in chosen))
            name, definition = THEMES[theme]
            lang = study.language
            code = OwnCode("theme", {lang: name}, {lang: definition}, {}, {}, {lang: lines})
            codes = OwnCodes.fit(replace(Codebook.framework(), own=(code,)), embedder)
            texts = [study.texts[row] for row in left]
            yield Trial(
                theme,
                codes,
                _segments(texts, lang),
                embedder.embed(texts),
                carries[left],
                [*lines, f"{name}: {definition}"],
            )


def _segments(texts: list[str], language: str) -> pd.DataFrame:
    rows = [{"segment_id": f"s{at:05d}", "text": text, "language": language} for at, text in enumerate(texts)]
    return pd.DataFrame(rows, columns=list(CONTRACTS["segments"].columns))


def by_examples(trial: Trial, language: str) -> dict[str, float]:
    """Return the figures of one trial without any review."""
    found = trial.codes.suggest(trial.segments, trial.vectors)
    score, looked = found["score"].to_numpy(), found["decision"].isin(CARRIED).to_numpy()
    counter = TfidfVectorizer(
        analyzer="char" if language == "zh" else "word", ngram_range=(1, 3) if language == "zh" else (1, 2)
    )
    table = counter.set_params(sublinear_tf=True).fit_transform([*trial.segments["text"], *trial.asked])
    n = len(trial.segments)
    spelling = np.asarray((table[:n] @ table[n:].T).mean(axis=1)).ravel()
    same_number = np.zeros(n, dtype=bool)
    same_number[np.argsort(-spelling, kind="stable")[: looked.sum()]] = True
    plain = score >= 0.9 * CEILING
    return {
        "AP": average_precision_score(trial.marked, score),
        "AP tf-idf": average_precision_score(trial.marked, spelling),
        "AP random": trial.marked.mean(),
        "precision": _precision(looked, trial.marked),
        "recall": (looked & trial.marked).sum() / trial.marked.sum(),
        "F1": _f1(looked, trial.marked),
        "precision tf-idf": _precision(same_number, trial.marked),
        "F1 tf-idf": _f1(same_number, trial.marked),
        "abstains": float(not looked.any()),
        "calibration error": _calibration_error(score, trial.marked),
        "plainly like": _precision(plain, trial.marked),
    }


def by_reviews(trial: Trial, priors: list[Prior]) -> dict[str, float]:
    """Return F1 and AP on what is left after reviews, half of them drawn by lot, half the closest calls."""
    found = trial.codes.suggest(trial.segments, trial.vectors)
    lot = np.random.default_rng(0).permutation(len(found))
    closest = np.argsort((found["score"] - CEILING / 2).abs().to_numpy(), kind="stable")
    mixed = dict.fromkeys(int(row) for pair in zip(lot, closest, strict=True) for row in pair)
    figures = {}
    for n in REVIEWS:
        seen = list(islice(mixed, n))
        rest = np.setdiff1d(np.arange(len(found)), seen)
        if not trial.marked[rest].any():
            continue
        said = pd.DataFrame({"segment_id": found["segment_id"].iloc[seen], "kind": trial.kind})
        said["value"] = np.where(trial.marked[seen], "theme", "")
        for prior in priors:
            after = replace(trial.codes, prior=prior).suggest(trial.segments, trial.vectors, said).iloc[rest]
            marked, looked = trial.marked[rest], after["decision"].isin(CARRIED).to_numpy()
            name = f"{n} reviews" if len(priors) == 1 else f"{n} reviews, slope {prior.slope}, weights {prior.weights}"
            figures[f"F1 after {name}"] = _f1(looked, marked)
            figures[f"AP after {name}"] = average_precision_score(marked, after["score"])
    return figures


def _precision(said: np.ndarray, marked: np.ndarray) -> float:
    return float(marked[said].mean()) if said.any() else float("nan")


def _f1(said: np.ndarray, marked: np.ndarray) -> float:
    return float(2 * (said & marked).sum() / (said.sum() + marked.sum()))


def _calibration_error(score: np.ndarray, marked: np.ndarray) -> float:
    bins = np.minimum((score * 10).astype(int), 9)
    gaps = [abs(score[bins == at].mean() - marked[bins == at].mean()) * (bins == at).mean() for at in set(bins)]
    return float(sum(gaps))


def interval(rows: pd.DataFrame, column: str) -> str:
    """Return the mean over themes and its 95 % interval."""
    per_theme = rows.groupby("theme")[column].mean().dropna().to_numpy()
    if not len(per_theme):
        return "–"
    draw = np.random.default_rng(0)
    means = per_theme[draw.integers(0, len(per_theme), (2000, len(per_theme)))].mean(axis=1)
    low, high = np.quantile(means, [0.025, 0.975])
    return f"{per_theme.mean():.2f} ({low:.2f}–{high:.2f})"


def main() -> None:
    """Score all studies and write the tables to standard output."""
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    asked.add_argument("folder", type=Path, help="where the labelled files are")
    asked.add_argument("--embedder", default="e5-small")
    asked.add_argument("--seeds", type=int, default=3)
    asked.add_argument("--priors", action="store_true", help="compare priors of the review layer instead")
    asked.add_argument("--cache", type=Path, help="where vectors are kept between runs")
    given = asked.parse_args()
    embedder, lines = Remembering(choose(given.embedder, folder=given.cache)), []
    for study in studies(given.folder):
        for size in SIZES[:2] if given.priors else SIZES:
            rows = []
            for trial in trials(study, size, given.seeds, embedder):
                figures = {} if given.priors else by_examples(trial, study.language)
                reviewed = by_reviews(trial, _PRIORS if given.priors else [trial.codes.prior])
                rows.append({"theme": trial.theme, **figures, **reviewed})
            table = pd.DataFrame(rows)
            if len(table):
                figures = {name: interval(table, name) for name in table.columns[1:]}
                lines.append({"study": study.name, "examples": size, "themes": table["theme"].nunique(), **figures})
    for name in dict.fromkeys(name for line in lines for name in line):
        sys.stdout.write(f"| {name} | {' | '.join(str(line.get(name, '–')) for line in lines)} |\n")


if __name__ == "__main__":
    main()
