"""Key phrases of an English clause: verb and object, a thing and how it is, a noun with what describes it.

The parts of speech of a clause are written as a string of letters, and the phrases are patterns over it. Articles and
"my" are left out, a negation never is; "the staff were very friendly" and "friendly staff" become one phrase.

>>> [phrase.text for phrase in english("they could not find my new parcel")]
['Could not find new parcel', 'New parcel']
>>> [phrase.text for phrase in english("the staff were very friendly")]
['Friendly staff']
>>> [phrase.text for phrase in english("it is hard to find a parking space")]
['Hard to find a parking space', 'Find a parking space', 'Parking space']
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from cjm_research.themes.naming.english import Word, base, is_participle, stem, tagged, words_of
from cjm_research.themes.naming.phrase import Phrase

_THING = r"(?:[AWYEN]|AC(?=A)){0,3}[NEY]"
_OBJECT = r"(?:[DP]{0,2}[AWYEN]{0,2}[NEY])"
_NOT = r"(?:Z|[MOHB]G|G)"
_PATTERNS = (
    ("act", re.compile(rf"{_NOT}?X?[VWYE]I?{_OBJECT}(?:I{_OBJECT})?")),
    ("state", re.compile(rf"X?AT(?:[VE]I?{_OBJECT}?)")),
    ("state", re.compile(rf"{_THING}(?:Z|[MOH]G)X?[VEW](?:I?{_OBJECT})?")),
    ("state", re.compile(rf"{_THING}X?W(?=$|[CIXF])")),
    ("state", re.compile(rf"{_THING}(?:BG?|Z|HG?B)X{{0,2}}[AW](?![NEY])")),
    ("state", re.compile(r"X?AC?A(?![NEYA])")),
    ("state", re.compile(rf"[GZ]X{{0,2}}A(?:T[VE]I?{_OBJECT}?|(?![NEYAT]))")),
    ("thing", re.compile(rf"(?:G|X)?{_THING}(?:[IT]{_OBJECT})?")),
)
_KEPT = frozenset(["a", "an", "another", "every", "each"])
_QUANTITY = frozenset(["no", "without", "more", "less", "not", "enough", "too"])
_LONGEST = 7
_EMPTY = "DPRBHOMZGTICXF#"


def english(clause: str) -> list[Phrase]:
    """Return the key phrases of a clause, the first to begin first and the longer before the shorter.

    Parameters
    ----------
    clause : str
        Without a mark of punctuation that ends a part of a sentence.

    Returns
    -------
    list of Phrase
        Two to seven words each; none for a clause without a noun, an object or a described thing.
    """
    words = tagged(clause[:1].lower() + clause[1:] if clause[:2].istitle() else clause)
    tags = "".join(word.tag for word in words)
    found: dict[str, Phrase] = {}
    for start in range(len(words)):
        for kind, pattern in _PATTERNS:
            match = pattern.match(tags, start)
            if match and _opens(kind, tags, start):
                for phrase in _read(kind, words[start : match.end()]):
                    found.setdefault(phrase.text.casefold(), phrase)
    return list(found.values())


def settled(clause: str) -> str:
    """Return a clause of a speaker as a name; "" if it breaks off or says "I" or "you" where a thing should stand.

    >>> settled("Nobody called me"), settled("The students prefer"), settled("Its easy to use"), settled("A really sad")
    ('Nobody called me', '', 'Easy to use', '')
    """
    words = tagged(clause)
    kept = _KEPT | _QUANTITY | words_of("nobody") | {"all", "everything"}
    while words and words[0].tag in "DRPBCIFX" and words[0].low not in kept:
        words = words[1:]
    words = [word for word in words if word.tag != "P"]
    if any(word.low in words_of("speakers") for word in words) or (words and is_participle(words[0].low)):
        return ""
    says = [word for word in words if _says(word) and not _is_vague(word) and base(word.low) not in words_of("light")]
    if words and words[0].low in ("a", "an") and not any(word.tag in "NEYVW" for word in words):
        return ""  # "a really sad" lost its story
    if len(words) < 2 or not says or words[-1].tag in "IDPTCMBHOX" or base(words[-1].low) in words_of("thought"):
        return ""
    if words[-1].tag in "NE" and _is_vague(words[-1]) and words[-2].tag not in "NEY":
        return ""
    if words[-1].tag == "V" and words[-2].tag not in "TMZGOX":
        return ""
    return _shown(words)


def _opens(kind: str, tags: str, start: int) -> bool:
    """Tell whether a phrase may begin here: not within a noun phrase, nor after the negation that belongs to it."""
    before = tags[start - 1] if start else "-"
    ahead = tags[:start].rstrip("DPXB")
    if ahead.endswith(("G", "Z")) or (tags[start] in "GZ" and before in "MOHBZ"):
        return False
    if kind == "act":
        return not (before in "ANEYW" and tags[start] in "WYE")
    return before not in "ANEYWX" or (before == "X" and tags[start] != "X")


def _read(kind: str, words: list[Word]) -> Iterator[Phrase]:
    if kind == "state":
        turned = _turned(words)
        if turned:
            yield from _whole("state", turned)
        return
    yield from _whole(kind, words)
    if kind == "thing" and words[0].tag != "G":
        head = next((at for at, word in enumerate(words) if word.tag in "IT"), len(words))
        for start in range(head - 1):
            yield from _whole(kind, words[start:head])


def _turned(words: list[Word]) -> list[Word]:
    """Put what is said of a thing before it: "staff were friendly" is "friendly staff"."""
    at = next((at for at, word in enumerate(words) if word.tag in "BHZ"), None)
    if at is None or words[-1].tag not in "AW" or words[0].tag in "XA":
        return words
    thing, said = words[:at], words[at:]
    denied = any(word.tag in "GZ" for word in said)
    too = [word for word in said if word.low == "too"]
    if denied:
        return [*thing, Word("not", "not", "G"), said[-1]]
    return [*thing, *too, said[-1]] if too or said[-1].tag == "W" else [said[-1], *thing]


def _whole(kind: str, words: list[Word]) -> Iterator[Phrase]:
    words = [word for word in words if word.tag not in "DP" or word.low in _KEPT]
    words = [word for word in words if word.tag != "X" or word.low in _QUANTITY]
    if not 2 <= len(words) <= _LONGEST or words[-1].tag in "IDPTGC":
        return
    keys = tuple(dict.fromkeys(stem(word.low) for word in words if _says(word)))
    head = words[-1]
    if not keys or (head.low in words_of("vague") and words[-2].tag not in "NEY"):
        return
    first, last = words[0], words[-1]
    owned = kind == "thing" and first.low.endswith("'s") and _is_vague(first)  # an hour's wait
    nothing = first.low == "no" and words[1].tag in "VW"
    open_ended = last.tag == "V" and base(last.low) in words_of("thought") | words_of("light")
    if first.low in words_of("unopened") or owned or nothing or open_ended:
        return
    if kind == "act" and base(words[0].low) in words_of("thought"):
        return
    nouns = [key for key in keys if key not in words_of("light") and key not in words_of("vague")]
    if not nouns or (len(nouns) == 1 and len(keys) == 1 and kind == "thing" and words[0].low not in _QUANTITY):
        return
    yield Phrase(_shown(words), keys, kind)


def _is_vague(word: Word) -> bool:
    return word.low.removesuffix("'s") in words_of("vague")


def _says(word: Word) -> bool:
    return word.tag not in _EMPTY or word.tag == "A"


def _shown(words: list[Word]) -> str:
    texts = [word.low if word.text.istitle() and at == 0 else word.text for at, word in enumerate(words)]
    text = " ".join(texts)
    return text[:1].upper() + text[1:]
