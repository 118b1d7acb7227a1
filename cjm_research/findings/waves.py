"""Themes over waves: how many people say each one in every wave, and whether the change is more than chance.

A change is called one only if its interval leaves out zero; what is left is "steady", which means that no change was
shown, not that there was none. Someone who took part in two waves counts in both, and the interval of the change knows
that they are the same person. Counts below the smallest cell are not printed, nor what would give them away; a status
is then judged on what is printed.

Use when the same things were asked in every wave. Do not use when the questions changed: a theme nobody was asked
about looks as if it were gone.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from cjm_research.errors import StudyError
from cjm_research.findings.cells import as_printed, suppressed, tamest
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
    "shown",
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
_CHANGE = ("n_both", "change", "change_low", "change_high", "status")
STATUS = {
    "en": {
        "first": "first wave",
        "new": "new",
        "growing": "growing",
        "fading": "fading",
        "gone": "gone",
        "steady": "steady",
        "none": "too few people",
    },
    "zh": {
        "first": "首期",
        "new": "新出现",
        "growing": "上升",
        "fading": "下降",
        "gone": "消失",
        "steady": "平稳",
        "none": "人数过少",
    },
}
"""Words for the status, by language."""

RULE = {
    "en": "Growing or fading: the {level}% interval of the change since the wave before leaves out zero. New: growing, "
    "and said by {few} in every wave before. Gone: fading, and said by {few} now. Steady: no change shown. "
    "Too few people: said by {few} in this wave and in the one before.",
    "zh": "上升或下降：与上一期相比，变化的{level}%区间不含零。新出现：上升，且此前各期都{few}提到。消失：下降，"
    "且本期{few}提到。平稳：未显示出变化。人数过少：本期与上一期都{few}提到。",
}
_FEW = {"en": ("nobody", "fewer than {n} people"), "zh": ("无人", "不足{n}人")}


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
    min_cell: int = 5,
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
        Of the columns `shown` and `status_name`.
    min_cell : int
        Smallest number of people that is printed.

    Returns
    -------
    DataFrame
        `COLUMNS`; a row per theme and wave, sorted by theme_id and order; no rows where no theme is shown. n_asked
        counts everybody who speaks in a document of the wave; `shown` is "12 of 40", "<5" or "–" as in
        `contrasts.contrasts`, and counts not printed are <NA>. share, low, high: 0–1, Wilson. n_both counts people
        asked in this wave and the one before, <NA> below the smallest cell. change is share minus the share before,
        −1 to 1, with Newcombe's interval: for pairs if the same people were asked in both, with the correlation of
        those who were in both if some were (`shares.newcombe_overlap`), else for different people; NaN in the first
        wave and where one of the two counts is not printed. status is a key of `STATUS`, by `status_rule`; where a
        count of the theme is not printed, by the change that is left if these counts are as alike as they can be.

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
    rows = shown_themes(themes)
    who = [[voices.get((theme, wave), frozenset()) for wave in waves] for theme in rows["theme_id"]]
    counts = np.array([[len(said) for said in own] for own in who], dtype=int).reshape(len(rows), len(waves))
    total = np.array([len(people[wave]) for wave in waves])
    hidden, withheld = suppressed(counts, total, min_cell)
    changes = []
    for own, row, small, beside in zip(who, counts, hidden, withheld, strict=True):
        judged = tamest(row, total, small, beside, min_cell)
        gone = small | beside
        changes += _changes([people[wave] for wave in waves], own, judged, gone, min_cell, interval)
    frame = _shares(rows, waves, counts, total, interval)
    frame = pd.concat([frame, pd.DataFrame(changes, columns=list(_CHANGE))], axis=1)
    gone = (hidden | withheld).ravel()
    frame = frame.assign(
        **{column: frame[column].mask(gone) for column in ("share", "low", "high")},
        n_both=frame["n_both"].astype("Int64").mask(frame["n_both"].between(1, min_cell - 1)),
        status_name=frame["status"].map(STATUS[language]),
    )
    return as_printed(frame, hidden, withheld, min_cell, language)[list(COLUMNS)]


def status_rule(interval: float = 0.95, language: str = "en", min_cell: int = 5) -> str:
    """Return the rule by which a status is given, as it is printed beside it.

    >>> status_rule(language="zh").split("。")[0]
    '上升或下降：与上一期相比，变化的95%区间不含零'
    """
    few = _FEW[language][min_cell > 1].format(n=min_cell)
    return RULE[language].format(level=f"{100 * interval:g}", few=few)


def _shares(
    rows: pd.DataFrame, waves: list[str], counts: np.ndarray, total: np.ndarray, interval: float
) -> pd.DataFrame:
    asked = np.tile(total, len(rows))
    low, high = wilson(counts.ravel(), asked, interval)
    return (
        rows.loc[rows.index.repeat(len(waves))]
        .reset_index(drop=True)
        .assign(
            wave=np.array(waves * len(rows), dtype=object),
            order=np.tile(np.arange(len(waves)), len(rows)),
            n_people=counts.ravel(),
            n_asked=asked,
            share=counts.ravel() / asked,
            low=low,
            high=high,
        )
    )


def _changes(
    asked: list[frozenset[str]],
    who: list[frozenset[str]],
    judged: np.ndarray,
    gone: np.ndarray,
    min_cell: int,
    interval: float,
) -> list[tuple[int, float, float, float, str]]:
    """Return n_both, change, its limits and the status of one theme, wave by wave."""
    none, few = float("nan"), judged < max(1, min_cell)
    found = [(0, none, none, none, "first")]
    for at in range(1, len(asked)):
        both = asked[at] & asked[at - 1]
        now, then = who[at] & both, who[at - 1] & both
        pairs = (len(now & then), len(now - then), len(then - now), len(both - now - then))
        hidden = bool(gone[at] or gone[at - 1])
        first, second = (int(judged[at]), len(asked[at])), (int(judged[at - 1]), len(asked[at - 1]))
        # Who said it twice is not printed, so a status that stands beside a hidden count does without.
        low, high = newcombe_overlap(first, second, (0, 0, 0, 0) if hidden else pairs, interval)
        status = _status(bool(few[at]), bool(few[at - 1]), bool(few[:at].all()), low, high)
        change = first[0] / first[1] - second[0] / second[1]
        found.append((len(both), *((none,) * 3 if hidden else (change, low, high)), status))
    return found


def _status(few: bool, few_before: bool, never: bool, low: float, high: float) -> str:
    if few and few_before:
        return "none"
    if low > 0:
        return "new" if never else "growing"
    if high < 0:
        return "gone" if few else "fading"
    return "steady"


def _order(asked: pd.DataFrame, documents: pd.DataFrame, order: Sequence[str] | None) -> list[str]:
    waves = sorted(asked["value"].unique(), key=natural)
    if not waves:
        raise StudyError(
            "No document in which people speak has a wave, so nothing can be shown over time. "
            "A survey tells it in a column called wave (波次), or in the name of its file: “wave 2”, “第二波”."
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
