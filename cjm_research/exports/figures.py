"""The pictures of the report: the plots of the workbench, in packaged fonts, so that every machine draws them alike.

Signs that no font holds, such as emoji, are written out in words before they are drawn; a dollar sign opens no formula.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from cjm_research.exports.cards_made import shown
from cjm_research.exports.glyphs import typeface
from cjm_research.plots.fonts import packaged_fonts
from cjm_research.plots.style import own_style

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from cjm_research.findings.priority import PrioritySheet
    from cjm_research.findings.saturation import SaturationSheet
    from cjm_research.journeys.map import JourneyMap

_DPI = 160
_NAMELESS: dict[str, dict[str, None]] = {
    "png": {"Software": None},
    "svg": {"Date": None, "Creator": None},
    "pdf": {"CreationDate": None, "Creator": None, "Producer": None},
}
"""Without clock and name of the library, which would change the bytes."""

_LABEL = 60  # characters of a name on the curve, which wraps its words
_LONGEST = 200  # of a title that a plot shortens itself


def curve(journey: JourneyMap, kind: str = "png") -> bytes:
    """Return the emotion curve as a picture: "png", "svg" or "pdf"."""
    from cjm_research.plots.emotion import emotion_curve

    language, told = journey.language, ("family", "title", "titles")
    stages = [
        {**stage, "cards": [{key: card.get(key) for key in told} for card in shown(stage["cards"])]}
        for stage in shown(journey.data["stages"])
    ]
    for stage in stages:
        for card in stage["cards"]:
            card["title"] = (card["titles"] or {}).get(language) or card["title"]
    drawn = replace(journey, data={**journey.data, "stages": _writable(stages, language)})
    return _picture(lambda: emotion_curve(drawn, language=language), kind)


def _writable(value: Any, language: str) -> Any:
    """Return data whose texts hold no sign that the fonts lack."""
    if isinstance(value, str):
        return _cut(typeface(language).writable(value))
    if isinstance(value, dict):
        return {key: each if key == "id" else _writable(each, language) for key, each in value.items()}
    return [_writable(each, language) for each in value] if isinstance(value, list) else value


def _cut(words: str, longest: int = _LABEL) -> str:
    return words if len(words) <= longest else words[: longest - 1] + "…"


def _named(sheet: PrioritySheet, language: str) -> PrioritySheet:
    titles = [_cut(typeface(language).writable(title), _LONGEST) for title in sheet.frame["title"]]
    return replace(sheet, frame=sheet.frame.assign(title=titles))


def ranks(sheet: PrioritySheet, lane: str, language: str, kind: str = "png") -> bytes:
    """Return the ranks of a lane with their intervals as a picture."""
    from cjm_research.plots.priority import priority_ranks

    return _picture(lambda: priority_ranks(_named(sheet, language), lane, language=language), kind)


def quadrant(sheet: PrioritySheet, lane: str, language: str, kind: str = "png") -> bytes:
    """Return impact against difficulty as a picture."""
    from cjm_research.plots.priority import priority_quadrant

    return _picture(lambda: priority_quadrant(_named(sheet, language), lane, language=language), kind)


def saturation(sheet: SaturationSheet, of: str, language: str, kind: str = "png") -> bytes:
    """Return how codes or themes add up as a picture."""
    from cjm_research.plots.saturation import saturation_curve

    return _picture(lambda: saturation_curve(sheet, of, language=language), kind)


def _picture(draw: Callable[[], Axes], kind: str) -> bytes:
    import matplotlib.pyplot as plt

    out = io.BytesIO()
    # Text is drawn as outlines (Type 3 in a PDF), so no font is needed where the picture is opened.
    style = {"text_parse_math": False, "svg_hashsalt": "cjm_research", "svg_fonttype": "path"}
    with own_style(**style), packaged_fonts():
        figure = draw().figure
        try:
            figure.savefig(out, format=kind, dpi=_DPI, metadata=_NAMELESS[kind])
        finally:
            plt.close(figure)
    return out.getvalue()
