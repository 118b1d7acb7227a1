"""Reasons: why something is suggested, in words a researcher can check against the segment.

The cue words that speak for the family (those a negation reaches are shown with it), and the two nearest exemplars:
the codebook's own examples, in the segment's language.

>>> from cjm_research.codes.cues import find_cues
>>> cue_reason("goal", find_cues("I want a bigger basket, please", "en"), "en")
'wish “want”, request “please”'
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from cjm_research.codes.codebook import Codebook
from cjm_research.codes.cues import Cue, cue_labels
from cjm_research.embeddings.base import Embedder

NEAREST = 2

SPEAKS: dict[str, tuple[str, ...]] = {
    "goal": ("desire", "request", "wish_complaint", "purpose", "question", "double_negation", "hypothetical"),
    "motivation": ("cause", "praise", "feeling_good", "comparison", "purpose", "obligation", "price"),
    "pain_point": (
        "complaint",
        "failure",
        "effort",
        "price",
        "feeling_bad",
        "unmet",
        "irony",
        "rhetorical",
        "wish_complaint",
        "praise_but",
        "double_negation",
        "negation",
    ),
    "emotion": ("feeling_good", "feeling_bad", "praise", "complaint"),
}
"""The cues that speak for each kind, the most telling first."""

_MOST = 4
_WORDS = {
    "en": {
        "not": "not ",
        "none": "no cue word, the whole sentence",
        "near": "like: ",
        "open": "“",
        "shut": "”",
        "gap": " ",
    },
    "zh": {"not": "否定", "none": "没有线索词，按整句判断", "near": "近似：", "open": "「", "shut": "」", "gap": ""},
}
_JOIN = {"en": ", ", "zh": "，"}


def cue_reason(kind: str, cues: Iterable[Cue], language: str, milestone: str = "") -> str:
    """Return the cue words behind a suggestion.

    Parameters
    ----------
    kind : str
        A family, "emotion" or "stage".
    cues : iterable of Cue
        Found in the segment.
    language : {"en", "zh"}
        The words around the cues.
    milestone : str
        For "stage": the stage suggested; its milestones speak for it.

    Returns
    -------
    str
        For example ``wish “want”``; "" when no cue speaks for it.
    """
    telling = (f"at_{milestone}",) if kind == "stage" else SPEAKS[kind]
    words, labels = _WORDS[language], cue_labels(language)
    chosen = sorted((cue for cue in cues if cue.name in telling), key=lambda cue: (telling.index(cue.name), cue.start))
    shown = [
        f"{words['not'] if cue.negated else ''}{labels[cue.name]}{words['gap']}{words['open']}{cue.text}{words['shut']}"
        for cue in chosen
    ]
    return _JOIN[language].join(list(dict.fromkeys(shown))[:_MOST])


@dataclass(frozen=True)
class Exemplars:
    """The codebook's examples with their vectors.

    Attributes
    ----------
    texts : dict of (family, language) to tuple of str
        The examples.
    vectors : dict of (family, language) to ndarray of shape (n_examples, n_dimensions)
        Rows of length one.
    """

    texts: dict[tuple[str, str], tuple[str, ...]]
    vectors: dict[tuple[str, str], np.ndarray]

    @classmethod
    def of(cls, codebook: Codebook, embedder: Embedder) -> Exemplars:
        """Embed the examples of a codebook, all at once."""
        texts: dict[tuple[str, str], tuple[str, ...]] = {}
        for code in codebook.codes:
            for language, lines in code.examples.items():
                key = (code.family, language)
                texts[key] = (*texts.get(key, ()), *lines)
        every = embedder.embed([line for lines in texts.values() for line in lines])
        ends = np.cumsum([len(lines) for lines in texts.values()])
        vectors = dict(zip(texts, np.split(every, ends[:-1]), strict=True))
        return cls(texts, vectors)

    def nearest(self, family: str, language: str, vector: np.ndarray) -> tuple[str, ...]:
        """Return the two examples of a family nearest to a vector of length one, the nearest first."""
        key = (family, language)
        cosines = np.einsum("ij,j->i", self.vectors[key].astype(np.float64), vector.astype(np.float64))
        order = np.argsort(-cosines, kind="stable")[:NEAREST]
        return tuple(self.texts[key][place] for place in order)


def family_reason(family: str, cues: Sequence[Cue], examples: Sequence[str], language: str) -> str:
    """Return the whole reason for a family: cue words, then the nearest exemplars."""
    words = _WORDS[language]
    parts = [cue_reason(family, cues, language) or words["none"]]
    if examples:
        parts.append(words["near"] + " / ".join(f"{words['open']}{text}{words['shut']}" for text in examples))
    return ("；" if language == "zh" else "; ").join(parts)
