"""What a reader gives back, and how one is chosen for a file.

A reader is a class with one method, ``read(path, encoding=None) -> Reading``, and a class attribute ``suffixes``. It
opens one original, never writes, and turns it into `Source` objects: an interview is one source, a survey is one
source per respondent. It knows nothing of roles, case ids or pseudonyms; `corpora.build` adds these. To write one:

1. Give each thing that somebody said its own `Turn`, in order, with the speaker's label as it stands in the file and
   a ``place`` that a person can find again (``"line 40"``, ``"cue 12"``, ``"paragraph 7"``, ``"row 5"``).
2. List in ``skipped`` whatever you leave out, with the reason. Nothing is dropped in silence.
3. Raise `ReadError` when the file cannot be read: what was found, where, what was expected, what to do.
4. Register the class (`cjm_research.registry`) under a name of its own.

>>> Turn("It was late.", speaker="Anna", place="line 3").place
'line 3'
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace
from hashlib import sha256
from pathlib import Path
from typing import ClassVar, Protocol

from cjm_research import registry
from cjm_research.errors import ReadError


@dataclass(frozen=True)
class Turn:
    r"""What one speaker says before another speaks, or one open answer.

    Attributes
    ----------
    text : str
        The words, lines ended by ``\n``, as they stand in the file.
    speaker : str
        The label in the file; empty where the file has none.
    role : str
        One of `schema.ROLES` where the format itself says it, else empty.
    start_seconds, end_seconds : float
        Place in the recording, in seconds; NaN where unknown.
    question : str
        The survey question that is answered; empty in interviews.
    place : str
        Where in the original the turn begins, in words.
    """

    text: str
    speaker: str = ""
    role: str = ""
    start_seconds: float = math.nan
    end_seconds: float = math.nan
    question: str = ""
    place: str = ""


@dataclass(frozen=True)
class Source:
    """One interview, or all answers of one respondent.

    Attributes
    ----------
    kind : {"interview", "survey"}
    turns : tuple of Turn
        In the order of the file; may be empty for a respondent who left every open question blank.
    respondent : str
        Key of the respondent inside the file, independent of row order; empty for an interview.
    attributes : dict of str to str
        Closed answers by question.
    names : tuple of str
        Names of this person found in columns that are not kept; their mentions are replaced.
    hosts : tuple of str
        Names that the file's header gives as interviewers.
    language : str
        Language of the whole file, used where the source itself is too short to tell; empty if unknown.
    """

    kind: str
    turns: tuple[Turn, ...]
    respondent: str = ""
    attributes: dict[str, str] = field(default_factory=dict)
    names: tuple[str, ...] = ()
    hosts: tuple[str, ...] = ()
    language: str = ""


@dataclass(frozen=True)
class Skipped:
    """Something in a file that was left out: where, what, and why."""

    place: str
    what: str
    why: str


@dataclass(frozen=True)
class Reading:
    """One original as it was read.

    Attributes
    ----------
    path : Path
        The file.
    format : str
        What the file turned out to be, for the load report; empty for a file that was left out as a whole.
    encoding : str
        The encoding used; empty for formats that carry their own.
    confidence : float
        How sure the encoding is, 0 to 1.
    sample_line : str
        A line of text by which a person can judge the encoding.
    sources : tuple of Source
        Empty for a file that was left out as a whole.
    n_blanks : int
        Open answers that were blank, "N/A", "无" and the like.
    skipped : tuple of Skipped
        What was left out.
    source : str
        Path relative to the study's ``raw`` folder, with ``/``.
    sha256 : str
        Digest of the file's bytes.
    """

    path: Path
    format: str
    encoding: str = ""
    confidence: float = 1.0
    sample_line: str = ""
    sources: tuple[Source, ...] = ()
    n_blanks: int = 0
    skipped: tuple[Skipped, ...] = ()
    source: str = ""
    sha256: str = ""


class Reader(Protocol):
    """Reads one format family."""

    suffixes: ClassVar[tuple[str, ...]]

    def read(self, path: Path, encoding: str | None = None) -> Reading:
        """Return what the file holds, or raise `ReadError`."""
        ...


def known_suffixes() -> dict[str, str]:
    """Return each file suffix that is read, in lower case, to the name of its reader."""
    return {suffix: name for name in registry.names("reader") for suffix in registry.get("reader", name).suffixes}


def read_file(path: str | Path, encoding: str | None = None) -> Reading:
    """Read one original with the reader that its suffix, and where needed its content, asks for.

    Parameters
    ----------
    path : str or Path
        An existing file.
    encoding : str, optional
        The encoding of a text file, if it is known; else it is found out.

    Raises
    ------
    ReadError
        If the file is missing, a folder, empty, of an unknown kind, or cannot be read by its reader.
    """
    path = Path(path)
    data = bytes_of(path)
    suffixes = known_suffixes()
    suffix = path.suffix.lower()
    if suffix not in suffixes:
        raise ReadError(
            f"{path}: files ending in {suffix or 'nothing'!r} are not read. "
            f"Save it as one of {', '.join(sorted(suffixes))}."
        )
    name = suffixes[suffix]
    if name == "text" and data.lstrip(b"\xef\xbb\xbf").startswith(b"WEBVTT"):
        name = "vtt"
    reading = registry.get("reader", name)().read(path, encoding)
    if not any(source.turns for source in reading.sources):
        raise ReadError(f"{path}: no spoken or written words were found in it. Check that it is the right file.")
    return replace(reading, source=reading.source or path.name, sha256=sha256(data).hexdigest())


def bytes_of(path: Path) -> bytes:
    """Return the bytes of a file, or raise `ReadError` if it is missing, a folder, empty or closed to us."""
    if path.is_dir():
        raise ReadError(f"{path} is a folder, a file was expected. Add the folder itself to read every file in it.")
    try:
        data = path.read_bytes()
    except FileNotFoundError as err:
        raise ReadError(f"{path} does not exist. Check the name and the folder.") from err
    except OSError as err:
        raise ReadError(f"{path} cannot be opened ({err.strerror}). Check that you may read it.") from err
    if not data.strip():
        raise ReadError(f"{path} is empty. Export or save it again.")
    return data
