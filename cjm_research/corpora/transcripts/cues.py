r"""A text of cues to its cues: WebVTT, SubRip, SBV. Each line that opens a cue is accounted for.

Strict libraries drop a malformed block in silence, which loses words. Here a cue whose time cannot be used keeps its
words, loses its time and is listed; so the cues with a time and the broken ones add up to the lines with an arrow.

>>> split("1\n00:00:01,000 --> 00:00:02,000\nHello\n").counts
{'cues': 1}
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from cjm_research.corpora import labels
from cjm_research.corpora.reading import Skipped

CLOCK = r"(?:\d{1,5}:)?\d{1,3}:\d{1,2}(?:[.,]\d{1,9})?"
ARROW = re.compile(rf"(?m)^[ \t]*(?P<a>{CLOCK})[ \t]*-->[ \t]*(?P<b>{CLOCK})(?![\w:.,])[^\n]*$")
"""A line that opens a cue of WebVTT or SubRip, wherever it stands in the text."""
COMMA = re.compile(rf"(?m)^[ \t]*(?P<a>{CLOCK})[ \t]*,[ \t]*(?P<b>{CLOCK})[ \t]*$")
"""A line that opens a cue of SBV."""

_ALMOST_COMMA = re.compile(r"^\s*-?\d+:\d[^\s,]*\s*,\s*-?\d+:[^\s,]*\s*$")
_NEGATIVE = re.compile(r"^\s*-\s*\d|(?:-->|,)\s*-\s*\d")
_BLOCK = re.compile(r"^\s*(?:NOTE|STYLE|REGION)(?:\s|$)")
_HEADER = re.compile(r"^\s*(?:WEBVTT|X-TIMESTAMP-MAP\b)")


@dataclass(frozen=True)
class Cue:
    """One cue.

    Attributes
    ----------
    n : int
        The number a person sees: the file's own where every cue has one, else counted from 1.
    line : int
        The line of its time, from 1.
    lines : tuple of str
        Its words as they stand, tags included.
    start, end : float
        Seconds; NaN where the time cannot be used.
    """

    n: int
    line: int
    lines: tuple[str, ...]
    start: float
    end: float


@dataclass(frozen=True)
class Cues:
    """The cues of a file, what was left out, and the counts for the load report."""

    cues: tuple[Cue, ...]
    skipped: tuple[Skipped, ...]
    counts: dict[str, int] = field(default_factory=dict)


def split(text: str) -> Cues:
    r"""Return the cues of a text.

    Parameters
    ----------
    text : str
        A .vtt, .srt or .sbv file's text, with or without its header, lines ended by ``\n``.
    """
    lines = text.split("\n")
    arrows, in_words = _arrows(lines)
    if not arrows and "-->" not in text:
        arrows = [i for i, line in enumerate(lines) if "," in line and _ALMOST_COMMA.match(line)]
    skipped: list[Skipped] = []
    cues: list[Cue] = []
    numbers: list[str] = []
    head = lines[: arrows[0]] if arrows else lines
    number = head[-1].strip() if arrows and head and _is_identifier(head) else ""
    _outside(head[:-1] if number else head, 1, skipped)
    for at, after in zip(arrows, [*arrows[1:], len(lines) + 1], strict=False):
        numbers.append(number)
        body = lines[at + 1 : after]
        number = body[-1].strip() if after <= len(lines) and body and _is_identifier(body) else ""
        if number:
            _list_wordy_identifier(number, after, skipped)
            body = body[:-1]
        words = _words(body)
        _outside(body[len(words) :], at + 2 + len(words), skipped)
        cues.append(Cue(len(cues) + 1, at + 1, tuple(words), math.nan, math.nan))
    cues = _numbered(cues, numbers)
    times = [_time(lines[cue.line - 1]) for cue in cues]
    for cue, (_, _, why) in zip(cues, times, strict=True):
        if why:
            skipped.append(Skipped(f"cue {cue.n}, line {cue.line}", lines[cue.line - 1].strip()[:60], why))
    broken = sum(bool(why) for _, _, why in times)
    counts = {"cues": len(cues) - broken, "broken cues": broken, "arrows in the words": in_words}
    timed = [replace(cue, start=start, end=end) for cue, (start, end, _) in zip(cues, times, strict=True)]
    return Cues(tuple(timed), tuple(skipped), {name: n for name, n in counts.items() if n or name == "cues"})


def _arrows(lines: list[str]) -> tuple[list[int], int]:
    """Return the lines that open a cue, and how many hold an arrow that somebody typed ("Menu --> Settings")."""
    found: list[int] = []
    in_words = 0
    for i, line in enumerate(lines):
        if "-->" not in line:
            continue
        before = lines[i - 1].strip() if i else ""
        spoken = found and before and not before.isdigit() and not re.match(r"\s*-?\s*\d|\s*-->", line)
        if spoken and not _BLOCK.match(line):
            in_words += 1
        else:
            found.append(i)
    return found, in_words


def _time(line: str) -> tuple[float, float, str]:
    """Return start and end of a cue in seconds, and what is wrong with them."""
    found = ARROW.match(line) or COMMA.match(line)
    if _BLOCK.match(line):
        return math.nan, math.nan, "a cue inside a comment; its words are kept"
    if not found:
        why = "its time is negative" if _NEGATIVE.search(line) else "its time cannot be read"
        return math.nan, math.nan, f"{why}; its words are kept"
    start, end = labels.seconds(found["a"]), labels.seconds(found["b"])
    if end < start:
        return math.nan, math.nan, "it ends before it starts; its words are kept without a time"
    return start, end, ""


def _numbered(cues: list[Cue], numbers: list[str]) -> list[Cue]:
    """Give the cues the numbers that stand in the file, if each has one of its own."""
    own = [int(number) for number in numbers if number.isascii() and number.isdigit() and len(number) < 10]
    if len(own) == len(cues) == len(set(own)):
        return [replace(cue, n=n) for cue, n in zip(cues, own, strict=True)]
    return cues


def _is_identifier(body: list[str]) -> bool:
    """The line before an arrow is an identifier if it is a number or stands alone after a blank line."""
    last = body[-1].strip()
    return last.isdigit() or (bool(last) and len(body) > 1 and not body[-2].strip() and not _BLOCK.match(last))


def _list_wordy_identifier(identifier: str, line: int, skipped: list[Skipped]) -> None:
    if identifier.count(" ") > 1:
        skipped.append(Skipped(f"line {line}", identifier[:80], "it stands where the name of a cue stands"))


def _words(body: list[str]) -> list[str]:
    """Return the lines up to the first empty one; one empty line straight after the time is forgiven."""
    words: list[str] = []
    for i, line in enumerate(body):
        if (not line and i) or (i == 1 and not body[0].strip() and _BLOCK.match(line)):
            break
        words.append(line)
    return words


def _outside(lines: Iterable[str], first: int, skipped: list[Skipped]) -> None:
    """List words that belong to no cue; headers, notes and style sheets are no words."""
    comment = False
    for n, line in enumerate(lines, first):
        text = line.strip()
        if _BLOCK.match(text) or _HEADER.match(text):
            comment = True
        elif not text:
            comment = False
        elif not comment and not text.isdigit():
            skipped.append(Skipped(f"line {n}", text[:80], "it belongs to no cue"))
