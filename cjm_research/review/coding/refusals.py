"""Why a coding session refuses an act, and what to do instead, in English and Chinese.

>>> Refusal(Saying("nothing after")).told("zh")
'同一段发言里，这个片段之后没有别的片段，没有可合并的。一个片段不能跨两段发言。'
>>> str(Refusal(Saying("in use", who=("Ana", "Ben")), Saying("set aside")))[:32]
'Ana and Ben coded with this code'
"""

from __future__ import annotations

from typing import Any

from cjm_research.errors import StaleError, StudyError, UnknownNameError

_SAID: dict[str, dict[str, str]] = {
    "en": {
        "and": " and ",
        "somebody": "Somebody",
        "somebody cut": "Somebody cut",
        "did mark": "{coder} marked",
        "did merge": "{coder} merged",
        "did split": "{coder} split",
        "mark": "mark",
        "merge": "merge",
        "split": "split",
        "nothing after": "No segment stands after this one in the same turn, so there is nothing to merge it with. "
        "A segment cannot run over two turns.",
        "nothing before": "No segment stands before this one in the same turn, so there is nothing to merge it with. "
        "A segment cannot run over two turns.",
        "not one turn": "Two different segments of one turn can be merged; these are not. Mark a span instead.",
        "not standing": "No segment that stands is called {other!r}. Merge with 'next', 'previous' or one.",
        "no words": "The segment goes from {start} to {end}; a cut at {at} leaves a part without words. Cut between "
        "two of its words.",
        "set aside": "This act is set aside; undo now takes back the one before it.",
        "do anew": "Do it anew if you still want it.",
        "cut since": "{taker} the segment {words} that this {made} made.",
        "coded since": "{who} coded the segment {words} after your {made} made it, and that would be lost. Ask {who} "
        "to take that back first, or cut the segment anew.",
        "cut what was coded": "{taker} the segment {words} since you coded it. Code what stands there now.",
        "cut since undo": "{taker} the segment {words} since you took this act back.",
        "coded since undo": "{who} coded the segment {words} since you took this act back.",
        "in use": "{who} coded with this code since. Retire it in the codebook instead.",
        "nothing kept": "Nothing was kept of your act; look at the segment that stands there now and do it again.",
        "cutting now": "Colleagues are cutting segments at this very moment.",
        "cut meanwhile": "{taker} the segment {words} in the meantime.",
        "cut taken back": "{coder} took back the cut that had made the segment {words}.",
        "all done": "Every segment has a verdict of {coder} already. Go to one with `goto` to change it.",
        "no turns": "This session was opened without the turns of the study, so it shows no transcript and cuts "
        "nothing. Open it with `study.review()`, or pass turns=.",
        "memo of what": "Say which {about} the memo is about, with about_id=.",
        "memo unknown": "This session holds no {about} called {about_id!r}. It holds {n}.",
        "no segment": "No segment in this review is called {segment_id!r}. It holds {n} segments; `session.queue` "
        "lists them.",
        "no own code": "The codebook holds no own code {code_id!r}. Known: {known}.",
        "order of what": "The order {order!r} needs {what}. Pass it as of=.",
        "of code": "a code, such as 'goal' or 'code:trust'",
        "of theme": "the id of a theme",
        "of search": "words to look for",
        "document": "document",
        "segment": "segment",
        "code": "code",
        "case": "case",
    },
    "zh": {
        "and": "、",
        "somebody": "有人",
        "somebody cut": "有人重新切分了",
        "did mark": "{coder} 标出了",
        "did merge": "{coder} 合并了",
        "did split": "{coder} 拆分了",
        "mark": "标记",
        "merge": "合并",
        "split": "拆分",
        "nothing after": "同一段发言里，这个片段之后没有别的片段，没有可合并的。一个片段不能跨两段发言。",
        "nothing before": "同一段发言里，这个片段之前没有别的片段，没有可合并的。一个片段不能跨两段发言。",
        "not one turn": "只能合并同一段发言里的两个不同片段，这两个不是。请改为标出一段文字。",
        "not standing": "现在没有叫“{other}”的片段。请与下一个（next）、上一个（previous）或某个片段合并。",
        "no words": "这个片段从 {start} 到 {end}；在 {at} 处切开，有一部分就没有文字了。请在它的两个词之间切开。",
        "set aside": "这一步先放在一边；再撤销时，撤销的是它之前的一步。",
        "do anew": "如果还需要，请重新做一遍。",
        "cut since": "{taker}这次{made}产生的片段{words}。",
        "coded since": "您的{made}产生片段{words}之后，{who} 给它编了码；撤销会丢失这些编码。请先让 {who} 撤销，"
        "或者重新切分这个片段。",
        "cut what was coded": "您编码之后，{taker}片段{words}。请给现在的片段编码。",
        "cut since undo": "您撤销这一步之后，{taker}片段{words}。",
        "coded since undo": "您撤销这一步之后，{who} 给片段{words}编了码。",
        "in use": "{who} 之后用过这个编码。请改为在编码手册里停用它。",
        "nothing kept": "您这一步没有保存任何内容；请看一下现在的片段，再做一遍。",
        "cutting now": "同事正在切分片段。",
        "cut meanwhile": "在此期间，{taker}片段{words}。",
        "cut taken back": "{coder} 撤销了产生片段{words}的那次切分。",
        "all done": "{coder} 已经给每个片段下了判断。要修改某一个，请先转到它（goto）。",
        "no turns": "这次打开时没有带上研究的发言轮次，所以不显示转录稿，也不能切分。请用 `study.review()` 打开，"
        "或者传入 turns=。",
        "memo of what": "请用 about_id= 指明备注是关于哪个{about}的。",
        "memo unknown": "这里没有叫“{about_id}”的{about}。共有 {n} 个。",
        "no segment": "这里没有叫“{segment_id}”的片段。共有 {n} 个片段；`session.queue` 列出全部。",
        "no own code": "编码手册里没有自有编码“{code_id}”。现有：{known}。",
        "order of what": "按“{order}”排列时，需要{what}。请用 of= 传入。",
        "of code": "指明一个编码，例如“goal”或“code:trust”",
        "of theme": "指明一个主题的编号",
        "of search": "写出要查找的词",
        "document": "文件",
        "segment": "片段",
        "code": "编码",
        "case": "参与者",
    },
}


