"""The acts on the codebook in words, in English and Chinese: who did what, when, and whether it still stands.

>>> told("codebook.rename", {"name": {"en": "Trust"}, "to": "Confidence"}, "en")
'renamed “Trust” to “Confidence”'
>>> told("codebook.retire", {"name": {"en": "Trust", "zh": "信任"}}, "zh")
'停用了“信任”'
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd

from cjm_research.codes.own_code import OWN

COLUMNS = ("event_id", "when", "who", "act", "code", "what", "number", "reopens", "stands")
PREFIX = "codebook."
UNDO, REDO = "codebook.undo", "codebook.redo"

_SAID: dict[str, dict[str, str]] = {
    "en": {
        "add": "added “{name}”",
        "rename": "renamed “{name}” to “{to}”",
        "define": "changed {parts} of “{name}”",
        "move": "moved “{name}” to {to}",
        "merge": "merged {others} into “{name}” ({n} codings)",
        "split": "split {others} off “{name}” ({n} codings)",
        "retire": "retired “{name}”",
        "bring_back": "brought “{name}” back",
        "recolor": "gave “{name}” another colour",
        "remove": "removed “{name}”",
        "example": "took an example for “{name}” from what {of} said",
        "drop_example": "took an example of “{name}” away",
        "restore": "let version {to} stand again",
        "file": "the file codebook.toml was edited: {parts}",
        "invivo": "named “{name}” while coding",
        "undo": "took back: {what}",
        "redo": "did again: {what}",
        "other": "changed the codebook",
        "quote": "“{}”",
        "and": ", ",
        "top": "the top",
        "name": "the name",
        "definition": "the definition",
        "include": "what belongs to it",
        "exclude": "what does not belong to it",
        "examples": "the examples",
        "meaning": "its meaning",
        "changes": "{n} changes",
    },
    "zh": {
        "add": "添加了“{name}”",
        "rename": "把“{name}”改名为“{to}”",
        "define": "改了“{name}”的{parts}",
        "move": "把“{name}”移到{to}",
        "merge": "把{others}并入“{name}”（{n} 条编码）",
        "split": "从“{name}”拆出{others}（{n} 条编码）",
        "retire": "停用了“{name}”",
        "bring_back": "恢复了“{name}”",
        "recolor": "给“{name}”换了颜色",
        "remove": "删除了“{name}”",
        "example": "从 {of} 的话里给“{name}”取了一条例句",
        "drop_example": "拿掉了“{name}”的一条例句",
        "restore": "恢复了第 {to} 版",
        "file": "手改了文件 codebook.toml：{parts}",
        "invivo": "编码时新建了“{name}”",
        "undo": "撤销：{what}",
        "redo": "重做：{what}",
        "other": "改了编码手册",
        "quote": "“{}”",
        "and": "、",
        "top": "最上层",
        "name": "名称",
        "definition": "定义",
        "include": "归入条目",
        "exclude": "不归入条目",
        "examples": "例句",
        "meaning": "含义",
        "changes": "{n} 处",
    },
}


def told(act: str, payload: Mapping[str, Any], language: str, what: str = "") -> str:
    """Return an act in words.

    Parameters
    ----------
    act : str
        "codebook.rename" and so on, or "invivo".
    payload : mapping
        Of its event.
    language : {"en", "zh"}
        Of the words; names are told in it where there are names in it.
    what : str
        For "codebook.undo" and "codebook.redo": the act that was taken back, in words.
    """
    words = _SAID[language]
    said = words.get(act.removeprefix(PREFIX), words["other"])
    parts = payload.get("parts", [])
    joined = words["and"].join(words.get(part, part) for part in parts) if isinstance(parts, list) else ""
    n_changes = words["changes"].format(n=payload.get("n_changes", 0))
    return said.format(
        name=named(payload.get("name", {}), language),
        to=named(payload.get("to", ""), language) or words["top"],
        others=words["and"].join(words["quote"].format(named(each, language)) for each in payload.get("others", [])),
        parts=joined or n_changes,
        n=payload.get("n_codings", 0),
        of=payload.get("of", ""),
        what=what,
    )


def named(name: Any, language: str) -> str:
    """Return a name in a language, or in the other where it has none in that."""
    if isinstance(name, Mapping):
        return str(name.get(language) or next(iter(name.values()), ""))
    return str(name)


def history(events: Iterable[Mapping[str, Any]], language: str) -> pd.DataFrame:
    """Return the acts that made a version of the codebook, in order.

    Returns
    -------
    DataFrame
        Columns event_id, when, who, act (without "codebook."), code, what (in words), number (of the version), reopens
        (list of codes), stands (bool: not taken back).
    """
    acts = [event for event in events if event["payload"].get("rows", {}).get("codebooks", {}).get("after")]
    gone: set[int] = set()
    for event in acts:
        payload = event["payload"]
        if "undoes" in payload:
            gone.add(int(payload["undoes"]))
        if "redoes" in payload:
            gone.discard(int(payload["redoes"]))
    by_id = {int(event["event_id"]): event for event in acts}
    rows = [_line(event, by_id, gone, language) for event in acts]
    return pd.DataFrame(rows, columns=list(COLUMNS)).astype({"stands": bool})


def _line(event: Mapping[str, Any], by_id: Mapping[int, Any], gone: set[int], language: str) -> dict[str, Any]:
    payload = event["payload"]
    turned = by_id.get(int(payload.get("undoes", payload.get("redoes", -1))))
    what = told(turned["act"], _with_name(turned["payload"]), language) if turned else ""
    made = _made(payload)
    same = {"event_id": int(event["event_id"]), "when": event["created_at"], "who": event["actor"]}
    return {
        **same,
        "act": event["act"].removeprefix(PREFIX),
        "code": payload.get("code", ""),
        "what": told(event["act"], _with_name(payload), language, what),
        "number": int(made["number"]),
        "reopens": list(made["reopens"]),
        "stands": int(event["event_id"]) not in gone,
    }


def _made(payload: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the row of the version that an act made."""
    return max(payload["rows"]["codebooks"]["after"], key=lambda row: row["number"])


def _with_name(payload: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the payload with the name of its code; an act of coding says its id alone."""
    if "name" in payload or "code" not in payload:
        return payload
    code = str(payload["code"]).removeprefix(OWN)
    names = [own["name"] for own in _made(payload)["content"]["own"] if own["id"] == code]
    return {**payload, "name": names[0]} if names else payload
