"""The report of what was replaced: one row per replacement or possible miss, with its context.

Originals are hidden unless asked for, because outputs of notebooks must hold no raw name; words that possibly should be
replaced are hidden in the context too.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from cjm_research.corpora.privacy.key import PrivacyKey

HIDDEN = "•••"
STATUSES = ("made", "possible", "accepted", "undone")
COLUMNS = (
    "document", "place", "kind", "pseudonym", "original", "before", "after", "rule", "status",
    "document_id", "start", "end",
)  # fmt: skip
_AROUND = 40  # characters of context on each side
_ROWS = 40  # rows that the terminal shows unless all are asked for


@dataclass(frozen=True)
class PrivacyReport:
    """What was replaced, and what possibly should be.

    Attributes
    ----------
    table : DataFrame
        Columns `COLUMNS`, one row per place, in the order of the documents' names; ``status`` is one of `STATUSES`.
    shown : bool
        Whether ``original`` holds the words themselves; else it holds `HIDDEN`.
    """

    table: pd.DataFrame = field(repr=False)
    shown: bool = False

    @property
    def totals(self) -> pd.DataFrame:
        """How many places there are of each kind (rows) and status (columns)."""
        counts = pd.crosstab(self.table["kind"], self.table["status"])
        return counts.reindex(columns=list(STATUSES), fill_value=0).rename_axis(columns=None)

    def text(self, everything: bool = False) -> str:
        """Return the report for a terminal: totals, then the places to look at, or with ``everything`` all places."""
        if self.table.empty:
            return "Nothing was replaced, and nothing was found that should be."
        rows = self.table if everything else self.table[self.table["status"] == "possible"]
        lines = [self.totals.to_string()]
        if len(rows):
            lines += ["", f"{'All places' if everything else 'Possible misses, to be looked at'}: {len(rows):,}"]
        shown = rows if everything else rows.head(_ROWS)
        lines += [_line(row) for row in shown.itertuples()]
        if len(rows) > len(shown):
            lines.append(f"… and {len(rows) - len(shown):,} more; all with --all.")
        return "\n".join(lines)

    def __str__(self) -> str:
        return self.text()

    def __repr__(self) -> str:
        n = self.table["status"].value_counts()
        return f"PrivacyReport({', '.join(f'{int(n.get(status, 0))} {status}' for status in STATUSES)})"

    def _repr_html_(self) -> str:
        if self.table.empty:
            return f"<p>{html.escape(self.text())}</p>"
        columns = [name for name in COLUMNS if name not in ("document_id", "start", "end")]
        rows = self.table.sort_values("status", key=lambda s: s != "possible", kind="stable").head(_ROWS)
        more = f"<p>… {len(self.table) - len(rows):,}</p>" if len(self.table) > len(rows) else ""
        return self.totals.to_html(escape=True) + rows[columns].to_html(escape=True, index=False) + more


def _line(row: Any) -> str:
    what = f"{row.original} → {row.pseudonym}" if row.pseudonym else row.original
    return f"{row.document}, {row.place}: {row.kind} {row.status}  …{row.before}[{what}]{row.after}…".replace("\n", " ")


def kept_places(documents: pd.DataFrame, keep: Iterable[Iterable[str]]) -> pd.DataFrame:
    """Return the places of words that a person decided to keep."""
    rows = []
    for where, words in keep:
        texts = documents[documents["document_id"] == where] if where else documents
        texts = texts[texts["text"].str.contains(words, regex=False)]
        rows += [
            {"document_id": row.document_id, "start": found.start(), "end": found.end(), "kind": "", "pseudonym": "",
             "rule": "kept by a person", "status": "undone", "undone": True}
            for row in texts.itertuples()
            for found in re.finditer(re.escape(words), row.text)
        ]  # fmt: skip
    return pd.DataFrame(rows)


def table_of(
    rows: pd.DataFrame, documents: pd.DataFrame, turns: pd.DataFrame, key: PrivacyKey | None, show: bool
) -> pd.DataFrame:
    """Return the rows of the report.

    Parameters
    ----------
    rows : DataFrame
        Contract "replacements", what was undone among them.
    documents, turns : DataFrame
        Contracts "documents" and "turns".
    key : PrivacyKey or None
        What stands behind the pseudonyms; None where it is locked.
    show : bool
        Whether originals are shown.
    """
    if rows.empty:
        return pd.DataFrame(columns=list(COLUMNS))
    texts = documents.set_index("document_id")["text"]
    names = documents.set_index("document_id")["name"]
    parts = []
    for document_id, own in rows.sort_values("start").groupby("document_id"):
        text = texts[document_id]
        starts, ends = own["start"].tolist(), own["end"].tolist()
        veiled = text if show else _veiled(text, own[own["status"] == "possible"])
        parts.append(
            own.assign(
                document=names[document_id],
                place=_places(own, turns[turns["document_id"] == document_id]),
                original=[_original(row, text, key) if show else HIDDEN for row in own.itertuples()],
                before=[_unveiled(veiled[max(0, start - _AROUND) : start]) for start in starts],
                after=[_unveiled(veiled[end : end + _AROUND]) for end in ends],
            )
        )
    whole = pd.concat(parts, ignore_index=True)
    return whole.sort_values(["document", "start"], ignore_index=True)[list(COLUMNS)]


_VEIL = "\ue000"  # stands for a hidden character, so that places stay where they are until the context is cut


def _veiled(text: str, possible: pd.DataFrame) -> str:
    characters = list(text)
    for start, end in zip(possible["start"], possible["end"], strict=True):
        characters[start:end] = _VEIL * (end - start)
    return "".join(characters)


def _unveiled(context: str) -> str:
    return re.sub(f"{_VEIL}+", HIDDEN, context)


def _original(row: Any, text: str, key: PrivacyKey | None) -> str:
    if row.status in ("possible", "undone"):
        return text[row.start : row.end]
    if key is None:
        return HIDDEN
    return key.surfaces.get(f"{row.document_id}|{row.start}") or " / ".join(key.originals.get(row.pseudonym, ()))


def _places(rows: pd.DataFrame, turns: pd.DataFrame) -> list[str]:
    """Return the place of the turn that each row is in."""
    ordered = turns.sort_values("start")
    places, starts = ordered["place"].tolist(), ordered["start"].to_numpy()
    at = np.searchsorted(starts, rows["start"].to_numpy(), side="right") - 1
    return [places[i] if i >= 0 else "" for i in at]
