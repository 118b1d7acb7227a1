"""Rows of a survey to respondents, one row after another, by columns that were judged before.

A respondent's key is the export's own id where there is one, else the digest of the row with a count for rows that are
alike; so the order of rows changes nothing, and two people who both answer "no" stay two.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from hashlib import sha256

from cjm_research.corpora.reading import Skipped, Source, Turn
from cjm_research.corpora.surveys import choices, columns, scales, screening
from cjm_research.corpora.surveys.blanks import is_blank
from cjm_research.corpora.surveys.headers import Columns
from cjm_research.corpora.surveys.judging import Judged, is_other

_LISTED = 20  # rows of a kind that are named one by one
_TYPED = re.compile(r"^(?P<option>[^〖〗]*)〖(?P<words>[^〗]*)〗\s*$", re.DOTALL)


@dataclass
class Tally:
    """What was counted on the way.

    Attributes
    ----------
    counts : Counter
        By the names of the load report.
    rows : dict of str to list of int
        The first rows of each kind that was left out.
    """

    counts: Counter[str] = field(default_factory=Counter)
    rows: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))

    def leave_out(self, state: str, n: int) -> None:
        """Count a row that is left out."""
        self.counts[screening.WHY[state][0]] += 1
        if len(self.rows[state]) < _LISTED:
            self.rows[state].append(n)

    def skipped(self, sheet: str = "") -> list[Skipped]:
        """Return what was left out, a line for each reason."""
        told = []
        for state, numbers in self.rows.items():
            name, why = screening.WHY[state]
            n = self.counts[name]
            shown = ", ".join(map(str, numbers)) + (" …" if n > len(numbers) else "")
            place = f"row{'s' * (n > 1)} {shown}"
            told.append(Skipped(f"sheet {sheet}, {place}" if sheet else place, f"{n} {name}", why))
        return sorted(told, key=lambda part: part.what)


class Keys:
    """Keys of respondents; rows with the same id, or alike in every cell, get different ones.

    Parameters
    ----------
    column : int, optional
        The column of the export's own id.
    repeated : collection of str
        Ids that stand in more than one row (`repeated_ids`); with them the row's digest tells the rows apart.
    """

    def __init__(self, column: int | None, repeated: Iterable[str] = ()) -> None:
        self._column = column
        self._repeated = frozenset(repeated)
        self._seen: Counter[int] = Counter()

    def of(self, row: Sequence[str]) -> str:
        """Return the key of the next row."""
        own = row[self._column].strip() if self._column is not None and self._column < len(row) else ""
        if own and own not in self._repeated:
            return own
        digest = sha256("\x1f".join(cell.strip() for cell in row).rstrip("\x1f").encode()).hexdigest()[:16]
        self._seen[int(digest, 16)] += 1
        key = f"{digest}.{self._seen[int(digest, 16)]}"
        return f"{own}.{key}" if own else key


def repeated_ids(column: int | None, rows: Iterable[Sequence[str]]) -> frozenset[str]:
    """Return the ids that stand in more than one row."""
    if column is None:
        return frozenset()
    count = Counter(row[column].strip() for row in rows if column < len(row))
    return frozenset(value for value, n in count.items() if n > 1)


def respondents(
    head: Columns, judged: Judged, rows: Iterable[tuple[int, Sequence[str]]], keys: Keys, tally: Tally,
    sheet: str = "", wave: str = "",
) -> Iterator[Source]:  # fmt: skip
    """Give one source for each row of answers.

    Parameters
    ----------
    head : Columns
    judged : Judged
        Over the whole survey or a sample of it.
    rows : iterable of (int, sequence of str)
        The number of each row in the file and its cells; may be a part of the survey.
    keys : Keys
        One for the whole survey.
    tally : Tally
        Counts what is met; one for the whole survey.
    sheet : str
        Name of the sheet where several of a workbook are read.
    wave : str
        The wave that the file's name tells.
    """
    for n, row in rows:
        if not any(cell.strip() for cell in row):
            continue
        tally.counts["rows"] += 1
        key = keys.of(row)
        answers = _Answers(head, judged, row, f"sheet {sheet}, row {n}" if sheet else f"row {n}")
        state = screening.state_of(row, judged.marks)
        tally.counts["incomplete rows"] += state == "incomplete"
        left_out = answers.left_out(state)
        if left_out:
            tally.leave_out(left_out, n)
            continue
        tally.counts["respondents"] += 1
        tally.counts["open answers"] += len(answers.turns)
        tally.counts["blanks"] += answers.blanks
        yield answers.source(f"{sheet}: {key}" if sheet else key, sheet, wave)


class _Answers:
    """The answers of one row."""

    def __init__(self, head: Columns, judged: Judged, row: Sequence[str], place: str) -> None:
        self._head, self._judged, self._row, self._place = head, judged, row, place
        self._yes = choices.YES[judged.language]
        self.turns: list[Turn] = []
        self.attributes: dict[str, str] = {}
        self.blanks = 0
        left = {head.questions[i] for i, kind in enumerate(judged.kinds) if kind == "open" and not head.options[i]}
        for i, kind in enumerate(judged.kinds):
            text = row[i].strip() if i < len(row) else ""
            if not text:
                continue
            if kind == "open":
                left.discard(head.questions[i])
                self._say(i, text)
            elif not is_blank(text) or kind == "checked":
                self._attribute(i, kind, text)
        self.blanks += len(left)

    def _say(self, i: int, text: str) -> None:
        if is_blank(text):
            self.blanks += 1
            return
        option, asked = self._head.options[i], self._judged.asked
        question = self._head.questions[i] if not option or is_other(option) else self._head.names[i]
        if asked is not None and asked < len(self._row) and self._row[asked].strip():
            question = self._row[asked].strip()
        self.turns.append(Turn(text, role="participant", question=question, place=self._place))

    def _attribute(self, i: int, kind: str, text: str) -> None:
        name = self._head.names[i]
        if kind in ("closed", "nps", "csat", "ces"):
            typed = _TYPED.match(text)
            offered = self._judged.choices.get(i)
            if offered is not None and text not in offered.options:
                self.attributes[name] = choices.OTHER[self._judged.language]
                self._type(i, text)
                return
            self.attributes[name] = columns.choice(self._choice(typed["option"] if typed else text))
            if typed and not is_blank(typed["words"]):
                self._type(i, typed["words"].strip())
            if i in self._judged.scales:
                for key, value in scales.attributes(
                    self._judged.scales[i], text, self._judged.language, self._nth(i)
                ).items():
                    self.attributes.setdefault(key, value)
        elif kind == "multi" and i in self._judged.choices:
            joined = self._judged.choices[i]
            ticked, words = choices.split(text, joined.marks, joined.options)
            for option in ticked:
                self.attributes[f"{name}: {columns.choice(self._choice(option))}"] = self._yes
            if words and not is_blank(words):
                self._type(i, words)
        elif kind == "checked":
            self._check(i, text)

    def _nth(self, i: int) -> int:
        """Return which of several columns of one scale a column is."""
        kind = self._judged.scales[i].kind
        return sum(n <= i and scale.kind == kind for n, scale in self._judged.scales.items())

    def _check(self, i: int, text: str) -> None:
        told = choices.ticked(text, self._head.options[i])
        if told:
            option = columns.choice(self._choice(self._head.options[i]))
            self.attributes[f"{self._head.questions[i]}: {option}"] = self._yes
        elif told is None and not is_blank(text):
            self._type(i, text)

    def _choice(self, text: str) -> str:
        return choices.OTHER[self._judged.language] if text == "-oth-" else text

    def _type(self, i: int, words: str) -> None:
        """Keep what was typed beside the choices: as an answer where it says something, else as the choice itself."""
        name = f"{self._head.questions[i]}: {choices.OTHER[self._judged.language]}"
        if columns.says_something(words):
            self._say(i, words)
            self.attributes.setdefault(name, self._yes)
        else:
            self.attributes[name] = columns.choice(words)

    def left_out(self, state: str) -> str:
        """Return why the row is no respondent, one of `screening.WHY`, or empty."""
        if state in ("preview", "test", "spam", "deleted"):
            return state
        if screening.is_test([turn.text for turn in self.turns]):
            return "test"
        if not self.turns and (state == "incomplete" or not self.attributes):
            return "unfinished" if self.attributes else "silent"
        return ""

    def source(self, key: str, sheet: str, wave: str) -> Source:
        judged, row = self._judged, self._row

        def cell(at: int | None) -> str:
            return row[at].strip() if at is not None and at < len(row) else ""

        names = tuple(cell(i) for i, kind in enumerate(judged.kinds) if kind == "name" and cell(i))
        return Source(
            "survey", tuple(self.turns), key, self.attributes, names, (), judged.language, inside=sheet,
            recorded_at=judged.dates.iso(cell(judged.date)), wave=cell(judged.wave)[:80] or wave,
            consent=_consent(cell(judged.consent), None if judged.quoting is None else cell(judged.quoting)),
        )  # fmt: skip


def _consent(said: str, quoting: str | None) -> str:
    consent = screening.consent_of(said)
    return consent if quoting is None else screening.with_quoting(consent, quoting)
