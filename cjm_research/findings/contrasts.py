"""Who says it: each theme in each group of people, with shares, intervals, a test and nothing that points at a person.

Counts are people, and each share is of all people of the group who take part, not of those who said something coded
(law 5). Groups and counts below the smallest cell are not printed, nor is what would give them away by subtraction.

Use when groups differ in one attribute. Do not read a difference as a cause, and do not compare many attributes one
after the other: the correction holds over the themes of one attribute.
"""

from __future__ import annotations

import hashlib

import numpy as np
import pandas as pd

from cjm_research.findings.groups import people_groups
from cjm_research.findings.shares import newcombe, sayers, shown_themes, wilson

COLUMNS = (
    "theme_id",
    "family",
    "title",
    "by",
    "group",
    "n_people",
    "n_asked",
    "shown",
    "share",
    "low",
    "high",
    "difference",
    "difference_low",
    "difference_high",
    "test",
    "p",
    "p_bh",
    "p_holm",
    "differs",
    "n_unknown",
)
_FIGURES = ["share", "low", "high", "difference", "difference_low", "difference_high"]
_OF = {"en": "{n} of {asked}", "zh": "{asked}人中{n}人"}
_WITHHELD = "–"
_EXPECTED = 5  # in every cell, for the chi-square distribution to hold: Cochran 1954, Biometrics 10, 417–451
_DRAWS = 9999
_LEVEL = 0.05


def contrasts(
    themes: pd.DataFrame,
    members: pd.DataFrame,
    segments: pd.DataFrame,
    cases: pd.DataFrame,
    turns: pd.DataFrame,
    documents: pd.DataFrame,
    by: str,
    min_cell: int = 5,
    interval: float = 0.95,
    language: str = "en",
) -> pd.DataFrame:
    """Compare how many people of each group say each theme.

    Parameters
    ----------
    themes, members, segments, cases, turns, documents : DataFrame
        Their contracts; people whose consent is not given taken out before.
    by : str
        Name of an attribute, or "language", "wave", "kind"; see `groups.people_groups`.
    min_cell : int
        Smallest number of people that is printed.
    interval : float
        Width of the intervals, 0–1; not corrected for the number of comparisons.
    language : {"en", "zh"}
        Of the column `shown`.

    Returns
    -------
    DataFrame
        `COLUMNS`; a row per theme and group, sorted by theme_id, groups in their natural order. n_people and n_asked
        are whole numbers or <NA>; `shown` is "12 of 40", "<5" for a count or group below the smallest cell, or "–" for
        what is withheld because a hidden number could be had by subtraction. Shares 0–1 with Wilson's interval;
        `difference` is share minus the share of all others together, with Newcombe's. `test` is "Fisher" (two groups;
        exact, two-sided), "chi-square" (more, where every expected count is at least 5) or "permutation" (more, else;
        the chi-square statistic under 9,999 random assignments of the groups); p, p_bh (Benjamini and Hochberg 1995)
        and p_holm (Holm 1979) are of the theme as a whole, corrected over the themes. They are empty where a count of
        the theme is hidden, for with the margins a p gives the count away; `differs` (p_bh ≤ 0.05) still stands.
        `n_unknown` counts the people whose group is not known; they are in no share.

    Raises
    ------
    UnknownNameError
        If nobody has that attribute.
    StudyError
        If it has too many values to be compared.
    """
    grouped = people_groups(cases, turns, documents, by)
    known = grouped[grouped["group"] != ""]
    said = sayers(themes, members, segments, known["case_id"])
    names = list(dict.fromkeys(known.sort_values("order", kind="stable")["group"]))
    rows = shown_themes(themes)
    counts = _counts(said, known, rows["theme_id"].tolist(), names)
    asked = known["group"].value_counts().reindex(names).fillna(0).to_numpy(dtype=int)
    tested = _tests(rows["theme_id"].tolist(), counts, asked)
    found = _long(rows, names, counts, asked, interval).merge(tested, on="theme_id")
    found = found.assign(by=by, n_unknown=len(grouped) - len(known))
    unknown = _unknown_say(themes, members, segments, grouped)
    say = rows["theme_id"].map(unknown).fillna(0).to_numpy(dtype=int)
    hidden, withheld = _suppressed(counts, asked, say, len(grouped) - len(known), min_cell)
    return _print(found, hidden.ravel(), withheld.ravel(), min_cell, language)[list(COLUMNS)]


def _counts(said: pd.DataFrame, known: pd.DataFrame, themes: list[str], names: list[str]) -> np.ndarray:
    """Return people by theme and group, shape (n_themes, n_groups)."""
    rows = said[["theme_id", "case_id"]].drop_duplicates().merge(known, on="case_id")
    table = pd.crosstab(rows["theme_id"], rows["group"])
    return table.reindex(index=themes, columns=names, fill_value=0).to_numpy(dtype=int)


def _unknown_say(
    themes: pd.DataFrame, members: pd.DataFrame, segments: pd.DataFrame, grouped: pd.DataFrame
) -> pd.Series:
    others = grouped.loc[grouped["group"] == "", "case_id"]
    return sayers(themes, members, segments, others).groupby("theme_id")["case_id"].nunique()


