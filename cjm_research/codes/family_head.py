"""Family head: moves a reader's goals and motivations by what the vector of the text says of them.

Hand-coded segments hardly hold aims that show only in what people do ("I iron two shirts the evening before"), reasons
that name no quality, and such as are denied, reported or only supposed. This head was trained on sentences of that
kind, invented in pairs of near twins over some ninety fields (``benchmarks/coder/train_families.py``), together
with the hand-coded rows: it adds to the log-odds of the reader, whose own heads stay as they are. The card beside the
weights (``weights/families-*.json``) holds its lines, chosen on sources left out, how well it does, where it fails.

It fits the reader it was trained on and no other.

>>> from cjm_research.embeddings.encoder import EncoderEmbedder
>>> FamilyHead.of(EncoderEmbedder()).card["reader"] == EncoderEmbedder().card["sha256"]
True
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from cjm_research.codes.calibration import Calibration, language_rows
from cjm_research.codes.trained import TrainedHead
from cjm_research.embeddings.base import Reading
from cjm_research.schema import FAMILIES, LANGUAGES


@dataclass(frozen=True)
class FamilyHead(TrainedHead):
    """The weights of one reader's family head: from the vector of the text to what is added to each family's score."""

    kind: ClassVar[str] = "families"

    def chances(
        self, reading: Reading, texts: Sequence[str], languages: Sequence[str], calibration: Calibration
    ) -> np.ndarray:
        """Return the calibrated probability of each family, shape (n, 3), each row from that row alone.

        Parameters
        ----------
        reading : Reading
            Of the texts in their contexts.
        texts : sequence of str
            The texts; those that `tells_nothing_alone` are left to the reader.
        languages : sequence of str
            "en" or "zh", one a row.
        calibration : Calibration
            Of the reader: the head adds to the log-odds that it gives.
        """
        row, vectors = language_rows(languages), np.asarray(reading.vectors, dtype=np.float64)
        raw = np.asarray(reading.outputs, dtype=np.float64)[:, : len(FAMILIES)]
        # Summed row by row, so that the last bit does not depend on the number of rows.
        added = np.einsum("ij,jk->ik", vectors, self.weight, optimize=False) + self.bias
        added[tells_nothing_alone(texts, languages)] = 0
        odds = raw * calibration.slopes[row] + calibration.offsets[row] + added
        return 1 / (1 + np.exp(-(odds * self.line("slope")[row] + self.line("offset")[row])))

    def line(self, name: str) -> np.ndarray:
        """Return "slope", "offset", "look" or "sure" by language and family, shape (2, 3)."""
        found = self.card["calibration"]["families"]
        return np.array([[found[language][family][name] for family in FAMILIES] for language in LANGUAGES])


def tells_nothing_alone(texts: Sequence[str], languages: Sequence[str]) -> np.ndarray:
    """Return which texts are so short that the question gives them their meaning; the head does not read it.

    >>> tells_nothing_alone(["The price.", "I copied the price from the shelf."], ["en", "en"]).tolist()
    [True, False]
    """
    # A 字 says about as much as two letters.
    lengths = [len(text) * (2 if language == "zh" else 1) for text, language in zip(texts, languages, strict=True)]
    return np.array([length < _SHORT for length in lengths], dtype=bool)


_SHORT = 24
