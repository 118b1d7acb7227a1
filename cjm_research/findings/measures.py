"""What people were asked to rate: NPS, CSAT, CES and other ratings, found among the attributes of cases.

A measure is told by the words of its question, English or Chinese, together with the range of its answers; a question
of recommending from 1 to 5 is a rating and not a Net Promoter Score. The column that intake adds ("NPS") beside the
question it comes from is the same measure and counts once.

>>> import pandas as pd
>>> answers = [{"您对配送满意吗？（1-5分）": text} for text in ("4", "2", "5")]
>>> people = pd.DataFrame({"case_id": ["R1", "R2", "R3"], "attributes": answers})
>>> [found] = measures(people)
>>> found.kind, found.low, found.high, found.n
('CSAT', 1, 5, 3)
>>> values_of(people, found).tolist()
[4.0, 2.0, 5.0]
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from cjm_research.corpora.surveys.blanks import is_blank
from cjm_research.corpora.surveys.scales import NAMES, Scale, number_of, told

KINDS = ("NPS", "CSAT", "CES", "rating")
"""Kinds of measure, in the order in which they are listed."""

_RATING = re.compile(
    r"(?i)recommend|\b(?:rating|ratings|rate|score|scored|stars?)\b|推荐|介绍给|评分|打分|评价|体验如何|好评|星级"
)
_EFFORT = re.compile(r"(?i)effort|how (?:hard|difficult)|费力|费劲|困难")  # here a high number is a bad one
_EASY = re.compile(r"(?i)\beas(?:y|ier|e)\b|容易|轻松|省力|省心|方便")
_RANGE = re.compile(r"[(（]\s*([01])\s*[–—-]\s*(\d{1,2})\s*[)）]")
_NAMED_BY_INTAKE = re.compile(r"(?:NPS|CSAT|CES)(?: \(\d+\))?")
_STEPS = (
    # The first that fits a worded answer holds, so "dissatisfied" stands before "satisfied".
    (3, re.compile(r"(?i)neither|neutral|so-so|average|一般|中立|中等|说不清")),
    (1, re.compile(r"(?i)(?:very|extremely|completely|strongly) (?:dis|un)\w+|(?:very|extremely) (?:difficult|hard)")),
    (1, re.compile(r"(?:非常|很|十分|极)(?:不满意|不容易|不方便|困难|费力|费劲|麻烦)")),
    (
        2,
        re.compile(r"(?i)(?:dis|un)(?:satisfied|agree)|difficult|hard|不(?:太)?(?:满意|容易|方便)|困难|费力|费劲|麻烦"),
    ),
    (5, re.compile(r"(?i)(?:very|extremely|completely|strongly) (?:satisfied|easy|agree)")),
    (5, re.compile(r"(?:非常|很|十分|极)(?:满意|容易|轻松|方便)")),
    (4, re.compile(r"(?i)satisfied|easy|agree|满意|容易|轻松|方便")),
)


@dataclass(frozen=True)
class Measure:
    """Something that people rated.

    Attributes
    ----------
    kind : {"NPS", "CSAT", "CES", "rating"}
        What it measures.
    column : str
        The attribute it stands in: the question as asked, where there is one.
    low, high : int
        The ends of its scale. Worded answers are 1 (worst) to 5 (best).
    n : int
        People with an answer on the scale.
    good_is_high : bool
        False where a high number is a bad one, such as how much effort it took.
    same : tuple of str
        Further attributes that hold the same answers, such as "NPS" beside its question.
    """

    kind: str
    column: str
    low: int
    high: int
    n: int
    good_is_high: bool = True
    same: tuple[str, ...] = ()

    @property
    def scale(self) -> tuple[int, int]:
        """The ends of the scale."""
        return self.low, self.high


def measures(cases: pd.DataFrame) -> tuple[Measure, ...]:
    """Return what people rated, told by the words of the question and the range of the answers.

    Parameters
    ----------
    cases : DataFrame
        Columns case_id and attributes (a mapping of str to str per person).

    Returns
    -------
    tuple of Measure
        By kind (NPS, CSAT, CES, rating), then by column; nothing where nothing was rated.
    """
    found = [measure for column, answers in _columns(cases).items() if (measure := _measure(column, answers))]
    found.sort(key=lambda each: (KINDS.index(each.kind), bool(_NAMED_BY_INTAKE.fullmatch(each.column)), each.column))
    kept: dict[tuple[Any, ...], Measure] = {}
    for measure in found:
        answers = values_of(cases, measure)
        # The same numbers of the same people are one measure; the question stands before the name intake gave it.
        key = (measure.kind, tuple(zip(answers.index, answers, strict=True)))
        held = kept.get(key)
        kept[key] = measure if held is None else _joined(held, measure.column)
    return tuple(kept.values())


def values_of(cases: pd.DataFrame, measure: Measure) -> pd.Series:
    """Return what each person answered.

    Parameters
    ----------
    cases : DataFrame
        Columns case_id and attributes.
    measure : Measure
        From `measures`.

    Returns
    -------
    Series of float
        By case_id, sorted; only people whose answer is on the scale.
    """
    held = {
        case_id: number
        for case_id, answers in zip(cases["case_id"], cases["attributes"], strict=True)
        if (number := _number((answers or {}).get(measure.column), measure.low, measure.high)) is not None
    }
    return pd.Series(held, dtype="float64", name=measure.column).rename_axis("case_id").sort_index()


def _columns(cases: pd.DataFrame) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for answers in cases["attributes"]:
        for column, answer in (answers or {}).items():
            if answer is not None and str(answer).strip() and not is_blank(str(answer)):
                found.setdefault(column, []).append(str(answer).strip())
    return {column: found[column] for column in sorted(found)}


def _measure(column: str, answers: list[str]) -> Measure | None:
    ends = _ends(answers)
    asked = f"{column} ({ends[0]}-{ends[1]})" if ends else column
    scale = told(asked, answers) or _rating(asked, answers)
    if scale is None:
        return None
    kind = NAMES.get(scale.kind, "rating")
    # Worded answers are put in order from the worst to the best, whatever the question is.
    bad_is_high = scale.high and kind == "CES" and _EFFORT.search(column) and not _EASY.search(column)
    low, high = (scale.low, scale.high) if scale.high else (1, 5)
    n = sum(_number(answer, low, high) is not None for answer in answers)
    return Measure(kind, column, low, high, n, not bad_is_high) if n else None


def _ends(answers: list[str]) -> tuple[str, str] | None:
    """Return the range that intake wrote behind the answers: "4 (1–5)"."""
    hits = {(hit[1], hit[2]) for answer in answers if (hit := _RANGE.search(answer))}
    return hits.pop() if len(hits) == 1 else None


def _rating(asked: str, answers: list[str]) -> Scale | None:
    """Return the scale of some other rating: its words name one, and all answers are on a scale up to 5, 7 or 10."""
    numbers = [number_of(answer) for answer in answers]
    if not _RATING.search(asked) or any(number is None or number > 10 for number in numbers):
        return None
    like = told(f"satisfied {asked}", answers)  # the range is read as that of CSAT is
    return None if like is None else Scale("rating", like.low, like.high)


def _number(answer: object, low: int, high: int) -> float | None:
    text = "" if answer is None or answer != answer else str(answer).strip()
    if not text:
        return None
    number = number_of(text)
    if number is None:
        number = next((step for step, words in _STEPS if words.search(text)), None)
    return float(number) if number is not None and low <= number <= high else None


def _joined(held: Measure, column: str) -> Measure:
    return Measure(held.kind, held.column, held.low, held.high, held.n, held.good_is_high, (*held.same, column))


def title(measure: Measure | Mapping[str, Any], language: str = "en") -> str:
    """Return the short name of a measure: its kind, a rating in words, with its scale.

    >>> title({"kind": "rating", "low": 1, "high": 5}, "zh")
    '评分（1–5）'
    """
    held = measure if isinstance(measure, Mapping) else vars(measure)
    kind, low, high = held["kind"], held["low"], held["high"]
    name = {"en": {"rating": "Rating"}, "zh": {"rating": "评分"}}[language].get(kind, kind)
    return f"{name}（{low}–{high}）" if language == "zh" else f"{name} ({low}–{high})"
