"""Personas: groups of people who speak of the same themes, if there are stable ones, each with its portrait."""

from cjm_research.findings.personas.sheet import Personas, personas_of

__all__ = ["Personas", "personas_of"]
