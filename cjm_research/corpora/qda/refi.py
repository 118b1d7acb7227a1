"""REFI-QDA: what ATLAS.ti, MAXQDA, NVivo, QualCoder and others exchange (``.qdpx``, ``.qde``, ``.qdc``).

Files are read leniently, since every tool departs from the standard somewhere; what departs is told, never refused.
Documents keep their text to the letter, and every coding keeps its place (`corpora.qda.offsets`).
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, ClassVar

from cjm_research.corpora.archive import MAX_ENTRY, SafeZip, open_zip, xml_of
from cjm_research.corpora.qda.codebook_file import codebook
from cjm_research.corpora.qda.documents import Gathered
from cjm_research.corpora.qda.elements import local
from cjm_research.corpora.qda.names import counted
from cjm_research.corpora.qda.refi_notes import gather_memos
from cjm_research.corpora.qda.refi_project import Files, project_of
from cjm_research.corpora.qda.refi_sources import Named, gather_sources
from cjm_research.corpora.qda.standard import departures
from cjm_research.corpora.reading import Reading, Skipped, head_of
from cjm_research.errors import ReadError


class RefiReader:
    """Reads a project with its sources (``.qdpx``), a bare project (``.qde``) or a codebook (``.qdc``)."""

    suffixes: ClassVar[tuple[str, ...]] = (".qdpx", ".qde", ".qdc")

    def read(self, path: Path, encoding: str | None = None) -> Reading:
        """Return the documents with their codings, the codebook and the memos.

        Raises
        ------
        ReadError
            If the file is damaged, or holds neither codes nor a text.
        """
        if not head_of(path, 16).startswith(b"PK"):
            return _of_xml(path, xml_of(_bytes(path), str(path)), Files())
        with open_zip(path) as archive:
            name = _project_file(path, archive)
            files = Files.of((part for part in archive.names if part != name), archive.read)
            return _of_xml(path, xml_of(archive.read(name), f"{path}: {name}"), files)


def _bytes(path: Path) -> bytes:
    size = path.stat().st_size
    if size > MAX_ENTRY:
        raise ReadError(
            f"{path} is {size / 1024**2:,.0f} MB of XML, at most {MAX_ENTRY // 1024**2} MB are read. "
            "Export the project with its sources (.qdpx)."
        )
    return path.read_bytes()


def _project_file(path: Path, archive: SafeZip) -> str:
    """Return the one ``.qde`` at the top of the archive; ATLAS.ti names it after the project."""
    found = [name for name in archive.names if name.lower().endswith(".qde") and "/" not in name]
    usual = [name for name in found if name.lower() == "project.qde"]
    if len(usual or found) != 1:
        there = ", ".join(archive.names[:8]) or "nothing"
        raise ReadError(
            f"{path} holds {len(usual or found)} files .qde beside its sources, one was expected (found: {there}). "
            "Export the project again as REFI-QDA."
        )
    return (usual or found)[0]


def _of_xml(path: Path, root: Any, files: Files) -> Reading:
    told = departures(root)
    if local(root) == "CodeBook":
        return _codebook(path, root, told)
    if local(root) != "Project":
        raise ReadError(
            f"{path} begins with an element {local(root)!r}, Project or CodeBook was expected. "
            "Export it again as REFI-QDA."
        )
    project = project_of(root, files)
    gathered, named = Gathered(skipped=[*project.skipped, *told]), Named()
    memos = gather_sources(project, gathered, named)
    memos += gather_memos(project, gathered, named)
    if not gathered.sources and not project.codes.codes:
        raise ReadError(
            f"{path} holds neither codes nor the text of any document. Export the project with its sources (.qdpx)."
        )
    first = gathered.sources[0].text if gathered.sources else ""
    return Reading(
        path,
        "REFI-QDA project" + (f" of {project.origin}" if project.origin else ""),
        confidence=gathered.confidence,
        sample_line=next((line.strip()[:80] for line in first.split("\n") if line.strip()), ""),
        sources=tuple(gathered.sources),
        skipped=tuple(gathered.skipped),
        counts={name: n for name, n in gathered.counts.items() if n} | {"codes": len(project.codes.codes)},
        codes=project.codes.codes,
        memos=tuple(memos),
    )


def _codebook(path: Path, root: Any, told: list[Skipped]) -> Reading:
    codes = codebook(root).codes
    if not codes:
        raise ReadError(f"{path} is a codebook without codes. Export it again.")
    sets = [element for element in root.iter() if local(element) == "Set"]
    if sets:
        called = ", ".join(element.get("name", "") for element in sets[:20])
        told = [*told, Skipped("sets", f"{counted(len(sets), 'set')} of codes: {called}", "no place in a study")]
    origin = root.get("origin", "")
    return Reading(
        path,
        "REFI-QDA codebook" + (f" of {origin}" if origin else ""),
        skipped=tuple(told),
        counts={"codes": len(codes)},
        codes=codes,
    )
