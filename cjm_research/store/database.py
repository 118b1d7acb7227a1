"""The store: the one door to a study's database. Frames in and out; what people do goes in as events.

Every call is one transaction that is on the disk when the call returns. Codings are written by `Store.record` alone,
together with the event that made them, so they can always be told again from the events (`replay`).

>>> import tempfile, pathlib
>>> with tempfile.TemporaryDirectory() as folder, Store.open(pathlib.Path(folder, "s.sqlite"), create=True) as store:
...     row = {"segment_id": "s1", "kind": "goal", "value": "explicit", "coder": "Ana", "codebook_version": "0"}
...     event = store.record("accept", {"segment_id": "s1"}, actor="Ana", codings=[row])
...     store.codings()[["segment_id", "kind", "value", "act", "event_id"]].values.tolist()
[['s1', 'goal', 'explicit', 'accept', 1]]
"""

from __future__ import annotations

import weakref
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any

import pandas as pd
from sqlalchemy import Connection, Engine, Table, and_, bindparam, delete, func, insert, select

from cjm_research.errors import StoreError, UnknownNameError
from cjm_research.schema import CONTRACTS
from cjm_research.store import acting, erasing, health
from cjm_research.store.failing import explained, name_of
from cjm_research.store.frames import plain, to_frame, to_rows
from cjm_research.store.opening import open_engine, writing
from cjm_research.store.tables import ACTED, BY_PEOPLE, TABLES, events, meta

_AT_ONCE = 5000  # rows handed to the driver together; bounds memory, all chunks are in one transaction


def _utc_now() -> datetime:
    return datetime.now(UTC)


