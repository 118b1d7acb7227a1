"""The distinctive words of themes, by the class-based TF-IDF of BERTopic (Grootendorst 2022, equation 2).

The frequency of a term among the terms of a theme, times log(1 + A / f), where f is its frequency in all themes and A
the mean number of terms of a theme.

>>> distinctive({"a": ["late parcel", "late again"], "b": ["driver waved"]}, 1, 2)
{'a': ['late', 'parcel'], 'b': ['driver', 'waved']}
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Set

from cjm_research.themes.tokens import HAN, terms

_TEXTS = 5000  # texts of one theme that are counted; more change no order that anybody reads


def distinctive(
    texts: Mapping[str, Iterable[str]], longest: int, most: int, whole: Set[str] = frozenset()
) -> dict[str, list[str]]:
    """Return the distinctive words and phrases of each theme, the best first.

    Parameters
    ----------
    texts : mapping of str to iterable of str
        The segments of each theme.
    longest : int
        Longest phrase in words.
    most : int
        Of each theme.
    whole : set of str
        Words that are never cut.
    """
    counts = {key: _counted(list(own)[:_TEXTS], longest, whole) for key, own in texts.items()}
    everywhere: Counter[str] = Counter()
    for own in counts.values():
        everywhere.update(own)
    mean = sum(everywhere.values()) / max(len(counts), 1)
    return {key: _best(own, everywhere, mean, most) for key, own in counts.items()}


def _counted(texts: list[str], longest: int, whole: Set[str]) -> Counter[str]:
    """Count terms once a segment, so that nobody makes a word by repeating it; a phrase has to occur twice."""
    counts = Counter(term for text in texts for term in dict.fromkeys(terms(text, longest, whole)))
    return Counter({term: n for term, n in counts.items() if n > 1 or _is_word(term, whole)})


def _is_word(term: str, whole: Set[str]) -> bool:
    return (" " not in term and (not HAN.search(term) or len(term) < 4)) or term in whole


def _best(own: Counter[str], everywhere: Counter[str], mean: float, most: int) -> list[str]:
    total = sum(own.values()) or 1
    worth = {term: n / total * math.log(1 + mean / everywhere[term]) for term, n in own.items()}
    chosen: list[str] = []
    for term in sorted(worth, key=lambda term: (-round(worth[term], 12), term)):
        if len(chosen) == most:
            break
        # A phrase says more than its part where both are as common; the part would stand there twice.
        if not any(_within(term, other) or _within(other, term) for other in chosen):
            chosen.append(term)
    return chosen


def _within(part: str, term: str) -> bool:
    return part in term if HAN.search(term) else f" {part} " in f" {term} "
