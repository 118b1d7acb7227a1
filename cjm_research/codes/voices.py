"""Voices: whose words a complaint or a wish is, and whether it holds.

What others say counts only while the speaker does not set an own case against it; what is only supposed counts only
where it is feared; what the speaker denies of himself does not count. In the way of ConText (Harkema et al. 2009): a
trigger, how far it reaches, and what ends it. Where the own case bears the others out, nothing is voided.

>>> from cjm_research.codes.cues import find_cues
>>> for text in ("He said the lamp would flicker, and it did.", "He said the lamp would flicker, and it never has."):
...     print(repr(voided("pain_point", find_cues(text, "en"), text, "en")))
''
'reported, and contradicted: “it never has”'
>>> voided("pain_point", find_cues("都说这灯爱闪，我家的倒没闪过。", "zh"), "都说这灯爱闪，我家的倒没闪过。", "zh")
'转述他人，又被本人否定：「我家的倒没闪过」'
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from typing import TYPE_CHECKING

from cjm_research.codes.lexicon import read_lexicon

if TYPE_CHECKING:
    from cjm_research.codes.cues import Cue

VOIDED = 0.1
"""The highest probability left to a family that the words void or deny: a person may still see otherwise."""

_BAD = frozenset({"complaint", "failure", "effort", "feeling_bad", "price"})
_NEAR = 4
"""How many clauses after the report an own case is sought in."""
_SHORT = {"en": 25, "zh": 8}
"""Up to how many characters may stand before a supposition; more might be a case of its own."""
_STRONG = frozenset({"complaint", "failure", "feeling_bad"})
_FELT = frozenset({"complaint", "feeling_bad"})
_GOOD = frozenset({"praise", "feeling_good"})
_ENDS = {
    "en": re.compile(
        r"[.,;:!?()\n—]+(?:\s+(?:and|but|yet|while|though)\b)?|\b(?:and|but|though|although|while|whereas|however)\b",
        re.I,
    ),
    "zh": re.compile(r"[.,;:!?，。；：！？（）…\n—]+"),
}
_SAYS = {
    "en": {"reported": "reported, and contradicted", "supposed": "only supposed", "denied": "denied",
           "open": ": “", "shut": "”"},
    "zh": {"reported": "转述他人，又被本人否定", "supposed": "只是假设", "denied": "原文否定了它",
           "open": "：「", "shut": "」"},
}  # fmt: skip


def voided(family: str, cues: Sequence[Cue], text: str, language: str) -> str:
    """Return why a family that a model suggests is not the speaker's own, or does not hold.

    Parameters
    ----------
    family : {"goal", "motivation", "pain_point"}
        What is suggested.
    cues : sequence of Cue
        Of the text, from `cues.find_cues`.
    text : str
        The segment.
    language : {"en", "zh"}
        Of the segment and of the reason.

    Returns
    -------
    str
        A short reason with the words that decide, or "" where nothing voids the family.
    """
    told = _Told(tuple(cues), text, "zh" if language == "zh" else "en")
    if family == "motivation":
        return told.because("denied", told.found("denied_reason"))
    if family == "goal":
        return told.because("supposed", told.supposed("in_my_place"))
    return (
        told.because("reported", told.contradicted())
        or told.because("supposed", told.supposed())
        or told.because("denied", told.own_denial())
    )


@dataclass(frozen=True)
class _Told:
    """A segment, cut into clauses, with the questions put to it."""

    cues: tuple[Cue, ...]
    text: str
    language: str

    @cached_property
    def clauses(self) -> list[tuple[int, int]]:
        """Return the spans between marks and conjunctions, blanks trimmed."""
        ends = [(0, 0), *(match.span() for match in _ENDS[self.language].finditer(self._plain))]
        starts = [*ends[1:], (len(self.text), len(self.text))]
        spans = [(before[1], after[0]) for before, after in zip(ends, starts, strict=True)]
        trimmed = [_trimmed(self._plain, *span) for span in spans]
        return [(start, end) for start, end in trimmed if start < end]

    @cached_property
    def _plain(self) -> str:
        return self.text.replace("’", "'")

    def said(self, span: tuple[int, int]) -> str:
        part = self._plain[slice(*span)]
        return part.lower() if self.language == "en" else part

    def found(self, rule: str) -> tuple[int, int] | None:
        """Return the first clause, or None, in which a rule of the lexicon is met."""
        return next((span for span in self.clauses if self.meets(rule, span)), None)

    def meets(self, rule: str, span: tuple[int, int]) -> bool:
        pattern = _patterns(self.language).get(rule)
        return pattern is not None and pattern.search(self.said(span)) is not None

    def bad(self, start: int, end: int, names: frozenset[str] = _BAD) -> bool:
        """Return whether a complaint that no negation reaches lies between two places."""
        good = {(cue.start, cue.end) for cue in self.cues if cue.name in _GOOD}
        return any(
            cue.name in names and not cue.negated and start <= cue.start < end and (cue.start, cue.end) not in good
            for cue in self.cues
        ) or any(cue.name in _GOOD and cue.negated and start <= cue.start < end for cue in self.cues)

    def good(self, start: int, end: int) -> bool:
        return any(cue.name in _GOOD and not cue.negated and start <= cue.start < end for cue in self.cues)

    def denies(self, start: int, end: int) -> bool:
        return any(cue.name in _BAD and cue.negated and start <= cue.start < end for cue in self.cues)

    def contradicted(self) -> tuple[int, int] | None:
        """Return the clause of the own case that speaks against what others said."""
        told = next((at for at, span in enumerate(self.clauses) if self._tells(span)), None)
        if told is None:
            return None
        if self.meets("refuted", self.clauses[told]):
            return self.clauses[told]
        owned = -_NEAR
        for at in range(told + 1, min(told + _NEAR, len(self.clauses))):
            start, end = self.clauses[at]
            if self.meets("confirm", (start, len(self.text))):
                return None
            if self.meets("refuted", (start, end)):
                return start, end
            if self.meets("own", (start, end)) and not self.meets("speaks", (start, end)):
                owned = at
            if self._refutes(at, told, at - owned <= 1) and not self.bad(start, len(self.text), _STRONG):
                return start, end
        return None

    def _tells(self, span: tuple[int, int]) -> bool:
        return self.meets("heard", span) or self.meets("tells", span)

    def _refutes(self, at: int, told: int, owned: bool) -> bool:
        """Return whether a clause sets an own case against what was told."""
        span = self.clauses[at]
        if self.meets("short_no", span) or self._turned(at, "well"):
            return True
        if not owned:
            return False
        denied, same = self.meets("negated", span), self._shares(told, at)
        opposite = same and denied != self.meets("negated", self.clauses[told]) and not self.bad(*span)
        turned = self._turned(at) and not denied and not self.bad(*span)
        return opposite or turned or self.denies(*span) or self.good(*span) or self.meets("fine", span)

    def _turned(self, at: int, rule: str = "turn") -> bool:
        """Return whether a turning word stands before a clause or at its head."""
        start, end = self.clauses[at]
        before = self._plain[self.clauses[at - 1][1] : start] if at else ""
        head = self._plain[start : start + 14] if self.language == "en" else self._plain[start:end]
        pattern = _patterns(self.language).get(rule)
        return pattern is not None and pattern.search(f"{before} {head}".lower()) is not None

    def _shares(self, told: int, at: int) -> bool:
        """Return whether two clauses speak of the same thing: a 字 or the beginning of a word that both have."""
        return bool(self._content(self.clauses[told]) & self._content(self.clauses[at]))

    def _content(self, span: tuple[int, int]) -> set[str]:
        said = self.said(span)
        if self.language == "zh":
            return {sign for sign in said if "\u4e00" <= sign <= "\u9fff"} - _COMMON
        return {word[:4] for word in re.findall(r"[a-z]{4,}", said)}

    def supposed(self, rule: str = "unreal") -> tuple[int, int] | None:
        """Return the clause that only supposes, where nothing outside it complains and nothing is feared or wished."""
        at = self._unreal(rule)
        if at is None or self.meets("fear", (0, len(self.text))) or self._wishes(rule):
            return None
        fact, start = self._fact(at), self.clauses[at][0]
        if fact is None and rule != "unreal":
            return None
        outside = len(self.text) if fact is None else fact
        alone = start <= _SHORT[self.language] or self.meets("would", (0, start))
        return self.clauses[at] if alone and not self.bad(outside, len(self.text), _BAD - {"price"}) else None

    def _wishes(self, rule: str) -> bool:
        wishes = ("wish_complaint", "desire") if self.language == "en" else ("wish_complaint",)
        asks = any(mark in self.text for mark in "?？吗")
        return rule == "unreal" and (asks or any(cue.name in wishes for cue in self.cues))

    def _unreal(self, rule: str) -> int | None:
        """Return the place of the clause in which what is not begins: by its form, or by the fact told after it."""
        match = _patterns(self.language)[rule].search(self.said((0, len(self.text))))
        sought = "supposing" if match is None and rule == "unreal" else rule
        at = next((at for at, span in enumerate(self.clauses) if self.meets(sought, span)), None)
        if match is not None and at is None:
            at = next((at for at, span in enumerate(self.clauses) if span[0] <= match.start() < span[1]), None)
        if at is None or (match is None and self._fact(at) is None):
            return None
        return (
            at if self.meets("would", (0 if self.language == "en" else self.clauses[at][0], len(self.text))) else None
        )

    def _fact(self, at: int) -> int | None:
        """Return where, after the supposition, what is the case begins."""
        if self.language == "zh":
            match = _patterns("zh")["fact"].search(self._plain, self.clauses[at][0])
            return match.start() if match else None
        for later in range(at + 1, len(self.clauses)):
            if self._turned(later) or self.meets("short_no", self.clauses[later]):
                return self.clauses[later][0]
        return None

    def own_denial(self) -> tuple[int, int] | None:
        """Return the clause in which the speaker says of himself that it is no trouble, where nothing else is one."""
        span = self.found("own_denied")
        if span is None or self.bad(0, len(self.text), _FELT) or any(mark in self.text for mark in "?？"):
            return None
        turned = [at for at, own in enumerate(self.clauses) if own[0] > span[0] and self._turned(at)]
        return None if turned else span

    def because(self, why: str, span: tuple[int, int] | None) -> str:
        if span is None:
            return ""
        words = _SAYS[self.language]
        return f"{words[why]}{words['open']}{self.text[slice(*span)]}{words['shut']}"


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    part = text[start:end]
    return start + len(part) - len(part.lstrip()), end - (len(part) - len(part.rstrip()))


_COMMON = frozenset("的了是我他她们说就都也不没有一个这那自己老回过在上到家人得来去被给吗呢吧啊")


@cache
def _patterns(language: str) -> dict[str, re.Pattern[str]]:
    """Return the rules of a language as patterns; English ones hold between the edges of words."""
    given = {name: "|".join(lines) for name, lines in read_lexicon("voices")[language].items()}
    edge = r"(?<![\w'])(?:{})(?![\w])" if language == "en" else "(?:{})"
    ready = {name: re.compile(edge.format(lines)) for name, lines in given.items()}
    if language == "en":
        tells = rf"(?<![\w'])(?:{given['others']})(?: [\w']+){{0,2}}? (?:{given['say']})(?!\w)"
        ready["own"] = re.compile(rf"^(?:and |but |yet |though |while |whereas )?(?:{given['own']})(?!\w)")
        ready["short_no"] = re.compile(rf"^(?:{given['short_no']})$")
    else:
        tells = rf"(?:{given['others']})[^，。；！？]{{0,6}}(?:{given['say']})"
        ready["own"] = re.compile(rf"^(?:可|但|不过|结果|其实|反正|偏偏)?(?:{given['own']})")
    return ready | {"tells": re.compile(tells)}
