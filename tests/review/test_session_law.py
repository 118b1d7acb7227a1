"""Laws of the session under random acts: the events are all there is, undo and redo are exact."""

from pathlib import Path
from runpy import run_path
from types import SimpleNamespace

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cjm_research.codes.codebook import Codebook
from cjm_research.errors import CjmError
from cjm_research.review.ledger import Ledger
from cjm_research.segments.cutting import standing
from cjm_research.store.database import Store

TOY = SimpleNamespace(**run_path(str(Path(__file__).with_name("toy.py"))))
BOOK = Codebook.framework()
PLACES = st.integers(0, 220)
REFUSED = []
ACTS = st.one_of(
    st.tuples(st.sampled_from(["accept", "reject", "skip", "merge", "flag", "unflag", "undo", "redo"])),
    st.tuples(st.just("goto"), st.integers(0, 9)),
    st.tuples(st.just("change"), st.sampled_from(["explicit", "implicit", ""])),
    st.tuples(st.just("split"), st.integers(1, 40)),
    st.tuples(st.sampled_from(["mark", "invivo"]), PLACES, st.integers(1, 60)),
    st.tuples(st.just("memo"), st.sampled_from(["x", "愁", ""])),
)


def opened(store, lang, coder):
    return TOY.session(store, lang, coder, codebook=BOOK)


def act(session, name, *said):
    """Do one act; what cannot be done is refused with a sentence and changes nothing."""
    try:
        if name == "goto":
            session.goto(session.queue[said[0] % len(session.queue)])
        elif name == "change":
            session.change({"goal": said[0]}, emotion=3)
        elif name == "split":
            session.split(session.current.start + said[0] if session.current else 0)
        elif name == "mark":
            session.mark(said[0], said[0] + said[1], {"pain_point": "functional"})
        elif name == "invivo":
            session.invivo(said[0], said[0] + said[1])
        else:
            getattr(session, name)(*said)
    except CjmError as err:
        REFUSED.append(str(err))


def stands(store):
    held = {key: row["value"] for key, row in store.standing.items()}
    tables = {name: set(rows) for name, rows in store.tables.items() if name != "codebooks" and rows}
    return held, tables, set(store.segments)


def seen(session):
    session.refresh()
    items = {}
    for segment_id in session.queue:
        session.goto(segment_id)
        items[segment_id] = session.current
    return session.queue, session.progress, session.transcript(), items, session.orders(), session.recent


@pytest.mark.parametrize("lang", ["en", "zh"])
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(acts=st.lists(st.tuples(st.booleans(), ACTS), max_size=25))
def test_two_sessions_and_one_opened_later_see_the_same(lang, acts):
    store = TOY.MemoryStore()
    people = {True: opened(store, lang, "Ana"), False: opened(store, lang, "Bo")}
    for is_ana, (name, *said) in acts:
        act(people[is_ana], name, *said)
    assert all(sentence.endswith(".") for sentence in REFUSED)
    for session in people.values():
        assert seen(session) == seen(opened(store, lang, session.coder))
    ledger = Ledger()
    for event in store.acts:
        ledger.add(event)
    assert {(*(row[k] for k in ("segment_id", "kind", "coder")),): row["value"] for row in ledger.rows()} == stands(
        store
    )[0]
    for name in store.tables:
        assert len(ledger.table(name)) == len(store.tables[name])
    machine = TOY.frames(lang)["segments"].to_dict("records")
    everything = pd.DataFrame([*machine, *store.segments.values()])
    found = standing(everything, pd.DataFrame(ledger.table("cuts")))["segment_id"]
    assert set(found) == set(people[True].queue)


@pytest.mark.parametrize("lang", ["en", "zh"])
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(acts=st.lists(ACTS.filter(lambda one: one[0] not in ("undo", "redo")), max_size=15))
def test_undo_takes_all_back_and_redo_brings_all_again(lang, acts):
    store = TOY.MemoryStore()
    session, states = opened(store, lang, "Ana"), []
    for name, *said in acts:
        before, n = stands(store), len(store.acts)
        act(session, name, *said)
        if len(store.acts) > n:
            states.append(before)
    last, own = stands(store), session.codebook
    for state in reversed(states):
        assert session.can_undo
        session.undo()
        assert stands(store) == state
    assert session.undo() is None
    assert session.codebook == BOOK
    for state in [*states[1:], last] if states else []:
        session.redo()
        assert stands(store) == state
    assert session.redo() is None
    assert session.codebook == own


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_database_equals_the_acts_of_two_people(tmp_path, lang):
    made = TOY.frames(lang)
    with Store.open(tmp_path / "s.sqlite", create=True) as store:
        store.replace_many({name: made[name] for name in ("documents", "turns", "segments", "suggestions")})
        ana, bo = opened(store, lang, "Ana"), opened(store, lang, "Bo")
        start = made["segments"]["start"].iloc[1]
        code_id = ana.invivo(start, start + 6)
        bo.change({"goal": "implicit"}, own=[code_id], touchpoint="phone")
        ana.memo("…")
        merged = ana.merge()
        bo.goto(merged)
        first, _ = bo.split(bo.current.start + 8)
        bo.flag("?", "Ana")
        bo.undo()
        bo.undo()
        bo.redo()
        assert first in set(store.frame("segments")["segment_id"])
        assert store.check() == []
        cuts = store.frame("cuts")
        assert set(standing(store.frame("segments"), cuts)["segment_id"]) == set(bo.queue)
        ana.refresh()
        assert ana.transcript().segments != ()
        assert ana.queue == bo.queue
