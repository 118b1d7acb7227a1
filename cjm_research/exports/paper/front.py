"""The first pages: what was asked of whom, how far the draft is, what stands out, the map and its curve at a glance."""

from __future__ import annotations

from math import ceil

from cjm_research.exports import figures
from cjm_research.exports import words as shared
from cjm_research.exports.board import GRADE_MARKS, Card, Column
from cjm_research.exports.linebreak import is_wide
from cjm_research.exports.paper.blocks import (
    Block,
    Bullets,
    Contents,
    Figure,
    Heading,
    Page,
    Para,
    Span,
    Table,
    Title,
    text,
)
from cjm_research.exports.paper.composing import Matter
from cjm_research.exports.paper.words import number
from cjm_research.exports.quoting import slots_said

_MOST = 3  # cards and touchpoints in a cell of the map
_ACROSS = 6  # stages beside each other on a page
_FIRST = 5  # cards named in the summary
_ROOM, _WIDE, _EM, _INSET = 420.0, 751.0, 8.0, 8.0  # points of a page across beside heading, caption and note
_LINE = {"en": 11.0, "zh": 12.5}  # points of a small line and what parts it from the next


def opening(matter: Matter) -> list[Block]:
    """Return title, summary and contents."""
    board = matter.board
    made = board.word("made_by", version=matter.journey.data["study"]["cjm_research"])
    below = " · ".join(part for part in (matter.say("subtitle"), board.date, made) if part)
    blocks: list[Block] = [Title(board.title, below), text(board.draft_words, "warning")]
    blocks += [Heading(1, matter.say("summary")), *_summary(matter)]
    return [*blocks, Contents(matter.say("contents"), matter.say("contents_hint"))]


def _summary(matter: Matter) -> list[Block]:
    board = matter.board
    told = [
        ("asked", [board.asked_words + ("。" if matter.language == "zh" else ".")]),
        ("scenario", [board.scenario or matter.say("no_scenario")]),
        ("state", [told for told in (_counted(matter), slots_said(matter.journey, matter.language)) if told]),
        ("feeling", _feeling(matter)),
        ("enough", _enough(matter)),
        ("agreed", [_agreed(matter)]),
        ("first", _ranked(matter)),
    ]
    blocks: list[Block] = []
    for key, sentences in told:
        blocks.append(Para((Span(matter.say(key), "bold"),), "lead"))
        blocks.append(text(sentences[0]) if len(sentences) == 1 else Bullets(tuple(sentences)))
    return blocks


def _counted(matter: Matter) -> str:
    cards = [card for _, card in matter.shown_cards]
    if not cards:
        return matter.say("no_cards")
    grades = {grade: sum(card.grade == grade for card in cards) for grade in ("strong", "fair", "thin")}
    unreviewed = sum(card.machine_only for card in cards)
    return matter.say("cards_of", n=len(cards), unreviewed=unreviewed, **grades)


def _feeling(matter: Matter) -> list[str]:
    board = matter.board
    if sum(column.emotion.mean is not None and not column.emotion.faint for column in board.columns) < 2:
        return [matter.say("not_compared")]
    named = [column for column in board.columns if column.emotion.label]
    told = [matter.say("at_stage", stage=column.name, words=moment_of(matter, column)) for column in named]
    return told or [matter.say("no_moment")]


def moment_of(matter: Matter, column: Column) -> str:
    """Return what is said of a low or a high point of the curve; "" where there is nothing to say."""
    label = column.emotion.label
    return matter.board.word(label, cause=column.emotion.cause) if label else ""


def _enough(matter: Matter) -> list[str]:
    sheet = matter.material.saturation if matter.material else None
    if sheet is None or sheet.unseen.empty:
        return [matter.say("no_saturation")]
    return [sheet.headline(kind, matter.language) for kind in sheet.unseen["kind"]]


def _agreed(matter: Matter) -> str:
    sheet = matter.material.agreement if matter.material else None
    return matter.say("no_agreement") if sheet is None else sheet.readings(matter.language)["text"].iloc[0]


def _ranked(matter: Matter) -> list[str]:
    sheet = matter.priorities
    if sheet is None or sheet.frame.empty:
        return [matter.say("nothing_ranked")]
    lane = "pain_point" if (sheet.frame["lane"] == "pain_point").any() else sheet.frame["lane"].iloc[0]
    own = sheet.frame[sheet.frame["lane"] == lane]
    told = [sheet.reading(matter.language).split("\n")[0]]
    for row in own.head(_FIRST).to_dict("records"):
        counts = shared.people(row["n_people"], row["n_asked"], matter.language)
        low, high = row["rank_low"], row["rank_high"]
        values = {"title": row["title"], "counts": counts, "of": len(own)}
        told.append(matter.say("ranked_card", **values, low=low, high=high))
    return told


def glance(matter: Matter) -> list[Block]:
    """Return the emotion curve with its figures, and the map as tables, stages across."""
    board = matter.board
    if not board.columns:
        return [Heading(1, matter.say("at_a_glance")), text(matter.say("no_cards"))]
    blocks: list[Block] = [Heading(1, matter.say("curve")), *_curve(matter)]
    blocks += [Page(across=True), Heading(1, matter.say("at_a_glance"))]
    cards = [card for _, card in matter.shown_cards]
    all_machine = bool(cards) and all(card.machine_only for card in cards)
    note = matter.say("glance_note", most=_MOST)
    blocks += [text(matter.say("none_reviewed"), "warning")] if all_machine else []
    parts = [board.columns[at : at + _ACROSS] for at in range(0, len(board.columns), _ACROSS)]
    for at, columns in enumerate(parts, 1):
        caption = matter.say("map_part", n=at, of=len(parts)) if len(parts) > 1 else board.word("map")
        blocks.append(_map(matter, columns, caption, all_machine))
    return [*blocks, text(note, "note")]


