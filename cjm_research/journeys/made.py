"""What a map is drawn with beside what people said: edits of the board, and how well-founded the coding is.

Everything may be missing: without edits the map is as the workbench computes it, and a part of the grade that was not
measured says so.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from cjm_research.settings import Priority, Settings


def _priority() -> Priority:
    return Settings.default().priority


@dataclass(frozen=True)
class Made:
    """What is known of a map that is not said by anybody.

    Attributes
    ----------
    edits : mapping of str to DataFrame
        Tables "cards", "stages", "weights", "memos" and "validations"; any may be missing.
    agreement : mapping of str to mapping
        Family to how far coders agree on it (`findings.grounds.agreement_by_family`).
    saturated : mapping of str to bool
        Family to whether new themes of it have become rare (`findings.grounds.saturation_by_family`).
    closeness : DataFrame, optional
        How near segments are to the stages of the edited framework (`findings.placing.closeness`); needed only where
        stages are told apart by their definitions.
    measures : mapping of str to str
        Column of a survey to the stage it measures, beside what its title says.
    priority : settings.Priority
        Weights and draws.
    """

    edits: Mapping[str, pd.DataFrame] = field(default_factory=dict)
    agreement: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    saturated: Mapping[str, bool] = field(default_factory=dict)
    closeness: pd.DataFrame | None = None
    measures: Mapping[str, str] = field(default_factory=dict)
    priority: Priority = field(default_factory=_priority)

    def weights(self) -> dict[str, float]:
        """Return the weights of the priority that people set, by name."""
        frame = self.edits.get("weights")
        if frame is None:
            return {}
        return {str(name): float(weight) for name, weight in zip(frame["name"], frame["weight"], strict=True)}
