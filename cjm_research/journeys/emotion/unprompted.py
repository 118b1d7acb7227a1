"""Which talk the emotion curve is drawn from: feeling that was not asked for.

A question put to everybody that asks for praise ("What made you choose us?"), for complaints ("What was the most
frustrating part?") or for wishes decides the feeling before the answer is given; where most such answers stand on the
journey is decided by the question too. A curve of them shows the questionnaire. So they count on the cards, and the
curve is drawn from the rest, if the rest reaches enough people at half of the stages; else from everything, and the map
says so. A question that asks for either side ("What do you like and dislike?") asks for neither.

Use before `by_person`. Do not read the curve of a survey with such questions alone as how people felt: it says so too.

>>> [asks_for(question) for question in ("What frustrated you most?", "您最喜欢什么？", "How did the delivery go?")]
['complaint', 'praise', '']
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

import pandas as pd

_PEOPLE = 5  # people asked in the same words; fewer is an interviewer following up
_SIDES = {
    "praise": r"(?<!would you )\blik(?:e|ed)\b(?!ly)|\blov(?:e|ed)\b|\benjoy\w*|\bbest\b|\bfavou?rite"
    r"|\bpleas(?:ant|ed|ing)\b"
    r"|\b(?:work|works|worked|went|goes|do|did|does) (?:\w+ )?well\b|\bpositive\w*|\bstrengths?\b"
    r"|\badvantages?\b|\bpros\b|\beas(?:y|iest)\b|\bdelight\w*"
    r"|\b(?:made|makes|make) you (?:choose|pick|buy|use|stay|join)"
    r"|\bwhy (?:did|do) you (?:choose|pick|use|prefer|buy)"
    r"|(?<!不)喜欢|最好|优点|优势|吸引|亮点|(?<!不)满意的|最满意|惊喜|为(?:什么|何|啥)(?:会)?(?:选|用|购买)"
    r"|好的(?:地方|方面)",
    "complaint": r"\bdislik\w+|\bhate\w*|\bworst\b|\bhard(?:est)?\b|\bdifficult\w*|\bfrustrat\w+|\bannoy\w*"
    r"|\bproblems?\b|\bchalleng\w+|\bhinder\w*|\bstruggl\w+|\bnegative\w*|\bweakness\w*|\bdisadvantages?\b|\bcons\b"
    r"|\bpain(?:ful)?\b|\bwrong\b|\bdisappoint\w*|\bbother\w*|\bobstacles?\b|\bleast\b|\bunhapp\w+"
    r"|不喜欢|头疼|头痛|不满|最差|困难|难点|最难|问题|缺点|不足|烦|糟|痛点|失望|麻烦|槽|不便|阻碍|坏的(?:地方|方面)",
    "wish": r"\bwould you (?:change|add|improve|fix|want)|\bwould you like (?:us|to (?:see|have|change|add))"
    r"|\bimprov\w+|\bsuggest\w*|\bwish\w*|\bmissing\b|希望|改进|改善|建议|增加|优化|期待|意见",
}


@dataclass(frozen=True)
class Basis:
    """From what the curve is drawn.

    Attributes
    ----------
    kind : {"unprompted", "everything"}
        Whether answers to questions that ask for a feeling are left out.
    n_prompted : int
        Such answers (segments with an emotion at a stage), left out or not.
    n_segments : int
        Segments the curve is drawn from.
    questions : tuple of str
        The questions, sorted.
    words : dict of str to str
        One sentence per language; "" where there are no such questions.
    """

    kind: str
    n_prompted: int
    n_segments: int
    questions: tuple[str, ...]
    words: dict[str, str]


_WORDS = {
    "unprompted": {
        "en": "The curve leaves out {n} answers to questions that ask for praise, complaints or wishes.",
        "zh": "曲线未计入{n}条回答：所答问题本身要求说好处、抱怨或愿望。",
    },
    "everything": {
        "en": "The curve rests on {n} answers to questions that ask for praise, complaints or wishes; "
        "it shows the questions as much as the feelings.",
        "zh": "曲线包含{n}条回答，所答问题本身要求说好处、抱怨或愿望；它既反映感受，也反映问法。",
    },
}


@cache
def asks_for(question: str) -> str:
    """Return what a question asks for: "praise", "complaint" or "wish"; "" for none or for both sides."""
    # "What would you like us to improve?" likes nothing.
    if re.search(_SIDES["wish"], question, re.IGNORECASE):
        return "wish"
    found = [side for side in ("praise", "complaint") if re.search(_SIDES[side], question, re.IGNORECASE)]
    return found[0] if len(found) == 1 else ""


def unprompted(placed: pd.DataFrame, few_people: int = 3) -> tuple[pd.DataFrame, Basis]:
    """Return the rows that the emotion curve is drawn from, and what was left out.

    Parameters
    ----------
    placed : DataFrame
        Columns segment_id, stage, case_id, emotion and question (what the segment answers to, "" if unknown).
    few_people : int
        People that a stage needs.

    Returns
    -------
    rows : DataFrame
        Those of `placed` that count, in its order.
    basis : Basis
    """
    asked = placed.groupby("question")["case_id"].nunique()
    standing = asked[(asked >= _PEOPLE) & (asked.index != "")].index
    led = tuple(sorted(question for question in standing if asks_for(question)))
    prompted = placed["question"].isin(led)
    counted = placed["emotion"].notna() & (placed["stage"] != "none")
    n_prompted = int((prompted & counted).sum())
    rest = _reached(placed[counted & ~prompted], few_people)
    left_out = bool(n_prompted) and rest >= 2 and 2 * rest >= _reached(placed[counted], few_people)
    rows = placed[~prompted] if left_out else placed
    kind = "unprompted" if left_out or not n_prompted else "everything"
    words = {code: text.format(n=n_prompted) if n_prompted else "" for code, text in _WORDS[kind].items()}
    n_segments = int((counted & ~prompted).sum() if left_out else counted.sum())
    return rows, Basis(kind, n_prompted, n_segments, led, words)


def _reached(rows: pd.DataFrame, few_people: int) -> int:
    """Return at how many stages enough people say something."""
    return int((rows.groupby("stage")["case_id"].nunique() >= few_people).sum())