def _map(matter: Matter, columns: tuple[Column, ...], caption: str, all_machine: bool) -> Table:
    """Return the map with as many cards in a cell as a page has room for."""
    for most in range(_MOST, 0, -1):
        table = _map_of(matter, columns, caption, all_machine, most)
        if most == 1 or _height(table, matter.language) <= _ROOM:
            break
    return table


def _height(table: Table, language: str) -> float:
    """Return about how many points high a small table across a page is: lines of the fullest cell of each row."""
    whole, high = sum(table.widths), 0.0
    for row in (table.head, *table.rows):
        lines = [
            sum(ceil((_long(line) + 2) * _EM / (_WIDE * width / whole - _INSET)) for line in cell.split("\n"))
            for cell, width in zip(row, table.widths, strict=True)
        ]
        high += max(lines) * _LINE[language] + 1
    return high


def _long(line: str) -> float:
    """Return how long a line is in ems: a letter is about half as wide as a 汉字."""
    return sum(1.0 if is_wide(char) else 0.5 for char in line)


def _map_of(matter: Matter, columns: tuple[Column, ...], caption: str, all_machine: bool, most: int) -> Table:
    board = matter.board
    head = (board.word("stage"), *(f"{column.name}\n{column.people}" for column in columns))
    rows = [(board.word("emotion"), *(_point(matter, column) for column in columns))]
    touched = ["\n".join(_first([point.words for point in column.touchpoints], matter, most)) for column in columns]
    rows.append((board.word("touchpoints"), *(words or matter.say("no_touchpoints") for words in touched)))
    for lane, name in board.families.items():
        cells = [
            "\n".join(_first([_in_cell(matter, card, all_machine) for card in column.cells[lane]], matter, most))
            for column in columns
        ]
        rows.append((name, *(cell or board.empty(lane) for cell in cells)))
    return Table(head, tuple(rows), (0.6, *(1.0 for _ in columns)), caption, small=True, marked=True)


def _first(names: list[str], matter: Matter, most: int) -> list[str]:
    more = len(names) - most
    return [*names[:most], *([matter.say("more_cards", n=more)] if more > 0 else [])]


def _in_cell(matter: Matter, card: Card, all_machine: bool) -> str:
    unreviewed = matter.say("cell_unreviewed") if card.machine_only and not all_machine else ""
    people = shared.persons(card.n_people, matter.language)
    values = {"people": people, "mark": _spaced(card.mark, matter.language), "grade": card.grade_words}
    return matter.say("card_in_cell", title=card.title, unreviewed=unreviewed, **values)


def _spaced(mark: str, language: str) -> str:
    return mark if language == "en" else mark + "\u2009"  # a sign does not touch a 汉字


def graded(grade: str, words: str) -> str:
    """Return a grade as it is printed: its sign and its word.

    >>> graded("fair", "fair"), graded("none", "none")
    ('◐ fair', 'none')
    """
    return f"{GRADE_MARKS[grade]} {words}".strip()


def _point(matter: Matter, column: Column) -> str:
    emotion = column.emotion
    if emotion.mean is None:
        return matter.say("no_rating")
    lines = [f"{emotion.mean:.1f} ({matter.board.word('n', n=emotion.n)})"]
    if matter.language == "zh":
        lines = [f"{emotion.mean:.1f}（{matter.board.word('n', n=emotion.n)}）"]
    return "\n".join([*lines, *([moment_of(matter, column)] if column.emotion.label else [])])


def _curve(matter: Matter) -> list[Block]:
    board = matter.board
    points = []
    for column in board.columns:
        emotion = column.emotion
        key = "curve_none" if emotion.mean is None else "curve_point"
        points.append(matter.say(key, stage=column.name, mean=number(emotion.mean, matter.language, 1), n=emotion.n))
    joint = "；" if matter.language == "zh" else "; "
    alt = matter.say("curve_alt", points=joint.join(points))
    rows = [_row(matter, column) for column in board.columns]
    head = tuple(matter.say(key) if key != "stage" else board.word("stage") for key in
                 ("stage", "mean_of", "rated", "moment_words"))  # fmt: skip
    blocks: list[Block] = [
        Figure("emotion-curve", figures.curve(matter.journey), alt, matter.say("curve_caption")),
        Table(head, tuple(rows), (1.1, 1.2, 0.8, 3.2), board.word("sheet_emotion"), marked=True),
        text(board.word("limit_interval"), "note"),
    ]
    basis = getattr(matter.journey, "basis", {}).get(matter.language, "")
    return [*blocks, *([text(basis, "note")] if basis else [])]


def _row(matter: Matter, column: Column) -> tuple[str, ...]:
    emotion = column.emotion
    n = str(emotion.n) + (f" · {matter.say('faint')}" if emotion.n and emotion.faint else "")
    told = moment_of(matter, column)
    if not told:
        told = matter.say("not_a_moment" if column.compared else "not_tested")
    mean = matter.say("no_rating") if emotion.mean is None else interval(matter, column)
    return column.name, mean, n, told


def interval(matter: Matter, column: Column) -> str:
    """Return the mean of a stage with its interval."""
    from cjm_research.exports.paper.words import between

    emotion = column.emotion
    return between(emotion.mean, emotion.low, emotion.high, matter.language, 1)
