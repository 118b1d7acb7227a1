"""The columns of the study's surveys as a person checks them: what each was taken for, why, and an example.

The surveys are read again for it. An example of a column that is kept is what the study holds of it, personal data
already replaced; of a column that is not kept only the shape of an answer is shown, never the answer.

>>> shape("Ana 07700")
'xxx 00000'
"""

from __future__ import annotations

import re
from collections import Counter
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

import pandas as pd

from cjm_research.corpora.language import CJK
from cjm_research.corpora.reading import ColumnTold, read_file
from cjm_research.errors import ReadError, StudyError
from cjm_research.study.speakers import shortened

if TYPE_CHECKING:
    from cjm_research.corpora.decisions import Decisions
    from cjm_research.store.database import Store
    from cjm_research.study.folder import StudyFolder

COLUMNS = ("source", "survey", "column", "question", "kind", "why", "decided", "kept", "n_answers", "example")
KEPT = ("open", "closed", "multi", "checked", "nps", "csat", "ces", "wave")
"""Kinds whose answers the study holds."""


def columns(folder: StudyFolder, store: Store, decisions: Decisions) -> pd.DataFrame:
    """Return the columns of each survey.

    Parameters
    ----------
    folder, store
        The study.
    decisions : Decisions
        What people decided so far.

    Returns
    -------
    DataFrame
        Columns `COLUMNS`, one row per column, surveys sorted, columns in the order of the file; of columns with one
        name only the first. ``survey`` is the file's name without names of people; ``n_answers`` is 0 for columns
        that are not kept.
    """
    documents, cases, turns = (store.frame(name) for name in ("documents", "cases", "turns"))
    files = store.frame("files").set_index("source")
    rows: list[dict[str, Any]] = []
    for source in sorted(set(cases.loc[cases["kind"] == "respondent", "source"])):
        said = _said(documents[documents["source"] == source], turns)
        chosen = Counter(_pairs(cases[cases["source"] == source]))
        decided = decisions.columns.get(source, {})
        encoding = files["encoding"].get(source, "") or None
        try:
            told = read_file(folder.raw / source, encoding, columns=decided).columns
        except ReadError as err:
            raise StudyError(f"{err} It is the study's own copy of {source}: put the original back there.") from err
        first: dict[str, ColumnTold] = {}
        for column in told:
            first.setdefault(column.name, column)
        rows += [
            {
                "source": source,
                "survey": files["shown"][source] or source,
                "decided": name in decided,
                **_row(column, said, chosen),
            }
            for name, column in first.items()
        ]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def name_of(columns: pd.DataFrame, source: str, column: str) -> str:
    """Return the name of a column that a person means, by its name or its question.

    Raises
    ------
    StudyError
        If the survey or the column is not there; the message names the nearest.
    """
    surveys = list(dict.fromkeys(columns["source"]))
    if source not in surveys:
        listed = ", ".join(surveys) or "none"
        raise StudyError(f"The study holds no survey called {source!r}.{_hint(source, surveys)} Surveys: {listed}.")
    mine = columns[columns["source"] == source]
    names = mine.loc[(mine["column"] == column) | (mine["question"] == column), "column"].tolist()
    if column in names or len(names) == 1:
        return column if column in names else names[0]
    if names:
        listed = ", ".join(map(repr, names))
        raise StudyError(f"{source}: {len(names)} columns ask {column!r}. Give the name of one of them: {listed}.")
    raise StudyError(
        f"{source} has no column called {column!r}.{_hint(column, mine['column'].tolist())} "
        "`study.columns()` lists them."
    )


def shape(answer: str) -> str:
    """Return what an answer looks like without what it says: letters as x, digits as 0, Chinese characters as 字."""
    hidden = re.sub(r"\d", "0", re.sub(rf"[^\W\d_{CJK}]", "x", answer))
    return re.sub(f"[{CJK}]", "字", hidden)


def _hint(given: str, known: list[str]) -> str:
    near = get_close_matches(given, known, n=1)
    return f" Did you mean {near[0]!r}?" if near else ""


def _said(documents: pd.DataFrame, turns: pd.DataFrame) -> dict[str, list[str]]:
    """Return the answers to each question, as the study holds them."""
    texts = documents.set_index("document_id")["text"]
    mine = turns[turns["document_id"].isin(texts.index)].sort_values(["document_id", "seq"])
    found: dict[str, list[str]] = {}
    for document, start, end, question in zip(
        mine["document_id"], mine["start"], mine["end"], mine["question"], strict=True
    ):
        found.setdefault(question, []).append(texts[document][start:end])
    return found


def _pairs(cases: pd.DataFrame) -> list[tuple[str, str]]:
    return [(name, value) for attributes in cases["attributes"] for name, value in attributes.items()]


def _row(column: ColumnTold, said: dict[str, list[str]], chosen: Counter[tuple[str, str]]) -> dict[str, Any]:
    if column.kind == "open":
        answers = said.get(column.question, [])
        n, example = len(answers), max(answers[:50], key=len, default="")
    elif column.kind in KEPT:
        mine = {column.name, column.question}
        choices = Counter({value: n for (name, value), n in chosen.items() if name in mine})
        n, example = choices.total(), " · ".join(value for value, _ in choices.most_common(3))
    else:
        n, example = 0, shape(column.example)
    return {
        "column": column.name,
        "question": column.question,
        "kind": column.kind,
        "why": column.why,
        "kept": column.kind in KEPT,
        "n_answers": n,
        "example": shortened(example),
    }
