"""Elements of REFI-QDA by their local names: tools write several namespaces for the same standard.

>>> from cjm_research.corpora.archive import xml_of
>>> root = xml_of(b'<q:Code xmlns:q="urn:x" guid="{AB}"><q:Description> Too dear </q:Description></q:Code>', "a.qdc")
>>> local(root), guid(root), text_in(root, "Description")
('Code', 'ab', 'Too dear')
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any


def local(element: Any) -> str:
    """Return the name of an element without its namespace; empty for a comment."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def children(element: Any, *names: str) -> Iterator[Any]:
    """Return the children of these names, in order; those inside a list element (``Codes``) are not looked for."""
    return (child for child in element if local(child) in names)


def child(element: Any, name: str) -> Any | None:
    """Return the first child of that name, or None."""
    return next(children(element, name), None)


def text_in(element: Any, name: str) -> str:
    """Return the text of the first child of that name, without white space around it; empty if there is none."""
    found = child(element, name)
    return "" if found is None else "".join(found.itertext()).strip()


def guid(element: Any, attribute: str = "guid") -> str:
    """Return a GUID in lower case without braces; empty if there is none."""
    return normalised(element.get(attribute, ""))


def normalised(value: str) -> str:
    """Return a GUID in lower case without braces."""
    return value.strip().strip("{}").lower()


def targets(element: Any, name: str) -> list[str]:
    """Return what the children of that name refer to; ``CodeRef``, ``SourceRef``, ``NoteRef`` and the like."""
    return [guid(found, "targetGUID") or guid(found, "guid") for found in children(element, name)]
