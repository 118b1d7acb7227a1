"""How codes add up, interview by interview: in the order they were held, and over all orders.

What an order brings when depends on who happened to be first, so the curve that is read is the mean over all orders,
which has a closed form (sample-based rarefaction), with a band in which nine orders in ten lie.

>>> heard = np.array([[1, 0, 0], [1, 1, 0], [1, 0, 1]], dtype=bool)  # three interviews, three codes
>>> expected(heard.sum(axis=0), 3).round(4).tolist()
[1.6667, 2.3333, 3.0]
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from cjm_research.errors import SchemaError


def table(incidence: pd.DataFrame, units: pd.DataFrame) -> tuple[np.ndarray, pd.DataFrame]:
    """Return what was heard where as a table, with its units in the order they were held.

    Parameters
    ----------
    incidence : DataFrame
        Columns unit and code.
    units : DataFrame
        Columns unit and order; a row per unit, also for those in which nothing was heard.

    Returns
    -------
    heard : ndarray of bool, shape (n_units, n_codes)
        Codes that were heard at least once, sorted by their id.
    units : DataFrame
        The rows of the table.

    Raises
    ------
    SchemaError
        If a unit is there twice, or the incidence names one that is not among the units.
    """
    twice = units["unit"].duplicated()
    if twice.any():
        raise SchemaError(
            f"The unit {units.loc[twice, 'unit'].iloc[0]!r} is there more than once. A row is one interview or one "
            "respondent; remove the repeats."
        )
    unknown = sorted(set(incidence["unit"]) - set(units["unit"]))
    if unknown:
        raise SchemaError(
            f"Something was heard in the unit {unknown[0]!r}, which is not among the {len(units)} units "
            f"({len(unknown)} such). Give a row for every unit."
        )
    ordered = units.sort_values(["order", "unit"], ignore_index=True)
    codes = sorted(set(incidence["code"]))
    heard = np.zeros((len(ordered), len(codes)), dtype=bool)
    heard[pd.Index(ordered["unit"]).get_indexer(incidence["unit"]), pd.Index(codes).get_indexer(incidence["code"])] = 1
    return heard, ordered


def expected(counts: np.ndarray, n_units: int) -> np.ndarray:
    """Return the mean number of codes heard after 1 to n units, over all orders of the units.

    Parameters
    ----------
    counts : ndarray of int, shape (n_codes,)
        Units in which each code was heard, at least 1.
    n_units : int
        All units.

    Returns
    -------
    ndarray of shape (n_units,)

    References
    ----------
    Colwell, Mao and Chang (2004), Ecology 85, 2717–2727; Colwell et al. (2012), J. Plant Ecol. 5, 3–21, equation 17.
    """
    from scipy.special import gammaln

    sizes = np.arange(1, n_units + 1)[:, None]
    rest = (n_units - np.asarray(counts))[None, :]
    possible = rest >= sizes
    with np.errstate(invalid="ignore"):
        log = gammaln(rest + 1) - gammaln(np.where(possible, rest - sizes, 0) + 1)
        log = log - gammaln(n_units + 1) + gammaln(n_units - sizes + 1)
    missed = np.where(possible, np.exp(log), 0.0)
    return (1.0 - missed).sum(axis=1)


def new_as_held(heard: np.ndarray) -> np.ndarray:
    """Return how many codes each unit brought that none before it had, shape (n_units,)."""
    return np.bincount(heard.argmax(axis=0), minlength=len(heard)) if heard.shape[1] else np.zeros(len(heard), int)


def new_in_orders(heard: np.ndarray, rounds: int, seed: int) -> np.ndarray:
    """Return how many new codes each place brought in random orders of the units.

    Parameters
    ----------
    heard : ndarray of bool, shape (n_units, n_codes)
        Rows in an order that does not depend on that of the input, such as by id.
    rounds : int
        Orders.
    seed : int
        Of the random orders.

    Returns
    -------
    ndarray of int, shape (rounds, n_units)
    """
    n_units = len(heard)
    drawn = np.random.default_rng(seed).random((rounds, n_units))
    place = drawn.argsort(axis=1, kind="stable").argsort(axis=1, kind="stable")
    found = np.zeros((rounds, n_units), dtype=int)
    rows = np.arange(rounds)
    for code in heard.T:
        np.add.at(found, (rows, place[:, code].min(axis=1)), 1)
    return found
