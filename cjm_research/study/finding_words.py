"""Finding the exact words of a segment again in a text that was edited.

Words are compared without case and marks, a Chinese character counting as one. What stands for a name may stand for it
in another way now. All that is remembered of words that are gone is how many they were and a digest.

>>> told = Told.of("the van broke down,")
>>> text = "P01: Well, The van broke down! On the hill."
>>> [text[a:b] for a, b in told.places(text, 5, len(text))]
['The van broke down!']
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256

_WORD = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]|[^\W_]+")
PLACEHOLDER = re.compile(r"\[[a-z]+(?:-\d+)?\]|\bP\d+\b|\bInterviewer(?: \d+)?\b|访谈者\d*")
"""What stands in a text for something personal, or for who speaks."""
_PIECE = re.compile(f"{PLACEHOLDER.pattern}|{_WORD.pattern}")
_MARKS_BEFORE = re.compile(r"[^\w\s]*$")
_MARKS_AFTER = re.compile(r"[^\w\s]*")
_LONGEST = 60  # characters that a placeholder may stand for

Token = tuple[str, int, int]
"""A word in small letters, or "" for a placeholder, with its place."""


@dataclass(frozen=True)
class Told:
    """What is known of the words of a segment.

    Attributes
    ----------
    key : str
        Digest of the words.
    count : int
        How many they are.
    lead, trail : bool
        Whether marks stand before the first word and after the last one.
    text : str
        The segment as it was; empty where that is not known any more.
    """

    key: str
    count: int
    lead: bool
    trail: bool
    text: str = ""

    @classmethod
    def of(cls, text: str) -> Told:
        """Return what is known of a text."""
        words = _words(text, 0, len(text))
        first, last = (words[0][1], words[-1][2]) if words else (0, len(text))
        key = _key([word for word, _, _ in words])
        return cls(key, len(words), first > 0, last < len(text), text)

    def remembered(self) -> list[str | int | bool]:
        """Return what may be kept of it: no words."""
        return [self.key, self.count, self.lead, self.trail]

    def places(self, text: str, start: int, end: int) -> list[tuple[int, int]]:
        """Return where the words stand in a part of a text, with the marks around them.

        Parameters
        ----------
        text : str
            A document.
        start, end : int
            The words of one turn.
        """
        words = _words(text, start, end)
        n = self.count
        found = [
            (words[i][1], words[i + n - 1][2])
            for i in range(len(words) - n + 1 if n else 0)
            if _key([word for word, _, _ in words[i : i + n]]) == self.key
        ]
        if not found and (exact := _exactly(self.text, text, start, end)):
            # An emoji, or a cut inside of a word.
            return exact
        found = found or list(_with_placeholders(self.text, text, start, end))
        return [self._with_marks(text, (start, end), place) for place in found]

    def _with_marks(self, text: str, turn: tuple[int, int], place: tuple[int, int]) -> tuple[int, int]:
        before = _MARKS_BEFORE.search(text[turn[0] : place[0]]) if self.lead else None
        after = _MARKS_AFTER.match(text[place[1] : turn[1]]) if self.trail else None
        return place[0] - len(before[0] if before else ""), place[1] + len(after[0] if after else "")


def _words(text: str, start: int, end: int) -> list[Token]:
    return [(found[0].casefold(), found.start(), found.end()) for found in _WORD.finditer(text, start, end)]


def _pieces(text: str, start: int, end: int) -> list[Token]:
    return [
        ("" if PLACEHOLDER.fullmatch(found[0]) else found[0].casefold(), found.start(), found.end())
        for found in _PIECE.finditer(text, start, end)
    ]


def _key(words: Sequence[str]) -> str:
    return sha256(" ".join(words).encode()).hexdigest()


def _exactly(sought: str, text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Return where a text stands sign by sign."""
    if not sought.strip():
        return []
    return [(found.start(), found.end()) for found in re.compile(re.escape(sought)).finditer(text, start, end)]


def _with_placeholders(sought: str, text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield where words stand that differ in nothing but what stands for a name or a number."""
    old, new = _pieces(sought, 0, len(sought)), _pieces(text, start, end)
    if not old or all(word for word, _, _ in (*old, *new)):
        return
    bare = sought[old[0][1] : old[-1][2]]
    longest = 2 * len(bare) + _LONGEST
    firsts = [begin for word, begin, _ in new if not (word and old[0][0]) or word == old[0][0]]
    lasts = [stop for word, _, stop in new if not (word and old[-1][0]) or word == old[-1][0]]
    found = {
        (begin, stop): len(PLACEHOLDER.sub("", text[begin:stop]))
        for begin in firsts
        for stop in lasts
        if 0 < stop - begin <= longest and alike(bare, text[begin:stop])
    }
    # What is said in words counts for more than what a placeholder may stand for.
    yield from (place for place, said in found.items() if said == max(found.values()))


def alike(one: str, two: str) -> bool:
    """Return whether two texts differ in nothing but what stands for a name or a number.

    >>> alike("[name-1] rang me twice", "[name-7] rang me twice"), alike("Ben rang me twice", "P03 rang me twice")
    (True, True)
    """
    for text, other in ((one, two), (two, one)):
        parts = PLACEHOLDER.split(text)
        if len(parts) > 1 and len("".join(parts)) > len(text) / 3:
            pattern = rf".{{1,{_LONGEST}}}?".join(map(re.escape, parts))
            if re.fullmatch(pattern, PLACEHOLDER.sub("\ue000", other)) or re.fullmatch(pattern, other):
                return True
    return False
