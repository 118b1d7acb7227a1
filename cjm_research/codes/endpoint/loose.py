"""Tables of loose texts: rows as segments, and suggestions as one row a text again.

>>> import pandas as pd
>>> rows = pd.DataFrame({"id": ["7"], "text": ["Too dear."], "context": [""], "lang": ["en"]})
>>> segments_of(rows)[["segment_id", "text", "language"]].values.tolist()
[['7', 'Too dear.', 'en']]
"""

from __future__ import annotations

from typing import Any

import pandas as pd

from cjm_research.codes.framework import WIDE
from cjm_research.schema import CARRIED, CONTRACTS, FAMILIES

_WITH_VALUE = ("stage", "touchpoint", "channel", "interaction")


def segments_of(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of a table as segments.

    Parameters
    ----------
    rows : DataFrame
        Columns id (unique), text, context and lang.

    Returns
    -------
    DataFrame
        Contract "segments"; the row's id is the segment's, and there is no document and no person.
    """
    ids, texts = rows["id"].astype(str), rows["text"]
    frame = pd.DataFrame({"segment_id": ids, "text": texts, "context": rows["context"], "language": rows["lang"]})
    frame = frame.assign(document_id="", turn_id="", case_id="", start=0, end=texts.str.len(), kind="survey")
    return frame.assign(position=0.0)[list(CONTRACTS["segments"].columns)].reset_index(drop=True)


def widen(suggestions: pd.DataFrame) -> pd.DataFrame:
    """Return one row per segment, as `FrameworkCoder.table` does, with its id.

    Parameters
    ----------
    suggestions : DataFrame
        Contract "suggestions", of the coder "endpoint".

    Returns
    -------
    DataFrame
        ``id`` and the columns of `FrameworkCoder.table`. What the model is not asked for stays empty: the band of the
        emotion and the rank of the stages.
    """
    rows = [_wide(key, own) for key, own in suggestions.groupby("segment_id", sort=True)]
    return pd.DataFrame(rows, columns=["id", *WIDE])


def _wide(segment_id: Any, own: pd.DataFrame) -> dict[str, Any]:
    said = own.set_index("kind")
    carried = [family for family in FAMILIES if said.at[family, "decision"] in CARRIED]
    reasons = [f"{family}: {said.at[family, 'reason']}" for family in carried]
    # Why there is no answer stands in every row that the model was asked for; once is enough.
    reasons = reasons or [said.at["emotion", "reason"] if said.at["emotion", "decision"] not in CARRIED else ""]
    return {
        "id": segment_id,
        **{family: said.at[family, "value"] if family in carried else "" for family in FAMILIES},
        **{f"{family}_score": said.at[family, "score"] for family in FAMILIES},
        **{f"{family}_decision": said.at[family, "decision"] for family in FAMILIES},
        "emotion": pd.to_numeric(said.at["emotion", "value"], errors="coerce"),
        **{kind: said.at[kind, "value"] for kind in _WITH_VALUE},
        "stages": "",
        "reason": " | ".join(reasons),
        "tier": "endpoint",
    }
