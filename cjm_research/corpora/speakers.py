"""Who is the interviewer: by the label's words, by the header, by who comes back in file after file, by who asks.

Only with two speakers or more can somebody be found out to be the interviewer; a file with one voice or with none
named is the participant's. Where nothing tells, everybody is a participant: words are then coded that need not be,
and none are lost.

>>> talk = [Turn("How was it?", "Ann"), Turn("Slow. The box came late and it was open.", "Bo"), Turn("Why?", "Ann")]
>>> roles_of([Source("interview", tuple(talk))])
[{'ann': 'interviewer', 'bo': 'participant'}]
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from cjm_research.corpora.labels import canonical, is_generic, role_of
from cjm_research.corpora.reading import Source, Turn

_ASKS = re.compile(r"[?？]|(?:吗|呢|什么|怎么样)[。，]?\s*$", re.MULTILINE)
_INVITES = re.compile(
    r"(?i)\b(?:tell (?:me|us)|walk (?:me|us)|introduce yourself|over to you|go ahead|could you|can you|would you)\b|"
    r"(?:有请|先请|欢迎|请)[^。，]{0,12}(?:讲|说|谈|分享|介绍|发言|回答|开始|补充|老师|先生|女士|总)|您(?:怎么看|先来|来谈|来讲)"
)
_ENOUGH = 0.4
"""Share of all turns that end in a question that must be somebody's to make them the interviewer."""
_TAIL = 40  # characters at the end of a turn in which its question mark stands
_BETWEEN = 0.4  # share of the turns of the one who speaks between all others, in a talk of three and more
_ONLY_ASKS = 0.6  # share of a second interviewer's turns that ask


def roles_of(sources: Sequence[Source]) -> list[dict[str, str]]:
    """Return, for each interview, the role of each speaker.

    Parameters
    ----------
    sources : sequence of Source
        The interviews read together: one person who interviews in several of them is recognised.

    Returns
    -------
    list of dict
        Canonical label to one of `schema.ROLES`, a dict per source in the order given.
    """
    hosts = _recurring(sources)
    return [_roles(source, hosts) for source in sources]


def _recurring(sources: Sequence[Source]) -> frozenset[str]:
    """Return the named people who speak beside others in several files, more than half of those with names."""
    casts = [{canonical(turn.speaker) for turn in source.turns if turn.speaker} for source in sources]
    casts = [{name for name in cast if not is_generic(name)} for cast in casts]
    casts = [cast for cast in casts if len(cast) > 1]
    seen = Counter(name for cast in casts for name in cast)
    return frozenset(name for name, n in seen.items() if n > 1 and n > len(casts) / 2)


def _roles(source: Source, hosts: frozenset[str]) -> dict[str, str]:
    told = {canonical(turn.speaker): turn.role or role_of(turn.speaker) for turn in source.turns}
    named = {canonical(name) for name in source.hosts}
    for speaker in told:
        if (
            not told[speaker]
            and speaker
            and any(speaker == host or set(host.split()) >= set(speaker.split()) for host in named)
        ):
            told[speaker] = "interviewer"
    if "interviewer" not in told.values() and len(told) > 1:
        found = [speaker for speaker in told if speaker in hosts and not told[speaker]]
        if len(found) == len(told):
            found = []  # both come back, as in a second wave: who asks decides
        for speaker in found or _askers(source.turns, told):
            told[speaker] = "interviewer"
    return {speaker: role or "participant" for speaker, role in told.items()}


@dataclass
class _Share:
    """What one speaker does in a talk."""

    turns: int = 0
    asks: int = 0
    said: int = 0
    after: set[str] = field(default_factory=set)  # who speaks straight after

    def mean(self) -> float:
        return self.said / self.turns


def _askers(turns: Sequence[Turn], told: Mapping[str, str]) -> list[str]:
    """Return who leads the talk, if this is clear, and with them those who do little but ask."""
    shares: dict[str, _Share] = defaultdict(_Share)
    speakers = [canonical(turn.speaker) for turn in turns]
    for turn, speaker, after in zip(turns, speakers, [*speakers[1:], ""], strict=True):
        share = shares[speaker]
        share.turns += 1
        share.asks += bool(_ASKS.search(turn.text[-_TAIL:]) or _INVITES.search(turn.text[-_TAIL:]))
        share.said += len(turn.text)
        share.after |= {after} - {speaker, ""}
    asked, said = sum(s.asks for s in shares.values()), sum(s.said for s in shares.values())
    free = [s for s, role in told.items() if not role and (shares[s].turns > 1 or len(turns) < 2 * len(told))]
    if not free or not asked:
        return []

    def score(speaker: str) -> float:
        mine = shares[speaker]
        leads = 0.3 * len(mine.after) / (len(told) - 1) if len(told) > 2 else 0.0
        edges = 0.2 * (speaker == speakers[0]) + (0.1 * (speaker == speakers[-1]) if len(told) > 2 else 0.0)
        return mine.asks / asked + 0.5 * mine.turns / len(turns) - 0.5 * mine.said / said + leads + edges

    best = max(free, key=lambda speaker: (score(speaker), speaker))
    between = len(told) > 2 and shares[best].turns >= _BETWEEN * len(turns)
    if shares[best].asks < _ENOUGH * asked and not (between and shares[best].asks):
        return []
    rest = [s for s in shares if s != best]
    usual = sum(shares[s].said for s in rest) / sum(shares[s].turns for s in rest)
    helpers = [
        s for s in free
        if s != best and shares[s].asks >= max(3, _ONLY_ASKS * shares[s].turns) and shares[s].mean() < usual / 2
    ]  # fmt: skip
    return [best, *helpers] if len(told) > 1 + len(helpers) else [best]
