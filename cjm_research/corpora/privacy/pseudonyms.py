"""Names, phones, mails, ids and the like are replaced before anything downstream sees the text (law 7).

A speaker's name becomes the case id (or "Interviewer"), another person's ``[name-1]``, a phone ``[phone-1]``: the same
person or number the same pseudonym throughout the study. Where each stood is told, so that places can move along;
originals are kept in the study's key only. Everything else that a person said stays.

Weakness: rules know no more than lists and the words around a name; a person is found where a title, a relation or a
common given name tells it. What may have been missed is marked "possible". A given name alone is linked to a full name
only where the document named it before.

>>> roster = Roster([("Ben Walker", "P01")])
>>> Pseudonyms([roster])("I'm Ben, write to ben@example.org", "en", roster)
"I'm P01, write to [mail-1]"
>>> Pseudonyms().replace("我朋友李娜说的", "zh").places[0].pseudonym
'[name-1]'
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from cjm_research.corpora.privacy import names_en, names_zh
from cjm_research.corpora.privacy.addresses import addresses
from cjm_research.corpora.privacy.numbers import numbers
from cjm_research.corpora.privacy.places import KINDS, PLACEHOLDER, Found, Place, Replaced, apart
from cjm_research.corpora.privacy.roster import Roster, label_of, names_pattern
from cjm_research.corpora.privacy.second_pass import second_pass
from cjm_research.corpora.privacy.words import english

__all__ = ["Found", "Place", "Pseudonyms", "Replaced", "Roster"]

_IN_A_NAME = ("name", "phone", "mail", "id")
_FULL_NAME = "a speaker's full name"
_SPEAKER = "\x00"  # before a label among the people that a document named: a speaker of another one
_HALF = str.maketrans(
    {chr(code): chr(code - 0xFEE0) for code in range(0xFF10, 0xFF1A)}
    | {"＠": "@", "＋": "+", "－": "-", "（": "(", "）": ")", "＿": "_", "．": ".", "\u00a0": " ", "‐": "-", "‑": "-"}
    | {"–": "-", "’": "'", "\u2009": " ", "\u202f": " "}
)
"""One sign for one sign, so that places stay."""

Finder = Callable[[str, str], Iterable[Found]]
"""Takes a text and its language, returns what may be personal in it."""


@dataclass
class Pseudonyms:
    """Replaces in any text of the study; call it with the text, its language and the document's own roster.

    Attributes
    ----------
    rosters : sequence of Roster
        Of all interviews. A full name in another document becomes that person's label; a part of it alone becomes
        ``[name-1]`` there, because another Anna may be meant.
    known : mapping of str to str
        ``"kind|value"`` to the pseudonym given before, from the study's key.
    keep : collection of (str, str)
        Words that are not replaced: the document id (empty for all documents) and the words.
    also : mapping of str to str
        Words that are replaced too, and their kind.
    taken : iterable of str
        Texts already in the study; numbers go on after the highest in them.
    dates : bool
        Whether days are replaced too.
    look_again : bool
        Whether `replace` marks what may have been missed.
    finders : sequence of callable
        Further finders, such as `privacy.presidio.Presidio`; what they find is "possible".
    """

    rosters: Sequence[Roster] = ()
    known: Mapping[str, str] = field(default_factory=dict)
    keep: Collection[tuple[str, str]] = ()
    also: Mapping[str, str] = field(default_factory=dict)
    taken: Iterable[str] = ()
    dates: bool = False
    look_again: bool = True
    finders: Sequence[Finder] = ()
    table: dict[str, str] = field(init=False, repr=False)
    originals: dict[str, set[str]] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        self.table = dict(self.known)
        self.originals = defaultdict(set)
        self._last: dict[str, int] = defaultdict(int)
        for text in (*self.taken, *self.known.values()):
            for kind, number in PLACEHOLDER.findall(text):
                self._last[kind] = max(self._last[kind], int(number))
        self._kept = {(document, words.casefold()) for document, words in self.keep}
        self._full = {name: label for roster in reversed(self.rosters) for name, label in roster.full.items()}
        self._parts = {name: name for roster in self.rosters for name in roster.parts if _telling(name)}
        self._everywhere = names_pattern(self._full, self._parts)
        self._also = names_pattern({words.casefold(): kind for words, kind in self.also.items()}, {})
        self._kinds = {words.casefold(): kind for words, kind in self.also.items()}
        self._people: dict[str, dict[str, str]] = {}

    def __call__(self, text: str, language: str, own: Roster | None = None) -> str:
        """Return the text with everything replaced.

        Parameters
        ----------
        text : str
        language : {"en", "zh"}
            Decides by which countries' rules a phone number is known.
        own : Roster, optional
            The people of the document that the text is in.
        """
        return self._replace(text, language, own, "", False).text

    def in_a_name(self, text: str, language: str, own: Roster | None = None) -> str:
        """Return the name of a file or document with what names people replaced.

        Its numbers are dates and versions, not orders or accounts.
        """
        return self._replace(text, language, own, "", False, _IN_A_NAME).text

    def replace(self, text: str, language: str, own: Roster | None = None, document_id: str = "") -> Replaced:
        """Return the text with everything replaced and where, and with what may have been missed.

        Parameters
        ----------
        text, language, own
            As for a call.
        document_id : str
            Of the document that the text is in: given names alone mean the same person inside it only.
        """
        return self._replace(text, language, own, document_id, self.look_again)

    def _replace(
        self, text: str, language: str, own: Roster | None, document_id: str, again: bool,
        kinds: Collection[str] = KINDS,
    ) -> Replaced:  # fmt: skip
        plain = text if text.isascii() else text.translate(_HALF)
        blocked = [found.span() for found in PLACEHOLDER.finditer(plain)] if "[" in plain else []
        candidates = [*self._candidates(plain, language, own, document_id)]
        if own and kinds == _IN_A_NAME:
            candidates += own.in_a_name(plain)
        kept = [
            one
            for one in candidates
            if (one.kind in kinds or one.rule == "asked for")
            and not self._is_kept(plain[one.start : one.end], document_id)
        ]
        found = apart(kept, blocked) if kept else []
        made = [(one, self._pseudonym(one, text, document_id)) for one in found]
        possible = self._possible(plain, language, found, blocked, document_id) if again else []
        return Replaced.of(text, made, possible) if made or possible else Replaced(text)

    def _candidates(self, text: str, language: str, own: Roster | None, document_id: str) -> Iterator[Found]:
        """Yield all that is found, the surest first."""
        if self._also:
            for hit in self._also.finditer(text):
                yield Found(
                    *hit.span(), self._kinds[" ".join(hit[0].split()).casefold()], hit[0].casefold(), "asked for"
                )
        yield from numbers(text, language, self.dates)
        yield from addresses(text)
        people = self._people.get(document_id, {}) if document_id else {}
        named = [*names_en.names(text, people)]
        yield from self._namesakes(named, text, own)
        if own and own.people:
            yield from own.find(text)
        if self._everywhere:
            for hit in self._everywhere.finditer(text):
                label = label_of(hit, self._full, self._parts)
                if label:
                    full = " ".join(hit[0].split()).casefold() in self._full
                    told = (_FULL_NAME, label) if full else ("part of a speaker's name", "")
                    yield Found(*hit.span(), "name", hit[0].casefold(), *told)
                    for part in () if not full or hit[0].isascii() else names_zh.parts(hit[0]):
                        for again in re.finditer(re.escape(part), text[hit.end() :]):
                            span = (hit.end() + again.start(), hit.end() + again.end())
                            yield Found(*span, "name", part, "named before", label)
        for name in (part for part, who in people.items() if who.startswith(_SPEAKER) and not part.isascii()):
            for hit in re.finditer(re.escape(name), text):
                yield Found(*hit.span(), "name", name, "named before")
        yield from names_zh.names(text, [name for name in people if names_zh.is_known_again(name)])
        yield from named

    def _namesakes(self, named: Sequence[Found], text: str, own: Roster | None) -> Iterator[Found]:
        """Yield people with a speaker's surname and a given name of their own: the husband of a speaker, no speaker."""
        for one in named:
            words = text[one.start : one.end].split()
            full = " ".join(words).casefold()
            if len(words) < 2 or full in self._full or (own and full in own.full):
                continue
            parts = {**self._parts, **(own.parts if own else {})}
            if words[-1] not in parts or any(word in parts for word in words[:-1]):
                continue
            if _is_surname(words[-1]):
                yield one
            else:
                # Two given names in a row are two people, of whom the last is the speaker.
                before = text[one.start : one.end - len(words[-1])].rstrip()
                value = " ".join(before.split()).casefold()
                yield Found(one.start, one.start + len(before), "name", value, one.rule)

    def _possible(
        self, text: str, language: str, found: Sequence[Found], blocked: list[tuple[int, int]], document_id: str
    ) -> list[Found]:
        taken = sorted([*blocked, *((one.start, one.end) for one in found)])
        pieces, last = [], 0
        for start, end in taken:
            pieces += (text[last:start], "\n" * (end - start))
            last = end
        rest = "".join((*pieces, text[last:]))
        more = second_pass(rest, language)
        more += [one for finder in self.finders for one in finder(text, language)]
        return apart([one for one in more if not self._is_kept(text[one.start : one.end], document_id)], taken)

    def _is_kept(self, words: str, document_id: str) -> bool:
        if not self._kept:
            return False
        folded = words.casefold()
        return (document_id, folded) in self._kept or ("", folded) in self._kept

    def _pseudonym(self, found: Found, text: str, document_id: str) -> str:
        original = text[found.start : found.end]
        pseudonym = found.label or self._numbered(found, document_id)
        if found.rule == _FULL_NAME and document_id:
            # From here on a part of the name alone is this speaker too, unless the document named another one so.
            people = self._people.setdefault(document_id, {})
            value = " ".join(found.value.split())
            for part in value.split() if value.isascii() else names_zh.parts(value):
                people.setdefault(part, f"{_SPEAKER}{pseudonym}")
        self.originals[pseudonym].add(original)
        return pseudonym

    def _numbered(self, found: Found, document_id: str) -> str:
        """Return the pseudonym of a value; a part of a name is the person whom this document named in full."""
        value = found.value
        if found.kind == "name" and found.rule != "asked for":
            value = self._person(value, document_id)
            if value.startswith(_SPEAKER):
                return value.removeprefix(_SPEAKER)
        key = f"{found.kind}|{value}"
        if key not in self.table:
            self._last[found.kind] += 1
            self.table[key] = f"[{found.kind}-{self._last[found.kind]}]"
        return self.table[key]

    def _person(self, name: str, document_id: str) -> str:
        """Return the name by which a person is known in the whole study."""
        whole = (" " in name) if name.isascii() else names_zh.is_full(name)
        people = self._people.setdefault(document_id, {}) if document_id else {}
        if people.get(name, name) != name:
            return people[name]
        if not whole:
            return people.get(name) or people.setdefault(name, f"{name} in {document_id}" if document_id else name)
        for part in names_zh.parts(name) if not name.isascii() else name.split():
            if part in people and people[part] != name:
                people[part] = (
                    people[part] if people[part].endswith(f" in {document_id}") else f"{part} in {document_id}"
                )
            else:
                people[part] = name
        return name


def _is_surname(word: str) -> bool:
    """Whether a word may end the name of one person; a given name that is no surname does not."""
    lists = english()
    return word.casefold() in lists.surnames or word.casefold() not in lists.given


def _telling(part: str) -> bool:
    """Only a Latin name that is no common word is replaced where it stands alone in another document."""
    return part.isascii() and len(part) > 2 and part.casefold() not in english().also_words
