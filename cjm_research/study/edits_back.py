"""Files that were edited outside and come back to a study: read, shown as differences, taken over one by one.

`EditsBack.read` changes nothing; `EditsBack.accept` commits what is asked for, one event each, by whoever asks.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cjm_research.errors import ReadError, StudyError
from cjm_research.exports.edits import NotRead, accept, ensure_file, read_edits
from cjm_research.review.board.turning import CARD
from cjm_research.study import drafting
from cjm_research.study.boarding import open_board

if TYPE_CHECKING:
    from cjm_research.exports.edits.reading import EditsReading
    from cjm_research.exports.edits.taking import Accepted
    from cjm_research.store.database import Store
    from cjm_research.study.folder import StudyConfig, StudyFolder


class EditsBack:
    """Edited files of one study.

    Parameters
    ----------
    folder, config, store
        The study.
    """

    def __init__(self, folder: StudyFolder, config: StudyConfig, store: Store) -> None:
        self._folder, self._config, self._store = folder, config, store

    def read(self, path: str | Path, base: str | Path | None = None, language: str | None = None) -> EditsReading:
        """Read a file and return what it would change; nothing is changed.

        Parameters
        ----------
        path : str or Path
            .xlsx, .csv, .drawio or .json.
        base : str or Path, optional
            What the file was written from, where it does not tell: a journey.json, or the title of a saved version.
        language : {"en", "zh"}, optional
            In which the reading shows itself; the study's first by default.

        Raises
        ------
        ReadError
            If the file cannot be read, or is of another study.
        """
        language = language or self._config.languages[0]
        try:
            ensure_file(path)
            journey = drafting.draft(self._folder, self._config, self._store)
            was, name = self._base(Path(path), base)
            return read_edits(path, journey, was, base_name=name, comments=self._comments(), language=language)
        except NotRead as err:
            raise ReadError(err.told(language)) from err

    def accept(self, reading: EditsReading, items: Iterable[str] | str, by: str) -> Accepted:
        """Take differences over.

        Parameters
        ----------
        reading : EditsReading
            From `read`.
        items : iterable of str or "all"
            Ids of differences; "all" leaves out what clashes with the map and what is only missing in the file.
        by : str
            Name or initials of who takes them over.

        Returns
        -------
        Accepted
            One row a difference: whether it was taken over, and if not, why.

        Raises
        ------
        StudyError
            If nobody takes them over.
        UnknownNameError
            If the reading has no such difference.
        ReadError
            If "all" is asked of a file that does not say what it was when it was written.
        """
        if not by.strip():
            raise StudyError("Taking differences over needs who does it. Pass by='AB'.")
        try:
            reading.chosen(items)
        except NotRead as err:
            raise ReadError(err.told(reading.language)) from err
        return accept(reading, open_board(self._folder, self._config, self._store, by), items)

    def _comments(self) -> dict[str, list[str]]:
        memos = self._store.frame("memos")
        own = memos[memos["about"] == CARD]
        return own.groupby("about_id")["text"].agg(list).to_dict()

    def _base(self, path: Path, base: str | Path | None) -> tuple[Mapping[str, Any] | Path | None, str]:
        """Return what a file was written from, and what that version is called; by default the one that it names."""
        kept = self._store.frame("maps")
        if base is None:
            wanted = _version_in(path)
            found = kept[kept["map_id"] == wanted] if wanted else kept.iloc[:0]
        else:
            found = kept[(kept["title"] == str(base)) | (kept["map_id"] == str(base))]
        if len(found):
            return found["content"].iloc[0]["data"], found["title"].iloc[0]
        if base is None:
            return None, ""
        if not Path(base).is_file():
            known = ", ".join(repr(title) for title in kept["title"]) or "none"
            raise ReadError(
                f"There is no file and no saved version {str(base)!r}. Saved versions: {known}. Name one, or the "
                "journey.json that the file was written from."
            )
        return Path(base), ""


def _version_in(path: Path) -> str:
    from cjm_research.exports.edits.journey_file import load

    if path.suffix.lower() != ".json" or not path.is_file():
        return ""
    about = load(path).get("journey")
    return str(about.get("version") or "") if isinstance(about, dict) else ""
