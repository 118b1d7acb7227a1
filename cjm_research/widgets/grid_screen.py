"""What the survey grid shows, as plain JSON: pure functions of the session.

Rows are sent page by page, only those that are on the screen; their order is sent as numbers.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from cjm_research.review.grid import codes as grid_codes
from cjm_research.review.grid.rows import lengths

if TYPE_CHECKING:
    from cjm_research.review.grid.session import GridSession, Row

MOST_VALUES = 40
"""Closed answers listed in a filter; of a question with more, those that most people gave."""
FEW_COLUMNS = 3
"""Closed questions shown at first."""


def code_names(legend: Mapping[str, Any]) -> dict[str, tuple[str, str]]:
    """Return by code its name on the screen and its family ("" for one of the study's own).

    >>> code_names({"families": [{"id": "goal", "name": "Goal", "codes": [{"subtype": "explicit",
    ...             "name": "Explicit goal"}]}], "own": [{"id": "trust", "name": "Trust"}]})
    {'goal/explicit': ('Explicit goal', 'goal'), 'code:trust': ('Trust', '')}
    """
    found = {}
    for family in legend["families"]:
        for code in family["codes"]:
            says_both = family["name"].casefold() in code["name"].casefold()
            name = code["name"] if says_both else f"{family['name']} · {code['name']}"
            found[f"{family['id']}/{code['subtype']}"] = (name, family["id"])
    return found | {f"code:{code['id']}": (code["name"], "") for code in legend["own"]}


def sheet_of(session: GridSession, columns: Sequence[str]) -> dict[str, Any]:
    """Return what changes with the question: its name, closed questions with their answers, lengths, languages.

    Parameters
    ----------
    session : GridSession
        At a question.
    columns : sequence of str
        The closed questions that are shown.
    """
    closed = []
    for name, counts in session.closed.items():
        told = sorted(counts.items(), key=lambda one: (-one[1], one[0]))
        listed = sorted(told[:MOST_VALUES], key=lambda one: _natural(one[0]))
        closed.append({"name": name, "values": [list(one) for one in listed], "more": max(0, len(told) - MOST_VALUES)})
    return {
        "questions": list(session.questions),
        "question": session.question,
        "unit": session.unit,
        "closed": closed,
        "columns": list(columns),
        "lengths": list(thirds) if (thirds := lengths(session.rows)) else None,
        "languages": sorted({row.language for row in session.rows if row.language}),
        "all": len(session.rows),
        "silent": [row.number for row in session.rows if not row.segment_ids],
        "blind": session.blind,
    }


def first_columns(session: GridSession) -> list[str]:
    """Return the closed questions to begin with: those with few answers, so that they tell people apart in groups."""
    few = [name for name, counts in session.closed.items() if 1 < len(counts) <= 12]
    return (few or list(session.closed))[:FEW_COLUMNS]


def state_of(session: GridSession) -> dict[str, Any]:
    """Return how far the person is and what can be taken back."""
    told = session.progress
    return {
        "asked": told.asked,
        "answered": told.answered,
        "silent": told.silent,
        "coded": told.coded,
        "can_undo": session.can_undo,
        "can_redo": session.can_redo,
    }


def rows_on(session: GridSession, rows: Iterable[Row], columns: Sequence[str], names: Mapping[str, Any]) -> list[Any]:
    """Return some rows as the screen draws them.

    Parameters
    ----------
    session : GridSession
        Whose word and whose suggestions are shown.
    rows : iterable of Row
        Those on the screen.
    columns : sequence of str
        The closed questions that are shown.
    names : mapping
        As `code_names` returns it.
    """
    return [
        {
            "number": row.number,
            "person": row.case_id,
            "closed": [row.closed.get(name, "") for name in columns],
            "language": row.language,
            "alike": row.n_alike,
            "text": row.text,
            "coded": session.is_coded(row),
            "chips": _chips(session, row, names),
            "parts": [_part(session, each, names) for each in row.segment_ids],
        }
        for row in rows
    ]


def _chips(session: GridSession, row: Row, names: Mapping[str, Any]) -> list[dict[str, Any]]:
    mine: Counter[str] = Counter()
    machine: Counter[str] = Counter()
    for each in row.segment_ids:
        said, shown = session.said(each), session.suggested(each)
        mine.update(code for code in grid_codes.carried(said) if code in names)
        left = {kind: told for kind, told in shown.items() if kind not in said}
        machine.update(code for code in grid_codes.suggested(left) if code in names)
    told = [(code, "me", n) for code, n in mine.items()] + [(code, "machine", n) for code, n in machine.items()]
    told.sort(key=lambda one: (one[1] == "machine", list(names).index(one[0])))
    of = len(row.segment_ids)
    return [{"code": code, "name": names[code][0], "family": names[code][1], "by": by, "n": n, "of": of}
            for code, by, n in told]  # fmt: skip


def _part(session: GridSession, segment_id: str, names: Mapping[str, Any]) -> dict[str, Any]:
    said, shown = session.said(segment_id), session.suggested(segment_id)
    return {
        "text": session.text_of(segment_id),
        "said": [names[code][0] for code in grid_codes.carried(said) if code in names],
        "is_coded": bool(said),
        "suggested": [
            [names[code][0], None if math.isnan(score := float(told["score"])) else score, told["decision"]]
            for kind, told in shown.items()
            if grid_codes.is_carried(told) and (code := grid_codes.code_of(kind, told["value"])) in names
        ],
    }


def _natural(text: str) -> tuple[int, float, str]:
    try:
        return (0, float(text), "")
    except ValueError:
        return (1, 0.0, text.casefold())
