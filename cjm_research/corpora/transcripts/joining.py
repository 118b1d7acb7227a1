r"""Joining pieces of speech: lines to a turn, cues to a turn, turns of one speaker to one.

Cues break lines anywhere, so they join with a space, and with nothing between two Chinese characters. Paragraphs
join with a line break where a sentence ends, and with a space where the speech was cut in the middle. Each piece
keeps its times, at the place in the joined text where its words begin.

>>> glue_cues("我想退", "货"), glue_cues("send it", "back")
('', ' ')
>>> glue_paragraphs("I guess that would be", "my master's."), glue_paragraphs("It broke.", "Twice.")
(' ', '\n')
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable
from dataclasses import replace

from cjm_research.corpora.labels import canonical
from cjm_research.corpora.language import CJK, WIDE
from cjm_research.corpora.reading import Turn

PAUSE = 2.0
"""Seconds of silence after the end of a sentence that begin a new turn where nobody is named."""
_LONG = 600  # characters after which an unnamed speaker's turn ends at the next end of a sentence
_TOO_LONG = 1500  # and at the next cue, in captions that have no marks between sentences
_END = re.compile(r"[.!?。！？…]['\"”’」』)）\]]*$")


def glue_cues(before: str, after: str) -> str:
    """Return what stands between two cues of one speaker."""
    chinese = re.match(f"[{WIDE}]", before[-1:]) and re.match(f"[{WIDE}]", after)
    hanzi = re.search(f"[{CJK}]", before[-8:] + after[:8])
    return "" if chinese and hanzi else " "


def glue_paragraphs(before: str, after: str) -> str:
    """Return what stands between two paragraphs of one speaker."""
    if _END.search(before[-8:]) or re.search(f"[{CJK}]", before[-1:] + after[:1]):
        return "\n"
    return " "


def ends_sentence(text: str) -> bool:
    """Return whether a text ends with a mark that ends a sentence."""
    return bool(_END.search(text.rstrip()[-8:]))


def join_turns(turns: Iterable[Turn], glue: Callable[[str, str], str], named: bool = True) -> list[Turn]:
    """Return the turns with consecutive ones of the same speaker made one.

    Parameters
    ----------
    turns : iterable of Turn
    glue : callable
        `glue_cues` or `glue_paragraphs`.
    named : bool
        Where no speaker is named (False), a pause or a great length ends a turn too.

    Returns
    -------
    list of Turn
        With ``times`` where a turn was put together from pieces whose times are known.
    """
    groups: list[list[Turn]] = []
    length = 0
    for turn in turns:
        if not turn.text.strip():
            continue
        if groups and _continues(groups[-1], turn, named, length):
            groups[-1].append(turn)
            length += len(turn.text)
        else:
            groups.append([turn])
            length = len(turn.text)
    return [_one(group, glue) for group in groups]


def _continues(group: list[Turn], turn: Turn, named: bool, length: int) -> bool:
    if canonical(group[0].speaker) != canonical(turn.speaker) or group[0].role != turn.role:
        return False
    if named:
        return True
    if not ends_sentence(group[-1].text):
        return length < _TOO_LONG
    pause = turn.start_seconds - group[-1].end_seconds
    return length < _LONG and not (not math.isnan(pause) and pause >= PAUSE)


def _one(group: list[Turn], glue: Callable[[str, str], str]) -> Turn:
    pieces: list[str] = []
    times: list[tuple[int, float, float]] = []
    at = 0
    for turn in group:
        text = turn.text.strip()
        if pieces:
            pieces.append(glue(pieces[-1], text))
            at += len(pieces[-1])
        pieces.append(text)
        times += _moved(turn, at, alone=len(group) == 1)
        at += len(text)
    ends = [turn.end_seconds for turn in group if not math.isnan(turn.end_seconds)]
    return replace(group[0], text="".join(pieces), end_seconds=ends[-1] if ends else math.nan, times=tuple(times))


def _moved(turn: Turn, at: int, alone: bool) -> list[tuple[int, float, float]]:
    """Return the times of a piece whose stripped text now begins at a place in the joined text."""
    if turn.times:
        cut = len(turn.text) - len(turn.text.lstrip())
        return [(at + max(0, offset - cut), start, end) for offset, start, end in turn.times]
    if alone or (math.isnan(turn.start_seconds) and math.isnan(turn.end_seconds)):
        return []
    return [(at, turn.start_seconds, turn.end_seconds)]
