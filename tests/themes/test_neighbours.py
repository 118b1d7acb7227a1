import numpy as np

from cjm_research.themes.topics.neighbours import Neighbourhoods, graph, lay_out
from cjm_research.themes.vectors import unit


def noisy(n_groups, size, seed=2):
    rng = np.random.default_rng(seed)
    middles = np.linalg.qr(rng.normal(size=(30, n_groups)))[0].T
    return unit(np.repeat(middles, size, axis=0) + rng.normal(scale=0.12, size=(n_groups * size, 30)))


def inside_and_between(rows, groups):
    near = rows @ rows.T
    same = groups[:, None] == groups[None, :]
    return near[same].mean(), near[~same].mean()


def test_groups_stand_farther_apart_when_read_with_their_neighbours():
    rows, groups = noisy(5, 20), np.repeat(np.arange(5), 20)
    before, after = inside_and_between(rows, groups), inside_and_between(lay_out(rows, np.full(100, "en")), groups)
    assert after[0] - after[1] > 1.5 * (before[0] - before[1])


def test_a_theme_in_two_languages_comes_together():
    rng = np.random.default_rng(4)
    axes = np.linalg.qr(rng.normal(size=(30, 8)))[0].T
    groups, languages = np.repeat(np.arange(3), 20), np.tile(["en", "zh"], 30)
    # Two languages say the same thing alike, but each says it in its own way too.
    own = axes[3 + groups] * np.where(languages == "zh", -0.5, 0.5)[:, None]
    rows = unit(axes[groups] + own + rng.normal(scale=0.05, size=(60, 30)))
    laid = lay_out(rows, languages)
    other = (groups[:, None] == groups[None, :]) & (languages[:, None] != languages[None, :])
    assert (rows @ rows.T)[other].mean() < 0.6
    assert (laid @ laid.T)[other].mean() > 0.9


def test_rows_learned_from_and_rows_placed_later_are_laid_out_alike():
    rows = noisy(4, 25)
    half = np.arange(0, 100, 2)
    laid = Neighbourhoods(np.full(100, "zh"), half).fit_transform(rows)
    near = laid[half] @ laid[half + 1].T
    groups = np.repeat(np.arange(4), 25)
    assert (groups[half][near.argmax(axis=0)] == groups[half + 1]).all()


def test_neighbourhood_goes_both_ways_and_nobody_is_their_own_neighbour():
    found = graph(noisy(3, 20))
    assert (found != found.T).nnz == 0
    assert found.diagonal().sum() == 0


def test_languages_that_speak_of_different_things_are_not_pushed_together():
    rng = np.random.default_rng(4)
    axes = np.linalg.qr(rng.normal(size=(30, 6)))[0].T
    groups = np.repeat(np.arange(6), 10)
    rows = unit(axes[groups] + rng.normal(scale=0.05, size=(60, 30)))
    laid = lay_out(rows, np.where(groups < 3, "en", "zh"))
    near = laid @ laid.T
    assert near[groups == 0][:, groups == 0].mean() > 0.9
    assert near[groups < 3][:, groups >= 3].max() < 0.3
