"""Place segments on a journey: signs, the run of the talk, what people said."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from cjm_research.findings.placing.chain import moves, on_share, seen_of, smooth, start
from cjm_research.findings.placing.columns import Chances, Columns, FrameworkLike, near_of
from cjm_research.findings.placing.parameters import Parameters
from cjm_research.findings.placing.signs import Signs, read
from cjm_research.findings.placing.words import why

PLACED = ("segment_id", "stage", "score", "reviewed", "taken_over", "why")
"""The columns of what `place` returns."""

_SHARED = 3  # other answers to a question before they count: fewer are chance
_AGREED = 0.8  # share of them at one stage: "what was hardest?" asks about the whole journey
_MOST = 12.0  # weight that all answers to a question together may have, in answers


def place(
    segments: pd.DataFrame,
    turns: pd.DataFrame,
    suggestions: pd.DataFrame,
    codings: pd.DataFrame,
    decisions: pd.DataFrame | None = None,
    framework: FrameworkLike | None = None,
    closeness: pd.DataFrame | None = None,
    parameters: Parameters | None = None,
    language: str | None = None,
) -> pd.DataFrame:
    """Return the stage at which each segment stands.

    Parameters
    ----------
    segments : DataFrame
        Contract "segments".
    turns : DataFrame
        Contract "turns"; gives the question each turn answers.
    suggestions : DataFrame
        Contract "suggestions"; a stage's ``detail["rank"]`` gives the chances of all six.
    codings : DataFrame
        Contract "codings"; may be empty. A person's stage stands, and the talk around it follows.
    decisions : DataFrame, optional
        Contract "decisions": what coders settled.
    framework : Framework, optional
        Whose stages are wanted; the coders' six by default.
    closeness : DataFrame, optional
        What `closeness` returns; tells stages apart that cover the same coders' stage, or none.
    parameters : Parameters, optional
        How far each sign is trusted.
    language : {"en", "zh"}, optional
        Of ``why``; each segment's own by default.

    Returns
    -------
    DataFrame
        Columns segment_id, stage (one of the framework's ids or "none"), score (0–1, the chance of the stage; for
        "none" the chance that it stands at no stage), reviewed, taken_over (the stage is not the one suggested for the
        segment's own words) and why, sorted by segment_id.
    """
    parameters = parameters or Parameters()
    if segments.empty:
        return pd.DataFrame(columns=list(PLACED))
    columns = Columns.of(framework)
    story = _story(segments, turns)
    near = near_of(closeness, story["segment_id"].tolist(), columns.ids)
    signs = read(story, suggestions, codings, decisions, columns, near, parameters)
    answered = _answered(story, signs, columns, parameters)
    chances = np.empty_like(signs.where)
    for chain in _chains(story):
        chances[chain.rows] = _run(chain, signs, answered, columns.base(), parameters)
    return _told(story, signs, chances, answered, near, columns, parameters, language)


class _Chain(NamedTuple):
    """Rows of the story that are told in one go."""

    rows: Any
    turns: list[str]
    questions: list[str]


def _story(segments: pd.DataFrame, turns: pd.DataFrame) -> pd.DataFrame:
    """Return the segments in the order told, each with its question."""
    defaults = {"document_id": "", "start": 0, "text": "", "language": "en", "kind": "interview"}
    story = segments.assign(**{name: value for name, value in defaults.items() if name not in segments})
    story = story.merge(turns[["turn_id", "question"]], on="turn_id", how="left")
    story["question"] = story["question"].fillna("").astype(object)
    return story.sort_values(["document_id", "start", "segment_id"], ignore_index=True)


def _chains(story: pd.DataFrame) -> Iterator[_Chain]:
    """Yield what is told in one go: an interview, or in a survey the answer to one question."""
    survey = (story["kind"] == "survey").to_numpy()
    keys = pd.DataFrame(
        {"document": story["document_id"], "turn": np.where(survey, story["turn_id"], "")},
    )
    for _, own in keys.groupby(["document", "turn"], sort=False):
        rows = own.index.to_numpy()
        yield _Chain(rows, story["turn_id"].iloc[rows].tolist(), story["question"].iloc[rows].tolist())


def _answered(story: pd.DataFrame, signs: Signs, columns: Columns, parameters: Parameters) -> Chances:
    """Return for each segment where the answers of others to its question stand by themselves, as summed chances."""
    base = columns.base()
    by_itself = base * seen_of(signs.on, signs.where, parameters.off)
    share = by_itself / by_itself.sum(axis=1, keepdims=True) * on_share(signs.on, signs.where, parameters.off)
    share[share.sum(axis=1) < 0.5] = 0.0  # what is likelier an aside says nothing of the question
    found = np.zeros_like(share)
    for question, own in story.groupby("question", sort=False):
        if not question or own["turn_id"].nunique() <= _SHARED:
            continue
        rows = own.index.to_numpy()
        by_turn = pd.DataFrame(share[rows]).groupby(own["turn_id"].to_numpy()).sum()
        for turn, here in own.groupby("turn_id", sort=False):
            others = by_turn.sum().to_numpy() - by_turn.loc[turn].to_numpy()
            total = others.sum()
            if total >= _SHARED and others.max() >= _AGREED * total:
                found[here.index.to_numpy()] = others * min(1.0, _MOST / total)
    return np.clip(found, 0.0, None)


def _run(chain: _Chain, signs: Signs, answered: Chances, base: Chances, parameters: Parameters) -> Chances:
    """Return the chances of each stage at each segment of a chain: shape (n_segments, n_stages)."""
    rows = chain.rows
    seen = seen_of(signs.on[rows], signs.where[rows], parameters.off)
    starts = [start(signs.asked[row], answered[row], base, parameters) for row in rows]
    steps = []
    for at in range(1, len(rows)):
        same_turn = chain.turns[at] == chain.turns[at - 1]
        stay = parameters.stay_in_turn if same_turn else parameters.stay_over_turns
        step = moves(len(base), stay, parameters.onward, parameters.near, signs.times[rows[at]], parameters.cue)
        if chain.questions[at] != chain.questions[at - 1]:
            told = signs.asked[rows[at]].any() or answered[rows[at]].any()
            # A question that names a stage begins anew there; one that follows up goes on.
            fresh = parameters.asked if told else 0.0
            step = (1 - fresh) * step + fresh * starts[at][None, :]
        steps.append(step)
    return smooth(starts[0], steps, seen)


def _told(
    story: pd.DataFrame,
    signs: Signs,
    chances: Chances,
    answered: Chances,
    near: Chances,
    columns: Columns,
    parameters: Parameters,
    language: str | None,
) -> pd.DataFrame:
    standing = chances * on_share(signs.on, signs.where, parameters.off)
    best, off = standing.argmax(axis=1), 1 - standing.sum(axis=1)
    reached = standing[np.arange(len(story)), best]
    said = signs.fixed & np.isinf(signs.on)
    is_placed = ((reached >= parameters.least) & (reached > off)) | said
    rows = []
    for row, (segment_id, own_language) in enumerate(zip(story["segment_id"], story["language"], strict=True)):
        stage = columns.ids[best[row]] if is_placed[row] else "none"
        grounds = _grounds(row, int(best[row]), stage, signs, answered, near)
        score = float(reached[row] if is_placed[row] else np.clip(off[row], 0.0, 1.0))
        fixed = bool(signs.fixed[row])
        taken = stage != "none" and not fixed and stage != signs.own[row]
        rows.append((segment_id, stage, 1.0 if fixed else score, fixed, taken, why(grounds, language or own_language)))
    return pd.DataFrame(rows, columns=list(PLACED)).sort_values("segment_id", ignore_index=True)


def _grounds(row: int, best: int, stage: str, signs: Signs, answered: Chances, near: Chances) -> list[str]:
    if signs.fixed[row]:
        return ["person"]
    if stage == "none":
        return ["none"]
    found = []
    if stage == signs.own[row]:
        found.append("own")
    found += [name for name in ("milestone", "asked", "touchpoint") if getattr(signs, name)[row, best]]
    if not np.isnan(near[row, best]) and near[row, best] == np.nanmax(near[row]):
        found.append("closeness")
    if answered[row].sum() > 0 and int(answered[row].argmax()) == best:
        found.append("answers")
    if stage != signs.own[row]:
        found.append("run")
    if signs.times[row]:
        found.append("time")
    return found
