r"""Cues to turns: WebVTT (Zoom, Teams, Meet, YouTube), SubRip, SBV, and tables of timed text (Whisper).

The parser is tolerant and accounts for everything: each line with ``-->`` opens one cue (`transcripts.cues`), and
each cue ends up either in a turn or in the list of what was left out. Cues of one speaker join to sentences; where
each cue, or each word with a time of its own, begins is kept in ``Turn.times``.

>>> turns, _ = read_cues("WEBVTT\n\n00:01.000 --> 00:02.000\n<v Anna>Hi &amp; hello</v>\n")
>>> turns[0].speaker, turns[0].text
('Anna', 'Hi & hello')
"""

from __future__ import annotations

import html
import math
import re
from collections import Counter
from dataclasses import dataclass, field, replace
from itertools import pairwise
from pathlib import Path
from typing import ClassVar

from cjm_research.corpora import labels
from cjm_research.corpora.encoding import decode
from cjm_research.corpora.limits import refuse_long_lines
from cjm_research.corpora.reading import Reading, Skipped, Source, Turn
from cjm_research.corpora.transcripts import joining
from cjm_research.corpora.transcripts.cues import ARROW, COMMA, Cue, split
from cjm_research.corpora.transcripts.rollup import TAG, WORD_TIME, without_repeats
from cjm_research.corpora.transcripts.unlabelled import NOBODY

__all__ = ["ARROW", "COMMA", "SbvReader", "Spoken", "SrtReader", "VttReader", "parse_cues", "read_cues", "table_turns"]

_VOICE = re.compile(r"<v(?:\.[^ >\t]{0,200})?[ \t]{1,20}(?P<n>[^>\n]{1,200})>")
_PREFIX = re.compile(rf"^(?:-\s*|>>+\s*)?(?P<n>{labels.NAME}|[QAPR]\d{{1,3}})\s*[:：]\s*(?P<x>.*)$", re.DOTALL)
_SQUARE = re.compile(rf"^\[(?P<n>{labels.NAME})\]\s*(?P<x>.+)$", re.DOTALL)
_MARK = re.compile(r"\x01(\d+)\x02")  # stands for the time of a word while its cue is taken apart
_MOST = 0.6  # share of the cues with a name on a line of its own from which every such line is a name


@dataclass(frozen=True)
class Spoken:
    """The turns in a text made of cues, what was left out, and what was counted."""

    turns: tuple[Turn, ...]
    skipped: tuple[Skipped, ...]
    counts: dict[str, int] = field(default_factory=dict)


def parse_cues(text: str) -> Spoken:
    r"""Return the turns of a text made of cues.

    Parameters
    ----------
    text : str
        A .vtt, .srt or .sbv file's text, with or without its header, lines ended by ``\n``.
    """
    found = split(text.replace("\x01", "").replace("\x02", ""))
    cues, n_repeats = without_repeats(found.cues)
    skipped = list(found.skipped)
    if n_repeats:
        what = f"lines of {n_repeats} cues"
        skipped.append(Skipped("captions", what, "they show the words of the cue before once more"))
    spoken: list[Turn] = []
    for cue in cues:
        pieces = _voices(cue)
        if not pieces and (cue.lines or not n_repeats):
            skipped.append(Skipped(f"cue {cue.n}", "", "the cue has no words"))
        spoken += pieces
    clocks = {f"cue {cue.n}": _clocks(cue) for cue in cues}
    counts = found.counts | ({"repeats": n_repeats} if n_repeats else {})
    return Spoken(tuple(_named(spoken, clocks)), tuple(skipped), counts)


def read_cues(text: str) -> tuple[list[Turn], list[Skipped]]:
    """Return the turns of a text made of cues, and what was left out; see `parse_cues`."""
    spoken = parse_cues(text)
    return list(spoken.turns), list(spoken.skipped)


def _clocks(cue: Cue) -> list[float]:
    """Return the times of the words of a cue that carry one."""
    return [_second(clock) for clock in WORD_TIME.findall("\n".join(cue.lines))]


def _second(clock: str) -> float:
    whole = re.fullmatch(r"(?:\d{1,5}:)?\d{1,3}:\d{1,2}(?:\.\d{1,9})?", clock)
    return labels.seconds(clock) if whole else math.nan


def _voices(cue: Cue) -> list[Turn]:
    """Return one turn per voice in a cue; the times of words stay in the text as marks."""
    raw = "\n".join(line for line in cue.lines if line.strip()).replace("[br]", "\n")
    numbers = iter(range(len(raw)))
    raw = WORD_TIME.sub(lambda _: f"\x01{next(numbers)}\x02", raw)
    marks = list(_VOICE.finditer(raw))
    spans = [("", raw[: marks[0].start()] if marks else raw)]
    for mark, after in zip(marks, [*marks[1:], None], strict=False):
        name = _MARK.sub("", html.unescape(mark["n"]))
        spans.append((labels.without_guest(name), raw[mark.end() : after.start() if after else None]))
    base = Turn("", start_seconds=cue.start, end_seconds=cue.end, place=f"cue {cue.n}")
    texts = [(speaker, _unescaped(TAG.sub("", text)).strip()) for speaker, text in spans]
    return [replace(base, speaker=speaker, text=text) for speaker, text in texts if _MARK.sub("", text).strip()]


def _unescaped(text: str) -> str:
    return html.unescape(text.replace("&nbsp;", " "))


