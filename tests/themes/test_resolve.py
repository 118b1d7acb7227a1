"""Topics become themes: holds first, then what was there, then what is new; and how they stand between fits."""

from pathlib import Path
from runpy import run_path

import numpy as np
import pandas as pd

from cjm_research.themes.law.edits import Hold, Law, Mark, Named, Stood, rest_id, theme_id_of
from cjm_research.themes.law.resolve import by_topic, resolve

_TOY = run_path(str(Path(__file__).with_name("edits_toy.py")))
NOTHING = _TOY["NOTHING"]
MARK = Mark("Ana", "2026-11-03")


def fit(**topics):
    """Return topics of one family: the segments of each by its number, ``out`` for none."""
    rows = [
        ("goal", segment, -1 if name == "out" else int(name[1:]), 0, 0.5)
        for name, ids in topics.items()
        for segment in ids.split()
    ]
    return pd.DataFrame(rows, columns=["family", "segment_id", "topic", "subtopic", "weight"])


def homes(**themes):
    rows = [(theme_id, "goal", segment) for theme_id, ids in themes.items() for segment in ids.split()]
    return pd.DataFrame(rows, columns=["theme_id", "family", "segment_id"])


def where(found):
    return {theme_id: " ".join(part["segment_id"]) for theme_id, part in found.homes.groupby("theme_id")}


def hold(to, ids, act="theme.move", kept=False):
    return {("goal", segment): Hold(to, "Ana", "2026-11-03", act, kept) for segment in ids.split()}


def test_without_edits_and_past_each_topic_is_a_theme_named_by_its_segments():
    found = resolve(fit(t0="s1 s2", t1="s3", out="s4"), NOTHING, Law())
    ids = {theme_id_of("goal", ["s1", "s2"]): "s1 s2", theme_id_of("goal", ["s3"]): "s3", rest_id("goal"): "s4"}
    assert where(found) == ids
    assert found.themes.set_index("theme_id")["rest"].to_dict() == {
        theme_id: text == "s4" for theme_id, text in ids.items()
    }


def test_a_theme_keeps_its_id_with_the_topic_it_shares_most_with():
    found = resolve(fit(t0="s3 s4 s5", t1="s1 s2 s9"), homes(tha="s1 s2 s3", thb="s4 s5"), Law())
    assert where(found) == {"tha": "s1 s2 s9", "thb": "s3 s4 s5"}


def test_a_theme_that_no_topic_shares_enough_with_is_gone():
    topics = fit(t0="s1 b1 b2 b3", t1="s2 c1 c2 c3", t2="s3 d1 d2 d3", t3="s4 e1 e2 e3")
    found = resolve(topics, homes(tha="s1 s2 s3 s4", thb="b1 b2 b3"), Law())
    assert "tha" not in where(found)
    assert where(found)["thb"] == "b1 b2 b3 s1"


def test_but_one_that_a_person_named_stays_as_a_block():
    topics = fit(t0="s1 b1 b2 b3", t1="s2 c1 c2 c3", t2="s3 d1 d2 d3", out="s4")
    law = Law(names={"tha": Named({"zh": "送货太慢"}, "波", "2026-11-03")})
    found = resolve(topics, homes(tha="s1 s2 s3 s4", thb="b1 b2 b3", thc="c1 c2 c3", thd="d1 d2 d3"), law)
    assert where(found)["tha"] == "s1 s2 s3 s4"
    assert found.blocks == {"tha"}
    row = found.themes.set_index("theme_id").loc["tha"]
    assert (row["titles"], row["named_by"]) == ({"zh": "送货太慢"}, "波")


def test_all_topics_of_a_merged_theme_lead_to_it():
    law = Law(holds=hold("tha", "s1 s2 s3 s4", "theme.merge"), together={"thb": "tha"}, merged={"tha": MARK})
    found = resolve(fit(t0="s1 s2 s7", t1="s3 s4 s8"), homes(tha="s1 s2", thb="s3 s4"), law)
    assert where(found) == {"tha": "s1 s2 s3 s4 s7 s8"}
    assert found.homes["subtheme"].tolist() == [0, 0, 1, 1, 0, 1]


