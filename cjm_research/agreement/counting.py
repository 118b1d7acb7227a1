"""One code counted: its coefficients, their intervals, the pairs of coders and the tables between them.

Only segments that two or more coders judged enter, in the chance term too. The interval is drawn over documents, or
over segments where there are few (`bootstrap`). Where no disagreement was seen there is nothing to draw from; the lower
end is then what the exact lower end of the share that agrees (Clopper and Pearson 1934), segments taken as independent,
makes of the coefficient.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from cjm_research.agreement import coefficients as of
from cjm_research.agreement.bootstrap import FEWEST_CLUSTERS, intervals
from cjm_research.agreement.ratings import NO, NOT_CARRIED, YES, domain, is_mark, matrix_of
from cjm_research.agreement.tallies import MISSING, Layout, Tally

OVERALL, MEAN = "overall", "mean"
"""Rows over all codes: every judgement of a segment and code pooled; the mean of the codes."""
DOCUMENTS, SEGMENTS = "documents", "segments"
"""What intervals are drawn over."""

MEASURES = ("percent", "kappa", "alpha", "ac1", "pabak", "pi", "fleiss", "positive", "negative",
            "kappa_linear", "kappa_quadratic", "ac2", "alpha_nominal", "alpha_ordinal", "alpha_interval",
            "alpha_ratio")  # fmt: skip
"""Those that have an interval."""
INDEXES = ("prevalence", "prevalence_index", "bias_index")
TABLE_COLUMNS = (
    "code", "level", "binary", "n_segments", "n_documents", "n_coders", "n_carried",
    *(name + end for name in MEASURES for end in ("", "_low", "_high")),
    *INDEXES, "kappa_error", "undefined", "resampled",
)  # fmt: skip
"""The columns of `AgreementSheet.table`."""
PAIR_COLUMNS = ("code", "coder_a", "coder_b", "n_segments", "percent", "kappa", "pi", "alpha", "ac1", "pabak",
                "positive", "negative", "prevalence_index", "bias_index")  # fmt: skip
CONFUSION_COLUMNS = ("code", "coder_a", "coder_b", "value_a", "value_b", "n")

_WEIGHTS = {"nominal": "identity", "ordinal": "linear", "interval": "quadratic", "ratio": "quadratic"}


@dataclass(frozen=True)
class Counted:
    """The judgements of one code where two or more coders judged it.

    Attributes
    ----------
    code, level : str
        What and how measured.
    coders, values : list of str
        Columns of the matrix, and what its numbers mean.
    matrix : ndarray of int of shape (n_units, n_coders)
        Places in the values; -1 = not judged.
    segments, documents : list of str
        Of each unit.
    """

    code: str
    level: str
    coders: list[str]
    values: list[str]
    matrix: np.ndarray
    segments: list[str]
    documents: list[str]

    @classmethod
    def of(cls, code: str, level: str, part: pd.DataFrame) -> Counted:
        """Count ratings of one code; the units of the pooled row are named by ``unit``."""
        coders = sorted(part["coder"].unique())
        values = domain(code, part["value"], level)
        units = part["unit"] if "unit" in part else part["segment_id"]
        named = part.assign(segment=part["segment_id"], segment_id=units)
        matrix, index = matrix_of(named, coders, values)
        home = named.drop_duplicates("segment_id").set_index("segment_id")[["segment", "document_id"]].loc[index]
        double = (matrix != MISSING).sum(axis=1) >= 2
        segments, documents = (home[column].to_numpy()[double].tolist() for column in ("segment", "document_id"))
        return cls(code, level, coders, values, matrix[double], segments, documents)

    @property
    def carried(self) -> np.ndarray:
        """Whether each value says that a segment carries the code."""
        return np.array([value not in NOT_CARRIED for value in self.values])

    @property
    def ordered(self) -> bool:
        """Whether the values have an order."""
        return self.level != "nominal"

    @property
    def scores(self) -> list[float]:
        """What the values count as where they are weighed: their place, or their number from interval up."""
        return [float(value) for value in self.values] if self.level in ("interval", "ratio") else [
            float(at) for at in range(len(self.values))
        ]  # fmt: skip

    @property
    def weights(self) -> np.ndarray:
        """The weights of agreement at this level: none, linear by place, or quadratic by number."""
        return of.agreement_weights(len(self.values), _WEIGHTS[self.level], self.scores)


def whole_marks(codes: Collection[str]) -> list[str]:
    """Return the codes that are marks and no sub-type of a family that is there too.

    >>> whole_marks(["goal", "goal/explicit", "emotion", "pain_point/financial"])
    ['goal', 'pain_point/financial']
    """
    known = set(codes)
    return [code for code in codes if is_mark(code) and ("/" not in code or code.partition("/")[0] not in known)]


def pooled(ratings: pd.DataFrame) -> pd.DataFrame:
    """Return the ratings of all marks as one code: a unit is a segment and code, carried or not.

    Sub-types do not count beside their family.
    """
    part = ratings[ratings["code"].isin(whole_marks(ratings["code"].unique()))]
    value = np.where(part["value"].isin(NOT_CARRIED), NO, YES)
    return part.assign(unit=part["segment_id"] + "\x1f" + part["code"], value=value)


def cluster(segments: Sequence[str], documents: Sequence[str]) -> tuple[np.ndarray, int, str]:
    """Return the cluster of each unit, how many there are, and whether they are documents or segments."""
    called = DOCUMENTS if len(set(documents)) >= FEWEST_CLUSTERS else SEGMENTS
    names, places = np.unique(np.array(documents if called == DOCUMENTS else segments, dtype=str), return_inverse=True)
    return places, len(names), called


def row_of(counted: Counted, level: float, rounds: int, seed: int) -> dict[str, Any]:
    """Return the row of a code in the table of the sheet; NaN where a coefficient is not defined."""
    compute = measures(counted, Tally.of(counted.matrix, len(counted.values)).layout)
    places, n_clusters, called = cluster(counted.segments, counted.documents)
    tally = Tally.of(counted.matrix, len(counted.values)).by(places, n_clusters)
    ends = intervals(tally.sums, compute, level, rounds, (seed, zlib.crc32(counted.code.encode())))
    seen = compute(tally.total)
    row: dict[str, Any] = {
        "code": counted.code, "level": counted.level, "binary": counted.values == [NO, YES],
        "n_segments": len(set(counted.segments)), "n_documents": len(set(counted.documents)),
        "n_coders": len(counted.coders), "n_carried": _n_carried(counted),
        "resampled": called if len(counted.matrix) else "",
    }  # fmt: skip
    for name in MEASURES:
        found = ends.get(name)
        row |= {name: float(seen[name]) if found else np.nan, f"{name}_low": found.low if found else np.nan,
                f"{name}_high": found.high if found else np.nan}  # fmt: skip
    row |= {name: float(seen[name]) if name in seen else np.nan for name in INDEXES}
    row |= {"kappa_error": ends["kappa"].error, "undefined": ends["kappa"].undefined}
    return _all_agree(row, counted, tally, level)


def measures(counted: Counted, layout: Layout) -> Callable[[np.ndarray], dict[str, np.ndarray]]:
    """Return what computes every coefficient that the code's level allows, from added-up sums."""
    w, level, scores = counted.weights, counted.level, counted.scores
    numbers = level in ("interval", "ratio")

    def compute(sums: np.ndarray) -> dict[str, np.ndarray]:
        found = {
            "percent": of.percent(sums, layout), "kappa": of.kappa(sums, layout, w),
            "alpha": of.alpha(sums, layout, level, scores), "ac1": of.gwet(sums, layout),
            "pabak": of.brennan_prediger(sums, layout), "pi": of.pi(sums, layout), "fleiss": of.fleiss(sums, layout),
        }  # fmt: skip
        if counted.ordered:
            for kind in ("linear", "quadratic"):
                weights = of.agreement_weights(layout.n_values, kind, scores)
                found[f"kappa_{kind}"] = of.kappa(sums, layout, weights)
            found["ac2"] = of.gwet(sums, layout, w)
            for name in of.LEVELS if numbers else of.LEVELS[:2]:
                found[f"alpha_{name}"] = of.alpha(sums, layout, name, scores)
        elif not counted.carried.all():
            folded = of.two_by_two(sums, layout, counted.carried)
            shares = layout.shares(sums)[..., counted.carried].sum(axis=-1)
            n = sums[..., layout.judged]
            found |= {
                "positive": of.positive(folded), "negative": of.negative(folded),
                "prevalence_index": of.prevalence_index(folded), "bias_index": of.bias_index(folded),
                "prevalence": np.divide(shares, n, out=np.full(np.shape(n), np.nan), where=n > 0),
            }  # fmt: skip
        return found

    return compute


