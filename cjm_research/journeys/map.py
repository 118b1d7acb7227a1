"""The journey map: one object that all exporters draw from and that shows itself in a notebook.

`data` is exactly what ``journey.json`` holds; the frames beside it carry what a person needs to walk from a card back
to the words, one id chain both ways.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from cjm_research.codes.touchpoints import name_of
from cjm_research.schema import FAMILIES

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from cjm_research.findings.priority import PrioritySheet
    from cjm_research.journeys.order import StageOrder

EVIDENCE = (
    "card_id",
    "stage",
    "family",
    "subtype",
    "title",
    "segment_id",
    "document_id",
    "document",
    "case_id",
    "start",
    "end",
    "quote",
    "emotion",
    "reviewed",
    "score",
    "reason",
    "question",
    "before",
    "after",
)
"""Columns of the evidence frame, one row per card and segment."""

OPPORTUNITY = "opportunity"
"""The lane of cards that say what to repair or to repeat."""

_GRADES = {"strong": "●", "fair": "◐", "thin": "○", "none": "–"}
_WORDS = {
    "en": {
        "emotion": "Emotion (1–5)",
        "touchpoint": "Touchpoints",
        "empty": "no evidence ({asked} asked)",
        "people": "{n} of {asked} people",
        "mentions": "{n} mentions",
        "mention": "1 mention",
        "more": "{n} more",
        "machine suggestion": "not reviewed",
        "partly reviewed": "partly reviewed",
        "reviewed": "reviewed",
        "strong": "strong",
        "fair": "fair",
        "thin": "thin",
        "none": "no evidence",
        "unplaced": "{n} findings stand at no stage; see .findings",
        "asked": "{asked} people",
        "hand-written": "hand-written",
        "opportunity": "Opportunities",
        "repair": "repair",
        "repeat": "repeat",
        "idea": "idea",
        "steps": "Steps",
        "trough": "moment of truth, low",
        "peak": "moment of truth, high",
        "open": "“",
        "close": "”",
    },
    "zh": {
        "emotion": "情绪（1–5）",
        "touchpoint": "触点",
        "empty": "没有证据（访问了{asked}人）",
        "people": "{asked}人中的{n}人",
        "mentions": "{n}次提及",
        "mention": "1次提及",
        "more": "另有{n}项",
        "machine suggestion": "未复核",
        "partly reviewed": "部分复核",
        "reviewed": "已复核",
        "strong": "充分",
        "fair": "一般",
        "thin": "薄弱",
        "none": "没有证据",
        "unplaced": "{n}项发现没有对应阶段，见.findings",
        "asked": "{asked}人",
        "hand-written": "手写",
        "opportunity": "机会",
        "repair": "改进",
        "repeat": "保持",
        "idea": "想法",
        "steps": "步骤",
        "trough": "关键时刻（低谷）",
        "peak": "关键时刻（高峰）",
        "open": "“",
        "close": "”",
    },
}


@dataclass(frozen=True)
class JourneyMap:
    """A draft journey with everything behind it.

    Attributes
    ----------
    data : dict
        Exactly the content of ``journey.json``.
    findings : DataFrame
        Contract "findings", those at no stage included.
    evidence : DataFrame
        Columns `EVIDENCE`; before and after are up to 120 characters of the document around the quote.
    emotions : DataFrame
        Columns stage, case_id, emotion (the person's mean there, 1–5) and n_segments.
    documents : DataFrame
        Contract "documents".
    codebook : Codebook
        Names of families and sub-types.
    language : {"en", "zh"}
        In which the map shows itself.
    cards_per_cell : int
        Cards shown per stage and family before "n more".
    order : StageOrder, optional
        The order of the stages as people tell it.
    priorities : PrioritySheet, optional
        Which pain points and opportunities come first.
    basis : mapping of str to str
        What the emotion curve leaves out, a sentence by language; "" where it leaves out nothing.
    originals : mapping of str to dict
        Cards that people changed, as the workbench has them, each with its ``stage``, by id.
    orphans : tuple of dict
        What people made of cards and stages that are not there any more.
    """

    data: dict[str, Any]
    findings: pd.DataFrame = field(repr=False)
    evidence: pd.DataFrame = field(repr=False)
    emotions: pd.DataFrame = field(repr=False)
    documents: pd.DataFrame = field(repr=False)
    codebook: Any = field(repr=False)
    language: str = "en"
    cards_per_cell: int = 6
    order: StageOrder | None = field(default=None, repr=False)
    priorities: PrioritySheet | None = field(default=None, repr=False)
    basis: Mapping[str, str] = field(default_factory=dict, repr=False)
    originals: Mapping[str, dict[str, Any]] = field(default_factory=dict, repr=False)
    orphans: tuple[dict[str, Any], ...] = field(default=(), repr=False)

    def __repr__(self) -> str:
        """Return title and counts on one line."""
        cards = sum(len(stage["cards"]) for stage in self.data["stages"])
        return (
            f"JourneyMap({self.data['study']['title']!r}, {len(self.data['stages'])} stages, {cards} cards, "
            f"{self.data['participants']['n']} people)"
        )

    def _repr_html_(self) -> str:
        """Return the map as a table: stages across, lanes down."""
        stages = [
            {**stage, "cards": [card for card in stage["cards"] if not card.get("hidden")]}
            for stage in self.data["stages"]
            if not stage.get("hidden")
        ]
        lanes = [(family, self.codebook.name(family, lang=self.language)) for family in FAMILIES]
        if any(card["family"] == OPPORTUNITY for stage in stages for card in stage["cards"]):
            lanes.append((OPPORTUNITY, _WORDS[self.language][OPPORTUNITY]))
        return _template().render(
            stages=stages,
            language=self.language,
            words=_WORDS[self.language],
            lanes=lanes,
            grades=_GRADES,
            subtype=self._tag,
            named=lambda value: _named(value, self.language),
            shown=self.cards_per_cell,
            asked=self.data["participants"]["n"],
            unplaced=int((self.findings["stage"] == "none").sum()) if len(self.findings) else 0,
        )

    def _tag(self, card: dict[str, Any]) -> str:
        if card["family"] == OPPORTUNITY:
            return _WORDS[self.language][card.get("kind") or "idea"]
        return self.codebook.name(card["family"], card["subtype"] or None, lang=self.language)


def _named(value: str, language: str) -> str:
    """Return a touchpoint or channel in a language; the study's own words stay as they are."""
    return ("、" if language == "zh" else ", ").join(name_of(part, language) for part in value.split("/"))


@cache
def _template() -> Any:
    from jinja2 import Environment

    environment = Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True)
    return environment.from_string(files("cjm_research.journeys").joinpath("map.html.j2").read_text("utf-8"))
