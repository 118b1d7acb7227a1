r"""Reading what a model wrote, trusting none of it.

A code counts only if the codebook has it and its quote stands in the segment, sign by sign; the rest is dropped and
counted. Around the JSON a model may think aloud, explain or put a fence; the JSON itself must be right.

>>> said = '```json\n{"answers": [{"at": "1", "codes": [{"code": "goal/explicit", "quote": "a refund"}]}]}\n```'
>>> read_answers(said, ["I want a refund."], ["goal/explicit"])[0].codes
(Found(family='goal', subtype='explicit', start=7, end=15, score=0.5),)
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from cjm_research.codes.endpoint.prompt import STAGE_VALUES

UNSAID_SCORE = 0.5
"""The score of a code whose score the model did not give: neither likely nor unlikely."""
_TRIES = 200  # braces at which a JSON object may begin; more are not an answer but a flood
_THINKING = re.compile(r"<think>.*?</think>", flags=re.S)
_DECODER = json.JSONDecoder(parse_constant=lambda name: math.nan)


@dataclass(frozen=True)
class Found:
    """A code that a segment carries by its answer; ``text[start:end]`` is the quote."""

    family: str
    subtype: str
    start: int
    end: int
    score: float


@dataclass(frozen=True)
class Answer:
    """What is left of the answer for one segment.

    Attributes
    ----------
    codes : tuple of Found
        At most one of a family, the surest.
    emotion : float or None
        1-5; None if the answer has none.
    stage : str or None
        One of the six or "none"; None if the answer has neither.
    misquoted : tuple of str
        The families of the codes dropped because their quote is not in the segment.
    n_unknown : int
        Codes dropped because the codebook lacks them.
    """

    codes: tuple[Found, ...]
    emotion: float | None
    stage: str | None
    misquoted: tuple[str, ...]
    n_unknown: int


def read_answers(content: str, texts: Sequence[str], codes: Sequence[str]) -> list[Answer | None]:
    """Return the answer for each segment of a request, None where there is no usable one.

    Parameters
    ----------
    content : str
        What the model wrote.
    texts : sequence of str
        The segments, in the order in which they were numbered from 1.
    codes : sequence of str
        The codes of the codebook, such as "goal/explicit".
    """
    entries = _entries(content)
    if len(texts) == 1 and len(entries) == 1:
        # With one segment there is no doubt which one is meant, whatever number the model gave it.
        return [_answer(entries[0], texts[0], codes)]
    by_number: dict[str, Any] = {}
    for entry in entries:
        if isinstance(entry, dict):
            by_number.setdefault(str(entry.get("at")), entry)
    return [_answer(by_number.get(str(number)), text, codes) for number, text in enumerate(texts, 1)]


def _entries(content: str) -> list[Any]:
    for found in _objects(_THINKING.sub("", content)):
        if isinstance(found.get("answers"), list):
            return found["answers"]
        if isinstance(found.get("codes"), list):
            return [found]
    return []


def _objects(content: str) -> Iterator[dict[str, Any]]:
    """Yield the JSON objects of a text, in their order, whatever stands around them."""
    at = content.find("{")
    for _ in range(_TRIES):
        if at < 0:
            return
        try:
            found, end = _DECODER.raw_decode(content, at)
        except (ValueError, RecursionError):
            end = at + 1
        else:
            yield found
        at = content.find("{", end)


def _answer(entry: Any, text: str, known: Sequence[str]) -> Answer | None:
    if not isinstance(entry, dict) or not isinstance(entry.get("codes"), list):
        return None
    found: dict[str, Found] = {}
    misquoted, n_unknown = [], 0
    for said in entry["codes"]:
        code = said.get("code") if isinstance(said, dict) else None
        if not isinstance(code, str) or code not in known:
            n_unknown += 1
            continue
        family, _, subtype = code.partition("/")
        place = _place(said.get("quote"), text)
        if place is None:
            misquoted.append(family)
            continue
        new = Found(family, subtype, *place, _score(said.get("score")))
        if family not in found or new.score > found[family].score:
            found[family] = new
    stage = entry.get("stage")
    held = stage if isinstance(stage, str) and stage in STAGE_VALUES else None
    return Answer(tuple(found.values()), _emotion(entry.get("emotion")), held, tuple(misquoted), n_unknown)


def _place(quote: Any, text: str) -> tuple[int, int] | None:
    """Return where a quote stands; None if it does not, or holds no word."""
    words = quote.strip() if isinstance(quote, str) else ""
    if not any(char.isalnum() for char in words):
        return None
    start = text.find(words)
    return None if start < 0 else (start, start + len(words))


def _score(value: Any) -> float:
    return float(value) if _is_number(value) and 0 <= value <= 1 else UNSAID_SCORE


def _emotion(value: Any) -> float | None:
    return float(value) if _is_number(value) and 1 <= value <= 5 else None


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
