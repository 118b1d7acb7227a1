"""Adding files: read them, copy the originals, save documents, turns and people in one transaction.

A file that was read before and did not change is left alone; one that changed is read anew. A file that cannot be read
is listed with its reason and the others go on; it is not copied and leaves no trace in the database.
"""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from cjm_research.corpora.build import build_corpus
from cjm_research.corpora.collect import Failure, find_inputs, read_inputs
from cjm_research.corpora.corpus import Corpus
from cjm_research.corpora.report import LoadReport
from cjm_research.study.folder import file_digest
from cjm_research.study.progress import Progress

if TYPE_CHECKING:
    from cjm_research.corpora.reading import Reading
    from cjm_research.store.database import Store
    from cjm_research.study.folder import StudyFolder

_TABLES = ("files", "documents", "cases", "turns")
_FEW = 20  # files that are read before anybody looks for a progress bar


def add(
    folder: StudyFolder,
    store: Store,
    paths: list[Path],
    encoding: str | None,
    replace: bool = False,
    shown: bool = True,
) -> LoadReport:
    """Bring files into a study.

    Parameters
    ----------
    folder, store
        The study.
    paths : list of Path
        Files or folders; empty for what lies in ``raw/`` already.
    encoding : str or None
        The encoding to read them in, or None to find it out.
    replace : bool
        Whether a file may take the place of another one of the same name in ``raw/``.
    shown : bool
        Whether many files show a progress bar.

    Returns
    -------
    LoadReport
        One row per file looked at now.
    """
    wanted = paths or [folder.raw]
    held = Corpus(*(store.frame(name) for name in _TABLES))
    inputs = find_inputs(wanted)
    if encoding is None and _all_known(inputs, held):
        return _report(held, {source for _, source in inputs})
    with Progress("reading", len(inputs), shown=shown and len(inputs) > _FEW) as bar:
        readings, failures = read_inputs(wanted, encoding, progress=lambda done, total, source: bar.advance(1))
    if not replace:
        readings, taken = _apart(folder, readings)
        failures = [*failures, *taken]
    added_at = datetime.now(UTC).isoformat(timespec="seconds")
    reread = {reading.source for reading in readings} if encoding else set()
    corpus = build_corpus(readings, _forgotten(held, reread), added_at=added_at)
    for reading in readings:
        if reading.format:
            folder.copy_in(reading.path, reading.source)
    if readings:
        store.replace_many({name: getattr(corpus, name) for name in _TABLES})
    told = build_corpus(readings, None, failures, added_at) if failures else corpus
    return _report(told, {part.source for part in [*readings, *failures]})


def _apart(folder: StudyFolder, readings: list[Reading]) -> tuple[list[Reading], list[Failure]]:
    """Keep files that would overwrite another original out: an edited interview, or another one of the same name."""
    kept, taken = [], []
    for reading in readings:
        there = folder.raw / reading.source
        if reading.path.resolve() == there.resolve() or not there.exists() or file_digest(there) == reading.sha256:
            kept.append(reading)
            continue
        message = (
            f"{reading.path}: the study holds another file called {reading.source}. If this is a newer version of it, "
            "add it again with --replace (in Python: replace=True); if it is another one, rename it first."
        )
        taken.append(Failure(reading.path, reading.source, reading.sha256, message))
    return kept, taken


def _all_known(inputs: list[tuple[Path, str]], held: Corpus) -> bool:
    digests = dict(zip(held.files["source"], held.files["sha256"], strict=True))
    return all(path.is_file() and digests.get(source) == file_digest(path) for path, source in inputs)


def _forgotten(held: Corpus, sources: set[str]) -> Corpus:
    """Return the corpus as if these files had changed, so that they are read anew though their bytes are the same."""
    changed = held.files["source"].isin(sources)
    files = held.files.assign(sha256=held.files["sha256"].where(~changed, ""))
    return Corpus(files, held.documents, held.cases, held.turns)


def _report(corpus: Corpus, sources: set[str]) -> LoadReport:
    return LoadReport(corpus.files[corpus.files["source"].isin(sources)].reset_index(drop=True))
