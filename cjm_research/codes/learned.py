"""A study's suggestions after its reviews: the frames of a study, read once into arrays, and the layer laid over them.

The session asks after each act, a pipeline asks once (`relearn`); both get the same scores from the same codings. Two
things are learned: the probabilities (`learning.StudyLayer`) and, unless it is given, the line from which a family is
carried: once there are reviews it is the one that promises the best F1 on this study's own probabilities.

>>> import pandas as pd
>>> rows = [{"segment_id": f"s{at}", "kind": "goal", "value": "explicit", "score": 0.4, "decision": "no"}
...         for at in range(8)]
>>> said = pd.DataFrame({"segment_id": [f"s{at}" for at in range(6)], "kind": "goal", "value": "explicit"})
>>> vectors = pd.Series([[1.0, 0.0]] * 8, index=[f"s{at}" for at in range(8)])
>>> relearn(pd.DataFrame(rows), vectors, said)["decision"].unique().tolist()
['look']
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from cjm_research.codes.learning import Prior, StudyLayer, best_line
from cjm_research.errors import SchemaError
from cjm_research.schema import CARRIED, DECISIONS, FAMILIES

if TYPE_CHECKING:
    import pandas as pd

Marks = Mapping[tuple[str, str], float]
"""(segment_id, kind) to 1 carried, 0 not carried, between them where people differ."""

LEARNED = {"en": "like what people coded so in this study", "zh": "与本研究中已由人如此编码的片段相近"}
"""The reason of what the coder did not suggest and the reviews do, by language."""

_SURE = 0.9
"""From where a family is surely carried if the coder was sure of nothing: nine of ten then are."""


@dataclass(frozen=True)
class Scores:
    """What holds of n segments and k kinds, in the order of the segments given.

    Attributes
    ----------
    probabilities : ndarray of shape (n, k)
        NaN where nothing was suggested.
    decisions : ndarray of int of shape (n, k)
        Places in ``schema.DECISIONS``; -1 where nothing was suggested.
    lines : ndarray of shape (k, 2)
        Probability from which a kind is looked at, and from which it is sure.
    n_judged : ndarray of shape (k,)
        Segments from which each kind was learned; 0 = the coder's word stands.
    """

    probabilities: np.ndarray
    decisions: np.ndarray
    lines: np.ndarray
    n_judged: np.ndarray

    @property
    def closeness(self) -> np.ndarray:
        """Distance of each segment's closest call from its line, shape (n,); 0 where nothing was suggested."""
        distance = np.nan_to_num(np.abs(self.probabilities - self.lines[:, 0]), nan=np.inf)
        closest = distance.min(axis=1, initial=np.inf)
        return np.where(np.isinf(closest), 0.0, closest).round(9)


@dataclass(frozen=True)
class StudyScores:
    """What a coder says of a study's segments, and what it comes to after any reviews.

    Build it with `of`; ``vectors`` is None where the study has none, and then nothing is learned.
    """

    segment_ids: tuple[str, ...]
    kinds: tuple[str, ...]
    base: np.ndarray
    vectors: np.ndarray | None
    before: Scores
    held_lines: bool
    prior: Prior

    @classmethod
    def of(
        cls,
        suggestions: pd.DataFrame,
        segment_ids: Sequence[str],
        vectors: np.ndarray | None,
        kinds: Sequence[str] = FAMILIES,
        lines: Mapping[str, tuple[float, float]] | None = None,
        prior: Prior | None = None,
    ) -> StudyScores:
        """Read the suggestions of the segments.

        Parameters
        ----------
        suggestions : DataFrame
            Contract "suggestions"; ``detail["base"]``, where there is one, is the probability that is learned on.
        segment_ids : sequence of str
            The segments, in the order of ``vectors``.
        vectors : ndarray of shape (n_segments, n_dimensions) or None
            Unit vectors.
        kinds : sequence of str
            What is learned: the families, and any kind whose coding "" means no.
        lines : mapping of str to (float, float), optional
            Kind to the probabilities from which it is looked at and sure: for all kinds, and kept whatever is reviewed.
            By default they are read off the coder's decisions, and the first is chosen anew once there are reviews.
        prior : Prior, optional
            The shipped one by default.

        Raises
        ------
        SchemaError
            If there are not as many vectors as segments.
        """
        if vectors is not None and len(vectors) != len(segment_ids):
            raise SchemaError(
                f"There are {len(vectors)} vectors for {len(segment_ids)} segments. Pass one vector for each segment, "
                "in the order of the segments."
            )
        rows = suggestions[suggestions["kind"].isin(kinds)]
        found = lines or lines_of(rows)
        score, base, decision = (_wide(rows, values, segment_ids, kinds) for values in _columns(rows))
        decisions = np.where(np.isnan(decision), -1, decision).astype(int)
        drawn = np.array([found.get(kind, (0.5, _SURE)) for kind in kinds], dtype=float).reshape(-1, 2)
        before = Scores(score, decisions, drawn, np.zeros(len(kinds), dtype=int))
        held = None if vectors is None else np.asarray(vectors, dtype=np.float64)
        return cls(tuple(segment_ids), tuple(kinds), base, held, before, lines is not None, prior or Prior())

    @cached_property
    def row_of(self) -> dict[str, int]:
        """Row of each segment."""
        return {segment_id: at for at, segment_id in enumerate(self.segment_ids)}

    def after(self, marks: Marks) -> Scores:
        """Return the scores and decisions once these verdicts are known.

        Parameters
        ----------
        marks : mapping
            As `marks_of` returns; segments and kinds that are not of this study are left out.

        Returns
        -------
        Scores
            `before` itself if nothing can be learned.
        """
        if self.vectors is None or not marks:
            return self.before
        column = {kind: at for at, kind in enumerate(self.kinds)}
        marked = np.full(self.base.shape, np.nan)
        for (segment_id, kind), mark in marks.items():
            if segment_id in self.row_of and kind in column:
                marked[self.row_of[segment_id], column[kind]] = mark
        seen = np.flatnonzero(~np.isnan(marked).all(axis=1))
        layer = StudyLayer.fit(self.base[seen], self.vectors[seen], marked[seen], self.prior)
        if not layer.n_judged.any():
            return self.before
        return self._scores(layer, layer.adjust(self.base, self.vectors))

    def _scores(self, layer: StudyLayer, adjusted: np.ndarray) -> Scores:
        before = self.before
        probabilities, decisions = before.probabilities.copy(), before.decisions.copy()
        lines = before.lines.copy()
        for kind in np.flatnonzero(layer.n_judged):
            if not self.held_lines:
                look = best_line(adjusted[:, kind])
                lines[kind] = look, max(lines[kind, 1], look)
            probabilities[:, kind] = adjusted[:, kind]
            decisions[:, kind] = decide(adjusted[:, kind], *lines[kind])
        return replace(before, probabilities=probabilities, decisions=decisions, lines=lines, n_judged=layer.n_judged)


