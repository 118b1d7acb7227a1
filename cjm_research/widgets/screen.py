"""What a view shows, as plain JSON: a pure function of the session's current item.

Text is sent in runs, never with offsets: a browser counts UTF-16 units and Python counts characters, so an emoji
before a segment would shift every mark.

>>> from cjm_research.review.page import Line
>>> runs(Line("P01", "Well, it was hard.", 6, 18), ("hard",))
[['', 'Well, '], ['segment', 'it was '], ['cue', 'hard'], ['segment', '.']]
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from cjm_research.review.page import Item, Line, Suggestion, cues
from cjm_research.schema import CARRIED, FAMILIES, STAGES

if TYPE_CHECKING:
    from cjm_research.codes.codebook import Codebook
    from cjm_research.review.session import ReviewSession


def screen_of(session: ReviewSession) -> dict[str, Any]:
    """Return everything the view draws of the session now."""
    progress = session.progress
    shown: dict[str, Any] = {
        "coder": session.coder,
        "done": progress.done,
        "total": progress.total,
        "remaining": progress.remaining,
        "skipped": progress.skipped,
        "item": None,
    }
    item = session.current
    return shown if item is None else {**shown, "item": _item(item)}


def legend(codebook: Codebook, language: str) -> dict[str, Any]:
    """Return the names that do not change with the segment: families with their codes and keys, and stages."""
    from cjm_research.journeys.frameworks import framework

    codes = [code for code in codebook.codes if code.subtype]
    keys = {(code.family, code.subtype): str(at) for at, code in enumerate(codes, start=1) if at <= 9}
    families = [
        {
            "id": family,
            "name": codebook.name(family, lang=language),
            "codes": [
                {
                    "subtype": code.subtype,
                    "name": codebook.name(family, code.subtype, language),
                    "key": keys.get((family, code.subtype), ""),
                    "definition": code.definition.get(language, ""),
                }
                for code in codes
                if code.family == family
            ],
        }
        for family in FAMILIES
    ]
    names = {stage.id: stage.name[language] for stage in framework("six").stages}
    return {"families": families, "stages": [{"id": stage, "name": names[stage]} for stage in STAGES]}


def runs(line: Line, cue_words: tuple[str, ...]) -> list[list[str]]:
    """Return the line in runs of one look each.

    Parameters
    ----------
    line : Line
        A line of the page.
    cue_words : tuple of str
        What is underlined inside the segment.

    Returns
    -------
    list of [look, text]
        ``look`` is "" (around), "segment" or "cue".
    """
    if line.start == line.end:
        return [["", line.text]]
    inside = line.text[line.start : line.end]
    parts = [["", line.text[: line.start]], *_underlined(inside, cue_words), ["", line.text[line.end :]]]
    return [part for part in parts if part[1]]


def _underlined(text: str, cue_words: tuple[str, ...]) -> list[list[str]]:
    if not cue_words:
        return [["segment", text]]
    longest_first = sorted(cue_words, key=lambda words: (-len(words), words))
    pattern = re.compile("(" + "|".join(re.escape(words) for words in longest_first) + ")", re.IGNORECASE)
    return [["cue" if at % 2 else "segment", part] for at, part in enumerate(pattern.split(text))]


def _item(item: Item) -> dict[str, Any]:
    families = [item.suggestions[family] for family in FAMILIES if family in item.suggestions]
    yes = [shown for shown in families if shown.decision in CARRIED]
    cue_words = tuple(dict.fromkeys(words for shown in yes for words in cues(shown.reason, item.text)))
    lines = [{"label": line.label, "runs": runs(line, cue_words)} for line in item.lines]
    return {
        "segment_id": item.segment_id,
        "number": item.number,
        "language": item.language,
        "document": item.document,
        "case_id": item.case_id,
        "question": item.question,
        "lines": lines,
        "suggested": {shown.kind: _suggestion(shown) for shown in item.suggestions.values()},
        "suggested_codes": item.suggested_codes,
        "codes": item.codes,
        "emotion": item.verdict.get("emotion", ""),
        "stage": item.verdict.get("stage", ""),
        "skipped": item.skipped,
    }


def _suggestion(shown: Suggestion) -> dict[str, Any]:
    score = shown.score if shown.score == shown.score else None
    return {"value": shown.value, "score": score, "decision": shown.decision, "reason": shown.reason}
