"""Which files of the paths a person names are read, and reading them one after another past the bad ones.

The same interview is often saved in several formats; it is read once, from the format that keeps most (times and
speakers before bare text). Whether two files hold the same words is checked, not guessed from their names alone.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path, PurePosixPath

from cjm_research.corpora.reading import Reading, Skipped, known_suffixes, read_file
from cjm_research.errors import ReadError

_NOT_DATA = re.compile(
    r"(?i)(?:license|licence|copying|readme|changelog|contributing|notice|authors)(?:[._-].*)?|thumbs\.db|desktop\.ini"
)
_KEEPS_MOST = (".vtt", ".srt", ".docx", ".md", ".markdown", ".txt", ".text", ".tsv", ".csv", ".lrc")
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
        Files and folders; folders are walked to the bottom, in sorted order, hidden files left aside.

    Returns
    -------
    list of (Path, str)
        The source of a file in a folder begins with the folder's name, except for a study's own ``raw`` folder.
    """
    found: dict[Path, tuple[Path, str]] = {}
    for given in map(Path, paths):
        if not given.is_dir():
            found.setdefault(given.resolve(), (given, _source_of(given, given.parent)))
            continue
        root = given.resolve()
        base = root if root.name == "raw" else root.parent
        for path in sorted(given.rglob("*")):
            inside = path.relative_to(given)
            if path.is_file() and not any(part.startswith((".", "~$")) for part in inside.parts):
                found.setdefault(path.resolve(), (path, _source_of(root / inside, base)))
    return _apart(list(found.values()))


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
    for parent in resolved.parents:
        if parent.name == "raw":
            return resolved.relative_to(parent).as_posix()
    return resolved.relative_to(base.resolve()).as_posix()


def read_inputs(
    paths: Sequence[str | Path],
    encoding: str | None = None,
    progress: Callable[[int, int, str], None] | None = None,
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

    Returns
    -------
    readings : list of Reading
        Files left out as a whole are in it with an empty ``format`` and the reason in ``skipped``.
    failures : list of Failure
        Files that could not be read; the others went on.
    """
    readings: list[Reading] = []
    failures: list[Failure] = []
    inputs = find_inputs(paths)
    named = {Path(path) for path in paths}
    for n, (path, source) in enumerate(inputs, 1):
        why = "" if path in named else _not_data(path)
        if why:
            readings.append(_left_out(path, source, why))
        else:
            try:
                readings.append(replace(read_file(path, encoding), source=source))
            except ReadError as err:
                failures.append(Failure(path, source, _digest(path), str(err)))
        if progress:
            progress(n, len(inputs), source)
    return _once_each(readings), failures


def _not_data(path: Path) -> str:
    if _NOT_DATA.fullmatch(path.name):
        return "it is about the folder, not data"
    if path.suffix.lower() not in known_suffixes():
        return f"files ending in {path.suffix.lower() or 'nothing'!r} are not read"
    return ""


def _left_out(path: Path, source: str, why: str) -> Reading:
    return Reading(
        path, "", skipped=(Skipped("whole file", path.name, why),), source=source, sha256=_digest(path), confidence=0.0
    )


def _digest(path: Path) -> str:
    try:
        return sha256(path.read_bytes()).hexdigest()
    except OSError:
        return ""


def _once_each(readings: list[Reading]) -> list[Reading]:
    """Keep one of the interviews that stand in the same folder under the same stem with the same words."""
    groups: dict[str, list[Reading]] = defaultdict(list)
    for reading in readings:
        if any(source.kind == "interview" for source in reading.sources):
            groups[str(PurePosixPath(reading.source).with_suffix(""))].append(reading)
    same: dict[str, str] = {}
    for group in groups.values():
        best, *others = sorted(group, key=lambda r: _KEEPS_MOST.index(r.path.suffix.lower()))
        words = _words(best)
        for other in others:
            if _overlap(words, _words(other)) >= _SAME:
                same[other.source] = best.source
    return [
        _left_out(r.path, r.source, f"same words as {PurePosixPath(same[r.source]).name}") if r.source in same else r
        for r in readings
    ]


def _words(reading: Reading) -> Counter[str]:
    text = " ".join(turn.text for source in reading.sources for turn in source.turns)
    return Counter(re.findall(r"[\u4e00-\u9fff]|[^\W_]+", text.casefold()))


def _overlap(one: Counter[str], two: Counter[str]) -> float:
    shorter = min(one.total(), two.total())
    return (one & two).total() / shorter if shorter else 0.0
