"""PostgreSQL keeps the same promises as SQLite, on a server of its own that lives as long as this file."""

import os
import re
import shutil
import socket
import subprocess
import tempfile
from pathlib import Path

import pandas as pd
import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext

from cjm_research.errors import StoreError
from cjm_research.store.database import Store
from cjm_research.store.opening import VERSION_TABLE, open_engine
from cjm_research.store.tables import METADATA, TABLES


def _missing(reason):
    if os.environ.get("CI") == "true":
        pytest.fail(f"{reason}, and CI must not skip it")
    pytest.skip(reason)


def _programs():
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb")) or [shutil.which("initdb")]
    if found[-1] is None:
        _missing("PostgreSQL is not installed and CJM_TEST_POSTGRES_URL is not set")
    return Path(found[-1]).parent


@pytest.fixture(scope="module")
def server():
    """The URL of an empty database: the one that is given, or one on a server started here."""
    if url := os.environ.get("CJM_TEST_POSTGRES_URL"):
        yield url
        return
    programs = _programs()
    # The server refuses to run as root, as it would in a container.
    user = "postgres" if os.getuid() == 0 else None
    folder = Path(tempfile.mkdtemp(prefix="cjm-pg-"))
    if user:
        shutil.chown(folder, user)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    data, control = folder / "data", [programs / "pg_ctl", "-D", folder / "data", "-w"]
    quiet = {"user": user, "cwd": folder, "check": True, "stdout": subprocess.DEVNULL}
    subprocess.run([programs / "initdb", "-D", data, "-A", "trust", "-U", "cjm", "-E", "UTF8", "--no-sync"], **quiet)
    settings = f"-h 127.0.0.1 -p {port} -k {folder}"
    subprocess.run([*control, "-l", folder / "log", "-o", settings, "start"], **quiet)
    try:
        yield f"postgresql+pg8000://cjm@127.0.0.1:{port}/postgres"
    finally:
        subprocess.run([*control, "-m", "immediate", "stop"], **quiet)
        shutil.rmtree(folder)


@pytest.fixture
def shared(server, clock):
    with Store.open(server, create=True, clock=clock) as store:
        yield store


def test_an_empty_database_is_filled_only_when_asked(server):
    with pytest.raises(StoreError, match=r"there is no study in this database\. Make it first with `cjm new`\.$"):
        Store.open(server)
    engine = open_engine(server, create=True)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"version_table": VERSION_TABLE})
        assert compare_metadata(context, METADATA) == []
    engine.dispose()
    Store.open(server).close()


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_frames_and_acts_are_those_of_sqlite(shared, store, toy, lang):
    shared.replace("documents", shared.frame("documents").iloc[:0])
    store.replace_many(toy.frames(lang))
    shared.replace_many(toy.frames(lang))
    for name in TABLES:
        if name not in ("codings", "events"):
            pd.testing.assert_frame_equal(shared.frame(name), store.frame(name))
    verdicts = []
    for each in (shared, store):
        session = toy.session(each, lang)
        session.accept()
        session.change({"pain_point": "emotional"}, emotion=1)
        session.undo()
        session.skip()
        codings = each.codings()
        verdicts.append(codings[codings["segment_id"].str.contains(lang)][["segment_id", "kind", "value"]])
    pd.testing.assert_frame_equal(*(verdict.reset_index(drop=True) for verdict in verdicts))
    assert shared.check() == []


def test_rows_that_point_to_nothing_are_refused(shared, toy):
    with pytest.raises(
        StoreError, match="nothing was written, because rows point to something that is not there or are there twice"
    ):
        shared.upsert("suggestions", toy.frames("zh")["suggestions"].assign(segment_id="s-nowhere").iloc[:1])


@pytest.mark.parametrize(
    "statement", ["DELETE FROM events", "UPDATE events SET actor = 'Bo'", "TRUNCATE events CASCADE"]
)
def test_events_can_be_neither_changed_nor_removed(shared, statement):
    n_events = len(shared.events())
    with pytest.raises(StoreError, match="events are append-only"), shared._writing() as connection:
        connection.exec_driver_sql(statement)
    assert len(shared.events()) == n_events


def test_a_backup_says_which_tool_makes_it(shared, tmp_path):
    message = "Only a database that is a file is copied so. Use pg_dump for PostgreSQL."
    with pytest.raises(StoreError, match=f"^{re.escape(message)}$"):
        shared.backup(tmp_path / "copy")


def test_a_withdrawal_redacts_events_and_leaves_them_protected(shared, toy):
    shared.replace_many(toy.frames("en"))
    toy.session(shared, "en").accept()
    before = len(shared.events())
    segments = shared.frame("segments")["segment_id"].tolist()
    shared.erase({}, segments, ["It took for ever to load"], {"case_id": "P01", "documents": []}, "Ana")
    assert not set(shared.codings()["segment_id"]) & set(segments)
    assert len(shared.events()) == before + 1
    assert shared.events()["act"].iloc[-1] == "withdraw"
    assert shared.check() == []
    with pytest.raises(StoreError, match="events are append-only"), shared._writing() as connection:
        connection.exec_driver_sql("UPDATE events SET actor = 'Bo'")
    assert shared.compact() is True
