"""Scope: what a negation reaches, what undoes it, and whether the words deny what a model suggests.

A double negation (不是没有, "not without") or a question that says yes (谁不想, "isn't it slow?") undoes the negation
in it.
Precision comes first: where the words leave a doubt, nothing is denied.

>>> from cjm_research.codes.cues import find_cues
>>> for text in ("I never had a problem with the price.", "I never had a problem, but it is slow."):
...     print(repr(contradiction("pain_point", find_cues(text, "en"), text, "en")))
'denied: “never had a problem”'
''
>>> contradiction("goal", find_cues("难道你们不检查吗？", "zh"), "难道你们不检查吗？", "zh")
'反问，并不求答：「难道你们不」'
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from typing import TYPE_CHECKING, Any

from cjm_research.codes.lexicon import Found, PhraseFinder, read_lexicon, tokens_of

if TYPE_CHECKING:
    from spacy.tokens import Doc

    from cjm_research.codes.cues import Cue

UNDOING = frozenset({"double_negation", "rhetorical", "undone"})
"""Turns of phrase whose negations reach no further than their own end."""

_STOPS = frozenset({"contrast", "cause"})
# Marks that end what a negation reaches; the Chinese enumeration comma 、 does not.
_BREAKS = frozenset(".,;:!?()，。；：！？（）…\n")

_PAIN = ("complaint", "failure", "effort", "feeling_bad", "price")
_GOOD = ("praise", "feeling_good")
_AIMS = ("desire", "request", "purpose")
_TURNING = frozenset({"irony", "rhetorical", "wish_complaint", "praise_but", "contrast", "reported", "hypothetical"})
_DENYING = frozenset({"negation", "failure", "irony", "rhetorical"})
# "no problem booking" denies a problem; "no error reporting" says that something is missing.
_TROUBLE = re.compile(r"(problem|issue|trouble|difficult|hassle)", re.I)
_COMMAND = re.compile(r"(^|[.,;:!?]\s*)(please\s+)?do\s?$")
_SHORT = {"en": 18, "zh": 6}
"""Up to how many characters a clause is too short to complain unheard."""
_NEAR = {"en": 30, "zh": 6}
"""Up to how many characters after a negation a cue is denied beyond doubt."""
_SAYS = {
    "en": {"denied": "denied", "nothing": "says there is none", "asks": "a question that asks for no answer",
           "irony": "may be meant ironically", "open": ": “", "shut": "”"},
    "zh": {"denied": "原文否定了它", "nothing": "原文说没有", "asks": "反问，并不求答",
           "irony": "可能是反话", "open": "：「", "shut": "」"},
}  # fmt: skip


def denied_places(doc: Doc, found: Iterable[Found], turns: Iterable[Found], reach: int) -> set[int]:
    """Return the places of the tokens that a negation reaches.

    Parameters
    ----------
    doc : spacy Doc
        The tokens of a segment.
    found : iterable of Found
        Its cues, negations among them.
    turns : iterable of Found
        Its turns of phrase; those of `UNDOING` limit the negations that begin in them to their own last token.
    reach : int
        How many tokens a negation reaches, where no punctuation, contrast or cause comes before.

    Returns
    -------
    set of int
        Places in the doc.
    """
    found = list(found)
    stops = {place for hit in found if hit.label in _STOPS for place in range(hit.first, hit.after)}
    undoing = [turn for turn in turns if turn.label in UNDOING]
    denied: set[int] = set()
    for hit in found:
        if hit.label != "negation":
            continue
        over = [turn for turn in undoing if turn.first <= hit.first < turn.after]
        if over:
            denied |= {turn.after - 1 for turn in over}
            continue
        for place in range(hit.after, min(hit.after + reach, len(doc))):
            if place in stops or doc[place].text in _BREAKS or doc[place].is_space:
                break
            denied.add(place)
    return denied


def contradiction(family: str, cues: Sequence[Cue], text: str, language: str) -> str:
    """Return why the words deny a family that a model suggests.

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
        A short reason with the words in question, or "" where nothing speaks against the family.
    """
    if not any(cue.name in _DENYING for cue in cues):
        return ""
    said = _Said(tuple(cues), text, "zh" if language == "zh" else "en")
    return {"goal": _no_goal, "motivation": _no_motivation, "pain_point": _no_pain}[family](said)


@dataclass(frozen=True)
class _Said:
    """A segment with its cues, and the questions that the three families put to them."""

    cues: tuple[Cue, ...]
    text: str
    language: str

    def named(self, *names: str) -> list[Cue]:
        return [cue for cue in self.cues if cue.name in names]

    def affirmed(self, *names: str, outside: Sequence[tuple[int, int]] = ()) -> list[Cue]:
        """Return the cues of these names that no negation reaches and that lie outside some spans."""
        kept = [cue for cue in self.named(*names) if not cue.negated]
        return [cue for cue in kept if not any(start < cue.end and cue.start < end for start, end in outside)]

    def nothing(self, family: str) -> list[tuple[int, int]]:
        """Return where the segment answers that there is nothing of a family."""
        doc = tokens_of(self.text, self.language)
        hits = _nothing_finder(self.language).find(doc)
        ends = [(doc[hit.first].idx, doc[hit.after - 1]) for hit in hits if hit.label == family]
        return [(start, last.idx + len(last.text)) for start, last in ends]

    def denial(self, cue: Cue) -> tuple[int, int] | None:
        """Return the span from the negation to a denied cue, if nothing between them limits the denial."""
        before = [other for other in self.named("negation") if other.end <= cue.start]
        if not cue.negated or not before or self._forbids(before[-1]):
            return None
        between = self.text[before[-1].end : cue.start].lower()
        if len(between) > _NEAR[self.language] or _BREAKS.intersection(between):
            return None
        limited = self._holds(between, "limits")
        return None if limited else (self._from_the_word(before[-1].start), cue.end)

    def _holds(self, part: str, rule: str) -> bool:
        """Return whether a part of the text holds one of the words of a rule."""
        words = set(re.findall(r"\w+", part.lower())) if self.language == "en" else part
        return any(word in words for word in _rules(self.language)[rule])

    def _forbids(self, negation: Cue) -> bool:
        """Return whether a negation asks for something not to be: "don't be late" denies no delay."""
        ahead = self.text[: negation.start].lower()
        return negation.text in _rules(self.language)["forbids"] or _COMMAND.search(ahead) is not None

    def _from_the_word(self, start: int) -> int:
        """Return where the word of a negation begins: "n't" is shown as "haven't"."""
        head = re.search(r"[A-Za-z]*$", self.text[:start]) if self.language == "en" else None
        return head.start() if head else start

    def stands_alone(self, cue: Cue) -> bool:
        """Return whether a denied cue is the whole thing denied, not the first half of a name ("no error message")."""
        rest = self.text[cue.end :]
        if not rest.strip() or not (rest[0].isalnum() or rest[0] == " "):
            return True
        after = _rules(self.language)["after"]
        if self.language == "zh":
            return rest.startswith(tuple(after)) or rest[0] == " "
        word = (re.match(r"\s*(\w*)", rest) or [""])[1].lower()
        return not word or word in after or word.endswith("ly") or (word.endswith("ing") and _is_trouble(cue))

    @property
    def tells_of_once(self) -> bool:
        """Return whether it says how things were before they changed ("no problem until May", 以前没问题)."""
        return self._holds(self.text, "once")

    @property
    def asks(self) -> bool:
        return any(mark in self.text for mark in "?？")

    @cached_property
    def clauses(self) -> list[tuple[int, int]]:
        """Return the spans between marks."""
        return [match.span() for match in re.finditer(r"[^.,;:!?()，。；：！？（）…\n]+", self.text)]

    def says(self, why: str, span: tuple[int, int]) -> str:
        words = _SAYS[self.language]
        return f"{words[why]}{words['open']}{self.text[slice(*span)]}{words['shut']}"


def _no_pain(said: _Said) -> str:
    """Every complaint is denied, nothing turns the sentence, and no clause is left that might complain unheard."""
    nothing = said.nothing("pain_point")
    if said.asks or said.named(*_TURNING) or said.affirmed(*_AIMS, outside=nothing):
        return ""
    if said.tells_of_once or any(cue.negated for cue in said.named(*_GOOD)):
        return ""
    mild = _rules(said.language)["mild"]
    denied = {cue: said.denial(cue) for cue in said.named(*_PAIN) if cue.negated and said.stands_alone(cue)}
    spans = [span for span in denied.values() if span]
    left = [cue for cue in said.affirmed(*_PAIN, "unmet", outside=[*nothing, *spans]) if cue.text.lower() not in mild]
    unsure = [cue for cue in said.named(*_PAIN) if cue.negated and not denied.get(cue) and not _within(cue, spans)]
    unsure = [cue for cue in unsure if cue.text.lower() not in mild and not _within(cue, nothing)]
    spans = [denied[cue] for cue in denied if denied[cue] and cue.text.lower() not in mild]
    if left or unsure or not (nothing or spans) or not _heard(said, [*nothing, *spans]):
        return ""
    return said.says("nothing", nothing[0]) if nothing else said.says("denied", spans[0])


def _no_motivation(said: _Said) -> str:
    """All praise is denied, or stands inside a turn of irony, and no reason is given beside it."""
    irony = [(cue.start, cue.end) for cue in said.named("irony")]
    if said.affirmed(*_GOOD, "cause", "purpose", "obligation", "comparison", outside=irony):
        return ""
    if irony:
        return "" if said.named("contrast") else said.says("irony", irony[0])
    if said.asks or said.named("rhetorical", "double_negation", "hypothetical", "contrast") or said.affirmed(*_AIMS):
        return ""
    spans = [said.denial(cue) for cue in said.named(*_GOOD)]
    if not spans or None in spans:
        return ""
    return said.says("denied", spans[0])


def _no_goal(said: _Said) -> str:
    """The answer is that nothing is wanted, or a question that asks for no answer; no other aim is named."""
    nothing = said.nothing("goal")
    if nothing:
        left = said.affirmed(*_AIMS, outside=nothing)
        return "" if left or said.asks or said.named("contrast") else said.says("nothing", nothing[0])
    asked = [(cue.start, cue.end) for cue in said.named("rhetorical")]
    if not asked or said.affirmed(*_AIMS, "hypothetical", "wish_complaint", outside=asked):
        return ""
    return said.says("asks", asked[0])


def _heard(said: _Said, spans: Sequence[tuple[int, int]]) -> bool:
    """Return whether every clause is denied, praises, or is too short to complain."""
    praised = [(cue.start, cue.end) for cue in said.affirmed(*_GOOD)]
    short = _SHORT[said.language]
    return all(
        end - start <= short or any(start < last and first < end for first, last in [*spans, *praised])
        for start, end in said.clauses
    )


def _within(cue: Cue, spans: Iterable[tuple[int, int]]) -> bool:
    return any(start <= cue.start and cue.end <= end for start, end in spans)


def _is_trouble(cue: Cue) -> bool:
    return _TROUBLE.match(cue.text) is not None


@cache
def _rules(language: str) -> dict[str, Any]:
    return read_lexicon(f"cues-{language}")["nothing"]


@cache
def _nothing_finder(language: str) -> PhraseFinder:
    return PhraseFinder({family: _rules(language)[family] for family in ("pain_point", "goal")}, language)
