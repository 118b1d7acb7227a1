"""Cases and their variables: what people answered to closed questions, the wave, the language, interview or survey.

A person alone in a document is its case as a whole; people of one interview are cases of the places where they speak.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from cjm_research.corpora.qda.names import told_apart
from cjm_research.exports.qda.characters import legal, one_line
from cjm_research.exports.qda.codings import frame_of
from cjm_research.exports.qda.contents import Person
from cjm_research.exports.qda.words import label

if TYPE_CHECKING:
    import pandas as pd

_WHOLE = re.compile(r"0|-?[1-9]\d{0,17}")


def people_of(frames: Mapping[str, pd.DataFrame], language: str) -> tuple[tuple[Person, ...], dict[str, str]]:
    """Return the cases, and the type of each variable: "Integer" where all values are whole numbers, else "Text".

    Parameters
    ----------
    frames : mapping of str to DataFrame
        As `Material.frames`.
    language : {"en", "zh"}
        Of the names of the variables that are ours.
    """
    cases = frame_of(frames, "cases").sort_values("case_id")
    alone, among = _where(frames)
    asked = dict.fromkeys(name for row in cases["attributes"] for name in (row or {}))
    ours = [label(f"variable_{name}", language) for name in ("kind", "language", "wave")]
    # The study's own questions keep their names; ours give way.
    names = told_apart([*(one_line(name) or "?" for name in asked), *ours])
    called = dict(zip(asked, names, strict=False))
    kind, spoken, wave = names[len(asked) :]
    documents = frame_of(frames, "documents").set_index("document_id")
    people = []
    for row in cases.itertuples(index=False):
        values = {called[name]: legal(str(value)).strip() for name, value in (row.attributes or {}).items()}
        own = documents.loc[sorted({*alone.get(row.case_id, ()), *(place[0] for place in among.get(row.case_id, ()))})]
        values |= {kind: label(f"kind_{row.kind}", language) if row.kind in ("participant", "respondent") else row.kind}
        values |= {
            spoken: _joined(label(f"language_{code}", language) for code in own["language"]),
            wave: _joined(own["wave"]),
        }
        kept = {name: value for name, value in values.items() if value}
        places = (tuple(group.get(row.case_id, ())) for group in (alone, among))
        people.append(Person(row.case_id, kept, *places))
    given: dict[str, list[str]] = {name: [] for name in names}
    for person in people:
        for name, value in person.values.items():
            given[name].append(value)
    types = {
        name: "Integer" if all(map(_WHOLE.fullmatch, values)) else "Text" for name, values in given.items() if values
    }
    return tuple(people), types


def _joined(values: Iterable[str]) -> str:
    return ", ".join(sorted({str(value) for value in values if value}))


def _where(
    frames: Mapping[str, pd.DataFrame],
) -> tuple[dict[str, list[str]], dict[str, list[tuple[str, int, int]]]]:
    """Return the documents in which a person is alone, and the places where it speaks among others."""
    turns = frame_of(frames, "turns")
    turns = turns[(turns["role"] == "participant") & (turns["case_id"] != "")]
    turns = turns[turns["document_id"].isin(frame_of(frames, "documents")["document_id"])]
    here = turns.groupby("document_id")["case_id"].nunique()
    alone: dict[str, list[str]] = {}
    for row in turns.drop_duplicates(["document_id", "case_id"]).sort_values("document_id").itertuples(index=False):
        if here[row.document_id] == 1:
            alone.setdefault(row.case_id, []).append(row.document_id)
    among: dict[str, list[tuple[str, int, int]]] = {}
    shared = frame_of(frames, "segments")
    shared = shared[shared["document_id"].isin(here[here > 1].index)].sort_values(["document_id", "start", "end"])
    for row in shared.itertuples(index=False):
        among.setdefault(row.case_id, []).append((row.document_id, int(row.start), int(row.end)))
    return alone, among
