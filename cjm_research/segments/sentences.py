"""Sentences as spans of a text, English by spaCy's blank pipeline and our rules, Chinese by its marks.

A span is ``(start, end)``, half-open; spans are in order, do not overlap, and together hold every character that is
not white space (a law of the tests). No model is loaded: `spacy.blank` only knows the language's punctuation.

>>> text = "我提前两分钟就在刷。八点一到，白屏！"
>>> [text[a:b] for a, b in sentences([text], "zh")[0]]
['我提前两分钟就在刷。', '八点一到，白屏！']
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING

from cjm_research.corpora.language import CJK

if TYPE_CHECKING:
    from spacy.language import Language

Span = tuple[int, int]

_ZH_END = re.compile(
    r"(?:[。！？；…!?;]|(?<=[^\sA-Za-z0-9.])\.(?![A-Za-z0-9.])|(?<=[A-Za-z0-9])\.(?=\s+[^\sa-z]))+[”’」』）)】》\"']*"
)
_ABBREVIATION = re.compile(
    r"(?i)(?:^|[\s(\"'“‘])(?:mr|mrs|ms|dr|prof|st|vs|etc|e\.g|i\.e|eg|ie|approx|no|fig|vol|inc|ltd|co|corp|jr|sr|"
    r"dept|est|min|max|"
    r"hrs|a\.m|p\.m|u\.s|u\.k|[A-Z])\.$"
)
_TITLE = re.compile(r"(?i)(?:^|[\s(\"'“‘])(?:mr|mrs|ms|dr|prof|st|vs|e\.g|i\.e|no|fig|approx)\.$")
_OPENERS = {"(": ")", "（": "）", "“": "”", "「": "」", "[": "]"}


def sentences(texts: Sequence[str], language: str) -> list[list[Span]]:
    """Return the sentences of each text.

    Parameters
    ----------
    texts : sequence of str
        Turns or answers; a line break always ends a sentence.
    language : {"en", "zh"}

    Returns
    -------
    list of list of (int, int)
        Per text the spans, without white space at their edges; none for a text without any other character.
    """
    lines = [list(_lines(text)) for text in texts]
    flat = [texts[i][a:b] for i, spans in enumerate(lines) for a, b in spans]
    cut = iter(map(_chinese, flat) if language == "zh" else _english(flat))
    return [
        [_trim(texts[i], a + start, a + stop) for a, _ in spans for start, stop in next(cut)]
        for i, spans in enumerate(lines)
    ]


def _lines(text: str) -> list[Span]:
    return [(found.start(), found.end()) for found in re.finditer(r"[^\n]*\S[^\n]*", text)]


def _trim(text: str, start: int, stop: int) -> Span:
    piece = text[start:stop]
    return start + len(piece) - len(piece.lstrip()), stop - len(piece) + len(piece.rstrip())


def _chinese(line: str) -> list[Span]:
    ends = [found.end() for found in _ZH_END.finditer(line)]
    return _spans(line, [end for end in ends if _balanced(line[:end])])


@cache
def _blank(language: str) -> Language:
    import spacy

    nlp = spacy.blank(language)
    nlp.add_pipe("sentencizer")
    nlp.max_length = 10_000_000
    return nlp


def _english(lines: list[str]) -> list[list[Span]]:
    plain = [not re.search(r"[.!?…。！？]\W*\s*\S", line) for line in lines]
    hard = [line for line, easy in zip(lines, plain, strict=True) if not easy]
    rest = iter(_blank("en").pipe(hard, batch_size=256) if hard else ())
    result = []
    for line, easy in zip(lines, plain, strict=True):
        ends = [] if easy else [sentence.end_char for sentence in next(rest).sents]
        ends = sorted({*ends, *(found.end() for found in re.finditer(rf"[。！？](?=[{CJK}A-Z])", line))})
        result.append(_spans(line, [end for end in ends if _breaks(line, end)]))
    return result


def _spans(line: str, ends: list[int]) -> list[Span]:
    cuts = [0, *(end for end in ends if end < len(line)), len(line)]
    return [(a, b) for a, b in pairwise(cuts) if line[a:b].strip()]


def _breaks(line: str, end: int) -> bool:
    """Keep a boundary unless an abbreviation, a number, an open bracket or a small letter says that it goes on."""
    before, after = line[:end].rstrip(), line[end:].lstrip()
    if not after or _TITLE.search(before):
        return not after
    if not re.search(r"[.!?…。！？][\"'”’)\]]*$", before):
        return False
    goes_on = after[0].islower() or after[0] in ",;:)”’"
    if goes_on and (before[-1] in ".…\"'”’)" or not _balanced(before)):
        return False
    if _ABBREVIATION.search(before) and not re.search(r"(?i)(?:etc|a\.m|p\.m|u\.s|u\.k|inc|ltd|\bI)\.$", before):
        return False
    if line[end : end + 1].strip() and re.search(r"\d\.$", before) and after[0].isdigit():
        return False
    return _balanced(before) or not after[0].islower()


def _balanced(text: str) -> bool:
    """Return whether every bracket or quote opened in the last stretch of a text is closed."""
    tail = text[-200:]
    return all(tail.count(opener) <= tail.count(closer) for opener, closer in _OPENERS.items())
