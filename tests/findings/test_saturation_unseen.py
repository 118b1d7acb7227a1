"""What is estimated of the codes nobody said, held against published figures and against sums by hand."""

import math

import numpy as np
import pytest

from cjm_research.findings.saturation.unseen import unseen


def counts(**of):
    """Counts from q1=21, q2=19, and many=185 codes in three units each."""
    return np.repeat([1, 2, 3], [of.get("q1", 0), of.get("q2", 0), of.get("many", 0)])


def test_trees_of_barro_colorado_island_as_the_vegan_package_prints_them():
    # specpool(BCI): 225 species in 50 plots, of which 21 in one alone and 19 in two; chao 236.3732, chao.se 6.54361.
    found = unseen(counts(q1=21, q2=19, many=185), 50, form="classic")
    assert found.estimate == pytest.approx(236.3732, abs=5e-5)
    assert found.se == pytest.approx(6.54361, abs=5e-6)


def test_corrected_form_by_hand():
    found = unseen(counts(q1=4, q2=2, many=4), 10)
    extra = 0.9 * 4 * 3 / (2 * 3)
    variance = extra + 0.81 * 4 * 49 / (4 * 9) + 0.81 * 16 * 2 * 9 / (4 * 81)
    spread = math.exp(1.959963984540054 * math.sqrt(math.log(1 + variance / extra**2)))
    assert found.estimate == pytest.approx(10 + extra)
    assert found.se == pytest.approx(math.sqrt(variance))
    assert (found.low, found.high) == pytest.approx((10 + extra / spread, 10 + extra * spread))


def test_no_code_heard_twice_keeps_the_estimate_finite():
    found = unseen(counts(q1=5), 10)
    extra = 0.9 * 5 * 4 / 2
    assert found.estimate == pytest.approx(5 + extra)
    assert found.se**2 == pytest.approx(extra + 0.81 * 5 * 81 / 4 - 0.81 * 625 / (4 * (5 + extra)))


def test_nothing_missing_has_an_interval_that_begins_at_what_was_heard():
    found = unseen(counts(many=8), 5)
    missed = math.exp(-3)
    high = 8 / (1 - missed) + 1.959963984540054 * math.sqrt(8 * missed) / (1 - missed)
    assert (found.estimate, found.low) == (8, 8)
    assert found.high == pytest.approx(high)


def test_coverage_by_hand():
    # Chao and Jost 2012, equation 8a: 1 − Q1/U · (T−1)Q1 / ((T−1)Q1 + 2Q2).
    assert unseen(counts(q1=4, q2=2, many=4), 10).coverage == pytest.approx(1 - 4 / 20 * 36 / 40)
    assert unseen(counts(q1=4, many=4), 10).coverage == pytest.approx(1 - 4 / 16 * 27 / 29)
    assert unseen(counts(many=4), 10).coverage == 1
    assert math.isnan(unseen(counts(), 10).coverage)


def test_new_codes_by_hand_and_never_more_than_are_missing():
    found = unseen(counts(q1=4, q2=2, many=4), 10)
    missing = 1.8
    assert found.new(3) == pytest.approx(missing * (1 - (1 - 4 / (10 * missing + 4)) ** 3))
    assert found.new(10_000) == pytest.approx(missing)
    assert unseen(counts(many=4), 10).new(3) == 0


def test_one_code_heard_once_still_lets_new_ones_come():
    found = unseen(counts(q1=1, many=6), 8)
    assert found.missing == 0
    assert found.new(2) == pytest.approx(0.25)
    assert found.new_range(2) == (0, 2)


@pytest.mark.parametrize("ahead", [1, 3])
def test_range_of_new_codes_widens_with_the_interviews_to_come(ahead):
    found = unseen(counts(q1=9, q2=3, many=20), 12)
    low, high = found.new_range(ahead)
    wider = found.new_range(ahead + 3)
    assert low <= found.new(ahead) <= high < wider[1]


def test_nothing_heard_estimates_nothing():
    found = unseen(counts(), 6)
    assert (found.n_codes, found.estimate, found.new(2)) == (0, 0, 0)
