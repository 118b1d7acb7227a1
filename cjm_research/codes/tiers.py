"""Tiers: who reads the segments, and how its scores become sure, look or no.

"full" is the encoder, "fast" the hashed n-grams it taught; both were trained to code and carry their calibration in
their card. "frozen" is the baseline they have to beat: any vectors with the heads of `heads` on top. Which tier runs
follows from the embedder alone.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Protocol

import numpy as np

from cjm_research.codes.calibration import Calibration, decide, language_rows
from cjm_research.codes.cues import Cue
from cjm_research.codes.family_head import FamilyHead
from cjm_research.codes.features import features
from cjm_research.codes.heads import STAGE_VALUES, Heads, Verdicts
from cjm_research.codes.stages import StageHead, stage_inputs, with_question
from cjm_research.embeddings.base import Embedder, Reading, ReadingEmbedder

NEVER = 1.01
"""A bound that no probability reaches: the baseline is never sure."""


_ASKED = 3.0
"""How much likelier a stage is when the question names it ("why did you choose", 候诊的时候).

Chosen on the training rows, among 1, 1.5, 2, 3, 5 and 8 for the baseline, each source left out in turn: macro-F1 of the
stages goes from 0.37 to 0.39 in English and from 0.40 to 0.44 in Chinese. The stage heads of the trained tiers were
fitted with their own reading of the question; see their cards.
"""


@dataclass(frozen=True)
class Heard:
    """What a tier makes of n segments.

    Attributes
    ----------
    verdicts : Verdicts
        Calibrated.
    families : ndarray of str, shape (n, 3)
        "sure", "look" or "no" for each family.
    stages : ndarray of str, shape (n,)
        The same for the likeliest stage; "no" where that is none.
    vectors : ndarray of shape (n, n_dimensions) or None
        Of the texts; None where the tier needs none.
    """

    verdicts: Verdicts
    families: np.ndarray
    stages: np.ndarray
    vectors: np.ndarray | None


class Tier(Protocol):
    """One way to read segments."""

    name: str
    emotion_r: float

    @property
    def digest(self) -> str:
        """Changes whenever a verdict could."""
        ...

    def hear(
        self, texts: Sequence[str], contexts: Sequence[str], languages: Sequence[str], cues: Sequence[list[Cue]]
    ) -> Heard:
        """Read segments; each row depends on that row alone."""
        ...


@dataclass(frozen=True)
class TrainedTier:
    """The encoder, or the fast tier it taught."""

    reader: ReadingEmbedder
    name: str

    @property
    def digest(self) -> str:
        """Digest of weights and calibration."""
        heads = (StageHead.of(self.reader), FamilyHead.of(self.reader))
        parts = [self.reader.version, self._card["calibration"], *(head.digest if head else "" for head in heads)]
        content = json.dumps(parts, sort_keys=True)
        return hashlib.sha256(content.encode()).hexdigest()[:12]

    @property
    def emotion_r(self) -> float:
        """Correlation of the emotion with the coders' on sources left out of training."""
        return float(self._card["holdout"]["all"]["emotion_r"])

    def hear(
        self, texts: Sequence[str], contexts: Sequence[str], languages: Sequence[str], cues: Sequence[list[Cue]]
    ) -> Heard:
        """Read segments; the cues serve the stage alone, for the rest the encoder learned its own."""
        scale, head = Calibration.from_card(self._card), StageHead.of(self.reader)
        reading = self.reader.read(texts, contexts)
        found = scale.verdicts(reading.outputs, languages)
        if head is None:
            stages, sure = with_question(found.stages, contexts, languages, _ASKED), scale.stage_sure
        else:
            inputs = stage_inputs(self.reader, reading, texts, contexts, languages, cues)
            stages, sure = with_question(head.chances(inputs), contexts, languages, head.asked), head.sure
        chances, decisions = self._families(reading, texts, languages, scale, found)
        verdicts = replace(found, stages=stages, families=chances)
        return Heard(verdicts, decisions, _stage_decisions(stages, sure), reading.vectors)

    def _families(
        self,
        reading: Reading,
        texts: Sequence[str],
        languages: Sequence[str],
        scale: Calibration,
        found: Verdicts,
    ) -> tuple[np.ndarray, np.ndarray]:
        """Return the probabilities and decisions of the families, moved by the family head where there is one."""
        row, head = language_rows(languages), FamilyHead.of(self.reader)
        if head is None:
            return found.families, decide(found.families, scale.look[row], scale.sure[row])
        chances = head.chances(reading, texts, languages, scale)
        return chances, decide(chances, head.line("look")[row], head.line("sure")[row])

    @property
    def _card(self) -> dict[str, Any]:
        return self.reader.card  # type: ignore[attr-defined]


@dataclass(frozen=True)
class FrozenTier:
    """Vectors that were not trained to code, with heads on top; the baseline."""

    embedder: Embedder
    heads: Heads
    name: str = "frozen"

    @property
    def digest(self) -> str:
        """Digest of the heads' weights."""
        return self.heads.digest

    @property
    def emotion_r(self) -> float:
        """Correlation of the emotion with the coders' on sources left out of training."""
        return float(self.heads.card["scores"]["all"]["emotion_r"])

    def hear(
        self, texts: Sequence[str], contexts: Sequence[str], languages: Sequence[str], cues: Sequence[list[Cue]]
    ) -> Heard:
        """Read segments by their vectors, those of their questions, and their cues."""
        facts = features(texts, contexts, languages, cues)
        vectors = self.embedder.embed(texts) if self.heads.uses_vectors else None
        views = [facts] if vectors is None else [vectors, self.embedder.embed(contexts), facts]
        found = self.heads.predict(views)
        verdicts = replace(found, stages=with_question(found.stages, contexts, languages, _ASKED))
        decisions = decide(verdicts.families, self.heads.thresholds, NEVER)
        return Heard(verdicts, decisions, _stage_decisions(verdicts.stages, NEVER), vectors)


def tier_of(embedder: Embedder) -> TrainedTier | FrozenTier:
    """Return the tier that an embedder brings.

    Parameters
    ----------
    embedder : Embedder
        One that was trained to code (it has ``read``), or any other; a cache around it changes nothing.
    """
    inner = getattr(embedder, "embedder", embedder)
    if isinstance(inner, ReadingEmbedder):
        return TrainedTier(inner, inner.tier)  # type: ignore[attr-defined]
    return FrozenTier(embedder, Heads.for_embedder(embedder.name))


def _stage_decisions(chances: np.ndarray, sure: float) -> np.ndarray:
    best = chances.argmax(axis=1)
    decided = decide(chances.max(axis=1), 0.0, sure)
    return np.where(best == STAGE_VALUES.index("none"), "no", decided)
