r"""Turns of a text that must not move: who says what, with the place of the words in the text itself.

Speakers are found by `transcripts.transcript` as in any transcript; then the words of each turn are looked up in the
text, line by line, so that ``text[start:end]`` are the words as they stand. What a transcript joins (two lines of one
speaker, each with a label) stays apart here, since the label between them is not spoken.

>>> cut = turns_of("Ben: Why?\nEva: It was late.\nEva: And dear.")
>>> [(turn.speaker, turn.text, turn.span) for turn in cut.turns]
[('Ben', 'Why?', (5, 9)), ('Eva', 'It was late.', (15, 27)), ('Eva', 'And dear.', (33, 42))]
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from cjm_research.corpora.labels import TIME, role_of
from cjm_research.corpora.language import language_of
from cjm_research.corpora.reading import Turn
from cjm_research.corpora.transcripts import transcript
from cjm_research.corpora.transcripts.joining import ends_sentence
from cjm_research.corpora.transcripts.transcript import Line, Parsed

_TIMES = re.compile(rf"[\[(（]{TIME}[\])）]")
_BEFORE = "before the first speaker"
_HOST = {"en": "Interviewer", "zh": "访谈者"}
_FEWEST_TASKS = 3
_MUCH = 0.3  # share of a text that may stand before its first speaker and be left out
_TASK = re.compile(r"^\s*(?:(?P<n>\d{1,2})(?:\.?[a-z])?(?:[、．]\s*|[.)]?\s+)|[a-z]\.[ivx]{1,4}\s+)\S")
"""A numbered question or task of a session along a sheet, such as ``4.b Open the map.`` or ``a.ii Which one?``."""
_LONGEST_HEAD = 120  # characters of a line in which a label and a time find room


@dataclass(frozen=True)
class _Row:
    """A line of the text with its place in it."""

    text: str
    start: int
    place: str


def turns_of(text: str, seconds: Sequence[tuple[int, float]] = ()) -> Parsed:
    """Return the turns of a text, each with its ``span``.

    Parameters
    ----------
    text : str
        The whole text, line feeds as line ends.
    seconds : sequence of (int, float)
        Indexes of the text whose time in the recording is known, in order.

    Returns
    -------
    Parsed
        Its ``skipped`` lists the lines that nobody says: headings, what stands before the first speaker.
    """
    rows = _rows(text)
    parsed = transcript.parse([Line(row.text, row.place) for row in rows])
    if not any(turn.speaker for turn in parsed.turns) and not _is_wrapped(rows):
        # Without speakers each paragraph is a turn, and here each line is a paragraph.
        apart = [part for row in rows for part in (Line(row.text, row.place), Line("", row.place))]
        parsed = transcript.parse(apart)
    turns = _located(text, rows, parsed) if parsed.turns else []
    if not turns:
        return replace(parsed, turns=tuple(_by_paragraph(text, rows, [])), skipped=())
    if _leaves_much(rows, turns, parsed):
        turns = _by_paragraph(text, rows, turns)
        parsed = replace(parsed, skipped=tuple(part for part in parsed.skipped if part.why != _BEFORE))
    return replace(parsed, turns=tuple(_timed(turn, seconds) for turn in turns))


def _rows(text: str) -> list[_Row]:
    rows, start = [], 0
    for number, line in enumerate(text.split("\n"), 1):
        rows.append(_Row(line, start, f"line {number}"))
        start += len(line) + 1
    return rows


def _is_wrapped(rows: list[_Row]) -> bool:
    """Return whether lines were broken at a width: there are blank lines, and most others stop in mid-sentence."""
    texts = [row.text.strip() for row in rows]
    inner = [line for line, after in pairwise(texts) if line and after]
    if not inner or "" not in texts[1:-1]:
        return False
    return sum(not ends_sentence(line) for line in inner) > 0.5 * len(inner)


def _leaves_much(rows: list[_Row], turns: list[Turn], parsed: Parsed) -> bool:
    """Return whether only the interviewer is labelled, or much of the text stands before the first label."""
    speakers = {turn.speaker for turn in turns}
    if "" not in speakers and speakers and all(role_of(speaker) == "interviewer" for speaker in speakers):
        return True
    early = {part.place for part in parsed.skipped if part.why == _BEFORE}
    left = sum(len(row.text) for row in rows if row.place in early)
    return left > _MUCH * sum(len(row.text) for row in rows)


def _by_paragraph(text: str, rows: list[_Row], turns: list[Turn]) -> list[Turn]:
    """Return a turn for each line: the labelled speaker's, the interviewer's for a task, else the participant's."""
    labelled = {turn.place: turn for turn in turns if turn.span and text[: turn.span[0]].rpartition("\n")[2].strip()}
    tasks = _tasks([row for row in rows if row.place not in labelled])
    hosts = sorted({turn.speaker for turn in labelled.values() if role_of(turn.speaker) == "interviewer"})
    asks = hosts[0] if hosts else _HOST[language_of(text)]
    found = []
    for row in rows:
        end = row.start + len(row.text.rstrip())
        start = row.start + len(row.text) - len(row.text.lstrip())
        if row.place in labelled:
            known = labelled[row.place]
            start = known.span[0] if known.span else start
            found.append(replace(known, text=text[start:end], span=(start, end)))
        elif start < end:
            role, host = ("interviewer", asks) if row.place in tasks else ("participant", "")
            found.append(Turn(text[start:end], host, role, place=row.place, span=(start, end)))
    return found


