"""Stages proposed from the data: cut the run of what people meet where its mixture changes.

The touchpoints' channels and the milestones along each interview are laid on one scale from beginning to end and
counted people first. The run is cut into two to six pieces; as many are proposed as other people of the same kind would
agree on (cuts of people drawn again), if the change along the talk is more than chance. Else it is said that no stages
stand out. Use where a study's stages are not known; do not use where most people jump back and forth: then the scale
says little, and the proposal is likely to say so.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from html import escape
from typing import Any

import numpy as np
import pandas as pd

from cjm_research.codes import touchpoints
from cjm_research.findings.coded import verdicts
from cjm_research.findings.placing import cues
from cjm_research.journeys.cutting import best_cuts, pieces_of
from cjm_research.journeys.proposing_words import MILESTONES, WORDS
from cjm_research.schema import CARRIED, LANGUAGES, STAGES

COLUMNS = ("stage_id", "name", "definition", "covers", "examples", "met", "n_people", "n_segments", "start", "end")
"""The columns of a proposal's frame."""

_BINS = 16
_MOST = 6
_PEOPLE, _SIGNS = 5, 30  # below these nothing is proposed
_STABLE = 0.6  # adjusted Rand index of the cuts of people drawn again
_DRAWS = 40
_CHANCE = 0.95  # quantile of the gain when each person's signs are shuffled along the talk
_EXAMPLES, _MET = 3, 3


@dataclass(frozen=True)
class Proposal:
    """Proposed stages.

    Attributes
    ----------
    frame : DataFrame
        Columns `COLUMNS`: name and definition by language, covers, examples (texts of different people), met (channels
        and milestones typical of it), n_people and n_segments behind it, start and end along the talk (0–1); empty
        where none stand out.
    reading : str
        "found", "few", "none" or "unstable".
    figures : dict
        n, n_people, n_signs, stability and what was asked for.
    language : {"en", "zh"}
        Of the texts.
    """

    frame: pd.DataFrame
    reading: str
    figures: dict[str, Any]
    language: str = "en"

    def told(self, language: str | None = None) -> str:
        """Return in a sentence what stands out, or that nothing does."""
        return WORDS[language or self.language][self.reading].format(**self.figures)

    @property
    def toml(self) -> str:
        """The ``[stages]`` tables to paste into ``study.toml``; "" where none stand out."""
        return "\n".join(_table(row) for row in self.frame.itertuples(index=False))

    def __str__(self) -> str:
        return "\n".join([self.told(), *([self.toml] if len(self.frame) else [])])

    def _repr_html_(self) -> str:
        words = WORDS[self.language]
        said = f"<p>{escape(self.told())}</p>"
        if self.frame.empty:
            return f'<div lang="{self.language}">{said}</div>'
        heads = "".join(f"<th style='text-align:left'>{escape(head)}</th>" for head in words["heads"])
        rows = ""
        for row in self.frame.itertuples(index=False):
            cells = (row.name[self.language], words["listed"].join(row.covers), words["listed"].join(row.met),
                     row.n_people, " · ".join(row.examples))  # fmt: skip
            rows += "<tr>" + "".join(f"<td>{escape(str(cell))}</td>" for cell in cells) + "</tr>"
        return f'<div lang="{self.language}">{said}<table><tr>{heads}</tr>{rows}</table></div>'


