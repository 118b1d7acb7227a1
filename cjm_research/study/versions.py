"""Newer versions of a file, and codings that move along with words that did not change.

A segment's id is made of its place and its words, so an edit above it gives it another id. What a person said of it
moves to the new one: found by the same words in the same order, recorded as an event of its own, with the coder, the
value and the time as they were. Codings on words that changed stand no more; their events stay, and they stand again
when the words come back. What is remembered for that are digests, never words, so that nobody who withdrew stays in it.

>>> before = [("s1", 0, "It was late."), ("s2", 20, "And it was open.")]
>>> match(before, [("s3", 9, "It was late!"), ("s4", 40, "And it came in one piece.")])
{'s1': 's3'}
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from cjm_research.study import cutting
from cjm_research.study.cutting import BEFORE, LOST, ByHand
from cjm_research.study.finding_words import PLACEHOLDER, alike
from cjm_research.study.following import changed_cuts, followed, notes_of, segments_of, written

if TYPE_CHECKING:
    import pandas as pd

    from cjm_research.corpora.corpus import Corpus
    from cjm_research.store.database import Store

Unit = tuple[str, int, str]
"""A segment's id, start and text."""

ACTOR, MOVE = "cjm", "move"
_BEFORE, _LOST = "versions.before", "versions.lost"
_HALF = 0.5
"""Share of the words of the shorter version that must stand in the other, in runs, for the two to be one file."""
_RUN = 3  # words that must follow each other in both versions
_WORD = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]|[^\W_]+")
_QUOTED = 3  # changed words that a sentence quotes


@dataclass(frozen=True)
class Moved:
    """What became of the codings.

    Attributes
    ----------
    moved : int
        Segments whose codings moved.
    lost : tuple of str
        Words that carried codings and changed, as they were.
    """

    moved: int = 0
    lost: tuple[str, ...] = ()


def words_of(text: str) -> list[str]:
    """Return the words of a text, a Chinese character counting as one, without marks and case."""
    return _WORD.findall(text.casefold())


def runs(texts: Iterable[str]) -> Counter[tuple[str, ...]]:
    """Count the runs of words inside each text."""
    count: Counter[tuple[str, ...]] = Counter()
    for text in texts:
        words = words_of(text)
        count.update(tuple(words[i : i + _RUN]) for i in range(max(len(words) - _RUN + 1, bool(words))))
    return count


def is_newer(held: Iterable[str], read: Iterable[str]) -> bool:
    """Return whether what was read is another version of what the study holds, and no other file of the same name."""
    one, two = runs(held), runs(read)
    shorter = min(one.total(), two.total())
    return bool(shorter) and (one & two).total() >= _HALF * shorter


def unchanged(held: Iterable[str], read: Iterable[str]) -> int:
    """Return how many of the texts read now stand in the held version with the same words."""
    one = Counter(" ".join(words_of(text)) for text in held)
    two = Counter(" ".join(words_of(text)) for text in read)
    return (one & two).total()


def match(before: Sequence[Unit], after: Sequence[Unit]) -> dict[str, str]:
    """Return which segment of the new version has the words of which segment of the old one.

    Parameters
    ----------
    before, after : sequence of (str, int, str)
        Id, start and text of the segments of one document.

    Returns
    -------
    dict of str to str
        Old id to new id; each new id at most once. Segments whose words changed are not in it. Of words that come
        several times those in the same order belong together, then the nearest.
    """
    before, after = sorted(before, key=lambda unit: unit[1]), sorted(after, key=lambda unit: unit[1])
    old, new = [_key_of(unit[2]) for unit in before], [_key_of(unit[2]) for unit in after]
    pairs: dict[int, int] = {}
    for a, b, size in SequenceMatcher(None, old, new, autojunk=False).get_matching_blocks():
        pairs |= {a + i: b + i for i in range(size)}
    _match_rest(pairs, old, new)
    _match_replaced(pairs, before, after)
    return {before[a][0]: after[b][0] for a, b in sorted(pairs.items())}


def _match_rest(pairs: dict[int, int], old: list[str], new: list[str]) -> None:
    """Pair what was put elsewhere in the document with the nearest that has its words."""
    free: dict[str, list[int]] = defaultdict(list)
    taken = set(pairs.values())
    for b, words in enumerate(new):
        if b not in taken:
            free[words].append(b)
    for a, words in enumerate(old):
        if a not in pairs and free.get(words):
            nearest = min(free[words], key=lambda b: (abs(b * len(old) - a * len(new)), b))
            free[words].remove(nearest)
            pairs[a] = nearest


