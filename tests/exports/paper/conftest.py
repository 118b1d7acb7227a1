"""Toy journeys as real maps, with priorities, graded parts and counter-evidence, and the study beside them."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from types import SimpleNamespace

import pandas as pd
import pytest
from PIL import Image

from cjm_research.agreement.sheet import agreement_sheet
from cjm_research.codes.codebook import Codebook
from cjm_research.exports import figures
from cjm_research.exports.material import Material
from cjm_research.findings.coverage import coverage_sheet
from cjm_research.findings.priority import priorities_of_map
from cjm_research.findings.saturation.sheet import saturation_sheet
from cjm_research.journeys.map import JourneyMap
from cjm_research.review.audit import audit

ODD = (
    "=HYPERLINK(1)",
    "]]></script><script>alert(1)</script>",
    "family 👩‍👩‍👧 🚚",
    "שלום \u202eabc\u202c مرحبا",
    "a\x00b\x08c\x0bd\x1fe\ufffe",
    "# tab\tnew\n- line\r\n| a | b |",
    "\"both' & <b>more</b> &amp; `tick` *bold* _slant_ ~~no~~ [link](javascript:x) ![x](y)",
    "1. $x$ costs $5\n> quoted\n```\ncode\n```",
    "+1 -- --- === ***",
    "长" * 20_000,
    "x " * 10_000,
)
AT = "2026-02-03T10:00:00+00:00"


def as_map(toy: SimpleNamespace) -> JourneyMap:
    """Return a toy journey as a map, with the parts of grades, an opportunity and ranks."""
    held = vars(toy) | {"codebook": Codebook.framework()}
    for stage in held["data"]["stages"]:
        for card in stage["cards"]:
            card |= {"counter": card["evidence"][:1] if card["family"] == "goal" else [], "answers": []}
            words = {"en": f"{card['n_people']} of 12 people (strong from 5, fair from 3)",
                     "zh": f"12人中有{card['n_people']}人提到（5人起为充分，3人起为一般）"}  # fmt: skip
            card["grade_parts"] = [
                {"part": "people", "value": card["n_people"], "of": 12, "meets": card["evidence_grade"],
                 "words": words},
                {"part": "agreement", "value": None, "of": None, "meets": ""},
            ]  # fmt: skip
    held["priorities"] = priorities_of_map(held["data"], language=toy.language)
    return JourneyMap(**held)


def with_texts(toy: SimpleNamespace) -> SimpleNamespace:
    """Put an odd text into every title, quote and stage name of the journey."""
    texts, items, number = dict.fromkeys(toy.documents["name"], ""), {}, 0
    for stage in toy.data["stages"]:
        stage["name"] = dict.fromkeys(("en", "zh"), ODD[number % len(ODD)][:120])
        for card in stage["cards"]:
            card["title"] = ODD[number % len(ODD)]
            for item in card["evidence"]:
                quote, before = ODD[number % len(ODD)], texts[item["document"]]
                item |= {"quote": quote, "start": len(before), "end": len(before) + len(quote)}
                texts[item["document"]] = before + quote + "\n\n"
                items[card["id"], item["segment_id"]] = item
                number += 1
    found = [items[row.card_id, row.segment_id] for row in toy.evidence.itertuples()]
    for key in ("quote", "start", "end"):
        toy.evidence[key] = [item[key] for item in found]
    toy.documents["text"] = toy.documents["name"].map(texts)
    toy.data["study"]["title"], toy.data["study"]["scenario"] = ODD[6], ODD[1]
    return toy


def study_beside(journey: JourneyMap, languages: tuple[str, ...] | None = None) -> Material:
    """Return a study of two coders who differ at times, one of whom changed the codebook."""
    language = journey.language
    rows = journey.evidence.drop_duplicates("segment_id").reset_index(drop=True)
    coders = ("Ana", "Bo")
    said = [
        (row.segment_id, row.document_id, coder, row.family, "" if coder == "Bo" and at % 3 == 0 else row.subtype)
        for at, row in enumerate(rows.itertuples())
        for coder in coders
    ]
    ratings = pd.DataFrame(said, columns=["segment_id", "document_id", "coder", "code", "value"])
    codings = ratings.rename(columns={"code": "kind"}).assign(act="accept", codebook_version="v", created_at=AT)
    segments = rows[["segment_id", "document_id", "case_id", "start", "end"]].assign(
        text=rows["quote"], language=language
    )
    kinds = {case: {"Region": "=North" if at % 2 else "South"} for at, case in enumerate(sorted(set(rows["case_id"])))}
    cases = pd.DataFrame([(case, "participant", "a.docx", kinds[case], "given") for case in kinds],
                         columns=["case_id", "kind", "source", "attributes", "consent"])  # fmt: skip
    themes = pd.DataFrame({"theme_id": ["t1", "t2", "t3"], "rest": [False, False, True], "hidden": False,
                           "stability": [0.8, 0.5, None], "named_by": ["Ana", "", ""]})  # fmt: skip
    turns = pd.DataFrame({"document_id": rows["document_id"], "end_seconds": [600.0 + at for at in range(len(rows))]})
    frames = {"segments": segments, "codings": codings.assign(event_id=1), "cases": cases, "themes": themes,
              "turns": turns, "decisions": pd.DataFrame({"segment_id": ["s1"]})}  # fmt: skip
    book = {"number": 2, "version": "aa", "parent": "bb", "coder": "=Ana", "reopens": ["goal/explicit"], "content": {}}
    payload = {"rows": {"codebooks": {"before": [], "after": [book]}}, "codings": {"before": [], "after": []}}
    acts = [(1, AT, "=Ana", "codebook.add", payload), (2, AT, "cjm", "sample.draw", {})]
    events = pd.DataFrame(acts, columns=["event_id", "created_at", "actor", "act", "payload"])
    named = ratings.assign(value=ratings["value"].ne("").map({True: "1", False: "0"}))
    coded = rows[["segment_id", "family", "subtype"]]
    return Material(
        journey, languages or (language,), frames, events, audit(events),
        agreement=agreement_sheet(named, rounds=50),
        saturation=saturation_sheet(*_heard(rows, language), rounds=50),
        coverage=coverage_sheet(cases, journey.documents.assign(wave=""), segments, coded, ["Region"]),
    )  # fmt: skip


def _heard(rows: pd.DataFrame, language: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    names = sorted(set(rows["document"]))
    units = pd.DataFrame({"unit": names, "name": names, "kind": "interview", "order": range(1, len(names) + 1)})
    units = units.assign(recorded_at="", wave="", language=language, attributes=[{} for _ in names])
    heard = rows.assign(unit=rows["document"], code=rows["title"])[["unit", "code", "family"]]
    return heard.drop_duplicates(["unit", "code"]).reset_index(drop=True), units


@pytest.fixture
def drawn() -> None:
    """Ask for the pictures themselves."""


@pytest.fixture(autouse=True)
def _quick_pictures(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Put one small picture in the place of all where a test does not ask for them."""
    if "drawn" not in request.fixturenames:
        out = BytesIO()
        Image.new("RGB", (40, 20), "white").save(out, "PNG")
        monkeypatch.setattr(figures, "_picture", lambda draw, kind: out.getvalue())


@pytest.fixture
def real() -> Callable[[SimpleNamespace], JourneyMap]:
    """Make a map of a toy journey."""
    return as_map


@pytest.fixture
def beside() -> Callable[..., Material]:
    """Make the study beside a map, in the languages wanted."""
    return study_beside


@pytest.fixture(params=["en", "zh"])
def mapped(request: pytest.FixtureRequest, make) -> JourneyMap:
    """A map in each language."""
    return as_map(make(request.param))


@pytest.fixture(params=["en", "zh"])
def odd(request: pytest.FixtureRequest, make) -> JourneyMap:
    """A map whose texts break files, in each language."""
    return as_map(with_texts(make(request.param)))
