"""A code of a study's own: what it says of itself in ``codebook.toml``, and what is wrong there.

A study may add codes to the framework's, in its codebook::

    [[own]]
    id = "trust"
    name = { en = "Trust" }
    definition = { en = "Whether the person believes what the provider says." }
    include = { en = ["Doubt about a promise"] }                       # may be left out
    exclude = { en = ["Doubt about one's own ability"] }               # may be left out
    examples = { en = ["I believe them.", "They keep their word.", "Who checks that?"] }
    family = "motivation"                                              # may be left out: it belongs to none
    parent = "service"                                                 # may be left out: the own code it stands under
    color = "#0072b2"                                                  # may be left out
    retired = true                                                     # kept, but given to no segment any more

A study in one language may leave the other out; whatever a code lacks in one language is taken from the other. A code
that was named in the middle of coding has no definition and no examples yet: people give it, and nothing is suggested
for it until it has three examples.

>>> told = {"id": "trust", "name": {"en": "Trust"}, "definition": {"en": "Whether the provider is believed."},
...         "examples": {"en": ["I believe them.", "They keep their word.", "Who checks that?"]}}
>>> code = read_own_codes([told], "codebook.toml")[0]
>>> code.kind, code.title("zh"), code.languages
('code:trust', 'Trust', ('en',))
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from cjm_research.errors import StudyError
from cjm_research.schema import FAMILIES, LANGUAGES

OWN = "code:"
"""What the kind of a study's own code begins with, in suggestions and codings; its id follows."""

_RULES = ("include", "exclude", "examples")
_OWN_KEYS = ("id", "name", "definition", *_RULES, "family", "parent", "retired", "color")
_LATER: dict[str, Any] = {"parent": "", "retired": False, "color": ""}
"""What codebooks did not hold at first: left out of the content where nothing is said, so that versions stay."""

_ID = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}")
_COLOR = re.compile(r"#[0-9a-f]{6}")
FEWEST_EXAMPLES = 3
"""Examples in one language below which nothing is suggested for a code."""


