"""Where something personal stands, and how offsets move when it is replaced.

>>> replaced = Replaced.of("Ring 07700 900123 now", [(Found(5, 17, "phone", "07700900123", "phone form"), "[phone-1]")])
>>> replaced.text, replaced.moved(18), replaced.moved_span(7, 21)
('Ring [phone-1] now', 15, (5, 18))
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

KINDS = ("name", "phone", "mail", "id", "address", "account", "order", "handle", "plate", "date")
"""What is replaced; dates only where the settings ask for it."""

PLACEHOLDER = re.compile(rf"\[({'|'.join(KINDS)})-(\d{{1,9}})\]")


@dataclass(frozen=True, slots=True)
class Found:
    """Something personal in a text.

    Attributes
    ----------
    start, end : int
        Half-open, ``str`` indexes.
    kind : str
        One of `KINDS`.
    value : str
        What is the same wherever the same person or number is meant, however it is written.
    rule : str
        What found it, in words.
    label : str
        What takes its place if that is settled (a speaker's case id); empty for a numbered pseudonym.
    """

    start: int
    end: int
    kind: str
    value: str
    rule: str
    label: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """A replacement, or a stretch that a person should look at.

    Attributes
    ----------
    start, end : int
        In the new text.
    kind, rule : str
        As in `Found`.
    pseudonym : str
        What stands there now; empty where nothing was replaced.
    original : str
        The words that stood there.
    old_start, old_end : int
        In the given text.
    status : {"made", "possible"}
    """

    start: int
    end: int
    kind: str
    pseudonym: str
    rule: str
    original: str
    old_start: int
    old_end: int
    status: str


@dataclass(frozen=True)
class Replaced:
    """A text after replacement, with every place, sorted."""

    text: str
    places: tuple[Place, ...] = ()

    @classmethod
    def of(cls, text: str, made: Sequence[tuple[Found, str]], possible: Sequence[Found] = ()) -> Replaced:
        """Return the text with replacements made.

        Parameters
        ----------
        text : str
        made : sequence of (Found, pseudonym)
            In order, without overlap.
        possible : sequence of Found
            To be looked at; they overlap nothing that is replaced.
        """
        pieces: list[str] = []
        places: list[Place] = []
        last = length = 0
        for found, pseudonym in made:
            pieces += (text[last : found.start], pseudonym)
            length += found.start - last
            original = text[found.start : found.end]
            end = length + len(pseudonym)
            places.append(
                Place(length, end, found.kind, pseudonym, found.rule, original, found.start, found.end, "made")
            )
            length, last = end, found.end
        done = cls("".join((*pieces, text[last:])), tuple(places))
        if not possible:
            return done
        marked = [done._possible(text, found) for found in possible]
        return cls(done.text, tuple(sorted((*places, *marked), key=lambda place: place.start)))

    def _possible(self, text: str, found: Found) -> Place:
        start = self.moved(found.start)
        original = text[found.start : found.end]
        end = start + len(original)
        return Place(start, end, found.kind, "", found.rule, original, found.start, found.end, "possible")

    @cached_property
    def _made(self) -> tuple[list[int], list[Place]]:
        made = [place for place in self.places if place.status == "made"]
        return [place.old_start for place in made], made

    def moved(self, offset: int) -> int:
        """Return where an offset of the old text lies in the new; inside a replaced stretch, where that starts."""
        starts, made = self._made
        n = bisect_right(starts, offset)
        if not n:
            return offset
        place = made[n - 1]
        return place.start if offset < place.old_end else place.end + offset - place.old_end

    def moved_span(self, start: int, end: int) -> tuple[int, int]:
        """Return a span of the old text in the new, widened to whole replacements."""
        starts, made = self._made
        n = bisect_left(starts, end)
        if not n or start == end:
            return self.moved(start), self.moved(end)
        place = made[n - 1]
        stop = place.end if end <= place.old_end else place.end + end - place.old_end
        return self.moved(start), stop


def apart(found: Iterable[Found], blocked: Iterable[tuple[int, int]] = ()) -> list[Found]:
    """Return what does not overlap, sorted; what comes first in ``found`` wins.

    Parameters
    ----------
    found : iterable of Found
        The surest first.
    blocked : iterable of (start, end)
        Stretches that are taken already.
    """
    taken: list[tuple[int, int]] = sorted(blocked)
    kept: list[Found] = []
    for one in found:
        at = bisect_left(taken, (one.start, one.end))
        before = at and taken[at - 1][1] > one.start
        after = at < len(taken) and taken[at][0] < one.end
        if one.start < one.end and not before and not after:
            taken.insert(at, (one.start, one.end))
            kept.append(one)
    return sorted(kept, key=lambda one: one.start)
