from cjm_research.findings.priority.of_map import priorities_of_map
from cjm_research.findings.priority.parts import PARTS, own_means
from cjm_research.findings.priority.sheet import QUADRANTS, PrioritySheet, priorities

__all__ = ["PARTS", "QUADRANTS", "PrioritySheet", "own_means", "priorities", "priorities_of_map"]
