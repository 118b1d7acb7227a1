"""How much of what was planted in a sample study the draft found, and where it failed.

A sample study carries ``truth.toml``: items planted on purpose with their exact quotes, and decoys that a careless
reader would count. An item counts as found when at least half of its quotes are coded with its family; as found at
its stage when at least half of its quotes stand on cards of that family at that stage. The measure knows nothing of
the coder: it only looks up the quotes.
"""

from __future__ import annotations

import html
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from cjm_research.errors import StudyError

if TYPE_CHECKING:
    from cjm_research.journeys.map import JourneyMap


@dataclass(frozen=True)
class TruthReport:
    """Planted against found.

    Attributes
    ----------
    items : DataFrame
        One row per planted item: item_id, family, subtype, stage, title, n_quotes, n_family (quotes coded with the
        family), n_subtype, n_stage (quotes on a card of the family at the stage), found, found_at_stage.
    decoys : DataFrame
        One row per decoy: kind, family, quote, counted.
    trough, peak : tuple of (str, str)
        Planted and found stage of the lowest and the highest emotion; an empty string where nothing was planted.
    """

    items: pd.DataFrame
    decoys: pd.DataFrame
    trough: tuple[str, str]
    peak: tuple[str, str]

    def __str__(self) -> str:
        items, decoys = self.items, self.decoys
        lines = [
            f"Planted items found, right family:           {int(items['found'].sum())} of {len(items)}",
            f"Planted items found, right family and stage: {int(items['found_at_stage'].sum())} of {len(items)}",
            f"Planted quotes coded with the right family:  {int(items['n_family'].sum())} of "
            f"{int(items['n_quotes'].sum())}, right sub-type {int(items['n_subtype'].sum())}",
            f"Decoys wrongly counted:                      {int(decoys['counted'].sum())} of {len(decoys)}",
        ]
        for word, (planted, found) in (("lowest", self.trough), ("highest", self.peak)):
            if planted:
                verdict = "right" if planted == found else "wrong"
                lines.append(f"Emotion {word + ' at':<37}{found} (planted: {planted}) {verdict}")
        missed = items[~items["found_at_stage"]]
        if len(missed):
            lines.append("Where it failed:")
        for row in missed.itertuples():
            where = "family right, stage not" if row.found else f"{row.n_family} of {row.n_quotes} quotes coded"
            lines.append(f"  {row.item_id} {row.family} · {row.subtype} · {row.stage}: {row.title} ({where})")
        lines += [
            f"  decoy counted as {row.family} ({row.kind}): {row.quote}"
            for row in decoys[decoys["counted"]].itertuples()
        ]
        return "\n".join(lines)

    def _repr_html_(self) -> str:
        return f"<pre>{html.escape(str(self))}</pre>"


def compare(file: Path, journey: JourneyMap, segments: pd.DataFrame, coded: pd.DataFrame) -> TruthReport:
    """Compare a draft with what was planted.

    Parameters
    ----------
    file : Path
        ``truth.toml``.
    journey : JourneyMap
        The draft.
    segments, coded : DataFrame
        Contracts "segments" and "coded".

    Raises
    ------
    StudyError
        If the file is missing or a planted quote is in no document.
    """
    if not file.is_file():
        raise StudyError(f"{file}: not there. Only sample studies carry planted items.")
    truth = tomllib.loads(file.read_text("utf-8"))
    places = _Places(journey.documents, segments, str(file))
    items = pd.DataFrame([_item(entry, places, coded, journey.evidence) for entry in truth["planted"]])
    decoys = pd.DataFrame([_decoy(entry, places, coded) for entry in truth["decoys"]])
    points = {s["id"]: s["emotion"]["mean"] for s in journey.data["stages"] if s["emotion"]["mean"] is not None}
    low = min(points, key=points.__getitem__) if points else ""
    high = max(points, key=points.__getitem__) if points else ""
    expected = truth.get("expected", {})
    return TruthReport(
        items, decoys, (expected.get("emotion_trough", ""), low), (expected.get("emotion_peak", ""), high)
    )


class _Places:
    """Finds the segments that hold a quote."""

    def __init__(self, documents: pd.DataFrame, segments: pd.DataFrame, where: str) -> None:
        self._documents = dict(iter(documents.groupby("source")))
        self._segments = dict(iter(segments.groupby("document_id")))
        self._where = where

    def of(self, source: str, quote: str, must: bool = True) -> pd.DataFrame:
        """Return the segments that overlap the quote, with the length of the overlap."""
        rows = []
        group = self._documents.get(source)
        for document in () if group is None else group.itertuples():
            start = document.text.find(quote)
            if start < 0 or document.document_id not in self._segments:
                continue
            own = self._segments[document.document_id]
            overlap = own["end"].clip(upper=start + len(quote)) - own["start"].clip(lower=start)
            rows.append(own.assign(overlap=overlap)[overlap > 0])
        if not rows and must:
            raise StudyError(f"{self._where}: the quote {quote!r} is in no segment of {source}. Mend the quote.")
        return pd.concat(rows) if rows else pd.DataFrame({"segment_id": [], "text": [], "overlap": []})


def _item(entry: dict[str, Any], places: _Places, coded: pd.DataFrame, evidence: pd.DataFrame) -> dict[str, Any]:
    family, stage = entry["family"], entry["stage"]
    of_family = coded[coded["family"] == family]
    subtypes = dict(zip(of_family["segment_id"], of_family["subtype"], strict=True))
    at_stage = set(evidence.loc[(evidence["family"] == family) & (evidence["stage"] == stage), "segment_id"])
    n_family = n_subtype = n_stage = 0
    for quote in entry["quotes"]:
        ids = set(places.of(quote["file"], quote["quote"])["segment_id"])
        n_family += any(key in subtypes for key in ids)
        n_subtype += any(subtypes.get(key) == entry["subtype"] for key in ids)
        n_stage += bool(ids & at_stage)
    n = len(entry["quotes"])
    return {
        "item_id": entry["id"],
        "family": family,
        "subtype": entry["subtype"],
        "stage": stage,
        "title": entry["title"],
        "n_quotes": n,
        "n_family": n_family,
        "n_subtype": n_subtype,
        "n_stage": n_stage,
        "found": n_family * 2 >= n,
        "found_at_stage": n_stage * 2 >= n,
    }


def _decoy(entry: dict[str, Any], places: _Places, coded: pd.DataFrame) -> dict[str, Any]:
    found = places.of(entry["file"], entry["quote"], must=False)
    # A decoy inside a longer segment is not what that segment was coded for.
    mainly = found[found["overlap"] * 2 >= found["text"].str.len()]
    carriers = set(coded.loc[coded["family"] == entry["family"], "segment_id"])
    counted = bool(set(mainly["segment_id"]) & carriers)
    return {"kind": entry["kind"], "family": entry["family"], "quote": entry["quote"], "counted": counted}
