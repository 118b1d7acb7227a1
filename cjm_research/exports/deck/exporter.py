"""``journey.pptx``: the map as slides that a team can edit, in its own template, with the evidence in the notes."""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from cjm_research.exports.base import check_quotes, write_file
from cjm_research.exports.board import Board, build_board, few_people
from cjm_research.exports.cards_made import shown
from cjm_research.exports.zips import date_of, steady
from cjm_research.settings import Settings

if TYPE_CHECKING:
    from typing import Self

    from pptx.presentation import Presentation as Deck

    from cjm_research.exports.deck.paper import Paper
    from cjm_research.exports.material import Material
    from cjm_research.journeys.map import JourneyMap

_APP = (
    b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    b'<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties">'
    b"<Application>Microsoft Office PowerPoint</Application></Properties>"
)
_MAKER = "cjm_research"


@dataclass(frozen=True)
class DeckExporter:
    """``journey.pptx``: title, map, curve, a slide a stage, pain points, opportunities, priorities, methods, limits.

    Attributes
    ----------
    template : Path, optional
        A .pptx of the user: its size, masters and layouts are taken, its slides are not.
    material : Material, optional
        The study beside its map; without it agreement, saturation and coverage are not on the slides.
    few_people : int
        An emotion point of fewer people is faint.
    """

    name: ClassVar[str] = "powerpoint"
    speaks: ClassVar[str] = "one"
    template: Path | None = None
    material: Material | None = field(default=None, repr=False)
    few_people: int = field(default_factory=few_people)

    @classmethod
    def of(cls, material: Material, template: Path | None = None) -> Self:
        """Return an exporter that also tells of agreement, saturation and coverage."""
        return cls(template=template or material.template, material=material)

    def write(self, journey: JourneyMap, folder: Path) -> list[Path]:
        """Write ``journey.pptx`` into the folder.

        Raises
        ------
        ExportError
            If a quote is not exact, or the template cannot be read or lacks a layout.
        """
        check_quotes(journey)
        return [write_file(Path(folder) / "journey.pptx", to_pptx(journey, self))]


def to_pptx(journey: JourneyMap, exporter: DeckExporter) -> bytes:
    """Return the deck; the same journey gives the same bytes."""
    from cjm_research.exports.deck import (
        closing,
        curve_slide,
        findings_slides,
        map_slides,
        priority_slide,
        stage_slides,
    )
    from cjm_research.exports.deck.paper import Paper
    from cjm_research.exports.deck.template import open_ground

    board = build_board(journey, exporter.few_people)
    deck, layouts = open_ground(exporter.template)
    paper = Paper(deck, layouts, board.language, f"{board.title} · {board.word('subtitle')}")
    basis = (getattr(journey, "basis", None) or {}).get(board.language, "")
    few, material = exporter.few_people, exporter.material
    _front(paper, board, journey)
    map_slides.map_slides(paper, board)
    curve_slide.curve_slide(paper, board, few, basis, _level())
    stage_slides.stage_slides(paper, board, shown(journey.data["stages"]))
    findings_slides.pain_slide(paper, board, journey)
    findings_slides.opportunity_slide(paper, board, journey)
    priority_slide.priority_slides(paper, board, journey)
    closing.sure_slide(paper, board, journey)
    closing.method_slides(paper, board, journey, material)
    closing.limit_slides(paper, board, journey)
    closing.reading_slide(paper, board)
    paper.dress_notes()
    _sign(deck, board, journey)
    out = io.BytesIO()
    deck.save(out)
    return steady(out.getvalue(), date_of(journey.data["study"]["created_at"]))


def _level() -> str:
    return f"{round(Settings.default().journey.interval * 100)}%"


def _front(paper: Paper, board: Board, journey: JourneyMap) -> None:
    about = journey.data.get("journey") or {}
    kind = paper.word(f"kind_{about['kind'].replace(' ', '_')}") if about.get("kind") else ""
    persona = paper.word("comma").join(str(value) for value in (about.get("persona") or {}).values())
    version = paper.word("version", version=about["version"]) if about.get("version") else ""
    who = paper.word("persona", who=persona or paper.word("everybody"))
    lines = [
        " · ".join(filter(None, [board.word("subtitle"), kind])),
        board.scenario,
        board.asked_words,
        who,
        board.draft_words,
        " · ".join(filter(None, [board.date, version])),
    ]
    made = board.word("made_by", version=journey.data["study"]["cjm_research"])
    paper.front(board.title, lines, [*filter(None, lines), made])


def _sign(deck: Deck, board: Board, journey: JourneyMap) -> None:
    """Say what made the file, and take out what a template tells of its own makers."""
    from pptx.opc.constants import RELATIONSHIP_TYPE as RT

    from cjm_research.exports.deck.measure import plain

    about = deck.core_properties
    about.author = about.last_modified_by = _MAKER
    about.title, about.subject = plain(board.title)[:200], board.word("subtitle")
    about.comments = board.word("made_by", version=journey.data["study"]["cjm_research"])
    about.keywords = about.category = about.content_status = about.identifier = about.version = ""
    about.revision = 1
    package = deck.part.package
    for relation, kind in [(rid, rel.reltype) for rid, rel in package._rels.items()]:
        if kind.endswith(("/custom-properties", "/thumbnail")):
            package.drop_rel(relation)
        elif kind == RT.EXTENDED_PROPERTIES:
            package._rels[relation].target_part.blob = _APP
