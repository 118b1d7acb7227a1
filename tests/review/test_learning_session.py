"""The session learns: what comes next, and with which score, follows from the verdicts alone."""

import re

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cjm_research.errors import SchemaError
from cjm_research.review.coding.queue import check_order, check_sample
from cjm_research.review.coding.session import ReviewSession
from cjm_research.schema import FAMILIES

SAID = {
    "en": ("Lift {n} was broken again.", "Lift {n} was quick.", "I took lift {n}."),
    "zh": ("{n}号电梯又坏了。", "{n}号电梯很快。", "我坐了{n}号电梯。"),
}
SEED = 11


def study(lang, n=30):
    """Return frames and vectors of a survey in which the coder takes the first kind for no pain point."""
    segments, documents, suggestions, vectors = [], [], [], []
    for at in range(n):
        kind, name = at % 3, f"{lang}-{at:02}"
        text = SAID[lang][kind].format(n=at)
        documents.append({"document_id": f"d-{name}", "name": f"a.csv/R{at:02}.txt", "source": "a.csv",
                          "kind": "survey", "language": lang, "text": text, "sha256": "0" * 64})  # fmt: skip
        segments.append({"segment_id": f"s-{name}", "document_id": f"d-{name}", "turn_id": f"t-{name}",
                         "case_id": f"R{at:02}", "start": 0, "end": len(text), "text": text, "context": "",
                         "language": lang, "kind": "survey", "position": 0.0})  # fmt: skip
        for family in FAMILIES:
            score = (0.4, 0.6, 0.2)[kind] + at / 1000 if family == "pain_point" else 0.05
            suggestions.append({"segment_id": f"s-{name}", "kind": family, "value": "functional",
                                "score": score, "decision": "look" if score > 0.5 else "no", "reason": "",
                                "coder": "toy", "version": "1"})  # fmt: skip
        vectors.append(np.eye(4)[kind] * 0.95 + np.eye(4)[3] * 0.31)
    frames = {"segments": segments, "documents": documents, "suggestions": suggestions}
    return {name: pd.DataFrame(rows) for name, rows in frames.items()}, np.array(vectors)


def opened(toy, store, lang="en", coder="Ana", order="uncertain", shuffled=None):
    frames, vectors = study(lang)
    if shuffled is not None:
        rows = np.random.default_rng(shuffled).permutation(len(vectors))
        frames, vectors = {**frames, "segments": frames["segments"].iloc[rows]}, vectors[rows]
    return ReviewSession(
        store, frames["segments"], frames["documents"], frames["suggestions"], toy.ToyCodebook(), coder, order,
        vectors=vectors, seed=SEED,
    )  # fmt: skip


def judge(session, n):
    """Say of the current segments what holds: those of the first kind are pain points."""
    for _ in range(n):
        is_pain = int(session.current.segment_id[-2:]) % 3 == 0
        session.change({"pain_point": "functional"} if is_pain else {})


def state(session):
    return session.queue, session.current


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_scores_and_decisions_of_coming_segments_follow_the_verdicts(toy, store, lang):
    session = opened(toy, store, lang)
    judge(session, 15)
    for segment_id in session.queue[15:]:
        session.goto(segment_id)
        shown, kind = session.current.suggestions["pain_point"], int(segment_id[-2:]) % 3
        assert (shown.decision != "no") == (kind == 0)
    assert {act["act"] for act in store.acts} == {"change"}


def test_the_event_keeps_the_score_and_decision_that_were_shown(toy, store):
    session = opened(toy, store)
    judge(session, 15)
    shown = session.current.suggestions["pain_point"]
    first = {row["segment_id"]: row["score"] for row in study("en")[0]["suggestions"].to_dict("records")}
    session.accept()
    kept = store.acts[-1]["payload"]["suggested"]["pain_point"]
    assert kept == {"value": "functional", "score": shown.score, "decision": shown.decision, "version": "1"}
    assert kept["score"] != first[store.acts[-1]["payload"]["segment_id"]]


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_undo_restores_scores_and_order(toy, store, lang):
    session, states = opened(toy, store, lang), []
    for _ in range(9):
        states.append(state(session))
        judge(session, 1)
    while states:
        session.undo()
        assert state(session) == states.pop()


def test_another_session_reaches_the_same_state_whatever_the_rows(toy, store):
    session = opened(toy, store)
    judge(session, 7)
    session.skip()
    judge(session, 4)
    session.undo()
    judge(session, 1)
    assert state(opened(toy, store, shuffled=4)) == state(session)
    other = opened(toy, store, coder="Bo")
    session.goto(other.current.segment_id)
    assert other.current.suggestions == session.current.suggestions


