"""A ``journey.json`` that came back: titles, places and what the team made of cards; its counts and quotes stay ours.

A card that has no id of this package is new and rests on the segments of its evidence. The file keeps marks of what it
was when it was written; one that lost them is compared with the saved version that it names, if it does.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from cjm_research.corpora.encoding import decode
from cjm_research.errors import ReadError
from cjm_research.exports.edits import values
from cjm_research.exports.edits.exported import base_of
from cjm_research.exports.edits.parts import CARD, NEW, STAGE, Cell, Side
from cjm_research.exports.edits.said import Fault, FileSide, Place, Said
from cjm_research.exports.edits.values import Names, NotUnderstood
from cjm_research.schema import LANGUAGES

_VERSIONS = ("1.0", "1.1")
_OURS = re.compile(r"[a-z]{1,2}[0-9a-f]{12}")
_CELLS = {"work": values.work_of, "due": values.due_of, "value": values.score_of, "difficulty": values.score_of}
_FLAGS = ("hidden", "pinned")


def load(path: Path) -> dict[str, Any]:
    """Return the content of a ``journey.json``.

    Raises
    ------
    ReadError
        If it is no JSON, or no journey that this version reads.
    """
    text = decode(path.read_bytes(), str(path)).text
    try:
        data = json.loads(text)
    except json.JSONDecodeError as err:
        raise ReadError(
            f"{path.name}, line {err.lineno}, column {err.colno}: it is no whole JSON ({err.msg}). Mend that place, or "
            "edit the map in the workbook instead."
        ) from err
    stages = data.get("stages") if isinstance(data, dict) else None
    if not isinstance(stages, list) or not all(isinstance(stage, dict) for stage in stages):
        raise ReadError(f"{path.name} is no journey.json: it has no list of stages. Send back the file as exported.")
    if data.get("schema_version") not in _VERSIONS:
        raise ReadError(
            f"{path.name} says its schema is {data.get('schema_version')!r}, this version reads "
            f"{' and '.join(_VERSIONS)}. Export the map anew, or read the file with the version that wrote it."
        )
    return data


def read_journey(
    path: Path, now: Side, was: Side | None, language: str, known: frozenset[str], lanes: Mapping[str, Sequence[str]]
) -> FileSide:
    """Read a ``journey.json``.

    Parameters
    ----------
    path : Path
        The file.
    now : Side
        The map as it stands.
    was : Side or None
        What the file is said to be written from; what it tells itself goes before.
    language : {"en", "zh"}
        The study's first.
    known : frozenset of str
        Ids of cards that the study knows.
    lanes : mapping of str to sequence of str
        Names of lanes.
    """
    data = load(path)
    base = base_of(data, [was, now] if was else [now])
    known = known | frozenset(base.cards if base else ())
    side = _File(path.name, data, base or was or now, language, known, Names(lanes)).side()
    notes: tuple[tuple[str, Mapping[str, Any]], ...] = () if base or was else (("no base", {}),)
    return replace(side, base=base, listed=frozenset(base.cards if base else ()), notes=notes)


class _File:
    def __init__(
        self, source: str, data: Mapping[str, Any], now: Side, language: str, known: frozenset[str], names: Names
    ) -> None:
        self._source, self._data, self._now, self._language = source, data, now, language
        self._known, self._names, self._faults = known, names, list[Fault]()

    def side(self) -> FileSide:
        said: list[Said] = []
        cells: dict[Cell, list[str]] = {}
        order: list[str] = []
        for at, stage in enumerate(self._data["stages"]):
            place = Place("pointer", at=f"/stages/{at}")
            key = str(stage.get("id") or "")
            key = key if key in self._now.stages else f"{NEW}{place.at}"
            order.append(key)
            said.append(Said(STAGE, key, self._stage_parts(stage), place, _text(stage, "name", self._language)))
            for n, card in enumerate(stage.get("cards") or ()):
                where = Place("pointer", at=f"/stages/{at}/cards/{n}")
                found = self._card(card, key, where) if isinstance(card, dict) else []
                said += found
                for one in found[:1]:
                    if not one.parts.get("hidden") and "lane" in one.parts:
                        cells.setdefault((key, one.parts["lane"]), []).append(one.key)
        title = str((self._data.get("study") or {}).get("title") or "")
        # A map of a group lacks the cards of the others.
        whole = not (self._data.get("journey") or {}).get("persona")
        return FileSide(
            source=self._source, format="json", language=self._language, said=tuple(said), order=tuple(order),
            cells={cell: tuple(keys) for cell, keys in cells.items()}, whole=whole, faults=tuple(self._faults),
            notes=(), title=title,
        )  # fmt: skip

    def _stage_parts(self, stage: Mapping[str, Any]) -> dict[str, Any]:
        parts = {
            f"{part}:{language}": str(stage[part][language])
            for part in ("name", "question", "definition")
            for language in LANGUAGES
            if isinstance(stage.get(part), dict) and language in stage[part]
        }
        return parts | ({"hidden": bool(stage["hidden"])} if "hidden" in stage else {})

    def _card(self, card: Mapping[str, Any], stage: str, place: Place) -> list[Said]:
        own = str(card.get("id") or "").strip()
        new = own not in self._known and not _OURS.fullmatch(own)
        key = f"{NEW}{place.at}" if new else own
        title = str(card.get("title") or "")
        parts = {"stage": stage, **dict(self._parts(card, key, title, place))}
        if new:
            parts["segment_ids"] = tuple(
                str(item["segment_id"]) for item in card.get("evidence") or () if isinstance(item, dict)
            )
        merged = [str(part) for part in card.get("parts") or () if str(part) not in self._now.held]
        return [
            Said(CARD, key, parts, place, title),
            *(Said(CARD, part, {"into": key}, place, "") for part in merged if part in self._now.cards and not new),
        ]

    def _parts(self, card: Mapping[str, Any], key: str, title: str, place: Place) -> Iterator[tuple[str, Any]]:
        yield from self._titles(card, key, title, place)
        lane = card.get("lane") or card.get("family") or ""
        readers = {"lane": self._names.lane, "owner": values.said_in, **_CELLS}
        for name, value in {**card, "lane": lane}.items():
            if name in _FLAGS:
                yield name, bool(value)
            if name not in readers:
                continue
            try:
                yield name, readers[name](str(value if value is not None else ""))
            except NotUnderstood as err:
                self._faults.append(Fault(place, key, title, err.why, {**err.told, "column": name}))

    def _titles(self, card: Mapping[str, Any], key: str, title: str, place: Place) -> Iterator[tuple[str, str]]:
        """Give titles by language; one that is only in ``title`` is in the first language of the study."""
        told = card.get("titles") if isinstance(card.get("titles"), dict) else {}
        by_language = {f"title:{name}": str(text) for name, text in told.items() if name in LANGUAGES}
        first = f"title:{self._language}"
        was = self._now.cards.get(key, {}).get(first)
        held = by_language.get(first, was)
        if title != was and held == was and "title" in card:
            by_language[first] = title
        elif title not in (was, held) and "title" in card and was is not None:
            self._faults.append(Fault(place, key, title, "two titles", {"found": title, "held": held}))
        elif was is None:
            by_language.setdefault(first, title)
        yield from by_language.items()


def _text(stage: Mapping[str, Any], part: str, language: str) -> str:
    held = stage.get(part)
    return str(held.get(language, "")) if isinstance(held, dict) else ""


def other_figures(data: Mapping[str, Any], now: Mapping[str, Any]) -> int:
    """Return how many cards of a file rest on other segments than on the map as it stands."""
    held = {card["id"]: _rests_on(card) for stage in now["stages"] for card in stage["cards"]}
    cards = [card for stage in data["stages"] for card in stage.get("cards") or () if isinstance(card, dict)]
    return sum(card.get("id") in held and _rests_on(card) != held[card["id"]] for card in cards)


def _rests_on(card: Mapping[str, Any]) -> set[str]:
    return {str(item.get("segment_id")) for item in card.get("evidence") or () if isinstance(item, dict)}
