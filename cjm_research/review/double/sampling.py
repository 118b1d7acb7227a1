"""Samples that several people code apart from each other, and what each of them said before anybody talked.

A sample is drawn by strata: the code a segment carries, its language, the kind of its document, or an attribute of the
person. Segments that nothing marks are drawn as well, at a stated share, so that what everybody missed counts. How many
were drawn of how many is kept, so that figures can be weighted back to the study. The draw depends on the segments and
the seed, never on the order of rows.

>>> needed(0.1)
62
>>> needed(0.1, of=100)
39

References
----------
.. [1] W. G. Cochran, Sampling Techniques, 3rd ed., 1977: chapter 4 (size of a sample), 5 (strata), 8 (systematic).
"""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from math import ceil, floor
from statistics import NormalDist
from typing import TYPE_CHECKING, Any

from cjm_research.codes.own_code import OWN
from cjm_research.errors import StudyError, UnknownNameError
from cjm_research.review.coding.queue import check_order
from cjm_research.schema import CARRIED, FAMILIES

if TYPE_CHECKING:
    import pandas as pd

STRATA = ("code", "language", "kind")
"""By what a sample is stratified unless told otherwise; the attributes of a person may be named as well."""

UNMARKED = "unmarked"
"""The stratum of the segments that neither a person nor the machine marks."""

UNMARKED_SHARE = 0.3
"""Of a sample, the share that nothing marks, unless told otherwise."""

JOINED = " · "
_LEAST = 2
_LIKELY = 0.8
_CONFIDENCE = 0.95
_TRIES = 24


def draw(
    segments: pd.DataFrame,
    suggestions: pd.DataFrame,
    codings: pd.DataFrame,
    documents: pd.DataFrame,
    cases: pd.DataFrame,
    n: int,
    seed: int = 0,
    strata: Sequence[str] = STRATA,
    *,
    coders: Sequence[str],
    title: str = "",
    taken: Collection[str] = (),
    unmarked: float = UNMARKED_SHARE,
    number: int = 1,
) -> dict[str, Any]:
    """Draw the segments of one round of double coding.

    Parameters
    ----------
    segments, suggestions, codings, documents, cases : DataFrame
        As in their contracts. What a segment carries is what people say of it, else what is suggested. Segments that
        one of the coders has coded are not drawn: nobody can code blindly what they have coded before.
    n : int
        How many segments, 2 at least.
    seed : int
        Another seed, another sample.
    strata : sequence of str
        Of "code", "language", "kind", "document" and the names of attributes of people.
    coders : sequence of str
        Who is to code, two at least.
    title : str
        What the sample is called.
    taken : collection of str
        Segments of earlier rounds; they are not drawn again.
    unmarked : float
        Share of the sample, 0 to 1, that nothing marks.
    number : int
        Which round this is, from 1.

    Returns
    -------
    dict
        A row of the contract "samples"; ``strata`` holds for every stratum of the study how many were ``drawn`` ``of``
        how many, and their ``segment_ids``: what a segment carries may change once it is coded.

    Raises
    ------
    StudyError
        If there are not two coders, or fewer than two segments are asked for, or more than are left to draw.
    UnknownNameError
        If a stratum is neither known nor an attribute.

    Notes
    -----
    The codes have equal parts of what is marked, as far as they have so many segments, because rare codes are judged
    from few segments otherwise; inside a code, cells (language, kind, …) have parts by their size. A segment counts
    under the rarest code it carries. Inside a cell segments are drawn systematically along the documents ([1]_, 8.1),
    so that all are drawn equally often and the weights hold; of several such draws the one is taken that leaves every
    document nearest to its share of all cells.
    """
    people = _coders(coders)
    if not 0 <= unmarked <= 1:
        raise StudyError(f"A share of {unmarked} of a sample cannot be unmarked. Give one from 0 to 1, such as 0.3.")
    cells = _cells(segments, suggestions, codings, documents, cases, strata)
    seen = {*taken, *codings.loc[codings["coder"].isin(people), "segment_id"]}
    free: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for segment_id, cell in cells.items():
        if segment_id not in seen:
            free[cell].append(segment_id)
    _check_size(n, sum(map(len, free.values())), len(segments))
    quota = _quotas({cell: len(ids) for cell, ids in free.items()}, n, unmarked, strata)
    document_of = dict(zip(segments["segment_id"], segments["document_id"], strict=True))
    drawn = _spread(free, quota, document_of, seed)
    frame = Counter(cells.values())
    held: dict[str, dict[str, Any]] = {}
    for cell in sorted(frame):
        ids = sorted(segment_id for segment_id in drawn if cells[segment_id] == cell)
        held[JOINED.join(cell)] = {"drawn": len(ids), "of": frame[cell], "segment_ids": ids}
    content = "|".join([title, str(number), str(seed), *people, *sorted(drawn)])
    return {
        "sample_id": "q" + hashlib.sha256(content.encode()).hexdigest()[:10],
        "title": title,
        "round": number,
        "coders": people,
        "segment_ids": check_order(drawn, seed),
        "strata": held,
        "seed": seed,
        "closed_at": "",
        "created_at": "",
        "event_id": 0,
    }


