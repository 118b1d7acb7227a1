"""What each coder of a sample said before it was closed: the verdicts that agreement may be counted from.

People talk when a round is over, and change what they said; that must not improve the figures. So the events are told
again up to the one that closed the sample, and what came later is left out. Files that were edited afterwards move
segments to new ids; those are followed, so that the verdicts still meet their segments.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from cjm_research.review.ledger import MOVE, Ledger
from cjm_research.schema import CONTRACTS

if TYPE_CHECKING:
    import pandas as pd

DRAW = "sample.draw"
CLOSE = "sample.close"
DROP = "sample.drop"
"""The acts that begin a round, end it, and take back one of which nothing was coded."""


def independent(events: pd.DataFrame, sample: Mapping[str, Any]) -> pd.DataFrame:
    """Return what each coder of a sample said of its segments before it was closed.

    Parameters
    ----------
    events : DataFrame
        Contract "events", all of them.
    sample : mapping
        A row of the contract "samples"; if it is open, all events count.

    Returns
    -------
    DataFrame
        Contract "codings", only of its coders and segments. A segment of which a coder said nothing has no row: it is
        missing, not "none of them".
    """
    import pandas as pd

    acts = events.sort_values("event_id").to_dict("records")
    end = closing(acts, sample)
    ledger = Ledger()
    for event in acts:
        if event["event_id"] <= end:
            ledger.add(event)
    then = _followed(acts, sample["segment_ids"], _begin(acts, sample), end)
    now = _followed(acts, then.values(), end, float("inf"))
    rows = [
        {**row, "segment_id": now[row["segment_id"]]}
        for row in ledger.rows()
        if row["coder"] in set(sample["coders"]) and row["segment_id"] in now
    ]
    frame = pd.DataFrame(rows, columns=list(CONTRACTS["codings"].columns))
    return frame.sort_values(list(CONTRACTS["codings"].key), ignore_index=True)


def sampled(events: pd.DataFrame, sample: Mapping[str, Any]) -> list[str]:
    """Return the segments of a sample by the ids that they have now."""
    acts = events.sort_values("event_id").to_dict("records")
    return list(_followed(acts, sample["segment_ids"], _begin(acts, sample), float("inf")).values())


def sighted(events: pd.DataFrame, sample: Mapping[str, Any]) -> dict[str, list[str]]:
    """Return by coder the segments they judged, while the sample was open, with the machine's suggestion before them.

    These verdicts are not blind; a report should say how many there are.
    """
    acts = events.sort_values("event_id").to_dict("records")
    begin, end = _begin(acts, sample), closing(acts, sample)
    ids, coders = set(sample["segment_ids"]), set(sample["coders"])
    found: dict[str, set[str]] = {coder: set() for coder in sample["coders"]}
    for event in acts:
        payload = event["payload"]
        if begin < event["event_id"] <= end and event["actor"] in coders and payload.get("suggested"):
            found[event["actor"]] |= {payload.get("segment_id")} & ids
    return {coder: sorted(each) for coder, each in found.items()}


def closing(acts: Iterable[Mapping[str, Any]], sample: Mapping[str, Any]) -> float:
    """Return the id of the event that closed a sample; infinity while it is open."""
    if not sample["closed_at"]:
        return float("inf")
    ends = [act["event_id"] for act in acts if _is_about(act, CLOSE, sample)]
    return max(ends) if ends else float(sample["event_id"])


def _begin(acts: Iterable[Mapping[str, Any]], sample: Mapping[str, Any]) -> float:
    starts = [act["event_id"] for act in acts if _is_about(act, DRAW, sample)]
    return min(starts) if starts else 0


def _is_about(act: Mapping[str, Any], name: str, sample: Mapping[str, Any]) -> bool:
    return act["act"] == name and act["payload"].get("sample_id") == sample["sample_id"]


def _followed(
    acts: Iterable[Mapping[str, Any]], segment_ids: Iterable[str], after: float, until: float
) -> dict[str, str]:
    """Return for each segment the id that it has after the moves between two events."""
    ids = {segment_id: segment_id for segment_id in segment_ids}
    for act in acts:
        if act["act"] == MOVE and after < act["event_id"] <= until:
            moved = act["payload"].get("moved", {})
            ids = {old: moved.get(new, new) for old, new in ids.items()}
    return ids
