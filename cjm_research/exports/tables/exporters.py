"""The tables as files: ``tables/*.csv`` for scripts and BI tools, the same for Excel, and ``tables/*.parquet``.

The exact values are in the .csv and .parquet files. The .csv for Excel begins with the mark that makes it read Chinese,
and texts that it would compute get an apostrophe before them.
"""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

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
class CsvExporter:
    """``tables/*.csv``: tidy tables in UTF-8 with a data dictionary, for BI tools and scripts."""

    name: ClassVar[str] = "csv"
    speaks: ClassVar[str] = "none"
    material: Material | None = field(default=None, repr=False)

    @classmethod
    def of(cls, material: Material) -> CsvExporter:
        """Return one that also knows who coded and who took part."""
        return cls(material)

    def write(self, journey: JourneyMap, folder: Path) -> list[Path]:
        """Write the tables below ``folder/tables``.

        Raises
        ------
        ExportError
            If a quote is not exact.
        """
        return [
            write_file(Path(folder) / "tables" / f"{name}.csv", _csv(frame).encode("utf-8"))
            for name, frame in _all(journey, self.material).items()
        ]


@dataclass(frozen=True)
class ExcelCsvExporter:
    """``tables-excel/*.csv``: the same for Excel: marked as UTF-8, with no text that it would compute."""

    name: ClassVar[str] = "csv-excel"
    speaks: ClassVar[str] = "none"
    material: Material | None = field(default=None, repr=False)

    @classmethod
    def of(cls, material: Material) -> ExcelCsvExporter:
        """Return one that also knows who coded and who took part."""
        return cls(material)

    def write(self, journey: JourneyMap, folder: Path) -> list[Path]:
        """Write the tables below ``folder/tables-excel``."""
        return [
            write_file(Path(folder) / "tables-excel" / f"{name}.csv", _csv(_safe(frame)).encode("utf-8-sig"))
            for name, frame in _all(journey, self.material).items()
        ]


@dataclass(frozen=True)
class ParquetExporter:
    """``tables/*.parquet``: the same tables with their types, for pandas, DuckDB, Spark and BI tools."""

    name: ClassVar[str] = "parquet"
    speaks: ClassVar[str] = "none"
    material: Material | None = field(default=None, repr=False)

    @classmethod
    def of(cls, material: Material) -> ParquetExporter:
        """Return one that also knows who coded and who took part."""
        return cls(material)

    def write(self, journey: JourneyMap, folder: Path) -> list[Path]:
        """Write the tables below ``folder/tables``."""
        return [
            write_file(Path(folder) / "tables" / f"{name}.parquet", _parquet(frame))
            for name, frame in _all(journey, self.material).items()
        ]


def _all(journey: JourneyMap, material: Material | None) -> dict[str, pd.DataFrame]:
    check_quotes(journey)
    return {**star(journey, material), _DICTIONARY: dictionary()}


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
