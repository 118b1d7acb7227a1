"""The parts of the page below the map: each a heading with sentences, pictures, tables and notes, or left out.

A part says what is known or that it is not known; what a study holds beside its map is there only if it was given.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from cjm_research.exports import words as shared
from cjm_research.exports.filled import filled
from cjm_research.exports.page import pictures
from cjm_research.exports.page.pictures import Picture
from cjm_research.exports.page.words import label
from cjm_research.exports.people_told import told_once
from cjm_research.findings.groups import natural

if TYPE_CHECKING:
    from cjm_research.exports.board import Board
    from cjm_research.exports.material import Material
    from cjm_research.findings.priority import PrioritySheet
    from cjm_research.journeys.map import JourneyMap

_METHODS = (
    ("data", "pseudonyms", "unquotable", "segments"),
    ("codebook", "machine", "people", "double", "settled"),
    ("themes", "stages", "emotion", "grade", "counter", "validation"),
)
"""The sentences of the methods, a paragraph each; priorities and saturation have parts of their own."""

_ROWS = 20
"""Rows of the table of priorities, as in the notebook."""


@dataclass(frozen=True)
class Table:
    """A table; ``links`` holds the id of the card that a row is of, or is empty; with prose its last column is text."""

    caption: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    name_at: int = 0
    links: tuple[str, ...] = ()
    note: str = ""
    prose: bool = False


@dataclass(frozen=True)
class Part:
    """One part of the page; ``key`` is its place in the links."""

    key: str
    title: str
    said: tuple[str, ...] = ()
    pictures: tuple[Picture, ...] = ()
    tables: tuple[Table, ...] = ()
    notes: tuple[str, ...] = ()


def curve_part(journey: JourneyMap, board: Board, key: str) -> Part:
    """Return the emotion curve with the moments of truth."""
    language = board.language
    stages = [stage for stage in journey.data["stages"] if not stage.get("hidden")]
    moments = [stage["moment"]["words"][language] for stage in stages if (stage.get("moment") or {}).get("words")]
    compared = any("moment" in stage for stage in stages)
    none = (label("moments_none", language),) if compared and not moments else ()
    return Part("curve", board.word("curve"), (*moments, *none), (pictures.curve(journey, key),))


def priority_part(journey: JourneyMap, board: Board, key: str) -> Part | None:
    """Return what comes first, lane by lane, None where nothing is ranked."""
    from cjm_research.findings.priority import words

    sheet, language = getattr(journey, "priorities", None), board.language
    if sheet is None or sheet.frame.empty:
        return None
    sheet = _in_language(sheet, board)
    lanes = list(dict.fromkeys(sheet.frame["lane"]))
    drawn = [picture for lane in lanes for picture in pictures.priorities(sheet, lane, language, key)]
    said = tuple(sheet.reading(language).split("\n"))
    tables = tuple(_ranked(sheet, lane, language) for lane in lanes)
    notes = tuple(words.notes(sheet, language))
    return Part("first", label("first", language), said, tuple(drawn), tables, notes)


def _in_language(sheet: PrioritySheet, board: Board) -> PrioritySheet:
    """Return the sheet with the titles and stages that stand on the board."""
    titles = {
        card.card_id: (card.title, column.name)
        for column in board.columns
        for cards in column.cells.values()
        for card in cards
    }
    around = "{}（{}）" if board.language == "zh" else "{} ({})"
    named = [
        around.format(*titles[card]) if card in titles else title
        for card, title in zip(sheet.frame["card_id"], sheet.frame["title"], strict=True)
    ]
    return replace(sheet, frame=sheet.frame.assign(title=named), language=board.language)


def _ranked(sheet: PrioritySheet, lane: str, language: str) -> Table:
    from cjm_research.findings.priority import words

    own = sheet.frame[sheet.frame["lane"] == lane]
    first = own.head(_ROWS)
    rows = tuple(tuple(words.cells(row, language)) for row in first.to_dict("records"))
    note = label("more_ranked", language, n=len(own) - _ROWS) if len(own) > _ROWS else ""
    heads, told, _ = filled(words.HEADS[language], rows, [1.0] * len(words.HEADS[language]))
    return Table(words.LANE[language][lane], heads, told, 2, tuple(first["card_id"]), note)


def order_part(journey: JourneyMap, board: Board) -> Part | None:
    """Return in which order people told the stages and how far they agree, None where nothing is known of it."""
    language = board.language
    order = journey.data["framework"].get("order")
    if not order:
        return None
    told = getattr(journey, "order", None)
    said = tuple(told.told(language)) if told is not None else (order.get("words", {}).get(language, ""),)
    names = {stage["id"]: stage["name"][language] for stage in journey.data["stages"]}
    rows = tuple(
        (
            names.get(vote["before"], vote["before"]),
            names.get(vote["after"], vote["after"]),
            label("people_share", language, n=vote["n_people"], of=vote["of"]),
        )
        for vote in order.get("votes", ())
    )
    heads = tuple(label(key, language) for key in ("before", "after", "people_of"))
    tables = (Table(label("votes", language), heads, rows),) if rows else ()
    return Part("order", label("order", language), tuple(filter(None, said)), tables=tables)


def methods_said(journey: JourneyMap, material: Material | None) -> tuple[str, ...]:
    """Return how the map was made, in the words of the methods pack; what the page tells elsewhere is left out."""
    from cjm_research.exports.paper.composing import Matter
    from cjm_research.exports.paper.methods import sentences
    from cjm_research.exports.paper.words import joined

    told = sentences(Matter.of(journey, material))
    return tuple(filter(None, (joined([told[key] for key in keys], journey.language) for keys in _METHODS)))


def attributes(journey: JourneyMap) -> list[tuple[str, str, int]]:
    """Return how many people have which value of which attribute, values in natural order."""
    told = journey.data["participants"]["by_attribute"]
    return [
        (str(name), str(value), int(told[name][value]))
        for name in told_once(told)
        for value in sorted(told[name], key=natural)
    ]


def manifest(journey: JourneyMap, board: Board) -> list[tuple[str, str]]:
    """Return what made the map, as pairs of a name and a value."""
    study = journey.data["study"]
    run = study["run"]
    seeds = ", ".join(str(seed) for seed in run["seeds"])
    return [
        (board.word("framework"), str(journey.data["framework"]["id"])),
        (board.word("run_coder"), str(run["coder"])),
        (board.word("run_embedder"), str(run["embedder"])),
        (board.word("run_codebook"), str(journey.codebook.version)),
        (board.word("run_seeds"), seeds),
        (board.word("run_settings"), str(run["settings_digest"])),
        (board.word("version"), f"cjm_research {study['cjm_research']}"),
        (board.word("date"), str(study["created_at"] or "")),
    ]


def limits(board: Board) -> list[str]:
    """Return what is uncertain, a sentence each."""
    said = [board.word(key) for key in ("limit_machine", "limit_counts", "limit_interval", "limit_cause")]
    return said + ([board.word("limit_unplaced", n=board.n_unplaced)] if board.n_unplaced else [])


def grades(board: Board) -> list[tuple[str, str]]:
    """Return the marks with their words, and what each means."""
    from cjm_research.exports.board import GRADE_MARKS

    return [
        (f"{GRADE_MARKS[grade]} {shared.label(grade, board.language)}", label(f"grade_{grade}", board.language))
        for grade in ("strong", "fair", "thin")
    ]
