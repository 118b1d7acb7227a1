"""Undo and redo as acts, and when they are refused: what another person built on is not pulled from under them.

An act that cannot be taken back is named with who stands on it and what to do; the session sets it aside, so that the
one before it can be.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from cjm_research.review.codebook.versions import Versions
from cjm_research.review.coding.acts import Act
from cjm_research.review.coding.desk import Desk
from cjm_research.review.coding.refusals import Saying, TurnRefusal
from cjm_research.review.ledger import REDO, UNDO, again, reverse

if TYPE_CHECKING:
    from cjm_research.codes.codebook import Codebook

Row = Mapping[str, Any]


def undoing(desk: Desk, first: Codebook, aside: Collection[int]) -> Act | None:
    """Return the act that takes the person's latest act back; None if there is none.

    Parameters
    ----------
    desk : Desk
        Of the person.
    first : Codebook
        What stands while no act has changed the codebook.
    aside : collection of int
        Events that are passed over.

    Raises
    ------
    TurnRefusal
        If somebody built on it since.
    """
    event = last_act(desk, aside)
    if event is None:
        return None
    reason = _built_on(desk, event)
    if reason:
        raise TurnRefusal(int(event["event_id"]), reason, Saying("set aside"))
    payload = event["payload"]
    codings, rows = reverse(payload)
    if "codebooks" in rows:
        rows["codebooks"] = _book_rows(desk, first, event, back=True)
    at = payload.get("segment_id", "")
    told = {"segment_id": at, "shown": payload.get("shown") or at, "undoes": int(event["event_id"])}
    return Act(UNDO, told, codings, rows, remove=payload.get("made", ()), needs=())


def redoing(desk: Desk, first: Codebook, aside: Collection[int]) -> Act | None:
    """Return the act that does again what was taken back last; None if there is nothing, or something was done since.

    Parameters
    ----------
    desk : Desk
        Of the person.
    first : Codebook
        What stands while no act has changed the codebook.
    aside : collection of int
        Events that were found to be impossible to do again.

    Raises
    ------
    TurnRefusal
        If somebody changed what it was done on since.
    """
    event = desk.ledger.next_redo(desk.coder)
    if event is None or int(event["event_id"]) in aside:
        return None
    reason = _changed_under(desk, event)
    if reason:
        raise TurnRefusal(int(event["event_id"]), reason, Saying("do anew"))
    payload = event["payload"]
    codings, rows = again(payload)
    if "codebooks" in rows:
        rows["codebooks"] = _book_rows(desk, first, event, back=False)
    cuts = {row["segment_id"]: row for row in payload.get("rows", {}).get("cuts", {}).get("after", ())}
    made = [_row(desk, cuts[one]) for one in payload.get("made", ())]
    at = payload.get("segment_id", "")
    shown = at if event["act"] in ("merge", "split") else payload.get("shown") or at
    told = {"segment_id": at, "shown": shown, "redoes": int(event["event_id"])}
    return Act(REDO, told, codings, rows, made=made, needs=())


def last_act(desk: Desk, aside: Collection[int]) -> Row | None:
    """Return the person's latest act that stands and was not set aside, or None."""
    if not aside:
        return desk.ledger.last_act(desk.coder)
    return next((act for act in reversed(desk.ledger.acts(desk.coder)) if int(act["event_id"]) not in aside), None)


def changed(desk: Desk, gone: Sequence[str], before: int) -> tuple[Saying, Saying]:
    """Return in two sentences what a colleague did to the segments that an act was about.

    Parameters
    ----------
    desk : Desk
        As it is now.
    gone : sequence of str
        The segments that stand no more.
    before : int
        The last event that had been read.
    """
    end = Saying("nothing kept")
    if not gone:
        return Saying("cutting now"), end
    if any(row["parents"] and gone[0] in row["parents"] for row in desk.ground.cuts.values()):
        return _cut("cut meanwhile", desk, gone[0]), end
    last = desk.last_cut
    who = last[1] if last and last[0] > before else Saying("somebody")
    return Saying("cut taken back", coder=who, words=_words(desk, gone[0])), end


def _row(desk: Desk, cut: Row) -> Row:
    known = desk.ground.rows.get(cut["segment_id"])
    return known or desk.ground.span(cut["document_id"], int(cut["start"]), int(cut["end"]))


