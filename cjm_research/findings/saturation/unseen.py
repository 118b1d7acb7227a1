"""How many codes nobody has said yet, judged by those that only one or two interviews held.

Codes are to interviews what species are to plots. The number of all codes is estimated from below (Chao2, in the form
that corrects bias), with the log-normal interval that never goes below what was heard; beside it stand the sample
coverage and what the next interviews can be expected to bring. All of it takes interviews as like draws from the same
people: it says nothing of people of another kind, who were never asked.

>>> found = unseen(np.repeat([1, 2, 3], [21, 19, 185]), n_units=50, form="classic")  # trees of Barro Colorado Island
>>> round(found.estimate, 4), round(found.se, 5)
(236.3732, 6.54361)
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Unseen:
    """What is estimated of the codes not heard.

    Attributes
    ----------
    n_units, n_codes : int
        Interviews, and codes heard in at least one.
    q1, q2 : int
        Codes heard in one interview alone, and in two.
    estimate, se, low, high : float
        All codes, heard or not, at least; its standard error and interval.
    coverage : float
        Sample coverage, 0–1: of all mentions (a code in an interview) that there would be, the share whose code is
        already known. NaN where nothing was heard.
    """

    n_units: int
    n_codes: int
    q1: int
    q2: int
    estimate: float
    se: float
    low: float
    high: float
    coverage: float

    @property
    def missing(self) -> float:
        """Codes not heard, at least."""
        return self.estimate - self.n_codes

    def new(self, ahead: int) -> float:
        """Return how many new codes so many more interviews bring on average.

        References
        ----------
        Colwell et al. (2012), J. Plant Ecol. 5, 3–21, equation 18. Where the estimate leaves no code unheard though
        some were heard only once, each interview is given the rate of Good (1953), q1 / n_units.
        """
        if not self.q1:
            return 0.0
        if self.missing <= 0:
            return ahead * self.q1 / self.n_units
        return self.missing * (1 - (1 - self.q1 / (self.n_units * self.missing + self.q1)) ** ahead)

    def new_range(self, ahead: int, interval: float = 0.95) -> tuple[int, int]:
        """Return between which numbers the new codes of so many more interviews lie.

        Codes heard once come at the rate at which new ones do (Good 1953, Biometrika 40, 237–264), so the new ones
        are predicted as the count of one Poisson process from that of another with Jeffreys' prior: a negative
        binomial count (Krishnamoorthy and Peng 2011, J. Stat. Plan. Inference 141, 1709–1718, for such limits).
        """
        from scipy.stats import nbinom

        tail = (1 - interval) / 2
        low, high = nbinom.ppf([tail, 1 - tail], self.q1 + 0.5, self.n_units / (self.n_units + ahead))
        return int(low), int(high)


def unseen(counts: np.ndarray, n_units: int, interval: float = 0.95, form: str = "corrected") -> Unseen:
    """Return what is estimated of the codes that were not heard.

    Parameters
    ----------
    counts : ndarray of int, shape (n_codes,)
        Interviews in which each code was heard, at least 1.
    n_units : int
        Interviews, also those in which nothing was heard.
    interval : float
        Width of the interval, 0–1.
    form : {"corrected", "classic"}
        Chao2 corrected for bias, or as in Chao (1987) with the factor for few units, which needs a code heard twice.

    Returns
    -------
    Unseen

    References
    ----------
    Chao (1987), Biometrics 43, 783–791; Chao (2005), Encyclopedia of Statistical Sciences 12, 7907–7916; variances as
    in Colwell (2013), EstimateS 9.1 user's guide, appendix B; Chao and Jost (2012), Ecology 93, 2533–2547.
    """
    counts = np.asarray(counts, dtype=int)
    n_codes, total = len(counts), int(counts.sum())
    q1, q2 = int((counts == 1).sum()), int((counts == 2).sum())
    k = (n_units - 1) / n_units if n_units else 0.0
    extra, variance = _classic(k, q1, q2) if form == "classic" and q2 else _corrected(k, q1, q2, n_codes)
    low, high = _limits(n_codes, extra, variance, total, interval)
    coverage = _coverage(q1, q2, total, n_units)
    return Unseen(n_units, n_codes, q1, q2, n_codes + extra, math.sqrt(variance), low, high, coverage)


def _classic(k: float, q1: int, q2: int) -> tuple[float, float]:
    ratio = q1 / q2
    return k * q1**2 / (2 * q2), q2 * (k * ratio**2 / 2 + k**2 * ratio**3 + k**2 * ratio**4 / 4)


def _corrected(k: float, q1: int, q2: int, n_codes: int) -> tuple[float, float]:
    extra = k * q1 * (q1 - 1) / (2 * (q2 + 1))
    variance = extra + k**2 * q1 * (2 * q1 - 1) ** 2 / (4 * (q2 + 1) ** 2)
    if q2:
        return extra, variance + k**2 * q1**2 * q2 * (q1 - 1) ** 2 / (4 * (q2 + 1) ** 4)
    # Without a code heard twice the third term is another one; it can take more away than there is.
    return extra, max(0.0, variance - (k**2 * q1**4 / (4 * (n_codes + extra)) if q1 else 0.0))


def _limits(n_codes: int, extra: float, variance: float, total: int, interval: float) -> tuple[float, float]:
    from scipy.stats import norm

    z = float(norm.ppf(0.5 + interval / 2))
    if not n_codes:
        return 0.0, math.nan
    if extra > 0:
        spread = math.exp(z * math.sqrt(math.log(1 + variance / extra**2)))
        return n_codes + extra / spread, n_codes + extra * spread
    # Nothing is estimated to be missing: each code is missed with the chance that a mean one has (Poisson).
    missed = math.exp(-total / n_codes)
    centre, half = n_codes / (1 - missed), z * math.sqrt(n_codes * missed) / (1 - missed)
    return max(float(n_codes), centre - half), centre + half


def _coverage(q1: int, q2: int, total: int, n_units: int) -> float:
    """Return the sample coverage of Chao and Jost (2012), equation 8a."""
    if not total:
        return math.nan
    once = (n_units - 1) * (q1 if q2 else max(q1 - 1, 0))
    double = 2 * q2 if q2 else 2
    return 1 - q1 / total * (once / (once + double))
