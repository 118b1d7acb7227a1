"""What people made of the map on the board, brought into the map that is computed: stages, cards, and what was lost."""

from cjm_research.journeys.edits.cards import Edited, apply_edits
from cjm_research.journeys.edits.opportunities import edited_opportunities
from cjm_research.journeys.edits.orphans import orphans
from cjm_research.journeys.edits.stages import (
    edited_framework,
    hidden_stages,
    ordered_by_hand,
    ordered_steps,
)

__all__ = [
    "Edited",
    "apply_edits",
    "edited_framework",
    "edited_opportunities",
    "hidden_stages",
    "ordered_by_hand",
    "ordered_steps",
    "orphans",
]
