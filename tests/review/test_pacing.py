"""The estimate of what is left, and of when the machine can be judged."""

from pathlib import Path
from runpy import run_path

import pytest

from cjm_research.review.coding.pacing import Estimate
from cjm_research.review.coding.session import ReviewSession

_LEARNING = run_path(str(Path(__file__).with_name("test_learning_session.py")))
SEED, judge, study = (_LEARNING[name] for name in ("SEED", "judge", "study"))


def opened(toy, store, lang, n, **more):
    frames, vectors = study(lang, n)
    # The machine is right about nearly everything.
    said = frames["suggestions"]
    right = (said["kind"] == "pain_point") & said["segment_id"].map(lambda one: int(one.split("-")[-1]) % 3 == 0)
    said = said.assign(score=right.map({True: 0.9, False: 0.1}), decision=right.map({True: "look", False: "no"}))
    frames = {**frames, "suggestions": said}
    return ReviewSession(
        store, frames["segments"], frames["documents"], frames["suggestions"], toy.ToyCodebook(), "Ana",
        vectors=vectors, seed=SEED, **more,
    )  # fmt: skip


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_time_left_follows_from_the_pace(toy, store, lang):
    session = opened(toy, store, lang, 30)
    assert session.estimate == Estimate(None, None, None, False)
    judge(session, 10)
    # The toy store's clock goes one minute an act of sixty.
    for at, act in enumerate(store.acts):
        act["created_at"] = f"2026-01-05T09:{at // 3:02}:{at % 3 * 20:02}+00:00"
    again = opened(toy, store, lang, 30).estimate
    assert (again.seconds_per_segment, again.seconds_left) == (20.0, 400.0)


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_enough_comes_nearer_and_is_reached(toy, store, lang):
    session, forecasts = opened(toy, store, lang, 90), []
    while not session.estimate.is_enough and session.current:
        judge(session, 5)
        forecasts.append(session.estimate.enough_at)
    assert session.estimate.is_enough
    assert session.estimate.enough_at == 0
    known = [one for one in forecasts if one is not None]
    assert known[0] > known[-1] == 0
    table = session.verdicts().table.set_index("code")
    assert not (table.loc[["goal", "motivation", "pain_point"], "verdict"] == "too little evidence").any()


def test_where_those_that_wait_will_not_do_nothing_is_promised(toy, store):
    session = opened(toy, store, "en", 36)
    judge(session, 30)
    assert (session.estimate.enough_at, session.estimate.is_enough) == (None, False)


def test_blind_verdicts_promise_nothing_of_the_machine(toy, store):
    session = opened(toy, store, "zh", 60, blind=True)
    judge(session, 40)
    assert (session.estimate.enough_at, session.estimate.is_enough) == (None, False)
