"""Hashed n-grams: words, pairs of words and runs of characters of many texts at once, in numpy.

Every n-gram becomes a number below `BUCKETS`. Latin letters give words, pairs of words and runs of three to five
characters; 汉字 give runs of one to three. Nothing is looked up, so nothing has to be stored but the buckets' weights.

>>> where, bucket = buckets_of(["Too slow", "太慢了"])
>>> [int((where == row).sum()) for row in (0, 1)]
[24, 9]
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

BITS = 16
BUCKETS = 1 << BITS
_LATIN, _HAN = (3, 4, 5), (1, 2, 3)
_LONGEST = 400
"""Characters of a text that are read; a segment is shorter."""

# Any odd number has an inverse modulo 2**64, which takes a run's place in the text out of its hash.
_BASE = 0x9E3779B97F4A7C15
_INVERSE = pow(_BASE, -1, 1 << 64)


def buckets_of(texts: Sequence[str], seed: int = 0) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.intp]]:
    """Return the n-grams of texts.

    Parameters
    ----------
    texts : sequence of str
        Compared without case, full width or stray spaces.
    seed : int
        Another seed gives other buckets, so that a question and its answer do not mix.

    Returns
    -------
    where, bucket : ndarray of int, both of shape (n_ngrams,)
        The row of each n-gram, rising, and its bucket.
    """
    codes, row = _joined(texts)
    if not len(codes):
        return np.empty(0, np.intp), np.empty(0, np.intp)
    prefix, undo = _prefixes(codes)
    han = _is_han(codes)
    parts = [_runs(codes, row, prefix, undo, ~han, size, size) for size in _LATIN]
    parts += [_runs(codes, row, prefix, undo, han, size, 16 + size) for size in _HAN]
    parts += _words(codes, row, prefix, undo, han)
    where, hashed = (np.concatenate(part) for part in zip(*parts, strict=True))
    order = np.argsort(where, kind="stable")
    return where[order], _mixed(hashed[order], seed)


def _joined(texts: Sequence[str]) -> tuple[npt.NDArray[np.uint64], npt.NDArray[np.intp]]:
    """Return the code points of all texts, a space at both ends of each, and the row of each code point."""
    clean = [f" {' '.join(unicodedata.normalize('NFKC', text[:_LONGEST]).casefold().split())} " for text in texts]
    data = "".join(clean).encode("utf-32-le", "replace")
    codes = np.frombuffer(data, dtype="<u4").astype(np.uint64)
    row = np.repeat(np.arange(len(clean)), [len(text) for text in clean])
    # Punctuation counts as itself in runs of characters; digits all count alike.
    digit = (codes >= ord("0")) & (codes <= ord("9"))
    return np.where(digit, np.uint64(ord("0")), codes), row


def _prefixes(codes: npt.NDArray[np.uint64]) -> tuple[npt.NDArray[np.uint64], npt.NDArray[np.uint64]]:
    """Return running sums of code × base**place, and the inverse powers of the base by place."""
    power, undo = _powers(_BASE, len(codes) + 1), _powers(_INVERSE, len(codes) + 1)
    with np.errstate(over="ignore"):
        total = np.cumsum((codes + np.uint64(1)) * power[:-1])
    return np.concatenate([np.zeros(1, np.uint64), total]), undo


def _powers(base: int, size: int) -> npt.NDArray[np.uint64]:
    factors = np.full(size, base, np.uint64)
    factors[0] = 1
    with np.errstate(over="ignore"):
        return np.cumprod(factors)


def _runs(
    codes: npt.NDArray[np.uint64],
    row: npt.NDArray[np.intp],
    prefix: npt.NDArray[np.uint64],
    undo: npt.NDArray[np.uint64],
    wanted: npt.NDArray[np.bool_],
    size: int,
    kind: int,
) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.uint64]]:
    """Return row and hash of every run of `size` characters that begins where wanted and stays in its text."""
    if len(codes) < size:
        return np.empty(0, np.intp), np.empty(0, np.uint64)
    start = np.flatnonzero(wanted[: len(codes) - size + 1] & (row[: len(codes) - size + 1] == row[size - 1 :]))
    if kind > 16:
        # A run of 汉字 holds nothing else.
        inside = np.concatenate([[0], np.cumsum(wanted)])
        start = start[inside[start + size] - inside[start] == size]
    return row[start], _hash(prefix, undo, start, start + size, kind)


def _words(
    codes: npt.NDArray[np.uint64],
    row: npt.NDArray[np.intp],
    prefix: npt.NDArray[np.uint64],
    undo: npt.NDArray[np.uint64],
    han: npt.NDArray[np.bool_],
) -> list[tuple[npt.NDArray[np.intp], npt.NDArray[np.uint64]]]:
    """Return row and hash of every word, and of every pair of neighbouring words of a text."""
    letter = (
        ((codes >= 97) & (codes <= 122)) | (codes == 48) | (codes == 39) | ((codes >= 0xC0) & (codes < 0x2000))
    ) & ~han
    edge = np.diff(np.concatenate([[0], letter.astype(np.int8), [0]]))
    start, end = np.flatnonzero(edge == 1), np.flatnonzero(edge == -1)
    single = _hash(prefix, undo, start, end, 40)
    same = row[start[1:]] == row[start[:-1]]
    with np.errstate(over="ignore"):
        pair = single[:-1] * np.uint64(0xD6E8FEB86659FD93) + single[1:] * np.uint64(0xA5CB9243D1E2F0B7)
    return [(row[start], single), (row[start[:-1]][same], pair[same])]


def _hash(
    prefix: npt.NDArray[np.uint64],
    undo: npt.NDArray[np.uint64],
    start: npt.NDArray[np.intp],
    end: npt.NDArray[np.intp],
    kind: int,
) -> npt.NDArray[np.uint64]:
    with np.errstate(over="ignore"):
        return (prefix[end] - prefix[start]) * undo[start] + np.uint64(kind) * np.uint64(0x8CB92BA72F3D8DD7)


def _mixed(hashed: npt.NDArray[np.uint64], seed: int) -> npt.NDArray[np.intp]:
    """Return the buckets: the upper bits after a thorough mixing (Steele, Lea and Flood 2014)."""
    with np.errstate(over="ignore"):
        mixed = hashed + np.uint64(seed + 1) * np.uint64(0x9E3779B97F4A7C15)
        mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        mixed = mixed ^ (mixed >> np.uint64(31))
    return (mixed >> np.uint64(64 - BITS)).astype(np.intp)


def _is_han(codes: npt.NDArray[np.uint64]) -> npt.NDArray[np.bool_]:
    return ((codes >= 0x3400) & (codes <= 0x9FFF)) | ((codes >= 0x20000) & (codes <= 0x3FFFF))
