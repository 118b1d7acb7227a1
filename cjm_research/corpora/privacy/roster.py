"""The speakers of a document, found by full name, part, short form, inflection and slip of the pen.

>>> roster = Roster([("Benjamin Walker", "P01")])
>>> [(found.label, found.rule) for found in roster.find("Ben rang the Walkers, then Benjmin")]
[('P01', 'speaker'), ('P01', 'speaker'), ('P01', 'speaker, misspelt')]
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import cached_property

from cjm_research.corpora.labels import is_generic
from cjm_research.corpora.language import CJK
from cjm_research.corpora.privacy.places import Found
from cjm_research.corpora.privacy.words import chinese, english

_TITLES_LIST = "mr mrs ms miss dr prof sir madam professor"
_TITLES = frozenset(_TITLES_LIST.split())
_PARTICLES_LIST = "de da di du van von der den la le el bin ibn al dos"
_PARTICLES = frozenset(_PARTICLES_LIST.split())
_NO_PART_LIST = """
an so he my no do go me we us be in on is it or to up ma pa oh ok hi as at by of if am and the but you for not
"""
_NO_PART = _TITLES | _PARTICLES | frozenset(_NO_PART_LIST.split())
_ZH_COMMON_LIST = """
建设 建国 文明 和平 意义 光明 胜利 国庆 解放 英雄 平安 美丽 幸福 健康 快乐 高兴 明白 进步 建议 开心 东方 海洋 天气
文化 小时 大家 自然 先进 思想 发展 长期 春天 冬天 秋天 夏天 晓得 永远 美好 希望 可以 文静 安静 金融 立刻 方便
"""
_ZH_COMMON = frozenset(_ZH_COMMON_LIST.split())
_SHORTEST_SLIP = 5  # letters from which one wrong letter still tells whose name is meant
_CAPITAL = re.compile(r"(?<![A-Za-z])[A-Z][a-z]{3,20}(?![A-Za-z])")


class Roster:
    """The names of the speakers of one document, each with the label that takes their place.

    Parameters
    ----------
    people : iterable of (name, label)
        Labels such as "Interviewee" or "说话人 1" are no names and are passed over.
    """

    def __init__(self, people: Iterable[tuple[str, str]]):
        self.people = tuple((name, label) for name, label in people if name and not is_generic(name))

    def find(self, text: str) -> Iterator[Found]:
        """Yield the speakers' names in a text with half-width signs, the surest first."""
        if self.pattern:
            for hit in self.pattern.finditer(text):
                label = self._label(hit)
                if label:
                    yield Found(*hit.span(), "name", hit[0].casefold(), "speaker", label)
        if self._slips:
            yield from self._misspelt(text)
        if self.surnames:
            for hit in self._zh_pattern.finditer(text):
                yield Found(*hit.span(), "name", hit[0], "speaker's surname", self.surnames[hit[0]])

    def in_a_name(self, text: str) -> Iterator[Found]:
        """Yield parts of the speakers' names in the name of their own file, where nobody minds capitals.

        >>> [found.label for found in Roster([("Tobias Lindqvist", "P02")]).in_a_name("talk-tobias.vtt")]
        ['P02']
        """
        parts = {part.casefold(): label for part, label in self.parts.items() if len(part) > 2 or not part.isascii()}
        parts |= {name: label for name, label in self.surnames.items() if len(name) > 1}
        for hit in re.finditer(rf"[{CJK}]+|[^\W\d_{CJK}]+", text):
            word = hit[0].casefold()
            if word in parts:
                yield Found(*hit.span(), "name", word, "speaker", parts[word])

    @cached_property
    def full(self) -> dict[str, str]:
        """Full names, case folded, to labels."""
        table: dict[str, str] = {}
        for plain, label in self._plain:
            words = [word for word in plain.split() if word.strip(".").casefold() not in _TITLES | _PARTICLES]
            if len(words) > 1 or re.search(f"[{CJK}]", plain):
                table[" ".join(words).casefold()] = label
                for variant in _variants(plain):
                    table.setdefault(variant, label)
        return table

    @cached_property
    def parts(self) -> dict[str, str]:
        """Given names, surnames, short forms and forms of address to labels."""
        table: dict[str, str] = {}
        for plain, label in self._plain:
            hanzi = _hanzi(plain)
            if hanzi:
                given = hanzi[len(_surname(hanzi)) :]
                if len(given) == 2 and not _titled(hanzi) and given not in _ZH_COMMON:
                    table.setdefault(given, label)
                continue
            for word in plain.split():
                for bit in _bits(word.strip(".,")):
                    table.setdefault(bit, label)
        for plain, label in self._plain:
            for word in () if _hanzi(plain) else plain.split()[:1]:
                for short in english().nicknames.get(word.casefold(), ()):
                    table.setdefault(short.capitalize(), label)
        return table

    @cached_property
    def pattern(self) -> re.Pattern[str] | None:
        """What finds the names; None if there are none."""
        return names_pattern(self.full, self.parts)

    @cached_property
    def surnames(self) -> dict[str, str]:
        """Chinese surnames, and given names of one character, to labels."""
        names = ((_hanzi(name), label) for name, label in self.people)
        return {_surname(name): label for name, label in reversed([*names]) if 2 <= len(name) <= 4 and _surname(name)}

    @cached_property
    def _plain(self) -> list[tuple[str, str]]:
        return [
            (re.sub(r"\s*[(（\[].*", "", unicodedata.normalize("NFKC", name)).strip(), label)
            for name, label in self.people
        ]

    @cached_property
    def _zh_pattern(self) -> re.Pattern[str]:
        surnames = "|".join(sorted(self.surnames, key=len, reverse=True))
        titles = "|".join(chinese().titles)
        return re.compile(
            rf"(?P<formal>{surnames})(?={titles})|"
            rf"(?<=[老小])(?P<nick>{surnames})(?=$|[^{CJK}]|[说在就也都是的他她和跟你您我家帮给讲问这那])"
        )

    @cached_property
    def _slips(self) -> dict[str, set[str]]:
        """Long Latin parts by every form with a letter left out."""
        table: dict[str, set[str]] = {}
        for part in self.parts:
            if part.isascii() and len(part) >= _SHORTEST_SLIP and part.casefold() not in english().also_words:
                for form in _deletions(part.casefold()):
                    table.setdefault(form, set()).add(part)
        return table

    def _misspelt(self, text: str) -> Iterator[Found]:
        lists = english()
        for hit in _CAPITAL.finditer(text):
            word = hit[0].casefold()
            if hit[0] in self.parts or word in lists.given or word in lists.also_words or word in lists.surnames:
                continue
            if word in lists.near_names or word in lists.no_names:
                continue
            near = {part for form in _deletions(word) for part in self._slips.get(form, ())}
            near = {part for part in near if abs(len(part) - len(word)) <= 1 and is_slip(part.casefold(), word)}
            labels = {self.parts[part] for part in near}
            if len(labels) == 1:
                yield Found(*hit.span(), "name", min(near).casefold(), "speaker, misspelt", labels.pop())

    def _label(self, found: re.Match[str]) -> str:
        return label_of(found, self.full, self.parts)


