"""The steps inside a stage: what people meet and do there, in the order they tell it.

A step is a touchpoint with its channel and, where it is said, what the person did there (get information, transact …).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from cjm_research.codes import interactions, touchpoints
from cjm_research.findings.coded import verdicts
from cjm_research.journeys.order.ordering import order_of
from cjm_research.journeys.order.votes import votes
from cjm_research.schema import CARRIED, LANGUAGES

MOST = 12
"""Steps of a stage that are listed: those of most people."""

KINDS = ("touchpoint", "channel", "interaction")
_COLON = {"en": ": ", "zh": "："}


def touched(suggestions: pd.DataFrame, codings: pd.DataFrame, decisions: pd.DataFrame | None = None) -> pd.DataFrame:
    """Return what each segment names of a touchpoint, its channel and what is done there.

    Parameters
    ----------
    suggestions, codings, decisions : DataFrame
        Their contracts.

    Returns
    -------
    DataFrame
        Columns segment_id, touchpoint, channel and interaction ("" = not said), sorted by segment_id; only segments
        that name a touchpoint or a channel.
    """
    said = {}
    for kind in KINDS:
        held = verdicts(suggestions, codings, kind, decisions)
        held = held[held["decision"].isin(CARRIED) & held["value"].fillna("").ne("")]
        said[kind] = held.set_index("segment_id")["value"].astype(object)
    found = pd.DataFrame(said).fillna("").rename_axis("segment_id").reset_index()
    found = found[(found["touchpoint"] != "") | (found["channel"] != "")]
    return found.sort_values("segment_id", ignore_index=True)


def steps_of(
    told: pd.DataFrame,
    touched: pd.DataFrame,
    hand: Mapping[str, Sequence[str]] | None = None,
) -> dict[str, list[dict[str, Any]]]:
    """Return the steps of each stage in order.

    Parameters
    ----------
    told : DataFrame
        What `votes.story` returns.
    touched : DataFrame
        What `touched` returns.
    hand : mapping of str to sequence of str, optional
        A person's order of the step ids, by stage; steps it leaves out follow.

    Returns
    -------
    dict of str to list of dict
        For each stage with steps: id, name {en, zh}, touchpoint, channel, n_people, n_segments.
    """
    rows = told.merge(touched, on="segment_id").rename(columns={"item": "stage"})
    rows["item"] = [_id(stage, *what) for stage, *what in rows[["stage", *KINDS]].itertuples(index=False, name=None)]
    # Neighbours in time are told by what is between them too; "after it arrived" speaks of stages, not of steps.
    rows["joined"] = [()] * len(rows)
    found = {}
    for stage, own in rows.groupby("stage", sort=True):
        found[str(stage)] = _stage(own, list((hand or {}).get(str(stage), ())))
    return found


def _stage(own: pd.DataFrame, hand: list[str]) -> list[dict[str, Any]]:
    place = own["seq"] / own.groupby("go")["seq"].transform("max").clip(lower=1)
    met = own.assign(place=place).groupby("item", sort=True)
    counts = met.agg(n_people=("case_id", "nunique"), n_segments=("segment_id", "nunique"), place=("place", "mean"))
    for kind in KINDS:
        counts[kind] = met[kind].first()
    shown = counts.reset_index().sort_values(["n_people", "n_segments", "item"], ascending=[False, False, True])
    kept = shown[shown["item"].isin(hand) | shown["item"].isin(shown["item"].head(MOST))]
    # Where nobody says which came first, it is the place in the talk that decides.
    usual = kept.sort_values(["place", "item"])["item"].tolist()
    order = order_of(usual, votes(own), hand=hand or None, least=1, prior=0.0, draws=1).talk or tuple(usual)
    if hand:
        order = (*(item for item in hand if item in order), *(item for item in order if item not in hand))
    by_item = kept.set_index("item")
    return [_step(item, by_item.loc[item]) for item in order]


def _step(item: str, row: pd.Series) -> dict[str, Any]:
    return {
        "id": item,
        "name": {language: _name(row, language) for language in LANGUAGES},
        "touchpoint": str(row["touchpoint"]),
        "channel": str(row["channel"]),
        "n_people": int(row["n_people"]),
        "n_segments": int(row["n_segments"]),
    }


def _id(stage: str, touchpoint: str, channel: str, interaction: str) -> str:
    # Readable and derived: the same step has the same id in every run.
    return ":".join((stage, channel or touchpoint.replace("/", "-"), interaction)).rstrip(":")


def _name(row: pd.Series, language: str) -> str:
    parts = [row["channel"]] if row["channel"] else str(row["touchpoint"]).split("/")
    joint = "" if language == "zh" else " "
    met = joint.join(touchpoints.name_of(part, language) for part in parts)
    if not row["interaction"]:
        return met
    return f"{met}{_COLON[language]}{interactions.name_of(row['interaction'], language)}"
