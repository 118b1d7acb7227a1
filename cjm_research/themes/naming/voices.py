"""What the people of a theme say in one language: their words, the phrases they use, and who uses them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence, Set
from dataclasses import dataclass, field
from functools import cached_property

from cjm_research.codes.cues import find_cues
from cjm_research.themes.chinese import simplified
from cjm_research.themes.naming.chinese_phrases import chinese
from cjm_research.themes.naming.chinese_phrases import settled as chinese_clause
from cjm_research.themes.naming.clauses import candidates, parts
from cjm_research.themes.naming.english import stem
from cjm_research.themes.naming.english_phrases import english
from cjm_research.themes.naming.english_phrases import settled as english_clause
from cjm_research.themes.naming.phrase import Phrase
from cjm_research.themes.tokens import HAN, content

_COUNTED = 1000  # segments nearest to the middle whose words are counted
_DETAIL = 0.2  # a word that is held by less than this part of the segments that hold the commonest one
_NEGATION = re.compile(
    r"\b(?:no|not|never|nobody|nothing|none|nor|hardly|without)\b|n['’]t\b|[不没沒无無未]", re.IGNORECASE
)
_NO_NEGATION = re.compile(
    r"不错|不錯|不过|不過|不同|差不多|不然|不断|不斷|不仅|不僅|不但|无论|無論|无线|無線|未来|未來|没准|要不"
)
_FELT = 40  # segments nearest to the middle whose mood is read
_GOOD = frozenset({"praise", "feeling_good"})
_BAD = frozenset({"complaint", "failure", "effort", "feeling_bad", "unmet"})
_HEARD = 150  # and those whose phrases are cut out


@dataclass(frozen=True)
class Spoken:
    """One segment, as far as naming needs it.

    Attributes
    ----------
    segment_id, text, case_id : str
        Of the segment.
    weight : float
        Cosine to the middle of its theme.
    """

    segment_id: str
    text: str
    case_id: str
    weight: float


@dataclass
class Heard:
    """Phrases with the same words: how each is put, and who said so."""

    kinds: Counter[tuple[str, str]] = field(default_factory=Counter)
    people: set[str] = field(default_factory=set)
    keys: tuple[str, ...] = ()

    @property
    def best(self) -> tuple[str, str]:
        """The wording with its kind: a phrase rather than a clause, then the commonest, the shorter, the first."""
        return min(self.kinds, key=lambda put: (put[1] == "clause", -self.kinds[put], len(put[0]), put))


@dataclass(frozen=True)
class Voice:
    """The segments of one theme in one language, nearest to its middle first.

    Attributes
    ----------
    language : {"en", "zh"}
        Of the segments.
    spoken : tuple of Spoken
        Sorted by weight, then by id.
    whole : frozenset of str
        Words that are never cut.
    """

    language: str
    spoken: tuple[Spoken, ...]
    whole: Set[str] = frozenset()

    @cached_property
    def words(self) -> list[frozenset[str]]:
        """The stems of the content words of each counted segment."""
        return [frozenset(keys_of(said.text, self.whole)) for said in self.spoken[:_COUNTED]]

    @cached_property
    def weights(self) -> list[float]:
        """What each counted segment counts: more near the middle than at the edge; they sum to one."""
        raw = [max(said.weight, 0.0) + 0.1 for said in self.spoken[:_COUNTED]]
        return [one / sum(raw) for one in raw]

    @cached_property
    def shares(self) -> dict[str, float]:
        """The weighted share of segments that hold a word, 0–1."""
        found: Counter[str] = Counter()
        for words, weight in zip(self.words, self.weights, strict=True):
            for word in words:
                found[word] += weight
        return dict(found)

    @cached_property
    def details(self) -> frozenset[str]:
        """The words that one segment alone holds, or few beside the commonest; none where segments are too few."""
        if len(self.words) < 4:
            return frozenset()
        least = max(1.5 / len(self.words), _DETAIL * max(self.shares.values(), default=0.0))
        return frozenset(word for word, share in self.shares.items() if share < least)

    @cached_property
    def mood(self) -> tuple[float, float]:
        """The shares of the nearest segments that praise and that complain, 0–1."""
        moods = [mood(said.text, self.language) for said in self.spoken[:_FELT]]
        return sum(good for good, _ in moods) / len(moods), sum(bad for _, bad in moods) / len(moods)

    @cached_property
    def denied(self) -> float:
        """The share of the nearest segments that deny something, 0–1."""
        said = self.spoken[:_FELT]
        return sum(denies(one.text) for one in said) / len(said)

    @cached_property
    def heard(self) -> dict[frozenset[str], Heard]:
        """Every phrase of the nearest segments, by its words."""
        found: dict[frozenset[str], Heard] = {}
        for said in self.spoken[:_HEARD]:
            for phrase in phrases(said.text, self.language, self.whole):
                entry = found.setdefault(frozenset(phrase.keys), Heard(keys=phrase.keys))
                entry.kinds[phrase.text, phrase.kind] += 1
                entry.people.add(said.case_id)
        return found

    def together(self, keys: Set[str]) -> float:
        """Return the weighted share of segments that hold all of some words, 0–1."""
        return sum(weight for words, weight in zip(self.words, self.weights, strict=True) if keys <= words)


def denies(text: str) -> bool:
    """Tell whether a text holds a negation.

    >>> denies("Workload not too heavy"), denies("任务不太繁重"), denies("味道不错"), denies("Heavy workload")
    (True, True, False, False)
    """
    return bool(_NEGATION.search(_NO_NEGATION.sub("", text)))


def mood(text: str, language: str) -> tuple[bool, bool]:
    """Tell whether a text praises and whether it complains, what is negated counting as its opposite.

    >>> mood("Staff were friendly", "en"), mood("送餐太慢", "zh")
    ((True, False), (False, True))
    """
    cues = [cue for cue in find_cues(text, language) if cue.name in _GOOD | _BAD]
    good = any((cue.name in _GOOD) != cue.negated for cue in cues)
    return good, any((cue.name in _BAD) != cue.negated for cue in cues)


def keys_of(text: str, whole: Set[str] = frozenset()) -> list[str]:
    """Return what the content words of a text are counted as: stems, and Simplified forms."""
    return [simplified(word) if HAN.search(word) else stem(word) for word in content(text, whole)]


def phrases(text: str, language: str, whole: Set[str] = frozenset()) -> Sequence[Phrase]:
    """Return the phrases of a segment that could name a theme, each once.

    Parameters
    ----------
    text : str
        A segment.
    language : {"en", "zh"}
        Of the segment; a Chinese segment without 汉字 is read as English.
    whole : set of str
        Words that are never cut.
    """
    found: dict[str, Phrase] = {}
    for part in parts(text):
        own = chinese(part, whole) if language == "zh" and HAN.search(part) else english(part)
        for phrase in own:
            found.setdefault(phrase.text.casefold(), phrase)
    for said in candidates(text, language, whole):
        clause = chinese_clause(said, whole) if HAN.search(said) else english_clause(said)
        keys = tuple(dict.fromkeys(keys_of(clause, whole)))
        if len(keys) > 1 or (keys and any(mood(clause, language))):
            found.setdefault(clause.casefold(), Phrase(clause, keys, "clause"))
    return list(found.values())