def label_of(found: re.Match[str], full: dict[str, str], parts: dict[str, str]) -> str:
    """Return the label of a name that `names_pattern` found, empty where it is a common word."""
    key = re.sub(r"\s+", " ", found[0])
    if key.casefold() in full:
        return full[key.casefold()]
    bare = key if key in parts else key[:-1]
    common = bare.casefold() in english().also_words
    if common and (bare != key or _is_common_use(found)):
        return ""
    return parts.get(bare, "")


def names_pattern(full: dict[str, str], parts: dict[str, str]) -> re.Pattern[str] | None:
    """Full names in any case, parts only as they are written, with a plural s; longest first."""
    names = sorted(full, key=lambda name: (-len(name), name))
    bits = sorted(parts, key=lambda name: (-len(name), name))
    latin = [rf"(?i:{_spaced(name)})" for name in names if not re.search(f"[{CJK}]", name)]
    latin += [re.escape(name) + ("s?" if len(name) > 3 else "") for name in bits if not re.search(f"[{CJK}]", name)]
    hanzi = [re.escape(name) for name in (*names, *bits) if re.search(f"[{CJK}]", name)]
    pieces = [rf"(?<![A-Za-z])(?:{'|'.join(latin)})(?![A-Za-z])"] if latin else []
    pieces += ["|".join(hanzi)] if hanzi else []
    return re.compile("|".join(pieces)) if pieces else None


def is_slip(one: str, other: str) -> bool:
    """Return whether one letter too few, too many, wrong or swapped with its neighbour tells two words apart.

    >>> is_slip("priya", "pryia"), is_slip("priya", "maria")
    (True, False)
    """
    if len(one) > len(other):
        one, other = other, one
    if len(other) - len(one) > 1 or one == other:
        return False
    at = next((n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), len(one))
    if len(one) < len(other):
        return one[at:] == other[at + 1 :]
    swapped = one[at : at + 2] == other[at : at + 2][::-1] and one[at + 2 :] == other[at + 2 :]
    return one[at + 1 :] == other[at + 1 :] or swapped


def _deletions(word: str) -> set[str]:
    return {word, *(word[:n] + word[n + 1 :] for n in range(len(word)))}


def _bits(word: str) -> Iterator[str]:
    """Yield a word of a name, and its halves where a hyphen joins them."""
    halves = word.split("-")
    forms = [word, *halves, " ".join(halves), "".join(halves).capitalize()] if len(halves) > 1 else [word]
    for form in forms:
        if len(form) > 1 and form.casefold() not in _NO_PART and form[0].isalpha():
            yield form[0].upper() + form[1:]


def _variants(name: str) -> Iterator[str]:
    """Yield a Chinese name with one character written as another of the same sound."""
    hanzi = _hanzi(name)
    if not 2 <= len(hanzi) <= 4 or _titled(hanzi) or not _surname(hanzi):
        return
    sounds, no_names = chinese().same_sound, chinese().no_names
    for n in range(len(hanzi)):
        for other in sounds.get(hanzi[n], ""):
            variant = hanzi[:n] + other + hanzi[n + 1 :]
            if variant not in no_names:
                yield variant


def _hanzi(name: str) -> str:
    return "".join(re.findall(f"[{CJK}]", name))


def _surname(hanzi: str) -> str:
    lists = chinese()
    if hanzi[:2] in lists.compound and len(hanzi) > 2:
        return hanzi[:2]
    return hanzi[:1] if hanzi[:1] in lists.surnames else ""


def _titled(hanzi: str) -> bool:
    return any(hanzi.endswith(title) for title in chinese().titles)


def _spaced(name: str) -> str:
    return r"\s+".join(re.escape(word).replace(r"\-", "[-‐‑ ]?") for word in name.split())


def _is_common_use(found: re.Match[str]) -> bool:
    """A name that is also a word counts as the word where a sentence begins: "Will you…", "May be"."""
    before = found.string[: found.start()].rstrip()
    after = found.string[found.end() :]
    begins = not before or before[-1] in '.!?…\n"“(' or found.string[: found.start()].endswith("\n")
    return begins and not re.match(r"[,:!.?']|\s+(?:said|says|is|was|and)\b", after)
