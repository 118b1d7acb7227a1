"""Changing a codebook: pure functions from a book to a book. What cannot be done is refused, and nothing has changed.

A code is named as everywhere: a family by its id ("goal"), a sub-type of the framework with its family
("goal/explicit"), a study's own code by its kind ("code:trust") or bare id. The framework's may be renamed and defined
anew; the rest is for own codes.

>>> from cjm_research.codes.codebook import Codebook
>>> book = add_own(Codebook.framework(), "trust", "Trust", "en", family="motivation")
>>> book = rename(book, "code:trust", "信任", "zh")
>>> book.own_code("trust").title("zh"), book.own_code("trust").is_suggestible
('信任', False)
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from cjm_research.codes.codebook import Code, Codebook
from cjm_research.codes.colors import next_color
from cjm_research.codes.editing_words import Refusal
from cjm_research.codes.own_code import FEWEST_EXAMPLES, OWN, OwnCode, rooted
from cjm_research.schema import LANGUAGES

_ID = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}")
_COLOR = re.compile(r"#[0-9a-f]{6}")
_RULES = ("include", "exclude", "examples")


def code_id_of(name: str, taken: Iterable[str] = ()) -> str:
    """Return an id for a name: its Latin letters and digits, or "c-" and six digits of its digest where it has none.

    >>> code_id_of("Trust in staff"), code_id_of("Trust", ["trust"]), code_id_of("信任")
    ('trust-in-staff', 'trust-2', 'c-d1cd93')
    """
    words = "" if re.search(r"[^\W\d_a-zA-Z]", name) else re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:36]
    base = words.strip("-") or "c-" + hashlib.sha256(name.strip().encode("utf-8", "ignore")).hexdigest()[:6]
    held, number, code_id = set(taken), 1, base
    while code_id in held:
        number += 1
        code_id = f"{base}-{number}"
    return code_id


def add_own(
    book: Codebook,
    id: str,
    name: str,
    language: str,
    family: str = "",
    parent: str = "",
    examples: Iterable[str] = (),
) -> Codebook:
    """Return the book with one more own code, in the colour of the palette that its siblings have least.

    Parameters
    ----------
    book : Codebook
    id : str
        As `code_id_of` makes it.
    name : str
        What it is called.
    language : {"en", "zh"}
        Of name and examples.
    family, parent : str
        The family it belongs to, or the own code it stands under; or neither.
    examples : iterable of str
        May be fewer than three; the coder suggests nothing for it until there are three.

    Raises
    ------
    Refusal
        If the id is taken or cannot be one, or a code at that place has the name.
    """
    _language(language)
    if not _ID.fullmatch(id):
        raise Refusal("wrong id", id=id)
    if id in {code.id for code in book.own}:
        raise Refusal("taken id", id=id)
    above, family = _place(book, parent, family)
    said = {language: tuple(dict.fromkeys(filter(None, map(_clean, examples))))}
    color = next_color(book, above, family)
    code = OwnCode(id, {}, {}, {}, {}, {k: v for k, v in said.items() if v}, family, above, color=color)
    return rename(replace(book, own=(*book.own, code)), code.kind, name, language)


def rename(book: Codebook, code: str, name: str, language: str) -> Codebook:
    """Return the book with a code or family named otherwise in one language; "" takes an own code's other name away.

    Raises
    ------
    Refusal
        If the name is empty or another code at that place has it.
    """
    _language(language)
    name, kind = _clean(name), known(book, code)
    if kind.startswith(OWN):
        own = book.own_code(kind.removeprefix(OWN))
        names = _with(own.name, language, name)
        if not names:
            raise Refusal("empty name")
        _free_name(book, own, name, language)
        return _changed(book, own, name=names)
    if not name:
        raise Refusal("empty name")
    if "/" not in kind:
        names = {**book.family_names, kind: {**book.family_names[kind], language: name}}
        return replace(book, family_names=names)
    entry = _entry(book, kind)
    return _changed_entry(book, entry, name={**entry.name, language: name})


def define(
    book: Codebook,
    code: str,
    language: str,
    definition: str | None = None,
    include: Sequence[str] | None = None,
    exclude: Sequence[str] | None = None,
    examples: Sequence[str] | None = None,
) -> Codebook:
    """Return the book with what a code or family says of itself in one language; None leaves as it is.

    Raises
    ------
    Refusal
        If a code of the framework would lack something, or a family is given more than a definition.
    """
    _language(language)
    kind = known(book, code)
    lines = {"include": include, "exclude": exclude, "examples": examples}
    told: dict[str, Any] = {} if definition is None else {"definition": _clean(definition)}
    told |= {
        rule: tuple(dict.fromkeys(filter(None, map(_clean, said)))) for rule, said in lines.items() if said is not None
    }
    if kind.startswith(OWN):
        own = book.own_code(kind.removeprefix(OWN))
        return _changed(book, own, **{part: _with(getattr(own, part), language, said) for part, said in told.items()})
    if "/" not in kind:
        return _define_family(book, kind, language, told)
    entry = _entry(book, kind)
    for part, said in told.items():
        if part == "examples" and len(said) < FEWEST_EXAMPLES:
            few = {"n": len(said), "least": FEWEST_EXAMPLES}
            raise Refusal("few examples", ("language",), name=entry.name, language=language, **few)
        if not said:
            raise Refusal("framework empty", ("language", "part"), name=entry.name, part=part, language=language)
    return _changed_entry(book, entry, **{part: {**getattr(entry, part), language: told[part]} for part in told})


def move(book: Codebook, id: str, parent: str = "", family: str = "") -> Codebook:
    """Return the book with an own code, and all under it, under another or in a family; with neither, at the top.

    Raises
    ------
    Refusal
        If it would stand under itself, or is there already.
    """
    own = _own(book, id, "framework move")
    above, family = _place(book, parent, family)
    if above and (above == own.id or above in under(book, own.id)):
        raise Refusal("under itself", name=own.name, above=book.own_code(above).name)
    if (above, family) == (own.parent, own.family):
        raise Refusal("there already", name=own.name)
    moved = replace(own, parent=above, family=family)
    _free_names(book, moved)
    below = set(under(book, own.id))
    whole = (replace(code, family=family) if code.id in below else code for code in book.own)
    return replace(book, own=rooted((moved if code.id == own.id else code for code in whole), "codebook"))


def merge(book: Codebook, ids: Iterable[str], into: str) -> Codebook:
    """Return the book with own codes put into another: it takes their examples, rules and the codes under them.

    Raises
    ------
    Refusal
        If there is nothing to merge, or a code is of the framework or the target retired.
    """
    target = _own(book, into, "framework merge")
    gone = [each.id for each in (_own(book, id, "framework merge") for id in ids) if each.id != target.id]
    if not gone:
        raise Refusal("nothing to merge", name=target.name)
    if target.retired:
        raise Refusal("retired target", name=target.name)
    merged = [book.own_code(id) for id in dict.fromkeys(gone)]
    rules = {rule: _joined([getattr(code, rule) for code in (target, *merged)]) for rule in ("include", "examples")}
    above = target.parent
    while above in gone:
        above = book.own_code(above).parent
    target = replace(target, parent=above, **rules)
    left = []
    for code in book.own:
        if code.id == target.id:
            left.append(target)
        elif code.id not in gone:
            # What stood under a merged code stands under the target now, in the family of the target.
            left.append(replace(code, parent=target.id) if code.parent in gone else code)
    below = set(_under(left, target.id))
    return replace(
        book,
        own=rooted((replace(code, family=target.family) if code.id in below else code for code in left), "codebook"),
    )


def split(book: Codebook, id: str, parts: Mapping[str, str], language: str = "en") -> Codebook:
    """Return the book with new codes beside an own code, which stays for what does not go to them.

    Parameters
    ----------
    book : Codebook
    id : str
        The code to split.
    parts : mapping of str to str
        Ids and names of the new codes.
    language : {"en", "zh"}
        Of the names.
    """
    own = _own(book, id, "framework split")
    if not parts:
        raise Refusal("no parts", name=own.name)
    for part_id, name in parts.items():
        book = add_own(book, part_id, name, language, "" if own.parent else own.family, own.parent)
    return book


def retire(book: Codebook, id: str) -> Codebook:
    """Return the book with an own code, and all under it, kept for what was coded and given no more."""
    own = _own(book, id, "framework retire")
    if own.retired:
        raise Refusal("retired already", name=own.name)
    gone = {own.id, *under(book, own.id)}
    return replace(book, own=tuple(replace(code, retired=True) if code.id in gone else code for code in book.own))


def bring_back(book: Codebook, id: str) -> Codebook:
    """Return the book with a retired own code, and those it stands under, in use again."""
    own = _own(book, id, "framework retire")
    if not own.retired:
        raise Refusal("not retired", name=own.name)
    back = [own.id]
    while parent := book.own_code(back[-1]).parent:
        back.append(parent)
    return replace(book, own=tuple(replace(code, retired=False) if code.id in back else code for code in book.own))


def recolor(book: Codebook, id: str, color: str) -> Codebook:
    """Return the book with an own code in another colour, "#rrggbb"; what is wrong with it say `colors.warnings`."""
    own = _own(book, id, "framework color")
    if not _COLOR.fullmatch(color.lower()):
        raise Refusal("wrong color", color=color)
    return _changed(book, own, color=color.lower())


def remove(book: Codebook, id: str, n_used: int) -> Codebook:
    """Return the book without an own code that was never given to a segment (``n_used`` 0) and has none under it."""
    own = _own(book, id, "framework remove")
    below = [code for code in book.own if code.parent == own.id]
    if n_used:
        raise Refusal("used", name=own.name, n=n_used)
    if below:
        raise Refusal("has children", name=own.name, n=len(below))
    return replace(book, own=tuple(code for code in book.own if code.id != own.id))


def known(book: Codebook, code: str) -> str:
    """Return how a code is named everywhere: "goal", "goal/explicit" or "code:trust"; a Refusal lists what there is."""
    framework = [*book.families(), *(f"{entry.family}/{entry.subtype}" for entry in book.codes)]
    for wanted in (code, OWN + code):
        if wanted in framework or wanted in {own.kind for own in book.own}:
            return wanted
    raise Refusal("unknown", code=code, known=", ".join([*framework, *(own.kind for own in book.own)]))


def under(book: Codebook, id: str) -> list[str]:
    """Return the ids of all own codes under one, at any depth."""
    return _under(book.own, id)


def _under(codes: Sequence[OwnCode], id: str) -> list[str]:
    below = [code.id for code in codes if code.parent == id]
    return [each for child in below for each in (child, *_under(codes, child))]


def _own(book: Codebook, id: str, refused: str) -> OwnCode:
    kind = known(book, id)
    if kind.startswith(OWN):
        return book.own_code(kind.removeprefix(OWN))
    family, _, subtype = kind.partition("/")
    raise Refusal(refused, name=_entry(book, kind).name if subtype else book.family_names[family])


def _place(book: Codebook, parent: str, family: str) -> tuple[str, str]:
    """Return parent and family of a place that exists; the family of a parent is its own."""
    if parent:
        if family:
            raise Refusal("both")
        if not known(book, parent).startswith(OWN):
            raise Refusal("under framework", above=parent)
        above = _own(book, parent, "framework move")
        return above.id, above.family
    if family and family not in book.families():
        raise Refusal("family", family=family, known=", ".join(book.families()))
    return "", family


def _free_name(book: Codebook, own: OwnCode, name: str, language: str) -> None:
    for other in book.own:
        beside = other.id != own.id and (other.parent, other.family) == (own.parent, own.family)
        if beside and name and other.name.get(language, "").casefold() == name.casefold():
            place = book.own_code(own.parent).name if own.parent else own.family or "top"
            raise Refusal("taken name", ("place",), place=place, name=name, other=other.kind)


def _free_names(book: Codebook, own: OwnCode) -> None:
    for language, name in own.name.items():
        _free_name(book, own, name, language)


def _define_family(book: Codebook, family: str, language: str, told: Mapping[str, Any]) -> Codebook:
    if told.keys() - {"definition"}:
        raise Refusal("family rules")
    if "definition" not in told:
        return book
    if not told["definition"]:
        raise Refusal(
            "framework empty",
            ("language", "part"),
            name=book.family_names[family],
            part="definition",
            language=language,
        )
    defined = {**book.family_definitions[family], language: told["definition"]}
    return replace(book, family_definitions={**book.family_definitions, family: defined})


def _entry(book: Codebook, kind: str) -> Code:
    return book.code(*kind.split("/"))


def _changed(book: Codebook, own: OwnCode, **said: Any) -> Codebook:
    new = replace(own, **said)
    return replace(book, own=tuple(new if code.id == own.id else code for code in book.own))


def _changed_entry(book: Codebook, entry: Code, **said: Any) -> Codebook:
    new = replace(entry, **said)
    return replace(book, codes=tuple(new if code is entry else code for code in book.codes))


def _with(said: Mapping[str, Any], language: str, value: Any) -> dict[str, Any]:
    """Return what is said by language with one language changed; what is empty is left out."""
    whole = {**said, language: value}
    return {lang: whole[lang] for lang in LANGUAGES if whole.get(lang)}


def _joined(parts: Iterable[Mapping[str, tuple[str, ...]]]) -> dict[str, tuple[str, ...]]:
    held = list(parts)
    lines = {lang: tuple(dict.fromkeys(line for part in held for line in part.get(lang, ()))) for lang in LANGUAGES}
    return {lang: said for lang, said in lines.items() if said}


def _language(language: str) -> None:
    if language not in LANGUAGES:
        raise Refusal("language", language=language)


def _clean(text: str) -> str:
    """Return a text as it can be written to a file: without blanks at its ends and without halves of characters."""
    return text.encode("utf-8", "ignore").decode("utf-8").replace("\r\n", "\n").replace("\r", "\n").strip()
