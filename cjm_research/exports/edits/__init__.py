"""Files that were edited outside and came back: read, matched by id, shown as differences, taken over one by one.

`read_edits` changes nothing. `accept` does what is asked for on a board session, one committed event each.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cjm_research.errors import ReadError
from cjm_research.exports.edit_columns import journey_digest, lane_names
from cjm_research.exports.edits.compare import Difference, Known, compare
from cjm_research.exports.edits.exported import KEY, exported
from cjm_research.exports.edits.parts import CARD, Side, side_of
from cjm_research.exports.edits.reading import EditsReading, names_of
from cjm_research.exports.edits.said import FileSide, NotRead
from cjm_research.exports.edits.taking import accept
from cjm_research.schema import LANGUAGES

if TYPE_CHECKING:
    from cjm_research.journeys.map import JourneyMap

__all__ = ["Difference", "EditsReading", "NotRead", "accept", "ensure_file", "read_edits"]

_NEW_IDS = "+"


def read_edits(
    path: Path | str,
    journey: JourneyMap,
    base: Mapping[str, Any] | Path | str | None = None,
    *,
    base_name: str = "",
    comments: Mapping[str, Collection[str]] | None = None,
    language: str | None = None,
) -> EditsReading:
    """Read an edited file and return what it would change.

    Parameters
    ----------
    path : path
        .xlsx (also .xlsm, .ods, .xls), .csv, .drawio or .json.
    journey : JourneyMap
        The map as it stands.
    base : mapping or path, optional
        The journey.json that the file was written from, where the file does not tell; the map as it stands if left out.
    base_name : str
        What a saved version is called, where that is the base.
    comments : mapping of str to collection of str, optional
        What was noted already, by card id: a note that is there is not read again.
    language : {"en", "zh"}, optional
        In which the reading shows itself; that of the map by default.

    Raises
    ------
    ReadError
        If the file cannot be read, is of another study or of a form that this version does not know.
    """
    from cjm_research.exports.edits import journey_file

    path, now = Path(path), side_of(journey.data)
    ensure_file(path)
    notes: list[tuple[str, Mapping[str, Any]]] = []
    was = None
    if base is not None:
        data = base if isinstance(base, Mapping) else journey_file.load(Path(base))
        was = side_of(data)
        name = base_name or (path.name if isinstance(base, Mapping) else Path(base).name)
        notes = [("version" if base_name else "given base", {"name": name})]
    first = journey.data["study"]["languages"][0]
    known = _known(journey, comments)
    file = _read(path, journey, now, was, first, known)
    if was is not None and (file.base is None or file.format == "drawio"):
        file = replace(file, base=_under(file.base, was), notes=(), listed=frozenset(was.cards))
    _ensure_of_study(file, now, was, known, journey)
    notes += [note for note in file.notes if note[0] != "no base" or was is None]
    notes += _since(path, file, journey) + _figures(path, file, journey)
    differences, faults = compare(file, now, known)
    names = names_of(journey.data, file.said)
    return EditsReading(
        path.name, file.format, language or journey.language, tuple(differences), tuple(faults), tuple(notes), names
    )


def _read(path: Path, journey: JourneyMap, now: Side, was: Side | None, first: str, known: Known) -> FileSide:
    from cjm_research.exports.edits import drawio, journey_file, sheets

    suffix = path.suffix.lower()
    lanes = {
        lane: [lane_names(journey, language)[lane] for language in LANGUAGES] for lane in lane_names(journey, "en")
    }
    if suffix in sheets.WORKBOOKS:
        return sheets.read_book(path, now, first, lanes)
    if suffix in sheets.TABLES:
        return sheets.read_table(path, was or now, first, lanes)
    if suffix == ".json":
        ids = frozenset({*now.cards, *now.held, *known.elsewhere, *(was.cards if was else ())})
        return journey_file.read_journey(path, now, was, first, ids, lanes)
    if suffix in (".drawio", ".xml"):
        return drawio.read_drawio(path, now, first)
    raise ReadError(
        f"{path.name}: files that come back are .xlsx, .csv, .drawio or .json. Save it as one of these, or edit the "
        "map on the board."
    )


def ensure_file(path: Path | str) -> None:
    """Refuse a file that is not there, before anything else is opened for it."""
    if not Path(path).is_file():
        raise NotRead("no file", file=path)


def _known(journey: JourneyMap, comments: Mapping[str, Collection[str]] | None) -> Known:
    elsewhere = {*map(str, journey.findings["finding_id"]), *getattr(journey, "originals", {})}
    elsewhere |= {orphan["id"] for orphan in getattr(journey, "orphans", ())}
    titles = dict(zip(map(str, journey.findings["finding_id"]), journey.findings["title"], strict=True))
    return Known(frozenset(elsewhere), comments or {}, titles)


def _ensure_of_study(file: FileSide, now: Side, was: Side | None, known: Known, journey: JourneyMap) -> None:
    """Refuse a file none of whose cards this study ever had."""
    ids = {one.key for one in file.said if one.about == CARD and not one.key.startswith(_NEW_IDS)}
    ours = {*now.cards, *now.held, *known.elsewhere, *(was.cards if was else ())}
    if ids and not ids & ours:
        own = journey.data["study"]["title"]
        of = f" It says that it is of “{file.title}”." if file.title and file.title != own else ""
        raise ReadError(
            f"{file.source}: none of its {len(ids)} cards is of this study, “{own}”.{of} Open the study that it was "
            "exported from."
        )


def _under(told: Side | None, was: Side) -> Side:
    """Return a base with what the file itself tells of it on top."""
    if told is None:
        return was
    cards = {key: {**parts, **told.cards.get(key, {})} for key, parts in was.cards.items()}
    stages = {key: {**parts, **told.stages.get(key, {})} for key, parts in was.stages.items()}
    return replace(was, cards=cards, stages=stages)


def _since(path: Path, file: FileSide, journey: JourneyMap) -> list[tuple[str, Mapping[str, Any]]]:
    from cjm_research.exports.edits import journey_file

    if file.format == "json" and file.base is not None:
        return [("unchanged" if journey_file.load(path).get(KEY) == exported(journey.data) else "changed", {})]
    if not file.digest or file.format != "xlsx":
        return []
    return [("unchanged" if file.digest == journey_digest(journey) else "changed", {})]


def _figures(path: Path, file: FileSide, journey: JourneyMap) -> list[tuple[str, Mapping[str, Any]]]:
    from cjm_research.exports.edits import journey_file

    if file.format != "json":
        return []
    n = journey_file.other_figures(journey_file.load(path), journey.data)
    return [("other figures", {"n": n})] if n else []
