"""Files that come into a study: which of those that were read may, and how the originals are kept.

``raw/`` holds the newest version of every original, byte for byte; ``raw/.versions/`` the earlier ones, each under its
name and the beginning of its digest. Of a QualCoder project only the database is kept: recordings may be huge.
"""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Sequence
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from cjm_research.corpora.collect import Failure, left_out, same_words
from cjm_research.corpora.reading import PROJECT_FILE, content_of, digest_of
from cjm_research.study import versions

if TYPE_CHECKING:
    from cjm_research.corpora.corpus import Corpus
    from cjm_research.corpora.reading import Reading
    from cjm_research.study.folder import StudyFolder

VERSIONS = ".versions"
_STALE = 3600  # seconds after which a half copied file is nobody's any more


def said(corpus: Corpus, source: str) -> list[str]:
    """Return the words of every turn of a file, as the study holds them."""
    documents = corpus.documents[corpus.documents["source"] == source].set_index("document_id")["text"].to_dict()
    turns = corpus.turns[corpus.turns["document_id"].isin(documents)]
    places = zip(turns["document_id"], turns["start"], turns["end"], strict=True)
    return [documents[document_id][start:end] for document_id, start, end in places]


def once_each(readings: Sequence[Reading], held: Corpus) -> list[Reading]:
    """Leave out an interview or a survey that the study holds in another format under the same name."""
    stems = {_stem(source): source for source in sorted(held.documents["source"].unique())}
    kept = []
    for reading in readings:
        other = stems.get(_stem(reading.source), reading.source)
        spoken = any(source.turns for source in reading.sources)
        new = reading.source not in set(held.files["source"])
        if spoken and new and other != reading.source and same_words(reading, said(held, other)):
            name = PurePosixPath(other).name
            kept.append(left_out(reading.path, reading.source, f"same words as {name}, which the study holds"))
        else:
            kept.append(reading)
    return kept


def _stem(source: str) -> str:
    return str(PurePosixPath(source).with_suffix(""))


def apart(
    folder: StudyFolder, readings: Sequence[Reading], held: Corpus, replace: bool
) -> tuple[list[Reading], list[Failure]]:
    """Keep out a file that would take the place of another one it has little in common with.

    Parameters
    ----------
    folder : StudyFolder
    readings : sequence of Reading
    held : Corpus
        What the study holds.
    replace : bool
        Whether everything may come in.

    Returns
    -------
    list of Reading
        Those that come in: new files, the same ones again, newer versions.
    list of Failure
        The others.
    """
    kept, taken = [], []
    for reading in readings:
        if replace or _may_come_in(folder, reading, held):
            kept.append(reading)
            continue
        message = (
            f"{reading.path}: the study holds another file called {reading.source}, and less than half of the words "
            "are the same. If this is a newer version of it, add it again with --replace (in Python: replace=True); if "
            "it is another one, rename it first."
        )
        taken.append(Failure(reading.path, reading.source, reading.sha256, message))
    return kept, taken


def _may_come_in(folder: StudyFolder, reading: Reading, held: Corpus) -> bool:
    there = content_of(folder.raw / reading.source)
    if not there.is_file() or content_of(reading.path).resolve() == there.resolve():
        return True
    if digest_of(folder.raw / reading.source) == reading.sha256:
        return True
    now = [turn.text for source in reading.sources for turn in source.turns]
    return versions.is_newer(said(held, reading.source), now)


def copy_in(folder: StudyFolder, reading: Reading) -> Path:
    """Copy an original into ``raw/`` untouched, and keep the version that was there.

    Returns
    -------
    Path
        The copy; an original that already lies there stays as it is.
    """
    target = folder.raw / reading.source
    if reading.path.is_dir():
        target = target / PROJECT_FILE
    original = content_of(reading.path)
    if original.resolve() == target.resolve():
        return target
    if target.is_file():
        digest = digest_of(target)
        if digest == reading.sha256:
            return target
        _copy(target, folder.raw / VERSIONS / f"{reading.source}.{digest[:12]}")
    return _copy(original, target)


def _copy(original: Path, target: Path) -> Path:
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_name(target.name + ".part")
    shutil.copyfile(original, part)
    os.replace(part, target)
    return target


def sweep(folder: StudyFolder) -> None:
    """Remove what a copy that was killed half way left behind."""
    for part in folder.raw.rglob("*.part"):
        if part.is_file() and time.time() - part.stat().st_mtime > _STALE:
            part.unlink()
