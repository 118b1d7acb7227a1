"""Two attributes crossed: how many people were asked in each pair of values, with the pairs nobody was asked in named.

That nobody was asked points at nobody and is printed. A count of one to four is not, nor a second one in its row and
column where the totals would give the first away (Cox 1980, J. Am. Stat. Assoc. 75, 377–385).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from html import escape

import numpy as np
import pandas as pd

from cjm_research.findings import coverage_words as words
from cjm_research.findings.cells import WITHHELD
from cjm_research.findings.groups import natural


@dataclass(frozen=True)
class Crossed:
    """How many people were asked in each pair of values.

    Attributes
    ----------
    a, b : str
        The attributes; people of whom one is not known are not in it.
    table : DataFrame
        A row per pair: group_a, group_b, n_asked (<NA> where it is not printed) and shown.
    n_unknown : int
        People left out because one of the two is not known.
    language : {"en", "zh"}
        In which it shows itself.
    """

    a: str
    b: str
    table: pd.DataFrame = field(repr=False)
    n_unknown: int
    language: str = "en"

    @property
    def empty(self) -> list[tuple[str, str]]:
        """The pairs of values in which nobody was asked."""
        rows = self.table[self.table["n_asked"].eq(0).fillna(False).astype(bool)]
        return list(zip(rows["group_a"], rows["group_b"], strict=True))

    def reading(self, language: str | None = None) -> str:
        """Return which pairs nobody was asked in, as a sentence."""
        return words.empty_cells(self.a, self.b, self.empty, language or self.language)

    def __str__(self) -> str:
        return f"{self.reading()}\n{self._wide().to_string()}" if len(self.table) else self.reading()

    def _repr_html_(self) -> str:
        table = self._wide().to_html(escape=True, border=0) if len(self.table) else ""
        return f'<div lang="{self.language}"><p>{escape(self.reading())}</p>{table}</div>'

    def _wide(self) -> pd.DataFrame:
        rows, columns = (list(dict.fromkeys(self.table[name])) for name in ("group_a", "group_b"))
        wide = self.table.pivot(index="group_a", columns="group_b", values="shown").loc[rows, columns]
        return wide.rename_axis(index=self.a, columns=self.b)


def crossed(people: pd.DataFrame, a: str, b: str, min_cell: int, language: str) -> Crossed:
    """Return how many people were asked in each pair of values of two attributes.

    Parameters
    ----------
    people : DataFrame
        Columns case_id, a and b: the group of everybody, "" where it is not known.
    a, b : str
        The attributes.
    min_cell : int
        Smallest number of people that is printed.
    language : {"en", "zh"}
        In which the result shows itself.

    Returns
    -------
    Crossed
    """
    groups = pd.DataFrame({"a": people[a], "b": people[b]})
    known = groups[(groups != "").all(axis=1)]
    names = [sorted(set(known[column]), key=natural) for column in ("a", "b")]
    counts = pd.crosstab(known["a"], known["b"]).reindex(index=names[0], columns=names[1], fill_value=0).to_numpy()
    small, withheld = protected(counts, min_cell)
    rows = [
        (first, second, pd.NA if small[i, j] or withheld[i, j] else int(counts[i, j]),
         f"<{min_cell}" if small[i, j] else WITHHELD if withheld[i, j] else str(counts[i, j]))
        for i, first in enumerate(names[0]) for j, second in enumerate(names[1])
    ]  # fmt: skip
    table = pd.DataFrame(rows, columns=["group_a", "group_b", "n_asked", "shown"]).astype({"n_asked": "Int64"})
    return Crossed(a, b, table, len(groups) - len(known), language)


def protected(counts: np.ndarray, min_cell: int) -> tuple[np.ndarray, np.ndarray]:
    """Return which counts are too small to print, and which others are withheld so that these stay hidden.

    Parameters
    ----------
    counts : ndarray of int, shape (n_rows, n_columns)
        People; the totals of rows and columns count as known where they are not small themselves.
    min_cell : int
        Smallest number of people that is printed; nobody is printed always.

    Returns
    -------
    small, withheld : ndarray of bool, shape (n_rows, n_columns)

    Examples
    --------
    >>> small, withheld = protected(np.array([[3, 9, 8], [7, 6, 20]]), min_cell=5)
    >>> small.astype(int).tolist(), withheld.astype(int).tolist()
    ([[1, 0, 0], [0, 0, 0]], [[0, 0, 1], [1, 0, 1]])
    """
    small = (counts > 0) & (counts < min_cell)
    withheld = np.zeros_like(small)
    while True:
        place = _given_away(counts, small, withheld, min_cell)
        if place is None:
            return small, withheld
        withheld[place] = True


def _given_away(counts: np.ndarray, small: np.ndarray, withheld: np.ndarray, min_cell: int) -> tuple[int, int] | None:
    """Return the count to withhold next, in a row or column of which a hidden one could be had.

    Where there is a choice it is one whose crossing line holds a hidden count already, and of these the smallest.
    """
    gone = small | withheld
    for axis in (0, 1):
        for at in range(counts.shape[axis]):
            line = (at, slice(None)) if axis == 0 else (slice(None), at)
            own, hidden = counts[line], gone[line]
            rest = np.flatnonzero(~hidden & (own > 0))
            if own.sum() < min_cell or not len(rest) or not _open(own, small[line], hidden, min_cell):
                continue
            crossing = gone.any(axis=axis)
            cell = int(min(rest, key=lambda place: (not crossing[place], own[place], place)))
            return (at, cell) if axis == 0 else (cell, at)
    return None


def _open(own: np.ndarray, small: np.ndarray, hidden: np.ndarray, min_cell: int) -> bool:
    """Tell whether a count not printed follows from the total of its line and from how small or large it can be."""
    if not hidden.any():
        return False
    least, most = np.where(small, 1, min_cell), np.where(small, min_cell - 1, own.sum())
    total = own[hidden].sum()
    lowest = np.maximum(least, total - (most[hidden].sum() - most))
    highest = np.minimum(most, total - (least[hidden].sum() - least))
    return bool((lowest == highest)[hidden].any())
