"""What is to be looked at again: codings that were carried over, and those whose code changed its meaning."""

import pandas as pd
import pytest

from cjm_research.review.reopened import reopened


def coding(segment_id, kind, value, event_id, act="change", coder="Ana"):
    return {"segment_id": segment_id, "kind": kind, "value": value, "coder": coder, "act": act, "event_id": event_id}


def test_codings_older_than_a_change_of_their_code_are_reopened():
    codings = [
        coding("s1", "goal", "explicit", 1), coding("s2", "goal", "explicit", 9), coding("s3", "goal", "implicit", 1),
        coding("s4", "goal", "", 1), coding("s1", "code:trust", "trust", 2), coding("s2", "code:trust", "", 2),
        coding("s5", "stage", "use", 3, "split", "李"),
    ]  # fmt: skip
    books = [{"number": 2, "reopens": ["goal/explicit"], "event_id": 5},
             {"number": 3, "reopens": ["code:trust"], "event_id": 6}]  # fmt: skip
    found = reopened(pd.DataFrame(codings), pd.DataFrame(books))
    assert found.values.tolist() == [
        ["s1", "Ana", "code:trust", "codebook"], ["s1", "Ana", "goal", "codebook"], ["s5", "李", "stage", "split"],
    ]  # fmt: skip


def test_nothing_is_reopened_where_nothing_changed():
    frame = reopened(pd.DataFrame([coding("s1", "goal", "explicit", 1)]), pd.DataFrame(columns=["number", "reopens"]))
    assert frame.columns.tolist() == ["segment_id", "coder", "kind", "why"]
    assert len(frame) == 0


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_session_sees_what_a_change_of_the_codebook_reopens(toy, store, lang):
    from cjm_research.codes.codebook import Codebook

    book = Codebook.framework()
    session = toy.session(store, lang, codebook=book)
    session.change({"goal": "explicit"})
    row = {"number": 1, "version": book.version, "parent": "", "content": book.to_content(),
           "reopens": ["goal/explicit"], "coder": "Bo"}  # fmt: skip
    store.record("codebook.define", {}, "Bo", rows={"codebooks": [row]})
    session.show("reopened")
    assert session.queue == (f"s-{lang}-0",)
    assert session.current.reopened == (("goal", "codebook"),)
    assert session.transcript().segments[0].reopened
    session.accept()
    session.show("reopened")
    assert session.queue == ()
