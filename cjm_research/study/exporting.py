"""From the study to files: whose map, which version, which language, and a last look for names before anything is left.

Exporters write into a folder of their own beside the target. Only when every file has been read by the guard are they
moved into place, so a leak leaves the files of last time as they were.
"""

from __future__ import annotations

import shutil
import warnings
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from cjm_research import registry
from cjm_research.errors import ExportError, StudyError, UnknownNameError
from cjm_research.exports.material import LANGUAGES, Material, folders, maker
from cjm_research.study import drafting, pipeline
from cjm_research.study.leaks import still_standing
from cjm_research.study.progress import Progress

if TYPE_CHECKING:
    from cjm_research.agreement.sheet import AgreementSheet
    from cjm_research.journeys.map import JourneyMap
    from cjm_research.store.database import Store
    from cjm_research.study.folder import StudyConfig, StudyFolder

USUAL = ("html", "excel", "powerpoint", "word", "png", "svg", "csv", "json", "corpus")
"""What is written where nothing is named."""

ALL = "all"
BOTH = "both"


def languages_of(asked: str | None, config: StudyConfig) -> tuple[str, ...]:
    """Return the languages that files are wanted in: one that was named, "both", or the study's first.

    Raises
    ------
    UnknownNameError
        If it is neither a language nor "both".
    """
    if asked is None:
        return (config.languages[0],)
    if asked == BOTH:
        first = config.languages[0]
        return (first, *(code for code in LANGUAGES if code != first))
    if asked not in LANGUAGES:
        raise UnknownNameError(f"Files are written in {', '.join(LANGUAGES)} or {BOTH}, not in {asked!r}.")
    return (asked,)


def formats_of(asked: Sequence[str]) -> list[str]:
    """Return the names of the exporters that are wanted; ``all`` is every one there is.

    Raises
    ------
    UnknownNameError
        If one is not known.
    """
    names = [name.strip() for each in asked for name in each.split(",") if name.strip()] or list(USUAL)
    if ALL in names:
        return registry.names("exporter")
    for name in names:
        registry.get("exporter", name)
    return list(dict.fromkeys(names))


