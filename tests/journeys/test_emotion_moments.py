import numpy as np
import pandas as pd
import pytest
from scipy import stats

from cjm_research.journeys.emotion import beside_neighbours, causes, difference, moments

ORDER = ["consideration", "purchase", "delivery", "use", "loyalty"]
TITLES = {
    "en": ("Nobody called before the delivery", "The table feels solid"),
    "zh": ("送货之前没有人打电话", "桌子摸起来很结实"),
}


def people(**levels):
    """Eight people at each stage, spread a little around its level."""
    aside = np.array([-0.4, -0.3, -0.2, -0.1, 0.1, 0.2, 0.3, 0.4])
    rows = [
        (stage, f"P{at}", level + shift) for stage, level in levels.items() for at, shift in enumerate(aside)
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=["stage", "case_id", "emotion"])


def cards(language, **changes):
    trough, peak = TITLES[language]
    rows = [
        {"finding_id": "f1", "stage": "delivery", "family": "pain_point", "title": trough, "segment_ids": ["s1", "s2"]},
        {"finding_id": "f2", "stage": "delivery", "family": "pain_point", "title": "other", "segment_ids": ["s3"]},
        {"finding_id": "f3", "stage": "use", "family": "motivation", "title": peak, "segment_ids": ["s4"]},
    ]
    return pd.DataFrame(rows).assign(rest=False, **changes)


EMOTIONS = pd.Series({"s1": 2.0, "s2": 2.0, "s3": 1.5, "s4": 4.5, "s5": 1.0})
PEOPLE = pd.Series({"s1": "P1", "s2": "P2", "s3": "P1", "s4": "P3", "s5": "P4"})


def test_same_people_are_tested_in_pairs_and_different_people_by_welch():
    one = pd.Series([1.0, 2.5, 3.0, 2.0, 4.0], index=list("abcde"))
    two = pd.Series([2.0, 3.0, 4.5, 2.5, 4.5], index=list("abcde"))
    assert difference(one, two).p == pytest.approx(stats.ttest_rel(one, two).pvalue)
    apart = difference(one, two.set_axis(list("vwxyz")))
    assert apart.p == pytest.approx(stats.ttest_ind(one, two, equal_var=False).pvalue)
    assert apart.n_both == 0


def test_sides_swapped_turn_the_sign_and_nothing_else():
    one, two = pd.Series([1.0, 2.5, 3.0], index=list("abc")), pd.Series([4.0, 4.5, 3.5, 5.0], index=list("bcde"))
    there, back = difference(one, two), difference(two, one)
    assert (there.difference, there.low, there.high) == pytest.approx((-back.difference, -back.high, -back.low))
    assert there.p == pytest.approx(back.p)


def test_difference_of_one_person_has_no_interval():
    found = difference(pd.Series([2.0], index=["a"]), pd.Series([3.0, 4.0], index=["a", "b"]))
    assert (found.difference, found.low, found.p, found.effect) == (-1.5, None, None, None)


def test_trough_and_peak_stand_out_from_both_neighbours():
    found = beside_neighbours(people(consideration=3.0, purchase=3.0, delivery=1.8, use=4.2, loyalty=3.4), ORDER)
    told = found[found["told"]].set_index("stage")
    assert told["kind"].to_dict() == {"delivery": "trough", "use": "peak"}
    assert told.loc["delivery", "against"] == ("purchase", "use")
    assert told.loc["delivery", "difference"] == pytest.approx(-1.2)
    assert told.loc["delivery", "low"] < -1.2 < told.loc["delivery", "high"] < 0


def test_lowest_stage_that_differs_little_is_not_told_apart():
    found = beside_neighbours(people(consideration=3.0, purchase=3.05, delivery=2.95, use=3.05), ORDER)
    row = found.set_index("stage").loc["delivery"]
    assert row["kind"] == "trough"
    assert not row["told"]


def test_sure_but_tiny_difference_is_no_moment():
    means = people(purchase=3.0, delivery=2.8, use=3.0)  # the same people, all 0.2 lower: as sure as can be
    row = beside_neighbours(means, ORDER).set_index("stage").loc["delivery"]
    assert row["p_holm"] < 0.01
    assert (row["kind"], row["told"]) == ("trough", False)


