"""What the codebook editor shows, as plain JSON: pure functions of a session.

>>> when("2026-03-01T09:30:12.000000+00:00")
'2026-03-01 09:30'
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from cjm_research.codes import colors
from cjm_research.codes.editing import known, under
from cjm_research.codes.own_code import FEWEST_EXAMPLES, OWN, OwnCode
from cjm_research.review.codebook.versions import FILE
from cjm_research.schema import LANGUAGES
from cjm_research.widgets.codebook_words import BOOK_WORDS

if TYPE_CHECKING:
    from cjm_research.review.codebook.session import CodebookSession

RETIRED, LOOSE = "retired", "loose"
"""The rows of the tree under which retired codes stand, and those of no family."""

_PARTS = ("definition", "include", "exclude", "examples")
_SHOWN = 200  # acts of the history that are sent


def tree(session: CodebookSession, language: str) -> list[dict[str, Any]]:
    """Return a row for every family and code, each after the one it stands under; retired ones last."""
    words, used = BOOK_WORDS[language], session.counts().set_index("code")
    rows = []
    for line in _lines(session, language, words):
        row: dict[str, Any] = {"n_people": 0, "n_segments": 0, "color": "", "shape": "", **line}
        if row["kind"] != "group":
            row |= {"color": session.color(row["code"]), "shape": session.shape(row["code"])}
            row |= {key: int(used.loc[row["code"], key]) for key in ("n_people", "n_segments")}
        row["use"] = _use(row["n_people"], row["n_segments"], words) if row["kind"] != "group" else ""
        rows.append(row)
    return rows


def opened(session: CodebookSession, code: str, language: str, n_shown: int) -> dict[str, Any]:
    """Return all that is to be said of one code, with its first segments."""
    words, book = BOOK_WORDS[language], session.book
    kind = known(book, code)
    entry = _entry(session, kind)
    coded = session.coded(kind)
    used = session.counts().set_index("code").loc[kind]
    own = book.own_code(kind.removeprefix(OWN)) if kind.startswith(OWN) else None
    most = max((len(entry["examples"].get(lang, ())) for lang in LANGUAGES), default=0)
    few = words["few_examples"].format(n=most) if own and most < FEWEST_EXAMPLES else ""
    who = ", ".join(f"{coder} {n}" for coder, n in used["by_coder"].items())
    return {
        "code": kind,
        "kind": _kind(kind, own),
        "kind_name": words[f"kind_{_kind(kind, own)}"],
        "title": _title(entry["name"], language),
        "path": _path(session, kind, language),
        "sides": [_side(entry, lang) for lang in LANGUAGES],
        "has_rules": own is not None or "/" in kind,
        "color": session.color(kind),
        "shape": session.shape(kind),
        "look": words[f"shape_{session.shape(kind)}"],
        "warnings": [*(session.warnings(kind, language) if own else []), *([few] if few else [])],
        "use": _use(int(used["n_people"]), int(used["n_segments"]), words),
        "by_coder": words["by_coder"].format(who=who) if who else "",
        "n_codings": int(sum(used["by_coder"].values())),
        "n_coded": len(coded),
        "n_to_check": int(coded["to_check"].sum()),
        "segments": coded.head(n_shown).to_dict("records"),
        "below": [OWN + each for each in under(book, own.id)] if own else [],
    }


def acts(session: CodebookSession, language: str) -> list[dict[str, Any]]:
    """Return the history, the latest act first."""
    told = session.told(language)
    names = {row["code"]: row["name"] for row in _lines(session, language, BOOK_WORDS[language])}
    words, rows = BOOK_WORDS[language], []
    for row in reversed(told.tail(_SHOWN).to_dict("records")):
        codes = [names.get(code, code) for code in row.pop("reopens")]
        joined = ("、" if language == "zh" else ", ").join(codes)
        note = words["reopened"].format(names=joined) if codes else ""
        rows.append({**row, "when": when(row["when"]), "who": _who(row["who"], words), "reopens": note})
    return rows


def versions(session: CodebookSession, language: str) -> list[dict[str, Any]]:
    """Return the versions, the latest first: number and what is written beside it."""
    words = BOOK_WORDS[language]
    rows = session.versions().to_dict("records")[::-1]
    said = [
        words["version"].format(n=r["number"], who=_who(r["coder"], words), when=when(r["created_at"])) for r in rows
    ]
    return [{"number": int(row["number"]), "label": label} for row, label in zip(rows, said, strict=True)]


def differences(session: CodebookSession, a: int, b: int, language: str) -> list[dict[str, Any]]:
    """Return what differs between two versions, in words."""
    words, names = BOOK_WORDS[language], {}
    for number in (a, b):
        names |= {own["id"]: own["name"] for own in session.content(number)["own"]}
    rows = []
    for row in session.diff(a, b).to_dict("records"):
        own = names.get(row["code"].removeprefix(OWN))
        name = _title(own, language) if own else _title(_entry(session, row["code"])["name"], language)
        part = words[f"part_{row['part']}"] + (_aside(words[row["language"]], words) if row["language"] else "")
        if row["part"] in ("family", "parent"):
            row |= {side: _place_name(session, row[side], names, language) for side in ("before", "after")}
        rows.append({**row, "name": name, "part_name": part})
    return rows


def _aside(what: str, words: dict[str, str]) -> str:
    return words["aside"].format(what=what)


def _who(coder: str, words: dict[str, str]) -> str:
    """Return who made a version; one read from a file that was edited by hand is nobody's."""
    return words["by_file"] if coder == FILE else coder