class Store:
    """The database of one study.

    Parameters
    ----------
    engine : Engine
        An engine on a database of this version's schema; `Store.open` makes one.
    clock : callable, optional
        Returns the time of an act, with its zone.
    """

    def __init__(self, engine: Engine, clock: Callable[[], datetime] = _utc_now) -> None:
        self._engine = engine
        self._clock = clock
        # The file is kept open between calls (an act takes a millisecond so) and let go with the store itself.
        weakref.finalize(self, engine.dispose)

    @classmethod
    def open(cls, where: str | Path, create: bool = False, clock: Callable[[], datetime] = _utc_now) -> Store:
        """Open a database.

        Parameters
        ----------
        where : str or Path
            A file, or a URL of PostgreSQL.
        create : bool
            Whether to make it if there is none.
        clock : callable, optional
            Returns the time of an act, with its zone.

        Raises
        ------
        StoreError
            If it is missing, damaged, of something else or of a newer version; the file is not touched.
        """
        return cls(open_engine(where, create), clock)

    def close(self) -> None:
        """Let go of the file; the store opens it again when it is used."""
        self._engine.dispose()

    def __enter__(self) -> Store:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, err: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"Store({name_of(self._engine)!r})"

    def frame(self, name: str) -> pd.DataFrame:
        """Return a whole table, columns as in its contract, sorted by key.

        Raises
        ------
        UnknownNameError
            If no frame of that name is stored.
        """
        table = _table(name)
        with self._reading() as connection:
            return _read(connection, table)

    def replace(self, name: str, frame: pd.DataFrame) -> None:
        """Make a table hold exactly these rows; what was derived from rows that go, goes with them."""
        self.replace_many({name: frame})

    def replace_many(self, frames: Mapping[str, pd.DataFrame]) -> None:
        """Replace several tables in one transaction.

        Raises
        ------
        SchemaError
            If a frame does not keep its contract.
        StoreError
            If rows point to something that is not there, or the tables are those that `record` writes.
        """
        prepared = {name: _rows(name, frame) for name, frame in frames.items()}
        with self._writing() as connection:
            for name, rows in prepared.items():
                _remove_others(connection, TABLES[name], rows)
                _put(connection, TABLES[name], rows)

    def upsert(self, name: str, frame: pd.DataFrame) -> None:
        """Add rows, or put them in the place of those with the same key, in one transaction."""
        rows = _rows(name, frame)
        with self._writing() as connection:
            _put(connection, TABLES[name], rows)

    @contextmanager
    def pour(self) -> Iterator[Pouring]:
        """Take rows part by part, for more than fit in memory at once, in one transaction.

        It is committed at the end of the ``with``: an error, or a kill, leaves nothing.
        """
        with self._writing() as connection:
            yield Pouring(connection)

    def count(self, name: str) -> int:
        """Return how many rows a table has."""
        with self._reading() as connection:
            return int(connection.execute(select(func.count()).select_from(_table(name))).scalar_one())

    def delete(self, name: str, keys: Sequence[Any]) -> None:
        """Remove rows by key, and what was derived from them.

        Parameters
        ----------
        name : str
            The table.
        keys : sequence
            Values of the key; tuples where the key has several columns.
        """
        table = _writable(name)
        with self._writing() as connection:
            _remove(connection, table, [key if isinstance(key, tuple) else (key,) for key in keys])

    def get(self, key: str, default: Any = None) -> Any:
        """Return a value that was `set`, or the default."""
        with self._reading() as connection:
            row = connection.execute(select(meta.c.value).where(meta.c.key == key)).first()
        return default if row is None else row[0]

    def set(self, key: str, value: Any) -> None:
        """Keep a value of JSON under a name."""
        with self._writing() as connection:
            connection.execute(delete(meta).where(meta.c.key == key))
            connection.execute(insert(meta), [{"key": key, "value": plain(value)}])

    def record(
        self,
        act: str,
        payload: Mapping[str, Any],
        actor: str,
        codings: Sequence[Mapping[str, Any]] = (),
        rows: Mapping[str, Sequence[Mapping[str, Any]]] | None = None,
        add: pd.DataFrame | None = None,
        remove: Sequence[str] = (),
        seen: int | None = None,
    ) -> int:
        """Keep an act of a person and what it does to codings and other rows of people, in one transaction.

        Parameters
        ----------
        act : str
            What was done: "accept", "reject", "change", "skip", "undo" or another word.
        payload : mapping
            What else is to be known about it, as JSON; the rows before and after are added.
        actor : str
            Who did it.
        codings : sequence of mapping
            Rows with ``segment_id``, ``kind``, ``coder``, ``value`` and ``codebook_version``; a row whose ``value`` is
            None is taken away. ``act``, ``created_at`` and ``event_id`` are those of the event unless the row has them.
        rows : mapping of str to sequence of mapping, optional
            Rows of the tables `tables.ACTED`, stamped likewise; one with ``gone`` True, which needs its key alone, is
            taken away.
        add : DataFrame, optional
            Segments made by the act, contract "segments".
        remove : sequence of str
            Ids of segments, made by hand, that are no more.
        seen : int, optional
            The last event that was read by who acts.

        Returns
        -------
        int
            The id of the event; ids grow with time.

        Raises
        ------
        StaleError
            If somebody cut segments since the event ``seen``, or on the board changed the map; nothing is kept.
        """
        changed = {acting.acted(name): list(held) for name, held in (rows or {}).items()}
        made = [] if add is None else to_rows(add, TABLES["segments"])
        with self._writing() as connection:
            acting.ensure_fresh(connection, seen, act)
            # The time is read while this is the only writer, so that it grows with the id.
            now = self._clock().astimezone(UTC).isoformat(timespec="microseconds")
            event = {"created_at": now, "actor": actor, "act": act}
            event_id = acting.commit(connection, event, payload, codings, changed)
            _remove(connection, TABLES["segments"], [(segment_id,) for segment_id in remove])
            _put(connection, TABLES["segments"], made)
        return event_id

    def events(self, after: int = 0) -> pd.DataFrame:
        """Return the acts in order, those with a greater id than ``after``."""
        with self._reading() as connection:
            return _read(connection, events, events.c.event_id > after)

    def codings(self) -> pd.DataFrame:
        """Return the standing verdicts of all people."""
        return self.frame("codings")

    def erase(
        self,
        frames: Mapping[str, pd.DataFrame],
        ids: Collection[str],
        words: Collection[str],
        payload: Mapping[str, Any],
        actor: str,
    ) -> int:
        """Take out what concerns one person, the person's part of the events included, in one transaction.

        The only call that changes events; it exists because people may withdraw (law 7 stands above law 3).

        Parameters
        ----------
        frames : mapping of str to DataFrame
            Tables as they are to be; as for `replace_many`.
        ids : collection of str
            Segments whose codings and events go, and documents that go as a whole.
        words : collection of str
            What the person said; an event's text that holds any of it goes.
        payload : mapping
            What is to be known of the withdrawal, without anything personal.
        actor : str
            Who carries it out.

        Returns
        -------
        int
            The id of the event that tells of the withdrawal.
        """
        prepared = {name: _rows(name, frame) for name, frame in frames.items()}
        with self._writing() as connection:
            for name, rows in prepared.items():
                _remove_others(connection, TABLES[name], rows)
                _put(connection, TABLES[name], rows)
            erasing.redact(connection, ids, words, str(payload.get("case_id", "")))
            created_at = self._clock().astimezone(UTC).isoformat(timespec="microseconds")
            body = {**plain(payload), "codings": {"before": [], "after": []}}
            event = {"created_at": created_at, "actor": actor, "act": erasing.WITHDRAW, "payload": body}
            event_id = int(connection.execute(insert(events).values(**event)).inserted_primary_key[0])
        return event_id

    def blank_words(self, act: str, words: Collection[str]) -> int:
        """Take words out of the acts whose names begin so, because they were replaced in the documents.

        Returns
        -------
        int
            How many events were changed.
        """
        with self._writing() as connection:
            return erasing.blank_words(connection, act, words) if words else 0

    def compact(self) -> bool:
        """Write the database anew so that nothing erased is left in its file.

        Returns
        -------
        bool
            False if another program holds it open, so that its log could not be emptied.
        """
        with explained(self._engine):
            return erasing.compact(self._engine)

    def check(self) -> list[str]:
        """Return what is wrong with the database, one sentence each; empty when all is well."""
        with self._reading() as connection:
            faults = health.faults_of_file(connection)
            acts = _read(connection, events)
            held = {name: _read(connection, TABLES[name]) for name in ("codings", *ACTED)}
        return faults + health.faults_of_rows(acts, held)

    def backup(self, path: str | Path) -> Path:
        """Copy the database to a new file while it is in use.

        Raises
        ------
        StoreError
            If the file exists, cannot be written, or the database is not a file.
        """
        return health.copy_to(self._engine, Path(path))

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        with explained(self._engine), self._engine.begin() as connection:
            yield connection

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        with explained(self._engine), writing(self._engine) as connection:
            yield connection


