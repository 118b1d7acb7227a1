r"""Captions that roll up: each cue shows the line before once more. The repeats go, each word is kept once.

YouTube writes automatic captions so, with the time of each word inside the cue; broadcasters roll up whole lines.

>>> from cjm_research.corpora.transcripts.cues import split
>>> cues = split("00:01.000 --> 00:02.000\nhe<00:01.500> came\n\n00:02.000 --> 00:03.000\nhe came\nlate\n").cues
>>> [cue.lines for cue in without_repeats(cues)[0]]
[('he<00:01.500> came',), ('late',)]
"""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from dataclasses import replace

from cjm_research.corpora.transcripts.cues import Cue

WORD_TIME = re.compile(r"<(\d{1,5}:[\d:.]{2,20})>")
"""The time of the word that follows."""
TAG = re.compile(
    r"</?(?:v|c|i|b|u|s|ruby|rt|lang|font)(?:[.\s][^>\n]{0,300})?>|<\d[\d:.]{0,40}>|\{\\[^}\n]{0,80}\}", re.IGNORECASE
)
"""A mark inside a cue that is no word."""
_SHARE = 0.3
"""Share of the cues that must begin with the line before, where no word has a time of its own."""
_DEEP = 8  # lines that stand on the screen at most


def without_repeats(cues: Sequence[Cue]) -> tuple[list[Cue], int]:
    """Return the cues without the lines that the cue before showed already.

    Parameters
    ----------
    cues : sequence of Cue

    Returns
    -------
    cues : list of Cue
        As many as were given; one that only repeats has no lines left.
    n_repeats : int
        How many cues began with lines of the one before; 0 where the captions do not roll up.
    """
    shown = [[(plain(line), line) for line in cue.lines if plain(line)] for cue in cues]
    before = [[], *shown[:-1]]
    again = [_overlap([t for t, _ in old], [t for t, _ in new]) for old, new in zip(before, shown, strict=False)]
    repeats = sum(n > 0 for n in again)
    worded = any(WORD_TIME.search(line) for cue in cues for line in cue.lines)
    if not repeats or not (worded or (repeats >= 3 and repeats >= _SHARE * len(cues))):
        return list(cues), 0
    kept = [
        replace(cue, lines=tuple(line for _, line in lines[n:]))
        for cue, lines, n in zip(cues, shown, again, strict=True)
    ]
    return kept, repeats


def plain(line: str) -> str:
    """Return the words of a line without tags, white space made even."""
    return " ".join(html.unescape(TAG.sub("", line)).split())


def _overlap(old: list[str], new: list[str]) -> int:
    """Return how many lines at the start of the new cue are the last ones of the old."""
    return next((n for n in range(min(len(old), len(new), _DEEP), 0, -1) if old[-n:] == new[:n]), 0)
