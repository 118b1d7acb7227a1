"""The changes between two maps as an object that shows itself and writes the change note."""

from __future__ import annotations

import html
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from cjm_research.journeys.versions.words import CAUSES, CHANGES, FIELDS, GRADES, NOTE, PARTS

_SHOWN = 40


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
    """

    frame: pd.DataFrame
    stages: Mapping[str, str] = field(repr=False)
    n_new: tuple[int, int] = (0, 0)
    language: str = "en"

    def __len__(self) -> int:
        """Return how many changes there are."""
        return len(self.frame)

    def told(self, language: str | None = None) -> list[str]:
        """Return one sentence for each change, in the order of the frame."""
        language = language or self.language
        return [self._sentence(row, language) for row in self.frame.to_dict("records")]

    def note(self, language: str | None = None) -> str:
        """Return the change note: what is new, gone and moved, counted by cause, then the changes one by one."""
        language = language or self.language
        words = NOTE[language]
        if not len(self.frame):
            return words["nothing"]
        lines = [words["head"].format(n=len(self.frame), documents=self.n_new[0], people=self.n_new[1])]
        counts = self.frame.groupby("cause", sort=True).size()
        lines.append(words["joint"].join(f"{CAUSES[language][why]} {n}" for why, n in counts.items()) + words["stop"])
        return "\n".join([*lines, *(f"- {line}" for line in self.told(language))])

    def _sentence(self, row: Mapping[str, Any], language: str) -> str:
        what = CHANGES[language][row["change"]].format(
            title=row["title"],
            before=self._value(row["before"], row["change"], language),
            after=self._value(row["after"], row["change"], language),
            stage=self.stages.get(row["stage"], row["stage"]),
        )
        return NOTE[language]["sentence"].format(
            part=PARTS[language][row["of"]], what=what, cause=CAUSES[language][row["cause"]]
        )

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
        if change in ("people", "mentions", "new", "rank"):
            return str(int(value))
        return FIELDS[language].get(str(value), str(value))

    def __str__(self) -> str:
        """Return the change note."""
        return self.note()

    def _repr_html_(self) -> str:
        words = NOTE[self.language]
        lines = self.told()
        rows = "".join(f"<li>{html.escape(line)}</li>" for line in lines[:_SHOWN])
        more = f"<p>{words['more'].format(n=len(lines) - _SHOWN)}</p>" if len(lines) > _SHOWN else ""
        head = self.note().split("\n- ")[0]
        return f"<p>{html.escape(head).replace(chr(10), '<br>')}</p><ul>{rows}</ul>{more}"
