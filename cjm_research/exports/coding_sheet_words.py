"""The words of a coding sheet: what may be chosen, and what people type instead, in English and Chinese.

>>> from cjm_research.codes.codebook import Codebook
>>> answers = Answers.of(Codebook.framework())
>>> answers.value("pain_point", " 财务痛点。"), answers.value("pain_point", "financial"), answers.value("goal", "无")
('financial', 'financial', '')
>>> answers.value("emotion", "４"), answers.value("nothing", "是"), answers.value("goal", "maybe") is None
('4.0', 'yes', True)
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cjm_research.schema import FAMILIES, LANGUAGES, STAGES

if TYPE_CHECKING:
    from cjm_research.codes.codebook import Codebook

NOTHING = "nothing"
"""The column that says: no code at all fits."""

YES = ("yes", "y", "x", "1", "true", "✓", "✔", "√", "☑", "是", "是的", "有", "对")
NO = ("no", "n", "0", "false", "none", "nothing", "-", "–", "—", "✗", "否", "不是", "无", "没有")
_EDGES = " .。,，;；:：!！·"
_NUMBER = re.compile(r"[1-5](\.\d)?")

WORDS: dict[str, dict[str, str]] = {
    "en": {
        "sheet_segments": "Segments",
        "sheet_how": "How to",
        "sheet_codebook": "Codebook",
        "number": "No.",
        "question": "Question",
        "before": "Before",
        "text": "Segment to code",
        "after": "After",
        "nothing": "No code fits",
        "emotion": "Emotion",
        "stage": "Stage",
        "memo": "Memo",
        "none": "none",
        "yes": "yes",
        "no": "no",
        "no_stage": "no stage",
        "emotion_1": "1 · very bad",
        "emotion_2": "2 · bad",
        "emotion_3": "3 · neutral",
        "emotion_4": "4 · good",
        "emotion_5": "5 · very good",
        "participant": "Participant",
        "another": "Another participant",
        "wrong_title": "Not in the list",
        "wrong": "Choose from the list, or leave the cell empty.",
        "for": "For {coder} · {title} · {n} segments",
        "how_1": "Read each segment with what was said before and after, and choose in the columns to its right. Only "
        "those cells can be changed.",
        "how_2": "For goal, motivation and pain point choose a kind or “none”. If nothing fits at all, choose “yes” in "
        "“No code fits” and leave the others empty.",
        "how_3": "A row that you leave empty counts as not coded. It does not count as “none”.",
        "how_4": "Other codes (if there are any): “yes” where it fits; empty in a coded row means no.",
        "how_5": "Emotion and stage may stay empty where nothing can be said.",
        "how_6": "Code alone. Please do not talk about segments with other coders before the round is over; what you "
        "say apart is what agreement is counted from.",
        "how_7": "Do not delete, add or change rows. Save as .xlsx and send the file back.",
        "code": "Code",
        "family": "Family",
        "definition": "Definition",
        "include": "Belongs here",
        "exclude": "Does not",
        "examples": "Examples",
        "own_codes": "Further codes",
        "stages": "Stages",
    },
    "zh": {
        "sheet_segments": "片段",
        "sheet_how": "说明",
        "sheet_codebook": "编码手册",
        "number": "序号",
        "question": "提问",
        "before": "前文",
        "text": "待编码片段",
        "after": "后文",
        "nothing": "无适用编码",
        "emotion": "情绪",
        "stage": "阶段",
        "memo": "备注",
        "none": "无",
        "yes": "是",
        "no": "否",
        "no_stage": "无阶段",
        "emotion_1": "1 · 很差",
        "emotion_2": "2 · 较差",
        "emotion_3": "3 · 一般",
        "emotion_4": "4 · 较好",
        "emotion_5": "5 · 很好",
        "participant": "受访者",
        "another": "另一位受访者",
        "wrong_title": "不在列表中",
        "wrong": "请从列表中选择，或留空。",
        "for": "编码者：{coder} · {title} · 共{n}个片段",
        "how_1": "请结合前后文阅读每个片段，并在其右侧各列中选择。只有这些单元格可以修改。",
        "how_2": "目标、动机、痛点各选一类或选“无”。如果没有任何适用的编码，请在“无适用编码”中选“是”，其余留空。",
        "how_3": "整行留空表示未编码，不等于“无”。",
        "how_4": "其他编码（如有）：适用则选“是”；已编码的行中留空表示不适用。",
        "how_5": "无法判断时，情绪和阶段可以留空。",
        "how_6": "请独立编码。本轮结束前，请勿与其他编码者讨论片段；一致性只根据各自独立的判断计算。",
        "how_7": "请勿删除、添加或修改行。保存为 .xlsx 后发回。",
        "code": "编码",
        "family": "类别",
        "definition": "定义",
        "include": "属于",
        "exclude": "不属于",
        "examples": "例句",
        "own_codes": "其他编码",
        "stages": "阶段",
    },
}


def fold(text: str) -> str:
    """Return a typed word as it is compared: width, case, spaces and marks at the edges do not count.

    >>> fold("  ＮＯＮＥ 。 ")
    'none'
    """
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split()).strip(_EDGES)


def kinds(codebook: Codebook) -> tuple[str, ...]:
    """Return what is asked, in the order of the columns."""
    return (NOTHING, *FAMILIES, *(code.kind for code in codebook.offered), "emotion", "stage")


def choices(codebook: Codebook, language: str) -> dict[str, list[tuple[str, str]]]:
    """Return for each kind the values that the list offers, with their words.

    Parameters
    ----------
    codebook : Codebook
        Its sub-types and own codes are offered.
    language : {"en", "zh"}
        Of the words.
    """
    words = WORDS[language]
    offered: dict[str, list[tuple[str, str]]] = {NOTHING: [("yes", words["yes"])]}
    for family in FAMILIES:
        subtypes = [code.subtype for code in codebook.codes if code.family == family]
        named = [(each, codebook.name(family, each, language)) for each in subtypes]
        offered[family] = [*named, ("", words["none"])]
    for code in codebook.offered:
        offered[code.kind] = [(code.id, words["yes"]), ("", words["no"])]
    offered["emotion"] = [(f"{at}.0", words[f"emotion_{at}"]) for at in range(1, 6)]
    offered["stage"] = [*stage_names(language).items(), ("none", words["no_stage"])]
    return offered


def headings(codebook: Codebook, language: str) -> dict[str, str]:
    """Return the heading of each kind's column."""
    words = WORDS[language]
    named = {family: codebook.name(family, lang=language) for family in FAMILIES}
    own = {code.kind: code.title(language) for code in codebook.offered}
    return {kind: {**words, **named, **own}[kind] for kind in kinds(codebook)}