def _match_replaced(pairs: dict[int, int], before: Sequence[Unit], after: Sequence[Unit]) -> None:
    """Pair words that differ in nothing but what stands for a name or a number."""
    taken = set(pairs.values())
    free = [b for b in range(len(after)) if b not in taken]
    for a in range(len(before)):
        if a in pairs:
            continue
        same = [b for b in free if alike(before[a][2], after[b][2])]
        if same:
            nearest = min(same, key=lambda b: (abs(b * len(before) - a * len(after)), b))
            free.remove(nearest)
            pairs[a] = nearest


def remember(store: Store, corpus: Corpus) -> None:
    """Keep which segments there are in documents that are about to change, as far as somebody coded in them.

    Parameters
    ----------
    store : Store
        With the corpus that is held now; called before the new one is saved.
    corpus : Corpus
        The new one.
    """
    pending: dict[str, list[list[Any]]] = store.get(_BEFORE, {})
    changing = _changed(store, corpus)
    cutting.remember(store, changing)
    coming = _coded_units(store, changing)
    new = {
        document_id: [[segment_id, start, _key_of(text)] for segment_id, start, text in units]
        for document_id, units in coming.items()
        if document_id not in pending
    }
    if new:
        store.set(_BEFORE, {**pending, **new})


def at_risk(store: Store, corpus: Corpus) -> dict[str, list[str]]:
    """Return by source the words that carry codings and are not in the new version."""
    texts = corpus.documents.set_index("document_id")["text"].to_dict()
    held = store.frame("documents").set_index("document_id")["source"].to_dict()
    coded = set(store.codings()["segment_id"])
    found: dict[str, list[str]] = defaultdict(list)
    for document_id, units in _coded_units(store, _changed(store, corpus)).items():
        words = f" {' '.join(words_of(texts.get(document_id, '')))} "
        gone = [unit[2] for unit in units if unit[0] in coded and not _stands(unit[2], words)]
        found[held[document_id]] += gone
    return {source: lost for source, lost in found.items() if lost}


def _stands(text: str, words: str) -> bool:
    # What stands for a name may stand for it in another way now; the words around it must be there.
    pieces = (" ".join(words_of(piece)) for piece in PLACEHOLDER.split(text))
    return all(f" {piece} " in words for piece in pieces if piece)


def move(store: Store, before: pd.DataFrame, after: pd.DataFrame, hand: ByHand | None = None) -> Moved:
    """Move codings, and what else people wrote about segments, to the segments that now hold their words.

    Parameters
    ----------
    store : Store
        Called before ``after`` is saved, so that an interrupted run does it again.
    before, after : DataFrame
        Contract "segments": as they are stored, and as the machine cuts them now.
    hand : ByHand, optional
        What became of those made by hand, as `cutting.put_again` returns it.
    """
    hand = hand or ByHand(after)
    codings, about, cuts = store.codings(), written(store), store.frame("cuts").to_dict("records")
    held = _in_themes(store) | segments_of({**about, "cuts": cuts})
    pending, earlier = store.get(_BEFORE, {}), store.get(_LOST, {})
    if not len(codings) and not earlier and not held and not hand.known:
        return Moved()
    standing = {segment_id: rows.to_dict("records") for segment_id, rows in codings.groupby("segment_id")}
    # What a person put into a theme moves too: `themes.law.edits` follows the ids of the event.
    there = {*before["segment_id"], *(unit[0] for units in pending.values() for unit in units)}
    standing = {**{segment_id: [] for segment_id in sorted(held & there)}, **standing}
    waiting = {unit[0]: rows for units in earlier.values() for *unit, rows in units}
    old, new = _all_units(before, pending, earlier), _units(after)
    _add_unknown(old, {*standing, *waiting} - hand.known, hand.segments)
    found = _Found(standing, waiting)
    for document_id, units in sorted(old.items()):
        found.look(document_id, [unit for unit in units if unit[0] not in hand.known], new.get(document_id, []))
    found.take(hand, dict(zip(before["segment_id"], before["text"], strict=True)))
    rows = {"cuts": changed_cuts(cuts, hand.rows, found.pairs), **followed(about, found.pairs)}
    # What is lost is remembered first, so that a run that is interrupted between the two forgets nothing.
    for name, kept, now in ((_LOST, earlier, found.lost), (LOST, store.get(LOST, {}), _led(hand.lost, found.pairs))):
        if kept != now:
            store.set(name, now)
    rows = {name: changed for name, changed in rows.items() if changed}
    _record(store, found, hand, rows, notes_of(about["memos"], found.pairs), before)
    for name in (_BEFORE, BEFORE):
        if store.get(name):
            store.set(name, {})
    return Moved(len(found.pairs), tuple(found.gone))


