"""A ``journey.drawio`` that came back: where a shape stands says its stage and lane, its label says its title.

A shape stands where its centre does, in the columns and bands as they are in the edited file. Shapes without our
attributes are new cards where they stand in a stage and a lane; arrows are not read.
"""

from __future__ import annotations

import base64
import binascii
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from cjm_research.corpora.archive import xml_of
from cjm_research.errors import ReadError
from cjm_research.exports.edits import values
from cjm_research.exports.edits.parts import CARD, NEW, STAGE, Cell, Parts, Side
from cjm_research.exports.edits.said import Fault, FileSide, Place, Said
from cjm_research.exports.edits.values import NotUnderstood
from cjm_research.review.board.law import LANES

_MOST = 64 * 1024**2  # bytes that a compressed page may unpack to
_BREAKS = ("br", "div", "p", "li")
_FREE = {"cjm_owner": "owner", "cjm_work": "work", "cjm_due": "due"}
_WRAPPED = ("UserObject", "object")


@dataclass(frozen=True)
class Shape:
    """A vertex with its attributes and its absolute box."""

    cell_id: str
    parents: tuple[str, ...]
    about: Mapping[str, str]
    text: str
    x: float
    y: float
    width: float
    height: float

    @property
    def centre(self) -> tuple[float, float]:
        """The middle, in points of the page."""
        return self.x + self.width / 2, self.y + self.height / 2


def read_drawio(path: Path, now: Side, language: str) -> FileSide:
    """Read a diagram.

    Parameters
    ----------
    path : Path
        The file, compressed or not.
    now : Side
        The map as it stands.
    language : {"en", "zh"}
        The study's first, where the file does not tell its own.

    Raises
    ------
    ReadError
        If it is no diagram of this package, or damaged.
    """
    root = _page(path)
    shapes, arrows = _shapes(root)
    ours = {kind: [one for one in shapes if one.about.get("cjm_kind") == kind] for kind in ("stage", "lane", "card")}
    if not ours["stage"] or not ours["card"]:
        raise ReadError(
            f"{path.name} holds no stages and cards of a map (attribute cjm_kind). Send back the diagram that "
            "`cjm export` wrote, with its shapes."
        )
    about = next((one.about for one in shapes if one.about.get("cjm_kind") == "map"), {})
    language = about.get("cjm_language") or language
    notes = (("arrows", {"n": arrows}),) if arrows else ()
    return _Diagram(path.name, shapes, ours, now, language, notes, about.get("cjm_journey", "")).side()


class _Diagram:
    def __init__(
        self,
        source: str,
        shapes: Sequence[Shape],
        ours: Mapping[str, Sequence[Shape]],
        now: Side,
        language: str,
        notes: tuple[Any, ...],
        digest: str,
    ) -> None:
        self._source, self._shapes, self._now, self._language = source, shapes, now, language
        self._notes, self._digest, self._faults = notes, digest, list[Fault]()
        self._stages = sorted(ours["stage"], key=lambda one: (one.x, one.y))
        self._lanes = sorted((one for one in ours["lane"] if one.about["cjm_id"] in LANES), key=lambda one: one.y)
        self._cards = ours["card"]

    def side(self) -> FileSide:
        stages = [self._stage(one) for one in self._stages]
        pairs = [pair for pair in self._all_cards() if pair is not None]
        cells: dict[Cell, list[str]] = {}
        for said, _ in sorted(pairs, key=lambda pair: (pair[1].y, pair[1].x)):
            if "stage" in said.parts and "lane" in said.parts:
                cells.setdefault((said.parts["stage"], said.parts["lane"]), []).append(said.key)
        base = Side(
            {one.about["cjm_id"]: self._was(one) for one in self._cards},
            {one.about["cjm_id"]: {f"name:{self._language}": one.about.get("cjm_name", "")} for one in self._stages},
            self._now.cells,
            self._now.order,
        )
        return FileSide(
            source=self._source, format="drawio", language=self._language,
            said=(*stages, *(said for said, _ in pairs)), cells={cell: tuple(keys) for cell, keys in cells.items()},
            order=tuple(one.about["cjm_id"] for one in self._stages), base=base, whole=True,
            faults=tuple(self._faults), notes=self._notes, digest=self._digest,
        )  # fmt: skip

    def _stage(self, one: Shape) -> Said:
        place = Place("cell", at=one.cell_id)
        return Said(STAGE, one.about["cjm_id"], {f"name:{self._language}": one.text}, place, one.text)

    def _was(self, one: Shape) -> Parts:
        told = {"stage": "cjm_stage", "lane": "cjm_family", f"title:{self._language}": "cjm_title"}
        return {part: one.about[name] for part, name in told.items() if name in one.about}

    def _all_cards(self) -> Iterator[tuple[Said, Shape] | None]:
        firsts: dict[str, Shape] = {}
        for one in self._cards:
            held = firsts.get(one.about["cjm_id"])
            if held is None or one.cell_id == one.about["cjm_id"]:
                firsts[one.about["cjm_id"]] = one
        for one in self._cards:
            first = firsts[one.about["cjm_id"]]
            if one is first:
                yield self._card(one)
            elif one.text != first.text:
                yield self._added(one)
            else:
                self._fault(one, one.about["cjm_id"], "copy")
        inside = {one.cell_id for one in self._cards}
        for one in self._shapes:
            if not one.about.get("cjm_kind") and one.text and not inside & {*one.parents}:
                yield self._added(one)

    def _card(self, one: Shape) -> tuple[Said, Shape]:
        key, parts = one.about["cjm_id"], {f"title:{self._language}": one.text}
        stage, lane = self._at(one)
        if not stage or not lane:
            self._fault(one, key, "beside")
        else:
            parts |= {"stage": stage, "lane": lane}
        for name, part in _FREE.items():
            if name in one.about:
                try:
                    parts[part] = values.work_of(one.about[name]) if part == "work" else values.due_of(one.about[name])
                except NotUnderstood as err:
                    self._fault(one, key, err.why, column=name, **err.told)
        return Said(CARD, key, parts, Place("cell", at=one.cell_id), one.text), one

    def _added(self, one: Shape) -> tuple[Said, Shape] | None:
        stage, lane = self._at(one)
        if not stage or not lane:
            self._fault(one, "", "beside")
            return None
        parts = {"stage": stage, "lane": lane, f"title:{self._language}": one.text}
        return Said(CARD, f"{NEW}{one.cell_id}", parts, Place("cell", at=one.cell_id), one.text), one

    def _at(self, one: Shape) -> tuple[str, str]:
        x, y = one.centre
        stage = next((held.about["cjm_id"] for held in self._stages if held.x <= x < held.x + held.width), "")
        lane = next((held.about["cjm_id"] for held in self._lanes if held.y <= y < held.y + held.height), "")
        if not lane and self._lanes and y >= self._lanes[-1].y + self._lanes[-1].height:
            lane = self._lanes[-1].about["cjm_id"]
        return stage, lane

    def _fault(self, one: Shape, key: str, why: str, **told: Any) -> None:
        self._faults.append(Fault(Place("cell", at=one.cell_id), key, one.text, why, {"found": one.text, **told}))


