"""What codes are called on screen, in English and Chinese."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from cjm_research.agreement.counting import MEAN, OVERALL
from cjm_research.codes.codebook import Codebook
from cjm_research.schema import LANGUAGES

_FIXED = {
    OVERALL: {"en": "All codes, pooled", "zh": "全部编码（合并）"},
    MEAN: {"en": "Mean of the codes", "zh": "各编码平均"},
    "emotion": {"en": "Emotion", "zh": "情绪"},
    "stage": {"en": "Stage", "zh": "阶段"},
    "touchpoint": {"en": "Touchpoint", "zh": "接触点"},
    "channel": {"en": "Channel", "zh": "渠道"},
}


def names_of(
    codes: Iterable[str], names: Mapping[str, Mapping[str, str] | str] | None = None
) -> dict[str, dict[str, str]]:
    """Return the names of codes by language; a code that nobody named is called as it is written.

    Parameters
    ----------
    codes : iterable of str
        As in the ratings.
    names : mapping of str to (mapping of str to str, or str), optional
        Code to language to name, or to one name for both languages; before the shipped ones.

    Examples
    --------
    >>> names_of(["goal", "code:trust"], {"code:trust": "Trust"})["code:trust"]
    {'en': 'Trust', 'zh': 'Trust'}
    """
    book, given = Codebook.framework(), names or {}
    known = {family: (family, None) for family in book.families()}
    known |= {f"{code.family}/{code.subtype}": (code.family, code.subtype) for code in book.codes}
    found = {}
    for code in codes:
        own = given.get(code)
        if own is not None:
            said = dict.fromkeys(LANGUAGES, own) if isinstance(own, str) else dict(own)
        elif code in known:
            said = {lang: book.name(*known[code], lang) for lang in LANGUAGES}
        else:
            said = _FIXED.get(code, {})
        fallback = next(iter(said.values()), code)
        found[code] = {lang: said.get(lang) or fallback for lang in LANGUAGES}
    return found
