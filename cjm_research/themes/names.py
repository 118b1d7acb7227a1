"""The title of a theme without a language model: the phrase of its own segments that says best what they share.

Each phrase of the segments near the middle of a theme is weighed by the c-TF-IDF of its content words (what sets this
theme apart), by how near its segment lies, and by its shape: a whole short clause reads better than a fragment. A
title is one person's wording, never a list of words.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass

from cjm_research.themes.phrases import candidates, word_list
from cjm_research.themes.tokens import HAN, HIDDEN, content, tokens

REST = {"en": "Other: ", "zh": "其他："}
"""Opens the title of what is left over in a family once every segment has found its theme."""

_SOURCES = 60  # segments nearest to the middle whose phrases are weighed


def is_rest(title: str) -> bool:
    """Tell whether a title is that of the left-over segments of a family.

    >>> is_rest("Other: parking at night"), is_rest("Parking at night")
    (True, False)
    """
    return title.startswith(tuple(REST.values()))


@dataclass(frozen=True)
class Spoken:
    """One segment of a theme, as far as naming needs it.

    Attributes
    ----------
    text : str
        The segment.
    language : {"en", "zh"}
        Its language.
    weight : float
        Cosine to the middle of the theme, −1 to 1.
    """

    text: str
    language: str
    weight: float


def title(
    members: Sequence[Spoken], scores: Mapping[str, float], language: str, taken: Set[str], family: str = "goal"
) -> str:
    """Return the best phrase that no other theme of the family bears.

    Parameters
    ----------
    members : sequence of Spoken
        The theme's segments, nearest first.
    scores : mapping of str to float
        c-TF-IDF of the theme's words.
    language : {"en", "zh"}
        Language of the title; phrases in another are used only if there is none.
    taken : set of str
        Titles given already, case-folded.
    family : {"goal", "motivation", "pain_point"}
        Praise is a poor name for a pain point, blame for a motivation.

    Returns
    -------
    str
        Two to eight words or four to fourteen 汉字 where the segments hold such a phrase, else the shortest segment
        cut to that length.
    """
    near = [member for member in members if member.language == language][:_SOURCES] or list(members[:_SOURCES])
    scores = _shared(near, scores)
    weighed: dict[str, float] = {}
    for member in near:
        nearness = 0.5 + 0.5 * max(member.weight, 0.0) / max(near[0].weight, 1e-9)
        for phrase in candidates(member.text, member.language):
            worth = weigh(phrase, scores) * nearness * (0.4 if _against(phrase, family, member.language) else 1.0)
            weighed[phrase] = max(worth, weighed.get(phrase, 0.0))
    for phrase in sorted(weighed, key=lambda phrase: (-round(weighed[phrase], 9), len(phrase), phrase)):
        if phrase.casefold() not in taken:
            return phrase
    return _fallback(near, scores, language, taken)


def _shared(near: Sequence[Spoken], scores: Mapping[str, float]) -> dict[str, float]:
    """Return the scores with words that few segments hold made lighter: a title says what a theme shares."""
    held = Counter(word for member in near for word in set(content(member.text)))
    return {word: score * (held[word] / len(near)) ** 0.5 for word, score in scores.items() if held[word]}


def weigh(phrase: str, scores: Mapping[str, float]) -> float:
    """Return how well a phrase names a theme; higher is better.

    Parameters
    ----------
    phrase : str
        A candidate.
    scores : mapping of str to float
        c-TF-IDF of the theme's words.

    Returns
    -------
    float
        Sum of the scores of its different content words, discounted for length, weak words and words that say nothing
        about the theme.
    """
    words = dict.fromkeys(content(phrase))
    if not words:
        return 0.0
    said = [token for token in tokens(phrase) if token.isalnum() or "'" in token]
    weak_words = word_list("weak", "zh" if HAN.search(phrase) else "en")
    weak = sum(token.lower() in weak_words for token in said)
    worth = sum(scores.get(word, 0.0) for word in words) / (1 + len(said)) ** 0.5
    lone = 0.6 if len(words) == 1 else 1.0
    return worth * lone * _length_fit(phrase) * 0.85**weak


def _against(phrase: str, family: str, language: str) -> bool:
    return not word_list(f"contrary_{family}", language).isdisjoint(token.lower() for token in tokens(phrase))


def _length_fit(phrase: str) -> float:
    size = len(phrase) / 2.2 if HAN.search(phrase) else len(phrase.split())
    return 1.0 if 3 <= size <= 8 else 0.6


def _fallback(near: Sequence[Spoken], scores: Mapping[str, float], language: str, taken: Set[str]) -> str:
    names = [short for member in near if (short := _shortened(HIDDEN.sub("…", member.text), member.language))]
    best = sorted(scores, key=lambda word: (-scores[word], word))[:3]
    names += [word[:1].upper() + word[1:] for word in best]
    names.append("没有文字的片段" if language == "zh" else "Segments without words")
    for name in names:
        if name.casefold() not in taken:
            return name
    number = 2
    while f"{names[0]} ({number})".casefold() in taken:
        number += 1
    return f"{names[0]} ({number})"


def _shortened(text: str, language: str) -> str:
    text = " ".join(text.split()).strip(" .。,，…")
    if language == "zh" and HAN.search(text):
        text = text if len(text) <= 14 else text[:13] + "…"
    else:
        words = text.split(" ")
        text = text if len(words) <= 8 else " ".join(words[:8]) + "…"
    return text[:1].upper() + text[1:] if content(text) else ""
