"""Adding a table that is too large to hold: read, pseudonymised and saved part by part, in one transaction.

Whatever stops it leaves nothing of it in the database. What is saved is the same as for a smaller file, except that
columns are judged by a sample (`surveys.large_table`), and that a newer version of the file numbers its people anew and
does not carry codings along.
"""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from cjm_research import schema
from cjm_research.corpora.build import build
from cjm_research.corpora.collect import Failure
from cjm_research.corpora.corpus import Corpus
from cjm_research.corpora.reading import Reading, digest_of
from cjm_research.corpora.surveys.large_table import LargeTable
from cjm_research.errors import ReadError
from cjm_research.study import incoming
from cjm_research.study.keys import load_key
from cjm_research.study.progress import Progress
from cjm_research.study.withdrawal import withdrawn

if TYPE_CHECKING:
    from collections.abc import Callable

    from cjm_research.corpora.build import Built
    from cjm_research.corpora.decisions import Decisions
    from cjm_research.corpora.privacy.key import PrivacyKey
    from cjm_research.store.database import Store
    from cjm_research.study.folder import StudyConfig, StudyFolder

_SUFFIXES = (".csv", ".tsv")
_SUMS = ("n_documents", "n_turns", "n_people", "n_blanks")
_POURED = ("documents", "cases", "turns", "replacements")


def is_large(path: Path, config: StudyConfig) -> bool:
    """Return whether a file is read part by part."""
    megabyte = 1_000_000
    return (
        path.suffix.lower() in _SUFFIXES
        and path.is_file()
        and path.stat().st_size > config.settings.reading.large_mb * megabyte
    )


@dataclasses.dataclass(frozen=True)
class LargeFile:
    """One such file on its way into a study.

    Attributes
    ----------
    path : Path
    source : str
        As `Reading.source`.
    encoding : str or None
        The encoding, if it is known.
    again : bool
        Whether it is read though the study holds the same bytes, because something was decided about it.
    """

    path: Path
    source: str
    encoding: str | None = None
    again: bool = False


@dataclasses.dataclass(frozen=True)
class Whether:
    """How files come in.

    Attributes
    ----------
    replace : bool
        Whether one may take the place of a file of the same name.
    shown : bool
        Whether a progress bar is shown.
    dry_run : bool
        Whether to look at the table alone and change nothing.
    """

    replace: bool = False
    shown: bool = True
    dry_run: bool = False


def add_large(
    folder: StudyFolder,
    store: Store,
    config: StudyConfig,
    file: LargeFile,
    decided: Callable[[StudyConfig, PrivacyKey], Decisions],
    options: Mapping[str, Any],
    whether: Whether,
    passphrase: str | None = None,
) -> dict[str, Any] | Failure:
    """Bring one large table into a study.

    Parameters
    ----------
    folder, store, config
        The study.
    file : LargeFile
    decided : callable
        Gives what people decided, from the settings and the key.
    options : mapping
        What else `Pseudonyms` is to do.
    whether : Whether
    passphrase : str, optional
        What opens the study's key, if a passphrase does.

    Returns
    -------
    dict or Failure
        The row of the frame ``files``, or why the file was not read.
    """
    sha256 = digest_of(file.path)
    held = store.frame("files").set_index("source")
    version = 1
    if file.source in held.index:
        before = held.loc[file.source].to_dict()
        if before["sha256"] == sha256 and file.encoding is None and not file.again:
            return {"source": file.source, **before}
        if before["sha256"] != sha256 and not whether.replace:
            message = (
                f"{file.path}: the study holds another file called {file.source}. A newer version of so large a file "
                "takes its place with --replace (in Python: replace=True); codings on it do not move along."
            )
            return Failure(file.path, file.source, sha256, message)
        version = int(before["version"]) + (before["sha256"] != sha256)
    key = load_key(folder, config, passphrase)
    try:
        with (
            Progress("scanning", file.path.stat().st_size, shown=whether.shown) as bar,
            LargeTable(file.path, file.encoding, config.decisions.columns.get(file.source), bar.advance) as table,
        ):
            pouring = _Pouring(folder, store, key, decided(config, key), options, file, sha256)
            row = pouring.look(table) if whether.dry_run else pouring.run(table, whether.shown)
    except ReadError as err:
        return Failure(file.path, file.source, sha256, str(err))
    return {**row, "version": version}