def _page(path: Path) -> Any:
    """Return the model of the page with the map."""
    root = xml_of(path.read_bytes(), path.name)
    pages = list(root.iter("diagram")) or [root]
    wanted = [page for page in pages if page.get("id") == "journey"] or pages
    for page in [*wanted, *pages]:
        model = page if page.tag == "mxGraphModel" else page.find("mxGraphModel")
        model = _unpacked(page, path) if model is None else model
        if model is not None and any(node.get("cjm_kind") for node in model.iter(*_WRAPPED)):
            return model
    raise ReadError(
        f"{path.name} holds no stages and cards of a map (attribute cjm_kind). Send back the diagram that "
        "`cjm export` wrote, with its shapes."
    )


def _unpacked(page: Any, path: Path) -> Any:
    text = (page.text or "").strip()
    if not text:
        return None
    try:
        engine = zlib.decompressobj(-15)
        data = engine.decompress(base64.b64decode(text, validate=True), _MOST)
    except (binascii.Error, zlib.error, ValueError) as err:
        raise ReadError(f"{path.name}: a page is packed and damaged ({err}). Save the diagram again.") from err
    if engine.unconsumed_tail:
        raise ReadError(f"{path.name}: a page unpacks to more than {_MOST // 1024**2} MiB. Save the map alone.")
    return xml_of(unquote(data.decode("utf-8", "replace")).encode("utf-8"), path.name)


def _shapes(model: Any) -> tuple[list[Shape], int]:
    """Return the vertices of a page in its order, and how many arrows are not ours."""
    cells: dict[str, tuple[Any, Any, Mapping[str, str]]] = {}
    for cell in model.iter("mxCell"):
        outer = cell.getparent() if cell.getparent() is not None and cell.getparent().tag in _WRAPPED else None
        about = dict(outer.attrib) if outer is not None else {}
        cells[about.get("id") or cell.get("id") or ""] = (cell, cell.find("mxGeometry"), about)
    shapes, arrows = [], 0
    for cell_id, (cell, geometry, about) in cells.items():
        if cell.get("edge") == "1":
            arrows += not about.get("cjm_kind")
        if cell.get("vertex") != "1" or geometry is None:
            continue
        parents = tuple(_parents(cells, cell.get("parent") or ""))
        x = sum(_number(cells[one][1], "x") for one in parents) + _number(geometry, "x")
        y = sum(_number(cells[one][1], "y") for one in parents) + _number(geometry, "y")
        text = text_of(about.get("label") or cell.get("value") or "", "html=1" in (cell.get("style") or ""))
        box = (_number(geometry, "width"), _number(geometry, "height"))
        shapes.append(Shape(cell_id, parents, about, text, x, y, *box))
    return shapes, arrows


def _parents(cells: Mapping[str, Any], name: str) -> Iterator[str]:
    seen: set[str] = set()
    while name in cells and name not in seen:
        seen.add(name)
        yield name
        name = cells[name][0].get("parent") or ""


def _number(geometry: Any, name: str) -> float:
    try:
        return float(geometry.get(name) or 0) if geometry is not None else 0.0
    except ValueError:
        return 0.0


class _Plain(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        self.parts += [" "] if tag in _BREAKS else []

    def handle_endtag(self, tag: str) -> None:
        self.parts += [" "] if tag in _BREAKS else []

    def handle_data(self, data: str) -> None:
        self.parts.append(data)


def text_of(label: str, is_html: bool) -> str:
    """Return the words of a label.

    >>> text_of("<b>Fees</b> &amp;&nbsp;<div>hidden</div>", True), text_of("a < b", False)
    ('Fees & hidden', 'a < b')
    """
    if not is_html:
        return " ".join(label.split())
    parser = _Plain()
    parser.feed(label)
    parser.close()
    return " ".join("".join(parser.parts).split())
