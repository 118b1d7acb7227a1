"""What the grade of a card takes from the sheets of the study: agreement of coders and saturation, family by family.

>>> table = pd.DataFrame({"code": ["overall", "goal"], "alpha": [0.7, 0.8], "alpha_low": [0.6, 0.7],
...                       "alpha_high": [0.8, 0.9], "n_segments": [80, 80]})
>>> agreement_by_family(table)
{'goal': {'alpha': 0.8, 'low': 0.7, 'high': 0.9, 'n': 80}}
"""

from __future__ import annotations

from typing import Any

import pandas as pd

from cjm_research.findings.saturation import saturation_sheet
from cjm_research.schema import FAMILIES


def agreement_by_family(table: pd.DataFrame) -> dict[str, dict[str, Any]]:
    """Return how far coders agree on each family.

    Parameters
    ----------
    table : DataFrame
        `AgreementSheet.table`.

    Returns
    -------
    dict of str to dict
        Family to alpha (or kappa, where alpha is not defined), low and high (None where not known) and n segments coded
        by two or more; families that nobody coded twice are left out.
    """
    found = {}
    for row in table[table["code"].isin(FAMILIES)].to_dict("records"):
        for measure in ("alpha", "kappa"):
            if pd.notna(row.get(measure)):
                low, high = (row.get(f"{measure}_{end}") for end in ("low", "high"))
                found[row["code"]] = {
                    measure: float(row[measure]),
                    "low": None if pd.isna(low) else float(low),
                    "high": None if pd.isna(high) else float(high),
                    "n": int(row["n_segments"]),
                }
                break
    return found


def saturation_by_family(incidence: pd.DataFrame, units: pd.DataFrame, seed: int = 0, rounds: int = 300) -> dict:
    """Return of each family whether new themes of it have become rare.

    Parameters
    ----------
    incidence, units : DataFrame
        From `saturation.incidence_of` at the level "theme".
    seed, rounds : int
        Of the random orders.

    Returns
    -------
    dict of str to bool
        True where interviews and answers, as far as either can be judged, are near to bringing nothing new; families
        of which neither can be judged are left out.
    """
    found = {}
    for family in FAMILIES:
        own = incidence[incidence["family"] == family]
        if own.empty or units.empty:
            continue
        sheet = saturation_sheet(own.reset_index(drop=True), units, "theme", seed=seed, rounds=rounds)
        states = [state for state in sheet.unseen["state"] if state != "unknown"]
        if states:
            found[family] = all(state == "near" for state in states)
    return found