def pair_rows(counted: Counted) -> list[dict[str, Any]]:
    """Return a row for every pair of coders that share a segment."""
    rows = []
    for a, b in Layout(len(counted.values), len(counted.coders)).pairs_of_coders:
        both = counted.matrix[:, [a, b]]
        both = both[(both != MISSING).all(axis=1)]
        if not len(both):
            continue
        tally = Tally.of(both, len(counted.values))
        seen = measures(counted, tally.layout)(tally.total)
        row = {"code": counted.code, "coder_a": counted.coders[a], "coder_b": counted.coders[b]}
        rows.append(
            row | {"n_segments": len(both)} | {name: float(seen.get(name, np.nan)) for name in PAIR_COLUMNS[4:]}
        )
    return rows


def confusion_rows(counted: Counted) -> list[tuple]:
    """Return how often two coders gave which two values, those that never came together left out."""
    rows = []
    for a, b in Layout(len(counted.values), len(counted.coders)).pairs_of_coders:
        found = counted.matrix[:, [a, b]]
        found = found[(found != MISSING).all(axis=1)]
        for (one, other), n in zip(*np.unique(found, axis=0, return_counts=True), strict=True):
            values = counted.values[one], counted.values[other]
            rows.append((counted.code, counted.coders[a], counted.coders[b], *values, int(n)))
    return rows


def _n_carried(counted: Counted) -> int | None:
    if counted.ordered or counted.carried.all():
        return None
    by_anyone = (np.append(counted.carried, False)[counted.matrix]).any(axis=1)
    return len({segment for segment, carried in zip(counted.segments, by_anyone, strict=True) if carried})


def _all_agree(row: dict[str, Any], counted: Counted, tally: Tally, level: float) -> dict[str, Any]:
    """Return the row with lower ends where nobody disagreed and the draws could not give any."""
    if row["percent"] != 1.0:
        return row
    from scipy.special import betaincinv

    share = float(betaincinv(len(set(counted.segments)), 1, (1 - level) / 2))
    expected = of.chance_of_agreeing(tally.total, tally.layout, counted.weights)
    for name, chance in expected.items():
        if row[name] == 1.0:
            row[f"{name}_low"], row[f"{name}_high"] = 1 - (1 - share) / (1 - chance), 1.0
    return row
