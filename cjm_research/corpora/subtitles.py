r"""Cues to turns: WebVTT (Zoom, Teams, Meet, YouTube), SubRip, and tables of timed text (Whisper).

The parser is tolerant and accounts for everything: each line with ``-->`` opens one cue, and each cue ends up either
in a turn or in the list of what was left out. Strict libraries drop a malformed block in silence, which loses words.

>>> turns, _ = read_cues("WEBVTT\n\n00:01.000 --> 00:02.000\n<v Anna>Hi &amp; hello</v>\n")
>>> turns[0].speaker, turns[0].text
('Anna', 'Hi & hello')
"""

from __future__ import annotations

import html
import math
import re
from collections import Counter
from dataclasses import dataclass, replace
from pathlib import Path
from typing import ClassVar

from cjm_research.corpora import joining, labels
from cjm_research.corpora.encoding import decode
from cjm_research.corpora.reading import Reading, Skipped, Source, Turn

ARROW = re.compile(r"(?m)^[ \t]*(?P<a>[\d:.,]{3,})[ \t]*-->[ \t]*(?P<b>[\d:.,a-zA-Z]{3,})[^\n]*$")
"""A line that opens a cue, wherever it stands in the text."""

_CLOCK = re.compile(r"(?:\d+:)?\d{1,2}:\d{1,2}(?:[.,]\d+)?")
_VOICE = re.compile(r"<v(?:\.[^ >\t]*)?[ \t]+(?P<n>[^>]+)>")
_TAG = re.compile(r"</?(?:v|c|i|b|u|s|ruby|rt|lang|font)(?:[.\s][^>]*)?>|<\d[\d:.]*>|\{\\[^}]*\}", re.IGNORECASE)
_BLOCK = re.compile(r"^(?:NOTE|STYLE|REGION)\b")
_PREFIX = re.compile(rf"^(?:-\s*)?(?P<n>{labels.NAME}|[QAPR]\d{{1,3}})\s*[:：]\s*(?P<x>.*)$", re.DOTALL)
_SQUARE = re.compile(rf"^\[(?P<n>{labels.NAME})\]\s*(?P<x>.+)$", re.DOTALL)


@dataclass(frozen=True)
class _Cue:
    n: int
    lines: tuple[str, ...]
    start: float
    end: float


def read_cues(text: str) -> tuple[list[Turn], list[Skipped]]:
    r"""Return the turns of a text made of cues, and what was left out.

    Parameters
    ----------
    text : str
        A .vtt or .srt file's text, with or without its header, lines ended by ``\n``.
    """
    cues, skipped = _cues(text)
    spoken: list[Turn] = []
    for cue in cues:
        pieces = _voices(cue)
        if not pieces:
            skipped.append(Skipped(f"cue {cue.n}", "", "the cue has no words"))
        spoken += pieces
    return _named(spoken), skipped


def _cues(text: str) -> tuple[list[_Cue], list[Skipped]]:
    """Split at the lines with an arrow; the identifier before one belongs to it, not to the cue before."""
    lines = text.split("\n")
    arrows = [i for i, line in enumerate(lines) if "-->" in line and not _BLOCK.match(line)]
    skipped: list[Skipped] = []
    cues: list[_Cue] = []
    head = lines[: arrows[0]] if arrows else lines
    _outside(head[:-1] if arrows and head and _is_identifier(head) else head, 1, skipped)
    for n, (at, after) in enumerate(zip(arrows, [*arrows[1:], len(lines) + 1], strict=False), 1):
        body = lines[at + 1 : after]
        if after <= len(lines) and body and _is_identifier(body):
            body = body[:-1]
        words = _until_blank(body)
        _outside(body[len(words) :], at + 2 + len(words), skipped)
        found = ARROW.match(lines[at])
        clocks = _CLOCK.findall(lines[at]) if found else []
        whole = found and all(_CLOCK.fullmatch(found[g]) for g in "ab")
        if not whole:
            skipped.append(Skipped(f"cue {n}", lines[at].strip()[:60], "its time cannot be read; its words are kept"))
        times = [labels.seconds(clock) for clock in clocks[:2]] if whole else [math.nan, math.nan]
        cues.append(_Cue(n, tuple(words), times[0], times[1]))
    return cues, skipped


def _is_identifier(body: list[str]) -> bool:
    """The line before an arrow is an identifier if it is a number or stands alone after a blank line."""
    last = body[-1].strip()
    return last.isdigit() or (bool(last) and len(body) > 1 and not body[-2].strip())


def _until_blank(body: list[str]) -> list[str]:
    start = 0
    words: list[str] = []
    for line in body[start:]:
        if not line.strip() and words:
            break
        words.append(line)
    return words


def _outside(lines: list[str], first: int, skipped: list[Skipped]) -> None:
    """List words that belong to no cue; headers, notes and style sheets are no words."""
    comment = False
    for n, line in enumerate(lines, first):
        text = line.strip()
        if _BLOCK.match(text) or text.startswith("WEBVTT"):
            comment = True
        elif not text:
            comment = False
        elif not comment and not text.isdigit():
            skipped.append(Skipped(f"line {n}", text[:80], "it belongs to no cue"))


