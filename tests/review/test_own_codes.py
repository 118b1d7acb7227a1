"""Codes of a study's own in the review: suggested, accepted, rejected, changed and taken back like families."""

from __future__ import annotations

import re

import pandas as pd
import pytest

from cjm_research.codes.own_code import OwnCode
from cjm_research.errors import UnknownNameError
from cjm_research.findings.coded import coded, verdicts
from cjm_research.review.coding.session import ReviewSession

TRUST = OwnCode("trust", {"en": "Trust"}, {"en": "Belief."}, {}, {}, {"en": ("a", "b", "c")})
WAITING = OwnCode("waiting", {"zh": "等待"}, {"zh": "等。"}, {}, {}, {"zh": ("甲", "乙", "丙")})


@pytest.fixture
def session(toy, store):
    def session(lang="en", own=(TRUST, WAITING), suggested=(TRUST, WAITING)):
        book = toy.ToyCodebook()
        book.own = own
        made = toy.frames(lang)
        suggestions = with_own(made, suggested)
        return ReviewSession(store, made["segments"], made["documents"], suggestions, book, "Ana", "document")

    return session


def with_own(made, codes):
    """The first code is suggested for the first segment, the others for none."""
    rows = [
        {"segment_id": segment_id, "kind": code.kind, "value": code.id if at == place == 0 else "",
         "score": 0.6 if at == place == 0 else 0.1, "decision": "look" if at == place == 0 else "no",
         "reason": "like: “a”" if at == place == 0 else "", "coder": "own", "version": "1"}
        for at, segment_id in enumerate(made["segments"]["segment_id"])
        for place, code in enumerate(codes)
    ]  # fmt: skip
    return pd.concat([made["suggestions"], pd.DataFrame(rows)], ignore_index=True)


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_an_item_shows_own_codes_apart_from_families(session, lang):
    item = session(lang).current
    assert item.suggested_own == ("trust",)
    assert {code_id: shown.decision for code_id, shown in item.own.items()} == {"trust": "look", "waiting": "no"}
    assert item.own["trust"].reason == "like: “a”"
    assert item.suggested_codes == {"goal": "explicit"}
    assert item.own_codes is None


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_accept_takes_the_own_codes_that_are_suggested(session, store, lang):
    session(lang).accept()
    standing = {kind: row["value"] for (_, kind, _), row in store.standing.items()}
    assert standing["code:trust"] == "trust"
    assert standing["code:waiting"] == ""
    assert store.acts[0]["payload"]["suggested"]["code:trust"]["score"] == 0.6


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_reject_takes_none(session, store, lang):
    at_work = session(lang)
    at_work.reject()
    at_work.move(-1)
    assert at_work.current.own_codes == ()
    assert {row["value"] for row in store.standing.values()} == {""}


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_change_takes_the_own_codes_that_are_named(session, lang):
    at_work = session(lang)
    at_work.change({"pain_point": "functional"}, own=["waiting"])
    at_work.move(-1)
    assert at_work.current.own_codes == ("waiting",)
    assert at_work.current.codes == {"pain_point": "functional"}
    assert at_work.current.verdict["code:trust"] == ""


def test_change_without_own_codes_leaves_what_was_said_of_them(session):
    at_work = session()
    at_work.change({}, own=["waiting"])
    at_work.move(-1)
    at_work.change({"goal": "implicit"})
    at_work.move(-1)
    assert at_work.current.own_codes == ("waiting",)


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_undo_brings_back_what_was_said_of_own_codes(session, lang):
    at_work = session(lang)
    at_work.change({}, own=["waiting"])
    at_work.move(-1)
    at_work.reject()
    at_work.undo()
    assert at_work.current.own_codes == ("waiting",)
    at_work.undo()
    assert at_work.current.own_codes is None
    assert at_work.current.codes is None


def test_yes_and_no_say_nothing_of_a_code_that_was_never_suggested(session, store):
    session(suggested=(TRUST,)).accept()
    assert not any(kind == "code:waiting" for _, kind, _ in store.standing)


def test_a_code_that_left_the_codebook_is_neither_shown_nor_coded(session, store):
    at_work = session(own=(WAITING,))
    assert set(at_work.current.own) == {"waiting"}
    at_work.accept()
    assert not any(kind == "code:trust" for _, kind, _ in store.standing)


@pytest.mark.parametrize(
    ("own", "known"), [((TRUST, WAITING), "trust, waiting"), ((), "none")], ids=["some", "none"]
)  # fmt: skip
def test_change_refuses_an_own_code_that_the_codebook_does_not_hold(session, store, own, known):
    message = f"The codebook holds no own code 'joy'. Known: {known}."
    with pytest.raises(UnknownNameError, match=f"^{re.escape(message)}$"):
        session(own=own).change({}, own=["joy"])
    assert store.acts == []


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_findings_take_verdicts_on_own_codes_and_keep_them_out_of_families(toy, session, store, lang):
    at_work = session(lang)
    at_work.change({}, own=["waiting"])
    codings = pd.DataFrame(store.standing.values())
    suggestions = with_own(toy.frames(lang), (TRUST, WAITING))
    held = verdicts(suggestions, codings, "code:waiting")
    assert held["value"].tolist() == ["waiting", "", "", ""]
    assert held["reviewed"].tolist() == [True, False, False, False]
    assert set(coded(suggestions, codings)["family"]) <= {"goal", "motivation", "pain_point"}
