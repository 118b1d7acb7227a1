"""Calibration: from the raw scores of a tier to probabilities, and from these to sure, look or no.

Every number comes from predictions for sources that were left out of training (``benchmarks/coder``) and stands in the
card of the tier: the lines that make a score a probability (Platt 1999, one for each family and language), the
probability from which a family is suggested at all ("look") and the one from which nine suggestions in ten were right
("sure"), the offsets and the temperature of the stages (Guo et al. 2017), and how far the emotion was off.

>>> import numpy as np
>>> decide(np.array([0.2, 0.6, 0.95]), look=0.4, sure=0.9).tolist()
['no', 'look', 'sure']
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from cjm_research.codes.heads import Verdicts, output_slices
from cjm_research.schema import FAMILIES, LANGUAGES

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Calibration:
    """What turns the raw scores of one tier into probabilities and decisions.

    Attributes
    ----------
    slopes, offsets : ndarray of shape (2, 3)
        Of the families, by language (`schema.LANGUAGES`).
    look, sure : ndarray of shape (2, 3)
        Probability from which a family is suggested, and from which nine in ten were right.
    stage_offsets : ndarray of shape (7,)
        Added to the raw scores of the stages against their uneven shares in training.
    stage_temperature, stage_sure : float
        What the moved scores are divided by; the probability from which nine stages in ten were right.
    emotion_cuts, emotion_low, emotion_high : ndarray of shape (k,), (k + 1,), (k + 1,)
        Between which bounds the coders' emotion lay in eight cases of ten, seen from the suggested one, by the bin of
        the suggested one.
    """

    slopes: Floats
    offsets: Floats
    look: Floats
    sure: Floats
    stage_offsets: Floats
    stage_temperature: float
    stage_sure: float
    emotion_cuts: Floats
    emotion_low: Floats
    emotion_high: Floats

    @classmethod
    def from_card(cls, card: Mapping[str, Any]) -> Calibration:
        """Read the part "calibration" of a model card."""
        given = card["calibration"]
        families = [given["families"][language] for language in LANGUAGES]
        rows = {
            attribute: np.array([[line[family][name] for family in FAMILIES] for line in families])
            for name, attribute in _LINE.items()
        }
        stage, emotion = given["stage"], given["emotion"]
        return cls(
            **rows,
            stage_offsets=np.array(stage["offsets"]),
            stage_temperature=stage["temperature"],
            stage_sure=stage["sure"],
            emotion_cuts=np.array(emotion["cuts"]),
            emotion_low=np.array(emotion["low"]),
            emotion_high=np.array(emotion["high"]),
        )

    def verdicts(self, outputs: npt.ArrayLike, languages: Sequence[str]) -> Verdicts:
        """Return what the raw scores say.

        Parameters
        ----------
        outputs : array-like of shape (n, 19)
            As in `heads.output_slices`.
        languages : sequence of str
            "en" or "zh", one a row.

        Returns
        -------
        Verdicts
            Each row depends on that row alone.
        """
        raw, place = np.asarray(outputs, dtype=np.float64), output_slices()
        row = language_rows(languages)
        chances = _sigmoid(raw[:, place["family"]] * self.slopes[row] + self.offsets[row])
        moved = (raw[:, place["stage"]] + self.stage_offsets) / self.stage_temperature
        emotion = np.clip(raw[:, place["emotion"]][:, 0] + 3, 1, 5)
        width = np.searchsorted(self.emotion_cuts, emotion)
        return Verdicts(
            families=chances,
            subtypes={family: _softmax(raw[:, place[family]]) for family in FAMILIES},
            stages=_softmax(moved),
            emotion=emotion,
            emotion_band=np.clip(emotion[:, None] + np.stack([self.emotion_low, self.emotion_high], 1)[width], 1, 5),
        )


_LINE = {"slope": "slopes", "offset": "offsets", "look": "look", "sure": "sure"}


def language_rows(languages: Sequence[str]) -> npt.NDArray[np.intp]:
    """Return the row of each language in the arrays of a calibration."""
    return np.array([int(language == "zh") for language in languages], dtype=np.intp)


def decide(chances: npt.ArrayLike, look: npt.ArrayLike, sure: npt.ArrayLike) -> npt.NDArray[np.str_]:
    """Return "sure", "look" or "no" for each probability.

    Parameters
    ----------
    chances, look, sure : array-like of shapes that fit together
        Probabilities, and the bounds from which on they count.
    """
    chances = np.asarray(chances)
    return np.where(chances >= np.maximum(look, sure), "sure", np.where(chances >= look, "look", "no"))


def _sigmoid(values: Floats) -> Floats:
    return 1 / (1 + np.exp(-values))


def _softmax(values: Floats) -> Floats:
    raised = np.exp(values - values.max(axis=1, keepdims=True))
    return raised / raised.sum(axis=1, keepdims=True)
