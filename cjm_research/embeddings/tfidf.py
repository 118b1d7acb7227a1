"""The embedder of last resort: hashed character n-grams, TF-IDF weights, a shipped SVD. It runs everywhere.

It compares spellings, not meanings: "cheap" and "inexpensive" are strangers to it. The hashing, the weights and the
projection are fixed and shipped (`weights/tfidf.npz`, made by ``benchmarks/coder/train_tfidf.py``), so that the vector
of a text depends on the text alone, as the law of `base` asks.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, ClassVar

import numpy as np

from cjm_research.embeddings.base import Progress, Vectors, length_batches, unit_rows

BUCKETS = 2**13
"""Hash buckets; fixed, because the shipped projection has one row for each."""


@dataclass(frozen=True)
class TfidfEmbedder:
    """Embed by spelling, some thousand texts a second.

    Use when: nothing else runs, or for a first look at very many texts. Do not use when: e5-small runs; suggestions and
    themes are clearly better with it.

    Parameters
    ----------
    batch : int
        Texts per matrix product; changes nothing but memory and how often progress is reported.
    progress : callable, optional
        Called with (done, total) after each batch.
    """

    batch: int = 512
    progress: Progress | None = None

    name: ClassVar[str] = "tfidf"
    version: ClassVar[str] = "1"

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Return the vectors of the texts, a float32 array of shape (n_texts, n_dimensions), rows of length one."""
        weights, projection = _shipped()
        vectors = np.empty((len(texts), projection.shape[1]), dtype=np.float32)
        done = 0
        for places in length_batches(texts, self.batch):
            counts = hashed([texts[place] for place in places])
            rows = weighted(counts, weights) @ projection
            vectors[places] = unit_rows(rows.astype(np.float32))
            done += len(places)
            if self.progress:
                self.progress(done, len(texts))
        return vectors


def hashed(texts: Sequence[str]) -> Any:
    """Count the hashed character n-grams (1 to 4, inside words) of each text.

    Parameters
    ----------
    texts : sequence of str
        In any language.

    Returns
    -------
    scipy sparse matrix, shape (n_texts, BUCKETS)
        Counts.
    """
    from sklearn.feature_extraction.text import HashingVectorizer

    vectorizer = HashingVectorizer(
        analyzer="char_wb", ngram_range=(1, 4), n_features=BUCKETS, alternate_sign=False, norm=None, lowercase=True
    )
    return vectorizer.transform(texts)


def weighted(counts: Any, weights: np.ndarray) -> Any:
    """Return 1 + log(count), times the inverse document frequency, rows of length one; a sparse float64 matrix."""
    from sklearn.preprocessing import normalize

    rows = counts.astype(np.float64)
    rows.data = (1 + np.log(rows.data)) * weights[rows.indices]
    return normalize(rows, copy=False)


@cache
def _shipped() -> tuple[np.ndarray, np.ndarray]:
    with files("cjm_research").joinpath("embeddings/weights/tfidf.npz").open("rb") as file:
        stored = np.load(file, allow_pickle=False)
        projection = stored["projection"].astype(np.float64) * stored["scale"].astype(np.float64)
        return stored["idf"].astype(np.float64), projection
