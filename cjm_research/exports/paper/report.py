"""The findings report, composed once for every format it is written in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cjm_research.exports.paper.appendix import appendix
from cjm_research.exports.paper.closing import limits, priorities
from cjm_research.exports.paper.composing import Matter
from cjm_research.exports.paper.front import glance, opening
from cjm_research.exports.paper.stages import by_stage

if TYPE_CHECKING:
    from cjm_research.exports.material import Material
    from cjm_research.exports.paper.blocks import Block
    from cjm_research.journeys.map import JourneyMap


def report(journey: JourneyMap, material: Material | None = None) -> list[Block]:
    """Return the report on a map as blocks.

    Parameters
    ----------
    journey : JourneyMap
        In the language of the report.
    material : Material, optional
        The study beside the map; what is not known of it is said in words.

    Returns
    -------
    list of Block
    """
    matter = Matter.of(journey, material)
    parts = (opening, glance, by_stage, priorities, limits, appendix)
    return [block for part in parts for block in part(matter)]