def when(created_at: str) -> str:
    """Return day and minute of a time (UTC)."""
    return created_at[:16].replace("T", " ")


def _lines(session: CodebookSession, language: str, words: dict[str, str]) -> Iterator[dict[str, Any]]:
    book = session.book
    live = {own.id for own in book.offered}
    for family in book.families():
        yield _line(family, "family", 1, "", book.family_names[family], language)
        for entry in book.codes:
            if entry.family == family:
                yield _line(f"{family}/{entry.subtype}", "framework", 2, family, entry.name, language)
        for own in book.offered:
            if own.family == family and own.parent not in live:
                yield from _below(session, own, 2, family, language)
    loose = [own for own in book.offered if not own.family and own.parent not in live]
    if loose:
        yield {**_line(LOOSE, "group", 1, "", {}, language), "name": words["no_family"]}
    for own in loose:
        yield from _below(session, own, 2, LOOSE, language)
    gone = [own for own in book.own if own.retired]
    if gone:
        yield {**_line(RETIRED, "group", 1, "", {}, language), "name": words["retired"] + _aside(str(len(gone)), words)}
    for own in gone:
        yield _line(own.kind, "retired", 2, RETIRED, own.name, language)


def _below(session: CodebookSession, own: OwnCode, level: int, above: str, language: str) -> Iterator[dict[str, Any]]:
    yield _line(own.kind, "own", level, above, own.name, language)
    for child in session.book.offered:
        if child.parent == own.id:
            yield from _below(session, child, level + 1, own.kind, language)


def _line(code: str, kind: str, level: int, above: str, name: dict[str, str], language: str) -> dict[str, Any]:
    other = next((said for lang, said in name.items() if lang != language), "")
    title = _title(name, language)
    return {"code": code, "kind": kind, "level": level, "above": above, "name": title,
            "other": other if other != title else ""}  # fmt: skip


def _title(name: dict[str, str], language: str) -> str:
    return name.get(language) or next(iter(name.values()), "")


def _entry(session: CodebookSession, kind: str) -> dict[str, Any]:
    """Return name and parts of a family or code by language."""
    book = session.book
    if kind.startswith(OWN):
        return vars(book.own_code(kind.removeprefix(OWN)))
    family, _, subtype = kind.partition("/")
    if subtype:
        return vars(book.code(family, subtype))
    empty: dict[str, Any] = {part: {} for part in _PARTS}
    return {**empty, "name": book.family_names[family], "definition": book.family_definitions[family]}


def _side(entry: dict[str, Any], language: str) -> dict[str, Any]:
    lines = {part: "\n".join(entry[part].get(language, ())) for part in _PARTS if part != "definition"}
    said = {"name": entry["name"].get(language, ""), "definition": entry["definition"].get(language, "")}
    return {"language": language, **said, **lines}


def _place_name(session: CodebookSession, place: str, names: dict[str, dict[str, str]], language: str) -> str:
    """Return the name of a family, or of an own code that one of two versions holds."""
    if place.startswith(OWN):
        return _title(names.get(place.removeprefix(OWN), {}), language) or place
    return session.book.name(place, lang=language) if place else ""


def _kind(kind: str, own: OwnCode | None) -> str:
    if own is not None:
        return "retired" if own.retired else "own"
    return "framework" if "/" in kind else "family"


def _path(session: CodebookSession, kind: str, language: str) -> str:
    book, names = session.book, list[str]()
    if kind.startswith(OWN):
        own = book.own_code(kind.removeprefix(OWN))
        while own.parent:
            own = book.own_code(own.parent)
            names.insert(0, own.title(language))
        names = [book.name(own.family, lang=language), *names] if own.family else names
    elif "/" in kind:
        names = [book.name(kind.split("/")[0], lang=language)]
    return " › ".join(names)


def _use(people: int, segments: int, words: dict[str, str]) -> str:
    if not segments:
        return words["unused"]
    said = [
        words[f"{what}_one"] if n == 1 else words[f"{what}_n"].format(n=n)
        for what, n in (("people", people), ("segments", segments))
    ]
    return " · ".join(said)


def palette(language: str) -> list[dict[str, str]]:
    """Return the colours to choose from, with their names."""
    words = BOOK_WORDS[language]
    return [{"color": color, "name": words[f"color_{at}"]} for at, color in enumerate(colors.PALETTE)]
