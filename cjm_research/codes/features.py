"""Features: what the heads see of a segment beside its vectors.

Cue counts (those a negation reaches apart), what the question asked for, and a few facts of form. No fact of the corpus
(its name, its size, its neighbours) goes in: a segment is coded alike wherever it stands.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import cache

import numpy as np

from cjm_research.codes.cues import FEATURE_CUES, Cue, asked_names, find_asked

_FORM = (
    "is_zh", "length", "has_question_mark", "has_exclamation", "has_context", "has_before", "starts_small", "words_few",
)  # fmt: skip


@cache
def feature_names() -> tuple[str, ...]:
    """Return the names of the columns of `features`, in order."""
    return (*FEATURE_CUES, *(f"not_{name}" for name in FEATURE_CUES), *asked_names(), *_FORM)


def features(
    texts: Sequence[str], contexts: Sequence[str], languages: Sequence[str], cues: Sequence[list[Cue]]
) -> np.ndarray:
    """Return the features of segments.

    Parameters
    ----------
    texts, contexts, languages : sequences of str, of one length
        The segment, the question asked (with, after " … ", the sentence before), "en" or "zh".
    cues : sequence of list of Cue
        Of each text, from `cues.find_cues`; those that are not among ``cues.FEATURE_CUES`` are left out.

    Returns
    -------
    ndarray of float32, shape (n_segments, n_features)
        Columns as in `feature_names`.
    """
    place = {name: column for column, name in enumerate(feature_names())}
    values = np.zeros((len(texts), len(place)), dtype=np.float32)
    for row, (text, context, language, found) in enumerate(zip(texts, contexts, languages, cues, strict=True)):
        for cue in found:
            if cue.name not in FEATURE_CUES:
                continue
            values[row, place[f"not_{cue.name}" if cue.negated else cue.name]] += 1
        for name in find_asked(context, language):
            values[row, place[name]] = 1
        for name, value in _form(text, context, language).items():
            values[row, place[name]] = value
    counted = slice(0, 2 * len(FEATURE_CUES))
    values[:, counted] = np.log1p(values[:, counted])
    return values


def _form(text: str, context: str, language: str) -> dict[str, float]:
    length = len(text) * (2 if language == "zh" else 1)  # a 汉字 says about as much as two letters
    return {
        "is_zh": float(language == "zh"),
        "length": math.log1p(length) - 4,
        "has_question_mark": float(any(mark in text for mark in "?？")),
        "has_exclamation": float(any(mark in text for mark in "!！")),
        "has_context": float(bool(context.strip())),
        "has_before": float(" … " in context),
        "starts_small": float(text[:1].islower()),
        "words_few": float(length < 24),
    }
