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
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from hashlib import file_digest
from pathlib import Path
from typing import BinaryIO, ClassVar, Protocol

from cjm_research import registry
from cjm_research.corpora.imported import Code, Mark, Memo
from cjm_research.errors import ReadError

PROJECT_FILE = "data.qda"
LONGEST_LINE = 50_000_000
"""Most bytes of one line of a text or a table."""
_BINARY = re.compile(rb"PK\x03\x04|%PDF|\xd0\xcf\x11\xe0|SQLite format 3|\$FL[23]|\{\\rtf")


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
    times : tuple of (int, float, float)
        Where cues or words with times of their own begin in ``text`` (a str index), and from which to which second
        they were said; empty where only the whole turn's times are known.
    span : tuple of int, optional
        Start and end of the words in the source's own ``text``, where it has one: then ``text == source.text[slice]``.
    """

    text: str
    speaker: str = ""
    role: str = ""
    start_seconds: float = math.nan
    end_seconds: float = math.nan
    question: str = ""
    place: str = ""
    times: tuple[tuple[int, float, float], ...] = ()
    span: tuple[int, int] | None = None


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
    inside : str
        Name of the document inside a file that holds several (a project of another tool, a table with a column of
        documents); empty otherwise.
    recorded_at : str
        When it was said or sent, ISO 8601 as exact as known ("2026-06-15", "2026-06-15T10:05:00"); empty if unknown.
    wave : str
        Name of the wave of a survey that was sent out several times; empty if there is one.
    consent : str
        One of `schema.CONSENTS` where the file itself says it, else empty.
    text : str
        The whole text as it stands, for a source whose places must not move (codings of another tool refer to them):
        the document is then this text, not its turns put together, and every turn has a ``span``.
    marks : tuple of Mark
        Codings of another tool, on ``text``.
    """

    kind: str
    turns: tuple[Turn, ...]
    respondent: str = ""
    attributes: dict[str, str] = field(default_factory=dict)
    names: tuple[str, ...] = ()
    hosts: tuple[str, ...] = ()
    language: str = ""
    inside: str = ""
    recorded_at: str = ""
    wave: str = ""
    consent: str = ""
    text: str = ""
    marks: tuple[Mark, ...] = ()


@dataclass(frozen=True)
class Skipped:
    """Something in a file that was left out: where, what, and why."""

    place: str
    what: str
    why: str


@dataclass(frozen=True)
class ColumnTold:
    """What a column of a table was taken for; a person confirms it or says otherwise.

    Attributes
    ----------
    name : str
        The column's own name, by which decisions refer to it.
    question : str
        What it asks; columns of one question share it.
    kind : str
        One of `columns.KINDS`.
    why : str
        What told it, in words.
    example : str
        An answer from it, at most 80 characters; may hold personal data.
    """

    name: str
    question: str
    kind: str
    why: str
    example: str = ""


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
    counts : dict of str to int
        What was counted in the file, by its name in the load report: "cues", "rows", "previews", "incomplete rows",
        "selections" and the like; a person can check them against the original.
    codes : tuple of Code
        The codebook of another tool.
    memos : tuple of Memo
        Notes of another tool.
    columns : tuple of ColumnTold
        The columns of a table and what each was taken for.
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
    counts: dict[str, int] = field(default_factory=dict)
    codes: tuple[Code, ...] = ()
    memos: tuple[Memo, ...] = ()
    columns: tuple[ColumnTold, ...] = ()


class Reader(Protocol):
    """Reads one format family."""

    suffixes: ClassVar[tuple[str, ...]]

    def read(self, path: Path, encoding: str | None = None) -> Reading:
        """Return what the file holds, or raise `ReadError`."""
        ...


def known_suffixes() -> dict[str, str]:
    """Return each file suffix that is read, in lower case, to the name of its reader."""
    return {suffix: name for name in registry.names("reader") for suffix in registry.get("reader", name).suffixes}


