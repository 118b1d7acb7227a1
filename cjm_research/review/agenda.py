"""What is asked next, and with which scores: the queue and the study's layer as a function of the verdicts so far.

It holds what does not change while people code; `scores` and `queue` are pure, so that two sessions that have read the
same events, in whichever order they were opened, show the same segments with the same scores, and undo restores both.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from cjm_research.codes.learned import Scores, StudyScores, marks_of
from cjm_research.codes.learning import nearest
from cjm_research.review.queue import by_document, check_order, coming
from cjm_research.schema import DECISIONS

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Agenda:
    """The segments of one study as they wait for verdicts; build it with `of`.

    Attributes
    ----------
    segment_ids, check_order : tuple of str
        All segments as they were said, and in check order.
    study : StudyScores
        What the coder says of them.
    reorders : bool
        Whether verdicts change the order.
    """

    segment_ids: tuple[str, ...]
    check_order: tuple[str, ...]
    study: StudyScores
    reorders: bool
    _check_rows: tuple[int, ...]

    @classmethod
    def of(
        cls,
        segments: pd.DataFrame,
        documents: pd.DataFrame,
        suggestions: pd.DataFrame,
        order: str,
        vectors: np.ndarray | None = None,
        seed: int = 0,
    ) -> Agenda:
        """Read the frames of a study.

        Parameters
        ----------
        segments, documents, suggestions : DataFrame
            As in their contracts.
        order : {"uncertain", "document"}
            As `queue.ORDERS`.
        vectors : ndarray of shape (n_segments, n_dimensions), optional
            Unit vectors in the order of ``segments``; without them nothing is learned.
        seed : int
            Of the check order.

        Raises
        ------
        SchemaError
            If there are not as many vectors as segments.
        """
        study = StudyScores.of(suggestions, segments["segment_id"].tolist(), vectors)
        checked = check_order(study.segment_ids, seed)
        rows = tuple(study.row_of[segment_id] for segment_id in checked)
        ids = tuple(by_document(segments, documents))
        return cls(ids, tuple(checked), study, order == "uncertain", rows)

    def __contains__(self, segment_id: object) -> bool:
        return segment_id in self.study.row_of

    def scores(self, codings: Iterable[Mapping[str, Any]]) -> Scores:
        """Return the study's scores after these standing codings, whoever made them."""
        return self.study.after(marks_of(codings))

    def queue(self, scores: Scores, done: Sequence[str], put_off: Sequence[str]) -> tuple[str, ...]:
        """Return all segments: those that are done as they were, those that wait, those put off.

        Parameters
        ----------
        scores : Scores
            As `scores` returns them.
        done, put_off : sequence of str
            What one person gave a verdict on, and what that person skipped and has not come back to, in their order.
        """
        if not self.reorders:
            return self.segment_ids
        gone = {*done, *put_off}
        rows = coming(
            [self.study.row_of[segment_id] for segment_id in self.segment_ids if segment_id not in gone],
            scores.closeness,
            self._check_rows,
            len(gone),
            self.study.vectors,
            [self.study.row_of[segment_id] for segment_id in done],
        )
        return (*done, *(self.study.segment_ids[row] for row in rows), *put_off)

    def nearest(self, codings: Iterable[Mapping[str, Any]], segment_id: str, kind: str) -> str:
        """Return the segment most like this one among those that people say carry the kind; "" if there is none.

        Parameters
        ----------
        codings : iterable of mapping
            Standing codings, whoever made them.
        segment_id, kind : str
            What is shown, and of which kind an example is wanted.
        """
        carried = [at for (at, of), share in marks_of(codings).items() if of == kind and share > 0.5]
        others = sorted(at for at in carried if at != segment_id and at in self)
        if self.study.vectors is None or not others or segment_id not in self:
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
