"""The parts of a Word file that reckon themselves: page numbers, numbers of tables, the list of contents."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any


def field(paragraph: Any, code: str, shown: str = "") -> None:
    """Add a field to the end of a paragraph, with what it shows until it is reckoned anew."""
    for kind, words in (("begin", ""), ("code", code), ("separate", ""), ("shown", shown), ("end", "")):
        run = paragraph.add_run()
        if kind == "code":
            run._r.append(_element("w:instrText", f" {words} "))
        elif kind == "shown":
            run.text = words
        else:
            run._r.append(_element("w:fldChar", kind=kind))


def _element(name: str, words: str = "", kind: str = "") -> Any:
    from docx.oxml.ns import qn
    from docx.oxml.parser import OxmlElement

    found = OxmlElement(name)
    if kind:
        found.set(qn("w:fldCharType"), kind)
    if words:
        found.text = words
        found.set(qn("xml:space"), "preserve")
    return found


def bookmark(paragraph: Any, name: str, number: int) -> None:
    """Give the words of a paragraph a name to which links lead."""
    from docx.oxml.ns import qn
    from docx.oxml.parser import OxmlElement

    start, end = OxmlElement("w:bookmarkStart"), OxmlElement("w:bookmarkEnd")
    for mark in (start, end):
        mark.set(qn("w:id"), str(number))
    start.set(qn("w:name"), name)
    runs = paragraph._p.r_lst
    runs[0].addprevious(start)
    runs[-1].addnext(end)


def contents(document: Any, entries: Sequence[tuple[int, str, str]]) -> None:
    """Add a list of contents that Word can make anew, with entries that lead to their headings.

    Parameters
    ----------
    document : Document
    entries : sequence of (int, str, str)
        Level, words and name of the bookmark of each heading.
    """
    last = len(entries) - 1
    for at, (level, words, name) in enumerate(entries):
        paragraph = document.add_paragraph(style=f"toc {level}")
        if at == 0:
            for kind, code in (("begin", ""), ("", 'TOC \\o "1-2" \\h \\z \\u'), ("separate", "")):
                run = paragraph.add_run()
                run._r.append(_element("w:fldChar", kind=kind) if kind else _element("w:instrText", code))
        paragraph._p.append(_link(paragraph, words, name))
        if at == last:
            paragraph.add_run()._r.append(_element("w:fldChar", kind="end"))


def _link(paragraph: Any, words: str, name: str) -> Any:
    """Return a link to a bookmark, with the number of its page."""
    from docx.oxml.ns import qn
    from docx.oxml.parser import OxmlElement

    link = OxmlElement("w:hyperlink")
    link.set(qn("w:anchor"), name)
    link.set(qn("w:history"), "1")
    before = len(paragraph.runs)
    paragraph.add_run(words + "\t")
    field(paragraph, f"PAGEREF {name} \\h")
    for run in paragraph.runs[before:]:
        link.append(run._r)
    return link
