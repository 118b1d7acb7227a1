"""The codebook of REFI-QDA: as a file of its own (``.qdc``), and inside a project.

>>> from cjm_research.corpora.archive import xml_of
>>> xml = b'<CodeBook><Codes><Code guid="1" name="Costs"><Code guid="2" name="Too dear"/></Code></Codes></CodeBook>'
>>> [code.path for code in codebook(xml_of(xml, "a.qdc")).codes]
['Costs', 'Costs > Too dear']
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from cjm_research.corpora.imported import Code
from cjm_research.corpora.qda.elements import child, children, guid, local, text_in
from cjm_research.corpora.qda.names import color, paths


@dataclass(frozen=True)
class CodeTree:
    """The codes of a project, and the path of each by its GUID."""

    codes: tuple[Code, ...] = ()
    path_of: Mapping[str, str] | None = None

    def path(self, key: str) -> str:
        """Return the path of a code, or an empty string if the codebook does not have it."""
        return (self.path_of or {}).get(key, "")


def codebook(root: Any) -> CodeTree:
    """Return the codes of a ``CodeBook`` element, or of the one in a ``Project``.

    Parameters
    ----------
    root : element
        ``Project`` or ``CodeBook``; one without codes gives an empty tree.
    """
    book = root if local(root) == "CodeBook" else child(root, "CodeBook")
    listed = None if book is None else child(book, "Codes")
    if listed is None:
        return CodeTree()
    names: dict[str, str] = {}
    parents: dict[str, str] = {}
    elements: dict[str, Any] = {}
    for number, (element, parent) in enumerate(_walk(listed, "")):
        key = guid(element) or f"#{number}"
        # Two codes of one GUID would be taken for one another; the first keeps it.
        key = key if key not in names else f"{key}#{number}"
        names[key], parents[key], elements[key] = element.get("name", ""), parent, element
    found = paths(names, parents)
    codes = (
        Code(
            found[key],
            text_in(element, "Description") or element.get("description", "").strip(),
            color(element.get("color", "")),
        )
        for key, element in elements.items()
    )
    return CodeTree(tuple(codes), found)


def _walk(element: Any, parent: str) -> Iterator[tuple[Any, str]]:
    for code in children(element, "Code"):
        yield code, parent
        yield from _walk(code, guid(code))
