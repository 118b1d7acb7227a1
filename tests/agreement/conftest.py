"""Ratings from matrices, and the tables of two coders as ratings."""

import numpy as np
import pandas as pd
import pytest

from cjm_research.agreement.tallies import MISSING, Tally

COLUMNS = ["segment_id", "document_id", "coder", "code", "value"]


def _tally(rows, n_values=None, lone=False):
    values = sorted({value for row in rows for value in row if value is not None})
    place = {value: at for at, value in enumerate(values)} | {None: MISSING}
    matrix = np.array([[place[value] for value in row] for row in rows]).T
    return Tally.of(matrix, n_values or len(values), lone)


def _crossed(table):
    cells = [((one, other), n) for one, row in enumerate(table) for other, n in enumerate(row)]
    return np.array([pair for pair, n in cells for _ in range(n)])


@pytest.fixture
def tally_of():
    """Count ratings given as one row a coder, None = missing; values are numbered in their order."""
    return _tally


@pytest.fixture
def counted():
    """Count the ratings that a table of two coders stands for, the first in rows."""
    return lambda table: Tally.of(_crossed(table), len(table))


@pytest.fixture
def rated():
    """Return the ratings that a table of two coders stands for, as a frame."""

    def make(table, code="goal", coders=("Ana", "Bo"), per_document=5, values=("0", "1")):
        rows = [
            (f"s{at:04d}", f"d{at // per_document:03d}", coder, code, values[value])
            for at, pair in enumerate(_crossed(table))
            for coder, value in zip(coders, pair, strict=True)
        ]
        return pd.DataFrame(rows, columns=COLUMNS)

    return make


@pytest.fixture(params=["en", "zh"])
def language(request):
    return request.param
