"""What a segment carries in the survey grid, by a person's word or by suggestion, as pure functions of both.

A code is written "goal/explicit" or "code:<id>"; a family alone, "goal", stands for each of its sub-types.

>>> said, shown = {"goal": ""}, {"goal": {"value": "explicit", "decision": "sure"},
...                              "pain_point": {"value": "financial", "decision": "look"}}
>>> carried(said), suggested(shown), effective(said, shown)
([], ['goal/explicit', 'pain_point/financial'], ['pain_point/financial'])
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, Any

from cjm_research.codes.own_code import OWN
from cjm_research.errors import UnknownNameError
from cjm_research.schema import CARRIED, FAMILIES

if TYPE_CHECKING:
    import pandas as pd

    from cjm_research.codes.codebook import Codebook

Shown = Mapping[str, Mapping[str, Any]]
"""Kind to what a machine makes of it: value, score, decision, version."""

_TOLD = ("value", "score", "decision", "version")


def kinds_of(codebook: Codebook) -> tuple[str, ...]:
    """Return the kinds that codes are said in: the families and the study's own codes."""
    return (*FAMILIES, *(OWN + code.id for code in codebook.own))


def suggestions_of(suggestions: pd.DataFrame, kinds: Collection[str]) -> dict[str, dict[str, dict[str, Any]]]:
    """Return by segment and kind what a machine makes of it.

    Parameters
    ----------
    suggestions : DataFrame
        Contract "suggestions".
    kinds : collection of str
        As `kinds_of`.
    """
    held = suggestions[suggestions["kind"].isin(set(kinds))]
    found: dict[str, dict[str, dict[str, Any]]] = {}
    columns = [held[name].tolist() for name in ("segment_id", "kind", *_TOLD)]
    for segment_id, kind, *told in zip(*columns, strict=True):
        found.setdefault(segment_id, {})[kind] = dict(zip(_TOLD, told, strict=True))
    return found


def code_of(kind: str, value: str) -> str:
    """Return the code that a value of a kind says: "goal/explicit", or "code:<id>" as it is."""
    return f"{kind}/{value}" if kind in FAMILIES else kind


def carried(said: Mapping[str, str]) -> list[str]:
    """Return the codes that a person said it carries."""
    return [code_of(kind, value) for kind, value in said.items() if value]


def suggested(shown: Shown) -> list[str]:
    """Return the codes that a machine says yes to, surely or to be looked at."""
    return [code_of(kind, told["value"]) for kind, told in shown.items() if is_carried(told)]


def effective(said: Mapping[str, str], shown: Shown) -> list[str]:
    """Return the codes that hold: the person's word, and the machine's where the person said nothing of the kind."""
    return [*carried(said), *suggested({kind: told for kind, told in shown.items() if kind not in said})]


def is_carried(told: Mapping[str, Any]) -> bool:
    """Whether a machine says yes."""
    return told["decision"] in CARRIED and bool(told["value"])


def taken_off(said: Mapping[str, str], shown: Shown, codes: Collection[str]) -> dict[str, str]:
    """Return what is said of a segment when it carries these codes no more.

    A sub-type is taken off only where it is the one that holds; of a family alone it is said in any case.

    >>> taken_off({"goal": "explicit"}, {}, ["goal/implicit"]), taken_off({}, {}, ["goal"])
    ({}, {'goal': ''})
    """
    holding = set(effective(said, shown))
    return {code.partition("/")[0]: "" for code in codes if "/" not in code or code in holding}


def check_codes(codebook: Codebook, codes: Collection[str], whole_families: bool = True) -> None:
    """Stop at the first code that the codebook does not hold.

    Raises
    ------
    UnknownNameError
        With those it holds.
    """
    known = [code_of(code.family, code.subtype) for code in codebook.codes if code.subtype]
    known += [*(FAMILIES if whole_families else ()), *(OWN + code.id for code in codebook.own)]
    for code in codes:
        if code not in known:
            raise UnknownNameError(f"The codebook holds no code {code!r}. Known: {', '.join(sorted(known))}.")
