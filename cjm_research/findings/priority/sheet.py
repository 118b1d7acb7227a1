"""The priority sheet: every pain point and opportunity with its parts, score, rank and how sure the rank is.

Use it to choose what to look at first. Do not use it as the decision: it knows what people said and what the team
entered, nothing else.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from typing import Any

import numpy as np
import pandas as pd

from cjm_research.errors import SchemaError, UnknownNameError
from cjm_research.findings.priority import words
from cjm_research.findings.priority.parts import (
    LANES,
    PARTS,
    STEPS,
    Voices,
    filled,
    lanes_of,
    ranked_cards,
    scores,
    table,
    used_parts,
    voices,
)
from cjm_research.findings.priority.ranks import intervals, noise, ranks_of, true_scores
from cjm_research.findings.shares import wilson
from cjm_research.settings import Priority, Settings

QUADRANTS = ("quick win", "big bet", "fill-in", "later")
COLUMNS = (
    "card_id",
    "lane",
    "title",
    "stage",
    "n_people",
    "n_asked",
    "reach",
    "reach_low",
    "reach_high",
    "intensity",
    "value",
    "difficulty",
    "impact",
    "score",
    "rank",
    "rank_low",
    "rank_high",
    "people_low",
    "people_high",
    "weights_low",
    "weights_high",
    "of",
    "quadrant",
)
_CARD = (
    "score",
    "rank",
    "rank_low",
    "rank_high",
    "of",
    "reach",
    "reach_low",
    "reach_high",
    "intensity",
    "value",
    "difficulty",
    "quadrant",
)
_ROWS = 20


@dataclass(frozen=True)
class PrioritySheet:
    """What comes first, and how sure that is.

    Attributes
    ----------
    frame : DataFrame
        Columns `COLUMNS`, a row per card, by lane and rank. reach with its Wilson interval and intensity, 0–1 (NaN
        where no feeling is known); value and difficulty as entered, 0 = not; impact, the score without ease; rank of
        `of` cards in the lane; rank_low to rank_high with other people and other weights, people_ and weights_ with
        either alone; quadrant one of `QUADRANTS`, "" without a difficulty.
    weights : mapping of str to float
        As set, 0–1.
    used : mapping of str to tuple of str
        By lane, the parts that are in its scores.
    language : {"en", "zh"}
        In which it shows itself.
    interval : float
        Width of the intervals.
    weight_change : float
        By which share each weight was tried up and down.
    n_left_out : int
        Cards of these lanes that nobody raises; they have no rank.
    hard_from : int
        Difficulty from which a card is no quick win.
    """

    frame: pd.DataFrame = field(repr=False)
    weights: Mapping[str, float]
    used: Mapping[str, tuple[str, ...]]
    language: str = "en"
    interval: float = 0.95
    weight_change: float = 0.5
    n_left_out: int = 0
    hard_from: int = 3

    def card(self, card_id: str) -> dict[str, Any] | None:
        """Return the priority of a card as the map holds it, None where it has no rank."""
        return self.by_card().get(card_id)

    def by_card(self) -> dict[str, dict[str, Any]]:
        """Return the priority of every ranked card by its id; an intensity that is not known is None."""
        rows = self.frame[["card_id", *_CARD]].to_dict("records")
        return {row.pop("card_id"): {name: _plain(value) for name, value in row.items()} for row in rows}

    def reading(self, language: str | None = None) -> str:
        """Return a paragraph per lane: which cards are told apart from the rest, and which are not."""
        return "\n".join(words.reading(lane, own, language or self.language) for lane, own in self._lanes())

    def notes(self, language: str | None = None) -> list[str]:
        """Return what a reader must know of the figures, and what the team can enter."""
        return words.notes(self, language or self.language)

    def __str__(self) -> str:
        return "\n".join([self.reading() or words.nothing(self.language), *self.notes()])

    def _repr_html_(self) -> str:
        said = (self.reading() or words.nothing(self.language)).split("\n")
        tables = "".join(self._table(lane, own) for lane, own in self._lanes())
        notes = "".join(f"<li>{escape(note)}</li>" for note in self.notes())
        paragraphs = "".join(f"<p>{escape(sentence)}</p>" for sentence in said)
        return f'<div lang="{self.language}">{paragraphs}{tables}<ul>{notes}</ul></div>'

    def _lanes(self) -> list[tuple[str, pd.DataFrame]]:
        lanes = ((lane, self.frame[self.frame["lane"] == lane]) for lane in LANES)
        return [(lane, own.reset_index(drop=True)) for lane, own in lanes if len(own)]

    def _table(self, lane: str, own: pd.DataFrame) -> str:
        heads = "".join(f"<th style='text-align:left'>{escape(head)}</th>" for head in words.HEADS[self.language])
        rows = "".join(
            "<tr>" + "".join(f"<td style='text-align:left'>{escape(cell)}</td>" for cell in cells) + "</tr>"
            for cells in (words.cells(row, self.language) for row in own.head(_ROWS).to_dict("records"))
        )
        more = words.more(len(own) - _ROWS, self.language) if len(own) > _ROWS else ""
        caption = escape(words.LANE[self.language][lane])
        return (
            f"<table><caption style='text-align:left'>{caption}</caption><tr>{heads}</tr>{rows}</table>"
            f"{f'<p>{escape(more)}</p>' if more else ''}"
        )


def priorities(
    cards: pd.DataFrame,
    emotions: pd.DataFrame,
    asked: int | Sequence[str],
    team: pd.DataFrame | None = None,
    weights: Mapping[str, float] | None = None,
    settings: Priority | None = None,
    seed: int = 0,
    language: str = "en",
    interval: float = 0.95,
    stages: Mapping[str, str] | None = None,
) -> PrioritySheet:
    """Rank the pain points and the opportunities, each lane by itself.

    Parameters
    ----------
    cards : DataFrame
        Columns finding_id or card_id, family or lane, and people; optionally title, kind ("repair" or "repeat") and
        answers. Cards of other lanes are passed over.
    emotions : DataFrame
        Columns card_id, case_id, emotion (1–5): each person's own mean at each card, from `own_means`.
    asked : int or sequence of str
        People asked.
    team : DataFrame, optional
        Columns card_id, value, difficulty: 1–5, 0 = not entered; those of the cards by default. A part that is entered
        for no card of a lane drops out there; where it is entered for some, the others stand at 3 and are tried from 1
        to 5.
    weights : mapping of str to float, optional
        Of "reach", "intensity", "value", "ease", 0–1; those not given are of the settings.
    settings : settings.Priority, optional
        Weights, weight_change, draws, hard_from; the shipped ones by default.
    seed : int
        Of the draws; with it everything comes out the same, whatever the order of the rows.
    language : {"en", "zh"}
        In which the sheet shows itself.
    interval : float
        Width of the intervals, 0–1.
    stages : mapping of str to str, optional
        Names of the stages, for cards of the same title.

    Returns
    -------
    PrioritySheet

    Raises
    ------
    SchemaError
        If a frame lacks a column, a number is out of its range, or somebody raises a card who was not asked.
    UnknownNameError
        If a weight of another name is given.
    """
    settings = settings or Settings.default().priority
    held = _weights(weights or {}, settings)
    ranked = ranked_cards(cards)
    ranked["title"] = words.told_by_stage(ranked, stages or {}, language)
    team = _team(cards) if team is None else team
    found, used = [], {}
    for at, lane in enumerate(LANES):
        own = ranked[ranked["lane"] == lane].reset_index(drop=True)
        if len(own):
            heard = voices(own, emotions, asked)
            rows, used[lane] = _lane(own, heard, team, held, settings, np.random.default_rng([seed, at]), interval)
            found.append(rows)
    frame = pd.concat(found, ignore_index=True) if found else pd.DataFrame(columns=list(COLUMNS))
    shown = ~cards["hidden"].astype(bool) if "hidden" in cards else True
    left_out = int((lanes_of(cards).isin(LANES) & shown).sum()) - len(frame)
    return PrioritySheet(frame, held, used, language, interval, settings.weight_change, left_out, settings.hard_from)


def _lane(
    cards: pd.DataFrame,
    heard: Voices,
    team: pd.DataFrame,
    weights: Mapping[str, float],
    settings: Priority,
    rng: np.random.Generator,
    interval: float,
) -> tuple[pd.DataFrame, tuple[str, ...]]:
    """Return the rows of a lane and the parts that are in its scores."""
    parts = table(cards, heard, team)
    used = used_parts(parts)
    score = scores(filled(parts), {name: weights[name] for name in used})
    spreads = _spreads(
        parts, heard, np.array([weights[name] * (name in used) for name in PARTS]), settings, rng, interval
    )
    impact = scores(filled(parts), {name: weights[name] for name in used if name != "ease"})
    low, high = wilson(cards["n_people"], np.full(len(cards), heard.n_asked), interval)
    ends = {f"{name}_{end}": getattr(own, end) for name, own in spreads.items() for end in ("low", "high")}
    rows = cards[["card_id", "lane", "title", "stage", "n_people"]].assign(
        n_asked=heard.n_asked,
        reach=parts["reach"],
        reach_low=low,
        reach_high=high,
        intensity=parts["intensity"],
        value=(parts["value"].fillna(0) * STEPS).round().astype(int),
        difficulty=parts["difficulty"],
        impact=impact,
        score=score,
        rank=spreads["rank"].rank,
        **ends,
        of=len(cards),
        quadrant=_quadrants(impact, parts["difficulty"].to_numpy(), settings.hard_from),
    )
    return rows[list(COLUMNS)].sort_values(["rank", "card_id"], ignore_index=True), used


def _spreads(
    parts: pd.DataFrame,
    heard: Voices,
    weights: np.ndarray,
    settings: Priority,
    rng: np.random.Generator,
    interval: float,
) -> dict[str, Any]:
    """Return the intervals of ranks with other people, with other weights, and (as "rank") with both."""
    weights = weights / weights.sum() if weights.sum() > 0 else weights
    logs = np.log(filled(parts).to_numpy())
    seen = logs @ weights
    rank = ranks_of(seen[None, :])[0]
    share = (heard.said.sum(axis=0) + 0.5) / (heard.n_asked + 1)
    people = weights[0] * np.log(share) + weights[1] * logs[:, 1]
    moved = noise(heard, (weights[0], weights[1]), settings.draws, rng)
    other_people = true_scores(people, moved, rng) + logs[:, 2:] @ weights[2:]
    change = _other_weights(parts, logs, weights, settings, rng)
    drawn = {"rank": other_people + change, "people": other_people, "weights": seen + change}
    return {name: intervals(ranks_of(values), rank, interval) for name, values in drawn.items()}


def _other_weights(
    parts: pd.DataFrame, logs: np.ndarray, weights: np.ndarray, settings: Priority, rng: np.random.Generator
) -> np.ndarray:
    """Return how scores move with other weights, and with other values where the team entered none."""
    span = settings.weight_change
    tried = weights * rng.uniform(1 - span, 1 + span, size=(settings.draws, len(weights)))
    tried /= np.maximum(tried.sum(axis=1, keepdims=True), np.finfo(float).tiny)
    moved = tried @ logs.T - logs @ weights
    for at, name in enumerate(PARTS):
        open_ = parts[name].isna().to_numpy()
        if name in ("value", "ease") and weights[at] > 0 and open_.any():
            entered = rng.integers(1, STEPS + 1, size=(settings.draws, int(open_.sum()))) / STEPS
            moved[:, open_] += tried[:, [at]] * (np.log(entered) - logs[open_, at])
    return moved


def _quadrants(impact: np.ndarray, difficulty: np.ndarray, hard_from: int) -> list[str]:
    """Return the quadrants: impact from the middle card of the lane on is high."""
    high = impact >= np.median(impact) - 1e-12
    names = {(True, False): "quick win", (True, True): "big bet", (False, False): "fill-in", (False, True): "later"}
    return [names[bool(up), bool(hard)] if given else "" for up, hard, given in zip(
        high, difficulty >= hard_from, difficulty > 0, strict=True)]  # fmt: skip


def _team(cards: pd.DataFrame) -> pd.DataFrame:
    """Return what the team entered, where the cards hold it."""
    if not {"value", "difficulty"} <= set(cards.columns):
        return pd.DataFrame(columns=["card_id", "value", "difficulty"])
    ids = "card_id" if "card_id" in cards else "finding_id"
    return cards[[ids, "value", "difficulty"]].set_axis(["card_id", "value", "difficulty"], axis=1)


def _weights(given: Mapping[str, float], settings: Priority) -> dict[str, float]:
    strange = sorted(set(given) - set(PARTS))
    if strange:
        raise UnknownNameError(f"No part of the priority is called {strange[0]!r}. Parts: {', '.join(PARTS)}.")
    held = {**settings.weights.model_dump(), **given}
    for name, weight in held.items():
        if not 0 <= weight <= 1:
            raise SchemaError(f"The weight of {name} is {weight:g}. Expected a number from 0 to 1.")
    return {name: float(held[name]) for name in PARTS}


def _plain(value: Any) -> Any:
    """Return a number as JSON knows it."""
    value = value.item() if isinstance(value, np.generic) else value
    return None if isinstance(value, float) and np.isnan(value) else value
