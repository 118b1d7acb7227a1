"""What holds of each segment: a person's coding where there is one, else the machine's suggestion.

A person's "" says "not this family" and hides the suggestion (law 3: a machine never writes a coding, and never
overrules one). Where two people differ, the later verdict stands until they settle it.

>>> import pandas as pd
>>> suggested = pd.DataFrame({"segment_id": ["s1", "s2"], "kind": "goal", "value": "explicit", "score": 0.8,
...                           "decision": "look"})
>>> said = pd.DataFrame({"segment_id": ["s2"], "kind": ["goal"], "value": [""], "coder": ["Ana"],
...                      "created_at": ["2026-01-05"], "event_id": [1]})
>>> coded(suggested, said)[["segment_id", "subtype", "reviewed"]].to_dict("records")
[{'segment_id': 's1', 'subtype': 'explicit', 'reviewed': False}]
"""

from __future__ import annotations

import pandas as pd

from cjm_research import schema


def verdicts(suggestions: pd.DataFrame, codings: pd.DataFrame, kind: str) -> pd.DataFrame:
    """Return what holds of one kind for every segment that a machine or a person looked at.

    Parameters
    ----------
    suggestions : DataFrame
        Contract "suggestions".
    codings : DataFrame
        Contract "codings"; may be empty.
    kind : str
        A family, or "emotion", "stage", "touchpoint", "channel".

    Returns
    -------
    DataFrame
        Columns segment_id, value, score (0–1; 1 for a person's), decision and reviewed, sorted by segment_id.
    """
    machine = suggestions.loc[suggestions["kind"] == kind, ["segment_id", "value", "score", "decision"]]
    said = codings[codings["kind"] == kind].sort_values(["created_at", "event_id", "coder"], kind="stable")
    said = said.drop_duplicates("segment_id", keep="last")
    people = pd.DataFrame({"segment_id": said["segment_id"], "value": said["value"], "score": 1.0, "decision": "sure"})
    machine = machine[~machine["segment_id"].isin(people["segment_id"])]
    parts = [part for part in (machine.assign(reviewed=False), people.assign(reviewed=True)) if len(part)]
    if not parts:
        return pd.DataFrame(columns=["segment_id", "value", "score", "decision", "reviewed"])
    return pd.concat(parts, ignore_index=True).sort_values("segment_id", ignore_index=True)


def coded(suggestions: pd.DataFrame, codings: pd.DataFrame) -> pd.DataFrame:
    """Return the families that each segment carries.

    Parameters
    ----------
    suggestions : DataFrame
        Contract "suggestions".
    codings : DataFrame
        Contract "codings"; may be empty.

    Returns
    -------
    DataFrame
        Contract "coded", sorted by segment_id and family.
    """
    parts = []
    for family in schema.FAMILIES:
        held = verdicts(suggestions, codings, family)
        held = held[held["decision"].isin(schema.CARRIED) & (held["value"] != "")]
        parts.append(held.rename(columns={"value": "subtype"}).assign(family=family))
    parts = [part for part in parts if len(part)]
    if not parts:
        return schema.empty("coded")
    found = pd.concat(parts, ignore_index=True)[list(schema.CONTRACTS["coded"].columns)]
    found = found.astype({"score": "float64", "reviewed": bool})
    return found.sort_values(["segment_id", "family"], ignore_index=True)
