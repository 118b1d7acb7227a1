"""The codebook of a study, in its file and in its history: kept the same, whoever writes which.

The history (table "codebooks") is the truth once an act has changed the codebook; ``codebook.toml`` is written after
each act. A kill in between leaves the file as it was last written, which is seen and mended when the study is next
opened. An edit of the file by hand is an act too: of the actor "file", with what it changed, and codings of codes that
mean something else by it are reopened. If people changed the codebook meanwhile, both are kept. A file that cannot be
read, or that changed the same words, is reported and left as it is, and the last version stands.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cjm_research.codes import meaning
from cjm_research.codes.codebook import Codebook
from cjm_research.codes.editing_words import Refusal
from cjm_research.codes.own_code import OWN
from cjm_research.codes.writing import text_of
from cjm_research.errors import StaleError, StudyError
from cjm_research.review.codebook.versions import FILE, Versions
from cjm_research.store.database import Store
from cjm_research.study.folder import StudyFolder

ACT = "codebook.file"
WRITTEN = "codebook.file"
"""Under this name the store keeps the version that was last written to the file."""

FIRST = "codebook.first"
"""Under this name the store keeps what the file said when it was last read, while no act has changed the codebook."""

_ROUNDS = 5  # how often others may act while the file is written


@dataclass(frozen=True)
class Standing:
    """The codebook that stands, and what a person should know about its file.

    Attributes
    ----------
    book : Codebook
    notes : tuple of str
        Whole sentences; empty when all is well.
    """

    book: Codebook
    notes: tuple[str, ...] = ()


def standing_codebook(folder: StudyFolder, store: Store, tell: Callable[[str], object] | None = None) -> Codebook:
    """Return the codebook that stands, after bringing file and history together.

    Parameters
    ----------
    folder : StudyFolder
    store : Store
        Of the study.
    tell : callable, optional
        Is given each sentence of what a person should know.

    Raises
    ------
    StudyError
        If the file cannot be read and no version stands; or it cannot be written.
    """
    found = stand(folder, store)
    for note in found.notes if tell else ():
        tell(note)
    return found.book


def stand(folder: StudyFolder, store: Store) -> Standing:
    """Return the codebook that stands and what is to be said of its file; for the rest see `standing_codebook`."""
    versions = _versions(store, None)
    if not versions.rows:
        return _begin(folder, store)
    if not folder.codebook.is_file():
        return Standing(write_file(folder, store))
    try:
        book = Codebook.load(folder.codebook)
    except StudyError as err:
        number = versions.rows[-1]["number"]
        return Standing(versions.book, (f"{err} Until then version {number} of the codebook stands.",))
    if book.version in (versions.book.version, _written(store, versions)):
        return Standing(write_file(folder, store))
    return _absorbed(folder, store, versions, book)


def file_writer(folder: StudyFolder, store: Store) -> Callable[[Codebook], object]:
    """Return what writes the file after an act, for `CodebookSession`; it raises what a person should know."""

    def write(_book: Codebook) -> Codebook:
        found = stand(folder, store)
        if found.notes:
            raise StudyError(" ".join(found.notes))
        return found.book

    return write


def write_file(folder: StudyFolder, store: Store) -> Codebook:
    """Write the version that stands to the file, whole or not at all; return it.

    Raises
    ------
    StudyError
        If the file cannot be written.
    """
    for _ in range(_ROUNDS):
        book = _versions(store, None).book
        if _version_in(folder.codebook) != book.version:
            before = folder.codebook.read_text("utf-8-sig", "replace") if folder.codebook.is_file() else ""
            _replace(folder.codebook, text_of(book, before))
        if store.get(WRITTEN) != book.version:
            store.set(WRITTEN, book.version)
        # Who acted in the meantime may have written before: the newest is to lie there in the end.
        if _versions(store, None).book.version == book.version:
            break
    return book


def _begin(folder: StudyFolder, store: Store) -> Standing:
    """Return what the file says while no act has changed the codebook; an edit since it was last read is an act."""
    book = Codebook.load(folder.codebook) if folder.codebook.is_file() else Codebook.framework()
    content = store.get(FIRST)
    if content is None:
        store.set(FIRST, book.to_content())
        return Standing(book)
    first = Codebook.from_content(content)
    if first.version == book.version:
        return Standing(book)
    return _absorbed(folder, store, Versions.of([], first), book)


def _absorbed(folder: StudyFolder, store: Store, versions: Versions, book: Codebook) -> Standing:
    """Keep an edit of the file as an act on what stands."""
    try:
        based_on = versions.at(_written(store, versions)) if versions.rows else versions.first
        new = versions.stepped(based_on, book)
    except Refusal as err:
        return Standing(
            versions.book,
            (
                f"{folder.codebook}: this file and the codebook editor changed the same code ({err}) Version "
                f"{versions.rows[-1]['number']} stands. Take your words over in the editor, or remove the file to have "
                "it written anew.",
            ),
        )
    changed = meaning.diff(versions.book, new)
    if not changed.empty:
        events = store.events()
        seen = int(events["event_id"].max()) if len(events) else 0
        payload: dict[str, Any] = {"n_changes": len(changed), "changes": changed.to_dict("records")}
        rows = {"codebooks": versions.next_rows(new, FILE)}
        try:
            store.record(ACT, payload, FILE, rows=rows, seen=seen)
        except StaleError:
            return stand(folder, store)
    return Standing(write_file(folder, store), _orphans(store, new))


def _written(store: Store, versions: Versions) -> str:
    """Return the version that was last written to the file: before the first time, the one the study began with."""
    return str(store.get(WRITTEN) or versions.rows[0]["version"])


def _orphans(store: Store, book: Codebook) -> tuple[str, ...]:
    """Return a sentence for each own code that was taken out of the file though segments carry it."""
    codings, kinds = store.codings(), {own.kind for own in book.own}
    given = codings[codings["kind"].str.startswith(OWN) & ~codings["kind"].isin(kinds)]
    told = given.groupby("kind")["segment_id"].nunique().items()
    return tuple(
        f"codebook.toml: the code {kind.removeprefix(OWN)!r} was removed, and {n} segment{'' if n == 1 else 's'} carr"
        f"{'ies' if n == 1 else 'y'} it. What was coded is kept and not shown; restore an earlier version in the "
        "codebook editor, and retire the code instead."
        for kind, n in told
    )


def _versions(store: Store, first: Codebook | None) -> Versions:
    return Versions.of(store.frame("codebooks").to_dict("records"), first or Codebook.framework())


def _version_in(file: Path) -> str:
    try:
        return Codebook.load(file).version if file.is_file() else ""
    except StudyError:
        return ""


def _replace(file: Path, text: str) -> None:
    part = file.with_name(file.name + ".part")
    try:
        with part.open("w", encoding="utf-8", newline="\n") as stream:
            stream.write(text)
            stream.flush()
            os.fsync(stream.fileno())
        os.replace(part, file)
    except OSError as err:
        raise StudyError(
            f"{file}: cannot be written ({err.strerror}). The codebook is safe in the study's database; close the file "
            "in other programs, and it is written when the study is next opened."
        ) from err
