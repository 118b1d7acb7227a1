import numpy as np

from cjm_research.themes.topics.stability import jaccards, resamples, steadiness
from cjm_research.themes.topics.tree import cut
from cjm_research.themes.vectors import unit


def rows_of(groups, seed=6):
    rng = np.random.default_rng(seed)
    middles = np.linalg.qr(rng.normal(size=(20, groups.max() + 1)))[0].T
    return unit(middles[groups] + rng.normal(scale=0.05, size=(len(groups), 20)))


def test_a_topic_that_the_resample_cut_in_two_is_found_by_its_larger_part():
    assert jaccards(np.array([0] * 4 + [1] * 4), np.array([0, 0, 0, 1, 2, 2, 2, 2])).tolist() == [0.75, 1.0]


def test_segments_of_no_topic_count_for_nothing():
    assert jaccards(np.array([0, 0, -1, 1]), np.array([0, 0, 0, -1])).round(2).tolist() == [0.67, 0.0]


def test_real_groups_are_steadier_than_arbitrary_ones():
    groups = np.repeat(np.arange(4), 15)
    documents = np.array([f"d{at % 6}" for at in range(60)])
    rows, languages = rows_of(groups), np.full(60, "en")
    parts = resamples(rows, languages, documents, rounds=6, seed=3)
    arbitrary = np.random.default_rng(9).permutation(groups)

    def finish(part, gone):
        return cut(part.grown, 4 - gone)

    assert steadiness(groups, parts, finish).mean.min() > 0.95
    assert steadiness(arbitrary, parts, finish).mean.max() < 0.5


def test_every_large_document_is_left_out_once_and_small_ones_never():
    groups = np.repeat(np.arange(3), 40)
    documents = np.array(["d1"] * 60 + ["d2"] * 59 + ["d3"])
    parts = resamples(rows_of(groups), np.full(120, "zh"), documents, rounds=2, seed=3)
    assert [part.without for part in parts] == ["", "", "d1", "d2"]
    assert all((documents[part.rows] != part.without).all() for part in parts)
