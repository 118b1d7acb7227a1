"""What happens to an original when one person in it withdraws.

A survey file loses the person's row and keeps the exact bytes of the others; a file that holds this person alone goes;
an interview of several people goes too, because its words cannot be told apart in a file of its kind, and the others'
words stay in the database. Older versions of the file go in every case.
"""

from __future__ import annotations

import re
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from cjm_research.corpora.privacy.cutting import CAN, without_rows
from cjm_research.corpora.privacy.key import write_privately
from cjm_research.corpora.reading import digest_of
from cjm_research.errors import ReadError, StudyError
from cjm_research.study.incoming import VERSIONS

if TYPE_CHECKING:
    from cjm_research.store.database import Store
    from cjm_research.study.folder import StudyFolder

ROW = re.compile(r"(?:sheet (?P<sheet>.*), )?row (?P<row>\d+)", re.DOTALL)
"""A place in a table, as readers write it."""


@dataclass(frozen=True)
class Step:
    """What is to be done with one original.

    Attributes
    ----------
    source, shown : str
        Its path below ``raw/``, and that path without names.
    path : Path
    action : {"delete", "rows", "original"}
        "delete": it holds nobody else. "rows": ``data`` takes its place. "original": it goes, what others said stays.
    sha256 : str
        Digest of the original that goes, or of the one the row is taken from.
    rows : tuple of int
        Numbers of the rows that are taken out.
    data : bytes
        The file without them.
    versions : tuple of Path
        Earlier versions.
    """

    source: str
    shown: str
    path: Path
    action: str
    sha256: str
    rows: tuple[int, ...] = ()
    data: bytes = b""
    versions: tuple[Path, ...] = ()

    @property
    def told(self) -> str:
        """What is done, in words."""
        n = len(self.versions)
        older = f" (and {n} earlier version{'' if n == 1 else 's'} of it)" if n else ""
        numbers = ", ".join(str(row) for row in self.rows)
        return {
            "delete": f"raw/{self.shown}: the file goes{older}",
            "rows": f"raw/{self.shown}: row {numbers} is taken out, the other rows stay as they are{older}",
            "original": (
                f"raw/{self.shown}: the file goes{older}, because it holds others too and cannot be cut; what they "
                "said stays in the study. To keep an original, redact a copy by hand"
            ),
        }[self.action]

    def carry_out(self) -> str:
        """Do it, and return what was done."""
        if self.action == "rows":
            # A row is taken out of exactly the file that was looked at, so that doing it again takes no other row.
            if self.path.exists() and digest_of(self.path) == self.sha256:
                mode = self.path.stat().st_mode
                write_privately(self.path, self.data)
                self.path.chmod(mode)
        else:
            _remove(self.path)
        for path in (*self.versions, self.path.with_name(self.path.name + ".part")):
            _remove(path)
        return self.told


def step(folder: StudyFolder, store: Store, source: str, places: list[str], case_id: str, whole_file: bool) -> Step:
    """Return what is to be done with one original.

    Parameters
    ----------
    folder, store
        The study.
    source : str
        Path below ``raw/``.
    places : list of str
        Places of the person's turns in it; empty for somebody who said nothing.
    case_id : str
        The person.
    whole_file : bool
        Whether it may go though others are in it and nothing can be taken out of it.

    Raises
    ------
    StudyError
        If others are in it, nothing can be taken out, and ``whole_file`` is not set.
    """
    path = folder.raw / source
    row = next(iter(store.frame("files").query("source == @source").to_dict("records")), {})
    shown = row.get("shown") or source
    digest = digest_of(path) if path.exists() else row.get("sha256", "")
    common = {"source": source, "shown": shown, "path": path, "sha256": digest}
    common["versions"] = tuple(_versions(folder.raw, source))
    documents = store.frame("documents").query("source == @source")
    if not _others(store, source, documents["document_id"].tolist(), case_id):
        return Step(action="delete", **common)
    is_survey = (documents["kind"] == "survey").any()
    if not path.exists() or (not is_survey and len(documents) == 1):
        return Step(action="original", **common)
    try:
        if not is_survey or path.suffix.lower() not in CAN:
            raise ReadError(f"raw/{shown}: nothing can be taken out of a file of this kind.")
        rows, sheet = _rows(places, shown)
        data = without_rows(path, rows, row.get("encoding", ""), sheet)
    except ReadError as err:
        if whole_file:
            return Step(action="original", **common)
        raise StudyError(
            f"{err} Others are in the file too: either take {case_id} out of it by hand and add it again, or let the "
            "whole original go with --whole-file (what the others said stays in the study)."
        ) from err
    return Step(action="rows", rows=tuple(sorted(rows)), data=data, **common)


def _others(store: Store, source: str, documents: list[str], case_id: str) -> bool:
    """Whether anybody else is in a file."""
    turns, cases = store.frame("turns"), store.frame("cases")
    speak = turns.loc[turns["document_id"].isin(documents), "case_id"]
    return bool({*speak, *cases.loc[cases["source"] == source, "case_id"]} - {"", case_id})


def _remove(path: Path) -> None:
    if path.is_dir():
        # A project of QualCoder is a folder.
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def _rows(places: list[str], shown: str) -> tuple[set[int], str]:
    found = [ROW.fullmatch(place) for place in places]
    if not found or not all(found):
        raise ReadError(f"raw/{shown}: which row is this person's is not known.")
    sheets = {match["sheet"] or "" for match in found}
    if len(sheets) > 1:
        raise ReadError(f"raw/{shown}: this person's rows are in {len(sheets)} sheets.")
    return {int(match["row"]) for match in found}, sheets.pop()


def _versions(raw: Path, source: str) -> list[Path]:
    """Return the earlier versions of an original: its own path below the folder of versions, and a digest."""
    path = raw / VERSIONS / source
    pattern = re.compile(re.escape(path.name) + r"\.[0-9a-f]{12}(?:\.part)?")
    own = [other for other in path.parent.glob("*") if pattern.fullmatch(other.name)]
    # Of a project that is a folder, the versions lie in a folder of its name.
    return sorted([*own, *([path] if path.is_dir() else [])])
