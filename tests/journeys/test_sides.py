"""Two maps side by side: what differs between two groups, with intervals, and what is not told apart."""

import pandas as pd
import pytest

from cjm_research.findings.consent import without
from cjm_research.journeys.sides import side_by_side


@pytest.fixture
def maps(build, frames):
    people = set(frames["cases"]["case_id"])
    return [build(without(frames, people - kept, black=False)) for kept in ({"P01", "P02"}, {"P03", "P04"})]


def test_themes_are_compared_over_all_people_of_each_group(maps, language):
    sides = side_by_side(*maps, names=("new", "old"))
    prices = sides.cards[sides.cards["family"] == "goal"].iloc[0]
    assert prices[["stage", "n_a", "of_a", "n_b", "of_b"]].tolist() == ["consideration", 2, 2, 0, 2]
    # Newcombe 1998, method 10: 2 of 2 against 0 of 2.
    assert (round(prices["difference"], 4), round(prices["low"], 4), round(prices["high"], 4)) == (1.0, 0.07, 1.0)
    # Two people are too few to tell groups apart; with a third the sentence is said.
    assert not prices["apart"]
    sides.cards.loc[prices.name, "apart"] = True
    told = sides.told()
    assert told[0] == {"en": "new (2 people) beside old (2 people).", "zh": "new（2人）与old（2人）对照。"}[language]
    assert {"en": "“Compare prices first” is said by 2 of 2 of new and 0 of 2 of old",
            "zh": "“先比较价格”，new2人中有2人提到，old2人中有0人提到"}[language] in "\n".join(told)  # fmt: skip


def test_the_emotion_of_a_stage_is_compared_by_people(maps):
    a, b = maps
    means = pd.DataFrame(
        {"stage": "use", "case_id": ["P01", "P02", "P05"], "emotion": [4.0, 4.5, 4.4], "n_segments": 1}
    )
    low = means.assign(case_id=["P03", "P04", "P06"], emotion=[1.0, 1.5, 1.2])
    object.__setattr__(a, "emotions", means)
    object.__setattr__(b, "emotions", low)
    row = side_by_side(a, b, names=("A", "B")).emotions.set_index("stage").loc["use"]
    assert row["difference"] == pytest.approx(4.3 - 3.7 / 3)
    # Welch: standard error .2108, 3.99 degrees of freedom (t = 2.779).
    assert (row["low"], row["high"]) == (pytest.approx(2.4808, abs=2e-3), pytest.approx(3.6525, abs=2e-3))
    assert bool(row["apart"])


def test_a_stage_where_one_side_is_silent_has_no_interval(maps):
    emotions = side_by_side(*maps, names=("A", "B")).emotions.set_index("stage")
    assert emotions.loc["awareness", ["n_a", "n_b"]].tolist() == [0, 0]
    assert not emotions["apart"].any()


def test_it_shows_itself_escaped(maps, language):
    sides = side_by_side(*maps, names=("<b>A</b>", "B"))
    assert "◆" not in sides._repr_html_()
    sides.cards["apart"] = True
    shown = sides._repr_html_()
    assert "<b>A" not in shown
    assert {"en": "no", "zh": "偶然"}[language] in shown
    assert "◆" in shown
