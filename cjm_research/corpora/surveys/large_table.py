"""A survey or long table too large to hold: judged by a sample, then given part by part, in an order of its own.

The rows are indexed once (`surveys.row_index`). Columns are judged by a sample that does not depend on the order of the
rows: those with the smallest checksums. Parts come sorted by respondent (or document), so that case ids and
placeholders do not depend on the order of the rows either. At no time is more than one part held.
"""

from __future__ import annotations

import heapq
import re
import tempfile
import zlib
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import IO

from cjm_research.corpora.reading import ColumnTold, Skipped, Source
from cjm_research.corpora.surveys import judging, long_table, respondents, screening
from cjm_research.corpora.surveys.delimited import Lines, open_lines
from cjm_research.corpora.surveys.headers import read_headers
from cjm_research.corpora.surveys.reader import nothing_open, refusal, unkept
from cjm_research.corpora.surveys.row_index import RowIndex
from cjm_research.errors import ReadError

SAMPLE = 20_000
"""Rows by which columns are judged."""
PART = 20_000
"""Rows of a part."""
_HEAD = 10  # rows in which a header is looked for
_STEP = 1 << 20  # characters written at a time

Progress = Callable[[int], None]


@dataclass
class Told:
    """What is known of the table; the counts are complete when the last part was taken."""

    format: str
    encoding: str
    confidence: float
    sample_line: str
    people: int
    columns: tuple[ColumnTold, ...] = ()
    counts: Counter[str] = field(default_factory=Counter)
    skipped: list[Skipped] = field(default_factory=list)