class Saying:
    """A sentence, or a part of one: which, and what it speaks of (sayings are told in its language, tuples joined)."""

    def __init__(self, which: str, **said: Any) -> None:
        self.which, self.said = which, said

    def told(self, language: str) -> str:
        """Return it in "en" or "zh"."""
        said = {key: _told(value, language) for key, value in self.said.items()}
        return _SAID[language][self.which].format(**said)


class _Told(Exception):
    """What is refused, in sentences; nothing was kept of the act."""

    def __init__(self, *sayings: Saying) -> None:
        self._sayings = sayings
        super().__init__(self.told("en"))

    def told(self, language: str) -> str:
        """Return the sentences in "en" or "zh"."""
        return (" " if language == "en" else "").join(saying.told(language) for saying in self._sayings)


class Refusal(_Told, StudyError):
    """An act that cannot be done as things stand."""


class UnknownRefusal(_Told, UnknownNameError):
    """An act on something that is not there, or no more."""


class OvertakenRefusal(_Told, StaleError):
    """An act on what a colleague changed in the meantime."""


class TurnRefusal(Refusal):
    """An act that cannot be taken back or done again; ``event_id`` is its event."""

    def __init__(self, event_id: int, *sayings: Saying) -> None:
        super().__init__(*sayings)
        self.event_id = event_id


def _told(value: Any, language: str) -> Any:
    if isinstance(value, Saying):
        return value.told(language)
    return _SAID[language]["and"].join(value) if isinstance(value, tuple) else value
