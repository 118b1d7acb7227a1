"""Lines to turns: which line names a speaker, in the layouts that recorders and transcribers write.

=================================  ====================================================
``Anna: It was late.``             Zoom, Google Meet, typed by hand
``**Anna:** [00:01:00] It was …``  Markdown
``[00:12] Anna: It was late.``     time first
``张三(00:00:05): 内容``            腾讯会议
``Anna  0:22`` + lines of text     Otter, Teams, 飞书妙记, 通义听悟, 讯飞听见
``[Anna] 11:02:09`` + lines        saved chats
``Anna`` + lines                   a name alone on its line, again and again
=================================  ====================================================

A line without a label belongs to the speaker before it. What stands before the first speaker (title, date, who met
whom) and the marks of the transcribing service are left out and listed.

>>> [t.speaker for t in parse([Line("Q: Why?", "line 1"), Line("A: It was late.", "line 2")]).turns]
['Q', 'A']
"""

from __future__ import annotations

import math
import re
from collections import Counter
from dataclasses import dataclass

from cjm_research.corpora import joining, labels
from cjm_research.corpora.labels import NAME, TIME
from cjm_research.corpora.reading import Skipped, Turn


@dataclass(frozen=True)
class Line:
    """A line or paragraph of an original; ``speaker`` where the format itself sets it off (bold, a table cell)."""

    text: str
    place: str
    speaker: str = ""


@dataclass(frozen=True)
class Parsed:
    """The turns of a transcript, what was left out, and who its header calls interviewers."""

    turns: tuple[Turn, ...]
    skipped: tuple[Skipped, ...]
    hosts: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Head:
    layout: str
    label: str
    rest: str = ""
    start: float = math.nan
    end: float = math.nan


_LAYOUTS = (
    ("span", re.compile(rf"^[\[(（【]\s*(?P<t>{TIME})\s*--?>\s*(?P<e>{TIME})\s*[\])）】]\s*(?P<x>.*)$")),
    ("bold", re.compile(
        rf"^(?:[-*•>]\s+)?(?:\*\*|__)(?P<n>{NAME})\s*(?:[:：]\s*(?:\*\*|__)|(?:\*\*|__)\s*[:：])\s*"
        rf"(?:[\[(（]?(?P<t>{TIME})[\])）]?)?\s*(?P<x>.*)$")),
    ("time-first", re.compile(
        rf"^(?:[\[(（【]\s*(?P<t>{TIME})\s*[\])）】]\s*|(?P<t2>{TIME})\s+)(?P<n>{NAME})\s*[:：]\s*(?P<x>.+)$")),
    ("stamp", re.compile(rf"^\[(?P<t>{TIME})\]\s*(?P<x>.*)$")),
    ("name-time", re.compile(rf"^(?P<n>{NAME})\s*[(（\[](?P<t>{TIME})[)）\]]\s*(?P<c>[:：])?\s*(?P<x>.*)$")),
    ("name-over", re.compile(
        rf"^(?:\*\*|\[)?(?P<n>{NAME})(?:\*\*|\])?\s+[\[(（]?(?P<t>{TIME})[\])）]?\s*(?:\*\*)?$")),
    ("bracket", re.compile(rf"^\[(?P<n>{NAME})\]\s*(?P<x>.*)$")),
    ("colon", re.compile(rf"^(?:[-*•>]\s+)?(?P<n>{NAME}|[QAPR问答]\s?\d{{1,3}})\s*[:：](?!//)\s*(?P<x>.*)$")),
)  # fmt: skip
_TIMED = frozenset({"bold", "time-first", "name-time", "name-over"})
_LEAD_TIME = re.compile(rf"^[\[(（](?P<t>{TIME})[\])）]\s*")
_INLINE_TIME = re.compile(rf"(?<=\S) ?\[{TIME}\] ?(?=\S)|\[{TIME}\]")
_ONLY_TIME = re.compile(rf"^[\[(（]?{TIME}[\])）]?$")
_MARKS = (
    (re.compile(r"(?i)^transcribed (by|with|using)\b.*$"), "mark of the transcribing service"),
    (re.compile(r"(?i)^(transcription|transcript|recording) (is provided|ended|started)\b.*$"), "mark of the recorder"),
    (re.compile(r"(?i)^this editable transcript was computer generated.*$"), "mark of the recorder"),
    (re.compile(r"(?i)^.{1,60} (started|stopped) transcription$"), "mark of the recorder"),
    (re.compile(r"(?i)^(关键词|keywords?)\s*[:：].*$"), "keywords made by the recorder"),
    (re.compile(r"^(关键词|文字记录|转写结果|发言人|目录)$"), "heading of the recorder"),
    (re.compile(r"^\d{4}[-/年]\d{1,2}[-/月]\d{1,2}日?.{0,20}\|.*$"), "date and length of the recording"),
    (re.compile(r"^-{3,}$|^\*{3,}$|^={3,}$|^_{3,}$"), "a rule between parts"),
)
_HOSTS = re.compile(r"\b[Ii]nterviewers?\s*(?:is|are|was|were|:)\s*([A-Z][^.\n]*?)(?:[.\n]|$)")


