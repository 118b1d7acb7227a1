"""Whether there is enough to say what goes with a rating, and which predictors are looked at.

Predictors are chosen by how many people raise them, never by how they go with the outcome: choosing by the outcome
would make chance look like a find. What is missing is said in numbers of people.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from cjm_research.settings import Drivers

WHY = ("few with", "few without", "same people", "not among the most raised", "told by the others")
"""Why a predictor is not in the model."""


@dataclass(frozen=True)
class Chosen:
    """What goes into a model.

    Attributes
    ----------
    raised : DataFrame
        0.0 or 1.0; a row per person with an outcome, a column per predictor, most raised first.
    left_out : DataFrame
        Columns predictor_id, n_with, why (one of `WHY`) and other (the predictor with the same people).
    lacking : str
        "" where there is enough; else "people", "outcome" or "predictors".
    n_needed : int
        People with an outcome that one predictor asks for.
    """

    raised: pd.DataFrame = field(repr=False)
    left_out: pd.DataFrame = field(repr=False)
    lacking: str = ""
    n_needed: int = 0


def choose(outcome: pd.Series, predictors: pd.DataFrame, settings: Drivers) -> Chosen:
    """Return the predictors of a model and why the others are left out.

    Parameters
    ----------
    outcome : Series of float
        By case_id, sorted.
    predictors : DataFrame
        Columns predictor_id and people (case ids); of one kind.
    settings : settings.Drivers
        people_per_predictor, fewest_each, most.
    """
    people, least = len(outcome), max(settings.people_per_predictor, 2 * settings.fewest_each)
    whole = _raised(outcome, predictors)
    counts = whole.sum().astype(int)
    order = sorted(whole.columns, key=lambda name: (-counts[name], name))
    left: dict[str, tuple[str, str]] = {}
    seen: dict[bytes, str] = {}
    kept: list[str] = []
    room = min(settings.most, people // settings.people_per_predictor)
    for name in order:
        twin = seen.get(whole[name].to_numpy().tobytes())
        if counts[name] < settings.fewest_each:
            left[name] = ("few with", "")
        elif people - counts[name] < settings.fewest_each:
            left[name] = ("few without", "")
        elif twin is not None:
            left[name] = ("same people", twin)
        elif len(kept) >= room:
            left[name] = ("not among the most raised", "")
        elif not _adds(whole[[*kept, name]].to_numpy()):
            left[name] = ("told by the others", "")
        else:
            kept.append(name)
            seen[whole[name].to_numpy().tobytes()] = name
    rows = [(name, counts[name], *left[name]) for name in order if name in left]
    frame = pd.DataFrame(rows, columns=["predictor_id", "n_with", "why", "other"])
    return Chosen(whole[kept], frame, _lacking(outcome, least, kept, settings), least)


def _raised(outcome: pd.Series, predictors: pd.DataFrame) -> pd.DataFrame:
    row = {case: at for at, case in enumerate(outcome.index)}
    found = np.zeros((len(row), len(predictors)))
    for at, people in enumerate(predictors["people"]):
        found[[row[case] for case in set(people) if case in row], at] = 1.0
    return pd.DataFrame(found, index=outcome.index, columns=predictors["predictor_id"].tolist())


def _adds(raised: np.ndarray) -> bool:
    """Tell whether the last column is not told by the others and a constant."""
    whole = np.column_stack([np.ones(len(raised)), raised])
    return bool(np.linalg.matrix_rank(whole) == whole.shape[1])


def _lacking(outcome: pd.Series, least: int, kept: list[str], settings: Drivers) -> str:
    if len(outcome) < least:
        return "people"
    often = outcome.value_counts()
    if len(often) < 2 or len(outcome) - often.iloc[0] < settings.fewest_each:
        return "outcome"
    return "" if kept else "predictors"
