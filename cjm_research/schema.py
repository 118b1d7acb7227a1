"""Column contracts: what each frame that travels between the layers holds.

A contract names the columns in order, the key that is unique, and says in words what a row is. Steps check what they
take in with `check`, so that a wrong frame stops at the door with a sentence, not deep inside with a KeyError.

>>> import pandas as pd
>>> check(pd.DataFrame({"segment_id": ["s1"]}), "segments")  # doctest: +ELLIPSIS
Traceback (most recent call last):
    ...
cjm_research.errors.SchemaError: The frame 'segments' lacks the columns document_id, turn_id, case_id, start, end, ...
"""

from __future__ import annotations

from copy import deepcopy
from typing import TYPE_CHECKING

from cjm_research.contracts import CONTRACTS
from cjm_research.errors import SchemaError

if TYPE_CHECKING:
    import pandas as pd

FAMILIES = ("goal", "motivation", "pain_point")
SUBTYPES: dict[str, tuple[str, ...]] = {
    "goal": ("explicit", "implicit"),
    "motivation": ("intrinsic", "extrinsic"),
    "pain_point": ("functional", "experiential", "financial", "emotional"),
}
STAGES = ("awareness", "consideration", "purchase", "delivery", "use", "loyalty")
"""The six stages that coders suggest; other frameworks map onto them (`journeys.frameworks`)."""

DECISIONS = ("sure", "look", "no")
"""What a machine makes of a kind: carried and right nine times in ten; carried, to be looked at; not carried."""
CARRIED = ("sure", "look")
"""The decisions by which a segment carries what is suggested, until a person says otherwise."""

ROLES = ("participant", "interviewer", "other")
CONSENTS = ("given", "given, no quotes", "not recorded", "refused", "withdrawn")
"""What is known of a person's consent, from what allows most to what allows least."""
CONSENTED = ("given", "given, no quotes")
"""The consents of those who take part: findings hold these people; the second is never quoted in an export."""
LANGUAGES = ("en", "zh")


def check(frame: pd.DataFrame, name: str) -> pd.DataFrame:
    """Return the frame unchanged if it keeps the contract of that name.

    Parameters
    ----------
    frame : DataFrame
        Any frame; further columns are allowed.
    name : str
        A key of `CONTRACTS`.

    Returns
    -------
    DataFrame
        The same object.

    Raises
    ------
    SchemaError
        If a column is missing or the key is not unique.
    """
    contract = CONTRACTS[name]
    missing = [column for column in contract.columns if column not in frame.columns and column not in contract.defaults]
    if missing:
        raise SchemaError(f"The frame {name!r} lacks the columns {', '.join(missing)}. A row is {contract.row}.")
    twice = frame.duplicated(list(contract.key))
    if twice.any():
        row = frame.loc[twice, list(contract.key)].iloc[0].tolist()
        raise SchemaError(
            f"The frame {name!r} holds {int(twice.sum())} rows whose {' + '.join(contract.key)} is already there, "
            f"first {row}. A row is {contract.row}; remove the repeats."
        )
    return frame


def complete(frame: pd.DataFrame, name: str) -> pd.DataFrame:
    """Return the frame with the columns of its contract alone, those it may leave out filled with their defaults.

    Parameters
    ----------
    frame : DataFrame
        One that `check` passes.
    name : str
        A key of `CONTRACTS`.
    """
    contract = CONTRACTS[name]
    absent = {column: value for column, value in contract.defaults.items() if column not in frame.columns}
    # A list or dict is copied for every row, so that no two rows share one.
    filled = frame.assign(**{column: [deepcopy(value) for _ in range(len(frame))] for column, value in absent.items()})
    return filled[list(contract.columns)]


def empty(name: str) -> pd.DataFrame:
    """Return a frame of that contract with no rows."""
    import pandas as pd

    return pd.DataFrame(columns=list(CONTRACTS[name].columns))