def _tasks(rows: list[_Row]) -> set[str]:
    """Return the places of the numbered tasks, if the lines have such a list: from 1 upwards, three at least."""
    hits = [(row.place, found["n"]) for row in rows if (found := _TASK.match(row.text))]
    numbers = [int(n) for _, n in hits if n]
    rising = all(after - before in (0, 1, 2) for before, after in pairwise(numbers))
    is_list = bool(numbers) and numbers[0] == 1 and numbers[-1] >= _FEWEST_TASKS and rising
    return {place for place, _ in hits} if is_list else set()


def _located(text: str, rows: list[_Row], parsed: Parsed) -> list[Turn]:
    at = {row.place: n for n, row in enumerate(rows)}
    silent = {part.place for part in parsed.skipped}
    begins = [*(at[turn.place] for turn in parsed.turns), len(rows)]
    found = []
    for turn, (first, last) in zip(parsed.turns, pairwise(begins), strict=True):
        pieces = _pieces(turn.text, [row for row in rows[first:last] if row.place not in silent])
        for n, (start, end, place) in enumerate(pieces):
            # Times of words inside a turn were told for the joined text and do not hold for the text as it stands.
            begin = turn.start_seconds if n == 0 else math.nan
            until = turn.end_seconds if n == len(pieces) - 1 else math.nan
            located = replace(turn, text=text[start:end], span=(start, end), place=place, times=())
            found.append(replace(located, start_seconds=begin, end_seconds=until))
    return found


def _pieces(words: str, rows: list[_Row]) -> list[tuple[int, int, str]]:
    """Return start, end and place of what is said on these lines; a label or a time begins a new piece."""
    said = "".join(words.split())
    pieces: list[tuple[int, int, str]] = []
    at = 0
    goes_on = False
    for row in rows:
        if not row.text.strip():
            continue
        begin, used = _said_from(row.text, said, at)
        at += used
        if not used:
            goes_on = False
            continue
        start, end = row.start + begin, row.start + len(row.text.rstrip())
        if goes_on and not row.text[:begin].strip():
            pieces[-1] = (pieces[-1][0], end, pieces[-1][2])
        else:
            pieces.append((start, end, row.place))
        goes_on = True
    return pieces if at == len(said) else _whole(rows)


def _whole(rows: list[_Row]) -> list[tuple[int, int, str]]:
    """Return the lines as they are, labels and all: no word is lost where words and labels cannot be told apart."""
    spoken = [row for row in rows if row.text.strip()]
    return [
        (row.start + len(row.text) - len(row.text.lstrip()), row.start + len(row.text.rstrip()), row.place)
        for row in spoken
    ]


def _said_from(line: str, said: str, at: int) -> tuple[int, int]:
    """Return where on a line the next words begin, and how many of them (without blanks) it holds; 0 for a label."""
    for told in dict.fromkeys((line, _TIMES.sub(lambda found: " " * len(found[0]), line))):
        for begin in range(min(len(told), _LONGEST_HEAD)):
            if told[begin].isspace() or not said.startswith(told[begin], at):
                continue
            rest = "".join(told[begin:].split())
            if said.startswith(rest, at):
                return begin, len(rest)
    return 0, 0


def _timed(turn: Turn, seconds: Sequence[tuple[int, float]]) -> Turn:
    """Give a turn the times of the recording that are known inside it."""
    if not seconds or turn.span is None:
        return turn
    start, end = turn.span
    before = [when for index, when in seconds if index <= start]
    after = [when for index, when in seconds if index >= end]
    return replace(
        turn,
        start_seconds=before[-1] if before else turn.start_seconds,
        end_seconds=after[0] if after else turn.end_seconds,
    )