def stage_names(language: str) -> dict[str, str]:
    """Return the names of the six stages, in their order."""
    from cjm_research.journeys.frameworks import framework

    names = {stage.id: stage.name[language] for stage in framework("six").stages}
    return {stage: names[stage] for stage in STAGES}


@dataclass(frozen=True)
class Answers:
    """What is understood in each kind of cell: the words of both languages, ids, and what people type for yes and no.

    Attributes
    ----------
    known : dict of str to dict of str to str
        Kind to folded words to value.
    """

    known: Mapping[str, Mapping[str, str]]

    @classmethod
    def of(cls, codebook: Codebook, offered: Sequence[tuple[str, str, str]] = ()) -> Answers:
        """Return what is understood.

        Parameters
        ----------
        codebook : Codebook
            As it stands now.
        offered : sequence of (kind, value, words)
            What the sheet itself offered, should names have changed since.
        """
        known: dict[str, dict[str, str]] = {kind: {} for kind in kinds(codebook)}
        for language in LANGUAGES:
            for kind, offers in choices(codebook, language).items():
                for value, words in offers:
                    known[kind] |= {fold(each): value for each in _forms(kind, value, words)}
            for family in FAMILIES:
                name = fold(codebook.name(family, lang=language))
                short = {words.removesuffix(name).strip(): value for words, value in known[family].items()}
                known[family] |= {
                    words: value for words, value in short.items() if words and words not in known[family]
                }
        for kind, table in known.items():
            if kind in FAMILIES or kind.startswith("code:"):
                table |= {fold(word): "" for word in NO}
            if kind.startswith("code:"):
                table |= {fold(word): kind.removeprefix("code:") for word in YES}
        known[NOTHING] = {fold(word): "yes" for word in YES} | {fold(word): "" for word in NO}
        known["stage"] |= {fold(word): "none" for word in ("none", "no", "-", "–", "无", "没有")}
        for kind, value, words in offered:
            if kind in known:
                known[kind][fold(words)] = value
        return cls(known)

    def value(self, kind: str, found: str) -> str | None:
        """Return what a cell means; None if it is not understood."""
        typed = fold(found)
        if kind == "emotion" and _NUMBER.fullmatch(typed):
            return f"{float(typed):.1f}" if 1 <= float(typed) <= 5 else None
        return self.known[kind].get(typed)


def _forms(kind: str, value: str, words: str) -> list[str]:
    if kind == "emotion":
        return [words, words.split("·")[-1]]
    return [words, value] if value and kind != NOTHING else [words]