class _Found:
    """Where the words of what people coded are now, and what of it is gone."""

    def __init__(
        self, standing: Mapping[str, list[dict[str, Any]]], waiting: Mapping[str, list[dict[str, Any]]]
    ) -> None:
        self.standing, self.waiting = standing, waiting
        self.pairs: dict[str, str] = {}
        self.lost: dict[str, list[list[Any]]] = {}
        self.gone: list[str] = []

    def look(self, document_id: str, units: Sequence[Unit], new: Sequence[Unit]) -> None:
        """Look for the segments of one document among the new ones."""
        mine = [unit for unit in units if unit[0] in self.standing or unit[0] in self.waiting]
        if not mine:
            return
        found = match(units, new)
        self.pairs |= {
            a: b for a, b in found.items() if a in self.waiting or (a in self.standing and a != b)
        }  # fmt: skip
        for segment_id, start, text in mine:
            if segment_id not in found:
                self._lose(document_id, segment_id, start, text)

    def take(self, hand: ByHand, texts: Mapping[str, str]) -> None:
        """Take over what became of the segments made by hand."""
        self.pairs |= {a: b for a, b in hand.pairs.items() if a != b or a in self.waiting}
        for document_id, entries in sorted(hand.lost.items()):
            for entry in entries:
                if self.standing.get(entry[0]) or self.waiting.get(entry[0]):
                    known = texts.get(entry[0], f"\x00{entry[1]}")
                    self._lose(document_id, entry[0], int(entry[5]["start"]), known)

    def _lose(self, document_id: str, segment_id: str, start: int, text: str) -> None:
        rows = self.standing.get(segment_id, []) or self.waiting.get(segment_id, [])
        self.lost.setdefault(document_id, []).append([segment_id, start, _key_of(text), rows])
        self.gone += [text] if self.standing.get(segment_id) else []


def _led(lost: Mapping[str, list[list[Any]]], pairs: Mapping[str, str]) -> dict[str, list[list[Any]]]:
    """Return what is remembered of lost cuts, with the ids that their parents have now."""
    return {
        key: [
            [*entry[:5], {**entry[5], "parents": [pairs.get(parent, parent) for parent in entry[5]["parents"]]}]
            for entry in entries
        ]
        for key, entries in lost.items()
    }


def _all_units(before: pd.DataFrame, pending: dict[str, Any], earlier: dict[str, Any]) -> dict[str, list[Unit]]:
    """Return the segments there were, those that were remembered included; with words where they are still known."""
    units = _units(before)
    words = {unit[0]: unit[2] for mine in units.values() for unit in mine}
    for document_id, kept in pending.items():
        units[document_id] = [(segment_id, start, words.get(segment_id, key)) for segment_id, start, key in kept]
    for document_id, kept in earlier.items():
        there = {unit[0] for unit in units.get(document_id, [])}
        more = [(segment_id, start, key) for segment_id, start, key, _ in kept if segment_id not in there]
        units[document_id] = [*units.get(document_id, []), *more]
    return units


def _add_unknown(units: dict[str, list[Unit]], coded: set[str], after: pd.DataFrame) -> None:
    """Add what was coded in segments that nothing is known of any more; they come back under their own id alone."""
    known = {unit[0] for mine in units.values() for unit in mine} | set(after["segment_id"])
    unknown = sorted(coded - known)
    if unknown:
        units[""] = [*units.get("", []), *((segment_id, 0, f"\x00{segment_id}") for segment_id in unknown)]


