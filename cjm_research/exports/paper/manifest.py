"""The run manifest and the decision log: what went in, what it was made with, and who decided what.

Both hold no word of a participant and no place on the researcher's machine. Inputs are named as the study names them,
relative to its own folder of originals.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pandas as pd

from cjm_research.exports.audit import to_csv
from cjm_research.exports.paper.facts import facts
from cjm_research.exports.paper.words import say
from cjm_research.review.audit_words import act_words

if TYPE_CHECKING:
    from cjm_research.exports.material import Material
    from cjm_research.journeys.map import JourneyMap

_HISTORY = ("number", "version", "parent", "who", "when", "act", "reopens")


def manifest(journey: JourneyMap, material: Material | None = None) -> bytes:
    """Return the manifest as JSON: keys sorted, the same run the same bytes."""
    study, known = journey.data["study"], facts(journey, material)
    run = study["run"]
    held: dict[str, Any] = {
        "manifest": "1.0",
        "study": {key: study[key] for key in ("title", "languages", "scenario", "created_at")},
        "software": {
            "cjm_research": study["cjm_research"],
            "journey_schema": journey.data["schema_version"],
            "coder": run["coder"],
            "embedder": run["embedder"],
        },
        "seeds": list(run["seeds"]),
        "settings_digest": run["settings_digest"],
        "framework": {"id": journey.data["framework"]["id"], "stages": list(journey.data["framework"]["stages"])},
        "codebook": {
            "version": journey.codebook.version,
            "n_codes": len(journey.codebook.codes),
            "n_own": len(getattr(journey.codebook, "own", ())),
        },
        "inputs": sorted(run["inputs"], key=lambda each: each["source"]),
        "documents": _documents(journey),
        "counts": {
            "people": journey.data["participants"]["n"],
            "without_consent": journey.data["participants"].get("without_consent", {}),
            "segments": known.n_segments,
            "segments_coded_by_people": known.n_coded,
            "coders": len(known.coders),
            "acts": known.n_acts,
            "cards": sum(known.grades.values()),
            "quotes": len(journey.evidence),
        },
        "machine_made": {
            "codings_behind_the_map": known.n_codings,
            "share_reviewed_by_people": round(known.reviewed, 6),
            "themes": known.n_themes,
            "themes_named_by_people": known.n_named,
        },
    }
    return (json.dumps(held, ensure_ascii=False, indent=2, sort_keys=True) + "\n").encode("utf-8", "replace")


def _documents(journey: JourneyMap) -> list[dict[str, Any]]:
    columns = ["document_id", "name", "kind", "language", "sha256"]
    rows = journey.documents.sort_values("name", kind="stable")
    sizes = rows["text"].str.len()
    return [{**row, "characters": int(size)} for row, size in zip(rows[columns].to_dict("records"), sizes, strict=True)]


def decisions(material: Material, language: str) -> bytes:
    """Return every change that people made as a table: who, when, before, after; no word of a participant."""
    return to_csv(material.audit, language)


def codebook_history(material: Material, language: str) -> bytes | None:
    """Return the versions of the codebook as a table; None where it was never changed."""
    rows = []
    for event in material.events.sort_values("event_id").to_dict("records"):
        after = event["payload"].get("rows", {}).get("codebooks", {}).get("after", ())
        for row in sorted(after, key=lambda held: held["number"]):
            reopens = ", ".join(str(code) for code in row.get("reopens") or ())
            made = (event["created_at"], act_words(event["act"], language), reopens)
            rows.append((row["number"], row["version"], row.get("parent", ""), row.get("coder", ""), *made))
    if not rows:
        return None
    frame = pd.DataFrame(rows, columns=[say(f"h_{name}", language) for name in _HISTORY])
    return to_csv(frame.drop_duplicates(ignore_index=True), language)
