"""Who says it: each theme in each group of people, with shares, intervals, a test and nothing that points at a person.

Counts are people, and each share is of all people of the group who take part, not of those who said something coded
(law 5). Groups and counts below the smallest cell are not printed, nor is what would give them away by subtraction;
whether such a theme differs is judged on what is printed of it.

Use when groups differ in one attribute. Do not read a difference as a cause, and do not compare many attributes one
after the other: the correction holds over the themes of one attribute.
"""

from __future__ import annotations

import hashlib

import numpy as np
import pandas as pd

from cjm_research.findings.cells import as_printed, suppressed, tamest
from cjm_research.findings.groups import people_groups
from cjm_research.findings.shares import newcombe, sayers, shown_themes, wilson
from cjm_research.schema import FAMILIES

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
_OWN = ("share", "low", "high")
_OF_ALL = ("difference", "difference_low", "difference_high", "p", "p_bh", "p_holm")
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
        `COLUMNS`; a row per theme and group; themes by family, then those of most people (`themes.n_people`) first,
        groups in their natural order; no rows where no theme is shown. n_people and n_asked are whole numbers or <NA>;
        `shown` is "12 of 40", "<5" for a count or group below the smallest cell, or "–" for what is withheld because a
        hidden number could be had by subtraction from the theme's total (`cells.suppressed`). Shares 0–1 with Wilson's
        interval; `difference` is share minus the share of all others together, with Newcombe's. `test` is "Fisher" (two
        groups; exact, two-sided), "chi-square" (more, where every expected count is at least 5) or "permutation" (more,
        else; the chi-square statistic under 9,999 random assignments of the groups); p, p_bh (Benjamini and Hochberg
        1995) and p_holm (Holm 1979) are of the theme as a whole, corrected over the themes. Differences and p are empty
        on every row of a theme of which a count is not printed, for either gives the count away. `differs`
        (p_bh ≤ 0.05) then tells whether the groups differ even if the counts not printed are as alike as they can be.
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
    rows = _ranked(themes)
    counts = _counts(said, known, rows["theme_id"].tolist(), names)
    asked = known["group"].value_counts().reindex(names).fillna(0).to_numpy(dtype=int)
    hidden, withheld = suppressed(counts, asked, min_cell)
    # Tests see what is printed alone: a verdict, or another theme's corrected p, would else narrow a hidden count.
    lines = zip(counts, hidden, withheld, strict=True)
    judged = [tamest(row, asked, small, beside, min_cell) for row, small, beside in lines]
    tested = _tests(rows["theme_id"].tolist(), judged, asked)
    found = _long(rows, names, counts, asked, interval).merge(tested, on="theme_id")
    found = found.assign(by=by, n_unknown=len(grouped) - len(known))
    gone = hidden | withheld
    telling = np.repeat(gone.any(axis=1), len(names))
    found = found.assign(
        **{column: found[column].mask(gone.ravel()) for column in _OWN},
        **{column: found[column].mask(telling) for column in _OF_ALL},
    )
    return as_printed(found, hidden, withheld, min_cell, language)[list(COLUMNS)]


def _ranked(themes: pd.DataFrame) -> pd.DataFrame:
    """Return the themes shown, by family and then by how many people the themes' own table gives them."""
    rows = shown_themes(themes)
    people = themes.set_index("theme_id")["n_people"] if "n_people" in themes.columns else pd.Series(dtype=float)
    keys = rows.assign(at=rows["family"].map(FAMILIES.index), n=rows["theme_id"].map(people).fillna(0))
    return rows.loc[keys.sort_values(["at", "n", "theme_id"], ascending=[True, False, True]).index]


def _counts(said: pd.DataFrame, known: pd.DataFrame, themes: list[str], names: list[str]) -> np.ndarray:
    """Return people by theme and group, shape (n_themes, n_groups)."""
    rows = said[["theme_id", "case_id"]].drop_duplicates().merge(known, on="case_id")
    table = pd.crosstab(rows["theme_id"], rows["group"])
    return table.reindex(index=themes, columns=names, fill_value=0).to_numpy(dtype=int)


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


def _tests(themes: list[str], counts: list[np.ndarray], asked: np.ndarray) -> pd.DataFrame:
    from statsmodels.stats.multitest import multipletests

    found = [_test(theme, row, asked) for theme, row in zip(themes, counts, strict=True)]
    tested = pd.DataFrame(found, columns=["test", "p"]).assign(theme_id=np.array(themes, dtype=object))
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
