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
_LANES = (*FAMILIES, "opportunity")
EDGE = {lane: palette.FAMILY[lane] for lane in _LANES}
TINT = {lane: palette.tint(palette.FAMILY[lane], 0.09) for lane in _LANES}
emotion_colour = palette.emotion_colour
