"""Who belongs to which group of people: by an attribute, the language they spoke, the wave or the kind of document.

Everybody who takes part is in exactly one group of a comparison, so that the groups are of different people: someone
who took part in two waves is in a group "2024 + 2025" of their own. A number with many values is grouped, by the usual
classes where there are some; a text with too many values is refused with a sentence.

>>> numbers_grouped("NPS", pd.Series(["9", "3", "7", "10"])).tolist()
['9–10', '0–6', '7–8', '9–10']
"""

from __future__ import annotations

import re
from difflib import get_close_matches
from itertools import pairwise

import numpy as np
import pandas as pd

from cjm_research.errors import StudyError, UnknownNameError
from cjm_research.findings.rfm import BY, rfm

OF_DOCUMENTS = ("language", "wave", "kind")
"""What a person is grouped by through the documents they speak in."""

MOST_GROUPS = 12
_AS_THEY_ARE = 6  # different numbers that stay groups of their own, such as a rating from 1 to 5
_NPS = re.compile(r"\bnps\b|net.?promoter|净推荐|推荐值", re.IGNORECASE)
_RECOMMEND = re.compile(r"recommend|推荐", re.IGNORECASE)  # may also be a rating from 1 to 5 or 7
_AGE = re.compile(r"\bage\b|年龄|岁数", re.IGNORECASE)
_NPS_BOUNDS = (0, 7, 9, 11)  # detractors, passives, promoters: Reichheld 2003, Harvard Business Review 81 (12)
_AGE_BOUNDS = (18, 25, 35, 45, 55, 65)
_NUMBER = re.compile(r"[+-]?\d+(\.\d+)?")


def people_groups(cases: pd.DataFrame, turns: pd.DataFrame, documents: pd.DataFrame, by: str) -> pd.DataFrame:
    """Return the group of everybody who takes part.

    Parameters
    ----------
    cases, turns, documents : DataFrame
        Their contracts; people whose consent is not given taken out before.
    by : str
        The name of an attribute, or "language", "wave", "kind" (of a person's documents), or "RFM" (see `rfm`). An
        attribute of that name goes first.

    Returns
    -------
    DataFrame
        Columns case_id, group ("" = not known) and order (place of the group among the others), sorted by case_id.

    Raises
    ------
    UnknownNameError
        If nobody has such an attribute; the message lists those there are.
    StudyError
        If a text attribute has more than `MOST_GROUPS` values, or no document has what is asked for.
    """
    values = cases.set_index("case_id")["attributes"].map(lambda held: _text((held or {}).get(by)))
    if by == BY and not (values != "").any():
        values = rfm(cases).set_index("case_id")["group"].reindex(values.index).fillna("")
    if not (values != "").any():
        if by not in OF_DOCUMENTS:
            raise UnknownNameError(_unknown(by, cases))
        values = _of_documents(cases, turns, documents, by)
        if not (values != "").any():
            raise StudyError(
                f"No document in which people speak has a {by}, so people cannot be grouped by it. "
                "Give it when files are added, or choose another attribute."
            )
    groups = _grouped(by, values.sort_index())
    names = sorted(set(groups) - {""}, key=natural)
    place = {name: at for at, name in enumerate(names)}
    return pd.DataFrame(
        {
            "case_id": groups.index.to_numpy(),
            "group": groups.to_numpy(),
            "order": [place.get(name, len(names)) for name in groups],
        }
    )


def numbers_grouped(by: str, values: pd.Series) -> pd.Series:
    """Return numbers as classes: those of the Net Promoter Score or of age, else three of about as many people each.

    Parameters
    ----------
    by : str
        Name of the attribute; tells a Net Promoter Score and an age.
    values : Series of str
        Numbers as text.

    Returns
    -------
    Series of str
        "low–high", "under high" as "<high" or "low+"; the numbers themselves where there are few different ones.
    """
    numbers = values.astype("float64")
    whole = bool((numbers == numbers.round()).all())
    scored = _NPS.search(by) or (_RECOMMEND.search(by) and numbers.max() > 7)
    if scored and whole and numbers.between(0, 10).all():
        return pd.Series(_classes(numbers, _NPS_BOUNDS, top=10), index=values.index)
    if numbers.nunique() <= _AS_THEY_ARE:
        return values.map(_number)
    if _AGE.search(by) and numbers.between(0, 120).all():
        return pd.Series(_classes(np.floor(numbers), _AGE_BOUNDS), index=values.index)
    thirds = np.quantile(np.sort(numbers.to_numpy()), [1 / 3, 2 / 3], method="inverted_cdf")
    return pd.Series(_thirds(numbers.to_numpy(), sorted(set(thirds))), index=values.index)


