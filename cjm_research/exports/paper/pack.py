"""The methods pack: a paragraph in two languages, two checklists, the run manifest, the log of decisions."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, Self

from cjm_research.exports.base import check_quotes, write_file
from cjm_research.exports.material import LANGUAGES
from cjm_research.exports.paper import manifest
from cjm_research.exports.paper.checklists import checklists
from cjm_research.exports.paper.markdown import markdown
from cjm_research.exports.paper.methods import methods
from cjm_research.exports.paper.words import say
from cjm_research.exports.zips import date_of

if TYPE_CHECKING:
    from cjm_research.exports.material import Material
    from cjm_research.journeys.map import JourneyMap


@dataclass(frozen=True)
class MethodsExporter:
    """``methods/``: the methods pack.

    ``methods.en.md`` and ``methods.zh.md`` are always both written; checklists in every language that is wanted;
    ``decisions.csv`` and ``codebook-history.csv`` where the study beside the map is given, the latter if there is one.

    Attributes
    ----------
    material : Material, optional
        The study beside the map.
    """

    name: ClassVar[str] = "methods"
    speaks: ClassVar[str] = "both"
    material: Material | None = field(default=None, repr=False)

    @classmethod
    def of(cls, material: Material) -> Self:
        """Return the exporter of a study."""
        return cls(material)

    def write(self, journey: JourneyMap, folder: Path) -> list[Path]:
        """Write the pack into ``methods/`` below the folder."""
        check_quotes(journey)
        folder, paths = Path(folder) / "methods", []
        for language in LANGUAGES:
            told = methods(replace(journey, language=language), self.material)
            paths.append(write_file(folder / f"methods.{language}.md", markdown(told).encode("utf-8")))
        for language in self.material.languages if self.material else (journey.language,):
            paths += self._lists(replace(journey, language=language), folder)
        paths.append(write_file(folder / "manifest.json", manifest.manifest(journey, self.material)))
        return paths if self.material is None else paths + self._log(journey.language, folder)

    def _lists(self, journey: JourneyMap, folder: Path) -> list[Path]:
        from cjm_research.exports.paper.word import word

        blocks, language = checklists(journey, self.material), journey.language
        stem = f"reporting-checklists.{language}"
        made = word(blocks, say("c_title", language), language, date_of(journey.data["study"]["created_at"]))
        plain = markdown(blocks).encode("utf-8")
        return [write_file(folder / f"{stem}.docx", made), write_file(folder / f"{stem}.md", plain)]

    def _log(self, language: str, folder: Path) -> list[Path]:
        paths = [write_file(folder / "decisions.csv", manifest.decisions(self.material, language))]
        history = manifest.codebook_history(self.material, language)
        return paths if history is None else [*paths, write_file(folder / "codebook-history.csv", history)]
