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
_PLACEHOLDER = re.compile(r"\[[a-z]+(?:-\d+)?\]|\bP\d+\b|\bInterviewer(?: \d+)?\b|访谈者\d*")
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
        alike = [b for b in free if _alike(before[a][2], after[b][2])]
        if alike:
            nearest = min(alike, key=lambda b: (abs(b * len(before) - a * len(after)), b))
            free.remove(nearest)
            pairs[a] = nearest


def _alike(one: str, two: str) -> bool:
    for text, other in ((one, two), (two, one)):
        parts = _PLACEHOLDER.split(text)
        if len(parts) > 1 and len("".join(parts)) > len(text) / 3:
            pattern = r".{1,60}?".join(map(re.escape, parts))
            if re.fullmatch(pattern, _PLACEHOLDER.sub("\ue000", other)) or re.fullmatch(pattern, other):
                return True
    return False


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
    coming = _coded_units(store, _changed(store, corpus))
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
    pieces = (" ".join(words_of(piece)) for piece in _PLACEHOLDER.split(text))
    return all(f" {piece} " in words for piece in pieces if piece)


def move(store: Store, before: pd.DataFrame, after: pd.DataFrame) -> Moved:
    """Move codings to the segments that now hold their words.

    Parameters
    ----------
    store : Store
        Called before ``after`` is saved, so that an interrupted run does it again.
    before, after : DataFrame
        Contract "segments": as they are stored, and as they are cut now.
    """
    codings, held = store.codings(), _in_themes(store)
    pending, earlier = store.get(_BEFORE, {}), store.get(_LOST, {})
    if not len(codings) and not earlier and not held:
        return Moved()
    standing = {segment_id: rows.to_dict("records") for segment_id, rows in codings.groupby("segment_id")}
    # What a person put into a theme moves too: `themes.law.edits` follows the ids of the event.
    there = {*before["segment_id"], *(unit[0] for units in pending.values() for unit in units)}
    standing = {**{segment_id: [] for segment_id in sorted(held & there)}, **standing}
    waiting = {unit[0]: rows for units in earlier.values() for *unit, rows in units}
    old, new = _all_units(before, pending, earlier), _units(after)
    _add_unknown(old, {*standing, *waiting}, after)
    pairs: dict[str, str] = {}
    lost: dict[str, list[list[Any]]] = {}
    gone: list[str] = []
    for document_id, units in sorted(old.items()):
        if not any(unit[0] in standing or unit[0] in waiting for unit in units):
            continue
        found = match(units, new.get(document_id, []))
        pairs |= {a: b for a, b in found.items() if a in waiting or (a in standing and a != b)}
        for segment_id, start, text in units:
            if segment_id not in found and (segment_id in standing or segment_id in waiting):
                rows = standing.get(segment_id, []) or waiting.get(segment_id, [])
                lost.setdefault(document_id, []).append([segment_id, start, _key_of(text), rows])
                gone += [text] if standing.get(segment_id) else []
    _record(store, standing, waiting, pairs, lost, (before, after))
    for name, kept, now in ((_BEFORE, pending, {}), (_LOST, earlier, lost)):
        if kept != now:
            store.set(name, now)
    return Moved(len(pairs), tuple(gone))


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
    standing: Mapping[str, list[dict[str, Any]]],
    waiting: Mapping[str, list[dict[str, Any]]],
    pairs: Mapping[str, str],
    lost: Mapping[str, list[list[Any]]],
    frames: tuple[pd.DataFrame, pd.DataFrame],
) -> None:
    ended = sorted(unit[0] for units in lost.values() for unit in units if unit[0] in standing)
    if not pairs and not ended:
        return
    ids = ("|".join(sorted(frame["segment_id"])) for frame in frames)
    state = sha256("||".join(ids).encode()).hexdigest()
    acts = store.events()
    if any(payload.get("state") == state for payload in acts.loc[acts["act"] == MOVE, "payload"].tail(1)):
        return
    leaving = {a for a in (*pairs, *ended) if a in standing}
    there = {_key(row): row for a, rows in standing.items() if a not in leaving for row in rows}
    goes = [{**row, "value": None} for a in sorted(leaving) for row in standing[a]]
    comes = [
        {**row, "segment_id": b} for a, b in sorted(pairs.items()) for row in standing.get(a) or waiting.get(a, [])
    ]
    # A verdict that somebody gave on the new place in the meantime stands.
    comes = [row for row in comes if _key(row) not in there or there[_key(row)]["created_at"] < row["created_at"]]
    moved = {a: b for a, b in pairs.items() if a != b}
    store.record(MOVE, {"moved": moved, "ended": ended, "state": state}, ACTOR, [*goes, *comes])


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


def _coded_units(store: Store, documents: set[str]) -> dict[str, list[Unit]]:
    coded = {*store.codings()["segment_id"], *_in_themes(store)} if documents else set()
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
