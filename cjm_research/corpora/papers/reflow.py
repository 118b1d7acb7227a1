"""Rows of a page to paragraphs: where a paragraph begins, and how rows join.

A row begins a paragraph if it stands farther below the row before than rows usually do, if its first word would have
had room in the row before, or if it begins with a speaker's label or a time. Words cut by a hyphen are joined only
where the whole word stands elsewhere in the document; else the hyphen stays.

>>> join("a well-", "known trick", frozenset()), join("an exam-", "ple", frozenset({"example"}))
('a well-known trick', 'an example')
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from statistics import median

from cjm_research.corpora import labels
from cjm_research.corpora.language import WIDE
from cjm_research.corpora.papers.pages import Row, usual_distance
from cjm_research.corpora.papers.paragraphs import Paragraph, Run
from cjm_research.corpora.transcripts import joining

_LABEL = re.compile(rf"^(?P<n>{labels.NAME})\s*[:：](?!//)")
_TIMED = re.compile(rf"^[\[(（]?{labels.TIME}[\])）]?(?:\s|$)|^{labels.NAME}\s+[\[(（]?{labels.TIME}[\])）]?\s*$")
_WORD = re.compile(r"[^\W\d_]{2,}")
_CUT = re.compile(r"(?P<head>[^\W\d_]+)[-\u2010\u00ad]$")
_BELOW = 1.35  # times the usual distance
_TOLERANCE = 0.6  # of the font size
_WIDE_TOLERANCE = 2.2  # the same in Chinese, where marks may not begin a line


def paragraphs_of(pages: Sequence[Sequence[Row]]) -> list[Paragraph]:
    """Return the paragraphs of a document; each place names page and line.

    Parameters
    ----------
    pages : sequence of sequence of Row
        Without running headers and footers.
    """
    rows = [(page, line, row) for page, rows in enumerate(pages, 1) for line, row in enumerate(rows, 1)]
    speakers = _speakers([row for _, _, row in rows])
    known = frozenset(word.casefold() for _, _, row in rows for word in _WORD.findall(row.text))
    usual = usual_distance(pages)
    right = _right(pages)
    groups: list[list[tuple[int, int, Row]]] = []
    for page, line, row in rows:
        before = groups[-1][-1] if groups else None
        if before is None or _begins(before[2], row, before[0] == page, usual, right, speakers):
            groups.append([(page, line, row)])
        else:
            groups[-1].append((page, line, row))
    return [
        Paragraph(f"page {group[0][0]}, line {group[0][1]}", _runs([row for _, _, row in group], known))
        for group in groups
    ]


def _begins(before: Row, row: Row, same_page: bool, usual: float, right: float, speakers: frozenset[str]) -> bool:
    text = row.text.strip()
    label = _LABEL.match(text)
    if (label and label["n"].strip() in speakers) or _TIMED.match(text):
        return True
    if label and labels.looks_like_name(label["n"].strip()) and joining.ends_sentence(before.text):
        return True
    if same_page and usual and row.y - before.y > _BELOW * max(usual, 0.0):
        return True
    if abs(row.size - before.size) > 0.2 * max(row.size, before.size):
        return True
    if _CUT.search(before.text.rstrip()) and text[:1].islower():
        return False
    return right - before.end > _room(row)


def _room(row: Row) -> float:
    """Return the width that the first word of a row would have needed in the row before, with some tolerance."""
    text = row.text.strip()
    if re.match(f"[{WIDE}]", text):
        return (1 + _WIDE_TOLERANCE) * row.size
    word = re.split(rf"\s|(?=[{WIDE}])", text, maxsplit=1)[0]
    return (row.end - row.x) * len(word) / max(len(text), 1) + _TOLERANCE * row.size


def _right(pages: Sequence[Sequence[Row]]) -> float:
    """Return where full rows end: the usual one of the pages' farthest ends, so that one wide table tells nothing."""
    ends = [max(row.end for row in page) for page in pages if page]
    return median(ends) if ends else 0.0


def _speakers(rows: Sequence[Row]) -> frozenset[str]:
    """Return the labels that begin rows and are likely speakers."""
    counts = Counter(found["n"].strip() for row in rows if (found := _LABEL.match(row.text.strip())))
    return frozenset(labels.accepted(counts, 0))


def _runs(rows: Sequence[Row], known: frozenset[str]) -> tuple[Run, ...]:
    runs = list(rows[0].runs)
    for row in rows[1:]:
        text = "".join(run.text for run in runs).rstrip()
        added = join(text, row.text.strip(), known)
        kept = added[: len(text)]
        if kept == text:
            runs.append(Run(added[len(text) :]))
        else:  # a hyphen went
            shorter = runs[-1].text.rstrip()
            runs[-1] = Run(shorter[:-1], runs[-1].bold)
            runs.append(Run(added[len(text) - 1 :]))
    first = next((i for i, run in enumerate(runs) if run.text.strip()), 0)
    return tuple(
        Run(run.text.lstrip() if i == first else run.text, run.bold) for i, run in enumerate(runs) if i >= first
    )


def join(before: str, after: str, known: frozenset[str]) -> str:
    """Return two rows of a paragraph as one text.

    Parameters
    ----------
    before, after : str
        Without blanks where they meet.
    known : frozenset of str
        The words of the document, in lower case.
    """
    cut = _CUT.search(before)
    tail = re.match(r"[^\W\d_]+", after)
    if cut and tail and after[:1].islower():
        whole = (cut["head"] + tail[0]).casefold()
        return (before[:-1] if before[-1] == "\u00ad" or whole in known else before) + after
    return before + joining.glue_cues(before, after) + after
