"""Turns and sentences that carry no meaning of their own: "Yeah.", "Mm-hmm, okay.", "嗯。", "对对对。".

They join a neighbour, and alone make no segment in an interview. In a survey a short answer is an answer.

>>> is_filler("Yeah, um, okay."), is_filler("嗯，对对对。"), is_filler("Yeah, it broke.")
(True, True, False)
"""

from __future__ import annotations

import re

_EN_LIST = """
yeah yep yes yup ya no nope nah okay ok k right sure well so um uh er erm uhm hmm hm mm mmm mhm mm-hmm mhmm uh-huh
uhuh ah oh aha ha haha hahaha hello hi hey hiya bye goodbye thanks thank you cheers great good cool perfect super
awesome nice lovely alright all exactly absolutely definitely totally correct indeed true wow gosh sorry pardon
and but or like just anyway now then please welcome fine very much i see mean know really got it that's thats that
is go on there we for when would could this what where who how why if of to a an the in at my your our their his
her with as be was were are do does did have has had you they he she i'm it's also kind sort of because
"""
_EN = frozenset(_EN_LIST.split())
_ZH = re.compile(
    r"(?:嗯+|啊+|哦+|噢+|喔+|呃+|额+|诶+|哎+|唉+|对+|对对|对的|是的|是啊|是吧|是呀|是|好的?|好吧|好呀|好啊|行|可以|"
    r"没事|谢谢(?:您|你|大家)?|不客气|您好|你好|"
    r"再见|拜拜|哈+|呵+|那个|这个|就是|然后|那|这|所以|当然|没错|确实|明白|知道了?|OK|ok|没有了?|没了?|不|没|能|有|"
    r"吧|呢|嘛|呀)+"
)


def is_filler(text: str) -> bool:
    """Return whether a text holds nothing but fillers, greetings, thanks and plain yes or no.

    Parameters
    ----------
    text : str
        A sentence or a whole turn, English or Chinese.
    """
    words = re.findall(r"[a-z]+(?:['’-][a-z]+)*|[\u4e00-\u9fff]+|\d+", text.casefold())
    if not words:
        return True
    hanzi = [word for word in words if word >= "\u4e00"]
    latin = [word.replace("’", "'") for word in words if word < "\u4e00"]
    if any(not _ZH.fullmatch(word) for word in hanzi) or any(word not in _EN for word in latin):
        return False
    return len(words) <= 6
