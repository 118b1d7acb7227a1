"""One card: a theme at a stage with its people, quotes, touchpoints, counter-evidence and grade.

A card says where its title and its theme come from: named by a person or not, how steady the theme is, from how many
documents. Nothing of it is written by a machine but the title of a theme that nobody named.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from cjm_research import schema
from cjm_research.findings.grade import Evidence, grade
from cjm_research.findings.quotes import in_turn, titled
from cjm_research.settings import Journey

_TOUCHED = 1 / 3  # share of the people of a card who name a touchpoint, from which it is one of the card


@dataclass(frozen=True)
class Known:
    """What else is known of a study; all of it may be missing, and the grade then says that it was not measured.

    Attributes
    ----------
    agreement : mapping of str to mapping
        Family to alpha or kappa, low, high and n segments coded twice (`grounds.agreement_by_family`).
    saturated : mapping of str to bool
        Family to whether new themes of it have become rare (`grounds.saturation_by_family`).
    validations : DataFrame, optional
        Contract "validations".
    asked : mapping of str to frozenset of str
        Stage to the people asked about it (`asked.asked_at`).
    touchpoints : DataFrame, optional
        Columns segment_id and touchpoint, and channel if known; "" = none.
    vectors : (sequence of str, ndarray of shape (n_segments, n_dims)), optional
        Segment ids and their vectors; the nearest counter-evidence then comes first.
    """

    agreement: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    saturated: Mapping[str, bool] = field(default_factory=dict)
    validations: pd.DataFrame | None = None
    asked: Mapping[str, frozenset[str]] = field(default_factory=dict)
    touchpoints: pd.DataFrame | None = None
    vectors: tuple[Sequence[str], np.ndarray] | None = None


@dataclass(frozen=True)
class Maker:
    """Makes the row of a finding.

    Attributes
    ----------
    n_asked : int
        People in the study.
    settings : settings.Journey
        Thresholds of the grade.
    language : {"en", "zh"}
        Of the grade's rule.
    known : Known
        What the grade and the card rest on beside the segments.
    """

    n_asked: int
    settings: Journey
    language: str
    known: Known

    def __call__(
        self, theme: Mapping[str, Any], stage: str, part: pd.DataFrame, counter: Sequence[str]
    ) -> dict[str, Any]:
        """Return the finding of a theme at a stage, as a row of contract "findings".

        Parameters
        ----------
        theme : mapping
            A row of contract "themes".
        stage : str
            A stage of the framework, or "none".
        part : DataFrame
            The theme's segments there: segment_id, case_id, family, subtype, reviewed, weight, contrary and, where
                known, score, text, language and document_id.
        counter : sequence of str
            Segments that say the opposite.
        """
        finding_id = "f" + hashlib.sha256(f"{theme['theme_id']}:{stage}".encode()).hexdigest()[:12]
        family, own = part["family"].iloc[0], _of_theme(theme)
        if "text" in part:
            part = part.assign(titled=titled(part["text"], part["language"], own["titles"]))
        ids = in_turn(part)
        asked = self.known.asked.get(stage)
        # Who speaks of a stage in what is placed there by its theme alone was not counted among those asked.
        here = None if asked is None else len(asked | set(part["case_id"]))
        evidence = self._evidence(finding_id, theme, part, len(counter), here)
        graded = grade(evidence, self.settings, self.language)
        subtypes = dict(zip(part["segment_id"], part["subtype"], strict=True))
        return {
            **own,
            "n_documents": part["document_id"].nunique() if "document_id" in part else own["n_documents"],
            "finding_id": finding_id,
            "stage": stage,
            "family": family,
            "subtype": _majority(part["subtype"], family),
            "people": sorted(set(part["case_id"])),
            "n_people": evidence.n_people,
            "n_asked": self.n_asked,
            "n_asked_here": here,
            "n_segments": evidence.n_segments,
            "reviewed_share": evidence.n_reviewed / evidence.n_segments,
            "segment_ids": ids,
            "subtypes": [str(subtypes[each]) for each in ids],
            "touchpoints": _touched(self._named, part),
            "counter_ids": list(counter),
            "grade": graded.name,
            "grade_rule": graded.rule,
            "grade_parts": graded.as_dicts(),
            "agreement": dict(evidence.agreement) if evidence.agreement else None,
            "validation": dict(evidence.validation) if evidence.validation else None,
        }

    @cached_property
    def _named(self) -> dict[str, str]:
        return _names(self.known.touchpoints)

    def _evidence(
        self, finding_id: str, theme: Mapping[str, Any], part: pd.DataFrame, n_counter: int, here: int | None
    ) -> Evidence:
        family = part["family"].iloc[0]
        own = _of_theme(theme)
        return Evidence(
            n_people=len(set(part["case_id"])),
            n_asked=self.n_asked,
            n_segments=len(part),
            n_reviewed=int(part["reviewed"].sum()),
            n_against=int(part["contrary"].sum()),
            rest=own["rest"],
            n_counter=n_counter,
            stability=own["stability"],
            n_documents=own["n_documents"],
            agreement=self.known.agreement.get(family),
            saturated=self.known.saturated.get(family),
            validation=said_of(self.known.validations, finding_id),
            n_asked_here=here,
        )


def said_of(validations: pd.DataFrame | None, card_id: str) -> dict[str, int] | None:
    """Return how many people said what of a card when it was shown to them.

    Parameters
    ----------
    validations : DataFrame, optional
        Contract "validations"; of one person the last answer counts.
    card_id : str
        The card.

    Returns
    -------
    dict of str to int, or None
        Keys asked, yes, partly, no; None where nobody answered.
    """
    if validations is None or validations.empty:
        return None
    own = validations[(validations["card_id"] == card_id) & validations["answer"].isin(["yes", "partly", "no"])]
    own = own.sort_values(["created_at", "event_id"], kind="stable").drop_duplicates("person", keep="last")
    if own.empty:
        return None
    return {"asked": len(own), **{answer: int((own["answer"] == answer).sum()) for answer in ("yes", "partly", "no")}}


def _of_theme(theme: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a card takes from its theme as it is."""
    stability = _given(theme, "stability")
    return {
        "theme_id": theme["theme_id"],
        "title": theme["title"],
        "titles": dict(_given(theme, "titles") or {}),
        "named_by": str(_given(theme, "named_by") or ""),
        "rest": bool(_given(theme, "rest")),
        "stability": None if stability is None else float(stability),
        "n_documents": int(_given(theme, "n_documents") or 0),
    }


