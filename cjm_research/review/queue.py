"""The order in which segments are put before a person. It depends on the frames alone, never on their row order.

>>> import pandas as pd
>>> segments = pd.DataFrame({"segment_id": ["s1", "s2"], "document_id": ["d1", "d1"], "start": [0, 9]})
>>> documents = pd.DataFrame({"document_id": ["d1"], "name": ["a.txt"]})
>>> by_document(segments, documents)
['s1', 's2']
"""

from __future__ import annotations

import pandas as pd

from cjm_research.schema import CARRIED, FAMILIES

ORDERS = ("uncertain", "document")


def by_document(segments: pd.DataFrame, documents: pd.DataFrame) -> list[str]:
    """Return the segment ids as they were said, document by document."""
    named = segments.merge(documents[["document_id", "name"]], on="document_id", how="left")
    return named.sort_values(["name", "start", "segment_id"])["segment_id"].tolist()


def by_uncertainty(segments: pd.DataFrame, documents: pd.DataFrame, suggestions: pd.DataFrame) -> list[str]:
    """Return the segment ids, those first whose closest call between yes and no was the closest.

    Notes
    -----
    A coder may decide at another score than 0.5, so the line is taken from its decisions: midway between the highest
    score that was a no and the lowest that was a yes.
    """
    families = suggestions[suggestions["kind"].isin(FAMILIES)]
    distance = (families["score"] - families["kind"].map(_line_between(families))).abs()
    closest = distance.groupby(families["segment_id"]).min()
    order = pd.Series(by_document(segments, documents))
    # What nothing was suggested about is the most uncertain of all.
    ranked = pd.DataFrame({"segment_id": order, "closest": order.map(closest).astype(float).fillna(0.0).round(9)})
    return ranked.sort_values("closest", kind="stable")["segment_id"].tolist()


def _line_between(families: pd.DataFrame) -> dict[str, float]:
    line = {}
    for kind, rows in families.groupby("kind"):
        carried = rows["decision"].isin(CARRIED)
        yes, no = rows.loc[carried, "score"], rows.loc[~carried, "score"]
        line[kind] = (yes.min() + no.max()) / 2 if len(yes) and len(no) else 0.5
    return line