def _voices(cue: _Cue) -> list[Turn]:
    """Return one turn per voice in a cue."""
    raw = "\n".join(line for line in cue.lines if line.strip())
    marks = list(_VOICE.finditer(raw))
    spans = [("", raw[: marks[0].start()] if marks else raw)]
    for mark, after in zip(marks, [*marks[1:], None], strict=False):
        spans.append((html.unescape(mark["n"]).strip(), raw[mark.end() : after.start() if after else None]))
    base = Turn("", start_seconds=cue.start, end_seconds=cue.end, place=f"cue {cue.n}")
    texts = [(speaker, html.unescape(_TAG.sub("", text)).strip()) for speaker, text in spans]
    return [replace(base, speaker=speaker, text=text) for speaker, text in texts if text]


def _named(turns: list[Turn]) -> list[Turn]:
    """Read speakers off prefixes where the file uses them, carry them on, and join."""
    if not any(turn.speaker for turn in turns):
        turns = _from_prefixes(turns)
    named = any(turn.speaker for turn in turns)
    flat = [replace(turn, text=_one_line(turn.text)) for turn in turns]
    return joining.join_turns(flat, joining.glue_cues, named)


def _from_prefixes(turns: list[Turn]) -> list[Turn]:
    """Read "Name: text", "[Name] text" or a name on its own line; a cue without one goes on with the last speaker."""
    lines = [line.strip() for turn in turns for line in turn.text.split("\n")]
    prefixes = Counter(hit["n"].strip() for hit in map(_PREFIX.match, lines) if hit)
    names = labels.accepted(prefixes, len(turns))
    boxes = Counter(hit["n"].strip() for hit in map(_SQUARE.match, lines) if hit)
    over = Counter(turn.text.split("\n")[0].strip() for turn in turns if "\n" in turn.text)
    boxed, above = ({n for n, k in c.items() if k > 1 and labels.looks_like_name(n)} for c in (boxes, over))
    result: list[Turn] = []
    speaker = ""
    for turn in turns:
        first, *rest = turn.text.split("\n")
        if rest and first.strip() in above:
            speaker, first, rest = first.strip(), rest[0], rest[1:]
        for line in (first, *rest):
            hit, square = _PREFIX.match(line.strip()), _SQUARE.match(line.strip())
            text = line
            if hit and hit["n"].strip() in names:
                speaker, text = hit["n"].strip(), hit["x"]
            elif square and square["n"].strip() in boxed:
                speaker, text = square["n"].strip(), square["x"]
            result.append(replace(turn, speaker=speaker, text=text))
    return result


def _one_line(text: str) -> str:
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    joined = lines[0] if lines else ""
    for line in lines[1:]:
        joined += joining.glue_cues(joined, line) + line
    return joined


def table_turns(rows: list[list[str]], header: list[str]) -> list[Turn]:
    """Return the turns of a table with the columns ``start``, ``end``, ``text`` and perhaps ``speaker`` (Whisper).

    Parameters
    ----------
    rows : list of list of str
        The rows below the header; times in whole milliseconds, or in seconds with a decimal point.
    header : list of str
    """
    at = {name.strip().casefold(): i for i, name in enumerate(header)}
    turns = []
    for n, row in enumerate(rows, 2):
        cell = dict(zip(at, (row[i] if i < len(row) else "" for i in at.values()), strict=True))
        turns.append(
            Turn(cell["text"], cell.get("speaker", ""), "", _stamp(cell["start"]), _stamp(cell["end"]), "", f"row {n}")
        )
    return _named(turns)


def _stamp(cell: str) -> float:
    if re.fullmatch(r"\d+", cell.strip()):
        return int(cell) / 1000
    return float(cell) if re.fullmatch(r"\d+\.\d+", cell.strip()) else math.nan


class _CueReader:
    suffixes: ClassVar[tuple[str, ...]] = ()
    name: ClassVar[str] = ""

    def read(self, path: Path, encoding: str | None = None) -> Reading:
        """Return the interview in a file of cues.

        Raises
        ------
        ReadError
            If the file is not text, or not in the encoding asked for.
        """
        decoded = decode(path.read_bytes(), str(path), encoding)
        turns, skipped = read_cues(decoded.text)
        return Reading(
            path, self.name, decoded.encoding, decoded.confidence, decoded.sample_line,
            (Source("interview", tuple(turns)),), 0, tuple(skipped),
        )  # fmt: skip


class VttReader(_CueReader):
    """Reads WebVTT."""

    suffixes: ClassVar[tuple[str, ...]] = (".vtt",)
    name: ClassVar[str] = "vtt"


class SrtReader(_CueReader):
    """Reads SubRip."""

    suffixes: ClassVar[tuple[str, ...]] = (".srt",)
    name: ClassVar[str] = "srt"
