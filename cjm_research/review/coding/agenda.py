"""What is asked next, and with which scores: the queue and the study's layer as a function of the verdicts so far.

It holds what does not change while people code; `scores` and `queue` are pure, so that two sessions that have read the
same events, in whichever order they were opened, show the same segments with the same scores, and undo restores both.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from cjm_research.codes.learned import Marks, Scores, StudyScores
from cjm_research.codes.learning import nearest
from cjm_research.review.coding.queue import check_order, coming
from cjm_research.schema import DECISIONS

if TYPE_CHECKING:
    import pandas as pd

_AT_ONCE = 100
"""Learning anew takes time that grows with the verdicts; from twice as many on, they teach some at a time, a hundredth
of all. What is learned from still follows from the standing verdicts alone."""


@dataclass(frozen=True)
class Agenda:
    """The segments of one study as they wait for verdicts; build it with `of`.

    Attributes
    ----------
    segment_ids, check_order : tuple of str
        All segments as they were said, and in check order.
    study : StudyScores
        What the coder says of them; of segments that people cut since, nothing.
    """

    segment_ids: tuple[str, ...]
    check_order: tuple[str, ...]
    study: StudyScores
    _check_rows: tuple[int, ...]
    _seed: int

    @classmethod
    def of(
        cls,
        segment_ids: Sequence[str],
        suggestions: pd.DataFrame,
        vector_ids: Sequence[str],
        vectors: np.ndarray | None = None,
        seed: int = 0,
    ) -> Agenda:
        """Read the frames of a study.

        Parameters
        ----------
        segment_ids : sequence of str
            All segments, as they were said.
        suggestions : DataFrame
            Contract "suggestions".
        vector_ids : sequence of str
            All segments, in the order of ``vectors``.
        vectors : ndarray of shape (n_segments, n_dimensions), optional
            Unit vectors; without them nothing is learned.
        seed : int
            Of the check order.

        Raises
        ------
        SchemaError
            If there are not as many vectors as segments.
        """
        return cls._ordered(StudyScores.of(suggestions, vector_ids, vectors), segment_ids, seed)

    @classmethod
    def _ordered(cls, study: StudyScores, segment_ids: Sequence[str], seed: int) -> Agenda:
        checked = check_order(segment_ids, seed)
        rows = tuple(study.row_of[segment_id] for segment_id in checked)
        return cls(tuple(segment_ids), tuple(checked), study, rows, seed)

    def __contains__(self, segment_id: object) -> bool:
        return segment_id in self.study.row_of

    def standing(self, segment_ids: Sequence[str]) -> Agenda:
        """Return the agenda once other segments stand; what the coder has not seen is the most uncertain.

        Parameters
        ----------
        segment_ids : sequence of str
            All that stand, as they were said.
        """
        fresh = [segment_id for segment_id in segment_ids if segment_id not in self.study.row_of]
        return self._ordered(_longer(self.study, fresh) if fresh else self.study, segment_ids, self._seed)

    def taught(self, verdicts: Sequence[tuple[int, str, str]]) -> list[tuple[int, str, str]]:
        """Return the verdicts that are learned from: all but the latest few.

        Parameters
        ----------
        verdicts : sequence of (event, segment, coder)
            All that stand, in the order in which they were given.
        """
        step = max(1, len(verdicts) // _AT_ONCE)
        return list(verdicts[: len(verdicts) - len(verdicts) % step])

    def padded(self, scores: Scores) -> Scores:
        """Return scores of before other segments stood, with nothing for those that are new."""
        n = len(self.study.segment_ids) - len(scores.decisions)
        return _with_nothing(scores, n) if n else scores

    def scores(self, marks: Marks) -> Scores:
        """Return the study's scores after these verdicts, whoever gave them (`codes.learned.marks_of`)."""
        return self.study.after(marks)

    def queue(
        self, scores: Scores, done: Sequence[str], put_off: Sequence[str], members: Collection[str]
    ) -> tuple[str, ...]:
        """Return the members: those done as they were, those that wait with the closest calls first, those put off.

        Parameters
        ----------
        scores : Scores
            As `scores` returns them.
        done, put_off : sequence of str
            What one person gave a verdict on, and what that person skipped and has not come back to, in their order.
        members : set of str
            The segments of the queue.
        """
        done, put_off = [one for one in done if one in members], [one for one in put_off if one in members]
        gone, row_of = {*done, *put_off}, self.study.row_of
        waiting = [row_of[one] for one in self.segment_ids if one in members and one not in gone]
        rows = coming(
            waiting, scores.closeness, self._check_rows, len(gone), self.study.vectors, [row_of[one] for one in done]
        )
        return (*done, *(self.study.segment_ids[row] for row in rows), *put_off)

    def nearest(self, marks: Marks, segment_id: str, kind: str) -> str:
        """Return the segment most like this one among those that people say carry the kind; "" if there is none.

        Parameters
        ----------
        marks : mapping
            Of all standing verdicts, as for `scores`.
        segment_id, kind : str
            What is shown, and of which kind an example is wanted.
        """
        if self.study.vectors is None or segment_id not in self:
            return ""
        others = sorted(at for (at, of), share in marks.items() if of == kind and share > 0.5 and at != segment_id)
        others = [at for at in others if at in self]
        if not others:
            return ""
        own = self.study.vectors[[self.study.row_of[segment_id]]]
        places, _ = nearest(own, self.study.vectors[[self.study.row_of[at] for at in others]], k=1)
        return others[int(places[0, 0])]

    def learned(self, scores: Scores, segment_id: str, kind: str) -> tuple[float, str] | None:
        """Return score and decision where they were learned from reviews; None where the coder's stand."""
        if kind not in self.study.kinds:
            return None
        at = self.study.row_of[segment_id], self.study.kinds.index(kind)
        if not scores.n_judged[at[1]] or scores.decisions[at] < 0:
            return None
        return float(scores.probabilities[at]), DECISIONS[scores.decisions[at]]


def _longer(study: StudyScores, fresh: Sequence[str]) -> StudyScores:
    """Return what the coder says of the segments, with some it has said nothing of."""
    nothing = np.full((len(fresh), len(study.kinds)), np.nan)
    before = _with_nothing(study.before, len(fresh))
    vectors = study.vectors
    if vectors is not None:
        # Nothing is like words that have no vector yet.
        vectors = np.vstack([vectors, np.zeros((len(fresh), vectors.shape[1]))])
    ids = (*study.segment_ids, *fresh)
    return replace(study, segment_ids=ids, base=np.vstack([study.base, nothing]), before=before, vectors=vectors)


def _with_nothing(scores: Scores, n: int) -> Scores:
    """Return the scores with those of n more segments of which nothing is known."""
    nothing = np.full((n, scores.probabilities.shape[1]), np.nan)
    return replace(
        scores,
        probabilities=np.vstack([scores.probabilities, nothing]),
        decisions=np.vstack([scores.decisions, np.full(nothing.shape, -1)]),
    )
