"""The words that a segment shares with a code's examples, for a reason that can be checked at a glance.

Words that many segments of the study hold say nothing about a code and are left out, as are those that only bind others
(``binding.toml``). Chinese is compared by runs of two characters or more, so that no dictionary is needed.

>>> Shared.of(["My bank lied", "I left"]).words("My bank lied", ["My bank keeps its word"], "en")
('bank',)
>>> Shared.of(["我们很好"]).words("他们说话算数", ["这家店说话算数"], "zh")
('说话算数',)
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files

MOST = 4
"""Words that a reason names at most."""

_COMMON = 0.25
_FEW = 5
_SAMPLE = 2000
_WORD = re.compile(r"[^\W\d_][\w'’]*[^\W_]", re.UNICODE)
_RUN = re.compile(r"[\u3400-\u9fff]{2,}")


@dataclass(frozen=True)
class Shared:
    """What is common in a study, so that the rest is telling.

    Attributes
    ----------
    sample : tuple of str
        Segments, case folded.
    """

    sample: tuple[str, ...]

    @classmethod
    def of(cls, texts: Sequence[str]) -> Shared:
        """Read the study's segments; the first two thousand are enough."""
        return cls(tuple(text.casefold() for text in texts[:_SAMPLE]))

    def words(self, text: str, others: Sequence[str], language: str) -> tuple[str, ...]:
        """Return the telling words that a text shares with any of the others, as the text writes them.

        Parameters
        ----------
        text : str
            A segment.
        others : sequence of str
            Examples.
        language : {"en", "zh"}
            Of the segment.

        Returns
        -------
        tuple of str
            The longest first, at most `MOST`.
        """
        found = _runs(text, others) if language == "zh" else _words(text, others)
        telling = (word for word in dict.fromkeys(found) if not self._is_common(word.casefold(), language))
        return tuple(sorted(telling, key=lambda word: (-len(word), word))[:MOST])

    def _is_common(self, word: str, language: str) -> bool:
        if word not in self._counted:
            self._counted[word] = word.replace("’", "'") in _binding() or self._is_held_by_many(word, language)
        return self._counted[word]

    @cached_property
    def _counted(self) -> dict[str, bool]:
        return {}

    def _is_held_by_many(self, word: str, language: str) -> bool:
        if language == "zh":
            held = sum(word in text for text in self.sample)
        else:
            whole = re.compile(rf"\b{re.escape(word)}\b")
            held = sum(bool(word in text and whole.search(text)) for text in self.sample)
        return held > max(_FEW, _COMMON * len(self.sample))


@cache
def _binding() -> frozenset[str]:
    text = files("cjm_research").joinpath("codes/binding.toml").read_text("utf-8")
    return frozenset(" ".join(tomllib.loads(text).values()).split())


def _words(text: str, others: Sequence[str]) -> list[str]:
    known = {word.casefold() for other in others for word in _WORD.findall(other)}
    return [word for word in _WORD.findall(text) if word.casefold() in known]


def _runs(text: str, others: Sequence[str]) -> list[str]:
    """Return the longest runs of Chinese characters, from left to right, that stand in any of the others too."""
    found = []
    for run in _RUN.findall(text):
        at = 0
        while at < len(run) - 1:
            end = at + 1
            while end < len(run) and any(run[at : end + 1] in other for other in others):
                end += 1
            if end - at >= 2:
                found.append(run[at:end])
                at = end
            else:
                at += 1
    return found
