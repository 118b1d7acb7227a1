"""Memos of a REFI-QDA project: notes and what refers to them, descriptions, and what has no place in a study."""

from __future__ import annotations

from typing import Any

from cjm_research.corpora.imported import Memo
from cjm_research.corpora.qda.documents import Gathered
from cjm_research.corpora.qda.elements import child, children, guid, local, targets, text_in
from cjm_research.corpora.qda.names import counted
from cjm_research.corpora.qda.refi_project import Project
from cjm_research.corpora.qda.refi_sources import Named

_LEFT_OUT = {"Sets": ("Set", "set"), "Graphs": ("Graph", "drawing")}


def gather_memos(project: Project, gathered: Gathered, named: Named) -> list[Memo]:
    """Return the memos that notes, links and descriptions make, and list what has no place in a study.

    Parameters
    ----------
    project : Project
    gathered : Gathered
        Takes what was left out and the counts.
    named : Named
        What sources and selections are called; codes and cases are added.
    """
    _name_codes_and_cases(project, named)
    found: dict[tuple[str, str, str], None] = {}
    for element in project.root.iter():
        if local(element) in ("", "Coding"):
            continue
        for key in targets(element, "NoteRef"):
            if key in project.notes:
                found[(key, *_about(project, named, element))] = None
    on_codings = (coding for coding in project.root.iter() if local(coding) == "Coding")
    discussed = {key for coding in on_codings for key in targets(coding, "NoteRef")}
    found |= dict.fromkeys(_linked(project, gathered, named))
    told = {key for key, _, _ in found} | discussed
    found |= {(key, "study", ""): None for key in project.notes if key not in told}
    memos = [
        Memo(about, about_id, note.whole(), note.coder, note.created_at)
        for (key, about, about_id), note in ((place, project.notes[place[0]]) for place in found)
        if note.whole()
    ]
    memos += _descriptions(project)
    _leave_out(project, gathered)
    gathered.counts["notes"] = len(project.notes)
    return memos


def _name_codes_and_cases(project: Project, named: Named) -> None:
    for key, path in (project.codes.path_of or {}).items():
        named.about.setdefault(key, ("code", path))
    for key, name in project.cases.items():
        named.about.setdefault(key, ("case", name))


def _about(project: Project, named: Named, element: Any) -> tuple[str, str]:
    """Return what an element is; by its kind first, since tools give a case and a code the same GUID."""
    kind, key = local(element), guid(element)
    if kind == "Code" and project.codes.path(key):
        return "code", project.codes.path(key)
    if kind == "Case" and key in project.cases:
        return "case", project.cases[key]
    return named.about.get(key, ("study", ""))


def _linked(project: Project, gathered: Gathered, named: Named) -> list[tuple[str, str, str]]:
    """A link from a note to something is how some tools say what the note is about; other links are left out."""
    links = child(project.root, "Links")
    found, others = [], 0
    for link in () if links is None else children(links, "Link"):
        ends = [guid(link, "originGUID"), guid(link, "targetGUID")]
        notes = [key for key in ends if key in project.notes]
        things = [named.about[key] for key in ends if key not in project.notes and key in named.about]
        found += [(key, *thing) for key in notes for thing in things]
        others += not (notes and things)
    if others:
        gathered.leave_out("links", counted(others, "link"), "between codes, quotes or documents: no place in a study")
    return found


def _descriptions(project: Project) -> list[Memo]:
    """What the project and its cases say of themselves."""
    memos = []
    if whole := text_in(project.root, "Description"):
        memos.append(Memo("study", "", whole))
    cases = child(project.root, "Cases")
    for number, case in enumerate(() if cases is None else children(cases, "Case")):
        if description := text_in(case, "Description"):
            memos.append(Memo("case", project.cases[guid(case) or f"#{number}"], description))
    return memos


def _leave_out(project: Project, gathered: Gathered) -> None:
    for group, (name, word) in _LEFT_OUT.items():
        listed = child(project.root, group)
        called = [] if listed is None else [element.get("name", "") for element in children(listed, name)]
        if called:
            more = f" and {len(called) - 20} more" if len(called) > 20 else ""
            gathered.leave_out(
                group.lower(), f"{counted(len(called), word)}: {', '.join(called[:20])}{more}", "no place in a study"
            )
    cases = child(project.root, "Cases")
    for name in ("CodeRef", "SelectionRef"):
        n = sum(len(targets(case, name)) for case in (() if cases is None else children(cases, "Case")))
        if n:
            what = {"CodeRef": "code", "SelectionRef": "selection"}[name]
            gathered.leave_out("cases", f"{counted(n, what)} of cases", "a case here is a person in a whole document")
