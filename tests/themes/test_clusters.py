import numpy as np
import pytest

from cjm_research.themes.clusters import Tree, adopt, centre, smallest_theme, unit


def test_row_goes_to_the_nearest_cluster_only_if_it_is_near_enough():
    vectors = unit(np.array([[1.0, 0.0], [1.0, 0.1], [0.0, 1.0], [0.1, 1.0], [1.0, 0.05], [-1.0, -1.0]]))
    assert adopt(np.array([0, 0, 1, 1, -1, -1]), vectors).tolist() == [0, 0, 1, 1, 0, -1]


def test_centring_takes_out_what_a_language_shares():
    rng = np.random.default_rng(5)
    themes = np.repeat(np.eye(4)[:2], 8, axis=0) + rng.normal(scale=0.01, size=(16, 4))
    languages = np.array(["en", "zh"] * 8)
    shifted = unit(themes + np.where(languages == "zh", 3.0, 0.0)[:, None] * np.eye(4)[2])
    vectors = centre(shifted, languages)
    assert float(vectors[0] @ vectors[1]) > 0.9
    assert float(vectors[0] @ vectors[8]) < -0.9


def test_tree_finds_planted_groups_without_being_told_their_number():
    rng = np.random.default_rng(11)
    middles = np.linalg.qr(rng.normal(size=(20, 6)))[0].T
    vectors = unit(np.repeat(middles, 12, axis=0) + rng.normal(scale=0.08, size=(72, 20)))
    labels = Tree(min_size=2, seed=1).fit(vectors).labels_
    assert len(set(labels)) == 6
    assert all(len(set(labels[at : at + 12])) == 1 for at in range(0, 72, 12))


@pytest.mark.parametrize("n", [6, 60, 399, 400, 30_000])
def test_smallest_theme_grows_with_the_study(n):
    assert 2 <= smallest_theme(n, 400) <= max(2, n // 10)