@settings(max_examples=10, deadline=None)
@given(st.randoms(use_true_random=False))
def test_the_order_in_which_segments_were_coded_changes_no_score(toy_module, draw):
    scores = []
    for mixes in (False, True):
        store = toy_module.MemoryStore()
        session = opened(toy_module, store)
        chosen = [f"s-en-{at:02}" for at in range(12)]
        if mixes:
            draw.shuffle(chosen)
        for segment_id in chosen:
            session.goto(segment_id)
            judge(session, 1)
        shown = {}
        for segment_id in sorted(session.queue):
            session.goto(segment_id)
            shown[segment_id] = session.current.suggestions
        scores.append((shown, set(session.queue[12:])))
    assert scores[0] == scores[1]


@pytest.mark.parametrize("with_vectors", [True, False])
def test_every_third_segment_is_of_the_check_order(toy, store, with_vectors):
    frames, vectors = study("zh")
    session = ReviewSession(
        store, frames["segments"], frames["documents"], frames["suggestions"], toy.ToyCodebook(), "Ana",
        vectors=vectors if with_vectors else None, seed=SEED,
    )  # fmt: skip
    order, done = check_order(frames["segments"]["segment_id"], SEED), []
    for place in range(15):
        if place % 3 == 2:
            assert session.current.segment_id == next(one for one in order if one not in done)
        done.append(session.current.segment_id)
        judge(session, 1)
    assert list(session.queue[:15]) == done
    assert len(check_sample(order, done)) >= 5


def test_without_vectors_the_scores_stay_as_suggested(toy, store):
    frames, _ = study("en")
    session = ReviewSession(
        store, frames["segments"], frames["documents"], frames["suggestions"], toy.ToyCodebook(), "Ana"
    )
    judge(session, 12)
    said = frames["suggestions"].set_index(["segment_id", "kind"])["score"]
    for segment_id in session.queue:
        session.goto(segment_id)
        assert session.current.suggestions["pain_point"].score == said[segment_id, "pain_point"]


def test_document_order_stays_and_learns_all_the_same(toy, store):
    session = opened(toy, store, order="document")
    before = session.queue
    judge(session, 12)
    assert session.queue == before == tuple(f"s-en-{at:02}" for at in range(30))
    assert session.current.segment_id == "s-en-12"
    assert session.current.suggestions["pain_point"].decision != "no"


def test_segments_put_off_come_last_and_go_round(toy, store):
    session = opened(toy, store)
    put_off = []
    for _ in range(2):
        put_off.append(session.current.segment_id)
        session.skip()
    judge(session, 28)
    assert list(session.queue[28:]) == put_off
    session.skip()
    assert session.current.segment_id == put_off[1]
    session.skip()
    assert session.current.segment_id == put_off[0]
    judge(session, 2)
    assert session.current is None


def test_a_session_stays_at_its_segment_when_another_one_codes(toy, store):
    one, other = opened(toy, store), opened(toy, store, coder="Bo")
    shown = one.current.segment_id
    judge(other, 10)
    one.refresh()
    assert one.current.segment_id == shown
    assert one.progress.done == 0


def test_vectors_that_do_not_fit_the_segments_are_refused(toy, store):
    frames, vectors = study("en")
    message = "There are 3 vectors for 30 segments. Pass one vector for each segment, in the order of the segments."
    with pytest.raises(SchemaError, match=f"^{re.escape(message)}$"):
        ReviewSession(
            store, frames["segments"], frames["documents"], frames["suggestions"], toy.ToyCodebook(), "Ana",
            vectors=vectors[:3],
        )  # fmt: skip


@pytest.fixture(scope="module")
def toy_module():
    from pathlib import Path
    from runpy import run_path
    from types import SimpleNamespace

    return SimpleNamespace(**run_path(str(Path(__file__).with_name("toy.py"))))


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_suggestion_shows_the_nearest_segment_that_was_coded_so(toy, store, lang):
    session = opened(toy, store, lang)
    assert all("reviewed" not in shown.detail for shown in session.current.suggestions.values())
    judge(session, 15)
    coded = session.queue[:15]
    waiting = next(at for at in session.queue[15:] if int(at[-2:]) % 3 == 0)
    while session.current.segment_id != waiting:
        session.skip()
    (example,) = session.current.suggestions["pain_point"].detail["reviewed"]
    assert example["segment_id"] in coded
    assert int(example["segment_id"][-2:]) % 3 == 0
    assert example["text"] == SAID[lang][0].format(n=int(example["segment_id"][-2:]))
