"""Stage head: on which stage of the journey something was said, from what a tier's reader saw of it.

A linear head over the reader's states, the vector of the text, that of the question asked, and the cues. It was
trained apart from the families, on the hand-coded segments together with invented sentences that spread over some
forty fields and all stages (``benchmarks/coder/train_stages.py``): two thirds of the hand-coded rows are "use", and
in hardly any of them does somebody hear of something for the first time. The card beside the weights
(``weights/stages-*.json``) names what it was trained on, how well it does on sources left out, and where it fails.

It fits the reader it was trained on and no other; for another reader of the same form there is none, and that one's
own stages stand.

>>> from cjm_research.embeddings.fast import FastEmbedder
>>> StageHead.of(FastEmbedder()).card["reader"] == FastEmbedder().card["sha256"]
True
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from cjm_research.codes.cues import Cue, find_asked_stages
from cjm_research.codes.features import features
from cjm_research.codes.heads import STAGE_VALUES
from cjm_research.codes.trained import TrainedHead
from cjm_research.embeddings.base import Reading, ReadingEmbedder


@dataclass(frozen=True)
class StageHead(TrainedHead):
    """The weights of one reader's stage head: from `stage_inputs` to the stages of `heads.STAGE_VALUES`."""

    kind: ClassVar[str] = "stages"

    @property
    def sure(self) -> float:
        """Probability from which nine stages in ten were right on sources left out of training."""
        return float(self.card["calibration"]["sure"])

    @property
    def asked(self) -> float:
        """How much likelier a stage is that the question names."""
        return float(self.card["calibration"]["asked"])

    def chances(self, inputs: np.ndarray) -> np.ndarray:
        """Return the calibrated probability of each stage, shape (n, 7), each row from that row alone."""
        # Summed row by row, so that the last bit does not depend on the number of rows.
        raw = np.einsum("ij,jk->ik", inputs, self.weight, optimize=False) + self.bias
        raw /= self.card["calibration"]["temperature"]
        raised = np.exp(raw - raw.max(axis=1, keepdims=True))
        return raised / raised.sum(axis=1, keepdims=True)


def stage_inputs(
    reader: ReadingEmbedder,
    reading: Reading,
    texts: Sequence[str],
    contexts: Sequence[str],
    languages: Sequence[str],
    cues: Sequence[list[Cue]],
) -> np.ndarray:
    """Return what the stage head sees: states, vector of the text, vector of the question, cues and form.

    Parameters
    ----------
    reader : ReadingEmbedder
        Reads the questions, each one once.
    reading : Reading
        Of the texts in their contexts, with its states.
    texts, contexts, languages, cues : sequences of one length
        As in `features.features`.

    Returns
    -------
    ndarray of float64, shape (n, n_inputs)
        Each row from that row alone.
    """
    questions = [context.split(" … ")[0] for context in contexts]
    known = sorted(set(questions))
    place = {question: row for row, question in enumerate(known)}
    asked = reader.embed(known)[[place[question] for question in questions]] if known else reading.vectors
    facts = features(texts, contexts, languages, cues)
    return np.hstack([reading.states, _SCALE * reading.vectors, _SCALE * asked, facts]).astype(np.float64)


_SCALE = 6.0
"""Vectors of length one in hundreds of dimensions are small beside the states and the cues."""


def with_question(stages: np.ndarray, contexts: Sequence[str], languages: Sequence[str], factor: float) -> np.ndarray:
    """Return the chances of the stages, shape (n_segments, 7), those that the question names made likelier.

    Parameters
    ----------
    stages : ndarray of shape (n_segments, 7)
        Chances before.
    contexts, languages : sequences of str
        The question asked of each segment, and its language.
    factor : float
        How much likelier a stage is that the question names ("why did you choose", 候诊的时候).
    """
    factors = np.ones_like(stages)
    for row, (context, language) in enumerate(zip(contexts, languages, strict=True)):
        for stage in find_asked_stages(context, language):
            factors[row, STAGE_VALUES.index(stage)] = factor
    weighted = stages * factors
    return weighted / weighted.sum(axis=1, keepdims=True)
