"""Unitising: whether coders mark the same stretches of text, whatever segments there are.

The family of Krippendorff, Mathet, Bouvry and Widlöcher (2016; Krippendorff 2019, section 12.6). A text is a line of
characters; each coder cuts it into units (marked) and gaps. Counted is how many characters two coders' pieces share.

- ``u``: characters and codes: is the same code on the same characters?
- ``binary``: marked or not, whatever the code.
- ``cu``: only where both marked something: do they mean the same code?

By chance a unit is not held against itself, so one long unit counts as one act, not as many characters. Of a unit, for
``cu``, only the length that others marked too can be paired; with more than two coders that is the mean over them (the
source tells it for two). The documents are joined to one line; units do not run over their ends, and a document counts
for those who read it.

A coder's spans of one code that overlap are one unit; spans of different codes may overlap: for one code alone the
others are gaps, and over all codes a stretch under two codes bears both as a value of its own.

>>> rows = [("d", who, "goal", 0, 10, 100) for who in ("Ana", "Bo")]
>>> spans = pd.DataFrame(rows, columns=["document_id", "coder", "code", "start", "end", "length"])
>>> line = Line.of(spans, ["Ana", "Bo"])
>>> coefficients(line.sums.sum(axis=0), len(line.values))["u"].item()
1.0
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

_GAP: tuple[str, ...] = ()


@dataclass(frozen=True)
class Line:
    """Shared characters, document by document.

    Attributes
    ----------
    documents : list of str
        Those that two or more coders read.
    values : list of tuple of str
        The gap first, then each set of codes that a stretch bears.
    sums : ndarray of shape (n_documents, 2 * (v * v + v))
        Shared characters of each two values, what a unit shares with itself; the same where both marked something.
    """

    documents: list[str]
    values: list[tuple[str, ...]]
    sums: np.ndarray

    @classmethod
    def of(
        cls, spans: pd.DataFrame, coders: Sequence[str], code: str | None = None,
        read: Collection[tuple[str, str]] | None = None,
    ) -> Line:  # fmt: skip
        """Lay spans out.

        Parameters
        ----------
        spans : DataFrame
            `ratings.SPAN_COLUMNS`.
        coders : sequence of str
            Whose.
        code : str, optional
            This one alone; all by default.
        read : collection of (document_id, coder), optional
            Who read what, beside those who have a row in the spans.
        """
        reading = {(row.document_id, row.coder) for row in spans.itertuples() if row.coder in coders} | set(read or ())
        lengths = spans.drop_duplicates("document_id").set_index("document_id")["length"]
        marked = spans[(spans["code"] != "") & (spans["code"].eq(code) if code else True)]
        pieces = []
        for document_id in sorted(lengths.index):
            who = [coder for coder in coders if (document_id, coder) in reading]
            if len(who) > 1:
                own = marked[marked["document_id"] == document_id]
                pieces.append((document_id, _cut(own, who, int(lengths[document_id]))))
        values = [_GAP, *sorted({value for _, piece in pieces for column in piece[1] for value in column} - {_GAP})]
        rows = [_shared(*piece, values) for _, piece in pieces]
        return cls([name for name, _ in pieces], values, np.array(rows).reshape(len(rows), -1))


def _cut(own: pd.DataFrame, who: Sequence[str], length: int) -> tuple[np.ndarray, list, list]:
    """Return the lengths of the stretches, and per coder the value and the unit of each."""
    edges = np.unique([0, length, *own["start"], *own["end"]])
    values, units = [], []
    for coder in who:
        merged = [(code, *span) for code, part in own[own["coder"] == coder].groupby("code") for span in _merged(part)]
        on = [sorted((code, start) for code, start, end in merged if start <= edge < end) for edge in edges[:-1]]
        values.append([tuple(code for code, _ in one) for one in on])
        units.append([tuple(one) for one in on])
    return np.diff(edges), values, units


def _merged(part: pd.DataFrame) -> list[tuple[int, int]]:
    """Return the spans of one code, those that overlap as one; those that only touch stay two."""
    found: list[list[int]] = []
    for start, end in sorted(zip(part["start"], part["end"], strict=True)):
        if found and start < found[-1][1]:
            found[-1][1] = max(found[-1][1], end)
        else:
            found.append([start, end])
    return [(start, end) for start, end in found]


def _shared(lengths: np.ndarray, values: list, units: list, known: list) -> np.ndarray:
    v, m = len(known), len(values)
    place = {value: at for at, value in enumerate(known)}
    at = np.array([[place[value] for value in column] for column in values])
    given = at[:, :, None] == np.arange(v)
    counts = given.sum(axis=0).astype(float)
    pairs = counts[:, :, None] * counts[:, None, :] - counts[:, :, None] * np.eye(v)
    both = pairs * lengths[:, None, None] / (m - 1)
    marked = at > 0
    # Of a stretch that one coder marked, the share of the others who marked it too.
    company = (marked.sum(axis=0) - marked) / (m - 1)
    itself, in_company = np.zeros(v), np.zeros(v)
    for coder in range(m):
        sizes: dict[tuple, list[float]] = {}
        for stretch, unit in enumerate(units[coder]):
            size = sizes.setdefault((at[coder, stretch], unit), [0.0, 0.0])
            size[0] += lengths[stretch]
            size[1] += lengths[stretch] * company[coder, stretch]
        for (value, _), (whole, shared) in sizes.items():
            # A gap has no unit: each of its characters is a piece of its own.
            itself[value] += whole if value == 0 else whole**2
            in_company[value] += 0 if value == 0 else shared**2
    where = both.sum(axis=0)
    inside = where.copy()
    inside[0, :] = inside[:, 0] = 0
    return np.concatenate([where.ravel(), itself, inside.ravel(), in_company])


def coefficients(sums: np.ndarray, n_values: int) -> dict[str, np.ndarray]:
    """Return ``u``, ``binary`` and ``cu`` from added-up sums (…, width); NaN where nothing can differ."""
    square = n_values**2
    tables = [sums[..., start : start + square].reshape(*sums.shape[:-1], n_values, n_values)
              for start in (0, square + n_values)]  # fmt: skip
    itself = sums[..., square : square + n_values], sums[..., 2 * square + n_values :]
    folded, alone = _folded(tables[0]), _folded_units(itself[0])
    return {"u": _alpha(tables[0], itself[0]), "binary": _alpha(folded, alone), "cu": _alpha(tables[1], itself[1])}


def _alpha(table: np.ndarray, itself: np.ndarray) -> np.ndarray:
    """Return one minus seen over expected difference (2019, section 12.6)."""
    margins = table.sum(axis=-1)
    total = margins.sum(axis=-1)
    seen = total - np.trace(table, axis1=-2, axis2=-1)
    apart = total**2 - (margins**2).sum(axis=-1)
    room = total**2 - itself.sum(axis=-1)
    expected = np.divide(total * apart, room, out=np.zeros(np.shape(total)), where=room > 0)
    return 1 - np.divide(seen, expected, out=np.full(np.shape(seen), np.nan), where=expected > 0)


def _folded(table: np.ndarray) -> np.ndarray:
    gap, marked = slice(0, 1), slice(1, None)
    rows = [[table[..., a, b].sum(axis=(-2, -1)) for b in (gap, marked)] for a in (gap, marked)]
    return np.stack([np.stack(row, axis=-1) for row in rows], axis=-2)


def _folded_units(itself: np.ndarray) -> np.ndarray:
    return np.stack([itself[..., 0], itself[..., 1:].sum(axis=-1)], axis=-1)
