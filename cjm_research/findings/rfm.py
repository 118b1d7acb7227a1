"""Customers by recency, frequency and money: the eight usual classes, from attributes that hold the three.

Each of the three is scored 1–5 by fifths of the people (5 = bought lately, often, for much; Hughes 1994, "Strategic
database marketing"); a score above the mean of all is "high". The eight combinations bear the names they have in the
field, in Chinese where the columns are titled in Chinese.

>>> import pandas as pd
>>> held = [{"Last order": f"2026-0{month}-01", "Orders": str(n), "Total spent": str(10 * n)}
...         for month, n in [(1, 1), (2, 2), (3, 3), (8, 8), (9, 9)]]
>>> people = pd.DataFrame({"case_id": ["R1", "R2", "R3", "R4", "R5"], "attributes": held})
>>> rfm(people)["group"].tolist()
['general win-back', 'general win-back', 'general win-back', 'key value', 'key value']
"""

from __future__ import annotations

import re

import numpy as np
import pandas as pd

BY = "RFM"
"""The name under which people are grouped so."""

NAMES = {
    (True, True, True): ("key value", "重要价值客户"),
    (True, False, True): ("key development", "重要发展客户"),
    (False, True, True): ("key retention", "重要保持客户"),
    (False, False, True): ("key win-back", "重要挽留客户"),
    (True, True, False): ("general value", "一般价值客户"),
    (True, False, False): ("general development", "一般发展客户"),
    (False, True, False): ("general retention", "一般保持客户"),
    (False, False, False): ("general win-back", "一般挽留客户"),
}
"""By whether recency, frequency and money are high: the class in English and in Chinese."""

_COLUMNS = {
    "since": r"(?i)days since|recency|距.*(?:天|日)|最近.*天数",
    "last": r"(?i)\blast (?:order|purchase|buy|visit|booking|payment)\b"
    r"|最近(?:一次)?(?:购买|下单|消费|订单)|上次(?:购买|下单|消费)",
    "often": r"(?i)\bfrequency\b|\b(?:number of )?(?:orders|purchases|bookings|visits)\b"
    r"|(?:购买|下单|消费|订单)(?:次数|数|频次)",
    "money": r"(?i)\bmonetary\b|\b(?:total|amount) spen[dt]\b|\bspen(?:d|t|ding)\b|\brevenue\b"
    r"|(?:消费|累计|总)(?:金额|额|消费)",
}
_HAN = re.compile("[\u4e00-\u9fff]")
_LEAST = 5  # people of whom all three are known


def rfm(cases: pd.DataFrame) -> pd.DataFrame:
    """Return the class of everybody of whom recency, frequency and money are known.

    Parameters
    ----------
    cases : DataFrame
        Columns case_id and attributes.

    Returns
    -------
    DataFrame
        Columns case_id, recency, frequency, money (scores 1–5) and group ("" where one of the three is not known),
        sorted by case_id; no rows where the attributes do not hold the three, or for fewer than five people.
    """
    attributes = pd.DataFrame([held or {} for held in cases["attributes"]], index=cases["case_id"])
    values = {name: _column(attributes, pattern) for name, pattern in _COLUMNS.items()}
    recent = _dates(values["last"]) if values["since"] is None else _opposite(_numbers(values["since"]))
    often, money = _numbers(values["often"]), _numbers(values["money"])
    if recent is None or often is None or money is None:
        return pd.DataFrame(columns=["case_id", "recency", "frequency", "money", "group"])
    found = pd.DataFrame({"recency": recent, "frequency": often, "money": money}).sort_index()
    known = found.dropna()
    if len(known) < _LEAST:
        return pd.DataFrame(columns=["case_id", "recency", "frequency", "money", "group"])
    scores, chinese = known.apply(_fifths), bool(_HAN.search(str(values["money"].name)))
    high = scores > scores.mean()
    groups = [NAMES[tuple(map(bool, row))][chinese] for row in high.itertuples(index=False, name=None)]
    told = scores.assign(group=groups).reindex(found.index)
    return told.assign(group=told["group"].fillna("")).rename_axis("case_id").reset_index()


def _column(attributes: pd.DataFrame, pattern: str) -> pd.Series | None:
    """Return the one column whose title says it; of several the first by name."""
    named = sorted(str(name) for name in attributes.columns if re.search(pattern, str(name)))
    return attributes[named[0]].astype("object") if named else None


def _numbers(values: pd.Series | None) -> pd.Series | None:
    if values is None:
        return None
    plain = values.fillna("").astype(str).str.replace(r"[,，\s¥￥$€£元]", "", regex=True)
    return pd.to_numeric(plain, errors="coerce").astype("float64")


def _dates(values: pd.Series | None) -> pd.Series | None:
    if values is None:
        return None
    dates = pd.to_datetime(values.fillna("").astype(str), errors="coerce", format="mixed")
    days = dates.to_numpy(dtype="datetime64[D]").astype("float64")
    return pd.Series(np.where(dates.isna(), np.nan, days), index=values.index)


def _opposite(values: pd.Series | None) -> pd.Series | None:
    return None if values is None else -values


def _fifths(values: pd.Series) -> pd.Series:
    """Return 1–5 by fifths of the people; people with the same figure have the same score."""
    return np.ceil(values.rank(method="average") / len(values) * 5).clip(1, 5)