class Exporting:
    """One export of a study; `write` writes it.

    Parameters
    ----------
    folder, config, store
        The study.
    languages : sequence of {"en", "zh"}
        In which the files are wanted.
    persona : str
        ``attribute=value`` of the people whose map it is, or the number of a persona; of everybody by default.
    version : str
        Title or id of a version that was kept; the map as it stands by default.
    template : str or Path, optional
        A .pptx whose layouts the deck uses.
    passphrase : str, optional
        What opens the key of the pseudonyms, so that names can be looked for; without it rules alone are.
    """

    def __init__(
        self, folder: StudyFolder, config: StudyConfig, store: Store, languages: Sequence[str],
        persona: str = "", version: str = "", template: str | Path | None = None, passphrase: str | None = None,
    ) -> None:  # fmt: skip
        if persona and version:
            raise StudyError("A version is of the people it was kept of. Name a persona or a version, not both.")
        self._folder, self._config, self._store = folder, config, store
        self.languages, self._persona, self._version = tuple(languages), persona, version
        self._template = Path(template) if template else None
        self._passphrase = passphrase
        self._journeys: dict[str, JourneyMap] = {}

    def write(self, formats: Sequence[str], target: Path, progress: bool = False) -> list[Path]:
        """Write the formats into a folder and return the files.

        Parameters
        ----------
        formats : sequence of str
            Names of exporters.
        target : Path
            The folder; made if it is not there.
        progress : bool
            Whether a bar shows how far it is.

        Raises
        ------
        LeakError
            If a name, an address or a place of this machine stands in a file; then nothing is written.
        ExportError
            If the folder is a file.
        """
        from cjm_research.study import guarding

        left = still_standing(self._store)
        if left:
            warnings.warn(
                f"{left} places still hold words that were replaced elsewhere. See `cjm privacy {self._folder.name}` "
                "before you send the files on.",
                stacklevel=3,
            )
        target = _folder(Path(target))
        for language in self.languages:
            self.journey(language)  # a wrong persona or version is told before the first file is begun
        staging = target / ".being-written"
        shutil.rmtree(staging, ignore_errors=True)
        try:
            with Progress("Write files", len(formats), progress) as bar:
                for name in formats:
                    self._write(name, staging)
                    bar.advance(1)
            return guarding.publish(self._guard, staging, target, self.languages[0])
        finally:
            shutil.rmtree(staging, ignore_errors=True)

    def _write(self, name: str, staging: Path) -> None:
        exporter = registry.get("exporter", name)
        for language, folder in folders(exporter, self.languages, staging):
            material = self._material(language) if hasattr(exporter, "of") else None
            made = maker(exporter, material) if material else exporter()
            made.write(self.journey(language), folder)

    # ---- what is written ----

    @cached_property
    def _guard(self) -> Any:
        from cjm_research.study import guarding

        return guarding.guard_of(self._folder, self._config, self._store, self._passphrase, self.languages[0])

    @cached_property
    def _frames(self) -> dict[str, pd.DataFrame]:
        return pipeline.taking_part(self._config, self._store)

    @cached_property
    def unquotable(self) -> frozenset[str]:
        """Case ids of people who take part and may not be quoted."""
        cases = self._frames["cases"]
        return frozenset(cases.loc[cases["consent"] != "given", "case_id"])

    def journey(self, language: str) -> JourneyMap:
        """Return the map that is written: of whom and of when it was asked for, silent where nobody may be quoted."""
        if language not in self._journeys:
            self._journeys[language] = self._silenced(self._drawn(language))
        return self._journeys[language]

    def _silenced(self, journey: JourneyMap) -> JourneyMap:
        if not self.unquotable:
            return journey
        from cjm_research.exports.quoting import silenced

        return silenced(journey, self._frames["turns"], self.unquotable)

    def _drawn(self, language: str) -> JourneyMap:
        group = self._group() if self._persona else None
        journey = drafting.draft(self._folder, self._config, self._store, group, language)
        return self._kept(journey) if self._version else journey

    def _group(self) -> drafting.Group:
        by, found, value = self._persona.partition("=")
        if found:
            return drafting.group_of(self._frames, by.strip(), value.strip())
        if not self._persona.strip().isdecimal():
            raise StudyError(
                "A group is named as attribute=value, for example wave=2026-02, or by the number of a persona of "
                f"`cjm map personas`, not as {self._persona!r}."
            )
        from cjm_research.study.mapping import Maps

        maps = Maps(self._folder, self._config, self._store)
        return maps.group_of_persona(maps.personas(), int(self._persona))

    def _kept(self, now: JourneyMap) -> JourneyMap:
        from cjm_research.findings.coded import coded, verdicts
        from cjm_research.journeys.versions import shown

        frames, kept = self._frames, drafting.version_of(self._store, self._version)
        said = frames["suggestions"], frames["codings"], frames["decisions"]
        held = coded(*said, frames["segments"], frames["cuts"])
        rated = verdicts(frames["suggestions"], frames["codings"], "emotion", frames["decisions"])
        emotions = pd.to_numeric(rated.set_index("segment_id")["value"], errors="coerce").astype("float64")
        return shown(kept["content"], kept["title"], now, frames, held, emotions)

    def _material(self, language: str) -> Material:
        from cjm_research.study.auditing import Audit
        from cjm_research.study.reliability import coverage, saturation

        journey, more = self.journey(language), ("memos", "imported", "codes")
        frames = {**self._frames, **{name: self._store.frame(name) for name in more}}
        audit = Audit.of(self._folder, self._config, self._store, language)
        others = [code for code in self.languages if code != language]
        return Material(
            journey=journey,
            languages=(language, *others),
            frames=self._spoken(_of_map(frames, journey)),
            events=audit.events,
            audit=audit.table,
            agreement=_agreement(self._folder, self._config, self._store, language),
            saturation=saturation(self._config, self._store, language=language),
            coverage=coverage(self._config, self._store, None, language),
            unquotable=self.unquotable,
            template=self._template,
        )

    def _spoken(self, frames: dict[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
        if not self.unquotable:
            return frames
        from cjm_research.exports.quoting import silenced_frames

        return silenced_frames(frames, self.unquotable)


def _folder(path: Path) -> Path:
    """Return a folder to write to, made or not."""
    there = next((one for one in (path, *path.parents) if one.exists()), path)
    if there.exists() and not there.is_dir():
        raise ExportError(f"{there} is a file, and files are written into a folder. Name a folder with --out.")
    return path


def material_of(
    folder: StudyFolder, config: StudyConfig, store: Store, languages: Sequence[str], persona: str = ""
) -> Material:
    """Return what exporters are given of a study, in the first of the languages."""
    return Exporting(folder, config, store, languages, persona)._material(languages[0])


def _of_map(frames: dict[str, pd.DataFrame], journey: JourneyMap) -> dict[str, pd.DataFrame]:
    """Return the frames of the people the map is of."""
    from cjm_research.findings.consent import without

    here = set(journey.documents["document_id"])
    if here >= set(frames["documents"]["document_id"]):
        return frames
    turns = frames["turns"]
    own = set(turns.loc[turns["document_id"].isin(here), "case_id"])
    return without(frames, set(frames["cases"]["case_id"]) - own, black=False)


def _agreement(folder: StudyFolder, config: StudyConfig, store: Store, language: str) -> AgreementSheet | None:
    from cjm_research.study.reliability import agreement

    try:
        return agreement(folder, config, store, language=language)
    except StudyError:
        return None  # fewer than two people coded: there is nothing to agree on
