"""Undo and redo on the board, and when they are refused: what somebody else built on is not pulled from under them."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from cjm_research.review.board.law import SPLIT, Board, Row
from cjm_research.review.ledger import Ledger
from cjm_research.schema import CONTRACTS

CARD = "card"
"""What a comment on a card is about, in the table "memos"."""

_STAMP = ("created_at", "event_id")
_OWN_STAMP = "event_id"


@dataclass(frozen=True)
class Reason:
    """Why an act cannot be taken back or done again: a key of `refusals`, of which card or stage, who and what."""

    key: str
    name: str
    who: str = ""
    what: str = ""


def against_undo(event: Row, ledger: Ledger, its_own: Collection[int]) -> Reason | None:
    """Return why an act cannot be taken back, None if it can.

    Parameters
    ----------
    event : mapping
        The act.
    ledger : Ledger
        What stands.
    its_own : collection of int
        The event itself and those that did it again.
    """
    for name, key, before, after in _changes(event):
        now = ledger.row(name, *key)
        if after is None:
            if now is not None:
                return Reason("changed since", key[0], now["coder"])
            continue
        if now is None:
            return Reason("removed since", key[0])
        if not _is_its_own(now, after, its_own):
            return Reason("changed since", key[0], now["coder"])
        if before is None and after.get("made"):
            used = in_use(ledger, name, key[0], str(event["actor"]))
            if used:
                return Reason("in use", key[0], *used)
    return None


def against_redo(event: Row, ledger: Ledger) -> Reason | None:
    """Return why an act cannot be done again, None if it can."""
    for name, key, before, _ in _changes(event):
        now = ledger.row(name, *key)
        if _bare(now, name) != _bare(before, name):
            return Reason("changed since undo", key[0], (now or {}).get("coder", ""))
    return None


def unsound(rows: Mapping[str, Collection[Row]], ledger: Ledger, board: Board, stages: Collection[str]) -> str:
    """Return the first card or stage that could not stand as these rows would have it; "" if all could.

    Parameters
    ----------
    rows : mapping of str to rows
        As `ledger.reverse` and `ledger.again` return them.
    ledger : Ledger
        What stands.
    board : Board
        The cards that stand.
    stages : collection of str
        The stages that stand.
    """
    cards = {row["card_id"]: row for row in ledger.table("cards")}
    columns = {row["stage_id"]: row for row in ledger.table("stages")}
    later = _with(cards, rows.get("cards", ()), "card_id")
    later_stages = _with(columns, rows.get("stages", ()), "stage_id")
    held = {part for card in board.cards.values() for part in (card.card_id, *card.parts)} | {
        card_id for card_id, row in later.items() if row["made"]
    }
    there = {*stages, *(stage_id for stage_id, row in later_stages.items() if row["made"] or stage_id in columns)}
    for row in rows.get("cards", ()):
        if not row.get("gone") and not _can_stand(row, later, held, there, board, cards):
            return str(row["card_id"])
    for row in rows.get("stages", ()):
        into = "" if row.get("gone") else row["into"]
        if into and (into not in there or _leads_back(row["stage_id"], into, later_stages)):
            return str(row["stage_id"])
    lost = (row for row in rows.get("memos", ()) if not row.get("gone") and row["about_id"] not in held)
    return next((str(row["about_id"]) for row in lost), "")


def in_use(ledger: Ledger, name: str, key: str, actor: str) -> tuple[str, str] | None:
    """Return who built on a card or stage that people made, and how; None if nobody did."""
    if name == "stages":
        return _first((row["coder"], "placed") for row in ledger.table("cards") if row["stage"] == key) or _first(
            (row["coder"], "merge") for row in ledger.table("stages") if row["into"] == key
        )
    if name != "cards":
        return None
    rows = [row for row in ledger.table("cards") if row["card_id"] != key]
    return (
        _first((row["coder"], "merge") for row in rows if row["into"] == key)
        or _first((row["coder"], "split") for row in rows if key in row["parents"])
        or _first((row["coder"], "answer") for row in rows if key in row["answers"])
        or _first((row["coder"], "comment") for row in comments(ledger, key) if row["coder"] != actor)
    )


def comments(ledger: Ledger, *card_ids: str) -> list[dict[str, Any]]:
    """Return what people noted on cards, oldest first."""
    rows = [row for row in ledger.table("memos") if row["about"] == CARD and row["about_id"] in card_ids]
    return sorted(rows, key=lambda row: (row["created_at"], row["memo_id"]))


def _can_stand(
    row: Row, later: Mapping[str, Row], held: Collection[str], stages: Collection[str], board: Board, now: Mapping
) -> bool:
    if row["stage"] and row["stage"] not in stages:
        return False
    if row["into"] and (row["into"] not in held or _leads_back(row["card_id"], row["into"], later)):
        return False
    if row["made"] != SPLIT or row["card_id"] in now:
        return True
    holders = [board.cards[one] for one in map(board.holder, row["parents"]) if one]
    return all(any(segment_id in card.segment_ids for card in holders) for segment_id in row["segment_ids"])


def _leads_back(name: str, into: str, rows: Mapping[str, Row]) -> bool:
    """Whether what something is merged into is in the end merged into it."""
    seen: set[str] = set()
    while into and into != name and into not in seen:
        seen.add(into)
        into = rows[into]["into"] if into in rows else ""
    return into == name


def _changes(event: Row) -> Iterator[tuple[str, tuple[Any, ...], Row | None, Row | None]]:
    """Yield table, key, row before and row after of everything an act changed."""
    for name, changed in event["payload"].get("rows", {}).items():
        columns = CONTRACTS[name].key
        before, after = ({tuple(row[one] for one in columns): row for row in changed[when]} for when in _WHEN)
        for key in sorted({*before, *after}):
            yield name, key, before.get(key), after.get(key)


_WHEN = ("before", "after")


def _is_its_own(now: Row, after: Row, its_own: Collection[int]) -> bool:
    if _OWN_STAMP in now:
        return now[_OWN_STAMP] in its_own
    return all(now[column] == value for column, value in after.items() if column not in _STAMP)


def _bare(row: Row | None, name: str) -> dict[str, Any] | None:
    return None if row is None else {one: row[one] for one in CONTRACTS[name].columns if one not in _STAMP}


def _with(rows: Mapping[str, Row], changed: Collection[Row], key: str) -> dict[str, Row]:
    gone = {row[key] for row in changed if row.get("gone")}
    later = {**rows, **{row[key]: row for row in changed if not row.get("gone")}}
    return {name: row for name, row in later.items() if name not in gone}


def _first(found: Iterator[tuple[str, str]]) -> tuple[str, str] | None:
    return min(found, default=None)
