"""Questions with several choices: joined in one cell, or a column for each choice.

Each choice that was ticked becomes an attribute of its own, ``"Question: Choice" = "yes"`` (``"是"``); so the counts of
an attribute say how many people ticked it. What was not ticked is no attribute. Words typed beside "other" are an
answer of the person.

Forms join choices by ``", "``, though a choice may hold a comma itself; then the choices that come back in the column
are taken as whole, the longest first.

>>> split("Mail, Phone, or letter", (", ",), ("Phone, or letter", "Mail"))
(['Mail', 'Phone, or letter'], '')
>>> split("微信┋其他〖朋友圈里看到的〗", ("┋",), ("微信", "其他"))
(['微信', '其他'], '朋友圈里看到的')
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from cjm_research.corpora.surveys.blanks import is_blank

_TYPED = re.compile(r"〖(?P<t>[^〗]*)〗")
_SAFE = ("┋", ";", "；", "|")
_ALWAYS = 0.95  # share of a piece's places in which it must follow another to belong to it
_MOST = 60  # choices beyond which a column is no list of choices
_ALL_THAT_APPLY = re.compile(
    r"(?i)(?:check|select|choose|mark|pick|tick) (?:all|any|as many|up to)|all that apply|multiple choice|"
    r"多选|选出所有|"
    r"marca todas"
)
_TRUE = frozenset({
    "1", "yes", "y", "true", "x", "checked", "selected", "ticked", "on", "✓", "√", "☑", "是", "选中", "已选", "有",
})  # fmt: skip
_FALSE = frozenset({
    "0", "no", "n", "false", "unchecked", "not selected", "not checked", "unselected", "off", "否", "未选中", "未选",
    "没有", "-", "n/a", "",
})  # fmt: skip
_GOES_ON = re.compile(r"(?:and|or|etc|e\.g|i\.e|such|including|y|o)\b|[a-z(]")
OTHER = {"en": "Other", "zh": "其他"}
YES = {"en": "yes", "zh": "是"}


@dataclass(frozen=True)
class Choices:
    """The choices that stand together in one column.

    Attributes
    ----------
    marks : tuple of str
        What joins them.
    options : tuple of str
        The longest first.
    """

    marks: tuple[str, ...]
    options: tuple[str, ...]


def joined(question: str, cells: Sequence[str], comma: str = "", sure: bool = False) -> Choices | None:
    """Return the choices of a column whose cells join several, or None.

    Parameters
    ----------
    question : str
    cells : sequence of str
    comma : {"", ",", ", "}
        What the tool joins choices by, where it has no mark of its own.
    sure : bool
        A person says that the column holds choices.
    """
    values = [_TYPED.sub("", cell).strip() for cell in cells if cell.strip() and not is_blank(cell)]
    if not values:
        return None
    for mark in _SAFE:
        several = sum(mark in value.rstrip(mark) for value in values)
        if several:
            options = Counter(part for value in values for part in _parts(value, (mark,)))
            again = [option for option, n in options.items() if n > 1]
            single = len(set(values)) <= len(options)
            if sure or mark == "┋" or (not single and len(options) <= _MOST and len(options) < 0.3 * options.total()):
                return Choices((mark,), _ordered(options if mark == "┋" else again or options))
    asked = bool(_ALL_THAT_APPLY.search(question))
    if sure or comma or asked:
        return _by_commas(values, comma or ", ", sure or asked)
    return None


def split(cell: str, marks: Sequence[str], options: Sequence[str]) -> tuple[list[str], str]:
    """Return the choices ticked in a cell, in its order, and the words typed beside them.

    Parameters
    ----------
    cell : str
    marks : sequence of str
        What joins the choices.
    options : sequence of str
        The known choices, the longest first.
    """
    typed = [hit["t"].strip() for hit in _TYPED.finditer(cell)]
    plain = _TYPED.sub("", cell).strip()
    if not any("," in mark for mark in marks):
        return list(dict.fromkeys(_parts(plain, marks))), "; ".join(words for words in typed if words)
    ticked, rest = _greedy(plain, tuple(options), marks[0])
    return ticked, "; ".join([*typed, *([rest] if rest else [])])


def ticked(cell: str, option: str) -> bool | None:
    """Return whether the column of one choice says that it was ticked; None where it says something else.

    >>> ticked("Mail", "Mail"), ticked("0", "Mail"), ticked("by letter", "Mail")
    (True, False, None)
    """
    plain = " ".join(cell.split()).casefold()
    if plain and (plain == " ".join(option.split()).casefold() or plain in _TRUE):
        return True
    return False if plain in _FALSE else None


def is_checked(options: Sequence[str], columns: Sequence[Sequence[str]]) -> bool:
    """Return whether the columns of a group each say of one choice whether it was ticked.

    Parameters
    ----------
    options : sequence of str
        The choice of each column.
    columns : sequence of sequence of str
        The cells of each.
    """
    told = [
        ticked(cell, option) for option, cells in zip(options, columns, strict=True) for cell in cells if cell.strip()
    ]
    yes = sum(value is True for value in told)
    return bool(yes) and sum(value is not None for value in told) >= 0.95 * len(told)


def _parts(value: str, marks: Sequence[str]) -> list[str]:
    pattern = "|".join(re.escape(mark.strip()) for mark in marks)
    return [part.strip() for part in re.split(pattern, value) if part.strip()]


def _ordered(options: Sequence[str] | Counter[str]) -> tuple[str, ...]:
    return tuple(sorted(options, key=lambda option: (-len(option), option)))


def _by_commas(values: Sequence[str], comma: str, sure: bool) -> Choices | None:
    """Find the choices that a form joined by commas: those that come back, joined again where they belong together."""
    rows = [_pieces(value, comma) for value in values]
    several = sum(len(row) > 1 for row in rows)
    if not several or (not sure and several < 0.1 * len(rows)):
        return None
    rows = _glued(rows, comma)
    count = Counter(piece for row in rows for piece in row)
    least = 2 if len(rows) < 100 else 3
    options = [piece for piece, n in count.items() if n >= least]
    covered = sum(count[option] for option in options) / count.total()
    if not options or len(options) > _MOST or covered < (0.5 if sure else 0.7):
        return None
    whole = Counter(values)
    again = [n for n in whole.values() if n >= least]
    if not sure and len(again) <= len(options) and sum(again) >= 0.9 * len(values):
        return None  # hardly more answers than choices: one choice each, with commas in it
    return Choices((comma,), _ordered(options))


def _pieces(value: str, comma: str) -> list[str]:
    """Cut at commas outside brackets."""
    pieces, depth, start = [], 0, 0
    for i, char in enumerate(value):
        depth += (char in "([（") - (char in ")]）" and depth > 0)
        if depth == 0 and value.startswith(comma, i):
            pieces.append(value[start:i].strip())
            start = i + len(comma)
    return [piece for piece in (*pieces, value[start:].strip()) if piece]


def _glued(rows: list[list[str]], comma: str) -> list[list[str]]:
    """Join two pieces where the second hardly comes without the first, and goes on with it or hardly ever lacks."""
    for _ in range(4):
        count = Counter(piece for row in rows for piece in row)
        pairs = Counter(pair for row in rows for pair in pairwise(row))
        together = {
            pair for pair, n in pairs.items()
            if n > 1 and n >= _ALWAYS * count[pair[1]]
            and (n >= _ALWAYS * count[pair[0]] or _GOES_ON.match(pair[1]))
        }  # fmt: skip
        if not together:
            break
        rows = [_glue(row, together, comma) for row in rows]
    return rows


def _glue(row: list[str], together: set[tuple[str, str]], comma: str) -> list[str]:
    glued: list[str] = []
    last = ""
    for piece in row:
        if glued and (last, piece) in together:
            glued[-1] += comma + piece
        else:
            glued.append(piece)
        last = piece
    return glued


def _greedy(value: str, options: tuple[str, ...], comma: str) -> tuple[list[str], str]:
    found: list[str] = []
    rest: list[str] = []
    left = value
    while left:
        hit = next((o for o in options if left == o or left.startswith((o + comma, f"{o},"))), "")
        if hit:
            found.append(hit)
            left = left[len(hit) :].lstrip(", ")
            continue
        piece = (_pieces(left, comma) or [left])[0]
        rest.append(piece)
        left = left[left.find(piece) + len(piece) :].lstrip(", ")
    return list(dict.fromkeys(found)), ", ".join(rest)
