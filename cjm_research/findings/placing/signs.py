"""What speaks for each stage in a segment taken by itself, and in the question it answers."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
import pandas as pd

from cjm_research.findings.coded import verdicts
from cjm_research.findings.placing import cues
from cjm_research.findings.placing.columns import Chances, Columns
from cjm_research.findings.placing.parameters import Parameters
from cjm_research.schema import CARRIED, STAGES

_NEVER = 0.02  # no chance counts as less, or as more than 1 less it: a coder is never so sure
_CHANNELS = {
    "advertising": "awareness",
    "reviews": "consideration",
    "search": "consideration",
    "delivery": "delivery",
    "packaging": "delivery",
}
"""Channels that belong to one stage wherever they are met; the others are met at several."""


@dataclass(frozen=True)
class Signs:
    """Evidence for each segment, in the order of the story.

    Attributes
    ----------
    on : ndarray of shape (n_segments,)
        How much likelier the segment is if it stands at some stage than if at none.
    where : ndarray of shape (n_segments, n_stages)
        How much likelier it is at each stage than at a stage taken by chance.
    fixed : ndarray of bool, shape (n_segments,)
        A person said where it stands; then ``where`` is 0 elsewhere, and ``on`` 0 where it stands at none.
    asked : ndarray of bool, shape (n_segments, n_stages)
        The stages that its question names.
    milestone, touchpoint : ndarray of bool, shape (n_segments, n_stages)
        What its words name.
    times : list of tuple of str
        Its time cues.
    own : list of str
        The stage that is suggested for it or that a person said, "none" where none is.
    """

    on: Chances
    where: Chances
    fixed: Any
    asked: Any
    milestone: Any
    touchpoint: Any
    times: list[tuple[str, ...]]
    own: list[str]


def read(
    story: pd.DataFrame,
    suggestions: pd.DataFrame,
    codings: pd.DataFrame,
    decisions: pd.DataFrame | None,
    columns: Columns,
    near: Chances,
    parameters: Parameters,
) -> Signs:
    """Return the signs of segments.

    Parameters
    ----------
    story : DataFrame
        Segments in the order told, with ``question`` and ``language``.
    suggestions, codings, decisions : DataFrame
        Their contracts.
    columns : Columns
        The stages.
    near : ndarray of shape (n_segments, n_stages)
        Closeness.
    parameters : Parameters
        How far each sign is trusted.
    """
    held = verdicts(suggestions, codings, "stage", decisions).set_index("segment_id")
    held = held.reindex(story["segment_id"])
    ranks = _ranks(suggestions, held)
    shares = columns.divided(near)
    chances = np.einsum("nsc,nc->ns", shares, ranks[:, : len(STAGES)])
    named = _named(story, columns)
    evenness = parameters.evenness * _breadth(story, named.asked)
    on, where = _weighed(chances, ranks, columns, evenness, parameters)
    where = where * np.where(named.milestone, parameters.milestone, 1.0)
    channels = _channels(story, suggestions, codings, decisions, columns) | named.touchpoint
    where = where * np.where(channels, parameters.touchpoint, 1.0)
    where = where * _nearness(near, parameters)
    fixed = held["reviewed"].eq(True).to_numpy()
    for row in np.flatnonzero(fixed):
        means = columns.of_value(str(held["value"].iloc[row]))
        if means.any():
            on[row], where[row] = np.inf, np.where(means, np.maximum(shares[row].max(axis=1), 1e-6), 0.0)
        else:
            on[row] = 0.0
    own = [
        columns.ids[int(np.argmax(np.where(columns.of_value(value), chance, -1.0)))]
        if told and columns.of_value(value).any()
        else "none"
        for value, told, chance in zip(
            held["value"].fillna("").astype(str), held["decision"].isin(CARRIED), chances, strict=True
        )
    ]
    return Signs(on, where, fixed, named.asked, named.milestone, channels, named.times, own)


def _ranks(suggestions: pd.DataFrame, held: pd.DataFrame) -> Chances:
    """Return the coder's chances of the six stages and of none, shape (n_segments, 7); not known = NaN in the last.

    A coder that gives no rank gives its score to the stage it names.
    """
    machine = suggestions[suggestions["kind"] == "stage"].set_index("segment_id").reindex(held.index)
    details = machine["detail"] if "detail" in machine else pd.Series([None] * len(machine), index=machine.index)
    found = np.zeros((len(machine), len(STAGES) + 1))
    rows = zip(machine["value"], machine["score"], details, strict=True)
    for row, (value, score, detail) in enumerate(rows):
        rank = detail.get("rank") if isinstance(detail, dict) else None
        if rank:
            for stage, chance in rank:
                found[row, STAGES.index(stage)] = chance
        elif value in STAGES:
            found[row, STAGES.index(value)] = score
        elif value == "none":
            # How the rest is divided is not known, so all of it says nothing of where.
            found[row, : len(STAGES)] = (1 - score) / len(STAGES)
        else:
            found[row, -1] = np.nan
            continue
        found[row, -1] = max(0.0, 1 - found[row, :-1].sum())
    return found


def _nearness(near: Chances, parameters: Parameters) -> Chances:
    """Return how much likelier each stage becomes by what it says of itself; 1 where it says nothing."""
    known = ~np.isnan(near)
    n_told = np.maximum(known.sum(axis=1, keepdims=True), 1)
    likelier = np.where(known, np.nan_to_num(near) * n_told, 1.0)
    return np.maximum(likelier, parameters.floor) ** parameters.closeness


def _breadth(story: pd.DataFrame, asked: Any) -> float:
    """Return how evenly the study's questions ask about all stages, 0 (about one or none) to 1.

    The exponential of the entropy of the stages that different questions name: the number of stages asked about.
    """
    rows = np.flatnonzero(~story.duplicated("question").to_numpy() & asked.any(axis=1))
    if len(rows) == 0 or asked.shape[1] < 2:
        return 0.0
    share = (asked[rows] / asked[rows].sum(axis=1, keepdims=True)).mean(axis=0)
    entropy = -(share[share > 0] * np.log(share[share > 0])).sum()
    return float((np.exp(entropy) - 1) / (asked.shape[1] - 1))


def _weighed(
    chances: Chances, ranks: Chances, columns: Columns, evenness: float, parameters: Parameters
) -> tuple[Chances, Chances]:
    """Return how much each segment speaks for being on the journey, and for each stage.

    A head that read much about one stage leans to it everywhere. So each chance is first set against how often the
    head names the stage in the whole study, the scaled likelihood of Bourlard and Morgan (1994, "Connectionist speech
    recognition", ch. 7), tempered, and only as far as the study asks about the whole journey: a survey on use stays so.
    """
    base, off, floor = columns.base(), parameters.off, parameters.floor
    told = ~np.isnan(ranks[:, -1])
    usual = (chances[told].sum(axis=0) + parameters.unsure * base) / (chances[told].sum() + parameters.unsure)
    # What the framework leaves out stands at no stage of it.
    on = np.clip(chances.sum(axis=1), _NEVER, 1 - _NEVER)
    odds = (on / (1 - on)) * (off / (1 - off))
    raised = chances / (usual / base) ** evenness
    raised = (1 - floor) * raised / np.maximum(raised.sum(axis=1, keepdims=True), 1e-12) + floor * base
    where = raised / raised.sum(axis=1, keepdims=True) / base
    return np.where(told, odds**parameters.none_weight, 1.0), np.where(
        told[:, None], where**parameters.rank_weight, 1.0
    )


@dataclass(frozen=True)
class _Named:
    asked: Any
    milestone: Any
    touchpoint: Any
    times: list[tuple[str, ...]]


def _named(story: pd.DataFrame, columns: Columns) -> _Named:
    texts, languages = story["text"].fillna(""), story["language"]
    questions = list(zip(story["question"], languages, strict=True))
    covered = {question: _asked(*question, columns) for question in dict.fromkeys(questions)}
    happened = [_covering(cues.milestones(*pair), columns) for pair in zip(texts, languages, strict=True)]
    usual = {language: _touchpoints(columns, language) for language in dict.fromkeys(languages)}
    met = [_met(text, usual[language]) for text, language in zip(texts, languages, strict=True)]
    shape = (len(story), len(columns.ids))
    return _Named(
        np.array([covered[question] for question in questions], dtype=bool).reshape(shape),
        np.array(happened, dtype=bool).reshape(shape),
        np.array(met, dtype=bool).reshape(shape),
        [cues.times(text, language) for text, language in zip(texts, languages, strict=True)],
    )


def _covering(stages: Sequence[str], columns: Columns) -> Any:
    """Return which columns the coders' stages fall into; where several share one, its name tells nothing."""
    places = [STAGES.index(stage) for stage in stages]
    sole = columns.matrix.sum(axis=0) == 1
    return (columns.matrix[:, places] * sole[places]).any(axis=1)


def _asked(question: str, language: str, columns: Columns) -> Any:
    """Return the stages a question is about: by the coders' stages it names, and by a study's own stage names."""
    found = _covering(cues.asked(question, language), columns)
    for at, pattern in enumerate(_names(columns, language)):
        if pattern is not None and pattern.search(question.lower()):
            found[at] = True
    return found


def _met(text: str, usual: Sequence[re.Pattern[str] | None]) -> list[bool]:
    return [pattern is not None and pattern.search(text.lower()) is not None for pattern in usual]


@cache
def _pattern(words: tuple[str, ...], language: str) -> re.Pattern[str] | None:
    told = sorted((re.escape(word.lower()) for word in words if word), key=lambda word: (-len(word), word))
    if not told:
        return None
    return re.compile(rf"(?<!\w)(?:{'|'.join(told)})(?!\w)" if language == "en" else "|".join(told))


def _names(columns: Columns, language: str) -> list[re.Pattern[str] | None]:
    if columns.framework is None:
        return [None] * len(columns.ids)
    return [_pattern((stage.name.get(language, ""),), language) for stage in columns.framework.stages]


def _touchpoints(columns: Columns, language: str) -> list[re.Pattern[str] | None]:
    """Return the words for the touchpoints of each stage; what is met at half the stages or more tells none apart."""
    if columns.framework is None:
        return [None] * len(columns.ids)
    usual = [tuple(stage.touchpoints.get(language, ())) for stage in columns.framework.stages]
    everywhere = {word for words in usual for word in words if sum(word in other for other in usual) * 2 >= len(usual)}
    return [_pattern(tuple(word for word in words if word not in everywhere), language) for words in usual]


def _channels(
    story: pd.DataFrame,
    suggestions: pd.DataFrame,
    codings: pd.DataFrame,
    decisions: pd.DataFrame | None,
    columns: Columns,
) -> Any:
    held = verdicts(suggestions, codings, "channel", decisions)
    said = held[held["decision"].isin(CARRIED)].set_index("segment_id")["value"].reindex(story["segment_id"])
    rows = [_covering([_CHANNELS[value]] if value in _CHANNELS else [], columns) for value in said.fillna("")]
    return np.array(rows, dtype=bool).reshape(len(story), len(columns.ids))
