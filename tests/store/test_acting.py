"""Acts on more than codings: one event, its rows, undo and redo, and who comes too late."""

import pytest

from cjm_research.errors import StaleError, StoreError, UnknownNameError
from cjm_research.review.ledger import Ledger, again, reverse
from cjm_research.schema import empty
from cjm_research.store.database import Store
from cjm_research.store.replay import replay_tables
from cjm_research.store.tables import ACTED

CODING = {"segment_id": "s9", "kind": "goal", "value": "explicit", "coder": "Ana", "codebook_version": "b1"}
CUT = {"segment_id": "s9", "document_id": "d1", "start": 3, "end": 9, "made": "merge", "parents": ["s1", "s2"],
       "coder": "Ana"}  # fmt: skip


@pytest.fixture
def store(tmp_path):
    with Store.open(tmp_path / "study.sqlite", create=True) as opened:
        yield opened


def flag(text, coder="Ana"):
    return {"segment_id": "s1", "coder": coder, "colleague": "Ben", "text": text}


def memo(text, about_id="d1"):
    return {"memo_id": "m1", "about": "document", "about_id": about_id, "text": text, "coder": "安娜",
            "created_at": "2026-01-05", "source": ""}  # fmt: skip


def ledger_of(store):
    ledger = Ledger()
    for event in store.events().to_dict("records"):
        ledger.add(event)
    return ledger


def same_as_told(store):
    told = replay_tables(store.events())
    for name in ("codings", *ACTED):
        assert told[name].equals(store.frame(name)), name
    assert store.check() == []
    return True


def test_one_act_changes_codings_and_other_rows_together(store):
    event = store.record("merge", {"segment_id": "s9"}, "Ana", [CODING], {"cuts": [CUT], "flags": [flag("什么意思？")]})
    assert store.frame("cuts")[["segment_id", "parents", "event_id"]].values.tolist() == [["s9", ["s1", "s2"], event]]
    assert store.frame("flags")["text"].tolist() == ["什么意思？"]
    assert store.codings()["value"].tolist() == ["explicit"]
    assert same_as_told(store)


def test_an_act_is_taken_back_and_done_again_with_all_its_rows(store):
    store.record("flag", {"segment_id": "s1"}, "Ana", (), {"flags": [flag("first")]})
    store.record("merge", {"segment_id": "s9"}, "Ana", [CODING], {"cuts": [CUT], "flags": [flag("second")]})
    after = {name: store.frame(name).drop(columns=["event_id", "created_at"]) for name in ("codings", "cuts", "flags")}

    act = ledger_of(store).last_act("Ana")
    codings, rows = reverse(act["payload"])
    store.record("undo", {"segment_id": "s9", "undoes": act["event_id"]}, "Ana", codings, rows)
    assert store.codings().empty
    assert store.frame("cuts").empty
    assert store.frame("flags")["text"].tolist() == ["first"]
    assert store.frame("flags")["event_id"].tolist() == [1]  # as it stood, not as if it were new
    assert same_as_told(store)

    undone = ledger_of(store).next_redo("Ana")
    codings, rows = again(undone["payload"])
    store.record("redo", {"segment_id": "s9", "redoes": undone["event_id"]}, "Ana", codings, rows)
    for name, frame in after.items():
        assert store.frame(name).drop(columns=["event_id", "created_at"]).equals(frame)
    assert ledger_of(store).last_act("Ana")["event_id"] == undone["event_id"]
    assert ledger_of(store).next_redo("Ana") is None
    assert same_as_told(store)


def test_a_new_act_leaves_nothing_to_do_again_at_its_desk_alone(store):
    store.record("flag", {"segment_id": "s1"}, "Ana", (), {"flags": [flag("first")]})
    store.record("settle.decide", {"segment_id": "s1"}, "Ana")
    for act, of in (("undo", 1), ("settle.undo", 2)):
        store.record(act, {"segment_id": "s1", "undoes": of}, "Ana", *reverse(store.events()["payload"][of - 1]))
    store.record("accept", {"segment_id": "s9"}, "Ana", [CODING])
    ledger = ledger_of(store)
    assert ledger.next_redo("Ana") is None
    assert ledger.next_redo("Ana", "settle")["event_id"] == 2
    assert ledger.next_redo("Ben", "settle") is None


