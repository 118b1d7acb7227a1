"""What agreement is counted from: per unit a row of sums, so that a document is the sum of its units.

Every coefficient of this package is a function of these sums. Units are added up by document, and documents are drawn
again and again for intervals, without ever going back to the ratings.

>>> tally = Tally.of(np.array([[0, 0], [1, 0], [1, 1], [1, -1]]), 2)
>>> tally.sums[:, tally.layout.double].ravel().tolist()
[1.0, 1.0, 1.0, 0.0]
>>> tally.layout.pairs(tally.sums.sum(axis=0))[0].tolist()
[[1.0, 0.0], [1.0, 1.0]]
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations

import numpy as np

MISSING = -1
"""In a matrix of ratings: this coder has not judged this unit."""


@dataclass(frozen=True)
class Layout:
    """Where each sum stands in a row.

    Attributes
    ----------
    n_values : int
        Values that may be given, q.
    coders : int
        How many.
    """

    n_values: int
    coders: int

    @property
    def double(self) -> int:
        """The place of the count of units judged by two or more."""
        return self.n_values**2

    @property
    def judged(self) -> int:
        """The place of the count of units that weigh in the shares of the values."""
        return self.double + 1 + self.n_values

    @property
    def width(self) -> int:
        """The length of a row."""
        return self.judged + 1 + self.n_values**2 * (1 + len(self.pairs_of_coders))

    @property
    def pairs_of_coders(self) -> list[tuple[int, int]]:
        """Every pair, the first coder before the second."""
        return list(combinations(range(self.coders), 2))

    def agreeing(self, sums: np.ndarray) -> np.ndarray:
        """Return the shares of pairs of judgements (…, q, q), each unit weighing 1."""
        return self._square(sums, 0)

    def shares(self, sums: np.ndarray) -> np.ndarray:
        """Return the sum over units of the share of each value (…, q)."""
        return sums[..., self.double + 1 : self.judged]

    def coincidences(self, sums: np.ndarray) -> np.ndarray:
        """Return Krippendorff's coincidences (…, q, q), each judgement that can be paired weighing 1."""
        return self._square(sums, self.judged + 1)

    def pairs(self, sums: np.ndarray) -> np.ndarray:
        """Return the table of every pair of coders (…, pairs, q, q), the first coder in rows."""
        start, q = self.judged + 1 + self.n_values**2, self.n_values
        return sums[..., start:].reshape(*sums.shape[:-1], len(self.pairs_of_coders), q, q)

    def _square(self, sums: np.ndarray, start: int) -> np.ndarray:
        q = self.n_values
        return sums[..., start : start + q * q].reshape(*sums.shape[:-1], q, q)


@dataclass(frozen=True)
class Tally:
    """The rows of sums of a set of units.

    Attributes
    ----------
    sums : ndarray of float of shape (n_units or n_clusters, layout.width)
        One row a unit, or a cluster of them.
    layout : Layout
        What its columns are.
    """

    sums: np.ndarray
    layout: Layout

    @classmethod
    def of(cls, matrix: np.ndarray, n_values: int, lone: bool = False) -> Tally:
        """Count a matrix of ratings, one row a unit.

        Parameters
        ----------
        matrix : ndarray of int of shape (n_units, n_coders)
            The number of the value given, 0 to n_values - 1, or `MISSING`.
        n_values : int
            q.
        lone : bool
            Whether units that one coder alone judged weigh in the shares of the values, as in Gwet (2014). Not
            by default: where only part was coded twice they would outweigh what agreement is about.

        Returns
        -------
        Tally
        """
        layout = Layout(n_values, matrix.shape[1])
        given = matrix[:, :, None] == np.arange(n_values)
        counts = given.sum(axis=1).astype(float)
        m = counts.sum(axis=1)
        double = m >= 2
        counted = (m >= 1) if lone else double
        identity = np.eye(n_values)
        ordered = counts[:, :, None] * counts[:, None, :] - counts[:, :, None] * identity
        ordered *= double[:, None, None]
        each = np.where(double, m * (m - 1), 1)[:, None, None]
        # A judgement can be paired m - 1 times; a unit counts m times in all.
        weighed = ordered / np.where(double, m - 1, 1)[:, None, None]
        shares = counts / np.where(m > 0, m, 1)[:, None] * counted[:, None]
        tables = [given[:, a, :, None] & given[:, b, None, :] for a, b in layout.pairs_of_coders]
        flat = len(matrix), n_values**2
        parts = [(ordered / each).reshape(flat), double[:, None], shares, counted[:, None], weighed.reshape(flat)]
        parts += [table.reshape(flat) for table in tables]
        return cls(np.concatenate(parts, axis=1).astype(float), layout)

    def by(self, clusters: np.ndarray, n_clusters: int) -> Tally:
        """Add the units up by cluster.

        Parameters
        ----------
        clusters : ndarray of int of shape (n_units,)
            The number of the cluster of each unit.
        n_clusters : int
            How many.
        """
        sums = np.zeros((n_clusters, self.layout.width))
        np.add.at(sums, clusters, self.sums)
        return Tally(sums, self.layout)

    @property
    def total(self) -> np.ndarray:
        """The sum of all rows, shape (width,)."""
        return self.sums.sum(axis=0)
