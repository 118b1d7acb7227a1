"""What the parts of a REFI-QDA project refer to: users, codes, notes, cases, and the files beside the XML."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from cjm_research.corpora.encoding import decode
from cjm_research.corpora.qda.codebook_file import CodeTree, codebook
from cjm_research.corpora.qda.elements import child, children, guid, local, targets, text_in
from cjm_research.corpora.qda.names import iso, one_line, told_apart
from cjm_research.corpora.qda.people import Person, people
from cjm_research.corpora.reading import Skipped
from cjm_research.errors import ReadError


@dataclass(frozen=True)
class Note:
    """A memo with its author and date; ``name`` is its title."""

    name: str
    text: str
    coder: str
    created_at: str

    def whole(self) -> str:
        """Return title and text; the title alone is left where it says no more than the text."""
        return self.text if not self.name or self.text.startswith(self.name) else f"{self.name}: {self.text}"


@dataclass(frozen=True)
class Files:
    """The texts beside the XML, by name without folder and in lower case."""

    names: Mapping[str, str] = field(default_factory=dict)
    read: Callable[[str], bytes] | None = None

    @classmethod
    def of(cls, names: Iterable[str], read: Callable[[str], bytes]) -> Files:
        """Return the files of an archive."""
        return cls({name.rpartition("/")[2].lower(): name for name in names}, read)

    def text(self, reference: str) -> str | None:
        """Return the text that ``internal://GUID.txt`` stands for, line ends as they are; None if it is not here."""
        name = self.names.get(reference.rpartition("/")[2].lower())
        if not name or self.read is None:
            return None
        data = self.read(name)
        try:
            return data.decode("utf-8")
        except UnicodeDecodeError:
            return data.decode(_encoding(data, name), "replace")


def _encoding(data: bytes, name: str) -> str:
    """Return the likely encoding of a text that is not the UTF-8 it should be; one bad byte spoils no project."""
    try:
        return decode(data, name).encoding
    except ReadError:
        return "utf-8"


@dataclass(frozen=True)
class Project:
    """A project and what its parts refer to."""

    root: Any
    files: Files
    origin: str
    coders: Mapping[str, str]
    codes: CodeTree
    notes: Mapping[str, Note]
    cases: Mapping[str, str]
    people: Mapping[str, Person]
    of_source: Mapping[str, tuple[str, ...]]
    skipped: tuple[Skipped, ...]

    def coder(self, *elements: Any) -> str:
        """Return who made the first of these elements that tells it."""
        made = (guid(element, "creatingUser") for element in elements)
        return next((self.coders.get(key, "") for key in made if key), "")

    def created(self, *elements: Any) -> str:
        """Return when the first of these elements that tells it was made."""
        return next((iso(at) for at in (e.get("creationDateTime", "") for e in elements) if at), "")

    def text_of(self, element: Any) -> str | None:
        """Return the text of a source or note, from its content or its file; None if neither is here."""
        content = child(element, "PlainTextContent")
        if content is not None:
            return "".join(content.itertext())
        return self.files.text(element.get("plainTextPath", ""))


def project_of(root: Any, files: Files) -> Project:
    """Return a project with what its parts refer to.

    Parameters
    ----------
    root : element
        ``Project``.
    files : Files
        Empty for a project whose texts are not with it.
    """
    coders = {guid(user): user.get("name") or user.get("id", "") for user in _listed(root, "Users", "User")}
    cases = list(_listed(root, "Cases", "Case"))
    keys = [guid(case) or f"#{number}" for number, case in enumerate(cases)]
    names = told_apart(one_line(case.get("name", "")) or "(no name)" for case in cases)
    persons, skipped = people(
        _variables(root, cases, keys), dict(zip(keys, (c.get("name", "") for c in cases), strict=True))
    )
    of_source: dict[str, tuple[str, ...]] = {}
    for key, case in zip(keys, cases, strict=True):
        for source in dict.fromkeys(targets(case, "SourceRef")):
            of_source[source] = (*of_source.get(source, ()), key)
    bare = Project(
        root, files, root.get("origin", ""), coders, codebook(root), {}, dict(zip(keys, names, strict=True)), persons,
        of_source, tuple(skipped),
    )  # fmt: skip
    notes = {guid(note): _note(bare, note) for note in _listed(root, "Notes", "Note")}
    return Project(**{**bare.__dict__, "notes": notes})


def _listed(root: Any, group: str, name: str) -> Iterable[Any]:
    found = child(root, group)
    return () if found is None else children(found, name)


def _note(project: Project, note: Any) -> Note:
    parts = (text_in(note, "Description"), (project.text_of(note) or "").strip())
    text = "\n".join(part for part in parts if part)
    return Note(one_line(note.get("name", "")), text, project.coder(note), project.created(note))


def _variables(root: Any, cases: list[Any], keys: list[str]) -> dict[str, dict[str, str]]:
    """Return the values of each case, and of each source that has its own (by ``source:`` and its GUID)."""
    called = {guid(variable): variable.get("name", "") for variable in _listed(root, "Variables", "Variable")}
    found = {key: _values(case, called) for key, case in zip(keys, cases, strict=True)}
    sources = child(root, "Sources")
    for source in () if sources is None else sources:
        if local(source) and (values := _values(source, called)):
            found[f"source:{guid(source)}"] = values
    return found


def _values(element: Any, called: Mapping[str, str]) -> dict[str, str]:
    found = {}
    for value in children(element, "VariableValue"):
        name = one_line(called.get(next(iter(targets(value, "VariableRef")), ""), ""))
        told = ["".join(part.itertext()).strip() for part in value if local(part).endswith("Value")]
        if name and told and told[0]:
            found[name] = told[0]
    return found
