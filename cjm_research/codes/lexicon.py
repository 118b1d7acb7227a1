"""Lexicons: phrases in files, written in a small language, made into matchers over blank pipelines.

In English a phrase is words between spaces: ``a|b`` are alternatives, ``c?`` may be absent, ``…`` is up to four words
without a punctuation mark between. In Chinese a phrase is written as it is said; ``…`` is one to six 字 without a
punctuation mark between.

>>> sorted(" ".join(words) for words in variants("try|tries to? find", "en"))
['tries find', 'tries to find', 'try find', 'try to find']
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from itertools import groupby, product
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

GAP = "…"


def read_lexicon(name: str) -> dict[str, Any]:
    """Return a shipped lexicon file, for example ``cues-en``, as a dict."""
    return tomllib.loads(files("cjm_research").joinpath(f"codes/lexicons/{name}.toml").read_text("utf-8"))


@cache
def pipeline(language: str) -> Language:
    """Return the blank pipeline of a language: words in English, single characters in Chinese."""
    import spacy

    return spacy.blank("zh" if language == "zh" else "en")


@lru_cache(maxsize=1024)  # a batch: cues, touchpoint and interaction read the same tokens
def tokens_of(text: str, language: str) -> Doc:
    """Split a text; typographic apostrophes count as plain ones, offsets stay."""
    return pipeline(language).make_doc(text.replace("\u2019", "'"))


def variants(phrase: str, language: str) -> list[tuple[str, ...]]:
    """Return every sequence of tokens that a phrase of the small language stands for."""
    if language == "zh":
        return [tuple(phrase)]
    slots = []
    for word in phrase.split():
        optional = word.endswith("?") and len(word) > 1
        choices = [_words(choice) for choice in word.rstrip("?" if optional else "").split("|")]
        slots.append([*choices, ()] if optional else choices)
    return [tuple(part for choice in chosen for part in choice) for chosen in product(*slots)]


def _words(word: str) -> tuple[str, ...]:
    # "n't", "'d" are tokens of their own in running text, but not when they stand alone.
    if word.startswith("'") or word in ("n't", "nt", GAP):
        return (word,)
    return tuple(token.text for token in pipeline("en").make_doc(word))


@dataclass(frozen=True)
class Found:
    """A phrase found in a text: the label it belongs to and the half-open span of tokens."""

    label: str
    first: int
    after: int


class PhraseFinder:
    """Find the phrases of several labels; of overlapping finds the longest counts, of equal spans all.

    Parameters
    ----------
    phrases : mapping of str to iterable of str
        Label to phrases. What the label "shield" finds hides shorter finds and yields nothing itself.
    language : {"en", "zh"}
        Whose tokens and small language.
    """

    def __init__(self, phrases: Mapping[str, Iterable[str]], language: str) -> None:
        from spacy.matcher import PhraseMatcher
        from spacy.tokens import Doc

        vocab = pipeline(language).vocab
        self.language = language
        self._strings = vocab.strings
        self._longest_gap = 4 if language == "en" else 6
        self._phrases = PhraseMatcher(vocab, attr="LOWER")
        self._gapped: dict[str, dict[tuple[str, tuple[str, ...]], None]] = {}
        sought: dict[str, dict[tuple[str, ...], None]] = {}
        for label, lines in phrases.items():
            for words in dict.fromkeys(words for line in lines for words in variants(line, language) if words):
                parts = _parts(words)
                if len(parts) == 1:
                    sought.setdefault(label, {})[words] = None
                    continue
                keys = tuple(GAP + " ".join(part).lower() for part in parts)
                sought |= {key: {part: None} for key, part in zip(keys, parts, strict=True)}
                self._gapped.setdefault(keys[0], {})[label, keys[1:]] = None
        for key, wanted in sought.items():
            self._phrases.add(key, [Doc(vocab, words=list(words)) for words in wanted])

    def find(self, doc: Doc) -> list[Found]:
        """Return what is found, in the order of the text."""
        hits = [(start, end, self._strings[key]) for key, start, end in self._phrases(doc)]
        parts: dict[str, list[tuple[int, int]]] = {}
        for start, end, label in hits:
            if label.startswith(GAP):
                parts.setdefault(label, []).append((start, end))
        spans = {(end - start, start, end, label) for start, end, label in hits if not label.startswith(GAP)}
        spans |= {(end - start, start, end, label) for start, end, label in self._bridged(doc, parts)}
        owner: dict[int, tuple[int, int]] = {}
        kept: list[Found] = []
        for _, start, end, label in sorted(spans, key=lambda span: (-span[0], span[1], span[3])):
            if any(owner.get(place, (start, end)) != (start, end) for place in range(start, end)):
                continue
            owner.update(dict.fromkeys(range(start, end), (start, end)))
            kept.append(Found(label, start, end))
        told = [found for found in kept if found.label != "shield"]
        return sorted(told, key=lambda found: (found.first, found.label))

    def _bridged(self, doc: Doc, parts: dict[str, list[tuple[int, int]]]) -> Iterator[tuple[int, int, str]]:
        """Yield the phrases with gaps: their parts in order, a few tokens and no mark between them."""
        for first in parts.keys() & self._gapped.keys():
            for label, rest in self._gapped[first]:
                ends = set(parts[first])
                for key in rest:
                    ends = {
                        (start, after)
                        for start, end in ends
                        for place, after in parts.get(key, ())
                        if 1 <= place - end <= self._longest_gap and _unbroken(doc, end, place)
                    }
                yield from ((start, end, label) for start, end in ends)


def _parts(words: tuple[str, ...]) -> list[tuple[str, ...]]:
    """Split the words of a phrase at its gaps."""
    return [tuple(part) for gap, part in groupby(words, key=GAP.__eq__) if not gap]


def _unbroken(doc: Doc, start: int, end: int) -> bool:
    return not any(doc[place].is_punct or doc[place].is_space for place in range(start, end))