def weights(sample: Mapping[str, Any]) -> dict[str, float]:
    """Return how many segments of the study each drawn segment stands for: N of its stratum over n drawn there.

    >>> weights({"strata": {"unmarked": {"drawn": 2, "of": 50, "segment_ids": ["s1", "s2"]},
    ...                     "goal/explicit": {"drawn": 0, "of": 3, "segment_ids": []}}})
    {'s1': 25.0, 's2': 25.0}

    Notes
    -----
    Strata of which nothing was drawn are represented by nobody; their ``of`` says how much that is.
    """
    told = sample["strata"].values()
    return {segment_id: each["of"] / each["drawn"] for each in told for segment_id in each["segment_ids"]}


def needed(half_width: float, of: int | None = None, agreement: float = _LIKELY) -> int:
    """Return how many segments a share of agreement needs for an interval of ± ``half_width`` (95 %).

    Parameters
    ----------
    half_width : float
        Half the width of the interval, as a share, above 0.
    of : int, optional
        How many segments there are in all; with it fewer are needed (Cochran [1]_, 4.4).
    agreement : float
        The share that is expected.

    Notes
    -----
    For the share of equal verdicts on one code in a simple random sample. Segments of one document are alike, so it is
    the least; `cjm_research.agreement` says it for the other coefficients, from the verdicts of a first round.
    """
    if not 0 < half_width < 1:
        raise StudyError(f"A half-width of {half_width} is not a share. Give one between 0 and 1, such as 0.1.")
    z = NormalDist().inv_cdf(0.5 + _CONFIDENCE / 2)
    n = z**2 * agreement * (1 - agreement) / half_width**2
    return ceil(n if of is None else n / (1 + (n - 1) / of))


def strata_of(
    segments: pd.DataFrame,
    suggestions: pd.DataFrame,
    codings: pd.DataFrame,
    documents: pd.DataFrame,
    cases: pd.DataFrame,
    strata: Sequence[str] = STRATA,
) -> dict[str, str]:
    """Return the stratum of every segment, as `draw` names it; parameters as there."""
    cells = _cells(segments, suggestions, codings, documents, cases, strata)
    return {segment_id: JOINED.join(cell) for segment_id, cell in cells.items()}


def _check_size(n: int, free: int, of: int) -> None:
    if n < _LEAST:
        raise StudyError(f"A sample needs at least {_LEAST} segments, found {n}. Give a larger n, such as 60.")
    if n > free:
        way = f"Draw {free} at most, name" if free >= _LEAST else "Name"
        raise StudyError(
            f"A sample of {n} segments cannot be drawn: of {of} segments {free} are neither in an earlier round nor "
            f"coded by these people. {way} other coders or add material."
        )


def _coders(coders: Sequence[str]) -> list[str]:
    people = list(dict.fromkeys(name.strip() for name in coders if name.strip()))
    if len(people) < 2:
        found = ", ".join(people) or "none"
        raise StudyError(f"Double coding needs two coders at least, found {found}. Pass coders=['AB', 'CD'].")
    return people


def _marks(segments: pd.DataFrame, suggestions: pd.DataFrame, codings: pd.DataFrame) -> dict[str, set[str]]:
    """Return the codes that each segment carries: by anybody's word, else by suggestion."""

    def coded(frame: pd.DataFrame) -> pd.DataFrame:
        kind = frame["kind"]
        return frame[(kind.isin(FAMILIES) | kind.str.startswith(OWN)).astype(bool)]

    said, suggested = coded(codings), coded(suggestions)
    spoken = set(zip(said["segment_id"], said["kind"], strict=True))
    made = suggested[suggested["decision"].isin(CARRIED)]
    carried: dict[str, set[str]] = defaultdict(set)
    for segment_id, kind, value in said[["segment_id", "kind", "value"]].itertuples(index=False):
        if value:
            carried[segment_id].add(kind if kind.startswith(OWN) else f"{kind}/{value}")
    for segment_id, kind, value in made[["segment_id", "kind", "value"]].itertuples(index=False):
        if value and (segment_id, kind) not in spoken:
            carried[segment_id].add(kind if kind.startswith(OWN) else f"{kind}/{value}")
    held = set(segments["segment_id"])
    return {segment_id: codes for segment_id, codes in carried.items() if segment_id in held}


def _cells(
    segments: pd.DataFrame,
    suggestions: pd.DataFrame,
    codings: pd.DataFrame,
    documents: pd.DataFrame,
    cases: pd.DataFrame,
    strata: Sequence[str],
) -> dict[str, tuple[str, ...]]:
    """Return for each segment its values of the strata, in the order of ids."""
    marks = _marks(segments, suggestions, codings) if "code" in strata else {}
    frequency: dict[str, int] = defaultdict(int)
    for codes in marks.values():
        for code in codes:
            frequency[code] += 1
    names = dict(zip(documents["document_id"], documents["name"], strict=True))
    attributes = dict(zip(cases["case_id"], cases["attributes"], strict=True))
    known = sorted({name for told in attributes.values() for name in told})
    for name in strata:
        if name not in (*STRATA, "document", *known):
            raise UnknownNameError(f"No stratum is called {name!r}. Known: {', '.join((*STRATA, 'document', *known))}.")

    def value(row: Mapping[str, Any], name: str) -> str:
        if name == "code":
            codes = marks.get(row["segment_id"])
            return min(codes, key=lambda code: (frequency[code], code)) if codes else UNMARKED
        if name in ("language", "kind"):
            return str(row[name])
        if name == "document":
            return names.get(row["document_id"], row["document_id"])
        return str(attributes.get(row["case_id"], {}).get(name, "")) or "–"

    rows = segments.sort_values("segment_id").to_dict("records")
    return {row["segment_id"]: tuple(value(row, name) for name in strata) for row in rows}


