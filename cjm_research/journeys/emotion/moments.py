"""Moments of truth: troughs and peaks of the emotion curve that stand out from their neighbours more than by chance.

A stage is a trough when its people feel worse there than at the nearest stage before and the nearest after, and a peak
when they feel better. Both differences must hold: the larger of the two p values counts, corrected by Holm over all
stages with enough people. The first and the last stage have one neighbour; they are a trough or a peak only where they
are the lowest or the highest of all, for every curve comes from somewhere and ends somewhere. What is only lowest or
highest is said to be "not told apart from its neighbours"; so is what differs by less than a quarter of a step, however
sure that little is.

Use when a map is drawn. Do not read a stage without a mark as a flat one: with few people little can be told apart.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from cjm_research.journeys.emotion.causes import causes
from cjm_research.journeys.emotion.differences import difference, holm
from cjm_research.journeys.emotion.words import moment_words

COLUMNS = ("stage", "kind", "against", "nearest", "difference", "low", "high", "p", "p_holm", "effect", "n", "told")

_LEAST = 0.25  # steps of the scale


def beside_neighbours(
    means: pd.DataFrame, order: Sequence[str], interval: float = 0.95, few_people: int = 3
) -> pd.DataFrame:
    """Compare each stage with its neighbours.

    Parameters
    ----------
    means : DataFrame
        From `by_person`: columns stage, case_id, emotion.
    order : sequence of str
        Stages in the order of the map.
    interval : float
        Width of the intervals, 0–1; 1 minus it is the level of the test.
    few_people : int
        People below which a stage is neither compared nor compared with.

    Returns
    -------
    DataFrame
        `COLUMNS`, a row per stage with enough people, in the order of the map. `kind` is "trough" (below the nearest
        stage on either side that has enough people), "peak" (above) or "" (neither); `against` those stages;
        `nearest` the one of them it differs least clearly from, to which difference (1–5 steps), low, high, p and
        effect belong; `p_holm` is corrected over the rows; `told` whether the trough or peak holds and is large enough.
    """
    held = {stage: own.set_index("case_id")["emotion"] for stage, own in means.groupby("stage", sort=True)}
    firm = [stage for stage in order if len(held.get(stage, ())) >= max(2, few_people)]
    rows = [_beside(at, firm, held, interval) for at in range(len(firm))] if len(firm) > 1 else []
    found = pd.DataFrame(rows, columns=[column for column in COLUMNS if column not in ("p_holm", "told")])
    counted = found["p"].where(found["kind"] != "", 1.0).to_numpy(dtype="float64")
    found["p_holm"] = holm(counted)
    sure = found["p_holm"] <= 1 - interval + 1e-12
    found["told"] = (found["kind"] != "") & sure & (found["difference"].abs() >= _LEAST)
    return found[list(COLUMNS)]


def _beside(at: int, firm: list[str], held: Mapping[str, pd.Series], interval: float) -> dict[str, Any]:
    stage = firm[at]
    against = firm[max(0, at - 1) : at] + firm[at + 1 : at + 2]
    found = {other: difference(held[stage], held[other], interval) for other in against}
    sides = {float(np.sign(each.difference)) for each in found.values()}
    kind = {(-1.0,): "trough", (1.0,): "peak"}.get(tuple(sides), "")
    if len(against) == 1 and not _outmost(stage, kind, firm, held):
        kind = ""
    nearest = max(against, key=lambda other: (found[other].p, other))
    least = found[nearest]
    return {
        "stage": stage,
        "kind": kind,
        "against": tuple(against),
        "nearest": nearest,
        "difference": least.difference,
        "low": least.low,
        "high": least.high,
        "p": least.p,
        "effect": least.effect,
        "n": least.n_first,
    }


def _outmost(stage: str, kind: str, firm: list[str], held: Mapping[str, pd.Series]) -> bool:
    means = [float(held[other].mean()) for other in firm]
    return float(held[stage].mean()) == (min(means) if kind == "trough" else max(means))


def moments(
    means: pd.DataFrame,
    order: Sequence[str],
    findings: pd.DataFrame,
    emotions: pd.Series,
    people: pd.Series,
    interval: float = 0.95,
    few_people: int = 3,
) -> dict[str, dict[str, Any] | None]:
    """Return the moment of truth at each stage.

    Parameters
    ----------
    means, order, interval, few_people
        As in `beside_neighbours`.
    findings : DataFrame
        Columns finding_id, stage, family, title, segment_ids; optionally titles (by language) and rest.
    emotions : Series of float
        1–5 by segment_id.
    people : Series of str
        case_id by segment_id.

    Returns
    -------
    dict of str to dict or None
        Per stage of the order: None where nothing stands out, else kind ("trough" or "peak"), causes (ids of up to
        three cards, the weightiest first), difference, low, high and p (corrected) to the neighbour it differs least
        from, effect, against (stage ids), and words {"en", "zh"}: one clause with the first cause.
    """
    compared = beside_neighbours(means, order, interval, few_people)
    found: dict[str, dict[str, Any] | None] = dict.fromkeys(order)
    for row in compared[compared["told"]].itertuples(index=False):
        cards = causes(findings, emotions, people, row.stage, row.kind)
        first = findings[findings["finding_id"] == cards[0]].iloc[0] if cards else None
        found[row.stage] = {
            "kind": row.kind,
            "causes": cards,
            "difference": float(row.difference),
            "low": float(row.low),
            "high": float(row.high),
            "p": float(row.p_holm),
            "effect": float(row.effect),
            "against": list(row.against),
            "words": moment_words(row.kind, first),
        }
    return found
