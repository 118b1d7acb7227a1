"""Codes: the codebook, linguistic cues and the coder that suggests goals, motivations and pain points."""

from cjm_research.codes.codebook import Code, Codebook
from cjm_research.codes.framework import FrameworkCoder

__all__ = ["Code", "Codebook", "FrameworkCoder"]
