from datetime import UTC, datetime, timedelta

import pandas as pd
import pytest

from cjm_research.review.coding.checked import Looks, checked, more_checks, study_verdicts
from cjm_research.review.coding.queue import check_order


def looks(store, coder=None):
    return Looks.of(store.events(), coder)


def row(frame, segment_id, code):
    found = frame[(frame["segment_id"] == segment_id) & (frame["code"] == code)]
    return found[["suggested", "marked", "sure"]].iloc[0].tolist()


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_what_was_suggested_stands_beside_what_was_said(toy, store, lang):
    session = toy.session(store, lang)
    session.accept()
    session.change({"motivation": "intrinsic"})
    session.reject()
    frame = checked(looks(store), session.queue)
    assert row(frame, f"s-{lang}-0", "goal") == [True, True, False]
    assert row(frame, f"s-{lang}-0", "goal/explicit") == [True, True, False]
    assert row(frame, f"s-{lang}-1", "pain_point") == [True, False, False]
    assert row(frame, f"s-{lang}-1", "motivation") == [False, True, False]
    assert row(frame, f"s-{lang}-2", "pain_point/financial") == [True, False, False]
    assert set(frame["segment_id"]) == {f"s-{lang}-{at}" for at in range(3)}


def test_only_what_leads_the_check_order_without_a_gap_is_in_the_sample(toy, store):
    session = toy.session(store)
    session.accept()
    session.skip()
    session.accept()
    assert set(checked(looks(store), ["s-en-2", "s-en-1", "s-en-0", "s-en-3"])["segment_id"]) == {"s-en-0", "s-en-2"}
    assert set(checked(looks(store), ["s-en-2", "s-en-3", "s-en-0", "s-en-1"])["segment_id"]) == {"s-en-2"}
    assert checked(looks(store), ["s-en-3", "s-en-0"]).empty


def test_a_change_of_mind_keeps_what_was_shown_first(toy, store):
    toy.session(store).accept()
    taught = toy.frames()
    taught["suggestions"].loc[taught["suggestions"]["kind"] == "goal", "decision"] = "no"
    again = toy.session(store)
    again._suggestions = taught["suggestions"]
    again.goto("s-en-0")
    again.change({"goal": "implicit"})
    frame = checked(looks(store), ["s-en-0"])
    assert row(frame, "s-en-0", "goal") == [True, True, False]
    assert row(frame, "s-en-0", "goal/explicit") == [True, False, False]
    assert row(frame, "s-en-0", "goal/implicit") == [False, True, False]


def test_what_is_undone_was_never_checked(toy, store):
    session = toy.session(store)
    session.accept()
    session.undo()
    assert looks(store).reviewed == frozenset()
    assert checked(looks(store), session.queue).empty


def test_an_undone_skip_is_a_gap_again(toy, store):
    session = toy.session(store)
    session.skip()
    session.accept()
    assert looks(store).skipped == {"s-en-0"}
    session.undo()
    session.undo()
    assert looks(store).skipped == frozenset()


def test_the_word_of_one_person_or_the_latest_of_all_counts(toy, store):
    toy.session(store, coder="Ana").accept()
    toy.session(store, coder="Ben").reject()
    order = ["s-en-0"]
    assert row(checked(looks(store, "Ana"), order), "s-en-0", "goal")[1]
    assert not row(checked(looks(store, "Ben"), order), "s-en-0", "goal")[1]
    assert not row(checked(looks(store), order), "s-en-0", "goal")[1]


def test_codings_that_were_brought_along_are_not_checked(store):
    brought = {"segment_id": "s9", "kind": "goal", "value": "explicit", "coder": "Ana", "codebook_version": "1"}
    store.record("import", {}, "Ana", [brought])
    assert checked(looks(store), ["s9"]).empty


def event(event_id, act, payload, actor="Ana", at="2026-03-02T10:00:00+00:00"):
    return {"event_id": event_id, "created_at": at, "actor": actor, "act": act, "payload": payload}


def judged(event_id, segment_id, kinds, marked, at="2026-03-02T10:00:00+00:00"):
    """Return an act on one segment: kinds to (value, decision) shown, and to the value said."""
    shown = {kind: {"value": value, "score": 0.5, "decision": decision, "version": "1"}
             for kind, (value, decision) in kinds.items()}  # fmt: skip
    said = [{"segment_id": segment_id, "kind": kind, "value": value, "coder": "Ana"} for kind, value in marked.items()]
    payload = {"segment_id": segment_id, "suggested": shown, "codings": {"before": [], "after": said}}
    return event(event_id, "change", payload, at=at)


def test_a_code_of_the_study_counts_where_it_was_shown():
    events = pd.DataFrame(
        [
            judged(1, "s1", {"goal": ("explicit", "no")}, {"goal": ""}),
            judged(2, "s2", {"goal": ("explicit", "no"), "code:wait": ("", "sure")}, {"goal": "", "code:wait": "wait"}),
        ]
    )
    frame = checked(Looks.of(events), ["s1", "s2"])
    assert frame.loc[frame["code"] == "code:wait", ["segment_id", "suggested", "marked", "sure"]].values.tolist() == [
        ["s2", True, True, True]
    ]


def test_words_that_moved_are_followed():
    old = {"segment_id": "s1", "kind": "goal", "value": "explicit", "coder": "Ana"}
    moved = {"moved": {"s1": "s2"}, "codings": {"before": [old], "after": [{**old, "segment_id": "s2"}]}}
    events = pd.DataFrame(
        [judged(1, "s1", {"goal": ("explicit", "look")}, {"goal": "explicit"}), event(2, "move", moved)]
    )
    frame = checked(Looks.of(events), ["s2"])
    assert frame[["segment_id", "code"]].values.tolist() == [["s2", "goal"], ["s2", "goal/explicit"]]


def study(ids, seconds):
    """Return the events of someone who judges segments, one every so many seconds; every fourth is wrong."""
    start = datetime(2026, 3, 2, 10, tzinfo=UTC)
    return pd.DataFrame(
        [
            judged(at + 1, segment_id, {"goal": ("explicit", "sure")}, {"goal": "explicit" if at % 4 else ""},
                   (start + timedelta(seconds=seconds * at)).isoformat())
            for at, segment_id in enumerate(ids)
        ]
    )  # fmt: skip


def test_the_verdicts_of_a_study_rest_on_its_events_alone():
    ids = [f"s{at:03}" for at in range(200)]
    events = study(check_order(ids, seed=5)[:60], seconds=60)
    found = study_verdicts(events, ids, seed=5, language="zh")
    again = study_verdicts(events.sample(frac=1, random_state=1), ids[::-1], seed=5)
    pd.testing.assert_frame_equal(found.table, again.table)
    goal = found.table.set_index("code").loc["goal"]
    assert goal[["n", "n_marked", "n_suggested", "n_sure", "hour_n"]].tolist() == [60, 45, 60, 60, 20]
    assert str(found).startswith("已抽检 60 个片段。")
    assert study_verdicts(events, ids, seed=5, coder="Ben").n_checked == 0


def test_a_third_of_an_hours_segments_are_checks_and_what_is_coded_further_down_joins():
    ids = [f"s{at:03}" for at in range(200)]
    done = Looks.of(study(ids[:20], seconds=30))
    assert done.seconds == 30.0
    assert more_checks(done, ids, 120) == 40
    assert more_checks(done, ids, 500) == 180
    assert more_checks(done, ids[20:40] + ids[:20] + ids[40:], 60) == 40
