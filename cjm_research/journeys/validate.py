"""Check a journey against the schema that is shipped with the package.

>>> check({"schema_version": "0"})  # doctest: +ELLIPSIS
Traceback (most recent call last):
    ...
cjm_research.errors.SchemaError: The journey breaks its schema at $: 'study' is a required property. Build it again ...
"""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files
from typing import Any

from cjm_research.errors import SchemaError


@cache
def schema() -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) of ``journey.json``."""
    return json.loads(files("cjm_research.journeys").joinpath("journey.schema.json").read_text("utf-8"))


def check(data: dict[str, Any]) -> dict[str, Any]:
    """Return the data unchanged if it keeps the schema.

    Parameters
    ----------
    data : dict
        The content of a ``journey.json``.

    Raises
    ------
    SchemaError
        With the place of the first break in the order of the file, and what was expected there.
    """
    from jsonschema import Draft202012Validator

    errors = sorted(Draft202012Validator(schema()).iter_errors(data), key=lambda error: [str(p) for p in error.path])
    if errors:
        raise SchemaError(
            f"The journey breaks its schema at {errors[0].json_path}: {errors[0].message}. "
            "Build it again with `cjm run`, or mend the file by cjm_research/journeys/journey.schema.json."
        )
    return data
