"""Names that a model behind an endpoint proposes for themes; asked for only after somebody agreed, never applied."""

from __future__ import annotations

from dataclasses import asdict, replace
from typing import TYPE_CHECKING

import pandas as pd

from cjm_research.codes.endpoint import Plan, agreement_in, agreement_payload
from cjm_research.codes.endpoint.consent import ACT
from cjm_research.themes.proposals import plan_names, propose

if TYPE_CHECKING:
    from cjm_research.store.database import Store
    from cjm_research.study.folder import StudyConfig

COLUMNS = ("theme_id", "title", "language", "name", "source", "refused")
_ROWS = ["theme_id", "family", "segment_id", "text", "language", "case_id", "weight", "rest"]


def rows_of(frames: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """Return the segments that live in the themes that are shown, as naming takes them.

    Parameters
    ----------
    frames : dict of str to DataFrame
        ``themes``, ``members`` and ``segments`` of who takes part.
    """
    themes = frames["themes"]
    shown = themes.loc[~themes["hidden"].astype(bool), ["theme_id", "rest"]]
    lives = frames["members"][frames["members"]["home"].astype(bool)]
    rows = lives.merge(frames["segments"], on="segment_id").merge(shown, on="theme_id")
    return rows[_ROWS].sort_values(["theme_id", "segment_id"], ignore_index=True)


def plan(config: StudyConfig, store: Store, frames: dict[str, pd.DataFrame]) -> Plan:
    """Return what an endpoint would be sent to propose names; agreeing to it is kept as an event."""
    rows, settings = rows_of(frames), config.settings.endpoint
    found = plan_names(rows, settings, frames["cases"], config.languages[0])
    return replace(found, keep=lambda said: store.record(ACT, agreement_payload(said.plan), actor=said.by))


def proposals(config: StudyConfig, store: Store, frames: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """Ask for a name of each theme in each of its languages.

    Returns
    -------
    DataFrame
        `COLUMNS`: the name the theme has, and the proposed one or why it is not shown.

    Raises
    ------
    EndpointError
        If nobody agreed to the plan, or the endpoint does not answer.
    """
    agreement = agreement_in(store.events(), plan(config, store, frames))
    themes = frames["themes"]
    names = dict(zip(themes["theme_id"], themes["titles"], strict=True))
    found = propose(rows_of(frames), config.settings.endpoint, frames["cases"], agreement, names)
    titles = dict(zip(themes["theme_id"], themes["title"], strict=True))
    return pd.DataFrame([{**asdict(one), "title": titles[one.theme_id]} for one in found], columns=list(COLUMNS))
