"""What a study learns from its reviews, laid over its suggestions; and taken off again when a review is undone.

The suggestions of the coder are kept: each row's detail holds the score and the decision from before (``base``,
``before``), so that the layer is always worked out anew from them and all codings, never from its own result.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from cjm_research.codes.learned import LEARNED, relearn
from cjm_research.embeddings.base import Embedder
from cjm_research.schema import CARRIED, FAMILIES
from cjm_research.store.database import Store


def learn(store: Store, segments: pd.DataFrame, embedder: Embedder) -> None:
    """Work out the suggestions of the families anew from what the coder said and what people have said since.

    Parameters
    ----------
    store : Store
        Of the study.
    segments : DataFrame
        Contract "segments": those that take part; nothing is learned from the words of anybody else.
    embedder : Embedder
        The one that the suggestions come from.
    """
    stored, codings = store.frame("suggestions"), store.codings()
    plain = as_suggested(stored)
    learned = plain
    if codings["kind"].isin(FAMILIES).any():
        vectors = pd.Series(list(embedder.embed(segments["text"].tolist())), index=segments["segment_id"])
        spoken = segments.set_index("segment_id")["language"]
        learned = _remembered(relearn(plain, vectors, codings), plain, spoken)
    changed = (learned[_LEARNED] != stored[_LEARNED]).any(axis=1)
    if changed.any():
        store.upsert("suggestions", learned[changed].reset_index(drop=True))


_LEARNED = ["score", "decision", "reason"]
"""The columns of a suggestion that learning changes."""


def as_suggested(suggestions: pd.DataFrame) -> pd.DataFrame:
    """Return the suggestions as the coder made them.

    Parameters
    ----------
    suggestions : DataFrame
        Contract "suggestions".
    """
    return suggestions.assign(
        score=_kept(suggestions, "base", "score").astype("float64"),
        decision=_kept(suggestions, "before", "decision"),
        reason=suggestions["reason"].mask(suggestions["reason"].isin(LEARNED.values()), ""),
        detail=[{name: value for name, value in row.items() if name != "before"} for row in suggestions["detail"]],
    )


def _kept(suggestions: pd.DataFrame, name: str, column: str) -> pd.Series:
    told = zip(suggestions["detail"], suggestions[column], strict=True)
    return pd.Series([row.get(name, now) for row, now in told], index=suggestions.index)


def _remembered(learned: pd.DataFrame, plain: pd.DataFrame, languages: pd.Series) -> pd.DataFrame:
    """Return the rows, those that the layer changed with what stood there before it, and a reason where none stood."""
    changed = np.flatnonzero((learned["score"] != plain["score"]) | (learned["decision"] != plain["decision"]))
    details: list[dict[str, Any]] = learned["detail"].tolist()
    bare = learned["decision"].isin(CARRIED) & (learned["reason"] == "")
    told = learned["segment_id"].map(languages).map(LEARNED).fillna(LEARNED["en"])
    for row in changed:
        before = {"base": float(plain["score"].iloc[row]), "before": str(plain["decision"].iloc[row])}
        details[row] = {**details[row], **before}
    return learned.assign(detail=details, reason=learned["reason"].mask(bare, told))