def propose_stages(
    segments: pd.DataFrame,
    suggestions: pd.DataFrame,
    codings: pd.DataFrame,
    decisions: pd.DataFrame | None = None,
    placed: pd.DataFrame | None = None,
    seed: int = 0,
    language: str = "en",
) -> Proposal:
    """Propose stages from what people meet along their interviews.

    Parameters
    ----------
    segments, suggestions, codings, decisions : DataFrame
        Their contracts; only interviews tell a run.
    placed : DataFrame, optional
        What `findings.place` returns for the coders' six stages; says what each proposed stage covers. By default what
        is suggested for each segment alone.
    seed : int
        Of the draws.
    language : {"en", "zh"}
        Of the texts.

    Returns
    -------
    Proposal
        Its ``toml`` goes into ``study.toml``; nothing is changed by it.
    """
    told = _told(segments)
    signs = _signs(told, suggestions, codings, decisions)
    n_people, n_signs = int(signs["case_id"].nunique()), len(signs)
    figures = {"n": 0, "n_people": n_people, "n_signs": n_signs, "people": _PEOPLE, "signs": _SIGNS, "asked": _STABLE}
    nothing = pd.DataFrame(columns=list(COLUMNS))
    if n_people < _PEOPLE or n_signs < _SIGNS:
        return Proposal(nothing, "few", {**figures, "stability": 0.0}, language)
    whole = _by_person(signs)
    random = np.random.default_rng(seed)
    gains = {pieces: best_cuts(whole.sum(axis=0), pieces)[1] for pieces in range(2, _MOST + 1)}
    chance = _by_chance(signs, random)
    beyond = [pieces for pieces in gains if gains[pieces] > max(chance[pieces], 0.0)]
    if not beyond:
        return Proposal(nothing, "none", {**figures, "stability": 0.0}, language)
    stable = _stability(whole, beyond, random)
    held = [pieces for pieces in beyond if stable[pieces] >= _STABLE]
    figures["stability"] = round(max(stable.values()), 2)
    if not held:
        return Proposal(nothing, "unstable", figures, language)
    # Of those that hold, the one best borne out; more stages than the evidence bears are none the better.
    pieces = max(held, key=lambda number: (gains[number], -number))
    cuts = best_cuts(whole.sum(axis=0), pieces)[0]
    figures |= {"n": pieces, "stability": round(stable[pieces], 2)}
    stages = _suggested(suggestions) if placed is None else placed
    return Proposal(_frame(told, signs, stages, cuts), "found", figures, language)


def _told(segments: pd.DataFrame) -> pd.DataFrame:
    """Return the interviews' segments with their bin along the talk."""
    told = segments[segments["kind"] == "interview"].sort_values(["document_id", "start", "segment_id"])
    at = told.groupby("document_id").cumcount()
    size = told.groupby("document_id")["segment_id"].transform("size")
    return told.assign(bin=np.minimum((at + 0.5) / size * _BINS, _BINS - 1).astype(int)).reset_index(drop=True)


def _signs(
    told: pd.DataFrame, suggestions: pd.DataFrame, codings: pd.DataFrame, decisions: pd.DataFrame | None
) -> pd.DataFrame:
    """Return what is met: a row per segment and sign, its name in ``met`` and its number in ``sign``."""
    held = verdicts(suggestions, codings, "channel", decisions)
    held = held[held["decision"].isin(CARRIED) & held["value"].fillna("").ne("")]
    channels = told[["segment_id", "case_id", "bin"]].merge(held[["segment_id", "value"]], on="segment_id")
    happened = [
        (row.segment_id, row.case_id, row.bin, f"milestone:{stage}")
        for row in told.itertuples(index=False)
        for stage in cues.milestones(row.text, row.language)
    ]
    milestones = pd.DataFrame(happened, columns=["segment_id", "case_id", "bin", "met"])
    found = pd.concat([channels.rename(columns={"value": "met"}), milestones], ignore_index=True)
    people = found.groupby("met")["case_id"].transform("nunique")
    # What one person alone meets says nothing of a shared run.
    found = found[people > 1].sort_values(["met", "segment_id"], ignore_index=True)
    return found.assign(sign=pd.factorize(found["met"], sort=True)[0])


def _by_person(signs: pd.DataFrame) -> Any:
    """Return what each person meets in each bin, counted once: shape (n_people, n_bins, n_signs)."""
    people = pd.factorize(signs["case_id"], sort=True)[0]
    found = np.zeros((people.max() + 1, _BINS, signs["sign"].max() + 1), dtype=np.int64)
    found[people, signs["bin"], signs["sign"]] = 1
    return found


