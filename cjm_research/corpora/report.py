"""The load report: what was read, how, and what was left out and why.

One summary in two languages and two renderings: plain text for the terminal, HTML for a notebook. It shows names of
files as they went through the pseudonyms, never as they are on the disk (law 7).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from typing import Any

import pandas as pd

from cjm_research.corpora.report_words import Words, words
from cjm_research.schema import check, complete

_SURE = 0.7
"""Confidence below which a person is asked to look at the sample line."""
_SHOWN = 5  # things left out that are listed per file; the rest is counted
_MARKS = {"error": "!", "read": "+", "left out": "-"}


@dataclass(frozen=True)
class LoadReport:
    """A report over the frame ``files``.

    Parameters
    ----------
    files : DataFrame
        As in `schema.CONTRACTS`.
    language : {"en", "zh"}
        In which the report is written; reasons that a reader gives are in English.
    planned : bool
        Whether nothing was done yet: the report tells what would be read.
    notes : mapping of str to sequence of str
        By source, what else is to be said.
    """

    files: pd.DataFrame
    language: str = "en"
    planned: bool = False
    notes: Mapping[str, Sequence[str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        object.__setattr__(self, "files", complete(check(self.files, "files"), "files"))

    @property
    def totals(self) -> dict[str, int]:
        """Counts over all files."""
        failed = self.files["error"] != ""
        read = self.files[(self.files["format"] != "") & ~failed]
        sums = {name: int(read[f"n_{name}"].sum()) for name in ("documents", "people", "turns", "blanks")}
        left_out = len(self.files) - len(read) - int(failed.sum())
        return {"read": len(read), "not read": int(failed.sum()), "left out": left_out, **sums}

    def rows(self) -> list[tuple[str, str, str, list[str]]]:
        """Return (name, state, summary, notes) per file, failures first."""
        say = words(self.language)
        order = list(_MARKS)
        rows = [self._row(row, say) for row in self.files.to_dict("records")]
        return sorted(rows, key=lambda row: (order.index(row[1]), row[0]))

    def __str__(self) -> str:
        """Return the report as plain text."""
        lines = [self._headline()]
        for name, state, summary, notes in self.rows():
            lines.append(f"{_MARKS[state]} {name}: {summary}")
            lines += [f"    {note}" for note in notes]
        return "\n".join(lines)

    def _repr_html_(self) -> str:
        say = words(self.language)
        body = "".join(
            f"<tr>{_cell(say[state])}{_cell(name)}{_cell(summary)}{_cell(*notes)}</tr>"
            for name, state, summary, notes in self.rows()
        )
        head = "".join(f"<th style='text-align:left'>{escape(name)}</th>" for name in ("", *say.columns))
        return f"<p>{escape(self._headline())}</p><table><tr>{head}</tr>{body}</table>"

    def _headline(self) -> str:
        say, totals = words(self.language), self.totals
        read = say["would be read" if self.planned else "was read"].format(say.n(totals["read"], "file"))
        rest = say["rest"].format(totals["not read"], totals["left out"])
        counted = [say.n(totals[key], word) for key, word in _COUNTED]
        return say["headline"].format(read, rest, say.listed(counted))

    def _row(self, row: dict[str, Any], say: Words) -> tuple[str, str, str, list[str]]:
        name = row["shown"] or row["source"]
        more = list(self.notes.get(row["source"], ()))
        if row["error"]:
            return name, "error", row["error"], more
        if not row["format"]:
            reasons = "; ".join(dict.fromkeys(say.reason(part["why"]) for part in row["skipped"]))
            return name, "left out", reasons or say["no words"], more
        return (
            name,
            "read",
            _summary(row, say),
            [*more, *_counts(row["counts"], say), *_doubts(row, say), *_skipped(row["skipped"], say)],
        )


_COUNTED = (("documents", "document"), ("people", "person"), ("turns", "turn"), ("blanks", "blank answer"))


def _cell(*lines: str) -> str:
    # Notebooks set tables flush right, which suits figures and not sentences.
    return f"<td style='text-align:left;vertical-align:top'>{'<br>'.join(map(escape, lines))}</td>"


def _summary(row: dict[str, Any], say: Words) -> str:
    parts = [say.format(row["format"]), row["encoding"]]
    if row["n_documents"]:
        parts += [say.n(row["n_people"], "person"), say.n(row["n_turns"], "turn")]
    if row["n_documents"] > 1 and row["n_documents"] != row["n_people"]:
        parts.insert(2, say.n(row["n_documents"], "document"))
    if row["n_blanks"]:
        parts.append(say.n(row["n_blanks"], "blank answer"))
    if row["version"] > 1:
        parts.append(say["version"].format(row["version"]))
    return say.listed([part for part in parts if part])


def _counts(counts: Mapping[str, int], say: Words) -> list[str]:
    """Return what can be checked against the original, who speaks, what was replaced."""
    groups: dict[str, list[str]] = {"": [], "speakers": [], "replaced": []}
    for key, n in counts.items():
        group, _, kind = key.rpartition(", ")
        known = group in groups and group != ""
        groups[group if known else ""].append(say.n(n, kind) if known else say.counted(n, key))
    lines = [say[f"counts {group}"].format(say.listed(parts)) for group, parts in groups.items() if parts]
    return lines


def _doubts(row: dict[str, Any], say: Words) -> list[str]:
    if not row["encoding"] or row["confidence"] >= 1:
        return []
    key = "guess" if row["confidence"] < _SURE else "encoding"
    return [say[key].format(row["encoding"], f"{row['confidence']:.0%}", row["sample_line"])]


def _skipped(skipped: list[dict[str, str]], say: Words) -> list[str]:
    # Of what was kept, a reader says "nothing: " and what is to be known of it.
    told = [part["what"].removeprefix("nothing: ") or say["nothing"] for part in skipped[:_SHOWN]]
    notes = [
        say["part"].format(say.place(part["place"]), what, say.reason(part["why"]))
        for part, what in zip(skipped[:_SHOWN], told, strict=True)
    ]
    rest = Counter(part["why"] for part in skipped[_SHOWN:])
    return notes + [say["more"].format(n, say.reason(why)) for why, n in sorted(rest.items())]
