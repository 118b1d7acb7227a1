import re

import pytest

from cjm_research.errors import StoreError
from cjm_research.store.database import Store
from cjm_research.store.replay import replay

ROW = {"segment_id": "s1", "kind": "goal", "coder": "Ana", "value": "explicit", "codebook_version": "v1"}


def test_an_act_and_its_codings_are_one_commit_with_time_and_id(store):
    first = store.record("accept", {"segment_id": "s1"}, "Ana", [ROW])
    second = store.record("change", {"segment_id": "s1"}, "Ana", [{**ROW, "value": "implicit"}])
    assert (first, second) == (1, 2)
    assert store.codings().iloc[0].to_dict() == {
        **ROW, "value": "implicit", "act": "change", "created_at": "2026-01-05T09:00:01.000000+00:00", "event_id": 2,
    }  # fmt: skip
    event = store.events(after=1).iloc[0]
    assert event["created_at"] == "2026-01-05T09:00:01.000000+00:00"
    assert event["payload"]["codings"]["before"][0]["value"] == "explicit"
    assert event["payload"]["codings"]["after"][0]["value"] == "implicit"


def test_a_row_without_a_value_takes_a_coding_away(store):
    store.record("accept", {"segment_id": "s1"}, "安娜", [{**ROW, "coder": "安娜"}])
    store.record("undo", {"segment_id": "s1", "undoes": 1}, "安娜", [{**ROW, "coder": "安娜", "value": None}])
    assert len(store.codings()) == 0
    assert len(store.events()) == 2
    assert store.check() == []


def test_an_act_that_cannot_be_written_leaves_neither_event_nor_coding(store):
    with pytest.raises(StoreError):
        store.record("accept", {"segment_id": "s1"}, "Ana", [ROW, ROW])
    assert len(store.events()) == len(store.codings()) == 0


@pytest.mark.parametrize("statement", ["DELETE FROM events", "UPDATE events SET actor = 'Bo'"])
def test_events_can_be_neither_changed_nor_removed(store, statement):
    store.record("skip", {"segment_id": "s1"}, "Ana")
    with pytest.raises(StoreError, match="events are append-only"), store._writing() as connection:
        connection.exec_driver_sql(statement)
    assert len(store.events()) == 1


def test_replay_does_not_depend_on_row_order(filled, toy):
    session = toy.session(filled, filled.frame("documents")["language"].item())
    session.accept()
    session.change({"goal": "implicit"}, emotion=4, stage="use")
    session.undo()
    session.reject()
    events = filled.events()
    assert replay(events.sample(frac=1, random_state=1)).equals(filled.codings())


def test_check_finds_a_coding_that_no_event_tells(store):
    store.record("accept", {"segment_id": "s1"}, "Ana", [ROW])
    with store._writing() as connection:
        connection.exec_driver_sql("UPDATE codings SET value = 'implicit'")
    assert store.check() == [
        "The codings of 1 segments are not those that the events tell, first s1. Another program wrote to the "
        "database; put a backup in its place."
    ]


def test_check_finds_that_events_are_no_longer_protected(store):
    with store._writing() as connection:
        connection.exec_driver_sql("DROP TRIGGER events_no_delete")
    assert store.check() == [
        "The trigger events_no_delete is gone, so events are no longer protected. Put a backup in its place."
    ]


def test_a_backup_is_a_whole_database_and_never_overwrites(filled, tmp_path):
    filled.record("skip", {"segment_id": "s1"}, "Ana")
    path = filled.backup(tmp_path / "备份" / "study.sqlite")
    assert [file.name for file in path.parent.iterdir()] == ["study.sqlite"]
    with Store.open(path) as copy:
        assert copy.frame("segments").equals(filled.frame("segments"))
        assert copy.events().equals(filled.events())
    message = f"{path}: there is a file already. Give the backup another name."
    with pytest.raises(StoreError, match=f"^{re.escape(message)}$"):
        filled.backup(path)


def test_two_stores_on_one_file_see_each_others_acts(store, tmp_path):
    with Store.open(tmp_path / "study.sqlite") as other:
        store.record("accept", {"segment_id": "s1"}, "Ana", [ROW])
        other.record("reject", {"segment_id": "s1"}, "Bo", [{**ROW, "coder": "Bo", "value": ""}])
        assert store.codings().equals(other.codings())
        assert store.codings()["value"].tolist() == ["explicit", ""]


def test_a_failure_says_what_the_database_said(store, tmp_path):
    with pytest.raises(StoreError) as caught:
        store.record("accept", {"segment_id": "s1"}, "Ana", [ROW, ROW])
    assert str(caught.value) == (
        f"{tmp_path / 'study.sqlite'}: nothing was written, because rows point to something that is not there or are "
        "there twice (UNIQUE constraint failed: codings.segment_id, codings.kind, codings.coder). "
        "Write what belongs together in one `replace_many`."
    )
