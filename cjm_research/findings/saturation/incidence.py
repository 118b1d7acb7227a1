"""Which code or theme was heard in which interview, or in the answers of which respondent.

An interview is one unit however many people take part in it; so are the open answers of one respondent. A unit in
which nothing was found is a unit all the same: without it every estimate of what is still unheard comes out too low.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd

from cjm_research.errors import SchemaError
from cjm_research.findings.groups import natural
from cjm_research.findings.shares import shown_themes

LEVELS = ("code", "theme")
INCIDENCE = ("unit", "code", "family")
UNITS = ("unit", "name", "kind", "order", "recorded_at", "wave", "language", "attributes")


class Heard(NamedTuple):
    """What was heard where.

    Attributes
    ----------
    incidence : DataFrame
        Columns unit, code, family; a row for every code heard in a unit, sorted by them.
    units : DataFrame
        Columns `UNITS`; a row per interview and per respondent with open answers, sorted by kind and order.
    """

    incidence: pd.DataFrame
    units: pd.DataFrame


def incidence_of(
    coded: pd.DataFrame,
    segments: pd.DataFrame,
    documents: pd.DataFrame,
    cases: pd.DataFrame,
    members: pd.DataFrame | None = None,
    level: str = "code",
    themes: pd.DataFrame | None = None,
    turns: pd.DataFrame | None = None,
) -> Heard:
    """Return which code or theme was heard in which unit, and all units.

    Parameters
    ----------
    coded, segments, documents, cases : DataFrame
        Their contracts; people whose consent is not given taken out before.
    members : DataFrame, optional
        Contract "members"; needed for themes. Only the theme a segment lives in counts.
    level : {"code", "theme"}
        What is counted: family and sub-type ("pain_point/financial"), or themes.
    themes : DataFrame, optional
        Contract "themes"; left-over and hidden themes are then not counted.
    turns : DataFrame, optional
        Contract "turns"; tells who takes part in an interview without saying anything that became a segment.

    Returns
    -------
    Heard
        `units.order` counts from 1 within each kind: by `recorded_at` where every unit of the kind has one, else by
        wave and name, numbers in them as numbers. An attribute of an interview in which several people take part is
        all their values, "new + returning".

    Raises
    ------
    SchemaError
        If the level is not known, or themes are asked for without members.
    """
    if level not in LEVELS:
        raise SchemaError(f"The level is {level!r}. Expected one of {', '.join(LEVELS)}.")
    if level == "theme" and members is None:
        raise SchemaError("Themes are asked for, but no members were given. Give the frame 'members' too.")
    units = _units(documents, cases, segments if turns is None else turns[turns["role"] == "participant"])
    codes = _codes(coded) if level == "code" else _themes(members, themes)
    rows = codes.merge(segments[["segment_id", "document_id"]], on="segment_id").rename(columns={"document_id": "unit"})
    rows = rows[rows["unit"].isin(units["unit"])]
    return Heard(rows[list(INCIDENCE)].drop_duplicates().sort_values(list(INCIDENCE), ignore_index=True), units)


def _codes(coded: pd.DataFrame) -> pd.DataFrame:
    subtype = coded["subtype"].fillna("").astype(str)
    code = coded["family"].where(subtype == "", coded["family"] + "/" + subtype)
    return pd.DataFrame({"segment_id": coded["segment_id"], "code": code, "family": coded["family"]})


def _themes(members: pd.DataFrame, themes: pd.DataFrame | None) -> pd.DataFrame:
    home = members[members["home"].eq(True)] if "home" in members.columns else members
    if themes is not None:
        home = home[home["theme_id"].isin(shown_themes(themes)["theme_id"])]
    return home[["segment_id", "theme_id", "family"]].rename(columns={"theme_id": "code"})


def _units(documents: pd.DataFrame, cases: pd.DataFrame, spoken: pd.DataFrame) -> pd.DataFrame:
    held = cases.set_index("case_id")["attributes"]
    who = spoken.loc[spoken["case_id"].isin(held.index), ["document_id", "case_id"]].drop_duplicates()
    people = {key: sorted(own) for key, own in who.groupby("document_id")["case_id"]}
    units = pd.DataFrame(
        {
            "unit": documents["document_id"].to_numpy(),
            "name": documents["name"].to_numpy(),
            "kind": documents["kind"].to_numpy(),
            "recorded_at": _column(documents, "recorded_at"),
            "wave": _column(documents, "wave"),
            "language": documents["language"].to_numpy(),
            "attributes": [_joined([held[case] for case in people.get(key, [])]) for key in documents["document_id"]],
        }
    )
    parts = [_ordered(own) for _, own in units.groupby("kind", sort=True)]
    return pd.concat(parts, ignore_index=True)[list(UNITS)] if parts else pd.DataFrame(columns=list(UNITS))


def _column(documents: pd.DataFrame, name: str) -> np.ndarray:
    if name not in documents.columns:
        return np.full(len(documents), "", dtype=object)
    return documents[name].fillna("").astype(str).to_numpy()


def _ordered(units: pd.DataFrame) -> pd.DataFrame:
    dated = bool((units["recorded_at"] != "").all())
    rows = units.to_dict("records")
    keys = [(row["recorded_at"] if dated else "", natural(row["wave"]), natural(row["name"])) for row in rows]
    places = sorted(range(len(rows)), key=lambda at: (*keys[at], rows[at]["unit"]))
    return units.iloc[places].assign(order=range(1, len(units) + 1))


def _joined(held: list[dict[str, str] | None]) -> dict[str, str]:
    found: dict[str, set[str]] = {}
    for attributes in held:
        for name, value in (attributes or {}).items():
            if value is not None and value == value and str(value).strip():
                found.setdefault(name, set()).add(str(value).strip())
    return {name: " + ".join(sorted(found[name], key=natural)) for name in sorted(found)}