def sentence(lost: Sequence[str], language: str) -> str:
    """Return what is said of codings whose words changed; empty if there are none."""
    from cjm_research.corpora.report_words import words

    if not lost:
        return ""
    say = words(language)
    known = [text for text in lost if not text.startswith("\x00")]
    quoted = "; ".join(f"“{text[:60]}{'…' if len(text) > 60 else ''}”" for text in known[:_QUOTED])
    more = " …" if len(lost) > len(known[:_QUOTED]) else ""
    return say["lost" if len(lost) > 1 else "lost one"].format(say.n(len(lost), "coding"), quoted + more).strip()


def _record(
    store: Store,
    found: _Found,
    hand: ByHand,
    rows: Mapping[str, list[dict[str, Any]]],
    notes: Mapping[str, str],
    before: pd.DataFrame,
) -> None:
    standing, pairs = found.standing, found.pairs
    gone = {unit[0] for units in found.lost.values() for unit in units if unit[0] in standing}
    ended = sorted(gone | set(hand.ended))
    if not pairs and not ended and not rows:
        return
    ids = ("|".join(sorted(frame["segment_id"])) for frame in (before, hand.segments))
    state = sha256("||".join(ids).encode()).hexdigest()
    acts = store.events()
    if any(payload.get("state") == state for payload in acts.loc[acts["act"] == MOVE, "payload"].tail(1)):
        return
    leaving = {a for a in (*pairs, *ended) if a in standing}
    there = {_key(row): row for a, own in standing.items() if a not in leaving for row in own}
    goes = [{**row, "value": None} for a in sorted(leaving) for row in standing[a]]
    comes: dict[tuple[str, str, str], dict[str, Any]] = {}
    for a, b in sorted(pairs.items()):
        for row in ({**row, "segment_id": b} for row in standing.get(a) or found.waiting.get(a, [])):
            # A verdict that somebody gave on the new place in the meantime stands; of two that come, the later.
            other = comes.get(_key(row)) or there.get(_key(row))
            if other is None or other["created_at"] < row["created_at"]:
                comes[_key(row)] = row
    moved = {a: b for a, b in pairs.items() if a != b}
    made = sorted(set(hand.segments["segment_id"]) & set(hand.pairs.values()) - hand.machine)
    payload: dict[str, Any] = {"moved": moved, "ended": ended, "state": state}
    payload |= {name: value for name, value in (("made", made), ("notes", notes)) if value}
    store.record(MOVE, payload, ACTOR, [*goes, *comes.values()], rows=rows)


def _key(row: Mapping[str, Any]) -> tuple[str, str, str]:
    return row["segment_id"], row["kind"], row["coder"]


def _key_of(text: str) -> str:
    """Return what stands for the words of a text: a sign that no text holds, and their digest."""
    return text if text.startswith("\x00") else "\x00" + sha256(" ".join(words_of(text)).encode()).hexdigest()


def _changed(store: Store, corpus: Corpus) -> set[str]:
    now = dict(zip(corpus.documents["document_id"], corpus.documents["sha256"], strict=True))
    held = store.frame("documents")
    return {d for d, sha in zip(held["document_id"], held["sha256"], strict=True) if now.get(d) != sha}


def _in_themes(store: Store) -> set[str]:
    """Return the segments that people put or held in themes."""
    from cjm_research.study.theme_steps import law_of

    law = law_of(store)
    return {segment_id for _, segment_id in (*law.holds, *law.also)}


def _held(store: Store) -> set[str]:
    """Return the segments about which people said, wrote or did something."""
    cuts = store.frame("cuts").to_dict("records")
    about = segments_of({**written(store), "cuts": cuts})
    return {*store.codings()["segment_id"], *_in_themes(store), *about}


def _coded_units(store: Store, documents: set[str]) -> dict[str, list[Unit]]:
    coded = _held(store) if documents else set()
    if not coded:
        return {}
    segments = store.frame("segments")
    units = _units(segments[segments["document_id"].isin(documents)])
    return {d: mine for d, mine in units.items() if any(unit[0] in coded for unit in mine)}


def _units(segments: pd.DataFrame) -> dict[str, list[Unit]]:
    units: dict[str, list[Unit]] = defaultdict(list)
    for row in segments.sort_values("start").itertuples(index=False):
        units[row.document_id].append((row.segment_id, int(row.start), row.text))
    return dict(units)
