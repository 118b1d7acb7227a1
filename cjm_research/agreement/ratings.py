"""Who judged what: the long frame that all agreement is counted from.

A row is one coder's judgement of one code on one segment: segment_id, document_id, coder, code, value. No row means
not judged, never "no". Values are text: "1" or "0" for a code that is carried or not, or a sub-type with "" for not
carried, a stage, a touchpoint, or a number on the emotion scale.

What `ratings_of` makes of standing codings:

- A family gives the row "goal" ("1" or "0") and a row for each of its sub-types, "goal/explicit".
- A coder who said anything of one family on a segment has judged all families there: those not named are "0".
- A family that is carried without a known sub-type is "1", and its sub-types are not judged.
- An own code ("code:trust") is judged where it has a row; where the codes of the codebook are given, also wherever the
  coder judged the families.
- Emotion without a value is not judged; a stage without one is "none"; a touchpoint or channel without one is "".

>>> import pandas as pd
>>> said = pd.DataFrame({"segment_id": ["s1"], "kind": ["goal"], "value": ["explicit"], "coder": ["Ana"]})
>>> found = ratings_of(said, pd.DataFrame({"segment_id": ["s1"], "document_id": ["d1"]}))
>>> found.loc[found["value"] == "1", "code"].tolist()
['goal', 'goal/explicit']
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

import numpy as np
import pandas as pd

from cjm_research.codes.own_code import OWN
from cjm_research.errors import SchemaError
from cjm_research.schema import FAMILIES, STAGES, SUBTYPES

COLUMNS = ("segment_id", "document_id", "coder", "code", "value")
"""The columns of ratings."""
SPAN_COLUMNS = ("document_id", "coder", "code", "start", "end", "length")
"""The columns of spans; length is that of the document, in characters."""
YES, NO = "1", "0"
NOT_CARRIED = ("", NO, "none")
"""Values that say that a segment does not carry a code."""
NOT_A_MARK = ("emotion", "stage", "touchpoint", "channel")
"""Codes that say how a segment is, not whether a code is on it; they do not count in the pooled figure or in sets."""

_SCALE = tuple(f"{value:.1f}" for value in range(1, 6))
_NONE = {"stage": "none", "touchpoint": "", "channel": ""}


def ratings_of(
    codings: pd.DataFrame, segments: pd.DataFrame, codebook_codes: Collection[str] | None = None
) -> pd.DataFrame:
    """Return the ratings that standing codings are.

    Parameters
    ----------
    codings : DataFrame
        Contract "codings": segment_id, kind, value, coder.
    segments : DataFrame
        Contract "segments": segment_id, document_id. Codings of segments that are not there are left out.
    codebook_codes : collection of str, optional
        The own codes ("code:trust") that were in the codebook while people coded.

    Returns
    -------
    DataFrame
        `COLUMNS`, sorted by code, segment and coder.
    """
    there = codings[codings["segment_id"].isin(segments["segment_id"])]
    own = sorted(codebook_codes or ())
    rows: list[tuple[str, str, str, str]] = []
    for (segment_id, coder), part in there.groupby(["segment_id", "coder"]):
        said = dict(zip(part["kind"], part["value"].fillna(""), strict=True))
        judged = [*_families(said), *_own_codes(said, own), *_others(said)]
        rows += [(segment_id, coder, code, value) for code, value in judged]
    frame = pd.DataFrame(rows, columns=["segment_id", "coder", "code", "value"])
    placed = frame.merge(segments[["segment_id", "document_id"]], on="segment_id")
    return placed[list(COLUMNS)].sort_values(["code", "segment_id", "coder"], ignore_index=True)


def _families(said: Mapping[str, str]) -> Iterable[tuple[str, str]]:
    if not any(family in said for family in FAMILIES):
        return
    for family in FAMILIES:
        value = said.get(family, "")
        carried = value not in NOT_CARRIED
        yield family, YES if carried else NO
        if not carried or value in SUBTYPES[family]:
            for subtype in SUBTYPES[family]:
                yield f"{family}/{subtype}", YES if value == subtype else NO


def _own_codes(said: Mapping[str, str], known: Collection[str]) -> Iterable[tuple[str, str]]:
    by_families = any(family in said for family in FAMILIES)
    named = [kind for kind in said if kind.startswith(OWN)]
    for code in sorted({*named, *(known if by_families else ())}):
        yield code, NO if said.get(code, "") in NOT_CARRIED else YES


def _others(said: Mapping[str, str]) -> Iterable[tuple[str, str]]:
    for kind in NOT_A_MARK:
        if kind in said and (said[kind] or kind in _NONE):
            yield kind, said[kind] or _NONE[kind]


def spans_of(marks: pd.DataFrame, documents: pd.DataFrame) -> pd.DataFrame:
    """Return marked spans with the length of their document.

    Parameters
    ----------
    marks : DataFrame
        document_id, coder, code, start, end. A row whose code is "" says that the coder read the document and marked
        nothing, or nothing more.
    documents : DataFrame
        Contract "documents": document_id, text.
    """
    lengths = documents["text"].str.len().set_axis(documents["document_id"])
    there = marks[marks["document_id"].isin(lengths.index)]
    return there.assign(length=there["document_id"].map(lengths).astype(int))[list(SPAN_COLUMNS)]


def check_ratings(ratings: pd.DataFrame) -> pd.DataFrame:
    """Return the ratings with values as text, sorted.

    Raises
    ------
    SchemaError
        If a column is missing, a coder judged a code on a segment twice, or a segment is in two documents.
    """
    missing = [column for column in COLUMNS if column not in ratings]
    if missing:
        raise SchemaError(
            f"The ratings lack the columns {', '.join(missing)}. A row is one coder's judgement of one code on one "
            "segment."
        )
    twice = ratings[ratings.duplicated(["segment_id", "coder", "code"])]
    if len(twice):
        first = twice.iloc[0][["segment_id", "coder", "code"]].tolist()
        raise SchemaError(
            f"The ratings hold {len(twice)} rows whose segment_id + coder + code is already there, first {first}. A "
            "coder judges a code on a segment once; remove the repeats."
        )
    homes = ratings.groupby("segment_id")["document_id"].nunique()
    if (homes > 1).any():
        raise SchemaError(
            f"The ratings place the segment {homes[homes > 1].index[0]!r} in more than one document. Give every "
            "segment one document_id."
        )
    kept = ratings[list(COLUMNS)].assign(value=ratings["value"].fillna("").astype(str))
    return kept.sort_values(["code", "segment_id", "coder"], ignore_index=True)


def check_spans(spans: pd.DataFrame) -> pd.DataFrame:
    """Return the spans sorted.

    Raises
    ------
    SchemaError
        If a column is missing or a span does not lie in its document.
    """
    missing = [column for column in SPAN_COLUMNS if column not in spans]
    if missing:
        raise SchemaError(
            f"The spans lack the columns {', '.join(missing)}. A row is a piece of a document that a coder marked with "
            "a code, with the length of the document."
        )
    kept = spans[list(SPAN_COLUMNS)].sort_values(list(SPAN_COLUMNS), ignore_index=True)
    marked = kept[kept["code"] != ""]
    wrong = marked[~((marked["start"] >= 0) & (marked["start"] < marked["end"]) & (marked["end"] <= marked["length"]))]
    if len(wrong):
        row = wrong.iloc[0]
        raise SchemaError(
            f"The spans hold {len(wrong)} rows outside their document, first {row['start']} to {row['end']} in "
            f"{row['document_id']!r} of {row['length']} characters. A span begins before it ends, inside the document."
        )
    return kept


def is_mark(code: str) -> bool:
    """Whether a code is on a segment or not, rather than a quality that every segment has."""
    return code not in NOT_A_MARK


def domain(code: str, values: Iterable[str], level: str) -> list[str]:
    """Return the values that may be given to a code, in their order.

    Parameters
    ----------
    code : str
        As in the ratings.
    values : iterable of str
        Those that were given; always among the result.
    level : str
        Of measurement; above nominal, values are in the order of their numbers.

    Examples
    --------
    >>> domain("goal", ["1"], "nominal"), domain("emotion", ["2.5"], "ordinal")
    (['0', '1'], ['1.0', '2.0', '2.5', '3.0', '4.0', '5.0'])
    """
    given = set(values)
    if given <= {YES, NO}:
        return [NO, YES]
    known = {"emotion": _SCALE, "stage": (*STAGES, "none")} | {name: ("", *SUBTYPES[name]) for name in FAMILIES}
    if level == "nominal":
        return [*known.get(code, ()), *sorted(given - set(known.get(code, ())))]
    numbers = {value: float(value) for value in {*known.get(code, ()), *given}}
    return sorted(numbers, key=lambda value: (numbers[value], value))


def matrix_of(part: pd.DataFrame, coders: list[str], values: list[str]) -> tuple[np.ndarray, pd.Index]:
    """Return the ratings of one code as a matrix, and its segments.

    Returns
    -------
    matrix : ndarray of int of shape (n_segments, n_coders)
        The place in the values; -1 = not judged.
    segments : Index of str
        Sorted.
    """
    segments = pd.Index(sorted(part["segment_id"].unique()))
    matrix = np.full((len(segments), len(coders)), -1)
    place = {value: at for at, value in enumerate(values)}
    columns = {coder: at for at, coder in enumerate(coders)}
    at = segments.get_indexer(part["segment_id"]), part["coder"].map(columns).to_numpy(dtype=int)
    matrix[at] = part["value"].map(place).to_numpy(dtype=int)
    return matrix, segments