def _built_on(desk: Desk, event: Row) -> Saying | None:
    """Return why an act cannot be taken back, None if it can."""
    rows, at = event["payload"].get("rows", {}), int(event["event_id"])
    cuts = rows.get("cuts", {}).get("after", ())
    for cut in cuts:
        segment_id = cut["segment_id"]
        if segment_id not in desk.ground:
            return _cut("cut since", desk, segment_id, made=Saying(cut["made"]))
        since = [row for row in desk.codings_of(segment_id) if int(row["event_id"]) > at]
        others = sorted({row["coder"] for row in since} - {desk.coder})
        if others:
            words = _words(desk, segment_id)
            return Saying("coded since", who=tuple(others), words=words, made=Saying(cut["made"]))
    if not cuts:
        gone = _no_more(desk, event["payload"])
        if gone:
            return _cut("cut what was coded", desk, gone)
    return _code_in_use(desk, event["payload"])


def _changed_under(desk: Desk, event: Row) -> Saying | None:
    """Return why an act cannot be done again, None if it can."""
    payload = event["payload"]
    rows, codings = payload.get("rows", {}), payload.get("codings", {})
    needed = sorted({parent for cut in rows.get("cuts", {}).get("after", ()) for parent in cut["parents"]})
    for segment_id in needed:
        if segment_id not in desk.ground:
            return _cut("cut since undo", desk, segment_id)
        now = {(row["kind"], row["coder"], row["value"]) for row in desk.codings_of(segment_id)}
        then = {
            (row["kind"], row["coder"], row["value"])
            for row in codings.get("before", ())
            if row["segment_id"] == segment_id
        }
        if now != then:
            others = tuple(sorted({coder for _, coder, _ in now ^ then}))
            return Saying("coded since undo", who=others, words=_words(desk, segment_id))
    gone = "" if needed else _no_more(desk, payload)
    return _cut("cut since undo", desk, gone) if gone else None


def _no_more(desk: Desk, payload: Row) -> str:
    """Return a segment that the act spoke of and that others took the place of since; "" if all stand."""
    codings, cuts = payload.get("codings", {}), payload.get("rows", {}).get("cuts", {}).get("after", ())
    made = {row["segment_id"] for row in cuts}
    spoken = {row["segment_id"] for when in ("before", "after") for row in codings.get(when, ())}
    replaced = (one for one in sorted(spoken - made) if one in desk.ground.rows and one not in desk.ground)
    return next(replaced, "")


def _code_in_use(desk: Desk, payload: Row) -> Saying | None:
    """Return why a code that an act brought cannot go, None if it can or there is none."""
    if not payload.get("code"):
        return None
    kind = f"code:{payload['code']}"
    users = {row["coder"] for row in desk.ledger.rows() if row["kind"] == kind and row["value"]} - {desk.coder}
    return Saying("in use", who=tuple(sorted(users))) if users else None


def _book_rows(desk: Desk, first: Codebook, event: Row, back: bool) -> list[dict[str, Any]]:
    """Return the version that takes an act's change of the codebook back, or brings it again.

    Raises
    ------
    Refusal
        If the same words of the codebook were changed since.
    """
    versions = Versions.of(desk.ledger.table("codebooks"), first)
    book, _ = versions.turned(event, back)
    return versions.next_rows(book, desk.coder, [])


def _cut(which: str, desk: Desk, segment_id: str, **said: Saying) -> Saying:
    """Return what is to be said of a segment that somebody cut."""
    return Saying(which, taker=_taker(desk, segment_id), words=_words(desk, segment_id), **said)


def _taker(desk: Desk, segment_id: str) -> Saying:
    """Return who cut a segment that stands no more and how, as the beginning of a sentence."""
    cuts = [row for row in desk.ground.cuts.values() if segment_id in row["parents"]]
    if not cuts:
        return Saying("somebody cut")
    last = max(cuts, key=lambda row: int(row["event_id"]))
    return Saying(f"did {last['made']}", coder=last["coder"])


def _words(desk: Desk, segment_id: str) -> str:
    text = " ".join(str(desk.ground.rows.get(segment_id, {"text": segment_id})["text"]).split())
    return f"“{text if len(text) <= 40 else text[:40] + '…'}”"
