"""The header of a survey export: which rows it takes, and what each column asks.

Known layouts: Qualtrics (three rows, two, four, and the old ``V1`` kind), SurveyMonkey (two rows), LimeSurvey
(``code[sub]. text [subtext]``), SurveyGizmo's slots, 问卷星 (``3、题目(选项)``), Google Forms and any other single row;
two rows under merged cells of a workbook; title rows above.

A column's question is what the respondent read; its option is the choice or the line of a grid that it stands for.
Slots of one question ("Need #1:What needs…?", "Need #2:What…?") share their question.

>>> question_of("Workflow Need #2:What needs does it address?")
'What needs does it address?'
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from cjm_research.corpora.surveys.header_parts import Part, gizmo, lime, matrix, plain, qualtrics, wjx

_SLOT = re.compile(r"^[^:：?？]{1,40}(?:#\s?\d+|Write In|\(s\):?)\s*[:：]\s*(?P<q>\S.{8,})$", re.DOTALL)
_IMPORT_ID = re.compile(r"^\s*\{\s*[\"']ImportId[\"']")
_QUALTRICS = frozenset({
    "StartDate", "EndDate", "Status", "IPAddress", "Progress", "Duration (in seconds)", "Finished", "RecordedDate",
    "ResponseId", "RecipientLastName", "DistributionChannel", "UserLanguage",
})  # fmt: skip
_MONKEY = frozenset(
    {"response", "open-ended response", "other (please specify)", "回复", "开放式回答", "其他（请注明）"}
)
_MONKEY_OPEN = frozenset({"response", "open-ended response", "回复", "开放式回答"})
_MONKEY_FIRST = frozenset({"respondent id", "respondentid", "受访者 id", "受访者id", "回复者 id"})
_CODE = re.compile(r"[A-Za-z]{1,4}\d+(?:[_.]\w+)*|[A-Z][A-Za-z]+Id")
_TIMESTAMP = frozenset({"timestamp", "时间戳记", "时间戳", "marca temporal"})


@dataclass(frozen=True)
class Columns:
    """The columns of a survey and where its data begins.

    Attributes
    ----------
    names : tuple of str
        A distinct name for each column.
    questions : tuple of str
        The question that each column answers; several columns may share one.
    options : tuple of str
        The choice, the line of a grid or the slot that a column stands for; empty where it is the whole question.
    fields : tuple of str
        The export's own field ids (Qualtrics, LimeSurvey, SPSS), else the names.
    first : int
        Index of the first row of answers.
    layout : str
        What kind of header was found.
    titles : tuple of int
        Indexes of rows above the header.
    """

    names: tuple[str, ...]
    questions: tuple[str, ...]
    options: tuple[str, ...]
    fields: tuple[str, ...]
    first: int
    layout: str
    titles: tuple[int, ...] = ()


def read_headers(rows: Sequence[list[str]], spread: frozenset[int] = frozenset()) -> Columns:
    """Return the columns of a table of text cells.

    Parameters
    ----------
    rows : sequence of list of str
        All rows, or the first ten; at least one.
    spread : frozenset of int
        Indexes of rows in which a merged cell was spread over several columns.
    """
    above = _titles(rows)
    top = rows[len(above)] if len(above) < len(rows) else rows[0]
    rest = rows[len(above) + 1 :]
    below = rest[0] if rest else []
    found = _two_or_more(rows, top, below, len(above), len(above) in spread)
    if not found:
        found = _one_row(top, len(above) + 1)
    return Columns(*found, titles=above)


def columns_of(fields: Sequence[str], parts: Sequence[Part], first: int, layout: str) -> tuple:
    """Return the parts of a `Columns`, with distinct names."""
    names: list[str] = []
    seen: Counter[str] = Counter()
    taken: set[str] = set()
    for part in parts:
        name = " ".join(part.name.split())
        seen[name] += 1
        while name in taken:
            name = f"{' '.join(part.name.split())} ({seen[' '.join(part.name.split())]})"
            seen[" ".join(part.name.split())] += name in taken
        taken.add(name)
        names.append(name)
    questions = tuple(question_of(part.question) for part in parts)
    return tuple(names), questions, tuple(part.option for part in parts), tuple(fields), first, layout


def question_of(header: str) -> str:
    """Return the question inside a header, without the slot's own name."""
    text = re.sub(r"\s+", " ", header.replace("\xa0", " ")).strip()
    slot = _SLOT.match(text)
    return slot["q"].strip() if slot else text


