"""Which lines of a transcript name a speaker, in the layouts that recorders and transcribers write.

=================================  ====================================================
``Anna: It was late.``             Zoom, Google Meet, typed by hand
``**Anna:** [00:01:00] It was …``  Markdown
``[00:12] Anna: It was late.``     time first
``张三(00:00:05): 内容``            腾讯会议
``Anna  0:22`` + lines of text     Otter, Teams, 飞书妙记, 通义听悟, 讯飞听见
``00:12 张三`` + lines of text      腾讯会议, Fathom, Happy Scribe
``[Anna] 11:02:09`` + lines        saved chats
``00:12 From Anna to Everyone:``   Zoom's chat
``Anna`` + lines                   a name alone on its line, again and again
=================================  ====================================================

A layout counts only if the file really uses it: "Note: …" is no speaker, and a chapter "00:10 Prices" is none either.

>>> [head.label for head in real_heads([Line("Q: Why?", "line 1"), Line("A: It was late.", "line 2")]) if head]
['Q', 'A']
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from cjm_research.corpora import labels
from cjm_research.corpora.labels import NAME, TIME


@dataclass(frozen=True)
class Line:
    """A line or paragraph of an original; ``speaker`` where the format itself sets it off (bold, a table cell)."""

    text: str
    place: str
    speaker: str = ""


@dataclass(frozen=True)
class Head:
    """The beginning of a turn: its layout, the speaker, the words on the same line, the times.

    ``short`` says that the time has two parts, which may be minutes and seconds or hours and minutes.
    """

    layout: str
    label: str
    rest: str = ""
    start: float = math.nan
    end: float = math.nan
    short: bool = False


_LAYOUTS = (
    ("span", re.compile(rf"^[\[(（【]\s*(?P<t>{TIME})\s*--?>\s*(?P<e>{TIME})\s*[\])）】]\s*(?P<x>.*)$")),
    ("bold", re.compile(
        rf"^(?:[-*•>]\s+)?(?:\*\*|__)(?P<n>{NAME})\s*(?:[:：]\s*(?:\*\*|__)|(?:\*\*|__)\s*[:：])\s*"
        rf"(?:[\[(（]?(?P<t>{TIME})[\])）]?)?\s*(?P<x>.*)$")),
    ("chat", re.compile(
        rf"^(?P<t>{TIME})\s+From\s+(?P<n>{NAME})(?:\s+to\s+[^:：]{{1,60}}?)?\s*[:：]\s*(?P<x>.*)$", re.IGNORECASE)),
    ("time-first", re.compile(
        rf"^(?:[\[(（【]\s*(?P<t>{TIME})\s*[\])）】]\s*|(?P<t2>{TIME})\s+)(?P<n>{NAME})\s*[:：]\s*(?P<x>.+)$")),
    ("time-over", re.compile(
        rf"^(?:[\[(（【]\s*(?P<t>{TIME})\s*[\])）】]|(?P<t2>{TIME}))(?:\s*[-–—|]\s*|\s+)(?P<n>{NAME})\s*[:：]?$")),
    ("stamp", re.compile(rf"^\[(?P<t>{TIME})\]\s*(?P<x>.*)$")),
    ("name-time", re.compile(rf"^(?P<n>{NAME})\s*[(（\[](?P<t>{TIME})[)）\]]\s*(?P<c>[:：])?\s*(?P<x>.*)$")),
    ("name-over", re.compile(
        rf"^(?:\*\*|\[)?(?P<n>{NAME})(?:\*\*|\])?\s+(?:[-–—|]\s*)?[\[(（]?(?P<t>{TIME})[\])）]?\s*(?:\*\*)?$")),
    ("bracket", re.compile(rf"^\[(?P<n>{NAME})\]\s*(?P<x>.*)$")),
    ("colon", re.compile(rf"^(?:[-*•>]\s+)?(?P<n>{NAME}|[QAPR问答]\s?\d{{1,3}})\s*[:：](?!//)\s*(?P<x>.*)$")),
)  # fmt: skip
_TIMED = frozenset({"bold", "chat", "time-first", "name-time", "name-over"})
_STAMPED = frozenset({"span", "stamp"})
_AGAIN = 0.5  # share of the lines "00:12 Name" whose name comes back; the titles of chapters do not
_READ = 2000  # characters of a line in which its head is looked for


def head_of(line: Line) -> Head | None:
    """Return what a line would be the beginning of, by its own look alone, or None."""
    text = line.text.strip()
    if line.speaker:
        return Head("given", labels.without_guest(line.speaker), text)
    first, rest = text[:_READ], text[_READ:]
    for layout, pattern in _LAYOUTS:
        found = pattern.match(first)
        if not found:
            continue
        parts = found.groupdict()
        label = re.sub(r"\s+", " ", (parts.get("n") or "")).strip(" -–—,，|")
        if layout not in _STAMPED and not label:
            continue
        if (layout in _TIMED or layout == "time-over") and not _may_speak(label):
            continue
        if layout == "name-time" and not parts["c"] and parts["x"]:
            layout = "name-time-text"
        start, end = parts.get("t") or parts.get("t2"), parts.get("e")
        return Head(
            layout, label, (parts.get("x") or "") + rest,
            labels.seconds(start) if start else math.nan, labels.seconds(end) if end else math.nan,
            bool(start) and start.count(":") == 1,
        )  # fmt: skip
    return None


def _may_speak(label: str) -> bool:
    """A time beside it makes a label likely, so a short one in lower case passes too, if it comes back."""
    return labels.looks_like_name(label) or bool(re.fullmatch(r"[a-z][\w.]*(?: [a-z][\w.]*)?", label))


def real_heads(lines: Sequence[Line]) -> list[Head | None]:
    """Return the head of each line that begins a turn, None for the others.

    Parameters
    ----------
    lines : sequence of Line

    Returns
    -------
    list of Head or None
        As long as the lines; only layouts that the file really uses.
    """
    heads = [head_of(line) for line in lines]
    count = Counter(head.layout for head in heads if head)
    timed = {labels.canonical(h.label) for h in heads if h and (h.layout in _TIMED or h.layout == "given")}
    colons = Counter(head.label for head in heads if head and head.layout == "colon")
    real = labels.accepted(colons, sum(bool(line.text.strip()) for line in lines))
    often = Counter(head.label for head in heads if head and head.layout in (*_TIMED, "name-time-text"))
    brackets = Counter(head.label for head in heads if head and head.layout == "bracket")
    bracketed = {label for label, n in brackets.items() if n > 1 and labels.looks_like_name(label)}
    above = _named_below_times(heads)
    many_timed = bool(above) or sum(count[layout] for layout in (*_TIMED, "given")) >= 3

    def keep(head: Head | None) -> bool:
        if head is None:
            return False
        if head.layout == "colon":
            known = labels.canonical(head.label) in timed or bool(labels.role_of(head.label))
            return known if many_timed else head.label in real
        if head.layout == "bracket":
            return head.label in bracketed
        if head.layout == "time-over":
            return head.label in above
        if head.layout == "name-time-text" or (head.layout in _TIMED and not labels.looks_like_name(head.label)):
            return often[head.label] > 1 and labels.canonical(head.label) not in labels.NEVER
        if head.layout in _STAMPED:
            return count[head.layout] >= 3 and not many_timed and not real
        return True

    kept = [head if keep(head) else None for head in heads]
    return kept if any(kept) else _name_lines(lines)


def _named_below_times(heads: Sequence[Head | None]) -> set[str]:
    """Return the names in lines such as "00:12 Anna"; those of most lines must come back, which no chapter's does."""
    over = Counter(head.label for head in heads if head and head.layout == "time-over")
    names = {label for label in over if labels.looks_like_name(label)}
    again = sum(over[label] for label in names if over[label] > 1 or labels.is_generic(label))
    return names if sum(over[name] for name in names) >= 3 and again >= _AGAIN * over.total() else set()


def _name_lines(lines: Sequence[Line]) -> list[Head | None]:
    """Find names that stand alone on a line, come back, and are followed by text."""
    texts = [line.text.strip() for line in lines]
    apart = [i == 0 or not texts[i - 1] for i in range(len(texts))]
    if sum(apart) < 3:
        apart = [True] * len(texts)
    heads = [any(texts[i + 1 : i + 2]) and apart[i] and labels.looks_like_name(text) for i, text in enumerate(texts)]
    alone = [text if heads[i] else "" for i, text in enumerate(texts)]
    counts = Counter(filter(None, alone))
    names = {text for text, n in counts.items() if n > 1}
    if sum(counts[name] for name in names) < 4:
        return [None] * len(lines)
    return [Head("alone", text) if text in names else None for text in alone]
