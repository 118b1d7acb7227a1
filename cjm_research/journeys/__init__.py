"""Journeys: stage frameworks, the emotion curve and the map that joins coded evidence to stages."""

from cjm_research.journeys.build import build_journey
from cjm_research.journeys.frameworks import FRAMEWORK_IDS, Framework, Stage, framework
from cjm_research.journeys.map import JourneyMap

__all__ = ["FRAMEWORK_IDS", "Framework", "JourneyMap", "Stage", "build_journey", "framework"]
