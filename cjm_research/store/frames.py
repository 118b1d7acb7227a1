"""From frame to rows and back: plain Python values in, typed columns out, in the order of the contract.

NaN and None become NULL; a NULL comes back as NaN in a column of floats and as None elsewhere. Rows come back sorted by
key, so that what was written in whatever order is read the same way on every machine.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence, Set
from typing import Any

import numpy as np
import pandas as pd
from sqlalchemy import JSON, Boolean, Float, Integer, Table

from cjm_research.errors import SchemaError
from cjm_research.schema import CONTRACTS, check, complete


def to_rows(frame: pd.DataFrame, table: Table) -> list[dict[str, Any]]:
    """Return the frame as dicts that the database takes, columns beyond the contract left out.

    Raises
    ------
    SchemaError
        If a column is missing, the key repeats, or a value is not of the column's type.
    """
    name = table.name
    frame = complete(check(frame, name), name)
    columns = CONTRACTS[name].columns
    values = [_plain_column(frame[column], table, column) for column in columns]
    return [dict(zip(columns, row, strict=True)) for row in zip(*values, strict=True)]


def to_frame(rows: Sequence[Sequence[Any]], table: Table) -> pd.DataFrame:
    """Return rows, in the column order of the contract, as a typed frame sorted by key."""
    contract = CONTRACTS[table.name]
    frame = pd.DataFrame([tuple(row) for row in rows], columns=list(contract.columns), dtype=object)
    for column in contract.columns:
        frame[column] = frame[column].astype(_dtype(table, column))
    return frame.sort_values(list(contract.key), ignore_index=True)


def plain(value: Any) -> Any:
    """Return a value of JSON: arrays, tuples and sets as lists, NumPy numbers as Python's."""
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, Set):
        return sorted(plain(item) for item in value)
    if isinstance(value, list | tuple | np.ndarray):
        return [plain(item) for item in value]
    if isinstance(value, np.generic):
        return plain(value.item())
    if isinstance(value, float) and value != value:
        return None
    return value


def _dtype(table: Table, column: str) -> str:
    kind = table.columns[column].type
    if isinstance(kind, Float):
        return "float64"
    if isinstance(kind, Boolean):
        return "bool"
    return "int64" if isinstance(kind, Integer) else "object"


def _plain_column(values: pd.Series, table: Table, column: str) -> list[Any]:
    kind = table.columns[column].type
    if isinstance(kind, JSON):
        return [plain(value) for value in values]
    missing = values.isna().tolist()
    convert, expected = _converter(kind, table.columns[column].nullable)
    plain_values: list[Any] = []
    for row, (value, absent) in enumerate(zip(values.tolist(), missing, strict=True)):
        try:
            plain_values.append(convert(None if absent else value))
        except (TypeError, ValueError) as err:
            raise SchemaError(
                f"The frame {table.name!r}, column {column!r}, row {row + 1} holds {value!r}. Expected {expected}."
            ) from err
    return plain_values


def _converter(kind: Any, nullable: bool) -> tuple[Callable[[Any], Any], str]:
    if isinstance(kind, Integer):
        return _whole, "a whole number"
    if isinstance(kind, Float):
        return lambda value: None if value is None else float(value), "a number"
    if isinstance(kind, Boolean):
        return _truth, "true or false"
    if nullable:
        return lambda value: None if value is None else _text(value), "text"
    return _text, "text, never missing"


def _whole(value: Any) -> int:
    number = int(value)
    if number != value:
        raise ValueError(value)
    return number


def _truth(value: Any) -> bool:
    if not isinstance(value, bool | np.bool_):
        raise TypeError(value)
    return bool(value)


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError(value)
    return value
