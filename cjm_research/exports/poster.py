"""Posters and plots for print: ``map-a3.pdf`` and ``map-a1.pdf``, and the plots of the map as SVG, PNG and PDF.

The posters are the picture of the map, placed on a page of that size. All text is outlines, so that no font is needed
on the way to the printer, Chinese included; nothing in them can be selected or searched. On A3 the small print is
small: A3 is for a desk, A1 for a wall.
"""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from cjm_research.exports.base import check_quotes, write_file
from cjm_research.exports.board import few_people
from cjm_research.exports.picture import figure_of, lay_out

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cjm_research.exports.scene import Scene
    from cjm_research.journeys.map import JourneyMap

_MILLIMETRES = {"a3": (420, 297), "a1": (841, 594)}
_MARGIN = 10.0  # millimetres
_POINTS = 72 / 25.4
_PIXELS_PER_INCH = 96
_CARDS = {"a3": 3, "a1": 6}
"""Of one family at one stage: what can be read from where a page of that size is read."""

_KINDS = ("svg", "png", "pdf")


@dataclass(frozen=True)
class PdfExporter:
    """``map-a3.pdf`` and ``map-a1.pdf``: the map as a poster, text as outlines."""

    name: ClassVar[str] = "pdf"
    few_people: int = field(default_factory=few_people)

    def write(self, journey: JourneyMap, folder: Path) -> list[Path]:
        """Write both posters into the folder.

        Raises
        ------
        ExportError
            If a quote is not exact.
        """
        return [
            write_file(Path(folder) / f"map-{size}.pdf", poster(lay_out(journey, self.few_people, most), size))
            for size, most in _CARDS.items()
        ]


def poster(scene: Scene, size: str) -> bytes:
    """Return a picture as a page of PDF, as large as the page allows.

    Parameters
    ----------
    scene : Scene
        The picture.
    size : {"a3", "a1"}
        Of the page: landscape where the picture is wider than high, else portrait.
    """
    from pypdf import PdfReader, PdfWriter
    from pypdf.generic import NameObject, RectangleObject

    page_mm = sorted(_MILLIMETRES[size], reverse=scene.width >= scene.height)
    width, height = (length * _POINTS for length in page_mm)
    own_width, own_height = (pixels * 72 / _PIXELS_PER_INCH for pixels in (scene.width, scene.height))
    room = 2 * _MARGIN * _POINTS
    scale = min((width - room) / own_width, (height - room) / own_height)
    left, low = (width - own_width * scale) / 2, height - _MARGIN * _POINTS - own_height * scale
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(_drawn(scene))))
    page = writer.pages[0]
    # The picture is put in its place as a whole: to merge pages, every one of its strokes would be read again.
    content = page[NameObject("/Contents")].get_object()
    placed = f"q {scale:.6f} 0 0 {scale:.6f} {left:.3f} {low:.3f} cm\n".encode()
    content.set_data(placed + content.get_data() + b"\nQ\n")
    page.mediabox = page.cropbox = RectangleObject((0, 0, round(width, 3), round(height, 3)))
    writer.metadata = {"/Title": scene.title}
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def _drawn(scene: Scene) -> bytes:
    from cjm_research.plots.style import own_style

    out = io.BytesIO()
    with own_style():
        figure_of(scene, 72).savefig(
            out, format="pdf", metadata={"CreationDate": None, "Creator": None, "Producer": None}
        )
    return out.getvalue()


@dataclass(frozen=True)
class PlotsExporter:
    """``plots/``: emotion curve and priorities as SVG, PNG and PDF."""

    name: ClassVar[str] = "plots"

    def write(self, journey: JourneyMap, folder: Path) -> list[Path]:
        """Write the plots below ``folder/plots``.

        Raises
        ------
        ExportError
            If a quote is not exact.
        """
        check_quotes(journey)
        root = Path(folder) / "plots"
        return [
            write_file(root / f"{name}.{kind}", content) for kind in _KINDS for name, content in _plots(journey, kind)
        ]


def _plots(journey: JourneyMap, kind: str) -> Iterator[tuple[str, bytes]]:
    from cjm_research.exports import figures

    yield "emotion", figures.curve(journey, kind)
    if journey.priorities is None:
        return
    rows = journey.priorities.frame
    for lane in ("pain_point", "opportunity"):
        own = rows[rows["lane"] == lane]
        if own.empty:
            continue
        name = lane.replace("_", "-")
        yield f"ranks-{name}", figures.ranks(journey.priorities, lane, journey.language, kind)
        if own["difficulty"].fillna(0).gt(0).any():
            yield f"quadrant-{name}", figures.quadrant(journey.priorities, lane, journey.language, kind)
