"""The embedder of last resort keeps the laws of every embedder."""

from __future__ import annotations

import numpy as np

from cjm_research.embeddings.base import Embedder
from cjm_research.embeddings.tfidf import TfidfEmbedder

TEXTS = ["The sofa came late", "the sofa came very late", "挂号要排队", "挂号排队太久", "", "😀"]


def test_tfidf_gives_rows_of_length_one():
    vectors = TfidfEmbedder().embed(TEXTS)
    assert vectors.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-6)


def test_tfidf_of_a_text_depends_on_the_text_alone():
    together = TfidfEmbedder().embed(TEXTS)
    np.testing.assert_array_equal(TfidfEmbedder(batch=1).embed(TEXTS), together)
    np.testing.assert_array_equal(TfidfEmbedder().embed(TEXTS[::-1])[::-1], together)


def test_tfidf_puts_alike_spellings_together_in_both_languages():
    cosines = (vectors := TfidfEmbedder().embed(TEXTS)) @ vectors.T
    assert cosines[0, 1] > cosines[0, 2] + 0.3
    assert cosines[2, 3] > cosines[2, 0] + 0.3


def test_tfidf_of_nothing_has_no_rows():
    vectors = TfidfEmbedder().embed([])
    assert vectors.shape[0] == 0
    assert vectors.shape[1] == TfidfEmbedder().embed(["a"]).shape[1]


def test_tfidf_is_an_embedder():
    assert isinstance(TfidfEmbedder(), Embedder)
