"""Turns to segments: sentences merged to units of meaning, each with its place and the context that it needs.

A segmenter is a class with one method, ``__call__(documents, turns) -> segments``, built with the study's
`settings.Segments`. This one keeps a sentence whole where it can: short ones and fillers join a neighbour, one that
never ends (speech without marks) is cut at clauses. Only participants' turns make segments; blanks and mere fillers
make none (law 6). Law 1: ``document.text[start:end] == segment.text``.

>>> from cjm_research.settings import Settings
>>> units = MeaningUnits(Settings.default().segments)
>>> text = "Yeah. I put the sofa together on my own. It took the whole evening, and my back still hurts."
>>> [text[a:b] for a, b in units.spans(text, units.sentences([text], "en")[0], "interview")]
['Yeah. I put the sofa together on my own.', 'It took the whole evening, and my back still hurts.']
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, Protocol

import pandas as pd

from cjm_research.corpora.language import language_of, width
from cjm_research.corpora.surveys.blanks import is_blank
from cjm_research.schema import CONTRACTS, check
from cjm_research.segments.clauses import cut_run_on
from cjm_research.segments.fillers import is_filler
from cjm_research.segments.sentences import Span, sentences
from cjm_research.settings import Segments

_RUN_ON = 2.5
"""A sentence longer than this many times ``max_chars`` is cut at its clauses."""
ENOUGH = 8
"""Hanzi and words from which a segment's own text tells its language."""


class Segmenter(Protocol):
    """Cuts turns into segments."""

    def __call__(self, documents: pd.DataFrame, turns: pd.DataFrame) -> pd.DataFrame:
        """Return the frame ``segments`` for the frames ``documents`` and ``turns``."""
        ...


@dataclass(frozen=True)
class MeaningUnits:
    """Sentences merged to units of meaning.

    Attributes
    ----------
    settings : Segments
        ``min_chars``, ``max_chars`` and ``context_chars``, a Chinese character counting as two.
    """

    settings: Segments
    sentences = staticmethod(sentences)

    def __call__(self, documents: pd.DataFrame, turns: pd.DataFrame) -> pd.DataFrame:
        """Return the segments.

        Parameters
        ----------
        documents, turns : DataFrame
            As in `schema.CONTRACTS`, in any order.

        Returns
        -------
        DataFrame
            The frame ``segments``, sorted by ``segment_id``.
        """
        check(documents, "documents")
        check(turns, "turns")
        mine = turns[turns["role"] == "participant"].merge(
            documents[["document_id", "text", "kind", "language"]], on="document_id", validate="many_to_one"
        )
        rows = [row for part in self._by_language(mine) for row in part]
        frame = pd.DataFrame(rows, columns=list(CONTRACTS["segments"].columns))
        return check(frame.sort_values("segment_id", ignore_index=True), "segments")

    def _by_language(self, mine: pd.DataFrame) -> list[list[dict[str, Any]]]:
        told = list(mine.itertuples(index=False))
        words = [turn.text[turn.start : turn.end] for turn in told]
        languages = [language_of(text, turn.language, ENOUGH) for text, turn in zip(words, told, strict=True)]
        whole = [
            turn.kind == "survey" and width(text) <= self.settings.max_chars
            for turn, text in zip(told, words, strict=True)
        ]
        cut: list[list[Span]] = [[] for _ in told]
        for language in sorted(set(languages)):
            at = [i for i, known in enumerate(languages) if known == language and not whole[i]]
            for i, spans in zip(at, sentences([words[i] for i in at], language), strict=True):
                cut[i] = spans
        result = []
        for turn, text, spans, entire in zip(told, words, cut, whole, strict=True):
            units = [(0, len(text))] if entire else self.spans(text, spans, turn.kind)
            result.append(self._rows(turn, text, units))
        return result

    def spans(self, text: str, cut: list[Span], kind: str) -> list[Span]:
        """Return the units of one turn.

        Parameters
        ----------
        text : str
            The words of the turn.
        cut : list of (int, int)
            Its sentences.
        kind : {"interview", "survey"}
            In an interview a turn of mere fillers has no unit.
        """
        longest = _RUN_ON * self.settings.max_chars
        pieces: list[Span] = []
        for start, end in cut:
            if width(text[start:end]) <= longest:
                pieces.append((start, end))
            else:
                pieces += [(start + a, start + b) for a, b in cut_run_on(text[start:end], self.settings.max_chars)]
        units = self._merged(text, pieces)
        if kind == "survey":
            return units
        return [(a, b) for a, b in units if not is_filler(text[a:b])]

    def _merged(self, text: str, pieces: list[Span]) -> list[Span]:
        """Join what is too short to stand alone to the next sentence, or at the end of the turn to the last."""
        units: list[Span] = []
        waiting: Span | None = None
        for piece in pieces:
            joined = (waiting[0], piece[1]) if waiting else piece
            if waiting and width(text[slice(*joined)]) > _RUN_ON * self.settings.max_chars:
                units.append(waiting)
                joined = piece
            waiting = None
            if self._short(text[slice(*joined)]):
                waiting = joined
            else:
                units.append(joined)
        if waiting and units and width(text[units[-1][0] : waiting[1]]) <= self.settings.max_chars:
            units[-1] = (units[-1][0], waiting[1])
        elif waiting:
            units.append(waiting)
        return units

    def _short(self, text: str) -> bool:
        return width(text) < self.settings.min_chars or is_filler(text)

    def _rows(self, turn: Any, text: str, units: list[Span]) -> list[dict[str, Any]]:
        rows = []
        before = ""
        for a, b in units:
            piece = text[a:b]
            if is_blank(piece):
                continue
            start, end = turn.start + a, turn.start + b
            rows.append(
                {
                    "segment_id": segment_id_of(turn.document_id, start, end, piece),
                    "document_id": turn.document_id,
                    "turn_id": turn.turn_id,
                    "case_id": turn.case_id,
                    "start": start,
                    "end": end,
                    "text": piece,
                    "context": context_of(turn.question, before if rows else "", self.settings.context_chars),
                    "language": language_of(piece, turn.language, ENOUGH),
                    "kind": turn.kind,
                    "position": start / len(turn.text),
                }
            )
            before = piece
        return rows


def segment_id_of(document_id: str, start: int, end: int, text: str) -> str:
    """Return the id of a segment, made of its document, its place and its words."""
    return "s" + sha256(f"{document_id}:{start}:{end}:{text}".encode()).hexdigest()[:12]


def context_of(question: str, before: str, chars: int) -> str:
    """Return the question that was asked and, inside a turn, the unit before; each its last ``chars`` characters."""
    return " … ".join(re.sub(r"\s+", " ", part)[-chars:].strip() for part in (question, before) if part)
