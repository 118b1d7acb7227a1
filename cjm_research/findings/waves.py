"""Themes over waves: how many people say each one in every wave, and whether the change is more than chance.

A change is called one only if its interval leaves out zero; what is left is "steady", which means that no change was
shown, not that there was none. Someone who took part in two waves counts in both, and the interval of the change knows
that they are the same person.

Use when the same things were asked in every wave. Do not use when the questions changed: a theme nobody was asked
about looks as if it were gone.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from cjm_research.errors import StudyError
from cjm_research.findings.groups import natural, spoken
from cjm_research.findings.shares import newcombe_overlap, sayers, shown_themes, wilson

COLUMNS = (
    "theme_id",
    "family",
    "title",
    "wave",
    "order",
    "n_people",
    "n_asked",
    "share",
    "low",
    "high",
    "n_both",
    "change",
    "change_low",
    "change_high",
    "status",
    "status_name",
)
STATUS = {
    "en": {
        "first": "first wave",
        "new": "new",
        "growing": "growing",
        "fading": "fading",
        "gone": "gone",
        "steady": "steady",
        "none": "no evidence",
    },
    "zh": {
        "first": "首期",
        "new": "新出现",
        "growing": "上升",
        "fading": "下降",
        "gone": "消失",
        "steady": "平稳",
        "none": "没有证据",
    },
}
"""Words for the status, by language."""

RULE = {
    "en": "Growing or fading: the {level}% interval of the change since the wave before leaves out zero. New: growing, "
    "and said in no wave before. Gone: fading, and said by nobody now. Steady: no change shown. No evidence: said by "
    "nobody in this wave or the one before.",
    "zh": "上升或下降：与上一期相比，变化的{level}%区间不含零。新出现：上升，且此前各期都无人提到。消失：下降，"
    "且本期无人提到。平稳：未显示出变化。没有证据：本期与上一期都无人提到。",
}


def theme_waves(
    themes: pd.DataFrame,
    members: pd.DataFrame,
    segments: pd.DataFrame,
    cases: pd.DataFrame,
    turns: pd.DataFrame,
    documents: pd.DataFrame,
    interval: float = 0.95,
    order: Sequence[str] | None = None,
    language: str = "en",
) -> pd.DataFrame:
    """Return the people behind each theme in each wave, with the change since the wave before.

    Parameters
    ----------
    themes, members, segments, cases, turns, documents : DataFrame
        Their contracts; people whose consent is not given taken out before. Documents without a wave are left out.
    interval : float
        Width of the intervals, 0–1; not corrected for the number of themes.
    order : sequence of str, optional
        The waves, earliest first. Without it they follow the earliest `recorded_at` of their documents if every wave
        has one, else their names, numbers in them as numbers.
    language : {"en", "zh"}
        Of the column `status_name`.

    Returns
    -------
    DataFrame
        `COLUMNS`; a row per theme and wave, sorted by theme_id and order. n_asked counts everybody who speaks in a
        document of the wave. share, low, high: 0–1, Wilson. n_both counts people asked in this wave and the one before.
        change is share minus the share before, −1 to 1, with Newcombe's interval: for pairs if the same people were
        asked in both, with the correlation of those who were in both if some were (`shares.newcombe_overlap`), else
        for different people; NaN in the first wave. status is a key of `STATUS`, by `RULE`.

    Raises
    ------
    StudyError
        If no document has a wave, or `order` does not name every wave once.
    """
    rows = spoken(turns, documents, "wave")
    asked = rows[rows["case_id"].isin(cases["case_id"]) & (rows["value"] != "")]
    waves = _order(asked, documents, order)
    said = sayers(themes, members, segments, asked["case_id"].unique())
    said = said.merge(asked.rename(columns={"value": "wave"}), on=["case_id", "document_id"])
    people = {wave: frozenset(asked.loc[asked["value"] == wave, "case_id"]) for wave in waves}
    voices = {key: frozenset(own) for key, own in said.groupby(["theme_id", "wave"])["case_id"]}
    found = []
    for theme in shown_themes(themes).itertuples():
        who = [voices.get((theme.theme_id, wave), frozenset()) for wave in waves]
        for at, wave in enumerate(waves):
            before = (people[waves[at - 1]], who[at - 1]) if at else None
            row = _row(people[wave], who[at], before, seen=any(who[:at]), interval=interval)
            name = STATUS[language][str(row["status"])]
            found.append({**theme._asdict(), "wave": wave, "order": at, **row, "status_name": name})
    frame = pd.DataFrame(found, columns=["Index", *COLUMNS])[list(COLUMNS)]
    low, high = wilson(frame["n_people"], frame["n_asked"], interval)
    return frame.assign(low=low, high=high)


def status_rule(interval: float = 0.95, language: str = "en") -> str:
    """Return the rule by which a status is given, as it is printed beside it.

    >>> status_rule(language="zh").split("。")[0]
    '上升或下降：与上一期相比，变化的95%区间不含零'
    """
    return RULE[language].format(level=f"{100 * interval:g}")


def _row(
    asked: frozenset[str],
    who: frozenset[str],
    before: tuple[frozenset[str], frozenset[str]] | None,
    seen: bool,
    interval: float,
) -> dict[str, object]:
    row = {"n_people": len(who), "n_asked": len(asked), "share": len(who) / len(asked), "low": np.nan, "high": np.nan}
    if before is None:
        return {**row, "n_both": 0, "change": np.nan, "change_low": np.nan, "change_high": np.nan, "status": "first"}
    asked_before, who_before = before
    both = asked & asked_before
    now, then = who & both, who_before & both
    pairs = (len(now & then), len(now - then), len(then - now), len(both - now - then))
    low, high = newcombe_overlap((len(who), len(asked)), (len(who_before), len(asked_before)), pairs, interval)
    change = len(who) / len(asked) - len(who_before) / len(asked_before)
    status = _status(len(who), len(who_before), low, high, seen)
    return {**row, "n_both": len(both), "change": change, "change_low": low, "change_high": high, "status": status}


def _status(now: int, before: int, low: float, high: float, seen: bool) -> str:
    if not now and not before:
        return "none"
    if low > 0:
        return "growing" if seen else "new"
    if high < 0:
        return "fading" if now else "gone"
    return "steady"


def _order(asked: pd.DataFrame, documents: pd.DataFrame, order: Sequence[str] | None) -> list[str]:
    waves = sorted(asked["value"].unique(), key=natural)
    if not waves:
        raise StudyError(
            "No document in which people speak has a wave, so nothing can be shown over time. "
            "Give the wave when files are added."
        )
    if order is not None:
        if sorted(order, key=natural) != waves:
            raise StudyError(
                f"The order names {', '.join(order) or 'no wave'}; the study holds {', '.join(waves)}. "
                "Name every wave once, earliest first."
            )
        return list(order)
    days = documents.loc[documents["wave"].isin(waves) & (documents["recorded_at"] != ""), ["wave", "recorded_at"]]
    first = days.groupby("wave")["recorded_at"].min()
    return waves if len(first) < len(waves) else sorted(waves, key=lambda wave: (first[wave], natural(wave)))
