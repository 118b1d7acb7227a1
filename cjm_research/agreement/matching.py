"""Spans that two coders marked, matched one to one: exactly, nearly, or by half.

A figure that anybody can check by eye, beside the coefficients of `units`: of all spans, how many have a partner in the
other coder's (F1, for two coders the same whichever is held against which). It is not corrected for chance.

- ``exact``: both boundaries are the same.
- ``near``: both boundaries lie within some characters of each other.
- ``half``: what both cover is at least half of the longer one.

>>> matched([(0, 10), (20, 30)], [(1, 11), (40, 50)], near=2)
{'exact': 0, 'near': 1, 'half': 1}
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import combinations

import numpy as np
import pandas as pd

NEAR = 10
"""Characters by which the boundaries of spans that match nearly may be apart."""
HALF = 0.5
MATCHES = ("exact", "near", "half")

Span = tuple[int, int]


def matched(one: Sequence[Span], other: Sequence[Span], near: int = NEAR) -> dict[str, int]:
    """Return how many spans have a partner at most, by kind of match.

    Parameters
    ----------
    one, other : sequence of (start, end)
        Spans of two coders in one document under one code; those of one coder may overlap.
    near : int
        Characters.
    """
    rules: dict[str, Callable[[Span, Span], bool]] = {
        "exact": lambda a, b: a == b,
        "near": lambda a, b: max(abs(a[0] - b[0]), abs(a[1] - b[1])) <= near,
        "half": lambda a, b: covered(a, b) >= HALF,
    }
    return {name: _most(np.array([[rule(a, b) for b in other] for a in one])) for name, rule in rules.items()}


def covered(one: Span, other: Span) -> float:
    """Return the share of the longer span that both cover, 0 to 1."""
    shared = max(0, min(one[1], other[1]) - max(one[0], other[0]))
    return shared / max(one[1] - one[0], other[1] - other[0])


def _most(fits: np.ndarray) -> int:
    """Return the size of the largest set of one-to-one matches."""
    if not fits.any():
        return 0
    from scipy.sparse import csr_matrix
    from scipy.sparse.csgraph import maximum_bipartite_matching

    return int((maximum_bipartite_matching(csr_matrix(fits)) >= 0).sum())


def match_sums(
    spans: pd.DataFrame, coders: Sequence[str], documents: Sequence[str], readers: dict[str, set[str]],
    codes: Sequence[str], near: int = NEAR,
) -> np.ndarray:  # fmt: skip
    """Return per document what F1 is computed from, shape (n_documents, 4): twice each match, and all spans.

    Parameters
    ----------
    spans : DataFrame
        `ratings.SPAN_COLUMNS`.
    coders, documents, codes : sequence of str
        Of whom, where and which; spans of different codes never match.
    readers : dict of str to set of str
        Document to those who read it.
    near : int
        Characters.
    """
    held: dict[tuple[str, str, str], list[Span]] = {}
    for row in spans.itertuples(index=False):
        held.setdefault((row.document_id, row.code, row.coder), []).append((int(row.start), int(row.end)))
    sums = np.zeros((len(documents), len(MATCHES) + 1))
    for at, document_id in enumerate(documents):
        who = [coder for coder in coders if coder in readers[document_id]]
        for code in codes:
            for a, b in combinations(who, 2):
                one, other = held.get((document_id, code, a), []), held.get((document_id, code, b), [])
                if one or other:
                    found = matched(one, other, near) if one and other else dict.fromkeys(MATCHES, 0)
                    sums[at] += [*(2 * found[name] for name in MATCHES), len(one) + len(other)]
    return sums


def f1_of(sums: np.ndarray) -> dict[str, np.ndarray]:
    """Return F1 by kind of match from added-up sums (…, 4); NaN where nobody marked anything."""
    n = sums[..., -1]
    return {
        f"f1_{name}": np.divide(sums[..., at], n, out=np.full(np.shape(n), np.nan), where=n > 0)
        for at, name in enumerate(MATCHES)
    }
