"""Placing: where on the journey each segment stands, by what is said, what was asked and the run of the talk.

Signs are what speaks for a stage in the segment itself (the coder's rank of all stages, milestones, touchpoints,
closeness to a stage's definition) and in its question. A hidden Markov chain per document reads them together with the
time cues, so that a segment that tells little takes the stage of the talk around it, without assuming that people tell
their story in order. What a person coded stands. What nothing places stays "none": no stage is filled in.
"""

from cjm_research.findings.placing.closeness import closeness
from cjm_research.findings.placing.parameters import Parameters
from cjm_research.findings.placing.placed import PLACED, place

__all__ = ["PLACED", "Parameters", "closeness", "place"]
