"""The codebook: families, sub-types, their definitions and examples, in English and Chinese.

The framework codebook ships with the package; a study copies it and changes what it likes, in a file of the same form.
Beside the framework's codes a study may have codes of its own (`own_code`), in the same file or in a file that holds
nothing else.

>>> book = Codebook.framework()
>>> book.families()
('goal', 'motivation', 'pain_point')
>>> book.name("pain_point", "financial", "zh")
'财务痛点'
"""

from __future__ import annotations

import hashlib
import json
import tomllib
from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass, replace
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cjm_research.codes.own_code import OwnCode, read_own_codes, rooted
from cjm_research.errors import StudyError
from cjm_research.schema import FAMILIES, LANGUAGES, SUBTYPES

if TYPE_CHECKING:
    import pandas as pd

_RULES = ("include", "exclude", "examples")


@dataclass(frozen=True)
class Code:
    """One sub-type of a family.

    Attributes
    ----------
    family, subtype : str
        For example "pain_point" and "financial".
    name, definition : dict of str to str
        By language.
    include, exclude, examples : dict of str to tuple of str
        By language: what belongs here, what does not, sentences that show it.
    """

    family: str
    subtype: str
    name: dict[str, str]
    definition: dict[str, str]
    include: dict[str, tuple[str, ...]]
    exclude: dict[str, tuple[str, ...]]
    examples: dict[str, tuple[str, ...]]


@dataclass(frozen=True)
class Codebook:
    """All codes of a study.

    Attributes
    ----------
    codes : tuple of Code
        The framework's, in the order of the file.
    family_names, family_definitions : dict of str to dict of str to str
        By family, then by language.
    own : tuple of OwnCode
        The study's own, in the order of the file.
    """

    codes: tuple[Code, ...]
    family_names: dict[str, dict[str, str]]
    family_definitions: dict[str, dict[str, str]]
    own: tuple[OwnCode, ...] = ()

    @classmethod
    def framework(cls) -> Codebook:
        """Return the shipped codebook."""
        return cls._read(framework_text(), "framework.toml")

    @classmethod
    def load(cls, path: Path | str) -> Codebook:
        """Read a study's codebook.

        Parameters
        ----------
        path : path
            A file in the form of the shipped ``framework.toml``; one that holds nothing but ``[[own]]`` codes adds them
            to the shipped ones.

        Raises
        ------
        StudyError
            If the file is missing, is not TOML, or lacks something; the message names the code and what is missing.
        """
        try:
            text = Path(path).read_text("utf-8-sig")
        except (OSError, UnicodeDecodeError) as err:
            raise StudyError(f"{path}: the codebook cannot be read ({err}). Copy the shipped one again.") from err
        return cls._read(text, str(path))

    @classmethod
    def _read(cls, text: str, where: str) -> Codebook:
        try:
            raw = tomllib.loads(text)
        except tomllib.TOMLDecodeError as err:
            raise StudyError(f"{where}: the codebook is not valid TOML: {err}. Mend that line.") from err
        own = read_own_codes(raw.get("own", []), where)
        if own and not raw.keys() & {"families", "codes"}:
            return replace(cls.framework(), own=own)
        families = raw.get("families", [])
        codes = tuple(_code(entry, number, where) for number, entry in enumerate(raw.get("codes", []), 1))
        missing = {(code.family) for code in codes} - {entry.get("family") for entry in families}
        if missing or not codes:
            lacks = f"[[families]] of {', '.join(sorted(missing))}" if missing else "any [[codes]]"
            raise StudyError(f"{where}: the codebook lacks {lacks}. Add it as in the shipped framework.toml.")
        named = {entry["family"]: _by_language(entry, "name", where) for entry in families}
        defined = {entry["family"]: _by_language(entry, "definition", where) for entry in families}
        return cls(codes, named, defined, own)

    def families(self) -> tuple[str, ...]:
        """Return the families, in the order of the file."""
        return tuple(dict.fromkeys(code.family for code in self.codes))

    def name(self, family: str, subtype: str | None = None, lang: str = "en") -> str:
        """Return the name of a family, or of one of its sub-types, in a language."""
        if not subtype:
            return self.family_names[family][lang]
        return self.code(family, subtype).name[lang]

    def code(self, family: str, subtype: str) -> Code:
        """Return one code; a StudyError lists what there is."""
        for code in self.codes:
            if (code.family, code.subtype) == (family, subtype):
                return code
        known = ", ".join(f"{code.family}/{code.subtype}" for code in self.codes)
        raise StudyError(f"The codebook holds no code {family}/{subtype}. It holds: {known}.")

    def own_code(self, code_id: str) -> OwnCode:
        """Return one of the study's own codes; a StudyError lists what there is."""
        for code in self.own:
            if code.id == code_id:
                return code
        known = ", ".join(code.id for code in self.own) or "none"
        raise StudyError(f"The codebook holds no code of the study's own called {code_id!r}. It holds: {known}.")

    @property
    def offered(self) -> tuple[OwnCode, ...]:
        """The study's own codes that segments may be given: those that are not retired."""
        return tuple(code for code in self.own if not code.retired)

    @property
    def version(self) -> str:
        """Twelve hexadecimal digits that change with any word of the content."""
        return _digest([*self._framework_content(), *(code.content() for code in self.own)])

    @property
    def framework_version(self) -> str:
        """As `version`, without the study's own codes: what the framework's suggestions depend on."""
        return _digest(self._framework_content())

    def _framework_content(self) -> list[Any]:
        return [vars(code) for code in self.codes] + [self.family_names, self.family_definitions]

    def to_content(self) -> dict[str, Any]:
        """Return all that it says as plain JSON; `from_content` makes the same codebook of it."""
        content = {
            "codes": [vars(code) for code in self.codes],
            "family_names": self.family_names,
            "family_definitions": self.family_definitions,
            "own": [code.content() for code in self.own],
        }
        return json.loads(json.dumps(content, ensure_ascii=False))

    @classmethod
    def from_content(cls, content: Mapping[str, Any]) -> Codebook:
        """Return the codebook of which `to_content` told.

        Raises
        ------
        StudyError
            If the content is not that of a codebook.
        """
        try:
            codes = tuple(Code(**_tuples(entry)) for entry in content["codes"])
            own = tuple(OwnCode(**_tuples(entry)) for entry in content["own"])
            names, defined = content["family_names"], content["family_definitions"]
        except (KeyError, TypeError) as err:
            raise StudyError(f"A codebook of the history cannot be read ({err!r}). Restore a backup.") from err
        return cls(codes, deepcopy(dict(names)), deepcopy(dict(defined)), rooted(own, "A codebook of the history"))

    def to_frame(self) -> pd.DataFrame:
        """Return one row per code and language; rules and examples joined by line breaks.

        The study's own codes follow the framework's: their ``family`` is their kind ("code:trust"), their ``subtype``
        "", their ``family_name`` that of the family they belong to, and they have no row in a language in which nothing
        is said of them.
        """
        import pandas as pd

        rows = []
        for code in self.codes:
            for lang in LANGUAGES:
                row = {"family": code.family, "subtype": code.subtype, "language": lang}
                row |= {"family_name": self.family_names[code.family][lang], "name": code.name[lang]}
                row |= {"definition": code.definition[lang]}
                row |= {rule: "\n".join(getattr(code, rule)[lang]) for rule in _RULES}
                rows.append(row)
        rows += [self._own_row(code, lang) for code in self.own for lang in code.languages]
        return pd.DataFrame(rows)

    def _own_row(self, code: OwnCode, lang: str) -> dict[str, str]:
        belongs_to = self.family_names[code.family][lang] if code.family else ""
        row = {"family": code.kind, "subtype": "", "language": lang, "family_name": belongs_to}
        row |= {"name": code.title(lang), "definition": code.definition.get(lang, "")}
        return row | {rule: "\n".join(getattr(code, rule).get(lang, ())) for rule in _RULES}

    def _repr_html_(self) -> str:
        return self.to_frame().to_html(index=False, escape=True).replace("\\n", "<br>")

    def __repr__(self) -> str:
        """Return how many codes and which version."""
        own = f" and {len(self.own)} of the study's own" if self.own else ""
        return f"Codebook({len(self.codes)} codes in {len(self.families())} families{own}, version {self.version})"


