import numpy as np
import pandas as pd
import pytest

from cjm_research.journeys.emotion import by_person, limits, point


def said(*rows):
    frame = pd.DataFrame(rows, columns=["stage", "case_id", "emotion"])
    return frame.assign(segment_id=[f"s{at}" for at in range(len(frame))])


def test_person_who_talks_a_lot_counts_once():
    placed = said(
        ("use", "P01", 1.0), ("use", "P01", 1.0), ("use", "P01", 1.0), ("use", "P02", 5.0), ("none", "P2", 1.0)
    )
    means = by_person(placed)
    assert means.to_dict("list") == {
        "stage": ["use", "use"],
        "case_id": ["P01", "P02"],
        "emotion": [1.0, 5.0],
        "n_segments": [3, 1],
    }
    assert point(means["emotion"].to_numpy(), 100, 0.95, 1).mean == 3.0


def test_neutral_talk_does_not_drown_the_feeling_and_nothing_beyond_the_ratings_comes_out():
    placed = said(*[("use", "P01", 3.0)] * 8, ("use", "P01", 1.4), ("use", "P02", 2.9), ("use", "P02", 3.1))
    felt = by_person(placed).set_index("case_id")["emotion"]
    assert 1.4 < felt["P01"] < 2.0
    assert felt["P02"] == pytest.approx(3.0)


def test_row_order_and_unknown_ratings_change_nothing():
    placed = said(*[("use", f"P0{at % 3}", 1 + at * 0.37 % 4) for at in range(12)], ("use", "P09", float("nan")))
    pd.testing.assert_frame_equal(by_person(placed), by_person(placed.iloc[::-1]))
    assert "P09" not in set(by_person(placed)["case_id"])


def test_interval_holds_the_mean_stays_on_the_scale_and_narrows_with_more_people():
    few = point(np.array([1.0, 3.0, 5.0, 2.0]))
    many = point(np.tile([1.0, 3.0, 5.0, 2.0], 25))
    assert 1.0 <= few.low < few.mean < few.high <= 5.0
    assert many.high - many.low < (few.high - few.low) / 3


def test_nobody_has_no_point_and_one_person_no_interval():
    assert point(np.array([])) == point(np.array([]), 2000, 0.95, 1)
    assert (point(np.array([])).mean, point(np.array([])).n) == (None, 0)
    assert (point(np.array([2.5])).low, point(np.array([2.5])).n) == (None, 1)


def test_people_who_all_say_the_same_still_have_an_interval():
    low, high = limits(np.array([3.0, 3.0, 3.0]))
    assert low == pytest.approx(2.752, abs=1e-3)  # 0.1 × 4.303 / √3 to either side
    assert high == pytest.approx(3.248, abs=1e-3)


def test_even_values_give_students_interval_and_lopsided_ones_reach_to_their_long_side():
    low, high = limits(np.array([2.0, 3.0, 4.0, 3.0]))
    assert (low, high) == pytest.approx((1.701, 4.299), abs=1e-3)  # t-table: 3.182 × 0.8165 / 2
    low, high = limits(np.array([1.2, 1.4, 1.3, 1.5, 1.3, 1.2, 1.4, 4.0]))
    assert high - 1.6625 > 1.5 * (1.6625 - low)


def test_no_draws_so_order_of_people_and_seed_change_nothing():
    values = np.array([1.1, 2.5, 4.3, 3.7, 2.2, 5.0])
    assert point(values, 10, 0.95, 1) == point(values[::-1], 9000, 0.95, 2)


@pytest.mark.parametrize("n", [5, 12, 30])
@pytest.mark.parametrize("kind", ["even", "leaning"])
def test_nominal_95_percent_holds_the_truth_about_as_often(kind, n):
    rng = np.random.default_rng(n)
    people = {"even": 3 + 0.6 * rng.standard_normal(50_000), "leaning": 1 + 4 * rng.beta(1.3, 3.5, 50_000)}[kind]
    people = np.clip(people, 1, 5)
    found = np.array([limits(group) for group in rng.choice(people, size=(1000, n))])
    held = ((found[:, 0] <= people.mean()) & (people.mean() <= found[:, 1])).mean()
    assert 0.925 < held < 0.975
