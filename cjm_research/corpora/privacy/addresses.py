"""Addresses down to a house: a town or district alone stays, a street with a number goes.

>>> [found.value for found in addresses("I live at 14 Elm Street in Leeds. 我住在朝阳区建国路88号。")]
['14 elm street', '朝阳区建国路88号']
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from cjm_research.corpora.language import CJK
from cjm_research.corpora.privacy.places import Found

_TYPES = (
    "Street|St|Road|Rd|Avenue|Ave|Lane|Ln|Drive|Dr|Boulevard|Blvd|Close|Court|Ct|Crescent|Square|Sq|Terrace|Place|Pl|"
    "Way|Parkway|Pkwy|Highway|Hwy|Gardens|Grove|Hill|Mews|Row|Walk|Wharf|Circle|Cir|Quay|Rise|Green|Park"
)
_POSTCODE = r"[A-Z]{1,2}\d[A-Z\d]? \d[A-Z]{2}(?![A-Za-z0-9])"
_FLAT = r"(?:(?:[Ff]lat|[Aa]partment|[Aa]pt\.?|[Uu]nit|[Ss]uite|[Rr]oom)\s{1,2}#?\w{1,5},?\s{1,2})?"
_STREET = re.compile(
    rf"(?P<it>(?<![\w.,$£€/-]){_FLAT}\d{{1,5}}[A-Za-z]?(?:-\d{{1,4}})?\s{{1,2}}"
    rf"(?:(?:[A-Z][\w'’.-]{{0,20}}|\d{{1,3}}(?:st|nd|rd|th))\s{{1,2}}){{1,3}}?(?:{_TYPES})(?![\w-])"
    rf"(?:,?\s{{1,2}}(?:[A-Z][a-z]{{1,20}},?\s{{1,2}}){{0,3}}(?:{_POSTCODE}|[A-Z]{{2}},?\s{{1,2}}\d{{5}}(?:-\d{{4}})?(?!\d)))?)"
)
_OTHER = (
    re.compile(rf"(?P<it>(?<![A-Za-z0-9-]){_POSTCODE})"),
    re.compile(r"(?i)(?P<it>\bp\.?\s?o\.?\s?box\s{1,2}\d{1,7}\b)"),
    re.compile(
        r"\b(?:[Aa]partment|[Aa]pt\.?|[Ff]lat(?=\s\d{1,4}[A-Za-z]\b))\s{1,2}#?(?P<it>\d{1,4}[A-Za-z]?)(?![\w.])"
    ),
)
_HANZI = re.compile(f"[{CJK}]")
_NUM = r"(?:\d{1,5}|[一二三四五六七八九十百零〇]{1,5})"
_NO = frozenset("在到是至往寄送给放去从搬址了我你他她它的这那就填写把被让")
_YET = ("解放", "从化")
_DETAIL = (
    rf"(?:\s?(?:{_NUM}(?:号楼|号院|号|栋|幢|座|单元|室|楼|层|弄|户|门)|[A-Za-z]座|\d{{3,4}}(?!\d|[年元块个])室?|"
    rf"[{CJK}]{{2,6}}?(?:大厦|广场|中心|小区|花园|公寓|大楼)))"
)
_TAILS = (
    re.compile(
        rf"(?:大道|胡同|[路街巷弄道里村屯组])(?:[东西南北中]{{1,2}}段?)?{_NUM}(?:号楼|号院|号(?!线)|弄){_DETAIL}{{0,6}}"
    ),
    re.compile(
        rf"(?:小区|花园|新村|公寓|家园|大厦|广场|[苑城府园里庄湾居村院庭墅轩阁邸])[一二三四五六七八九十]{{0,2}}期?"
        rf"\d{{1,3}}(?:号楼|栋|幢|座){_DETAIL}{{0,5}}"
    ),
)
"""From the last sign of a street's or estate's name on; what stands before it is found backwards."""

_LONGEST = 24  # signs of province, city, district and street before the house


def addresses(text: str) -> Iterator[Found]:
    """Yield the addresses in a text; pieces may overlap."""
    if not re.search(rf"\d|[{CJK}]", text):
        return
    if any(sign.isdigit() for sign in text):
        for pattern in (_STREET, *_OTHER):
            yield from _matches(pattern, text, "street with a number")
    if re.search(r"号|栋|幢|座|弄", text):
        for pattern in _TAILS:
            yield from _with_heads(pattern, text)


def _with_heads(pattern: re.Pattern[str], text: str) -> Iterator[Found]:
    for found in pattern.finditer(text):
        start = found.start()
        while start > max(0, found.start() - _LONGEST) and _HANZI.match(text[start - 1]):
            if text[start - 1] in _NO and text[start - 2 : start] not in _YET:
                break
            start -= 1
        if start < found.start():
            yield Found(start, found.end(), "address", text[start : found.end()], "街道门牌")


def _matches(pattern: re.Pattern[str], text: str, rule: str) -> Iterator[Found]:
    for found in pattern.finditer(text):
        start, end = found.span("it")
        yield Found(start, end, "address", re.sub(r"[\s,]+", " ", found["it"]).casefold(), rule)