def test_end_of_the_journey_is_a_moment_only_where_it_is_the_lowest_or_highest_of_all():
    ends = beside_neighbours(people(purchase=3.0, delivery=1.8, use=4.2, loyalty=3.4), ORDER).set_index("stage")
    assert ends.loc["loyalty", "kind"] == ""
    high = beside_neighbours(people(purchase=3.0, delivery=1.8, use=3.0, loyalty=4.2), ORDER).set_index("stage")
    assert high.loc["loyalty", ["kind", "told"]].tolist() == ["peak", True]


def test_stage_of_few_people_is_passed_over_as_a_neighbour():
    means = people(purchase=3.0, delivery=1.8, use=4.2)
    means = means[(means["stage"] != "delivery") | (means["case_id"] < "P2")]
    found = beside_neighbours(means, ORDER).set_index("stage")
    assert "delivery" not in found.index
    assert found.loc["purchase", "against"] == ("use",)


def test_nothing_to_compare_gives_no_rows_and_no_moments():
    alone = people(use=3.0)
    assert beside_neighbours(alone, ORDER).empty
    assert set(moments(alone, ORDER, cards("en"), EMOTIONS, PEOPLE).values()) == {None}


@pytest.mark.parametrize("language", ["en", "zh"])
def test_moment_names_its_weightiest_card(language):
    means = people(consideration=3.0, purchase=3.0, delivery=1.8, use=4.2, loyalty=3.4)
    found = moments(means, ORDER, cards(language), EMOTIONS, PEOPLE)
    assert [stage for stage, moment in found.items() if moment] == ["delivery", "use"]
    trough, peak = found["delivery"], found["use"]
    assert (trough["kind"], trough["causes"], trough["against"]) == ("trough", ["f1", "f2"], ["purchase", "use"])
    assert trough["low"] <= trough["difference"] <= trough["high"] < 0
    first, second = TITLES[language]
    assert trough["words"] == {"en": f"Low point: {first}", "zh": f"低谷：{first}"}
    assert peak["words"] == {"en": f"High point: {second}", "zh": f"高峰：{second}"}


def test_titles_by_language_go_before_the_title():
    titles = [{"en": "No call", "zh": "没有电话"}, {}, {}]
    means = people(purchase=3.0, delivery=1.8, use=4.2)
    words = moments(means, ORDER, cards("en", titles=titles), EMOTIONS, PEOPLE)["delivery"]["words"]
    assert words == {"en": "Low point: No call", "zh": "低谷：没有电话"}


def test_moment_without_a_card_says_so():
    nothing = cards("en").iloc[:0]
    words = moments(people(purchase=3.0, delivery=1.8, use=4.2), ORDER, nothing, EMOTIONS, PEOPLE)["delivery"]["words"]
    assert words == {"en": "Low point; no card says why", "zh": "低谷；没有卡片说明原因"}


def test_cause_is_what_most_people_feel_and_never_a_leftover_or_a_pleasant_pain():
    rows = cards("en")
    assert causes(rows, EMOTIONS, PEOPLE, "delivery", "trough") == ["f1", "f2"]
    assert causes(rows.assign(rest=[True, False, False]), EMOTIONS, PEOPLE, "delivery", "trough") == ["f2"]
    assert causes(rows, EMOTIONS * 0 + 4.0, PEOPLE, "delivery", "trough") == []
    assert causes(rows, EMOTIONS, PEOPLE, "delivery", "peak") == []


def test_row_order_changes_no_moment():
    means = people(consideration=3.0, purchase=3.0, delivery=1.8, use=4.2, loyalty=3.4)
    there = moments(means, ORDER, cards("en"), EMOTIONS, PEOPLE)
    back = moments(means.iloc[::-1], ORDER, cards("en").iloc[::-1], EMOTIONS, PEOPLE)
    assert there == back


def test_moments_are_rarely_marked_where_nothing_differs():
    rng = np.random.default_rng(1)
    marked = 0
    for _ in range(60):
        rows = [(stage, f"P{at}", value) for stage in ORDER for at, value in enumerate(rng.uniform(1, 5, 10))]
        means = pd.DataFrame(rows, columns=["stage", "case_id", "emotion"])
        marked += beside_neighbours(means, ORDER)["told"].any()
    assert marked <= 5
