"""One act of a person, as one event with the rows that it changes, inside a transaction of writing.

What stood before and what stands after is kept in the event, table by table, so that every table people write can be
told again from the events (`replay`), and an act can be taken back by an event whose rows are swapped.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Table, and_, bindparam, delete, insert, select, tuple_

from cjm_research.errors import StaleError, UnknownNameError
from cjm_research.review.ledger import CUTTING, desk_of
from cjm_research.schema import CONTRACTS
from cjm_research.store.frames import plain
from cjm_research.store.tables import ACTED, TABLES, events

_IN_A_QUESTION = 200  # keys asked for together, well below the limit of variables that SQLite has


def commit(
    connection: Connection,
    event: Mapping[str, Any],
    payload: Mapping[str, Any],
    said: Sequence[Mapping[str, Any]],
    rows: Mapping[str, Sequence[Mapping[str, Any]]],
) -> int:
    """Write an event and change the rows that it speaks of.

    Parameters
    ----------
    connection : Connection
        Inside a transaction of writing.
    event : mapping
        ``act``, ``actor`` and ``created_at``.
    payload : mapping
        What else is to be known about it.
    said : sequence of mapping
        Codings; a row whose ``value`` is None is taken away.
    rows : mapping of str to sequence of mapping
        Rows of the tables `ACTED`; one that is ``gone`` is taken away.

    Returns
    -------
    int
        The id of the event.
    """
    after = {"codings": [{"act": event["act"], **plain(row)} for row in said if row["value"] is not None]}
    after |= {name: [plain(row) for row in changed if not row.get("gone")] for name, changed in rows.items()}
    keys = {"codings": [_key_of(row, "codings") for row in said]}
    keys |= {name: [_key_of(row, name) for row in changed] for name, changed in rows.items()}
    changed = {name: {"before": standing(connection, name, keys[name]), "after": after[name]} for name in keys}
    _ensure_next(changed.get("codebooks"))
    body = {**plain(payload), "codings": changed.pop("codings")} | ({"rows": changed} if changed else {})
    written = connection.execute(insert(events).values(**event, payload=body))
    event_id = int(written.inserted_primary_key[0])
    stamp = {"created_at": event["created_at"], "event_id": event_id}
    for name, new in after.items():
        _take_away(connection, TABLES[name], keys[name])
        if new:
            connection.execute(insert(TABLES[name]), [_stamped(row, TABLES[name], stamp) for row in new])
    return event_id


def ensure_fresh(connection: Connection, seen: int | None, act: str) -> None:
    """Stop where an act that the session has not read cut segments or, on the board, changed the map.

    Parameters
    ----------
    connection : Connection
        Inside a transaction of writing.
    seen : int, optional
        The last event that was read by who acts.
    act : str
        What they are about to do.

    Raises
    ------
    StaleError
        With what to do.
    """
    if seen is None:
        return
    on_board = desk_of(act) == "board"
    # What a card is made of depends on all others, so on the board any act of another matters.
    matters = events.c.act.startswith("board.") if on_board else events.c.act.in_(CUTTING)
    newer = select(events.c.actor, events.c.act).where(events.c.event_id > seen, matters)
    last = connection.execute(newer.order_by(events.c.event_id.desc()).limit(1)).first()
    if last is not None:
        raise StaleError(
            f"{last.actor} changed {'the map' if on_board else 'segments'} in the meantime ({last.act}). Nothing was "
            f"kept of this act; look at the {'map as it is' if on_board else 'segments as they are'} now and do it "
            "again."
        )


def _ensure_next(versions: Mapping[str, list[dict[str, Any]]] | None) -> None:
    """Stop where somebody else's version of the codebook has the number that this one was to have."""
    taken = {row["number"]: row["coder"] for row in versions["before"]} if versions else {}
    # A version that comes back by an undo carries the event that made it.
    made = [row for row in versions["after"] if "event_id" not in row] if versions else []
    for row in made:
        if row["number"] in taken:
            raise StaleError(
                f"{taken[row['number']]} changed the codebook in the meantime (version {row['number']}). Nothing was "
                "kept of this act; look at the codebook as it is now and do it again."
            )


def standing(connection: Connection, name: str, keys: Sequence[tuple[Any, ...]]) -> list[dict[str, Any]]:
    """Return the rows of a table that stand under these keys, sorted by key."""
    table, columns = TABLES[name], CONTRACTS[name].key
    key = tuple_(*(table.columns[column] for column in columns))
    found: list[dict[str, Any]] = []
    for at in range(0, len(keys), _IN_A_QUESTION):
        chunk = select(table).where(key.in_(keys[at : at + _IN_A_QUESTION]))
        found += [dict(row) for row in connection.execute(chunk).mappings()]
    return sorted(found, key=lambda row: tuple(row[column] for column in columns))


def acted(name: str) -> str:
    """Return the name of a table that acts may change; an UnknownNameError lists them."""
    if name not in ACTED:
        raise UnknownNameError(f"No act changes the table {name!r}. Acts change codings and {', '.join(ACTED)}.")
    return name


def _key_of(row: Mapping[str, Any], name: str) -> tuple[Any, ...]:
    return tuple(row[column] for column in CONTRACTS[name].key)


def _stamped(row: Mapping[str, Any], table: Table, stamp: Mapping[str, Any]) -> dict[str, Any]:
    return {**{column: value for column, value in stamp.items() if column in table.columns}, **row}


def _take_away(connection: Connection, table: Table, keys: Sequence[tuple[Any, ...]]) -> None:
    if not keys:
        return
    columns = [table.columns[name] for name in CONTRACTS[table.name].key]
    names = [f"k_{column.name}" for column in columns]
    statement = delete(table).where(
        and_(*(column == bindparam(name) for column, name in zip(columns, names, strict=True)))
    )
    connection.execute(statement, [dict(zip(names, key, strict=True)) for key in keys])
