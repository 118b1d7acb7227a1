"""Rows of a survey that are no respondent's finished answer: previews, tests, spam, responses broken off.

A preview or a test was typed by the researchers and is left out. A response that was broken off keeps its words: what
was written is real. Each is counted.

>>> is_test(["Test", "测试1"]), is_test(["test of patience", "n/a"])
(True, False)
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from cjm_research.corpora.surveys.blanks import is_blank

_TEST = re.compile(
    r"(?i)(?:this is (?:a|only a) )?test(?:ing)?(?: ?(?:test(?:ing)?|answer|response|\d{1,4}|[a-d]))*[.!]?|"
    r"(?:这是)?测试(?:一下|数据|答案|\d{1,4}|测试)*[。！]?|(?:asdf|qwer|qwerty|hjkl)+|lorem ipsum.*",
    re.DOTALL,
)
_QUALTRICS = {
    "1": "preview", "9": "preview", "17": "preview", "survey preview": "preview",
    "offline survey preview": "preview", "umfragevorschau": "preview", "问卷预览": "preview",
    "调查预览": "preview", "2": "test", "survey test": "test",
    "8": "spam", "12": "spam", "spam": "spam", "possible spam": "spam",
}  # fmt: skip
_STATUS = {
    "partial": "incomplete", "incomplete": "incomplete", "in progress": "incomplete", "abandoned": "incomplete",
    "未完成": "incomplete", "部分完成": "incomplete", "preview": "preview", "test": "test", "预览": "preview",
    "测试": "test", "deleted": "deleted",
}  # fmt: skip
_FALSE = frozenset({"false", "0", "no", "否", "falsch"})
_YES_EN = r"(?:yes|y|ok(?:ay)?|agreed?|given|granted|consent(?:ed| given)?|i (?:do )?(?:agree|consent|accept)|use)"
_NO_QUOTE_EN = (
    r"(?:(?:do not|don['’]t|not|never|no|without|except|can(?:not|['’]?t)|may not|must not)\b[^.;]{0,40}?"
    r"\b(?:quot(?:e|es|ed|ing|ations?)|verbatim|cit(?:e|ed|ing|ations?))|paraphrase)"
)
_NO_QUOTE_ZH = r"(?:(?:不|勿|别|禁止|拒绝)[^，。；]{0,8}?(?:引用|引述|摘录|原话)|[只仅][^，。；]{0,4}?转述)"
_CONSENT = {
    # Before a plain yes or no, with which it begins.
    "given, no quotes": re.compile(
        rf"(?i)given, no quotes|{_YES_EN}\b.{{0,80}}?{_NO_QUOTE_EN}\b.*|"
        r"no (?:direct |verbatim )?(?:quot(?:es|ations|ing))(?: please)?[.!]?|not (?:to be )?quoted[.!]?|"
        r"(?:please )?(?:do not|don['’]t) quote(?: me)?(?: please)?[.!]?|(?:paraphrase|use) only[.!]?|"
        r"i (?:do not|don['’]t) (?:agree|consent|want|wish) to be(?:ing)? quoted\b.{0,40}|"
        rf"(?:我?同意|可以|愿意|是|允许|有|已同意).{{0,30}}?{_NO_QUOTE_ZH}.*|"
        r"[请我]?(?:不[要得可能同意愿]{1,2}|请?勿)(?:被|您?们?)?(?:直接)?引[用述].{0,10}|[只仅][可能]?转述.{0,4}",
        re.DOTALL,
    ),
    "given": re.compile(
        r"(?i)(?:yes|y|true|1|agreed?|given|granted|i (?:do )?(?:agree|consent|accept).*|consent(?:ed|"
        r" given)?|accepted|"
        r"是|同意|已同意|我同意.*|愿意|是的.*|有|(?:是|同意|愿意)?[，,]?(?:可以|允许)(?:直接)?引用.{0,12})[.。!]?|yes\b.*"
    ),
    "withdrawn": re.compile(r"(?i)withdr[ae]wn?|revoked|撤回|已撤回|撤销"),
    "not recorded": re.compile(r"(?i)not recorded|unknown|未记录|未知|不详"),
    "refused": re.compile(
        r"(?i)(?:no|n|false|0|refused|declined|denied|disagreed?|i (?:do not|don't).*|不同意|否|拒绝|不愿意|"
        r"不)[.。!]?|no\b.*"
    ),
}
WHY = {
    "preview": ("previews", "typed while trying the survey"),
    "test": ("tests", "its answers only test the survey"),
    "spam": ("spam rows", "marked as spam by the survey tool"),
    "deleted": ("deleted rows", "deleted in the survey tool"),
    "silent": ("rows without answers", "nothing but metadata in them: nobody answered"),
    "unfinished": ("incomplete rows without words", "broken off before any open question was answered"),
}
"""What is left out: its name in the counts and the reason."""


@dataclass(frozen=True)
class Marks:
    """The columns by which a tool marks its rows, as indexes; None where there is none."""

    status: int | None = None
    finished: int | None = None
    progress: int | None = None
    submitted: int | None = None
    channel: int | None = None
    qualtrics: bool = False


def marks_of(fields: Sequence[str], names: Sequence[str], layout: str) -> Marks:
    """Find the columns that mark rows.

    Parameters
    ----------
    fields, names : sequence of str
        Of all columns.
    layout : str
        As `headers.Columns` has it.
    """
    qualtrics, lime = layout.startswith("Qualtrics"), layout.startswith("LimeSurvey")

    def at(pattern: str) -> int | None:
        both = enumerate(zip(fields, names, strict=True))
        return next((i for i, pair in both if any(re.fullmatch(pattern, x.strip()) for x in pair)), None)

    return Marks(
        at(r"(?i)status|response status|状态|答卷状态|答题状态"),
        at(r"(?i)finished|completed\??|是否完成"),
        at(r"(?i)progress|完成度") if qualtrics else None,
        at(r"(?i)submitdate|date submitted") if lime else None,
        at(r"(?i)distribution ?channel") if qualtrics else None,
        qualtrics,
    )


def state_of(row: Sequence[str], marks: Marks) -> str:
    """Return "preview", "test", "spam", "deleted", "incomplete", or empty for a finished response."""
    status = _cell(row, marks.status)
    state = (_QUALTRICS.get(status, "") if marks.qualtrics else "") or _STATUS.get(status, "")
    if not state and _cell(row, marks.channel) in ("preview", "test"):
        state = _cell(row, marks.channel)
    if not state and _cell(row, marks.finished) in _FALSE:
        state = "incomplete"
    progress = _cell(row, marks.progress).rstrip("%")
    if not state and progress.isdigit() and int(progress) < 100:
        state = "incomplete"
    if not state and marks.submitted is not None and not _cell(row, marks.submitted):
        state = "incomplete"
    return state


def is_test(answers: Sequence[str]) -> bool:
    """Return whether all the words of a response only test the survey."""
    said = [answer.strip() for answer in answers if not is_blank(answer)]
    return bool(said) and all(_TEST.fullmatch(answer) for answer in said)


def consent_of(answer: str) -> str:
    """Return one of `schema.CONSENTS`, or empty where the answer says nothing.

    >>> consent_of("Yes, I agree"), consent_of("不同意"), consent_of("")
    ('given', 'refused', '')
    >>> consent_of("yes, but do not quote me"), consent_of("同意使用但不引用")
    ('given, no quotes', 'given, no quotes')
    """
    return next((name for name, pattern in _CONSENT.items() if pattern.fullmatch(answer.strip())), "")


def with_quoting(consent: str, allowed: str) -> str:
    """Return the consent of somebody who was also asked whether the answers may be quoted.

    Parameters
    ----------
    consent : str
        From `consent_of`; empty where nothing was said.
    allowed : str
        The answer on quoting. Only a yes allows it: who left it blank did not.

    Examples
    --------
    >>> with_quoting("given", "No"), with_quoting("given", "Yes"), with_quoting("refused", "是")
    ('given, no quotes', 'given', 'refused')
    """
    if consent not in ("", "given") or consent_of(allowed) == "given":
        return consent
    return "given, no quotes"


def wave_of(stem: str) -> str:
    """Return the wave that a file's name tells, or empty.

    >>> wave_of("panel_wave2"), wave_of("满意度第三轮"), wave_of("survey-2026")
    ('2', '三', '')
    """
    hit = re.search(r"(?i)(?:wave|round)[ _-]?(\d{1,3})(?!\d)|第\s*([\d一二三四五六七八九十]{1,3})\s*[轮期波]", stem)
    hit = hit or re.search(r"(?i)(?<![a-z0-9])w(\d{1,2})(?![a-z0-9])", stem)
    return next((group for group in hit.groups() if group), "") if hit else ""


def _cell(row: Sequence[str], at: int | None) -> str:
    return row[at].strip().casefold() if at is not None and at < len(row) else ""