def _long(rows: pd.DataFrame, names: list[str], counts: np.ndarray, asked: np.ndarray, interval: float) -> pd.DataFrame:
    n_themes, n_groups = counts.shape
    found = rows.loc[rows.index.repeat(n_groups)].reset_index(drop=True)
    here, total = counts.ravel(), np.tile(asked, n_themes)
    rest = np.repeat(counts.sum(axis=1), n_groups) - here
    others = asked.sum() - total
    low, high = wilson(here, total, interval)
    below, above = newcombe(here, total, rest, others, interval)
    with np.errstate(invalid="ignore", divide="ignore"):
        share, share_rest = here / total, rest / others
    return found.assign(
        group=np.array(names * n_themes, dtype=object),
        n_people=here,
        n_asked=total,
        share=share,
        low=low,
        high=high,
        difference=share - share_rest,
        difference_low=below,
        difference_high=above,
    )


def _tests(themes: list[str], counts: np.ndarray, asked: np.ndarray) -> pd.DataFrame:
    from statsmodels.stats.multitest import multipletests

    found = [_test(theme, row, asked) for theme, row in zip(themes, counts, strict=True)]
    tested = pd.DataFrame(found, columns=["test", "p"]).assign(theme_id=themes)
    tested = tested.astype({"p": "float64"}).assign(p_bh=np.nan, p_holm=np.nan)
    some = tested["p"].notna()
    if some.any():
        for column, method in (("p_bh", "fdr_bh"), ("p_holm", "holm")):
            tested.loc[some, column] = multipletests(tested.loc[some, "p"], method=method)[1]
    return tested.assign(differs=tested["p_bh"].le(_LEVEL))


def _test(theme: str, counts: np.ndarray, asked: np.ndarray) -> tuple[str, float]:
    """Return the name of the test and its p; none with one group, or where nobody or everybody says it."""
    from scipy.stats import chi2_contingency, fisher_exact

    table = np.vstack([counts, asked - counts])
    if len(asked) < 2 or not table.sum(axis=1).all():
        return "", float("nan")
    if len(asked) == 2:
        return "Fisher", float(fisher_exact(table).pvalue)
    expected = np.outer(table.sum(axis=1), asked) / asked.sum()
    if expected.min() >= _EXPECTED:
        return "chi-square", float(chi2_contingency(table, correction=False).pvalue)
    return "permutation", _permutation(theme, counts, asked, expected)


def _permutation(theme: str, counts: np.ndarray, asked: np.ndarray, expected: np.ndarray) -> float:
    """Return p of the chi-square statistic with both margins held: (1 + at least as large) / (1 + draws)."""
    # The seed is the theme's own, so that other themes in the study change nothing.
    seed = int.from_bytes(hashlib.sha256(theme.encode()).digest()[:8], "big")
    drawn = np.random.default_rng(seed).multivariate_hypergeometric(asked, int(counts.sum()), size=_DRAWS)

    def statistic(said: np.ndarray) -> np.ndarray:
        return ((said - expected[0]) ** 2 * (1 / expected[0] + 1 / expected[1])).sum(axis=-1).round(9)

    return float((1 + (statistic(drawn) >= statistic(counts)).sum()) / (1 + _DRAWS))


def _suppressed(
    counts: np.ndarray, asked: np.ndarray, unknown: np.ndarray, n_unknown: int, min_cell: int
) -> tuple[np.ndarray, np.ndarray]:
    """Return which counts are below the smallest cell, and which others are withheld so that these stay hidden.

    How many people say a theme is known from its card, so one hidden count is that total minus the others; a second
    one, the smallest of the rest, is withheld with it (complementary suppression: Cox 1980, J. Am. Stat. Assoc. 75,
    377–385), and so on until no hidden count has only one value that fits.
    """
    hidden = (counts < min_cell) | (asked < min_cell)
    withheld = np.zeros_like(hidden)
    for line, row in enumerate(counts):
        for at in sorted(range(len(row)), key=lambda at: (row[at], at)):
            gone = (hidden[line], withheld[line])
            if not hidden[line, at] and _open(row, asked, *gone, int(unknown[line]), n_unknown, min_cell):
                withheld[line, at] = True
    return hidden, withheld


def _open(
    row: np.ndarray,
    asked: np.ndarray,
    hidden: np.ndarray,
    withheld: np.ndarray,
    unknown: int,
    n_unknown: int,
    min_cell: int,
) -> bool:
    """Tell whether a hidden count follows from the theme's total, what is printed, and how small or large it can be."""
    own, others = row[hidden], row[withheld]
    total = int(own.sum() + others.sum()) + unknown
    # Those whose group is not known may say it too; how many of them do is printed nowhere.
    least = np.concatenate([np.zeros(len(own), int), np.full(len(others), min_cell), [0]])
    most = np.concatenate([np.minimum(asked[hidden], min_cell - 1), asked[withheld], [n_unknown]])
    lowest = np.maximum(least, total - (most.sum() - most))
    highest = np.minimum(most, total - (least.sum() - least))
    return bool((lowest == highest)[: len(own)].any())


def _print(found: pd.DataFrame, hidden: np.ndarray, withheld: np.ndarray, min_cell: int, language: str) -> pd.DataFrame:
    phrase = _OF[language]
    small = (found["n_asked"] < min_cell).to_numpy()
    shown = [phrase.format(n=n, asked=asked) for n, asked in zip(found["n_people"], found["n_asked"], strict=True)]
    shown = np.where(hidden, f"<{min_cell}", np.where(withheld, _WITHHELD, np.array(shown, dtype=object)))
    gone = hidden | withheld
    found = found.assign(
        shown=shown,
        n_people=found["n_people"].astype("Int64").mask(gone),
        n_asked=found["n_asked"].astype("Int64").mask(small),
        **{column: found[column].mask(gone) for column in _FIGURES},
    )
    telling = found["theme_id"].isin(found.loc[gone, "theme_id"])
    return found.assign(**{column: found[column].mask(telling) for column in ("p", "p_bh", "p_holm")})