def natural(name: str) -> list[tuple[int, float, str]]:
    """Return a key that sorts names with numbers as people do: "wave 2" before "wave 10", 第二波 before 第十波.

    >>> sorted(["wave 10", "wave 2", "第十波", "第二波"], key=natural)
    ['wave 2', 'wave 10', '第二波', '第十波']
    >>> sorted(["65+", "18–24", "<18"], key=natural)
    ['<18', '18–24', '65+']
    """
    plain = _CHINESE_NUMBER.sub(lambda found: str(_chinese_number(found.group(1))), name)
    parts = [part for part in re.split(r"(\d+(?:\.\d+)?)", plain.removeprefix("<")) if part]
    key = [(0, float(part), "") if _NUMBER.fullmatch(part) else (1, 0.0, part.casefold()) for part in parts]
    return [(0, -1.0, ""), *key] if plain.startswith("<") else key


_CHINESE_NUMBER = re.compile(r"(?<=第)([一二三四五六七八九十]+)")
_DIGITS = {digit: at for at, digit in enumerate("一二三四五六七八九", start=1)}


def _chinese_number(text: str) -> int:
    tens, mark, ones = text.rpartition("十")
    return (_DIGITS.get(tens, 1) * 10 if mark else 0) + _DIGITS.get(ones, 0)


def _text(value: object) -> str:
    return "" if value is None or value != value else str(value).strip()


def _grouped(by: str, values: pd.Series) -> pd.Series:
    known = values[values != ""]
    numeric = len(known) > 0 and known.map(lambda value: bool(_NUMBER.fullmatch(value))).all()
    if numeric and by not in OF_DOCUMENTS:
        return values.where(values == "", numbers_grouped(by, known).reindex(values.index))
    n = known.nunique()
    if n > MOST_GROUPS:
        raise StudyError(
            f"The attribute {by!r} has {n} different values among {len(known)} people, such as "
            f"{sorted(known.unique(), key=natural)[0]!r}. Groups can be compared up to {MOST_GROUPS}: put its values "
            "together into fewer, or choose another attribute."
        )
    return values


def _of_documents(cases: pd.DataFrame, turns: pd.DataFrame, documents: pd.DataFrame, by: str) -> pd.Series:
    rows = spoken(turns, documents, by)
    rows = rows[rows["value"] != ""]
    joined = rows.groupby("case_id")["value"].agg(lambda own: " + ".join(sorted(set(own), key=natural)))
    return cases["case_id"].map(joined).fillna("").set_axis(cases["case_id"])


def spoken(turns: pd.DataFrame, documents: pd.DataFrame, by: str) -> pd.DataFrame:
    """Return who takes part in which document: columns case_id, document_id and value (its language, wave or kind)."""
    rows = turns.loc[turns["role"] == "participant", ["case_id", "document_id"]].drop_duplicates()
    rows = rows.merge(documents[["document_id", by]], on="document_id").rename(columns={by: "value"})
    return rows.assign(value=rows["value"].map(_text)).sort_values(["case_id", "document_id"], ignore_index=True)


def _classes(numbers: pd.Series, bounds: tuple[int, ...], top: int | None = None) -> list[str]:
    names = {0: f"<{bounds[0]}"}
    for at, (low, high) in enumerate(pairwise(bounds), start=1):
        names[at] = f"{low}–{high - 1}"
    names[len(bounds)] = f"{bounds[-1]}+" if top is None else f"{top}"
    return [names[int(np.searchsorted(bounds, number, side="right"))] for number in numbers]


def _thirds(numbers: np.ndarray, edges: list[float]) -> list[str]:
    """Return "low–high" of the numbers that really occur in each class."""
    place = np.searchsorted(edges, numbers, side="left")
    names = {}
    for at in np.unique(place):
        own = numbers[place == at]
        low, high = _number(str(own.min())), _number(str(own.max()))
        names[at] = low if low == high else f"{low}–{high}"
    return [names[at] for at in place]


def _number(text: str) -> str:
    value = float(text)
    return str(int(value)) if value.is_integer() else f"{value:g}"


def _unknown(by: str, cases: pd.DataFrame) -> str:
    known = sorted({name for held in cases["attributes"] for name in (held or {})})
    near = get_close_matches(by, [*known, *OF_DOCUMENTS], n=1)
    hint = f" Did you mean {near[0]!r}?" if near else ""
    return (
        f"Nobody in the study has an attribute {by!r}.{hint} "
        f"Attributes: {', '.join(known) or 'none'}; also: {', '.join(OF_DOCUMENTS)}."
    )
