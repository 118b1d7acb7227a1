"""What an embedder is, and how to add one.

An embedder turns texts into vectors of length one, so that a dot product is a cosine. It needs one method and two
attributes::

    class LengthEmbedder:
        name = "length"      # under which it is registered
        version = "1"        # changes whenever a vector would change: the cache and every suggestion carry it

        def embed(self, texts):
            values = np.array([[len(text), 1.0] for text in texts], dtype=np.float32)
            return unit_rows(values)

Register the class with an entry point in the group ``cjm_research.embedder``; a study then names it under
``[settings.embeddings]``. The laws that a test runs over every registered embedder: the shape is
``(len(texts), n_dimensions)`` and the type float32, also for no texts; the vector of a text depends on nothing but the
text (not on its neighbours, the order, the batch or the number of threads); every row has length one.

>>> unit_rows([[3.0, 4.0], [0.0, 0.0]])
array([[0.6, 0.8],
       [1. , 0. ]], dtype=float32)
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple, Protocol, runtime_checkable

import numpy as np
import numpy.typing as npt

Vectors = npt.NDArray[np.float32]

Progress = Callable[[int, int], None]
"""Called with (texts done, texts in all) after each batch; a progress bar's update fits."""


class Reading(NamedTuple):
    """What an embedder that was trained to code makes of n texts in their contexts.

    Attributes
    ----------
    outputs : ndarray of float32, shape (n, n_outputs)
        Raw scores of the heads, in the order of `codes.heads.output_slices`; not yet calibrated.
    vectors : ndarray of float32, shape (n, n_dimensions)
        Vectors of length one.
    states : ndarray of float32, shape (n, n_states), or None
        What the heads read, for further heads; None where an embedder keeps it to itself.
    """

    outputs: Vectors
    vectors: Vectors
    states: Vectors | None = None


@runtime_checkable
class ReadingEmbedder(Protocol):
    """An embedder that reads a text with the question it answers, and was trained to code it."""

    name: str
    version: str

    def embed(self, texts: Sequence[str]) -> Vectors:
        """As in `Embedder`."""
        ...

    def read(self, texts: Sequence[str], contexts: Sequence[str]) -> Reading:
        """Return what the heads make of each text; each row depends on that text and its context alone."""
        ...


@runtime_checkable
class Embedder(Protocol):
    """Anything that turns texts into vectors of length one.

    Attributes
    ----------
    name : str
        The registered name.
    version : str
        Changes whenever the vector of some text would change.
    """

    name: str
    version: str

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Return the vectors of the texts, a float32 array of shape (n_texts, n_dimensions), rows of length one."""
        ...


def unit_rows(values: npt.ArrayLike) -> Vectors:
    """Scale each row to length one; a row of zeros becomes the first axis, so that no cosine is undefined.

    Parameters
    ----------
    values : array-like of shape (n_texts, n_dimensions)
        Any finite numbers.

    Returns
    -------
    ndarray of float32, shape (n_texts, n_dimensions)
        A new array.
    """
    rows = np.array(values, dtype=np.float32)
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    empty = lengths[:, 0] == 0
    rows /= np.where(lengths == 0, 1, lengths)
    if rows.shape[1]:
        rows[empty, 0] = 1
    return rows


def length_batches(texts: Sequence[str], size: int) -> Iterator[list[int]]:
    """Yield the places of the texts in batches of similar length, so that little work goes into padding.

    The order is by length, then by the text itself: it does not depend on the order given.

    >>> list(length_batches(["bbb", "a", "cc"], size=2))
    [[1, 2], [0]]
    """
    order = sorted(range(len(texts)), key=lambda place: (len(texts[place]), texts[place]))
    for start in range(0, len(order), size):
        yield order[start : start + size]
