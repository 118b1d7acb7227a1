"""Lines to turns: the layouts are in `transcripts.layouts`, the marks of recorders in `transcripts.services`.

A line without a label belongs to the speaker before it. What stands before the first speaker (title, date, who met
whom), summaries of the recorder and the marks of the transcribing service are left out and listed. Where nobody is
named, `transcripts.unlabelled` looks for paragraphs that ask.

>>> [t.speaker for t in parse([Line("Q: Why?", "line 1"), Line("A: It was late.", "line 2")]).turns]
['Q', 'A']
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from cjm_research.corpora import labels
from cjm_research.corpora.labels import TIME
from cjm_research.corpora.language import CJK
from cjm_research.corpora.reading import Skipped, Turn
from cjm_research.corpora.transcripts import joining, services, unlabelled
from cjm_research.corpora.transcripts.layouts import Head, Line, head_of, real_heads
from cjm_research.corpora.transcripts.recorded import recorded_at

__all__ = ["Line", "Parsed", "parse"]


@dataclass(frozen=True)
class Parsed:
    """The turns of a transcript, what was left out, who its header calls interviewers, and when it was recorded."""

    turns: tuple[Turn, ...]
    skipped: tuple[Skipped, ...]
    hosts: tuple[str, ...] = ()
    recorded_at: str = ""


_LEAD_TIME = re.compile(rf"^[\[(（](?P<t>{TIME})[\])）]\s*")
_INLINE_TIME = re.compile(rf" ?\[(?P<t>{TIME})\] ?")
_ONLY_TIME = re.compile(rf"^[\[(（]?(?P<t>{TIME})[\])）]?$")
_HOSTS = (
    re.compile(r"\b[Ii]nterviewers?\s*(?:is|are|was|were|:)\s*([A-Z][^.\n]{0,120}?)(?:[.\n]|$)"),
    re.compile(
        rf"(?:访谈者|访谈人|访谈员|采访者|采访人|主持人|记者|调研员)\s?(?:是|为|[:：])\s?"
        rf"([{CJK}、，和 ]{{2,40}}?)(?=[。；;\n（(]|$)"
    ),
)
_DETAIL = re.compile(
    r"(?i)^(?:[-*•]\s+)?\**(?:(?:interview |recording |meeting )?(?:date|time|duration|length)|location|place|project|"
    r"recorded(?: on| at)?|(?:访谈|采访|会议|录音|录制|创建)?(?:时间|日期|地点|时长|方式|主题)|会议号|会议 ?ID|"
    r"参会人|参会人员|项目|组织者|发起人)\**\s*[:：]"
)
_PAIR = re.compile(r"([^:：]{1,30}?)\s*[:：]\s?\S")
_TOP = 25  # lines in which such details of an interview stand
_FAST = 60.0  # characters per second that nobody can say
_MORNING = 5 * 3600.0  # a first time after so many seconds is the clock on the wall


def parse(lines: Sequence[Line]) -> Parsed:
    """Return the turns of a transcript.

    Parameters
    ----------
    lines : sequence of Line
        The original line by line (a docx: paragraph by paragraph), empty ones included.
    """
    skipped: list[Skipped] = []
    kept = [_without_mark(line, skipped) for line in lines]
    beside = services.beside_the_talk(lines, [head_of(line) for line in kept])
    beside |= dict.fromkeys(range(_end_of_details(kept)), "details about the interview")
    for i, why in beside.items():
        _skip(kept[i], why, skipped)
    header = [line.text for line in lines[: max(_lead(beside), default=-1) + 1]]
    kept = [Line("", line.place) if i in beside else line for i, line in enumerate(kept)]
    heads = real_heads(kept)
    if not any(heads):
        turns, left_out = unlabelled.turns_of(kept)
        header += [part.what for part in left_out] or [line.text for line in lines[:3]]
        return Parsed(tuple(turns), (*skipped, *left_out), _hosts(lines), recorded_at(header))
    first = next(i for i, head in enumerate(heads) if head)
    header = [line.text for line in lines[: max(first, len(header))]]
    for line in kept[:first]:
        _skip(line, "before the first speaker", skipped)
    turns = _clocked(_collect(kept, heads, first), heads, skipped)
    named = any(turn.speaker for turn in turns)
    if not named:
        skipped.append(unlabelled.NOBODY)
    glue = joining.glue_paragraphs if named else joining.glue_cues
    joined = joining.join_turns(turns, glue, named)
    return Parsed(tuple(joined), tuple(skipped), _hosts([Line(text, "") for text in header]), recorded_at(header))


def _without_mark(line: Line, skipped: list[Skipped]) -> Line:
    why = services.mark_of(f"{line.speaker} {line.text}".strip())
    if not why or (line.speaker and why != services.RECORDER):
        return line
    skipped.append(Skipped(line.place, line.text.strip()[:80], why))
    return Line("", line.place)


def _skip(line: Line, why: str, skipped: list[Skipped]) -> None:
    if line.text.strip():
        skipped.append(Skipped(line.place, line.text.strip()[:80], why))


def _lead(beside: dict[int, str]) -> list[int]:
    """Return the indexes of the block of lines at the top that is beside the talk."""
    return [i for i in sorted(beside) if beside[i] in ("before the transcript", "details about the interview")]


def _end_of_details(lines: Sequence[Line]) -> int:
    """Return how many lines at the top are details ("访谈者：王敏", "时间：…"), told by one that nobody says."""
    end = 0
    for i, line in enumerate(lines[:_TOP]):
        text = line.text.strip()
        if _DETAIL.match(text):
            end = i + 1
        elif len(text) > 60 or re.search(r"[。！？!?]$", text) or line.speaker:
            break
    told = [found for line in lines[:end] if (found := _PAIR.match(line.text.strip()))]
    keys = [found[1] for found in told]
    return end if len(told) >= 2 and len(set(keys)) == len(keys) else 0


def _collect(lines: Sequence[Line], heads: Sequence[Head | None], first: int) -> list[Turn]:
    """Walk the lines; each turn gathers its own and those without a label that follow."""
    turns: list[Turn] = []
    current: list[str] = []
    head, place, passed = heads[first], lines[first].place, math.nan
    for line, new in zip(lines[first:], heads[first:], strict=True):
        text = line.text.strip()
        if new:
            turns += _turn(current, head, place)
            head, place = (_with_lead_time(new, passed), line.place)
            current, passed = [head.rest] if head.rest else [], math.nan
        elif clock := _ONLY_TIME.match(text):
            passed = labels.seconds(clock["t"])
            if head and not current and math.isnan(head.start):
                head, passed = replace(head, start=passed), math.nan
        elif text:
            current.append(text)
    return turns + _turn(current, head, place)


def _turn(current: list[str], head: Head | None, place: str) -> list[Turn]:
    if not current or not head:
        return []
    pieces = [current[0].strip()]
    for line in current[1:]:
        pieces += [joining.glue_paragraphs(pieces[-1], line.strip()), line.strip()]
    text, times = _inner_times("".join(pieces), head.start)
    return [Turn(text, head.label, "", head.start, head.end, "", place, times)]


def _inner_times(text: str, start: float) -> tuple[str, tuple[tuple[int, float, float], ...]]:
    """Take stamps out of the words; each tells when the words behind it were said."""
    out, at, times = "", 0, []
    for found in _INLINE_TIME.finditer(text):
        out += text[at : found.start()]
        out += (
            " " if out and not out[-1].isspace() and found.end() < len(text) and not text[found.end()].isspace() else ""
        )
        times.append((len(out), labels.seconds(found["t"])))
        at = found.end()
    if not times:
        return text, ()
    out += text[at:]
    times = [(0, start), *times] if times[0][0] and not math.isnan(start) else times
    ends = [*(second for _, second in times[1:]), math.nan]
    whole = len(out.strip())
    return out, tuple((min(at, whole), begin, end) for (at, begin), end in zip(times, ends, strict=True) if at < whole)


def _with_lead_time(head: Head, passed: float) -> Head:
    """Give a head the time that begins its words, or else the one that stood alone before it."""
    found = _LEAD_TIME.match(head.rest)
    start = labels.seconds(found["t"]) if found else passed
    rest = head.rest[found.end() :] if found else head.rest
    return replace(head, rest=rest, start=start if math.isnan(head.start) else head.start)


def _clocked(turns: list[Turn], heads: Sequence[Head | None], skipped: list[Skipped]) -> list[Turn]:
    """Set right two kinds of times: hours and minutes, and the clock on the wall."""
    timed = [turn for turn in turns if not math.isnan(turn.start_seconds)]
    if len(timed) < 3:
        return turns
    first, last = timed[0].start_seconds, timed[-1].start_seconds
    said = sum(len(turn.text) for turn in timed[:-1])
    unit = (
        60.0
        if all(h.short for h in heads if h and not math.isnan(h.start)) and said > _FAST * abs(last - first)
        else 1.0
    )
    zero = first * unit if first * unit >= _MORNING else 0.0
    if unit == 1.0 and not zero:
        return turns
    if zero:
        skipped.append(Skipped(timed[0].place, "", "the times are those of the day: counted from the first one"))

    def moved(second: float) -> float:
        return max(0.0, second * unit - zero)

    return [
        replace(
            turn, start_seconds=moved(turn.start_seconds), end_seconds=moved(turn.end_seconds),
            times=tuple((at, moved(start), moved(end)) for at, start, end in turn.times),
        )
        for turn in turns
    ]  # fmt: skip


def _hosts(lines: Sequence[Line]) -> tuple[str, ...]:
    """Return the names that the lines call interviewers."""
    text = "\n".join(line.text[:300] for line in lines[:200])
    found = next((hit for pattern in _HOSTS if (hit := pattern.search(text))), None)
    if not found:
        return ()
    return tuple(name.strip() for name in re.split(r",|，|、|和|\band\b|&", found[1]) if name.strip())
