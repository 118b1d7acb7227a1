"""Rows of a delimited text file, one after another, never the whole file at once where it is large.

The encoding of a small file is found from all of it (`corpora.encoding`), of a large one from its beginning; the mark
between columns is the one that cuts the first rows most evenly. Excel's first line ``sep=;`` is taken at its word.
"""

from __future__ import annotations

import codecs
import csv
import io
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from cjm_research.corpora.encoding import decode
from cjm_research.errors import ReadError

LINE = 50_000_000
"""Most characters of a line."""
CELL = 10_000_000
"""Most characters of a cell; the csv module's own limit is too small for some answers."""
WHOLE = 32 * 1024**2
"""Most bytes of a file that is decoded as a whole."""
_HEAD = 4 * 1024**2  # bytes at the beginning of a larger file by which its encoding is found
_MARKS = (",", "\t", ";", "|")
_SAMPLE = 60  # rows by which the delimiter is found


@dataclass
class Lines:
    """A text file opened at its first line.

    Attributes
    ----------
    stream : text stream
        At the first line of the table.
    encoding, confidence, sample_line
        As in `reading.Reading`.
    delimiter : str
    quoted : bool
        Whether quotation marks hold cells together.
    """

    stream: IO[str]
    encoding: str
    confidence: float
    sample_line: str
    delimiter: str
    quoted: bool = True

    @property
    def format(self) -> str:
        """Return "csv" or "tsv"."""
        return "tsv" if self.delimiter == "\t" else "csv"


def iter_rows(path: Path, encoding: str | None = None) -> Iterator[list[str]]:
    """Give the rows of a .csv or .tsv one after another; an empty line is an empty row.

    Parameters
    ----------
    path : Path
        A file of any size; at most one row of it is held at a time.
    encoding : str, optional
        The encoding, if it is known.

    Raises
    ------
    ReadError
        If the file is not text, changes its encoding, has a line over `LINE` or a cell over `CELL` characters, or
        ends inside quotation marks.
    """
    path = Path(path)
    return rows_of(open_lines(path, encoding), path)


def open_lines(path: Path, encoding: str | None = None) -> Lines:
    """Open a delimited text file and find out its encoding and its delimiter.

    Raises
    ------
    ReadError
        If the file is not text, or not in the encoding asked for.
    """
    size = path.stat().st_size
    with path.open("rb") as file:
        head = file.read(WHOLE + 1 if size <= WHOLE else _HEAD)
    if size > WHOLE:
        head = head[: head.rfind(b"\n") + 1] or head
        if len(head) % 2 and head.count(b"\x00") > len(head) // 8:
            head += b"\x00"
    decoded = decode(head, str(path), encoding)
    told, text = _told(decoded.text)
    delimiter = told or _delimiter(text, path)
    quoted = delimiter != "\t" or not _open_at_end(text, delimiter)
    if size <= WHOLE:
        stream: IO[str] = io.StringIO(text)
    else:
        stream = path.open(encoding=decoded.encoding, newline=None)
        if told:
            stream.readline()
    return Lines(stream, decoded.encoding, decoded.confidence, decoded.sample_line, delimiter, quoted or size > WHOLE)


def rows_of(lines: Lines, path: Path) -> Iterator[list[str]]:
    """Give the rows of an opened file; see `iter_rows`."""
    csv.field_size_limit(CELL)
    guard = _Guard(lines.stream, path)
    quoting = csv.QUOTE_MINIMAL if lines.quoted else csv.QUOTE_NONE
    reader = csv.reader(guard, delimiter=lines.delimiter, quoting=quoting)
    number = 0
    with lines.stream:
        while True:
            number += 1
            try:
                row = next(reader)
            except StopIteration:
                return
            except csv.Error as err:
                raise ReadError(
                    f"{path}, row {number}: {_reason(err)}. A quotation mark there may be opened and never closed; "
                    "close it, or export the table again."
                ) from err
            except UnicodeDecodeError as err:
                raise ReadError(
                    f"{path}, after row {number - 1}: a byte is not valid {codecs.lookup(lines.encoding).name}, though "
                    "the rows before are. Mend that place, or name the encoding."
                ) from err
            if guard.ended:
                raise ReadError(
                    f"{path}, row {number}: a quotation mark is opened and never closed; the file seems to be cut off. "
                    "Export it again, or close the quote."
                )
            yield row


class _Guard:
    """Lines of bounded length; knows when a reader asked for more than there is."""

    def __init__(self, stream: IO[str], path: Path) -> None:
        self._stream = stream
        self._path = path
        self._n = 0
        self.ended = False

    def __iter__(self) -> _Guard:
        return self

    def __next__(self) -> str:
        line = self._stream.readline(LINE + 1)
        self._n += 1
        if not line:
            self.ended = True
            raise StopIteration
        if len(line) > LINE:
            raise ReadError(
                f"{self._path}, line {self._n}: it is longer than {LINE // 1_000_000} million characters. "
                "This is no table of answers, or its line ends are lost; export it again."
            )
        return line


def _reason(err: csv.Error) -> str:
    if "field limit" in str(err):
        return f"a cell holds more than {CELL // 1_000_000} million characters"
    return str(err)


def _told(text: str) -> tuple[str, str]:
    """Return the delimiter that Excel's first line gives, and the text without that line."""
    text = text.removeprefix("\ufeff")
    first, _, rest = text.partition("\n")
    if first.strip('"').casefold().startswith("sep=") and len(first.strip('"')) == 5:
        return first.strip('"')[4], rest
    return "", text


def _delimiter(text: str, path: Path) -> str:
    """Return the mark that cuts the most rows into the same number of columns, more than one."""
    best, score = ("\t" if path.suffix.lower() == ".tsv" else ","), 0.0
    csv.field_size_limit(CELL)
    for mark in _MARKS:
        lengths = []
        try:
            for row in csv.reader(io.StringIO(text), delimiter=mark):
                lengths.append(len(row))
                if len(lengths) == _SAMPLE:
                    break
        except csv.Error:
            continue
        if not any(lengths):
            continue
        usual, n = Counter(length for length in lengths if length).most_common(1)[0]
        if usual > 1 and n / len(lengths) + min(usual, 500) / 1000 > score:
            best, score = mark, n / len(lengths) + min(usual, 500) / 1000
    return best


def _open_at_end(text: str, delimiter: str) -> bool:
    """Return whether a quotation mark is still open at the end of the text: then its marks are only characters."""
    try:
        for _ in csv.reader(io.StringIO(text), delimiter=delimiter, strict=True):
            pass
    except csv.Error as err:
        return "unexpected end of data" in str(err)
    return False
