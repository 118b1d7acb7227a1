"""A database of another tool, read and never written: a private copy where it is in use, within bounds of time.

Columns differ from version to version, so a row is a dict of the columns asked for, None for those that are not there.
Values in SQLite may be of any type whatever the column says; `text_of` and `whole_of` make them what they should be.
"""

from __future__ import annotations

import shutil
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from cjm_research.errors import ReadError

_MAGIC = b"SQLite format 3\x00"
_LONGEST = 256 * 1024**2  # bytes of one value
_SECONDS = 120.0  # for one file; a damaged one could otherwise be read in circles
_MOST_ROWS = 5_000_000


class Database:
    """The tables of one file.

    Attributes
    ----------
    tables : dict of str to frozenset of str
        The columns of each table; views are left out.
    """

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        names = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        self.tables = {str(name): self._columns(str(name)) for (name,) in names}

    def rows(self, table: str, *columns: str) -> list[dict[str, Any]]:
        """Return the rows in their own order; a table that is not there has none."""
        there = [column for column in columns if column in self.tables.get(table, ())]
        if not there:
            return []
        listed = ", ".join(_quoted(column) for column in there)
        found = self._connection.execute(f"SELECT {listed} FROM {_quoted(table)} LIMIT {_MOST_ROWS}")
        absent = dict.fromkeys(columns)
        return [absent | dict(zip(there, values, strict=True)) for values in found]

    def _columns(self, table: str) -> frozenset[str]:
        return frozenset(str(row[1]) for row in self._connection.execute(f"PRAGMA table_info({_quoted(table)})"))


@contextmanager
def opened(path: Path, what: str) -> Iterator[Database]:
    """Open a file of SQLite for reading.

    Parameters
    ----------
    path : Path
        The file; it is never written, nor is anything put beside it.
    what : str
        What was expected, for the message: "a project of QualCoder".

    Raises
    ------
    ReadError
        If it is no such database, or damaged. Also raised for what goes wrong inside the ``with`` block.
    """
    _refuse_other(path, what)
    try:
        with TemporaryDirectory() as folder, closing(_connected(path, Path(folder))) as connection:
            yield Database(connection)
    except (sqlite3.Error, UnicodeDecodeError) as err:  # SQLite quotes the file's own bytes in its messages
        raise ReadError(
            f"{path} is a damaged database ({err}). Open it in the tool that made it and export it again."
        ) from err


def text_of(value: Any) -> str:
    """Return a value as text; empty for NULL, bytes read as UTF-8."""
    if value is None:
        return ""
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)


def whole_of(value: Any) -> int | None:
    """Return a value as a whole number, or None if it is none.

    >>> whole_of(12), whole_of("12"), whole_of(1.5), whole_of(None)
    (12, 12, None, None)
    """
    if isinstance(value, str) and value.strip().lstrip("-").isdecimal() and len(value) < 20:
        return int(value)
    return value if isinstance(value, int) else None


def _refuse_other(path: Path, what: str) -> None:
    try:
        with path.open("rb") as file:
            begin = file.read(len(_MAGIC))
    except OSError as err:
        raise ReadError(f"{path} cannot be opened ({err.strerror}). Check that you may read it.") from err
    if begin != _MAGIC:
        raise ReadError(f"{path} is no SQLite database, {what} was expected. Export it again.")


def _connected(path: Path, folder: Path) -> sqlite3.Connection:
    """Connect to the file, or to a copy in the folder if a program has it open or left it so."""
    beside = [path.with_name(path.name + ending) for ending in ("-wal", "-journal")]
    uri = f"{path.resolve().as_uri()}?mode=ro&immutable=1"
    if any(file.is_file() for file in beside):
        for file in (path, *beside):
            if file.is_file():
                shutil.copyfile(file, folder / file.name)
        # What stands in the journal is put into the copy.
        uri = f"{(folder / path.name).as_uri()}?mode=rw"
    connection = sqlite3.connect(uri, uri=True)
    connection.text_factory = lambda data: data.decode("utf-8", "replace")
    connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, _LONGEST)
    connection.execute("PRAGMA trusted_schema = OFF")
    until = time.monotonic() + _SECONDS
    connection.set_progress_handler(lambda: time.monotonic() > until, 100_000)
    return connection


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
