"""The rows of the survey grid: one respondent's answer to one open question, the closed answers beside it.

Who was asked and left the question blank has a row too, without segments, so that counts are of all who were asked.
Rows are found and sorted here; what people say of them is the session's (`review.grid.session`).

>>> folded("  Ｔｏｏ Slow! "), same("Too slow."), same("太慢了！")
('too slow!', 'too slow', '太慢了')
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

UNITS = ("answer", "segment")
"""What a row is: a whole answer, or each of its segments."""
SORTS = ("person", "answer", "length", "language", "alike", "codes", "coded")
"""What rows are sorted by, besides the closed answers by their names; "alike" puts what most people said first."""
NO_CODE = "none"
"""As a code to filter by: a person said that it carries no code."""

_EDGES = " .,;:!?…-–—~\"'“”‘’()[]。，、；：！？「」『』（）【】～"
_SPACE = re.compile(r"\s+")


@dataclass(frozen=True)
class Row:
    """One row of the grid.

    Attributes
    ----------
    number : int
        Its place among all rows of the question, from 0; it does not change with filter or order.
    case_id, document_id, language : str
        Whose it is and where it stands; no document and no language where nothing was answered.
    text : str
        The answer as it stands in the document, or "".
    segment_ids : tuple of str
        Its segments in the order of the text; empty where nothing was answered.
    closed : mapping of str to str
        The person's closed answers.
    n_alike : int
        How many rows of the question say the same, this one included; 0 where nothing was answered.
    """

    number: int
    case_id: str
    document_id: str
    language: str
    text: str
    segment_ids: tuple[str, ...]
    closed: Mapping[str, str]
    n_alike: int = 0
    folded: str = ""
    same: str = ""


@dataclass(frozen=True)
class Look:
    """Which rows are wanted, and in which order.

    Attributes
    ----------
    text : str
        What the answer holds, whatever its case and width.
    closed : mapping of str to str
        A closed answer by the name of its question; "" for those who did not give it.
    language : {"", "en", "zh"}
        Of the answer.
    code : str
        "goal", "goal/explicit", "code:<id>": said by the person, or suggested where the person said nothing of it;
        "none": the person said that it carries none.
    coded, answered : bool, optional
        Whether the person said something of the whole row; whether there is an answer.
    shortest, longest : int, optional
        Characters of the answer.
    sort : str
        One of `SORTS`, or the name of a closed question.
    descending : bool
        Whether the order is turned round; rows without a value stay at the end.
    """

    text: str = ""
    closed: Mapping[str, str] = field(default_factory=dict)
    language: str = ""
    code: str = ""
    coded: bool | None = None
    answered: bool | None = None
    shortest: int | None = None
    longest: int | None = None
    sort: str = "person"
    descending: bool = False


def folded(text: str) -> str:
    """Return the text as it is searched: one width, one case, single spaces."""
    return _SPACE.sub(" ", unicodedata.normalize("NFKC", text).casefold()).strip()


def same(text: str) -> str:
    """Return what two answers share that say the same: the folded text without marks at its ends."""
    return folded(text).strip(_EDGES)


def questions_of(segments: pd.DataFrame) -> dict[str, list[str]]:
    """Return the open questions in the order in which they were asked, each with its segments as they were said.

    Parameters
    ----------
    segments : DataFrame
        Contract "segments"; only those of surveys count.

    Notes
    -----
    The context of the first segment of an answer is the question (`segments.units`). Where a question stands in the
    questionnaire is the latest place that anybody's answer to it has among that person's answers: some leave questions
    out, nobody answers one that is not there.
    """
    survey = segments[segments["kind"] == "survey"].sort_values(["document_id", "start", "end", "segment_id"])
    found: dict[str, list[str]] = {}
    place: dict[str, int] = {}
    asked: dict[str, str] = {}
    n_turns: Counter[str] = Counter()
    told = zip(survey["segment_id"], survey["document_id"], survey["turn_id"], survey["context"], strict=True)
    for segment_id, document_id, turn_id, context in told:
        if turn_id not in asked:
            question = asked[turn_id] = context.split(" … ")[0].strip()
            place[question] = max(place.get(question, 0), n_turns[document_id])
            n_turns[document_id] += 1
        found.setdefault(asked[turn_id], []).append(segment_id)
    return {question: found[question] for question in sorted(found, key=lambda each: (place[each], each))}


def rows_of(
    segment_ids: Collection[str],
    segments: pd.DataFrame,
    documents: pd.DataFrame,
    cases: pd.DataFrame,
    unit: str = "answer",
) -> list[Row]:
    """Return the rows of one question, sorted by person.

    Parameters
    ----------
    segment_ids : collection of str
        The segments that answer it.
    segments, documents, cases : DataFrame
        As in their contracts.
    unit : {"answer", "segment"}
        What a row is.
    """
    document_of = documents.set_index("document_id")
    closed = dict(zip(cases["case_id"], cases["attributes"], strict=True))
    held = segments[segments["segment_id"].isin(set(segment_ids))]
    held = held.sort_values(["case_id", "document_id", "start", "end", "segment_id"])
    parts = ["case_id", "document_id", *(["segment_id"] if unit == "segment" else [])]
    texts = document_of["text"].to_dict()
    found: list[dict[str, Any]] = []
    for key, own in held.groupby(parts, sort=True):
        text = texts[key[1]][int(own["start"].min()) : int(own["end"].max())]
        ids, start = tuple(own["segment_id"]), int(own["start"].min())
        found.append({"case_id": key[0], "document_id": key[1], "start": start, "text": text, "segment_ids": ids,
                      "language": own["language"].iloc[0]})  # fmt: skip
    asked = set(document_of.loc[sorted(set(held["document_id"])), "source"])
    silent = cases[cases["source"].isin(asked) & (cases["kind"] == "respondent")]
    spoke = set(held["case_id"])
    found += [{"case_id": each, "document_id": "", "start": 0, "text": "", "segment_ids": (), "language": ""}
              for each in silent["case_id"] if each not in spoke]  # fmt: skip
    found.sort(key=lambda one: (one["case_id"], one["document_id"], one["start"], one["segment_ids"]))
    return _numbered(found, closed)


def lengths(rows: Sequence[Row]) -> tuple[int, int] | None:
    """Return below which length the shortest third of the answers lies, and the middle third; None for too few."""
    told = sorted(len(row.text) for row in rows if row.segment_ids)
    if len(told) < 6:
        return None
    short, middle = told[len(told) // 3], told[2 * len(told) // 3]
    return (short, middle) if short < middle else None


def chosen(rows: Sequence[Row], look: Look, carries: Callable[[Row, str], bool], coded: Callable[[Row], bool]) -> Any:
    """Return the rows that a look keeps, in their standing order.

    Parameters
    ----------
    rows : sequence of Row
        All rows of the question.
    look : Look
        What is wanted.
    carries, coded : callable
        Whether a row carries a code, and whether the person has said something of it.
    """
    needle = folded(look.text)
    tests: list[Callable[[Row], bool]] = []
    if needle:
        tests.append(lambda row: needle in row.folded)
    for name, value in look.closed.items():
        tests.append(lambda row, name=name, value=value: row.closed.get(name, "") == value)
    if look.language:
        tests.append(lambda row: row.language == look.language)
    if look.answered is not None:
        tests.append(lambda row: bool(row.segment_ids) == look.answered)
    if look.shortest is not None or look.longest is not None:
        low, high = look.shortest or 0, float("inf") if look.longest is None else look.longest
        tests.append(lambda row: bool(row.segment_ids) and low <= len(row.text) <= high)
    if look.coded is not None:
        tests.append(lambda row: bool(row.segment_ids) and coded(row) == look.coded)
    if look.code:
        tests.append(lambda row: carries(row, look.code))
    return [row for row in rows if all(test(row) for test in tests)]


def in_order(rows: Sequence[Row], look: Look, codes: Callable[[Row], str], coded: Callable[[Row], bool]) -> list[Row]:
    """Return the rows in the order of a look; those alike keep the order of people.

    Parameters
    ----------
    rows : sequence of Row
        In the order of people.
    look : Look
        What to sort by.
    codes, coded : callable
        What a row carries, as one text, and whether the person has said something of it.
    """
    keys: dict[str, Callable[[Row], Any]] = {
        "person": lambda row: row.case_id,
        "answer": lambda row: row.same,
        "length": lambda row: len(row.text),
        "language": lambda row: row.language,
        "alike": lambda row: (-row.n_alike, row.same),
        "codes": codes,
        "coded": lambda row: coded(row),
    }
    key = keys.get(look.sort) or (lambda row: _natural(row.closed.get(look.sort, "")))
    of_answer = look.sort in SORTS and look.sort != "person"
    absent = [row for row in rows if (not row.segment_ids if of_answer else key(row) in ("", (2, 0.0, "")))]
    gone = {row.number for row in absent}
    told = sorted((row for row in rows if row.number not in gone), key=key, reverse=look.descending)
    return [*told, *absent]


def _numbered(found: Sequence[Mapping[str, Any]], closed: Mapping[str, Mapping[str, str]]) -> list[Row]:
    sames = [same(one["text"]) for one in found]
    counts = Counter(each for each, one in zip(sames, found, strict=True) if one["segment_ids"])
    rows = []
    for number, (one, key) in enumerate(zip(found, sames, strict=True)):
        told = {name: one[name] for name in ("case_id", "document_id", "language", "text", "segment_ids")}
        n_alike = counts[key] if one["segment_ids"] else 0
        own = closed.get(one["case_id"]) or {}
        rows.append(Row(number, **told, closed=own, n_alike=n_alike, folded=folded(one["text"]), same=key))
    return rows


def _natural(text: str) -> tuple[int, float, str]:
    """Numbers by their size, then words, then nothing."""
    if not text:
        return (2, 0.0, "")
    try:
        return (0, float(text), "")
    except ValueError:
        return (1, 0.0, folded(text))
