"""The sources of a REFI-QDA project: texts with their selections, texts beside PDFs and recordings.

What has no place in a text (an area of a picture, a stretch of a recording) is listed with the number of its codings.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from cjm_research.corpora.imported import Mark, Memo
from cjm_research.corpora.qda.documents import Gathered, add_document, tell_places
from cjm_research.corpora.qda.elements import child, children, guid, local, targets, text_in
from cjm_research.corpora.qda.names import counted, one_line, told_apart
from cjm_research.corpora.qda.offsets import Anchored, Place, Selection, anchor
from cjm_research.corpora.qda.people import merged
from cjm_research.corpora.qda.refi_project import Project

_WHAT = {
    "PictureSource": "a picture",
    "PDFSource": "a PDF",
    "AudioSource": "a recording",
    "VideoSource": "a recording",
}
_SELECTIONS = ("PlainTextSelection", "TranscriptSelection")


@dataclass
class _Text:
    """A text of the project: the element that holds it, the source it belongs to, its selections."""

    element: Any
    owner: Any
    name: str
    selections: list[Any] = field(default_factory=list)
    synced: dict[str, tuple[int, int]] = field(default_factory=dict)  # sync points: position, milliseconds


@dataclass
class Named:
    """What notes and links may point to by GUID, for memos: what it is, and its name."""

    about: dict[str, tuple[str, str]] = field(default_factory=dict)


def gather_sources(project: Project, gathered: Gathered, named: Named) -> list[Memo]:
    """Add all texts of a project to what is gathered, and return the memos on their selections.

    Parameters
    ----------
    project : Project
    gathered : Gathered
        Takes the sources, what was left out and the counts.
    named : Named
        Takes what the sources and selections are called.
    """
    sources = child(project.root, "Sources")
    elements = [] if sources is None else [element for element in sources if local(element).endswith("Source")]
    texts = _texts(elements)
    memos: list[Memo] = []
    for text, name in zip(texts, told_apart(text.name for text in texts), strict=True):
        for element in (text.element, text.owner):
            named.about[guid(element)] = ("document", name)
        raw = project.text_of(text.element)
        if raw is None:
            _without_text(gathered, name, text)
        else:
            memos += _read(project, gathered, named, text, name, raw)
        if description := text_in(text.owner, "Description"):
            memos.append(Memo("document", name, description, project.coder(text.owner), project.created(text.owner)))
    for element in elements:
        _leave_out_media(gathered, element, any(text.owner is element for text in texts))
        named.about.setdefault(guid(element), ("document", one_line(element.get("name", ""))))
    return memos


def _texts(elements: list[Any]) -> list[_Text]:
    """Return the texts; a transcript that is also a source of its own is one of them."""
    found: list[_Text] = []
    by_path: dict[str, _Text] = {}
    for owner in sorted(elements, key=lambda element: local(element) != "TextSource"):
        for element in _text_elements(owner):
            path = element.get("plainTextPath", "").lower()
            text = by_path.get(path) if path else None
            if text is None:
                own = element.get("name", "") if local(element) != "Representation" else ""
                name = one_line(own or owner.get("name", "")) or guid(element) or "(no name)"
                text = _Text(element, owner, name)
                found.append(text)
                by_path[path] = text
            text.selections += children(element, *_SELECTIONS)
            for point in children(element, "SyncPoint"):
                text.synced[guid(point)] = (_number(point.get("position")), _number(point.get("timeStamp")))
    return found


def _text_elements(owner: Any) -> Iterator[Any]:
    if local(owner) == "TextSource":
        yield owner
    yield from children(owner, "Transcript", "Representation")


def _read(
    project: Project, gathered: Gathered, named: Named, text: _Text, name: str, raw: str
) -> list[Memo]:  # fmt: skip
    places = [_positions(element, text.synced) for element in text.selections]
    quotes = [element.get("name", "") for element in text.selections]
    asked = [Selection(*place, quote) for place, quote in zip(places, quotes, strict=True)]
    points = [Selection(position, position) for position, _ in text.synced.values()]
    anchored = anchor(raw, asked, project.origin)
    tell_places(gathered, name, anchored, quotes)
    marks: list[Mark] = []
    memos: list[Memo] = []
    for element, place in zip(text.selections, anchored.places, strict=True):
        if place.verdict == "outside":
            n = sum(1 for _ in children(element, "Coding"))
            gathered.counts["dropped codings"] += n
            continue
        named.about[guid(element)] = ("place", f"{name}:{place.start}-{place.end}")
        marks += _marks(project, gathered, element, place)
        memos += _memos(project, element, f"{name}:{place.start}-{place.end}")
    whole = sum(
        1 for owner in {id(e): e for e in (text.element, text.owner)}.values() for _ in children(owner, "Coding")
    )
    if whole:
        gathered.counts["dropped codings"] += whole
        gathered.leave_out(name, counted(whole, "coding"), "on the whole document, not on words in it")
    keys = project.of_source.get(guid(text.owner), ()) or project.of_source.get(guid(text.element), ())
    persons = [project.people[key] for key in (*keys, f"source:{guid(text.owner)}") if key in project.people]
    if len(keys) > 1:
        gathered.leave_out(
            name, "attributes of its people", f"{len(keys)} cases share it, so whose they are is not told"
        )
    add_document(gathered, name, anchored, marks, merged(persons), _seconds(raw, anchored, text, points))
    return memos


def _positions(element: Any, synced: dict[str, tuple[int, int]]) -> tuple[int, int]:
    if local(element) == "PlainTextSelection":
        return _number(element.get("startPosition")), _number(element.get("endPosition"))
    points = (synced.get(guid(element, at), (-1, 0))[0] for at in ("fromSyncPoint", "toSyncPoint"))
    return tuple(points)  # type: ignore[return-value]


def _number(value: str | None) -> int:
    """Return a position, or one that is in no text."""
    plain = (value or "").strip()
    return int(plain) if plain.isascii() and plain.isdigit() and len(plain) < 12 else -1


def _marks(project: Project, gathered: Gathered, element: Any, place: Place) -> Iterator[Mark]:
    own = text_in(element, "Description")
    for coding in children(element, "Coding"):
        code = next((project.codes.path(key) for key in targets(coding, "CodeRef")), "")
        if not code:
            gathered.counts["dropped codings"] += 1
            gathered.counts["orphan codings"] += 1
            continue
        notes = [project.notes[key].whole() for key in targets(coding, "NoteRef") if key in project.notes]
        yield Mark(
            place.start, place.end, code, project.coder(coding, element), project.created(coding, element),
            "\n".join(filter(None, (own, *notes))),
        )  # fmt: skip


def _memos(project: Project, element: Any, about_id: str) -> Iterator[Memo]:
    """Return the description of a selection that carries no code; one that does has it on its codings."""
    description = text_in(element, "Description")
    if description and child(element, "Coding") is None:
        yield Memo("place", about_id, description, project.coder(element), project.created(element))


def _seconds(raw: str, anchored: Anchored, text: _Text, points: list[Selection]) -> list[tuple[int, float]]:
    if not points:
        return []
    # The positions of sync points are counted like those of the selections beside them.
    found = anchor(raw, points, prefer=anchored.view).places
    times = [ms / 1000 for _, ms in text.synced.values()]
    return sorted(
        (place.start, time)
        for place, time in zip(found, times, strict=True)
        if place.verdict != "outside" and time >= 0
    )


def _without_text(gathered: Gathered, name: str, text: _Text) -> None:
    n = sum(1 for selection in text.selections for _ in children(selection, "Coding"))
    gathered.counts["dropped codings"] += n
    gathered.counts["dropped documents"] += 1
    what = f"a document with {counted(n, 'coding')}" if n else "a document"
    gathered.leave_out(name, what, "its plain text is not in the file; export the project with its sources")


def _leave_out_media(gathered: Gathered, element: Any, has_text: bool) -> None:
    """List the codings that are on no text: areas of pages and pictures, stretches of recordings."""
    kind = local(element)
    if kind == "TextSource":
        return
    selections = [part for part in element if local(part).endswith("Selection") and local(part) not in _SELECTIONS]
    codings = sum(1 for selection in selections for _ in children(selection, "Coding"))
    what = _WHAT.get(kind, f"a {kind}")
    gathered.counts["dropped codings"] += codings
    if has_text and not selections:
        return
    name = one_line(element.get("name", "")) or guid(element)
    unit = {"PDFSource": "an area of a page", "PictureSource": "an area"}.get(kind, "a stretch of time")
    if has_text:
        gathered.leave_out(name, f"{counted(codings, 'coding')}, each on {unit}", "only codings on words have a place")
    else:
        gathered.counts["dropped documents"] += 1
        gathered.leave_out(name, f"{what} with {counted(codings, 'coding')}", "there is no text with it")
