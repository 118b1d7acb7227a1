"""How well a machine's suggestions agree with a person, code by code, and what follows: automate, assist, hand-code.

The segments must be a random sample of the study (the check sample of the review queue), each with what was suggested
when it was put before the person. What the machine learned later is not held in its favour.

Use when: at least some forty check segments are reviewed. Do not use when: the segments were chosen for being hard, or
the person did not look; a person who sees a suggestion agrees with it more readily than one who does not. Many
looks find an "automate" by luck more often than one: right at the bar 1 in 100 with one look, up to 6 in 100 with a
look after every tenth check (``benchmarks/coder/coverage.py``).

>>> import pandas as pd
>>> said = pd.DataFrame({"segment_id": [f"s{at}" for at in range(80)], "code": "goal",
...                      "suggested": [at < 40 for at in range(80)], "marked": [at < 38 for at in range(80)]})
>>> verdicts(said)
Verdicts(80 segments checked: 1 automate)
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from html import escape
from typing import TYPE_CHECKING, Any

import numpy as np

from cjm_research.codes import verdict_words as words
from cjm_research.codes.bars import VERDICTS, Bars, judge
from cjm_research.codes.codebook import Codebook
from cjm_research.codes.effort import outlook
from cjm_research.codes.intervals import (
    BOTH,
    ONLY_MACHINE,
    ONLY_PERSON,
    f1,
    f1_interval,
    kappa,
    kappa_interval,
    share,
    share_interval,
    sure_of,
)
from cjm_research.errors import SchemaError
from cjm_research.schema import FAMILIES, LANGUAGES

if TYPE_CHECKING:
    import pandas as pd

COLUMNS = (
    "code", "n", "n_marked", "n_suggested", "n_both",
    *(name + end for name in ("precision", "recall", "f1", "kappa") for end in ("", "_low", "_high")),
    "n_sure", "sure_precision", "sure_low", "verdict", "why_en", "why_zh",
    "hour_n", "hour_width", "hour_chance", "hour_verdict", "hour_en", "hour_zh",
)  # fmt: skip
"""The columns of `Verdicts.table`."""

_NEEDED = ("segment_id", "code", "suggested", "marked")
_HEADS = {
    "en": ("code", "verdict", "F1", "precision", "recall", "kappa", "sure and right", "why", "one more hour"),
    "zh": ("编码", "结论", "F1", "精确率", "召回率", "kappa", "有把握且正确", "理由", "再编码一小时"),
}
_TOLD = {
    "en": {
        "none": "No check segment is reviewed yet. Review in the order “uncertain”: every third segment is one.",
        "headline": "{n} segments checked. In brackets: where the true value lies, with {level} confidence.",
        "of": "{} of {}, at least {}",
    },
    "zh": {
        "none": "还没有复核过抽检片段。请按“uncertain”顺序复核：每三个片段中有一个是抽检片段。",
        "headline": "已抽检 {n} 个片段。括号内为真实值所在的范围（置信度 {level}）。",
        "of": "{1} 个中 {0} 个，至少 {2}",
    },
}


@dataclass(frozen=True)
class Sure:
    """Checked segments of which the machine was sure of something.

    Attributes
    ----------
    n, n_right : int
        All of them, and those where the person marked everything it was sure of.
    low : float
        The share that is right at least, at the level of the bars, one-sided.
    """

    n: int
    n_right: int
    low: float


@dataclass(frozen=True)
class Verdicts:
    """The verdicts on the codes of a study.

    Attributes
    ----------
    table : DataFrame
        One row a code, `COLUMNS`: families in the order of the schema, each followed by its sub-types
        ("goal/explicit"), then the study's own codes. Shares are unrounded, NaN where there is nothing to divide by.
    n_checked : int
        Segments in the sample.
    sure : Sure
        Over all codes but sub-types.
    bars : Bars
        What was asked.
    names : mapping of str to mapping of str to str
        Code to language to the name that is shown.
    language : {"en", "zh"}
        In which it shows itself.
    """

    table: pd.DataFrame = field(repr=False)
    n_checked: int
    sure: Sure
    bars: Bars
    names: Mapping[str, Mapping[str, str]] = field(repr=False)
    language: str = "en"

    def __repr__(self) -> str:
        counts = self.table["verdict"].value_counts()
        told = ", ".join(f"{counts[verdict]} {verdict}" for verdict in VERDICTS if verdict in counts)
        return f"Verdicts({self.n_checked} segments checked: {told or 'no code'})"

    def __str__(self) -> str:
        """Return the verdicts as plain text, one paragraph a code."""
        lines = [self._headline()]
        for row in self.table.to_dict("records"):
            stop = "：" if self.language == "zh" else ": "
            lines.append(self._name(row["code"]) + stop + words.verdict_name(row["verdict"], self.language))
            lines += [f"  {row[f'{what}_{self.language}']}" for what in ("why", "hour")]
        return "\n".join(lines)

    def _repr_html_(self) -> str:
        heads = "".join(f"<th style='text-align:left'>{escape(head)}</th>" for head in _HEADS[self.language])
        rows = "".join(f"<tr>{self._row(row)}</tr>" for row in self.table.to_dict("records"))
        return f"<p>{escape(self._headline())}</p>" + (f"<table><tr>{heads}</tr>{rows}</table>" if rows else "")

    def _headline(self) -> str:
        say, level = _TOLD[self.language], self.bars.level
        if not self.n_checked:
            return say["none"]
        headline = say["headline"].format(n=self.n_checked, level=f"{level:.0%}")
        sentence = words.sure(self.sure.n_right, self.sure.n, self.sure.low, level, self.language)
        return f"{headline}{'' if self.language == 'zh' else ' '}{sentence}"

    def _row(self, row: Mapping[str, Any]) -> str:
        shares = [self._share(row, name) for name in ("f1", "precision", "recall", "kappa")]
        low = words.bounds(row["sure_low"], 1).split(" ")[0]
        right = round(row["sure_precision"] * row["n_sure"]) if row["n_sure"] else 0
        sure = _TOLD[self.language]["of"].format(right, row["n_sure"], low) if row["n_sure"] else ""
        verdict = words.verdict_name(row["verdict"], self.language)
        told = [row[f"{what}_{self.language}"] for what in ("why", "hour")]
        # Notebooks set tables flush right, which suits figures and not sentences.
        cells = (self._name(row["code"]), verdict, *shares, sure, *told)
        return "".join(f"<td style='text-align:left;vertical-align:top'>{escape(cell)}</td>" for cell in cells)

    def _share(self, row: Mapping[str, Any], name: str) -> str:
        if np.isnan(row[name]):
            return ""
        bounds = words.bounds(row[f"{name}_low"], row[f"{name}_high"], self.language)
        return f"{row[name]:.2f}" + (f"（{bounds}）" if self.language == "zh" else f" ({bounds})")

    def _name(self, code: str) -> str:
        return self.names.get(code, {}).get(self.language, code)


def verdicts(
    checked: pd.DataFrame,
    n_more: int | None = None,
    bars: Bars | None = None,
    names: Mapping[str, Mapping[str, str]] | None = None,
    language: str = "en",
) -> Verdicts:
    """Return the verdict on every code of a check sample.

    Parameters
    ----------
    checked : DataFrame
        One row per segment and code: segment_id, code ("goal", "goal/explicit", "code:<id>"), suggested and marked
        (bool), and, if known, sure (bool): suggested with decision "sure".
    n_more : int, optional
        Check segments that another hour gives; None if the pace is not known.
    bars : Bars, optional
        The shipped ones by default.
    names : mapping of str to mapping of str to str, optional
        Code to language to name, for codes that the shipped codebook does not hold.
    language : {"en", "zh"}
        In which the result shows itself; sentences are kept in both.

    Returns
    -------
    Verdicts
        The same whatever the order of the rows.

    Raises
    ------
    SchemaError
        If a column is missing or a segment is there twice for a code.
    """
    import pandas as pd

    _check(checked)
    bars = bars or Bars()
    held = checked if "sure" in checked else checked.assign(sure=False)
    rows = [_verdict(code, part, n_more, bars) for code, part in held.groupby("code", sort=False)]
    table = pd.DataFrame(sorted(rows, key=lambda row: _place(row["code"])), columns=list(COLUMNS))
    named = {**_shipped_names(table["code"]), **(names or {})}
    whole = held[~held["code"].str.contains("/", regex=False)] if len(held) else held
    return Verdicts(table, int(checked["segment_id"].nunique()), _sure(whole, bars.level), bars, named, language)


def cells_of(suggested: Iterable[bool], marked: Iterable[bool]) -> np.ndarray:
    """Return the counts of the four cells, shape (4,).

    >>> cells_of([True, True, False, False], [True, False, True, False]).tolist()
    [1, 1, 1, 1]
    """
    machine, person = np.asarray(suggested, dtype=bool), np.asarray(marked, dtype=bool)
    return np.array([(machine & person).sum(), (machine & ~person).sum(), (~machine & person).sum(),
                     (~machine & ~person).sum()])  # fmt: skip


def _verdict(code: str, part: pd.DataFrame, n_more: int | None, bars: Bars) -> dict[str, Any]:
    cells = cells_of(part["suggested"], part["marked"])
    n_suggested, n_marked = cells[BOTH] + cells[ONLY_MACHINE], cells[BOTH] + cells[ONLY_PERSON]
    row = {"code": code, "n": len(part), "n_marked": int(n_marked), "n_suggested": int(n_suggested),
           "n_both": int(cells[BOTH]), "verdict": str(judge(cells, bars))}  # fmt: skip
    of = {"precision": n_suggested, "recall": n_marked}
    values = {name: share(cells[BOTH], n) for name, n in of.items()} | {"f1": f1(cells), "kappa": kappa(cells)}
    ends = {name: share_interval(cells[BOTH], n, bars.level) for name, n in of.items()}
    ends |= {"f1": f1_interval(cells, bars.level), "kappa": kappa_interval(cells, bars.level)}
    for name, value in values.items():
        row |= {name: float(value), f"{name}_low": float(ends[name][0]), f"{name}_high": float(ends[name][1])}
    sure = part.loc[part["sure"].astype(bool), "marked"]
    row |= {"n_sure": len(sure), "sure_precision": float(sure.mean()) if len(sure) else float("nan"),
            "sure_low": sure_of(int(sure.sum()), len(sure), bars.level)}  # fmt: skip
    ahead = None if n_more is None else outlook(cells, n_more, bars)
    row |= {
        "hour_n": ahead.n_more if ahead else 0,
        "hour_width": ahead.width if ahead else float("nan"),
        "hour_chance": ahead.chance if ahead else float("nan"),
        "hour_verdict": ahead.likeliest if ahead else "",
    }
    for language in LANGUAGES:
        row[f"why_{language}"] = words.why(cells, row, bars, language)
        row[f"hour_{language}"] = words.hour(row["f1_high"] - row["f1_low"], ahead, language)
    return row


def _sure(held: pd.DataFrame, level: float) -> Sure:
    """Judge by segments, for what is said of one segment is not said independently."""
    right = held[held["sure"].astype(bool)].groupby("segment_id")["marked"].all()
    return Sure(len(right), int(right.sum()), sure_of(int(right.sum()), len(right), level))


def _place(code: str) -> tuple[int, str]:
    family = code.partition("/")[0]
    return (FAMILIES.index(family) if family in FAMILIES else len(FAMILIES), code)


def _shipped_names(codes: Iterable[str]) -> dict[str, dict[str, str]]:
    book = Codebook.framework()
    known = {family: (family, None) for family in book.families()}
    known |= {f"{code.family}/{code.subtype}": (code.family, code.subtype) for code in book.codes}
    return {code: {lang: book.name(*known[code], lang) for lang in LANGUAGES} for code in codes if code in known}


def _check(checked: pd.DataFrame) -> None:
    missing = [column for column in _NEEDED if column not in checked]
    if missing:
        raise SchemaError(
            f"The checked segments lack the columns {', '.join(missing)}. A row is what was suggested and what a "
            "person said about one code of one segment."
        )
    twice = checked[checked.duplicated(["segment_id", "code"])]
    if len(twice):
        first = twice.iloc[0]
        raise SchemaError(
            f"The checked segments hold {len(twice)} rows whose segment_id + code is already there, first "
            f"{[first['segment_id'], first['code']]}. Remove the repeats."
        )
