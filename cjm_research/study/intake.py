"""Adding files: read them, copy the originals, save what they hold in one transaction.

A file that was read before and did not change is left alone. An edited one is a new version: the old original stays
under ``raw/.versions``, and codings on words that did not change move along (`study.versions`). A file that cannot be
read is listed with its reason and the others go on; it is not copied and leaves no trace in the database.

Whatever stops this on its way leaves all or nothing in the database. Originals are copied before, so that none is
missing afterwards; the key is saved before, so that no pseudonym is ever given twice.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from cjm_research.corpora import collect
from cjm_research.corpora.build import Built, build
from cjm_research.corpora.collect import Failure
from cjm_research.corpora.corpus import Corpus
from cjm_research.corpora.reading import digest_of, read_file
from cjm_research.corpora.report import LoadReport
from cjm_research.corpora.report_words import words
from cjm_research.errors import ReadError
from cjm_research.schema import complete, empty
from cjm_research.study import incoming, versions
from cjm_research.study.keepout import without_withdrawn
from cjm_research.study.keys import load_key
from cjm_research.study.large import LargeFile, Whether, add_large, is_large
from cjm_research.study.leaks import leaks, with_leaks
from cjm_research.study.progress import Progress

if TYPE_CHECKING:
    from cjm_research.corpora.decisions import Decisions
    from cjm_research.corpora.privacy.key import PrivacyKey
    from cjm_research.corpora.reading import Reading
    from cjm_research.store.database import Store
    from cjm_research.study.folder import StudyConfig, StudyFolder

CONSENT = "consent.default"
"""Under which the store keeps the consent that held for everybody when the files were read."""
_FEW = 20  # files that are read before anybody looks for a progress bar


def add(
    folder: StudyFolder,
    store: Store,
    paths: Sequence[Path],
    encoding: str | None,
    replace: bool = False,
    shown: bool = True,
    dry_run: bool = False,
    config: StudyConfig | None = None,
    passphrase: str | None = None,
) -> LoadReport:
    """Bring files into a study.

    Parameters
    ----------
    folder, store
        The study.
    paths : sequence of Path
        Files or folders; empty for what lies in ``raw/`` already.
    encoding : str or None
        The encoding to read them in, or None to find it out.
    replace : bool
        Whether a file may take the place of another one of the same name that has little in common with it.
    shown : bool
        Whether many files show a progress bar.
    dry_run : bool
        Whether to tell what would be read, and change nothing.
    config : StudyConfig, optional
        The study's settings; read from its folder by default.
    passphrase : str, optional
        What opens the study's key, if a passphrase does.

    Returns
    -------
    LoadReport
        One row per file looked at now.
    """
    config = config or folder.config()
    wanted = list(paths) or [folder.raw]
    files = store.frame("files")
    inputs = collect.find_inputs(wanted)
    if encoding is None and _all_known(inputs, files):
        known = {source: [words(config.languages[0])["known"]] for _, source in inputs} if paths else {}
        return _report(files, {source for _, source in inputs}, config, dry_run, known)
    huge = [LargeFile(path, source, encoding) for path, source in inputs if is_large(path, config)]
    poured = _pour(folder, store, config, huge, Whether(replace, shown, dry_run), passphrase)
    done = {file.source for file in huge}
    with Progress("reading", len(inputs), shown=shown and len(inputs) > _FEW) as bar:
        readings, failures = collect.read_inputs(
            wanted, encoding, lambda done, total, source: bar.advance(1), config.decisions.columns, done
        )
    if huge and not readings and not failures:
        return _report(poured, done, config, dry_run)
    held = Corpus.of(store.frame)
    readings = incoming.once_each(readings, held)
    readings, taken = incoming.apart(folder, readings, held, replace)
    again = {reading.source for reading in readings} if encoding else set()
    report = commit(folder, store, config, readings, [*failures, *taken], again, dry_run, passphrase)
    files = pd.concat([report.files, poured], ignore_index=True) if len(poured) else report.files
    return dataclasses.replace(report, files=files)


def _pour(
    folder: StudyFolder, store: Store, config: StudyConfig, huge: Sequence[LargeFile], whether: Whether,
    passphrase: str | None,
) -> pd.DataFrame:  # fmt: skip
    """Read the tables that are too large to hold, one after another; return their rows of the report."""
    rows, failures = [], []
    for file in huge:
        found = add_large(folder, store, config, file, decided, _options(config), whether, passphrase)
        if isinstance(found, Failure):
            failures.append(found)
        else:
            rows.append(found)
    unread = build([], failures=failures).unread.to_dict("records")
    return complete(pd.DataFrame([*rows, *unread]), "files") if rows or unread else empty("files")


def commit(
    folder: StudyFolder,
    store: Store,
    config: StudyConfig,
    readings: Sequence[Reading],
    failures: Sequence[Failure] = (),
    again: Collection[str] = (),
    dry_run: bool = False,
    passphrase: str | None = None,
) -> LoadReport:
    """Save what was read: the originals, the key, and the frames in one transaction.

    Parameters
    ----------
    folder, store, config
        The study.
    readings : sequence of Reading
        Those that are held already and did not change are left alone.
    failures : sequence of Failure
        Files that could not be read; they appear in the report alone.
    again : collection of str
        Sources that are built anew though their bytes are the same, because they were read differently.
    dry_run : bool
        Whether to change nothing.
    passphrase : str, optional
        What opens the study's key, if a passphrase does.
    """
    with without_withdrawn(readings, store, config.decisions.columns) as (readings, refused):
        return _commit(folder, store, config, readings, [*failures, *refused], again, dry_run, passphrase)


def _commit(
    folder: StudyFolder,
    store: Store,
    config: StudyConfig,
    readings: Sequence[Reading],
    failures: Sequence[Failure],
    again: Collection[str],
    dry_run: bool,
    passphrase: str | None,
) -> LoadReport:
    held = Corpus.of(store.frame)
    key = load_key(folder, config, passphrase)
    added_at = datetime.now(UTC).isoformat(timespec="seconds")
    decisions = decided(config, key)
    built = build(readings, _forgotten(held, again), failures, added_at, decisions, key.table, _options(config))
    told = {reading.source for reading in readings} - set(again)
    notes = _notes(store, held, built.corpus, told, config.languages[0])
    if not dry_run and readings:
        _save(folder, store, readings, held, built, key)
        if held.documents.empty:
            store.set(CONSENT, config.decisions.consent_default)
    read = built.corpus.files[built.corpus.files["error"] == ""]
    files = pd.concat([read, built.unread], ignore_index=True) if len(built.unread) else read
    return _report(files, {part.source for part in [*readings, *failures]}, config, dry_run, notes)


def reread(
    folder: StudyFolder,
    store: Store,
    config: StudyConfig,
    sources: Collection[str],
    passphrase: str | None = None,
) -> LoadReport:
    """Read files of the study anew from ``raw/``, with the decisions as they are now.

    Parameters
    ----------
    folder, store, config
        The study.
    sources : collection of str
        Values of ``files.source``; those that were left out as a whole stay so.
    passphrase : str, optional
        What opens the study's key, if a passphrase does.
    """
    files = store.frame("files")
    readings, failures, huge = [], [], []
    for row in files[files["source"].isin(sources) & (files["format"] != "")].to_dict("records"):
        source, path = row["source"], folder.raw / row["source"]
        # What a person said of the encoding holds on; a guess is made again.
        encoding = row["encoding"] if row["confidence"] >= 1 and row["encoding"] else None
        if is_large(path, config):
            huge.append(LargeFile(path, source, encoding, again=True))
            continue
        try:
            reading = read_file(path, encoding, config.decisions.columns.get(source))
            readings.append(dataclasses.replace(reading, source=source))
        except ReadError as err:
            failures.append(Failure(path, source, "", str(err)))
    poured = _pour(folder, store, config, huge, Whether(replace=True, shown=False), passphrase)
    again = {reading.source for reading in readings}
    if huge and not readings and not failures:
        return _report(poured, {file.source for file in huge}, config, False)
    report = commit(folder, store, config, readings, failures, again, passphrase=passphrase)
    files = pd.concat([report.files, poured], ignore_index=True) if len(poured) else report.files
    return dataclasses.replace(report, files=files)


def decided(config: StudyConfig, key: PrivacyKey) -> Decisions:
    """Return what people decided: what ``study.toml`` tells, and what names people and is in the key."""
    told = config.decisions
    keep = frozenset((document_id, words) for document_id, words in key.keep)
    return dataclasses.replace(told, keep=told.keep | keep, also={**told.also, **key.also})


def _options(config: StudyConfig) -> dict[str, Any]:
    """Return what the settings ask of the pseudonyms."""
    privacy = config.settings.privacy
    options: dict[str, Any] = {"dates": privacy.dates, "look_again": privacy.second_pass}
    if privacy.presidio:
        from cjm_research.corpora.privacy.presidio import Presidio

        options["finders"] = (Presidio(),)
    return options


def _save(
    folder: StudyFolder, store: Store, readings: Sequence[Reading], held: Corpus, built: Built, key: PrivacyKey
) -> None:
    incoming.sweep(folder)
    for reading in readings:
        if reading.format:
            incoming.copy_in(folder, reading)
    _keep_key(key, built, prune=False)
    versions.remember(store, built.corpus)
    frames = built.corpus.frames()
    frames["files"] = frames["files"][frames["files"]["error"] == ""]
    found = leaks(frames["documents"], key.originals, key.keep)
    frames["replacements"] = with_leaks(frames["replacements"], found)
    store.replace_many(frames)
    _keep_key(key, built, prune=True)
    if len(built.corpus.codes) > len(held.codes) or any(reading.codes for reading in readings):
        from cjm_research.study.imports import write_code_map

        write_code_map(folder, store.frame("codes"), store.frame("imported"))


def _keep_key(key: PrivacyKey, built: Built, prune: bool) -> None:
    """Write what stands behind the pseudonyms to the key, once before and once after the database is written.

    Before, so that no crash loses an original's pseudonym; after, without places that are no more.
    """
    key.table = {**key.table, **built.table}
    for name, said in built.originals.items():
        key.originals[name] = sorted({*key.originals.get(name, []), *said})
    places = {f"{document_id}|{start}": said for (document_id, start), said in built.surfaces.items()}
    key.surfaces = {**key.surfaces, **places}
    if prune:
        there = built.corpus.replacements
        now = {f"{d}|{start}" for d, start in zip(there["document_id"], there["start"], strict=True)}
        key.surfaces = {place: said for place, said in key.surfaces.items() if place in now}
    key.save()


def _notes(store: Store, held: Corpus, corpus: Corpus, sources: set[str], language: str) -> dict[str, list[str]]:
    """Return by source what is known already, what of a new version is unchanged, whose codings lost their words."""
    before = dict(zip(held.files["source"], held.files["version"], strict=True))
    digests = dict(zip(held.files["source"], held.files["sha256"], strict=True))
    notes: dict[str, list[str]] = {}
    for row in corpus.files[corpus.files["source"].isin(sources)].to_dict("records"):
        source = row["source"]
        if source in before and digests[source] == row["sha256"]:
            notes[source] = [words(language)["known"]]
        elif source in before and row["version"] > before[source]:
            now = incoming.said(corpus, source)
            same = versions.unchanged(incoming.said(held, source), now)
            notes[source] = [words(language)["unchanged"].format(row["version"], same, len(now))]
    for source, lost in versions.at_risk(store, corpus).items():
        notes.setdefault(source, []).append(versions.sentence(lost, language))
    return notes


def _all_known(inputs: list[tuple[Path, str]], files: pd.DataFrame) -> bool:
    digests = dict(zip(files["source"], files["sha256"], strict=True))
    return all(path.exists() and source in digests and digests[source] == _digest(path) for path, source in inputs)


def _digest(path: Path) -> str:
    try:
        return digest_of(path)
    except OSError:
        return "?"


def _forgotten(held: Corpus, sources: Collection[str]) -> Corpus:
    """Return the corpus as if these files had changed, so that they are read anew though their bytes are the same."""
    changed = held.files["source"].isin(sources)
    files = held.files.assign(sha256=held.files["sha256"].where(~changed, ""))
    return dataclasses.replace(held, files=files)


def _report(
    files: pd.DataFrame,
    sources: set[str],
    config: StudyConfig,
    dry_run: bool,
    notes: Mapping[str, Sequence[str]] | None = None,
) -> LoadReport:
    mine = files[files["source"].isin(sources)].drop_duplicates("source", keep="last").reset_index(drop=True)
    return LoadReport(mine, config.languages[0], dry_run, notes or {})
