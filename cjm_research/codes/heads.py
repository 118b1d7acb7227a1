"""Heads of the baseline: from vectors and cues to probabilities, in numpy, with weights that ship with the package.

One small network (a linear path beside one hidden layer, averaged over a few seeds) reads the vector of the text, the
vector of its context and the features of `features`; its outputs are the families, their sub-types, the stage and the
emotion. Probabilities are calibrated and thresholds chosen on predictions for sources left out of training
(``benchmarks/coder/train_heads.py``); the card beside the weights (``heads-*.json``) names the sources, the scores and
the weaknesses.

Which weights run depends on the vectors: those of e5-small, those of tfidf, or for any other embedder the cues alone.
"""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np

from cjm_research.schema import FAMILIES, STAGES, SUBTYPES

STAGE_VALUES = (*STAGES, "none")
"""What the stage head tells apart."""


_EMOTION_BAND = np.array([-1.0, 1.0])
"""Of the baseline no band was measured: one step to either side."""


def output_slices() -> dict[str, slice]:
    """Return where each head's outputs lie: "family", each family's sub-types, "stage", "emotion"."""
    sizes = {"family": len(FAMILIES)} | {family: len(SUBTYPES[family]) for family in FAMILIES}
    sizes |= {"stage": len(STAGE_VALUES), "emotion": 1}
    ends = np.cumsum(list(sizes.values())).tolist()
    return {name: slice(end - size, end) for (name, size), end in zip(sizes.items(), ends, strict=True)}


@dataclass(frozen=True)
class Verdicts:
    """What the heads say of n segments.

    Attributes
    ----------
    families : ndarray of shape (n, 3)
        Probability that the segment carries each family of ``schema.FAMILIES``.
    subtypes : dict of str to ndarray of shape (n, number of sub-types)
        Probability of each sub-type, given the family.
    stages : ndarray of shape (n, 7)
        Probability of each of `STAGE_VALUES`.
    emotion : ndarray of shape (n,)
        From 1 to 5.
    emotion_band : ndarray of shape (n, 2)
        Between which bounds a coder's emotion is expected in eight cases of ten.
    """

    families: np.ndarray
    subtypes: dict[str, np.ndarray]
    stages: np.ndarray
    emotion: np.ndarray
    emotion_band: np.ndarray


@dataclass(frozen=True)
class Heads:
    """Weights and thresholds of one kind of vectors.

    Attributes
    ----------
    name : str
        "e5-small", "tfidf" or "cues".
    digest : str
        Twelve hexadecimal digits of the weights' content.
    card : dict
        Sources, scores and weaknesses.
    """

    name: str
    digest: str
    card: dict[str, Any]
    arrays: dict[str, np.ndarray]

    @classmethod
    def for_embedder(cls, embedder_name: str) -> Heads:
        """Return the heads that fit the vectors of an embedder."""
        if "multilingual-e5-small" in embedder_name:  # the same model run by another engine: one vector space
            return _load("e5-small")
        return _load(embedder_name if embedder_name in ("e5-small", "tfidf") else "cues")

    @property
    def uses_vectors(self) -> bool:
        """Whether text and context have to be embedded."""
        return self.name != "cues"

    @property
    def thresholds(self) -> np.ndarray:
        """Probability from which each family is suggested, in the order of ``schema.FAMILIES``."""
        return self.arrays["thresholds"]

    def predict(self, views: Sequence[np.ndarray]) -> Verdicts:
        """Read segments.

        Parameters
        ----------
        views : sequence of ndarray of shape (n_segments, any)
            Vectors of the texts, vectors of the contexts, features; the features alone for "cues".

        Returns
        -------
        Verdicts
            Each row depends on that row of the views alone.
        """
        outputs = self._outputs(np.hstack(views).astype(np.float64))
        place = output_slices()
        slope, shift = self.arrays["platt"]
        emotion = np.clip(outputs[:, place["emotion"]][:, 0] + 3, 1, 5)
        return Verdicts(
            families=_sigmoid(slope * outputs[:, place["family"]] + shift),
            subtypes={family: _softmax(outputs[:, place[family]]) for family in FAMILIES},
            stages=_softmax(outputs[:, place["stage"]] / self.arrays["stage_temperature"]),
            emotion=emotion,
            emotion_band=np.clip(emotion[:, None] + _EMOTION_BAND, 1, 5),
        )

    def _outputs(self, inputs: np.ndarray) -> np.ndarray:
        scaled = (inputs - self.arrays["mean"]) * self.arrays["scale"]
        outputs = 0.0
        for member in range(len(self.arrays["w1"])):
            weights = {key: self.arrays[key][member] for key in ("w1", "b1", "w2", "w3", "b2")}
            outputs = outputs + forward(scaled, weights)
        return outputs / len(self.arrays["w1"])


def forward(scaled: np.ndarray, weights: dict[str, np.ndarray]) -> np.ndarray:
    """Return the outputs of one network, shape (n_segments, n_outputs): hidden path and linear path.

    The products are summed by `einsum` row by row, so that the last bit does not depend on the number of rows.
    """
    hidden = np.maximum(_rows(scaled, weights["w1"]) + weights["b1"], 0)
    return _rows(hidden, weights["w2"]) + _rows(scaled, weights["w3"]) + weights["b2"]


def _rows(left: np.ndarray, right: np.ndarray) -> np.ndarray:
    return np.einsum("ij,jk->ik", left, right, optimize=False)


def _sigmoid(values: np.ndarray) -> np.ndarray:
    return 1 / (1 + np.exp(-values))


def _softmax(values: np.ndarray) -> np.ndarray:
    raised = np.exp(values - values.max(axis=1, keepdims=True))
    return raised / raised.sum(axis=1, keepdims=True)


@cache
def _load(name: str) -> Heads:
    folder = files("cjm_research").joinpath("codes/weights")
    content = folder.joinpath(f"heads-{name}.npz").read_bytes()
    with np.load(io.BytesIO(content), allow_pickle=False) as stored:
        arrays = {key: stored[key].astype(np.float64) for key in stored.files}
    card = json.loads(folder.joinpath(f"heads-{name}.json").read_text("utf-8"))
    return Heads(name, hashlib.sha256(content).hexdigest()[:12], card, arrays)