def parse(lines: list[Line]) -> Parsed:
    """Return the turns of a transcript.

    Parameters
    ----------
    lines : list of Line
        The original line by line (a docx: paragraph by paragraph), empty ones included.
    """
    skipped: list[Skipped] = []
    kept = [_without_mark(line, skipped) for line in lines]
    heads = _real_heads(kept)
    if not any(heads):
        return _unlabelled(kept, skipped)
    first = next(i for i, head in enumerate(heads) if head)
    _skip_block(kept[:first], "before the first speaker", skipped)
    turns = _collect(kept, heads, first)
    named = any(turn.speaker for turn in turns)
    glue = joining.glue_paragraphs if named else joining.glue_cues
    hosts = _hosts(kept[:first])
    return Parsed(tuple(joining.join_turns(turns, glue, named)), tuple(skipped), hosts)


def _without_mark(line: Line, skipped: list[Skipped]) -> Line:
    text = line.text.strip()
    for pattern, why in _MARKS:
        if text and pattern.match(text):
            skipped.append(Skipped(line.place, text[:80], why))
            return Line("", line.place)
    return line


def _candidates(line: Line) -> _Head | None:
    text = line.text.strip()
    if line.speaker:
        return _Head("given", line.speaker, text)
    for layout, pattern in _LAYOUTS:
        found = pattern.match(text)
        if not found:
            continue
        parts = found.groupdict()
        label = re.sub(r"\s+", " ", (parts.get("n") or "")).strip(" -–—,，")
        if layout not in ("span", "stamp") and not label:
            continue
        if layout in _TIMED and not _may_speak(label):
            continue
        if layout == "name-time" and not parts["c"] and parts["x"]:
            layout = "name-time-text"
        start = parts.get("t") or parts.get("t2")
        end = parts.get("e")
        return _Head(
            layout, label, parts.get("x") or "",
            labels.seconds(start) if start else math.nan, labels.seconds(end) if end else math.nan,
        )  # fmt: skip
    return None


def _may_speak(label: str) -> bool:
    """A time beside it makes a label likely, so a short one in lower case passes too, if it comes back."""
    return labels.looks_like_name(label) or bool(re.fullmatch(r"[a-z][\w.]*(?: [a-z][\w.]*)?", label))


def _real_heads(lines: list[Line]) -> list[_Head | None]:
    """Keep the candidates of the layouts that the file really uses."""
    heads = [_candidates(line) for line in lines]
    count = Counter(head.layout for head in heads if head)
    timed = {labels.canonical(h.label) for h in heads if h and (h.layout in _TIMED or h.layout == "given")}
    colons = Counter(head.label for head in heads if head and head.layout == "colon")
    real = labels.accepted(colons, sum(bool(line.text.strip()) for line in lines))
    often = Counter(head.label for head in heads if head and head.layout in (*_TIMED, "name-time-text"))
    brackets = Counter(head.label for head in heads if head and head.layout == "bracket")
    bracketed = {label for label, n in brackets.items() if n > 1 and labels.looks_like_name(label)}
    many_timed = sum(count[layout] for layout in _TIMED) + count["given"] >= 3

    def keep(head: _Head | None) -> bool:
        if head is None:
            return False
        if head.layout == "colon":
            known = labels.canonical(head.label) in timed or bool(labels.role_of(head.label))
            return known if many_timed else head.label in real
        if head.layout == "bracket":
            return head.label in bracketed
        if head.layout == "name-time-text" or (head.layout in _TIMED and not labels.looks_like_name(head.label)):
            return often[head.label] > 1 and labels.canonical(head.label) not in labels.NEVER
        if head.layout in ("span", "stamp"):
            return count[head.layout] >= 3 and not many_timed and not real
        return True

    kept = [head if keep(head) else None for head in heads]
    return kept if any(kept) else _name_lines(lines)


