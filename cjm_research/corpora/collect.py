"""Which files of the paths a person names are read, and reading them one after another past the bad ones.

The same interview is often saved in several formats; it is read once, from the format that keeps most (times and
speakers before bare text). Whether two files hold the same words is checked, not guessed from their names alone.
"""

from __future__ import annotations

import os
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

from cjm_research.corpora import sniffing
from cjm_research.corpora.reading import PROJECT_FILE, Reading, Skipped, digest_of, is_project, read_file
from cjm_research.errors import ReadError

_NOT_DATA = re.compile(
    r"(?i)(?:license|licence|copying|readme|changelog|contributing|notice|authors)(?:[._-].*)?|thumbs\.db|desktop\.ini"
)
_KEEPS_MOST_LIST = """
qdpx qda sqlite3 sqlite db qde eaf vtt json srt sbv otr lrc tsv csv sav zsav xlsx xlsm xls ods docx odt rtf md markdown
txt text pdf qdc
"""
_KEEPS_MOST = tuple(f".{suffix}" for suffix in _KEEPS_MOST_LIST.split())
_SAME = 0.8
"""Share of the shorter text's words that the other must hold to count as the same interview."""


@dataclass(frozen=True)
class Failure:
    """A file that could not be read.

    Attributes
    ----------
    path : Path
    source : str
        As `Reading.source`.
    sha256 : str
        Digest of its bytes; empty if it cannot be opened.
    error : str
        The message of the `ReadError`.
    """

    path: Path
    source: str
    sha256: str
    error: str


def find_inputs(paths: Sequence[str | Path]) -> list[tuple[Path, str]]:
    """Return the files to look at, each with its source path.

    Parameters
    ----------
    paths : sequence of str or Path
        Files and folders; folders are walked to the bottom, in sorted order, hidden files left aside. The folder of a
        QualCoder project is one input.

    Returns
    -------
    list of (Path, str)
        The source of a file in a folder begins with the folder's name, except for a study's own ``raw`` folder.
    """
    found: dict[Path, tuple[Path, str]] = {}
    for given in map(_project_of, map(Path, paths)):
        if not given.is_dir() or is_project(given):
            found.setdefault(given.resolve(), (given, _source_of(given, given.parent)))
            continue
        root = given.resolve()
        base = root if root.name == "raw" else root.parent
        for path in _walked(given):
            found.setdefault(path.resolve(), (path, _source_of(root / path.relative_to(given), base)))
    return _apart(list(found.values()))


def _project_of(path: Path) -> Path:
    """Return the folder of the project whose database was named."""
    return path.parent if path.name == PROJECT_FILE and is_project(path.parent) else path


def _walked(folder: Path) -> list[Path]:
    """Return the files of a folder, a project as one; what its program keeps beside its database is not looked at."""
    found = []
    for here, folders, names in os.walk(folder, followlinks=False):
        seen = [name for name in folders if not name.startswith(".")]
        projects = [name for name in seen if is_project(Path(here, name))]
        folders[:] = [name for name in seen if name not in projects]
        files = [name for name in names if not name.startswith((".", "~$")) and Path(here, name).is_file()]
        found += [Path(here, name) for name in [*projects, *files]]
    return sorted(found)


def _apart(inputs: list[tuple[Path, str]]) -> list[tuple[Path, str]]:
    """Tell files of different folders with one source apart by the names of the folders above them."""
    count = Counter(source for _, source in inputs)
    if len(count) == len(inputs):
        return inputs
    apart = []
    for path, source in inputs:
        parts = [part for part in path.resolve().parts if part != "raw"]
        depth = source.count("/") + 1
        above = parts[-depth - 1 : -depth] if count[source] > 1 else []
        apart.append((path, "/".join([*above, source])))
    unchanged = len({source for _, source in apart}) <= len(count)
    return apart if unchanged else _apart(apart)


def _source_of(path: Path, base: Path) -> str:
    resolved = path.resolve()
    inside = next((parent for parent in resolved.parents if parent.name == "raw"), base.resolve())
    source = resolved.relative_to(inside).as_posix()
    try:
        source.encode()
    except UnicodeEncodeError:
        # A name from a system that writes names in another encoding; no file or database takes it as it is.
        source = os.fsencode(source).decode("gb18030", errors="replace")
    return source


