"""Intervals: what they cover, what they rest on, and that they are the same each time."""

import numpy as np
import pytest

from cjm_research.agreement.bootstrap import intervals


def share(sums):
    n = sums[..., 1]
    return {"share": np.divide(sums[..., 0], n, out=np.full(np.shape(n), np.nan), where=n > 0)}


def test_same_seed_gives_the_same_ends_whatever_the_order():
    rng = np.random.default_rng(1)
    sums = np.column_stack([rng.integers(0, 6, 40), np.full(40, 5.0)])
    one, other = (intervals(part, share, rounds=400, seed=(3,))["share"] for part in (sums, sums[::-1]))
    assert one == other
    assert intervals(sums, share, rounds=400, seed=(4,))["share"] != one


def test_interval_is_about_as_wide_as_the_large_sample_one():
    rng = np.random.default_rng(2)
    sums = np.column_stack([rng.random(400) < 0.3, np.ones(400)]).astype(float)
    found = intervals(sums, share, rounds=2000)["share"]
    p = sums[:, 0].mean()
    error = np.sqrt(p * (1 - p) / 400)
    assert found.error == pytest.approx(error, rel=0.08)
    assert found.low == pytest.approx(p - 1.96 * error, abs=0.01)
    assert found.high == pytest.approx(p + 1.96 * error, abs=0.01)


def test_documents_that_resemble_themselves_widen_the_interval():
    rng = np.random.default_rng(3)
    chances = rng.beta(0.5, 0.5, 20)
    marks = (rng.random((20, 30)) < chances[:, None]).astype(float)
    documents = np.column_stack([marks.sum(axis=1), np.full(20, 30.0)])
    segments = np.column_stack([marks.ravel(), np.ones(600)])
    over, under = (intervals(part, share)["share"] for part in (documents, segments))
    assert over.high - over.low > 2 * (under.high - under.low)


def test_draws_without_a_value_are_left_out_and_counted():
    sums = np.array([[0.0, 0.0]] * 9 + [[1.0, 2.0]])
    found = intervals(sums, share, rounds=2000)["share"]
    assert (found.low, found.high) == (0.5, 0.5)
    assert found.undefined == pytest.approx(0.9**10, abs=0.04)


def test_nothing_to_draw_gives_no_ends():
    assert np.isnan(intervals(np.zeros((0, 2)), share)["share"].low)
    assert np.isnan(intervals(np.ones((5, 2)), share, rounds=0)["share"].high)
