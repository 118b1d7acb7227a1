"""Names that come up only in what is said: "I'm Graham", "Thanks for coming, Graham", "我叫王秀英".

Recorders often label speakers "Interviewer" and "Participant"; the names then stand in the greetings. Only plain forms
of introducing and addressing are known; friends mentioned in passing are found by `privacy.pseudonyms`.

>>> talk = [("interviewer", "q", "Thanks for your time, Graham."), ("participant", "p", "I let flats.")]
>>> introduced(talk)
[('Graham', 'p')]
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from cjm_research.corpora.language import CJK
from cjm_research.corpora.privacy.words import chinese

_LATIN = r"([A-Z][a-z]{2,}(?:[ -][A-Z][a-z]{2,})?)"
_HANZI = rf"(?:(?:{'|'.join(chinese().compound)})[{CJK}]{{1,2}}|[{''.join(sorted(chinese().surnames))}][{CJK}]{{1,2}})"
_SELF = (
    re.compile(rf"\b(?:[Mm]y name is|[Mm]y name['’]s|[Ii]['’]m called|[Cc]all me)\s+{_LATIN}"),
    re.compile(rf"(?:^|[.!?,]\s+)(?:[Ii]['’]m|I am)\s+{_LATIN}(?=[,.!]| and\b| from\b)"),
    re.compile(rf"(?:我叫|我姓名是|名字是|名字叫|我的名字是)({_HANZI})(?=[，。,.！!、\s]|$)"),
)
_SURE = (_SELF[0], _SELF[2])
_ADDRESS = (
    re.compile(
        rf"(?:^|[.!?]\s+)(?:[Hh]i|[Hh]ello|[Hh]ey|[Tt]hanks|[Tt]hank you|[Ww]elcome|"
        rf"[Gg]ood (?:morning|afternoon|"
        rf"evening))"
        rf"(?:[ ,][a-z' ]{{0,60}})?,? {_LATIN}(?=[,.!?])"
    ),
    re.compile(rf"^(?:您好|你好)[，,]?([{CJK}]{{1,3}}?(?:先生|女士|阿姨|老师|大爷|叔叔|小姐))"),
    re.compile(rf"^([{CJK}]{{1,2}}(?:先生|女士|阿姨|老师|大爷|叔叔|小姐))[，,]?(?:您好|你好|下午好|上午好|早上好)"),
)
_NO_NAME = re.compile(
    r"(?i).*(?:ish|ese|ican|ian|ean|day|ber|ary)$|sure|okay|yeah|great|good|god|everyone|everybody|all|well|sorry|"
    r"happy|thanks|"
    r"right|yes|just|also|here|there|interviewee|participant|interviewer|german|french|dutch|swiss|company|team|sir|"
    r"madam"
)
_EARLY = 12  # turns from the start in which people greet and introduce each other


def introduced(talk: Sequence[tuple[str, str, str]]) -> list[tuple[str, str]]:
    """Return the names that people give themselves or are greeted by.

    Parameters
    ----------
    talk : sequence of (role, speaker, text)
        The turns in order.

    Returns
    -------
    list of (name, speaker)
        The speaker is the one who bears the name; a greeting counts where there is one participant only.
    """
    participants = {speaker for role, speaker, _ in talk if role == "participant"}
    only = next(iter(participants)) if len(participants) == 1 else ""
    found: dict[str, str] = {}
    for n, (role, speaker, text) in enumerate(talk):
        mine = [hit for pattern in (_SELF if n < _EARLY else _SURE) for hit in pattern.findall(text)]
        greets = role == "interviewer" and only and n < _EARLY
        yours = [hit for pattern in _ADDRESS for hit in pattern.findall(text)] if greets else []
        for name, bearer in [*((name, speaker) for name in mine), *((name, only) for name in yours)]:
            if not _NO_NAME.fullmatch(name):
                found.setdefault(name, bearer)
    for name, bearer in list(found.items()):
        for _, _, text in (turn for turn in talk[:_EARLY] if turn[1] == bearer):
            found.update(dict.fromkeys(_full_of(name, text), bearer))
    return list(found.items())


def _full_of(name: str, text: str) -> list[str]:
    """Find the full name, said between two marks, of somebody labelled by surname and title: 周老师 … "，周伯衡。"."""
    if not re.fullmatch(f"[{CJK}](?:老师|先生|女士|医生|阿姨|叔叔|大爷|大夫|经理|总)", name):
        return []
    return re.findall(rf"(?<=[，。：、“])({name[0]}[{CJK}](?![了吧的呢啊日天末])[{CJK}])(?=[，。！”])", text)
