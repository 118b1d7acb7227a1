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
from collections import Counter
from collections.abc import Sequence

from cjm_research.corpora.labels import canonical, is_generic, role_of
from cjm_research.corpora.reading import Source, Turn

_ASKS = re.compile(r"[?？]|(?:吗|呢|什么|怎么样)[。，]?\s*$", re.MULTILINE)
_ENOUGH = 0.4
"""Share of all turns that end in a question that must be somebody's to make them the interviewer."""
_TAIL = 40  # characters at the end of a turn in which its question mark stands


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
        asker = _asker(source.turns, told)
        for speaker in found or ([asker] if asker is not None else []):
            told[speaker] = "interviewer"
    return {speaker: role or "participant" for speaker, role in told.items()}


def _asker(turns: Sequence[Turn], told: dict[str, str]) -> str | None:
    """Return the speaker whose turns end in questions, who talks little and speaks first, if this is clear."""
    ends: Counter[str] = Counter()
    talk: Counter[str] = Counter()
    count: Counter[str] = Counter()
    for turn in turns:
        speaker = canonical(turn.speaker)
        ends[speaker] += bool(_ASKS.search(turn.text[-_TAIL:]))
        talk[speaker] += len(turn.text)
        count[speaker] += 1
    asked, said = sum(ends.values()), sum(talk.values())
    first = canonical(turns[0].speaker)
    free = [s for s, role in told.items() if role == "" and (count[s] > 1 or len(turns) < 2 * len(told))]
    if not free or not asked:
        return None

    def score(speaker: str) -> float:
        often = count[speaker] / len(turns)
        return ends[speaker] / asked + 0.5 * often - 0.5 * talk[speaker] / said + 0.2 * (speaker == first)

    best = max(free, key=lambda speaker: (score(speaker), speaker))
    return best if ends[best] >= _ENOUGH * asked else None
