"""What a column's header says, by the habits of each survey tool: the question, and the choice or line it stands for.

>>> lime("Q01[SQ002]. Which of these did you use? [The app]").option
'The app'
>>> wjx(["3、用过哪些渠道？(微信)", "3、用过哪些渠道？(门店)"])[1].question
'3、用过哪些渠道？'
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

_LIME = re.compile(
    r"(?P<code>[A-Za-z]\w*)(?P<subs>(?:\[(?P<sub>[^\]]*)\])?(?:\[[^\]]*\])?)(?:[.:]\s+(?P<text>.*))?", re.DOTALL
)
_LAST_BOX = re.compile(r"(?P<q>.*\S)\s*\[(?P<o>[^\]]+)\]\s*", re.DOTALL)
_WJX = re.compile(
    r"(?P<n>\d+)\s*(?:、(?P<q>.*?))?\s*[（(](?P<o>(?:[^()（）]|[（(][^()（）]*[)）])+)[)）]\s*", re.DOTALL
)
_CHOICE = re.compile(r"(?P<q>.*?\S)(?:\s+-\s+Selected Choice)?\s+-\s+(?P<o>(?:(?! - ).)*\S)\s*", re.DOTALL)
_FIELD = re.compile(r"(?P<base>.+?)_(?P<n>\d+)(?P<text>_TEXT)?")
_OTHER = re.compile(r"(?i)other\b.*|其他.*|其它.*")


@dataclass(frozen=True)
class Part:
    """A header taken apart.

    Attributes
    ----------
    name : str
        The whole header, or question and option.
    question : str
    option : str
        Empty where the column is the whole question.
    field : str
        The tool's own code, where the header holds it.
    """

    name: str
    question: str
    option: str = ""
    field: str = ""


def plain(text: str) -> Part:
    """Return a header that is all question."""
    return Part(text.strip(), text.strip())


def lime(text: str) -> Part:
    """Take apart LimeSurvey's ``code[sub]. question [subtext]``, in code only, in full text or with both."""
    hit = _LIME.fullmatch(text)
    words = (hit["text"] or "").strip() if hit else text
    box = _LAST_BOX.fullmatch(words) if hit is None or hit["sub"] is not None else None
    if hit is None:
        return Part(text, box["q"].strip(), box["o"].strip()) if box else plain(text)
    question = box["q"].strip() if box else words or hit["code"]
    option = box["o"].strip() if box else (hit["sub"] or "")
    return Part(f"{question}: {option}" if option else question, question, option, hit["code"] + hit["subs"])


def wjx(texts: Sequence[str]) -> list[Part]:
    """Take apart 问卷星's ``3(选项A)`` and ``3、题目(选项)`` where a number has several such columns."""
    hits = [_WJX.fullmatch(text) for text in texts]
    count = Counter(hit["n"] for hit in hits if hit)
    whole = {m[1]: text for text in texts if (m := re.match(r"(\d+)、", text)) and not _WJX.fullmatch(text)}
    parts = []
    for text, hit in zip(texts, hits, strict=True):
        if not hit or (count[hit["n"]] < 2 and hit["n"] not in whole):
            parts.append(plain(text))
            continue
        asked = f"{hit['n']}、{hit['q']}" if hit["q"] else whole.get(hit["n"], hit["n"])
        option = hit["o"].strip().rstrip(":：")
        parts.append(Part(f"{asked}: {option}", asked, option))
    return parts


def matrix(texts: Sequence[str]) -> list[Part]:
    """Take apart ``Question [Line]`` of a form's grid where several columns share the question."""
    hits = [_LAST_BOX.fullmatch(text) for text in texts]
    count = Counter(hit["q"].strip() for hit in hits if hit)
    return [
        Part(f"{hit['q'].strip()}: {hit['o'].strip()}", hit["q"].strip(), hit["o"].strip())
        if hit and count[hit["q"].strip()] > 1 else plain(text)
        for text, hit in zip(texts, hits, strict=True)
    ]  # fmt: skip


def gizmo(texts: Sequence[str]) -> list[Part]:
    """Take apart ``Choice:Question`` where several columns share the question; slots stay as they are."""
    pairs = [tuple(cell.strip(": ") for cell in text.split(":", 1)) if ":" in text else ("", text) for text in texts]
    count = Counter(question for option, question in pairs if option)
    parts = []
    for text, (option, question) in zip(texts, pairs, strict=True):
        grouped = count[question] > 1 or (question in texts and _OTHER.fullmatch(option))
        of_one = option and grouped and len(question) > 8 and "#" not in option
        parts.append(Part(text, question, option) if of_one else plain(text))
    return parts


def qualtrics(fields: Sequence[str], texts: Sequence[str]) -> list[Part]:
    """Take apart ``Question - Choice`` where the fields (Q4_1, Q4_2) belong together."""
    hits = [_FIELD.fullmatch(field) for field in fields]
    count = Counter(hit["base"] for hit in hits if hit and not hit["text"])
    parts = []
    for field, text, hit in zip(fields, texts, hits, strict=True):
        split = _CHOICE.fullmatch(text) if hit else None
        text = text or field or "column"
        if hit and hit["text"]:
            parts.append(_text_field(text, split))
        elif split and count[hit["base"]] > 1:
            parts.append(Part(f"{split['q']}: {split['o']}", split["q"].strip(), split["o"].strip()))
        else:
            parts.append(plain(re.sub(r"\s+-\s+Selected Choice\s*$", "", text)))
    return parts


def _text_field(text: str, split: re.Match[str] | None) -> Part:
    """Return the field beside a choice "Other (please specify)": its words answer the question itself."""
    question = re.sub(r"\s+-\s+Text\s*$", "", text)
    inner = _CHOICE.fullmatch(question)
    if split and inner and _OTHER.fullmatch(inner["o"]):
        return Part(text, inner["q"].strip(), inner["o"].strip())
    return Part(text, question)
