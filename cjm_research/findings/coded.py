"""What holds of each segment: a person's coding where there is one, else the machine's suggestion.

A person's "" says "not this family" and hides the suggestion (law 3: a machine never writes a coding, and never
overrules one). Where two people differ, the later verdict stands until they settle it; what they settled stands above
all. A mention counts once: a suggestion gives way to the same code on a segment that overlaps it, where one of the two
was made by hand.

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


def verdicts(
    suggestions: pd.DataFrame, codings: pd.DataFrame, kind: str, decisions: pd.DataFrame | None = None
) -> pd.DataFrame:
    """Return what holds of one kind for every segment that a machine or a person looked at.

    Parameters
    ----------
    suggestions : DataFrame
        Contract "suggestions".
    codings : DataFrame
        Contract "codings"; may be empty.
    kind : str
        A family, or "emotion", "stage", "touchpoint", "channel".
    decisions : DataFrame, optional
        Contract "decisions": what coders settled.

    Returns
    -------
    DataFrame
        Columns segment_id, value, score (0–1; 1 for a person's), decision and reviewed, sorted by segment_id.
    """
    machine = suggestions.loc[suggestions["kind"] == kind, ["segment_id", "value", "score", "decision"]]
    said = codings[codings["kind"] == kind].sort_values(["created_at", "event_id", "coder"], kind="stable")
    said = said.drop_duplicates("segment_id", keep="last")[["segment_id", "value"]]
    if decisions is not None and len(decisions):
        settled = decisions.loc[decisions["kind"] == kind, ["segment_id", "value"]]
        said = pd.concat([said[~said["segment_id"].isin(settled["segment_id"])], settled], ignore_index=True)
    people = pd.DataFrame({"segment_id": said["segment_id"], "value": said["value"], "score": 1.0, "decision": "sure"})
    machine = machine[~machine["segment_id"].isin(people["segment_id"])]
    parts = [part for part in (machine.assign(reviewed=False), people.assign(reviewed=True)) if len(part)]
    if not parts:
        return pd.DataFrame(columns=["segment_id", "value", "score", "decision", "reviewed"])
    return pd.concat(parts, ignore_index=True).sort_values("segment_id", ignore_index=True)


def coded(
    suggestions: pd.DataFrame,
    codings: pd.DataFrame,
    decisions: pd.DataFrame | None = None,
    segments: pd.DataFrame | None = None,
    cuts: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Return the families that each segment carries.

    Parameters
    ----------
    suggestions : DataFrame
        Contract "suggestions".
    codings : DataFrame
        Contract "codings"; may be empty.
    decisions : DataFrame, optional
        Contract "decisions": what coders settled.
    segments, cuts : DataFrame, optional
        Contracts "segments" and "cuts"; given both, no mention counts twice.

    Returns
    -------
    DataFrame
        Contract "coded", sorted by segment_id and family.
    """
    parts = []
    for family in schema.FAMILIES:
        held = verdicts(suggestions, codings, family, decisions)
        held = held[held["decision"].isin(schema.CARRIED) & (held["value"] != "")]
        parts.append(held.rename(columns={"value": "subtype"}).assign(family=family))
    parts = [part for part in parts if len(part)]
    if not parts:
        return schema.empty("coded")
    found = pd.concat(parts, ignore_index=True)[list(schema.CONTRACTS["coded"].columns)]
    found = found.astype({"score": "float64", "reviewed": bool})
    if segments is not None and cuts is not None and len(cuts):
        found = _once(found, segments, set(cuts["segment_id"]))
    return found.sort_values(["segment_id", "family"], ignore_index=True)


def _once(found: pd.DataFrame, segments: pd.DataFrame, by_hand: set[str]) -> pd.DataFrame:
    """Leave out suggestions whose words carry the same family in a segment that overlaps, one of them made by hand.

    What a person said stands; of two suggestions that of the machine's own segment, else that which begins first.
    """
    places = segments.set_index("segment_id")[["document_id", "start", "end"]]
    touched = places.loc[places.index.isin(by_hand), "document_id"].unique()
    rows = found.join(places, on="segment_id")
    rows = rows[rows["document_id"].isin(touched)].assign(hand=lambda rows: rows["segment_id"].isin(by_hand))
    # The first of each overlapping pair is the one that counts.
    rows = rows.assign(machine=~rows["reviewed"]).sort_values(["machine", "hand", "start", "end", "segment_id"])
    gone: set[tuple[str, str]] = set()
    for _, own in rows.groupby(["document_id", "family"], sort=True):
        counted: list[tuple[int, int, bool]] = []
        for row in own.itertuples(index=False):
            over = any(row.start < end and start < row.end and (row.hand or hand) for start, end, hand in counted)
            if over and row.machine:
                gone.add((row.segment_id, row.family))
            else:
                counted.append((int(row.start), int(row.end), bool(row.hand)))
    kept = [key not in gone for key in zip(found["segment_id"], found["family"], strict=True)]
    return found[kept]
