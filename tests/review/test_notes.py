"""Memos and flags of a session: kept with their event, seen by colleagues, taken back like any act."""

import re

import pandas as pd
import pytest

from cjm_research.codes.codebook import Codebook
from cjm_research.errors import StudyError, UnknownNameError
from cjm_research.review.coding.notes import memo_id

TEXTS = {"en": "She laughs here. 🛋️", "zh": "她在这里笑了。😩"}
LANGS = pytest.mark.parametrize("lang", ["en", "zh"])


def texts(memos):
    return [(memo.coder, memo.text) for memo in memos]


@LANGS
def test_a_memo_stands_on_a_segment_and_takes_the_place_of_the_one_before(toy, store, lang):
    session = toy.session(store, lang)
    session.memo("?")
    session.memo(f" {TEXTS[lang]}\n")
    assert session.current.memo == TEXTS[lang]
    assert texts(session.memos_of("segment", f"s-{lang}-0")) == [("Ana", TEXTS[lang])]
    assert list(store.tables["memos"]) == [(memo_id("segment", f"s-{lang}-0", "Ana"),)]
    assert session.transcript().segments[0].has_memo
    session.undo()
    assert session.current.memo == "?"
    session.redo()
    session.memo("")
    assert session.current.memo == ""
    assert store.tables["memos"] == {}


@LANGS
def test_memos_are_about_documents_people_codes_and_the_study_too(toy, store, lang):
    session = toy.session(store, lang, codebook=Codebook.framework())
    case = session.current.case_id
    session.memo(TEXTS[lang], "document")
    session.memo(TEXTS[lang], "case")
    session.memo(TEXTS[lang], "code", "goal/explicit")
    session.memo(TEXTS[lang], "study")
    bo = toy.session(store, lang, coder="Bo", codebook=Codebook.framework())
    bo.memo("…", "study")
    for about, about_id in (("document", f"d-{lang}"), ("case", case), ("code", "goal/explicit")):
        assert texts(bo.memos_of(about, about_id)) == [("Ana", TEXTS[lang])]
    assert texts(bo.memos_of("study")) == [("Ana", TEXTS[lang]), ("Bo", "…")]


@pytest.mark.parametrize(
    ("said", "message"),
    [
        (("quote", None), "A memo cannot be about 'quote'. It can be about document, segment, code, case, study."),
        (("code", None), "Say which code the memo is about, with about_id=."),
        (("code", "joy"), "This session holds no code called 'joy'. It holds 11."),
        (("document", "d9"), "This session holds no document called 'd9'. It holds 1."),
    ],
)
def test_a_memo_about_nothing_is_refused(toy, store, said, message):
    with pytest.raises((StudyError, UnknownNameError), match=f"^{re.escape(message)}$"):
        toy.session(store, codebook=Codebook.framework()).memo("x", *said)
    assert store.acts == []


def test_the_same_memo_again_is_no_act(toy, store):
    session = toy.session(store)
    session.memo("x")
    session.memo("x ")
    assert len(store.acts) == 1


@LANGS
def test_memos_of_an_import_are_shown_beside_those_written_here(toy, store, lang):
    row = {"memo_id": "m1", "about": "document", "about_id": f"d-{lang}", "text": TEXTS[lang], "coder": "Eva",
           "created_at": "2025-01-01", "source": "old.qdpx"}  # fmt: skip
    session = toy.session(store, lang, memos=pd.DataFrame([row, {**row, "memo_id": "m2", "source": ""}]))
    session.memo("x", "document")
    assert texts(session.memos_of("document", f"d-{lang}")) == [("Ana", "x"), ("Eva", TEXTS[lang])]


@LANGS
def test_a_flag_asks_a_colleague_who_sees_it_and_takes_it_off(toy, store, lang):
    ana, bo = toy.session(store, lang), toy.session(store, lang, coder="Bo")
    ana.goto(f"s-{lang}-2")
    ana.flag(TEXTS[lang], "Bo")
    bo.refresh()
    bo.show("flagged")
    assert bo.queue == (f"s-{lang}-2",)
    (flag,) = bo.current.flags
    assert (flag.coder, flag.colleague, flag.text) == ("Ana", "Bo", TEXTS[lang])
    assert next(one for one in bo.transcript().segments if one.flagged).segment_id == f"s-{lang}-2"
    bo.unflag()
    assert bo.flags_of(f"s-{lang}-2") == ()
    bo.undo()
    assert len(bo.flags_of(f"s-{lang}-2")) == 1


def test_a_flag_for_somebody_else_stays(toy, store):
    toy.session(store).flag("?", "Cai")
    bo = toy.session(store, coder="Bo")
    bo.unflag()
    assert len(bo.flags_of("s-en-0")) == 1
    bo.flag()
    bo.unflag()
    assert [flag.coder for flag in bo.flags_of("s-en-0")] == ["Ana"]


@LANGS
def test_a_blind_session_sees_nothing_that_others_wrote(toy, store, lang):
    ana = toy.session(store, lang)
    ana.flag("?")
    ana.memo(TEXTS[lang])
    ana.accept()
    bo = toy.session(store, lang, coder="Bo", blind=True)
    bo.goto(f"s-{lang}-0")
    assert bo.current.flags == ()
    assert bo.memos_of("segment", f"s-{lang}-0") == ()
    assert bo.others(f"s-{lang}-0") == {}
    assert not any(one.flagged for one in bo.transcript().segments)
    bo.show("flagged")
    assert bo.queue == ()
