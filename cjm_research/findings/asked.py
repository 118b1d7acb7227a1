"""Who was asked about a stage, so that "of how many" can be told stage by stage.

Asked about a stage is whoever was put a question that names this stage and no other, and whoever spoke of it unasked:
what somebody told of their own accord, they need not be asked. A question of a survey was put to everybody in its file,
answered or not; it names a stage by its words, or because nearly all answers to it stand there. Where no question names
a stage it cannot be told who was asked about it, and the people of the whole study are the measure.

The share of those asked is an upper bound: who was asked about everything at once ("what was hardest?") and did not
speak of the stage is not among them. The share of the whole study is the lower bound; both are kept.

>>> names_stage("How did the delivery go?", "en"), names_stage("候诊那段时间您怎么过的？", "zh")
('delivery', 'delivery')
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

import pandas as pd

from cjm_research.codes.cues import find_cues

_AT = "at_"
_OFTEN = frozenset({"use"})  # nearly every question speaks of using
_ALL_ABOUT = 0.8  # share of the placed answers to one question at one stage
_ANSWERS = 5  # placed answers before their places count


def asked_at(
    turns: pd.DataFrame,
    segments: pd.DataFrame,
    placed: pd.DataFrame,
    cases: pd.DataFrame,
    onto: Mapping[str, str] | None = None,
    about: Mapping[str, str] | None = None,
) -> dict[str, frozenset[str]]:
    """Return who was asked about each stage, where it can be told.

    Parameters
    ----------
    turns, segments, cases : DataFrame
        Their contracts.
    placed : DataFrame
        Columns segment_id and stage, of the framework.
    onto : mapping of str to str, optional
        From the coders' stages, which questions name, to those of the framework.
    about : mapping of str to str, optional
        From questions to the framework's stages, where somebody knows better; "" = about none alone.

    Returns
    -------
    dict of str to frozenset of str
        Stage to case ids; a stage that no question names is left out.
    """
    onto = onto or {}
    where = placed.set_index("segment_id")["stage"]
    spoken = segments[["segment_id", "turn_id", "case_id", "language"]].assign(stage=segments["segment_id"].map(where))
    spoken = spoken[spoken["stage"].notna() & (spoken["stage"] != "none")]
    put = turns[turns["case_id"].fillna("").ne("") & turns["question"].fillna("").ne("")]
    put = put[["turn_id", "case_id", "question"]].merge(
        segments[["turn_id", "language"]].drop_duplicates("turn_id"), on="turn_id", how="left"
    )
    stages = _stages_of(put, spoken, onto) | dict(about or {})
    put = put.assign(stage=put["question"].map(stages).fillna(""))
    put = put[put["stage"] != ""]
    return _people(put, spoken, cases)


@lru_cache(maxsize=4096)
def names_stage(question: str, language: str) -> str:
    """Return the one coders' stage that the words of a question name, or ""."""
    least = 2 if language == "zh" else 1  # a single 字 such as 吗 or 看 names nothing
    named = {
        cue.name.removeprefix(_AT)
        for cue in find_cues(question, language)
        if cue.name.startswith(_AT) and len(cue.text) >= least and not cue.negated
    } - _OFTEN
    return named.pop() if len(named) == 1 else ""


def _stages_of(put: pd.DataFrame, spoken: pd.DataFrame, onto: Mapping[str, str]) -> dict[str, str]:
    """Return the stage of each question: where nearly all of many answers stand, else what its words name."""
    found = {}
    for row in put.drop_duplicates("question").itertuples(index=False):
        named = names_stage(row.question, row.language if isinstance(row.language, str) else "en")
        found[row.question] = onto.get(named, named)
    answers = put[["turn_id", "question"]].merge(spoken[["turn_id", "stage"]], on="turn_id")
    counts = answers.groupby(["question", "stage"], sort=True).size()
    for question, own in counts.groupby(level="question", sort=True):
        if own.sum() >= _ANSWERS:
            # Many answers know better than the words: "what made you choose us?" is answered all along the journey.
            best = own.droplevel("question")
            found[question] = str(best.idxmax()) if best.max() >= _ALL_ABOUT * best.sum() else ""
    return {question: "" if stage == "none" else stage for question, stage in found.items()}


def _people(put: pd.DataFrame, spoken: pd.DataFrame, cases: pd.DataFrame) -> dict[str, frozenset[str]]:
    sources = cases.set_index("case_id")["source"]
    respondents = cases[cases["kind"] == "respondent"]
    of_file = respondents.groupby("source")["case_id"].agg(frozenset).to_dict()
    found: dict[str, frozenset[str]] = {}
    for stage, own in put.groupby("stage", sort=True):
        asked = frozenset(own["case_id"])
        files = {sources[case] for case in asked & set(respondents["case_id"])}
        shown = frozenset().union(*(of_file[name] for name in files))
        found[stage] = asked | shown | frozenset(spoken.loc[spoken["stage"] == stage, "case_id"])
    return found
