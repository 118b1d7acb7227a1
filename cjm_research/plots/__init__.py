"""Plots: from a journey map to matplotlib Axes, in English and Chinese."""

from cjm_research.plots.cards import people_by_theme
from cjm_research.plots.emotion import emotion_curve
from cjm_research.plots.fonts import cjk_font, use_cjk_fonts

__all__ = ["cjk_font", "emotion_curve", "people_by_theme", "use_cjk_fonts"]
