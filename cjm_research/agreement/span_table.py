"""Agreement on marked spans, code by code and over all: alpha for unitising and how many spans have a partner.

Intervals are drawn over documents; with too few of them there are none, because a span has no smaller whole to draw.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Collection

import numpy as np
import pandas as pd

from cjm_research.agreement.bootstrap import FEWEST_CLUSTERS, intervals
from cjm_research.agreement.counting import DOCUMENTS, OVERALL
from cjm_research.agreement.matching import NEAR, f1_of, match_sums
from cjm_research.agreement.units import Line, coefficients

_MEASURES = ("u", "binary", "cu", "f1_exact", "f1_near", "f1_half")
UNIT_COLUMNS = ("code", "n_documents", "n_spans", *(name + end for name in _MEASURES for end in ("", "_low", "_high")),
                "resampled")  # fmt: skip
"""The columns of `AgreementSheet.units`."""


def span_table(
    spans: pd.DataFrame, read: Collection[tuple[str, str]], level: float, rounds: int, seed: int, near: int = NEAR
) -> pd.DataFrame:
    """Return one row over all codes and one a code.

    Parameters
    ----------
    spans : DataFrame
        `ratings.SPAN_COLUMNS`, checked.
    read : collection of (document_id, coder)
        Who read what, beside those who have a row.
    level, rounds, seed
        Of the intervals.
    near : int
        Characters by which boundaries of spans that match nearly may be apart.
    """
    coders = sorted(spans["coder"].unique())
    codes = sorted(set(spans["code"]) - {""})
    readers: dict[str, set[str]] = {}
    for document_id, coder in {*zip(spans["document_id"], spans["coder"], strict=True), *read}:
        readers.setdefault(document_id, set()).add(coder)
    rows = []
    for code in [None, *codes]:
        line = Line.of(spans, coders, code, read)
        if not line.documents:
            continue
        matches = match_sums(spans, coders, line.documents, readers, codes if code is None else [code], near)
        own = spans[spans["document_id"].isin(line.documents) & (spans["code"] != "")]
        n_spans = len(own if code is None else own[own["code"] == code])
        rows.append(_row(code or OVERALL, line, matches, n_spans, (level, rounds, seed)))
    return pd.DataFrame(rows, columns=list(UNIT_COLUMNS))


def _row(code: str, line: Line, matches: np.ndarray, n_spans: int, draws: tuple[float, int, int]) -> dict:
    level, rounds, seed = draws
    compute = _computing(len(line.values), line.sums.shape[1], code == OVERALL)
    sums = np.column_stack([line.sums, matches])
    many = len(line.documents) >= FEWEST_CLUSTERS
    row = {"code": code, "n_documents": len(line.documents), "n_spans": n_spans, "resampled": DOCUMENTS if many else ""}
    ends = intervals(sums, compute, level, rounds if many else 0, (seed, zlib.crc32(code.encode()), 3))
    for name, value in compute(sums.sum(axis=0)).items():
        row |= {name: float(value), f"{name}_low": ends[name].low, f"{name}_high": ends[name].high}
    return row


def _computing(n_values: int, width: int, several: bool) -> Callable[[np.ndarray], dict[str, np.ndarray]]:
    def compute(sums: np.ndarray) -> dict[str, np.ndarray]:
        found = coefficients(sums[..., :width], n_values)
        if not several:
            # Of one code there is nothing to tell apart where both marked something.
            found = {"u": found["u"]}
        return found | f1_of(sums[..., width:])

    return compute
