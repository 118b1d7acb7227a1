"""The load report: what was read, how, and what was left out and why.

One summary, two renderings: plain text for the terminal, HTML for a notebook.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from html import escape

import pandas as pd

from cjm_research.schema import check

_SURE = 0.7
"""Confidence below which a person is asked to look at the sample line."""
_SHOWN = 5  # things left out that are listed per file; the rest is counted


@dataclass(frozen=True)
class LoadReport:
    """A report over the frame ``files``.

    Parameters
    ----------
    files : DataFrame
        As in `schema.CONTRACTS`.
    """

    files: pd.DataFrame

    def __post_init__(self) -> None:
        check(self.files, "files")

    @property
    def totals(self) -> dict[str, int]:
        """Counts over all files."""
        read = self.files[self.files["n_documents"] > 0]
        sums = {name: int(read[f"n_{name}"].sum()) for name in ("documents", "people", "turns", "blanks")}
        failed = int((self.files["error"] != "").sum())
        return {"read": len(read), "not read": failed, "left out": len(self.files) - len(read) - failed, **sums}

    def rows(self) -> list[tuple[str, str, str, list[str]]]:
        """Return (source, state, summary, notes) per file, failures first."""
        rows = [_row(row) for row in self.files.to_dict("records")]
        order = {"error": 0, "read": 1, "left out": 2}
        return sorted(rows, key=lambda row: (order[row[1]], row[0]))

    def __str__(self) -> str:
        """Return the report as plain text."""
        lines = [_headline(self.totals)]
        for source, state, summary, notes in self.rows():
            mark = {"error": "!", "read": "+", "left out": "-"}[state]
            lines.append(f"{mark} {source}: {summary}")
            lines += [f"    {note}" for note in notes]
        return "\n".join(lines)

    def _repr_html_(self) -> str:
        body = "".join(
            f"<tr>{_cell(state)}{_cell(source)}{_cell(summary)}{_cell(*notes)}</tr>"
            for source, state, summary, notes in self.rows()
        )
        head = "".join(
            f"<th style='text-align:left'>{name}</th>" for name in ("", "file", "what was read", "left out, and why")
        )
        return f"<p>{escape(_headline(self.totals))}</p><table><tr>{head}</tr>{body}</table>"


def _cell(*lines: str) -> str:
    # Notebooks set tables flush right, which suits figures and not sentences.
    return f"<td style='text-align:left;vertical-align:top'>{'<br>'.join(map(escape, lines))}</td>"


def _headline(totals: dict[str, int]) -> str:
    return (
        f"{totals['read']} files read, {totals['not read']} not read, {totals['left out']} left out: "
        f"{totals['documents']} documents, {totals['people']} people, {totals['turns']} turns, "
        f"{totals['blanks']} blank answers."
    )


def _row(row: dict) -> tuple[str, str, str, list[str]]:
    if row["error"]:
        return row["source"], "error", row["error"], []
    if not row["n_documents"]:
        return row["source"], "left out", "; ".join(part["why"] for part in row["skipped"]) or "no words in it", []
    encoding = f", {row['encoding']}" if row["encoding"] else ""
    blanks = f", {row['n_blanks']} blank answers" if row["n_blanks"] else ""
    summary = f"{row['format']}{encoding}, {row['n_people']} people, {row['n_turns']} turns{blanks}"
    notes = []
    if row["confidence"] < _SURE:
        notes.append(f"The encoding is a guess ({row['confidence']:.0%}). Does this read right? {row['sample_line']}")
    return row["source"], "read", summary, notes + _skipped(row["skipped"])


def _skipped(skipped: list[dict[str, str]]) -> list[str]:
    notes = [f"{part['place']}: {part['what'] or 'nothing'} ({part['why']})" for part in skipped[:_SHOWN]]
    rest = Counter(part["why"] for part in skipped[_SHOWN:])
    return notes + [f"and {n} more: {why}" for why, n in sorted(rest.items())]
