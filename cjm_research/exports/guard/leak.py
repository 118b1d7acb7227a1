"""A leak: where something stands in a file that must not leave the team, and what to do about it.

What leaked is never shown, only its first sign.

>>> leak = Leak(Path("out/journey.xlsx"), Place("sheet", ("Evidence", 12)), "name", masked("Sarah Cole"), "privacy")
>>> print(leak)
journey.xlsx, sheet Evidence, row 12: a name (S…)
>>> leak.told("zh")
'journey.xlsx，工作表Evidence第12行：姓名（S…）'
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from cjm_research.errors import LeakError
from cjm_research.exports.guard.leak_words import KINDS, PLACES, REMEDIES, WORDS

_SHOWN = 12


@dataclass(frozen=True)
class Place:
    """Where in a file, as a key of the words and what they are filled with; `inside` is a file in the file."""

    key: str
    values: tuple[object, ...] = ()
    inside: str = ""

    def told(self, language: str = "en") -> str:
        """Return the place in words; empty where there is nothing to tell."""
        words = PLACES[language][self.key].format(*self.values)
        if self.inside and self.key not in ("sheet", "cell", "slide", "notes", "paragraph", "part"):
            words = PLACES[language]["inside"].format(self.inside, words)
        return words

    def __str__(self) -> str:
        return self.told()


@dataclass(frozen=True)
class Leak:
    """Something that must not be in a file.

    Attributes
    ----------
    file : Path
        The file as it was checked.
    place : Place
        Where in it.
    kind : str
        "name", "mail", "phone", "id", "account", "path" and the like; a key of `leak_words.KINDS`.
    masked : str
        Its first sign.
    remedy : str
        A key of `leak_words.REMEDIES`.
    """

    file: Path
    place: Place
    kind: str
    masked: str
    remedy: str

    def told(self, language: str = "en") -> str:
        """Return file, place and kind on one line."""
        what = KINDS[language].get(self.kind) or KINDS[language]["other"]
        place = self.place.told(language)
        return WORDS[language]["line" if place else "line bare"].format(
            file=self.file.name, place=place, what=what, masked=self.masked
        )

    def __str__(self) -> str:
        return self.told()


def masked(text: str) -> str:
    """Return the first sign of a text and dots.

    >>> masked("Sarah Cole"), masked("/home/ana/study")
    ('S…', '/…')
    """
    return f"{text.strip()[:1]}…"


def refuse(leaks: Sequence[Leak], language: str = "en", study: str = "STUDY") -> None:
    """Stop if there is a leak.

    Parameters
    ----------
    leaks : sequence of Leak
        From `Guard.check`.
    language : {"en", "zh"}
        Of the message.
    study : str
        Name of the study, for the commands in the message.

    Raises
    ------
    LeakError
        If there is one; names every place (the first dozen, then how many more) and what to do for each kind of it.
    """
    if not leaks:
        return
    words = WORDS[language]
    lines = [words["head"].format(n=len(leaks), s="" if len(leaks) == 1 else "s")]
    lines += [f"- {leak.told(language)}" for leak in leaks[:_SHOWN]]
    if len(leaks) > _SHOWN:
        lines.append(words["more"].format(n=len(leaks) - _SHOWN))
    lines += [REMEDIES[language][key].format(study=study) for key in dict.fromkeys(leak.remedy for leak in leaks)]
    raise LeakError("\n".join(lines))
