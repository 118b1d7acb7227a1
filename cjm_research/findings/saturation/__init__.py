"""Saturation: how much new the last interviews brought, and what another one would bring; never a bare yes."""

from cjm_research.findings.saturation.incidence import Heard, incidence_of
from cjm_research.findings.saturation.sheet import SaturationSheet, saturation_sheet

__all__ = ["Heard", "SaturationSheet", "incidence_of", "saturation_sheet"]
