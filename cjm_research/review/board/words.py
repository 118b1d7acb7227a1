"""The acts on the board in words, in English and Chinese: who did what, when, and whether it still stands.

>>> payload = {"cards": ["f1"], "called": {"f1": {"en": "Fees"}}, "to": {"en": "Use", "zh": "使用"}}
>>> told("board.move", payload, "en"), told("board.move", payload, "zh")
('moved “Fees” to “Use”', '把“Fees”移到“使用”')
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd

from cjm_research.review.board.refusals import LANE_NAMES

PREFIX = "board."
UNDO, REDO = PREFIX + "undo", PREFIX + "redo"
KEPT = (PREFIX + "save", PREFIX + "validate")
"""Acts beside the board: what they keep is not taken back by undo on the board."""

COLUMNS = ("event_id", "when", "who", "act", "card_ids", "stage_ids", "what", "stands")

_SAID: dict[str, dict[str, str]] = {
    "en": {
        "move": "moved “{card}” to “{to}”",
        "order": "put “{card}” elsewhere within “{to}”",
        "lane": "moved “{card}” to the {lane} of “{to}”",
        "rename": "renamed “{card}” to “{title}”",
        "merge": "merged {others} into “{card}”",
        "split": "split “{title}” ({n}) off “{card}”",
        "hide": "hid “{card}”",
        "show": "showed “{card}” again",
        "pin": "pinned “{card}”",
        "unpin": "unpinned “{card}”",
        "write": "wrote “{card}” by hand at “{to}”",
        "remove": "removed “{card}”",
        "assign": "set of “{card}”: {parts}",
        "comment": "commented on “{card}”: {text}",
        "stage.move": "moved the stage “{stage}”",
        "stage.rename": "changed the stage “{stage}”: {parts}",
        "stage.add": "added the stage “{stage}”",
        "stage.merge": "merged the stages {others} into “{stage}”",
        "stage.hide": "hid the stage “{stage}”",
        "stage.show": "showed the stage “{stage}” again",
        "steps": "ordered the steps of “{stage}”",
        "weigh": "weighed the priority: {parts}",
        "save": "saved the map “{title}”",
        "validate": "read in what {person} said of the map ({answers})",
        "undo": "took back: {turned}",
        "redo": "did again: {turned}",
        "nothing": "an act that is not there any more",
        "unknown": "did {act}",
        "one": "1 segment",
        "many": "{n} segments",
        "quote": "“{}”",
        "part": "{name} {value}",
        "and": ", ",
        "none": "none",
        "name": "name",
        "question": "question",
        "definition": "definition",
        "examples": "examples",
        "owner": "owner",
        "status": "status",
        "due": "due",
        "value": "value",
        "difficulty": "difficulty",
        "reach": "reach",
        "intensity": "intensity",
        "ease": "ease",
        "idea": "idea",
        "planned": "planned",
        "doing": "doing",
        "done": "done",
        "dropped": "dropped",
    },
    "zh": {
        "move": "把“{card}”移到“{to}”",
        "order": "在“{to}”内移动了“{card}”",
        "lane": "把“{card}”移到“{to}”的“{lane}”",
        "rename": "把“{card}”改名为“{title}”",
        "merge": "把{others}并入“{card}”",
        "split": "从“{card}”拆出“{title}”（{n}）",
        "hide": "隐藏了“{card}”",
        "show": "重新显示“{card}”",
        "pin": "固定了“{card}”",
        "unpin": "取消固定“{card}”",
        "write": "在“{to}”手写了“{card}”",
        "remove": "删除了“{card}”",
        "assign": "设定了“{card}”：{parts}",
        "comment": "评论了“{card}”：{text}",
        "stage.move": "移动了阶段“{stage}”",
        "stage.rename": "修改了阶段“{stage}”：{parts}",
        "stage.add": "新增了阶段“{stage}”",
        "stage.merge": "把阶段{others}并入“{stage}”",
        "stage.hide": "隐藏了阶段“{stage}”",
        "stage.show": "重新显示阶段“{stage}”",
        "steps": "排列了“{stage}”的步骤",
        "weigh": "设定了优先级的权重：{parts}",
        "save": "保存了地图“{title}”",
        "validate": "读入了 {person} 对地图的回答（{answers} 条）",
        "undo": "撤销：{turned}",
        "redo": "重做：{turned}",
        "nothing": "一个已不存在的操作",
        "unknown": "做了 {act}",
        "one": "1 个片段",
        "many": "{n} 个片段",
        "quote": "“{}”",
        "part": "{name}{value}",
        "and": "、",
        "none": "无",
        "name": "名称",
        "question": "问题",
        "definition": "定义",
        "examples": "示例",
        "owner": "负责人",
        "status": "状态",
        "due": "日期",
        "value": "价值",
        "difficulty": "难度",
        "reach": "触及",
        "intensity": "强度",
        "ease": "易行",
        "idea": "想法",
        "planned": "已计划",
        "doing": "进行中",
        "done": "已完成",
        "dropped": "已放弃",
    },
}


def history(events: Iterable[Mapping[str, Any]], language: str = "en") -> pd.DataFrame:
    """Return the acts on the board in words, oldest first.

    Parameters
    ----------
    events : iterable of mapping
        Those on the board, in order.
    language : {"en", "zh"}
        Of the column ``what``.

    Returns
    -------
    DataFrame
        event_id, when, who, act, card_ids and stage_ids (lists), what, stands (whether it is not taken back).
    """
    listed = list(events)
    by_id = {int(event["event_id"]): event for event in listed}
    gone: set[int] = set()
    for event in listed:
        gone.add(event["payload"].get("undoes", 0))
        gone.discard(event["payload"].get("redoes", 0))
    rows = [
        (
            event["event_id"],
            event["created_at"],
            event["actor"],
            event["act"],
            list(event["payload"].get("cards", ())),
            list(event["payload"].get("stages", ())),
            told(event["act"], event["payload"], language, by_id),
            event["event_id"] not in gone,
        )
        for event in listed
    ]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def told(
    act: str, payload: Mapping[str, Any], language: str = "en", events: Mapping[int, Mapping[str, Any]] | None = None
) -> str:
    """Return what an act did, in words.

    Parameters
    ----------
    act : str
        Its name.
    payload : mapping
        Of its event; a title that was taken out is told by the card's id.
    language : {"en", "zh"}
        In which to say it.
    events : mapping of int to event, optional
        All acts on the board, to say what was taken back.
    """
    say = _SAID[language if language in _SAID else "en"]
    key = payload.get("how") or act.removeprefix(PREFIX)
    if act in (UNDO, REDO):
        turned = (events or {}).get(payload.get("undoes", payload.get("redoes", 0)))
        what = told(turned["act"], turned["payload"], language, events) if turned else say["nothing"]
        return say[key].format(turned=what)
    if key not in say:
        return say["unknown"].format(act=act)
    cards, stages = payload.get("cards", []), payload.get("stages", {})
    called = {card_id: _in(payload.get("called", {}).get(card_id, {}), language) or card_id for card_id in cards}
    named = [_in(name, language) or stage_id for stage_id, name in stages.items()]
    others = named[1:] if stages else [called[card_id] for card_id in cards[1:]]
    return say[key].format(
        card=called[cards[0]] if cards else "",
        title=_in(payload.get("title", {}), language),
        to=_in(payload.get("to", {}), language),
        lane=LANE_NAMES[language if language in LANE_NAMES else "en"].get(payload.get("lane", ""), ""),
        others=say["and"].join(say["quote"].format(each) for each in others),
        stage=named[0] if named else "",
        n=say["one"] if payload.get("n") == 1 else say["many"].format(n=payload.get("n", 0)),
        text=payload.get("text", ""),
        person=payload.get("person", "…"),
        answers=payload.get("n", 0),
        parts=say["and"].join(_part(name, value, say) for name, value in payload.get("parts", {}).items()),
    )


def _part(name: str, value: Any, say: Mapping[str, str]) -> str:
    if value is None:
        return say[name]
    shown = say.get(value, value) if isinstance(value, str) else f"{value:g}"
    blank = "" if say is _SAID["en"] else " "
    return say["part"].format(name=say[name], value=f"{blank}{shown or say['none']}")


def _in(texts: Any, language: str) -> str:
    if not isinstance(texts, Mapping):
        return str(texts)
    return texts.get(language) or next((texts[name] for name in sorted(texts) if texts[name]), "")