def _name_lines(lines: list[Line]) -> list[_Head | None]:
    """Find names that stand alone on a line, come back, and are followed by text."""
    texts = [line.text.strip() for line in lines]
    apart = [i == 0 or not texts[i - 1] for i in range(len(texts))]
    heads = [any(texts[i + 1 : i + 2]) and apart[i] and labels.looks_like_name(text) for i, text in enumerate(texts)]
    alone = [text if heads[i] else "" for i, text in enumerate(texts)]
    counts = Counter(filter(None, alone))
    names = {text for text, n in counts.items() if n > 1}
    if sum(counts[name] for name in names) < 4:
        return [None] * len(lines)
    return [_Head("alone", text) if text in names else None for text in alone]


def _collect(lines: list[Line], heads: list[_Head | None], first: int) -> list[Turn]:
    """Walk the lines; each turn gathers its own and those without a label that follow."""
    turns: list[Turn] = []
    current: list[str] = []
    head, place = heads[first], lines[first].place

    def close() -> None:
        if current and head:
            turns.append(Turn(_INLINE_TIME.sub(" ", _wrap(current)), head.label, "", head.start, head.end, "", place))

    for line, new in zip(lines[first:], heads[first:], strict=True):
        text = line.text.strip()
        if new:
            close()
            head, place = (_with_lead_time(new), line.place)
            current = [head.rest] if head.rest else []
        elif text and not _ONLY_TIME.match(text):
            current.append(_LEAD_TIME.sub("", text))
    close()
    return turns


def _with_lead_time(head: _Head) -> _Head:
    found = _LEAD_TIME.match(head.rest)
    if not found:
        return head
    start = labels.seconds(found["t"]) if math.isnan(head.start) else head.start
    return _Head(head.layout, head.label, head.rest[found.end() :], start, head.end)


def _wrap(lines: list[str]) -> str:
    text = lines[0].strip()
    for line in lines[1:]:
        text += joining.glue_paragraphs(text, line.strip()) + line.strip()
    return text


def _unlabelled(lines: list[Line], skipped: list[Skipped]) -> Parsed:
    """Nobody is named: each paragraph is a turn, headings and the details under them go."""
    turns: list[Turn] = []
    block: list[Line] = []
    details = False
    for line in [*lines, Line("", "end")]:
        text = line.text.strip()
        if re.match(r"#{1,6}\s", text):
            skipped.append(Skipped(line.place, text[:80], "a heading"))
            details = bool(re.match(r"(?i)#+\s*(details|about|information|访谈信息|基本信息)", text))
        elif text and details:
            skipped.append(Skipped(line.place, text[:80], "details about the interview"))
        elif text:
            block.append(line)
            continue
        if block:
            turns.append(Turn(_wrap([part.text for part in block]), place=block[0].place))
            block = []
    return Parsed(tuple(turns), tuple(skipped), _hosts(lines))


def _skip_block(lines: list[Line], why: str, skipped: list[Skipped]) -> None:
    for line in lines:
        if line.text.strip():
            skipped.append(Skipped(line.place, line.text.strip()[:80], why))


def _hosts(lines: list[Line]) -> tuple[str, ...]:
    found = _HOSTS.search("\n".join(line.text for line in lines))
    if not found:
        return ()
    return tuple(name.strip() for name in re.split(r",|\band\b|&", found[1]) if name.strip())
