r"""Rows of a delimited file by number, without holding the file: where each row begins is kept, not what is in it.

A survey of millions of answers does not fit in memory several times over. The file is scanned once; afterwards any row
can be read again, in any order, so that what is made of them need not depend on the order they stand in.

>>> import pathlib, tempfile
>>> with tempfile.TemporaryDirectory() as folder:
...     path = pathlib.Path(folder, "a.csv")
...     _ = path.write_text('id,why\n1,"late,\nand cold"\n2,fine\n', "utf-8")
...     with RowIndex(path, "utf-8", ",") as rows:
...         len(rows), rows[1], rows[2]
(3, ['1', 'late,\nand cold'], ['2', 'fine'])
"""

from __future__ import annotations

import csv
from array import array
from collections.abc import Callable, Iterator
from pathlib import Path
from types import TracebackType

from cjm_research.errors import ReadError

LONGEST_LINE = 50_000_000
"""Bytes; a longer line is no table."""
_STEP = 50_000  # rows between two reports of progress


class RowIndex:
    r"""The rows of a .csv or .tsv, each read from the file when it is asked for.

    Parameters
    ----------
    path : Path
        The file.
    encoding : str
        One in which a line end is the single byte ``\n`` (not UTF-16).
    delimiter : str
        One character.
    progress : callable, optional
        Called with the number of bytes scanned since the last call.

    Raises
    ------
    ReadError
        If a line is longer than `LONGEST_LINE`, or a quotation mark is never closed.
    """

    def __init__(self, path: Path, encoding: str, delimiter: str, progress: Callable[[int], None] | None = None):
        self._path, self._encoding, self._delimiter = path, encoding, delimiter
        self._file = path.open("rb")
        self._size = path.stat().st_size
        self._starts = array("Q")
        try:
            self._scan(progress or (lambda n: None))
        except BaseException:
            self.close()
            raise

    def _scan(self, progress: Callable[[int], None]) -> None:
        at = told = 0
        head = self._file.read(7)
        if head.startswith(b"\xef\xbb\xbf"):
            at, head = 3, head[3:]
        self._file.seek(at)
        if head.startswith(b"sep="):
            self._line()
        reader = csv.reader(iter(self._line, ""), delimiter=self._delimiter)
        while True:
            start = self._file.tell()
            row = next(reader, None)
            if row is None:
                break
            if row:
                self._starts.append(start)
            if len(self._starts) % _STEP == 0:
                progress(start - told)
                told = start
        self._starts.append(self._size)
        progress(self._size - told)
        self._refuse_open_quote()

    def _line(self) -> str:
        line = self._file.readline(LONGEST_LINE)
        if len(line) == LONGEST_LINE:
            raise ReadError(
                f"{self._path}: no line ends within {LONGEST_LINE:,} bytes after byte "
                f"{self._file.tell() - len(line):,}, so this is no table. Export it again with one row a line."
            )
        return self._text(line)

    def _text(self, data: bytes) -> str:
        return data.decode(self._encoding, "replace").replace("\x00", "")

    def _refuse_open_quote(self) -> None:
        if not len(self):
            return
        try:
            lines = _lines(self._text(self.raw(len(self) - 1)))
            for _ in csv.reader(lines, delimiter=self._delimiter, strict=True):
                pass
        except csv.Error as err:
            if "unexpected end of data" in str(err):
                raise ReadError(
                    f"{self._path}, row {len(self)}: a quotation mark is opened and never closed; the file seems to be "
                    "cut off. Export it again, or close the quote."
                ) from err

    def __len__(self) -> int:
        return len(self._starts) - 1

    def __getitem__(self, n: int) -> list[str]:
        """Return the cells of a row, counted from 0, empty rows left out."""
        return next(csv.reader(_lines(self._text(self.raw(n))), delimiter=self._delimiter), [])

    def __iter__(self) -> Iterator[list[str]]:
        return (self[n] for n in range(len(self)))

    def raw(self, n: int) -> bytes:
        """Return the bytes of a row as they stand in the file."""
        self._file.seek(self._starts[n])
        return self._file.read(self._starts[n + 1] - self._starts[n])

    def close(self) -> None:
        """Let go of the file."""
        self._file.close()

    def __enter__(self) -> RowIndex:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, err: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _lines(text: str) -> list[str]:
    """Cut at line feeds alone: other separators of Unicode stand inside answers."""
    return [line + "\n" for line in text.split("\n")]
