"""The toy journeys with all that people made of them, and a look at the slides as python-pptx reads them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pptx
import pytest

from cjm_research.exports.deck import DeckExporter


def enrich(journey: SimpleNamespace) -> SimpleNamespace:
    """Add a moment of truth, steps, ranks, one opportunity, the order of the talk: what schema 1.1 brings."""
    stages = journey.data["stages"]
    for stage in stages:
        stage["moment"] = None
        stage["steps"] = [{"id": "x1", "name": {"en": "pay by card", "zh": "刷卡付款"}, "n_people": 2, "n_segments": 2}]
    pains = [card for stage in stages for card in stage["cards"] if card["family"] == "pain_point"]
    for rank, card in enumerate(pains, start=1):
        card["priority"] = {
            "score": round(0.9 - 0.1 * rank, 3), "rank": rank, "rank_low": 1, "rank_high": len(pains), "of": len(pains),
            "reach": round(card["n_people"] / 12, 6), "intensity": round(0.5 + 0.04 * rank, 6), "value": 0,
            "difficulty": 0, "quadrant": "",
        }  # fmt: skip
    worst = min((each for each in stages if each["emotion"]["n"] >= 3), key=lambda each: each["emotion"]["mean"])
    cause = next(card for card in worst["cards"] if card["family"] == "pain_point")
    worst["moment"] = {"kind": "trough", "causes": [cause["id"]]}
    titles = {"en": "Show the fee first", "zh": "先说明手续费"}
    opportunity = {
        **cause, "id": "o1234567890ab", "family": "opportunity", "subtype": "", "title": titles[journey.language],
        "titles": titles, "kind": "repair", "made": "opportunity", "answers": [cause["id"]], "owner": "Team A",
        "work": "planned", "value": 4, "difficulty": 2, "priority": None,
    }  # fmt: skip
    worst["cards"].append(opportunity)
    journey.data["framework"]["order"] = {
        "from": "framework", "talk": [stage["id"] for stage in stages], "n_people": 9,
        "votes": [{"before": stages[0]["id"], "after": stages[1]["id"], "n_people": 5, "of": 7}],
        "words": {"en": "9 people told what came before what.", "zh": "9人讲出了先后。"},
    }  # fmt: skip
    return journey


def texts_of(shape) -> list[str]:
    """Return the texts of a shape, cell by cell for a table."""
    if shape.has_table:
        return [cell.text for row in shape.table.rows for cell in row.cells]
    return [shape.text_frame.text] if shape.has_text_frame else []


class Slides:
    """A written deck, slide by slide."""

    def __init__(self, path: Path) -> None:
        self.path, self.deck = path, pptx.Presentation(str(path))

    @property
    def titles(self) -> list[str]:
        return [slide.shapes.title.text for slide in self.deck.slides]

    def text(self, at: int) -> str:
        return "\n".join(text for shape in self.deck.slides[at].shapes for text in texts_of(shape))

    def notes(self, at: int) -> str:
        return self.deck.slides[at].notes_slide.notes_text_frame.text

    def at(self, title: str) -> int:
        return next(index for index, text in enumerate(self.titles) if text.startswith(title))

    def tables(self, at: int) -> list:
        return [shape.table for shape in self.deck.slides[at].shapes if shape.has_table]

    def charts(self, at: int) -> list:
        return [shape.chart for shape in self.deck.slides[at].shapes if shape.has_chart]


@pytest.fixture
def written(tmp_path) -> Callable[..., Slides]:
    """Write a deck and read it back."""

    def write(journey, **options) -> Slides:
        (path,) = DeckExporter(**options).write(journey, tmp_path)
        return Slides(path)

    return write


@pytest.fixture
def rich(journey) -> SimpleNamespace:
    """Each toy journey in turn, with everything that people made of it."""
    return enrich(journey)


@pytest.fixture
def rich_english(english) -> SimpleNamespace:
    """The English one."""
    return enrich(english)


@pytest.fixture(scope="session")
def kept(tmp_path_factory) -> Callable[[SimpleNamespace], Path]:
    """Write the deck of a rich journey once for all tests that only read it."""
    paths: dict[str, Path] = {}

    def path_of(journey: SimpleNamespace) -> Path:
        if journey.language not in paths:
            (paths[journey.language],) = DeckExporter().write(journey, tmp_path_factory.mktemp("deck"))
        return paths[journey.language]

    return path_of


@pytest.fixture
def slides(rich, kept) -> Slides:
    """The deck of each rich journey; a test that changes the journey writes its own."""
    return Slides(kept(rich))
