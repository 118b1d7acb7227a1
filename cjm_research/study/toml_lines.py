r"""Setting one entry in a TOML text and leaving every other byte of it alone: the researcher's comments, order, spaces.

The result is parsed before it is given back, and must say exactly what the text said before and the new entry; a text
in which the entry has no line of its own (an inline table, say) is refused, never guessed at.

>>> with_entry('seed = 1  # mine\n', ("people", "P03"), "consent", "refused")
'seed = 1  # mine\n\n[people.P03]\nconsent = "refused"\n'
>>> with_entry('[people.P03]\nconsent = "given"  # by mail\n', ("people", "P03"), "consent", "refused")
'[people.P03]\nconsent = "refused"  # by mail\n'
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from copy import deepcopy
from itertools import pairwise
from typing import Any

from cjm_research.errors import StudyError

_HEADER = re.compile(r"\s*\[(?!\[)(?P<path>.+)\]\s*(?:#.*)?")
_BARE = re.compile(r"[A-Za-z0-9_-]+")
_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"}


def quoted(value: str) -> str:
    r"""Return a text as a TOML string of one line.

    >>> print(quoted('a "b"\n'))
    "a \"b\"\n"
    """
    return (
        '"' + "".join(_ESCAPES.get(c) or (f"\\u{ord(c):04X}" if ord(c) < 32 or c == "\x7f" else c) for c in value) + '"'
    )


def with_entry(text: str, table: tuple[str, ...], key: str, value: str) -> str:
    """Return the text with ``key = "value"`` in a table.

    Parameters
    ----------
    text : str
        TOML without a fault.
    table : tuple of str
        Path of the table; it is made at the end of the text where it is not there.
    key, value : str
        An entry that is there keeps its line, its comment too, and gets the new value; else it becomes the table's
        last line.

    Returns
    -------
    str
        With the line ends of the text.

    Raises
    ------
    StudyError
        If the entry cannot be placed without touching anything else; the message holds the lines to write by hand.
    """
    end = "\r\n" if "\r\n" in text else "\n"
    whole = text.rstrip("\r\n")
    lines = re.split(r"\r?\n", whole) if whole else []
    header, entry = f"[{'.'.join(map(_key, table))}]", f"{_key(key)} = {quoted(value)}"
    place = next((n for n, path in _entries(lines) if path == (*table, key)), None)
    if place is not None:
        lines[place] = _revalued(lines[place], value)
    elif (last := _last_line(lines, table)) is not None:
        lines.insert(last + 1, entry)
    else:
        lines += [*([""] if lines else []), header, entry]
    new = end.join(lines) + (text[len(whole) :] or end)
    if _parsed(new) != _wanted(text, table, key, value):
        raise StudyError(
            f"{'.'.join(table)} is written in a way that cannot be changed without touching your other lines. "
            f"Write these two lines by hand:\n{header}\n{entry}"
        )
    return new


def _key(name: str) -> str:
    return name if _BARE.fullmatch(name) else quoted(name)


def _parsed(text: str) -> dict[str, Any] | None:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return None


def _wanted(text: str, table: tuple[str, ...], key: str, value: str) -> dict[str, Any]:
    whole = deepcopy(tomllib.loads(text))
    at = whole
    for part in table:
        at = at.setdefault(part, {})
    at[key] = value
    return whole


def _path(line: str) -> tuple[str, ...]:
    """Return the path that a line's one entry or header sets; empty for any other line."""
    at, path = _parsed(line), []
    while isinstance(at, dict) and len(at) == 1:
        name, at = next(iter(at.items()))
        path.append(name)
    return tuple(path)


def _headers(lines: list[str]) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Yield the number of each line that begins a table, with the table's path; empty for a list of tables."""
    for n, line in enumerate(lines):
        if _HEADER.fullmatch(line) and (path := _path(line)):
            yield n, path
        elif line.lstrip().startswith("[["):
            yield n, ()


def _entries(lines: list[str]) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Yield the number of each line that holds one whole entry, with the entry's path from the top."""
    headers = dict(_headers(lines))
    inside: tuple[str, ...] = ()
    for n, line in enumerate(lines):
        inside = headers.get(n, inside)
        if n not in headers and (path := _path(line)):
            yield n, (*inside, *path)


def _last_line(lines: list[str], table: tuple[str, ...]) -> int | None:
    """Return the number of the table's last line that is not blank or a comment after its entries."""
    for (start, path), (end, _) in pairwise([*_headers(lines), (len(lines), ())]):
        if path == table:
            full = [n for n in range(start + 1, end) if lines[n].strip() and not lines[n].lstrip().startswith("#")]
            return max(full, default=start)
    return None


def _revalued(line: str, value: str) -> str:
    """Put another value into a line of one entry; what stands before it and the comment after it stay."""
    said = _parsed(line)
    ends = [at for at, mark in enumerate(line) if mark == "#" and _parsed(line[:at]) == said]
    entry, comment = (line[: ends[0]], line[ends[0] :]) if ends else (line, "")
    space = entry[len(entry.rstrip()) :]
    marks = [at for at, mark in enumerate(entry) if mark == "=" and _parsed(entry[:at] + '= ""') is not None]
    head = entry[: marks[0] + 1] if marks else entry
    return f"{head} {quoted(value)}{space}{comment}"
