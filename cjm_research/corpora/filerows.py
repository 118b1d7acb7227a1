"""The rows of the frame ``files``: how each original was read, in words without anybody's name.

The path of an original stays as it is, because the study finds the file by it; ``shown`` is what a person sees of it,
and like every message and sample it went through the pseudonyms (law 7).
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from cjm_research.corpora.collect import Failure
    from cjm_research.corpora.document import Replacer, Written
    from cjm_research.corpora.people import Draft
    from cjm_research.corpora.reading import Reading


def file_row(
    reading: Reading,
    mine: Sequence[tuple[Draft, Written | None]],
    replacer: Replacer,
    added_at: str,
    before: Mapping[str, Any] | None,
) -> dict[str, Any]:
    """Return the row of a file that was read or left out.

    Parameters
    ----------
    reading : Reading
    mine : sequence of (Draft, Written or None)
        What came of its sources.
    replacer : Replacer
    added_at : str
    before : mapping, optional
        The row of the version that the study holds.
    """
    drafts = [draft for draft, _ in mine]
    own = drafts[0].roster if len(drafts) == 1 else None
    language = drafts[0].language if drafts else "en"

    def safe(text: str) -> str:
        return replacer.short(text, language, own)

    named = replacer.pseudonyms.in_a_name
    skipped = [
        {"place": named(part.place, language, own), "what": safe(part.what), "why": safe(part.why)}
        for part in reading.skipped
    ]
    return {
        "source": reading.source,
        "sha256": reading.sha256,
        "format": reading.format,
        "encoding": reading.encoding,
        "confidence": reading.confidence,
        "sample_line": safe(reading.sample_line),
        "n_documents": sum(written is not None for _, written in mine),
        "n_turns": sum(len(draft.source.turns) for draft in drafts),
        "n_people": len({case_id for draft in drafts for case_id in draft.case_ids.values()}),
        "n_blanks": reading.n_blanks,
        "skipped": skipped,
        "error": "",
        "added_at": added_at,
        "version": _version(reading, before),
        "counts": {**{name: int(n) for name, n in reading.counts.items()}, **_counted(mine)},
        "shown": named(reading.source, language, own),
    }


def _version(reading: Reading, before: Mapping[str, Any] | None) -> int:
    if before is None or before["error"] or not before["sha256"]:
        return int(before["version"]) if before is not None else 1
    return int(before["version"]) + (before["sha256"] != reading.sha256)


def _counted(mine: Sequence[tuple[Draft, Written | None]]) -> dict[str, int]:
    """Count who speaks in which role, what was replaced by kind, and what may have been missed."""
    roles = Counter(role for draft, _ in mine for role in draft.roles.values())
    places = [place for _, written in mine if written for place in written.places]
    made = Counter(place["kind"] for place in places if place["status"] == "made")
    counts = {f"speakers, {role}": n for role, n in sorted(roles.items())}
    counts |= {f"replaced, {kind}": n for kind, n in sorted(made.items())}
    possible = sum(place["status"] == "possible" for place in places)
    return counts | ({"possible misses": possible} if possible else {})


def failed_row(failure: Failure, replacer: Replacer, added_at: str) -> dict[str, Any]:
    """Return the row of a file that could not be read."""
    counts = dict.fromkeys(("n_documents", "n_turns", "n_people", "n_blanks"), 0)
    return {
        "source": failure.source,
        "sha256": failure.sha256,
        "format": "",
        "encoding": "",
        "confidence": 0.0,
        "sample_line": "",
        "skipped": [],
        "error": replacer.short(failure.error, "en"),
        "added_at": added_at,
        "version": 1,
        "counts": {},
        "shown": replacer.pseudonyms.in_a_name(failure.source, "en"),
        **counts,
    }


def tell_shown_apart(rows: list[dict[str, Any]], taken: set[str]) -> None:
    """Number shown names that became alike."""
    seen = Counter(taken)
    for row in sorted(rows, key=lambda row: row["source"]):
        name = row["shown"]
        while seen[row["shown"]]:
            seen[name] += 1
            row["shown"] = f"{name} ({seen[name]})"
        seen[row["shown"]] += 1
