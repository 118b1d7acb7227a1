r"""Sheets of numbered questions with what somebody said or wrote to each set in below them.

=========================================================  ==========================================
``1. It was simple to use.`` over ``<tab>2 -- Very quick.``  a questionnaire: a rating and a comment
``1 Open the page.`` over ``<tab>Okay, so I click here.``     a session along a sheet of tasks
=========================================================  ==========================================

In a session the tasks count as the interviewer's words; a line set in belongs to the participant unless a label such
as ``MODERATOR:`` says otherwise.

>>> from cjm_research.corpora.transcripts.transcript import Line
>>> rows = ["1. Was it quick?", "\tYes.", "2. Was it clear?", "\tIt was.", "3. Anything else?", "\tNo idea."]
>>> sheet = sheet_of([Line(text, f"paragraph {n}") for n, text in enumerate(rows, 1)])
>>> [(turn.role, turn.text) for turn in sheet.source.turns][:2]
[('interviewer', 'Was it quick?'), ('participant', 'Yes.')]
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

from cjm_research.corpora import labels
from cjm_research.corpora.language import CJK
from cjm_research.corpora.reading import Skipped, Source, Turn
from cjm_research.corpora.surveys.blanks import is_blank
from cjm_research.corpora.transcripts import joining
from cjm_research.corpora.transcripts.recorded import recorded_at
from cjm_research.corpora.transcripts.transcript import Line

_ITEM = re.compile(r"^ *(?P<n>\d{1,2})(?P<sub>\.?[a-z])?(?:[.)．]\s+|、\s*|\s+)(?P<q>\S.*)$", re.DOTALL)
_SET_IN = re.compile(r"^ *\t\s*(?P<x>\S.*)$", re.DOTALL)
_RATED = re.compile(r"^(?P<r>\d{1,2}(?:\.\d+)?)\s*(?:--+|[–—])\s*(?P<x>.*)$", re.DOTALL)
_WHO = re.compile(
    r"(?i)^\s*(?:participant|respondent|interviewee|参与者|受访者|被访者|编号)(?: id)?\s*[:：]\s*(?P<x>\S.{0,40})$"
)
_LABEL = re.compile(rf"^(?P<n>{labels.NAME})\s*[:：]\s*(?P<x>.+)$", re.DOTALL)
_NOTE = re.compile(r"^[(（\[][^()（）\[\]]*[)）\]]$")
_PART = re.compile(r"^[a-z]\.[ivx]{1,4}\s+(?P<q>\S.*[?？])$")
_MOST = 0.8
_FEWEST = 3


@dataclass(frozen=True)
class Sheet:
    """One person's answers or session, what was left out, and how many answers were blank."""

    source: Source
    skipped: tuple[Skipped, ...]
    n_blanks: int


def sheet_of(lines: list[Line]) -> Sheet | None:
    """Read a sheet of numbered questions, or return None if the lines are not one.

    Parameters
    ----------
    lines : list of Line
        The paragraphs with their leading blanks and tabs.
    """
    filled = [line for line in lines if line.text.strip()]
    items = [i for i, line in enumerate(filled) if _is_item(line)]
    if len(items) < _FEWEST or not _ascending([filled[i].text for i in items]):
        return None
    header, body = filled[: items[0]], filled[items[0] :]
    below = [line for line in body if not _is_item(line)]
    set_in = [found["x"] for line in below if (found := _SET_IN.match(line.text))]
    if len(set_in) < _FEWEST or len(set_in) < _MOST * len(below) or len(header) > len(body):
        return None
    rated = sum(bool(_RATED.match(text)) for text in set_in) >= _MOST * len(set_in)
    return _questionnaire(header, body) if rated else _session(header, body)


def _is_item(line: Line) -> bool:
    return not line.speaker and bool(_ITEM.match(line.text))


def _ascending(texts: list[str]) -> bool:
    numbers = [int(found["n"]) for text in texts if (found := _ITEM.match(text))]
    steps = [after - before for before, after in pairwise(numbers)]
    return numbers[0] == 1 and numbers[-1] >= _FEWEST and all(step in (0, 1, 2) for step in steps)


def _groups(body: list[Line]) -> list[tuple[Line, str, list[Line]]]:
    """Give each question with the lines below it."""
    groups: list[tuple[Line, str, list[Line]]] = []
    for line in body:
        found = _ITEM.match(line.text) if _is_item(line) else None
        if found:
            groups.append((line, re.sub(r"\s+", " ", found["q"]).strip(), []))
        else:
            groups[-1][2].append(line)
    return groups


def _questionnaire(header: list[Line], body: list[Line]) -> Sheet:
    turns: list[Turn] = []
    attributes: dict[str, str] = {}
    n_blanks = 0
    for item, question, below in _groups(body):
        words = " ".join(line.text.strip() for line in below)
        found = _RATED.match(words)
        if found:
            attributes[question] = re.sub(r"\.0+$", "", found["r"])
            words = found["x"].strip()
        if is_blank(words):
            n_blanks += 1
        else:
            turns.append(Turn(words, role="participant", question=question, place=(below or [item])[0].place))
    who, skipped = _who(header)
    date = recorded_at(line.text for line in header)
    return Sheet(Source("survey", tuple(turns), who, attributes, recorded_at=date), skipped, n_blanks)


def _session(header: list[Line], body: list[Line]) -> Sheet:
    chinese = bool(re.search(f"[{CJK}]", "".join(line.text for line in body)))
    who, before = _who(header)
    host = _host(body) or ("访谈者" if chinese else "Interviewer")
    person = who or ("受访者" if chinese else "Participant")
    turns: list[Turn] = []
    skipped = list(before)
    for item, question, below in _groups(body):
        turns.append(Turn(question, host, "interviewer", place=item.place))
        for line in below:
            text = line.text.strip()
            if _NOTE.match(text):
                skipped.append(Skipped(line.place, text[:80], "a note of the transcriber"))
                continue
            part = _PART.match(text)
            label, role, words = (host, "interviewer", part["q"]) if part else _labelled(text)
            turns.append(Turn(words, label or person, role or "participant", place=line.place))
    joined = joining.join_turns(turns, joining.glue_paragraphs, True)
    date = recorded_at(line.text for line in header)
    return Sheet(Source("interview", tuple(joined), recorded_at=date), tuple(skipped), 0)


def _labelled(text: str) -> tuple[str, str, str]:
    """Return the label, its role and the words of a line, if the label's word tells a role."""
    found = _LABEL.match(text)
    role = labels.role_of(found["n"]) if found else ""
    return (found["n"].strip(), role, found["x"].strip()) if found and role else ("", "", text)


def _host(body: list[Line]) -> str:
    told = {label for line in body for label, role, _ in [_labelled(line.text.strip())] if role == "interviewer"}
    return told.pop() if len(told) == 1 else ""


def _who(header: list[Line]) -> tuple[str, tuple[Skipped, ...]]:
    found = [match["x"].strip() for line in header if (match := _WHO.match(line.text))]
    skipped = tuple(Skipped(line.place, line.text.strip()[:80], "before the first question") for line in header)
    return (found[0] if found else ""), skipped