def read_inputs(
    paths: Sequence[str | Path],
    encoding: str | None = None,
    progress: Callable[[int, int, str], None] | None = None,
    columns: Mapping[str, Mapping[str, str]] | None = None,
    without: Collection[str] = (),
) -> tuple[list[Reading], list[Failure]]:
    """Read every file under the paths.

    Parameters
    ----------
    paths : sequence of str or Path
        Files and folders.
    encoding : str, optional
        The encoding of all text files among them, if known.
    progress : callable, optional
        Called with the number done, the number of all, and the source of the file in hand.
    columns : mapping of str to mapping of str to str, optional
        By source, what the columns of a table were decided to be.
    without : collection of str
        Sources that are not looked at.

    Returns
    -------
    readings : list of Reading
        Files left out as a whole are in it with an empty ``format`` and the reason in ``skipped``.
    failures : list of Failure
        Files that could not be read; the others went on.
    """
    readings: list[Reading] = []
    failures: list[Failure] = []
    inputs = [(path, source) for path, source in find_inputs(paths) if source not in without]
    named = {Path(path) for path in paths}
    for n, (path, source) in enumerate(inputs, 1):
        why = "" if path in named else _not_data(path)
        if why:
            readings.append(left_out(path, source, why))
        else:
            try:
                readings.append(replace(read_file(path, encoding, (columns or {}).get(source)), source=source))
            except ReadError as err:
                failures.append(Failure(path, source, _digest(path), str(err)))
        if progress:
            progress(n, len(inputs), source)
    return once_each(readings), failures


def _not_data(path: Path) -> str:
    if _NOT_DATA.fullmatch(path.name):
        return "it is about the folder, not data"
    return sniffing.why_not(path.suffix.lower())


def left_out(path: Path, source: str, why: str) -> Reading:
    """Return the reading of a file that is left out as a whole."""
    return Reading(
        path, "", skipped=(Skipped("whole file", path.name, why),), source=source, sha256=_digest(path), confidence=0.0
    )


def _digest(path: Path) -> str:
    try:
        return digest_of(path)
    except OSError:
        return ""


def once_each(readings: Sequence[Reading]) -> list[Reading]:
    """Keep one of the interviews, or surveys, that stand in the same folder under the same stem with the same words."""
    groups: dict[str, list[Reading]] = defaultdict(list)
    for reading in readings:
        if any(source.turns for source in reading.sources):
            groups[str(PurePosixPath(reading.source).with_suffix(""))].append(reading)
    same: dict[str, str] = {}
    for group in groups.values():
        best, *others = sorted(group, key=_loses)
        if not others:
            continue
        said = _said(best)
        same |= {other.source: best.source for other in others if same_words(other, said)}
    return [
        left_out(r.path, r.source, f"same words as {PurePosixPath(same[r.source]).name}") if r.source in same else r
        for r in readings
    ]


def _loses(reading: Reading) -> tuple[bool, bool, int, str]:
    """Sort key by which the format that keeps most comes first: who spoke, when, and then by its kind."""
    turns = [turn for source in reading.sources for turn in source.turns]
    suffix = reading.path.suffix.lower()
    rank = _KEEPS_MOST.index(suffix) if suffix in _KEEPS_MOST else len(_KEEPS_MOST)
    named = len({turn.speaker for turn in turns if turn.speaker}) > 1
    timed = any(turn.start_seconds == turn.start_seconds for turn in turns)
    return not named, not timed, rank, reading.source


def same_words(reading: Reading, said: Sequence[str]) -> bool:
    """Return whether a reading holds the words that were said in another one, whatever the format."""
    one, two = _words(_said(reading)), _words(said)
    shorter = min(one.total(), two.total())
    return bool(shorter) and (one & two).total() >= _SAME * shorter


def _said(reading: Reading) -> list[str]:
    return [turn.text for source in reading.sources for turn in source.turns]


def _words(texts: Sequence[str]) -> Counter[str]:
    return Counter(re.findall(r"[\u4e00-\u9fff]|[^\W_]+", " ".join(texts).casefold()))
