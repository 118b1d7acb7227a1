"""What differs between two codebooks, and which codes mean something else than before.

A code means something else where a definition, or a line of what belongs to it and what does not, was changed or taken
away, or was given for the first time at all. What is said in a second language of what stands in the first is a
translation; names, colours, places and examples are not what a code means. A researcher may see it otherwise: see
`review.codebook.session`.

>>> from cjm_research.codes.codebook import Codebook
>>> from cjm_research.codes.editing import define, rename
>>> old = Codebook.framework()
>>> changes_meaning(old, rename(old, "goal/explicit", "Stated goal", "en"))
[]
>>> changes_meaning(old, define(old, "goal/explicit", "en", definition="The aim is said."))
['goal/explicit']
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from cjm_research.codes.codebook import Codebook
from cjm_research.codes.own_code import OWN, OwnCode
from cjm_research.schema import LANGUAGES

if TYPE_CHECKING:
    import pandas as pd

COLUMNS = ("code", "name", "part", "language", "before", "after", "meaning")
MEANING = ("definition", "include", "exclude")
"""The parts that say what a code means."""

_BY_LANGUAGE = ("name", *MEANING, "examples")
_PLAIN = ("family", "parent", "retired", "color")


def diff(old: Codebook, new: Codebook) -> pd.DataFrame:
    """Return what changed, one row per code, part and language.

    Returns
    -------
    DataFrame
        Columns code ("goal", "goal/explicit", "code:trust"), name (in the newer book, English first), part ("code"
        where one was added or removed, "name", "definition", "include", "exclude", "examples", "family", "parent",
        "retired", "color"), language ("" where the part has none), before, after (str; lines joined by line breaks),
        meaning (bool). In the order of the newer book, then those that are gone.
    """
    import pandas as pd

    before, after = _told(old), _told(new)
    rows = [row for code in dict.fromkeys((*after, *before)) for row in _rows(code, before.get(code), after.get(code))]
    return pd.DataFrame(rows, columns=list(COLUMNS)).astype({"meaning": bool})


def changes_meaning(old: Codebook, new: Codebook) -> list[str]:
    """Return the codes in both books that mean something else; all sub-types where it is their family that does."""
    changed = diff(old, new)
    codes = set(changed.loc[changed["meaning"], "code"])
    listed = [f"{entry.family}/{entry.subtype}" for entry in new.codes] + [own.kind for own in new.own]
    return [code for code in listed if code in codes or ("/" in code and code.partition("/")[0] in codes)]


def _told(book: Codebook) -> dict[str, dict[str, Any]]:
    told: dict[str, dict[str, Any]] = {}
    for family in book.families():
        told[family] = {"name": book.family_names[family], "definition": book.family_definitions[family]}
        for entry in book.codes:
            if entry.family == family:
                told[f"{family}/{entry.subtype}"] = {part: getattr(entry, part) for part in _BY_LANGUAGE}
    return told | {own.kind: _of_own(own) for own in book.own}


def _of_own(own: OwnCode) -> dict[str, Any]:
    plain = {"family": own.family, "parent": OWN + own.parent if own.parent else ""}
    plain |= {"retired": "yes" if own.retired else "", "color": own.color}
    return {part: getattr(own, part) for part in _BY_LANGUAGE} | plain


def _rows(code: str, before: Mapping[str, Any] | None, after: Mapping[str, Any] | None) -> Iterator[dict[str, Any]]:
    told = after or before or {}
    name = next(iter(told["name"].values()), "")
    same = {"code": code, "name": told["name"].get("en", name)}
    if before is None or after is None:
        was, now = ("" if side is None else _whole(side) for side in (before, after))
        yield {**same, "part": "code", "language": "", "before": was, "after": now, "meaning": False}
        return
    for part in _BY_LANGUAGE:
        for language in LANGUAGES:
            was, now = (_text(side.get(part, {}).get(language)) for side in (before, after))
            if was != now:
                # The first words of a part, in whatever language, draw a line where there was none.
                meaning = part in MEANING and bool(was or not any(map(_text, before.get(part, {}).values())))
                yield {**same, "part": part, "language": language, "before": was, "after": now, "meaning": meaning}
    for part in _PLAIN:
        was, now = before.get(part, ""), after.get(part, "")
        if was != now:
            yield {**same, "part": part, "language": "", "before": was, "after": now, "meaning": False}


def _text(said: Any) -> str:
    return said or "" if isinstance(said, str) else "\n".join(said or ())


def _whole(told: Mapping[str, Any]) -> str:
    names = " / ".join(told["name"].values())
    defined = " / ".join(told["definition"].values())
    return f"{names}: {defined}" if defined else names
