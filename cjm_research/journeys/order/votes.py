"""Who tells what before what: one vote per person and pair of stages, from time cues and from the run of the talk.

A time cue says it outright ("then" at the second of two neighbouring passages, "before that", "after it arrived") and
counts twice as much as all of the mere sequence of the talk, which follows the interviewer's questions as much as the
journey. A person votes once for a pair, whatever was said how often.

>>> told = pd.DataFrame({"case_id": "P01", "go": "d1", "seq": [0, 1], "item": ["use", "purchase"], "score": 1.0,
...                      "times": [(), ("back",)], "joined": [(), ()]})
>>> votes(told)[["before", "after", "ground"]].to_dict("records")
[{'before': 'purchase', 'after': 'use', 'ground': 'cue'}]
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from cjm_research.findings.placing import cues
from cjm_research.schema import STAGES

VOTES = ("case_id", "before", "after", "weight", "ground")
"""The columns of `votes`."""

BY_CUE, BY_RUN = "cue", "run"
_CUE = 2.0  # a cue against the whole sequence of a person's talk, which is 1 at most
_ANCHOR = 0.5  # "at first", "in the end": said of a pair only by implication
_CLEAR = 0.2  # how far a person's signs must lean before they are a vote
_WEIGHTS = {BY_CUE: 1.0, BY_RUN: 0.5}


class _Told(NamedTuple):
    """What is told at one place: the seq-th of its go."""

    item: str
    seq: int
    score: float
    times: tuple[str, ...]
    joined: tuple[tuple[str, str], ...]


def story(
    segments: pd.DataFrame, turns: pd.DataFrame, placed: pd.DataFrame, covers: Mapping[str, Sequence[str]]
) -> Any:
    """Return what each person tells, in the order told, with its time cues.

    Parameters
    ----------
    segments, turns : DataFrame
        Their contracts.
    placed : DataFrame
        What `findings.place` returns.
    covers : mapping of str to sequence of str
        For each stage the coders' stages that fall into it, to read "before I ordered".

    Returns
    -------
    DataFrame
        Columns case_id, go (what is told in one go: an interview, or one answer of a survey), seq, segment_id, item
        (the stage), score, times and joined; only segments that are placed.
    """
    rows = segments.merge(placed[["segment_id", "stage", "score"]], on="segment_id")
    rows = rows.merge(turns[["turn_id", "question"]], on="turn_id", how="left")
    rows = rows.sort_values(["document_id", "start", "segment_id"], ignore_index=True)
    rows["go"] = np.where(rows["kind"] == "survey", rows["turn_id"], rows["document_id"])
    rows["seq"] = rows.groupby("go", sort=False).cumcount()
    fresh = rows["turn_id"].ne(rows["turn_id"].shift())
    questions = rows["question"].fillna("").where(fresh & rows["kind"].ne("survey"), "")
    rows["times"] = [
        tuple(dict.fromkeys((*cues.times(text, language), *_turning(question, language))))
        for text, question, language in zip(rows["text"], questions, rows["language"], strict=True)
    ]
    of = _stages_of(covers)
    rows["joined"] = [
        tuple((side, of[stage]) for side, stage in cues.joined(text, language) if stage in of)
        for text, language in zip(rows["text"], rows["language"], strict=True)
    ]
    rows = rows.rename(columns={"stage": "item"})
    kept = ["case_id", "go", "seq", "segment_id", "item", "score", "times", "joined"]
    return rows.loc[rows["item"] != "none", kept].reset_index(drop=True)


def votes(told: pd.DataFrame) -> pd.DataFrame:
    """Return the votes of each person.

    Parameters
    ----------
    told : DataFrame
        Columns case_id, go, seq, item, score, times, joined, as `story` gives them.

    Returns
    -------
    DataFrame
        Columns case_id, before, after, weight (1 for a cue, 0.5 for the run alone) and ground ("cue" or "run"), sorted;
        at most one row per person and pair.
    """
    rows: list[tuple[Any, ...]] = []
    for case_id, gone in _gone(told):
        said, leaning = _said(gone), _leaning(gone)
        for pair in sorted(set(said) | set(leaning)):
            by_cue, by_run = said.get(pair, 0.0), leaning.get(pair, 0.0)
            total = _CUE * by_cue + by_run
            if abs(total) < _CLEAR:
                continue
            ground = BY_CUE if by_cue * total > 0 else BY_RUN
            before, after = pair if total > 0 else pair[::-1]
            rows.append((case_id, before, after, _WEIGHTS[ground], ground))
    return pd.DataFrame(rows, columns=list(VOTES)).sort_values(["case_id", "before", "after"], ignore_index=True)


def _gone(told: pd.DataFrame) -> Iterator[tuple[str, list[list[_Told]]]]:
    """Yield each person with what is told in one go, in the order told."""
    people: dict[str, dict[str, list[_Told]]] = {}
    for case_id, go, *row in told[["case_id", "go", *_Told._fields]].itertuples(index=False, name=None):
        people.setdefault(case_id, {}).setdefault(go, []).append(_Told(*row))
    for case_id in sorted(people):
        yield case_id, [people[case_id][go] for go in sorted(people[case_id])]


def _turning(question: str, language: str) -> tuple[str, ...]:
    """Return the cues of a question that say where the talk turns: onward or back."""
    return tuple(kind for kind in cues.times(question, language) if kind in ("next", "back", "begin"))


def _stages_of(covers: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """Return the one stage that covers each coder's stage; nothing where several do."""
    found = {stage: [name for name, held in covers.items() if stage in held] for stage in STAGES}
    return {stage: names[0] for stage, names in found.items() if len(names) == 1}


def _said(gone: list[list[_Told]]) -> dict[tuple[str, str], float]:
    """Return what cues say of each pair (in the order of the alphabet): above 0 = the first comes first."""
    found: dict[tuple[str, str], float] = {}

    def say(before: str, after: str, weight: float) -> None:
        if before != after:
            pair = (min(before, after), max(before, after))
            found[pair] = found.get(pair, 0.0) + (weight if pair[0] == before else -weight)

    everything = sorted({row.item for go in gone for row in go})
    for go in gone:
        last = ""
        for row in go:
            if last and "back" in row.times:
                say(row.item, last, 1.0)
            elif last and "next" in row.times:
                say(last, row.item, 1.0)
            for side, other in row.joined:
                say(*((row.item, other) if side == "before" else (other, row.item)), 1.0)
            for other in everything:
                if "begin" in row.times:
                    say(row.item, other, _ANCHOR)
                if "end" in row.times or "now" in row.times:
                    say(other, row.item, _ANCHOR)
            last = row.item
    return found


def _leaning(gone: list[list[_Told]]) -> dict[tuple[str, str], float]:
    """Return how far the sequence leans for each pair: the chance that the first is told before the second, −1 to 1."""
    ahead: dict[tuple[str, str], float] = {}
    weight: dict[tuple[str, str], float] = {}
    for go in gone:
        places: dict[str, list[_Told]] = {}
        for row in go:
            places.setdefault(row.item, []).append(row)
        at = {item: np.array([[row.seq, row.score] for row in own], dtype=float).T for item, own in places.items()}
        for first, second in combinations(sorted(places), 2):
            (one, sure), (other, other_sure) = at[first], at[second]
            both = sure[:, None] * other_sure[None, :]
            pair = (first, second)
            ahead[pair] = ahead.get(pair, 0.0) + float((np.sign(other[None, :] - one[:, None]) * both).sum())
            weight[pair] = weight.get(pair, 0.0) + float(both.sum())
    return {pair: ahead[pair] / weight[pair] for pair in ahead if weight[pair] > 0}