def _quotas(
    sizes: Mapping[tuple[str, ...], int], n: int, unmarked: float, strata: Sequence[str]
) -> dict[tuple[str, ...], int]:
    """Return how many are drawn of each cell; together n, or all there are."""
    if "code" not in strata:
        return _by_size(sizes, n)
    place = list(strata).index("code")
    by_code: dict[str, dict[tuple[str, ...], int]] = defaultdict(dict)
    for cell, size in sorted(sizes.items()):
        by_code[cell[place]][cell] = size
    rooms = {code: sum(cells.values()) for code, cells in by_code.items()}
    blank = min(rooms.get(UNMARKED, 0), round(n * unmarked))
    marked = {code: room for code, room in rooms.items() if code != UNMARKED}
    parts = _evenly(marked, n - blank)
    # What the codes cannot fill goes to what nothing marks.
    parts[UNMARKED] = min(rooms.get(UNMARKED, 0), n - sum(parts.values()))
    return {
        cell: count for code, cells in by_code.items() for cell, count in _by_size(cells, parts.get(code, 0)).items()
    }


def _evenly(rooms: Mapping[str, int], n: int) -> dict[str, int]:
    """Return equal parts of n, none larger than its room, what is over given to the rarest first."""
    parts = dict.fromkeys(rooms, 0)
    left = min(n, sum(rooms.values()))
    while left:
        waiting = sorted((name for name in rooms if parts[name] < rooms[name]), key=lambda name: (rooms[name], name))
        step = max(1, left // len(waiting))
        for name in waiting:
            more = min(step, rooms[name] - parts[name], left)
            parts[name] += more
            left -= more
    return parts


def _by_size(sizes: Mapping[tuple[str, ...], int], n: int) -> dict[tuple[str, ...], int]:
    """Return parts of n in proportion to sizes, by largest remainders (Hamilton), none larger than its size."""
    total = sum(sizes.values())
    n = min(n, total)
    exact = {cell: n * size / total for cell, size in sizes.items()} if total else {}
    parts = {cell: floor(share + 1e-9) for cell, share in exact.items()}
    # Ties in no order that repeats itself from code to code: it would favour a language.
    over = sorted(exact, key=lambda cell: (round(parts[cell] - exact[cell], 9), _digest(*cell)))
    for cell in over[: n - sum(parts.values())]:
        parts[cell] += 1
    return parts


def _spread(
    free: Mapping[tuple[str, ...], Sequence[str]],
    quota: Mapping[tuple[str, ...], int],
    document_of: Mapping[str, str],
    seed: int,
) -> list[str]:
    """Return the segments drawn, of each document as near to its share as it goes."""
    owed: dict[str, float] = defaultdict(float)
    had: Counter[str] = Counter()
    drawn: list[str] = []
    for cell in sorted(free, key=lambda cell: (len(free[cell]), cell)):
        ids, count = sorted(free[cell]), quota.get(cell, 0)
        for segment_id in ids if count else ():
            owed[document_of[segment_id]] += count / len(ids)
        tries = [_systematic(ids, count, document_of, f"{seed}:{cell}:{at}") for at in range(_TRIES if count else 0)]
        best = min(tries, key=lambda each: _uneven(had + Counter(document_of[one] for one in each), owed), default=[])
        had.update(document_of[each] for each in best)
        drawn += best
    return drawn


def _systematic(ids: Sequence[str], count: int, document_of: Mapping[str, str], key: str) -> list[str]:
    """Return segments at equal steps along the documents in pseudo-random order; each is drawn equally often."""

    def place(segment_id: str) -> tuple[bytes, bytes]:
        return _digest(key, document_of[segment_id]), _digest(key, segment_id)

    order = sorted(ids, key=place)
    start = int.from_bytes(_digest(key, "start")[:6]) / 2**48
    return [order[floor((at + start) * len(ids) / count)] for at in range(count)]


def _uneven(had: Mapping[str, int], owed: Mapping[str, float]) -> float:
    """Return by how much documents lie outside the whole numbers on either side of their share."""
    # Only what lies outside: to ask for more would draw small documents more seldom than their size asks for.
    return sum(
        max(0, floor(share + 1e-9) - had.get(name, 0), had.get(name, 0) - ceil(share - 1e-9))
        for name, share in owed.items()
    )


def _digest(*parts: str) -> bytes:
    return hashlib.sha256(":".join(parts).encode()).digest()
