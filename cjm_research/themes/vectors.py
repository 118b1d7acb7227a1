"""Unit vectors, freed of what a language or a family shares, and one thread for every sum.

A sum taken in another order ends in another last digit, and a segment in another theme; hence `one_thread`.

>>> unit(np.array([[3.0, 4.0], [0.0, 0.0]])).tolist()
[[0.6, 0.8], [0.0, 0.0]]
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

_LOADED_BEFORE = ("scipy.linalg", "scipy.sparse.linalg", "sklearn.cluster", "sklearn.metrics")

ENOUGH = 8
"""Segments of a language from which its mean says something about the language."""


def unit(vectors: NDArray) -> NDArray:
    """Return the rows at unit length; a row of zeros stays zero.

    Parameters
    ----------
    vectors : ndarray of shape (n_segments, n_dims)
        Any length.

    Returns
    -------
    ndarray of shape (n_segments, n_dims)
        A new array.
    """
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return vectors / np.where(lengths > 1e-9, lengths, 1.0)


def centre(vectors: NDArray, languages: NDArray) -> NDArray:
    """Remove what all segments of a language share, so that themes and not languages set segments apart.

    Parameters
    ----------
    vectors : ndarray of shape (n_segments, n_dims)
        Embeddings of all segments of a study, unit length.
    languages : ndarray of shape (n_segments,)
        Language codes.

    Returns
    -------
    ndarray of shape (n_segments, n_dims)
        Unit length; a language with fewer than eight segments keeps its vectors as they are.
    """
    centred = np.array(vectors, dtype=np.float64)
    for language in np.unique(languages):
        rows = languages == language
        if rows.sum() >= ENOUGH:
            centred[rows] -= centred[rows].mean(axis=0)
    return unit(centred)


@contextmanager
def one_thread() -> Iterator[None]:
    """Hold the matrix libraries to one thread while the block runs.

    Those that are loaded inside the block would not be held, so they are loaded before.
    """
    for name in _LOADED_BEFORE:
        import_module(name)
    from threadpoolctl import threadpool_limits

    with threadpool_limits(limits=1):
        yield
