"""Scales that customer research knows by name: NPS, CSAT, CES; told by the question's words and the answers' range.

===== ============================================================= ==========================================
NPS   how likely one is to recommend, 0 to 10 (Reichheld 2003)      attributes "NPS" and "NPS group"
CSAT  how satisfied one is: 1–5, 1–7, 0–10, 1–10, or words          attribute "CSAT", "4 (1–5)" or the words
CES   how easy it was, or how much effort it took (Dixon 2010)      attribute "CES", likewise
===== ============================================================= ==========================================

>>> told("How likely are you to recommend us to a friend?", ["9", "10", "0", "7"]).kind
'nps'
>>> attributes(Scale("nps", 0, 10), "6 - unlikely")
{'NPS': '6', 'NPS group': 'detractor'}
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from cjm_research.corpora.surveys.blanks import is_blank

_NPS = re.compile(r"(?i)recommend|\bnps\b|net promoter|推荐|介绍给|净推荐值")
_CSAT = re.compile(r"(?i)\bcsat\b|(?:dis)?satisf(?:ied|action|ying)|满意")
_CES = re.compile(
    r"(?i)\bces\b|customer effort|\bhow easy (?:or (?:difficult|hard) )?(?:was|is|did|has|have|were)\b|"
    r"(?:made|make|was|were|is) (?:it )?(?:very |so )?easy|ease of|effort .*(?:take|took|put|handle|get|need|require)|"
    r"(?:how much|much) effort|费力|轻松|省力|省心|(?:是否|有多)(?:容易|方便)|容易程度|方便程度|费劲"
)
_LEADING = re.compile(r"(\d{1,2})(?:\.0+)?(?:\s*(?:分|points?)|\s*[-–—=:：.(（]\s*\D.*|\s+\D.*|)", re.DOTALL)
_TOLD_RANGE = re.compile(r"(?<!\d)([01])\s*(?:-|–|—|~|～|to|到|至)\s*(\d{1,2})(?!\d)")
_WORDS = {
    "csat": re.compile(
        r"(?i)(?:very|extremely|somewhat|fairly|completely|neither|mostly)?\W*(?:dis|un)?satisfied.*|neutral|.*满意|一般"
    ),
    "ces": re.compile(
        r"(?i)(?:very|extremely|somewhat|fairly|quite)?\W*(?:easy|difficult|hard)|neither.*|neutral|"
        r"(?:strongly|somewhat)? ?(?:dis)?agree|(?:非常|比较|很|有点)?(?:容易|轻松|困难|费力|费劲|方便|麻烦)|一般"
    ),
}  # fmt: skip
_GROUPS = {
    "en": ("detractor", "passive", "promoter"),
    "zh": ("贬损者", "被动者", "推荐者"),
}
NAMES = {"nps": "NPS", "csat": "CSAT", "ces": "CES"}


@dataclass(frozen=True)
class Scale:
    """A scale that a column holds.

    Attributes
    ----------
    kind : {"nps", "csat", "ces"}
    low, high : int
        Its ends; both 0 where the answers are words.
    """

    kind: str
    low: int = 0
    high: int = 0


def told(question: str, cells: Sequence[str], kind: str = "") -> Scale | None:
    """Return the scale that a column of closed answers holds, or None.

    Parameters
    ----------
    question : str
        What was asked.
    cells : sequence of str
        All answers.
    kind : {"", "nps", "csat", "ces"}
        What a person says that it is; then only its range is found.
    """
    values = [cell.strip() for cell in cells if cell.strip() and not is_blank(cell)]
    numbers = [number for value in values if (number := number_of(value)) is not None]
    range_told = _range(question)
    if values and len(numbers) == len(values):
        if kind == "nps" or (not kind and _NPS.search(question) and _is_nps(question, numbers, range_told)):
            return Scale("nps", 0, 10)
        for name, pattern in (("csat", _CSAT), ("ces", _CES)):
            if kind == name or (not kind and pattern.search(question) and max(numbers) <= 10):
                return Scale(name, *(range_told or _narrowest(numbers)))
        return None
    for name, pattern in (("csat", _CSAT), ("ces", _CES)):
        worded = sum(bool(_WORDS[name].fullmatch(value)) for value in values)
        if kind == name or (not kind and values and pattern.search(question) and worded >= 0.8 * len(values)):
            return Scale(name)
    return Scale("nps", 0, 10) if kind == "nps" else None


def number_of(answer: str) -> int | None:
    """Return the number that an answer on a scale begins with: "9", "9.0", "10 - Extremely likely", "9分"."""
    hit = _LEADING.fullmatch(answer.strip())
    return int(hit[1]) if hit else None


def attributes(scale: Scale, answer: str, language: str = "en", nth: int = 1) -> dict[str, str]:
    """Return the attributes that an answer on a scale gives a respondent; none where it is not on the scale.

    Parameters
    ----------
    scale : Scale
    answer : str
    language : {"en", "zh"}
        In which the group of the NPS is named.
    nth : int
        Which of several columns with this scale it is, from 1.
    """
    number = number_of(answer)
    again = f" ({nth})" if nth > 1 else ""
    if scale.kind == "nps":
        if number is None or number > 10:
            return {}
        group = _GROUPS[language if language in _GROUPS else "en"][(number >= 7) + (number >= 9)]
        return {f"NPS{again}": str(number), f"NPS{again} group": group}
    name = NAMES[scale.kind] + again
    if scale.high:
        on = number is not None and scale.low <= number <= scale.high
        return {name: f"{number} ({scale.low}–{scale.high})"} if on else {}
    return {name: " ".join(answer.split())[:80]}


def _is_nps(question: str, numbers: Sequence[int], range_told: tuple[int, int] | None) -> bool:
    """A question of recommending with answers from 1 to 5 is some other scale, unless it says 0 to 10."""
    if max(numbers) > 10:
        return False
    if range_told:
        return range_told[1] == 10
    return max(numbers) > 5 or 0 in numbers or bool(re.search(r"(?i)\bnps\b|净推荐", question)) or len(numbers) < 3


def _range(question: str) -> tuple[int, int] | None:
    hit = _TOLD_RANGE.search(question)
    return (int(hit[1]), int(hit[2])) if hit and 3 <= int(hit[2]) <= 10 else None


def _narrowest(numbers: Sequence[int]) -> tuple[int, int]:
    low = 0 if 0 in numbers else 1
    return low, next(high for high in (5, 7, 10) if max(numbers) <= high and (low or high == 10 or max(numbers) <= 5))
