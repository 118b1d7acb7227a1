"""How close each segment is to the definition and the examples of each stage, by an embedder.

Used where the coders' six stages do not tell the stages of a study apart. Cosines of a good embedder lie close to each
other and some texts are near to everything, so each stage's cosines are first freed of their mean over the study's
segments and then compared within the segment.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np
import numpy.typing as npt
import pandas as pd

from cjm_research.findings.placing.columns import FrameworkLike, StageLike
from cjm_research.schema import LANGUAGES

_SHARPNESS = 2.0  # of the softmax over standardised cosines: one deviation nearer is e² ≈ 7 times as likely
_FEW = 8  # segments below which a mean over the study says nothing; then the cosines stand as they are


class Embedding(Protocol):
    """Any embedder of the workbench."""

    def embed(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        """Return vectors of length one."""
        ...


def closeness(segments: pd.DataFrame, framework: FrameworkLike, embedder: Embedding) -> pd.DataFrame:
    """Return how close each segment is to each stage of a framework.

    Parameters
    ----------
    segments : DataFrame
        Contract "segments".
    framework : Framework
        Its stages' names, definitions, questions and examples are what is compared with.
    embedder : Embedder
        Vectors of length one.

    Returns
    -------
    DataFrame
        Columns segment_id, stage, score (0–1, summing to 1 over the stages of a segment), sorted by both; no row where
        a stage says nothing about itself.
    """
    told = {stage.id: texts_of(stage) for stage in framework.stages}
    told = {stage: texts for stage, texts in told.items() if texts}
    if segments.empty or not told:
        return pd.DataFrame(columns=["segment_id", "stage", "score"])
    ordered = segments.sort_values("segment_id", ignore_index=True)
    vectors = np.asarray(embedder.embed(ordered["text"].tolist()), dtype="float64")
    flat = [text for texts in told.values() for text in texts]
    described = np.asarray(embedder.embed(flat), dtype="float64")
    cosines, start = [], 0
    for texts in told.values():
        cosines.append((vectors @ described[start : start + len(texts)].T).max(axis=1))
        start += len(texts)
    shares = _shares(np.column_stack(cosines))
    return pd.DataFrame(
        {
            "segment_id": np.repeat(ordered["segment_id"].to_numpy(), len(told)),
            "stage": np.tile(list(told), len(ordered)),
            "score": shares.ravel(),
        }
    ).sort_values(["segment_id", "stage"], ignore_index=True)


def texts_of(stage: StageLike) -> list[str]:
    """Return what a stage says of itself: definition and question by language, and each example."""
    texts = [
        f"{stage.name.get(code, '')}. {stage.definition[code]}" for code in LANGUAGES if stage.definition.get(code)
    ]
    texts += [stage.question[code] for code in LANGUAGES if stage.question.get(code)]
    for example in getattr(stage, "examples", ()) or ():
        texts.append(str(example))
    return list(dict.fromkeys(texts))


def _shares(cosines: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    if len(cosines) >= _FEW:
        spread = cosines.std(axis=0)
        cosines = (cosines - cosines.mean(axis=0)) / np.where(spread > 0, spread, 1.0)
    else:
        spread = float(cosines.std())
        cosines = (cosines - cosines.mean()) / (spread if spread > 0 else 1.0)
    sharp = np.exp(_SHARPNESS * (cosines - cosines.max(axis=1, keepdims=True)))
    return sharp / sharp.sum(axis=1, keepdims=True)