def test_parts_that_were_split_are_not_joined_and_take_the_new_segments_next_to_them():
    law = Law(holds=hold("tha", "s1 s2 s5") | hold("thp", "s3 s4"), parts={"tha": "tha", "thp": "tha"})
    topics = fit(t0="s1 s2 s3 s4 s5 s8 s9")
    assert where(resolve(topics, homes(tha="s1 s2 s5", thp="s3 s4"), law)) == {"tha": "s1 s2 s5 s8 s9", "thp": "s3 s4"}
    ids = ["s1", "s2", "s3", "s4", "s5", "s8", "s9"]
    vectors = np.array([[1, 0], [1, 0], [0, 1], [0, 1], [1, 0], [0.1, 0.99], [0.9, 0.1]])
    near = resolve(topics, homes(tha="s1 s2 s5", thp="s3 s4"), law, (ids, vectors))
    assert where(near) == {"tha": "s1 s2 s5 s9", "thp": "s3 s4 s8"}
    assert where(resolve(topics, near.homes, law, (ids, vectors))) == where(near)


def test_moving_most_of_a_topic_leaves_the_rest_of_it_where_it_is():
    law = Law(holds=hold("thb", "s1 s2 s3"), chosen=frozenset({"thb"}))
    found = resolve(fit(t0="s1 s2 s3 s4", t1="b1"), homes(tha="s1 s2 s3 s4", thb="b1"), law)
    assert where(found) == {"tha": "s4", "thb": "b1 s1 s2 s3"}
    assert found.homes.set_index("segment_id")["by"].to_dict() == {
        "b1": "",
        "s1": "Ana",
        "s2": "Ana",
        "s3": "Ana",
        "s4": "",
    }


def test_a_segment_that_was_put_out_lives_with_the_rest():
    found = resolve(fit(t0="s1 s2"), homes(tha="s1 s2"), Law(holds=hold("", "s2")))
    assert where(found) == {"tha": "s1", rest_id("goal"): "s2"}


def test_between_fits_only_what_is_new_is_led_anywhere():
    topics, before = fit(t0="s1 s2 s3 s9", t1="b1 b2", out="s4"), homes(tha="s1 b1", thb="s2 s3 b2")
    out = pd.DataFrame([(rest_id("goal"), "goal", "s4")], columns=["theme_id", "family", "segment_id"])
    law = Law(holds=hold("tha", "s3"))
    found = resolve(topics, pd.concat([before, out]), law, settled=True)
    assert where(found) == {"tha": "b1 s1 s3", "thb": "b2 s2 s9", rest_id("goal"): "s4"}


def test_a_theme_that_was_not_there_last_time_is_known_by_what_it_held():
    law = Law(
        names={"tha": Named({"en": "Sleep"}, "Ana", "2026-11-03")},
        anchors={"tha": Stood("tha", "goal", {"en": "Sleep"}, "", ("s1", "s2"))},
    )
    assert where(resolve(fit(t0="s1 s2 s9"), NOTHING, law)) == {"tha": "s1 s2 s9"}


def test_a_merge_undone_after_a_fit_gives_both_themes_back():
    law = Law(returned=(("goal", "s3", "tha", "thb"), ("goal", "s4", "tha", "thb")))
    found = resolve(fit(t0="s1 s2 s7", t1="s3 s4 s8"), homes(tha="s1 s2 s3 s4 s7 s8"), law)
    assert where(found) == {"tha": "s1 s2 s7", "thb": "s3 s4 s8"}


def test_edits_of_one_family_leave_the_other_alone():
    study = _TOY["Study"](seed=4)
    before = study.session().themes
    session = study.session()
    goals = before.loc[(before["family"] == "goal") & ~before["rest"], "theme_id"].tolist()
    session.merge(goals[0], goals[1:])
    other = session.themes[session.themes["family"] == "pain_point"].reset_index(drop=True)
    pd.testing.assert_frame_equal(other, before[before["family"] == "pain_point"].reset_index(drop=True))


def test_a_merged_theme_is_counted_and_quoted_anew():
    study = _TOY["Study"](seed=4)
    session = study.session()
    goals = session.themes.query("family == 'goal' and not rest")["theme_id"].tolist()
    session.merge(goals[0], goals[1])
    row = session.themes.set_index("theme_id").loc[goals[0]]
    own = session.members[(session.members["theme_id"] == goals[0])].merge(session.segments, on="segment_id")
    assert (row["n_segments"], row["n_people"]) == (len(own), own["case_id"].nunique())
    assert len(row["quotes"]) == 3
    assert own.set_index("segment_id").loc[row["quotes"], "case_id"].nunique() == 3
    assert goals[1] not in set(session.themes["theme_id"])
    assert {part["title"] for part in row["subthemes"]} >= {f"Part 0 of {goals[0]}", f"Part 0 of {goals[1]}"}


