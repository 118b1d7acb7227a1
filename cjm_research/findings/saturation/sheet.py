"""The saturation sheet: how codes add up, what the last run brought, what is unheard; interviews and surveys apart.

Use it to say how near the study is to hearing nothing new, with what that rests on. Do not use it to prove that
everything was heard: it never says so.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from typing import Any

import pandas as pd

from cjm_research.errors import SchemaError
from cjm_research.findings.saturation import words
from cjm_research.findings.saturation.incidence import LEVELS
from cjm_research.findings.saturation.judged import Bars
from cjm_research.findings.saturation.parts import BY_GROUP, CURVE, UNSEEN, check_groups, grouped, of_units, part


@dataclass(frozen=True)
class SaturationSheet:
    """How near the interviews, and the answers of a survey, are to bringing nothing new.

    Attributes
    ----------
    level : {"code", "theme"}
        What was counted.
    curve : DataFrame
        Columns `CURVE`; a row per kind and place. As held: unit, name, its new codes, and codes seen so far. Over all
        orders: expected (mean) with low and high, between which nine in ten random orders lie. Rows with `ahead` are
        the next interviews: expected codes then, low and high between which they are to be expected.
    ratio : DataFrame
        Column kind and those of `ratio.COLUMNS`; the row that was asked for has `chosen`.
    unseen : DataFrame
        Columns `UNSEEN`; a row per kind. n_units interviews or respondents, n_codes heard, q1 in one alone, q2 in two;
        estimate with se, low, high (Chao2) and missing, all at least; coverage 0–1; new codes in the next `ahead`
        units with low and high; what the chosen row of `ratio` says; next_high, the upper end of the new
        codes in the next next_units, and its share next_share, as they are judged; state, and the bars that are not met
        (lacking).
    by_group : DataFrame
        Columns `BY_GROUP`; the same for each group of units. Of a group below the smallest cell n_units and all
        figures are missing.
    bars : Bars
        What "near" asks for.
    dated : bool
        Whether the order held is that of dates, for interviews.
    language : {"en", "zh"}
        In which it shows itself.
    interval : float
        Width of the intervals.
    """

    level: str
    curve: pd.DataFrame = field(repr=False)
    ratio: pd.DataFrame = field(repr=False)
    unseen: pd.DataFrame = field(repr=False)
    by_group: pd.DataFrame = field(repr=False)
    bars: Bars
    dated: bool
    language: str = "en"
    interval: float = 0.95

    def reading(self, language: str | None = None) -> str:
        """Return what the sheet says in words, a paragraph per kind and group: near, not yet or cannot be said yet."""
        return "\n".join(sentence for _, sentence in self._readings(language or self.language))

    def notes(self, language: str | None = None) -> list[str]:
        """Return what a reader must know of every figure, in sentences."""
        return words.notes(self.level, self.unseen["kind"].tolist(), self.dated, language or self.language)

    def headline(self, kind: str = "interview", language: str | None = None) -> str:
        """Return the state of one kind of unit in a line."""
        rows = self.unseen[self.unseen["kind"] == kind].to_dict("records")
        language = language or self.language
        return words.headline(rows[0], self.level, self.bars, language) if rows else words.nothing(language)

    def __str__(self) -> str:
        return "\n".join([self.reading(), *self.notes()])

    def _repr_html_(self) -> str:
        said = "".join(f"<p>{escape(sentence)}</p>" for of_group, sentence in self._readings() if not of_group)
        rows = "".join(self._row(row) for row in self._rows())
        heads = "".join(f"<th style='text-align:left'>{escape(head)}</th>" for head in words.HEADS[self.language])
        notes = "".join(f"<li>{escape(note)}</li>" for note in self.notes())
        whole = f"<table><tr>{heads}</tr>{rows}</table>" if rows else ""
        return f'<div lang="{self.language}">{said}{whole}<ul>{notes}</ul></div>'

    def _rows(self) -> list[dict[str, Any]]:
        found = []
        for row in self.unseen.to_dict("records"):
            own = self.by_group[self.by_group["kind"] == row["kind"]]
            found += [row, *own.to_dict("records")]
        return found

    def _readings(self, language: str | None = None) -> list[tuple[bool, str]]:
        language = language or self.language
        rows = self._rows()
        if not rows:
            return [(False, words.nothing(language))]
        say = (self.level, self.bars, language, self.interval)
        return [("group" in row, words.reading(row | _head(row, language), *say)) for row in rows]

    def _row(self, row: Mapping[str, Any]) -> str:
        name = _head(row, self.language).get("group") or words.KIND[self.language].get(row["kind"], row["kind"])
        cells = [name, f"<{row['min_cell']}" if pd.isna(row["n_units"]) else str(row["n_units"])]
        if not pd.isna(row["n_units"]):
            cells.append(words.STATE[self.language][row["state"]])
            if row["state"] != "unknown":
                cells += [str(row["n_codes"]), f"{row['estimate']:.1f} ({row['low']:.0f}–{row['high']:.0f})"]
                cells += [f"{row['coverage']:.0%}", f"{row['new']:.1f} ({row['new_low']}–{row['new_high']})"]
        cells += [""] * (len(words.HEADS[self.language]) - len(cells))
        return f"<tr>{''.join(f'<td style=text-align:left>{escape(cell)}</td>' for cell in cells)}</tr>"


def saturation_sheet(
    incidence: pd.DataFrame,
    units: pd.DataFrame,
    level: str = "theme",
    base: int = 4,
    run: int = 2,
    threshold: float = 0.05,
    rounds: int = 1000,
    seed: int = 0,
    by: str | Sequence[str] | None = None,
    language: str = "en",
    min_cell: int = 5,
    ahead: int | None = None,
    interval: float = 0.95,
) -> SaturationSheet:
    """Return how near each kind of unit, and each group, is to bringing nothing new.

    Parameters
    ----------
    incidence, units : DataFrame
        From `incidence_of`.
    level : {"code", "theme"}
        What the incidence counts; for the words.
    base, run : int
        Interviews, at least 1; Guest, Namey and Chen (2020) take 4 to 6, and 2 or 3.
    threshold : float
        Largest share of new information in a run, 0–1; they take 0.05 or 0.
    rounds : int
        Random orders, at least 1; fewer where a survey is so large that they would not fit into memory.
    seed : int
        Of the random orders.
    by : str or sequence of str, optional
        Attributes, or "language", "wave", "kind"; without it "language" where a kind of unit holds more than one.
    language : {"en", "zh"}
        In which the sheet shows itself.
    min_cell : int
        Smallest group of interviews or respondents that is shown.
    ahead : int, optional
        Next interviews for which new codes are predicted; a quarter of those held (at least 2) by default, never more
        than were held.
    interval : float
        Width of the intervals, 0–1.

    Returns
    -------
    SaturationSheet

    Raises
    ------
    SchemaError
        If units or incidence do not fit each other, or a number is out of its range.
    UnknownNameError
        If nobody has an attribute that is asked for.
    """
    _check(level, base, run, threshold, rounds)
    bars = Bars(base=base, run=run, threshold=threshold)
    ask = (bars, rounds, seed, ahead, interval)
    check_groups(units, [by] if isinstance(by, str) else by or ())
    curves, shares, found, groups = [], [], [], []
    for kind in sorted(units["kind"].unique()):
        own = units[units["kind"] == kind]
        curve, ratio, row = part(of_units(incidence, own), own, kind, *ask)
        curves.append(curve)
        shares.append(ratio)
        found.append(row)
        for name in _asked(by, own):
            groups += grouped(incidence, own, kind, name, min_cell, ask)
    interviews = units[units["kind"] == "interview"]
    dated = bool(len(interviews)) and bool((interviews["recorded_at"] != "").all())
    curve = pd.concat(curves, ignore_index=True) if curves else pd.DataFrame(columns=list(CURVE))
    ratio = pd.concat(shares, ignore_index=True) if shares else pd.DataFrame(columns=["kind"])
    frames = (curve, ratio, _frame(found, UNSEEN), _frame(groups, BY_GROUP))
    return SaturationSheet(level, *frames, bars, dated, language, interval)


def _check(level: str, base: int, run: int, threshold: float, rounds: int) -> None:
    if level not in LEVELS:
        raise SchemaError(f"The level is {level!r}. Expected one of {', '.join(LEVELS)}.")
    for name, value in (("base", base), ("run", run), ("rounds", rounds)):
        if value < 1:
            raise SchemaError(f"{name} is {value}. Expected a whole number of at least 1.")
    if not 0 <= threshold < 1:
        raise SchemaError(f"threshold is {threshold:g}. Expected a share from 0 to below 1, such as 0.05.")


def _asked(by: str | Sequence[str] | None, units: pd.DataFrame) -> list[str]:
    if by is None:
        return ["language"] if units["language"].nunique() > 1 else []
    return [by] if isinstance(by, str) else list(by)


def _frame(rows: list[dict[str, Any]], columns: tuple[str, ...]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=list(columns))
    whole = (
        "n_units",
        "n_codes",
        "q1",
        "q2",
        "ahead",
        "new_low",
        "new_high",
        "n_base",
        "last_new",
        "rounds",
        "next_units",
        "next_high",
    )
    return frame.astype(dict.fromkeys(whole, "Int64"))


def _head(row: Mapping[str, Any], language: str) -> dict[str, str]:
    """Return the name of a group as it is printed."""
    return {"group": words.group_name(row["kind"], row["by"], row["group"], language)} if row.get("group") else {}
