"""Linguistic cues: the words by which a reader sees a wish, a reason, a complaint, and what a negation undoes.

Cues serve twice: as features of the coder, and as the reason shown with a suggestion. A cue in the reach of a negation
is marked; it speaks for the opposite. Beside words there are turns of phrase (irony, a rhetorical question, a double
negation, a wish that complains, praise with a but); they are shown, and limit what a negation reaches, but are no
features of the shipped heads.

>>> [(cue.name, cue.text, cue.negated) for cue in find_cues("I never had a problem with the price", "en")]
[('negation', 'never', False), ('complaint', 'problem', True), ('price', 'price', True)]
>>> [(cue.name, cue.text, cue.negated) for cue in find_cues("从来不贵", "zh")]
[('negation', '从来不', False), ('price', '贵', True)]
>>> [(cue.text, cue.negated) for cue in find_cues("难道不贵吗", "zh") if cue.name in ("price", "rhetorical")]
[('难道不', False), ('贵', False)]
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from cjm_research.codes.lexicon import Found, PhraseFinder, read_lexicon, tokens_of
from cjm_research.codes.scope import denied_places

if TYPE_CHECKING:
    from spacy.tokens import Doc

FEATURE_CUES = (
    "at_awareness", "at_consideration", "at_delivery", "at_loyalty", "at_purchase", "at_use", "cause", "comparison",
    "complaint", "contrast", "desire", "effort", "failure", "feeling_bad", "feeling_good", "hedge", "hypothetical",
    "negation", "obligation", "praise", "price", "purpose", "question", "reported", "request", "unmet",
)  # fmt: skip
"""The cues that are features, in the order of the weights' columns: a name more or less, and no weight fits."""

_UNDENIABLE = frozenset({"negation", "question", "contrast"})
_GOOD = frozenset({"praise", "feeling_good"})
_BAD = frozenset({"complaint", "failure", "effort", "feeling_bad", "unmet", "price"})
_TRIED = frozenset({"不能", "不太能"})  # in English "cannot" is a failure alone
_SENTENCE_END = frozenset("!?。！？\n")


@dataclass(frozen=True)
class Cue:
    """A cue found in a text.

    Attributes
    ----------
    name : str
        For example "desire" or "irony"; one of `cue_names`.
    start, end : int
        Offsets in the text, half-open: ``text[start:end]`` is the cue.
    text : str
        The words.
    negated : bool
        Whether a negation reaches it.
    """

    name: str
    start: int
    end: int
    text: str
    negated: bool = False


def find_cues(text: str, language: str) -> list[Cue]:
    """Return the cues of a text, in its order.

    Parameters
    ----------
    text : str
        A segment.
    language : {"en", "zh"}
        Which lexicon is used.

    Returns
    -------
    list of Cue
        Overlapping finds are settled for the longest; a word may carry several cues.
    """
    finder, turns, reach = _finders(language)
    doc = tokens_of(text, language)
    found, turned = finder.find(doc), turns.find(doc)
    denied = denied_places(doc, found, turned, reach)
    cues = [_cue(doc, text, hit, hit.label not in _UNDENIABLE and hit.first in denied) for hit in found]
    cues += [_cue(doc, text, hit, False) for hit in turned if hit.label != "undone"]
    return sorted([*cues, *_praise_but(cues, text)], key=lambda cue: (cue.start, cue.name))


def _cue(doc: Doc, text: str, hit: Found, negated: bool) -> Cue:
    start, last = doc[hit.first].idx, doc[hit.after - 1]
    end = last.idx + len(last.text)
    return Cue(hit.label, start, end, text[start:end], negated)


def _praise_but(cues: list[Cue], text: str) -> list[Cue]:
    """Return the turns from praise to complaint: a contrast with the one before and the other after it."""
    priced_well = {(cue.start, cue.end) for cue in cues if cue.name == "praise"}  # 便宜 is a price and praise
    good = [cue for cue in cues if cue.name in _GOOD and not cue.negated]
    bad = [cue for cue in cues if (cue.name in _BAD and not cue.negated) or (cue.name in _GOOD and cue.negated)]
    bad = [cue for cue in bad if cue.negated or (cue.start, cue.end) not in priced_well]
    return [
        Cue("praise_but", turn.start, turn.end, turn.text)
        for turn in cues
        if turn.name == "contrast"
        and any(cue.end <= turn.start and _same_sentence(text, cue.end, turn.start) for cue in good)
        and any(turn.end <= cue.start and _same_sentence(text, turn.end, cue.start) for cue in bad)
    ]


def _same_sentence(text: str, start: int, end: int) -> bool:
    between = text[start:end]
    return ". " not in between and not _SENTENCE_END.intersection(between)


def reached_by_negation(text: str, language: str) -> set[int]:
    """Return the places of the tokens that a negation reaches; "cannot" is a failure and denies no attempt.

    >>> sorted(reached_by_negation("I never paid", "en")), reached_by_negation("我不能付款", "zh")
    ([2], set())
    """
    finder, turns, reach = _finders(language)
    doc = tokens_of(text, language)
    found = finder.find(doc)
    real = [hit for hit in found if hit.label != "negation" or doc[hit.first : hit.after].text not in _TRIED]
    return denied_places(doc, real, turns.find(doc), reach)


def find_asked(context: str, language: str) -> set[str]:
    """Return what the question asked for ("asked_wish", "asked_problem", …); the sentence before is left out."""
    question = context.split(" … ")[0]
    return {found.label for found in _asked_finder(language).find(tokens_of(question, language))}


def find_asked_stages(context: str, language: str) -> set[str]:
    """Return the stages that the question names; "use" is left out, since nearly every question speaks of using.

    >>> find_asked_stages("What made you choose this shop?", "en"), find_asked_stages("候诊那段时间您怎么过的？", "zh")
    ({'consideration'}, {'delivery'})
    """
    question = context.split(" … ")[0]
    named = {cue.name.removeprefix("at_") for cue in find_cues(question, language) if cue.name.startswith("at_")}
    return named - {"use"}


@cache
def cue_labels(language: str) -> dict[str, str]:
    """Return the name of each cue as people read it, in its language."""
    lexicon = read_lexicon(f"cues-{_known(language)}")
    return {name: entry["label"] for name, entry in (lexicon["cues"] | lexicon["signs"]).items()}


def cue_names() -> list[str]:
    """Return the names of all cues, sorted; both languages have the same."""
    return sorted(cue_labels("en"))


def asked_names() -> list[str]:
    """Return the names of what a question can ask for, sorted."""
    return sorted(read_lexicon("cues-en")["asked"])


@cache
def _finders(language: str) -> tuple[PhraseFinder, PhraseFinder, int]:
    """Return what finds the words, what finds the turns of phrase (neither hides the other), and the reach."""
    lexicon = read_lexicon(f"cues-{_known(language)}")
    phrases = {name: entry["phrases"] for name, entry in lexicon["cues"].items()}
    words = PhraseFinder({**phrases, "shield": lexicon["shield"]["phrases"]}, _known(language))
    turns = {name: entry["phrases"] for name, entry in lexicon["signs"].items()}
    return words, PhraseFinder({**turns, "undone": lexicon["undone"]["phrases"]}, _known(language)), lexicon["reach"]


@cache
def _asked_finder(language: str) -> PhraseFinder:
    return PhraseFinder(read_lexicon(f"cues-{_known(language)}")["asked"], _known(language))


def _known(language: str) -> str:
    return "zh" if language == "zh" else "en"
