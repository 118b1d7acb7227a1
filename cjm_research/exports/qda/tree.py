"""The codes of a study as one tree: its codebook, its themes, what else was coded, the cards of its map.

Families, stages and themes are groups or codes as they are in the study. Where the codebook lost a code that words
still carry, the code is there by its id. Names occur once in the whole tree, since some tools want that: a second
code of a name takes the name of the one above it along.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from cjm_research.codes.colors import FAMILY_COLORS, color_of
from cjm_research.codes.lexicon import read_lexicon
from cjm_research.codes.own_code import OWN
from cjm_research.codes.touchpoints import name_of
from cjm_research.corpora.imported import SEPARATOR
from cjm_research.exports.coding_sheet_words import WORDS
from cjm_research.exports.inks import emotion_colour
from cjm_research.exports.qda.characters import legal, one_line
from cjm_research.exports.qda.contents import Code
from cjm_research.exports.qda.words import label
from cjm_research.exports.words import mentions, persons
from cjm_research.journeys.frameworks import framework
from cjm_research.schema import FAMILIES, STAGES

if TYPE_CHECKING:
    import pandas as pd

    from cjm_research.codes.codebook import Codebook

_RULES = ("include", "exclude", "examples")
PLAIN = ("stage", "touchpoint", "channel", "interaction", "emotion")
"""Kinds beside the families of which every value is a code."""


def codebook_codes(book: Codebook, language: str, used: Collection[str] = ()) -> tuple[Code, ...]:
    """Return families with their sub-types and own codes, and the own codes of no family.

    Parameters
    ----------
    book : Codebook
    language : {"en", "zh"}
    used : collection of str
        Keys that codings carry; those the codebook lacks are added.
    """
    known = {f"{code.family}/{code.subtype}" for code in book.codes} | {code.kind for code in book.own}
    lost = [key for key in sorted(used) if key not in known and key.split("/")[0].split(":")[0] in (*FAMILIES, "code")]
    gone = label("not_in_codebook", language)
    codes = []
    for family in book.families():
        below = [_subtype(code, language) for code in book.codes if code.family == family]
        below += [Code(key, key.split("/", 1)[1], gone) for key in lost if key.startswith(f"{family}/")]
        below += _own(book, "", family, language)
        defined = book.family_definitions[family][language]
        codes.append(
            Code(family, book.name(family, lang=language), defined, FAMILY_COLORS.get(family, ""), False, tuple(below))
        )
    others = [*_own(book, "", "", language), *(Code(key, key[len(OWN) :], gone) for key in lost if key[:5] == OWN)]
    if others:
        codes.append(Code("own", label("own", language), codable=False, below=tuple(others)))
    return tuple(codes)


def _subtype(code: Any, language: str) -> Code:
    parts = {rule: getattr(code, rule).get(language, ()) for rule in _RULES}
    told = _explained(code.definition[language], parts, language)
    return Code(f"{code.family}/{code.subtype}", code.name[language], told, FAMILY_COLORS.get(code.family, ""))


def _own(book: Codebook, parent: str, family: str, language: str) -> list[Code]:
    found = []
    for code in book.own:
        if code.parent != parent or (not parent and code.family != family):
            continue
        parts = {rule: getattr(code, rule).get(language, ()) for rule in _RULES}
        told = _explained(code.explanation(language), parts, language)
        told += f"\n{label('retired', language)}" if code.retired else ""
        below = tuple(_own(book, code.id, code.family, language))
        found.append(Code(code.kind, code.title(language), told.strip(), color_of(book, code.kind), below=below))
    return found


def _explained(definition: str, parts: dict[str, Iterable[str]], language: str) -> str:
    said = [definition]
    for rule, lines in parts.items():
        if lines:
            said.append(label(rule, language) + "\n" + "\n".join(f"- {line}" for line in lines))
    return "\n".join(filter(None, said))


def theme_codes(themes: pd.DataFrame, book: Codebook, language: str) -> tuple[Code, ...]:
    """Return the group of themes: by family, each with its sub-themes.

    Parameters
    ----------
    themes : DataFrame
        Contract "themes".
    book : Codebook
    language : {"en", "zh"}
    """
    families = [*book.families(), *sorted(set(themes["family"]) - set(book.families()))]
    groups = []
    for family in families:
        rows = themes[themes["family"] == family].sort_values(["n_people", "theme_id"], ascending=[False, True])
        below = tuple(_theme(row, language) for row in rows.itertuples(index=False))
        name = book.name(family, lang=language) if family in book.families() else family
        groups.append(Code(f"themes/{family}", name, "", FAMILY_COLORS.get(family, ""), False, below))
    return _group("themes", label("themes", language), [group for group in groups if group.below])


def _theme(row: Any, language: str) -> Code:
    told = [_size(row, language)]
    if len(row.words):
        told.append(
            label("theme_words", language, words="、".join(row.words) if language == "zh" else ", ".join(row.words))
        )
    told += [label("hidden", language)] * bool(row.hidden) + [str(row.memo)] * bool(row.memo)
    below = tuple(Code(f"theme/{row.theme_id}/{sub['subtheme']}", sub["title"], row.theme_id) for sub in row.subthemes)
    name = (row.titles or {}).get(language) or row.title
    told.append(row.theme_id)
    return Code(f"theme/{row.theme_id}", name, "\n".join(told), FAMILY_COLORS.get(row.family, ""), below=below)


def _size(row: Any, language: str) -> str:
    said = {"mentions": mentions(int(row.n_segments), language), "people": persons(int(row.n_people), language)}
    return label("theme_size", language, **said)


def plain_codes(used: Collection[str], language: str) -> tuple[Code, ...]:
    """Return a group for each of stage, touchpoint, channel, interaction and emotion that words carry."""
    groups: list[Code] = []
    for kind in PLAIN:
        values = [key.split("/", 1)[1] for key in used if key.startswith(f"{kind}/")]
        order = {value: n for n, value in enumerate(STAGES)} if kind == "stage" else {}
        values.sort(key=lambda value, order=order: (order.get(value, len(order)), value))
        codes = [Code(f"{kind}/{value}", *_value(kind, value, language)) for value in values]
        groups += _group(kind, label(kind, language), codes)
    return tuple(groups)


def _value(kind: str, value: str, language: str) -> tuple[str, str, str]:
    """Return name, description and colour of a value."""
    if kind == "stage" and value in STAGES:
        stage = next(stage for stage in framework("six").stages if stage.id == value)
        return stage.name[language], stage.definition[language], ""
    if kind == "emotion":
        return WORDS[language][f"emotion_{value}"], "", emotion_colour(float(value))
    if kind == "interaction" and value in read_lexicon("interactions"):
        return read_lexicon("interactions")[value][f"name_{language}"], value, ""
    joint = "、" if language == "zh" else ", "
    return joint.join(name_of(part, language) for part in value.split("/")), value, ""


def imported_codes(frame: pd.DataFrame, used: Collection[str], language: str) -> tuple[Code, ...]:
    """Return the codes of other tools by their paths, below one group.

    Parameters
    ----------
    frame : DataFrame
        Contract "codes"; may be empty.
    used : collection of str
        Paths that codings carry.
    """
    told = {row.code: (row.description, row.color) for row in frame.itertuples(index=False)}
    paths = dict.fromkeys([*told, *sorted(used)])
    whole = {
        SEPARATOR.join(parts[:n]) for parts in (path.split(SEPARATOR) for path in paths) for n in range(1, len(parts))
    }
    listed = [*paths, *sorted(whole - set(paths))]

    def below(parent: str) -> tuple[Code, ...]:
        start = parent + SEPARATOR if parent else ""
        own = [
            path for path in listed if path.startswith(start) and SEPARATOR not in path[len(start) :] and path != parent
        ]
        return tuple(
            Code(f"imported/{path}", path[len(start) :], *told.get(path, ("", "")), path in paths, below(path))
            for path in own
        )

    return _group("imported", label("imported", language), below(""))


def _group(key: str, name: str, codes: Iterable[Code]) -> tuple[Code, ...]:
    below = tuple(codes)
    return (Code(key, name, codable=False, below=below),) if below else ()


def named_once(codes: tuple[Code, ...], language: str) -> tuple[tuple[Code, ...], list[tuple[str, str]]]:
    """Return the tree with legal names that occur once, and which names were changed to what.

    Parameters
    ----------
    codes : tuple of Code
        Those at the top; codes that come first keep their names.
    language : {"en", "zh"}
    """
    taken: set[str] = set()
    changed: list[tuple[str, str]] = []

    def unique(wanted: str, above: str) -> str:
        if wanted.casefold() not in taken:
            return wanted
        base = name = label("joint", language, first=wanted, second=above) if above else wanted
        n = 2
        while name.casefold() in taken:
            name, n = f"{base} ({n})", n + 1
        return name

    def named(below: tuple[Code, ...], above: str) -> tuple[Code, ...]:
        # Names of one level are given before those of the next, so that what stands higher keeps its name.
        found = []
        for code in below:
            wanted = one_line(code.name).replace(">", "›") or code.key
            name = unique(wanted, above)
            taken.add(name.casefold())
            if name != wanted:
                changed.append((wanted, name))
            found.append(replace(code, name=name, description=legal(code.description).strip()))
        return tuple(
            replace(code, below=named(code.below, one_line(given.name)))
            for code, given in zip(found, below, strict=True)
        )

    return named(codes, ""), changed
