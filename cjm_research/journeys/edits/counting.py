"""People, shares and the grade of a card whose segments are others than those of its finding."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import pandas as pd

from cjm_research import schema
from cjm_research.findings.cards import against
from cjm_research.findings.grade import Evidence, grade
from cjm_research.findings.making import said_of
from cjm_research.review.board.law import Standing, in_turn

if TYPE_CHECKING:
    from cjm_research.settings import Journey

Row = dict[str, Any]


def blank_finding(card: Standing) -> Row:
    """Return a finding that nothing is behind, for a card that people made."""
    defaults = schema.complete(pd.DataFrame([{"finding_id": card.card_id}]).reindex(columns=["finding_id"]).assign(
        stage=card.stage, family=card.lane, subtype=card.row["subtype"], theme_id="", title="", people=[[]], n_people=0,
        n_segments=0, reviewed_share=0.0, segment_ids=[[]], grade="none", grade_rule="",
    ), "findings").to_dict("records")[0]  # fmt: skip
    return {**defaults, "n_asked_here": None}


class Counter:
    """Counts the finding of a card anew where its segments are others than before.

    Parameters
    ----------
    findings, coded, segments : DataFrame
        Their contracts.
    emotions : Series of float
        Emotion 1–5 by segment_id.
    n_asked : int
        People in the study.
    settings : settings.Journey
        Thresholds of the grade.
    language : {"en", "zh"}
        Of the grade's rule.
    validations : DataFrame, optional
        Contract "validations".
    """

    def __init__(
        self,
        findings: pd.DataFrame,
        coded: pd.DataFrame,
        emotions: pd.Series,
        segments: pd.DataFrame,
        n_asked: int,
        settings: Journey,
        language: str,
        validations: pd.DataFrame | None = None,
    ) -> None:
        self.language = language
        self._n_asked, self._settings, self._validations = n_asked, settings, validations
        self._emotions = emotions
        self._case = dict(zip(segments["segment_id"], segments["case_id"], strict=True))
        self._document = dict(zip(segments["segment_id"], segments["document_id"], strict=True))
        self._coded = {(row.segment_id, row.family): row for row in coded.itertuples(index=False)}
        asked = findings[findings["n_asked_here"].notna()]
        self._here = dict(zip(asked["stage"], asked["n_asked_here"], strict=True))

    def __call__(self, first: Row, card: Standing, others: Sequence[Row]) -> Row:
        """Return the finding of a card.

        Parameters
        ----------
        first : dict
            The finding as it was, or `blank_finding`.
        card : Standing
            The card as it stands.
        others : sequence of dict
            Findings that were merged into it.
        """
        row = first if card.stage == first["stage"] else {**first, "n_asked_here": self._here.get(card.stage)}
        if set(card.segment_ids) == set(first["segment_ids"]) and not (card.made and not card.segment_ids):
            return row
        ids = list(in_turn(card.segment_ids, self._case))
        coded = [self._coded.get((segment_id, card.lane)) for segment_id in ids]
        subtypes = [str(one.subtype) if one is not None else "" for one in coded]
        people = sorted({self._case[segment_id] for segment_id in ids})
        counter = [one for each in (first, *others) for one in each["counter_ids"] if one not in set(ids)]
        touchpoints = [one for each in (first, *others) for one in each["touchpoints"]]
        reviewed = sum(bool(one.reviewed) for one in coded if one is not None)
        row = {
            **row,
            "people": people,
            "n_people": len(people),
            "n_segments": len(ids),
            "n_asked": self._n_asked,
            "reviewed_share": reviewed / len(ids) if ids else 0.0,
            "segment_ids": ids,
            "subtypes": subtypes,
            "subtype": _majority(subtypes, card.lane) or first["subtype"],
            "counter_ids": list(dict.fromkeys(counter)),
            "touchpoints": list(dict.fromkeys(touchpoints)),
            "n_documents": len({self._document[segment_id] for segment_id in ids}),
            "stability": None,
            "rest": bool(first["rest"]) and not others,
            "validation": first["validation"] or said_of(self._validations, card.card_id),
        }
        return row | self._grade(row, card.lane, reviewed)

    def _grade(self, row: Row, lane: str, reviewed: int) -> Row:
        ids = row["segment_ids"]
        feeling = pd.Series([self._emotions.get(segment_id) for segment_id in ids], dtype="float64")
        contrary = int(against(pd.Series([lane] * len(ids), dtype=object), feeling).sum()) if ids else 0
        evidence = Evidence(
            n_people=row["n_people"],
            n_asked=self._n_asked,
            n_segments=len(ids),
            n_reviewed=reviewed,
            n_against=contrary,
            rest=bool(row["rest"]),
            n_counter=len(row["counter_ids"]),
            n_documents=row["n_documents"],
            agreement=row["agreement"] or None,
            saturated=_saturated(row["grade_parts"]),
            validation=row["validation"] or None,
        )
        graded = grade(evidence, self._settings, self.language)
        return {"grade": graded.name, "grade_rule": graded.rule, "grade_parts": graded.as_dicts()}


def _saturated(parts: Sequence[Mapping[str, Any]]) -> bool | None:
    """Return whether new themes of the family are rare, as the finding's own grade has it."""
    found = next((part["meets"] for part in parts if part["part"] == "saturation"), "")
    return found == "strong" if found else None


def _majority(subtypes: Sequence[str], lane: str) -> str:
    counts = pd.Series([one for one in subtypes if one], dtype=object).value_counts()
    known = schema.SUBTYPES.get(lane, ())
    rank = {name: at for at, name in enumerate(known)}
    return min(counts.index, key=lambda name: (-counts[name], rank.get(name, len(known)), name), default="")
