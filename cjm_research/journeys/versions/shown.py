"""A saved version shown again: its cards and figures as they were kept, its words looked up in the documents of today.

A version holds no words (law 7). A quote of somebody who withdrew, or of a file that was edited, is not found again:
it is left out and counted, while the figures of the version stay as they were when it was kept.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pandas as pd

from cjm_research.findings.grade import Part, rule_of
from cjm_research.findings.priority import priorities_of_map
from cjm_research.journeys.card_data import item_of
from cjm_research.journeys.evidence import evidence_of

if TYPE_CHECKING:
    from cjm_research.journeys.map import JourneyMap


def shown(
    content: Mapping[str, Any],
    title: str,
    now: JourneyMap,
    frames: Mapping[str, pd.DataFrame],
    coded: pd.DataFrame,
    emotions: pd.Series,
) -> JourneyMap:
    """Return a version as a map that exporters can draw.

    Parameters
    ----------
    content : mapping
        What `content_of` kept.
    title : str
        What the version is called.
    now : JourneyMap
        The map as it stands: its documents, codebook and language are used.
    frames : mapping of str to DataFrame
        Contracts segments, turns and suggestions of people who take part.
    coded : DataFrame
        Codes that hold now.
    emotions : Series of float
        Emotion 1–5 by segment_id, as it holds now.

    Returns
    -------
    JourneyMap
        Without the findings that stood at no stage: a version does not keep them.
    """
    words = _Words(now, frames, emotions)
    stages = [{**stage, "cards": [_card(card, words, now.language) for card in stage["cards"]]} for stage in
              content["data"]["stages"]]  # fmt: skip
    data = {**content["data"], "stages": stages, "journey": {**content["data"]["journey"], "version": title}}
    findings = pd.DataFrame(
        [
            (card["id"], stage["id"], card["family"], card["subtype"], card["title"],
             [item["segment_id"] for item in card["evidence"]])
            for stage in stages for card in stage["cards"]
        ],
        columns=["finding_id", "stage", "family", "subtype", "title", "segment_ids"],
    )  # fmt: skip
    evidence = evidence_of(
        findings, frames["segments"], now.documents, frames["turns"], frames["suggestions"], coded, emotions
    )
    return replace(
        now,
        data=data,
        findings=now.findings.iloc[0:0],
        evidence=evidence,
        order=None,
        priorities=priorities_of_map(data, language=now.language),
        originals={},
        orphans=(),
    )


def n_lost(content: Mapping[str, Any], version: JourneyMap) -> int:
    """Return how many quotes of a version are not found again."""

    def quotes(data: Mapping[str, Any]) -> int:
        return sum(len(card["evidence"]) for stage in data["stages"] for card in stage["cards"])

    return quotes(content["data"]) - quotes(version.data)


class _Words:
    """Looks up what a segment says and where."""

    def __init__(self, now: JourneyMap, frames: Mapping[str, pd.DataFrame], emotions: pd.Series) -> None:
        names = dict(zip(now.documents["document_id"], now.documents["name"], strict=True))
        rows = frames["segments"][frames["segments"]["document_id"].isin(names)]
        self._rows = {
            row["segment_id"]: {**row, "document": names[row["document_id"]]} for row in rows.to_dict("records")
        }
        self._emotions = emotions

    def items(self, kept: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """Return evidence items with their words; those not found are left out."""
        return [
            {**item_of(self._rows[item["segment_id"]], item["emotion"], item["reviewed"]), **item}
            for item in kept
            if item["segment_id"] in self._rows
        ]


def _card(card: Mapping[str, Any], words: _Words, language: str) -> dict[str, Any]:
    parts = [Part(**{"words": {}, **part}) for part in card.get("grade_parts", [])]
    return {
        **card,
        "title": card.get("titles", {}).get(language) or card["title"],
        "grade_rule": rule_of(card["evidence_grade"], parts, language),
        "evidence": words.items(card["evidence"]),
        "counter": words.items(card.get("counter", [])),
    }