def test_memos_that_were_imported_are_no_acts_of_people_here(store):
    imported = {"memo_id": "m7", "about": "code", "about_id": "价格", "text": "旧备忘", "coder": "", "created_at": "",
                "source": "old.qdpx"}  # fmt: skip
    store.upsert("memos", empty("memos").assign(**{name: [value] for name, value in imported.items()}))
    store.record("memo", {"segment_id": "s1"}, "安娜", (), {"memos": [memo("看看这里")]})
    assert sorted(store.frame("memos")["text"]) == ["旧备忘", "看看这里"]
    assert store.check() == []
    store.record("memo", {"segment_id": "s1"}, "安娜", (), {"memos": [{"memo_id": "m1", "gone": True}]})
    assert store.frame("memos")["text"].tolist() == ["旧备忘"]
    assert store.check() == []


def test_who_comes_after_a_cut_that_was_not_read_is_told_and_nothing_is_kept(store):
    seen = store.record("accept", {"segment_id": "s1"}, "Ben")
    store.record("merge", {"segment_id": "s9"}, "Ana", (), {"cuts": [CUT]})
    message = (
        r"^Ana changed segments in the meantime \(merge\)\. Nothing was kept of this act; look at the segments as they "
        r"are now and do it again\.$"
    )
    with pytest.raises(StaleError, match=message):
        store.record("accept", {"segment_id": "s1"}, "Ben", [{**CODING, "coder": "Ben"}], seen=seen)
    assert store.codings().empty
    assert len(store.events()) == 2
    store.record("accept", {"segment_id": "s9"}, "Ben", [{**CODING, "coder": "Ben"}], seen=2)
    store.record("accept", {"segment_id": "s9"}, "Ana", [CODING], seen=2)  # a coding in between cuts nothing
    assert len(store.codings()) == 2


def test_two_versions_of_the_codebook_never_take_each_others_number(store):
    version = {"number": 1, "version": "b1", "parent": "", "content": {"own": []}, "reopens": [], "coder": "安娜"}
    store.record("codebook.add", {}, "安娜", (), {"codebooks": [version]})
    message = (
        r"^安娜 changed the codebook in the meantime \(version 1\)\. Nothing was kept of this act; look at the "
        r"codebook as it is now and do it again\.$"
    )
    with pytest.raises(StaleError, match=message):
        store.record("codebook.add", {}, "Ben", (), {"codebooks": [{**version, "version": "b2", "coder": "Ben"}]})
    assert store.frame("codebooks")["version"].tolist() == ["b1"]
    assert len(store.events()) == 1


def test_tables_of_people_are_written_by_acts_alone(store):
    for name in (
        "cuts",
        "flags",
        "decisions",
        "samples",
        "codebooks",
        "cards",
        "stages",
        "weights",
        "maps",
        "validations",
    ):
        with pytest.raises(StoreError, match=f"^The table '{name}' is written by `record` alone, one act at a time.$"):
            store.upsert(name, empty(name))
    known = "cuts, flags, memos, decisions, samples, codebooks, cards, stages, weights, maps, validations"
    message = f"^No act changes the table 'themes'. Acts change codings and {known}.$"
    with pytest.raises(UnknownNameError, match=message):
        store.record("flag", {}, "Ana", (), {"themes": []})


def test_a_table_that_differs_from_its_events_is_told(store):
    store.record("flag", {"segment_id": "s1"}, "Ana", (), {"flags": [flag("first")]})
    with store._writing() as connection:
        connection.exec_driver_sql("UPDATE flags SET text = 'other'")
    assert store.check() == [
        "Rows of the table flags are not those that the events tell, first s1. Another program wrote to the database; "
        "put a backup in its place."
    ]
