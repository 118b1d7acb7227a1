"""What goes into a project of another tool, before any of its formats: codes, codings, notes, people, sets.

Plain records with our own ids as keys; `guids` turns keys into GUIDs, `project` writes them as XML.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

MACHINE = ("machine", "")
"""The user that suggestions are by."""
MAP = ("map", "")
"""The user that places segments on cards of the map."""


@dataclass(frozen=True)
class Code:
    """A code with those below it.

    Attributes
    ----------
    key : str
        "goal/explicit", "code:trust", "theme/th1", …
    name, description : str
        In the language of the export.
    color : str
        ``#rrggbb`` or "".
    codable : bool
        Whether words may carry it; groups may not.
    below : tuple of Code
    """

    key: str
    name: str
    description: str = ""
    color: str = ""
    codable: bool = True
    below: tuple[Code, ...] = ()


@dataclass(frozen=True)
class Coding:
    """A code on some words, by somebody.

    Attributes
    ----------
    document_id : str
    start, end : int
        ``str`` indexes into the document's text, half-open.
    code : str
        Key of the code.
    user : tuple of (str, str)
        ("person", name), ("settled", name), `MACHINE` or `MAP`.
    created_at : str
        ISO 8601; "" for what a machine says.
    memo : str
        A note on this coding.
    """

    document_id: str
    start: int
    end: int
    code: str
    user: tuple[str, str]
    created_at: str = ""
    memo: str = ""

    @property
    def place(self) -> tuple[str, int, int]:
        """Document, start and end."""
        return self.document_id, self.start, self.end


@dataclass(frozen=True)
class Note:
    """A memo.

    Attributes
    ----------
    key : str
    name, text : str
        The name is how the text begins, so that the two say nothing twice.
    user : tuple of (str, str)
    created_at : str
    about : tuple
        ("study",), ("document", id), ("place", document id, start, end), ("code", key), ("case", id) or
        ("coding", document id, start, end, code, kind of user, user).
    """

    key: str
    name: str
    text: str
    user: tuple[str, str]
    created_at: str
    about: tuple[object, ...]


@dataclass(frozen=True)
class Person:
    """A case: its values by the name of the variable, its documents, or the places where it speaks among others."""

    case_id: str
    values: dict[str, str]
    documents: tuple[str, ...] = ()
    places: tuple[tuple[str, int, int], ...] = ()


@dataclass(frozen=True)
class Group:
    """A set: its codes and documents by key."""

    key: str
    name: str
    description: str
    codes: tuple[str, ...]
    documents: tuple[str, ...]


@dataclass(frozen=True)
class Contents:
    """Everything that a project holds.

    Attributes
    ----------
    title, description, created_at, version : str
        Of the study; the version is that of this package.
    codes : tuple of Code
        Those at the top.
    codings : tuple of Coding
        Sorted by place, code and user.
    comments : dict
        By place: what stands in the comment of a selection: ids of its segment and person, and the emotion.
    documents : tuple of (str, str, str)
        Id, name and text, sorted by name.
    notes : tuple of Note
    variables : dict of str to str
        Type by name: "Text" or "Integer".
    people : tuple of Person
    groups : tuple of Group
    users : dict
        Name by user, in the order of the file.
    """

    title: str
    description: str
    created_at: str
    version: str
    codes: tuple[Code, ...]
    codings: tuple[Coding, ...] = ()
    comments: dict[tuple[str, int, int], str] = field(default_factory=dict)
    documents: tuple[tuple[str, str, str], ...] = ()
    notes: tuple[Note, ...] = ()
    variables: dict[str, str] = field(default_factory=dict)
    people: tuple[Person, ...] = ()
    groups: tuple[Group, ...] = ()
    users: dict[tuple[str, str], str] = field(default_factory=dict)


def walk(codes: tuple[Code, ...], above: tuple[Code, ...] = ()) -> Iterator[tuple[tuple[Code, ...], Code]]:
    """Yield every code with those above it, from the top."""
    for code in codes:
        yield above, code
        yield from walk(code.below, (*above, code))
