"""The changes between two maps as an object that shows itself and writes the change note."""

from __future__ import annotations

import html
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from cjm_research.journeys.versions.causes import DATA, GONE, HAND
from cjm_research.journeys.versions.words import CAUSES, CHANGES, FIELDS, GRADES, NOTE, PARTS

_SHOWN = 40
_PARTS = {"hand": (HAND,), "data": (DATA, GONE)}
_FIGURES = ("people", "mentions", "grade", "rank", "emotion", "moment")  # that follow from what was done
_PLACED = ("new", "moved")  # told with their stage already


@dataclass(frozen=True)
class MapChanges:
    """What changed between two maps.

    Attributes
    ----------
    frame : DataFrame
        Columns `compare.COLUMNS`, one row a change.
    stages : mapping of str to str
        Names of the stages by id.
    n_new : tuple of (int, int)
        Documents and people that the later map has and the earlier had not.
    language : {"en", "zh"}
        In which it shows itself.
    n_gone : tuple of (int, int)
        Documents and people that the earlier map had and the later has not.
    """

    frame: pd.DataFrame
    stages: Mapping[str, str] = field(repr=False)
    n_new: tuple[int, int] = (0, 0)
    language: str = "en"
    n_gone: tuple[int, int] = (0, 0)

    def __len__(self) -> int:
        """Return how many changes there are."""
        return len(self.frame)

    def told(self, language: str | None = None) -> list[str]:
        """Return one sentence for each change, in the order of the frame."""
        language = language or self.language
        return [self._sentence(row, language) for row in self.frame.to_dict("records")]

    def note(self, language: str | None = None, every: bool = False) -> str:
        """Return the change note: what is new and gone, counts by cause, then what people did, the data, the rest.

        Parameters
        ----------
        language : {"en", "zh"}, optional
            Its own by default.
        every : bool
            Also tell each rank that moved only because others did; else they are one line with their number.
        """
        language = language or self.language
        words, lines = NOTE[language], self._head(language)
        for part, told in self._told_by_part(language, every).items():
            lines += [words[part] + words["colon"], *(f"- {line}" for line in told)]
        return "\n".join(lines)

    def _head(self, language: str) -> list[str]:
        words = NOTE[language]
        moved = {"new": self.n_new, "gone": self.n_gone}
        told = [words[key].format(what=self._counted(*n, language)) for key, n in moved.items() if any(n)]
        if not len(self.frame):
            first = [words["semicolon"].join(told)] if told else []
            return [words["nothing"], *(line[:1].upper() + line[1:] + words["stop"] for line in first)]
        head = words["semicolon"].join([_number("changes", len(self.frame), words), *told]) + words["stop"]
        counts = self.frame.groupby("cause", sort=True).size()
        causes = words["joint"].join(f"{CAUSES[language][why]} {n}" for why, n in counts.items())
        return [head, causes + words["stop"]]

    def _counted(self, n_documents: int, n_people: int, language: str) -> str:
        words = NOTE[language]
        counts = {"documents": n_documents, "people": n_people}
        return words["and"].join(_number(what, n, words) for what, n in counts.items() if n)

    def _told_by_part(self, language: str, every: bool) -> dict[str, list[str]]:
        """Return the sentences under their headings, acts before the figures that follow from them."""
        folded = pd.Series(False, index=self.frame.index) if every else self._folded()
        figure = self.frame["change"].isin(_FIGURES)
        found = {}
        rest = pd.Series(True, index=self.frame.index)
        for part in (*_PARTS, "rest"):
            own = self.frame["cause"].isin(_PARTS[part]) & rest if part in _PARTS else rest
            rest = rest & ~own
            rows = [row for late in (False, True) for row in
                    self.frame[own & ~folded & (figure == late)].to_dict("records")]  # fmt: skip
            told = [self._sentence(row, language) for row in rows]
            told += self._folds(self.frame[own & folded], language)
            found |= {part: told} if told else {}
        return found

    def _folded(self) -> pd.Series:
        """Return which rows are ranks of cards to which people did nothing else."""
        by_hand = set(self.frame.loc[(self.frame["cause"] == HAND) & (self.frame["change"] != "rank"), "id"])
        ranks = self.frame["change"] == "rank"
        return ranks & ~((self.frame["cause"] == HAND) & self.frame["id"].isin(by_hand))

    def _folds(self, rows: pd.DataFrame, language: str) -> list[str]:
        counts = rows.groupby("cause", sort=True).size()
        return [_number("folded", n, NOTE[language], cause=CAUSES[language][why]) for why, n in counts.items()]

    def _sentence(self, row: Mapping[str, Any], language: str) -> str:
        words = NOTE[language]
        stage = self.stages.get(row["stage"], row["stage"])
        placed = row["of"] == "stage" and row["change"] == "moved"
        what = CHANGES[language]["placed" if placed else row["change"]].format(
            title=row["title"],
            before=self._value(row["before"], row["change"], language),
            after=self._value(row["after"], row["change"], language),
            stage=stage,
        )
        part = PARTS[language][row["of"]]
        if row["of"] == "card" and row["change"] not in _PLACED:
            # Several stages have a card of the same theme, and so of the same title.
            part = words["at"].format(part=part, stage=stage)
        return words["sentence"].format(part=part, what=what, cause=CAUSES[language][row["cause"]])

    def _value(self, value: Any, change: str, language: str) -> str:
        if value is None or value != value or value == "":
            return FIELDS[language]["nothing"]
        if isinstance(value, Mapping):
            return str(value.get(language) or next(iter(value.values()), ""))
        if change == "moved":
            return self.stages.get(value, str(value))
        if change == "grade":
            return GRADES[language].get(value, str(value))
        if change == "emotion":
            return f"{float(value):.1f}"
        if change in ("value", "difficulty") and not value:
            return FIELDS[language]["nothing"]
        if change in ("people", "mentions", "new", "rank", "value", "difficulty", "comments"):
            return str(int(value))
        return FIELDS[language].get(str(value), str(value))

    def __str__(self) -> str:
        """Return the change note."""
        return self.note()

    def _repr_html_(self) -> str:
        words = NOTE[self.language]
        lines = [line for told in self._told_by_part(self.language, False).values() for line in told]
        rows = "".join(f"<li>{html.escape(line)}</li>" for line in lines[:_SHOWN])
        more = f"<p>{words['more'].format(n=len(lines) - _SHOWN)}</p>" if len(lines) > _SHOWN else ""
        head = "<br>".join(html.escape(line) for line in self._head(self.language))
        return f"<p>{head}</p><ul>{rows}</ul>{more}"


def _number(key: str, n: int, words: Mapping[str, Any], **facts: str) -> str:
    return words[key][n != 1].format(n=n, **facts)
