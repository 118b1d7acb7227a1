"""Themes: the topics that a corpus holds inside each family, with names taken from what people said."""

from cjm_research.themes.topics.model import Fit, ThemeModel

__all__ = ["Fit", "ThemeModel"]
