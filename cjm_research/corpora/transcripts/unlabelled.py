"""Transcripts in which nobody is named: paragraphs that ask are taken as the interviewer's.

They are told by how they are set off (bold, quoted, headings, numbers) or by the question mark at their end.

Only a clear alternation counts: where it is missing, all words are one participant's and the load report says so.

>>> from cjm_research.corpora.transcripts.layouts import Line
>>> said = "Why?|It was late.|And then?|I left.|Would you come back?|No, never.".split("|")
>>> turns, _ = turns_of([line for text in said for line in (Line(text, ""), Line("", ""))])
>>> [turn.role for turn in turns[:3]]
['interviewer', 'participant', 'interviewer']
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from cjm_research.corpora.labels import TIME
from cjm_research.corpora.language import CJK
from cjm_research.corpora.reading import Skipped, Turn
from cjm_research.corpora.transcripts import joining
from cjm_research.corpora.transcripts.layouts import Line

NOBODY = Skipped(
    "speakers", "",
    "no speaker is named: all words count as one participant's; write a name before each turn to tell them apart",
)  # fmt: skip
_ASKS = re.compile(r"[?？][\"”’」』*_)）\s]*$|(?:吗|呢)[。…\s]*$")
_STYLES = (
    re.compile(r"^#{2,6}\s+(?P<x>.+?)\s*#*$", re.DOTALL),
    re.compile(r"^(?:\*\*|__)(?P<x>.+)(?:\*\*|__)$", re.DOTALL),
    re.compile(r"^>\s+(?P<x>.+)$", re.DOTALL),
    re.compile(r"^(?:\*|_)(?P<x>[^*_].*)(?:\*|_)$", re.DOTALL),
    re.compile(r"^(?:Q\s?\d*|问)\s?[.．)）、]\s*(?P<x>.+)$", re.DOTALL),
    re.compile(r"^\d{1,2}[.．)）、]\s*(?P<x>.+)$", re.DOTALL),
)
_LEAD_TIME = re.compile(rf"^[\[(（]{TIME}[\])）]\s*")
_FEWEST = 3  # questions, and answers, that an alternation takes
_SURE = 0.8
_LABELS = {"interviewer": ("Interviewer", "访谈者"), "participant": ("Participant", "受访者")}


def turns_of(lines: Sequence[Line]) -> tuple[list[Turn], list[Skipped]]:
    """Return the turns of a text without names, and what was left out.

    Parameters
    ----------
    lines : sequence of Line
        Empty lines end paragraphs; where there are none and every line ends a sentence, each line is a paragraph.

    Returns
    -------
    turns : list of Turn
        With the roles interviewer and participant where questions and answers clearly alternate; else without a role.
    skipped : list of Skipped
        Headings, details, and a note on who is taken to speak.
    """
    blocks = _blocks(lines)
    asks = _marker([text for text, _, _ in blocks])
    skipped: list[Skipped] = []
    turns: list[Turn] = []
    details = False
    for text, place, heading in blocks:
        asked = asks(text) if asks else ""
        if heading and not asked:
            skipped.append(Skipped(place, text[:80], "a heading"))
            details = bool(re.match(r"(?i)#+\s*(details|about|information|访谈信息|基本信息)", text))
        elif details:
            skipped.append(Skipped(place, text[:80], "details about the interview"))
        else:
            role = "" if not asks else "interviewer" if asked else "participant"
            turns.append(Turn(_LEAD_TIME.sub("", asked or text), "", role, place=place))
    if not asks:
        return turns, [*skipped, NOBODY] if turns else skipped
    n = sum(turn.role == "interviewer" for turn in turns)
    why = f"no speaker is named: the {n} paragraphs that ask are taken as the interviewer's, the others as an answer"
    return joining.join_turns(_labelled(turns), joining.glue_paragraphs), [*skipped, Skipped("speakers", "", why)]


def _labelled(turns: Sequence[Turn]) -> list[Turn]:
    chinese = len(re.findall(f"[{CJK}]", "".join(turn.text for turn in turns))) > sum(len(t.text) for t in turns) / 3
    return [Turn(t.text, _LABELS[t.role][chinese], t.role, place=t.place) for t in turns]


def _blocks(lines: Sequence[Line]) -> list[tuple[str, str, bool]]:
    """Return each paragraph with its place, and whether it is a heading."""
    blocks: list[tuple[str, str, bool]] = []
    current: list[Line] = []
    alone = _each_line_is_a_paragraph(lines)

    def close() -> None:
        if current:
            blocks.append((_wrap([line.text for line in current]), current[0].place, False))
            current.clear()

    for line in lines:
        text = line.text.strip()
        heading = bool(re.match(r"#{1,6}\s", text))
        if heading or not text:
            close()
        if heading:
            blocks.append((text, line.place, True))
        elif text:
            current.append(line)
            if alone:
                close()
    close()
    return blocks


def _each_line_is_a_paragraph(lines: Sequence[Line]) -> bool:
    texts = [line.text.strip() for line in lines]
    inner = "\n".join(texts).strip().split("\n")
    ended = sum(joining.ends_sentence(text) for text in inner)
    return len(inner) > 3 and "" not in inner and ended >= _SURE * len(inner)


def _wrap(lines: Sequence[str]) -> str:
    pieces = [lines[0].strip()]
    for line in lines[1:]:
        pieces += [joining.glue_paragraphs(pieces[-1], line.strip()), line.strip()]
    return "".join(pieces)


def _marker(paragraphs: Sequence[str]) -> Callable[[str], str] | None:
    """Return a function from a paragraph to the words of its question, empty if it asks none; None if none fits."""
    for style in _STYLES:
        asked = [bool(style.match(text)) for text in paragraphs]
        asking = sum(bool(_ASKS.search(text)) for text, is_asked in zip(paragraphs, asked, strict=True) if is_asked)
        if _alternate(asked) and asking >= 0.6 * sum(asked):
            return lambda text, style=style: found["x"].strip() if (found := style.match(text)) else ""
    asked = [bool(_ASKS.search(text)) for text in paragraphs]
    lengths = [sum(len(t) for t, a in zip(paragraphs, asked, strict=True) if a is kind) for kind in (True, False)]
    if _alternate(asked) and True in asked[:2] and lengths[0] < 1.2 * lengths[1]:
        return lambda text: text if _ASKS.search(text) else ""
    return None


def _alternate(asked: Sequence[bool]) -> bool:
    """Return whether nearly every question is followed by an answer, and there are enough of both."""
    n = sum(asked)
    if n < _FEWEST or len(asked) - n < _FEWEST or n < 0.15 * len(asked):
        return False
    answered = sum(a and not b for a, b in zip(asked, [*asked[1:], True], strict=True))
    return answered >= _SURE * n
