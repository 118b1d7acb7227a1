"""The emotion curve in numbers: a point per stage, moments of truth with their causes, groups, measured ratings."""

from cjm_research.journeys.emotion.causes import causes
from cjm_research.journeys.emotion.curves import curve_difference, curves
from cjm_research.journeys.emotion.differences import Difference, difference
from cjm_research.journeys.emotion.measured import measured, nps_limits, on_five
from cjm_research.journeys.emotion.measured_stages import measure_stages, stage_of_measure
from cjm_research.journeys.emotion.moments import beside_neighbours, moments
from cjm_research.journeys.emotion.people import by_person
from cjm_research.journeys.emotion.points import Point, limits, point
from cjm_research.journeys.emotion.unprompted import Basis, asks_for, unprompted

__all__ = [
    "Basis",
    "Difference",
    "Point",
    "asks_for",
    "beside_neighbours",
    "by_person",
    "causes",
    "curve_difference",
    "curves",
    "difference",
    "limits",
    "measure_stages",
    "measured",
    "moments",
    "nps_limits",
    "on_five",
    "point",
    "stage_of_measure",
    "unprompted",
]