def _given(theme: Mapping[str, Any], name: str) -> Any:
    value = theme.get(name)
    return None if isinstance(value, float) and pd.isna(value) else value


def _majority(subtypes: pd.Series, family: str) -> str:
    counts = Counter(subtypes)
    known = schema.SUBTYPES[family]
    rank = {name: at for at, name in enumerate(known)}
    return min(counts, key=lambda name: (-counts[name], rank.get(name, len(known)), name))


def _names(touchpoints: pd.DataFrame | None) -> dict[str, str]:
    """Return the channel that each segment names, or its touchpoint without one."""
    if touchpoints is None or touchpoints.empty:
        return {}
    name = touchpoints["touchpoint"].fillna("")
    if "channel" in touchpoints:
        channel = touchpoints["channel"].fillna("")
        name = channel.where(channel != "", name)
    return {key: said for key, said in zip(touchpoints["segment_id"], name, strict=True) if said}


def _touched(names: Mapping[str, str], part: pd.DataFrame) -> list[str]:
    """Return the names that enough people of the card say; most people first."""
    people: dict[str, set[str]] = {}
    for segment_id, case_id in zip(part["segment_id"], part["case_id"], strict=True):
        if segment_id in names:
            people.setdefault(names[segment_id], set()).add(case_id)
    least = _TOUCHED * len(set(part["case_id"]))
    enough = {name: len(held) for name, held in people.items() if len(held) >= least}
    return sorted(enough, key=lambda each: (-enough[each], each))
