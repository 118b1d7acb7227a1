"""What people made of cards and stages that are not there any more: kept, told in words, never thrown away.

A card is a theme at a stage; when the data or the themes change, it may be gone, and with it the place for what was
made of it. The rows stay, and count again when the card comes back.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from cjm_research.journeys.edits.stages import stage_rows
from cjm_research.review.board.law import rows_of

if TYPE_CHECKING:
    import pandas as pd

    from cjm_research.journeys.frameworks import Framework

_SAID: dict[str, dict[str, str]] = {
    "en": {
        "card": "the card {name} is not there now ({parts})",
        "stage": "the stage {name} is not there now ({parts})",
        "named": "“{}”",
        "title": "titled “{}”",
        "stage to": "moved to “{}”",
        "into": "merged into {}",
        "hidden": "hidden",
        "pinned": "pinned",
        "intended": "intended",
        "owner": "owner {}",
        "status": "status {}",
        "due": "due {}",
        "value": "value {}",
        "difficulty": "difficulty {}",
        "position": "put in its place",
        "hand": "written by hand",
        "split": "split off another card",
        "segments": "{} segments",
        "name": "named “{}”",
        "question": "question",
        "definition": "definition",
        "examples": "examples",
        "steps": "steps ordered",
        "and": ", ",
        "nothing": "as it was",
    },
    "zh": {
        "card": "卡片{name}现已不存在（{parts}）",
        "stage": "阶段{name}现已不存在（{parts}）",
        "named": "“{}”",
        "title": "标题为“{}”",
        "stage to": "移到“{}”",
        "into": "并入 {}",
        "hidden": "已隐藏",
        "pinned": "已固定",
        "intended": "设想中",
        "owner": "负责人 {}",
        "status": "状态 {}",
        "due": "日期 {}",
        "value": "价值 {}",
        "difficulty": "难度 {}",
        "position": "排过位置",
        "hand": "手写",
        "split": "从另一张卡片拆出",
        "segments": "{} 个片段",
        "name": "名为“{}”",
        "question": "问题",
        "definition": "定义",
        "examples": "示例",
        "steps": "排过步骤",
        "and": "、",
        "nothing": "无改动",
    },
}
_OF_CARD = ("into", "owner", "status", "due", "value", "difficulty", "hidden", "pinned", "intended")
_OF_STAGE = ("into", "question", "definition", "examples", "steps", "hidden")


def orphans(edits: Mapping[str, pd.DataFrame], lost: Iterable[str], framework: Framework) -> tuple[dict[str, Any], ...]:
    """Return what people made of what is not there, for `BoardState.orphans`.

    Parameters
    ----------
    edits : mapping of str to DataFrame
        Tables "cards" and "stages"; any may be missing.
    lost : iterable of str
        Ids of cards, from `opportunities.Opportunities.lost`, or `cards.Edited.lost` without opportunities.
    framework : Framework
        As the study has it, before any edit.

    Returns
    -------
    tuple of dict
        ``table``, ``id``, ``who``, ``when`` and ``what`` (words by language), sorted by table and id.
    """
    table = edits.get("cards")
    cards = {} if table is None else rows_of(table.to_dict("records"), "card_id")
    stages = stage_rows(edits.get("stages"))
    there = {stage.id for stage in framework.stages} | {name for name, row in stages.items() if row["made"]}
    found = [_told("cards", card_id, cards[card_id], _card_parts) for card_id in sorted(lost) if card_id in cards]
    gone = [name for name, row in stages.items() if name not in there or (row["into"] and row["into"] not in there)]
    return tuple(found + [_told("stages", name, stages[name], _stage_parts) for name in sorted(gone)])


def _told(table: str, name: str, row: Mapping[str, Any], parts: Any) -> dict[str, Any]:
    what = {}
    for language, say in _SAID.items():
        titles = row["title"] if table == "cards" else row["name"]
        called = say["named"].format(titles.get(language) or next(iter(titles.values()), "") or name)
        told = say["and"].join(parts(row, language, say)) or say["nothing"]
        what[language] = say[table.removesuffix("s")].format(name=called, parts=told)
    return {"table": table, "id": name, "who": row["coder"], "when": row["created_at"], "what": what}


def _card_parts(row: Mapping[str, Any], language: str, say: Mapping[str, str]) -> list[str]:
    title = row["title"].get(language) or next(iter(row["title"].values()), "")
    found = [say[row["made"]]] if row["made"] else []
    found += [say["title"].format(title)] if title else []
    found += [say["stage to"].format(row["stage"])] if row["stage"] else []
    found += [say["segments"].format(len(row["segment_ids"]))] if row["segment_ids"] else []
    found += [say[name].format(row[name]) for name in _OF_CARD if row[name]]
    return found + ([say["position"]] if row["position"] is not None and not row["made"] else [])


def _stage_parts(row: Mapping[str, Any], language: str, say: Mapping[str, str]) -> list[str]:
    name = row["name"].get(language) or next(iter(row["name"].values()), "")
    found = [say["name"].format(name)] if name else []
    found += [say[part].format(row[part]) for part in _OF_STAGE if row[part]]
    return found + ([say["position"]] if row["position"] is not None else [])
