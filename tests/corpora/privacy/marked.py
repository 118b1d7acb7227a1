"""The made test sets: sentences with their personal parts marked, and how well `Pseudonyms` finds them."""

from __future__ import annotations

import re
import tomllib
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path

from cjm_research.corpora.privacy.pseudonyms import Pseudonyms, Roster

LANGUAGES = ("en", "zh")
HALVES = ("dev", "held_out")
NUMBERS = ("phone", "mail", "id", "account", "order", "handle", "plate", "address")
NAMES = ("speaker", "name")
_MARK = re.compile(r"\{(\w+)\|([^}]*)\}")
_LETTERS = re.compile(r"\w")


@dataclass(frozen=True)
class Sentence:
    text: str
    marks: tuple[tuple[int, int, str], ...]


@dataclass
class Score:
    """Counts of one kind; ``misses`` and ``false_alarms`` hold the words with their sentence."""

    marked: int = 0
    found: int = 0
    made: int = 0
    right: int = 0
    misses: list[str] = field(default_factory=list)
    false_alarms: list[str] = field(default_factory=list)

    @property
    def recall(self) -> float:
        return self.found / self.marked if self.marked else 1.0

    @property
    def precision(self) -> float:
        return self.right / self.made if self.made else 1.0


def load(language: str) -> tuple[dict[str, list[Sentence]], Roster]:
    """Return the sentences by half, and the roster of the speakers."""
    data = tomllib.loads((Path(__file__).parent / f"{language}.toml").read_text("utf-8"))
    halves = {half: [_parsed(line) for line in data["halves"][half].strip().split("\n")] for half in HALVES}
    return halves, Roster((name, label) for label, name in data["roster"].items())


def _parsed(line: str) -> Sentence:
    text, marks, last = "", [], 0
    for found in _MARK.finditer(line):
        text += line[last : found.start()]
        marks.append((len(text), len(text) + len(found[2]), found[1]))
        text += found[2]
        last = found.end()
    return Sentence(text + line[last:], tuple(marks))


def score(language: str, half: str) -> dict[str, Score]:
    """Return the score of each kind.

    A mark is found when every letter and digit of it is replaced. A replacement is right when four in five of its
    letters and digits are marked; it counts for the kind of that mark, a false alarm for its own kind.
    """
    halves, roster = load(language)
    replace = Pseudonyms([roster])
    scores: dict[str, Score] = defaultdict(Score)
    for n, sentence in enumerate(halves[half]):
        done = replace.replace(sentence.text, language, roster, f"s{n}")
        made = [place for place in done.places if place.status == "made"]
        covered = {at for place in made for at in range(place.old_start, place.old_end)}
        marked = {at: kind for start, end, kind in sentence.marks for at in range(start, end)}
        for start, end, kind in sentence.marks:
            scores[kind].marked += 1
            if all(at in covered for at in range(start, end) if _LETTERS.match(sentence.text[at])):
                scores[kind].found += 1
            else:
                scores[kind].misses.append(f"{sentence.text[start:end]}  <  {sentence.text}  >  {done.text}")
        for place in made:
            letters = [at for at in range(place.old_start, place.old_end) if _LETTERS.match(sentence.text[at])]
            hits = [marked[at] for at in letters if at in marked]
            right = len(hits) >= 0.8 * len(letters)
            kind = hits[0] if right else place.kind
            scores[kind].made += 1
            scores[kind].right += right
            if not right:
                scores[kind].false_alarms.append(f"{place.original} ({place.rule})  <  {sentence.text}")
    return dict(scores)
