"""Read hand-coded segments: their views (vectors and features) and what the coders marked."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from cjm_research.codes.cues import find_cues
from cjm_research.codes.features import features
from cjm_research.codes.heads import STAGE_VALUES, output_slices
from cjm_research.embeddings.cache import CachedEmbedder, default_folder
from cjm_research.embeddings.choose import choose
from cjm_research.schema import FAMILIES, SUBTYPES

GOLD = Path(__file__).resolve().parents[3] / "shared" / "gold"


@dataclass(frozen=True)
class Targets:
    """What the coders marked: values and weights, both of shape (n_segments, n_outputs); weight 0 = not known."""

    values: np.ndarray
    weights: np.ndarray

    def of(self, rows: np.ndarray) -> Targets:
        """Return those of some rows."""
        return Targets(self.values[rows], self.weights[rows])


@dataclass(frozen=True)
class Views:
    """What the heads see: blocks of columns for each segment, and the same with no context given."""

    blocks: list[np.ndarray]
    alone: list[np.ndarray]


def read_gold(path: Path) -> pd.DataFrame:
    """Return a table of hand-coded segments, all columns text."""
    return pd.read_csv(path, dtype=str, keep_default_na=False)


def views_of(table: pd.DataFrame, kind: str) -> Views:
    """Return the views for the heads of one kind ("e5-small", "tfidf" or "cues"); vectors are cached on disk."""
    texts, contexts, languages = (table[name].tolist() for name in ("text", "context", "lang"))
    cues = [find_cues(text, language) for text, language in zip(texts, languages, strict=True)]
    nothing = [""] * len(texts)
    facts, facts_alone = (features(texts, given, languages, cues) for given in (contexts, nothing))
    if kind == "cues":
        return Views([facts], [facts_alone])
    embedder = CachedEmbedder(choose(kind), default_folder())
    spoken, asked, unasked = (embedder.embed(part) for part in (texts, contexts, nothing))
    return Views([spoken, asked, facts], [spoken, unasked, facts_alone])


def targets_of(table: pd.DataFrame) -> Targets:
    """Return what the coders marked; rare stages weigh up to 4, frequent ones down to 0.3."""
    place = output_slices()
    width = max(part.stop for part in place.values())
    values, weights = (np.zeros((len(table), width), dtype=np.float32) for _ in range(2))
    for column, family in enumerate(FAMILIES):
        values[:, column] = ~table[family].isin(["", "?"])
        weights[:, column] = table[family] != "?"
        for offset, subtype in enumerate(SUBTYPES[family]):
            values[:, place[family].start + offset] = table[family] == subtype
        weights[:, place[family]] = table[family].isin(SUBTYPES[family]).to_numpy()[:, None]
    counts = table["stage"].value_counts()
    for offset, stage in enumerate(STAGE_VALUES):
        here = (table["stage"] == stage).to_numpy()
        values[here, place["stage"].start + offset] = 1
        weight = len(table) / (len(STAGE_VALUES) * max(1, counts.get(stage, 0)))
        weights[here, place["stage"]] = np.clip(weight, 0.3, 4)
    known = table["emotion"].isin(list("12345")).to_numpy()
    values[known, place["emotion"].start] = table["emotion"][known].astype(float) - 3
    weights[known, place["emotion"].start] = 1
    return Targets(values, weights)
