"""What codings a code has, and what becomes of them when codes are merged, split, or that is taken back.

>>> said = [{"segment_id": "s1", "kind": "code:fee", "value": "fee", "coder": "Ana", "codebook_version": "0"},
...         {"segment_id": "s1", "kind": "code:price", "value": "", "coder": "Ana", "codebook_version": "0"}]
>>> [(row["kind"], row["value"]) for row in merged(said, ["fee"], "price", "0")]
[('code:fee', None), ('code:price', 'price')]
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from typing import TYPE_CHECKING, Any

from cjm_research.codes.codebook import Codebook
from cjm_research.codes.own_code import OWN
from cjm_research.review.ledger import KEY
from cjm_research.schema import CONTRACTS, FAMILIES

if TYPE_CHECKING:
    import pandas as pd

Row = Mapping[str, Any]
COLUMNS = ("code", "n_people", "n_segments", "n_coders", "by_coder")


def counts(codings: Iterable[Row], case_of: Mapping[str, str], book: Codebook) -> pd.DataFrame:
    """Return how often every code and family of a book was given by people.

    Parameters
    ----------
    codings : iterable of mapping
        Standing ones.
    case_of : mapping of str to str
        Person by segment; segments that are not in it (of people who withdrew) are not counted.
    book : Codebook

    Returns
    -------
    DataFrame
        Columns code, n_people, n_segments, n_coders, by_coder (segments by coder), in the order of the book.
    """
    import pandas as pd

    given: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for row in codings:
        if row["value"] and row["segment_id"] in case_of:
            codes = [row["kind"]] if row["kind"].startswith(OWN) else []
            codes += [row["kind"], f"{row['kind']}/{row['value']}"] if row["kind"] in FAMILIES else []
            for code in codes:
                given[code][row["coder"]].add(row["segment_id"])
    listed = [*book.families(), *(f"{code.family}/{code.subtype}" for code in book.codes)]
    rows = []
    for code in (*listed, *(own.kind for own in book.own)):
        segments = set().union(*given[code].values())
        by_coder = {coder: len(ids) for coder, ids in sorted(given[code].items())}
        people = len({case_of[segment_id] for segment_id in segments})
        rows.append((code, people, len(segments), len(by_coder), by_coder))
    return pd.DataFrame(rows, columns=list(COLUMNS))


def merged(codings: Iterable[Row], ids: Collection[str], into: str, version: str) -> list[dict[str, Any]]:
    """Return the rows with which codings of own codes become codings of another, each with its coder.

    A "no" to a merged code goes: it does not say no to what both mean now. A "yes" stands above a "no" to the target.
    """
    held = list(codings)
    gone = {OWN + each for each in ids}
    kind = OWN + into
    standing = {(row["segment_id"], row["coder"]): row["value"] for row in held if row["kind"] == kind}
    rows: list[dict[str, Any]] = []
    for row in held:
        if row["kind"] in gone:
            rows.append({**_key(row), "value": None})
            place = (row["segment_id"], row["coder"])
            if row["value"] and not standing.get(place):
                standing[place] = into
                rows.append({**_key(row), "kind": kind, "value": into, "codebook_version": version})
    return rows


def split_off(
    codings: Iterable[Row], id: str, parts: Mapping[str, Collection[str]], version: str
) -> list[dict[str, Any]]:
    """Return the rows with which the codings of chosen segments go to new codes; what stays is not among them."""
    rows: list[dict[str, Any]] = []
    for row in codings:
        if row["kind"] == OWN + id and row["value"]:
            new = [part for part, segment_ids in parts.items() if row["segment_id"] in segment_ids]
            rows += [{**_key(row), "value": None}] if new else []
            rows += [{**_key(row), "kind": OWN + part, "value": part, "codebook_version": version} for part in new]
    return rows


def decisions_to(decisions: Iterable[Row], ids: Collection[str], into: str) -> list[dict[str, Any]]:
    """Return the rows with which what was settled of merged codes is settled of the target."""
    held = list(decisions)
    kind, gone = OWN + into, {OWN + each for each in ids}
    standing = {row["segment_id"]: row["value"] for row in held if row["kind"] == kind}
    rows: list[dict[str, Any]] = []
    for row in held:
        if row["kind"] in gone:
            rows.append({**row, "gone": True})
            if row["value"] and not standing.get(row["segment_id"]):
                standing[row["segment_id"]] = into
                rows.append({**_unstamped(row), "kind": kind, "value": into})
    return rows


def decisions_off(decisions: Iterable[Row], id: str, parts: Mapping[str, Collection[str]]) -> list[dict[str, Any]]:
    """Return the rows with which what was settled of chosen segments is settled of the new codes."""
    rows: list[dict[str, Any]] = []
    for row in decisions:
        if row["kind"] == OWN + id and row["value"]:
            new = [part for part, segment_ids in parts.items() if row["segment_id"] in segment_ids]
            rows += [{**row, "gone": True}] if new else []
            rows += [{**_unstamped(row), "kind": OWN + part, "value": part} for part in new]
    return rows


def turned(
    payload: Mapping[str, Any], name: str, standing: Iterable[Row], event_ids: Collection[int], back: bool
) -> list[dict[str, Any]]:
    """Return the rows that take an act back, or do it again, without those that people have changed since.

    Parameters
    ----------
    payload : mapping
        Of the event of the act.
    name : {"codings", "decisions"}
        Of which table.
    standing : iterable of mapping
        The rows of that table.
    event_ids : collection of int
        The event itself, and those that did it again.
    back : bool
        Whether to take it back.
    """
    columns = CONTRACTS[name].key
    changed = payload.get("codings") if name == "codings" else payload.get("rows", {}).get(name)
    sides = changed or {"before": [], "after": []}
    gone = {"value": None} if name == "codings" else {"gone": True}

    def place(row: Row) -> tuple[Any, ...]:
        return tuple(row[column] for column in columns)

    out, into = (sides["after"], sides["before"]) if back else (sides["before"], sides["after"])
    left, wanted = {place(row): row for row in out}, {place(row): row for row in into}
    now = {place(row): row["event_id"] for row in standing}
    rows: list[dict[str, Any]] = []
    for key in dict.fromkeys((*left, *wanted)):
        # A row as it was stamped says which event it is of; one as it was given is of the act.
        expected = {left[key]["event_id"]} if "event_id" in left.get(key, {}) else event_ids
        if (key not in now) if key not in left else (now.get(key) in expected):
            rows.append(dict(wanted[key]) if key in wanted else {**left[key], **gone})
    return rows


def _key(row: Row) -> dict[str, Any]:
    return {column: row[column] for column in (*KEY, "codebook_version")}


def _unstamped(row: Row) -> dict[str, Any]:
    return {key: value for key, value in row.items() if key not in ("event_id", "created_at")}