def _by_chance(signs: pd.DataFrame, random: np.random.Generator) -> dict[int, float]:
    """Return the gain that is reached when each person's signs stand in any order."""
    gains: dict[int, list[float]] = {pieces: [] for pieces in range(2, _MOST + 1)}
    rows = [own.index.to_numpy() for _, own in signs.groupby("case_id", sort=True)]
    for _ in range(_DRAWS):
        bins = signs["bin"].to_numpy().copy()
        for own in rows:
            bins[own] = random.permutation(bins[own])
        counts = _by_person(signs.assign(bin=bins)).sum(axis=0)
        for pieces, found in gains.items():
            found.append(best_cuts(counts, pieces)[1])
    return {pieces: float(np.quantile(found, _CHANCE)) for pieces, found in gains.items()}


def _stability(whole: Any, numbers: Iterable[int], random: np.random.Generator) -> dict[int, float]:
    """Return how far the cuts of people drawn again agree with those of all, as a mean adjusted Rand index."""
    drawn = [whole[random.integers(len(whole), size=len(whole))].sum(axis=0) for _ in range(_DRAWS)]
    found = {}
    for pieces in numbers:
        ours = pieces_of(best_cuts(whole.sum(axis=0), pieces)[0], _BINS)
        theirs = [pieces_of(best_cuts(counts, pieces)[0], _BINS) for counts in drawn]
        found[pieces] = float(np.mean([_rand(ours, other) for other in theirs]))
    return found


def _rand(one: Any, other: Any) -> float:
    """Return the adjusted Rand index (Hubert and Arabie 1985, eq. 5) of two groupings of the bins."""
    table = np.zeros((one.max() + 1, other.max() + 1))
    np.add.at(table, (one, other), 1)

    def pairs(counts: Any) -> float:
        return float((counts * (counts - 1) / 2).sum())

    both, rows, columns = pairs(table), pairs(table.sum(axis=1)), pairs(table.sum(axis=0))
    expected = rows * columns / pairs(np.array([len(one)]))
    most = (rows + columns) / 2
    return 1.0 if most == expected else (both - expected) / (most - expected)


def _frame(told: pd.DataFrame, signs: pd.DataFrame, stages: pd.DataFrame, cuts: tuple[int, ...]) -> pd.DataFrame:
    piece = pieces_of(cuts, _BINS)
    told, signs = told.assign(piece=piece[told["bin"]]), signs.assign(piece=piece[signs["bin"]])
    typical, covers = _typical(signs, len(cuts) + 1), _covers(told, stages, len(cuts) + 1)
    edges, rows, taken = (0, *cuts, _BINS), [], set()
    for number in range(len(cuts) + 1):
        own = told[told["piece"] == number]
        met = typical[number]
        stage_id = _id(number, met, covers[number], taken)
        taken.add(stage_id)
        name = {language: _name(number, stage_id, met, language) for language in LANGUAGES}
        definition = {language: _definition(number, met, language) for language in LANGUAGES}
        examples = _examples(own, signs[signs["piece"] == number], met)
        counts = own["case_id"].nunique(), len(own)
        reach = edges[number] / _BINS, edges[number + 1] / _BINS
        rows.append((stage_id, name, definition, covers[number], examples, tuple(met), *counts, *reach))
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _definition(number: int, met: list[str], language: str) -> str:
    words = WORDS[language]
    if not met:
        return words["place"].format(number=number + 1)
    return words["definition"].format(met=words["listed"].join(_met_name(sign, language) for sign in met))


