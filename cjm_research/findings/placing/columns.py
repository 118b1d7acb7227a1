"""What the stages of a framework take from the six that coders suggest.

A coder's stage goes to the stage that covers it. Where several cover it, or a stage covers none, the closeness of the
segment to their definitions and examples divides it; without closeness those that cover it share alike.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

import numpy as np
import numpy.typing as npt
import pandas as pd

from cjm_research.schema import STAGES

Chances = npt.NDArray[np.float64]


class StageLike(Protocol):
    """What placing reads of a stage; `journeys.Stage` has it."""

    @property
    def id(self) -> str:
        """Lower-case name used in files."""
        ...

    @property
    def name(self) -> Mapping[str, str]:
        """What it is called, by language."""
        ...

    @property
    def definition(self) -> Mapping[str, str]:
        """What it means, by language."""
        ...

    @property
    def question(self) -> Mapping[str, str]:
        """The customer's question in it, by language."""
        ...

    @property
    def touchpoints(self) -> Mapping[str, Sequence[str]]:
        """Usual touchpoints, by language."""
        ...

    @property
    def covers(self) -> Sequence[str]:
        """The coders' stages that fall into it."""
        ...


class FrameworkLike(Protocol):
    """What placing reads of a framework; `journeys.Framework` has it."""

    @property
    def stages(self) -> Sequence[StageLike]:
        """Its stages in the order of the map."""
        ...


@dataclass(frozen=True)
class Columns:
    """The stages of a map and what each covers, in the order of the map.

    Attributes
    ----------
    ids : tuple of str
        Stage ids.
    covers : tuple of tuple of str
        The coders' stages that fall into each; may be empty and may overlap.
    framework : FrameworkLike, optional
        The framework itself, for its words.
    """

    ids: tuple[str, ...]
    covers: tuple[tuple[str, ...], ...]
    framework: FrameworkLike | None = None

    @classmethod
    def of(cls, framework: FrameworkLike | None) -> Columns:
        """Return those of a framework; the coders' own six where none is given."""
        if framework is None:
            return cls(STAGES, tuple((stage,) for stage in STAGES))
        stages = tuple(framework.stages)
        return cls(tuple(stage.id for stage in stages), tuple(tuple(stage.covers) for stage in stages), framework)

    @cached_property
    def matrix(self) -> Chances:
        """Whether each stage covers each coder's stage: shape (n_stages, 6), 0 or 1."""
        return np.array([[float(stage in covers) for stage in STAGES] for covers in self.covers])

    @cached_property
    def bare(self) -> npt.NDArray[np.bool_]:
        """Which stages cover nothing: shape (n_stages,)."""
        return self.matrix.sum(axis=1) == 0

    def divided(self, near: Chances) -> Chances:
        """Return what each stage takes of each coder's stage.

        Parameters
        ----------
        near : ndarray of shape (n_segments, n_stages)
            Closeness, each row summing to 1; NaN where it is not known.

        Returns
        -------
        ndarray of shape (n_segments, n_stages, 6)
            For each segment and coder's stage, shares that sum to 1, or to less where no stage covers it.
        """
        known = ~np.isnan(near)
        # A stage that covers nothing takes only by how much closer it is than one stage of all that say what they are.
        n_told = np.maximum(known.sum(axis=1, keepdims=True), 2)
        closer = np.clip((np.nan_to_num(near) * n_told - 1) / (n_told - 1), 0.0, 1.0)
        weight = np.where(self.bare, closer, np.where(known, np.nan_to_num(near), 1.0))
        taking = np.where(self.bare[:, None], 1.0, self.matrix)[None] * weight[:, :, None]
        total = taking.sum(axis=1, keepdims=True)
        # What no stage covers is not all given to those that cover nothing: the rest stands at no stage.
        total = np.where(self.matrix.any(axis=0), total, np.maximum(total, 1.0))
        return np.divide(taking, total, out=np.zeros_like(taking), where=total > 0)

    def base(self) -> Chances:
        """Return the chance of each stage before anything is known: what it covers of the six, shape (n_stages,)."""
        if self.bare.any():
            return np.full(len(self.ids), 1 / len(self.ids))
        weights = (self.matrix / np.maximum(self.matrix.sum(axis=0), 1)).sum(axis=1)
        return weights / weights.sum()

    def of_value(self, value: str) -> npt.NDArray[np.bool_]:
        """Return which stages a value may mean, by what covers it or else by its id: shape (n_stages,)."""
        if value in STAGES:
            covering = self.matrix[:, STAGES.index(value)] > 0
            if covering.any():
                return covering
        return np.array([stage == value for stage in self.ids])


def near_of(closeness: pd.DataFrame | None, segment_ids: Sequence[str], ids: Sequence[str]) -> Chances:
    """Return the closeness of segments to stages as an array, NaN where it is not given.

    Parameters
    ----------
    closeness : DataFrame, optional
        Columns segment_id, stage, score (0–1, over the stages of a segment summing to 1).
    segment_ids, ids : sequences of str
        Rows and columns.

    Returns
    -------
    ndarray of shape (n_segments, n_stages)
    """
    if closeness is None or closeness.empty:
        return np.full((len(segment_ids), len(ids)), np.nan)
    wide = closeness.pivot(index="segment_id", columns="stage", values="score")
    return wide.reindex(index=list(segment_ids), columns=list(ids)).to_numpy(dtype="float64")
