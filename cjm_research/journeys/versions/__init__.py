"""Saved versions of a map: what is kept of them, and what changed between two, with its cause."""

from cjm_research.journeys.versions.changes import MapChanges
from cjm_research.journeys.versions.compare import compare
from cjm_research.journeys.versions.content import KINDS, content_of, map_id_of
from cjm_research.journeys.versions.shown import n_lost, shown

__all__ = ["KINDS", "MapChanges", "compare", "content_of", "map_id_of", "n_lost", "shown"]
