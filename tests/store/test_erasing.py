"""A person who withdraws leaves neither table, event nor byte; everybody else's history is as it was."""

import pytest

from cjm_research.errors import StoreError
from cjm_research.store.database import Store
from cjm_research.store.replay import replay


def _reviewed(store, toy):
    lang = store.frame("documents")["language"].item()
    session = toy.session(store, lang)
    session.accept()
    session.change({"pain_point": "emotional"}, emotion=1)
    session.undo()
    session.skip()
    session.reject()
    return store.frame("segments")


def _erase(store, gone, words=(), frames=None):
    return store.erase(frames or {}, gone, words, {"case_id": "P01", "documents": ["d1"]}, "Ana")


def test_the_codings_of_a_segment_go_from_the_table_and_from_the_events(filled, toy):
    segments = _reviewed(filled, toy)
    gone = segments["segment_id"].tolist()[:2]
    others = filled.codings()[lambda rows: ~rows["segment_id"].isin(gone)].reset_index(drop=True)
    event_id = _erase(filled, gone)
    assert filled.codings().equals(others)
    assert replay(filled.events()).equals(filled.codings())
    assert filled.check() == []
    told = filled.events().set_index("event_id").loc[event_id]
    assert (told["act"], told["actor"], told["payload"]["case_id"]) == ("withdraw", "Ana", "P01")
    assert not any(key in str(filled.events()["payload"].tolist()) for key in gone)


def test_who_acted_and_when_stays(filled, toy):
    segments = _reviewed(filled, toy)
    before = filled.events()
    _erase(filled, segments["segment_id"])
    after = filled.events().iloc[:-1]
    assert after[["event_id", "created_at", "actor"]].equals(before[["event_id", "created_at", "actor"]])
    assert set(after["act"]) == {"redacted"}


def test_events_of_other_segments_are_not_touched(filled, toy):
    segments = _reviewed(filled, toy)
    before = filled.events()
    other = before[before["payload"].map(lambda told: told["segment_id"] != segments["segment_id"][0])]
    _erase(filled, [segments["segment_id"][0]])
    after = filled.events()
    assert after[after["event_id"].isin(other["event_id"])].reset_index(drop=True).equals(other.reset_index(drop=True))


def test_a_text_that_quotes_the_person_goes_from_a_payload(store):
    store.record("note", {"text": "她说：送得太晚了😀。", "of": ["s1", "s2"], "rest": "stays"}, "Ana")
    _erase(store, ["s2"], ["送得太晚了😀。"])
    payload = store.events()["payload"][0]
    assert (payload["text"], payload["of"], payload["rest"]) == ("", ["s1"], "stays")


def test_a_segment_is_known_by_the_ids_that_it_had_before_an_edit(store):
    row = {"kind": "goal", "coder": "Ana", "value": "explicit", "codebook_version": "v1"}
    store.record("accept", {"segment_id": "s1"}, "Ana", [{**row, "segment_id": "s1"}])
    store.record("accept", {"segment_id": "s5"}, "Ana", [{**row, "segment_id": "s5"}])
    moved = [{**row, "segment_id": "s1", "value": None}, {**row, "segment_id": "s2"}]
    store.record("move", {"moved": {"s1": "s2", "s5": "s6"}}, "cjm", moved)
    _erase(store, ["s2"])
    assert store.events()["act"].tolist() == ["redacted", "accept", "move", "withdraw"]
    assert store.events()["payload"][2]["moved"] == {"s5": "s6"}
    assert store.codings()["segment_id"].tolist() == ["s5"]
    assert store.check() == []


def test_kept_values_lose_what_they_quote(store):
    store.set(
        "versions.before", {"d1": [["s1", 0, "送得太晚了。"]], "d2": [["s2", 0, "It was late."], ["s3", 9, "ok"]]}
    )
    _erase(store, ["s2", "d1"], ["It was late."])
    assert store.get("versions.before") == {"d2": [["s3", 9, "ok"]]}


def test_a_second_withdrawal_leaves_the_first_one_told(store):
    _erase(store, ["d1"])
    _erase(store, ["d1", "d2"])
    assert [payload["documents"] for payload in store.events()["payload"]] == [["d1"], ["d1"]]


def test_the_triggers_are_back_afterwards(filled, toy):
    _erase(filled, _reviewed(filled, toy)["segment_id"])
    for statement in ("DELETE FROM events", "UPDATE events SET actor = 'Bo'"):
        with pytest.raises(StoreError, match="events are append-only"), filled._writing() as connection:
            connection.exec_driver_sql(statement)
    assert filled.check() == []


def test_an_erasure_that_fails_leaves_history_and_triggers_as_they_were(filled, toy):
    segments = _reviewed(filled, toy)
    events, codings = filled.events(), filled.codings()
    orphans = filled.frame("suggestions").assign(segment_id="s-nowhere").drop_duplicates("kind")
    with pytest.raises(StoreError, match="nothing was written, because rows point to something that is not there"):
        _erase(filled, segments["segment_id"], frames={"suggestions": orphans})
    assert filled.events().equals(events)
    assert filled.codings().equals(codings)
    assert filled.check() == []


def test_no_byte_of_what_was_erased_is_left_in_the_files(filled, toy, tmp_path):
    segments = _reviewed(filled, toy)
    said = segments["text"].tolist()
    empty = {name: filled.frame(name).iloc[:0] for name in ("documents", "turns", "segments", "suggestions")}
    _erase(filled, segments["segment_id"], said, empty)
    assert filled.compact() is True
    held = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert not any(text.encode() in held for text in said)


def test_a_database_that_another_program_reads_cannot_be_emptied_and_says_so(filled, toy, tmp_path):
    _reviewed(filled, toy)
    with Store.open(tmp_path / "study.sqlite") as other, other._reading() as connection:
        connection.exec_driver_sql("SELECT count(*) FROM events").fetchone()
        connection.exec_driver_sql("PRAGMA busy_timeout = 1")
        with filled._engine.connect() as mine:
            mine.exec_driver_sql("PRAGMA busy_timeout = 1")
        assert filled.compact() is False
    assert filled.compact() is True


@pytest.mark.parametrize(
    ("name", "before", "after"), [("Ada", "Call ada back", "Call … back"), ("郑若溪", "找郑若溪退款", "找…退款")]
)
def test_words_go_from_names_of_themes_and_nothing_else(tmp_path, name, before, after):
    with Store.open(tmp_path / "s.sqlite", create=True) as store:
        theme = {"theme_id": "th1", "family": "goal", "titles": {"en": before}, "segment_ids": ["s1"]}
        store.record("theme.rename", {"theme_id": "th1", "titles": {"en": before}, "before": [theme]}, "Ana")
        store.record("skip", {"segment_id": "s1", "text": before}, "Ana")
        assert store.blank_words("theme.", [name, "goal", "th1"]) == 1
        first, second = store.events()["payload"]
        assert first["titles"] == {"en": after}
        assert first["before"] == [{**theme, "titles": {"en": after}}]
        assert second["text"] == before
        assert store.check() == []
