"""Order: in which order the stages stand on the map, and the steps inside a stage, by what people tell."""

from cjm_research.journeys.order.kemeny import best_order, cycles, ties
from cjm_research.journeys.order.ordering import StageOrder, order_of
from cjm_research.journeys.order.steps import steps_of, touched
from cjm_research.journeys.order.votes import story, votes

__all__ = ["StageOrder", "best_order", "cycles", "order_of", "steps_of", "story", "ties", "touched", "votes"]
