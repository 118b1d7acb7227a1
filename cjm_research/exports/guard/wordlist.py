r"""Known words in a long text: names whose letters may stand apart, over lines, cells and runs.

A text is gone through in pieces. What words a piece has is looked up in one set, and only those names are searched
whose words are all there, so that a hundred megabytes take seconds.

>>> found = WordList({"Sarah Cole": "name", "欧阳晓彤": "name"}).find("I asked SARAH\nCOLE. 我朋友欧阳晓彤说的。")
>>> [(hit.start, hit.end, hit.kind) for hit in found]
[(8, 18, 'name'), (23, 27, 'name')]
>>> list(WordList({}, {"Hannah": "name"}).find("Hannah asked; her name is Hannah"))
[]
>>> [hit.start for hit in WordList({}, {"Hannah": "name"}).find('P04,"Hannah",42')]
[5]
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from cjm_research.corpora.language import CJK

APART = "\x1e"
"""Stands where one paragraph, cell or text of a file ends and another begins."""
_PIECE, _LAP = 1 << 20, 400
_LATIN = re.compile(r"[a-z0-9\u00c0-\u024f]+")
_GAP = rf"[\s{APART}_.,·&/\\-]{{0,3}}"
_EDGE = r"A-Za-z0-9\u00c0-\u024f"
_OPENS = rf"""(?:^|(?<=[{APART}\n\r\t"',;|>/\\\[({{：《“‘]))"""
_SHUTS = rf"""(?=$|[{APART}\n\r\t"',;|<:：/\\.\])}}》”’])"""


@dataclass(frozen=True)
class Hit:
    """A place in a text: half-open, what stands there, and which of the words it is."""

    start: int
    end: int
    kind: str
    word: str


@dataclass(frozen=True)
class WordList:
    """Words to be found.

    Attributes
    ----------
    words : mapping of str to str
        Words that mean the same wherever they stand, to their kind; found in any capitals.
    fields : mapping of str to str
        Words that may be others' too, such as a given name alone: they count where they fill a cell, label or field.
    """

    words: Mapping[str, str]
    fields: Mapping[str, str] | None = None

    def find(self, text: str) -> Iterator[Hit]:
        """Yield the places in a text, in their order piece by piece."""
        if not self._by_token and not self._signs:
            return
        for at in range(0, len(text), _PIECE):
            first, last = max(0, at - _LAP), at + _PIECE
            piece = text[first:last] if first or last < len(text) else text
            for hit in self._in(piece):
                if first + hit.end > at or not at:
                    yield Hit(first + hit.start, first + hit.end, hit.kind, hit.word)

    def _in(self, piece: str) -> Iterator[Hit]:
        there = self._tokens.intersection(_LATIN.findall(piece.lower())) if self._tokens else ()
        patterns = {word: self._patterns[word] for token in there for word in self._by_token[token]}
        if self._signs:
            said = {_joined(hit[0]) for hit in self._signs.finditer(piece)}
            for word in self._others if said else ():
                if any(_joined(word) in one for one in said):
                    patterns[word] = self._patterns[word]
        hits = {}
        for word in sorted(patterns):
            for found in patterns[word].finditer(piece):
                if found.end() > found.start():
                    hits.setdefault(found.span(), Hit(*found.span(), self._kinds[word], word))
        yield from (hits[span] for span in sorted(hits))

    @cached_property
    def _kinds(self) -> dict[str, str]:
        return {**(self.fields or {}), **self.words}

    @cached_property
    def _patterns(self) -> dict[str, re.Pattern[str]]:
        fields = {word: re.compile(_OPENS + _spaced(word) + _SHUTS) for word in self.fields or {}}
        return fields | {word: _anywhere(word) for word in self.words}

    @cached_property
    def _by_token(self) -> dict[str, list[str]]:
        """Words by a piece of them that is in any text where they are: their longest, or all of it in one."""
        table: dict[str, list[str]] = {}
        for word in self._kinds:
            tokens = _LATIN.findall(word.lower())
            if tokens and not _signs(word):
                for token in {max(tokens, key=len), "".join(tokens)}:
                    table.setdefault(token, []).append(word)
        return table

    @cached_property
    def _tokens(self) -> frozenset[str]:
        return frozenset(self._by_token)

    @cached_property
    def _others(self) -> list[str]:
        """Words that are not written in Latin letters and figures alone: nothing tells where they begin."""
        return [word for word in self._kinds if _signs(word) or not _LATIN.findall(word.lower())]

    @cached_property
    def _signs(self) -> re.Pattern[str] | None:
        wanted = sorted({_spaced(word) for word in self._others if word.strip()}, key=lambda one: (-len(one), one))
        # Signs without capitals are found four times as fast where capitals need not be thought of.
        cased = any(word.lower() != word.upper() for word in self._others)
        return re.compile("|".join(wanted), re.IGNORECASE if cased else 0) if wanted else None


def _joined(said: str) -> str:
    return re.sub(rf"[\s{APART}]+", "", said).casefold()


def _signs(word: str) -> bool:
    return bool(re.search(rf"[{CJK}\u0370-\u1fff\u3040-\u30ff\uac00-\ud7af]", word))


def _spaced(word: str) -> str:
    """Return a pattern of a word whose parts may stand apart."""
    if _signs(word):
        return rf"[\s{APART}]?".join(re.escape(sign) for sign in word.strip() if not sign.isspace())
    parts = re.findall(r"\w+|[^\w\s]+", word)
    joined = ""
    for n, part in enumerate(parts):
        gap = _GAP if n and part[0].isalnum() and parts[n - 1][-1].isalnum() else rf"[\s{APART}]?" if n else ""
        joined += gap + re.escape(part)
    return joined


def _anywhere(word: str) -> re.Pattern[str]:
    forms = [_spaced(word)]
    names = word.split()
    if len(names) == 2 and not _signs(word) and all(name.isalpha() for name in names):
        forms.append(rf"{re.escape(names[1])},\s{{0,2}}{re.escape(names[0])}")
    pattern = "|".join(forms)
    return re.compile(pattern if _signs(word) else f"(?<![{_EDGE}])(?:{pattern})(?![{_EDGE}])", re.IGNORECASE)
