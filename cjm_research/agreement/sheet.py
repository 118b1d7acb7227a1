"""The agreement sheet: how far two or more coders agree, code by code and over all, with what to make of it.

All in one object of plain frames: coefficients with intervals, pairs of coders, sets of codes, marked spans, what was
coded twice, where coders differ, how much more is needed, and a reading in English and Chinese.

Use when: coders judged on their own. Do not use when: they settled differences first, or one saw the other's marks.

>>> import pandas as pd
>>> said = [(f"s{at}", f"d{at % 12}", who, "goal", str(int(at % 3 == 0 or (who == "Bo" and at == 1))))
...         for at in range(60) for who in ("Ana", "Bo")]
>>> sheet = agreement_sheet(pd.DataFrame(said, columns=["segment_id", "document_id", "coder", "code", "value"]))
>>> sheet
AgreementSheet(Ana, Bo: 60 of 60 segments double-coded, 1 code, kappa 0.96)
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from cjm_research.agreement import showing, words
from cjm_research.agreement.coefficients import LEVELS
from cjm_research.agreement.counting import (
    CONFUSION_COLUMNS,
    MEAN,
    MEASURES,
    OVERALL,
    PAIR_COLUMNS,
    TABLE_COLUMNS,
    Counted,
    cluster,
    confusion_rows,
    pair_rows,
    pooled,
    row_of,
    whole_marks,
)
from cjm_research.agreement.disagreements import disagreements
from cjm_research.agreement.names import names_of
from cjm_research.agreement.planning import needed_table
from cjm_research.agreement.ratings import check_ratings, check_spans, is_mark
from cjm_research.agreement.setwise import set_table
from cjm_research.agreement.span_table import UNIT_COLUMNS, span_table
from cjm_research.errors import SchemaError
from cjm_research.schema import FAMILIES

DOUBLE_COLUMNS = ("code", "n_segments", "n_double", "share", "partly", "coders")
READING_COLUMNS = ("code", "name", "text", "warnings")
DEFAULT_LEVELS = {"emotion": "ordinal"}
"""Of measurement, for codes that are not told otherwise; all others are nominal."""

_OTHERS = ("code:", "stage", "touchpoint", "channel", "emotion")


@dataclass(frozen=True)
class AgreementSheet:
    """How far coders agree.

    Attributes
    ----------
    table : DataFrame
        One row a code, `counting.TABLE_COLUMNS`, after the rows "overall" (all marks pooled) and "mean" where there
        are marks. Shares and coefficients unrounded, NaN where not defined.
    pairs : DataFrame
        `counting.PAIR_COLUMNS`: every two coders, code by code.
    sets : DataFrame
        `setwise.SET_COLUMNS`: whole sets of codes per segment.
    units : DataFrame
        `span_table.UNIT_COLUMNS`: marked spans; without rows where none were given.
    disagreements : DataFrame
        `disagreements.COLUMNS`.
    double_coded : DataFrame
        Of how many segments with any judgement how many were judged by two or more; partly if not all.
    confusions : DataFrame
        `counting.CONFUSION_COLUMNS`.
    coders : tuple of str
        Sorted.
    level : float
        Of the intervals.
    rounds, seed : int
        Draws, and what they start from.
    names : mapping of str to mapping of str to str
        Code to language to name.
    language : {"en", "zh"}
        In which it shows itself.
    """

    table: pd.DataFrame = field(repr=False)
    pairs: pd.DataFrame = field(repr=False)
    sets: pd.DataFrame = field(repr=False)
    units: pd.DataFrame = field(repr=False)
    disagreements: pd.DataFrame = field(repr=False)
    double_coded: pd.DataFrame = field(repr=False)
    confusions: pd.DataFrame = field(repr=False)
    coders: tuple[str, ...]
    level: float = 0.95
    rounds: int = 2000
    seed: int = 0
    names: Mapping[str, Mapping[str, str]] = field(default_factory=dict, repr=False)
    language: str = "en"

    def __repr__(self) -> str:
        whole = self.double_coded[self.double_coded["code"] == OVERALL].iloc[0]
        n = int((~self.table["code"].isin([OVERALL, MEAN])).sum())
        kappa = self.table.loc[self.table["code"] == OVERALL, "kappa"].dropna()
        told = f", kappa {kappa.iloc[0]:.2f}" if len(kappa) else ""
        return (f"AgreementSheet({', '.join(self.coders)}: {whole['n_double']} of {whole['n_segments']} segments "
                f"double-coded, {n} code{'s' if n != 1 else ''}{told})")  # fmt: skip

    def __str__(self) -> str:
        """Return the readings as plain text, one paragraph a code."""
        stop = "：" if self.language == "zh" else ": "
        told = self.readings().itertuples(index=False)
        return "\n".join(f"{row.name}{stop}{row.text}" for row in told)

    def _repr_html_(self) -> str:
        return showing.html(self)

    def readings(self, language: str | None = None) -> pd.DataFrame:
        """Return what the figures say in words.

        Parameters
        ----------
        language : {"en", "zh"}, optional
            That of the sheet by default.

        Returns
        -------
        DataFrame
            code, name, text, warnings (a tuple of `words.WARNINGS`), in the order of the table.
        """
        return self._told(words.reading, language or self.language)

    def notes(self, language: str | None = None) -> pd.DataFrame:
        """Return the readings without the figures that stand in the table, in the same columns."""
        return self._told(words.notes, language or self.language)

    def needed(self, half_width: float = words.GOAL) -> pd.DataFrame:
        """Return how many more double-coded segments bring the interval of kappa to ± half_width.

        Returns
        -------
        DataFrame
            `planning.NEEDED_COLUMNS`, one row a code, after "overall".
        """
        return needed_table([row for row in self._rows() if row["code"] != MEAN], half_width, self.level)

    def confusion(self, code: str, coder_a: str | None = None, coder_b: str | None = None) -> pd.DataFrame:
        """Return the table of values that two coders gave, the first in rows; the first two coders by default.

        Raises
        ------
        SchemaError
            If no two such coders judged a segment on that code.
        """
        found = self.confusions[self.confusions["code"] == code]
        if coder_a is None and coder_b is None and len(found):
            coder_a, coder_b = found[["coder_a", "coder_b"]].iloc[0]
        turned = found.rename(columns={"coder_a": "coder_b", "coder_b": "coder_a", "value_a": "value_b",
                                       "value_b": "value_a"})  # fmt: skip
        both = pd.concat([found, turned])
        own = both[(both["coder_a"] == coder_a) & (both["coder_b"] == coder_b)]
        if own.empty:
            pairs = "; ".join(sorted({f"{row.coder_a}, {row.coder_b}" for row in found.itertuples()})) or "none"
            raise SchemaError(
                f"No segment was judged on {code!r} by both {coder_a!r} and {coder_b!r}. Pairs that were: {pairs}."
            )
        values = sorted({*own["value_a"], *own["value_b"]})
        square = own.pivot_table(index="value_a", columns="value_b", values="n", aggfunc="sum", fill_value=0)
        square = square.reindex(index=values, columns=values, fill_value=0)
        return square.rename_axis(index=coder_a, columns=coder_b)

    def name(self, code: str, language: str | None = None) -> str:
        """Return what a code is called."""
        return self.names.get(code, {}).get(language or self.language, code)

    def _told(self, tell: Callable[..., str], language: str) -> pd.DataFrame:
        needed = self.needed(words.GOAL).set_index("code")["more"]
        double = {row["code"]: row for row in self.double_coded.to_dict("records")}
        rows = []
        for row in self._rows():
            code = row["code"]
            warnings = words.warnings_of(row, double.get(code))
            more = None if code not in needed or pd.isna(needed[code]) else int(needed[code])
            text = tell(row, warnings, double.get(code), more, language)
            rows.append((code, self.name(code, language), text, warnings))
        return pd.DataFrame(rows, columns=list(READING_COLUMNS))

    def _rows(self) -> list[dict]:
        rows = self.table.astype(object).where(self.table.notna(), np.nan).to_dict("records")
        return [row | {"n_carried": None if pd.isna(row["n_carried"]) else int(row["n_carried"])} for row in rows]


def agreement_sheet(
    ratings: pd.DataFrame,
    spans: pd.DataFrame | None = None,
    levels: Mapping[str, str] | None = None,
    coders: Collection[str] | None = None,
    level: float = 0.95,
    rounds: int = 2000,
    seed: int = 0,
    names: Mapping[str, Mapping[str, str] | str] | None = None,
    language: str = "en",
) -> AgreementSheet:
    """Return how far coders agree.

    Parameters
    ----------
    ratings : DataFrame
        `ratings.COLUMNS`: one row for each code that a coder judged on a segment; no row = not judged.
    spans : DataFrame, optional
        `ratings.SPAN_COLUMNS`: what was marked, whatever the segments.
    levels : mapping of str to str, optional
        Code to level of measurement; "emotion" is ordinal and all others are nominal unless told.
    coders : collection of str, optional
        These alone; all by default.
    level : float
        Of the intervals, 0 to 1.
    rounds, seed : int
        Draws, and what they start from; the same seed gives the same figures.
    names : mapping, optional
        Code to language to name, or to one name.
    language : {"en", "zh"}
        In which the sheet shows itself.

    Raises
    ------
    SchemaError
        If the frames do not keep their columns, a level is unknown, or fewer than two coders are there.
    """
    held = check_ratings(ratings)
    held = held if coders is None else held[held["coder"].isin(list(coders))]
    known = tuple(sorted(held["coder"].unique()))
    if len(known) < 2:
        raise SchemaError(
            f"Agreement needs the ratings of two coders or more, and {len(known)} {'is' if len(known) == 1 else 'are'} "
            f"there{': ' + known[0] if known else ''}. Let a second coder judge some of the same segments."
        )
    counted = _counted(held, _levels(levels))
    whole = Counted.of(OVERALL, "nominal", pooled(held)) if held["code"].map(is_mark).any() else None
    rows = [row_of(one, level, rounds, seed) for one in counted]
    first = [row_of(whole, level, rounds, seed), _mean(rows)] if whole else []
    table = pd.DataFrame([*first, *rows], columns=list(TABLE_COLUMNS))
    every = [*([whole] if whole else []), *counted]
    pairs = pd.DataFrame([row for one in every for row in pair_rows(one)], columns=list(PAIR_COLUMNS))
    confusions = pd.DataFrame([row for one in every for row in confusion_rows(one)], columns=list(CONFUSION_COLUMNS))
    marks = held[held["code"].map(is_mark)]
    laid = None if spans is None else check_spans(spans)
    laid = laid if laid is None or coders is None else laid[laid["coder"].isin(list(coders))]
    read = set(zip(held["document_id"], held["coder"], strict=True))
    units = pd.DataFrame(columns=list(UNIT_COLUMNS)) if laid is None else span_table(laid, read, level, rounds, seed)
    return AgreementSheet(
        table.astype({"n_carried": "Int64"}), pairs, set_table(marks, cluster, level, rounds, seed), units,
        disagreements(held, laid, read), _double(held), confusions, known, level, rounds, seed,
        names_of([*table["code"], *units["code"]], names), language,
    )  # fmt: skip


def _levels(levels: Mapping[str, str] | None) -> dict[str, str]:
    wrong = [(code, name) for code, name in (levels or {}).items() if name not in LEVELS]
    if wrong:
        code, name = wrong[0]
        raise SchemaError(
            f"The level of measurement {name!r} of {code!r} is not known. Known are: {', '.join(LEVELS)}."
        )
    return {**DEFAULT_LEVELS, **(levels or {})}


def _counted(held: pd.DataFrame, levels: Mapping[str, str]) -> list[Counted]:
    found = []
    for code, part in held.groupby("code"):
        level = levels.get(code, "nominal")
        if level != "nominal":
            numbers = pd.to_numeric(part["value"], errors="coerce")
            if numbers.isna().any():
                value = part["value"][numbers.isna()].iloc[0]
                raise SchemaError(
                    f"The code {code!r} is measured as {level}, but a value is {value!r}. Give numbers, or measure it "
                    "as nominal."
                )
        found.append(Counted.of(code, level, part))
    return sorted(found, key=lambda one: _place(one.code))


def _place(code: str) -> tuple[int, int, str]:
    family = code.partition("/")[0]
    if family in FAMILIES:
        return (0, FAMILIES.index(family), code)
    return (1, next((at for at, name in enumerate(_OTHERS) if code.startswith(name)), 0), code)


def _mean(rows: Sequence[Mapping]) -> dict:
    """Return the plain mean over marks, sub-types left out where their family is there."""
    marks = whole_marks([row["code"] for row in rows])
    own = [row for row in rows if row["code"] in marks and row["n_segments"]]
    mean = dict.fromkeys(TABLE_COLUMNS, np.nan) | {"code": MEAN, "level": "nominal", "binary": False, "resampled": ""}
    mean |= {name: max((row[name] for row in own), default=0) for name in ("n_segments", "n_documents", "n_coders")}
    for name in MEASURES:
        values = [row[name] for row in own if not np.isnan(row[name])]
        mean[name] = float(np.mean(values)) if values else np.nan
    return mean | {"n_carried": None}


def _double(held: pd.DataFrame) -> pd.DataFrame:
    """Return what was coded twice, code by code, after all marks together."""
    marks = held[held["code"].map(is_mark)]
    parts = [(OVERALL, marks if len(marks) else held)]
    parts += sorted(held.groupby("code"), key=lambda pair: _place(pair[0]))
    rows = []
    for code, part in parts:
        n = part.groupby("segment_id")["coder"].nunique()
        double = int((n >= 2).sum())
        coders = ", ".join(sorted(part["coder"].unique()))
        rows.append((code, len(n), double, double / len(n), double < len(n), coders))
    return pd.DataFrame(rows, columns=list(DOUBLE_COLUMNS))
