"""Calibration rounds side by side, to see whether talking about the differences helped.

>>> trend([]).columns.tolist()[:4]
['order', 'round', 'code', 'name']
"""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from cjm_research.agreement.counting import MEAN
from cjm_research.agreement.sheet import AgreementSheet

_MEASURES = ("percent", "kappa", "ac1", "alpha")
TREND_COLUMNS = ("order", "round", "code", "name", "n_segments", "prevalence",
                 *(name + end for name in _MEASURES for end in ("", "_low", "_high")),
                 "kappa_change", "settled")  # fmt: skip


def trend(sheets: Sequence[tuple[str, AgreementSheet]], language: str | None = None) -> pd.DataFrame:
    """Return the figures of each round.

    Parameters
    ----------
    sheets : sequence of (label, AgreementSheet)
        In the order of the rounds.
    language : {"en", "zh"}, optional
        Of the names; that of the first sheet by default.

    Returns
    -------
    DataFrame
        `TREND_COLUMNS`, one row a code and round. kappa_change is against the last round in which the code had a kappa;
        settled if the two intervals do not overlap, so that chance alone hardly made the change.
    """
    rows = []
    last: dict[str, dict] = {}
    for order, (label, sheet) in enumerate(sheets):
        for row in sheet.table[sheet.table["code"] != MEAN].to_dict("records"):
            before = last.get(row["code"])
            name = sheet.name(row["code"], language or sheets[0][1].language)
            apart = before is not None and (
                row["kappa_low"] > before["kappa_high"] or row["kappa_high"] < before["kappa_low"]
            )
            change = float("nan") if before is None else row["kappa"] - before["kappa"]
            own = {"order": order, "round": label, "name": name, "kappa_change": change, "settled": apart}
            rows.append(row | own)
            if not pd.isna(row["kappa"]):
                last[row["code"]] = row
    return pd.DataFrame(rows, columns=list(TREND_COLUMNS))
