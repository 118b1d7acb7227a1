"""The versions of a codebook as acts left them: which stands, what the next row is, and an act on it taken back.

Every act on the codebook adds a row with the next number; none is ever taken away, so that every version that codings
speak of can be read. An act is therefore taken back by one more version: what it changed is as before it, and what
others changed since stays. Where they changed the same words, it is refused.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cjm_research.codes.codebook import Codebook
from cjm_research.codes.editing_words import Refusal
from cjm_research.codes.meaning import changes_meaning
from cjm_research.codes.own_code import OWN
from cjm_research.errors import StudyError

FILE = "file"
"""Who wrote the version that a study began with, and those that were written by hand into the file."""

_ABSENT: Any = object()


@dataclass(frozen=True)
class Versions:
    """The versions of a study's codebook.

    Attributes
    ----------
    rows : tuple of mapping
        The rows of the table "codebooks", by number.
    first : Codebook
        What stands while there are none.
    """

    rows: tuple[Mapping[str, Any], ...]
    first: Codebook

    @classmethod
    def of(cls, rows: Iterable[Mapping[str, Any]], first: Codebook) -> Versions:
        """Return the versions of rows in any order."""
        return cls(tuple(sorted(rows, key=lambda row: row["number"])), first)

    @property
    def book(self) -> Codebook:
        """The codebook that stands."""
        return Codebook.from_content(self.rows[-1]["content"]) if self.rows else self.first

    def at(self, wanted: int | str) -> Codebook:
        """Return a version by its number, or the latest of that version; a Refusal lists the numbers."""
        for row in reversed(self.rows):
            if wanted in (row["number"], row["version"]):
                return Codebook.from_content(row["content"])
        if wanted == self.first.version:
            return self.first
        raise Refusal("no version", wanted=wanted, known=", ".join(str(row["number"]) for row in self.rows) or "–")

    def next_rows(self, new: Codebook, coder: str, reopens: Iterable[str] | None = None) -> list[dict[str, Any]]:
        """Return the rows of an act: its version, and before the very first the one that stood.

        Parameters
        ----------
        new : Codebook
            As it is to be.
        coder : str
            Who acts.
        reopens : iterable of str, optional
            Codes whose codings are to be looked at again; by default those that mean something else than before.
        """
        old = self.book
        codes = changes_meaning(old, new) if reopens is None else list(dict.fromkeys(reopens))
        base = [] if self.rows else [_row(1, old, "", FILE, [])]
        number = int(self.rows[-1]["number"]) + 1 if self.rows else 2
        return [*base, _row(number, new, old.version, coder, codes)]

    def turned(self, act: Mapping[str, Any], back: bool) -> tuple[Codebook, dict[str, Any]]:
        """Return the book with an act taken back (or done again), and the row that the act had made.

        Parameters
        ----------
        act : mapping
            The event of the act, with its rows of "codebooks".
        back : bool
            Whether to take it back.

        Raises
        ------
        Refusal
            If what it changed was changed since.
        """
        made = max(act["payload"]["rows"]["codebooks"]["after"], key=lambda row: row["number"])
        before, after = self.at(made["parent"]), Codebook.from_content(made["content"])
        old, new = (after, before) if back else (before, after)
        return self.stepped(old, new), dict(made)

    def stepped(self, old: Codebook, new: Codebook) -> Codebook:
        """Return the book that stands with the step from an old to a new one done on it.

        Raises
        ------
        Refusal
            If what the step changes was changed since.
        """
        now, out, into = (_parts(book) for book in (self.book, old, new))
        by = self.rows[-1]["coder"] if self.rows else FILE
        for key in dict.fromkeys((*now, *out, *into)):
            try:
                now[key] = _three_way(now.get(key, _ABSENT), out.get(key, _ABSENT), into.get(key, _ABSENT))
            except _ChangedError:
                raise Refusal("changed since", name=_name(key, now, out), by=by) from None
        held = {key: part for key, part in now.items() if part is not _ABSENT}
        ids = [code.kind for code in self.book.own]
        if ids == [code.kind for code in old.own]:
            ids = [code.kind for code in new.own]
        ids += [key for key in held if key.startswith(OWN) and key not in ids]
        content = {
            "codes": [held[f"{code.family}/{code.subtype}"] for code in self.book.codes],
            "family_names": {family: held[family]["name"] for family in self.book.families()},
            "family_definitions": {family: held[family]["definition"] for family in self.book.families()},
            "own": [held[key] for key in ids if key in held],
        }
        try:
            return Codebook.from_content(content)
        except StudyError:
            # A code stands under one that would be no more, or came to stand under itself.
            gone = next((key for key in out if key not in held), next(iter(held)))
            raise Refusal("changed since", name=_name(gone, out, out), by=by) from None


class _ChangedError(Exception):
    """The same words were changed since."""


def used_codings(codings: Iterable[Mapping[str, Any]], code: str) -> list[Mapping[str, Any]]:
    """Return the codings that give a code: "goal/explicit", "code:trust", or any sub-type of "goal"."""
    kind, _, subtype = (code, "", "") if code.startswith(OWN) else code.partition("/")
    return [row for row in codings if row["kind"] == kind and row["value"] and subtype in ("", row["value"])]


def reopened_by(reopens: Sequence[str], codings: Sequence[Mapping[str, Any]], after: int) -> list[str]:
    """Return those codes of which a coding was made after an event."""
    return [code for code in reopens if any(row["event_id"] > after for row in used_codings(codings, code))]


def _row(number: int, book: Codebook, parent: str, coder: str, reopens: list[str]) -> dict[str, Any]:
    row = {"number": number, "version": book.version, "parent": parent, "content": book.to_content()}
    return {**row, "reopens": reopens, "coder": coder}


def _parts(book: Codebook) -> dict[str, Any]:
    """Return what a book says, code by code."""
    content = book.to_content()
    names, defined = content["family_names"], content["family_definitions"]
    parts: dict[str, Any] = {family: {"name": names[family], "definition": defined[family]} for family in names}
    parts |= {f"{code['family']}/{code['subtype']}": code for code in content["codes"]}
    return parts | {OWN + code["id"]: code for code in content["own"]}


def _three_way(now: Any, old: Any, new: Any) -> Any:
    """Return what stands now with the step from old to new done on it."""
    if old == new or now == new:
        return now
    if now == old:
        return new
    if not all(isinstance(side, Mapping) for side in (now, old, new)):
        raise _ChangedError
    keys = dict.fromkeys((*now, *old, *new))
    sides = {key: [side.get(key, _ABSENT) for side in (now, old, new)] for key in keys}
    turned = {key: _three_way(*each) for key, each in sides.items()}
    return {key: value for key, value in turned.items() if value is not _ABSENT}


def _name(key: str, *books: Mapping[str, Any]) -> Any:
    for book in books:
        if isinstance(book.get(key), Mapping):
            return book[key]["name"]
    return key
