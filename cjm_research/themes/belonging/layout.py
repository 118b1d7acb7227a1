"""Places for segments on a sheet, so that what is said alike lies near: for looking, never for counting.

Distances on the sheet are only roughly those of meaning; themes are found in the full space. The same vectors and the
same seed give the same places on one machine, whatever the number of threads. Few segments are laid out by their two
principal axes; more by UMAP; very many by UMAP on a sample, where each further segment lies among the sampled ones that
are nearest to it, so that memory and time stay bounded.

>>> import numpy as np
>>> layout(np.eye(3), seed=1).shape
(3, 2)
"""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

FEW = 15
"""Below this many segments a neighbourhood is the whole study, and UMAP has nothing to keep apart."""

SAMPLED = 20_000
"""Above this many segments UMAP sees a sample of so many."""

_NEIGHBOURS = 15
_NEAREST = 5  # sampled segments that a further one lies among
_BLOCK = 1024  # rows compared with the sample at a time
_DIGITS = 4


def layout(vectors: NDArray, seed: int) -> NDArray:
    """Return a place in the plane for every segment.

    Parameters
    ----------
    vectors : ndarray of shape (n_segments, n_dims)
        Unit vectors, rows sorted by segment id.
    seed : int
        For every random step.

    Returns
    -------
    ndarray of shape (n_segments, 2)
        The middle of all is 0, the farthest coordinate 1 or -1; equal segments of a small study share a place.
    """
    from threadpoolctl import threadpool_limits

    vectors = np.asarray(vectors, dtype=np.float64)
    if len(vectors) < 2:
        return np.zeros((len(vectors), 2))
    with threadpool_limits(limits=1):
        if len(vectors) < FEW:
            places = _axes(vectors)
        elif len(vectors) <= SAMPLED:
            places = _neighbourhoods(vectors, seed)
        else:
            places = _among_sample(vectors, seed)
    return _fitted(places)


def _axes(vectors: NDArray) -> NDArray:
    middled = vectors - vectors.mean(axis=0)
    left, lengths, _ = np.linalg.svd(middled, full_matrices=False)
    places = np.zeros((len(vectors), 2))
    width = min(2, len(lengths))
    places[:, :width] = left[:, :width] * lengths[:width]
    # An axis has no direction of its own: the farthest segment, the first if several, lies to the right or above.
    farthest = np.round(np.abs(places), 9).argmax(axis=0)
    return places * np.where(places[farthest, [0, 1]] < 0, -1.0, 1.0)


def _neighbourhoods(vectors: NDArray, seed: int) -> NDArray:
    with warnings.catch_warnings():
        # It says that a package which nothing here uses is not installed.
        warnings.simplefilter("ignore", ImportWarning)
        from umap import UMAP

    # Starting from the principal axes: the usual start breaks down where groups of segments share no neighbour.
    start = _axes(vectors)
    spread = np.abs(start).max() or 1.0
    # Equal segments must not start at one point, where they would have no direction to part in.
    start = 10 * start / spread + np.random.default_rng(seed).normal(scale=1e-3, size=start.shape)
    model = UMAP(
        n_neighbors=min(_NEIGHBOURS, len(vectors) - 1),
        n_components=2,
        min_dist=0.1,
        metric="cosine",
        init=start.astype(np.float32),
        random_state=seed,
        n_jobs=1,
        low_memory=True,
    )
    return np.asarray(model.fit_transform(vectors.astype(np.float32)), dtype=np.float64)


def _among_sample(vectors: NDArray, seed: int) -> NDArray:
    sampled = np.zeros(len(vectors), dtype=bool)
    sampled[np.random.default_rng(seed).choice(len(vectors), SAMPLED, replace=False)] = True
    known, places = vectors[sampled], np.zeros((len(vectors), 2))
    places[sampled] = known_places = _neighbourhoods(known, seed)
    rest = np.flatnonzero(~sampled)
    compared = known.T.astype(np.float32)
    for start in range(0, len(rest), _BLOCK):
        rows = rest[start : start + _BLOCK]
        nearness = vectors[rows].astype(np.float32) @ compared
        nearest = np.argpartition(nearness, -_NEAREST, axis=1)[:, -_NEAREST:]
        weights = np.clip(np.take_along_axis(nearness, nearest, axis=1), 1e-6, None).astype(np.float64) ** 8
        places[rows] = (known_places[nearest] * weights[..., None]).sum(axis=1) / weights.sum(axis=1, keepdims=True)
    return places


def _fitted(places: NDArray) -> NDArray:
    middled = places - places.mean(axis=0)
    return np.round(middled / (np.abs(middled).max() or 1.0), _DIGITS)
