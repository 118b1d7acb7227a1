"""What a project or a codebook of another tool cannot hold of a study, counted and listed (REFI-QDA 1.5, §6 and §7).

>>> Loss("scores", 2, ("goal: 2",)).key
'scores'
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from cjm_research.exports.qda.characters import replaced
from cjm_research.exports.qda.codebooks import LONGEST_PATH
from cjm_research.exports.qda.codings import code_key, frame_of, imported_out, suggested
from cjm_research.exports.qda.contents import Contents, walk
from cjm_research.exports.qda.dialects import Dialect
from cjm_research.exports.qda.tree import PLAIN
from cjm_research.exports.qda.words import label
from cjm_research.schema import CARRIED, LANGUAGES

if TYPE_CHECKING:
    from cjm_research.exports.material import Material
    from cjm_research.exports.qda.gather import Renamed
    from cjm_research.journeys.map import JourneyMap


@dataclass(frozen=True)
class Loss:
    """One kind of thing that is lost, or kept in another form.

    Attributes
    ----------
    key : str
        A key of the report's words.
    n : int
        How many.
    listed : tuple of str
        Each of them, or their number by kind.
    values : dict
        What the words ask for.
    """

    key: str
    n: int
    listed: tuple[str, ...] = ()
    values: tuple[tuple[str, Any], ...] = ()


def project_losses(
    material: Material,
    journey: JourneyMap,
    contents: Contents,
    dialect: Dialect,
    renamed: Renamed,
    memos_out: Sequence[tuple[str, str, str]],
) -> list[Loss]:
    """Return what a project cannot hold, or holds in another form only; nothing that does not occur.

    Parameters
    ----------
    material, journey
        The study.
    contents : Contents
        What the project holds.
    dialect : Dialect
    renamed : list of (str, str)
        Codes by old and new name.
    memos_out : sequence of (str, str, str)
        Memos that were left out: id, kind and what they are about.
    """
    frames = material.frames
    found = [
        *_verdicts(frames),
        *_suggestions(frames, journey),
        *_sheets(material),
        *_cards(journey),
        *_study(material, journey),
        Loss("memos_out", len(memos_out), tuple(" ".join(row) for row in memos_out)),
        _replaced(contents, journey.language),
        *_codebook(journey),
        _renamed(renamed),
    ]
    if dialect.longest_name:
        long = [code.name for _, code in walk(contents.codes) if len(code.name) > dialect.longest_name]
        found.append(Loss("long_names", len(long), tuple(long), (("n", dialect.longest_name), ("tool", dialect.tool))))
    return [loss for loss in found if loss.n]


def _verdicts(frames: Mapping[str, pd.DataFrame]) -> Iterator[Loss]:
    codings, decisions = frame_of(frames, "codings"), frame_of(frames, "decisions")
    no = [row for row in codings.itertuples(index=False) if not code_key(row.kind, row.value)]
    yield Loss("verdict_no", len(no), tuple(sorted(f"{row.segment_id} {row.kind} {row.coder}" for row in no)))
    several = codings.groupby(["segment_id", "kind"])["coder"].nunique()
    both = sorted(several[several > 1].index)
    yield Loss("double", len({segment for segment, _ in both}), tuple(f"{segment} {kind}" for segment, kind in both))
    rows = [(f"{row.segment_id} {row.kind} ({row.ground})", bool(code_key(row.kind, row.value)))
            for row in decisions.itertuples(index=False)]  # fmt: skip
    for key, held in (("settled", True), ("settled_no", False)):
        listed = sorted(words for words, is_held in rows if is_held is held)
        yield Loss(key, len(listed), tuple(listed))


def _suggestions(frames: Mapping[str, pd.DataFrame], journey: JourneyMap) -> Iterator[Loss]:
    def by_kind(kinds: Iterable[str]) -> tuple[str, ...]:
        return _counted({_kind(kind, journey): n for kind, n in sorted(Counter(kinds).items())}, journey.language)

    suggestions, stand = frame_of(frames, "suggestions"), suggested(frames)
    carried = suggestions[suggestions["decision"].isin(CARRIED) & ~suggestions["value"].isin(("", "none"))]
    held = stand.merge(suggestions[["segment_id", "kind", "reason"]], on=["segment_id", "kind"])
    yield Loss("scores", len(held), by_kind(held["kind"]))
    told = held[held["reason"].fillna("") != ""]
    yield Loss("reasons", len(told), by_kind(told["kind"]))
    keys = set(zip(stand["segment_id"], stand["kind"], strict=True))
    gone = [
        kind
        for segment, kind in zip(carried["segment_id"], carried["kind"], strict=True)
        if (segment, kind) not in keys
    ]
    yield Loss("overruled", len(gone), by_kind(gone))
    emotions = pd.concat([stand[["kind", "value"]], frame_of(frames, "codings")[["kind", "value"]]])
    emotions = emotions[(emotions["kind"] == "emotion") & (emotions["value"] != "")]["value"].astype(float)
    yield Loss("emotion_exact", int((emotions % 1 != 0).sum()))


def _kind(kind: str, journey: JourneyMap) -> str:
    """Return what a kind of coding is called."""
    if kind in journey.codebook.families():
        return journey.codebook.name(kind, lang=journey.language)
    own = next((code.title(journey.language) for code in journey.codebook.own if code.kind == kind), kind)
    return label(kind, journey.language) if kind in PLAIN else own


def _counted(counts: Mapping[str, int], language: str) -> tuple[str, ...]:
    return tuple(label("counted", language, what=what, n=f"{n:,}") for what, n in counts.items())


def _sheets(material: Material) -> Iterator[Loss]:
    for key in ("agreement", "saturation", "coverage"):
        yield Loss(key, int(getattr(material, key) is not None))


def _cards(journey: JourneyMap) -> Iterator[Loss]:
    stages = journey.data["stages"]
    cards = [card for stage in stages for card in stage["cards"]]
    for key in ("cards", "card_order"):
        yield Loss(key, len(cards))
    yield Loss("counter", sum(int(card.get("n_counter") or 0) for card in cards))
    yield Loss("priorities", sum(card.get("priority") is not None for card in cards))
    yield Loss("intervals", sum(stage["emotion"]["low"] is not None for stage in stages))


def _study(material: Material, journey: JourneyMap) -> Iterator[Loss]:
    frames, language = material.frames, journey.language
    documents = frame_of(frames, "documents")
    names = dict(zip(documents["document_id"], documents["name"], strict=True))
    turns, cuts = frame_of(frames, "turns"), frame_of(frames, "cuts")
    timed = turns[turns["start_seconds"].notna()]
    per_document = Counter(names.get(key, key) for key in timed["document_id"])
    yield Loss("times", len(timed), _counted(dict(sorted(per_document.items())), language))
    yield Loss(
        "cuts", len(cuts), tuple(sorted(f"{row.segment_id} ({row.made})" for row in cuts.itertuples(index=False)))
    )
    yield Loss(
        "history", len(material.events), _counted(dict(sorted(Counter(material.events["act"]).items())), language)
    )
    out = frame_of(frames, "imported")[imported_out(frames)]
    yield Loss(
        "imported_out", len(out), tuple(sorted(f"{row.document_id}:{row.start}-{row.end}" for row in out.itertuples()))
    )
    here = set(frame_of(frames, "cases")["case_id"]) & set(material.unquotable)
    yield Loss("unquotable", len(here), tuple(sorted(here)))


def _codebook(journey: JourneyMap) -> Iterator[Loss]:
    book = journey.codebook
    (other,) = (code for code in LANGUAGES if code != journey.language)
    listed = [f"{code.family}/{code.subtype}" for code in book.codes if code.name.get(other)]
    listed += [code.kind for code in book.own if other in code.languages]
    yield Loss("other_language", len(listed), tuple(listed))
    ruled = [f"{code.family}/{code.subtype}" for code in book.codes if code.include or code.exclude or code.examples]
    ruled += [code.kind for code in book.own if code.include or code.exclude or code.examples]
    yield Loss("rules", len(ruled), tuple(ruled))


def _replaced(contents: Contents, language: str) -> Loss:
    counts = {name: replaced(text) for _, name, text in contents.documents}
    return Loss("replaced", sum(counts.values()), _counted({name: n for name, n in counts.items() if n}, language))


def _renamed(renamed: Renamed) -> Loss:
    return Loss("renamed", len(renamed), tuple(f"{old} → {new}" for old, new in renamed))


def codebook_losses(
    journey: JourneyMap,
    whole: Contents,
    held: Contents,
    renamed: Renamed,
    rows: Sequence[tuple[str, str]] = (),
    mark: str = "",
) -> list[Loss]:
    """Return what a codebook cannot hold.

    Parameters
    ----------
    journey : JourneyMap
    whole : Contents
        The project.
    held : Contents
        What is left of it.
    renamed : list of (str, str)
        Codes by old and new name.
    rows : sequence of (str, str)
        Of a table; none for ``.qdc``.
    mark : str
        What the tool takes for a level in a name.
    """
    people = Counter(whole.users[coding.user] for coding in whole.codings)
    kept = {code.name for _, code in walk(held.codes)}
    found = [
        Loss("codings", len(whole.codings), _counted(dict(sorted(people.items())), journey.language)),
        Loss("notes", len(whole.notes), tuple(note.name for note in whole.notes)),
        *_codebook(journey),
        _renamed([pair for pair in renamed if pair[1] in kept]),
    ]
    if rows:
        codes = [code for _, code in walk(held.codes)]
        found.append(Loss("colors", sum(bool(code.color) for code in codes)))
        groups = [code.name for code in codes if not code.codable]
        found.append(Loss("groups", len(groups), tuple(groups)))
        marked = [code.name for code in codes if mark in code.name]
        found.append(Loss("levels", len(marked), tuple(marked)))
        long = [path for path, _ in rows if path.endswith("…") and len(path) > LONGEST_PATH // 2] if mark == "." else []
        found.append(Loss("long_paths", len(long), tuple(long), (("n", LONGEST_PATH),)))
    return [loss for loss in found if loss.n]
