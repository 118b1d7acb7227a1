"""Taking one person out of the history: events are rewritten in place, and the file keeps none of the old bytes.

Events are append-only, and triggers hold them so. When a person withdraws, the triggers are lifted inside the one
transaction that redacts, and are back before it ends: if anything fails, history and triggers are as they were. What
is left still tells the same rows as the tables hold (`store.replay`): the tables people write are told again from it.

>>> redacted({"act": "skip", "payload": {"segment_id": "s1"}}, {"s1"}, set())["payload"]
{'redacted': True, 'codings': {'before': [], 'after': []}}
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Engine, bindparam, delete, insert, select, update

from cjm_research.review.ledger import Ledger
from cjm_research.schema import CONTRACTS
from cjm_research.store import erasing_board, erasing_books
from cjm_research.store.tables import ACTED, TABLES, codings, events, meta

Row = Mapping[str, Any]

WITHDRAW = "withdraw"
REDACTED = "redacted"
_AT_ONCE = 200
_PROSE = ("titles", "suggested", "text", "ground", "to", "others", "title", "called", "owner", "due", "note", "words")
_IN_BOOKS = (
    "name", "definition", "question", "include", "exclude", "examples", "family_names", "family_definitions",
    "en", "zh",
)  # fmt: skip
_BOOKS = ("content", "stages")
"""Under what codes and stages are told by their names and definitions."""
_ABOUT = ("segment_id", "document_id", "about_id", "memo_id")
"""By what a row of people tells what it is about."""


def redact(connection: Connection, ids: Collection[str], words: Collection[str], case_id: str = "") -> int:
    """Take what concerns some segments out of what people did, the events of it and kept values.

    Parameters
    ----------
    connection : Connection
        Inside a transaction of writing.
    ids : collection of str
        Ids of segments, of documents that go as a whole, and of notes. Earlier ids of the same segments count too.
    words : collection of str
        What was said.
    case_id : str
        The person, "" if it is nobody in particular: their answers about the map go.

    Returns
    -------
    int
        How many events were changed.
    """
    told = [dict(row) for row in connection.execute(select(events).order_by(events.c.event_id)).mappings()]
    gone, said = with_earlier(set(ids), (row["payload"] for row in told)), set(words)
    listed = sorted(gone)
    for at in range(0, len(listed), _AT_ONCE):
        connection.execute(delete(codings).where(codings.c.segment_id.in_(listed[at : at + _AT_ONCE])))
    names = erasing_books.coined(told, gone)
    _redact_kept(connection, gone, said, names)
    for table in (codings, TABLES["suggestions"]):
        for column in (table.c.kind, table.c.value):
            for old, new in ((old, code.new_id) for old, code in names.items() if old != code.new_id):
                for begin in ("", erasing_books.OWN):
                    statement = update(table).where(column == begin + old)
                    connection.execute(statement.values({column.name: begin + new}))
    lost = erasing_books.names_of(names)
    renamed = ({**row, "payload": erasing_books.with_ids(row["payload"], names)} for row in told)
    after = [{**row, **redacted(row, gone, said, lost, case_id)} for row in renamed]
    return _rewrite(connection, told, after)


def _rewrite(connection: Connection, told: Sequence[Row], after: Sequence[Row]) -> int:
    """Put events in the place of those that were told, and tell the tables again from them."""
    versions = erasing_books.versions_of(told, after)
    after = [{**row, "payload": erasing_books.with_ids(row["payload"], versions)} for row in after]
    for old, new in versions.items():
        statement = update(codings).where(codings.c.codebook_version == old)
        connection.execute(statement.values(codebook_version=new.new_id))
    changed = [
        {"id": row["event_id"], "new_act": row["act"], "new_payload": row["payload"]}
        for row, before in zip(after, told, strict=True)
        if (row["act"], row["payload"]) != (before["act"], before["payload"])
    ]
    if changed:
        statement = update(events).where(events.c.event_id == bindparam("id"))
        with _unprotected(connection):
            connection.execute(statement.values(act=bindparam("new_act"), payload=bindparam("new_payload")), changed)
    ledger = Ledger()
    for row in after:
        ledger.add(row)
    for name in ACTED:
        table, columns = TABLES[name], CONTRACTS[name].columns
        connection.execute(delete(table).where(table.c.source == "") if name == "memos" else delete(table))
        rows = [{column: row[column] for column in columns} for row in ledger.table(name)]
        if rows:
            connection.execute(insert(table), rows)
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
    told = [dict(row) for row in connection.execute(select(events).order_by(events.c.event_id)).mappings()]
    after = [
        {**row, "payload": _blanked(row["payload"], pattern)} if row["act"].startswith(act) else row for row in told
    ]
    return _rewrite(connection, told, after)


def _blanked(value: Any, pattern: re.Pattern[str], said: bool = False, book: bool = False) -> Any:
    """Return the value with the words blanked in what people wrote; ids, families and the like are no prose."""
    if isinstance(value, Mapping):
        prose = (*_PROSE, *_IN_BOOKS) if book else _PROSE
        return {
            key: _blanked(part, pattern, said or key in prose, book or key in _BOOKS) for key, part in value.items()
        }
    if isinstance(value, list):
        return [_blanked(part, pattern, said, book) for part in value]
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


def redacted(
    event: Row,
    ids: Collection[str],
    words: Collection[str],
    names: Mapping[str, Collection[str]] | None = None,
    case_id: str = "",
) -> dict[str, Any]:
    """Return the act and payload of an event as they are to stand.

    An event about one of the segments keeps its time, who acted, and rows that are about something else; in any other,
    what names one of the ids and texts that hold the words are taken out. An earlier withdrawal stays as it is.

    Parameters
    ----------
    event : mapping
        With ``act`` and ``payload``.
    ids, words : collection of str
        As for `redact`.
    names : mapping of str to collection of str, optional
        By own code the names that are words of the person.
    case_id : str
        As for `redact`.
    """
    act, payload = event["act"], event["payload"]
    if act == WITHDRAW:
        return {"act": act, "payload": payload}
    if act.startswith(erasing_board.PREFIX):
        payload = _on_board(payload, erasing_board.Lost(case_id, ids, erasing_books.Said(words, ())))
    books = payload.get("rows", {}).get("codebooks", {})
    if payload.get("segment_id") in ids:
        rows = {name: changed for name, changed in payload.get("rows", {}).items() if name != "codebooks"}
        kept = _without({"codings": payload.get("codings") or {}, "rows": rows}, ids, words)
        rows = {name: changed for name, changed in kept["rows"].items() if any(changed.values())}
        codings = {"before": [], "after": [], **kept["codings"]}
        act, left = REDACTED, {"redacted": True, "codings": codings, **({"rows": rows} if rows else {})}
    else:
        left = _without(payload, ids, words)
    if books:
        whole = {when: erasing_books.rows_without(held, words, names or {}) for when, held in books.items()}
        left = {**left, "rows": {**left.get("rows", {}), "codebooks": whole}}
    return {"act": act, "payload": left}


def _on_board(payload: Row, lost: erasing_board.Lost) -> Row:
    """Return the payload of an act on the board with its own rows and words taken care of."""
    rows = {
        name: {when: erasing_board.rows_without(name, held, lost) for when, held in changed.items()}
        if name in erasing_board.TABLES
        else changed
        for name, changed in payload.get("rows", {}).items()
    }
    return {**erasing_board.payload_without(payload, lost), **({"rows": rows} if rows else {})}


def _redact_kept(
    connection: Connection, ids: Collection[str], words: Collection[str], names: Mapping[str, erasing_books.Coined]
) -> None:
    """Values that the study keeps by name may quote segments, for example while codings wait to move."""
    for key, value in connection.execute(select(meta.c.key, meta.c.value)).all():
        if erasing_books.is_content(value):
            lost = erasing_books.names_of(names)
            after = erasing_books.without_words(erasing_books.with_ids(value, names), words, lost)
        else:
            after = erasing_books.with_ids(_without(value, ids, words), names)
        if after != value:
            connection.execute(update(meta).where(meta.c.key == key).values(value=after))


def _without(value: Any, ids: Collection[str], words: Collection[str]) -> Any:
    if isinstance(value, Mapping):
        kept = {key: part for key, part in value.items() if key not in ids and not _is_id(part, ids)}
        return {key: _without(part, ids, words) for key, part in kept.items()}
    if isinstance(value, list):
        return [_without(part, ids, words) for part in value if not _is_about(part, ids)]
    if isinstance(value, str) and (value in ids or any(word in value for word in words)):
        return ""
    return value


def _is_id(part: Any, ids: Collection[str]) -> bool:
    return isinstance(part, str) and part in ids


def _is_about(part: Any, ids: Collection[str]) -> bool:
    """Whether an entry of a list is about one of the segments, documents or notes."""
    if isinstance(part, Mapping):
        return any(_is_id(part.get(name), ids) for name in _ABOUT)
    return _is_id(part[0] if isinstance(part, list) and part else part, ids)


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
