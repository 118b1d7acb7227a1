"""The evidence frame: one row per card and segment, each quote checked against its document.

The frame is what the words behind a card are read from; a quote that is not the document's own text at its place stops
the map here, before anything is drawn (law 1).
"""

from __future__ import annotations

import pandas as pd

from cjm_research.errors import SchemaError
from cjm_research.journeys.map import EVIDENCE

_AROUND = 120  # characters of the document shown before and after a quote


def evidence_of(
    findings: pd.DataFrame,
    segments: pd.DataFrame,
    documents: pd.DataFrame,
    turns: pd.DataFrame,
    suggestions: pd.DataFrame,
    coded: pd.DataFrame,
    emotions: pd.Series,
) -> pd.DataFrame:
    """Return one row per finding and segment.

    Parameters
    ----------
    findings : DataFrame
        Contract "findings", in the order of the cards.
    segments, documents, turns, suggestions, coded : DataFrame
        Their contracts.
    emotions : Series of float
        Emotion 1–5 by segment_id.

    Returns
    -------
    DataFrame
        Columns `EVIDENCE`, in the order of the findings and of their segment_ids.

    Raises
    ------
    SchemaError
        If a segment's text is not what its document holds there.
    """
    columns = ["finding_id", "stage", "family", "subtype", "title", "segment_ids"]
    rows = (
        findings[columns].explode("segment_ids").rename(columns={"finding_id": "card_id", "segment_ids": "segment_id"})
    ).dropna(subset=["segment_id"])
    held = segments[["segment_id", "document_id", "turn_id", "case_id", "start", "end", "text"]]
    rows = rows.merge(held.rename(columns={"text": "quote"}), on="segment_id", how="left")
    texts = documents[["document_id", "name", "text"]].rename(columns={"name": "document"})
    rows = rows.merge(texts, on="document_id", how="left")
    _check(rows)
    rows = rows.merge(turns[["turn_id", "question"]], on="turn_id", how="left")
    reasons = suggestions[["segment_id", "kind", "reason"]].rename(columns={"kind": "family"})
    rows = rows.merge(reasons, on=["segment_id", "family"], how="left")
    rows = rows.merge(coded[["segment_id", "family", "score", "reviewed"]], on=["segment_id", "family"], how="left")
    rows["emotion"] = rows["segment_id"].map(emotions).astype("float64")
    # On a card that people wrote, a segment may stand that does not carry the card's family.
    rows["score"] = rows["score"].astype("float64").fillna(0.0)
    rows["reviewed"] = rows["reviewed"].eq(True)
    rows["question"] = rows["question"].fillna("")
    rows["reason"] = rows["reason"].fillna("")
    places = list(zip(rows["text"], rows["start"], rows["end"], strict=True))
    rows["before"] = [text[max(0, start - _AROUND) : start] for text, start, _ in places]
    rows["after"] = [text[end : end + _AROUND] for text, _, end in places]
    return rows[list(EVIDENCE)].astype({"start": "int64", "end": "int64", "reviewed": bool})


def _check(rows: pd.DataFrame) -> None:
    for row in rows.itertuples(index=False):
        if not isinstance(row.text, str):
            raise SchemaError(
                f"Segment {row.segment_id} belongs to document {row.document_id}, which is not in the study. "
                "Add its file again and run the study."
            )
        found = row.text[row.start : row.end]
        if found != row.quote:
            raise SchemaError(
                f"Segment {row.segment_id}: characters {row.start} to {row.end} of {row.document} read {found[:40]!r}, "
                f"expected {row.quote[:40]!r}. Run the study again so that its segments are cut from the stored text."
            )
