"""What people wrote about a segment, other than codings, that goes where its words went.

>>> memo = {"memo_id": "m1", "about": "segment", "about_id": "s1", "coder": "Ana", "text": "!", "source": ""}
>>> [(row["about_id"], row.get("gone", False)) for row in followed({"memos": [memo]}, {"s1": "s2"})["memos"]]
[('s1', True), ('s2', False)]
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from cjm_research.review.coding.notes import memo_id
from cjm_research.schema import CONTRACTS

if TYPE_CHECKING:
    from cjm_research.store.database import Store

Row = Mapping[str, Any]

_LISTS = ("samples", "cards")
"""Tables whose rows name several segments."""


def written(store: Store) -> dict[str, list[dict[str, Any]]]:
    """Return by table the rows that are about segments; cuts are not among them."""
    memos = store.frame("memos")
    memos = memos[(memos["about"] == "segment") & (memos["source"] == "")]
    frames = {"memos": memos, **{name: store.frame(name) for name in ("flags", "decisions", *_LISTS)}}
    return {name: frame.to_dict("records") for name, frame in frames.items()}


def segments_of(rows: Mapping[str, Iterable[Row]]) -> set[str]:
    """Return the segments that rows are about."""
    found: set[str] = set()
    for name, held in rows.items():
        for row in held:
            found |= _about(name, row)
    return found


def _about(name: str, row: Row) -> set[str]:
    if name in _LISTS:
        return set(row["segment_ids"])
    if name == "cuts":
        return {row["segment_id"], *row["parents"]}
    return {row["about_id" if name == "memos" else "segment_id"]}


def followed(rows: Mapping[str, Iterable[Row]], pairs: Mapping[str, str]) -> dict[str, list[dict[str, Any]]]:
    """Return the rows to record so that they are about the segments that hold the words now.

    A row stays where it is if its new place holds one of the same key that does not go away itself.

    Parameters
    ----------
    rows : mapping of str to iterable of mapping
        As `written` returns them.
    pairs : mapping of str to str
        Old id to new id.

    Returns
    -------
    dict of str to list of dict
        By table, for `Store.record`; tables without a change are left out.
    """
    found = {}
    for name, held in rows.items():
        old = [dict(row) for row in held]
        moved = [(row, new) for row in old if (new := _moved(name, row, pairs)) != row]
        leaving = {_key(name, row) for row, _ in moved}
        taken = {_key(name, row) for row in old} - leaving
        goes, comes = [], []
        for row, new in moved:
            if _key(name, new) not in taken:
                taken.add(_key(name, new))
                goes.append({**row, "gone": True})
                comes.append(new)
        kept = {_key(name, row) for row in comes}
        if comes:
            # A key that another row takes over is not taken away.
            found[name] = [*(row for row in goes if _key(name, row) not in kept), *comes]
    return found


def _moved(name: str, row: Row, pairs: Mapping[str, str]) -> dict[str, Any]:
    if name in _LISTS:
        return {**row, "segment_ids": [pairs.get(segment_id, segment_id) for segment_id in row["segment_ids"]]}
    if name == "memos":
        about = pairs.get(row["about_id"], row["about_id"])
        same = about == row["about_id"]
        return {
            **row,
            "about_id": about,
            "memo_id": row["memo_id"] if same else memo_id("segment", about, row["coder"]),
        }
    return {**row, "segment_id": pairs.get(row["segment_id"], row["segment_id"])}


def notes_of(memos: Iterable[Row], pairs: Mapping[str, str]) -> dict[str, str]:
    """Return old id to new id of the notes on segments that went elsewhere."""
    moved = ((row["memo_id"], _moved("memos", row, pairs)["memo_id"]) for row in memos)
    return {old: new for old, new in moved if old != new}


def changed_cuts(before: Iterable[Row], after: Iterable[Row], pairs: Mapping[str, str]) -> list[dict[str, Any]]:
    """Return the rows of cuts to record: those that end or have another id, place or parents now."""
    held = {row["segment_id"]: dict(row) for row in before}
    now = {
        row["segment_id"]: {**row, "parents": [pairs.get(parent, parent) for parent in row["parents"]]} for row in after
    }
    gone = [{**row, "gone": True} for key, row in held.items() if key not in now]
    return gone + [row for key, row in now.items() if held.get(key) != row]


def _key(name: str, row: Row) -> tuple[Any, ...]:
    return tuple(row[column] for column in CONTRACTS[name].key)
