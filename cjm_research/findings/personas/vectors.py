"""What each person says, as a vector: which themes, weighed so that talking much does not make anybody alike.

>>> said = pd.DataFrame({"case_id": ["P1", "P1", "P2", "P2"], "theme_id": ["a", "b", "a", "b"]})
>>> profiles(said, ["P1", "P2", "P3"], least=2).people
('P1', 'P2')
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

LEAST = 3
"""Themes that somebody must have spoken of before they can be likened to others."""

_SHARED = 2  # people who must say a theme before it can make people alike


@dataclass(frozen=True)
class Profiles:
    """People by what they say.

    Attributes
    ----------
    people : tuple of str
        Case ids, sorted.
    themes : tuple of str
        Theme ids, sorted.
    said : ndarray of bool, shape (n_people, n_themes)
        Who says what.
    vectors : ndarray of float64, shape (n_people, n_themes)
        Rarer themes weigh more (their inverse document frequency); every row has length 1, so that the product of two
        is how alike they are.
    left_out : tuple of str
        People who said too little.
    """

    people: tuple[str, ...]
    themes: tuple[str, ...]
    said: np.ndarray
    vectors: np.ndarray
    left_out: tuple[str, ...]


def profiles(said: pd.DataFrame, people: Sequence[str], least: int = LEAST) -> Profiles:
    """Return the profiles of people.

    Parameters
    ----------
    said : DataFrame
        Columns case_id and theme_id; from `shares.sayers`.
    people : sequence of str
        Everybody who takes part.
    least : int
        Themes that somebody must have spoken of.

    Returns
    -------
    Profiles
        Themes that one person alone says make nobody alike and are left out first.
    """
    rows = said[["case_id", "theme_id"]].drop_duplicates()
    counts = rows["theme_id"].value_counts()
    rows = rows[rows["theme_id"].isin(counts.index[counts >= _SHARED])]
    held = rows["case_id"].value_counts()
    enough = sorted(set(held.index[held >= least]) & set(people))
    rows = rows[rows["case_id"].isin(enough)]
    themes = sorted(rows["theme_id"].unique())
    matrix = pd.crosstab(rows["case_id"], rows["theme_id"]).reindex(index=enough, columns=themes, fill_value=0)
    matrix = matrix.to_numpy(dtype=bool).reshape(len(enough), len(themes))
    left_out = tuple(sorted(set(people) - set(enough)))
    return Profiles(tuple(enough), tuple(themes), matrix, weighed(matrix), left_out)


def weighed(said: np.ndarray) -> np.ndarray:
    """Return rows of length 1 in which rarer columns weigh more; a row with nothing in it stays nought.

    Parameters
    ----------
    said : ndarray of bool, shape (n_people, n_themes)
    """
    n = len(said)
    if not said.size:
        return said.astype("float64")
    rarity = np.log((1 + n) / (1 + said.sum(axis=0))) + 1
    rows = said * rarity
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    return rows / np.where(lengths > 0, lengths, 1)
