"""The draw.io file: pages of cells with geometry, style and the attributes that lead back to the journey.

Facts of the format: ``mxfile > diagram > mxGraphModel > root``; the first two cells are "0" and "1"; a ``UserObject``
around a cell carries its label and any attributes; a child's place is relative to its parent. Labels are HTML, so a
text is escaped for HTML first and for XML by the writer.
"""

from __future__ import annotations

import html
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from cjm_research.exports import inks
from cjm_research.exports.whiteboards.grid import Box
from cjm_research.exports.whiteboards.plain import clean, one_line

DEFAULT_PARENT = "1"
_WORD = 24
"""Signs after which a word may break."""


@dataclass(frozen=True)
class Cell:
    """One shape or one line.

    Attributes
    ----------
    id : str
        Unique on its page.
    kind : str
        Written as ``cjm_kind``; what a person draws has none.
    lines : sequence of str
        The label, a line each.
    data : mapping of str to str
        Written as ``cjm_…``.
    box : Box, optional
        Relative to the parent; None for a line.
    ends : tuple of str
        The ids a line joins.
    quiet : bool
        The last line of the label is grey.
    """

    id: str
    kind: str
    style: str
    lines: Sequence[str] = ()
    data: Mapping[str, str] = field(default_factory=dict)
    tooltip: Sequence[str] = ()
    box: Box | None = None
    parent: str = DEFAULT_PARENT
    ends: tuple[str, str] = ("", "")
    quiet: bool = False


@dataclass(frozen=True)
class Page:
    """One page of the file."""

    id: str
    name: str
    cells: tuple[Cell, ...]


def style(*flags: str, **values: object) -> str:
    """Return a style text: flags first, then ``key=value`` in the order given.

    >>> style("text", html=1)
    'text;html=1;'
    """
    return "".join(f"{part};" for part in (*flags, *(f"{key}={value}" for key, value in values.items())))


def to_xml(pages: Sequence[Page]) -> bytes:
    """Return the file, uncompressed, UTF-8, without time or host."""
    from lxml import etree

    file = etree.Element("mxfile", host="cjm_research", compressed="false", pages=str(len(pages)))
    for page in pages:
        diagram = etree.SubElement(file, "diagram", id=page.id, name=one_line(page.name))
        model = etree.SubElement(diagram, "mxGraphModel", **_MODEL)
        root = etree.SubElement(model, "root")
        etree.SubElement(root, "mxCell", id="0")
        etree.SubElement(root, "mxCell", id=DEFAULT_PARENT, parent="0")
        for cell in page.cells:
            _write(etree, root, cell)
    return etree.tostring(file, encoding="UTF-8", xml_declaration=True, pretty_print=True)


_MODEL = {
    "dx": "1400", "dy": "900", "grid": "1", "gridSize": "10", "guides": "1", "tooltips": "1", "connect": "1",
    "arrows": "1", "fold": "1", "page": "0", "pageScale": "1", "pageWidth": "1654", "pageHeight": "1169",
    "math": "0", "shadow": "0",
}  # fmt: skip


def _breakable(text: str) -> str:
    """Return the text as HTML in which a word without end, such as an address, may break; stripped of tags it is whole.

    >>> _breakable("a < b"), _breakable("x" * 50)[:30]
    ('a &lt; b', 'xxxxxxxxxxxxxxxxxxxxxxxx<wbr>x')
    """
    pieces = []
    for word in text.split(" "):
        parts = [word[start : start + _WORD] for start in range(0, len(word), _WORD)] if _latin(word) else [word]
        pieces.append("<wbr>".join(map(html.escape, parts)))
    return " ".join(pieces)


def _latin(word: str) -> bool:
    """Return whether a word is of Latin letters and marks alone, which may be parted anywhere."""
    return all(char < "\u0300" or char in "…’" for char in word)


def _write(etree: Any, root: Any, cell: Cell) -> None:
    lines = [_breakable(one_line(line)) for line in cell.lines]
    if cell.quiet:
        lines[-1] = f'<font color="{inks.SOFT}">{lines[-1]}</font>'
    label = "<br>".join(lines)
    about = {"label": label, "id": clean(cell.id), "cjm_kind": cell.kind}
    about |= {f"cjm_{key}": clean(str(value)) for key, value in cell.data.items()}
    if cell.tooltip:
        about["tooltip"] = "<br>".join(html.escape(one_line(line)) for line in cell.tooltip)
    holder = etree.SubElement(root, "UserObject", about)
    role = {"vertex": "1"} if cell.box else {"edge": "1", "source": cell.ends[0], "target": cell.ends[1]}
    body = etree.SubElement(holder, "mxCell", style=cell.style, parent=clean(cell.parent), **role)
    if cell.box is None:
        etree.SubElement(body, "mxGeometry", {"relative": "1", "as": "geometry"})
        return
    box = {"x": cell.box.x, "y": cell.box.y, "width": cell.box.width, "height": cell.box.height}
    etree.SubElement(body, "mxGeometry", {key: str(value) for key, value in box.items()} | {"as": "geometry"})
