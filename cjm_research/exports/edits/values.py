"""What a cell or an attribute means: stages, lanes, progress, scores, dates and places as people write them.

Names are read in both languages, whatever the file's. What is not understood is refused with what is allowed, so that
one wrong cell does not cost the row.

>>> work_of("Under way"), work_of("已完成"), score_of("３"), number_of("1.5"), yes_of("是")
('doing', 'done', 3, 1.5, True)
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import Any

from cjm_research.exports.edit_columns import OPPORTUNITY, WORK, work_words
from cjm_research.exports.edits.parts import NEW, day_of, said_in
from cjm_research.review.board.law import LANES
from cjm_research.review.board.refusals import LANE_NAMES
from cjm_research.schema import LANGUAGES

MOST = 5  # of value and difficulty
_YES = {"yes", "y", "x", "1", "true", "✓", "是", "要", "对"}
_NO = {"", "no", "n", "0", "false", "否", "不", "不要"}
_LANE_WORDS = {"opportunities": OPPORTUNITY, "机会": OPPORTUNITY, "机会点": OPPORTUNITY}


class NotUnderstood(Exception):
    """A value that means nothing here; caught where its place is known.

    Attributes
    ----------
    why : str
        A key of `words.WHY`.
    told : mapping
        What the sentence asks for; a value by language stays by language.
    """

    def __init__(self, why: str, **told: Any) -> None:
        super().__init__(why)
        self.why, self.told = why, told


def folded(text: Any) -> str:
    """Return a name as it is looked up."""
    return " ".join(str(text).casefold().split())


def work_of(text: str) -> str:
    """Return how far work is; "" for an empty cell."""
    said = folded(text)
    for work in WORK:
        if said in {work, *(folded(work_words(language)[work]) for language in LANGUAGES)}:
            return work
    if said in ("", "–", "-"):
        return ""
    known = {language: tuple(work_words(language).values()) for language in LANGUAGES}
    raise NotUnderstood("no work", found=text, known=known)


def score_of(text: str) -> int:
    """Return a value or difficulty, 0 for an empty cell."""
    said = str(text).strip()
    if said in ("", "–", "-"):
        return 0
    try:
        number = float(said)
    except ValueError:
        raise NotUnderstood("no score", found=text) from None
    if number != int(number) or not 0 <= number <= MOST:
        raise NotUnderstood("no score", found=text)
    return int(number)


def number_of(text: str) -> float:
    """Return a place; infinity for an empty cell, which puts it last."""
    said = str(text).strip()
    if not said:
        return math.inf
    try:
        number = float(said)
    except ValueError:
        raise NotUnderstood("no place", found=text) from None
    if not math.isfinite(number):
        raise NotUnderstood("no place", found=text)
    return number


def yes_of(text: str) -> bool:
    """Return whether a cell says yes."""
    said = folded(text)
    if said in _YES or said in _NO:
        return said in _YES
    raise NotUnderstood("no yes", found=text)


def due_of(text: str) -> str:
    """Return a date as ISO where it is told year first, else the words."""
    return day_of(said_in(text))


class Names:
    """The stages and lanes that a file may name.

    Parameters
    ----------
    lanes : mapping of str to iterable of str
        Names by lane, in whichever language.
    """

    def __init__(self, lanes: Mapping[str, Iterable[str]] | None = None) -> None:
        self._lanes = {lane: lane for lane in LANES} | dict(_LANE_WORDS)
        for language in LANGUAGES:
            self._lanes |= {folded(name): lane for lane, name in LANE_NAMES[language].items()}
        for lane, names in (lanes or {}).items():
            self._lanes |= {folded(name): lane for name in names}
        self._stages: list[dict[str, set[str]]] = []
        self._ids: dict[str, str] = {}
        self._shown: dict[str, str] = {}

    def know(self, stages: Mapping[str, Iterable[str]]) -> None:
        """Add stages with what they are called; names that were added earlier go before."""
        names: dict[str, set[str]] = {}
        for stage_id, called in stages.items():
            if not stage_id.startswith(NEW):
                self._ids[folded(stage_id)] = stage_id
            for name in filter(None, map(str.strip, called)):
                names.setdefault(folded(name), set()).add(stage_id)
                self._shown.setdefault(stage_id, name)
        self._stages.append(names)

    def stage(self, text: str) -> str:
        """Return the id of a stage; that of one which the file adds starts with `parts.NEW`."""
        said = folded(said_in(text))
        if said in self._ids:
            return self._ids[said]
        for names in self._stages:
            found = names.get(said, set())
            if len(found) == 1:
                return next(iter(found))
            if found:
                raise NotUnderstood("several stages", found=text, known=tuple(sorted(found)))
        if said.endswith((")", "）")):
            inner = max(said.rfind("("), said.rfind("（"))
            if said[inner + 1 : -1] in self._ids:
                return self._ids[said[inner + 1 : -1]]
        raise NotUnderstood("no stage" if said else "empty stage", found=text, known=tuple(self._shown.values()))

    def called(self, stage_id: str) -> str:
        """Return what a stage is called in the file."""
        return self._shown.get(stage_id, stage_id.removeprefix(NEW))

    def lane(self, text: str) -> str:
        """Return a lane."""
        said = folded(said_in(text))
        if said in self._lanes:
            return self._lanes[said]
        known = {language: tuple(LANE_NAMES[language].values()) for language in LANGUAGES}
        raise NotUnderstood("no lane" if said else "empty lane", found=text, known=known)
