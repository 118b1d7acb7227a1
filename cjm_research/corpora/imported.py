"""What a project of another tool holds beside its documents: codes, codings, memos.

Readers of such projects (`corpora.qda`) fill these in; `corpora.build` moves the places along when personal data in
the text is replaced.

>>> Mark(12, 17, "Costs > Too dear", coder="Ana").code
'Costs > Too dear'
"""

from __future__ import annotations

from dataclasses import dataclass

SEPARATOR = " > "
"""Stands between the parts of a code's path."""


@dataclass(frozen=True)
class Code:
    """A code of a codebook.

    Attributes
    ----------
    path : str
        The names from the top, joined by `SEPARATOR`.
    description : str
        What the codebook says of it.
    color : str
        ``#rrggbb``, or empty.
    """

    path: str
    description: str = ""
    color: str = ""


@dataclass(frozen=True)
class Mark:
    """One coding: a code on some words, by somebody.

    Attributes
    ----------
    start, end : int
        Half-open, ``str`` indexes into the source's ``text``.
    code : str
        Path of the code.
    coder : str
        Who coded; empty if the tool does not say.
    created_at : str
        When, ISO 8601; empty if unknown.
    memo : str
        A note on this coding.
    """

    start: int
    end: int
    code: str
    coder: str = ""
    created_at: str = ""
    memo: str = ""


@dataclass(frozen=True)
class Memo:
    """A note.

    Attributes
    ----------
    about : {"document", "place", "code", "case", "study"}
    about_id : str
        Name of the document (its ``inside``) with ``:start-end`` for a place, path of the code, name of the case.
    text, coder, created_at : str
    """

    about: str
    about_id: str
    text: str
    coder: str = ""
    created_at: str = ""
