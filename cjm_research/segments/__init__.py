"""From turns to segments: the units of meaning that are coded, each with its exact place."""

from cjm_research.segments.units import MeaningUnits, Segmenter

__all__ = ["MeaningUnits", "Segmenter"]
