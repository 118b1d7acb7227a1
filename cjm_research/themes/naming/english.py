"""English words with their part of speech, by lists, suffixes and the words around; no tagger model is needed.

Closed classes are listed whole, open ones by their commonest members; a word in neither is read by its suffix, and
else taken for a noun, which is what most words of a customer are. Stems bring the forms of a word together for
counting; they are never shown.

>>> [(word.text, word.tag) for word in tagged("they could not find my parcel")]
[('they', 'R'), ('could', 'M'), ('not', 'G'), ('find', 'V'), ('my', 'P'), ('parcel', 'N')]
>>> stem("deliveries"), stem("waited"), stem("waiting"), stem("cancelled")
('delivery', 'wait', 'wait', 'cancel')
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

_WORDS = re.compile(r"[^\W_]+(?:['’.&+/-][^\W_]+)*(?:\+\+|#)?")
_NO_ONE = re.compile(r"\b([Nn])o[ -]one\b")
_CLASSES = {
    "determiners": "D",
    "possessives": "P",
    "pronouns": "R",
    "nobody": "G",
    "be": "B",
    "have": "H",
    "do": "O",
    "modals": "M",
    "no_modals": "Z",
    "no_do": "Z",
    "no_be": "Z",
    "negations": "G",
    "prepositions": "I",
    "conjunctions": "C",
    "degree": "X",
    "fillers": "F",
    "numbers": "#",
}
_ADJECTIVE = re.compile(r"(?:able|ible|ful|less|ous|ive|ical|ish|ary)$")
_VERBS_AFTER = frozenset("RMZOT")
_NOUNS_AFTER = frozenset("DPAI#")
_MODIFIED = frozenset("DPANEY")


@dataclass(frozen=True)
class Word:
    """A word of a clause.

    Attributes
    ----------
    text : str
        As written.
    low : str
        In lower case, with a straight apostrophe.
    tag : str
        One letter: D determiner, P possessive, R pronoun, B be, H have, O do, M modal, Z negated auxiliary, G negation,
        T "to", I preposition, C conjunction, X adverb, F filler, "#" number, A adjective, N noun, V verb, W past form,
        Y form on -ing, E noun or verb.
    """

    text: str
    low: str
    tag: str


@cache
def lexicon() -> dict[str, dict[str, str]]:
    """Return the lists of the shipped file."""
    return tomllib.loads(files("cjm_research.themes").joinpath("naming/english.toml").read_text("utf-8"))


@cache
def words_of(name: str) -> frozenset[str]:
    """Return one list of the shipped file, for example "vague"."""
    tables = lexicon()
    return frozenset((tables["closed"].get(name) or tables["open"].get(name, "")).split())


@cache
def _closed() -> dict[str, str]:
    found: dict[str, str] = {}
    for name, tag in _CLASSES.items():
        for word in lexicon()["closed"][name].split():
            found.setdefault(word, tag)
    return {**found, "to": "T"}


@cache
def _forms() -> dict[str, tuple[str, str]]:
    """Return every form of the listed verbs with its base and its tag."""
    forms: dict[str, tuple[str, str]] = {}
    irregular = dict(entry.split(":") for entry in lexicon()["open"]["irregular"].split())
    for verb in lexicon()["open"]["verbs"].split():
        stemmed = verb[:-1] if verb.endswith("e") and not verb.endswith(("ee", "oe", "ye")) else verb
        doubled = verb + verb[-1] if re.search(r"[^aeiou][aeiou][bdgklmnprt]$", verb) else stemmed
        past = irregular[verb].split(",") if verb in irregular else [_past(verb, stemmed), doubled + "ed"]
        forms.setdefault(verb, (verb, "V"))
        for form, tag in [(_third(verb), "V"), (stemmed + "ing", "Y"), (doubled + "ing", "Y")]:
            forms.setdefault(form, (verb, tag))
        for form in past:
            forms.setdefault(form, (verb, "W"))
    return forms


def _third(verb: str) -> str:
    if re.search(r"[^aeiou]y$", verb):
        return verb[:-1] + "ies"
    return verb + ("es" if re.search(r"(?:s|x|z|ch|sh|o)$", verb) else "s")


def _past(verb: str, stemmed: str) -> str:
    return verb[:-1] + "ied" if re.search(r"[^aeiou]y$", verb) else stemmed + "ed"


@lru_cache(maxsize=100_000)
def stem(word: str) -> str:
    """Return what the forms of a word have in common; for counting, not for reading."""
    low = word.lower().replace("’", "'").removesuffix("'s").strip("'-")
    if low in _forms():
        return _forms()[low][0]
    if len(low) > 4 and low.endswith("ies"):
        return low[:-3] + "y"
    if len(low) > 4 and re.search(r"(?:ss|x|ch|sh)es$", low):
        return low[:-2]
    if len(low) > 3 and low.endswith("s") and not low.endswith(("ss", "us", "is")):
        return stem(low[:-1])
    if len(low) > 6 and low.endswith("ness"):
        return low[:-4].removesuffix("i") + ("y" if low[:-4].endswith("i") else "")
    if len(low) > 5 and low.endswith("ly") and low[:-2] in words_of("adjectives"):
        return low[:-2]
    return low


def base(word: str) -> str:
    """Return the base form of a verb; the word itself if it is none.

    >>> base("cancelled"), base("found"), base("parcel")
    ('cancel', 'find', 'parcel')
    """
    return _forms().get(word.lower(), (word, ""))[0]


def is_participle(word: str) -> bool:
    """Tell whether a word can only be a participle, which opens no phrase of its own: given, but not called.

    >>> is_participle("given"), is_participle("gave"), is_participle("called")
    (True, False, False)
    """
    return word in _participles()


@cache
def _participles() -> frozenset[str]:
    forms = (entry.split(":")[1].split(",") for entry in lexicon()["open"]["irregular"].split())
    return frozenset(pair[1] for pair in forms if len(pair) == 2)


def tagged(clause: str) -> list[Word]:
    """Return the words of a clause with their part of speech.

    Parameters
    ----------
    clause : str
        Text without a mark of punctuation that ends a part of a sentence.

    Returns
    -------
    list of Word
        Numbers written in digits are tagged "#".
    """
    texts = [match.group() for match in _WORDS.finditer(_NO_ONE.sub(r"\1obody", clause))]
    low = [text.lower().replace("’", "'") for text in texts]
    found: list[Word] = []
    for at, word in enumerate(low):
        before = found[-1].tag if found else ""
        after = low[at + 1] if at + 1 < len(low) else ""
        found.append(Word(texts[at], word, _tag(word, before, after)))
    return found


def _tag(word: str, before: str, after: str) -> str:
    if word in _closed():
        return _closed()[word]
    if word[0].isdigit():
        return "#"
    form = _forms().get(word, ("", ""))[1]
    noun = word in words_of("also_nouns") or stem(word) in words_of("also_nouns")
    adjective = word in words_of("adjectives")
    if adjective and noun and before in _MODIFIED and (not after or after in _closed()):
        return "N"
    if adjective and not (before in _VERBS_AFTER and form == "V"):
        return "A"
    if form == "V":
        return _verb_or_noun(noun, before, after)
    if form:
        return form
    if word.endswith("ly") and word not in words_of("adverb_exceptions"):
        return "X"
    if _ADJECTIVE.search(word) and before != "T":
        return "A"
    if word.endswith("ing") and len(word) > 5:
        return "Y"
    return "W" if word.endswith("ed") and len(word) > 4 else "N"


def _verb_or_noun(noun: bool, before: str, after: str) -> str:
    if not noun:
        return "V"
    if before in _VERBS_AFTER and before:
        return "V"
    if before in _NOUNS_AFTER and before:
        return "N"
    return "V" if _closed().get(after, "") in ("D", "P", "R") else "E"
