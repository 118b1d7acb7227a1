"""The audit: who changed what and when, before and after, from which suggestion, and whether it was taken back.

It is told from the events alone and holds no word of anybody's: of a memo its length, of a cut its place among the
segments, of a theme its id. What was taken out after a withdrawal stays as a line that says so.

>>> row = {"segment_id": "s1", "kind": "goal", "value": "explicit", "coder": "Ana"}
>>> events = pd.DataFrame([
...     {"event_id": 1, "created_at": "2026-01-05", "actor": "Ana", "act": "accept", "payload": {"segment_id": "s1",
...      "suggested": {"goal": {"value": "explicit", "score": 0.8, "decision": "sure", "version": "e5-1"}},
...      "codings": {"before": [], "after": [row]}}},
...     {"event_id": 2, "created_at": "2026-01-06", "actor": "Ana", "act": "undo", "payload": {"segment_id": "s1",
...      "undoes": 1, "codings": {"before": [row], "after": []}}}])
>>> audit(events)[["act", "before", "after", "suggested_value", "undone_by"]].values.tolist()
[['accepted the suggestion', '', 'explicit', 'explicit', 2], ['took an act back', 'explicit', '', '', <NA>]]
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

import pandas as pd

from cjm_research.codes.own_code import OWN
from cjm_research.errors import UnknownNameError
from cjm_research.review.audit_words import ABOUT, KINDS, WORDS, act_words, counted, said_of, say
from cjm_research.schema import CONTRACTS, FAMILIES, check

if TYPE_CHECKING:
    from cjm_research.codes.codebook import Codebook

COLUMNS = ("event_id", "created_at", "who", "act", "segment_id", "kind", "coder", "before", "after", "suggested_value",
           "suggested_score", "suggested_version", "undone_by")  # fmt: skip

_NAMES_SHOWN = 4
_ENDPOINT = ("agree to send", "agree no more")


def audit(events: pd.DataFrame, codebook: Codebook | None = None, language: str = "en") -> pd.DataFrame:
    """Return one row per change, in the order of the acts.

    Parameters
    ----------
    events : DataFrame
        Contract "events".
    codebook : Codebook, optional
        Names the codes; without it they stand as they are kept.
    language : {"en", "zh"}
        Of acts and names.

    Returns
    -------
    DataFrame
        event_id, created_at, who (acted), act (in words), segment_id ("" where none), kind, coder (whose coding it is:
        a merge carries those of others), before and after ("" = nothing was said), suggested_value, suggested_score
        and suggested_version (of the model), undone_by (the event that took it back and stands; <NA> if none). An
        act that changes nothing, as to put off, has one row with nothing before and after.

    Raises
    ------
    UnknownNameError
        If the audit does not speak that language.
    """
    if language not in WORDS:
        raise UnknownNameError(f"The audit does not speak {language!r}. Known: {', '.join(sorted(WORDS))}.")
    told = check(events, "events").sort_values("event_id").to_dict("records")
    undone, names = undone_by(told), _Names(codebook, language)
    rows = []
    for event in told:
        event_id, payload = int(event["event_id"]), event["payload"]
        same = (event_id, event["created_at"], event["actor"], act_words(event["act"], language))
        changes = list(_changes(event["act"], payload, names)) or [(payload.get("segment_id", ""), "", "", "", "")]
        for segment_id, kind, coder, before, after in changes:
            shown = names.suggestion(kind, suggested_in(payload, segment_id).get(kind))
            rows.append((*same, segment_id, names.kind(kind), coder, before, after, *shown, undone.get(event_id)))
    frame = pd.DataFrame(rows, columns=list(COLUMNS))
    return frame.astype({"event_id": "int64", "suggested_score": "float64", "undone_by": "Int64"})


def told(events: pd.DataFrame, language: str = "en") -> str:
    """Return in a sentence who did how much, when, and how much of it was taken back.

    Parameters
    ----------
    events : DataFrame
        Contract "events".
    language : {"en", "zh"}
        Of the sentence.
    """
    rows = audit(events, language=language)
    if rows.empty:
        return say(language, "nothing")
    people = sorted(set(rows["who"]))
    listed = (
        say(language, "and").join(people) if len(people) <= _NAMES_SHOWN else say(language, "several", n=len(people))
    )
    # Between Latin letters and 汉字 there is a space.
    listed += " " if language == "zh" and listed[-1].isascii() else ""
    undone = rows.loc[rows["undone_by"].notna(), "event_id"].nunique()
    key = "no_undone" if not undone else "undone_one" if undone == 1 else "undone"
    changed = rows[(rows["before"] != "") | (rows["after"] != "")]
    n_segments = changed.loc[changed["segment_id"] != "", "segment_id"].nunique()
    return say(
        language,
        "told" if n_segments else "told_no_segments",
        people=listed,
        acts=counted(language, "acts", rows["event_id"].nunique()),
        first=str(rows["created_at"].iloc[0])[:10],
        last=str(rows["created_at"].iloc[-1])[:10],
        changes=counted(language, "changes", len(changed)),
        segments=counted(language, "segments", n_segments),
        undone=say(language, key, n=undone),
    )


def undone_by(events: list[dict[str, Any]]) -> dict[int, int]:
    """Return by event the one that took it back, where that still stands; an undo that was undone took nothing back.

    Parameters
    ----------
    events : list of dict
        Rows of contract "events" in the order of their ids.
    """
    gone: dict[int, int] = {}
    of: dict[int, int] = {}
    for event in events:
        event_id, payload = int(event["event_id"]), event["payload"]
        if "undoes" in payload:
            target = int(payload["undoes"])
            gone[target], of[event_id] = event_id, target
            # On themes a redo is an undo of the undo.
            if target in of:
                gone.pop(of[target], None)
        elif "redoes" in payload:
            taken_back = gone.pop(int(payload["redoes"]), None)
            if taken_back is not None:
                gone[taken_back] = event_id
    return gone


def suggested_in(payload: Mapping[str, Any], segment_id: str) -> Mapping[str, Any]:
    """Return what an act says was suggested of a segment, kind to value, score, decision and version."""
    shown = payload.get("suggested")
    if not isinstance(shown, Mapping):
        return {}
    # The grid keeps it segment by segment, the review for its one segment.
    held = shown.get(segment_id, {}) if "segment_ids" in payload else shown
    return {kind: one for kind, one in held.items() if isinstance(one, Mapping) and "value" in one}


_Change = tuple[str, str, str, str, str]


def _changes(act: str, payload: Mapping[str, Any], names: _Names) -> Iterator[_Change]:
    """Yield segment, kind, coder, before and after of every change that an act made."""
    for key, before, after in _pairs(payload.get("codings", {}), "codings"):
        value = [None if row is None else names.value(key[1], row["value"]) for row in (before, after)]
        if value[0] != value[1] or before is None:
            yield key[0], key[1], key[2], value[0] or "", value[1] or ""
    for table, changed in sorted(payload.get("rows", {}).items()):
        for _, before, after in _pairs(changed, table):
            one = after or before or {}
            kind = f"decision:{one.get('kind', '')}" if table == "decisions" else table
            about = one.get("about_id", "") if table == "memos" and one.get("about") == "segment" else ""
            segment_id = one.get("segment_id", "") or about
            coder = ", ".join(one["coders"]) if "coders" in one else one.get("coder", "")
            yield segment_id, kind, coder, names.row(table, before), names.row(table, after)
    if act.startswith("theme."):
        yield from _theme(payload)
    elif act in _ENDPOINT:
        yield "", "endpoint", "", "", names.sent(payload)


def _theme(payload: Mapping[str, Any]) -> Iterator[_Change]:
    theme_id = str(payload.get("theme_id", ""))
    target = str(payload.get("to", payload.get("into", "")) or "")
    segments = [each for each in payload.get("segment_ids", []) if isinstance(each, str)]
    segments += [payload["segment_id"]] if payload.get("segment_id") else []
    for part in payload.get("parts", []):
        segments += part.get("segment_ids", []) if isinstance(part, Mapping) else []
    others = [str(each) for each in payload.get("theme_ids", [])]
    if segments:
        for segment_id in segments:
            yield segment_id, "theme", "", theme_id, target
    elif theme_id or target or others:
        yield "", "theme", "", ", ".join([theme_id] if theme_id else others), target or theme_id


def _pairs(changed: Mapping[str, Any], table: str) -> Iterator[tuple[tuple[Any, ...], Any, Any]]:
    if table not in CONTRACTS:
        return
    columns = CONTRACTS[table].key
    sides = [
        {tuple(row.get(column, "") for column in columns): row for row in changed.get(side, ())}
        for side in ("before", "after")
    ]
    for key in sorted({*sides[0], *sides[1]}):
        yield key, sides[0].get(key), sides[1].get(key)


class _Names:
    """Codes and rows in the words of the codebook and of a language."""

    def __init__(self, codebook: Codebook | None, language: str) -> None:
        self.language, self.codebook = language, codebook
        self._own = {code.kind: code.title(language) for code in codebook.own} if codebook is not None else {}
        self._codes: dict[tuple[str, str], str] = {}
        if codebook is not None:
            for code in codebook.codes:
                self._codes[code.family, code.subtype] = codebook.name(code.family, code.subtype or None, language)

    def kind(self, kind: str) -> str:
        """Return a kind of coding or row in words; as it is kept where there is no codebook."""
        table, _, of = kind.partition(":")
        if table == "decision":
            return say(self.language, "decision", kind=self.kind(of))
        rows = {"cuts": "segment", "flags": "flag", "memos": "memo", "samples": "sample", "codebooks": "codebook"}
        if kind in rows or kind in ("theme", "endpoint"):
            return say(self.language, rows.get(kind, kind))
        if self.codebook is None:
            return kind
        if kind in FAMILIES:
            return self.codebook.name(kind, lang=self.language)
        return self._own.get(kind) or KINDS[self.language].get(kind, kind)

    def value(self, kind: str, value: str | None) -> str:
        """Return a value of a kind in words; "" only for nothing said."""
        if value is None:
            return ""
        if value == "":
            return say(self.language, "not_carried")
        if kind in KINDS[self.language]:
            return said_of(kind, value, self.language)
        if self.codebook is None:
            return value
        if kind.startswith(OWN):
            return self._own.get(kind, value)
        return self._codes.get((kind, value), value)

    def suggestion(self, kind: str, shown: Mapping[str, Any] | None) -> tuple[str, float | None, str]:
        """Return value, score and version of what was suggested; a "no" as what is not carried."""
        if shown is None:
            return "", None, ""
        is_no = shown.get("decision") == "no"
        return self.value(kind, "" if is_no else shown["value"]), shown.get("score"), str(shown.get("version", ""))

    def row(self, table: str, row: Mapping[str, Any] | None) -> str:
        """Return a row of another table, without a word of anybody's."""
        language = self.language
        if row is None:
            return ""
        if table == "cuts":
            return say(language, row["made"], parents=say(language, "and").join(row.get("parents", [])))
        if table == "flags":
            return say(language, "flagged", whom=row.get("colleague") or say(language, "anybody"))
        if table == "memos":
            about = row.get("about", "")
            return say(language, "note", n=len(row.get("text", "")), about=ABOUT[language].get(about, about))
        if table == "decisions":
            return self.value(row["kind"], row.get("value"))
        if table == "samples":
            coders = say(language, "and").join(row.get("coders", []))
            key = "closed" if row.get("closed_at") else "of_segments"
            return say(language, key, n=len(row.get("segment_ids", [])), coders=coders)
        if table == "codebooks":
            return say(language, "version", number=row.get("number", ""), version=row.get("version", ""))
        return table

    def sent(self, payload: Mapping[str, Any]) -> str:
        """Return which model was to be sent how much; the address stays in the event."""
        return say(self.language, "sent", model=payload.get("model", ""), n=payload.get("n_segments", 0))
