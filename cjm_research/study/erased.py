"""The frames and the key of a study as they are without one person; pure functions, nothing is saved here."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from hashlib import sha256
from typing import TYPE_CHECKING, Any

import pandas as pd

from cjm_research.findings.consent import blacked_out
from cjm_research.store.erasing import with_earlier
from cjm_research.study.cutting import LOST
from cjm_research.study.redacting import ROW
from cjm_research.study.theme_words import wordless

if TYPE_CHECKING:
    from cjm_research.corpora.privacy.key import PrivacyKey
    from cjm_research.store.database import Store
    from cjm_research.study.redacting import Step

_TELLING = {"en": 12, "zh": 6}  # characters from which a sentence is that of one person
_PLACEHOLDER = re.compile(r"\[[a-z]+-\d+\]")


def said_by(frames: Mapping[str, pd.DataFrame], case_id: str, documents: Collection[str]) -> set[str]:
    """Return sentences and turns of one person that are long enough to be told from those of others.

    Parameters
    ----------
    frames : mapping of str to DataFrame
        ``turns``, ``segments`` and ``documents``.
    case_id : str
        The person.
    documents : collection of str
        Documents that hold nobody else; the interviewer's words in them count too.
    """
    found: set[str] = set()
    texts = frames["documents"].set_index("document_id")["text"]
    turns, segments = frames["turns"], frames["segments"]
    languages = dict(zip(frames["documents"]["document_id"], frames["documents"]["language"], strict=True))
    for frame in (turns, segments):
        own = frame[(frame["case_id"] == case_id) | frame["document_id"].isin(documents)]
        for row in own.itertuples():
            words = texts[row.document_id][row.start : row.end]
            if len(words) >= _TELLING.get(languages[row.document_id], 12):
                found.add(words)
    return found


def acts_about(
    store: Store, frames: Mapping[str, pd.DataFrame], case_id: str, documents: Collection[str], shared: Collection[str]
) -> set[str]:
    """Return ids of segments that people cut of a person's words, and of notes about the person.

    In a document shared with others a segment that was cut and is no more counts too, unless it is known to hold what
    somebody else said: whose words it held is not known any more.

    Parameters
    ----------
    store : Store
        Its events tell of all cuts there ever were.
    frames : mapping of str to DataFrame
        ``segments``.
    case_id : str
        The person.
    documents, shared : collection of str
        Documents that hold nobody else, and those that hold others too.
    """
    payloads = store.events()["payload"].tolist()
    segments = frames["segments"]
    of_others = (segments["case_id"] != case_id) & ~segments["document_id"].isin(documents)
    others = with_earlier(set(segments.loc[of_others, "segment_id"]), payloads)
    rows = [row for payload in payloads for changed in payload.get("rows", {}).get("cuts", {}).values()
            for row in changed]  # fmt: skip
    rows += [entry[-1] for entries in store.get(LOST, {}).values() for entry in entries if len(entry) == 6]
    found = {
        row["segment_id"]
        for row in rows
        if row["document_id"] in documents or (row["document_id"] in shared and row["segment_id"] not in others)
    }
    notes = [row for payload in payloads for changed in payload.get("rows", {}).get("memos", {}).values()
             for row in changed]  # fmt: skip
    return found | {row["memo_id"] for row in notes if row["about"] == "case" and row["about_id"] == case_id}


def erased_frames(
    frames: Mapping[str, pd.DataFrame], case_id: str, documents: Collection[str], steps: Collection[Step]
) -> dict[str, pd.DataFrame]:
    """Return the frames without one person.

    Parameters
    ----------
    frames : mapping of str to DataFrame
        ``files``, ``documents``, ``cases``, ``turns``, ``segments``, ``replacements``, ``imported``, ``memos``,
        ``themes`` and ``members``.
    case_id : str
        The person; the row in ``cases`` stays, empty but for the consent "withdrawn".
    documents : collection of str
        Documents that go as a whole; in others the person's turns are blacked out.
    steps : collection of redacting.Step
        What happens to the files.
    """
    turns = frames["turns"]
    spans = {
        key: list(zip(own["start"], own["end"], strict=True))
        for key, own in turns[turns["case_id"] == case_id].groupby("document_id")
    }
    out: dict[str, pd.DataFrame] = {}
    kept = frames["documents"][~frames["documents"]["document_id"].isin(documents)]
    texts = [blacked_out(text, spans.get(key, ())) for key, text in zip(kept["document_id"], kept["text"], strict=True)]
    digests = [
        sha256(text.encode("utf-8", "surrogatepass")).hexdigest() if key in spans else before
        for key, text, before in zip(kept["document_id"], texts, kept["sha256"], strict=True)
    ]
    out["documents"] = kept.assign(text=texts, sha256=digests)
    for name in ("turns", "segments"):
        frame = frames[name]
        out[name] = frame[(frame["case_id"] != case_id) & ~frame["document_id"].isin(documents)]
    for name in ("replacements", "imported"):
        frame = frames[name]
        inside = [_overlaps(row, spans) for row in frame.itertuples()]
        out[name] = frame[~pd.Series(inside, index=frame.index, dtype=bool) & ~frame["document_id"].isin(documents)]
    out["memos"] = _memos(frames["memos"], case_id, documents, spans, steps)
    out["cases"] = _cases(frames["cases"], case_id)
    out["files"] = _files(frames["files"], steps, frames, case_id)
    out["turns"] = _renumbered(out["turns"], out["documents"], steps)
    # Titles of themes are made of people's words; what the other people's themes hold stays, to recognise them by.
    out["themes"] = wordless(frames["themes"])
    members = frames["members"]
    out["members"] = members[members["segment_id"].isin(out["segments"]["segment_id"])]
    return out


def _overlaps(row: Any, spans: Mapping[str, list[tuple[int, int]]]) -> bool:
    return any(row.start < end and start < row.end for start, end in spans.get(row.document_id, ()))


def _memos(
    memos: pd.DataFrame,
    case_id: str,
    documents: Collection[str],
    spans: Mapping[str, list[tuple[int, int]]],
    steps: Collection[Step],
) -> pd.DataFrame:
    """Leave out notes about the person, their documents or a place in what they said, and those of files that go."""
    gone = {step.source for step in steps if step.action == "delete"}

    def concerns(row: Any) -> bool:
        about, _, place = row.about_id.partition(":")
        begin, _, end = place.partition("-")
        at = spans.get(about, ()) if begin.isdigit() and end.isdigit() else ()
        in_words = any(int(begin) < stop and start < int(end) for start, stop in at)
        return row.source in gone or about == case_id or about in documents or in_words

    kept = [not concerns(row) for row in memos.itertuples()]
    return memos[pd.Series(kept, index=memos.index, dtype=bool)]


def _cases(cases: pd.DataFrame, case_id: str) -> pd.DataFrame:
    is_own = cases["case_id"] == case_id
    return cases.assign(
        source=cases["source"].mask(is_own, ""),
        attributes=[{} if own else told for own, told in zip(is_own, cases["attributes"], strict=True)],
        consent=cases["consent"].mask(is_own, "withdrawn"),
    )


def _files(
    files: pd.DataFrame, steps: Collection[Step], frames: Mapping[str, pd.DataFrame], case_id: str
) -> pd.DataFrame:
    by_source = {step.source: step for step in steps}
    turns = frames["turns"].merge(frames["documents"][["document_id", "source"]], on="document_id")
    said = turns[turns["case_id"] == case_id].groupby("source").size()
    rows = []
    for row in files.to_dict("records"):
        step = by_source.get(row["source"])
        if step is None:
            rows.append(row)
        elif step.action != "delete":
            rows.append(_file_after(row, step, int(said.get(row["source"], 0))))
    return pd.DataFrame(rows, columns=files.columns).astype(files.dtypes.to_dict())


def _file_after(row: dict[str, Any], step: Step, n_turns: int) -> dict[str, Any]:
    counts = {"n_people": row["n_people"] - 1, "n_turns": row["n_turns"] - n_turns, "sample_line": ""}
    if step.action == "original":
        note = {"place": "", "what": "the original", "why": "withdrawn by somebody in it; what the others said stays"}
        # Without a digest the same original is looked at when it is added again, and refused.
        return {**row, **counts, "sha256": "", "skipped": [*row["skipped"], note]}
    skipped = [
        {**part, "place": _moved(part["place"], step.rows)}
        for part in row["skipped"]
        if not _in(part["place"], step.rows)
    ]
    told = {name: n - len(step.rows) if name == "rows" else n for name, n in row["counts"].items()}
    digest = sha256(step.data).hexdigest()
    n_documents = row["n_documents"] - bool(n_turns)
    return {**row, **counts, "sha256": digest, "n_documents": n_documents, "skipped": skipped, "counts": told}


def _renumbered(turns: pd.DataFrame, documents: pd.DataFrame, steps: Collection[Step]) -> pd.DataFrame:
    """Give the turns of a file that lost a row the numbers that its rows have now."""
    rows = {step.source: step.rows for step in steps if step.action == "rows"}
    sources = dict(zip(documents["document_id"], documents["source"], strict=True))
    places = [
        _moved(place, rows.get(sources.get(document_id, ""), ()))
        for place, document_id in zip(turns["place"], turns["document_id"], strict=True)
    ]
    return turns.assign(place=places)


def _moved(place: str, gone: Collection[int]) -> str:
    found = ROW.fullmatch(place)
    if not found or not gone:
        return place
    number = int(found["row"])
    return place[: found.start("row")] + str(number - sum(row < number for row in gone))


def _in(place: str, gone: Collection[int]) -> bool:
    found = ROW.fullmatch(place)
    return bool(found) and int(found["row"]) in gone


def forget(key: PrivacyKey, frames: Mapping[str, pd.DataFrame], case_id: str, documents: Collection[str]) -> int:
    """Take out of a key what only the person's pseudonyms stand for.

    Parameters
    ----------
    key : PrivacyKey
        Changed in place; not saved.
    frames : mapping of str to DataFrame
        As they are without the person.
    case_id : str
        The person.
    documents : collection of str
        Documents that went as a whole.

    Returns
    -------
    int
        How many entries went.
    """
    before = _size(key)
    in_use = _in_use(frames)
    standing = {
        f"{row.document_id}|{row.start}" for row in frames["replacements"].itertuples() if row.pseudonym != case_id
    }
    gone = {name for name in {*key.originals, *key.table.values()} if name == case_id or _is_orphan(name, in_use)}
    words = {word for name in gone for word in key.originals.get(name, ())}
    words |= {word for place, word in key.surfaces.items() if place.partition("|")[0] in documents}
    held = {word for name, own in key.originals.items() if name not in gone for word in own}
    key.surfaces = {place: word for place, word in key.surfaces.items() if place in standing}
    key.originals = {name: own for name, own in key.originals.items() if name not in gone}
    key.table = {name: value for name, value in key.table.items() if value not in gone and not _about(name, documents)}
    key.keep = [entry for entry in key.keep if entry[0] not in documents and entry[1] not in words - held]
    key.also = {word: kind for word, kind in key.also.items() if word not in words - held}
    return before - _size(key)


def _in_use(frames: Mapping[str, pd.DataFrame]) -> set[str]:
    """Return the placeholders that stand in anything that is left."""
    texts = [*frames["documents"]["text"], *frames["turns"]["question"], *frames["files"]["sample_line"]]
    texts += [*frames["documents"]["name"], *frames["files"]["shown"], *map(str, frames["cases"]["attributes"])]
    found = {name for text in texts for name in _PLACEHOLDER.findall(text)}
    return found | set(frames["replacements"]["pseudonym"])


def _is_orphan(pseudonym: str, in_use: set[str]) -> bool:
    return bool(_PLACEHOLDER.fullmatch(pseudonym)) and pseudonym not in in_use


def _about(entry: str, documents: Collection[str]) -> bool:
    """Whether an entry is about a speaker of one document: ``"speaker|<document>|<label>"``."""
    parts = entry.split("|")
    return len(parts) > 2 and parts[1] in documents


def _size(key: PrivacyKey) -> int:
    return sum(map(len, (key.table, key.originals, key.surfaces, key.keep, key.also)))
