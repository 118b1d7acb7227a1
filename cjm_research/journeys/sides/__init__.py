"""Two maps side by side: the same stages for two groups of people, and what tells them apart."""

from cjm_research.journeys.sides.sheet import Sides, side_by_side

__all__ = ["Sides", "side_by_side"]