@dataclass(frozen=True)
class OwnCode:
    """A code that a study adds to the framework's; a segment carries it or not.

    Attributes
    ----------
    id : str
        Small letters, digits, "-" and "_".
    name, definition : dict of str to str
        By language; the name at least in one.
    include, exclude, examples : dict of str to tuple of str
        By language: what belongs here, what does not, sentences that show it; any may be empty.
    family : str
        The family it belongs to, or "".
    parent : str
        The id of the own code that it stands under, or "".
    retired : bool
        Whether it is kept for what was coded with it, and given to no segment any more.
    color : str
        "#rrggbb" in small letters, or "" = the next of the palette.
    """

    id: str
    name: dict[str, str]
    definition: dict[str, str]
    include: dict[str, tuple[str, ...]]
    exclude: dict[str, tuple[str, ...]]
    examples: dict[str, tuple[str, ...]]
    family: str = ""
    parent: str = ""
    retired: bool = False
    color: str = ""

    @property
    def kind(self) -> str:
        """Its kind in suggestions and codings, for example "code:trust"."""
        return OWN + self.id

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages in which anything is said of it."""
        said = (self.name, self.definition, self.include, self.exclude, self.examples)
        return tuple(lang for lang in LANGUAGES if any(lang in part for part in said))

    def title(self, lang: str = "en") -> str:
        """Return its name in a language, or in the other where it has none in that."""
        return self.name.get(lang) or next(iter(self.name.values()))

    def explanation(self, lang: str = "en") -> str:
        """Return its definition in a language, or in the other where it has none in that; "" where it has none."""
        return self.definition.get(lang) or next(iter(self.definition.values()), "")

    @property
    def is_suggestible(self) -> bool:
        """Whether the coder may look for it: it is not retired and has three examples in one language."""
        most = max((len(lines) for lines in self.examples.values()), default=0)
        return not self.retired and most >= FEWEST_EXAMPLES

    def content(self) -> dict[str, Any]:
        """Return what it says of itself as plain JSON would hold it, without what came later and is not said."""
        return {key: value for key, value in vars(self).items() if key not in _LATER or value != _LATER[key]}


def read_own_codes(entries: Any, where: str) -> tuple[OwnCode, ...]:
    """Return the codes of the ``[[own]]`` entries of a codebook.

    Parameters
    ----------
    entries : object
        What TOML holds under ``own``.
    where : str
        The file, for messages.

    Raises
    ------
    StudyError
        If a code lacks something or holds something else; the message names file and code, and says what to do.
    """
    if not isinstance(entries, list):
        raise StudyError(f"{where}: 'own' is not a list of codes. Begin each code with a line [[own]].")
    codes = tuple(_own_code(entry, number, where) for number, entry in enumerate(entries, 1))
    ids = [code.id for code in codes]
    for code_id in ids:
        if ids.count(code_id) > 1:
            raise StudyError(f"{where}: {ids.count(code_id)} own codes have the id {code_id!r}. Give each its own.")
    return rooted(codes, where)


def rooted(codes: Iterable[OwnCode], where: str) -> tuple[OwnCode, ...]:
    """Return the codes, each in the family of the topmost code it stands under.

    Raises
    ------
    StudyError
        If a code stands under one that is not there, under itself, or under one of another family.
    """
    by_id = {code.id: code for code in codes}
    return tuple(replace(code, family=_family(code, by_id, where)) for code in by_id.values())


def _family(code: OwnCode, by_id: Mapping[str, OwnCode], where: str) -> str:
    place, above = f"{where}: own code {code.id!r}", code
    path = [code.id]
    while above.parent:
        if above.parent not in by_id:
            raise StudyError(f"{place} stands under {above.parent!r}, which is no own code. Add that one or change it.")
        above = by_id[above.parent]
        if above.id in path:
            raise StudyError(f"{place} stands under itself ({' under '.join([*path, above.id])}). Change one 'parent'.")
        path.append(above.id)
    if above is not code and code.family not in ("", above.family):
        raise StudyError(
            f"{place} belongs to the family {code.family!r} and stands under {above.id!r}, which belongs to "
            f"{above.family or 'none'!r}. Leave the family of a code with a 'parent' out."
        )
    return above.family


def _own_code(entry: dict[str, Any], number: int, where: str) -> OwnCode:
    code_id = entry.get("id", "")
    if not isinstance(code_id, str) or not _ID.fullmatch(code_id):
        raise StudyError(
            f"{where}: own code {number} has the id {code_id!r}, expected 1 to 40 small letters, digits, '-' or '_', "
            'such as id = "trust". Change it.'
        )
    place = f"{where}: own code {code_id!r}"
    unknown = sorted(entry.keys() - set(_OWN_KEYS))
    if unknown:
        raise StudyError(f"{place} holds {unknown[0]!r}, expected only {', '.join(_OWN_KEYS)}. Rename or remove it.")
    family = entry.get("family", "")
    if family and family not in FAMILIES:
        raise StudyError(f"{place} belongs to the family {family!r}, expected one of {', '.join(FAMILIES)}. Change it.")
    named = {key: _said(entry, key, place) for key in ("name", "definition")}
    if not named["name"]:
        raise StudyError(f"{place} lacks 'name'. Add it, for example name = {{ en = \"…\" }}.")
    rules = {rule: _lines(entry, rule, place) for rule in _RULES}
    return OwnCode(code_id, **named, **rules, family=family, **_later(entry, place))


def _later(entry: dict[str, Any], place: str) -> dict[str, Any]:
    told = {key: entry.get(key, value) for key, value in _LATER.items()}
    if not isinstance(told["parent"], str):
        raise StudyError(f"{place} has a 'parent' that is not text. Write the id of an own code: parent = \"trust\".")
    if not isinstance(told["retired"], bool):
        raise StudyError(f"{place} has {told['retired']!r} for 'retired', expected true or false.")
    color = told["color"].lower() if isinstance(told["color"], str) else told["color"]
    if color != "" and not (isinstance(color, str) and _COLOR.fullmatch(color)):
        raise StudyError(f'{place} has the color {color!r}, expected six digits such as color = "#0072b2".')
    return {**told, "color": color}


def _said(entry: dict[str, Any], key: str, place: str) -> dict[str, Any]:
    values = entry.get(key, {})
    if not isinstance(values, dict) or not values.keys() <= set(LANGUAGES):
        form = '["…"]' if key in _RULES else '"…"'
        raise StudyError(
            f"{place} does not say {key!r} by language ({' or '.join(LANGUAGES)}). "
            f"Write it as {key} = {{ {LANGUAGES[0]} = {form} }}."
        )
    kept = {lang: values[lang] for lang in LANGUAGES if values.get(lang)}
    for lang, value in kept.items():
        if key not in _RULES and not isinstance(value, str):
            raise StudyError(f"{place} has a {key!r} in {lang} that is not text. Put it in quotation marks.")
    return kept


def _lines(entry: dict[str, Any], rule: str, place: str) -> dict[str, tuple[str, ...]]:
    kept = _said(entry, rule, place)
    for lang, lines in kept.items():
        if not isinstance(lines, list) or not all(isinstance(line, str) and line.strip() for line in lines):
            raise StudyError(f'{place} has {rule!r} in {lang} that is not a list of sentences, such as ["…", "…"].')
    return {lang: tuple(dict.fromkeys(lines)) for lang, lines in kept.items()}
