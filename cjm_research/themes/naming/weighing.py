"""Which phrase says best what the segments of a theme share.

Four things are weighed: how many segments hold the words of a phrase and how few of other themes do; how near the
phrase lies to the middle of its theme and how far from the middles of the others, where texts can be embedded; its
shape; and whether it says what its family is about, since a pain point is something that goes wrong.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence, Set
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from cjm_research.themes.naming.clauses import word_list
from cjm_research.themes.naming.voices import Voice, denies, mood
from cjm_research.themes.tokens import tokens

if TYPE_CHECKING:
    from numpy.typing import NDArray

Embed = Callable[[list[str]], "NDArray"]
"""Texts to rows of length one."""

EMBEDDED = 30
"""Most phrases of one theme and language that are embedded."""

_LIKED = {("pain_point", "thing"): 0.85, ("goal", "act"): 1.1, ("goal", "state"): 0.95}
_CODED = re.compile(r"(?<![A-Za-z])[A-Za-z](?=[省市区县镇乡村某])")  # A市, as places are made unknown
_FITTED = 60  # phrases whose mood is read
_NEAR, _FOUND = 0.3, 1.0
_DENIED = 0.4  # left of the worth of a phrase with a negation in a theme without
_MOST_DENY = 0.4  # share of the nearest segments that deny something, from which a theme is one of what is not
_DETAIL = 0.7
_SHAPES = {"act": 1.0, "state": 1.0, "thing": 0.9, "clause": 0.75}


@dataclass(frozen=True)
class Candidate:
    """A phrase with what its words are worth.

    Attributes
    ----------
    text : str
        As it would be shown.
    keys : frozenset of str
        Stems of its words.
    worth : float
        Higher is better; comparable within one theme only.
    fit : float
        The part of it that does not come from how often its words are said: shape, mood, details.
    """

    text: str
    keys: frozenset[str]
    worth: float
    fit: float = 1.0


def everywhere(voices: Sequence[Voice]) -> Counter[str]:
    """Return the sum over themes of the share of segments that hold a word."""
    total: Counter[str] = Counter()
    for voice in voices:
        total.update(voice.shares)
    return total


def distinct(voice: Voice, total: Mapping[str, float], n_themes: int) -> dict[str, float]:
    """Return what each word of a theme says about it.

    Parameters
    ----------
    voice : Voice
        The theme.
    total : mapping of str to float
        `everywhere` over the themes of the family that hold the language, this one among them.
    n_themes : int
        How many they are.

    Returns
    -------
    dict of str to float
        Root of the share of segments that hold the word, times the part of its use that falls to this theme when all
        themes are taken to be of one size; 0–1.
    """
    once = 0.5 / len(voice.words)
    worth = {}
    for word, share in voice.shares.items():
        elsewhere = max(total[word] - share, 0.0) / max(n_themes - 1, 1)
        worth[word] = math.sqrt(share) * share / (share + elsewhere + once)
    return worth


def candidates(voice: Voice, worth: Mapping[str, float], family: str) -> list[Candidate]:
    """Return the phrases of a theme with their worth by words, shape and mood, the best first."""
    found = []
    for keys, heard in voice.heard.items():
        text, kind = heard.best
        fit = _SHAPES[kind] * _LIKED.get((family, kind), 1.0) * _length(text, voice.language)
        fit *= _plain(text, voice.language)
        fit *= 1.0 if len(heard.people) > 1 or len(voice.spoken) < 4 else 0.85  # one person is not all
        value = fit * _said(keys, worth) * (1 + 0.5 * math.sqrt(voice.together(keys)))
        if value > 0:
            found.append(Candidate(text, keys, value, fit))
    found.sort(key=_order)
    return sorted((_fitted(one, voice, family) for one in found[:_FITTED]), key=_order)


def _order(one: Candidate) -> tuple[float, int, str]:
    return -round(one.worth, 9), len(one.text), one.text


def _fitted(one: Candidate, voice: Voice, family: str) -> Candidate:
    """Weigh a phrase by whether it is of the mood of its theme, and by the details in it that nobody shares."""
    good, bad = mood(one.text, voice.language)
    praised, blamed = voice.mood
    if family == "pain_point":
        praised, blamed = 0.0, max(blamed, 0.6)
    elif family == "motivation":
        praised, blamed = max(praised, 0.2), min(blamed, 0.2)
    fit = 1 + 0.5 * (praised * good + blamed * bad)
    fit *= (1 - 0.5 * blamed * (good and not bad)) * (1 - 0.5 * praised * (bad and not good))
    felt = good or bad
    # "Not too heavy" names no theme of heavy things: what few deny is not denied in the name.
    fit *= _DENIED if denies(one.text) and voice.denied < _MOST_DENY else 1.0
    # What is felt is put in many words, so the word for it need not be shared.
    fit *= _DETAIL ** max(len(one.keys & voice.details) - felt, 0)
    return Candidate(one.text, one.keys, one.worth * fit, one.fit * fit)


def nearest(found: Sequence[Candidate], vectors: NDArray, own: NDArray, others: NDArray) -> list[Candidate]:
    """Return candidates weighed by their words and by which segments they lie near, the best first.

    A name is good if one would find the segments of its theme by it: the segments of the family are put in the order
    of their nearness to a phrase, and its worth is the mean of average precision and area under the curve.

    Parameters
    ----------
    found : sequence of Candidate
        Weighed by words.
    vectors : ndarray of shape (n_candidates, n_dims)
        Of their texts, each of length one.
    own : ndarray of shape (n_segments, n_dims)
        Of the segments of the theme.
    others : ndarray of shape (n_others, n_dims)
        Of segments of the other themes of the family; may be empty.
    """
    near = (vectors @ own.T).mean(axis=1)
    found_by = found_again(vectors @ own.T, vectors @ others.T) if len(others) else np.zeros(len(found))
    words = np.array([one.worth for one in found])
    total = words / words.max() + _NEAR * _scaled(near) + _FOUND * _scaled(found_by)
    total = total * np.sqrt([one.fit for one in found])
    weighed = [
        Candidate(one.text, one.keys, round(float(value), 6), one.fit) for one, value in zip(found, total, strict=True)
    ]
    return sorted(weighed, key=_order)


def found_again(own: NDArray, others: NDArray) -> NDArray:
    """Return for each phrase how well it tells its segments from others.

    Parameters
    ----------
    own : ndarray of shape (n_phrases, n_segments)
        Cosines to the segments of the theme.
    others : ndarray of shape (n_phrases, n_others)
        Cosines to other segments.

    Returns
    -------
    ndarray of shape (n_phrases,)
        Mean of average precision and area under the curve, 0–1.

    >>> import numpy as np
    >>> found_again(np.array([[0.9, 0.8], [0.9, 0.1]]), np.array([[0.2, 0.1], [0.5, 0.4]])).round(2).tolist()
    [1.0, 0.62]
    """
    n = own.shape[1]
    order = np.argsort(-np.concatenate([own, others], axis=1).round(6), axis=1, kind="stable")
    hit = order < n
    held = hit.cumsum(axis=1)
    ranks = np.arange(1, hit.shape[1] + 1)
    precision = (held / ranks * hit).sum(axis=1) / n
    area = (held * ~hit).sum(axis=1) / (n * others.shape[1])
    return (precision + area) / 2


def _scaled(values: NDArray) -> NDArray:
    low, high = float(values.min()), float(values.max())
    return (values - low) / (high - low) if high > low else np.ones_like(values)


def _said(keys: Set[str], worth: Mapping[str, float]) -> float:
    held = sum(worth.get(key, 0.0) for key in keys)
    return held / (max(len(keys), 1.3) + 0.5) ** 0.7


def _length(text: str, language: str) -> float:
    size = len(text) / 2.0 if language == "zh" else len(text.split())
    if size < 2:
        return 0.75
    return 1.0 if size <= 4 else 1.0 - 0.09 * (size - 4)


def _plain(text: str, language: str) -> float:
    """Return less for words that say nothing outside their sentence, and for numbers."""
    weak = word_list("weak", language)
    said = [token.lower() for token in tokens(text)]
    coded = any(char.isdigit() for char in text) or _CODED.search(text)
    return 0.82 ** sum(token in weak for token in said) * (0.25 if coded else 1.0)
