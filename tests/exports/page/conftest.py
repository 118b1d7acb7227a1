"""The toy journeys with a small study beside them, and the same with texts that try to break out of a page."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from runpy import run_path

import pandas as pd
import pytest

from cjm_research.agreement.sheet import agreement_sheet
from cjm_research.exports.html import HtmlExporter
from cjm_research.exports.material import Material
from cjm_research.findings.coverage import coverage_sheet
from cjm_research.findings.saturation.sheet import saturation_sheet
from cjm_research.journeys.map import JourneyMap
from cjm_research.schema import empty

_make = run_path(str(Path(__file__).parents[1] / "conftest.py"))["make_journey"]
HOSTILE = (
    "</script><script>window.ran = 1; alert(1)</script>",
    '"><img src=x onerror="window.ran = 1; alert(2)">',
    "</style><svg onload='window.ran = 1; alert(3)'></svg>",
    "<a href='javascript:window.ran=1'>press</a><iframe srcdoc='<script>parent.ran=1</script>'></iframe>",
    "]]> --> <!-- {{ 7 * 7 }} {% raw %} &lt;b&gt; =cmd|' /C calc'!A0",
    "\N{RIGHT-TO-LEFT OVERRIDE}reversed שלום مرحبا \N{ARABIC LETTER ALEF}",
    "null \x00 bell \x07 escape \x1b next \x85 lone \ud800 no character \uffff",
    "line\rreturn \U0001f6cb\ufe0f\U0001f469\u200d\U0001f4bb 👍🏽 emoji",
    "too long a word " + "x" * 19_984,
)
"""One of each kind: markup, templates, formulas, directions, characters that HTML cannot hold, no end."""


def journey_of(language: str, hostile: bool = False) -> JourneyMap:
    """Return a toy journey as a `JourneyMap`, with hostile texts as the last quotes of its first documents if asked."""
    toy = vars(_make(language))
    if hostile:
        _spoil(toy)
    return JourneyMap(**toy)


def _spoil(toy: dict) -> None:
    data, documents, evidence = toy["data"], toy["documents"], toy["evidence"]
    data["study"] |= {"title": HOSTILE[0], "scenario": HOSTILE[1]}
    data["participants"]["by_attribute"] = {HOSTILE[2]: {HOSTILE[3]: 7, HOSTILE[5]: 5}}
    items = {
        (card["id"], item["segment_id"]): (card, item)
        for stage in data["stages"]
        for card in stage["cards"]
        for item in card["evidence"]
    }
    for at, text in enumerate(HOSTILE):
        row = evidence.iloc[at]
        document = documents.index[documents["document_id"] == row["document_id"]][0]
        start = len(documents.at[document, "text"]) + 2
        documents.at[document, "text"] += "\n\n" + text
        place = {"start": start, "end": start + len(text), "quote": text}
        for key, value in (place | {"title": text, "reason": text, "after": "", "before": text[-120:]}).items():
            evidence.at[at, key] = value
        card, item = items[row["card_id"], row["segment_id"]]
        item |= place
        card |= {"title": text, "owner": text}


def material_of(journey: JourneyMap, languages: tuple[str, ...]) -> Material:
    """Return a small study of the people of a journey: of two types, coded by two people, in twelve interviews."""
    rows, documents = journey.evidence, journey.documents
    people = sorted(rows["case_id"].unique())
    names = journey.data["participants"]["by_attribute"]
    (attribute, values), *_ = names.items()
    first, second = values
    cases = pd.DataFrame(
        {
            "case_id": people,
            "kind": "participant",
            "source": [f"{case.lower()}.docx" for case in people],
            "attributes": [{attribute: first if at % 2 else second} for at in range(len(people))],
            "consent": "given",
        }
    )
    segments = rows.drop_duplicates("segment_id")[["segment_id", "case_id", "document_id", "start", "end"]]
    turns = segments.assign(role="participant", start_seconds=float("nan"), end_seconds=float("nan"))
    coded = rows[["segment_id", "family"]].drop_duplicates()
    return Material(
        journey=journey,
        languages=languages,
        frames={"cases": cases, "turns": turns, "documents": documents.assign(wave=""), "segments": segments},
        events=empty("events"),
        audit=pd.DataFrame(),
        agreement=_agreement(rows),
        saturation=_saturation(rows, journey),
        coverage=coverage_sheet(cases, documents, segments, coded, [attribute], min_cell=3, turns=turns),
    )


def _agreement(rows: pd.DataFrame):
    said = [
        (segment, document, who, "goal", str(int(at % 3 == 0 or (who == "Bo" and at == 1))))
        for at, (segment, document) in enumerate(zip(rows["segment_id"], rows["document_id"], strict=True))
        for who in ("Ana", "Bo")
    ]
    columns = ["segment_id", "document_id", "coder", "code", "value"]
    return agreement_sheet(pd.DataFrame(said, columns=columns), rounds=50)


def _saturation(rows: pd.DataFrame, journey: JourneyMap):
    heard = rows[["document_id", "title", "family"]].drop_duplicates().set_axis(["unit", "code", "family"], axis=1)
    units = pd.DataFrame({"unit": sorted(heard["unit"].unique()), "kind": "interview", "recorded_at": "", "wave": ""})
    units = units.assign(name=units["unit"], order=range(1, len(units) + 1), language=journey.language)
    return saturation_sheet(heard, units.assign(attributes=[{}] * len(units)), rounds=20)


def page_of(journey: JourneyMap, folder: Path, languages: tuple[str, ...] | None = None) -> Path:
    """Write the report of a journey with its study and return its path."""
    material = material_of(journey, languages or (journey.language,))
    (path,) = HtmlExporter.of(material).write(replace(journey, language=material.languages[0]), folder)
    return path


@pytest.fixture(params=["en", "zh"])
def told(request) -> JourneyMap:
    """Each of the two toy journeys in turn."""
    return journey_of(request.param)