def _typical(signs: pd.DataFrame, n: int) -> list[list[str]]:
    """Return for each piece the signs that more of its people name than elsewhere, the most telling first."""
    people = signs.drop_duplicates(["piece", "met", "case_id"]).groupby(["met", "piece"]).size().unstack(fill_value=0)
    people = people.reindex(columns=range(n), fill_value=0)
    # How many more people than if each sign were met evenly along the talk.
    excess = people.sub(people.mean(axis=1), axis=0)
    found = []
    for piece in range(n):
        ranked = sorted(excess.index, key=lambda met: (-excess.loc[met, piece], met))
        found.append([met for met in ranked if excess.loc[met, piece] > 0 and people.loc[met, piece] > 1][:_MET])
    return found


def _suggested(suggestions: pd.DataFrame) -> pd.DataFrame:
    """Return segment_id and stage as suggested for each segment alone."""
    rows = suggestions[(suggestions["kind"] == "stage") & suggestions["decision"].isin(CARRIED)]
    return rows[["segment_id", "value"]].rename(columns={"value": "stage"})


def _covers(told: pd.DataFrame, stages: pd.DataFrame, n: int) -> list[tuple[str, ...]]:
    """Return which of the coders' stages fall into each piece: each into that of which it makes up most."""
    stages = stages.loc[stages["stage"].isin(STAGES), ["segment_id", "stage"]]
    rows = told[["segment_id", "piece"]].merge(stages, on="segment_id")
    counts = rows.groupby(["stage", "piece"]).size().unstack(fill_value=0).reindex(columns=range(n), fill_value=0)
    share = counts / np.maximum(counts.sum(axis=0), 1)
    home = {stage: int(share.loc[stage].to_numpy().argmax()) for stage in counts.index}
    return [tuple(stage for stage in STAGES if home.get(stage) == piece) for piece in range(n)]


def _examples(own: pd.DataFrame, signs: pd.DataFrame, met: list[str]) -> tuple[str, ...]:
    """Return texts of different people that name most of what is typical."""
    named = signs[signs["met"].isin(met)].groupby("segment_id")["met"].nunique()
    rows = own.assign(named=own["segment_id"].map(named).fillna(0))
    rows = rows[rows["named"] > 0].sort_values(["named", "segment_id"], ascending=[False, True])
    return tuple(rows.drop_duplicates("case_id")["text"].head(_EXAMPLES))


def _met_name(sign: str, language: str) -> str:
    milestone = sign.removeprefix("milestone:")
    if milestone != sign:
        name = MILESTONES[milestone][language]
        return name.lower() if language == "en" else name
    return touchpoints.name_of(sign, language)


def _id(number: int, met: list[str], covers: tuple[str, ...], taken: set[str]) -> str:
    """Return the first milestone or covered stage that no other has; else a number."""
    milestones = [sign.removeprefix("milestone:") for sign in met if sign.startswith("milestone:")]
    free = [name for name in (*milestones, *covers) if name not in taken]
    return free[0] if free else f"stage_{number + 1}"


def _name(number: int, stage_id: str, met: list[str], language: str) -> str:
    words = WORDS[language]
    name = MILESTONES[stage_id][language] if stage_id in MILESTONES else words["plain"].format(number=number + 1)
    channels = [touchpoints.name_of(sign, language) for sign in met if not sign.startswith("milestone:")]
    return words["with"].format(name=name, met=words["listed"].join(channels[:2])) if channels else name


def _table(row: Any) -> str:
    # A JSON string is a TOML basic string.
    def quoted(text: str) -> str:
        return json.dumps(text, ensure_ascii=False)

    def by_language(texts: dict[str, str]) -> str:
        return "{ " + ", ".join(f"{language} = {quoted(texts[language])}" for language in LANGUAGES) + " }"

    lines = [
        f"[stages.{row.stage_id}]",
        f"name = {by_language(row.name)}",
        f"definition = {by_language(row.definition)}",
    ]
    lines.append(f"covers = [{', '.join(quoted(stage) for stage in row.covers)}]")
    lines.append(f"examples = [{', '.join(quoted(text) for text in row.examples)}]")
    return "\n".join(lines) + "\n"
