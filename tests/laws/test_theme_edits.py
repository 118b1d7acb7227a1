"""Law 4 for themes: whatever a person did to the themes holds after any later fit, and all of it can be undone."""

from pathlib import Path
from runpy import run_path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cjm_research.errors import CjmError
from cjm_research.store.database import Store
from cjm_research.themes.law.edits import Law
from cjm_research.themes.law.resolve import resolve

_TOY = run_path(str(Path(__file__).parents[1] / "themes" / "edits_toy.py"))
Study = _TOY["Study"]
LIMITS = settings(max_examples=3, derandomize=True, deadline=None, database=None)
NAMES = ("Late delivery", "送货太慢", "Prices", "看不懂说明书", "Waiting", "没人理我")
N_EDITS = 30


def _edit(session, rng, number):
    """Make one random edit, or be refused."""
    real = session.themes[~session.themes["rest"].astype(bool)]
    row = real.iloc[int(rng.integers(len(real)))]
    homes = session.members[session.members["home"].astype(bool)]
    own = homes.loc[homes["theme_id"] == row["theme_id"], "segment_id"].tolist()
    kind = ("rename", "merge", "split", "pin", "move")[int(rng.integers(5))]
    if kind == "rename":
        session.rename(row["theme_id"], f"{NAMES[number % len(NAMES)]} {number}")
    elif kind == "merge":
        others = real[(real["family"] == row["family"]) & (real["theme_id"] != row["theme_id"])]
        session.merge(row["theme_id"], others["theme_id"].iloc[int(rng.integers(max(len(others), 1)))])
    elif kind == "split":
        session.split(row["theme_id"], [str(one) for one in rng.choice(own, max(1, len(own) // 2), replace=False)])
    elif kind == "pin":
        session.pin(row["theme_id"])
    else:
        there = homes[homes["family"] == row["family"]]["segment_id"].tolist()
        session.move([str(one) for one in rng.choice(there, 2, replace=False)], row["theme_id"])


def _edit_many(session, seed, n_edits=N_EDITS):
    rng = np.random.default_rng(seed)
    done = 0
    while done < n_edits:
        try:
            _edit(session, rng, done)
            done += 1
        except (CjmError, IndexError):
            # Refused, such as a pin of what is pinned, or merging the only theme of its family.
            done += 0


@LIMITS
@given(seed=st.integers(0, 10**6))
def test_thirty_edits_hold_after_new_segments_and_another_fit(seed):
    study = Study(seed=seed)
    session = study.session()
    _edit_many(session, seed)
    law, before = Law.of(study.store.events()), session.themes.set_index("theme_id")
    homes = session.members[session.members["home"].astype(bool)]
    study.fit(seed + 1, n_topics=5, more=12)
    session.refresh()
    after = session.themes.set_index("theme_id")
    now = session.members[session.members["home"].astype(bool)].set_index(["family", "segment_id"])["theme_id"]
    # Merges, splits, moves and pins: every segment is where the act put it.
    held = law.held()
    assert [now[key] for key in zip(held["family"], held["segment_id"], strict=True)] == held["theme_id"].tolist()
    # Names: every named theme is there, called so, and holds of what it held a part worth the name.
    for theme_id in before.index[before["named_by"] != ""]:
        assert after.loc[theme_id, "title"] == before.loc[theme_id, "title"]
        was = set(homes.loc[homes["theme_id"] == theme_id, "segment_id"])
        is_now = set(session.members.loc[session.members["theme_id"] == theme_id, "segment_id"])
        assert was & is_now
    for theme_id in before.index[before["pinned"].astype(bool)]:
        assert after.loc[theme_id, "pinned"]
        assert after.loc[theme_id, "titles"].items() >= before.loc[theme_id, "titles"].items()
    assert len(now) == len(study.topics)


@LIMITS
@given(seed=st.integers(0, 10**6))
def test_undoing_everything_gives_back_the_frames_of_the_machine(seed):
    study = Study(seed=seed)
    session = study.session()
    themes, members = session.themes, session.members
    pd.testing.assert_frame_equal(members, study.members)
    pd.testing.assert_frame_equal(themes, study.themes)
    _edit_many(session, seed)
    edited = session.members
    for _ in range(N_EDITS):
        assert session.undo() is not None
    assert session.undo() is None
    pd.testing.assert_frame_equal(session.members, members)
    pd.testing.assert_frame_equal(session.themes, themes)
    for _ in range(N_EDITS):
        assert session.redo() is not None
    assert session.redo() is None
    pd.testing.assert_frame_equal(session.members, edited)


@LIMITS
@given(seed=st.integers(0, 10**6))
def test_undoing_everything_after_a_later_fit_leaves_each_topic_of_it_whole(seed):
    study = Study(seed=seed)
    session = study.session()
    _edit_many(session, seed)
    study.fit(seed + 1, n_topics=5, more=12)
    while session.undo() is not None:
        pass
    fit = study.topics.merge(session.members[session.members["home"].astype(bool)], on=["family", "segment_id"])
    real = fit[fit["topic"] >= 0]
    assert (real.groupby(["family", "topic"])["theme_id"].nunique() == 1).all()
    assert (real.groupby("theme_id")["topic"].nunique() == 1).all()
    assert (session.themes["named_by"] == "").all()
    assert not session.themes["title"].str.fullmatch("|".join(f"{name} [0-9]+" for name in NAMES)).any()


@settings(LIMITS, max_examples=15)
@given(seed=st.integers(0, 10**6), edits=st.integers(0, 12))
def test_a_result_resolved_again_in_any_order_is_itself(seed, edits):
    study = Study(seed=seed)
    _edit_many(study.session(), seed, edits)
    homes, events = study.previous, study.store.events()
    study.fit(seed + 1, n_topics=8, more=12)
    law = Law.of(events)
    once = resolve(study.topics, homes, law)
    shuffled = study.topics.sample(frac=1.0, random_state=seed % 1000)
    renumbered = shuffled.assign(topic=shuffled["topic"].map(lambda topic: topic if topic < 0 else 50 - topic))
    other = resolve(renumbered, homes.sample(frac=1.0, random_state=1), law)
    pd.testing.assert_frame_equal(once.homes.drop(columns="subtheme"), other.homes.drop(columns="subtheme"))
    twice = resolve(study.topics, once.homes, law)
    pd.testing.assert_frame_equal(once.homes, twice.homes)
    pd.testing.assert_frame_equal(once.themes, twice.themes)


@LIMITS
@given(seed=st.integers(0, 10**6))
def test_an_act_moves_nothing_but_what_it_names(seed):
    study = Study(seed=seed)
    session = study.session()
    _edit_many(session, seed, 8)
    study.fit(seed + 1, n_topics=5, more=12)
    session.refresh()
    rng = np.random.default_rng(seed)
    for number in range(N_EDITS, N_EDITS + 6):
        before = session.members[session.members["home"].astype(bool)].set_index(["family", "segment_id"])["theme_id"]
        last = study.store.events()["event_id"].max()
        try:
            _edit(session, rng, number)
        except (CjmError, IndexError):
            continue
        now = session.members[session.members["home"].astype(bool)].set_index(["family", "segment_id"])["theme_id"]
        moved = {segment for _, segment in before.index[before != now.reindex(before.index)]}
        act = study.store.events(after=last).iloc[0]
        named = set(act["payload"].get("segment_ids", []))
        for part in act["payload"].get("parts", []):
            named |= set(part["segment_ids"])
        if act["act"] == "theme.merge":
            named = {one for row in act["payload"]["before"] for one in row["segment_ids"]}
        assert moved <= named


@LIMITS
@given(seed=st.integers(0, 10**6))
def test_what_others_are_merged_into_keeps_its_name_after_any_fit(seed):
    study = Study(seed=seed)
    session = study.session()
    _edit_many(session, seed, 12)
    merged = Law.of(study.store.events()).merged
    before = session.themes.set_index("theme_id")
    standing = sorted(set(merged) & set(before.index))
    study.fit(seed + 1, n_topics=5, more=12)
    given = study.resolved.themes.set_index("theme_id")["titles"]
    for theme_id in standing:
        assert before.loc[theme_id, "title"] in given[theme_id].values()


@pytest.mark.parametrize("seed", [1, 2])
def test_a_session_that_is_behind_does_what_a_new_one_would(seed):
    study = Study(seed=seed)
    behind, rng = study.session("波"), np.random.default_rng(seed)
    for number in range(10):
        _edit_many(study.session("AB"), seed + number, 1)
        real = behind.themes[~behind.themes["rest"].astype(bool)]
        theme_id, title = real["theme_id"].iloc[int(rng.integers(len(real)))], f"价格 {number % 4}"
        fresh = study.session("波")
        there = set(fresh.themes["theme_id"])
        borne = {text for row in fresh.themes.to_dict("records") for text in row["titles"].values()}
        last = study.store.events()["event_id"].max()
        try:
            behind.rename(theme_id, title)
        except CjmError:
            assert theme_id not in there or title in borne
            assert study.store.events()["event_id"].max() == last
        else:
            assert theme_id in there


@pytest.mark.parametrize("coder", ["Ana", "波"])
def test_edits_kept_in_a_database_hold_after_it_is_opened_again(tmp_path, coder):
    with Store.open(tmp_path / "study.sqlite", create=True) as store:
        study = Study(store=store, seed=3)
        _edit_many(study.session(coder), 3)
        edited = study.session(coder).themes
    with Store.open(tmp_path / "study.sqlite") as store:
        study.store = store
        session = study.session(coder)
        pd.testing.assert_frame_equal(session.themes, edited)
        assert session.undo() is not None
        assert store.check() == []
