"""Words that place a segment: what was asked, milestones, and cues of time, in English and Chinese.

>>> milestones("After three weeks it arrived, in two boxes.", "en")
('delivery',)
>>> milestones("我还没下单", "zh"), milestones("后来我们就下单了", "zh")
((), ('purchase',))
>>> times("Before that I had read the reviews.", "en"), times("然后就送到了", "zh")
(('back',), ('next',))
>>> asked("How did the delivery go?", "en"), asked("您当初是怎么知道这家店的？", "zh")
(('delivery',), ('awareness',))
>>> joined("Before I ordered, I had read the reviews.", "en"), joined("收到货之后我拆开看了", "zh")
((('before', 'purchase'),), (('after', 'delivery'),))
"""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

from cjm_research.schema import STAGES

TIMES = ("begin", "next", "back", "end", "now")

_BEFORE_IT = 24  # characters before a milestone in which a word may undo it, up to a mark
_MARKS = re.compile(r"[,.;:!?，。；：！？、\n]")
_GAP_ZH = r"[^，。；！？]{0,3}?"


def asked(question: str, language: str) -> tuple[str, ...]:
    """Return the coders' stages that a question is about, in their order; () when it names none."""
    return tuple(stage for stage in STAGES if _one("asked", stage, _known(language)).search(question.lower()))


def milestones(text: str, language: str) -> tuple[str, ...]:
    """Return the stages whose milestone is said to have happened, in their order.

    What a word before it undoes ("I never ordered", "没下单") or tells of somebody else does not count.
    """
    return tuple(stage for stage in STAGES if _happened(text.lower(), stage, _known(language)))


def times(text: str, language: str) -> tuple[str, ...]:
    """Return the kinds of time cues of a text, of `TIMES`."""
    language, lower = _known(language), text.lower()
    # "after I ordered" joins two things of one clause and says nothing of what was told before.
    return tuple(kind for kind in TIMES if _one("time", kind, language).search(lower))


def joined(text: str, language: str) -> tuple[tuple[str, str], ...]:
    """Return (before or after, stage) for each milestone that the text puts what it tells before or after."""
    language, lower = _known(language), text.lower()
    return tuple(
        (side, stage)
        for stage in STAGES
        for side in ("before", "after")
        if _joined(side, stage, language).search(lower)
    )


def _happened(lower: str, stage: str, language: str) -> bool:
    undone = _one("undone", "", language)
    for hit in _one("milestone", stage, language).finditer(lower):
        clause = _MARKS.split(lower[max(0, hit.start() - _BEFORE_IT) : hit.start()])[-1]
        inside = hit.group() if language == "en" else ""
        if not undone.search(clause) and "n't" not in inside:
            return True
    return False


def _known(language: str) -> str:
    return "zh" if language == "zh" else "en"


@cache
def _lexicon() -> dict[str, Any]:
    return tomllib.loads(files("cjm_research.findings.placing").joinpath("cues.toml").read_text("utf-8"))


@cache
def _alternatives(group: str, name: str, language: str) -> str:
    entry = _lexicon()[group][name] if name else _lexicon()[group]
    return "|".join(f"(?:{line})" for line in entry[language])


@cache
def _one(group: str, name: str, language: str) -> re.Pattern[str]:
    words = _alternatives(group, name, language)
    return re.compile(rf"(?<!\w)(?:{words})(?!\w)" if language == "en" else words)


@cache
def _joined(side: str, stage: str, language: str) -> re.Pattern[str]:
    word, happened = _alternatives("joined", side, language), _alternatives("milestone", stage, language)
    if language == "en":
        return re.compile(rf"(?<!\w)(?:{word})\s+(?:{happened})(?!\w)")
    # 收到货之后; not 前面 or 前台.
    return re.compile(rf"(?:{happened}){_GAP_ZH}(?:{word})(?![面台天几])")
