"""The order of the stages on the map: a person's, else that of the talk, else the framework's."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from itertools import combinations
from typing import Any

import numpy as np
import pandas as pd

from cjm_research.journeys.order.kemeny import Wins, best_order, cycles, ties
from cjm_research.journeys.order.votes import BY_CUE
from cjm_research.journeys.order.words import WORDS

PRIOR = 2.0
"""How many people's votes the framework's order counts as: it takes three more than contradict to turn a pair."""

_DIGITS = 6


@dataclass(frozen=True)
class StageOrder:
    """In which order the stages stand, why, and how far people agree.

    Attributes
    ----------
    origin : str
        "hand", "talk" or "framework".
    stages : tuple of str
        Stage ids in the order that stands.
    talk : tuple of str
        The order of the talk; empty where too few people voted.
    n_people : int
        Who voted on at least one pair.
    agreement, low, high : float
        Share of the votes that agree with the order that stands, 0–1, and its interval over people; NaN without votes.
    cycles, ties : tuple of tuple of str
        Groups of stages that the votes send round in a circle, and pairs with as many votes for as against.
    votes : DataFrame
        Columns before, after, n_people (who put it thus), of (who voted on the pair) and by_cue (of n_people, those
        whom a time cue speaks for), sorted; one row per pair, the majority's way round.
    names : dict of str to dict of str
        Names of the stages by language.
    least : int
        People who must have voted for the talk to order the stages.
    language : {"en", "zh"}
        Of the texts.
    """

    origin: str
    stages: tuple[str, ...]
    talk: tuple[str, ...]
    n_people: int
    agreement: float
    low: float
    high: float
    cycles: tuple[tuple[str, ...], ...]
    ties: tuple[tuple[str, str], ...]
    votes: pd.DataFrame
    names: Mapping[str, Mapping[str, str]]
    least: int
    language: str = "en"

    @property
    def data(self) -> dict[str, Any]:
        """``framework.order`` of journey.json."""
        return {
            "from": self.origin,
            "talk": list(self.talk),
            "n_people": self.n_people,
            "agreement": _short(self.agreement),
            "low": _short(self.low),
            "high": _short(self.high),
            "cycles": [list(group) for group in self.cycles],
            "ties": [list(pair) for pair in self.ties],
            "votes": [
                {"before": row.before, "after": row.after, "n_people": int(row.n_people), "of": int(row.of)}
                for row in self.votes.itertuples(index=False)
            ],
        }

    def told(self, language: str | None = None) -> list[str]:
        """Return what is to be said of the order, sentence by sentence.

        Parameters
        ----------
        language : {"en", "zh"}, optional
            That of the object by default.
        """
        language = language or self.language
        words = WORDS[language]
        said = [words[self._reading()].format(n=self.n_people, least=self.least, prior=f"{PRIOR:g}")]
        if self.agreement == self.agreement:
            shares = {"share": self.agreement, "low": self.low, "high": self.high}
            said.append(words["agreement"].format(**{key: round(100 * value) for key, value in shares.items()}))
        if self.talk and self.talk != self.stages:
            said.append(words["differs"].format(order=words["to"].join(self._named(self.talk, language))))
        said += [
            words["cycle"].format(names=words["listed"].join(self._named(group, language))) for group in self.cycles
        ]
        said += [words["tie"].format(names=words["and"].join(self._named(pair, language))) for pair in self.ties]
        return said

    def _reading(self) -> str:
        if self.origin in ("hand", "talk"):
            return self.origin
        if self.n_people < self.least:
            return "few"
        return "same" if self.talk == self.stages else "unsure"

    def _named(self, ids: Sequence[str], language: str) -> list[str]:
        return [self.names.get(stage, {}).get(language) or stage for stage in ids]

    def __str__(self) -> str:
        return " ".join(self.told())

    def _repr_html_(self) -> str:
        order = WORDS[self.language]["to"].join(self._named(self.stages, self.language))
        said = "".join(f"<p>{escape(sentence)}</p>" for sentence in [order, *self.told()])
        if self.votes.empty:
            return f'<div lang="{self.language}">{said}</div>'
        heads = "".join(f"<th style='text-align:left'>{escape(head)}</th>" for head in WORDS[self.language]["heads"])
        rows = "".join(self._row(row) for row in self.votes.itertuples(index=False))
        return f'<div lang="{self.language}">{said}<table><tr>{heads}</tr>{rows}</table></div>'

    def _row(self, row: Any) -> str:
        cells = [*self._named((row.before, row.after), self.language), row.n_people, row.of, row.by_cue]
        return "<tr>" + "".join(f"<td>{escape(str(cell))}</td>" for cell in cells) + "</tr>"


def order_of(
    given: Sequence[str],
    votes: pd.DataFrame,
    names: Mapping[str, Mapping[str, str]] | None = None,
    hand: Sequence[str] | None = None,
    least: int = 3,
    prior: float = PRIOR,
    draws: int = 2000,
    interval: float = 0.95,
    seed: int = 0,
    language: str = "en",
) -> StageOrder:
    """Return the order in which stages stand.

    Parameters
    ----------
    given : sequence of str
        All stages in the framework's order: it counts as `prior` people's votes and decides between equals.
    votes : DataFrame
        What `votes.votes` returns; votes on other stages are left out.
    names : mapping, optional
        Names of the stages by language.
    hand : sequence of str, optional
        A person's order; it stands whatever the votes say. Stages it leaves out follow in the framework's order.
    least : int
        People who must have voted for the talk to order the stages.
    prior : float
        How many people's votes the framework's order counts as.
    draws : int
        Bootstrap draws over people.
    interval : float
        Width of the interval, 0–1.
    seed : int
        Of the draws.
    language : {"en", "zh"}
        Of the texts.
    """
    given = tuple(given)
    votes = votes[votes["before"].isin(given) & votes["after"].isin(given)]
    n_people = int(votes["case_id"].nunique())
    wins = _wins(votes, given)
    talk = _names_of(best_order(wins + prior * np.triu(np.ones(wins.shape), 1), range(len(given))), given)
    if n_people < least:
        talk = ()
    turned = talk and talk != given and _share(votes, talk) > 0.5
    origin = "hand" if hand is not None else "talk" if turned else "framework"
    stages = talk if origin == "talk" else given
    if hand is not None:
        stages = (*(stage for stage in hand if stage in given), *(stage for stage in given if stage not in hand))
    agreement, low, high = _agreement(votes, stages, draws, interval, seed)
    return StageOrder(
        origin=origin,
        stages=tuple(stages),
        talk=tuple(talk),
        n_people=n_people,
        agreement=agreement,
        low=low,
        high=high,
        cycles=tuple(_names_of(group, given) for group in cycles(wins)),
        ties=tuple((given[one], given[other]) for one, other in ties(wins)),
        votes=_pairs(votes, given),
        names=dict(names or {}),
        least=least,
        language=language,
    )


def _names_of(places: Sequence[int], given: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(given[place] for place in places)


def _wins(votes: pd.DataFrame, given: tuple[str, ...]) -> Wins:
    place = {stage: at for at, stage in enumerate(given)}
    wins = np.zeros((len(given), len(given)))
    np.add.at(wins, (votes["before"].map(place), votes["after"].map(place)), votes["weight"].to_numpy(float))
    return wins


def _agrees(votes: pd.DataFrame, order: Sequence[str]) -> Any:
    place = {stage: at for at, stage in enumerate(order)}
    return (votes["before"].map(place) < votes["after"].map(place)).to_numpy()


def _share(votes: pd.DataFrame, order: Sequence[str]) -> float:
    weights = votes["weight"].to_numpy(float)
    return float(weights[_agrees(votes, order)].sum() / weights.sum()) if weights.sum() else float("nan")


def _agreement(
    votes: pd.DataFrame, order: Sequence[str], draws: int, interval: float, seed: int
) -> tuple[float, float, float]:
    """Return the share of votes that agree with an order, and its percentile interval when people are drawn again."""
    if votes.empty:
        return float("nan"), float("nan"), float("nan")
    rows = pd.DataFrame({"case": votes["case_id"], "weight": votes["weight"].astype(float)})
    rows["agrees"] = rows["weight"] * _agrees(votes, order)
    sums = rows.groupby("case", sort=True)[["agrees", "weight"]].sum().to_numpy()
    drawn = np.random.default_rng(seed).integers(len(sums), size=(draws, len(sums)))
    totals = sums[drawn].sum(axis=1)
    low, high = np.quantile(totals[:, 0] / totals[:, 1], [(1 - interval) / 2, (1 + interval) / 2])
    return float(sums[:, 0].sum() / sums[:, 1].sum()), float(low), float(high)


def _pairs(votes: pd.DataFrame, given: tuple[str, ...]) -> pd.DataFrame:
    """Return the votes of all people on each pair, the way round that more people put it."""
    place = {stage: at for at, stage in enumerate(given)}
    cast = Counter(zip(votes["before"], votes["after"], strict=True))
    cued = votes[votes["ground"] == BY_CUE]
    by_cue = Counter(zip(cued["before"], cued["after"], strict=True))
    rows = []
    for forth in combinations(given, 2):
        back = forth[::-1]
        if n := cast[forth] + cast[back]:
            pair = back if cast[back] > cast[forth] else forth
            rows.append((*pair, cast[pair], n, by_cue[pair]))
    found = pd.DataFrame(rows, columns=["before", "after", "n_people", "of", "by_cue"])
    return found.sort_values(["before", "after"], key=lambda names: names.map(place), ignore_index=True)


def _short(number: float) -> float | None:
    return None if number != number else round(number, _DIGITS)
