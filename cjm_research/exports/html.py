"""The report: one HTML file with map, curve, cards, quotes in context and what is uncertain.

It stands alone: no script, no network, no font from outside; its content policy forbids them all. Everything that
came from people is escaped by the template engine.
"""

from __future__ import annotations

import io
import re
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from cjm_research.exports import inks
from cjm_research.exports.base import check_quotes, write_file
from cjm_research.exports.board import Board, Emotion, Quote, build_board, few_people
from cjm_research.exports.curve_layout import numbers_of

if TYPE_CHECKING:
    from cjm_research.journeys.map import JourneyMap

_CONTEXT_CHARS = 120
_EDGE = 6
"""Per cent of the lane left free above 5 and below 1, so that a point at the end of the scale is whole."""

_OVERLAP = 0.5
"""Per cent of a column by which the halves of the curve reach over its edge, so that no seam shows between them."""


@dataclass(frozen=True)
class HtmlExporter:
    """``report.html``: opens in any browser, prints on A3."""

    name: ClassVar[str] = "html"
    few_people: int = field(default_factory=few_people)

    def write(self, journey: JourneyMap, folder: Path) -> list[Path]:
        """Write ``report.html`` into the folder.

        Raises
        ------
        ExportError
            If a quote is not exact.
        """
        check_quotes(journey)
        return [write_file(Path(folder) / "report.html", render(journey, self.few_people).encode("utf-8"))]


def render(journey: JourneyMap, few: int) -> str:
    """Return the report as one page.

    Parameters
    ----------
    journey : JourneyMap
    few : int
        An emotion point of fewer people is faint.
    """
    from jinja2 import Environment, PackageLoader, StrictUndefined
    from markupsafe import Markup

    from cjm_research.exports.webfont import font_face

    loader = PackageLoader("cjm_research.exports", "templates")
    engine = Environment(
        loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True,
        keep_trailing_newline=True,
    )  # fmt: skip
    board = build_board(journey, few)
    values = _values(journey, board) | {"cards_per_cell": journey.cards_per_cell, "lang_of": _lang_of(journey)}
    values |= {"css": Markup(_css(engine, board)), "curve": Markup(_curve(journey))}
    template = engine.get_template("report.html.j2")
    text = template.render(values, font_face="")
    return template.render(values, font_face=Markup(font_face(text)))


def _values(journey: JourneyMap, board: Board) -> dict[str, object]:
    study = journey.data["study"]
    facts = (board.word("subtitle"), board.scenario, board.asked_words, board.languages, board.date)
    return {
        "board": board,
        "lang": _tag(board.language),
        "other_lang": _tag("en" if board.language == "zh" else "zh"),
        "colon": "：" if board.language == "zh" else ": ",
        "facts": [fact for fact in facts if fact],
        "attributes": attributes(journey),
        "marks": _marks(board),
        "inks": inks,
        "before_of": _before,
        "after_of": _after,
        "manifest": manifest(journey, board),
        "inputs": study["run"]["inputs"],
        "made_by": board.word("made_by", version=study["cjm_research"]),
    }


def manifest(journey: JourneyMap, board: Board) -> list[tuple[str, str]]:
    """Return what made the map, as pairs of a name and a value."""
    study = journey.data["study"]
    run = study["run"]
    seeds = ", ".join(str(seed) for seed in run["seeds"])
    return [
        (board.word("framework"), str(journey.data["framework"]["id"])),
        (board.word("run_coder"), str(run["coder"])),
        (board.word("run_embedder"), str(run["embedder"])),
        (board.word("run_codebook"), str(journey.codebook.version)),
        (board.word("run_seeds"), seeds),
        (board.word("run_settings"), str(run["settings_digest"])),
        (board.word("version"), f"cjm_research {study['cjm_research']}"),
        (board.word("date"), str(study["created_at"] or "")),
    ]


def attributes(journey: JourneyMap) -> list[tuple[str, str, int]]:
    """Return how many people have which value of which attribute, most people first within an attribute."""
    return [
        (str(name), str(value), int(n))
        for name, values in journey.data["participants"]["by_attribute"].items()
        for value, n in sorted(values.items(), key=lambda item: (-item[1], str(item[0])))
    ]


def _tag(language: str) -> str:
    return "zh-CN" if language == "zh" else "en"


