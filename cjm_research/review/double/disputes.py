"""Where people who coded the same segment differ, and how far apart they are.

>>> import pandas as pd
>>> rows = [("s1", "goal", "", "Ana"), ("s1", "goal", "explicit", "Ben"), ("s1", "stage", "use", "Ana")]
>>> disputes_of(pd.DataFrame(rows, columns=["segment_id", "kind", "value", "coder"]))
[Dispute(segment_id='s1', kind='goal', said={'Ana': '', 'Ben': 'explicit'}, weight=1.0)]
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING, Any

from cjm_research.codes.own_code import OWN
from cjm_research.errors import UnknownNameError
from cjm_research.schema import FAMILIES, STAGES

if TYPE_CHECKING:
    import pandas as pd

    from cjm_research.codes.codebook import Codebook

ORDERS = ("worst", "code", "pair", "document")
"""Those segments first on which people differ most; code by code, the worst first; of one pair of coders; as said."""

JOINED = " / "
"""Between the coders of a pair."""

_SCALE = 4  # from 1 to 5
_SAME_FAMILY = 0.5
"""Two sub-types of one family are nearer than a family and none of it."""


@dataclass(frozen=True)
class Dispute:
    """One kind of one segment on which coders differ.

    Attributes
    ----------
    segment_id, kind : str
        What they differ on.
    said : dict of str to str
        Coder to value, coders in order; who said nothing of it is left out.
    weight : float
        The mean distance of two coders, 0 to 1.
    """

    segment_id: str
    kind: str
    said: Mapping[str, str]
    weight: float


@dataclass(frozen=True)
class Docket:
    """All disagreements, and the orders in which they are put before a person; build it with `of`.

    Attributes
    ----------
    disputes : tuple of Dispute
        Sorted by segment and kind.
    kinds : tuple of str
        Kinds with disagreements, those first on which the greatest share of double judgements differs.
    pairs : tuple of str
        Pairs of coders who differ, those first who differ most.
    """

    disputes: tuple[Dispute, ...]
    kinds: tuple[str, ...]
    pairs: tuple[str, ...]
    _places: Mapping[str, tuple[Any, ...]]

    @classmethod
    def of(cls, codings: pd.DataFrame, segments: pd.DataFrame, documents: pd.DataFrame) -> Docket:
        """Read the frames; all as in their contracts."""
        said = judgements(codings)
        found = tuple(_disputes(said))
        compared = Counter(kind for (_, kind), values in said.items() if len(values) > 1)
        differ = Counter(each.kind for each in found)
        kinds = sorted(differ, key=lambda kind: (-differ[kind] / compared[kind], kind))
        apart: Counter[str] = Counter()
        for each in found:
            apart.update(JOINED.join(pair) for pair in combinations(sorted(each.said), 2) if _differ(each, pair))
        pairs = sorted(apart, key=lambda pair: (-apart[pair], pair))
        names = dict(zip(documents["document_id"], documents["name"], strict=True))
        places = {
            row["segment_id"]: (names.get(row["document_id"], ""), row["start"], row["segment_id"])
            for row in segments[["segment_id", "document_id", "start"]].to_dict("records")
        }
        return cls(found, tuple(kinds), tuple(pairs), places)

    def known(self, order: str) -> tuple[str, ...]:
        """Return what an order may be narrowed to."""
        return {"code": self.kinds, "pair": self.pairs}.get(order, ())

    def chosen(self, order: str, of: str = "") -> list[Dispute]:
        """Return the disagreements of an order, all or those of one kind or pair."""
        rank = {kind: at for at, kind in enumerate(self.kinds)}
        weight: Counter[str] = Counter()
        for each in self.disputes:
            weight[each.segment_id] += each.weight
        said_at = self._places
        keys = {
            "worst": lambda each: (-round(weight[each.segment_id], 9), said_at[each.segment_id], rank[each.kind]),
            "code": lambda each: (rank[each.kind], -round(each.weight, 9), said_at[each.segment_id]),
            "pair": lambda each: (-round(each.weight, 9), said_at[each.segment_id], rank[each.kind]),
            "document": lambda each: (said_at[each.segment_id], rank[each.kind]),
        }
        found = list(self.disputes)
        if order == "code" and of:
            found = [each for each in found if each.kind == of]
        if order == "pair" and of:
            found = [each for each in found if _differ(each, of.split(JOINED))]
        return sorted(found, key=keys[order])


def judgements(codings: pd.DataFrame) -> dict[tuple[str, str], dict[str, str]]:
    """Return what each coder said of each kind of each segment: (segment, kind) to coder to value, sorted.

    Parameters
    ----------
    codings : DataFrame
        Contract "codings". As agreement counts it: a coder who judged the families of a segment and said nothing of a
        family, or of an own code that somebody sees there, does not see it (""); of all else silence is missing.
    """
    said: dict[tuple[str, str], dict[str, str]] = defaultdict(dict)
    judged: dict[str, set[str]] = defaultdict(set)
    for segment_id, kind, value, coder in codings[["segment_id", "kind", "value", "coder"]].itertuples(index=False):
        said[segment_id, kind][coder] = value
        if kind in FAMILIES:
            judged[segment_id].add(coder)
    for (segment_id, kind), values in said.items():
        if kind in FAMILIES or kind.startswith(OWN):
            for coder in judged[segment_id]:
                values.setdefault(coder, "")
    return {place: dict(sorted(said[place].items())) for place in sorted(said)}


def disputes_of(codings: pd.DataFrame) -> list[Dispute]:
    """Return the disagreements, sorted by segment and kind.

    Parameters
    ----------
    codings : DataFrame
        Contract "codings"; silence as in `judgements`.
    """
    return _disputes(judgements(codings))


def _disputes(said: Mapping[tuple[str, str], Mapping[str, str]]) -> list[Dispute]:
    return [
        Dispute(segment_id, kind, values, _spread(kind, list(values.values())))
        for (segment_id, kind), values in said.items()
        if len(set(values.values())) > 1
    ]


def distance(kind: str, one: str, other: str) -> float:
    """Return how far apart two values of a kind are, 0 to 1.

    >>> distance("emotion", "1.0", "3.0"), distance("goal", "explicit", "implicit"), distance("goal", "", "explicit")
    (0.5, 0.5, 1.0)
    """
    if one == other:
        return 0.0
    if kind == "emotion" and one and other:
        return abs(float(one) - float(other)) / _SCALE
    return _SAME_FAMILY if kind in FAMILIES and one and other else 1.0


def check_value(kind: str, value: str, codebook: Codebook) -> str:
    """Return a value of a kind as it is stored; an UnknownNameError says what there is.

    Parameters
    ----------
    kind, value : str
        What is to be said; "" = not carried.
    codebook : Codebook
        What may be said of families and own codes.
    """
    if kind == "emotion":
        return _emotion(value)
    if kind in FAMILIES:
        known = ["", *(code.subtype for code in codebook.codes if code.family == kind)]
    elif kind.startswith(OWN):
        known = ["", kind.removeprefix(OWN)]
    elif kind == "stage":
        known = [*STAGES, "none"]
    else:
        return value
    if value not in known:
        told = ", ".join(repr(each) for each in known)
        raise UnknownNameError(f"The kind {kind!r} has no value {value!r}. Known: {told}.")
    return value


def _emotion(value: str) -> str:
    try:
        number = float(value)
    except ValueError:
        number = 0.0
    if not 1 <= number <= 5:
        raise UnknownNameError(
            f"An emotion of {value!r} is not on the scale. It goes from 1 (very bad) to 5 (very good)."
        )
    return f"{number:.1f}"


def _spread(kind: str, values: list[str]) -> float:
    pairs = list(combinations(values, 2))
    return sum(distance(kind, one, other) for one, other in pairs) / len(pairs)


def _differ(each: Dispute, pair: Sequence[str]) -> bool:
    said = [each.said.get(coder) for coder in pair]
    return None not in said and said[0] != said[1]
