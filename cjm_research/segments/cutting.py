"""Segments that a person cuts: a marked span, two merged to one, one split in two.

A segment made by hand is one like any other: its id is made of its place and words, it holds the words of one turn
of one participant, and it has its context. What it takes the place of is not removed; it stands no more as long as
the cut stands, so taking a cut back brings everything back.

>>> import pandas as pd
>>> machine = pd.DataFrame({"segment_id": ["s1", "s2"], "document_id": "d1", "start": [0, 9], "end": [8, 20],
...                         "text": ["It broke", "and I wept."]})
>>> by_hand = pd.DataFrame({"segment_id": ["s3"], "document_id": "d1", "start": 0, "end": 20,
...                         "text": ["It broke and I wept."]})
>>> cuts = pd.DataFrame([{**cut_row("merge", by_hand.iloc[0], ["s1", "s2"], "Ana"), "event_id": 4}])
>>> standing(pd.concat([machine, by_hand]), cuts)["segment_id"].tolist()
['s3']
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from cjm_research.corpora.language import language_of
from cjm_research.errors import StudyError
from cjm_research.segments.units import ENOUGH, context_of, segment_id_of
from cjm_research.settings import Settings

if TYPE_CHECKING:
    import pandas as pd

MADE = ("mark", "merge", "split")
"""The ways to make a segment by hand."""
TAKING = ("merge", "split")
"""Those whose segments take the place of others."""
_NOTHING = ("", "none")  # values that say that a code is not carried


def segment_row(
    document: Mapping[str, Any],
    turns_of_document: pd.DataFrame,
    start: int,
    end: int,
    segments_of_document: pd.DataFrame,
    context_chars: int | None = None,
) -> dict[str, Any]:
    """Return the segment that a span of a document makes.

    Parameters
    ----------
    document : mapping
        A row of contract "documents".
    turns_of_document, segments_of_document : DataFrame
        Contracts "turns" and "segments"; rows of other documents are not looked at.
    start, end : int
        The span, in characters of the document's text, half-open. White space at its edges and a speaker's label
        are left out.
    context_chars : int, optional
        As the setting of that name; the shipped one if it is not given.

    Returns
    -------
    dict
        A row of contract "segments".

    Raises
    ------
    StudyError
        If the span holds nothing, words of two turns, or words of somebody who is not a participant.
    """
    text, document_id = document["text"], document["document_id"]
    turns = turns_of_document[turns_of_document["document_id"] == document_id]
    turn, start, end = _turn_of(text, turns, max(int(start), 0), min(int(end), len(text)))
    piece = text[start:end]
    if context_chars is None:
        context_chars = Settings.default().segments.context_chars
    return {
        "segment_id": segment_id_of(document_id, start, end, piece),
        "document_id": document_id,
        "turn_id": turn["turn_id"],
        "case_id": turn["case_id"],
        "start": start,
        "end": end,
        "text": piece,
        "context": context_of(turn["question"], _before(segments_of_document, turn["turn_id"], start), context_chars),
        "language": language_of(piece, document["language"], ENOUGH),
        "kind": document["kind"],
        "position": start / len(text),
    }


def _turn_of(text: str, turns: pd.DataFrame, start: int, end: int) -> tuple[dict[str, Any], int, int]:
    """Return the turn that a span is in, and the span without what nobody said."""
    start, end = _trimmed(text, start, end)
    if start >= end:
        raise StudyError("The marked span holds no words. Mark at least one word of what a participant said.")
    inside = turns[(turns["start"] < end) & (turns["end"] > start)].sort_values("start").to_dict("records")
    if not inside:
        raise StudyError(
            f"“{_short(text[start:end])}” is not said by anybody: it is a speaker's label or stands between two turns. "
            "Mark words that a participant said."
        )
    for turn in inside:
        if turn["role"] != "participant":
            words = text[max(start, turn["start"]) : min(end, turn["end"])]
            raise StudyError(
                f"“{_short(words)}” was said by {turn['speaker'] or 'somebody'}, who is no participant. Only what "
                "participants say is coded: mark their words alone."
            )
    if len(inside) > 1:
        raise StudyError(
            f"“{_short(text[start:end])}” runs over {len(inside)} turns. A segment lies in one turn: mark the words of "
            "each turn on their own."
        )
    turn = inside[0]
    return turn, *_trimmed(text, max(start, int(turn["start"])), min(end, int(turn["end"])))


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    piece = text[start:end]
    return start + len(piece) - len(piece.lstrip()), end - len(piece) + len(piece.rstrip())


def _short(words: str) -> str:
    return words if len(words) <= 60 else words[:60] + "…"


def _before(segments: pd.DataFrame, turn_id: str, start: int) -> str:
    """Return the words of the segment that ends last before a place in a turn."""
    earlier = segments[(segments["turn_id"] == turn_id) & (segments["end"] <= start)]
    if earlier.empty:
        return ""
    return str(earlier.sort_values(["end", "start", "segment_id"])["text"].iloc[-1])


def cut_row(made: str, row: Mapping[str, Any], parents: Iterable[str], coder: str) -> dict[str, Any]:
    """Return what is kept of a cut, without the time and the event that `Store.record` adds.

    Parameters
    ----------
    made : {"mark", "merge", "split"}
    row : mapping
        The segment that was made.
    parents : iterable of str
        The segments whose place it takes, in the order of the document; none for a mark.
    coder : str
        Who made it.
    """
    return {
        "segment_id": row["segment_id"],
        "document_id": row["document_id"],
        "start": int(row["start"]),
        "end": int(row["end"]),
        "made": made,
        "parents": list(parents),
        "coder": coder,
    }


def standing(segments: pd.DataFrame, cuts: pd.DataFrame) -> pd.DataFrame:
    """Return the segments without those whose place others took.

    Gone are the parents of every merge and split, unless a later cut made that very segment again, and segments of
    the machine whose every word is in segments that stand by a merge or a split. Marks stand beside what they overlap.

    Parameters
    ----------
    segments : DataFrame
        Contract "segments", the machine's and those made by hand.
    cuts : DataFrame
        Contract "cuts"; without ``event_id`` all count as made at once.

    Returns
    -------
    DataFrame
        Rows of ``segments`` in their order, with a new index; the input is left as it is.
    """
    if not len(cuts):
        return segments.reset_index(drop=True)
    rows = cuts.to_dict("records")
    made_at = {row["segment_id"]: int(row.get("event_id") or 0) for row in rows}
    taking = [row for row in rows if row["made"] in TAKING]
    gone = {
        parent
        for row in taking
        for parent in row["parents"]
        if parent != row["segment_id"] and made_at.get(parent, -1) <= made_at[row["segment_id"]]
    }
    spans: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for row in taking:
        if row["segment_id"] not in gone:
            spans[row["document_id"]].append((int(row["start"]), int(row["end"])))
    gone |= _covered(segments[~segments["segment_id"].isin(gone | set(made_at))], spans)
    return segments[~segments["segment_id"].isin(gone)].reset_index(drop=True)


def _covered(machine: pd.DataFrame, spans: Mapping[str, list[tuple[int, int]]]) -> set[str]:
    """Return the segments every character of which, white space aside, is in one of the spans."""
    touched = machine[machine["document_id"].isin(list(spans))]
    found = set()
    for row in touched.itertuples(index=False):
        near = [(start, end) for start, end in spans[row.document_id] if start < row.end and row.start < end]
        words = (row.start + i for i, sign in enumerate(row.text) if not sign.isspace())
        if near and all(any(start <= place < end for start, end in near) for place in words):
            found.add(row.segment_id)
    return found


def carried(
    codings_rows: Iterable[Mapping[str, Any]], parents: Sequence[str], children_ids: Sequence[str], act: str
) -> list[dict[str, Any]]:
    """Return what a merge or split does to the codings, as rows for ``Store.record(codings=…)``.

    Of each person and kind: the value that the parents with a verdict agree on; else, where only some carry the code,
    what those say; else the first in the order of the document. It goes to every new segment, with the time of the
    latest of the verdicts, so that the later of two people's still stands.

    Parameters
    ----------
    codings_rows : iterable of mapping
        Rows of contract "codings"; those on other segments are not looked at.
    parents : sequence of str
        The segments that were cut, in the order of the document.
    children_ids : sequence of str
        The new ones; an id that is also a parent keeps its place.
    act : {"merge", "split"}

    Returns
    -------
    list of dict
        First what is taken away (``value`` None), then what comes.
    """
    order = {parent: place for place, parent in enumerate(parents)}
    said: dict[tuple[str, str], list[Mapping[str, Any]]] = defaultdict(list)
    for row in sorted((row for row in codings_rows if row["segment_id"] in order), key=lambda row: _place(row, order)):
        said[row["coder"], row["kind"]].append(row)
    goes = [
        {**_kept(row), "segment_id": row["segment_id"], "value": None}
        for rows in said.values()
        for row in rows
        if row["segment_id"] not in children_ids
    ]
    comes = []
    for rows in said.values():
        times = [row["created_at"] for row in rows if row.get("created_at")]
        told = {**_kept(_deciding(rows)), "act": act, **({"created_at": max(times)} if times else {})}
        comes += [{**told, "segment_id": child} for child in children_ids]
    return goes + comes


def _place(row: Mapping[str, Any], order: Mapping[str, int]) -> tuple[int, str, str]:
    return order[row["segment_id"]], row["kind"], row["coder"]


def _kept(row: Mapping[str, Any]) -> dict[str, Any]:
    return {column: row[column] for column in ("kind", "value", "coder", "codebook_version")}


def _deciding(rows: Sequence[Mapping[str, Any]]) -> Mapping[str, Any]:
    """Return the row whose value the merged segment takes."""
    return next((row for row in rows if row["value"] not in _NOTHING), rows[0])
