import os
import re
import sqlite3

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext

from cjm_research.errors import MissingPackageError, StoreError
from cjm_research.store.database import Store
from cjm_research.store.opening import VERSION_TABLE, open_engine
from cjm_research.store.tables import METADATA


def _bytes(path):
    return path.read_bytes()


def _refused(path, message, create=True):
    before = _bytes(path)
    with pytest.raises(StoreError, match=f"^{re.escape(str(path))}: {message}$"):
        Store.open(path, create=create)
    assert _bytes(path) == before


def test_a_missing_file_is_not_made_unasked(tmp_path):
    path = tmp_path / "研究" / "study.sqlite"
    message = f"{path}: there is no database here. Check the path, or make the study first with `cjm new`."
    with pytest.raises(StoreError, match=f"^{re.escape(message)}$"):
        Store.open(path)
    assert not path.parent.exists()
    Store.open(path, create=True).close()
    Store.open(path).close()


def test_a_folder_is_no_database(tmp_path):
    with pytest.raises(StoreError, match=r"this is a folder; a database is a file, for example .*study\.sqlite\.$"):
        Store.open(tmp_path, create=True)


def test_an_empty_file_is_made_a_database_only_when_asked(tmp_path):
    path = tmp_path / "study.sqlite"
    path.touch()
    _refused(
        path, r"the file is empty \(0 bytes\)\. Put a backup in its place, or remove it and start anew\.", create=False
    )
    Store.open(path, create=True).close()
    assert _bytes(path)[:15] == b"SQLite format 3"


@pytest.mark.parametrize("text", ["name,answer\n1,good\n", "姓名，回答\n"], ids=["en", "zh"])
def test_a_file_that_is_no_database_is_left_alone(tmp_path, text):
    path = tmp_path / "study.sqlite"
    path.write_text(text, encoding="utf-8")
    _refused(path, r"this is not a database of SQLite; it begins with b'.*'\. Put a backup .* run again\.")


def test_a_truncated_database_is_left_alone(tmp_path, toy):
    path = tmp_path / "study.sqlite"
    with Store.open(path, create=True) as store:
        store.replace_many(toy.frames("zh"))
    with path.open("r+b") as file:
        file.truncate(path.stat().st_size // 2)
    _refused(path, r"the database is damaged \(.+\)\. It was not touched\. Put a backup .* raw folder\.")


def test_a_database_with_overwritten_pages_is_left_alone(tmp_path, toy):
    path = tmp_path / "study.sqlite"
    with Store.open(path, create=True) as store:
        store.replace_many(toy.frames("en"))
    with path.open("r+b") as file:
        file.seek(4096)
        file.write(os.urandom(3 * 4096))
    _refused(path, r"the database is damaged \(.+\)\. It was not touched\. Put a backup .* raw folder\.")


def test_a_database_of_something_else_is_left_alone(tmp_path):
    path = tmp_path / "study.sqlite"
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE recipes (name)")
    connection.close()
    _refused(path, r"this database is not of a study; it holds the tables recipes\. Check the path, .* run again\.")


def test_a_newer_schema_is_left_alone(tmp_path):
    path = tmp_path / "study.sqlite"
    Store.open(path, create=True).close()
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute(f"UPDATE {VERSION_TABLE} SET version_num = '0099'")
    connection.close()
    _refused(
        path,
        r"the database was made by a newer version of cjm_research \(its schema is 0099, this version knows up to "
        r"0006\)\. It was not touched\. Update the package: pip install --upgrade cjm-research\.",
    )


def test_a_folder_that_cannot_be_written_is_named(tmp_path):
    path = tmp_path / "file" / "study.sqlite"
    path.parent.write_text("not a folder")
    with pytest.raises(StoreError, match=r"the folder of the database cannot be made .* Check the path\.$"):
        Store.open(path, create=True)


def test_sqlite_is_safe_against_crashes_and_waits_for_others(store):
    with store._engine.connect() as connection:
        found = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "foreign_keys", "busy_timeout", "synchronous")
        }
    assert found == {"journal_mode": "wal", "foreign_keys": 1, "busy_timeout": 30000, "synchronous": 2}


def test_migrations_make_what_the_tables_say(tmp_path):
    engine = open_engine(tmp_path / "study.sqlite", create=True)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"version_table": VERSION_TABLE})
        assert compare_metadata(context, METADATA) == []
    engine.dispose()


@pytest.mark.parametrize(
    ("url", "error", "message"),
    [
        ("mysql://me@here/study", StoreError, "Databases of the kind 'mysql' are not supported. Use a file, or "
         "PostgreSQL by URL."),
        ("nonsense://here", StoreError, "'nonsense://here' is no URL of a database. Expected "
         "postgresql+pg8000://user@host/name."),
    ],
    ids=["kind", "nonsense"],
)  # fmt: skip
def test_a_url_that_cannot_be_used_says_why(url, error, message):
    with pytest.raises(error, match=f"^{re.escape(message)}$"):
        Store.open(url, create=True)


def test_a_missing_driver_says_what_to_install(monkeypatch):
    monkeypatch.setattr("cjm_research.store.opening.find_spec", lambda name: None)
    message = (
        "The database postgresql+pg8000://me:***@127.0.0.1:1/study needs the package pg8000. "
        "Install it: pip install 'cjm-research[postgres]'."
    )
    with pytest.raises(MissingPackageError, match=f"^{re.escape(message)}$"):
        Store.open("postgresql+pg8000://me:secret@127.0.0.1:1/study")


def test_a_server_that_does_not_answer_is_named_without_the_password():
    pytest.importorskip("pg8000", reason="pg8000 is not installed")
    with pytest.raises(StoreError, match=r"Check that the server runs and that the user may connect\.$") as caught:
        Store.open("postgresql+pg8000://me:secret@127.0.0.1:1/study")
    assert "secret" not in str(caught.value)