class _Pouring:
    """The parts of one table on their way into the database."""

    def __init__(
        self, folder: StudyFolder, store: Store, key: PrivacyKey, decisions: Decisions, options: Mapping[str, Any],
        file: LargeFile, sha256: str,
    ) -> None:  # fmt: skip
        self._folder, self._store, self._key = folder, store, key
        self._decisions, self._options = decisions, options
        self._gone = {document for payload in withdrawn(store) for document in payload["documents"]}
        self._reading = Reading(file.path, "", source=file.source, sha256=sha256)
        self._row: dict[str, Any] = {}
        self._counts: Counter[str] = Counter()

    def look(self, table: LargeTable) -> dict[str, Any]:
        """Return what can be told of the table before its rows are taken."""
        told = table.told
        reading = dataclasses.replace(self._reading, format=told.format, sample_line=told.sample_line)
        built = build([reading], None, (), "", self._decisions, self._key.table, self._options)
        self._row = built.corpus.files.iloc[0].to_dict()
        told.counts["rows"] = told.people
        self._finish(table)
        return self._row | {"n_documents": told.people, "n_people": told.people}

    def run(self, table: LargeTable, shown: bool) -> dict[str, Any]:
        """Save everything and return the row of the frame ``files``."""
        source = self._reading.source
        incoming.sweep(self._folder)
        incoming.copy_in(self._folder, self._reading)
        documents = self._store.frame("documents") if source in set(self._store.frame("files")["source"]) else None
        last = _highest(self._store.frame("cases")["case_id"])
        width = {letter: len(str(n + table.told.people)) for letter, n in last.items()}
        with self._store.pour() as put, Progress("adding people", table.told.people, shown=shown) as bar:
            if documents is not None:
                put.remove("documents", documents.loc[documents["source"] == source, "document_id"])
                put.remove("cases", self._only_in(source))
            for sources in table.parts():
                reading = dataclasses.replace(
                    self._reading, format=table.told.format, sample_line=table.told.sample_line, sources=sources
                )
                before = _numbered(last, width)
                built = build([reading], before, (), "", self._decisions, self._key.table, self._options)
                last = {letter: max(n, last[letter]) for letter, n in self._keep(built, put).items()}
                bar.advance(len(sources))
            self._finish(table)
            self._key.save()
            put("files", pd.DataFrame([self._row]))
        return self._row

    def _keep(self, built: Built, put: Any) -> dict[str, int]:
        """Save a part; return the highest numbers of people in it."""
        frames = built.corpus.frames()
        gone = frames["documents"]["document_id"].isin(self._gone)
        frames = _without(frames, set(frames["documents"].loc[gone, "document_id"]))
        frames["cases"] = frames["cases"][frames["cases"]["source"] == self._reading.source]
        for name in _POURED:
            put(name, frames[name])
        self._key.table = built.table
        for name, words in built.originals.items():
            self._key.originals[name] = sorted({*self._key.originals.get(name, []), *words})
        self._key.surfaces |= {f"{document}|{start}": words for (document, start), words in built.surfaces.items()}
        part = frames["files"].iloc[0].to_dict()
        self._counts.update({name: n for name, n in part["counts"].items() if isinstance(n, int)})
        if not self._row:
            self._row = part
        else:
            self._row |= {name: self._row[name] + part[name] for name in _SUMS}
        return _highest(frames["cases"]["case_id"])

    def _finish(self, table: LargeTable) -> None:
        told = table.told
        skipped = [dataclasses.asdict(part) for part in told.skipped]
        self._row |= {
            "encoding": told.encoding,
            "confidence": told.confidence,
            "n_blanks": int(told.counts["blanks"]),
            "skipped": skipped,
            "counts": {**{name: int(n) for name, n in told.counts.items() if n}, **self._counts},
            "added_at": datetime.now(UTC).isoformat(timespec="seconds"),
        }

    def _only_in(self, source: str) -> pd.Series:
        cases = self._store.frame("cases")
        return cases.loc[(cases["source"] == source) & (cases["consent"] != "withdrawn"), "case_id"]


def _highest(case_ids: Iterable[str]) -> dict[str, int]:
    """Return the highest number of a participant (P) and of a respondent (R)."""
    highest = {"P": 0, "R": 0}
    for case_id in case_ids:
        letter, number = case_id[:1], case_id[1:]
        if letter in highest and number.isdigit():
            highest[letter] = max(highest[letter], int(number))
    return highest


def _numbered(last: Mapping[str, int], width: Mapping[str, int]) -> Corpus:
    """Return a corpus in which the last people have these numbers, so that the next ones follow them."""
    least = {"P": 2, "R": 3}
    rows = [
        {"case_id": f"{letter}{n:0{max(width[letter], least[letter])}}", "kind": "", "source": "", "attributes": {}}
        for letter, n in last.items()
    ]
    return dataclasses.replace(Corpus.empty(), cases=schema.complete(pd.DataFrame(rows), "cases"))


def _without(frames: dict[str, pd.DataFrame], documents: set[str]) -> dict[str, pd.DataFrame]:
    """Leave out the documents of people who withdrew, and with them the people."""
    if not documents:
        return frames
    gone = frames["turns"].loc[frames["turns"]["document_id"].isin(documents), "case_id"]
    kept = {
        name: frame[~frame["document_id"].isin(documents)] if "document_id" in frame else frame
        for name, frame in frames.items()
    }
    return kept | {"cases": kept["cases"][~kept["cases"]["case_id"].isin(gone)]}
