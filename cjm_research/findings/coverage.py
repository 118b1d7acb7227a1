"""The coverage sheet: who was asked and who was heard, group by group, with the groups that are hardly heard named.

Everybody in the study is asked; to be heard is to have said something that is coded. A group is called quiet only if
its people are heard less often than all others by more than chance allows, with all groups of all attributes corrected
for at once. Counts below the smallest cell are not printed, nor what would give them away, and what is judged quiet is
judged on what is printed. That nobody of a group was heard is printed: it tells of the study, not of what they said.

Use it to see whose voice the map lacks. Do not read a group that is not named as one that was heard enough.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from html import escape

import numpy as np
import pandas as pd

from cjm_research.errors import StudyError, UnknownNameError
from cjm_research.findings import coverage_words as words
from cjm_research.findings.cells import as_printed, suppressed, tamest
from cjm_research.findings.consent import left_out
from cjm_research.findings.coverage_cross import Crossed, crossed
from cjm_research.findings.groups import OF_DOCUMENTS, natural, people_groups, spoken
from cjm_research.findings.shares import newcombe, wilson
from cjm_research.schema import CONSENTED, FAMILIES

MEASURES = ("answered", "heard", *FAMILIES)
COLUMNS = (
    *("by", "group", "n_asked", *(f"n_{name}" for name in MEASURES)),
    *(f"shown_{name}" for name in MEASURES),
    *("share", "low", "high", "difference", "difference_low", "difference_high", "p", "p_bh", "p_holm", "quiet"),
)
_LEVEL = 0.05
_OWN = ("share", "low", "high")
_OF_ALL = ("difference", "difference_low", "difference_high", "p", "p_bh", "p_holm")


@dataclass(frozen=True)
class CoverageSheet:
    """Who was asked and who was heard.

    Attributes
    ----------
    table : DataFrame
        Columns `COLUMNS`; a row per attribute and value, "" for people of whom it is not known. n_asked people in the
        study; n_answered gave any answer; n_heard said something coded; n_goal and so on. A count that is not printed
        is <NA>, and its shown_ is "<5" or "–" as in `contrasts.contrasts`. share of n_heard with Wilson's interval,
        its difference to all others with Newcombe's, p of Fisher's test (two-sided) with both corrections over all
        rows; quiet is "silent" (nobody heard), "quieter" or "".
    totals : dict of str to int
        asked, answered, heard and each family, over everybody.
    kept_out : dict of str to int
        People who are in no figure because of their consent, by what is known of it.
    not_shown : dict of str to str
        Attributes that cannot be a table, with the reason.
    people : DataFrame
        Column case_id, then one per attribute; who is in which group. Never shown.
    n_compared : int
        Groups that were compared with all others.
    min_cell : int
        Smallest number of people that is printed.
    language : {"en", "zh"}
        In which it shows itself.
    interval : float
        Width of the intervals.
    """

    table: pd.DataFrame = field(repr=False)
    totals: dict[str, int]
    kept_out: dict[str, int]
    not_shown: dict[str, str] = field(repr=False)
    people: pd.DataFrame = field(repr=False)
    n_compared: int = 0
    min_cell: int = 5
    language: str = "en"
    interval: float = 0.95

    @property
    def silent(self) -> pd.DataFrame:
        """The groups that are not heard, or less often than all others."""
        return self.table[self.table["quiet"] != ""].reset_index(drop=True)

    def crossed(self, a: str, b: str) -> Crossed:
        """Return how many people were asked in each pair of values of two attributes, with the empty ones named.

        Raises
        ------
        UnknownNameError
            If one of them is not an attribute of the sheet.
        """
        for name in (a, b):
            if name not in self.people.columns[1:]:
                raise UnknownNameError(
                    f"The coverage sheet holds no attribute {name!r}. It holds: "
                    f"{', '.join(self.people.columns[1:]) or 'none'}."
                )
        return crossed(self.people, a, b, self.min_cell, self.language)

    def reading(self, language: str | None = None) -> str:
        """Return what the sheet says, a sentence a line."""
        return "\n".join(self._sentences(language or self.language))

    def __str__(self) -> str:
        return self.reading()

    def _sentences(self, language: str) -> list[str]:
        found = words.totals(self.totals, self.kept_out, language)
        found += [words.quiet(row, self.min_cell, self.interval, language) for row in self.silent.to_dict("records")]
        if self.silent.empty and self.n_compared:
            found.append(words.none_quiet(self.n_compared, language))
        return found + words.not_shown(self.not_shown, language)

    def _repr_html_(self) -> str:
        said = "".join(f"<p>{escape(sentence)}</p>" for sentence in self._sentences(self.language))
        heads = "".join(f"<th style='text-align:left'>{escape(name)}</th>" for name in words.heads(self.language))
        rows = "".join(
            f"<tr>{''.join(f'<td style=text-align:left>{escape(cell)}</td>' for cell in self._cells(row))}</tr>"
            for row in self.table.to_dict("records")
        )
        whole = f"<table><tr>{heads}</tr>{rows}</table>" if rows else ""
        return f'<div lang="{self.language}">{said}{whole}</div>'

    def _cells(self, row: dict) -> list[str]:
        asked = f"<{self.min_cell}" if pd.isna(row["n_asked"]) else str(row["n_asked"])
        name = words.group_name(row["by"], row["group"], self.language)
        return [
            name,
            asked,
            *(row[f"shown_{measure}"] for measure in MEASURES),
            words.mark(row["quiet"], self.language),
        ]


def coverage_sheet(
    cases: pd.DataFrame,
    documents: pd.DataFrame,
    segments: pd.DataFrame,
    coded: pd.DataFrame,
    attributes: Sequence[str] | None = None,
    min_cell: int = 5,
    language: str = "en",
    turns: pd.DataFrame | None = None,
    interval: float = 0.95,
) -> CoverageSheet:
    """Return who was asked and who was heard.

    Parameters
    ----------
    cases : DataFrame
        Contract "cases", with everybody: those whose consent is not given are counted as kept out, and are in no other
        figure.
    documents, segments, coded : DataFrame
        Their contracts; also of people whose consent is not given, or without them.
    attributes : sequence of str, optional
        Names of attributes, or "language", "wave", "kind"; without it all that there are, two that group people alike
        only once, and of those three the ones that have more than one value. Who said nothing has the language and wave
        of their file, if it has but one.
    min_cell : int
        Smallest number of people that is printed.
    language : {"en", "zh"}
        In which the sheet shows itself.
    turns : DataFrame, optional
        Contract "turns"; an answer too short for a segment then counts as one.
    interval : float
        Width of the intervals, 0–1.

    Returns
    -------
    CoverageSheet
        An attribute with too many values is named in `not_shown`.

    Raises
    ------
    UnknownNameError
        If nobody has an attribute that is asked for.
    """
    given = cases[cases["consent"].isin(CONSENTED)] if "consent" in cases.columns else cases
    given = given.sort_values("case_id", ignore_index=True)
    said = _said(given, segments, coded, turns)
    people, not_shown = _people(given, documents, segments if turns is None else turns, attributes)
    rows = [_counted(people, said, by, min_cell, interval, language) for by in people.columns[1:]]
    table = pd.concat(rows, ignore_index=True) if rows else pd.DataFrame(columns=[*COLUMNS, "judged", "gone"])
    totals = {"asked": len(given), **{name: len(said[name]) for name in MEASURES}}
    kept_out = left_out(cases) if "consent" in cases.columns else {}
    n_compared = int(table["p"].notna().sum())
    shown = (_tested(table)[list(COLUMNS)], totals, kept_out, not_shown, people, n_compared)
    return CoverageSheet(*shown, min_cell, language, interval)


def _said(
    cases: pd.DataFrame, segments: pd.DataFrame, coded: pd.DataFrame, turns: pd.DataFrame | None
) -> dict[str, set[str]]:
    """Return who gave an answer, who was heard, and who with each family."""
    everybody = set(cases["case_id"])
    rows = coded[["segment_id", "family"]].merge(segments[["segment_id", "case_id"]], on="segment_id")
    answered = set(segments["case_id"])
    if turns is not None:
        answered |= set(turns.loc[(turns["role"] == "participant") & (turns["end"] > turns["start"]), "case_id"])
    found = {"answered": answered, "heard": set(rows["case_id"])}
    found |= {family: set(rows.loc[rows["family"] == family, "case_id"]) for family in FAMILIES}
    return {name: own & everybody for name, own in found.items()}


def _people(
    cases: pd.DataFrame, documents: pd.DataFrame, spoken_in: pd.DataFrame, attributes: Sequence[str] | None
) -> tuple[pd.DataFrame, dict[str, str]]:
    """Return the group of everybody by each attribute, and the attributes that cannot be one."""
    people, not_shown = cases[["case_id"]].copy(), {}
    held = sorted({name for own in cases["attributes"] for name in (own or {})}, key=natural)
    for by in [*held, *(name for name in OF_DOCUMENTS if name not in held)] if attributes is None else attributes:
        try:
            groups = _groups(cases, documents, spoken_in, by, by in held)
        except StudyError as err:
            not_shown[by] = str(err)
            continue
        if attributes is not None or by in held or groups.nunique() > 1:
            people = people.assign(**{by: groups.to_numpy()})
    return (people if attributes is not None else _once(people)), not_shown


def _once(people: pd.DataFrame) -> pd.DataFrame:
    """Return the groups without an attribute that groups people exactly as one with a shorter name does."""
    kept: dict[tuple[int, ...], str] = {}
    for by in sorted(people.columns[1:], key=lambda name: (len(name), name)):
        kept.setdefault(tuple(pd.factorize(people[by].replace("", None))[0]), by)
    return people[["case_id", *(by for by in people.columns[1:] if by in kept.values())]]


def _groups(cases: pd.DataFrame, documents: pd.DataFrame, spoken_in: pd.DataFrame, by: str, held: bool) -> pd.Series:
    if held or by not in OF_DOCUMENTS:
        return people_groups(cases, spoken_in, documents, by)["group"]
    if by == "kind":
        return cases["kind"].map({"participant": "interview", "respondent": "survey"}).fillna("")
    if by not in documents.columns:
        return pd.Series("", index=cases.index)
    rows = spoken(spoken_in.assign(role="participant") if "role" not in spoken_in.columns else spoken_in, documents, by)
    own = rows[rows["value"] != ""].groupby("case_id")["value"]
    joined = own.agg(lambda values: " + ".join(sorted(set(values), key=natural)))
    # Who said nothing has no document; the file they are in tells its language or wave if it has only one.
    of_source = documents.groupby("source")[by].agg(lambda values: values.iloc[0] if values.nunique() == 1 else "")
    return cases["case_id"].map(joined).fillna(cases["source"].map(of_source)).fillna("").astype(str)


def _counted(
    people: pd.DataFrame, said: dict[str, set[str]], by: str, min_cell: int, interval: float, language: str
) -> pd.DataFrame:
    """Return the rows of one attribute, with the counts that are judged (`judged`) and whether one is hidden."""
    names = sorted(set(people[by]), key=lambda name: (name == "", natural(name)))
    who = [set(people.loc[people[by] == name, "case_id"]) for name in names]
    asked = np.array([len(own) for own in who], dtype=int)
    counts = np.array([[len(own & said[name]) for own in who] for name in MEASURES], dtype=int)
    hidden, withheld = _suppressed(counts, asked, min_cell)
    found = pd.DataFrame({"by": by, "group": names, "n_asked": asked})
    for at, name in enumerate(MEASURES):
        long = found.assign(n_people=counts[at])
        printed = as_printed(long, hidden[at : at + 1], withheld[at : at + 1], min_cell, language)
        found = found.assign(**{f"n_{name}": printed["n_people"], f"shown_{name}": printed["shown"]})
    heard = MEASURES.index("heard")
    judged = tamest(counts[heard], asked, hidden[heard], withheld[heard], min_cell)
    gone = hidden[heard] | withheld[heard]
    low, high = wilson(counts[heard], asked, interval)
    found = found.assign(share=counts[heard] / np.maximum(asked, 1), low=low, high=high)
    found = found.assign(**{column: found[column].mask(gone) for column in _OWN})
    found = found.assign(judged=judged, asked=asked, small=asked < min_cell, gone=gone.any())
    return _against(found, interval).assign(n_asked=pd.array(asked, dtype="Int64")).pipe(_masked, min_cell)


def _suppressed(counts: np.ndarray, asked: np.ndarray, min_cell: int) -> tuple[np.ndarray, np.ndarray]:
    """Return what is not printed; in a group that is large enough, that nobody answered or was heard is."""
    hidden, withheld = np.zeros(counts.shape, dtype=bool), np.zeros(counts.shape, dtype=bool)
    nobody = {"answered": counts[MEASURES.index("answered")] == 0}
    for at, name in enumerate(MEASURES if min_cell > 1 else ()):
        kept = ~nobody.get(name, counts[MEASURES.index("heard")] == 0) | (asked < min_cell)
        small, beside = suppressed(counts[at : at + 1, kept], asked[kept], min_cell)
        hidden[at, kept], withheld[at, kept] = small[0], beside[0]
    return hidden, withheld


def _masked(found: pd.DataFrame, min_cell: int) -> pd.DataFrame:
    return found.assign(n_asked=found["n_asked"].mask(found["n_asked"] < min_cell))


def _against(found: pd.DataFrame, interval: float) -> pd.DataFrame:
    """Return the rows with the difference of each known group to all others, and its p."""
    from scipy.stats import fisher_exact

    known = found["group"].ne("").to_numpy()
    heard, asked = found["judged"].to_numpy(), found["asked"].to_numpy()
    rest, others = heard[known].sum() - heard, asked[known].sum() - asked
    p = np.full(len(found), np.nan)
    difference = np.full((3, len(found)), np.nan)
    for at in np.flatnonzero(known & (others > 0) & ~found["small"].to_numpy()):
        p[at] = fisher_exact([[heard[at], asked[at] - heard[at]], [rest[at], others[at] - rest[at]]]).pvalue
        low, high = newcombe([heard[at]], [asked[at]], [rest[at]], [others[at]], interval)
        difference[:, at] = heard[at] / asked[at] - rest[at] / others[at], low[0], high[0]
    return found.assign(p=p, difference=difference[0], difference_low=difference[1], difference_high=difference[2])


def _tested(table: pd.DataFrame) -> pd.DataFrame:
    """Return the rows with corrected p and with what is quiet; what a hidden count could be had from is left out."""
    from statsmodels.stats.multitest import multipletests

    table = table.reindex(columns=[*table.columns, *(name for name in COLUMNS if name not in table.columns)])
    if table.empty:
        return table
    some = table["p"].notna()
    corrected = table.assign(p_bh=np.nan, p_holm=np.nan)
    if some.any():
        for column, method in (("p_bh", "fdr_bh"), ("p_holm", "holm")):
            corrected.loc[some, column] = multipletests(table.loc[some, "p"], method=method)[1]
    quieter = corrected["p_bh"].le(_LEVEL) & corrected["difference"].lt(0)
    silent = corrected["n_heard"].eq(0).fillna(False) & corrected["group"].ne("")
    quiet = np.where(silent.astype(bool), "silent", np.where(quieter, "quieter", ""))
    gone = corrected["gone"].astype(bool)
    return corrected.assign(quiet=quiet, **{column: corrected[column].mask(gone) for column in _OF_ALL})