class Pouring:
    """An open transaction of `Store.pour`; call it with the name of a table and a frame of rows to add or replace."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def __call__(self, name: str, frame: pd.DataFrame) -> None:
        """Add rows, or put them in the place of those with the same key."""
        _put(self._connection, TABLES[name], _rows(name, frame))

    def remove(self, name: str, keys: Iterable[str]) -> None:
        """Remove rows by key, and what was derived from them."""
        _remove(self._connection, _writable(name), [(key,) for key in keys])


def _table(name: str) -> Table:
    if name not in TABLES:
        raise UnknownNameError(f"No frame called {name!r} is stored. Known: {', '.join(sorted(TABLES))}.")
    return TABLES[name]


def _writable(name: str) -> Table:
    if name in BY_PEOPLE:
        raise StoreError(f"The table {name!r} is written by `record` alone, one act at a time.")
    return _table(name)


def _rows(name: str, frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Return a frame as rows to write; memos that people wrote here are left to `record`, like their other tables."""
    rows = to_rows(frame, _writable(name))
    return [row for row in rows if row["source"]] if name == "memos" else rows


def _read(connection: Connection, table: Table, *where: Any) -> pd.DataFrame:
    columns = [table.columns[name] for name in CONTRACTS[table.name].columns]
    return to_frame(connection.execute(select(*columns).where(*where)).all(), table)


def _put(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    if connection.dialect.name == "postgresql":
        from sqlalchemy.dialects.postgresql import insert as insert_or_update
    else:
        from sqlalchemy.dialects.sqlite import insert as insert_or_update
    statement = insert_or_update(table)
    key = [column.name for column in table.primary_key]
    # Updating in place, not removing and adding: what hangs on a row that stays must stay too.
    others = {column.name: statement.excluded[column.name] for column in table.columns if column.name not in key}
    statement = statement.on_conflict_do_update(index_elements=key, set_=others)
    for at in range(0, len(rows), _AT_ONCE):
        connection.execute(statement, list(rows[at : at + _AT_ONCE]))


def _remove_others(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    key = list(table.primary_key)
    kept = {tuple(row[column.name] for column in key) for row in rows}
    held = select(*key).where(table.c.source != "") if table.name == "memos" else select(*key)
    there = [tuple(row) for row in connection.execute(held)]
    _remove(connection, table, [values for values in there if values not in kept])


def _remove(connection: Connection, table: Table, keys: Sequence[tuple[Any, ...]]) -> None:
    columns = [table.columns[name] for name in _key_order(table)]
    statement = delete(table).where(and_(*(column == bindparam(f"k_{column.name}") for column in columns)))
    if keys:
        names = [f"k_{column.name}" for column in columns]
        connection.execute(statement, [dict(zip(names, key, strict=True)) for key in keys])


def _key_order(table: Table) -> Sequence[str]:
    return CONTRACTS[table.name].key
