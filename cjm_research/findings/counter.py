"""Counter-evidence: the segments that say the opposite of a card, found by their words, exactly as they were said.

A segment speaks against a pain point, or against a reason to choose, where it
- denies the very word the card rests on ("nothing late", 一点也不慢), or
- takes the other side on the same aspect of the same thing ("the driver was friendly" against rude drivers), or
- takes the other side on an aspect that stands for itself: price, and how people are treated.

A handful of right ones beats many wrong ones: questions, hearsay, irony, conditions and mixed feelings are left out,
and so is what a person coded with the family of the card. A wish has no opposite here: who wants something else does
not say that nobody wants it. Nothing that is evidence of a card speaks against it here; where evidence itself sounds
contrary, see `cards.against`.

Use to show the other side of a card. Do not read "none found" as "nobody disagrees".
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from cjm_research.findings.heard import Said, alone, heard, itself, named, of_itself, things_in

_WANTED = {"pain_point": 1, "motivation": -1}  # the side on which the opposite stands
_CORE = 0.25  # share of a theme's people from whom a thing or an aspect belongs to what it is about
_ALONE = 0.4  # the same for an aspect that stands for itself
_TWO = 2  # people, so that no card is judged by a slip of one
_MAIN = 0.5  # share of people who name a thing, from which it is what the theme is about without its title
_WIDE, _FEW = 0.04, 5  # share and number of all segments above which a word names no particular thing
_NEUTRAL = 3.0  # emotion, 1–5
_PLEASED, _TROUBLED = 3.5, 2.5  # what takes a side of a thing must be felt, lest "easy export" be a wish


@dataclass(frozen=True)
class _About:
    """What the evidence of a theme is about, as its people say it."""

    want: int
    words: frozenset[str]
    alone: frozenset[str]
    sides: frozenset[str]
    main: frozenset[str]
    titled: frozenset[str]
    judged: frozenset[tuple[str, str]]
    selves: frozenset[str]

    def names(self, things: frozenset[str]) -> bool:
        """Tell whether things are those of the theme: two of its title, its only one, or all main ones without any."""
        shared = things & self.titled
        if self.titled:
            return len(shared) >= min(_TWO, len(self.titled))
        return bool(self.main) and self.main <= things


def counter_evidence(
    themes: pd.DataFrame,
    evidence: pd.DataFrame,
    segments: pd.DataFrame,
    coded: pd.DataFrame,
    emotions: pd.Series,
    vectors: tuple[Sequence[str], np.ndarray] | None = None,
) -> dict[str, list[str]]:
    """Return the segments that say the opposite of each theme.

    Parameters
    ----------
    themes : DataFrame
        Contract "themes": theme_id, family, title.
    evidence : DataFrame
        Columns theme_id, segment_id: what the theme is made of.
    segments, coded : DataFrame
        Their contracts; segments with text and language.
    emotions : Series of float
        Emotion 1–5 by segment_id.
    vectors : (sequence of str, ndarray of shape (n_segments, n_dims)), optional
        Segment ids and their vectors; then the nearest to the theme comes first.

    Returns
    -------
    dict of str to list of str
        Segment ids by theme_id, people in turn; themes without any are left out. Goals never have any.
    """
    rows = segments[["segment_id", "case_id", "text", "language"]].sort_values("segment_id", ignore_index=True)
    said = {row.segment_id: heard(row.text, row.language) for row in rows.itertuples(index=False)}
    felt = emotions.fillna(_NEUTRAL).to_dict()
    pool = _pool(rows, said, coded, felt)
    common = _common(said)
    people = rows.set_index("segment_id")["case_id"]
    languages = rows.set_index("segment_id")["language"]
    near = _Near(vectors)
    found = {}
    for row in themes.sort_values("theme_id").itertuples(index=False):
        own = evidence.loc[evidence["theme_id"] == row.theme_id, "segment_id"]
        own = sorted(set(own) & set(said))
        if row.family not in _WANTED or not own or getattr(row, "rest", False):
            continue
        about = _about(row.family, row.title, own, said, people, languages, common)
        against = [
            each
            for each in pool[row.family]
            if each not in set(own) and _opposite(said[each], felt.get(each, _NEUTRAL), about)
        ]
        if against:
            found[row.theme_id] = _in_turn(near.order(against, own), people)
    return found


def _pool(
    rows: pd.DataFrame, said: Mapping[str, Said], coded: pd.DataFrame, felt: Mapping[str, float]
) -> dict[str, list[str]]:
    """Return by family the segments that could speak against it: straight, of the other feeling, not coded with it."""
    carried = {family: set(own["segment_id"]) for family, own in coded.groupby("family")}
    by_hand = coded[coded["reviewed"].astype(bool)] if "reviewed" in coded else coded.iloc[:0]
    insisted = {family: set(own["segment_id"]) for family, own in by_hand.groupby("family")}
    found: dict[str, list[str]] = {family: [] for family in _WANTED}
    for each in rows["segment_id"]:
        told, emotion = said[each], felt.get(each, _NEUTRAL)
        if not told.plain or (told.wishes and each not in insisted.get("motivation", ())):
            continue
        pleased = told.pleased and not told.troubled and emotion >= _NEUTRAL
        troubled = told.troubled and not told.pleased and emotion <= _NEUTRAL
        if each not in insisted.get("pain_point", ()) and (
            told.no_pain or (pleased and each not in carried.get("pain_point", ()))
        ):
            found["pain_point"].append(each)
        if each not in insisted.get("motivation", ()) and (
            told.no_motivation or (troubled and each not in carried.get("motivation", ()))
        ):
            found["motivation"].append(each)
    return found


def _common(said: Mapping[str, Said]) -> frozenset[str]:
    """Return the things that so many segments name that they tell nothing apart."""
    counts: dict[str, int] = defaultdict(int)
    for told in said.values():
        for thing in told.things:
            counts[thing] += 1
    return frozenset(thing for thing, n in counts.items() if n > max(_FEW, _WIDE * len(said)))


def _about(
    family: str,
    title: str,
    own: Iterable[str],
    said: Mapping[str, Said],
    people: pd.Series,
    languages: pd.Series,
    common: frozenset[str],
) -> _About:
    want = _WANTED[family]
    own = list(own)
    n_people = len({people[each] for each in own})
    words, sides, things = (_heard_from(own, people, tell) for tell in _tellers(said, want, languages))
    spoken = set(languages[own])
    titled = frozenset().union(*(things_in(title, language) for language in spoken))
    titled_words = frozenset().union(*(heard(title, language).asserted for language in spoken))
    selves = frozenset().union(*(alone(language) for language in spoken))
    trouble = frozenset().union(*(itself(language) for language in spoken))
    return _About(
        want=want,
        words=(_many(words, n_people, _CORE) | (titled_words & set(words))) & trouble,
        alone=_many(sides, n_people, _ALONE) & selves,
        sides=_many(sides, n_people, _CORE),
        main=_many(things, n_people, _MAIN) - common,
        titled=_titled(titled & set(things), things, n_people) - common,
        selves=frozenset().union(*(of_itself(language, _many(sides, n_people, _ALONE)) for language in spoken)),
        judged=frozenset(
            (thing, aspect)
            for each in own
            for clause in said[each].clauses
            for aspect, side in clause.sides
            for thing in clause.things - common
            if side == -want
        ),
    )


def _titled(titled: frozenset[str], things: Mapping[str, set[str]], n_people: int) -> frozenset[str]:
    """Return the things of a title that its people name too; a lone one must be named by many of them."""
    return titled if len(titled) >= _TWO else titled & _many(things, n_people, _CORE)


def _tellers(said: Mapping[str, Said], want: int, languages: pd.Series) -> Iterator[Callable[[str], Iterable[str]]]:
    """Yield what each segment says: judging words, aspects on the card's own side or named, things."""
    yield lambda each: said[each].asserted
    # Who names the price among the troubles speaks of a high one; among the reasons it may be either.
    of = (lambda each: named(said[each].things, languages[each])) if want > 0 else (lambda each: frozenset())
    yield lambda each: of(each) | {aspect for aspect, side in said[each].sides if side == -want}
    yield lambda each: said[each].things


