"""Which quotes a card opens with: of different people, fitting, and readable without what was said before.

Nothing is left out but what says nothing: an answer such as "no" or "nothing" that no person coded is no evidence of a
wish or a complaint, whatever a machine made of it.

>>> says_nothing("Not a thing.", "en"), says_nothing("没遇到", "zh"), says_nothing("Price", "en")
(True, True, False)
>>> stands_alone("Nobody called before the delivery.", "en"), stands_alone("And they never did it.", "en")
(2, 1)
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from functools import cache, lru_cache

import numpy as np
import numpy.typing as npt
import pandas as pd

from cjm_research.findings.heard import heard, words_of
from cjm_research.themes.chinese import HAN, simplified
from cjm_research.themes.naming.quotes import is_quotable
from cjm_research.themes.naming.voices import keys_of

# Weights of the fit to the theme, of the coding, of a step of readability, of a step of emotion; cost of a mixed mood;
# weight of saying the title, so that who reads a card finds its title in the first quote.
_FIT, _SURE, _ALONE, _FELT, _MIXED, _TITLED = 1.0, 0.3, 0.08, 0.08, 0.2, 0.4
_NEUTRAL = 3.0  # emotion, 1–5
_SIDES = {"pain_point": -1.0, "motivation": 1.0}
_MARKS = re.compile(r"[^\w'/]+", re.UNICODE)
_PARTICLES = re.compile(r"[啊呀吧呢啦了哦嘛哈的]+$")
_MEANS = re.compile(r"[^\W_]", re.UNICODE)


@lru_cache(maxsize=8192)
def says_nothing(text: str, language: str) -> bool:
    """Tell whether a whole segment says that there is nothing to say, or holds no word at all."""
    if not _MEANS.search(text):
        return True
    said = _MARKS.sub(" " if language == "en" else "", text.lower().replace("’", "'")).strip()
    if language == "zh":
        said = _PARTICLES.sub("", simplified(said)) or said
    listed = _nothing(language)
    return said in listed


@cache
def _nothing(language: str) -> frozenset[str]:
    lines = words_of("nothing")[language]
    return frozenset(lines) | frozenset(_PARTICLES.sub("", line) or line for line in lines if language == "zh")


@lru_cache(maxsize=8192)
def stands_alone(text: str, language: str) -> int:
    """Return how well a segment reads alone: 0 a scrap or a speech, 1 it leans on what came before, 2 well."""
    if not is_quotable(text):
        return 0
    opening = words_of("leaning")[language]
    if language == "zh" and HAN.search(text):
        return 1 if text.strip().startswith(tuple(opening)) else 2
    first = re.match(r"\W*([\w'’]+)", text)
    leans = first is None or first[1].lower().replace("’", "'") in opening
    return 1 if leans or text.rstrip().endswith("?") else 2


def titled(texts: Iterable[str], languages: Iterable[str], titles: Mapping[str, str]) -> list[float]:
    """Return which share of the words of a title each segment says, 0–1; 0 where none is in its language.

    >>> titled(["The parcel came far too late.", "It was fine."], ["en", "en"], {"en": "Late parcels"})
    [1.0, 0.0]
    """
    wanted = {language: frozenset(keys_of(title)) for language, title in titles.items()}
    shares = []
    for text, language in zip(texts, languages, strict=True):
        keys = wanted.get(language, frozenset())
        shares.append(len(keys & _keys(text)) / len(keys) if keys else 0.0)
    return shares


@lru_cache(maxsize=65536)
def _keys(text: str) -> frozenset[str]:
    return frozenset(keys_of(text))


def in_turn(part: pd.DataFrame) -> list[str]:
    """Return segment ids so that each person's best comes before anyone's second best.

    Parameters
    ----------
    part : DataFrame
        Columns segment_id, case_id, weight (fit to the theme, 0–1), and where known score (of the coding, 0–1), text,
        language, family, emotion (1–5), titled (share of the title's words that it says, 0–1) and contrary (whether it
        sounds the opposite of its family).

    Returns
    -------
    list of str
        The same words are not quoted twice in a row: who says only what others said comes after them.
    """
    value = _FIT * part["weight"].to_numpy("float64")
    if "score" in part:
        value = value + _SURE * np.nan_to_num(part["score"].to_numpy("float64"), nan=0.0)
    if "text" in part:
        value = value + _reads(part)
    if "titled" in part:
        value = value + _TITLED * part["titled"].to_numpy("float64")
    ids, people = part["segment_id"].tolist(), part["case_id"].tolist()
    contrary = part["contrary"].tolist() if "contrary" in part else [False] * len(ids)
    said = [text.lower().strip(" .!。！") for text in part["text"]] if "text" in part else ids
    lowest_last = np.nan_to_num(-value.round(9), nan=np.inf).tolist()
    best = sorted(zip(contrary, lowest_last, ids, people, said, strict=True))
    turns: Counter[str] = Counter()
    before: set[str] = set()
    ranked = []
    for at, (_, _, segment_id, case_id, words) in enumerate(best):
        ranked.append((turns[case_id], words in before, at, segment_id))
        turns[case_id] += 1
        before.add(words)
    return [segment_id for *_, segment_id in sorted(ranked)]


def _reads(part: pd.DataFrame) -> npt.NDArray[np.float64]:
    """Return what is added to each segment for reading well alone and for the feeling of its family."""
    pairs = list(zip(part["text"], part["language"], strict=True))
    value = np.array([_ALONE * stands_alone(*pair) for pair in pairs], dtype="float64")
    if "family" not in part:
        return value
    side = np.array([_SIDES.get(family, 0.0) for family in part["family"]])
    if "emotion" in part:
        emotion = np.nan_to_num(part["emotion"].to_numpy("float64"), nan=_NEUTRAL)
        value += _FELT * side * (emotion - _NEUTRAL)
    moods = [heard(*pair) for pair in pairs]
    wrong = [
        (one.pleased and (sign < 0)) or (one.troubled and (sign > 0)) for one, sign in zip(moods, side, strict=True)
    ]
    return value - _MIXED * np.array(wrong, dtype="float64")
