"""The colours of the exports by what they are for; every hue is that of `plots.palette`."""

from __future__ import annotations

from cjm_research.plots import palette
from cjm_research.schema import FAMILIES

INK = palette.INK
SOFT = palette.QUIET
RULE = palette.RULE
PAPER = palette.GROUND
FAINT = palette.tint(palette.QUIET, 0.06)
BAND = palette.tint(palette.QUIET, 0.15)
EDGE = {family: palette.FAMILY[family] for family in FAMILIES}
TINT = {family: palette.tint(palette.FAMILY[family], 0.09) for family in FAMILIES}
emotion_colour = palette.emotion_colour