def _heard_from(own: Iterable[str], people: pd.Series, tell: Callable[[str], Iterable[str]]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for each in own:
        for word in tell(each):
            found[word].add(people[each])
    return found


def _many(heard_from: Mapping[str, set[str]], n_people: int, share: float) -> frozenset[str]:
    return frozenset(word for word, who in heard_from.items() if len(who) >= max(_TWO, share * n_people))


def _opposite(told: Said, emotion: float, about: _About) -> bool:
    if told.no_pain and about.want > 0 and told.denied & about.words:
        return True
    if about.want > 0 and not told.troubled and (about.names(told.cleared) or told.cleared & about.selves):
        return True
    if (emotion < _PLEASED) if about.want > 0 else (emotion > _TROUBLED):
        return False
    sides = told.sides - {(aspect, side) for aspect in told.mixed for side in (1, -1)}
    if any((aspect, about.want) in sides for aspect in about.alone):
        return True
    return any(
        side == about.want
        and about.names(clause.things)
        and (aspect in about.sides or any((thing, aspect) in about.judged for thing in clause.things))
        for clause in told.clauses
        for aspect, side in clause.sides & sides
    )


def _in_turn(ids: Sequence[str], people: pd.Series) -> list[str]:
    """Return ids so that each person's first comes before anyone's second."""
    seen: dict[str, int] = defaultdict(int)
    turns = []
    for at, each in enumerate(ids):
        turns.append((seen[people[each]], at, each))
        seen[people[each]] += 1
    return [each for _, _, each in sorted(turns)]


class _Near:
    """Orders segments by how near they lie to others; by id where there are no vectors."""

    def __init__(self, vectors: tuple[Sequence[str], np.ndarray] | None) -> None:
        self.rows: dict[str, int] = {}
        if vectors is not None:
            ids, values = vectors
            centred = np.asarray(values, dtype="float64") - np.mean(values, axis=0)
            lengths = np.linalg.norm(centred, axis=1, keepdims=True)
            self.values = centred / np.where(lengths == 0, 1.0, lengths)
            self.rows = {each: at for at, each in enumerate(ids)}

    def order(self, ids: Iterable[str], own: Iterable[str]) -> list[str]:
        mine = [self.rows[each] for each in own if each in self.rows]
        if not mine:
            return sorted(ids)
        middle = self.values[mine].mean(axis=0)
        return sorted(
            ids, key=lambda each: (-round(float(self.values[self.rows[each]] @ middle), 6), each)
            if each in self.rows else (np.inf, each)
        )  # fmt: skip
