"""Keeping what a coding sheet says: under its coder, in one act, and a sheet that was read before changes nothing."""

from __future__ import annotations

import html
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cjm_research.exports.coding_sheet_reading import ACT, SheetReading
from cjm_research.review.coding.notes import memo_id
from cjm_research.review.ledger import Ledger
from cjm_research.schema import CONTRACTS

if TYPE_CHECKING:
    import pandas as pd

    from cjm_research.store.database import Store


@dataclass(frozen=True)
class Recorded:
    """What reading a sheet did.

    Attributes
    ----------
    reading : SheetReading
        What the sheet says, with every cell that was not understood.
    event_id : int or None
        The event under which it is kept; None if there was nothing new in it.
    note : str
        What happened, in a sentence of the sheet's language.
    """

    reading: SheetReading
    event_id: int | None
    note: str

    def __str__(self) -> str:
        return "\n".join([*self.reading.told(self.reading.language), self.note])

    def _repr_html_(self) -> str:
        return "<br>".join(html.escape(line) for line in str(self).splitlines())


def read_before(events: pd.DataFrame, sample_id: str, coder: str) -> list[str]:
    """Return the digests of the sheets of one coder for one sample that were kept."""
    own = events[(events["act"] == ACT) & (events["actor"] == coder)]
    return [payload["digest"] for payload in own["payload"] if payload["sample_id"] == sample_id]


def _read_at(events: pd.DataFrame, reading: SheetReading) -> str:
    """Return when this very sheet was kept last, in UTC to the minute; "" if it never was."""
    own = events[(events["act"] == ACT) & (events["actor"] == reading.coder)]
    times = [
        event["created_at"]
        for event in own.to_dict("records")
        if event["payload"]["sample_id"] == reading.sample_id and event["payload"]["digest"] == reading.digest
    ]
    return f"{max(times)[:16].replace('T', ' ')} UTC" if times else ""


def keep(store: Store, events: pd.DataFrame, reading: SheetReading, is_closed: bool) -> Recorded:
    """Keep what a sheet says, unless it was kept before.

    Parameters
    ----------
    store : Store
    events : DataFrame
        Contract "events", all of them.
    reading : SheetReading
        What the sheet says.
    is_closed : bool
        Whether its sample is closed, so that agreement no longer counts it.
    """
    words = _NOTES[reading.language if reading.language in _NOTES else "en"]
    ledger = Ledger()
    for event in events.to_dict("records"):
        ledger.add(event)
    fresh, notes = _fresh(reading, ledger), _notes(reading, ledger)
    n = len({row["segment_id"] for row in fresh} | {note["about_id"] for note in notes})
    late = words["late"] if is_closed else ""
    read_at = _read_at(events, reading)
    # What its coder said since stands, though the sheet says otherwise.
    if read_at or not n:
        done = words["since" if n else "again"] if read_at else words["same"]
        return Recorded(reading, None, done.format(n=n, read_at=read_at) + late)
    payload = {"sample_id": reading.sample_id, "digest": reading.digest, "n_coded": len(reading.values),
               "n_faults": len(reading.faults)}  # fmt: skip
    rows = {"memos": notes} if notes else None
    event_id = store.record(ACT, payload, reading.coder, fresh, rows=rows)
    return Recorded(reading, event_id, words["kept"].format(n=n) + late)


def _fresh(reading: SheetReading, ledger: Ledger) -> list[dict[str, str]]:
    """Return the codings of a sheet that are not what its coder says already."""
    key = CONTRACTS["codings"].key

    def stands(row: Mapping[str, str]) -> bool:
        held = ledger.row("codings", *(row[column] for column in key))
        return held is not None and held["value"] == row["value"]

    return [row for row in reading.codings if not stands(row)]


def _notes(reading: SheetReading, ledger: Ledger) -> list[dict[str, str]]:
    rows = []
    for segment_id, text in sorted(reading.memos.items()):
        note = memo_id("segment", segment_id, reading.coder)
        held = ledger.row("memos", note)
        if held is None or held["text"] != text:
            rows.append({"memo_id": note, "about": "segment", "about_id": segment_id, "text": text,
                         "coder": reading.coder, "source": ""})  # fmt: skip
    return rows


_NOTES = {
    "en": {
        "kept": "Kept: what the sheet says of {n} segments.",
        "late": " The sample is closed: what is read now no longer counts for agreement.",
        "same": "There was nothing new in it; nothing was changed.",
        "again": "This very sheet was read at {read_at}; it stands as it was read, so nothing was changed.",
        "since": "This very sheet was read at {read_at}; {n} segments were coded otherwise since; nothing was changed.",
    },
    "zh": {
        "kept": "已保存：表格中 {n} 个片段的编码。",
        "late": "该样本已结束：此时读入的内容不再计入一致性。",
        "same": "其中没有新的内容，未作任何更改。",
        "again": "这份表格已于 {read_at} 读入，其内容未变，未作任何更改。",
        "since": "这份表格已于 {read_at} 读入；此后有 {n} 个片段改作其他编码；未作任何更改。",
    },
}
