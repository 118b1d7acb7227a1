"""Which counts of people are not printed: those below the smallest cell, and what would give them away.

How many people say a theme stands on its card, so a count is also that total minus the others. What is withheld beside
a small count is chosen by the size of the groups alone, never by what they say: the choice itself then tells nothing.

>>> hidden, withheld = suppressed(np.array([[6, 2]]), np.array([9, 118]), min_cell=5)
>>> hidden.tolist(), withheld.tolist()
([[False, True]], [[True, False]])
"""

from __future__ import annotations

import numpy as np
import pandas as pd

WITHHELD = "–"
OF = {"en": "{n} of {asked}", "zh": "{asked}人中{n}人"}


def suppressed(counts: np.ndarray, asked: np.ndarray, min_cell: int) -> tuple[np.ndarray, np.ndarray]:
    """Return which counts are below the smallest cell, and which others are withheld so that these stay hidden.

    With every small count the smallest group of the rest is withheld (complementary suppression: Cox 1980, J. Am.
    Stat. Assoc. 75, 377–385). Where the total still leaves one value alone, the whole theme is withheld.

    Parameters
    ----------
    counts : ndarray of int, shape (n_themes, n_groups)
        People who say it.
    asked : ndarray of int, shape (n_groups,)
        People of the group.
    min_cell : int
        Smallest number of people that is printed.

    Returns
    -------
    hidden, withheld : ndarray of bool, shape (n_themes, n_groups)
        Never both; a group that is itself too small is always hidden.
    """
    hidden = (counts < min_cell) | (asked < min_cell)
    withheld = np.zeros_like(hidden)
    for line, row in enumerate(counts):
        # A total below the smallest cell says of every count that it is small; more is not printed of it anyway.
        if not hidden[line].any() or row.sum() < min_cell:
            continue
        rest = np.flatnonzero(~hidden[line])
        if len(rest):
            withheld[line, rest[np.argmin(asked[rest])]] = True
        if _open(row, asked, hidden[line], withheld[line], min_cell):
            hidden[line] = asked < min_cell
            withheld[line] = ~hidden[line]
    return hidden, withheld


def tamest(row: np.ndarray, asked: np.ndarray, hidden: np.ndarray, withheld: np.ndarray, min_cell: int) -> np.ndarray:
    """Return the counts of a theme with those not printed filled in as alike in their shares as the total allows.

    It holds nothing that the total and the printed table do not hold, so what is concluded from it gives no count away.

    Parameters
    ----------
    row, asked, hidden, withheld : ndarray of shape (n_groups,)
        Counts of the theme, people of the groups, and what `suppressed` found.
    min_cell : int
        Smallest number of people that is printed.

    Returns
    -------
    ndarray of int, shape (n_groups,)
        With the total of `row`.
    """
    gone = hidden | withheld
    filled, most = _range(asked, hidden, withheld, min_cell)
    for _ in range(int(row[gone].sum() - filled[gone].sum())):
        room = gone & (filled < most)
        filled[np.argmin(np.where(room, (filled + 1) / np.maximum(asked, 1), np.inf))] += 1
    return np.where(gone, filled, row)


def as_printed(
    found: pd.DataFrame, hidden: np.ndarray, withheld: np.ndarray, min_cell: int, language: str
) -> pd.DataFrame:
    """Return the frame with `shown` and with n_people and n_asked as whole numbers, empty where they are not printed.

    Parameters
    ----------
    found : DataFrame
        Columns n_people and n_asked; a row per theme and group.
    hidden, withheld : ndarray of bool, shape (n_themes, n_groups)
        From `suppressed`, in the order of the rows.
    min_cell : int
        Smallest number of people that is printed.
    language : {"en", "zh"}
        Of the column `shown`.

    Returns
    -------
    DataFrame
        `shown` is "12 of 40", "<5" for what is below the smallest cell, "–" for what is withheld with it.
    """
    hidden, withheld = hidden.ravel(), withheld.ravel()
    phrase = OF[language]
    shown = [phrase.format(n=n, asked=asked) for n, asked in zip(found["n_people"], found["n_asked"], strict=True)]
    marked = np.where(withheld, WITHHELD, np.array(shown, dtype=object))
    return found.assign(
        shown=np.where(hidden, f"<{min_cell}", marked),
        n_people=found["n_people"].astype("Int64").mask(hidden | withheld),
        n_asked=found["n_asked"].astype("Int64").mask((found["n_asked"] < min_cell).to_numpy(dtype=bool)),
    )


def _open(row: np.ndarray, asked: np.ndarray, hidden: np.ndarray, withheld: np.ndarray, min_cell: int) -> bool:
    """Tell whether a hidden count follows from the theme's total, what is printed, and how small or large it can be."""
    gone = hidden | withheld
    least, most = _range(asked, hidden, withheld, min_cell)
    total = int(row[gone].sum())
    lowest = np.maximum(least, total - (most[gone].sum() - most))
    highest = np.minimum(most, total - (least[gone].sum() - least))
    return bool((lowest == highest)[hidden].any())


def _range(asked: np.ndarray, hidden: np.ndarray, withheld: np.ndarray, min_cell: int) -> tuple[np.ndarray, np.ndarray]:
    """Return the least and the most that each count not printed can be, for one who sees its mark; else 0."""
    # Where nothing but small groups is marked as small, the whole theme may be withheld: then "–" can be any number.
    all_gone = (hidden | withheld).all() and not (hidden & (asked >= min_cell)).any()
    least = np.where(withheld & (not all_gone), min_cell, 0)
    most = np.where(hidden, np.minimum(asked, min_cell - 1), np.where(withheld, asked, 0))
    return least, most
