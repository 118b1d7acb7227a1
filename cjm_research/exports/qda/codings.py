"""Who says what of which words: people's verdicts, what coders settled, suggestions nobody looked at, themes, cards.

People come first: a suggestion is written only where no person and no settlement spoke of that kind for that segment
(`findings.coded`). A verdict that a code does not fit is no coding; `losses` counts it.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

import pandas as pd

from cjm_research import schema
from cjm_research.codes.own_code import OWN
from cjm_research.exports.qda.contents import MACHINE, MAP, Coding
from cjm_research.findings.coded import coded, verdicts
from cjm_research.findings.consent import BLACK
from cjm_research.schema import CARRIED, FAMILIES

if TYPE_CHECKING:
    from cjm_research.journeys.map import JourneyMap

_NOT_SAID = ("", "none")


def code_key(kind: str, value: str) -> str:
    """Return the key of the code that a verdict gives; "" where it gives none.

    >>> code_key("goal", "explicit"), code_key("emotion", "2.5"), code_key("stage", "none"), code_key("code:a", "yes")
    ('goal/explicit', 'emotion/3', '', 'code:a')
    """
    if value in _NOT_SAID:
        return ""
    if kind.startswith(OWN):
        return kind
    return f"emotion/{math.floor(float(value) + 0.5)}" if kind == "emotion" else f"{kind}/{value}"


def frame_of(frames: Mapping[str, pd.DataFrame], name: str) -> pd.DataFrame:
    """Return a frame of the study with all columns of its contract, empty where there is none."""
    return schema.complete(frames[name], name) if name in frames else schema.empty(name)


def codings_of(frames: Mapping[str, pd.DataFrame], journey: JourneyMap) -> tuple[Coding, ...]:
    """Return all codings, sorted by place, code and user.

    Parameters
    ----------
    frames : mapping of str to DataFrame
        As `Material.frames`; "imported" may be among them.
    journey : JourneyMap
    """
    segments = frame_of(frames, "segments")
    places = {
        row.segment_id: (row.document_id, int(row.start), int(row.end)) for row in segments.itertuples(index=False)
    }
    found = [*_people(frames, places), *_settled(frames, places), *_machine(frames, places)]
    found += [*_themes(frames, places), *_cards(journey), *_imported(frames)]
    unique = {(*coding.place, coding.code, coding.user): coding for coding in found}
    return tuple(unique[key] for key in sorted(unique))


def _people(frames: Mapping[str, pd.DataFrame], places: Mapping[str, Any]) -> Iterator[Coding]:
    for row in frame_of(frames, "codings").itertuples(index=False):
        code = code_key(row.kind, row.value)
        if code and row.segment_id in places:
            yield Coding(*places[row.segment_id], code, ("person", row.coder), row.created_at)


def _settled(frames: Mapping[str, pd.DataFrame], places: Mapping[str, Any]) -> Iterator[Coding]:
    for row in frame_of(frames, "decisions").itertuples(index=False):
        code = code_key(row.kind, row.value)
        if code and row.segment_id in places:
            yield Coding(*places[row.segment_id], code, ("settled", row.coder), row.created_at)


def suggested(frames: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Return the suggestions that hold because nobody said otherwise: columns segment_id, kind and value."""
    suggestions, codings, decisions = (frame_of(frames, name) for name in ("suggestions", "codings", "decisions"))
    families = coded(suggestions, codings, decisions, frame_of(frames, "segments"), frame_of(frames, "cuts"))
    families = families.rename(columns={"family": "kind", "subtype": "value"})
    parts = [families[["segment_id", "kind", "value", "reviewed"]]]
    for kind in sorted(set(suggestions["kind"]) - set(FAMILIES)):
        held = verdicts(suggestions, codings, kind, decisions)
        held = held[held["decision"].isin(CARRIED) & ~held["value"].isin(_NOT_SAID)]
        parts.append(held.assign(kind=kind)[["segment_id", "kind", "value", "reviewed"]])
    parts = [part for part in parts if len(part)]
    whole = pd.concat(parts, ignore_index=True) if parts else families[["segment_id", "kind", "value", "reviewed"]]
    return whole[~whole["reviewed"].astype(bool)].drop(columns="reviewed")


def _machine(frames: Mapping[str, pd.DataFrame], places: Mapping[str, Any]) -> Iterator[Coding]:
    for row in suggested(frames).itertuples(index=False):
        code = code_key(row.kind, row.value)
        if code and row.segment_id in places:
            yield Coding(*places[row.segment_id], code, MACHINE)


def _themes(frames: Mapping[str, pd.DataFrame], places: Mapping[str, Any]) -> Iterator[Coding]:
    """Yield where a segment belongs: to the sub-theme it is in, else to the theme."""
    themes = frame_of(frames, "themes")
    known = {row.theme_id: {sub["subtheme"] for sub in row.subthemes} for row in themes.itertuples(index=False)}
    for row in frame_of(frames, "members").itertuples(index=False):
        if row.theme_id not in known or row.segment_id not in places:
            continue
        within = f"/{int(row.subtheme)}" if row.subtheme in known[row.theme_id] else ""
        user = ("person", row.by) if row.by else MACHINE
        yield Coding(*places[row.segment_id], f"theme/{row.theme_id}{within}", user)


def _cards(journey: JourneyMap) -> Iterator[Coding]:
    there = {card["id"] for stage in journey.data["stages"] for card in stage["cards"]}
    for row in journey.evidence.itertuples(index=False):
        if row.card_id in there:
            yield Coding(row.document_id, int(row.start), int(row.end), f"card/{row.card_id}", MAP)


def _imported(frames: Mapping[str, pd.DataFrame]) -> Iterator[Coding]:
    frame = frame_of(frames, "imported")
    for row in frame[~imported_out(frames)].itertuples(index=False):
        person = ("person", row.coder)
        yield Coding(
            row.document_id, int(row.start), int(row.end), f"imported/{row.code}", person, row.created_at, row.memo
        )


def imported_out(frames: Mapping[str, pd.DataFrame]) -> pd.Series:
    """Return which codings of other tools are left out: nobody who takes part said the words they are on."""
    frame, words = frame_of(frames, "imported"), Words(frames)
    out = [not words.are_heard(row.document_id, int(row.start), int(row.end)) for row in frame.itertuples(index=False)]
    return pd.Series(out, index=frame.index, dtype=bool)


class Words:
    """The words at places of the documents, and whether they are of people who take part.

    Parameters
    ----------
    frames : mapping of str to DataFrame
        As `Material.frames`.
    """

    def __init__(self, frames: Mapping[str, pd.DataFrame]) -> None:
        documents = frame_of(frames, "documents")
        self.texts: dict[str, str] = dict(zip(documents["document_id"], documents["text"], strict=True))
        self._turns: dict[str, list[tuple[int, int]]] = {}
        for row in frame_of(frames, "turns").itertuples(index=False):
            self._turns.setdefault(row.document_id, []).append((int(row.start), int(row.end)))

    def at(self, document: str, start: int, end: int) -> str:
        """Return the words of a place, "" if it is in no document."""
        return self.texts.get(document, "")[start:end]

    def are_heard(self, document: str, start: int, end: int) -> bool:
        """Return whether a place holds more than blocks that stand for somebody who is left out."""
        words = self.at(document, start, end)
        if BLACK not in words or words.replace(BLACK, "").strip():
            return bool(words)
        return any(start < until and begin < end for begin, until in self._turns.get(document, ()))
