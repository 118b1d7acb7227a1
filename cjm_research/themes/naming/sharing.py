"""How much of a theme a phrase stands for: the share of its segments that say each of its words, or words like them.

A name has to fit most of the segments, so every word in it counts against it that few of them hold. Words that mean
nearly the same (exam and test, 送货 and 配送) count as one where they can be embedded.

>>> import numpy as np
>>> held = alike(["exam", "test", "card"], np.array([[1, 0, 0.2], [1, 0.1, 0.1], [-1, 0.5, 0.9]]))
>>> sorted(held["exam"]), sorted(held["card"])
(['exam', 'test'], ['card'])
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence, Set
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from cjm_research.themes.naming.voices import Voice

if TYPE_CHECKING:
    from numpy.typing import NDArray

WORDS = 40
"""Most words of one theme that are embedded beside those of its phrases."""

_ALIKE = 0.6  # cosine of two words from which they count as one, the mean of all words taken off
_SPOKEN = 0.25  # share of the commonest word from which the words of a theme are to be trusted
_ENOUGH = 0.4  # share of segments from which a word counts as shared
_LEAST = 0.08
_NEGATED = 0.5  # share of the segments covered that must deny something before their name may
_NOT = {
    "en": re.compile(r"\b(?:no|not|nobody|none|nothing|never|without|lack\w*|cannot|hardly|unable)\b|n['’]t\b", re.I),
    "zh": re.compile(r"[不没沒无無未]"),
}
_COUNTED = (
    re.compile(r"\b(?:no|without|lack\w*|missing)\b", re.I),
    re.compile(r"\b(?:more|additional|extra)\b", re.I),
    re.compile(r"\b(?:less|fewer)\b", re.I),
    re.compile(r"\bnot\b(?! \w+ing)|n['’]t\b", re.I),
    re.compile(r"没有|沒有|无|無|缺"),
)
"""What says how much there is of a thing; in a name only if that is what is said of it."""
_SOME = 0.3


def alike(words: Sequence[str], vectors: NDArray) -> dict[str, frozenset[str]]:
    """Return for each word the words that mean nearly the same, itself among them.

    Parameters
    ----------
    words : sequence of str
        Stems, each once.
    vectors : ndarray of shape (n_words, n_dims)
        Of the words.
    """
    if len(words) < 3:
        return {word: frozenset({word}) for word in words}
    free = vectors - vectors.mean(axis=0)
    free = free / np.maximum(np.linalg.norm(free, axis=1, keepdims=True), 1e-9)
    near = (free @ free.T).round(6) >= _ALIKE
    return {word: frozenset({word, *(words[at] for at in np.flatnonzero(near[row]))}) for row, word in enumerate(words)}


def asked(voice: Voice, phrases: Collection[Set[str]]) -> list[str]:
    """Return the words of a theme that are worth embedding: those of its phrases and its commonest, sorted."""
    often = sorted(voice.shares, key=lambda word: (-round(voice.shares[word], 9), word))[:WORDS]
    return sorted(set(often).union(*phrases))


def is_denied(text: str, language: str) -> bool:
    """Tell whether a text holds a negation.

    >>> is_denied("Couldn't find the exit", "en"), is_denied("送餐太慢", "zh")
    (True, False)
    """
    return bool(_NOT[language].search(text))


@dataclass(frozen=True)
class Sharing:
    """The words of a theme with those that stand for them.

    Attributes
    ----------
    voice : Voice
        The theme.
    near : mapping of str to set of str
        As `alike` returns them; a word that is not in it stands for itself.
    """

    voice: Voice
    near: Mapping[str, Set[str]] = field(default_factory=dict)

    @cached_property
    def _holding(self) -> dict[str, NDArray]:
        """For each word asked for, which segments hold it; filled as words are asked for."""
        return {}

    @cached_property
    def _weights(self) -> NDArray:
        return np.array(self.voice.weights)

    def _told(self, keys: Set[str], pattern: re.Pattern[str]) -> float:
        """Return the weighted share of the segments a phrase covers in which a pattern occurs, 0–1."""
        at = np.flatnonzero(self.covered(keys)) if keys else np.array([], dtype=int)
        found = np.array([bool(pattern.search(self.voice.spoken[place].text)) for place in at])
        return float(found @ self._weights[at] / self._weights[at].sum()) if len(at) else 0.0

    def holding(self, word: str) -> NDArray:
        """Return which of the counted segments hold a word or one like it; bool of shape (n_segments,)."""
        if word not in self._holding:
            meant = self.near.get(word, frozenset({word}))
            self._holding[word] = np.array([not meant.isdisjoint(words) for words in self.voice.words])
        return self._holding[word]

    def share(self, word: str) -> float:
        """Return the weighted share of segments that hold a word or one like it, 0–1."""
        return float(self.holding(word) @ self._weights)

    def covered(self, keys: Set[str]) -> NDArray:
        """Return which segments a phrase covers: those that hold more than half of its words."""
        return np.sum([self.holding(key) for key in sorted(keys)], axis=0) * 2 > len(keys)

    def cover(self, keys: Set[str]) -> float:
        """Return the weighted share of segments that a phrase covers, half of it for those that hold all its words."""
        if not keys:
            return 0.0
        whole = np.all([self.holding(key) for key in sorted(keys)], axis=0)
        return float((self.covered(keys) + whole) @ self._weights) / 2

    def detail(self, keys: Set[str], text: str, spared: int = 0) -> float:
        """Return a factor, at most 1, that falls with each word of a phrase that few segments hold.

        Parameters
        ----------
        keys : set of str
            Stems of the words of the phrase.
        text : str
            The phrase; a negation in it has to be shared like a word.
        spared : int
            Words that are not counted, the rarest first: a feeling is put in many words.
        """
        common = max((self.share(word) for word in keys), default=0.0)
        enough = min(_ENOUGH, max(self.top, common))
        parts = sorted(max(min(self.share(word) / enough, 1.0), _LEAST) for word in keys)[spared:] if enough else []
        lost = float(np.prod(parts)) ** (0.5 * self.spoken)
        if is_denied(text, self.voice.language) and self._told(keys, _NOT[self.voice.language]) < _NEGATED:
            lost *= 0.6
        counted = next((pattern for pattern in _COUNTED if pattern.match(text)), None)
        return lost * (0.6 if counted and self._told(keys, counted) < _SOME else 1.0)

    @property
    def spoken(self) -> float:
        """How far the segments share words at all: 1 if a quarter says the commonest, else less."""
        return min(self.top / _SPOKEN, 1.0)

    @cached_property
    def top(self) -> float:
        """The share of the word that most segments hold, without those like it."""
        return max(self.voice.shares.values(), default=0.0)