def _two_or_more(rows: Sequence[list[str]], top: list[str], below: list[str], at: int, merged: bool) -> tuple | None:
    for i in range(at, min(len(rows), at + 5)):
        if i > at and any(_IMPORT_ID.match(cell) for cell in rows[i]):
            fields = rows[i - 2] if i - at >= 2 else rows[i - 1]
            words = {2: "three", 1: "two", 3: "four"}.get(i - at, "several")
            return _qualtrics(fields, rows[i - 1], i + 1, f"Qualtrics, {words} header rows")
    if len(_QUALTRICS & set(top)) >= 3 and below and not _answers(top, below):
        return _qualtrics(top, below, at + 2, "Qualtrics, two header rows")
    if sum(bool(re.fullmatch(r"V\d+", cell)) for cell in top) >= 5 and {"ResponseID", "ResponseId"} & set(below):
        fields = [
            b if re.fullmatch(r"V\d+", t) else t for t, b in zip(_wide(top, below), _wide(below, top), strict=True)
        ]
        return _qualtrics(fields, below, at + 2, "Qualtrics, old kind, two header rows")
    folded = {cell.strip().casefold() for cell in below}
    first = top[0].strip().casefold() if top else ""
    if _MONKEY & folded and (first in _MONKEY_FIRST or not (below[0].strip() and first)):
        return columns_of(*_monkey(top, below), at + 2, "SurveyMonkey, two header rows")
    if _codes_over_questions(top, below):
        codes, texts = _wide(top, below), _wide(below, top)
        parts = [plain(text or code) for code, text in zip(codes, texts, strict=True)]
        return columns_of(codes, parts, at + 2, "two header rows")
    if merged and below:
        return columns_of(*_merged(top, below), at + 2, "two header rows under merged cells")
    return None


def _one_row(top: list[str], first: int) -> tuple:
    texts = [cell.strip() or f"column {i + 1}" for i, cell in enumerate(top)]
    low = [text.casefold() for text in texts]
    if any(text.startswith(("submitdate", "date submitted")) for text in low) and any(
        text.startswith(("lastpage", "last page", "startlanguage", "start language")) for text in low
    ):
        parts = [lime(text) for text in texts]
        return columns_of([part.field or part.name for part in parts], parts, first, "LimeSurvey, one header row")
    if "提交答卷时间" in texts or ("序号" in texts and any(re.match(r"\d+、", text) for text in texts)):
        return columns_of(texts, wjx(texts), first, "问卷星, one header row")
    if low and low[0] in _TIMESTAMP:
        return columns_of(texts, matrix(texts), first, "Google Forms, one header row")
    if {"time started", "date submitted"} <= set(low):
        return columns_of(texts, gizmo(texts), first, "SurveyGizmo, one header row")
    return columns_of(texts, [plain(text) for text in texts], first, "one header row")


def _qualtrics(fields: Sequence[str], texts: Sequence[str], first: int, layout: str) -> tuple:
    ids = [cell.strip() for cell in _wide(fields, texts)]
    parts = qualtrics(ids, [text.strip() for text in _wide(texts, fields)])
    return columns_of(ids, parts, first, layout)


def _answers(top: list[str], below: list[str]) -> bool:
    """Return whether the row below Qualtrics' field names holds answers: dates where they belong."""
    pairs = dict(zip(top, below, strict=False))
    dates = [pairs.get(name, "") for name in ("StartDate", "EndDate", "RecordedDate") if name in pairs]
    return any(re.search(r"\d", cell) for cell in dates) or pairs.get("Progress", "").strip().isdigit()


def _monkey(top: list[str], below: list[str]) -> tuple[list[str], list[Part]]:
    """Carry each question over the columns of its group; what stands below it is a choice or a line."""
    top, below = _wide(top, below), _wide(below, top)
    asked = ""
    parts = []
    for above, under in zip(top, (cell.strip() for cell in below), strict=True):
        asked = above.strip() or asked
        if not under or under.casefold() in _MONKEY_OPEN:
            parts.append(plain(asked))
        else:
            parts.append(Part(f"{asked}: {under}", asked, under))
    return [part.name for part in parts], parts


def _merged(top: list[str], below: list[str]) -> tuple[list[str], list[Part]]:
    parts = []
    for n, (above, under) in enumerate(zip(_wide(top, below), _wide(below, top), strict=True), 1):
        above, under = above.strip(), under.strip()
        if above and under and above != under:
            parts.append(Part(f"{above}: {under}", above, under))
        else:
            parts.append(plain(above or under or f"column {n}"))
    return [part.name for part in parts], parts


def _codes_over_questions(top: list[str], below: list[str]) -> bool:
    """Return whether the first row holds codes (Q1, Q2_3) and the second the questions' words."""
    pairs = [(a.strip(), b.strip()) for a, b in zip(top, below, strict=False) if a.strip()]
    if len(pairs) < 2 or any(not _CODE.fullmatch(code) for code, _ in pairs):
        return False
    same = sum(code == text for code, text in pairs)
    return same >= 1 and sum(len(text) > 15 for _, text in pairs) >= (len(pairs) - same) / 2


def _titles(rows: Sequence[list[str]]) -> tuple[int, ...]:
    """Return the rows above the header: one cell, or one value over merged cells, with more columns below."""
    n = 0
    while n < min(5, len(rows) - 1):
        here = {cell.strip() for cell in rows[n] if cell.strip()}
        most = max(len({cell for cell in row if cell.strip()}) for row in rows[n + 1 : n + 6])
        if len(here) > 1 or most < 3 or (len(rows[n]) == 1 and most < 3):
            break
        n += 1
    return tuple(range(n))


def _wide(cells: Sequence[str], others: Sequence[str]) -> list[str]:
    return [*cells, *[""] * (len(others) - len(cells))]
