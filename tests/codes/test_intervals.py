import numpy as np
import pytest

from cjm_research.codes.intervals import (
    f1,
    f1_interval,
    kappa,
    kappa_interval,
    share_interval,
    sure_of,
)

# Newcombe (1998), Statistics in Medicine 17: 857-872, Table I, the row of the mid-P method.
NEWCOMBE = [(81, 263, 0.2544, 0.3658), (15, 148, 0.0601, 0.1581), (0, 20, 0.0, 0.1391), (1, 29, 0.0017, 0.1585)]


@pytest.mark.parametrize(("hits", "n", "low", "high"), NEWCOMBE)
def test_an_interval_of_a_share_is_the_published_one(hits, n, low, high):
    found = share_interval(np.array([hits]), np.array([n]))
    assert [round(float(end[0]), 4) for end in found] == [low, high]


def test_nothing_of_nothing_may_be_any_share():
    low, high = share_interval(np.array([0, 4]), np.array([0, 4]))
    assert (low[0], high[0]) == (0.0, 1.0)
    assert high[1] == 1.0


def test_hits_and_misses_mirror_each_other():
    low, high = share_interval(np.array([7]), np.array([30]))
    mirrored = share_interval(np.array([23]), np.array([30]))
    np.testing.assert_allclose([low[0], high[0]], [1 - mirrored[1][0], 1 - mirrored[0][0]], atol=1e-12)


@pytest.mark.parametrize(
    ("prevalence", "n", "value"),
    [(0.03, 120, 0.7), (0.1, 60, 0.8), (0.2, 120, 0.5), (0.5, 400, 0.95)],
    ids=["rare", "few", "middling", "common and good"],
)
def test_the_interval_of_f1_holds_the_truth_as_often_as_it_says(prevalence, n, value):
    both, wrong = prevalence * value, prevalence * (1 - value)
    counts = np.random.default_rng(sum(map(ord, "coverage"))).multinomial(
        n, [both, wrong, wrong, 1 - both - 2 * wrong], 4000
    )
    low, high = f1_interval(counts)
    assert 0.94 <= ((low <= value) & (value <= high)).mean() <= 0.995
    assert max((low > value).mean(), (high < value).mean()) <= 0.035


def test_f1_does_not_care_how_many_carry_nothing():
    rare, common = np.array([9, 2, 1, 900]), np.array([9, 2, 1, 9])
    assert f1(rare) == f1(common) == 6 / 7
    assert f1_interval(rare) == f1_interval(common)


def test_f1_lies_in_its_interval_and_is_unknown_where_nobody_says_yes():
    counts = np.array([[5, 1, 2, 10], [0, 3, 2, 10], [0, 0, 0, 40]])
    value, (low, high) = f1(counts), f1_interval(counts)
    assert (low[:2] <= value[:2]).all()
    assert (value[:2] <= high[:2]).all()
    assert np.isnan(value[2])
    assert (low[2], high[2]) == (0.0, 1.0)


def test_kappa_is_one_for_full_agreement_and_nought_for_luck():
    np.testing.assert_allclose(kappa(np.array([[10, 0, 0, 30], [4, 16, 16, 64]])), [1.0, 0.0], atol=1e-12)
    assert np.isnan(kappa(np.array([0, 0, 0, 30])))


def test_the_interval_of_kappa_is_the_same_each_time_and_holds_it():
    counts = np.array([20, 5, 10, 15])
    low, high = kappa_interval(counts)
    assert (low, high) == kappa_interval(counts)
    assert low < kappa(counts) < high
    assert kappa_interval(np.zeros(4, dtype=int)) == (-1.0, 1.0)


def test_the_guarantee_of_sure_is_exact_and_one_sided():
    assert sure_of(29, 29) == pytest.approx(0.05 ** (1 / 29))
    assert sure_of(0, 12) == 0.0
    draws = np.random.default_rng(4).binomial(40, 0.9, 4000)
    assert np.mean([sure_of(hits, 40) <= 0.9 for hits in draws]) >= 0.94
