"""Whether a database is well, and a copy of it while it is in use.

The codings must equal what the events tell: if they do not, something other than this package wrote to the file.
"""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path

import pandas as pd
from sqlalchemy import Connection, Engine

from cjm_research.errors import StoreError
from cjm_research.store.replay import replay

_TRIGGERS = ("events_no_delete", "events_no_update")


def faults_of_file(connection: Connection) -> list[str]:
    """Return what SQLite finds wrong: pages, indexes, rows that point to nothing, missing triggers."""
    if connection.dialect.name != "sqlite":
        return []
    pages = [row[0] for row in connection.exec_driver_sql("PRAGMA integrity_check(10)")]
    faults = [f"The file is damaged: {fault}. Put a backup in its place." for fault in pages if fault != "ok"]
    lost = {(row[0], row[2]) for row in connection.exec_driver_sql("PRAGMA foreign_key_check")}
    faults += [
        f"Rows of {child} point to {parent} that are not there. Run the study again." for child, parent in sorted(lost)
    ]
    there = {row[0] for row in connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'trigger'")}
    faults += [
        f"The trigger {name} is gone, so events are no longer protected. Put a backup in its place."
        for name in _TRIGGERS
        if name not in there
    ]
    return faults


def faults_of_codings(events: pd.DataFrame, codings: pd.DataFrame) -> list[str]:
    """Return a sentence if the codings are not those that the events tell."""
    told = replay(events)
    if told.equals(codings):
        return []
    rows = {tuple(row) for row in told.itertuples(index=False)} ^ {
        tuple(row) for row in codings.itertuples(index=False)
    }
    first = sorted({row[0] for row in rows})
    return [
        f"The codings of {len(first)} segments are not those that the events tell, first {first[0]}. "
        "Another program wrote to the database; put a backup in its place."
    ]


def copy_to(engine: Engine, path: Path) -> Path:
    """Copy a database of SQLite to a new file; the file appears only when the copy is whole."""
    if engine.dialect.name != "sqlite":
        raise StoreError("Only a database that is a file is copied so. Use pg_dump for PostgreSQL.")
    if path.exists():
        raise StoreError(f"{path}: there is a file already. Give the backup another name.")
    part = path.with_name(path.name + ".part")
    part.unlink(missing_ok=True)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with (
            closing(sqlite3.connect(str(engine.url.database), timeout=30)) as here,
            closing(sqlite3.connect(part)) as there,
        ):
            here.backup(there)
            # A copy is one file: without this it would need its own -wal beside it.
            there.execute("PRAGMA journal_mode = DELETE")
        os.replace(part, path)
    except (OSError, sqlite3.Error) as err:
        part.unlink(missing_ok=True)
        raise StoreError(
            f"{path}: the backup cannot be written ({err}). Check the folder and the space on the disk."
        ) from err
    return path
