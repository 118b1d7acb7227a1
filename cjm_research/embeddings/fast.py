"""The fast embedder: hashed n-grams, taught by the encoder; for tens of thousands of answers and for previews.

No transformer: the buckets of a text's n-grams are summed, those of its question apart from them, and one small network
turns the sums into the same raw scores and the same 384 dimensions that the encoder gives. It was taught by what the
encoder says of sentences that nobody coded (``benchmarks/coder/train_fast.py``), so both speak in one space and
switching changes speed, not meaning. It reads words, hardly their order: what negation or irony turns round, it misses.
"""

from __future__ import annotations

import io
import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, ClassVar

import numpy as np

from cjm_research.embeddings.base import Progress, Reading, Vectors, unit_rows
from cjm_research.embeddings.ngrams import BUCKETS, buckets_of

QUESTION = 1
"""The seed that keeps the n-grams of a question apart from those of its answer."""


@dataclass(frozen=True)
class FastEmbedder:
    """Read and embed with hashed n-grams, 384 dimensions, above ten thousand short segments a second.

    Use when: there are tens of thousands of answers, or something has to be shown at once. Do not use when: the
    figures matter and there is time, then ``encoder``; see the card for how far apart they are.

    Parameters
    ----------
    batch : int
        Rows computed at a time; changes memory, never a result.
    progress : callable, optional
        Called with (done, total) after each batch.
    folder : Path, optional
        Where other weights of the same form lie; the shipped ones without it.
    """

    batch: int = 2048
    progress: Progress | None = None
    folder: Path | None = None

    name: ClassVar[str] = "fast"
    tier: ClassVar[str] = "fast"
    dimensions: ClassVar[int] = 384

    @property
    def version(self) -> str:
        """Twelve hexadecimal digits of the weights' content."""
        return f"fast-{self.card['sha256'][:12]}"

    @property
    def card(self) -> dict[str, Any]:
        """The model card: data, recipe, scores, weaknesses, calibration."""
        return _card(self.folder)

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Return the vectors of the texts.

        Parameters
        ----------
        texts : sequence of str
            A text is read up to its first 400 characters.

        Returns
        -------
        ndarray of float32, shape (n_texts, 384)
            Rows of length one.
        """
        return self.read(texts, [""] * len(texts)).vectors

    def read(self, texts: Sequence[str], contexts: Sequence[str]) -> Reading:
        """Return what the n-grams of each text and of its question say.

        Parameters
        ----------
        texts : sequence of str
            The segments.
        contexts : sequence of str
            For each text the question asked, or the sentence before; may be "".

        Returns
        -------
        Reading
            Raw outputs (n, 19), vectors (n, 384) and states (n, 480).

        Raises
        ------
        ValueError
            If there are not as many contexts as texts.
        """
        if len(texts) != len(contexts):
            raise ValueError(f"{len(texts)} texts but {len(contexts)} contexts; give one context for each text.")
        weights = _weights(self.folder)
        outputs = [np.empty((0, weights["b2"].size), np.float32)]
        vectors = [np.empty((0, self.dimensions), np.float32)]
        states = [np.empty((0, weights["w1"].shape[0] + weights["b1"].size), np.float32)]
        for at in range(0, len(texts), self.batch):
            own = _sums(texts[at : at + self.batch], 0, weights)
            both = np.hstack([own, _sums(contexts[at : at + self.batch], QUESTION, weights)])
            hidden = np.maximum(_product(both, weights["w1"]) + weights["b1"], 0)
            outputs.append(_product(hidden, weights["w2"]) + _product(both, weights["w3"]) + weights["b2"])
            vectors.append(unit_rows(_product(own, weights["v"]) + weights["bv"]))
            states.append(np.hstack([both, hidden]))
            if self.progress:
                self.progress(min(at + self.batch, len(texts)), len(texts))
        return Reading(np.concatenate(outputs), np.concatenate(vectors), np.concatenate(states))


def counts_of(texts: Sequence[str], seed: int) -> Any:
    """Return the n-grams of texts as a sparse matrix, shape (n_texts, BUCKETS), rows of length one."""
    from scipy.sparse import csr_matrix

    where, bucket = buckets_of(texts, seed)
    number = np.bincount(where, minlength=len(texts))
    data = (1 / np.sqrt(np.maximum(number, 1)))[where].astype(np.float32)
    ends = np.concatenate([[0], np.cumsum(number)])
    return csr_matrix((data, bucket, ends), shape=(len(texts), BUCKETS))


def _sums(texts: Sequence[str], seed: int, weights: dict[str, Vectors]) -> Vectors:
    return counts_of(texts, seed) @ weights["table"]


def _product(left: Vectors, right: Vectors) -> Vectors:
    # A matrix product may sum in another order for another number of rows; this one sums each row by itself.
    return np.einsum("ij,jk->ik", left, right, optimize=False)


def _file(folder: Path | None, name: str) -> Any:
    return (folder or files("cjm_research").joinpath("embeddings/weights/fast")).joinpath(name)


@cache
def _card(folder: Path | None) -> dict[str, Any]:
    return json.loads(_file(folder, "card.json").read_text("utf-8"))


@cache
def _weights(folder: Path | None) -> dict[str, Vectors]:
    with np.load(io.BytesIO(_file(folder, "weights.npz").read_bytes()), allow_pickle=False) as stored:
        arrays = {name: stored[name] for name in stored.files}
    # The table ships in 8 bits, one scale a bucket; buckets that no training text used are left out.
    table = np.zeros((BUCKETS, arrays["table"].shape[1]), np.float32)
    table[arrays.pop("used")] = arrays.pop("table").astype(np.float32) * arrays.pop("scale").astype(np.float32)[:, None]
    return {name: values.astype(np.float32) for name, values in arrays.items()} | {"table": table}