class LargeTable:
    """A .csv or .tsv of any size.

    Parameters
    ----------
    path : Path
    encoding : str, optional
        The encoding, if it is known.
    columns : mapping of str to str
        What a person says of columns.
    progress : callable
        Called with bytes scanned since the last call.

    Attributes
    ----------
    told : Told
        For the load report.

    Raises
    ------
    ReadError
        As `delimited.open_lines`, `RowIndex` and `SurveyReader.read` do.
    """

    def __init__(
        self, path: Path, encoding: str | None = None, columns: Mapping[str, str] | None = None,
        progress: Progress = lambda n: None,
    ) -> None:  # fmt: skip
        self._path, self._said = path, dict(columns or {})
        lines = open_lines(path, encoding)
        lines.stream.close()
        self._copy = _as_utf8(path, lines)
        readable = Path(self._copy.name) if self._copy else path
        try:
            self._rows = RowIndex(readable, "utf-8" if self._copy else lines.encoding, lines.delimiter, progress)
            self._judge(lines)
        except BaseException:
            self.close()
            raise

    def _judge(self, lines: Lines) -> None:
        top = [self._rows[n] for n in range(min(_HEAD, len(self._rows)))]
        sample = [self._rows[n] for n in self._sampled(1)]
        layout = long_table.layout_of(top[0], sample) if sample else None
        self._layout = layout and long_table.as_said(layout, sample, self._said)
        form = f"{lines.format} ("
        if self._layout:
            shape = "long table of talks" if self._layout.shape == "talk" else "long table of answers"
            columns = long_table.columns_told(self._layout, sample)
            self._group()
        else:
            shape, columns = self._judge_survey(top)
        self.told = Told(
            f"{form}{shape})", lines.encoding, lines.confidence, lines.sample_line, len(self._order), columns
        )

    def _sampled(self, first: int) -> list[int]:
        rows = ((zlib.crc32(self._rows.raw(n)), n) for n in range(first, len(self._rows)))
        return sorted(n for _, n in heapq.nsmallest(SAMPLE, rows))

    def _judge_survey(self, top: Sequence[list[str]]) -> tuple[str, tuple[ColumnTold, ...]]:
        self._head = read_headers(list(top))
        if self._said:
            judging.refuse_unknown(self._path, self._said, [self._head])
        sample = [self._rows[n] for n in self._sampled(self._head.first)]
        self._judged = judging.judge(self._head, sample, self._said)
        if "open" not in self._judged.kinds:
            raise ReadError(refusal(self._path, nothing_open(self._head, self._judged)))
        rows = (self._rows[n] for n in range(self._head.first, len(self._rows)))
        self._repeated = respondents.repeated_ids(self._judged.key, rows)
        keys = respondents.Keys(self._judged.key, self._repeated)
        sorting = [_padded(keys.of(self._rows[n])) for n in range(self._head.first, len(self._rows))]
        self._order: Sequence[object] = sorted(range(len(sorting)), key=sorting.__getitem__)
        return self._head.layout, judging.columns_told(self._head, self._judged, sample)

    def _group(self) -> None:
        """Find the rows of each document or respondent."""
        assert self._layout is not None
        at = self._layout.at.get("document" if self._layout.shape == "talk" else "respondent")
        groups: dict[str, list[int]] = defaultdict(list)
        for n in range(1, len(self._rows)):
            row = self._rows[n]
            groups[row[at].strip() if at is not None and at < len(row) else ""].append(n)
        self._groups = dict(groups)
        self._order = sorted(groups, key=_padded)

    def parts(self) -> Iterator[tuple[Source, ...]]:
        """Give the sources, some thousand rows at a time."""
        yield from self._long_parts() if self._layout else self._survey_parts()

    def _survey_parts(self) -> Iterator[tuple[Source, ...]]:
        keys, tally = respondents.Keys(self._judged.key, self._repeated), respondents.Tally()
        wave = screening.wave_of(self._path.stem)
        for at in range(0, len(self._order), PART):
            numbers = [int(n) + self._head.first for n in self._order[at : at + PART]]  # type: ignore[call-overload]
            rows = ((n + 1, self._rows[n]) for n in numbers)
            yield tuple(respondents.respondents(self._head, self._judged, rows, keys, tally, "", wave))
        self.told.counts = tally.counts
        self.told.skipped = [*tally.skipped(), *unkept(self._head, self._judged)]

    def _long_parts(self) -> Iterator[tuple[Source, ...]]:
        assert self._layout is not None
        take = long_table.talks if self._layout.shape == "talk" else long_table.answers
        names: list[str] = []
        waiting = 0
        for name in map(str, self._order):
            names.append(name)
            waiting += len(self._groups[name])
            if waiting >= PART:
                yield self._taken(take, names)
                names, waiting = [], 0
        if names:
            yield self._taken(take, names)

    def _taken(self, take: Callable[..., long_table.Found], names: Sequence[str]) -> tuple[Source, ...]:
        rows = [(n + 1, self._rows[n]) for name in names for n in self._groups[name]]
        sources, counts, skipped = take(self._layout, rows)
        self.told.counts += counts
        self.told.skipped += [part for part in skipped if part not in self.told.skipped]
        return tuple(sources)

    def close(self) -> None:
        """Let go of the file."""
        if hasattr(self, "_rows"):
            self._rows.close()
        if self._copy:
            self._copy.close()
            Path(self._copy.name).unlink(missing_ok=True)

    def __enter__(self) -> LargeTable:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, err: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _padded(key: str) -> str:
    """Return a text that sorts ``9`` before ``10``."""
    return re.sub(r"\d+", lambda found: found[0].zfill(20), key)


def _as_utf8(path: Path, lines: Lines) -> IO[bytes] | None:
    """Return a copy in UTF-8 of a file whose line ends are no single bytes (UTF-16), else None."""
    if not lines.encoding.lower().replace("_", "-").startswith("utf-16"):
        return None
    copy: IO[bytes] = tempfile.NamedTemporaryFile(suffix=path.suffix, delete=False)  # noqa: SIM115 - closed by `close`
    with path.open(encoding=lines.encoding, newline="") as stream:
        while text := stream.read(_STEP):
            copy.write(text.encode("utf-8"))
    copy.flush()
    return copy
