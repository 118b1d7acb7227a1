"""The measured curve: CSAT, CES, NPS and other ratings that a survey asked about a stage, beside what people said.

Each measure stays on its own scale and is only put on 1–5 to be drawn. The Net Promoter Score is the share of promoters
minus the share of detractors, from −100 to 100.

>>> people = pd.DataFrame({"case_id": ["R1", "R2", "R3"], "attributes": [
...     {"How satisfied were you with the delivery? (1-5)": answer} for answer in ("2", "1", "3")]})
>>> from cjm_research.journeys.frameworks import framework
>>> [found] = measured(people, framework("six").stages)["delivery"]
>>> found["measure"], found["mean"], found["n"], found["scale"]
('CSAT', 2.0, 3, [1, 5])
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from cjm_research.findings.measures import Measure, measures, values_of
from cjm_research.journeys.emotion.measured_stages import WHOLE, stage_of_measure
from cjm_research.journeys.emotion.points import NARROWEST, limits
from cjm_research.journeys.frameworks import Stage

_PROMOTERS, _DETRACTORS = 9, 6  # from and up to: Reichheld 2003, Harvard Business Review 81 (12)
_SHARE = 100


def measured(
    cases: pd.DataFrame,
    stages: Sequence[Stage],
    mapping: Mapping[str, str] | None = None,
    interval: float = 0.95,
) -> dict[str, list[dict[str, Any]]]:
    """Return what was measured at each stage.

    Parameters
    ----------
    cases : DataFrame
        Columns case_id and attributes; people whose consent is not given taken out before.
    stages : sequence of Stage
        Of the map.
    mapping : mapping of str to str, optional
        Column to stage, from `measure_stages`; it goes before what the column's title says.
    interval : float
        Width, 0–1.

    Returns
    -------
    dict of str to list of dict
        Per stage (and under "" what is asked of the journey as a whole), in the order NPS, CSAT, CES, rating: measure,
        column, mean, low, high, n and scale. `scale` is [worst, best], so an effort of which 7 is the most has [7, 1];
        of NPS it is [−100, 100]. low and high are None with one person.
    """
    found: dict[str, list[dict[str, Any]]] = {stage.id: [] for stage in stages} | {WHOLE: []}
    for measure in measures(cases):
        at = _stage_of(measure, stages, mapping or {})
        if at in found:
            found[at].append(_entry(measure, values_of(cases, measure).to_numpy(dtype="float64"), interval))
    return found


def _stage_of(measure: Measure, stages: Sequence[Stage], mapping: Mapping[str, str]) -> str:
    for column in (measure.column, *measure.same):
        if column in mapping:
            return mapping[column]
    return stage_of_measure(measure.column, stages)


def _entry(measure: Measure, values: np.ndarray, interval: float) -> dict[str, Any]:
    n, scale = len(values), [measure.low, measure.high]
    low = high = None
    if measure.kind == "NPS" and (measure.low, measure.high) == (0, 10):
        promoters, detractors = int((values >= _PROMOTERS).sum()), int((values <= _DETRACTORS).sum())
        scale, mean = [-_SHARE, _SHARE], _SHARE * (promoters - detractors) / n
        if n > 1:
            low, high = nps_limits(promoters, detractors, n, interval)
    else:
        mean = float(np.sort(values).mean())
        if n > 1:
            least = NARROWEST * (measure.high - measure.low) / 4
            low, high = limits(values, interval, (float(measure.low), float(measure.high)), least)
    return {
        "measure": measure.kind,
        "column": measure.column,
        "mean": mean,
        "low": low,
        "high": high,
        "n": n,
        "scale": scale if measure.good_is_high else scale[::-1],
    }


def nps_limits(promoters: int, detractors: int, n: int, interval: float = 0.95) -> tuple[float, float]:
    """Return the limits of the Net Promoter Score.

    Parameters
    ----------
    promoters, detractors, n : int
        People: answers of 9 and 10, of 0 to 6, and all.
    interval : float
        Width, 0–1.

    Returns
    -------
    low, high : float
        −100 to 100. Adjusted Wald: three people are added, three quarters of a promoter and of a detractor and one and
        a half passives.

    References
    ----------
    Rocks (2016), Am. Stat. 70, 365–372: adjusted Wald intervals of the Net Promoter Score.

    Examples
    --------
    >>> low, high = nps_limits(0, 0, 10)  # ten passives do not prove that there are no others
    >>> round(low, 1), round(high, 1)
    (-18.5, 18.5)
    """
    from scipy.stats import norm

    total = n + 3
    up, down = (promoters + 0.75) / total, (detractors + 0.75) / total
    middle = up - down
    reach = float(norm.ppf((1 + interval) / 2)) * ((up + down - middle**2) / total) ** 0.5
    return _SHARE * max(-1.0, middle - reach), _SHARE * min(1.0, middle + reach)


def on_five(value: float, scale: Sequence[float]) -> float:
    """Return a measured value on the scale of the curve, 1 (worst) to 5 (best).

    >>> on_five(0, [-100, 100]), on_five(6, [7, 1])
    (3.0, 1.6666666666666665)
    """
    worst, best = scale
    return 1 + 4 * (value - worst) / (best - worst)