def _named(turns: list[Turn], clocks: dict[str, list[float]] | None = None) -> list[Turn]:
    """Read speakers off prefixes where the file uses them, carry them on, and join."""
    if not any(turn.speaker for turn in turns):
        turns = _from_prefixes(turns)
    named = any(turn.speaker for turn in turns)
    flat = [replace(turn, text=_one_line(turn.text)) for turn in turns]
    timed = [_timed(turn, (clocks or {}).get(turn.place, [])) for turn in flat]
    return joining.join_turns(timed, joining.glue_cues, named)


def _timed(turn: Turn, clocks: list[float]) -> Turn:
    """Take the marks out of the text and give the words behind them their times."""
    if not clocks:
        return turn
    parts = _MARK.split(turn.text)
    text, starts = parts[0], [(0, turn.start_seconds)] if parts[0].strip() else []
    for number, words in zip(parts[1::2], parts[2::2], strict=True):
        if words.strip():
            starts.append((len(text) + len(words) - len(words.lstrip()), clocks[int(number)]))
        text += words
    ends = [*(start for _, start in starts[1:]), turn.end_seconds]
    times = tuple((at, start, end) for (at, start), end in zip(starts, ends, strict=True))
    return replace(turn, text=text, times=times if len(times) > 1 else ())


def _from_prefixes(turns: list[Turn]) -> list[Turn]:
    """Read "Name: text", "[Name] text" or a name on its own line; a cue without one goes on with the last speaker."""
    lines = [line.strip() for turn in turns for line in turn.text.split("\n")]
    prefixes = Counter(hit["n"].strip() for hit in map(_PREFIX.match, lines) if hit)
    names = labels.accepted(prefixes, len(turns))
    boxes = Counter(hit["n"].strip() for hit in map(_SQUARE.match, lines) if hit)
    boxed = {name for name, n in boxes.items() if n > 1 and labels.looks_like_name(name)}
    above = _names_above(turns)
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
            result.append(replace(turn, speaker=labels.without_guest(speaker), text=text))
    return result


def _names_above(turns: list[Turn]) -> set[str]:
    """Return the names that stand on the first line of cues; one seen once counts where nearly every cue has one."""
    over = Counter(turn.text.split("\n")[0].strip() for turn in turns if "\n" in turn.text)
    names = {name for name in over if labels.looks_like_name(name)}
    often = {name for name in names if over[name] > 1}
    return names if sum(over[name] for name in often) >= _MOST * len(turns) else often


def _one_line(text: str) -> str:
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    joined = lines[:1]
    for before, line in pairwise(lines):
        joined += [joining.glue_cues(_MARK.sub("", before), _MARK.sub("", line)), line]
    return "".join(joined)


def table_turns(rows: list[list[str]], header: list[str]) -> list[Turn]:
    """Return the turns of a table with the columns ``start``, ``end``, ``text`` and perhaps ``speaker`` (Whisper).

    Parameters
    ----------
    rows : list of list of str
        The rows below the header; times in whole milliseconds (Whisper), or in seconds where one has a decimal point
        or all are too short for milliseconds, or as a clock (``00:01:02.500``).
    header : list of str
    """
    at = {name.strip().casefold(): i for i, name in enumerate(header)}
    cells = [{name: row[i] if i < len(row) else "" for name, i in at.items()} for row in rows]
    unit = _unit([(cell.get("start", ""), cell.get("end", "")) for cell in cells])
    turns = []
    for n, cell in enumerate(cells, 2):
        start, end = _stamp(cell.get("start", ""), unit), _stamp(cell.get("end", ""), unit)
        if end < start:
            start = end = math.nan
        turns.append(Turn(cell.get("text", ""), cell.get("speaker", "").strip(), "", start, end, "", f"row {n}"))
    return _named(turns)


def _unit(times: list[tuple[str, str]]) -> float:
    """Return what one unit of the times is in seconds; a line said in under a tenth of a second is in seconds."""
    whole = [(int(a), int(b)) for a, b in times if re.fullmatch(r"\d{1,12}", a.strip() + b.strip()) and a and b]
    if any("." in a + b for a, b in times):
        return 1.0
    lengths = sorted(b - a for a, b in whole)
    return 1.0 if lengths and lengths[len(lengths) // 2] < 100 else 0.001


def _stamp(cell: str, unit: float) -> float:
    cell = cell.strip()
    if re.fullmatch(r"\d{1,12}(?:\.\d{1,12})?", cell):
        return float(cell) * unit if unit == 1.0 else int(float(cell)) / 1000
    return labels.seconds(cell) if re.fullmatch(rf"{labels.TIME}", cell) else math.nan


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
        data = path.read_bytes()
        refuse_long_lines(data, str(path))
        decoded = decode(data, str(path), encoding)
        spoken = parse_cues(decoded.text)
        source = Source("interview", spoken.turns)
        return Reading(
            path, self.name, decoded.encoding, decoded.confidence, decoded.sample_line, (source,), 0,
            spoken.skipped + nobody_named(spoken.turns), counts=spoken.counts,
        )  # fmt: skip


def nobody_named(turns: tuple[Turn, ...]) -> tuple[Skipped, ...]:
    """Return a note for the load report where cues name no speaker: then all words count as one participant's."""
    if not turns or any(turn.speaker for turn in turns):
        return ()
    return (NOBODY,)


class VttReader(_CueReader):
    """Reads WebVTT."""

    suffixes: ClassVar[tuple[str, ...]] = (".vtt",)
    name: ClassVar[str] = "vtt"


class SrtReader(_CueReader):
    """Reads SubRip."""

    suffixes: ClassVar[tuple[str, ...]] = (".srt",)
    name: ClassVar[str] = "srt"


class SbvReader(_CueReader):
    """Reads SBV, YouTube's own captions."""

    suffixes: ClassVar[tuple[str, ...]] = (".sbv",)
    name: ClassVar[str] = "sbv"
