"""Taking one person out of what people made of the map: segments, words in titles and comments, answers, saved maps.

Cards, stages and saved maps stay, with what others said. A card that was split off and holds nothing but this person's
segments goes; of a saved map the person's evidence goes and its figures stay, as they were told at the time.

>>> lost = Lost("P01", {"s1"}, Said({"It came late. Nobody rang me."}, ()))
>>> row = {"card_id": "c1", "made": "split", "segment_ids": ["s1", "s2"], "title": {"en": "Nobody rang me."}}
>>> rows_without("cards", [row, {**row, "segment_ids": ["s1"]}], lost)
[{'card_id': 'c1', 'made': 'split', 'segment_ids': ['s2'], 'title': {}}]
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from cjm_research.store.erasing_books import Said

PREFIX = "board."
TABLES = ("cards", "stages", "weights", "maps", "validations", "memos")
_TEXTS = ("title", "name", "question", "definition")
_WORDS = ("owner", "due", "note", "words", "text")
_ABOUT = ("segment_id", "document_id", "case_id")


@dataclass(frozen=True)
class Lost:
    """What is to go: the person, the ids of segments, documents and notes, and what was said."""

    case_id: str
    ids: Collection[str]
    said: Said


def rows_without(name: str, rows: Iterable[Mapping[str, Any]], lost: Lost) -> list[dict[str, Any]]:
    """Return rows of one of `TABLES` without a person.

    Parameters
    ----------
    name : str
        The table.
    rows : iterable of mapping
        As an event holds them.
    lost : Lost
        What is to go.
    """
    return [_row(name, row, lost) for row in rows if not _goes(name, row, lost)]


def payload_without(payload: Mapping[str, Any], lost: Lost) -> dict[str, Any]:
    """Return what else is known of an act on the board without a person; its rows are left as they are."""
    kept = dict(payload)
    if "called" in kept:
        kept["called"] = {card: _kept(titles, lost) for card, titles in kept["called"].items()}
    if "stages" in kept and isinstance(kept["stages"], Mapping):
        kept["stages"] = {stage: _kept(names, lost) for stage, names in kept["stages"].items()}
    for key in ("title", "to"):
        kept |= {key: _kept(kept[key], lost)} if key in kept else {}
    if isinstance(kept.get("parts"), Mapping):
        kept["parts"] = {key: _text(part, lost) for key, part in kept["parts"].items()}
    if lost.case_id and kept.get("person") == lost.case_id:
        kept.pop("person")
    return {key: _text(value, lost) if key in _WORDS else value for key, value in kept.items()}


def _goes(name: str, row: Mapping[str, Any], lost: Lost) -> bool:
    if name == "validations":
        return bool(lost.case_id) and row.get("person") == lost.case_id
    if name == "memos":
        return bool({row.get("memo_id"), row.get("about_id")} & {*lost.ids})
    held = row.get("segment_ids") or ()
    return name == "cards" and row.get("made") == "split" and bool(held) and all(one in lost.ids for one in held)


def _row(name: str, row: Mapping[str, Any], lost: Lost) -> dict[str, Any]:
    kept = dict(row)
    for key in _TEXTS:
        if key in kept and name != "weights":
            kept[key] = _kept(kept[key], lost)
    kept |= {key: _text(kept[key], lost) for key in _WORDS if key in kept}
    if "segment_ids" in kept:
        kept["segment_ids"] = [one for one in kept["segment_ids"] if one not in lost.ids]
    if "examples" in kept:
        kept["examples"] = {
            language: [line for line in lines if not lost.said.is_in(line)]
            for language, lines in kept["examples"].items()
        }
    if "content" in kept:
        kept["content"] = _content(kept["content"], lost)
    return kept


def _kept(texts: Any, lost: Lost) -> Any:
    """Return texts by language without those that the person said; a single text is blank then."""
    if isinstance(texts, Mapping):
        return {language: text for language, text in texts.items() if not lost.said.is_in(text)}
    return _text(texts, lost)


def _text(text: Any, lost: Lost) -> Any:
    return "" if isinstance(text, str) and text and lost.said.is_in(text) else text


def _content(value: Any, lost: Lost) -> Any:
    """Return the content of a saved map without the person's evidence, ids and words."""
    if isinstance(value, Mapping):
        return {key: _content(part, lost) for key, part in value.items() if key not in lost.ids}
    if isinstance(value, list):
        return [_content(part, lost) for part in value if not _is_about(part, lost)]
    return _text(value, lost)


def _is_about(part: Any, lost: Lost) -> bool:
    gone = {*lost.ids, lost.case_id} - {""}
    if isinstance(part, Mapping):
        return any(part.get(name) in gone for name in _ABOUT)
    return isinstance(part, str) and part in gone
