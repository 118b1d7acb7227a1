"""The acts on themes in words, in English and Chinese: who did what, when, and whether it still stands.

>>> stood = {"theme_id": "tha", "family": "goal", "titles": {"en": "Sleep"}, "named_by": "", "segment_ids": ["s1"]}
>>> told("theme.rename", {"theme_id": "tha", "titles": {"en": "Sleep well"}, "before": [stood]}, "en")
'renamed “Sleep” to “Sleep well”'
>>> told("theme.pin", {"theme_id": "tha", "before": [stood]}, "zh")
'固定了“Sleep”'
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from cjm_research.themes.law import edits
from cjm_research.themes.law.edits import parts_in, text_in, texts_in, titles_in


@dataclass(frozen=True)
class Absorbed:
    """A theme that was merged into another: its names, who did it, and into which."""

    titles: Mapping[str, str]
    by: str
    into: str


COLUMNS = ("event_id", "when", "who", "act", "theme_ids", "what", "stands")

_SAID: dict[str, dict[str, str]] = {
    "en": {
        edits.RENAME: "renamed “{theme}” to “{title}”",
        edits.MERGE: "merged {others} into “{into}”",
        edits.SPLIT: "split {parts} off “{theme}”",
        edits.MOVE: "moved {n} to “{to}”",
        "out": "took {n} out of every theme",
        edits.ALSO: "let a segment belong to “{theme}” too",
        edits.NEW: "made the theme “{title}” of {n}",
        edits.PIN: "pinned “{theme}”",
        edits.UNPIN: "unpinned “{theme}”",
        edits.HIDE: "hid “{theme}”",
        edits.SHOW: "showed “{theme}” again",
        edits.MEMO: "noted on “{theme}”: {text}",
        "no memo": "took away the note on “{theme}”",
        edits.UNDO: "took back: {undone}",
        "redo": "did again: {undone}",
        "one": "1 segment",
        "many": "{} segments",
        "quote": "“{}”",
        "part": "“{}” ({})",
        "and": ", ",
        "unnamed": "a part",
        "nothing": "an act that is not there any more",
    },
    "zh": {
        edits.RENAME: "把“{theme}”改名为“{title}”",
        edits.MERGE: "把{others}并入“{into}”",
        edits.SPLIT: "从“{theme}”拆出{parts}",
        edits.MOVE: "把{n}移到“{to}”",
        "out": "把{n}移出所有主题",
        edits.ALSO: "让一个片段也属于“{theme}”",
        edits.NEW: "用{n}新建主题“{title}”",
        edits.PIN: "固定了“{theme}”",
        edits.UNPIN: "取消固定“{theme}”",
        edits.HIDE: "隐藏了“{theme}”",
        edits.SHOW: "重新显示“{theme}”",
        edits.MEMO: "给“{theme}”写了备注：{text}",
        "no memo": "删去了“{theme}”的备注",
        edits.UNDO: "撤销：{undone}",
        "redo": "重做：{undone}",
        "one": "1 个片段",
        "many": "{} 个片段",
        "quote": "“{}”",
        "part": "“{}”（{}）",
        "and": "、",
        "unnamed": "一部分",
        "nothing": "一个已不存在的操作",
    },
}


def history(events: pd.DataFrame, language: str = "en") -> pd.DataFrame:
    """Return the acts on themes in words, oldest first.

    Parameters
    ----------
    events : DataFrame
        Contract "events".
    language : {"en", "zh"}
        Language of the column ``what``.

    Returns
    -------
    DataFrame
        event_id, when, who, act, theme_ids (list), what, stands (whether it is not undone).
    """
    acts = [one for one in edits.acts_in(events) if one.act in edits.ACTS]
    gone = edits.undone_in(acts)
    by_id = {one.event_id: one for one in acts}
    rows = []
    for one in acts:
        ids = [stood.theme_id for stood in one.before]
        what = told(one.act, one.payload, language, by_id)
        rows.append((one.event_id, one.at, one.by, one.act, ids, what, one.event_id not in gone))
    return pd.DataFrame(rows, columns=list(COLUMNS))


def absorbed(acts: Sequence[edits.Act]) -> dict[str, Absorbed]:
    """Return the themes that standing merges put into others, by id; the latest merge of a theme counts."""
    gone, found = edits.undone_in(acts), {}
    for one in acts:
        if one.act != edits.MERGE or one.event_id in gone:
            continue
        into, titles = text_in(one.payload, "into"), {stood.theme_id: stood.titles for stood in one.before}
        found.pop(into, None)
        for theme_id in texts_in(one.payload, "theme_ids"):
            found[theme_id] = Absorbed(titles.get(theme_id, {}), one.by, into)
    return found


def told(
    act: str, payload: Mapping[str, Any], language: str = "en", acts: Mapping[int, edits.Act] | None = None
) -> str:
    """Return what an act did, in words.

    Parameters
    ----------
    act : str
        One of `edits.ACTS`.
    payload : mapping
        Of its event; texts that were taken out are told by the theme's id.
    language : {"en", "zh"}
        In which to say it.
    acts : mapping of int to Act, optional
        All acts by event, to say what was taken back.
    """
    say = _SAID[language if language in _SAID else "en"]
    if act == edits.UNDO:
        return _told_undo(payload, language, acts or {})
    names = _names(payload, language)
    count = len(texts_in(payload, "segment_ids"))
    theme_id = text_in(payload, "theme_id")
    key = act
    if act == edits.MOVE and not text_in(payload, "to"):
        key = "out"
    if act == edits.MEMO and not text_in(payload, "text"):
        key = "no memo"
    return say[key].format(
        theme=names.get(theme_id, theme_id),
        title=_in(titles_in(payload), language) or theme_id,
        others=say["and"].join(say["quote"].format(names.get(one, one)) for one in texts_in(payload, "theme_ids")),
        into=names.get(text_in(payload, "into"), text_in(payload, "into")),
        to=names.get(text_in(payload, "to"), text_in(payload, "to")),
        n=_n(count, say),
        text=text_in(payload, "text"),
        parts=say["and"].join(
            say["part"].format(
                _in(titles_in(part) or titles_in(part, "suggested"), language) or say["unnamed"],
                _n(len(texts_in(part, "segment_ids")), say),
            )
            for part in parts_in(payload)
        ),
    )


def _told_undo(payload: Mapping[str, Any], language: str, acts: Mapping[int, edits.Act]) -> str:
    say = _SAID[language if language in _SAID else "en"]
    undone = acts.get(payload.get("undoes", -1))
    if undone is None:
        return say[edits.UNDO].format(undone=say["nothing"])
    if undone.act != edits.UNDO:
        return say[edits.UNDO].format(undone=told(undone.act, undone.payload, language, acts))
    first = acts.get(undone.payload.get("undoes", -1))
    what = say["nothing"] if first is None else told(first.act, first.payload, language, acts)
    return say["redo"].format(undone=what)


def _names(payload: Mapping[str, Any], language: str) -> dict[str, str]:
    rows = payload.get("before") or []
    return {text_in(row, "theme_id"): _in(titles_in(row), language) or text_in(row, "theme_id") for row in rows}


def _in(titles: Mapping[str, str], language: str) -> str:
    return titles.get(language) or next((titles[name] for name in sorted(titles)), "")


def _n(count: int, say: Mapping[str, str]) -> str:
    return say["one"] if count == 1 else say["many"].format(count)
