"""How many more segments to code twice for an interval of a given width.

For a code that two coders mark or not, the large-sample variance of kappa under the common correlation model (Bloch and
Kraemer 1989; the model of Donner and Eliasziw 1992) tells how many are needed, times how much wider the interval drawn
over documents is than that variance says (the design effect, never below 1). For anything else the width is taken to
shrink with the square root of the number of segments, as every interval here does for large samples.

Use when: some thirty segments are coded twice. Do not use when: what comes will be other material than what was coded.

>>> planned(kappa=0.6, prevalence=0.3, half_width=0.1)
296
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import pandas as pd

from cjm_research.agreement.counting import OVERALL

NEEDED_COLUMNS = ("code", "n_segments", "half_width_now", "half_width", "needed", "more", "method")
"""The columns of `AgreementSheet.needed`."""
ANALYTIC, SCALED = "Donner and Eliasziw 1992", "width over root of segments"
"""Methods."""

_HIGHEST = 0.95  # a kappa of 1 is planned as this: that all agree in few segments does not say all always will
_LONGEST = 1_000_000


def variance(kappa: float, prevalence: float) -> float:
    """Return the large-sample variance of kappa times the number of segments (Bloch and Kraemer 1989).

    >>> round(variance(0.0, 0.5), 6)
    1.0
    """
    chance = 2 * prevalence * (1 - prevalence)
    return (1 - kappa) * ((1 - kappa) * (1 - 2 * kappa) + kappa * (2 - kappa) / chance)


def planned(kappa: float, prevalence: float, half_width: float, level: float = 0.95, effect: float = 1.0) -> int:
    """Return how many segments two coders have to judge in all.

    Parameters
    ----------
    kappa, prevalence : float
        As expected; the share of judgements that mark the code, between 0 and 1.
    half_width : float
        That the interval is to have.
    level : float
        0 to 1.
    effect : float
        How many times larger the variance is because segments of one document resemble each other.
    """
    return math.ceil(_normal(level) ** 2 * variance(kappa, prevalence) * effect / half_width**2 - 1e-9)


def needed_table(rows: list[Mapping[str, Any]], half_width: float, level: float) -> pd.DataFrame:
    """Return how many more segments each code needs.

    Parameters
    ----------
    rows : list of mapping
        Rows of `AgreementSheet.table`.
    half_width : float
        Of the interval of kappa, 0 to 1.
    level : float
        Of the interval.

    Returns
    -------
    DataFrame
        `NEEDED_COLUMNS`; needed and more are missing where kappa has no interval, half_width_now likewise.
    """
    found = []
    for row in rows:
        now = (row["kappa_high"] - row["kappa_low"]) / 2
        total, method = _needed(row, now, half_width, level)
        more = None if total is None else max(0, total - row["n_segments"])
        found.append((row["code"], row["n_segments"], now, half_width, total, more, method))
    frame = pd.DataFrame(found, columns=list(NEEDED_COLUMNS))
    return frame.astype({"needed": "Int64", "more": "Int64"})


def _needed(row: Mapping[str, Any], now: float, half_width: float, level: float) -> tuple[int | None, str]:
    if math.isnan(now):
        return None, ""
    share = row["prevalence"]
    # The pooled row counts segments but rests on segments times codes, so the formula for one code does not hold.
    if row["binary"] and row["n_coders"] == 2 and 0 < share < 1 and row["code"] != OVERALL:
        kappa = min(max(0.0, min((row["kappa_low"] + row["kappa_high"]) / 2, row["kappa"])), _HIGHEST)
        alone = _normal(level) * math.sqrt(variance(kappa, share) / row["n_segments"])
        effect = max(1.0, (row["kappa_error"] * _normal(level) / alone) ** 2)
        return min(planned(kappa, share, half_width, level, effect), _LONGEST), ANALYTIC
    return min(math.ceil(row["n_segments"] * (now / half_width) ** 2 - 1e-9), _LONGEST), SCALED


def _normal(level: float) -> float:
    from scipy.special import ndtri

    return float(ndtri((1 + level) / 2))
