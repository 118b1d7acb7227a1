"""Whether a text is made of the words of certain people: titles, notes and examples repeat what somebody said.

Signs and capitals do not count. A short text belongs to them if it stands in their words and in nobody else's; a long
one if it holds a stretch that only they said.

>>> words = OwnWords(["It took forever, honestly."], ["It took a week."])
>>> words.made("Took forever"), words.made("It took"), words.made("Slow delivery")
(True, False, False)
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

import pandas as pd

from cjm_research.findings.consent import BLACK

_LATIN, _HAN = 28, 10
"""Letters, or characters, from which words in the same order are no chance."""


@dataclass(frozen=True)
class OwnWords:
    """What some people said, and what everybody else said.

    Attributes
    ----------
    own, others : iterable of str
        Texts, in any order.
    """

    own: Iterable[str]
    others: Iterable[str]
    _own: str = field(init=False, repr=False)
    _others: str = field(init=False, repr=False)
    _shingles: dict[int, frozenset[str]] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        own = [_bare(text) for text in self.own]
        object.__setattr__(self, "_own", "\n".join(own))
        object.__setattr__(self, "_others", "\n".join(map(_bare, self.others)))
        cut = {size: {text[n : n + size] for text in own for n in range(len(text) - size + 1)} for size in _SIZES}
        object.__setattr__(self, "_shingles", {size: frozenset(found) for size, found in cut.items()})

    @classmethod
    def of(cls, documents: pd.DataFrame, turns: pd.DataFrame, people: frozenset[str]) -> OwnWords:
        """Take the words out of the documents.

        Parameters
        ----------
        documents, turns : DataFrame
            Their contracts.
        people : frozenset of str
            Case ids of those whose own words are meant.
        """
        texts = dict(zip(documents["document_id"], documents["text"], strict=True))
        own: list[str] = []
        others: list[str] = []
        for row in turns.itertuples(index=False):
            if row.document_id in texts:
                said = texts[row.document_id][int(row.start) : int(row.end)]
                (own if row.case_id in people else others).append(said)
        return cls(own, others)

    def made(self, text: str) -> bool:
        """Return whether a text is theirs alone, or holds a long stretch that is."""
        bare = _bare(text)
        if not bare:
            return False
        return (bare in self._own and bare not in self._others) or any(True for _ in self._stretches(bare))

    def masked(self, text: str) -> str:
        """Return a text of the same length in which their words are blocks.

        >>> OwnWords(["the parcel lay in the rain for two whole days"], []).masked(
        ...     "He says the parcel lay in the rain for two whole days!")
        'He says █████████████████████████████████████████████!'
        """
        places = [n for n, sign in enumerate(text) if sign.isalnum()]
        bare = "".join(text[n].casefold()[:1] for n in places)
        if len(bare) >= _size(bare) // 2 and bare in self._own and bare not in self._others:
            return BLACK * len(text)
        signs = list(text)
        for start, end in self._stretches(bare):
            first, last = places[start], places[end - 1]
            signs[first : last + 1] = BLACK * (last + 1 - first)
        return "".join(signs)

    def _stretches(self, bare: str) -> Iterator[tuple[int, int]]:
        size = _size(bare)
        held = self._shingles[size]
        for n in range(len(bare) - size + 1):
            piece = bare[n : n + size]
            if piece in held and piece not in self._others:
                yield n, n + size


_SIZES = (_LATIN, _HAN)


def _size(bare: str) -> int:
    return _HAN if any("\u4e00" <= sign <= "\u9fff" for sign in bare) else _LATIN


def _bare(text: str) -> str:
    """Return letters and figures alone, one sign for each."""
    return "".join(sign.casefold()[:1] for sign in text if sign.isalnum())
