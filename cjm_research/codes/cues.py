"""Linguistic cues: the words by which a reader sees a wish, a reason, a complaint, and what a negation undoes.

Cues serve twice: as features of the coder, and as the reason shown with a suggestion. A cue in the reach of a negation
is marked; it speaks for the opposite.

>>> [(cue.name, cue.text, cue.negated) for cue in find_cues("I never had a problem with the price", "en")]
[('negation', 'never', False), ('complaint', 'problem', True), ('price', 'price', True)]
>>> [(cue.name, cue.text, cue.negated) for cue in find_cues("从来不贵", "zh")]
[('negation', '从来不', False), ('price', '贵', True)]
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from cjm_research.codes.lexicon import Found, PhraseFinder, read_lexicon, tokens_of

if TYPE_CHECKING:
    from spacy.tokens import Doc

_UNDENIABLE = frozenset({"negation", "question", "contrast"})
_STOPS = frozenset({"contrast", "cause"})
# Marks that end what a negation reaches; the Chinese enumeration comma 、 does not.
_BREAKS = frozenset(".,;:!?()，。；：！？（）…\n")


@dataclass(frozen=True)
class Cue:
    """A cue found in a text.

    Attributes
    ----------
    name : str
        For example "desire" or "at_purchase"; a key of the lexicons.
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
    finder, reach = _finder(language)
    doc = tokens_of(text, language)
    found = finder.find(doc)
    denied = _denied(doc, found, reach)
    cues = []
    for hit in found:
        start, last = doc[hit.first].idx, doc[hit.after - 1]
        end = last.idx + len(last.text)
        negated = hit.label not in _UNDENIABLE and hit.first in denied
        cues.append(Cue(hit.label, start, end, text[start:end], negated))
    return cues


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
    return {name: entry["label"] for name, entry in read_lexicon(f"cues-{_known(language)}")["cues"].items()}


def cue_names() -> list[str]:
    """Return the names of all cues, sorted; both languages have the same."""
    return sorted(cue_labels("en"))


def asked_names() -> list[str]:
    """Return the names of what a question can ask for, sorted."""
    return sorted(read_lexicon("cues-en")["asked"])


def _denied(doc: Doc, found: list[Found], reach: int) -> set[int]:
    """Return the places of the tokens that a negation reaches."""
    stops = {place for hit in found if hit.label in _STOPS for place in range(hit.first, hit.after)}
    denied: set[int] = set()
    for hit in found:
        if hit.label != "negation":
            continue
        for place in range(hit.after, min(hit.after + reach, len(doc))):
            if place in stops or doc[place].text in _BREAKS or doc[place].is_space:
                break
            denied.add(place)
    return denied


@cache
def _finder(language: str) -> tuple[PhraseFinder, int]:
    lexicon = read_lexicon(f"cues-{_known(language)}")
    phrases = {name: entry["phrases"] for name, entry in lexicon["cues"].items()}
    return PhraseFinder({**phrases, "shield": lexicon["shield"]["phrases"]}, _known(language)), lexicon["reach"]


@cache
def _asked_finder(language: str) -> PhraseFinder:
    return PhraseFinder(read_lexicon(f"cues-{_known(language)}")["asked"], _known(language))


def _known(language: str) -> str:
    return "zh" if language == "zh" else "en"
