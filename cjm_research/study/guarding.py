"""The leak check of a study: what its key knows, what the machine is called, and files that are put in place last.

Exporters write into a folder of their own. Only when every file was looked through is each moved to its place, so that
a leak leaves everything as it was.
"""

from __future__ import annotations

import getpass
import os
import socket
import warnings
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from cjm_research.corpora.labels import is_generic
from cjm_research.corpora.people import HOST, PERSON, SPEAKER
from cjm_research.corpora.privacy.roster import Roster
from cjm_research.corpora.privacy.words import chinese, english
from cjm_research.errors import ExportError, StudyError
from cjm_research.exports.guard import Guard
from cjm_research.study.keys import load_key
from cjm_research.study.leaks import kind_of, leaks, tells

if TYPE_CHECKING:
    from cjm_research.corpora.privacy.key import PrivacyKey
    from cjm_research.store.database import Store
    from cjm_research.study.folder import StudyConfig, StudyFolder

_ANYBODY_LIST = "root user admin administrator ubuntu runner jovyan home guest localhost default test"
_ANYBODY = frozenset(_ANYBODY_LIST.split())
_NOTES = {
    "en": (
        "The key of the pseudonyms could not be opened here, so no names were looked for: the files were checked by "
        "rules alone (mails, phones, ids, paths of this machine)."
    ),
    "zh": "此处无法打开假名密钥，因此没有按姓名检查；仅按规则检查了邮箱、电话、证件号码和本机路径。",
}


def guard_of(
    folder: StudyFolder, config: StudyConfig, store: Store, passphrase: str | None = None, language: str | None = None
) -> Guard:
    """Return what must not be in a file of a study.

    Parameters
    ----------
    folder, config, store
        The study.
    passphrase : str, optional
        What opens its key, if a passphrase does. Nobody is asked for it.
    language : {"en", "zh"}, optional
        Of the guard's note; the study's first by default.

    Returns
    -------
    Guard
        Its ``note`` says so where the key could not be opened and the check rests on rules alone.
    """
    documents = store.frame("documents")
    said = "\n".join(documents["text"])
    key = _key(folder, config, passphrase)
    coders = _coders(store)
    machine = _machine(folder)
    if key is None:
        note = _NOTES[language or config.languages[0]]
        fields = {"user": _users(coders)}
        return Guard(_originals(store), fields, machine, said=said, trusted=True, note=note, study=folder.name)
    kept = {words for _, words in key.keep}
    # What was left in one document alone, and stands in another one, is still looked for.
    astray = leaks(documents, key.originals, key.keep)
    texts = dict(zip(documents["document_id"], documents["text"], strict=True))
    kept -= {texts[row.document_id][row.start : row.end] for row in astray.itertuples()}
    words, alone = _sorted(_known(key), coders)
    words["original"] = _originals(store)["original"]
    return Guard(words, {**alone, "user": _users(coders)}, machine, kept, said, study=folder.name)


def publish(guard: Guard, staging: Path, target: Path, language: str = "en") -> list[Path]:
    """Look through the files of a folder, and only if all are clean move each to its place, one step each.

    Parameters
    ----------
    guard : Guard
        From `guard_of`; what it could not do is told as a warning.
    staging, target : Path
        Where the files were written, and where they belong; on one disk.
    language : {"en", "zh"}
        Of what is said.

    Returns
    -------
    list of Path
        Where the files are now, sorted.

    Raises
    ------
    LeakError
        If one would tell who somebody is, or name this machine; nothing is moved.
    ExportError
        If one cannot be looked through (nothing is moved) or put in place (those before it are).
    """
    written = sorted(path for path in staging.rglob("*") if path.is_file())
    guard.refuse(written, language, staging)
    if guard.note and written:
        warnings.warn(guard.note, stacklevel=2)
    places = [target / path.relative_to(staging) for path in written]
    for path, place in zip(written, places, strict=True):
        try:
            place.parent.mkdir(parents=True, exist_ok=True)
            os.replace(path, place)
        except OSError as err:
            raise ExportError(
                f"{place} cannot be written: {err.strerror or err}. Close the program that has it open, or choose "
                "another folder with --out."
            ) from err
    return places


def _key(folder: StudyFolder, config: StudyConfig, passphrase: str | None) -> PrivacyKey | None:
    try:
        return load_key(folder, config, passphrase)
    except StudyError:
        return None


def _known(key: PrivacyKey) -> dict[str, set[str]]:
    """Return by kind all words that were ever replaced."""
    found: dict[str, set[str]] = {}
    for name, said in key.originals.items():
        found.setdefault(kind_of(name), set()).update(said)
    for words, kind in key.also.items():
        found.setdefault(kind, set()).add(words)
    found.setdefault("name", set()).update(_speakers(key))
    # Days of recording are told on purpose.
    found.pop("date", None)
    return found


def _speakers(key: PrivacyKey) -> set[str]:
    """Return the names of who speaks and asks, and what they are called in short; in no text at all, maybe."""
    told = [entry.split("|") for entry in key.table]
    full = {entry[-1] for entry in told if entry[0] in (PERSON, HOST, SPEAKER)}
    return full | {*Roster((name, "P") for name in full).parts}


def _sorted(known: Mapping[str, Iterable[str]], coders: set[str]) -> tuple[dict[str, list[str]], dict[str, list[str]]]:
    """Return the words that mean the same wherever they stand, and those that count in a field of their own alone.

    Whoever codes signs with a name, and so stands in the files on purpose.
    """
    words: dict[str, list[str]] = {}
    alone: dict[str, list[str]] = {}
    for kind, said in known.items():
        for word in sorted(said):
            if word.casefold() in coders or (kind == "name" and is_generic(word)):
                continue
            if tells(word, kind):
                words.setdefault(kind, []).append(word)
            elif kind == "name" and _is_no_word(word):
                alone.setdefault(kind, []).append(word)
    return words, alone


def _is_no_word(name: str) -> bool:
    """Return whether a short name is hardly a word of its own, so that a field filled with it names somebody."""
    lists = english()
    if name.isascii():
        low = name.casefold()
        return len(name) > 2 and low not in lists.also_words | lists.no_names and low not in lists.relations
    return len(name) == 2 and name not in chinese().no_names and not name.endswith(chinese().titles)


def _originals(store: Store) -> dict[str, list[str]]:
    """Return the names of originals that name somebody, whole and without their ending."""
    files = store.frame("files")
    named = files[(files["shown"] != "") & (files["source"] != files["shown"])]
    paths = [Path(source) for source in named["source"]]
    told = {path.name for path in paths} | {path.stem for path in paths if len(path.stem) > 4}
    return {"original": sorted(told)}


def _coders(store: Store) -> set[str]:
    events, codings = store.frame("events"), store.frame("codings")
    return {str(name).casefold() for name in {*events["actor"], *codings["coder"]} if name}


def _machine(folder: StudyFolder) -> tuple[str, ...]:
    """Return the folders of this machine that tell where the study lies."""
    found = {folder.path, folder.path.resolve(), Path.home(), folder.reports.absolute()}
    # The root of a disk is in every path.
    return tuple(sorted({str(path) for path in found if len(path.parts) > 2}, key=lambda path: (-len(path), path)))


def _users(coders: set[str]) -> list[str]:
    try:
        user = getpass.getuser()
    except (OSError, KeyError, ImportError):
        user = ""
    names = {user, Path.home().name, socket.gethostname()}
    return sorted(name for name in names if len(name) > 3 and name.casefold() not in _ANYBODY | coders)