def read_file(path: str | Path, encoding: str | None = None, columns: Mapping[str, str] | None = None) -> Reading:
    """Read one original with the reader that its suffix, and where needed its content, asks for.

    Parameters
    ----------
    path : str or Path
        An existing file, or the folder of a QualCoder project.
    encoding : str, optional
        The encoding of a text file, if it is known; else it is found out.
    columns : mapping of str to str, optional
        What the columns of a table are, where a person decided it (`surveys.columns`).

    Raises
    ------
    ReadError
        If the file is missing, a folder, empty, far too large, of an unknown kind, or cannot be read by its reader.
    """
    from cjm_research.corpora import sniffing

    path = Path(path)
    head = head_of(path)
    try:
        told = sniffing.what_is(path, head)
    except ReadError as err:
        raise ReadError(_one_line(str(err), str(path))) from err
    reader_class = registry.get("reader", told.reader)
    takes_columns = columns and getattr(reader_class, "takes_columns", False)
    reader = reader_class(columns=columns) if takes_columns else reader_class()
    with sniffing.named_truly(path, told) as named:
        reading = _read(reader, named, path, encoding)
    if not any(source.turns for source in reading.sources) and not reading.codes and not reading.n_blanks:
        raise ReadError(f"{path}: no spoken or written words were found in it. Check that it is the right file.")
    damaged = _damaged(path, reading) if reading.encoding and not encoding and reading.confidence < 1 else ()
    return replace(
        reading,
        path=path,
        source=reading.source or path.name,
        sha256=digest_of(path),
        skipped=(*reading.skipped, *damaged),
    )


def _read(reader: Reader, named: Path, path: Path, encoding: str | None) -> Reading:
    try:
        return reader.read(named, encoding)
    except ReadError as err:
        raise ReadError(_one_line(str(err).replace(str(named), str(path)), str(path))) from err
    except MemoryError as err:
        raise ReadError(f"{path} does not fit into this machine's memory. Split it into smaller files.") from err
    except (ArithmeticError, AttributeError, LookupError, OSError, RuntimeError, TypeError, ValueError) as err:
        # One file that a reader was not prepared for must not cost the others; readers of other packages come here too.
        raise ReadError(
            f"{path}: {type(reader).__name__} met something in it that it does not know ({type(err).__name__}). "
            "Open the file in the program it comes from and save it again, or save it in another format."
        ) from err


def _one_line(message: str, path: str) -> str:
    """Return a message without the line breaks and marks that it quotes from a file; the path stays as it is."""
    parts = ("".join(mark if mark.isprintable() else " " for mark in part) for part in message.split(path))
    return path.join(re.sub(" {2,}", " ", part) for part in parts)


def _damaged(path: Path, reading: Reading) -> tuple[Skipped, ...]:
    from cjm_research.corpora.encoding import damage

    return tuple(
        Skipped(f"line {n}", what, "this line is in another encoding, or damaged")
        for n, what in damage(content_of(path).read_bytes(), reading.encoding)
    )


def content_of(path: Path) -> Path:
    """Return the file that holds the content: of a QualCoder project, which is a folder, its database."""
    return path / PROJECT_FILE if is_project(path) else path


def is_project(path: Path) -> bool:
    """Whether a path is the folder of a QualCoder project."""
    return path.suffix.lower() == ".qda" and (path / PROJECT_FILE).is_file()


def digest_of(path: Path) -> str:
    """Return the sha256 of an original in hex, read in pieces."""
    with content_of(path).open("rb") as stream:
        return file_digest(stream, "sha256").hexdigest()


def head_of(path: Path, most: int = 1 << 16) -> bytes:
    """Return the first bytes of an original.

    Raises
    ------
    ReadError
        If it is missing, a folder, empty, closed to us, or holds a line that is no line of text or table.
    """
    if path.is_dir() and not is_project(path):
        raise ReadError(f"{path} is a folder, a file was expected. Add the folder itself to read every file in it.")
    try:
        with content_of(path).open("rb") as stream:
            head = stream.read(most)
            start = head
            while start and not start.strip():
                start = stream.read(most)
            size = content_of(path).stat().st_size
            if start and size > LONGEST_LINE and not _BINARY.match(head):
                stream.seek(0)
                _refuse_long_line(path, stream)
    except FileNotFoundError as err:
        raise ReadError(f"{path} does not exist. Check the name and the folder.") from err
    except OSError as err:
        raise ReadError(f"{path} cannot be opened ({err.strerror}). Check that you may read it.") from err
    if not start:
        raise ReadError(f"{path} is empty. Export or save it again.")
    return head


def _refuse_long_line(path: Path, stream: BinaryIO) -> None:
    number, length = 1, 0
    while piece := stream.read(1 << 20):
        pieces = piece.split(b"\n")
        for n, part in enumerate(pieces):
            length += len(part)
            if length > LONGEST_LINE:
                raise ReadError(
                    f"{path}, line {number}: the line goes on for more than {LONGEST_LINE // 1_000_000} million "
                    "characters, so this is no transcript or table. Export it again with line breaks."
                )
            if n + 1 < len(pieces):
                number, length = number + 1, 0


def bytes_of(path: Path) -> bytes:
    """Return the bytes of a file, or raise `ReadError` if it is missing, a folder, empty or closed to us."""
    head_of(path)
    return content_of(path).read_bytes()
