"""Carrying a correction out: write it to ``study.toml``, then read the files anew that it is about.

Codings on text that did not change move along. Where the files cannot be read with the correction, ``study.toml`` is
put back, so that file and database always say the same.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from cjm_research.errors import CjmError, ReadError, StudyError
from cjm_research.study import columns, corrections, intake, speakers

if TYPE_CHECKING:
    from cjm_research.store.database import Store
    from cjm_research.study.folder import StudyFolder


def set_role(
    folder: StudyFolder, store: Store, source: str, speaker: int | str, role: str, passphrase: str | None = None
) -> None:
    """Say who somebody is in an interview.

    Parameters
    ----------
    folder, store
        The study.
    source : str
        The interview: its id, its name, or the path of its original.
    speaker : int or str
        Number or label, as `speakers.speakers` gives them.
    role : str
        One of `schema.ROLES`.
    passphrase : str, optional
        What opens the key, if a passphrase does.

    Raises
    ------
    StudyError
        If the interview, the speaker or the role is unknown.
    """
    documents = store.frame("documents")
    document_id = speakers.document_of(documents, source)
    cast = speakers.speakers(documents, store.frame("turns"))
    number = speakers.number_of(cast, document_id, speaker)
    original = documents.set_index("document_id")["source"][document_id]
    alone = (documents["source"] == original).sum() == 1
    place = original if alone else speakers.place_of(folder.raw / original, original, document_id)
    with _put_back(folder.path / "study.toml"):
        # The others are written down too: they were seen as they are, and one file alone may tell less than all did.
        for seen in cast[cast["document_id"] == document_id].itertuples():
            corrections.set_role(folder, place, seen.speaker, role if seen.speaker == number else seen.role)
        _reread(folder, store, original, passphrase)


def set_column(
    folder: StudyFolder, store: Store, source: str, column: str, kind: str, passphrase: str | None = None
) -> None:
    """Say what a column of a survey is.

    Parameters
    ----------
    folder, store
        The study.
    source : str
        Path of the original below ``raw/``.
    column : str
        Its name, or its question where no other column has it.
    kind : str
        One of `corpora.surveys.columns.KINDS`.
    passphrase : str, optional
        What opens the key, if a passphrase does.

    Raises
    ------
    StudyError
        If the survey, the column or the kind is unknown.
    ReadError
        If nothing is left to read, for example when no column holds open answers.
    """
    name = columns.name_of(columns.columns(folder, store, folder.config().decisions), source, column)
    with _put_back(folder.path / "study.toml"):
        corrections.set_column(folder, source, name, kind)
        _reread(folder, store, source, passphrase)


def set_consent(folder: StudyFolder, store: Store, case_id: str, consent: str) -> None:
    """Say whether a person consented; nothing needs to be read for it.

    Raises
    ------
    StudyError
        If there is no such person, or the consent is unknown.
    """
    cases = store.frame("cases")
    mine = cases[cases["case_id"] == case_id]
    if mine.empty:
        known = ", ".join(cases["case_id"][:8]) + (", …" if len(cases) > 8 else "")
        raise StudyError(f"Nobody in the study is called {case_id!r}. People: {known or 'none'}.")
    corrections.set_consent(folder, case_id, consent)
    store.upsert("cases", mine.assign(consent=consent))


def _reread(folder: StudyFolder, store: Store, source: str, passphrase: str | None) -> None:
    files = intake.reread(folder, store, folder.config(), [source], passphrase).files
    for error in files.loc[files["error"] != "", "error"]:
        raise ReadError(error)


@contextmanager
def _put_back(file: Path) -> Iterator[None]:
    before = file.read_bytes()
    try:
        yield
    except CjmError:
        file.write_bytes(before)
        raise
