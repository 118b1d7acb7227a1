"""A finding as a card of ``journey.json``, with its evidence and what speaks against it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

DIGITS = 6  # of a number in journey.json


def short(value: float | None) -> float | None:
    """Return a number as journey.json has it; None for what is not known."""
    return None if value is None or pd.isna(value) else round(float(value), DIGITS)


def card_of(
    row: Any, evidence: Sequence[Mapping[str, Any]], counter: Sequence[Mapping[str, Any]], language: str
) -> dict[str, Any]:
    """Return a card.

    Parameters
    ----------
    row : namedtuple
        A row of contract "findings".
    evidence : sequence of mapping
        Its rows of the evidence frame, in order.
    counter : sequence of mapping
        Evidence items that say the opposite.
    language : {"en", "zh"}
        Of the title.
    """
    titles = dict(row.titles or {})
    return {
        "id": row.finding_id,
        "theme_id": row.theme_id,
        "family": row.family,
        "lane": row.lane or row.family,
        "subtype": row.subtype,
        "title": titles.get(language) or row.title,
        "titles": titles or {language: row.title},
        "made": row.made,
        "people": list(row.people),
        "n_people": int(row.n_people),
        "n_segments": int(row.n_segments),
        "reviewed_share": short(row.reviewed_share) or 0.0,
        "status": _status(row),
        "evidence_grade": row.grade,
        "grade_rule": row.grade_rule,
        "grade_parts": [_part(part) for part in row.grade_parts],
        "stability": short(row.stability),
        "n_documents": int(row.n_documents or 0),
        "named_by": row.named_by,
        "agreement": _agreement(row.agreement),
        "validation": dict(row.validation) if row.validation else None,
        "touchpoints": list(row.touchpoints),
        "evidence": _items(evidence, dict(zip(row.segment_ids, row.subtypes, strict=False))),
        "counter": list(counter),
        "n_counter": len(counter),
        "parts": list(row.parts),
        "answers": list(row.answers),
        "position": short(row.position),
        "hidden": bool(row.hidden),
        "pinned": bool(row.pinned),
        "intended": bool(row.intended),
        "owner": row.owner,
        "work": row.work,
        "due": row.due,
        "value": int(row.value or 0),
        "difficulty": int(row.difficulty or 0),
        "n_comments": int(row.n_comments or 0),
        "priority": None,
    }


def item_of(segment: Mapping[str, Any], emotion: float | None, reviewed: bool) -> dict[str, Any]:
    """Return an evidence item.

    Parameters
    ----------
    segment : mapping
        segment_id, document (its name), case_id, start, end and text.
    emotion : float or None
        1–5.
    reviewed : bool
        Whether a person coded it.
    """
    return {
        "segment_id": segment["segment_id"],
        "document": segment["document"],
        "case_id": segment["case_id"],
        "start": int(segment["start"]),
        "end": int(segment["end"]),
        "quote": segment["text"],
        "emotion": short(emotion),
        "reviewed": bool(reviewed),
    }


def _status(row: Any) -> str:
    if row.made == "hand" and not row.n_segments:
        return "hand-written"
    share = float(row.reviewed_share)
    return "machine suggestion" if share == 0 else "reviewed" if share == 1 else "partly reviewed"


def _part(part: Mapping[str, Any]) -> dict[str, Any]:
    held = {**part, "value": short(part.get("value")), "of": short(part.get("of"))}
    # A part that was not measured has no words; its "meets" is empty.
    return held if part["words"] else {name: value for name, value in held.items() if name != "words"}


def _agreement(agreement: Mapping[str, Any] | None) -> dict[str, Any] | None:
    if not agreement:
        return None
    return {name: value if name == "n" else short(value) for name, value in agreement.items()}


def _items(evidence: Sequence[Mapping[str, Any]], subtypes: Mapping[str, str]) -> list[dict[str, Any]]:
    items = []
    for row in evidence:
        item = item_of({**row, "text": row["quote"]}, row["emotion"], row["reviewed"])
        coded = subtypes.get(row["segment_id"], "")
        items.append({**item, "subtype": coded} if coded else item)
    return items
