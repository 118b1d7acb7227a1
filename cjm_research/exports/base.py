r'''What an exporter is, and the two things every exporter keeps: exact quotes and whole files.

An exporter is a class with a ``name`` and one method, ``write(journey, folder)``, that returns the paths it wrote::

    class TitlesExporter:
        """The titles of all cards, one a line."""

        name = "titles"

        def write(self, journey, folder):
            check_quotes(journey)
            cards = [card for stage in journey.data["stages"] for card in stage["cards"]]
            text = "".join(card["title"] + "\n" for card in cards)
            return [write_file(Path(folder) / "titles.txt", text.encode())]

One that needs more than the map has a class method ``of(material)``, and ``speaks`` = "both" or "none" where one file
serves both languages (`cjm_research.exports.material`).

Register it under the entry-point group ``cjm_research.exporter`` (see `cjm_research.registry`). Call `check_quotes`
first; write through `write_file`, so that a killed process never leaves half a file; put no clock, random number or
machine name into the bytes, so that the same journey gives the same file (law 2).
'''

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from cjm_research.errors import ExportError

if TYPE_CHECKING:
    from cjm_research.journeys.map import JourneyMap

_SHOWN = 40


class Exporter(Protocol):
    """One format."""

    name: str

    def write(self, journey: JourneyMap, folder: Path) -> list[Path]:
        """Write the journey into the folder, which is made if it is not there, and return the paths written."""


def check_quotes(journey: JourneyMap) -> None:
    """Check that every quote stands in its document at the place it states (law 1).

    Parameters
    ----------
    journey : JourneyMap
        Its evidence frame and the evidence lists in its data are both checked: exporters write from both.

    Raises
    ------
    ExportError
        If a quote names a document that is not there, or is not the text at ``start:end``; the message names card,
        segment and place.
    """
    by_id = dict(zip(journey.documents["document_id"], journey.documents["text"], strict=True))
    by_name = dict(zip(journey.documents["name"], journey.documents["text"], strict=True))
    for row in journey.evidence.itertuples(index=False):
        _check_quote(
            row.card_id, row.segment_id, row.document, by_id.get(row.document_id), row.start, row.end, row.quote
        )
    for stage in journey.data["stages"]:
        for card in stage["cards"]:
            for item in card["evidence"]:
                text = by_name.get(item["document"])
                place = (item["document"], text, item["start"], item["end"], item["quote"])
                _check_quote(card["id"], item["segment_id"], *place)


def _check_quote(card: str, segment: str, document: str, text: str | None, start: int, end: int, quote: str) -> None:
    if text is None:
        raise ExportError(
            f"Card {card}, segment {segment}: its document {document} is not among the documents of the study. "
            "Nothing was written. Build the journey again with `cjm run`."
        )
    found = text[start:end]
    if found != quote or not quote:
        raise ExportError(
            f"Card {card}, segment {segment}: characters {start} to {end} of {document} read {_short(found)}, expected "
            f"the quote {_short(quote)}. Nothing was written. Build the journey again with `cjm run`."
        )


def _short(text: str) -> str:
    return repr(text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…")


def write_file(path: Path, content: bytes) -> Path:
    """Write the bytes to the path in one step: the file is whole or as it was before.

    Parameters
    ----------
    path : Path
        Its folder is made if it is not there; a file already there is replaced.
    content : bytes
        The whole file.

    Returns
    -------
    Path
        The path.

    Raises
    ------
    ExportError
        If the folder or file cannot be written.
    """
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        part.write_bytes(content)
        os.replace(part, path)
    except OSError as err:
        with suppress(OSError):  # where a file stands in the place of the folder, there is nothing to clear away
            part.unlink()
        raise ExportError(
            f"{path} cannot be written: {err.strerror or err}. Close the program that has it open, or choose another "
            "folder with --out."
        ) from err
    return path
