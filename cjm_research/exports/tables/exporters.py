"""The tables as files: ``tables/*.csv`` for scripts and BI tools, the same for Excel, and ``tables/*.parquet``.

The exact values are in the .csv and .parquet files. The .csv for Excel begins with the mark that makes it read Chinese,
and texts that it would compute get an apostrophe before them.
"""

from __future__ import annotations

import io
from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, Self

import pandas as pd

from cjm_research.exports.base import check_quotes, write_file
from cjm_research.exports.cells import FORMULA_STARTS
from cjm_research.exports.tables.dictionary import dictionary
from cjm_research.exports.tables.star import star

if TYPE_CHECKING:
    from cjm_research.exports.material import Material
    from cjm_research.journeys.map import JourneyMap

_DICTIONARY = "dictionary"


@dataclass(frozen=True)
class _TablesExporter(ABC):
    """Writes each table and the dictionary as a file of one kind.

    Attributes
    ----------
    material : Material, optional
        The study; without it nothing is known of who coded and who took part.
    """

    speaks: ClassVar[str] = "none"
    place: ClassVar[str] = "tables"
    ending: ClassVar[str]
    material: Material | None = field(default=None, repr=False)

    @classmethod
    def of(cls, material: Material) -> Self:
        """Return the exporter of a study."""
        return cls(material)

    def write(self, journey: JourneyMap, folder: Path) -> list[Path]:
        """Write the tables into a folder below ``folder``.

        Raises
        ------
        ExportError
            If a quote is not exact.
        """
        check_quotes(journey)
        tables = {**star(journey, self.material), _DICTIONARY: dictionary()}
        return [
            write_file(Path(folder) / self.place / f"{name}.{self.ending}", self.content(frame))
            for name, frame in tables.items()
        ]

    @abstractmethod
    def content(self, frame: pd.DataFrame) -> bytes:
        """Return a table as the bytes of its file."""


class CsvExporter(_TablesExporter):
    """``tables/*.csv``: tidy tables in UTF-8 with a data dictionary, for BI tools and scripts."""

    name: ClassVar[str] = "csv"
    ending: ClassVar[str] = "csv"

    def content(self, frame: pd.DataFrame) -> bytes:
        """Return it as UTF-8, its values exact."""
        return _csv(frame).encode("utf-8")


class ExcelCsvExporter(_TablesExporter):
    """``tables-excel/*.csv``: the same for Excel: marked as UTF-8, with no text that it would compute."""

    name: ClassVar[str] = "csv-excel"
    place: ClassVar[str] = "tables-excel"
    ending: ClassVar[str] = "csv"

    def content(self, frame: pd.DataFrame) -> bytes:
        """Return it with the mark of UTF-8 and an apostrophe before what Excel would compute."""
        return _csv(_safe(frame)).encode("utf-8-sig")


class ParquetExporter(_TablesExporter):
    """``tables/*.parquet``: the same tables with their types, for pandas, DuckDB, Spark and BI tools."""

    name: ClassVar[str] = "parquet"
    ending: ClassVar[str] = "parquet"

    def content(self, frame: pd.DataFrame) -> bytes:
        """Return it with its types."""
        return _parquet(frame)


def _csv(frame: pd.DataFrame) -> str:
    return frame.map(_plain).to_csv(index=False, lineterminator="\n", float_format="%.6g")


def _plain(value: object) -> object:
    if value is pd.NA or value is None:
        return None
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value.replace("\x00", "\ufffd") if isinstance(value, str) else value


def _safe(frame: pd.DataFrame) -> pd.DataFrame:
    def cell(value: object) -> object:
        return f"'{value}" if isinstance(value, str) and value.startswith((*FORMULA_STARTS, "\r", "\n")) else value

    return frame.map(cell)


def _parquet(frame: pd.DataFrame) -> bytes:
    import pyarrow as pa
    from pyarrow import parquet

    out = io.BytesIO()
    # Without the metadata of pandas, which name its version, the same map gives the same bytes.
    table = pa.Table.from_pandas(frame, preserve_index=False).replace_schema_metadata(None)
    parquet.write_table(table, out, compression="zstd")
    return out.getvalue()
