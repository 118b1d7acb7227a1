"""Why an act on the board is refused, and what to do instead, in English and Chinese.

>>> Refusal("empty title").told("zh")
'卡片的标题不能为空。请用几个词说明它说的是什么。'
>>> str(Refusal("not in cell", card="Fees", stage={"en": "Use", "zh": "使用"}, lane="goal"))
'“Fees” is not among the goals of “Use”. Name a card that is there, or none to put it last.'
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cjm_research.errors import StudyError, UnknownNameError
from cjm_research.review.board.law import STATUSES

LANE_NAMES: dict[str, dict[str, str]] = {
    "en": {
        "goal": "goals",
        "motivation": "motivations",
        "pain_point": "pain points",
        "opportunity": "opportunities",
    },
    "zh": {"goal": "目标", "motivation": "动机", "pain_point": "痛点", "opportunity": "机会"},
}

_SAID: dict[str, dict[str, str]] = {
    "en": {
        "no card": "No card of this board is called {wanted!r}. It holds {n}; `session.cards()` lists them.",
        "several": "{n} cards are called {wanted!r}: {ids}. Name one by its id.",
        "merged": "“{card}” is not there any more: {by} merged it into “{into}” ({into_id}). Name that one.",
        "no stage": "No stage of this board is called {wanted!r}. Its stages: {known}.",
        "merged stage": "The stage “{stage}” is not there any more: {by} merged it into “{into}”. Name that one.",
        "no lane": "No lane of the board is called {wanted!r}. Known: {known}.",
        "lane stays": "“{card}” stays among the {lane}: what people said makes it one. Only a card written by hand may "
        "change its lane.",
        "not in cell": "“{card}” is not among the {lane} of “{stage}”. Name a card that is there, or none to put it "
        "last.",
        "empty title": "A card cannot have an empty title. Write a few words that say what it is about.",
        "no text": "{what} must be text, or text by language; found {found}. Write it as text.",
        "no language": "No language of a board is called {language!r}. Known: en, zh.",
        "nothing to merge": "There is nothing to merge into “{card}”. Name at least one other card.",
        "other lane": "“{card}” is among the {lane}, “{into}” among the {into_lane}. Only cards of one lane can be "
        "merged.",
        "no segment": "No segment is named. Name at least one.",
        "not in card": "{n} of {of} segments are not in “{card}”, first {first!r}. `session.quotes(card)` lists those "
        "that are.",
        "all of it": "These are all {n} segments of “{card}”. Leave at least one in it, or rename it.",
        "unknown segment": "No such segment: {first!r} ({n} of {of}). Name segments of this study.",
        "proposed": "“{card}” is proposed from other cards, and its words are theirs. Split those, or write a card by "
        "hand.",
        "hidden already": "“{card}” is already hidden.",
        "hidden not": "“{card}” is not hidden.",
        "pinned already": "“{card}” is already pinned.",
        "pinned not": "“{card}” is not pinned.",
        "not by hand": "“{card}” was not written by hand, so it cannot be removed. Hide it instead.",
        "in use": "“{card}” cannot be taken away: {who} built on it since ({what}). Take that back first, or hide the "
        "card.",
        "answers itself": "A card cannot answer itself. Name the pain points that it answers.",
        "no status": "No status is called {wanted!r}. Known: {known}.",
        "no score": "{what} is a whole number from 1 to 5, or 0 to take it away; found {found}.",
        "no comment": "A comment cannot be empty. Write what the others should know.",
        "nothing to say": "Nothing would change. Say what is to be different.",
        "empty stage": "A stage cannot have an empty name. Write a word or two.",
        "taken stage": "A stage called “{name}” is there already. Choose another name.",
        "nothing to merge stage": "There is nothing to merge into “{stage}”. Name at least one other stage.",
        "stage hidden already": "The stage “{stage}” is already hidden.",
        "stage hidden not": "The stage “{stage}” is not hidden.",
        "last stage": "“{stage}” is the only stage that is shown. Show another one first.",
        "no step": "“{stage}” has no step {first!r}. Its steps: {known}.",
        "no weight": "No part of the priority is called {wanted!r}. Known: reach, intensity, value, ease.",
        "weight range": "The weight of {name} is a number from 0 to 1; found {found}.",
        "changed since": "This cannot be taken back: {who} changed “{card}” since. It is set aside; undo now takes "
        "back the act before it.",
        "removed since": "This cannot be taken back: somebody took “{card}” away since. It is set aside; undo now "
        "takes back the act before it.",
        "gone since": "This cannot be taken back: what it would bring back of “{card}” has no place any more. It is "
        "set aside; undo now takes back the act before it.",
        "changed since undo": "This cannot be done again: “{card}” was changed since, last by {who}. Do it anew if you "
        "still want it.",
        "gone since undo": "This cannot be done again: what it needs of “{card}” is not there any more. Do it anew if "
        "you still want it.",
        "card": "the card",
        "merge": "merged a card into it",
        "split": "split a card off it",
        "answer": "a card answers it",
        "comment": "commented on it",
        "placed": "put cards there",
        "value": "The value",
        "difficulty": "The difficulty",
        "title": "The title",
        "name": "The name",
        "question": "The question",
        "definition": "The definition",
        "examples": "An example",
        "owner": "The owner",
        "due": "The date",
        "no status word": "no status",
        "somebody": "somebody",
        "and": ", ",
    },
    "zh": {
        "no card": "看板上没有叫“{wanted}”的卡片。共有 {n} 张，见 `session.cards()`。",
        "several": "有 {n} 张卡片叫“{wanted}”：{ids}。请用编号指明。",
        "merged": "“{card}”已不存在：{by} 把它并入了“{into}”（{into_id}）。请改用后者。",
        "no stage": "看板上没有叫“{wanted}”的阶段。现有阶段：{known}。",
        "merged stage": "阶段“{stage}”已不存在：{by} 把它并入了“{into}”。请改用后者。",
        "no lane": "看板上没有叫“{wanted}”的泳道。已知的有：{known}。",
        "lane stays": "“{card}”只能留在“{lane}”中：这是由受访者的话决定的。只有手写的卡片可以换泳道。",
        "not in cell": "“{stage}”的“{lane}”中没有“{card}”。请指明那里的一张卡片；不指明则放在最后。",
        "empty title": "卡片的标题不能为空。请用几个词说明它说的是什么。",
        "no text": "{what}应当是文字，或按语言给出的文字；收到的是 {found}。请写成文字。",
        "no language": "看板没有叫“{language}”的语言。已知的有：en、zh。",
        "nothing to merge": "没有可以并入“{card}”的卡片。请至少再指明一张。",
        "other lane": "“{card}”属于“{lane}”，“{into}”属于“{into_lane}”。只有同一泳道的卡片才能合并。",
        "no segment": "没有指明任何片段。请至少指明一个。",
        "not in card": "{of} 个片段中有 {n} 个不在“{card}”里，第一个是 {first}。卡片的片段见 `session.quotes(card)`。",
        "all of it": "这已是“{card}”的全部 {n} 个片段。请至少留下一个，或改为给它改名。",
        "unknown segment": "没有这样的片段：{first}（{of} 个中的 {n} 个）。请指明本研究的片段。",
        "proposed": "“{card}”是由其他卡片推出的建议，它的话属于那些卡片。请拆分那些卡片，或手写一张。",
        "hidden already": "“{card}”已经隐藏。",
        "hidden not": "“{card}”没有隐藏。",
        "pinned already": "“{card}”已经固定。",
        "pinned not": "“{card}”没有固定。",
        "not by hand": "“{card}”不是手写的卡片，因此不能删除。请改为隐藏。",
        "in use": "“{card}”不能拿走：{who} 之后用到了它（{what}）。请先撤销那一步，或改为隐藏卡片。",
        "answers itself": "卡片不能回应它自己。请指明它所回应的痛点。",
        "no status": "没有叫“{wanted}”的状态。已知的有：{known}。",
        "no score": "{what}应当是 1 到 5 的整数，0 表示清除；收到的是 {found}。",
        "no comment": "评论不能为空。请写下要让别人知道的话。",
        "nothing to say": "没有任何变化。请说明要改成什么。",
        "empty stage": "阶段的名称不能为空。请写一两个词。",
        "taken stage": "已经有一个阶段叫“{name}”。请换一个名称。",
        "nothing to merge stage": "没有可以并入“{stage}”的阶段。请至少再指明一个。",
        "stage hidden already": "阶段“{stage}”已经隐藏。",
        "stage hidden not": "阶段“{stage}”没有隐藏。",
        "last stage": "“{stage}”是唯一显示的阶段。请先显示另一个阶段。",
        "no step": "“{stage}”没有步骤 {first}。现有步骤：{known}。",
        "no weight": "优先级没有叫“{wanted}”的部分。已知的有：reach、intensity、value、ease。",
        "weight range": "{name} 的权重应当是 0 到 1 的数；收到的是 {found}。",
        "changed since": "这一步不能撤销：{who} 之后改动了“{card}”。已把它放在一边；再次撤销会撤销更早的一步。",
        "removed since": "这一步不能撤销：“{card}”之后已被人拿走。已把它放在一边；再次撤销会撤销更早的一步。",
        "gone since": "这一步不能撤销：它要恢复的“{card}”已没有位置。已把它放在一边；再次撤销会撤销更早的一步。",
        "changed since undo": "这一步不能重做：“{card}”之后有改动，最后改动的是 {who}。如仍需要，请重新操作。",
        "gone since undo": "这一步不能重做：它在“{card}”上所需要的已不存在。如仍需要，请重新操作。",
        "card": "卡片",
        "merge": "有卡片并入了它",
        "split": "从它拆出了卡片",
        "answer": "有卡片回应它",
        "comment": "有人评论了它",
        "placed": "有卡片放在那里",
        "value": "价值",
        "difficulty": "难度",
        "title": "标题",
        "name": "名称",
        "question": "问题",
        "definition": "定义",
        "examples": "示例",
        "owner": "负责人",
        "due": "日期",
        "no status word": "无状态",
        "somebody": "有人",
        "and": "、",
    },
}
_WORDS = ("what", "who")


class _Told(Exception):
    """What is refused, in both languages; nothing was kept of the act."""

    def __init__(self, key: str, **said: Any) -> None:
        self.key, self.said = key, said
        super().__init__(self.told("en"))

    def told(self, language: str) -> str:
        """Return the sentence in "en" or "zh"."""
        known = language if language in _SAID else "en"
        return _SAID[known][self.key].format(**{name: _in(name, value, known) for name, value in self.said.items()})


class Refusal(_Told, StudyError):
    """An act on the board that cannot be done as things stand."""


class UnknownRefusal(_Told, UnknownNameError):
    """An act on a card, stage or lane that is not there, or no more."""


def _in(name: str, value: Any, language: str) -> Any:
    say = _SAID[language]
    if isinstance(value, Mapping):
        return value.get(language) or next((value[key] for key in sorted(value) if value[key]), "")
    if isinstance(value, tuple):
        return say["and"].join(str(_in(name, one, language)) for one in value)
    if name.endswith("lane") and value in LANE_NAMES[language]:
        return LANE_NAMES[language][value]
    if name in _WORDS and value in say:
        return say[value]
    return say["no status word"] if name == "known" and value == STATUSES[0] else value
