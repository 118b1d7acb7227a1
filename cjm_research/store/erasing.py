"""Taking one person out of the history: events are rewritten in place, and the file keeps none of the old bytes.

Events are append-only, and triggers hold them so. When a person withdraws, the triggers are lifted inside the one
transaction that redacts, and are back before it ends: if anything fails, history and triggers are as they were. What
is left still tells the same codings as the table holds (`store.replay`).

>>> redacted({"act": "skip", "payload": {"segment_id": "s1"}}, {"s1"}, set())["payload"]
{'redacted': True, 'codings': {'before': [], 'after': []}}
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Engine, bindparam, delete, select, update

from cjm_research.store.tables import codings, events, meta

WITHDRAW = "withdraw"
REDACTED = "redacted"
_AT_ONCE = 200
_PROSE = ("titles", "suggested", "text")


def redact(connection: Connection, ids: Collection[str], words: Collection[str]) -> int:
    """Take what concerns some segments out of codings, events and kept values.

    Parameters
    ----------
    connection : Connection
        Inside a transaction of writing.
    ids : collection of str
        Ids of segments, and of documents that go as a whole. Earlier ids of the same segments count too.
    words : collection of str
        What was said.

    Returns
    -------
    int
        How many events were changed.
    """
    told = [dict(row) for row in connection.execute(select(events)).mappings()]
    gone, said = with_earlier(set(ids), (row["payload"] for row in told)), set(words)
    listed = sorted(gone)
    for at in range(0, len(listed), _AT_ONCE):
        connection.execute(delete(codings).where(codings.c.segment_id.in_(listed[at : at + _AT_ONCE])))
    _redact_kept(connection, gone, said)
    changed = []
    for row in told:
        after = redacted(row, gone, said)
        if (after["act"], after["payload"]) != (row["act"], row["payload"]):
            changed.append({"id": row["event_id"], "new_act": after["act"], "new_payload": after["payload"]})
    if changed:
        statement = update(events).where(events.c.event_id == bindparam("id"))
        with _unprotected(connection):
            connection.execute(statement.values(act=bindparam("new_act"), payload=bindparam("new_payload")), changed)
    return len(changed)


def blank_words(connection: Connection, act: str, words: Collection[str]) -> int:
    """Take words out of what acts of one kind quote; everything else of them stays.

    Parameters
    ----------
    connection : Connection
        Inside a transaction of writing.
    act : str
        How the names of these acts begin.
    words : collection of str
        Whole words or phrases, found in any case.

    Returns
    -------
    int
        How many events were changed.
    """
    listed = "|".join(sorted(map(re.escape, words), key=len, reverse=True))
    pattern = re.compile(rf"(?<![A-Za-z0-9])(?:{listed})(?![A-Za-z0-9])", re.IGNORECASE)
    told = connection.execute(select(events).where(events.c.act.startswith(act, autoescape=True))).mappings().all()
    changed = [
        {"id": row["event_id"], "new_payload": after}
        for row in told
        if (after := _blanked(row["payload"], pattern)) != row["payload"]
    ]
    if changed:
        with _unprotected(connection):
            statement = update(events).where(events.c.event_id == bindparam("id"))
            connection.execute(statement.values(payload=bindparam("new_payload")), changed)
    return len(changed)


def _blanked(value: Any, pattern: re.Pattern[str], said: bool = False) -> Any:
    """Return the value with the words blanked in what people wrote; ids, families and the like are no prose."""
    if isinstance(value, Mapping):
        return {key: _blanked(part, pattern, said or key in _PROSE) for key, part in value.items()}
    if isinstance(value, list):
        return [_blanked(part, pattern, said) for part in value]
    return pattern.sub("…", value) if said and isinstance(value, str) else value


def with_earlier(ids: set[str], payloads: Iterable[Mapping[str, Any]]) -> set[str]:
    """Return the ids with those that the same segments had before codings moved to them.

    >>> sorted(with_earlier({"s3"}, [{"moved": {"s1": "s2"}}, {"moved": {"s2": "s3", "s7": "s8"}}]))
    ['s1', 's2', 's3']
    """
    found = set(ids)
    # Newest first: a chain of moves is followed back in one pass.
    for payload in reversed(list(payloads)):
        moved = payload.get("moved")
        if isinstance(moved, Mapping):
            found |= {old for old, new in moved.items() if new in found}
    return found


def redacted(event: Mapping[str, Any], ids: Collection[str], words: Collection[str]) -> dict[str, Any]:
    """Return the act and payload of an event as they are to stand.

    An event about one of the segments keeps its time and who acted, nothing else; in any other, what names one of the
    ids and texts that hold the words are taken out. An earlier withdrawal stays as it is.
    """
    payload = event["payload"]
    if event["act"] == WITHDRAW:
        return {"act": WITHDRAW, "payload": payload}
    if payload.get("segment_id") in ids:
        return {"act": REDACTED, "payload": {"redacted": True, "codings": {"before": [], "after": []}}}
    return {"act": event["act"], "payload": _without(payload, ids, words)}


def _redact_kept(connection: Connection, ids: Collection[str], words: Collection[str]) -> None:
    """Values that the study keeps by name may quote segments, for example while codings wait to move."""
    for key, value in connection.execute(select(meta.c.key, meta.c.value)).all():
        after = _without(value, ids, words)
        if after != value:
            connection.execute(update(meta).where(meta.c.key == key).values(value=after))


def _without(value: Any, ids: Collection[str], words: Collection[str]) -> Any:
    if isinstance(value, Mapping):
        kept = {key: part for key, part in value.items() if key not in ids and not _is_id(part, ids)}
        return {key: _without(part, ids, words) for key, part in kept.items()}
    if isinstance(value, list):
        return [_without(part, ids, words) for part in value if not _is_id(_of(part), ids)]
    if isinstance(value, str) and (value in ids or any(word in value for word in words)):
        return ""
    return value


def _is_id(part: Any, ids: Collection[str]) -> bool:
    return isinstance(part, str) and part in ids


def _of(part: Any) -> Any:
    """Return the segment or document that an entry of a list is about."""
    if isinstance(part, Mapping):
        return part.get("segment_id") or part.get("document_id")
    return part[0] if isinstance(part, list) and part else part


@contextmanager
def _unprotected(connection: Connection) -> Iterator[None]:
    """Lift the triggers of events, and put back exactly those that were there."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("ALTER TABLE events DISABLE TRIGGER events_no_change")
        yield
        connection.exec_driver_sql("ALTER TABLE events ENABLE TRIGGER events_no_change")
        return
    made = connection.exec_driver_sql(
        "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'events' ORDER BY name"
    ).all()
    for name, _ in made:
        connection.exec_driver_sql(f'DROP TRIGGER "{name}"')
    yield
    for _, sql in made:
        connection.exec_driver_sql(sql)


def compact(engine: Engine) -> bool:
    """Write the database anew and empty its log; see `Store.compact`."""
    # A connection of its own: VACUUM runs in no transaction.
    raw = engine.raw_connection()
    try:
        connection = raw.driver_connection
        if engine.dialect.name == "postgresql":
            connection.autocommit = True
            connection.cursor().execute("VACUUM FULL")
            connection.autocommit = False
            return True
        cursor = connection.cursor()
        cursor.execute("PRAGMA secure_delete = ON")
        cursor.execute("VACUUM")
        return not cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
    finally:
        raw.close()