def _lang_of(journey: JourneyMap):
    from markupsafe import Markup

    languages = dict(zip(journey.documents["name"], journey.documents["language"], strict=True))

    def attribute(quote: Quote) -> str:
        return Markup(' lang="{}"').format(_tag(languages[quote.document]))

    return attribute


def _before(quote: Quote) -> str:
    """Return the context before a quote: blank lines closed up, a word cut at its start left out."""
    text = re.sub(r"\n{2,}", "\n", quote.before)
    if quote.start == len(quote.before):
        return text
    return "…" + re.sub(r"^\w{0,20}\s", "", text, flags=re.ASCII)


def _after(quote: Quote) -> str:
    text = re.sub(r"\n{2,}", "\n", quote.after)
    if len(quote.after) < _CONTEXT_CHARS:
        return text
    return re.sub(r"\s\w{0,20}$", "", text, flags=re.ASCII) + "…"


def _css(engine, board: Board) -> str:
    colours = {family: {"edge": inks.EDGE[family], "tint": inks.TINT[family]} for family in board.families}
    return engine.get_template("report.css").render(families=list(board.families), colours=colours, inks=inks)


def _height(value: float) -> float:
    """Return where an emotion stands in its lane: per cent from the bottom."""
    return _EDGE + (value - 1) / 4 * (100 - 2 * _EDGE)


@dataclass(frozen=True)
class _Piece:
    """Half a stage's width of the curve: corners of the band, ends of the line, in per cent from the top left."""

    band: str
    line: str
    faint: bool


@dataclass(frozen=True)
class _Mark:
    """How the point of one stage is drawn."""

    style: str
    numbers: str
    pieces: tuple[_Piece, ...]


def _marks(board: Board) -> list[_Mark]:
    points = [column.emotion for column in board.columns]
    halves: list[list[_Piece]] = [[] for _ in points]
    for (at, a), (_, b) in pairwise(enumerate(points)):
        if a.mean is not None and b.mean is not None:
            middle = tuple((x + y) / 2 for x, y in zip(_levels(a), _levels(b), strict=True))
            halves[at].append(_piece(50, _levels(a), 100 + _OVERLAP, middle, a.faint or b.faint))
            halves[at + 1].append(_piece(-_OVERLAP, middle, 50, _levels(b), a.faint or b.faint))
    return [
        _Mark(_style(point), numbers_of(board, point), tuple(pieces))
        for point, pieces in zip(points, halves, strict=True)
    ]


def _levels(point: Emotion) -> tuple[float, float, float]:
    """Return low, mean and high as heights; a point without an interval has none to show, so all are its mean."""
    low, high = (point.mean, point.mean) if point.low is None else (point.low, point.high)
    return _height(low), _height(point.mean), _height(high)


def _piece(left: float, a: tuple[float, ...], right: float, b: tuple[float, ...], faint: bool) -> _Piece:
    corners = ((left, a[2]), (right, b[2]), (right, b[0]), (left, a[0]))
    ends = ((left, a[1]), (right, b[1]))
    band, line = (" ".join(f"{x},{100 - y:.2f}" for x, y in points) for points in (corners, ends))
    return _Piece(band, line, faint)


def _style(point: Emotion) -> str:
    if point.mean is None:
        return ""
    low, mean, high = _levels(point)
    return f"--c:{inks.emotion_colour(point.mean)};--m:{mean:.2f};--l:{low:.2f};--h:{high:.2f}"


def _curve(journey: JourneyMap) -> str:
    """Draw the emotion curve by seaborn and return it as an SVG element, its text as outlines."""
    from matplotlib.figure import Figure

    from cjm_research.plots.emotion import emotion_curve
    from cjm_research.plots.fonts import packaged_fonts
    from cjm_research.plots.style import own_style

    out = io.StringIO()
    with packaged_fonts(), own_style(svg_hashsalt="cjm_research", svg_fonttype="path"):
        figure = Figure(figsize=(10, 4.2), layout="constrained")
        emotion_curve(journey, ax=figure.add_subplot(), language=journey.language)
        figure.savefig(out, format="svg", metadata={"Date": None, "Creator": None})
    drawing = out.getvalue()
    return drawing[drawing.index("<svg") :]
