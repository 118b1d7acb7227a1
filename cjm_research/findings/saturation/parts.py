"""The figures of one kind or group of units: its curve, its ratios and one row with all that is estimated."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
import pandas as pd

from cjm_research.findings.groups import OF_DOCUMENTS, natural, people_groups
from cjm_research.findings.saturation.curve import expected, new_as_held, new_in_orders, table
from cjm_research.findings.saturation.judged import Bars, judged
from cjm_research.findings.saturation.ratio import ratios
from cjm_research.findings.saturation.unseen import Unseen, unseen

CURVE = ("kind", "n", "unit", "name", "new", "seen", "expected", "low", "high", "ahead")
UNSEEN = (
    *("kind", "n_units", "n_codes", "q1", "q2", "estimate", "se", "low", "high", "missing", "coverage"),
    *(
        "ahead",
        "new",
        "new_low",
        "new_high",
        "n_base",
        "last_new",
        "last_share",
        "order_share",
        "next_units",
        "next_high",
        "next_share",
        "rounds",
    ),
    *("state", "lacking"),
)
BY_GROUP = ("kind", "by", "group", "min_cell", *UNSEEN[1:])
_MOST = 20_000_000  # places of all random orders together, as they are held in memory
_BAND = (0.05, 0.95)


def part(
    incidence: pd.DataFrame,
    units: pd.DataFrame,
    kind: str,
    bars: Bars,
    rounds: int,
    seed: int,
    ahead: int | None,
    interval: float,
) -> tuple[pd.DataFrame, pd.DataFrame, dict[str, Any]]:
    """Return the curve, the ratios and the row of figures of one kind or group of units."""
    heard, ordered = table(incidence, units)
    n_units = len(ordered)
    rounds = max(1, min(rounds, _MOST // max(1, n_units)))
    held = new_as_held(heard)
    # Orders are drawn of units sorted by their id, so that nothing depends on the order they were held in.
    orders = new_in_orders(heard[np.argsort(ordered["unit"].to_numpy())], rounds, seed)
    ratio = ratios(held, orders, bars.base, bars.run, bars.threshold).assign(kind=kind)
    counts = heard.sum(axis=0)
    missing = unseen(counts, n_units, interval)
    steps = min(n_units, _quarter(n_units) if ahead is None else ahead)
    new_low, new_high = missing.new_range(steps, interval)
    chosen = ratio[ratio["chosen"]].iloc[0]
    row = {
        "kind": kind,
        **{name: getattr(missing, name) for name in UNSEEN[1:11]},
        **{"ahead": steps, "new": missing.new(steps), "new_low": new_low, "new_high": new_high},
        **{name: chosen[name] for name in ("n_base", "last_new", "last_share", "order_share")},
        "rounds": rounds,
    }
    row |= _next(missing, row["n_base"], kind, bars, interval)
    row["state"], row["lacking"] = judged(row, bars)
    curve = pd.concat([_held(ordered, held, orders, counts), _ahead(missing, steps, interval)], ignore_index=True)
    return curve.assign(kind=kind)[list(CURVE)], ratio[["kind", *ratio.columns[:-1]]], row


def _quarter(n_units: int) -> int:
    return max(2, round(n_units / 4))


def _next(missing: Unseen, n_base: int, kind: str, bars: Bars, interval: float) -> dict[str, Any]:
    """Return the upper end of what the next run, or of a survey the next quarter, brings, and its share."""
    steps = _quarter(missing.n_units) if kind == "survey" else bars.run
    high, over = missing.new_range(steps, interval)[1], missing.n_codes if kind == "survey" else n_base
    return {"next_units": steps, "next_high": high, "next_share": high / over if over else np.nan}


def _held(ordered: pd.DataFrame, held: np.ndarray, orders: np.ndarray, counts: np.ndarray) -> pd.DataFrame:
    low, high = np.quantile(orders.cumsum(axis=1), _BAND, axis=0)
    return pd.DataFrame(
        {
            "n": np.arange(1, len(ordered) + 1),
            "unit": ordered["unit"].to_numpy(),
            "name": ordered["name"].to_numpy() if "name" in ordered.columns else ordered["unit"].to_numpy(),
            "new": pd.array(held, dtype="Int64"),
            "seen": pd.array(held.cumsum(), dtype="Int64"),
            "expected": expected(counts, len(ordered)),
            "low": low,
            "high": high,
            "ahead": False,
        }
    )


def _ahead(missing: Unseen, steps: int, interval: float) -> pd.DataFrame:
    ranges = [missing.new_range(step, interval) for step in range(1, steps + 1)]
    return pd.DataFrame(
        {
            "n": missing.n_units + np.arange(1, steps + 1),
            "unit": "",
            "name": "",
            "new": pd.array([pd.NA] * steps, dtype="Int64"),
            "seen": pd.array([pd.NA] * steps, dtype="Int64"),
            "expected": [missing.n_codes + missing.new(step) for step in range(1, steps + 1)],
            "low": [float(missing.n_codes + low) for low, _ in ranges],
            "high": [float(missing.n_codes + high) for _, high in ranges],
            "ahead": True,
        }
    )


def grouped(
    incidence: pd.DataFrame, units: pd.DataFrame, kind: str, by: str, min_cell: int, ask: tuple
) -> list[dict[str, Any]]:
    """Return a row for each group of the units; none where all of them are in one group, for that is the whole."""
    groups = _groups(units, by)
    found = []
    if groups.nunique() < 2:
        return found
    for name in sorted(set(groups) - {""}, key=natural):
        own = units[(groups == name).to_numpy()]
        head = {"kind": kind, "by": by, "group": name, "min_cell": min_cell}
        if len(own) < min_cell:
            found.append(head | dict.fromkeys(UNSEEN[1:], None) | {"state": "", "lacking": ()})
        else:
            found.append(part(of_units(incidence, own), own, kind, *ask)[2] | head)
    return found


def check_groups(units: pd.DataFrame, names: Iterable[str]) -> None:
    """Raise the sentence that nobody has an attribute, if so of one of them."""
    for by in names:
        if by not in OF_DOCUMENTS and not any((own or {}).get(by) for own in units["attributes"]):
            _of_people(units, by)


def _groups(units: pd.DataFrame, by: str) -> pd.Series:
    """Return the group of each unit, "" where it is not known; a kind of unit in which nobody has it has no groups."""
    held = units["attributes"].map(lambda own: (own or {}).get(by, ""))
    if (held != "").any():
        return units["unit"].map(_of_people(units, by))
    return units[by].astype(str) if by in OF_DOCUMENTS else held


def _of_people(units: pd.DataFrame, by: str) -> pd.Series:
    people = pd.DataFrame({"case_id": units["unit"], "attributes": units["attributes"]})
    nothing = pd.DataFrame()
    return people_groups(people, nothing, nothing, by).set_index("case_id")["group"]


def of_units(incidence: pd.DataFrame, units: pd.DataFrame) -> pd.DataFrame:
    """Return what was heard in these units."""
    return incidence[incidence["unit"].isin(units["unit"])]
