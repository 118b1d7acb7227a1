"""Opening a database: look before touching, then connect, then bring the schema to this version in one transaction.

A file that is missing, is no database, is damaged or was made by a newer version is reported with its remedy and left
as it is: it is looked at read-only first.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, MetaData, create_engine, event, inspect, select, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError

from cjm_research.errors import MissingPackageError, StoreError
from cjm_research.store.failing import name_of, reason

VERSION_TABLE = "cjm_schema"
_MIGRATIONS = Path(__file__).parent / "migrations"
_HEADER = b"SQLite format 3\x00"
_ONE_WRITER = 7_205_759  # any fixed number: the advisory lock that writers on PostgreSQL queue for


def open_engine(where: str | Path, create: bool) -> Engine:
    """Return an engine on a database that holds the schema of this version.

    Parameters
    ----------
    where : str or Path
        A file of SQLite, or a URL ``postgresql+pg8000://…``.
    create : bool
        Whether to make the database if there is none.

    Raises
    ------
    StoreError
        If it is missing (and not to be made), damaged, of something else, or of a newer version.
    MissingPackageError
        If the driver that the URL asks for is not installed.
    """
    if "://" in str(where):
        engine = _engine_by_url(str(where))
    else:
        path = Path(where)
        _look_at(path, create)
        engine = _sqlite_engine(path)
    name = name_of(engine) if "://" in str(where) else str(where)
    try:
        _upgrade(engine, name, create)
    except DBAPIError as err:
        engine.dispose()
        raise StoreError(f"{name}: the database cannot be used: {reason(err)}. {_remedy(engine)}") from err
    except StoreError:
        engine.dispose()
        raise
    return engine


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """Give a connection inside a transaction that is the only one to write until it ends."""
    with engine.connect().execution_options(cjm_writes=True) as connection, connection.begin():
        if engine.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _ONE_WRITER})
        yield connection


def _look_at(path: Path, create: bool) -> None:
    if not path.exists():
        if create:
            _make_folder(path)
            return
        raise StoreError(f"{path}: there is no database here. Check the path, or make the study first with `cjm new`.")
    if path.is_dir():
        raise StoreError(f"{path}: this is a folder; a database is a file, for example {path / 'study.sqlite'}.")
    with path.open("rb") as file:
        head = file.read(len(_HEADER))
    if not head:
        if create:
            return
        raise StoreError(
            f"{path}: the file is empty (0 bytes). Put a backup in its place, or remove it and start anew."
        )
    if head != _HEADER:
        raise StoreError(
            f"{path}: this is not a database of SQLite; it begins with {head!r}. "
            "Put a backup in its place, or move the file away and run again."
        )
    _check_pages(path, create)


def _make_folder(path: Path) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as err:
        raise StoreError(
            f"{path}: the folder of the database cannot be made ({err.strerror}). Check the path."
        ) from err


def _check_pages(path: Path, create: bool) -> None:
    try:
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True, timeout=30)) as connection:
            faults = [row[0] for row in connection.execute("PRAGMA quick_check(3)")]
            tables = [row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    except sqlite3.DatabaseError as err:
        if "locked" in str(err):
            raise StoreError(f"{path}: another program holds the database. Close it and run again.") from err
        faults, tables = [str(err)], []
    if faults != ["ok"]:
        raise StoreError(
            f"{path}: the database is damaged ({faults[0].splitlines()[-1]}). It was not touched. "
            "Put a backup in its place; the originals are still in the study's raw folder."
        )
    if not tables and not create:
        raise StoreError(f"{path}: there is no study in this database. Check the path, or remove it and start anew.")
    if tables and VERSION_TABLE not in tables:
        raise StoreError(
            f"{path}: this database is not of a study; it holds the tables {', '.join(sorted(tables)[:5])}. "
            "Check the path, or move the file away and run again."
        )


def _sqlite_engine(path: Path) -> Engine:
    engine = create_engine(f"sqlite+pysqlite:///{path.resolve()}", json_serializer=_to_json)

    @event.listens_for(engine, "connect")
    def _configure(connection: sqlite3.Connection, _: Any) -> None:
        # The driver's own transaction control is off, so that tables are made inside a transaction too.
        connection.isolation_level = None
        for pragma in ("busy_timeout = 30000", "journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON"):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        # A writer takes the lock at once: it waits in the queue instead of failing half way.
        writes = connection.get_execution_options().get("cjm_writes", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


def _engine_by_url(url: str) -> Engine:
    try:
        parsed = make_url(url)
        dialect = parsed.get_dialect()
    except (ArgumentError, NoSuchModuleError) as err:
        raise StoreError(f"{url!r} is no URL of a database. Expected postgresql+pg8000://user@host/name.") from err
    if dialect.name != "postgresql":
        raise StoreError(f"Databases of the kind {dialect.name!r} are not supported. Use a file, or PostgreSQL by URL.")
    if find_spec(dialect.driver) is None:
        raise MissingPackageError(
            f"The database {parsed.render_as_string()} needs the package {dialect.driver}. "
            "Install it: pip install 'cjm-research[postgres]'."
        )
    return create_engine(parsed, json_serializer=_to_json)


def _to_json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _remedy(engine: Engine) -> str:
    if engine.dialect.name == "sqlite":
        return "Check that the folder can be written and that the disk is not full."
    return "Check that the server runs and that the user may connect."


def _upgrade(engine: Engine, name: str, create: bool) -> None:
    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    scripts = ScriptDirectory.from_config(config)
    if _stands_at(engine, name, create, scripts) == scripts.get_current_head():
        return
    with writing(engine) as connection:
        config.attributes.update(connection=connection, version_table=VERSION_TABLE)
        command.upgrade(config, "head")


def _stands_at(engine: Engine, name: str, create: bool, scripts: ScriptDirectory) -> str | None:
    with engine.connect() as connection:
        if not inspect(connection).has_table(VERSION_TABLE):
            if not create:
                raise StoreError(f"{name}: there is no study in this database. Make it first with `cjm new`.")
            return None
        table = MetaData()
        table.reflect(connection, only=[VERSION_TABLE])
        stands = connection.execute(select(table.tables[VERSION_TABLE].c.version_num)).scalar()
    known = [script.revision for script in scripts.walk_revisions()]
    if stands is not None and stands not in known:
        raise StoreError(
            f"{name}: the database was made by a newer version of cjm_research (its schema is {stands}, this version "
            f"knows up to {known[0]}). It was not touched. Update the package: pip install --upgrade cjm-research."
        )
    return stands
