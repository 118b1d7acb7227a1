"""Whoever withdrew does not come back: what a study reads passes here first.

A withdrawal keeps the ids of the person's documents and the digests of their originals, which are hashes and tell
nothing. An original that holds the person alone is refused; a survey is read without the person's row, and what is
copied into ``raw/`` is the file without it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from cjm_research.corpora.build import document_ids, in_order
from cjm_research.corpora.collect import Failure
from cjm_research.corpora.privacy.cutting import without_rows
from cjm_research.corpora.reading import Reading, read_file
from cjm_research.errors import ReadError
from cjm_research.study.redacting import ROW
from cjm_research.study.withdrawal import withdrawn

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cjm_research.store.database import Store


@contextmanager
def without_withdrawn(
    readings: Sequence[Reading],
    store: Store,
    columns: Mapping[str, Mapping[str, str]] | None = None,
) -> Iterator[tuple[list[Reading], list[Failure]]]:
    """Give the readings without the people who withdrew, and the files that are refused because of them.

    Parameters
    ----------
    readings : sequence of Reading
        As they were read.
    store : Store
        Of the study.
    columns : mapping, optional
        Decisions about columns by source.

    Yields
    ------
    readings : list of Reading
        A survey that held such a person has the path of a copy without the row, which lives until the block ends.
    failures : list of Failure
        With the reason and what to do.
    """
    told = withdrawn(store)
    if not told:
        yield list(readings), []
        return
    documents = {document for payload in told for document in payload["documents"]}
    digests = {digest for payload in told for digest in payload["originals"]}
    kept: list[Reading] = []
    refused: list[Failure] = []
    with TemporaryDirectory(prefix="cjm-") as staging:
        for number, reading in enumerate(readings):
            try:
                decided = (columns or {}).get(reading.source)
                kept.append(_screened(reading, documents, digests, Path(staging, str(number)), decided))
            except ReadError as err:
                refused.append(Failure(reading.path, reading.source, reading.sha256, str(err)))
        yield kept, refused


def _screened(
    reading: Reading,
    documents: set[str],
    digests: set[str],
    staging: Path,
    columns: Mapping[str, str] | None,
) -> Reading:
    """Return the reading as it is, or of a copy without the rows of people who withdrew."""
    ids = document_ids(reading)
    theirs = [source for source, key in zip(in_order(reading.sources), ids, strict=True) if key in documents]
    if not theirs and reading.sha256 not in digests:
        return reading
    is_survey = all(source.kind == "survey" for source in reading.sources)
    if not is_survey or len(theirs) == len(ids):
        raise ReadError(
            f"{reading.path}: not read, because it holds the words of somebody who withdrew from this study. If it is "
            "another person's, give the file another name; if others are in it, take that person out by hand first."
        )
    rows = [ROW.fullmatch(turn.place) for source in theirs for turn in source.turns]
    numbers = {int(match["row"]) for match in rows if match}
    sheets = {match["sheet"] or "" for match in rows if match}
    if len(sheets) != 1 or not all(rows):
        raise ReadError(
            f"{reading.path}: not read, because somebody in it withdrew. Take that person out by hand first."
        )
    staging.mkdir()
    copy = staging / re.sub(r"[\\/]", "_", reading.path.name)
    copy.write_bytes(without_rows(reading.path, numbers, reading.encoding, sheets.pop()))
    again = replace(read_file(copy, reading.encoding or None, columns), source=reading.source)
    if set(document_ids(again)) & documents:
        raise ReadError(
            f"{reading.path}: not read, because somebody in it withdrew. Take that person out by hand first."
        )
    return again
