"""Small things that all projects of other tools have: paths of codes, names told apart, times, colours.

>>> told_apart(["Ana", "Ana", "Bo"])
['Ana', 'Ana (2)', 'Bo']
>>> iso("2026-01-05 10:00:00"), iso("2026-01-05T10:00:00Z"), iso("yesterday")
('2026-01-05T10:00:00', '2026-01-05T10:00:00+00:00', '')
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import datetime

from cjm_research.corpora.imported import SEPARATOR
from cjm_research.corpora.qda.offsets import plain

_DEEPEST = 40  # levels of a tree of codes; a file that goes in circles goes no further


def told_apart(names: Iterable[str]) -> list[str]:
    """Return the names with a number after those that came before."""
    taken: dict[str, int] = {}
    found = []
    for name in names:
        unique, n = name, taken.get(name, 0)
        while unique in taken:
            n += 1
            unique = f"{name} ({n})" if n > 1 else name
        taken[name], taken[unique] = max(n, 1), max(taken.get(unique, 1), 1)
        found.append(unique)
    return found


def counted(n: int, word: str) -> str:
    """Return a number with its word.

    >>> counted(1, "coding"), counted(1200, "coding")
    ('1 coding', '1,200 codings')
    """
    return f"{n:,} {word}" + "s" * (n != 1)


def one_line(text: str) -> str:
    """Return a name on one line, without control characters and without what separates the parts of a path."""
    return " ".join(plain(text).split()).replace(SEPARATOR.strip(), "›")


def paths(names: Mapping[str, str], parents: Mapping[str, str]) -> dict[str, str]:
    """Return the path of each code from its name and its parent.

    Parameters
    ----------
    names : mapping of str to str
        By id, in the order of the codebook.
    parents : mapping of str to str
        The id of the parent; ids that are not there, or go in circles, end the path.
    """
    found = {}
    for key in names:
        parts, seen, at = [], {key}, key
        while at in names and len(parts) < _DEEPEST:
            parts.append(one_line(names[at]) or "(no name)")
            at = parents.get(at, "")
            if at in seen:
                break
            seen.add(at)
        found[key] = SEPARATOR.join(reversed(parts))
    return dict(zip(found, told_apart(found.values()), strict=True))


def iso(time: str) -> str:
    """Return a time in ISO 8601, as exact as it was given; empty if it is none."""
    try:
        return datetime.fromisoformat(time.strip()).isoformat() if time.strip() else ""
    except ValueError:
        return ""


def color(value: str) -> str:
    """Return a colour as ``#rrggbb``, or an empty string.

    >>> color("#C0392BFF"), color("#abc"), color("red")
    ('#c0392b', '#aabbcc', '')
    """
    short = re.fullmatch(r"#([0-9a-fA-F])([0-9a-fA-F])([0-9a-fA-F])", value.strip())
    if short:
        return "#" + "".join(2 * digit for digit in short.groups()).lower()
    found = re.fullmatch(r"(#[0-9a-fA-F]{6})(?:[0-9a-fA-F]{2})?", value.strip())
    return found[1].lower() if found else ""
