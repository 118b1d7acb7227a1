"""Cutting a sentence that never ends: at marks between clauses, else before a conjunction, else between words.

>>> text = "we looked at it and then we went home because it was late"
>>> [text[a:b] for a, b in cut_run_on(text, 30)]
['we looked at it', 'and then we went home', 'because it was late']
"""

from __future__ import annotations

import re

from cjm_research.corpora.language import CJK, width

Span = tuple[int, int]

_MARK = re.compile(r"[,，;；:：、—–]+[”’」』）)\"']*\s*|\.{2,}\s*|…+\s*")
_BEFORE = re.compile(
    r"(?<!\band)\s+(?=(?:and then|and|but|so|because|then|although|though|while|which|when|if|or|where|after|before|"
    r"until|since)\s)|"
    r"(?=(?:但是|可是|不过|然后|所以|因为|而且|就是说|如果|后来|结果|另外|还有|那么|其实))",
    re.IGNORECASE,
)
_SPACE = re.compile(r"\s+")


def cut_run_on(text: str, longest: int) -> list[Span]:
    """Return spans of at most about ``longest`` in width that together hold the text.

    Parameters
    ----------
    text : str
        One sentence.
    longest : int
        Width aimed at, a Chinese character counting as two; pieces are at least a third of it.
    """
    spans: list[Span] = []
    start = 0
    while width(text[start:]) > longest:
        end = _cut(text, start, longest)
        if end <= start or not text[end:].strip():
            break
        spans.append((start, end))
        start = end
    spans.append((start, len(text)))
    return [(a + _left(text[a:b]), b - _right(text[a:b])) for a, b in spans if text[a:b].strip()]


def _cut(text: str, start: int, longest: int) -> int:
    """Return where the piece that begins at start ends: the last good place within reach, else a hard stop."""
    limit = _reach(text, start, longest)
    soonest = _reach(text, start, longest // 3)
    for pattern in (_MARK, _BEFORE, _SPACE):
        places = [found.end() for found in pattern.finditer(text, start, limit)]
        places = [place for place in places if soonest <= place <= limit]
        if places:
            return places[-1]
    return _off_word(text, limit)


def _reach(text: str, start: int, longest: int) -> int:
    total = 0
    for i in range(start, len(text)):
        total += width(text[i])
        if total > longest:
            return i
    return len(text)


def _off_word(text: str, place: int) -> int:
    """Move a hard stop off the middle of a Latin word."""
    while place < len(text) and not re.match(rf"[\s{CJK}]", text[place]):
        place += 1
    return place


def _left(text: str) -> int:
    return len(text) - len(text.lstrip())


def _right(text: str) -> int:
    return len(text) - len(text.rstrip())
