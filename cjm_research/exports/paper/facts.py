"""What is known of how the map was made: counts from the run and from the acts of people, without words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from cjm_research.exports.cards_made import shown

if TYPE_CHECKING:
    import pandas as pd

    from cjm_research.exports.material import Material
    from cjm_research.journeys.map import JourneyMap


@dataclass(frozen=True)
class Facts:
    """Counts behind the methods; None where the study beside the map is not given.

    Attributes
    ----------
    n_segments, n_coded : int, optional
        Segments of participants, and those that a person coded.
    coders : tuple of str
        Who coded, sorted.
    n_codings : int
        Segment and family behind the cards of the map.
    reviewed : float
        The share of them that a person made or confirmed, 0–1.
    n_settled : int
        Verdicts on which coders had differed.
    n_themes, n_named : int, optional
        Themes that are shown, and those a person named; left-overs do not count.
    stability : tuple of float, optional
        Median, lowest and highest.
    minutes : tuple of float, optional
        Shortest and longest interview of those that hold times.
    n_timed, n_interviews : int
        Interviews that hold times, and all.
    n_acts : int, optional
        Acts of people.
    grades : mapping of str to int
        Cards by grade.
    n_counter, n_looked : int
        Cards with what speaks against them, of those at which it was looked for.
    n_answered, most_answers : int
        Cards that participants answered about, and by how many at most.
    attributes : tuple of str
        What is recorded of people.
    """

    n_segments: int | None
    n_coded: int | None
    coders: tuple[str, ...]
    n_codings: int
    reviewed: float
    n_settled: int
    n_themes: int | None
    n_named: int
    stability: tuple[float, float, float] | None
    minutes: tuple[float, float] | None
    n_timed: int
    n_interviews: int
    n_acts: int | None
    grades: Mapping[str, int]
    n_counter: int
    n_looked: int
    n_answered: int
    most_answers: int
    attributes: tuple[str, ...]


def facts(journey: JourneyMap, material: Material | None) -> Facts:
    """Count what is known of a map and of the study beside it."""
    cards = [card for stage in shown(journey.data["stages"]) for card in shown(stage["cards"])]
    codings = journey.evidence.drop_duplicates(["segment_id", "family"])
    answers = [int((card.get("validation") or {}).get("asked", 0)) for card in cards]
    grades = {grade: sum(card["evidence_grade"] == grade for card in cards) for grade in ("strong", "fair", "thin")}
    looked = [card for card in cards if "counter" in card]
    return Facts(
        n_codings=len(codings),
        reviewed=float(codings["reviewed"].mean()) if len(codings) else 0.0,
        grades=grades,
        n_counter=sum(bool(card["counter"]) for card in looked),
        n_looked=len(looked),
        n_answered=sum(answer > 0 for answer in answers),
        most_answers=max(answers, default=0),
        attributes=tuple(journey.data["participants"]["by_attribute"]),
        **_of_study(journey, material),
    )


def _of_study(journey: JourneyMap, material: Material | None) -> dict[str, Any]:
    frames = material.frames if material else {}
    segments, codings = frames.get("segments"), frames.get("codings")
    coders = () if codings is None else tuple(sorted(set(codings["coder"])))
    decisions = frames.get("decisions")
    machines = ("", "cjm", "file")
    acts = None if material is None else int((~material.events["actor"].isin(machines)).sum())
    return {
        "n_segments": None if segments is None else len(segments),
        "n_coded": None if codings is None else codings["segment_id"].nunique(),
        "coders": coders,
        "n_settled": 0 if decisions is None else len(decisions),
        "n_acts": acts,
        **_themes(frames.get("themes")),
        **_times(journey.documents, frames.get("turns")),
    }


def _themes(themes: pd.DataFrame | None) -> dict[str, Any]:
    if themes is None:
        return {"n_themes": None, "n_named": 0, "stability": None}
    own = themes[~themes["rest"].astype(bool) & ~themes["hidden"].astype(bool)]
    known = own["stability"].astype("float64").dropna()
    spread = (float(known.median()), float(known.min()), float(known.max())) if len(known) else None
    return {"n_themes": len(own), "n_named": int((own["named_by"] != "").sum()), "stability": spread}


def _times(documents: pd.DataFrame, turns: pd.DataFrame | None) -> dict[str, Any]:
    interviews = set(documents.loc[documents["kind"] == "interview", "document_id"])
    found = {"n_interviews": len(interviews), "n_timed": 0, "minutes": None}
    if turns is None:
        return found
    ends = turns[turns["document_id"].isin(interviews)].groupby("document_id")["end_seconds"].max().dropna()
    if ends.empty:
        return found
    return found | {"n_timed": len(ends), "minutes": (float(ends.min()) / 60, float(ends.max()) / 60)}
