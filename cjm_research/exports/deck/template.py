"""The user's own .pptx as the ground of a deck: its masters and layouts stay, its slides go.

Layouts are found by what they hold, not by their names, which differ from language to language: one with a title and
a subtitle for the first slide, one with a title and one text for the others. A layout with a title alone is taken for
tables and charts where there is one.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from zipfile import BadZipFile

from lxml.etree import XMLSyntaxError
from pptx import Presentation
from pptx.enum.shapes import PP_PLACEHOLDER as PH
from pptx.exc import PackageNotFoundError
from pptx.oxml.ns import qn

from cjm_research.errors import ExportError
from cjm_research.exports.deck.ground import dress, own_ground

if TYPE_CHECKING:
    from pptx.presentation import Presentation as Deck
    from pptx.slide import SlideLayout

_QUIET = {PH.DATE, PH.FOOTER, PH.SLIDE_NUMBER}
_TEXTS = {PH.BODY, PH.OBJECT}
_NEEDED = {
    "title": "a title slide: a layout with a title and a subtitle",
    "text": "title and content: a layout with a title and one text or content placeholder",
}


@dataclass(frozen=True)
class Layouts:
    """The layouts of a deck: first slide, title with text, title alone (that with text where there is none)."""

    title: SlideLayout
    text: SlideLayout
    bare: SlideLayout


def open_ground(template: Path | None) -> tuple[Deck, Layouts]:
    """Return an empty deck and its layouts: our own, or the user's.

    Parameters
    ----------
    template : Path, optional
        A .pptx of the user.

    Raises
    ------
    ExportError
        If it cannot be read, or lacks a layout; the message says which.
    """
    if template is None:
        deck = own_ground()
    else:
        deck = _read(Path(template))
        for master in deck.slide_masters:
            dress(master)
    _empty(deck)
    return deck, find_layouts(deck, "the deck" if template is None else Path(template).name)


def _read(path: Path) -> Deck:
    advice = "Save it in PowerPoint as a presentation (.pptx), not as a template (.potx), and give that file."
    try:
        return Presentation(str(path))
    except PackageNotFoundError as err:
        raise ExportError(f"The template {path.name} is not there or is no PowerPoint file. {advice}") from err
    except (ValueError, KeyError, BadZipFile, XMLSyntaxError) as err:
        raise ExportError(f"The template {path.name} cannot be read as a PowerPoint file. {advice}") from err


def find_layouts(deck: Deck, name: str) -> Layouts:
    """Return the layouts of a deck by the placeholders that they hold.

    Raises
    ------
    ExportError
        If there is none for the first slide or none for text.
    """
    layouts = [layout for master in deck.slide_masters for layout in master.slide_layouts]
    found = {
        "title": _first(layouts, "title", _is_front),
        "text": _first(layouts, "obj", _is_text),
        "bare": _first(layouts, "titleOnly", _is_bare),
    }
    for kind, wanted in _NEEDED.items():
        if found[kind] is None:
            there = ", ".join(layout.name or "(without a name)" for layout in layouts) or "none"
            raise ExportError(
                f"The template {name} has no layout for {wanted}. Its layouts are: {there}. Add one in PowerPoint "
                "(View, Slide Master), or leave the template out."
            )
    return Layouts(found["title"], found["text"], found["bare"] or found["text"])


def _first(layouts: list[SlideLayout], kind: str, fits: Callable[[set, int], bool]) -> SlideLayout | None:
    """Return the first fitting layout, one that says of itself what it is for before others."""
    fitting = [layout for layout in layouts if fits(*_held(layout))]
    return next((layout for layout in fitting if layout._element.get("type") == kind), next(iter(fitting), None))


def _held(layout: SlideLayout) -> tuple[set, int]:
    kinds = [shape.placeholder_format.type for shape in layout.placeholders]
    return {kind for kind in kinds if kind not in _QUIET}, sum(kind in _TEXTS for kind in kinds)


def _is_front(kinds: set, texts: int) -> bool:
    return bool(kinds & {PH.CENTER_TITLE, PH.TITLE}) and PH.SUBTITLE in kinds


def _is_text(kinds: set, texts: int) -> bool:
    return texts == 1 and PH.TITLE in kinds and kinds <= {PH.TITLE, *_TEXTS}


def _is_bare(kinds: set, texts: int) -> bool:
    return kinds == {PH.TITLE}


def _empty(deck: Deck) -> None:
    """Take out the slides, and the lists that name them: sections and custom shows."""
    root = deck.part._element
    slides = root.find(qn("p:sldIdLst"))
    for slide in list(slides if slides is not None else []):
        deck.part.drop_rel(slide.get(qn("r:id")))
        slides.remove(slide)
    for name in ("p:custShowLst", "p:extLst"):
        for lists in root.findall(qn(name)):
            root.remove(lists)
