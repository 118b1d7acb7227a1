import numpy as np
import pytest

from cjm_research.themes.belonging import layout as module
from cjm_research.themes.belonging.layout import FEW, layout


def _groups(sizes, seed=3, n_dims=24, spread=0.08):
    rng = np.random.default_rng(seed)
    middles = np.linalg.qr(rng.normal(size=(n_dims, len(sizes))))[0].T
    vectors = np.concatenate([
        middle + rng.normal(scale=spread, size=(size, n_dims)) for middle, size in zip(middles, sizes, strict=True)
    ])  # fmt: skip
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True), np.repeat(np.arange(len(sizes)), sizes)


def _own_middle_is_nearest(places, labels):
    middles = np.array([places[labels == label].mean(axis=0) for label in np.unique(labels)])
    return (np.linalg.norm(places[:, None] - middles, axis=2).argmin(axis=1) == labels).mean()


@pytest.mark.parametrize("sizes", [(4, 4, 4), (20, 20, 20)], ids=["few", "neighbourhoods"])
def test_what_is_said_alike_lies_together(sizes):
    vectors, labels = _groups(sizes)
    places = layout(vectors, seed=7)
    assert places.shape == (sum(sizes), 2)
    assert np.abs(places).max() == 1
    assert _own_middle_is_nearest(places, labels) == 1


@pytest.mark.parametrize("size", [FEW - 1, 60])
def test_two_runs_give_the_same_places_to_the_last_digit(size):
    vectors, _ = _groups((size,))
    assert layout(vectors, seed=7).tobytes() == layout(vectors, seed=7).tobytes()


def test_nothing_one_two_and_equal_segments_have_places():
    assert layout(np.zeros((0, 5)), seed=1).shape == (0, 2)
    assert layout(np.ones((1, 5)), seed=1).tolist() == [[0, 0]]
    assert np.abs(layout(np.eye(2), seed=1)[:, 0]).tolist() == [1, 1]
    assert layout(np.ones((4, 3)), seed=1).tolist() == [[0, 0]] * 4
    assert np.isfinite(layout(np.tile([[0.6, 0.8]], (FEW + 5, 1)), seed=1)).all()


def test_vectors_of_one_dimension_lie_on_a_line():
    assert layout(np.array([[1.0], [0.5], [-1.0]]), seed=1)[:, 1].tolist() == [0, 0, 0]


def test_the_vectors_stay_as_they_were():
    vectors, _ = _groups((8, 8))
    before = vectors.copy()
    layout(vectors, seed=7)
    assert (vectors == before).all()


def test_beyond_the_sample_a_segment_lies_among_its_nearest(monkeypatch):
    monkeypatch.setattr(module, "SAMPLED", 60)
    monkeypatch.setattr(module, "_BLOCK", 7)
    vectors, labels = _groups((40, 40, 40))
    places = layout(vectors, seed=7)
    assert _own_middle_is_nearest(places, labels) == 1
    assert places.tobytes() == layout(vectors, seed=7).tobytes()
