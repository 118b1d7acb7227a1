"""Suggesting a study's own codes, measured against all its segments; anew when codes, segments or reviews change."""

from __future__ import annotations

import pandas as pd

from cjm_research.codes.codebook import Codebook
from cjm_research.codes.own import OwnCodes
from cjm_research.codes.own_code import OWN
from cjm_research.embeddings.base import Embedder
from cjm_research.store.database import Store
from cjm_research.study.digests import digest


def suggest_own(store: Store, segments: pd.DataFrame, book: Codebook, embedder: Embedder) -> None:
    """Bring the suggestions of the study's own codes up to date; those of codes that are no more go.

    Parameters
    ----------
    store : Store
        Of the study.
    segments : DataFrame
        Contract "segments": those that take part.
    book : Codebook
        The study's.
    embedder : Embedder
        The one that the other suggestions come from.
    """
    codings, codes = store.codings(), OwnCodes.fit(book, embedder)
    reviewed = codings[codings["kind"].str.startswith(OWN)]
    said = reviewed[["segment_id", "kind", "value", "coder"]]
    state = digest(codes.version, segments[["segment_id", "text", "language"]], said)
    if store.get("own.digest") == state:
        return
    stored = store.frame("suggestions")
    left = stored[stored["kind"].str.startswith(OWN) & ~stored["kind"].isin(codes.kinds)]
    if len(left):
        store.delete("suggestions", list(zip(left["segment_id"], left["kind"], strict=True)))
    if codes.kinds and len(segments):
        for part in codes.suggest_each(segments, embedder.embed(segments["text"].tolist()), reviewed):
            store.upsert("suggestions", part)
    store.set("own.digest", state)
