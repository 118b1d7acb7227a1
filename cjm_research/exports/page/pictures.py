"""Plots as SVG inside the page: text as outlines, no number finer than it can be seen, no id twice on a page."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from cjm_research.exports.material import Material
    from cjm_research.findings.priority import PrioritySheet
    from cjm_research.journeys.map import JourneyMap

_MOST_RANKS = 15
_COORDINATES = re.compile(r'(?<= d=")[^"]*(?=")|(?<= points=")[^"]*(?=")|translate\([^)]*\)| [xy]="[^"]*"')
_FINE = re.compile(r"-?\d+\.\d{2,}")
_USED = re.compile(r'href="#([^"]+)"|url\(#([^)]+)\)')


@dataclass(frozen=True)
class Picture:
    """One plot: its SVG element, and what it says for who does not see it; a caption where its title is not enough."""

    svg: str
    title: str
    caption: str = ""


def drawn(plot: Callable[[Any], Any], size: tuple[float, float], key: str) -> Picture:
    """Draw a plot and return it as an SVG element.

    Parameters
    ----------
    plot : callable
        Draws on the axes that it is given.
    size : tuple of float
        Width and height in inches.
    key : str
        Stands before every id of the picture, so that two on one page do not meet.
    """
    from matplotlib.figure import Figure

    from cjm_research.plots.fonts import packaged_fonts
    from cjm_research.plots.style import own_style

    out = io.StringIO()
    with packaged_fonts(), own_style(svg_hashsalt="cjm_research", svg_fonttype="path"):
        figure = Figure(figsize=size, layout="constrained")
        axes = figure.add_subplot()
        plot(axes)
        figure.savefig(out, format="svg", metadata={"Date": None, "Creator": None})
    told = [axes.get_title("left") or axes.get_title(), axes.get_xlabel()]
    said = ". ".join(filter(None, told)) or " ".join(text.get_text() for text in axes.texts)
    return Picture(_slim(out.getvalue(), key), " ".join(said.split()))


def _slim(drawing: str, key: str) -> str:
    """Return the SVG element without what only other programs read, its ids made the page's own."""
    svg = drawing[drawing.index("<svg") :]
    for part in (r"<!--.*?-->", r"<metadata>.*?</metadata>", r"<style.*?</style>"):
        svg = re.sub(part, "", svg, flags=re.DOTALL)
    svg = _COORDINATES.sub(lambda found: _FINE.sub(lambda number: f"{float(number[0]):.1f}", found[0]), svg)
    used = dict.fromkeys(a or b for a, b in _USED.findall(svg))
    own = {name: f"{key}-{at}" for at, name in enumerate(used)}
    svg = re.sub(r' id="([^"]+)"', lambda found: f' id="{own[found[1]]}"' if found[1] in own else "", svg)
    svg = re.sub(r'(?:xlink:)?href="#([^"]+)"', lambda found: f'href="#{own[found[1]]}"', svg)
    svg = re.sub(r"url\(#([^)]+)\)", lambda found: f"url(#{own[found[1]]})", svg)
    return re.sub(r"\s*\n\s*", "\n", svg)


def curve(journey: JourneyMap, key: str) -> Picture:
    """Draw the emotion curve."""
    from cjm_research.plots.emotion import emotion_curve

    return drawn(lambda ax: emotion_curve(journey, ax=ax, language=journey.language), (10, 4.2), f"{key}-c")


def priorities(sheet: PrioritySheet, lane: str, language: str, key: str) -> list[Picture]:
    """Draw the ranks of a lane with their intervals and, where a difficulty is entered, impact against difficulty."""
    from cjm_research.findings.priority.words import LANE
    from cjm_research.plots.priority import priority_quadrant, priority_ranks

    own = sheet.frame[sheet.frame["lane"] == lane]
    found = []
    if (own["difficulty"] > 0).any():
        found.append(drawn(lambda ax: priority_quadrant(sheet, lane, ax, language), (10.5, 6), f"{key}-f{lane[0]}"))
    if len(own) > 1:
        height = 0.36 * min(len(own), _MOST_RANKS) + 1.7
        ranks = drawn(
            lambda ax: priority_ranks(sheet, lane, ax, language, _MOST_RANKS), (9, height), f"{key}-r{lane[0]}"
        )
        found.append(ranks)
    return [replace(picture, caption=LANE[language][lane]) for picture in found]


def saturation(material: Material, language: str, key: str) -> list[Picture]:
    """Draw how interviews, and the answers of a survey, add up."""
    from cjm_research.plots.saturation import saturation_curve

    sheet = material.saturation
    kinds = [] if sheet is None else sorted(sheet.unseen["kind"].unique())
    return [
        drawn(lambda ax, kind=kind: saturation_curve(sheet, kind, ax, language), (8.5, 4.8), f"{key}-s{kind[0]}")
        for kind in kinds
    ]
