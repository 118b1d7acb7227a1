"""``journey.cjml.xml``: the touchpoints in order, in the Customer Journey Modelling Language 2.0. Experimental.

CJML has actors and touchpoints between them; it has no place for what people want, feel and said, and there is no
published XSD to check against. The file says so itself.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from cjm_research.exports.base import check_quotes, write_file
from cjm_research.exports.board import build_board, few_people
from cjm_research.exports.whiteboards import words
from cjm_research.exports.whiteboards.notes import bracketed, digest
from cjm_research.exports.whiteboards.plain import one_line
from cjm_research.exports.whiteboards.words import write_readme

if TYPE_CHECKING:
    from cjm_research.exports.board import Board, Column, Touchpoint
    from cjm_research.journeys.map import JourneyMap

_CUSTOMER, _PROVIDER = "customer", "provider"
_FUTURE = "future state"


@dataclass(frozen=True)
class CjmlExporter:
    """``journey.cjml.xml``; experimental, as the file and its note say."""

    name: ClassVar[str] = "cjml"
    speaks: ClassVar[str] = "one"
    few_people: int = field(default_factory=few_people)

    def write(self, journey: JourneyMap, folder: Path) -> list[Path]:
        """Write ``journey.cjml.xml`` and the note that says what it leaves out.

        Raises
        ------
        ExportError
            If a quote is not exact.
        """
        check_quotes(journey)
        board, folder = build_board(journey, self.few_people), Path(folder)
        planned = (journey.data.get("journey") or {}).get("kind") == _FUTURE
        path = write_file(folder / "journey.cjml.xml", to_xml(board, planned))
        return [path, write_readme(board.language, folder)]


def to_xml(board: Board, planned: bool = False) -> bytes:
    """Return the file; a journey that is meant for the future is a planned one."""
    from lxml import etree

    file = etree.Element("CJML", version="2.0")
    note = words.readme_line("cjml", board.language).replace("--", "——")
    file.append(etree.Comment(f" {note} "))
    journey = etree.SubElement(file, "plannedJourney" if planned else "actualJourney")
    _leaf(etree, journey, "journeyID", f"cjm-{digest(board)}")
    actors = etree.SubElement(journey, "actors")
    customer = etree.SubElement(actors, "endUser", actorID=_CUSTOMER)
    _leaf(
        etree,
        customer,
        "actorName",
        words.label("customer", board.language) + bracketed(board.asked_words, board.language),
    )
    provider = etree.SubElement(actors, "serviceProvider", actorID=_PROVIDER)
    _leaf(etree, provider, "companyName", words.label("provider", board.language))
    spots = etree.SubElement(journey, "touchpoints")
    for column in board.columns:
        for index, spot in enumerate(column.touchpoints, start=1):
            kind = "plannedCommunicationPoint" if planned else "actualCommunicationPoint"
            _point(etree, etree.SubElement(spots, kind), column, spot, index)
    return etree.tostring(file, encoding="UTF-8", xml_declaration=True, pretty_print=True)


def _point(etree: Any, node: Any, column: Column, spot: Touchpoint, index: int) -> None:
    _leaf(etree, node, "touchpointID", f"{column.stage_id}-{index}")
    for role, actor, label in (
        ("initiator", _CUSTOMER, f"{column.name} · {spot.counts}"),
        ("receiver", _PROVIDER, spot.words),
    ):
        side = etree.SubElement(node, role)
        etree.SubElement(side, "refersTo", actorIDref=actor)
        _leaf(etree, side, f"{role}Label", label)
    channel = etree.SubElement(node, "channel")
    _leaf(etree, channel, "channelName", spot.words)


def _leaf(etree: Any, parent: Any, tag: str, text: str) -> None:
    etree.SubElement(parent, tag).text = one_line(text)
