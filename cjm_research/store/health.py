"""Whether a database is well, and a copy of it while it is in use.

The codings must equal what the events tell: if they do not, something other than this package wrote to the file.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path

import pandas as pd
from sqlalchemy import Connection, Engine

from cjm_research.errors import StoreError
from cjm_research.schema import CONTRACTS
from cjm_research.store.replay import replay_tables

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


def faults_of_rows(events: pd.DataFrame, held: Mapping[str, pd.DataFrame]) -> list[str]:
    """Return a sentence for each table of people that does not hold what the events tell.

    Parameters
    ----------
    events : DataFrame
        Contract "events".
    held : mapping of str to DataFrame
        The tables people write, by name.
    """
    told = replay_tables(events)
    faults = []
    for name, frame in held.items():
        mine = frame[frame["source"] == ""].reset_index(drop=True) if name == "memos" else frame
        if told[name].equals(mine):
            continue
        key = CONTRACTS[name].key[0]
        rows = {repr(row): row[key] for frame in (told[name], mine) for row in frame.to_dict("records")}
        alike = {repr(row) for row in told[name].to_dict("records")} & {repr(row) for row in mine.to_dict("records")}
        places = {place for row, place in rows.items() if row not in alike}
        what = f"The codings of {len(places)} segments" if name == "codings" else f"Rows of the table {name}"
        faults.append(
            f"{what} are not those that the events tell, first {min(places)}. "
            "Another program wrote to the database; put a backup in its place."
        )
    return faults


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
