"""The four parts of a priority: how many people, how strongly they feel, what it is worth, how easy it is.

Reach and intensity come from people, each counting once; value and difficulty are what the team enters. The score is
the weighted geometric mean of the parts, so that twice the people count twice at any scale and no part drowns another
because of its unit (Bridgman 1922, weighted products).

>>> parts = pd.DataFrame({"reach": [0.4, 0.1], "intensity": [0.8, 0.9]})
>>> scores(parts, {"reach": 0.5, "intensity": 0.5}).round(3).tolist()
[0.566, 0.3]
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from cjm_research.errors import SchemaError

PARTS = ("reach", "intensity", "value", "ease")
"""In the order in which they are told."""
ENTERED = ("value", "ease")
"""Those that the team enters."""
LANES = ("pain_point", "opportunity")
"""Cards that are ranked, each lane by itself: an opportunity has the people of the pain it answers."""
LEAST = 0.02
"""No part counts less than this, so that one part alone never makes a score nothing."""
STEPS = 5
"""Value and difficulty are entered from 1 to this."""


@dataclass(frozen=True)
class Voices:
    """Who raises which card and how they feel about it.

    Attributes
    ----------
    said : ndarray of float, shape (n_asked, n_cards)
        1 where a person raises a card.
    felt : ndarray of float, shape (n_asked, n_cards)
        How strongly that person feels there, 0–1; 0 where not known.
    known : ndarray of float, shape (n_asked, n_cards)
        1 where it is known.
    """

    said: np.ndarray
    felt: np.ndarray
    known: np.ndarray

    @property
    def n_asked(self) -> int:
        """People asked."""
        return len(self.said)


def own_means(evidence: pd.DataFrame) -> pd.DataFrame:
    """Return how each person feels at each card: the mean of their own segments there.

    Parameters
    ----------
    evidence : DataFrame
        Columns card_id, segment_id, case_id and emotion (1–5, NaN where unknown).

    Returns
    -------
    DataFrame
        Columns card_id, case_id and emotion, sorted by card_id and case_id; people whose feeling is known.
    """
    known = evidence[evidence["emotion"].notna()].sort_values(["card_id", "segment_id"])
    return known.groupby(["card_id", "case_id"], sort=True, as_index=False)["emotion"].mean()


def ranked_cards(cards: pd.DataFrame) -> pd.DataFrame:
    """Return the cards that are ranked: pain points and opportunities that somebody raises, sorted by card_id.

    Parameters
    ----------
    cards : DataFrame
        Columns finding_id or card_id, family or lane, and people (case ids); optionally title, kind ("repair" or
        "repeat"), stage, hidden (such cards are passed over) and answers (ids of the pain points that an opportunity
        answers: their people are its people too). A lane "" is the family.

    Returns
    -------
    DataFrame
        Columns card_id, lane, title, stage, kind, people (sorted) and n_people.

    Raises
    ------
    SchemaError
        If a column is missing or a card is there twice.
    """
    ids, lanes = _one_of(cards, "card_id", "finding_id"), lanes_of(cards)
    if cards[ids].duplicated().any():
        twice = sorted(cards.loc[cards[ids].duplicated(), ids])[0]
        raise SchemaError(f"The card {twice!r} is there twice. A card is ranked once: give each one row.")
    own = dict(zip(cards[ids], cards["people"], strict=True))
    answers = cards["answers"] if "answers" in cards else [()] * len(cards)
    people = [
        sorted({*mine, *(case for pain in _listed(pains) for case in own.get(pain, ()))})
        for mine, pains in zip(cards["people"], answers, strict=True)
    ]
    found = pd.DataFrame(
        {
            "card_id": cards[ids].to_numpy(),
            "lane": lanes.to_numpy(),
            "title": (cards["title"] if "title" in cards else cards[ids]).to_numpy(),
            "stage": (cards["stage"] if "stage" in cards else pd.Series("", index=cards.index)).to_numpy(),
            "kind": (cards["kind"] if "kind" in cards else pd.Series("", index=cards.index)).fillna("").to_numpy(),
            "people": pd.Series(people, dtype=object),
        }
    )
    found["n_people"] = found["people"].map(len).astype("int64")
    shown = ~cards["hidden"].astype(bool).to_numpy() if "hidden" in cards else True
    kept = found[found["lane"].isin(LANES) & (found["n_people"] > 0) & shown]
    return kept.sort_values("card_id", ignore_index=True)


def lanes_of(cards: pd.DataFrame) -> pd.Series:
    """Return the lane of every card: its family where no other is said."""
    own = cards[_one_of(cards, "lane", "family")]
    return own.where(own != "", cards["family"]) if "family" in cards else own


def voices(cards: pd.DataFrame, emotions: pd.DataFrame, asked: int | Sequence[str]) -> Voices:
    """Return who raises which card and how strongly they feel there.

    Parameters
    ----------
    cards : DataFrame
        From `ranked_cards`.
    emotions : DataFrame
        From `own_means`.
    asked : int or sequence of str
        How many people were asked, or their case ids.

    Returns
    -------
    Voices
        Feeling is turned so that 1 is what the card is about: very negative (1 of 5) at a pain point and at an
        opportunity to repair, very positive (5) at one to repeat.

    Raises
    ------
    SchemaError
        If more people raise cards than were asked, or somebody does who was not.
    """
    raised = sorted({case for people in cards["people"] for case in people})
    n_asked = asked if isinstance(asked, int) else len(set(asked))
    strange = [] if isinstance(asked, int) else sorted(set(raised) - set(asked))
    if len(raised) > n_asked or strange:
        who = f"{strange[0]!r} raises a card and was not asked" if strange else f"{len(raised)} people raise cards"
        raise SchemaError(f"{who}, but {n_asked} were asked. Give everybody who takes part as asked.")
    row, column = {case: at for at, case in enumerate(raised)}, {card: at for at, card in enumerate(cards["card_id"])}
    said = np.zeros((n_asked, len(cards)))
    for at, people in enumerate(cards["people"]):
        said[[row[case] for case in people], at] = 1.0
    felt, known = np.zeros_like(said), np.zeros_like(said)
    fits = emotions[emotions["card_id"].isin(column) & emotions["case_id"].isin(row) & emotions["emotion"].notna()]
    rows, columns = fits["case_id"].map(row).to_numpy(dtype=int), fits["card_id"].map(column).to_numpy(dtype=int)
    bad = (5 - fits["emotion"].to_numpy(dtype=float)) / 4
    felt[rows, columns] = np.where((cards["kind"] == "repeat").to_numpy()[columns], 1 - bad, bad)
    known[rows, columns] = 1.0
    return Voices(said, felt * said, known * said)


def table(cards: pd.DataFrame, heard: Voices, team: pd.DataFrame) -> pd.DataFrame:
    """Return the parts of every card.

    Parameters
    ----------
    cards, heard
        From `ranked_cards` and `voices`.
    team : DataFrame
        Columns card_id, value and difficulty, each 1–5 or 0 = not entered.

    Returns
    -------
    DataFrame
        `PARTS`, 0–1, NaN where not known or not entered, in the order of the cards; and difficulty, 0–5.

    Raises
    ------
    SchemaError
        If a value or difficulty is not from 0 to 5.
    """
    n_known = heard.known.sum(axis=0)
    with np.errstate(invalid="ignore"):
        intensity = np.where(n_known > 0, heard.felt.sum(axis=0) / n_known, np.nan)
    held = team.set_index("card_id")
    value, difficulty = (_entered(held, name, cards["card_id"]) for name in ("value", "difficulty"))
    return pd.DataFrame(
        {
            "reach": cards["n_people"].to_numpy() / max(heard.n_asked, 1),
            "intensity": intensity,
            "value": np.where(value > 0, value / STEPS, np.nan),
            "ease": np.where(difficulty > 0, (STEPS + 1 - difficulty) / STEPS, np.nan),
            "difficulty": difficulty,
        }
    )


def used_parts(parts: pd.DataFrame) -> tuple[str, ...]:
    """Return the parts that at least one card has; the others drop out for all cards."""
    return tuple(name for name in PARTS if parts[name].notna().any())


def filled(parts: pd.DataFrame) -> pd.DataFrame:
    """Return the parts with the middle of the scale where one is not known of a card."""
    middle = {"reach": LEAST, "intensity": 0.5, "value": 3 / STEPS, "ease": 3 / STEPS}
    return parts[list(PARTS)].fillna(middle).clip(lower=LEAST)


def scores(parts: pd.DataFrame, weights: Mapping[str, float]) -> np.ndarray:
    """Return the weighted geometric mean of the parts that are weighed, 0–1, shape (n_cards,)."""
    total = sum(weights.values())
    if total <= 0:
        return np.ones(len(parts))
    logs = sum(weight * np.log(parts[name].to_numpy(dtype=float)) for name, weight in weights.items())
    return np.exp(logs / total)


def _entered(held: pd.DataFrame, name: str, ids: pd.Series) -> np.ndarray:
    given = ids.map(held[name]).fillna(0).to_numpy(dtype=float) if name in held else np.zeros(len(ids))
    wrong = (given != np.round(given)) | (given < 0) | (given > STEPS)
    if wrong.any():
        at = int(np.flatnonzero(wrong)[0])
        raise SchemaError(
            f"The {name} of card {ids.iloc[at]!r} is {given[at]:g}. Expected a whole number from 1 to {STEPS}, "
            "or 0 for not entered."
        )
    return given.astype(int)


def _one_of(cards: pd.DataFrame, *names: str) -> str:
    for name in names:
        if name in cards and "people" in cards:
            return name
    there = ", ".join(map(str, cards.columns))
    raise SchemaError(f"Cards to be ranked need the columns {' or '.join(names)} and people; there are: {there}.")


def _listed(ids: object) -> Sequence[str]:
    return ids if isinstance(ids, (list, tuple)) else ()
