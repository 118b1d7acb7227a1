"""Names, phones, mails, ids and order numbers are replaced before anything downstream sees the text (law 7).

A speaker's name becomes the case id (or "Interviewer"), a phone ``[phone-1]``, the same value the same number
throughout the study. Originals are kept nowhere but in the raw file. Everything else that a person said stays.

Weakness: names of people who are no speakers are not found.

>>> roster = Roster([("Ben Walker", "P01")])
>>> Pseudonyms([roster])("I'm Ben, write to ben@example.org", "en", roster)
"I'm P01, write to [mail-1]"
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from cjm_research.corpora.labels import SURNAMES, is_generic
from cjm_research.corpora.language import CJK

_TITLES_LIST = """
mr mrs ms miss dr prof sir madam de da di du van von der den la le el bin ibn al dos
"""
_TITLES = frozenset(_TITLES_LIST.split())
_COMMON_LIST = """
will rose mark grace faith hope joy may june april august art bill bob chance dean drew frank grant guy jack josh
miles olive pat penny rich rob ruby sandy sky sue summer tony victor wade ward angel autumn basil bush cliff dale
dawn duke earl gene ivy jean lance major mason max nick page pearl ray reed robin rusty sage stone storm van
violet young day long little brown white black green king price rice wood wells fields banks bell best small short
good love star
"""
_COMMON = frozenset(_COMMON_LIST.split())
_ZH_COMMON_LIST = """
建设 建国 文明 和平 意义 光明 胜利 国庆 解放 英雄 平安 美丽 幸福 健康 快乐 高兴 明白 进步 建议 开心 东方 海洋 天气
文化 小时 大家 自然 先进 思想 发展 长期 春天 冬天 秋天 夏天 晓得 永远 美好 希望 可以 文静 安静 金融 立刻 方便
"""
_ZH_COMMON = frozenset(_ZH_COMMON_LIST.split())
_NO_PART_LIST = """
an so he my no do go me we us be in on is it or to up ma pa oh ok hi as at by of if am and the but you for not
"""
_NO_PART = _TITLES | frozenset(_NO_PART_LIST.split())
_ZH_TITLES = (
    "先生|女士|小姐|老师|医生|大夫|护士|经理|主任|教授|师傅|总|姐|哥|阿姨|"
    "叔叔|同学|大爷|大妈|大叔|爷爷|奶奶|叔|婶|伯伯|工"
)
_MAIL = re.compile(r"[A-Za-z0-9][\w.+-]*@[A-Za-z0-9][\w-]*(?:\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,}")
_ID = re.compile(r"(?<![\dA-Za-z])\d{17}[\dXx](?![\dA-Za-z])")
_ORDER = re.compile(
    r"(?i)(\border(?:\s+(?:number|no\.?|id|code|ref(?:erence)?))?\s*(?:is|was)?\s*[:：#,]?\s*#?\s*|"
    r"(?:订单|预约|挂号|病历|就诊卡|快递|运单|工单|流水)(?:编?号码?|单号|卡号)?\s*(?:是|为)?\s*[:：#，,]?\s*)"
    r"((?=[A-Za-z-]*\d)[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?)(?![A-Za-z0-9])"
)
_CODE = re.compile(r"(?<![A-Za-z0-9])()([A-Z]{2,5}-?\d{5,})(?![A-Za-z0-9])")
_MOBILE = re.compile(r"(?<!\d)(?:\+?86[- ]?)?1[3-9]\d[- ]?\d{4}[- ]?\d{4}(?!\d)")
_PHONE = re.compile(
    r"(?<![\w+])(?:\+\d{1,3}(?:[ .-]?\(?\d+\)?){2,5}|\(?0\d{2,4}\)?[ -]?\d{3,4}[ -]?\d{3,4}|"
    r"(?:\+?1[-. ])?\(?\d{3}\)?[-. ]\d{3}[-. ]\d{4}"
    r"|0\d{2,3}-\d{7,8}|[48]00-?\d{3}-?\d{4}|555-\d{4})(?!\w)",
    re.ASCII,
)
"""How phones are written in Britain, America and China, numbers never given out (07700 900…) included."""

_DIGITS = re.compile(r"\d(?:[\s().+-]*\d){6}")
_REGIONS = {"en": ("US", "GB"), "zh": ("CN",)}
_PLACEHOLDER = re.compile(r"\[(phone|mail|id|order)-(\d+)\]")


class Roster:
    """The names of the speakers of one document, each with the label that takes their place.

    Parameters
    ----------
    people : iterable of (name, label)
        Labels such as "Interviewee" or "说话人 1" are no names and are passed over.
    """

    def __init__(self, people: Iterable[tuple[str, str]]):
        self.people = tuple((name, label) for name, label in people if name and not is_generic(name))

    @cached_property
    def full(self) -> dict[str, str]:
        """Full names, case folded, to labels."""
        table: dict[str, str] = {}
        for name, label in self.people:
            plain = re.sub(r"\s*[(（\[].*", "", unicodedata.normalize("NFKC", name)).strip()
            words = [word for word in plain.split() if word.strip(".").casefold() not in _TITLES]
            if len(words) > 1 or re.search(f"[{CJK}]", plain):
                table[" ".join(words).casefold()] = label
        return table

    @cached_property
    def parts(self) -> dict[str, str]:
        """Given names, surnames and forms of address to labels."""
        table: dict[str, str] = {}
        for name, label in self.people:
            plain = re.sub(r"\s*[(（\[].*", "", unicodedata.normalize("NFKC", name)).strip()
            hanzi = "".join(re.findall(f"[{CJK}]", plain))
            if hanzi:
                if len(hanzi) == 3 and not re.search(_ZH_TITLES, hanzi) and hanzi[1:] not in _ZH_COMMON:
                    table.setdefault(hanzi[1:], label)
                continue
            for word in plain.split():
                bare = word.strip(".,")
                if len(bare) > 1 and bare.casefold() not in _NO_PART and bare[0].isalpha():
                    table.setdefault(bare[0].upper() + bare[1:], label)
        return table

    @cached_property
    def pattern(self) -> re.Pattern[str] | None:
        """What finds the names; None if there are none."""
        return _names_pattern(self.full, self.parts)

    @cached_property
    def surnames(self) -> dict[str, str]:
        """Chinese surnames to labels."""
        names = (("".join(re.findall(f"[{CJK}]", name)), label) for name, label in self.people)
        return {name[0]: label for name, label in names if 2 <= len(name) <= 4 and name[0] in SURNAMES}


@dataclass
class Pseudonyms:
    """Replaces in any text of the study; call it with the text, its language and the document's own roster.

    Attributes
    ----------
    rosters : sequence of Roster
        Of all interviews. A full name in another document becomes that person's label; a part of it alone becomes
        ``[name]`` there, because another Anna may be meant.
    seen : iterable of str
        Texts already in the study; numbers go on after the highest in them.
    """

    rosters: Sequence[Roster] = ()
    seen: Iterable[str] = ()
    _numbers: dict[tuple[str, str], int] = field(default_factory=dict, init=False, repr=False)
    _last: dict[str, int] = field(default_factory=dict, init=False, repr=False)

    def __post_init__(self) -> None:
        for text in self.seen:
            for kind, number in _PLACEHOLDER.findall(text):
                self._last[kind] = max(self._last.get(kind, 0), int(number))
        self._full = {name: label for roster in reversed(self.rosters) for name, label in roster.full.items()}
        self._parts = {name: "[name]" for roster in self.rosters for name in roster.parts if _telling(name)}
        self._everywhere = _names_pattern(self._full, self._parts)

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
        text = _MAIL.sub(lambda found: self._number("mail", found[0].casefold()), text)
        if re.search(r"\d{4}|\d-\d", text):
            text = _ID.sub(lambda found: self._number("id", found[0].upper()), text)
            text = _ORDER.sub(self._order, text)
            text = _CODE.sub(self._order, text)
            text = _MOBILE.sub(lambda found: self._number("phone", re.sub(r"\D", "", found[0])[-11:]), text)
            text = _PHONE.sub(self._phone, text)
            if _DIGITS.search(text):
                text = self._phones(text, language)
        if own and own.people:
            text = self._with_own(text, own)
        if self._everywhere:
            text = self._everywhere.sub(lambda found: _label(found, self._full, self._parts), text)
        return text

    def _number(self, kind: str, value: str) -> str:
        if (kind, value) not in self._numbers:
            self._last[kind] = self._last.get(kind, 0) + 1
            self._numbers[kind, value] = self._last[kind]
        return f"[{kind}-{self._numbers[kind, value]}]"

    def _order(self, found: re.Match[str]) -> str:
        if len(re.sub(r"\D", "", found[2])) < 4 or re.fullmatch(r"(?:19|20)\d\d", found[2]):
            return found[0]
        return found[1] + self._number("order", found[2].upper())

    def _phone(self, found: re.Match[str]) -> str:
        digits = re.sub(r"\D", "", found[0])
        return self._number("phone", digits) if 7 <= len(digits) <= 15 else found[0]

    def _phones(self, text: str, language: str) -> str:
        import phonenumbers

        spans: dict[tuple[int, int], str] = {}
        for region in _REGIONS.get(language, ("US",)):
            for match in phonenumbers.PhoneNumberMatcher(text, region):
                value = phonenumbers.format_number(match.number, phonenumbers.PhoneNumberFormat.E164)
                spans.setdefault((match.start, match.end), value)
        end = len(text)
        for (start, stop), value in sorted(spans.items(), reverse=True):
            if stop <= end:
                text = text[:start] + self._number("phone", value) + text[stop:]
                end = start
        return text

    def _with_own(self, text: str, own: Roster) -> str:
        if own.pattern:
            text = own.pattern.sub(lambda found: _label(found, own.full, own.parts), text)
        if own.surnames:
            surnames = "".join(own.surnames)
            text = re.sub(rf"([{surnames}])(?={_ZH_TITLES})", lambda found: own.surnames[found[1]], text)
            text = re.sub(
                rf"(?<=[老小])([{surnames}])(?=$|[^{CJK}]|[说在就也都是的他她和跟])", lambda f: own.surnames[f[1]], text
            )
        return text


def _label(found: re.Match[str], full: dict[str, str], parts: dict[str, str]) -> str:
    word = found[0]
    key = re.sub(r"\s+", " ", word)
    if key.casefold() in full:
        return full[key.casefold()]
    label = parts.get(key)
    if label is None or (key.casefold() in _COMMON and _is_common_use(found)):
        return word
    return label


def _names_pattern(full: dict[str, str], parts: dict[str, str]) -> re.Pattern[str] | None:
    """Full names in any case, parts only as they are written; longest first."""
    names = sorted(full, key=lambda name: (-len(name), name))
    bits = sorted(parts, key=lambda name: (-len(name), name))
    latin = [rf"(?i:{_spaced(name)})" for name in names if not re.search(f"[{CJK}]", name)]
    latin += [re.escape(name) for name in bits if not re.search(f"[{CJK}]", name)]
    hanzi = [re.escape(name) for name in (*names, *bits) if re.search(f"[{CJK}]", name)]
    pieces = [rf"(?<![A-Za-z])(?:{'|'.join(latin)})(?![A-Za-z])"] if latin else []
    pieces += ["|".join(hanzi)] if hanzi else []
    return re.compile("|".join(pieces)) if pieces else None


def _telling(part: str) -> bool:
    """Only a Latin name that is no common word is replaced where it stands alone in another document."""
    return part.isascii() and len(part) > 2 and part.casefold() not in _COMMON


def _spaced(name: str) -> str:
    return r"\s+".join(re.escape(word) for word in name.split())


def _is_common_use(found: re.Match[str]) -> bool:
    """A name that is also a word counts as the word where a sentence begins: "Will you…", "May be"."""
    before = found.string[: found.start()].rstrip()
    after = found.string[found.end() :]
    begins = not before or before[-1] in '.!?…\n"“(' or found.string[: found.start()].endswith("\n")
    return begins and not re.match(r"[,:!.?']|\s+(?:said|says|is|was|and)\b", after)
