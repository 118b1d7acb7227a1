"""What every table and column means: written beside the tables, and the one list of what is written at all."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files

import pandas as pd

DTYPES = {"text": "string", "whole": "Int64", "number": "Float64", "yes-no": "boolean"}
"""Of a column's kind: types that hold "not known" beside every value."""


@cache
def _read() -> dict[str, dict[str, list[str]]]:
    return tomllib.loads(files("cjm_research.exports.tables").joinpath("dictionary.toml").read_text("utf-8"))


def columns(table: str) -> dict[str, str]:
    """Return the columns of a table in order, each with its kind."""
    return {name: kind for name, (kind, *_) in _read()[table].items() if name}


def dictionary() -> pd.DataFrame:
    """Return one row a column: table, column, kind, description_en, description_zh; column "" is the table itself.

    Examples
    --------
    >>> dictionary().loc[1, ["table", "column", "kind"]].tolist()
    ['journeys', 'journey_id', 'text']
    """
    rows = [(table, name, *told) for table, own in _read().items() for name, told in own.items()]
    return pd.DataFrame(rows, columns=["table", "column", "kind", "description_en", "description_zh"])


def describe(table: str) -> str:
    """Return what a table holds, in English."""
    return _read()[table][""][1]


def typed(table: str, rows: list[dict]) -> pd.DataFrame:
    """Return rows as a frame with exactly the columns of a table, of their types."""
    kinds = columns(table)
    frame = pd.DataFrame(rows, columns=list(kinds))
    return frame.astype({name: DTYPES[kind] for name, kind in kinds.items()})