def framework_text() -> str:
    """Return the shipped codebook as it is written, for a study to copy."""
    return files("cjm_research").joinpath("codes/framework.toml").read_text("utf-8")


def _digest(content: list[Any]) -> str:
    text = json.dumps(content, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode("utf-8")).hexdigest()[:12]


def _tuples(entry: Mapping[str, Any]) -> dict[str, Any]:
    """Return an entry of JSON with its lists by language as tuples again."""
    rules = {rule: {lang: tuple(lines) for lang, lines in entry[rule].items()} for rule in _RULES}
    return {**deepcopy(dict(entry)), **rules}


def _code(entry: dict[str, Any], number: int, where: str) -> Code:
    family, subtype = entry.get("family", ""), entry.get("subtype", "")
    if family not in FAMILIES or subtype not in SUBTYPES[family]:
        known = ", ".join(f"{name}/{sub}" for name in FAMILIES for sub in SUBTYPES[name])
        raise StudyError(f"{where}: code {number} is {family!r}/{subtype!r}, expected one of {known}. Change it.")
    place = f"{where}: code {family}/{subtype}"
    rules = {rule: {lang: tuple(lines) for lang, lines in _by_language(entry, rule, place).items()} for rule in _RULES}
    for lang, lines in rules["examples"].items():
        if len(lines) < 3:
            raise StudyError(f"{place} has {len(lines)} examples in {lang!r}, expected at least 3. Add some.")
    name, definition = _by_language(entry, "name", place), _by_language(entry, "definition", place)
    return Code(family, subtype, name, definition, **rules)


def _by_language(entry: dict[str, Any], key: str, where: str) -> dict[str, Any]:
    values = entry.get(key, {})
    missing = [lang for lang in LANGUAGES if not values.get(lang)]
    if missing:
        raise StudyError(f"{where} lacks {key!r} in {' and '.join(missing)}. Add it as in the shipped framework.toml.")
    return {lang: values[lang] for lang in LANGUAGES}
