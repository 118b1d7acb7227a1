"""Where coders differ: one row a segment and code, and one a span that has no partner with the same boundaries.

>>> said = pd.DataFrame([("s1", "d1", "Ana", "goal", "1"), ("s1", "d1", "Bo", "goal", "0")],
...                     columns=["segment_id", "document_id", "coder", "code", "value"])
>>> disagreements(said)[["segment_id", "code", "kind"]].to_numpy().tolist()
[['s1', 'goal', 'one marked']]
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

import pandas as pd

from cjm_research.agreement.matching import covered
from cjm_research.agreement.ratings import NOT_CARRIED, YES, is_mark

COLUMNS = ("segment_id", "document_id", "code", "values", "kind")
"""The columns of the disagreements; values is a dict of coder to value, or to (start, end) for spans."""
ONE_MARKED, SUBTYPE, VALUE, BOUNDARY = "one marked", "different sub-type", "different value", "boundary"
KINDS = (ONE_MARKED, SUBTYPE, VALUE, BOUNDARY)
"""Carried by some and not by others; the same family, another sub-type; another stage or number; other boundaries."""


def disagreements(
    ratings: pd.DataFrame, spans: pd.DataFrame | None = None, read: Collection[tuple[str, str]] = ()
) -> pd.DataFrame:
    """Return every disagreement.

    Parameters
    ----------
    ratings : DataFrame
        `ratings.COLUMNS`. A family and its sub-types count as one code: who marked which sub-type.
    spans : DataFrame, optional
        `ratings.SPAN_COLUMNS`.
    read : collection of (document_id, coder)
        Who read what, beside those who have a row in the spans.

    Returns
    -------
    DataFrame
        `COLUMNS`, sorted by document, segment and code; segment_id is "" for spans.
    """
    rows = []
    for (segment_id, document_id, code), said in _by_code(ratings).items():
        kind = _kind(code, said)
        if kind:
            rows.append((segment_id, document_id, code, dict(sorted(said.items())), kind))
    if spans is not None:
        rows += _spans(spans, read)
    frame = pd.DataFrame(rows, columns=list(COLUMNS))
    order = frame.assign(place=[str(value) for value in frame["values"]])
    return order.sort_values(["document_id", "segment_id", "code", "place"], ignore_index=True)[list(COLUMNS)]


def _by_code(ratings: pd.DataFrame) -> dict[tuple[str, str, str], dict[str, str]]:
    held: dict[tuple[str, str, str], dict[str, str]] = {}
    known = set(ratings["code"])
    subtypes = []
    for row in ratings.itertuples(index=False):
        family, _, subtype = row.code.partition("/")
        if subtype and family in known:
            subtypes.append((row, family, subtype))
        else:
            held.setdefault((row.segment_id, row.document_id, row.code), {})[row.coder] = row.value
    for row, family, subtype in subtypes:
        said = held.get((row.segment_id, row.document_id, family), {})
        if row.value == YES and said.get(row.coder) == YES:
            said[row.coder] = subtype
    return held


def _kind(code: str, said: Mapping[str, str]) -> str:
    values = set(said.values())
    if len(said) < 2 or len(values) < 2:
        return ""
    if not is_mark(code):
        return VALUE
    carried = [value not in NOT_CARRIED for value in said.values()]
    if not any(carried):
        return ""
    if not all(carried):
        return ONE_MARKED
    # Who says the family without a sub-type says nothing against any.
    return SUBTYPE if len(values - {YES}) > 1 else ""


def _spans(spans: pd.DataFrame, read: Collection[tuple[str, str]]) -> list[tuple]:
    """Return spans without an equal one; those that overlap stand together, each with what overlaps it most."""
    readers: dict[str, set[str]] = {}
    for document_id, coder in {*zip(spans["document_id"], spans["coder"], strict=True), *read}:
        readers.setdefault(document_id, set()).add(coder)
    rows = {}
    for (document_id, code), part in spans[spans["code"] != ""].groupby(["document_id", "code"]):
        held = {coder: sorted({(int(a), int(b)) for a, b in zip(own["start"], own["end"], strict=True)})
                for coder, own in part.groupby("coder")}  # fmt: skip
        for coder, own in held.items():
            for span in own:
                partners = {other: _nearest(span, held.get(other, [])) for other in readers[document_id] - {coder}}
                if all(partner == span for partner in partners.values()):
                    continue
                values = dict(sorted({coder: span, **partners}.items()))
                kind = ONE_MARKED if None in values.values() else BOUNDARY
                rows[str((document_id, code, values))] = ("", document_id, code, values, kind)
    return list(rows.values())


def _nearest(span: tuple[int, int], others: list[tuple[int, int]]) -> tuple[int, int] | None:
    best = max(others, key=lambda other: (covered(span, other), other), default=None)
    return best if best is not None and covered(span, best) > 0 else None
