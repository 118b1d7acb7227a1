"""The header rows of a survey export: one row, Qualtrics' three or two, SurveyMonkey's two, SurveyGizmo's slots.

A column's question is what the respondent read. Slots of one question ("Need #1:What needs…?", "Need #2:What…?") share
their question, so their answers are separate answers to the same thing.

>>> question_of("Workflow Need #2:What needs does it address?")
'What needs does it address?'
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_SLOT = re.compile(r"^[^:：?？]{1,40}(?:#\s?\d+|Write In|\(s\):?)\s*[:：]\s*(?P<q>\S.{8,})$", re.DOTALL)
_IMPORT_ID = re.compile(r'^\s*\{\s*"ImportId"')
_MONKEY = frozenset({"Response", "Open-Ended Response", "Other (please specify)"})


@dataclass(frozen=True)
class Columns:
    """The columns of a survey and where its data begins.

    Attributes
    ----------
    names : tuple of str
        A distinct name for each column.
    questions : tuple of str
        The question that each column answers; several columns may share one.
    fields : tuple of str
        The export's own field ids (Qualtrics), else the names.
    first : int
        Index of the first row of answers.
    layout : str
        What kind of header was found.
    """

    names: tuple[str, ...]
    questions: tuple[str, ...]
    fields: tuple[str, ...]
    first: int
    layout: str


def read_headers(rows: list[list[str]]) -> Columns:
    """Return the columns of a table of text cells.

    Parameters
    ----------
    rows : list of list of str
        All rows, at least one.
    """
    for i, row in enumerate(rows[:4]):
        if i >= 1 and any(_IMPORT_ID.match(cell) for cell in row):
            fields = rows[0] if "ResponseId" in rows[0] or i == 2 else rows[i - 2]
            return _columns(fields, rows[i - 1], i + 1, "Qualtrics, three header rows")
    if len(rows) > 1 and {"ResponseId", "StartDate"} <= set(rows[0]) and "Response ID" in rows[1]:
        return _columns(rows[0], rows[1], 2, "Qualtrics, two header rows")
    if len(rows) > 1 and _MONKEY & set(rows[1]) and rows[0] and rows[0][0].strip().casefold() == "respondent id":
        return _columns(rows[0], _monkey(rows[0], rows[1]), 2, "SurveyMonkey, two header rows")
    return _columns(rows[0], rows[0], 1, "one header row")


def question_of(header: str) -> str:
    """Return the question inside a header, without the slot's own name."""
    plain = re.sub(r"\s+", " ", header.replace("\xa0", " ")).strip()
    slot = _SLOT.match(plain)
    return slot["q"].strip() if slot else plain


def _monkey(top: list[str], sub: list[str]) -> list[str]:
    texts: list[str] = []
    question = ""
    for i, below in enumerate(sub):
        question = (top[i] if i < len(top) and top[i].strip() else question).strip()
        below = below.strip()
        texts.append(question if not below or below in _MONKEY else f"{question}: {below}")
    return texts


def _columns(fields: list[str], texts: list[str], first: int, layout: str) -> Columns:
    n = max(len(fields), len(texts))
    ids = [(fields[i] if i < len(fields) else "").strip() for i in range(n)]
    raw = [(texts[i] if i < len(texts) else "").strip() or ids[i] or f"column {i + 1}" for i in range(n)]
    names: list[str] = []
    for text in (re.sub(r"\s+", " ", text.replace("\xa0", " ")) for text in raw):
        same = sum(name == text or name.startswith(f"{text} (") for name in names)
        names.append(f"{text} ({same + 1})" if text in names else text)
    return Columns(tuple(names), tuple(question_of(text) for text in raw), tuple(ids), first, layout)
