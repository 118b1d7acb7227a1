"""``project.qde``: a project as XML of REFI-QDA 1.5, in the order that ``Project.xsd`` demands.

A group with nothing in it is left out, since the schema refuses an empty one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from lxml import etree

from cjm_research.exports.qda.characters import cut, legal, one_line
from cjm_research.exports.qda.contents import MACHINE, Code, Coding, Contents, Note
from cjm_research.exports.qda.dialects import Dialect, Written, check_place, lines, written
from cjm_research.exports.qda.guids import guid

PROJECT = "urn:QDA-XML:project:1.0"
CODEBOOK = "urn:QDA-XML:codebook:1.0"
_XSI = "http://www.w3.org/2001/XMLSchema-instance"
_AT = "http://schema.qdasoftware.org/versions"
_QUOTE = 100  # characters of a quote in the name of its selection


def project_xml(contents: Contents, dialect: Dialect) -> tuple[Any, dict[str, str]]:
    """Return the project as an element, and the files of ``sources/`` with their texts by name.

    Parameters
    ----------
    contents : Contents
    dialect : Dialect

    Raises
    ------
    ExportError
        If a coding's place in the file does not hold its words.
    """
    return _Project(contents, dialect).whole()


class _Project:
    def __init__(self, contents: Contents, dialect: Dialect) -> None:
        self.contents, self.dialect = contents, dialect
        self.files: dict[str, str] = {}
        self.root = root("Project", PROJECT, "Project/v1.0/Project.xsd")
        self.by_about: dict[tuple[object, ...], list[str]] = defaultdict(list)
        for note in contents.notes:
            self.by_about[note.about].append(guid("note", note.key))

    def whole(self) -> tuple[Any, dict[str, str]]:
        contents = self.contents
        tool = f" for {self.dialect.tool}" if self.dialect.tool else ""
        told = {"name": contents.title or "cjm_research", "origin": f"cjm_research {contents.version}{tool}"}
        told |= {"creatingUserGUID": _user(MACHINE), "creationDateTime": _time(contents.created_at, "")}
        self.root.attrib.update({key: value for key, value in told.items() if value})
        users = self._group("Users")
        for user, name in contents.users.items():
            _add(users, "User", guid=_user(user), name=name)
        add_codes(_add(self._group("CodeBook"), "Codes"), contents.codes, self._refer)
        self._variables()
        self._cases()
        self._sources()
        self._notes()
        self._links()
        self._sets()
        _add(self.root, "Description").text = legal(contents.description)
        self._refer(self.root, ("study",))
        for name in ("Users", "CodeBook", "Variables", "Cases", "Sources", "Notes", "Links", "Sets"):
            group = self.root.find(f"{{{PROJECT}}}{name}")
            if group is not None and not len(group):
                self.root.remove(group)
        return self.root, self.files

    def _group(self, name: str) -> Any:
        return _add(self.root, name)

    def _refer(self, element: Any, about: tuple[object, ...]) -> None:
        for key in self.by_about.get(about, ()):
            _add(element, "NoteRef", targetGUID=key)

    def _made(self, user: tuple[str, str], created_at: str) -> dict[str, str]:
        # QualCoder breaks on a note without a date, so what has none has that of the study.
        return {"creatingUser": _user(user), "creationDateTime": _time(created_at, self.contents.created_at)}

    def _variables(self) -> None:
        group = self._group("Variables")
        for name, kind in self.contents.variables.items():
            _add(group, "Variable", guid=guid("variable", name), name=name, typeOfVariable=kind)

    def _cases(self) -> None:
        group = self._group("Cases")
        for person in self.contents.people:
            case = _add(group, "Case", guid=guid("case", person.case_id), name=one_line(person.case_id))
            for name, value in person.values.items():
                held = _add(case, "VariableValue")
                _add(held, "VariableRef", targetGUID=guid("variable", name))
                _add(held, f"{self.contents.variables[name]}Value").text = value
            for document in person.documents:
                _add(case, "SourceRef", targetGUID=guid("document", document))
            for place in person.places:
                _add(case, "SelectionRef", targetGUID=guid("place", *place))

    def _sources(self) -> None:
        codings: dict[str, dict[tuple[str, int, int], list[Coding]]] = defaultdict(lambda: defaultdict(list))
        for coding in self.contents.codings:
            codings[coding.document_id][coding.place].append(coding)
        spoken = (place for person in self.contents.people for place in person.places)
        noted = (note.about[1:] for note in self.contents.notes if note.about[0] == "place")
        for place in [*spoken, *noted]:
            codings[place[0]].setdefault(place, [])  # type: ignore[arg-type, index]
        group = self._group("Sources")
        for document, name, text in self.contents.documents:
            key = guid("document", document)
            place = written(text, self.dialect)
            self.files[f"{key}.txt"] = place.text
            source = _add(
                group, "TextSource", guid=key, name=name, plainTextPath=f"internal://{key}.txt",
                **self._made(MACHINE, ""),
            )  # fmt: skip
            for at, own in sorted(codings.get(document, {}).items()):
                self._selection(source, name, text, place, at, own)
            self._refer(source, ("document", document))

    def _selection(
        self, source: Any, name: str, text: str, place: Written, at: tuple[str, int, int], codings: list[Coding]
    ) -> None:
        _, start, end = at
        quote = text[start:end]
        first, last = check_place(place, start, end, quote, self.dialect, f"{name}, characters {start} to {end}")
        selection = _add(
            source, "PlainTextSelection", guid=guid("place", *at), name=cut(one_line(quote), _QUOTE),
            startPosition=str(first), endPosition=str(last),
            **self._made(codings[0].user if codings else MACHINE, codings[0].created_at if codings else ""),
        )  # fmt: skip
        if at in self.contents.comments:
            _add(selection, "Description").text = legal(self.contents.comments[at])
        for coding in codings:
            key = (*at, coding.code, *coding.user)
            made = _add(selection, "Coding", guid=guid("coding", *key), **self._made(coding.user, coding.created_at))
            _add(made, "CodeRef", targetGUID=guid("code", coding.code))
            self._refer(made, ("coding", *key))
        self._refer(selection, ("place", *at))

    def _notes(self) -> None:
        group = self._group("Notes")
        for note in self.contents.notes:
            key = guid("note", note.key)
            # QualCoder takes notes from files alone.
            self.files[f"{key}.txt"] = lines(note.text, self.dialect)
            made = self._made(note.user, note.created_at)
            _add(group, "Note", guid=key, name=note.name, plainTextPath=f"internal://{key}.txt", **made)

    def _links(self) -> None:
        """The schema gives a case no notes, so a link says what such a note is about."""
        group = self._group("Links")
        for note in self.contents.notes:
            if note.about[0] == "case":
                _link(group, note)

    def _sets(self) -> None:
        group = self._group("Sets")
        for one in self.contents.groups:
            made = _add(group, "Set", guid=guid("set", one.key), name=one.name)
            _add(made, "Description").text = legal(one.description)
            for member, kind, keys in (
                ("MemberCode", "code", one.codes),
                ("MemberSource", "document", one.documents),
            ):
                for key in keys:
                    _add(made, member, targetGUID=guid(kind, key))


def root(tag: str, namespace: str, schema: str) -> Any:
    """Return the root of a file of the standard."""
    element = etree.Element(f"{{{namespace}}}{tag}", nsmap={None: namespace, "xsi": _XSI})
    element.set(f"{{{_XSI}}}schemaLocation", f"{namespace} {_AT}/{schema}")
    return element


def add_codes(parent: Any, codes: Iterable[Code], refer: Any = None) -> None:
    """Add a tree of codes below an element; ``refer(element, about)`` adds the notes of a code."""
    for code in codes:
        made = _add(
            parent, "Code", guid=guid("code", code.key), name=code.name, isCodable="true" if code.codable else "false"
        )
        if code.color:
            made.set("color", code.color)
        if code.description:
            _add(made, "Description").text = code.description
        if refer:
            refer(made, ("code", code.key))
        add_codes(made, code.below, refer)


def xml_bytes(element: Any) -> bytes:
    """Return a document of XML in UTF-8 without a byte order mark."""
    return etree.tostring(element, xml_declaration=True, encoding="UTF-8", pretty_print=True)


def _link(group: Any, note: Note) -> None:
    ends = {"originGUID": guid("note", note.key), "targetGUID": guid("case", note.about[1])}
    _add(group, "Link", guid=guid("link", note.key), name=note.name, direction="OneWay", **ends)


def _add(parent: Any, tag: str, **attributes: str) -> Any:
    namespace = etree.QName(parent).namespace
    return etree.SubElement(parent, f"{{{namespace}}}{tag}", attributes)


def _user(user: tuple[str, str]) -> str:
    return guid("user", *user)


def _time(value: str, other: str) -> str:
    """Return a time as the examples of the standard have it, to the second in UTC; "" where none is known.

    >>> _time("2026-02-03T10:00:00.5+01:00", ""), _time("", "2026-02-03T10:00:00")
    ('2026-02-03T09:00:00Z', '2026-02-03T10:00:00Z')
    """
    for told in filter(None, (value, other)):
        try:
            at = datetime.fromisoformat(told)
            at = (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(UTC)
        except (ValueError, OverflowError):
            continue
        return at.strftime("%Y-%m-%dT%H:%M:%SZ")
    return ""
