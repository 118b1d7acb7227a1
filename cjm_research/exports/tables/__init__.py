"""The study as tables for BI tools and scripts: one row a fact, stable column names, ids that join, a dictionary."""

from cjm_research.exports.tables.dictionary import describe, dictionary
from cjm_research.exports.tables.exporters import CsvExporter, ExcelCsvExporter, ParquetExporter
from cjm_research.exports.tables.star import star

__all__ = ["CsvExporter", "ExcelCsvExporter", "ParquetExporter", "describe", "dictionary", "star"]
