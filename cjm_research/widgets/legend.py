"""The names and keys that do not change with the segment: families with their codes, the study's own codes, stages.

Digits belong to the framework's codes in the order of the codebook; the study's own codes follow with the digits that
are left, then with the letters that no act has.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from cjm_research.codes.lexicon import read_lexicon
from cjm_research.exports.words import touchpoint
from cjm_research.schema import FAMILIES, LANGUAGES, STAGES

if TYPE_CHECKING:
    from cjm_research.codes.codebook import Codebook

ACT_KEYS = "xsuegtrvmknfq"
"""Letters that do something else than code: reject, skip, undo, emotion, stage, touchpoint, ranks, agreement (and code
in the person's own words), mark words, split, memo, flag, queue."""

_DIGITS = "1234567890"
_LETTERS = "".join(letter for letter in "abcdefghijklmnopqrstuvwxyz" if letter not in ACT_KEYS)


def legend(codebook: Codebook, language: str) -> dict[str, Any]:
    """Return what the view needs to know of a codebook.

    Parameters
    ----------
    codebook : Codebook
        With or without codes of the study's own.
    language : {"en", "zh"}
        Of the names.

    Returns
    -------
    dict
        ``families``: id, name, codes (subtype, name, names, key, definition); ``own``: id, name, names, key,
        definition, family; ``stages`` and ``touchpoints``: id, name. ``names`` are those in all languages. A code for
        which no key is left has the key "".
    """
    from cjm_research.journeys.frameworks import framework

    codes = [code for code in codebook.codes if code.subtype]
    keys = dict(zip([(code.family, code.subtype) for code in codes], _DIGITS[:9], strict=False))
    families = [
        {
            "id": family,
            "name": codebook.name(family, lang=language),
            "codes": [
                {
                    "subtype": code.subtype,
                    "name": codebook.name(family, code.subtype, language),
                    "names": [codebook.name(family, code.subtype, lang) for lang in LANGUAGES],
                    "key": keys.get((family, code.subtype), ""),
                    "definition": code.definition.get(language, ""),
                }
                for code in codes
                if code.family == family
            ],
        }
        for family in FAMILIES
    ]
    names = {stage.id: stage.name[language] for stage in framework("six").stages}
    stages = [{"id": stage, "name": names[stage]} for stage in STAGES]
    return {
        "families": families,
        "own": _own(codebook, language, len(keys)),
        "stages": stages,
        "touchpoints": [{"id": point, "name": touchpoint(point, "", language)} for point in touchpoints()],
    }


@cache
def touchpoints() -> tuple[str, ...]:
    """Return every contact and place at which somebody can be met, "direct/online" and so on, sorted."""
    channels = [entry for name, entry in read_lexicon("channels").items() if name != "shield"]
    return tuple(sorted({f"{entry['contact']}/{entry['place']}" for entry in channels}))


def _own(codebook: Codebook, language: str, n_taken: int) -> list[dict[str, Any]]:
    free = [*_DIGITS[n_taken:], *_LETTERS]
    return [
        {
            "id": code.id,
            "name": code.title(language),
            "names": [code.title(lang) for lang in LANGUAGES],
            "family": code.family,
            "key": free[at] if at < len(free) else "",
            "definition": code.explanation(language),
        }
        for at, code in enumerate(codebook.own)
    ]
