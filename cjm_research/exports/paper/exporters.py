"""The report in files: ``findings.docx``, and ``findings.md`` with its pictures in ``figures/``."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, Self

from cjm_research.exports.base import check_quotes, write_file
from cjm_research.exports.paper.blocks import Figure
from cjm_research.exports.paper.markdown import markdown
from cjm_research.exports.paper.report import report
from cjm_research.exports.zips import date_of

if TYPE_CHECKING:
    from cjm_research.exports.material import Material
    from cjm_research.journeys.map import JourneyMap


@dataclass(frozen=True)
class WordExporter:
    """``findings.docx``: the findings report for Word.

    Attributes
    ----------
    material : Material, optional
        The study beside the map; without it agreement, saturation and coverage are said not to be known.
    """

    name: ClassVar[str] = "word"
    material: Material | None = field(default=None, repr=False)

    @classmethod
    def of(cls, material: Material) -> Self:
        """Return the exporter of a study."""
        return cls(material)

    def write(self, journey: JourneyMap, folder: Path) -> list[Path]:
        """Write ``findings.docx`` into the folder."""
        from cjm_research.exports.paper.word import word

        check_quotes(journey)
        study = journey.data["study"]
        blocks = report(journey, self.material)
        made = word(blocks, study["title"], journey.language, date_of(study["created_at"]))
        return [write_file(Path(folder) / "findings.docx", made)]


@dataclass(frozen=True)
class MarkdownExporter:
    """``findings.md`` and ``figures/*.png``: the same report as plain text.

    Attributes
    ----------
    material : Material, optional
        As for `WordExporter`.
    """

    name: ClassVar[str] = "markdown"
    material: Material | None = field(default=None, repr=False)

    @classmethod
    def of(cls, material: Material) -> Self:
        """Return the exporter of a study."""
        return cls(material)

    def write(self, journey: JourneyMap, folder: Path) -> list[Path]:
        """Write ``findings.md`` and its pictures into the folder."""
        check_quotes(journey)
        folder, blocks = Path(folder), report(journey, self.material)
        pictures = [block for block in blocks if isinstance(block, Figure)]
        paths = [write_file(folder / "findings.md", markdown(blocks).encode("utf-8"))]
        return paths + [write_file(folder / "figures" / f"{each.name}.png", each.png) for each in pictures]