def decide(probabilities: np.ndarray, look: float, sure: float) -> np.ndarray:
    """Return places in ``schema.DECISIONS``, shape (n,): "sure" from ``sure``, "look" from ``look``, -1 for NaN."""
    places = [DECISIONS.index(name) for name in ("sure", "look", "no")]
    return np.select(
        [np.isnan(probabilities), probabilities >= sure, probabilities >= look], [-1, *places[:2]], places[2]
    )


def lines_of(suggestions: pd.DataFrame) -> dict[str, tuple[float, float]]:
    """Return for each kind the scores from which the coder would look and from which it is sure.

    Each lies midway between the lowest score above it and the highest below it. Where the coder never looked it is 0.5,
    or the highest score that was a no; where it never was sure it is 0.9, or the highest score that was not.
    """
    found = {}
    for kind, rows in suggestions.groupby("kind"):
        score, carried, is_sure = rows["score"], rows["decision"].isin(CARRIED), rows["decision"] == "sure"
        look = _between(score[carried].min(), score[~carried].max(), 0.5)
        found[str(kind)] = look, max(look, _between(score[is_sure].min(), score[~is_sure].max(), _SURE))
    return found


def marks_of(codings: Iterable[Mapping[str, Any]]) -> dict[tuple[str, str], float]:
    """Return what people said of each segment and kind: the share of them by whom it is carried.

    Parameters
    ----------
    codings : iterable of mapping
        Standing codings, at least with ``segment_id``, ``kind``, ``value`` ("" = not carried).
    """
    said: dict[tuple[str, str], list[bool]] = defaultdict(list)
    for row in codings:
        said[row["segment_id"], row["kind"]].append(bool(row["value"]))
    return {key: sum(values) / len(values) for key, values in said.items()}


def relearn(
    suggestions: pd.DataFrame,
    vectors: pd.Series,
    codings: pd.DataFrame,
    kinds: Sequence[str] = FAMILIES,
    lines: Mapping[str, tuple[float, float]] | None = None,
) -> pd.DataFrame:
    """Return the suggestions with the scores and decisions that a study's reviews lead to.

    Parameters
    ----------
    suggestions : DataFrame
        Contract "suggestions".
    vectors : Series of ndarray of shape (n_dimensions,)
        By segment id; segments without one keep their suggestions.
    codings : DataFrame
        Contract "codings": of all people, on any segments.
    kinds, lines
        As in `StudyScores.of`.

    Returns
    -------
    DataFrame
        A new frame with the rows, in their order; every other column is as it was.
    """
    ids = sorted(set(vectors.index) & set(suggestions["segment_id"]))
    if not ids:
        return suggestions.copy()
    of_ids = suggestions[suggestions["segment_id"].isin(ids)]
    scores = StudyScores.of(of_ids, ids, np.stack(list(vectors.loc[ids])), kinds, lines)
    after = scores.after(marks_of(codings[["segment_id", "kind", "value"]].to_dict("records")))
    learned = suggestions.copy()
    if after is scores.before:
        return learned
    column = {kind: at for at, kind in enumerate(kinds)}
    known = suggestions["segment_id"].isin(ids) & suggestions["kind"].isin(kinds)
    at = suggestions.loc[known, "segment_id"].map(scores.row_of), suggestions.loc[known, "kind"].map(column)
    learned.loc[known, "score"] = after.probabilities[at]
    learned.loc[known, "decision"] = np.array(DECISIONS)[after.decisions[at]]
    return learned


def _columns(rows: pd.DataFrame) -> tuple[pd.Series, pd.Series, pd.Series]:
    scores = rows["score"].astype(float)
    base = scores
    if "detail" in rows:
        given = rows["detail"].map(lambda detail: detail.get("base") if isinstance(detail, Mapping) else None)
        base = given.astype(float).fillna(scores)
    return scores, base, rows["decision"].map(DECISIONS.index)


def _wide(rows: pd.DataFrame, values: pd.Series, segment_ids: Sequence[str], kinds: Sequence[str]) -> np.ndarray:
    wide = rows.assign(found=values.astype(float)).pivot(index="segment_id", columns="kind", values="found")
    return wide.reindex(index=list(segment_ids), columns=list(kinds)).to_numpy(dtype=float)


def _between(lowest_above: float, highest_below: float, usual: float) -> float:
    if np.isnan(lowest_above):
        return usual if np.isnan(highest_below) else max(usual, float(np.nextafter(highest_below, 1.0)))
    return min(usual, lowest_above) if np.isnan(highest_below) else (lowest_above + highest_below) / 2
