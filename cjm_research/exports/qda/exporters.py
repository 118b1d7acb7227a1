"""The exporters of this folder: three projects and three codebooks, each with a report of what it could not hold.

Use ``qdpx`` for ATLAS.ti, QualCoder and whatever keeps to the standard, ``nvivo`` and ``maxqda`` for those two,
``qdc``, ``qualcoder`` and ``taguette`` for the codebook alone. Do not use them as a backup of a study: the report says
what is missing.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, Self

from cjm_research.exports.base import check_quotes, write_file
from cjm_research.exports.qda.codebooks import codebook_xml, csv_bytes, qualcoder_rows, taguette_rows
from cjm_research.exports.qda.dialects import MAXQDA, NVIVO, STANDARD, Dialect
from cjm_research.exports.qda.gather import as_codebook, gather
from cjm_research.exports.qda.losses import codebook_losses, project_losses
from cjm_research.exports.qda.packing import packed, valid
from cjm_research.exports.qda.project import project_xml
from cjm_research.exports.qda.told import told
from cjm_research.exports.qda.words import report

if TYPE_CHECKING:
    from cjm_research.exports.material import Material
    from cjm_research.exports.qda.contents import Code
    from cjm_research.journeys.map import JourneyMap


@dataclass(frozen=True)
class _Table:
    """How a tool wants its codebook as a table: its rows, its header, and what it takes for a level in a name."""

    rows: Callable[[tuple[Code, ...]], list[tuple[str, str]]]
    head: bytes
    mark: str


@dataclass(frozen=True)
class _OfStudy:
    """Exports a study, not the map alone.

    Attributes
    ----------
    material : Material
        The study.
    """

    material: Material
    speaks: ClassVar[str] = "one"

    @classmethod
    def of(cls, material: Material) -> Self:
        """Return the exporter of a study."""
        return cls(material)


class QdpxExporter(_OfStudy):
    """``study.qdpx``: documents, codes, codings by person, memos, cases and sets, as the standard has them."""

    name: ClassVar[str] = "qdpx"
    file: ClassVar[str] = "study.qdpx"
    dialect: ClassVar[Dialect] = STANDARD
    places: ClassVar[str] = "places_standard"

    def write(self, journey: JourneyMap, folder: Path) -> list[Path]:
        """Write the project and ``qda-report-<name>.<language>.md`` into the folder.

        Raises
        ------
        ExportError
            If a quote is not exact, or the file would not keep to the standard.
        """
        check_quotes(journey)
        language, beside = journey.language, _report_name(self.name, journey)
        contents, renamed, memos_out = gather(self.material, journey, beside)
        content = packed(*project_xml(contents, self.dialect))
        losses = project_losses(self.material, journey, contents, self.dialect, renamed, memos_out)
        notes = [report(self.places, language), report("valid", language, schema="Project.xsd")]
        text = told(contents, losses, self.file, language, notes)
        return [write_file(Path(folder) / self.file, content), write_file(Path(folder) / beside, text.encode())]


class NvivoExporter(QdpxExporter):
    """``study-nvivo.qdpx``: the same with places in UTF-16 units, as NVivo counts."""

    name: ClassVar[str] = "nvivo"
    file: ClassVar[str] = "study-nvivo.qdpx"
    dialect: ClassVar[Dialect] = NVIVO
    places: ClassVar[str] = "places_nvivo"


class MaxqdaExporter(QdpxExporter):
    r"""``study-maxqda.qdpx``: the same with ``\r\n`` line ends that are counted, for MAXQDA."""

    name: ClassVar[str] = "maxqda"
    file: ClassVar[str] = "study-maxqda.qdpx"
    dialect: ClassVar[Dialect] = MAXQDA
    places: ClassVar[str] = "places_maxqda"


class QdcExporter(_OfStudy):
    """``codebook.qdc``: all codes with their descriptions and colours, as the standard has a codebook."""

    name: ClassVar[str] = "qdc"
    file: ClassVar[str] = "codebook.qdc"
    table: ClassVar[_Table | None] = None

    def write(self, journey: JourneyMap, folder: Path) -> list[Path]:
        """Write the codebook and ``qda-report-<name>.<language>.md`` into the folder.

        Raises
        ------
        ExportError
            If a quote is not exact, or the file would not keep to the standard.
        """
        check_quotes(journey)
        language, beside = journey.language, _report_name(self.name, journey)
        whole, renamed, _ = gather(self.material, journey, beside)
        held = as_codebook(whole)
        rows = self.table.rows(held.codes) if self.table else []
        if self.table:
            content, notes = self.table.head + csv_bytes(rows), []
        else:
            content = valid(codebook_xml(held.codes, held.version))
            notes = [report("valid", language, schema="Codebook.xsd")]
        losses = codebook_losses(journey, whole, held, renamed, rows, self.table.mark if self.table else "")
        text = told(held, losses, self.file, language, notes)
        return [write_file(Path(folder) / self.file, content), write_file(Path(folder) / beside, text.encode())]


class QualcoderExporter(QdcExporter):
    """``codebook-qualcoder.csv``: a line a code, its path with ``>>`` and its memo, without a header."""

    name: ClassVar[str] = "qualcoder"
    file: ClassVar[str] = "codebook-qualcoder.csv"
    table: ClassVar[_Table | None] = _Table(qualcoder_rows, b"", ">")


class TaguetteExporter(QdcExporter):
    """``codebook-taguette.csv``: path and description of every tag."""

    name: ClassVar[str] = "taguette"
    file: ClassVar[str] = "codebook-taguette.csv"
    table: ClassVar[_Table | None] = _Table(taguette_rows, b"path,description\n", ".")


def _report_name(name: str, journey: JourneyMap) -> str:
    return f"qda-report-{name}.{journey.language}.md"
