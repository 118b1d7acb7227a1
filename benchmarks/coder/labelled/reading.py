"""Read texts as a study would: cut into segments, each with its question, coded by a tier, and put together again.

A text's probability of a family is that of its strongest segment; it carries a family if one of its segments does; its
emotion is the mean of its segments. Nothing here was fitted to the labelled sets.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from cjm_research.codes.cues import Cue, find_cues
from cjm_research.codes.tiers import tier_of
from cjm_research.embeddings.base import Embedder, unit_rows
from cjm_research.schema import FAMILIES, SUBTYPES
from cjm_research.segments import MeaningUnits
from cjm_research.settings import Settings

NEUTRAL = 3.0


@dataclass(frozen=True)
class Cut:
    """Texts as segments.

    Attributes
    ----------
    n_texts : int
        How many texts there were.
    place : ndarray of int, shape (n_segments,)
        The text of each segment; in order.
    texts, contexts, languages : list of str
        Of each segment.
    cues : list of list of Cue
        Of each segment.
    """

    n_texts: int
    place: np.ndarray
    texts: list[str]
    contexts: list[str]
    languages: list[str]
    cues: list[list[Cue]]

    def only(self, kept: Sequence[bool]) -> Cut:
        """Return some of the segments; the texts stay counted."""
        at = np.flatnonzero(kept).tolist()
        lists = [[values[row] for row in at] for values in (self.texts, self.contexts, self.languages, self.cues)]
        return Cut(self.n_texts, self.place[at], *lists)

    def unasked(self) -> Cut:
        """Return the same segments without their contexts."""
        return Cut(self.n_texts, self.place, self.texts, [""] * len(self.texts), self.languages, self.cues)

    def joined(self, between: str = " ") -> list[str]:
        """Return the texts put together from their segments."""
        parts: list[list[str]] = [[] for _ in range(self.n_texts)]
        for text, row in zip(self.texts, self.place, strict=True):
            parts[row].append(text)
        return [between.join(part) for part in parts]

    def mean(self, values: np.ndarray, missing: float = 0.0) -> np.ndarray:
        """Return the mean over each text's segments; `missing` for a text that has none."""
        counts = np.bincount(self.place, minlength=self.n_texts)
        sums = np.bincount(self.place, weights=values, minlength=self.n_texts)
        return np.divide(sums, counts, out=np.full(self.n_texts, missing), where=counts > 0)

    def most(self, values: np.ndarray) -> np.ndarray:
        """Return the greatest value among each text's segments; 0 for a text that has none."""
        found = np.zeros((self.n_texts, *np.shape(values)[1:]))
        np.maximum.at(found, self.place, values)
        return found


@dataclass(frozen=True)
class Read:
    """What the coder makes of texts.

    Attributes
    ----------
    families : ndarray of shape (n_texts, 3)
        Probability of each family, of the strongest segment.
    carried : ndarray of bool, shape (n_texts, 3)
        Whether a segment carries the family ("sure" or "look").
    subtypes : dict of str to ndarray of shape (n_texts, number of sub-types)
        Probability of family and sub-type together, of the strongest segment.
    carried_as : dict of str to ndarray of bool, of the same shapes
        Whether a segment carries the family with that sub-type.
    emotion : ndarray of shape (n_texts,)
        1 to 5, the mean of the segments.
    share : ndarray of shape (n_texts, 3)
        Of the text's segments, those that carry the family.
    """

    families: np.ndarray
    carried: np.ndarray
    subtypes: dict[str, np.ndarray]
    carried_as: dict[str, np.ndarray]
    emotion: np.ndarray
    share: np.ndarray

    def of(self, family: str, subtype: str = "") -> tuple[np.ndarray, np.ndarray]:
        """Return the probability of a code and whether it is carried, each of shape (n_texts,)."""
        if not subtype:
            column = FAMILIES.index(family)
            return self.families[:, column], self.carried[:, column]
        column = SUBTYPES[family].index(subtype)
        return self.subtypes[family][:, column], self.carried_as[family][:, column]


def cut(texts: Sequence[str], questions: Sequence[str], language: str) -> Cut:
    """Return the segments of texts, cut as the open answers of a survey are, in the order of the texts."""
    names = [f"{at:06d}" for at in range(len(texts))]
    documents = pd.DataFrame({"document_id": names, "name": names, "source": names, "kind": "survey"})
    documents = documents.assign(language=language, text=list(texts), sha256="", recorded_at="", wave="")
    turns = pd.DataFrame({"turn_id": names, "document_id": names, "seq": 0, "speaker": "", "role": "participant"})
    turns = turns.assign(case_id=names, start=0, end=[len(text) for text in texts], question=list(questions), place="")
    turns = turns.assign(start_seconds=np.nan, end_seconds=np.nan)
    found = MeaningUnits(Settings.default().segments)(documents, turns).sort_values(["document_id", "start"])
    spoken, asked, languages = (found[name].tolist() for name in ("text", "context", "language"))
    cues = [find_cues(text, known) for text, known in zip(spoken, languages, strict=True)]
    return Cut(len(texts), found["document_id"].astype(int).to_numpy(), spoken, asked, languages, cues)


def read(embedder: Embedder, segments: Cut) -> Read:
    """Return what the tier of that embedder makes of the texts."""
    heard = tier_of(embedder).hear(segments.texts, segments.contexts, segments.languages, segments.cues)
    chances, carried = heard.verdicts.families, heard.families != "no"
    both, carried_as = {}, {}
    for column, family in enumerate(FAMILIES):
        kinds = heard.verdicts.subtypes[family]
        best = kinds.argmax(axis=1)[:, None] == np.arange(kinds.shape[1])
        both[family] = segments.most(chances[:, column, None] * kinds)
        carried_as[family] = segments.most(carried[:, column, None] & best) > 0
    return Read(
        families=segments.most(chances),
        carried=segments.most(carried) > 0,
        subtypes=both,
        carried_as=carried_as,
        emotion=segments.mean(heard.verdicts.emotion, NEUTRAL),
        share=np.stack([segments.mean(column) for column in carried.T.astype(float)], axis=1),
    )


def vectors(embedder: Embedder, segments: Cut) -> np.ndarray:
    """Return one vector of length one for each text: the mean of its segments' vectors."""
    own = embedder.embed(segments.texts)
    sums = np.zeros((segments.n_texts, own.shape[1]))
    np.add.at(sums, segments.place, own)
    return unit_rows(sums)
