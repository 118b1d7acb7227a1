"""A study of an earlier version goes on with what holds for it in this one."""

import sqlite3
from contextlib import closing

import pandas as pd
import pytest
from alembic import command
from alembic.config import Config

from cjm_research.store.database import Store
from cjm_research.store.opening import _MIGRATIONS, VERSION_TABLE, _sqlite_engine, writing
from cjm_research.store.tables import TABLES

SAID = {"en": "It was late.", "zh": "送得太晚了😀。"}
NEW_TABLES = {"replacements", "codes", "imported", "memos"}


def _first_version(path):
    """Make the database as the first released version made it."""
    engine = _sqlite_engine(path)
    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS))
    with writing(engine) as connection:
        config.attributes.update(connection=connection, version_table=VERSION_TABLE)
        command.upgrade(config, "0001")
    engine.dispose()
    return path


def _fill(path, text):
    with closing(sqlite3.connect(path)) as old, old:
        old.execute("INSERT INTO files VALUES ('a.txt', 'f0', 'text', 'utf-8', 1.0, '', 1, 1, 1, 0, '[]', '', '')")
        old.execute("INSERT INTO documents VALUES ('d1', 'a.txt.txt', 'a.txt', 'interview', 'en', ?, 'f1')", [text])
        old.execute("INSERT INTO cases VALUES ('P01', 'participant', 'a.txt', '{\"NPS\": \"9\"}')")
        old.execute(
            "INSERT INTO turns VALUES ('t1', 'd1', 0, 'P01', 'participant', 'P01', 0, ?, NULL, NULL, '', 'line 1')",
            [len(text)],
        )
        old.execute(
            "INSERT INTO events (created_at, actor, act, payload) VALUES ('2026-01-05', 'Ana', 'skip', "
            '\'{"segment_id": "s1", "codings": {"before": [], "after": []}}\')'
        )


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_study_of_the_first_version_keeps_its_rows_and_gets_the_defaults(tmp_path, lang):
    path = _first_version(tmp_path / "study.sqlite")
    _fill(path, SAID[lang])
    with Store.open(path) as store:
        assert store.frame("files")[["version", "counts"]].values.tolist() == [[1, {}]]
        assert store.frame("documents")[["text", "recorded_at", "wave"]].values.tolist() == [[SAID[lang], "", ""]]
        assert store.frame("cases")[["case_id", "attributes", "consent"]].values.tolist() == [
            ["P01", {"NPS": "9"}, "given"]
        ]
        assert store.frame("turns")[["turn_id", "times"]].values.tolist() == [["t1", []]]
        assert store.events()["act"].tolist() == ["skip"]
        assert store.check() == []


def test_an_upgraded_database_is_that_which_is_made_today(tmp_path):
    upgraded, new = _first_version(tmp_path / "old.sqlite"), tmp_path / "new.sqlite"
    for path in (upgraded, new):
        Store.open(path, create=True).close()

    def shape(path):
        with closing(sqlite3.connect(path)) as connection:
            return {name: [row[1:4] for row in connection.execute(f"PRAGMA table_info({name})")] for name in TABLES}

    assert shape(upgraded) == shape(new)


def test_the_upgraded_tables_take_what_is_new(tmp_path):
    path = _first_version(tmp_path / "study.sqlite")
    _fill(path, SAID["en"])
    place = {
        "document_id": "d1",
        "start": 0,
        "end": 2,
        "kind": "name",
        "pseudonym": "[name-1]",
        "rule": "",
        "status": "made",
    }
    with Store.open(path) as store:
        store.upsert("replacements", pd.DataFrame([place]))
        assert store.frame("replacements").to_dict("records") == [place]
        store.delete("documents", ["d1"])
        assert all(len(store.frame(name)) == 0 for name in NEW_TABLES)
