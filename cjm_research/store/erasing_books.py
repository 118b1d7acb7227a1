"""Taking one person's words out of the versions of a codebook: examples picked from segments, names made of them.

The codes stay, and what was coded with them. A version whose content changes gets the version of what is left.

>>> examples = {"en": ["Nobody rang me.", "Alone!"]}
>>> code = {"id": "c-1", "name": {"en": "nobody rang"}, "definition": {}, "examples": examples}
>>> content = {"codes": [], "family_names": {}, "family_definitions": {}, "own": [code]}
>>> without_words(content, {"It came late. Nobody rang me."}, {"c-1": {"nobody rang"}})["own"][0]
{'id': 'c-1', 'name': {'en': 'c-1'}, 'definition': {}, 'examples': {'en': ['Alone!']}}
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

INVIVO, OWN = "invivo", "code:"
_TELLING, _TELLING_ZH = 12, 6  # characters from which a text is that of one person
_LEAST = 3  # examples that a code of the framework needs to be read again
_RULES = ("include", "exclude", "examples")


@dataclass(frozen=True)
class Coined:
    """An own code that was named with a person's words: the id it is to have, and these names."""

    new_id: str
    names: frozenset[str]


def coined(events: Iterable[Mapping[str, Any]], ids: Collection[str]) -> dict[str, Coined]:
    """Return by own code how it was named with words of these segments.

    Parameters
    ----------
    events : iterable of mapping
        With ``event_id``, ``act`` and ``payload``.
    ids : collection of str
        Segments.
    """
    found: dict[str, Coined] = {}
    for event in events:
        payload = event["payload"]
        if event["act"] != INVIVO or payload.get("segment_id") not in ids:
            continue
        coded = {row["kind"].removeprefix(OWN) for row in payload.get("codings", {}).get("after", ())}
        for row in payload.get("rows", {}).get("codebooks", {}).get("after", ()):
            for code in row["content"].get("own", ()):
                if code["id"] in coded:
                    # An id that is long enough to be told from other people's words is made of these words.
                    new_id = f"c-{event['event_id']}" if len(code["id"]) >= _TELLING else code["id"]
                    found[code["id"]] = Coined(new_id, frozenset(code["name"].values()))
    return found


def with_ids(value: Any, names: Mapping[str, Coined]) -> Any:
    """Return a value of JSON in which codes that were named so have the ids that they are to have."""
    if not names:
        return value
    if isinstance(value, Mapping):
        return {with_ids(key, names): with_ids(part, names) for key, part in value.items()}
    if isinstance(value, list):
        return [with_ids(part, names) for part in value]
    if not isinstance(value, str):
        return value
    code_id = value.removeprefix(OWN)
    new_id = names[code_id].new_id if code_id in names else code_id
    return value if new_id == code_id else value[: len(value) - len(code_id)] + new_id


def names_of(names: Mapping[str, Coined]) -> dict[str, frozenset[str]]:
    """Return by the id a code is to have the names that it is to lose."""
    return {code.new_id: code.names for code in names.values()}


def rows_without(
    rows: Iterable[Mapping[str, Any]], words: Collection[str], names: Mapping[str, Collection[str]]
) -> list[dict[str, Any]]:
    """Return rows of contract "codebooks" without the words."""
    return [{**row, "content": without_words(row["content"], words, names)} for row in rows]


def is_content(value: Any) -> bool:
    """Whether a value is the content of a codebook."""
    return isinstance(value, Mapping) and {"codes", "own", "family_names"} <= value.keys()


def versions_of(told: Iterable[Mapping[str, Any]], after: Iterable[Mapping[str, Any]]) -> dict[str, Coined]:
    """Return by version of a codebook that lost words the version of what is left, for `with_ids`."""
    found = {}
    for row, now in zip(_rows_in(told), _rows_in(after), strict=True):
        if now["content"] != row["content"]:
            found[row["version"]] = Coined(_version(now["content"], row["version"]), frozenset())
    return {old: new for old, new in found.items() if new.new_id != old}


def _rows_in(events: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    changed = (event["payload"].get("rows", {}).get("codebooks", {}) for event in events)
    return [row for held in changed for when in ("before", "after") for row in held.get(when, ())]


def _version(content: Mapping[str, Any], before: str) -> str:
    from cjm_research.codes.codebook import Codebook
    from cjm_research.errors import StudyError

    try:
        return Codebook.from_content(content).version
    except StudyError:
        return before


def without_words(
    content: Mapping[str, Any], words: Collection[str], names: Mapping[str, Collection[str]]
) -> dict[str, Any]:
    """Return the content of a codebook without what one person said.

    Parameters
    ----------
    content : mapping
        As `Codebook.to_content` returns it.
    words : collection of str
        What was said.
    names : mapping of str to collection of str
        By own code the names that are the person's words; the id takes their place.
    """
    said = Said(words, frozenset().union(*names.values()))
    own = [_own_without(code, said, names.get(code["id"], ())) for code in content.get("own", ())]
    codes = [_code_without(code, said) for code in content.get("codes", ())]
    return {**content, "codes": codes, "own": own}


@dataclass(frozen=True)
class Said:
    """What somebody said, and names that were made of it."""

    words: Collection[str]
    names: Collection[str]

    def is_in(self, text: str) -> bool:
        """Whether a text holds what was said, or is a telling part of it."""
        if text in self.names or any(word in text for word in self.words):
            return True
        telling = _TELLING_ZH if re.search(r"[\u3400-\u9fff]", text) else _TELLING
        return len(text) >= telling and any(text in word for word in self.words)


def _own_without(code: Mapping[str, Any], said: Said, names: Collection[str]) -> dict[str, Any]:
    kept = dict(code)
    kept["name"] = {
        lang: code["id"] if name in names or (name not in said.names and said.is_in(name)) else name
        for lang, name in code["name"].items()
    }
    kept["definition"] = {lang: told for lang, told in code.get("definition", {}).items() if not said.is_in(told)}
    for rule in _RULES:
        if rule in code:
            lines = {lang: [line for line in told if not said.is_in(line)] for lang, told in code[rule].items()}
            kept[rule] = {lang: told for lang, told in lines.items() if told}
    return kept


def _code_without(code: Mapping[str, Any], said: Said) -> dict[str, Any]:
    """Return a code of the framework; where too little would be left to read it, the shipped one fills in."""
    shipped, kept = _shipped(code["family"], code["subtype"]), dict(code)
    kept["definition"] = {
        lang: shipped.get("definition", {}).get(lang, "…") if said.is_in(told) else told
        for lang, told in code["definition"].items()
    }
    for rule in _RULES:
        kept[rule] = {
            lang: _filled([line for line in told if not said.is_in(line)], told, shipped.get(rule, {}).get(lang, ()))
            for lang, told in code.get(rule, {}).items()
        }
    return kept


def _filled(left: list[str], before: Collection[str], shipped: Iterable[str]) -> list[str]:
    least = min(len(before), _LEAST)
    fill = [*(line for line in shipped if line not in left), *("…" * n for n in range(1, _LEAST + 1))]
    return [*left, *fill[: max(least - len(left), 0)]]


def _shipped(family: str, subtype: str) -> dict[str, Any]:
    from cjm_research.codes.codebook import Codebook

    return next((vars(code) for code in Codebook.framework().codes if (code.family, code.subtype) == (family, subtype)),
                {})  # fmt: skip
