"""Acts that cut segments: mark a span, merge neighbours, split one, name a code with the words of a span.

Each is worked out from what stands when it is done; the rows of the cut, of the codings that it carries over and of
the codebook go to the store as one act.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from cjm_research.review.coding.acts import Act
from cjm_research.review.coding.desk import Desk
from cjm_research.review.coding.judging import Values, rows_of
from cjm_research.review.coding.refusals import Refusal, Saying, UnknownRefusal
from cjm_research.schema import FAMILIES
from cjm_research.segments.cutting import carried, cut_row

Row = Mapping[str, Any]


def marking(
    desk: Desk, shown: str, document_id: str, span: tuple[int, int], said: Values, version: str, act: str = "mark"
) -> Act:
    """Return the act that marks a span and says something of it.

    Parameters
    ----------
    desk : Desk
        Of the person.
    shown : str
        The segment that is shown, to which undo comes back.
    document_id : str
        Which document.
    span : (int, int)
        Offsets in it.
    said : mapping
        Kind to value. Families that are not named are said not to be carried where nothing was said of them; a
        verdict that stands on these very words is added to.
    version : str
        Of the codebook.
    act : str
        Its name.

    Raises
    ------
    StudyError
        If the span cannot be a segment.
    """
    ground, row = desk.ground, desk.ground.span(document_id, *span)
    segment_id = row["segment_id"]
    is_new, verdict = segment_id not in ground, desk.ledger.verdict(segment_id, desk.coder)
    names_codes = any(kind in FAMILIES for kind in said) or (is_new and any(":" in kind for kind in said))
    rest = {family: "" for family in FAMILIES if names_codes and family not in verdict}
    codings = rows_of(segment_id, {**rest, **said}, desk.coder, version)
    payload = {"segment_id": segment_id, "shown": shown, "span": [int(row["start"]), int(row["end"])]}
    if not is_new:
        return Act(act, payload, codings)
    return _cutting(desk, Act(act, payload, codings, needs=()), [row], "mark", ())


def merging(desk: Desk, segment_id: str, other: str) -> Act:
    """Return the act that makes one segment of two and what lies between them.

    Parameters
    ----------
    desk : Desk
        Of the person.
    segment_id, other : str
        The segment that is shown; and "next", "previous" or a segment of the same turn.

    Raises
    ------
    StudyError
        If there is no such segment, or the two are not of one turn.
    """
    ground = desk.ground
    if other in ("next", "previous"):
        found = ground.neighbour(segment_id, 1 if other == "next" else -1)
        if found is None:
            raise Refusal(Saying("nothing after" if other == "next" else "nothing before"))
        other = found
    if other not in ground:
        raise UnknownRefusal(Saying("not standing", other=other))
    rows = [ground.rows[segment_id], ground.rows[other]]
    if other == segment_id or rows[0]["turn_id"] != rows[1]["turn_id"]:
        raise Refusal(Saying("not one turn"))
    start, end = min(int(row["start"]) for row in rows), max(int(row["end"]) for row in rows)
    row = ground.span(rows[0]["document_id"], start, end)
    parents = [
        one
        for one in ground.of_document(row["document_id"])
        if one in (segment_id, other, row["segment_id"])
        or (ground.made(one) != "mark" and start <= ground.rows[one]["start"] and ground.rows[one]["end"] <= end)
    ]
    payload = {"segment_id": row["segment_id"], "shown": segment_id}
    codings = _carried(desk, parents, [row["segment_id"]], "merge")
    return _cutting(desk, Act("merge", payload, codings, needs=parents), [row], "merge", parents)


def splitting(desk: Desk, segment_id: str, at: int) -> Act:
    """Return the act that makes two segments of one.

    Parameters
    ----------
    desk : Desk
        Of the person.
    segment_id : str
        The segment that is shown.
    at : int
        Offset in the document where the second begins.

    Raises
    ------
    StudyError
        If a part would hold no words.
    """
    ground, row = desk.ground, desk.ground.rows[segment_id]
    start, end = int(row["start"]), int(row["end"])
    words = ground.documents[row["document_id"]]["text"]
    if not (start < at < end and words[start:at].strip() and words[at:end].strip()):
        raise Refusal(Saying("no words", start=start, end=end, at=at))
    parts = [ground.span(row["document_id"], start, at), ground.span(row["document_id"], at, end)]
    ids = [part["segment_id"] for part in parts]
    payload = {"segment_id": ids[0], "shown": segment_id}
    codings = _carried(desk, [segment_id], ids, "split")
    return _cutting(desk, Act("split", payload, codings, needs=[segment_id]), parts, "split", [segment_id])


def naming(act: Act, rows: Sequence[Row], code_id: str) -> Act:
    """Return the act with the versions of the codebook that it brings, and the code that is new in them."""
    return replace(act, payload={**act.payload, "code": code_id}, rows={**act.rows, "codebooks": list(rows)})


def _cutting(desk: Desk, act: Act, rows: Sequence[Row], made: str, parents: Sequence[str]) -> Act:
    fresh = [row for row in rows if not desk.ground.is_stored(row["segment_id"])]
    cuts = [cut_row(made, row, parents, desk.coder) for row in rows]
    payload = {**act.payload, "made": [row["segment_id"] for row in fresh]}
    return replace(act, payload=payload, rows={**act.rows, "cuts": cuts}, made=fresh)


def _carried(desk: Desk, parents: Sequence[str], ids: Sequence[str], act: str) -> list[dict[str, Any]]:
    """Return the codings carried over, without those that would stand over a verdict on the very words."""
    rows = carried([row for one in parents for row in desk.codings_of(one)], parents, ids, act)
    said = {(one, row["kind"], row["coder"]) for one in ids if one not in parents for row in desk.codings_of(one)}
    return [row for row in rows if row["value"] is None or (row["segment_id"], row["kind"], row["coder"]) not in said]
