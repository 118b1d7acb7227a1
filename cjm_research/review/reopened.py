"""Codings that somebody should look at again: carried over a merge or split, or made before their code changed.

>>> import pandas as pd
>>> codings = pd.DataFrame([
...     {"segment_id": "s1", "kind": "goal", "value": "explicit", "coder": "Ana", "act": "merge", "event_id": 4},
...     {"segment_id": "s2", "kind": "goal", "value": "implicit", "coder": "Bo", "act": "change", "event_id": 2}])
>>> codebooks = pd.DataFrame([{"number": 2, "reopens": ["goal/implicit"], "event_id": 3}])
>>> reopened(codings, codebooks).values.tolist()
[['s1', 'Ana', 'goal', 'merge'], ['s2', 'Bo', 'goal', 'codebook']]
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from cjm_research.schema import FAMILIES

if TYPE_CHECKING:
    import pandas as pd

CARRIED_OVER = ("merge", "split")
"""Acts that put a coding on other words than those it was made on."""
CODEBOOK = "codebook"

_COLUMNS = ["segment_id", "coder", "kind", "why"]


def code_of(kind: str, value: str) -> str:
    """Return the code that a coding names, "" if it says that none is carried.

    >>> code_of("goal", "explicit"), code_of("code:trust", "trust"), code_of("stage", "use")
    ('goal/explicit', 'code:trust', '')
    """
    if not value or not (kind in FAMILIES or kind.startswith("code:")):
        return ""
    return f"{kind}/{value}" if kind in FAMILIES else kind


def changes_of(codebooks: Iterable[Mapping[str, Any]]) -> dict[str, int]:
    """Return for each code whose meaning changed the last event that changed it.

    Parameters
    ----------
    codebooks : iterable of mapping
        Rows of contract "codebooks".
    """
    last: dict[str, int] = {}
    for row in codebooks:
        for code in row["reopens"]:
            last[code] = max(last.get(code, 0), int(row["event_id"]))
    return last


def why(coding: Mapping[str, Any], changes: Mapping[str, int]) -> str:
    """Return why a coding is to be looked at again: "merge", "split", "codebook"; "" if it is not.

    Parameters
    ----------
    coding : mapping
        A row of contract "codings".
    changes : mapping of str to int
        As `changes_of` returns; a family that changed as a whole may be named too.
    """
    if coding["act"] in CARRIED_OVER:
        return str(coding["act"])
    code = code_of(coding["kind"], coding["value"])
    changed = max(changes.get(code, 0), changes.get(coding["kind"], 0)) if code else 0
    return CODEBOOK if changed > int(coding["event_id"]) else ""


def reopened(codings: pd.DataFrame, codebooks: pd.DataFrame) -> pd.DataFrame:
    """Return the codings that are to be looked at again.

    Parameters
    ----------
    codings, codebooks : DataFrame
        As in their contracts.

    Returns
    -------
    DataFrame
        segment_id, coder, kind, why ("merge", "split" or "codebook"); sorted by the first three.
    """
    import pandas as pd

    changes = changes_of(codebooks.to_dict("records"))
    rows = [(row, why(row, changes)) for row in codings.to_dict("records")]
    told = [[row["segment_id"], row["coder"], row["kind"], reason] for row, reason in rows if reason]
    return pd.DataFrame(told, columns=_COLUMNS).sort_values(_COLUMNS[:3], ignore_index=True)
