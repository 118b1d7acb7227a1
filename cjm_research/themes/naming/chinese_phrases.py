"""Key phrases of a Chinese clause: 动宾, 偏正 and 主谓 phrases by the parts of speech of rjieba.

As for English, the parts of speech are a string of letters and the phrases patterns over it. Words of degree are left
out, a negation never is.

>>> [phrase.text for phrase in chinese("送餐速度非常慢")]
['送餐速度', '送餐速度慢', '速度慢']
>>> [phrase.text for phrase in chinese("我一直找不到退款按钮")]
['找不到退款按钮', '退款按钮']
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Set
from functools import cache
from importlib.resources import files

from cjm_research.themes.chinese import simplified, tag
from cjm_research.themes.naming.phrase import Phrase
from cjm_research.themes.tokens import HAN, stop_words


def _opens(tags: str, start: int) -> bool:
    """Tell whether a phrase may begin here: a negation before it may not be lost, nor the front of a word."""
    ahead = tags[:start]
    # 也不是不信医生 is no 不信医生: what opens with a negation may not lose the one before it either.
    denied = ahead.rstrip("XOMQ").endswith("G")
    return not denied and (tags[start] == "G" or not ahead.endswith(("O", "B")))


@cache
def listed(name: str) -> frozenset[str]:
    """Return a list of words of the shipped file, for example "asking"."""
    return frozenset(_lists()[name].split())


@cache
def _letters() -> dict[str, frozenset[str]]:
    words = {"G": listed("not"), "O": listed("degree")}
    return {**words, "U": frozenset("的得"), "L": frozenset("了过着到"), "H": frozenset("有")}


@cache
def _lists() -> dict[str, str]:
    return tomllib.loads(files("cjm_research.themes").joinpath("naming/chinese.toml").read_text("utf-8"))


_DEGREE = re.compile(r"^(?:很|好|挺|蛮|非常|特别|比较)(?=.)")
_THING = r"(?:[ANVB]|AU(?=[NV])|NU(?=N)){0,3}N"
_PATTERNS = (
    ("act", re.compile(rf"G?VL?[QMO]{{0,3}}(?:[AV]U)?{_THING}")),
    ("act", re.compile(rf"G(?:{_THING}|V+(?=$|[^NVAU]))")),
    ("state", re.compile(rf"{_THING}[XOM]*G?X*A(?![NU])")),
    ("state", re.compile(rf"{_THING}[XOM]*GX*(?:VL?N*|N)")),
    ("state", re.compile(rf"{_THING}X*VL?(?=$|[CXR])")),
    ("state", re.compile(rf"{_THING}G?H{_THING}")),
    ("state", re.compile(r"V(?:UX*G?X*|[XO]*)A(?![NU])")),
    ("state", re.compile(r"A[XC]*A(?![NU])")),
    ("thing", re.compile(rf"O?{_THING}")),
)
_FEWEST, _MOST = 4, 14


def chinese(clause: str, whole: Set[str] = frozenset()) -> list[Phrase]:
    """Return the key phrases of a clause, the first to begin first and the longer before the shorter.

    Parameters
    ----------
    clause : str
        In either script, without a mark of punctuation that ends a part of a sentence.
    whole : frozenset of str, optional
        Words that are never cut.

    Returns
    -------
    list of Phrase
        Three to fourteen characters each (three only where a thing is described: 价格高).
    """
    words = list(_words(clause, whole))
    tags = "".join(letter for _, letter in words)
    found: dict[str, Phrase] = {}
    for start in range(len(words)):
        for kind, pattern in _PATTERNS:
            match = pattern.match(tags, start)
            if start and words[start][1] == "N" and len(words[start][0]) == 1:
                continue  # more likely the end of a word that was cut than a word
            if match and _opens(tags, start):
                for phrase in _read(kind, words[start : match.end()]):
                    found.setdefault(phrase.text, phrase)
    return list(found.values())


def _words(clause: str, whole: Set[str]) -> Iterator[tuple[str, str]]:
    """Yield the words with their letter; 更 and 多 are one word, 找 and 不到 are one, and 很 is taken off 很差."""
    held = [(word, part) for word, part in tag(clause, whole) if word.strip()]
    at = 0
    while at < len(held):
        word, part = held[at]
        after = held[at + 1][0] if at + 1 < len(held) else ""
        if part[0] == "v" and simplified(after) in listed("results"):
            yield word + after, "V"
            at += 2
        elif word.isascii() and word.isalnum() and len(word) < 4 and simplified(after) in listed("places"):
            yield word + after, "P"
            at += 2
        elif simplified(word) == "更" and len(after) == 1:
            yield word + after, "O"
            at += 2
        else:
            letter = _class(word, part)
            if letter == "X" and simplified(word) == "比较" and at + 1 < len(held) and held[at + 1][1][0] == "n":
                letter = "V"  # 比较价格, unlike 比较慢
            yield (_DEGREE.sub("", word) if letter == "A" and len(word) > 1 else word), letter
            at += 1


def _class(word: str, part: str) -> str:
    """Return the letter of a word for the patterns.

    N noun, V verb, A adjective, B 区别词, P name of a person or place, G 不, O 太, X other adverbs, H 有, U 的, L 了,
    M number, Q 量词, C 和, R the rest.
    """
    plain = simplified(word)
    for letter, words in _letters().items():
        if plain in words:
            return letter
    if plain.startswith("不") and part[0] in "adv" and len(plain) == 2:
        return "A"
    if part == "ad":
        return "X"
    if part[0] in "ajz" and part != "zg" and part != "an":
        return "A" if part[0] != "j" else "N"
    if part in ("nr", "nrt", "nrfg", "ns", "nt") or (word.isascii() and any(char.isdigit() for char in word)):
        return "P"
    if plain in listed("saying") or plain in listed("asking"):
        return "R"
    if plain in listed("measures") or part == "t":
        return "Q"
    if plain == "非":
        return "B"
    if part[0] in "nil" or part in ("vn", "an", "eng") or (part == "x" and HAN.search(word)):
        return "R" if plain in stop_words("zh") else "N"
    if part[0] == "v":
        return "R" if plain in stop_words("zh") else "V"
    return {"b": "B", "d": "X", "m": "M", "q": "Q", "c": "C"}.get(part[0], "X" if part == "zg" else "R")


def _read(kind: str, words: list[tuple[str, str]]) -> Iterator[Phrase]:
    if "".join(letter for _, letter in words).endswith(("Q", "M")):
        return
    kept = [(word, letter) for word, letter in words if letter not in "XMQL"]
    yield from _whole(kind, kept)
    if kind in ("thing", "state"):
        # What describes the thing may be left out from the left: 送餐速度慢, 速度慢.
        for start in range(1, len(kept) - 1):
            if kept[start][1] in "NV" and kept[start - 1][1] in "NVA":
                yield from _whole(kind, kept[start:])


_LEADING = re.compile(r"^(?!存在|不存在).+[在给成为于]$")
_CUT_OFF = frozenset("dpcurmqf")
_INTENSE = re.compile(
    r"(?:非常|特别|特別|十分|真的是?|真是|实在是?|實在是?|相当|相當|很是?|挺|蛮|蠻)"
    r"(?=[\u4e00-\u9fff])(?![多少好久])"
)


def _leads(word: str, part: str) -> bool:
    """Tell whether a word only leads to what a clause says: 然后, 一种, 会."""
    plain = simplified(word)
    if plain in listed("not") | listed("degree") | {"比较"}:
        return False
    return part[0] in "cpdryeumq" or plain in listed("asking") | listed("modal")


def _open_ended(verb: str) -> bool:
    """Tell whether a verb wants to be told what or where: 挂, 放在."""
    plain = simplified(verb)
    return plain in listed("open") or bool(_LEADING.search(plain))


def settled(clause: str, whole: Set[str] = frozenset()) -> str:
    """Return a clause of a speaker as a name; "" if it breaks off or opens in the middle.

    >>> settled("送餐员态度非常恶劣"), settled("意大利球星难产却"), settled("但是没收到短信"), settled("丈母娘挂")
    ('送餐员态度恶劣', '', '没收到短信', '')
    """
    words = [(word, part) for word, part in tag(_INTENSE.sub("", clause), whole) if word.strip()]
    while words and _leads(*words[0]):
        words = words[1:]
    named = any(part.startswith("nr") and len(word) > 2 for word, part in words)
    told = any(part == "r" or simplified(word) in listed("asking") for word, part in words)
    if len(words) < 2 or named or told:
        return ""
    last, before = words[-1], words[-2]
    if len(last[0]) == 1 and (last[1] in ("nr", "ns", "ng", "ag", "vg") or last[1] == before[1] == "v"):
        return ""
    if last[1] == "ad" or simplified(last[0]) in listed("modal") or (last[1][0] == "v" and _open_ended(last[0])):
        return ""
    if last[1][0] in _CUT_OFF and simplified(last[0]) not in listed("ends"):
        return ""
    text = "".join(word for word, _ in words)
    return text if _FEWEST <= len(text) <= _MOST else ""


def _whole(kind: str, words: list[tuple[str, str]]) -> Iterator[Phrase]:
    text = "".join(word for word, _ in words)
    fewest = 3 if kind == "state" else _FEWEST
    if len(words) < 2 or not fewest <= len(text) <= _MOST:
        return
    keys = tuple(dict.fromkeys(simplified(word) for word, letter in words if letter in "NVAB"))
    last, letter = words[-1]
    if keys and letter not in "UCO" and not (letter == "V" and _open_ended(last)):
        yield Phrase(text, keys, kind)
