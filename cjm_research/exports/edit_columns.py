"""The columns of ``journey.xlsx`` that people edit and send back: their headings, what may stand in them, the baseline.

The sheet that a workbook keeps out of sight holds every editable cell as it left. A cell is an edit if it reads
differently now, whatever the study did in the meantime.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from cjm_research.exports import words
from cjm_research.exports.cards_made import lanes_of, shown
from cjm_research.exports.cells import fitting
from cjm_research.schema import FAMILIES

if TYPE_CHECKING:
    from cjm_research.journeys.map import JourneyMap

FORMAT = "cjm-workbook 1"
"""The form of the workbook; a reader refuses others."""

PROPERTY = "cjm_format"
"""The property of the file that holds the form."""

BASELINE_SHEET = "cjm_baseline"
"""The sheet out of sight with the cells as they left, in the columns `BASELINE`."""

BASELINE = ("sheet", "id", "key", "value")
HEADING_ROW = 2  # counted from 0; a note and the pencils stand above
SHEETS = {"cards": ("Cards", "卡片"), "stages": ("Stages", "阶段")}
WORK = ("idea", "planned", "doing", "done", "dropped")
OPPORTUNITY = "opportunity"


@dataclass(frozen=True)
class Column:
    """A column of an editable sheet.

    Attributes
    ----------
    key : str
        What it holds.
    en, zh : str
        Its heading.
    width : int
        In characters.
    editable : bool
        Whether what people write in it comes back.
    """

    key: str
    en: str
    zh: str
    width: int
    editable: bool = True

    def heading(self, language: str) -> str:
        """Return the heading in a language."""
        return self.zh if language == "zh" else self.en


CARDS = (
    Column("id", "Card id", "卡片编号", 10, False),
    Column("stage", "Stage", "阶段", 15),
    Column("place", "Place", "位置", 7),
    Column("lane", "Lane", "类别行", 13),
    Column("title", "Title", "标题", 44),
    Column("subtype", "Sub-type", "子类", 20, False),
    Column("people", "People", "人数", 8, False),
    Column("mentions", "Mentions", "提及次数", 10, False),
    Column("grade", "Evidence grade", "证据等级", 11, False),
    Column("status", "Status", "状态", 14, False),
    Column("priority", "Priority", "优先级", 16, False),
    Column("owner", "Owner", "负责人", 16),
    Column("work", "Work status", "进展", 12),
    Column("due", "Due", "截止", 12),
    Column("value", "Value (1–5)", "价值（1–5）", 9),
    Column("difficulty", "Difficulty (1–5)", "难度（1–5）", 11),
    Column("note", "Note for the map", "给地图的备注", 32),
    Column("merge", "Merge into (card id)", "并入（卡片编号）", 15),
    Column("remove", "Remove?", "移除？", 10),
)
STAGES = (
    Column("id", "Stage id", "阶段编号", 14, False),
    Column("order", "Order", "顺序", 8),
    Column("name_en", "Name (English)", "名称（英文）", 22),
    Column("name_zh", "Name (Chinese)", "名称（中文）", 16),
    Column("question_en", "Question (English)", "问题（英文）", 40),
    Column("question_zh", "Question (Chinese)", "问题（中文）", 32),
    Column("people", "People", "人数", 8, False),
    Column("cards", "Cards", "卡片数", 8, False),
    Column("merge", "Merge into (stage id)", "并入（阶段编号）", 16),
    Column("remove", "Remove?", "移除？", 10),
)


def lane_names(journey: JourneyMap, language: str) -> dict[str, str]:
    """Return every lane with its name, that of opportunities too where there are none yet."""
    names = {family: journey.codebook.name(family, lang=language) for family in FAMILIES}
    return {**names, OPPORTUNITY: words.label("opportunities", language)}


def stage_names(journey: JourneyMap, language: str) -> dict[str, str]:
    """Return the stages on the map with what a cell calls them: the name, and the id too where it does not tell."""
    names = {stage["id"]: fitting(stage["name"][language], language) for stage in shown(journey.data["stages"])}
    times = Counter(name.strip() for name in names.values())
    return {
        stage_id: name if name.strip() and times[name.strip()] == 1 else f"{name} ({stage_id})".strip()
        for stage_id, name in names.items()
    }


def work_words(language: str) -> dict[str, str]:
    """Return how far work can be, in words.

    >>> work_words("en")["doing"], work_words("zh")["doing"]
    ('under way', '进行中')
    """
    return {work: words.label(f"work_{work}", language) for work in WORK}


def card_rows(journey: JourneyMap, language: str) -> list[dict[str, Any]]:
    """Return the cards on the map with what their editable cells hold, by stage, lane and place.

    Returns
    -------
    list of dict
        The editable keys of `CARDS`, id and "data", the card itself; an empty cell is "".
    """
    stages, lanes, work = stage_names(journey, language), lane_names(journey, language), work_words(language)
    in_turn = [*lanes_of(journey)]
    rows = []
    for stage in shown(journey.data["stages"]):
        for lane in in_turn:
            own = [card for card in shown(stage["cards"]) if card["family"] == lane]
            for place, card in enumerate(own, start=1):
                title = card.get("titles", {}).get(language) or card["title"]
                rows.append({
                    "id": card["id"], "stage": stages[stage["id"]], "place": place, "lane": lanes[lane],
                    "title": fitting(title, language), "owner": fitting(card.get("owner", ""), language),
                    "work": work.get(card.get("work", ""), ""), "due": fitting(card.get("due", ""), language),
                    "value": card.get("value") or "", "difficulty": card.get("difficulty") or "",
                    "note": "", "merge": "", "remove": "", "data": card,
                })  # fmt: skip
    return rows


def stage_rows(journey: JourneyMap, language: str) -> list[dict[str, Any]]:
    """Return the stages on the map with what their editable cells hold, in order, as `card_rows`."""
    return [
        {
            "id": stage["id"], "order": order,
            "name_en": fitting(stage["name"]["en"], language), "name_zh": fitting(stage["name"]["zh"], language),
            "question_en": fitting(stage["question"]["en"], language),
            "question_zh": fitting(stage["question"]["zh"], language),
            "merge": "", "remove": "", "data": stage,
        }
        for order, stage in enumerate(shown(journey.data["stages"]), start=1)
    ]  # fmt: skip


def journey_digest(journey: JourneyMap) -> str:
    """Return the sha256 of the journey's data, whatever the order of its keys."""
    text = json.dumps(journey.data, ensure_ascii=True, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode("ascii")).hexdigest()


def baseline(journey: JourneyMap, language: str) -> list[tuple[str, str, str, str]]:
    """Return the rows of the baseline: what the workbook is of, then every editable cell as it leaves.

    Returns
    -------
    list of (str, str, str, str)
        Sheet ("cjm", "cards" or "stages"), id, key and text, as `BASELINE`.
    """
    about = journey.data.get("journey") or {}
    persona = about.get("persona")
    facts = {
        "format": FORMAT,
        "journey": journey_digest(journey),
        "language": language,
        "schema_version": journey.data["schema_version"],
        "title": fitting(journey.data["study"]["title"], language),
        "persona": json.dumps(persona, ensure_ascii=False, sort_keys=True) if persona else "",
        "version": about.get("version", ""),
    }
    rows = [("cjm", "", key, value) for key, value in facts.items()]
    return [*rows, *_cells("cards", CARDS, card_rows(journey, language)),
            *_cells("stages", STAGES, stage_rows(journey, language))]  # fmt: skip


def _cells(sheet: str, columns: tuple[Column, ...], rows: list[dict[str, Any]]) -> Iterator[tuple[str, str, str, str]]:
    for row in rows:
        for column in columns:
            if column.editable:
                yield sheet, row["id"], column.key, str(row[column.key])
