"""What a segment says of which thing: the sides it takes on what people judge, clause by clause, and what it denies.

>>> said = heard("The driver was friendly, but the parcel came late.", "en")
>>> [(sorted(clause.sides), sorted(clause.things)) for clause in said.clauses if clause.sides]
[([('attitude', 1)], ['driver']), ([('speed', -1)], ['parcel'])]
>>> sorted(heard("它一点也不慢，客服也很耐心", "zh").sides)
[('attitude', 1), ('speed', 1)]
>>> sorted(heard("Nothing missing, nothing late.", "en").denied)
['late', 'miss']
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from importlib.resources import files
from typing import Any

from cjm_research.codes.cues import Cue, find_cues, reached_by_negation
from cjm_research.codes.lexicon import Found, PhraseFinder, tokens_of
from cjm_research.codes.scope import contradiction
from cjm_research.themes.naming.voices import keys_of

GOOD = frozenset({"praise", "feeling_good"})
BAD = frozenset({"complaint", "failure", "effort", "feeling_bad"})
_TURNING = frozenset({"irony", "rhetorical", "hypothetical", "reported", "praise_but", "contrast", "wish_complaint"})
_WISHING = frozenset({"desire", "request", "unmet"})
_WISH = re.compile(r"[\u4e00-\u9fff]点[儿吧！!。]*$")  # 快点, 便宜点
_HEARSAY = re.compile(
    r"\b(?:they|people|he|she|everyone|everybody|friends?|mum|dad|\w*mates?)\s+"
    r"(?:say|says|said|think|thinks|thought|reckon|reckons|claim|claims)\b",
    re.IGNORECASE,
)
_RATHER = re.compile(r"\bnot (?:the|those|these)\b", re.IGNORECASE)  # "the ugly ones, not the nice ones"
_NEAR = {"en": 5, "zh": 10}  # tokens from a judging word to the thing it is said of: words, 字
_SIDES = {"good": 1, "bad": -1}
_CLAUSE = re.compile(r"[^,.;:!?()，。；：！？（）…\n]+")


@dataclass(frozen=True)
class Clause:
    """Things named together between two marks, and the side taken near them: (aspect, 1 for good or −1 for bad)."""

    things: frozenset[str]
    sides: frozenset[tuple[str, int]]


@dataclass(frozen=True)
class Said:
    """What a segment says.

    Attributes
    ----------
    clauses : tuple of Clause
        In the order of the text.
    denied, asserted : frozenset of str
        Stems of the judging words that it denies and that it affirms; words that fit anything are left out.
    cleared : frozenset of str
        Things of which it denies a trouble: "never had a problem with the price".
    pleased, troubled : bool
        Whether it praises, and whether it complains; what is denied counts as its opposite.
    mixed : frozenset of str
        Aspects of which it uses good and bad words both: "the ugly ones, not the nice ones".
    plain : bool
        Whether it says so itself and straight: no question, irony, hearsay, condition or turn from one to the other.
    wishes : bool
        Whether it asks for something: who wants it cheaper does not say that it is cheap.
    no_pain, no_motivation : bool
        Whether its words deny that family altogether.
    """

    clauses: tuple[Clause, ...]
    denied: frozenset[str]
    asserted: frozenset[str]
    cleared: frozenset[str]
    pleased: bool
    troubled: bool
    mixed: frozenset[str]
    plain: bool
    wishes: bool
    no_pain: bool
    no_motivation: bool

    @cached_property
    def sides(self) -> frozenset[tuple[str, int]]:
        """All sides that it takes."""
        return frozenset().union(*(clause.sides for clause in self.clauses))

    @cached_property
    def things(self) -> frozenset[str]:
        """All things that it names."""
        return frozenset().union(*(clause.things for clause in self.clauses))


@cache
def words_of(name: str) -> dict[str, Any]:
    """Return a table of ``opposites.toml``: the aspects of a language, or for example "nothing"."""
    return tomllib.loads(files("cjm_research.findings").joinpath("opposites.toml").read_text("utf-8"))[name]


@lru_cache(maxsize=65536)
def heard(text: str, language: str) -> Said:
    """Return what a segment says.

    Parameters
    ----------
    text : str
        A segment.
    language : {"en", "zh"}
        Of the segment.
    """
    cues = find_cues(text, language)
    judging = [cue for cue in cues if cue.name in GOOD | BAD]
    return Said(
        clauses=_clauses(text, language),
        denied=_stems(judging, True, language),
        asserted=_stems(judging, False, language),
        cleared=_cleared(text, judging, language),
        pleased=any((cue.name in GOOD) != cue.negated for cue in judging),
        troubled=any((cue.name in BAD) != cue.negated for cue in judging),
        mixed=_mixed(text, language),
        plain=_plain(cues, text),
        wishes=_wishes(cues, judging) or bool(_WISH.search(text)),
        no_pain=bool(contradiction("pain_point", cues, text, language)),
        no_motivation=bool(contradiction("motivation", cues, text, language)),
    )


@lru_cache(maxsize=4096)
def things_in(text: str, language: str) -> frozenset[str]:
    """Return the stems of the words that name a thing: no judging word, no measure, no word as wide as the study."""
    return frozenset(keys_of(text)) - _no_things(language)


@cache
def alone(language: str) -> frozenset[str]:
    """Return the aspects that are a thing of their own: who says "dear" need not say of what."""
    return frozenset(name for name, entry in words_of(language).items() if entry.get("alone"))


@cache
def of_itself(language: str, aspects: frozenset[str]) -> frozenset[str]:
    """Return the stems of the words that name such an aspect as a thing: "price", 态度."""
    words = [word for name in aspects & alone(language) for word in words_of(language)[name].get("named", ())]
    return frozenset(stem for word in words for stem in [word, *keys_of(word)])


def named(things: frozenset[str], language: str) -> frozenset[str]:
    """Return the aspects that stand for themselves and are named among things."""
    return frozenset(name for name in alone(language) if things & of_itself(language, frozenset([name])))


@cache
def itself(language: str) -> frozenset[str]:
    """Return the stems of words that name a trouble by themselves: "late", "missing", 闪退."""
    return frozenset(stem for word in words_of("itself")[language] for stem in [word, *keys_of(word)])


def _stems(cues: list[Cue], negated: bool, language: str) -> frozenset[str]:
    found = {stem for cue in cues if cue.negated == negated for stem in keys_of(cue.text) or [cue.text]}
    return frozenset(found) - _wide(language)


def _plain(cues: list[Cue], text: str) -> bool:
    turned = any(cue.name in _TURNING and (cue.name != "contrast" or cue.start) for cue in cues)
    return (
        not turned
        and not any(mark in text for mark in "?？")
        and not _HEARSAY.search(text)
        and not _RATHER.search(text)
    )


def _wishes(cues: list[Cue], judging: list[Cue]) -> bool:
    spans = {cue.start for cue in judging}  # 麻烦 asks politely, or complains
    return any(cue.name in _WISHING and not cue.negated and cue.start not in spans for cue in cues)


def _cleared(text: str, judging: list[Cue], language: str) -> frozenset[str]:
    denied = [cue.start for cue in judging if cue.negated and cue.name in BAD]
    spans = [match for match in _CLAUSE.finditer(text) if any(match.start() <= at < match.end() for at in denied)]
    return frozenset().union(*(things_in(match.group(), language) for match in spans))


def _clauses(text: str, language: str) -> tuple[Clause, ...]:
    """Return the things of each clause, and for each side that it takes the things near its words."""
    doc = tokens_of(text, language)
    hits = _finder(language).find(doc)
    reached = reached_by_negation(text, language) if hits else set()
    found = []
    for match in _CLAUSE.finditer(text):
        for hit in (hit for hit in hits if match.start() <= doc[hit.first].idx < match.end()):
            first, after = max(hit.first - _NEAR[language], 0), min(hit.after + _NEAR[language], len(doc)) - 1
            start, end = max(doc[first].idx, match.start()), min(doc[after].idx + len(doc[after].text), match.end())
            found.append(Clause(things_in(text[start:end], language), frozenset([_side(hit, reached)])))
        if things := things_in(match.group(), language):
            found.append(Clause(things, frozenset()))
    return tuple(found)


def _mixed(text: str, language: str) -> frozenset[str]:
    labels = {hit.label for hit in _finder(language).find(tokens_of(text, language))}
    names = {label.partition(" ")[0] for label in labels}
    return frozenset(name for name in names if all(f"{name} {side}" in labels for side in _SIDES))


def _side(hit: Found, reached: set[int]) -> tuple[str, int]:
    aspect, _, side = hit.label.partition(" ")
    return aspect, -_SIDES[side] if hit.first in reached else _SIDES[side]


@cache
def _finder(language: str) -> PhraseFinder:
    table = words_of(language)
    return PhraseFinder({f"{name} {side}": entry[side] for name, entry in table.items() for side in _SIDES}, language)


@cache
def _wide(language: str) -> frozenset[str]:
    return frozenset(stem for word in words_of("wide")[language] for stem in [word, *keys_of(word)])


@cache
def _no_things(language: str) -> frozenset[str]:
    # Of a phrase of several words, "good price", the last may well be a thing.
    lines = [line for entry in words_of(language).values() for side in _SIDES for line in entry[side]]
    judging = [word for line in lines if " " not in line for word in line.split("|")]
    listed = words_of("things")[language]
    return _wide(language) | frozenset(stem for line in [*judging, *listed] for stem in [line, *keys_of(line)])
