"""Which cards a trough or a peak comes from: those there that most people say, with the strongest feeling."""

from __future__ import annotations

import pandas as pd

from cjm_research.journeys.emotion.people import NEUTRAL, by_person

_MOST = 3
_FAMILIES = {"trough": ("pain_point", "goal"), "peak": ("motivation", "goal")}
"""Families that may be a cause: a pain does not make a peak, and what drives people does not make a trough."""


def causes(
    findings: pd.DataFrame, emotions: pd.Series, people: pd.Series, stage: str, kind: str, most: int = _MOST
) -> list[str]:
    """Return the cards that a trough or peak comes from, the weightiest first.

    Parameters
    ----------
    findings : DataFrame
        Columns finding_id, stage, family and segment_ids; optionally rest (left over: never a cause).
    emotions : Series of float
        1–5 by segment_id.
    people : Series of str
        case_id by segment_id.
    stage : str
        Where it is.
    kind : {"trough", "peak"}
        Which of the two.
    most : int
        Cards returned at most.

    Returns
    -------
    list of str
        finding_ids. A card's weight is the sum over its people of how far each feels below neutral in it (a trough) or
        above (a peak); cards of no weight are left out, so the list may be empty.
    """
    here = findings[(findings["stage"] == stage) & findings["family"].isin(_FAMILIES[kind])]
    if "rest" in here.columns:
        here = here[~here["rest"].eq(True)]
    said = here[["finding_id", "segment_ids"]].explode("segment_ids").dropna()
    rows = pd.DataFrame(
        {
            "segment_id": said["segment_ids"],
            "stage": said["finding_id"],  # a card is a place of its own here
            "case_id": said["segment_ids"].map(people),
            "emotion": said["segment_ids"].map(emotions).astype("float64"),
        }
    )
    means = by_person(rows.dropna(subset=["case_id"]))
    off = (NEUTRAL - means["emotion"]) if kind == "trough" else (means["emotion"] - NEUTRAL)
    weights = off.clip(lower=0).groupby(means["stage"]).sum().round(9)
    ranked = weights[weights > 0].reset_index(name="weight").sort_values(["weight", "stage"], ascending=[False, True])
    return ranked["stage"].head(most).tolist()
