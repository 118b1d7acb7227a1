"""The driver sheet: which touchpoints, pain points and themes go with NPS, CSAT, CES, other ratings and emotion.

Use it to see where to look. Do not use it to say that something causes a rating: people who raise a thing differ from
others in much else, and a person who does not mention it may have met it all the same.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from html import escape
from typing import Any

import numpy as np
import pandas as pd

from cjm_research.errors import SchemaError
from cjm_research.findings.drivers import words
from cjm_research.findings.drivers.effects import inflation, linear, ordinal
from cjm_research.findings.drivers.enough import Chosen, choose
from cjm_research.findings.measures import measures, values_of
from cjm_research.findings.priority.words import told_by_stage
from cjm_research.settings import Drivers, Settings

KINDS = ("touchpoint", "pain_point", "theme")
"""What may go with a rating, in the order in which they are told; each kind has a model of its own."""
COLUMNS = (
    "measure",
    "column",
    "scale",
    "kind",
    "predictor_id",
    "title",
    "n_people",
    "n_with",
    "mean_with",
    "mean_without",
    "effect",
    "low",
    "high",
    "p",
    "p_bh",
    "p_holm",
    "marked",
    "vif",
    "model",
)
CHECKS = ("measure", "column", "scale", "kind", "n_people", "n_needed", "n_chosen", "lacking", "model", "good_is_high")
LEFT_OUT = ("measure", "column", "kind", "predictor_id", "title", "n_with", "why", "other")


@dataclass(frozen=True)
class DriverSheet:
    """What goes with people's ratings.

    Attributes
    ----------
    frame : DataFrame
        Columns `COLUMNS`; a row per rating and predictor, the largest effects first. effect in points of the rating
        with low and high: the difference that goes with raising it, the other predictors of its kind held; mean_with
        and mean_without as they are; p, and p corrected over all predictors of the rating (Benjamini–Hochberg and
        Holm); marked, whether p_bh is at most the level; vif.
    checks : DataFrame
        Columns `CHECKS`; a row per rating and kind. lacking is "" where a model was made, else "people", "outcome",
        "predictors"; model "linear" for a rating whose ordinal model ran away.
    left_out : DataFrame
        Columns `LEFT_OUT`: predictors that are in no model, and why.
    language : {"en", "zh"}
        In which it shows itself.
    interval, level : float
        Width of the intervals; share of false finds allowed.
    fewest_each : int
        People who had to raise a predictor, and who had to not.
    """

    frame: pd.DataFrame = field(repr=False)
    checks: pd.DataFrame = field(repr=False)
    left_out: pd.DataFrame = field(repr=False)
    language: str = "en"
    interval: float = 0.95
    level: float = 0.05
    fewest_each: int = 5

    def reading(self, language: str | None = None) -> str:
        """Return what goes with each rating, a paragraph per rating, or what is missing to say it."""
        return words.reading(self, language or self.language)

    def notes(self, language: str | None = None) -> list[str]:
        """Return what a reader must know of the figures."""
        return words.notes(self, language or self.language)

    def __str__(self) -> str:
        return "\n".join([self.reading(), *self.notes()])

    def _repr_html_(self) -> str:
        said = "".join(f"<p>{escape(sentence)}</p>" for sentence in self.reading().split("\n"))
        heads = "".join(f"<th style='text-align:left'>{escape(head)}</th>" for head in words.HEADS[self.language])
        rows = "".join(
            "<tr>" + "".join(f"<td style='text-align:left'>{escape(cell)}</td>" for cell in cells) + "</tr>"
            for cells in (words.cells(row, self.language) for row in self.frame.to_dict("records"))
        )
        notes = "".join(f"<li>{escape(note)}</li>" for note in self.notes())
        whole = f"<table><tr>{heads}</tr>{rows}</table>" if rows else ""
        return f'<div lang="{self.language}">{said}{whole}<ul>{notes}</ul></div>'


def drivers(
    cases: pd.DataFrame,
    predictors: pd.DataFrame,
    emotions: pd.Series | None = None,
    settings: Drivers | None = None,
    language: str = "en",
    interval: float = 0.95,
) -> DriverSheet:
    """Return which predictors go with what people rated.

    Parameters
    ----------
    cases : DataFrame
        Columns case_id, attributes and (optionally) kind; ratings are found by `findings.measures.measures`.
    predictors : DataFrame
        Columns predictor_id, kind (one of `KINDS`), title and people (case ids of those who raise it).
    emotions : Series of float, optional
        Each person's own mean emotion, 1–5, by case_id; looked at beside the ratings.
    settings : settings.Drivers, optional
        What is asked for; the shipped settings by default.
    language : {"en", "zh"}
        In which the sheet shows itself.
    interval : float
        Width of the intervals, 0–1.

    Returns
    -------
    DriverSheet

    Raises
    ------
    SchemaError
        If a column is missing, a kind is unknown or a predictor is there twice.
    """
    settings = settings or Settings.default().drivers
    _check(predictors)
    held = predictors.sort_values("predictor_id", ignore_index=True)
    frames: list[pd.DataFrame] = []
    left: list[pd.DataFrame] = []
    checks: list[dict[str, Any]] = []
    kinds_of_people = cases.set_index("case_id")["kind"] if "kind" in cases else pd.Series(dtype=object)
    for told, outcome in _outcomes(cases, emotions):
        apart = _apart(outcome, kinds_of_people)
        own = []
        for kind in (kind for kind in KINDS if (held["kind"] == kind).any()):
            asked = held[held["kind"] == kind]
            chosen = choose(outcome, asked, settings)
            rows, model = _rows(outcome, chosen, asked, apart, told["measure"] == "emotion", interval)
            about = {name: told[name] for name in ("measure", "column", "scale")} | {"kind": kind}
            own.append(rows.assign(**{name: [value] * len(rows) for name, value in about.items()}))
            left.append(_named(chosen.left_out, asked).assign(**{k: v for k, v in about.items() if k != "scale"}))
            sizes = {"n_people": len(outcome), "n_needed": chosen.n_needed, "n_chosen": chosen.raised.shape[1]}
            state = {"lacking": chosen.lacking, "model": model, "good_is_high": told["good_is_high"]}
            checks.append({**about, **sizes, **state})
        frames.append(_corrected(pd.concat(own, ignore_index=True) if own else _none(), settings.level))
    frame = pd.concat([each for each in frames if len(each)] or [_none()], ignore_index=True)
    out = pd.concat([each for each in left if len(each)] or [pd.DataFrame(columns=list(LEFT_OUT))], ignore_index=True)
    found = (frame[list(COLUMNS)], pd.DataFrame(checks, columns=list(CHECKS)), out[list(LEFT_OUT)])
    return DriverSheet(*found, language, interval, settings.level, settings.fewest_each)


def _outcomes(cases: pd.DataFrame, emotions: pd.Series | None) -> list[tuple[dict[str, Any], pd.Series]]:
    found = []
    for measure in measures(cases):
        told = {"measure": measure.kind, "column": measure.column, "scale": measure.scale}
        found.append((told | {"good_is_high": measure.good_is_high}, values_of(cases, measure)))
    if emotions is not None:
        own = emotions[emotions.notna() & emotions.index.isin(set(cases["case_id"]))].astype("float64").sort_index()
        found.append(({"measure": "emotion", "column": "", "scale": (1, 5), "good_is_high": True}, own))
    return found


def _apart(outcome: pd.Series, kinds: pd.Series) -> np.ndarray:
    """Return a column that tells interviews from survey answers, where there are both: who talks longer raises more."""
    in_talk = (kinds.reindex(outcome.index) == "participant").to_numpy(dtype=float)
    return in_talk[:, None] if 2 <= in_talk.sum() <= len(in_talk) - 2 else np.empty((len(in_talk), 0))


def _rows(
    outcome: pd.Series, chosen: Chosen, asked: pd.DataFrame, apart: np.ndarray, is_mean: bool, interval: float
) -> tuple[pd.DataFrame, str]:
    """Return the effects of a model with their names, and which model it is; nothing where something is lacking."""
    if chosen.lacking:
        return _none(), ""
    raised, values = chosen.raised.to_numpy(), outcome.to_numpy()
    found = None if is_mean else ordinal(values, raised, apart)
    found = found or linear(values, raised, apart)
    low, high = found.interval(interval)
    n_with = raised.sum(axis=0)
    titles = asked.set_index("predictor_id")["title"]
    rows = pd.DataFrame(
        {
            "predictor_id": chosen.raised.columns,
            "title": titles.reindex(chosen.raised.columns).to_numpy(),
            "n_people": len(values),
            "n_with": n_with.astype(int),
            "mean_with": raised.T @ values / n_with,
            "mean_without": (1 - raised).T @ values / (len(values) - n_with),
            "effect": found.effect,
            "low": low,
            "high": high,
            "p": found.p(),
            "vif": inflation(np.column_stack([raised, apart]))[: raised.shape[1]],
            "model": found.model,
        }
    )
    return rows, found.model


def _corrected(rows: pd.DataFrame, level: float) -> pd.DataFrame:
    """Correct over all predictors of a rating, whichever model they are in; sort by the size of the effect."""
    from statsmodels.stats.multitest import multipletests

    if rows.empty:
        return _none()
    held = {name: multipletests(rows["p"], method=way)[1] for name, way in (("p_bh", "fdr_bh"), ("p_holm", "holm"))}
    rows = rows.assign(**held, marked=held["p_bh"] <= level, size=-rows["effect"].abs())
    return rows.sort_values(["size", "predictor_id"], ignore_index=True)[list(COLUMNS)]


def _named(left_out: pd.DataFrame, asked: pd.DataFrame) -> pd.DataFrame:
    titles = asked.set_index("predictor_id")["title"].to_dict()
    return left_out.assign(
        title=left_out["predictor_id"].map(titles), other=left_out["other"].map(lambda name: titles.get(name, ""))
    )


def _none() -> pd.DataFrame:
    return pd.DataFrame({name: pd.Series(dtype=object) for name in COLUMNS})


def _check(predictors: pd.DataFrame) -> None:
    needed = ("predictor_id", "kind", "title", "people")
    absent = [name for name in needed if name not in predictors]
    if absent:
        raise SchemaError(f"Predictors lack the column {absent[0]!r}. Expected: {', '.join(needed)}.")
    strange = sorted(set(predictors["kind"]) - set(KINDS))
    if strange:
        raise SchemaError(f"A predictor is of the kind {strange[0]!r}. Kinds: {', '.join(KINDS)}.")
    if predictors["predictor_id"].duplicated().any():
        twice = sorted(predictors.loc[predictors["predictor_id"].duplicated(), "predictor_id"])[0]
        raise SchemaError(f"The predictor {twice!r} is there twice. Give each one row with all its people.")


def predictors_of(
    findings: pd.DataFrame,
    touched: pd.DataFrame,
    names: Mapping[str, str] | None = None,
    stages: Mapping[str, str] | None = None,
    language: str = "en",
) -> pd.DataFrame:
    """Return what may go with a rating, from the cards and the touchpoints of a map.

    Parameters
    ----------
    findings : DataFrame
        Columns finding_id, family, theme_id, title and people. Pain points are predictors one by one; a theme of any
        other family is one predictor over all its stages.
    touched : DataFrame
        Columns channel and case_id, a row per segment; "" where there is none.
    names : mapping of str to str, optional
        Of channels, to how they are printed.
    stages : mapping of str to str, optional
        Names of the stages, for pain points of the same title.
    language : {"en", "zh"}
        In which those titles are put together.

    Returns
    -------
    DataFrame
        Columns predictor_id, kind, title and people, sorted by predictor_id.
    """
    names, pains = names or {}, findings[findings["family"] == "pain_point"].reset_index(drop=True)
    staged = pains[["title"]].assign(lane="", stage=pains.get("stage", ""))
    titles = told_by_stage(staged, stages or {}, language)
    rows = [
        (row.finding_id, "pain_point", title, sorted(row.people))
        for row, title in zip(pains.itertuples(index=False), titles, strict=True)
    ]
    for theme_id, own in findings[findings["family"] != "pain_point"].groupby("theme_id", sort=True):
        rows.append(
            (theme_id, "theme", own["title"].iloc[0], sorted({case for each in own["people"] for case in each}))
        )
    for name, own in touched[touched["channel"].fillna("") != ""].groupby("channel", sort=True):
        rows.append((f"channel:{name}", "touchpoint", names.get(name, name), sorted(own["case_id"].unique())))
    found = pd.DataFrame(rows, columns=["predictor_id", "kind", "title", "people"])
    return found.sort_values("predictor_id", ignore_index=True)