def test_a_hundred_thousand_segments_are_resolved_in_seconds():
    rng = np.random.default_rng(5)
    ids = [f"s{at:06d}" for at in range(100_000)]
    topics = pd.DataFrame({"family": "goal", "segment_id": ids, "topic": rng.integers(-1, 150, 100_000), "subtopic": 0,
                           "weight": 0.5})  # fmt: skip
    first = resolve(topics, NOTHING, Law())
    there = zip(ids[:30_000], first.homes["theme_id"][:30_000], strict=True)
    law = Law(holds={("goal", one): Hold(theme_id, "Ana", "2026-11-03", "theme.pin", True) for one, theme_id in there})
    second = resolve(topics, first.homes, law)
    pd.testing.assert_frame_equal(first.homes, second.homes)


def test_a_theme_is_a_topic_when_it_shares_half_with_it_and_no_person_filled_it():
    topics = fit(t0="s1 s2 s3", t1="b1 b2 b3", t2="c1 c2 c3 c4", out="s9")
    before = homes(tha="s1 s2 s3", thb="b1 b2 b3", thc="c1 c2 c3", thd="c4")
    law = Law(
        holds=hold("thn", "s1 s2 s3", "theme.new") | hold("thc", "c1 c2 c3", "theme.split", kept=True)
        | hold("thd", "c4", "theme.split"),
        made={"thn": MARK, "thd": MARK},
        parts={"thc": "thc", "thd": "thc"},
    )  # fmt: skip
    found = resolve(topics, before, law)
    assert set(where(found)) == {"thn", "thb", "thc", "thd", rest_id("goal")}
    # The new theme is all of a topic, but by hand; what a split left is three quarters of one.
    assert set(by_topic(found, topics)["theme_id"]) == {"thb", "thc"}


def test_merged_themes_and_blocks_are_no_topic():
    topics = fit(t0="s1 s2 s3", t1="b1 b2 b3")
    law = Law(holds=hold("tha", "b1 b2 b3", "theme.merge"), together={"thb": "tha"}, merged={"tha": MARK})
    merged = resolve(topics, homes(tha="s1 s2 s3", thb="b1 b2 b3"), law)
    assert set(where(merged)) == {"tha"}
    assert set(by_topic(merged, fit(t0="s1 s2", t1="b1 b2", t2="s3 b3"))["theme_id"]) == set()
    assert set(by_topic(merged, topics)["theme_id"]) == set()
    assert by_topic(merged, fit(t0="s1 s2 s3 b1", t1="b2 b3"))[["theme_id", "topic"]].values.tolist() == [["tha", 0]]
    scattered = fit(t0="s1 b1 b2 b3", t1="s2 c1 c2 c3", t2="s3 d1 d2 d3", out="s4")
    named = Law(names={"tha": Named({"zh": "送货太慢"}, "波", "2026-11-03")})
    found = resolve(scattered, homes(tha="s1 s2 s3 s4", thb="b1 b2 b3", thc="c1 c2 c3", thd="d1 d2 d3"), named)
    assert set(by_topic(found, scattered)["theme_id"]) == {"thb", "thc", "thd"}


def test_a_merged_theme_keeps_its_name_after_a_fit_and_undoing_gives_both_theirs():
    study = _TOY["Study"](seed=4)
    session = study.session()
    into, other = session.themes.query("family == 'goal' and not rest")["theme_id"].tolist()[:2]
    own = session.themes.set_index("theme_id")["titles"].to_dict()
    session.merge(into, other)
    study.fit(4, more=12)
    assert study.resolved.themes.set_index("theme_id")["titles"][into] == own[into]
    # What the machine would call the segments of both in the meantime is not what the two were called.
    at = study.themes.index[study.themes["theme_id"] == into][0]
    study.themes.at[at, "title"], study.themes.at[at, "titles"] = "Mixed", {"en": "Mixed", "zh": "混合"}
    session.refresh()
    assert session.themes.set_index("theme_id")["titles"][into] == own[into]
    session.undo()
    after = session.themes.set_index("theme_id")
    assert (after["titles"][into], after["titles"][other]) == (own[into], own[other])
    assert after["title"][other] == own[other]["en"]
