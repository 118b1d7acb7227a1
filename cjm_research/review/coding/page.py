r"""What a person sees of one segment: the lines of its document around it, and what the machine suggests about it.

The lines are cut from the stored text of the document, in which names are already replaced; a line is a paragraph, and
its label is the speaker. Offsets inside a line are exact: ``line.text[line.start:line.end]`` is the segment.

>>> lines = page_of("Interviewer: Why?\n\nP01: It was slow. I left.", 24, 36, has_labels=True)
>>> [(line.label, line.text, line.text[line.start:line.end]) for line in lines]
[('Interviewer', 'Why?', ''), ('P01', 'It was slow. I left.', 'It was slow.')]
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from cjm_research.codes.own_code import OWN
from cjm_research.schema import CARRIED, FAMILIES

AROUND = 700
"""Characters of the document shown before and after the segment; more would not be read at a glance."""

_LABEL = re.compile(r"([^\n:：]{1,40})[:：][ \t]*")
_QUOTED = re.compile(r"“([^”]+)”|‘([^’]+)’|\"([^\"]+)\"|'([^']+)'|「([^」]+)」|『([^』]+)』")
_BREAK = re.compile(r"[ \n。！？；，.!?;,]")


@dataclass(frozen=True)
class Line:
    """One paragraph of the page.

    Attributes
    ----------
    label : str
        The speaker, or "".
    text : str
        What was said, cut with "…" where the page ends.
    start, end : int
        Where the segment lies in ``text``, half-open; equal where it does not.
    """

    label: str
    text: str
    start: int = 0
    end: int = 0


@dataclass(frozen=True)
class Suggestion:
    """What a machine suggests of one kind, with its score (0–1), its reason and what else it found (``detail``)."""

    kind: str
    value: str
    score: float
    decision: str
    reason: str
    version: str
    detail: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Flag:
    """What one person wants a colleague ("" = anybody) to look at."""

    segment_id: str
    coder: str
    colleague: str
    text: str
    created_at: str


@dataclass(frozen=True)
class Item:
    """One segment as it is put before a person.

    Attributes
    ----------
    number : int
        Its place in the queue, from 1; 0 if it is shown beside the queue.
    question : str
        What was asked, where the page does not show it (surveys); else "".
    lines : tuple of Line
        The page around it.
    suggestions : dict
        Kind to `Suggestion`.
    verdict : dict
        Kind to value, what this person has said of it already.
    made : str
        How a person cut it: "mark", "merge", "split"; "" for a segment of the machine.
    flags : tuple of Flag
        Of all people, as far as this one may see them.
    memo : str
        What this person noted on it.
    reopened : tuple of (kind, why)
        What this person should look at again, because of a "merge", a "split" or the "codebook".
    """

    segment_id: str
    number: int
    text: str
    language: str
    case_id: str
    document: str
    question: str
    lines: tuple[Line, ...]
    suggestions: Mapping[str, Suggestion]
    verdict: Mapping[str, str]
    skipped: bool
    document_id: str = ""
    start: int = 0
    end: int = 0
    made: str = ""
    flags: tuple[Flag, ...] = ()
    memo: str = ""
    reopened: tuple[tuple[str, str], ...] = ()

    @property
    def suggested_codes(self) -> dict[str, str]:
        """What the machine says yes to: family to sub-type."""
        yes = {kind: shown.value for kind, shown in self.suggestions.items() if shown.decision in CARRIED}
        return {family: yes[family] for family in FAMILIES if yes.get(family)}

    @property
    def codes(self) -> dict[str, str] | None:
        """What this person said: family to sub-type, empty for none of them; None if nothing yet."""
        said = {family: self.verdict[family] for family in FAMILIES if family in self.verdict}
        return {family: value for family, value in said.items() if value} if said else None

    @property
    def own(self) -> dict[str, Suggestion]:
        """What the machine suggests of the study's own codes, by their ids; families apart."""
        return {kind.removeprefix(OWN): shown for kind, shown in self.suggestions.items() if kind.startswith(OWN)}

    @property
    def suggested_own(self) -> tuple[str, ...]:
        """The study's own codes that the machine says yes to."""
        return tuple(code_id for code_id, shown in self.own.items() if shown.decision in CARRIED)

    @property
    def own_codes(self) -> tuple[str, ...] | None:
        """The study's own codes that this person said it carries, empty for none of them; None if nothing yet."""
        said = {kind.removeprefix(OWN): value for kind, value in self.verdict.items() if kind.startswith(OWN)}
        return tuple(code_id for code_id, value in said.items() if value) if said else None

    @property
    def speaker(self) -> str:
        """Who says it."""
        return next((line.label for line in self.lines if line.end > line.start), "") or self.case_id

    @property
    def before(self) -> str:
        """The text of the page before the segment."""
        at = self._line_number()
        return "\n".join([*(line.text for line in self.lines[:at]), self.lines[at].text[: self.lines[at].start]])

    @property
    def after(self) -> str:
        """The text of the page after the segment."""
        at = self._line_number()
        return "\n".join([self.lines[at].text[self.lines[at].end :], *(line.text for line in self.lines[at + 1 :])])

    def _line_number(self) -> int:
        return next(number for number, line in enumerate(self.lines) if line.end > line.start)


def page_of(text: str, start: int, end: int, has_labels: bool) -> tuple[Line, ...]:
    """Return the lines of a document around a segment.

    Parameters
    ----------
    text : str
        The whole document; paragraphs are separated by line breaks.
    start, end : int
        The segment, as offsets in ``text``.
    has_labels : bool
        Whether paragraphs begin with a speaker (interviews).
    """
    first, last = _cut(text, start, end)
    lines = []
    for paragraph in re.finditer(r"[^\n]+", text):
        low, high = max(paragraph.start(), first), min(paragraph.end(), last)
        if low >= high:
            continue
        label = _LABEL.match(text, paragraph.start(), paragraph.end()) if has_labels else None
        # "Well: …" in the middle of a segment is what was said, not a speaker.
        if label and start < label.end() and paragraph.start() < end:
            label = None
        low = max(low, label.end()) if label else low
        if low < high:
            lines.append(_line(text, paragraph, low, high, start, end, label))
    return tuple(lines)


def cues(reason: str, text: str) -> tuple[str, ...]:
    """Return the words that a reason puts in quotation marks and that the segment holds.

    >>> cues("“hard to” · near: “could not find it”", "It is hard to see.")
    ('hard to',)
    """
    quoted = [next(filter(None, groups)) for groups in _QUOTED.findall(reason)]
    folded = text.casefold()
    return tuple(dict.fromkeys(words for words in quoted if words.strip() and words.casefold() in folded))


def _cut(text: str, start: int, end: int) -> tuple[int, int]:
    first = max(0, start - AROUND)
    if first:
        gap = _BREAK.search(text, first, start)
        first = gap.end() if gap else first
    last = min(len(text), end + AROUND)
    if last < len(text):
        gaps = [gap.end() for gap in _BREAK.finditer(text, end, last)]
        last = gaps[-1] if gaps else last
    return first, last


def _line(text: str, paragraph: re.Match, low: int, high: int, start: int, end: int, label: re.Match | None) -> Line:
    begun = label.end() if label else paragraph.start()
    opening = "… " if low > begun else ""
    closing = " …" if high < paragraph.end() else ""
    inside = max(start, low), min(end, high)
    offset = len(opening) - low
    place = (inside[0] + offset, inside[1] + offset) if inside[0] < inside[1] else (0, 0)
    return Line(label[1].strip() if label else "", opening + text[low:high] + closing, *place)
