"""Only people who consented enter findings: everything of the others is taken out of the frames first.

An interview in which only some consented stays, with the words of the others blacked out at their full length, so that
every offset still holds. Who consented but is not to be quoted takes part in everything; exports alone leave the words
out (`exports.quoting`).

>>> blacked_out("P01: yes. P02: never!", [(15, 21)])
'P01: yes. P02: ██████'
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Set
from hashlib import sha256

import pandas as pd

from cjm_research.schema import CONSENTED

BLACK = "█"


def with_consent(frames: Mapping[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """Return the frames without anybody who did not consent.

    Parameters
    ----------
    frames : mapping of str to DataFrame
        ``cases``, ``documents`` and ``turns``, and any of ``segments``, ``suggestions``, ``codings``, ``decisions``,
        ``cuts``, ``members`` and ``themes`` by the names of their contracts; others are passed through.

    Returns
    -------
    dict of str to DataFrame
        The same names; the inputs are left as they are.
    """
    cases = frames["cases"]
    return without(frames, set(cases.loc[~cases["consent"].isin(CONSENTED), "case_id"]))


def without(frames: Mapping[str, pd.DataFrame], out: Set[str], black: bool = True) -> dict[str, pd.DataFrame]:
    """Return the frames without these people.

    Parameters
    ----------
    frames : mapping of str to DataFrame
        As for `with_consent`.
    out : set of str
        Case ids.
    black : bool
        Whether the words of these people are made unreadable in interviews where others stay.

    Returns
    -------
    dict of str to DataFrame
        The same names; the inputs are left as they are.
    """
    if not out:
        return dict(frames)
    cases, turns = frames["cases"], frames["turns"]
    theirs = turns["case_id"].isin(out)
    kept = dict(frames)
    kept["cases"] = cases[~cases["case_id"].isin(out)].reset_index(drop=True)
    kept["turns"] = turns[~theirs].reset_index(drop=True)
    kept["documents"] = _documents(frames["documents"], turns, theirs, black)
    # What is left of an interview that goes as a whole, the interviewer's words, goes with it.
    kept["turns"] = _of(kept["turns"], "document_id", kept["documents"])
    if "segments" in frames:
        segments = frames["segments"]
        kept["segments"] = _of(segments[~segments["case_id"].isin(out)], "turn_id", kept["turns"])
        for name in ("suggestions", "codings", "decisions", "cuts", "members"):
            if name in frames:
                kept[name] = _of(frames[name], "segment_id", kept["segments"])
    if "themes" in frames and "members" in kept:
        kept["themes"] = _of(frames["themes"], "theme_id", kept["members"])
    return kept


def left_out(cases: pd.DataFrame) -> dict[str, int]:
    """Return how many people are left out, by what is known of their consent; empty if nobody is."""
    counts = cases.loc[~cases["consent"].isin(CONSENTED), "consent"].value_counts()
    return {str(consent): int(counts[consent]) for consent in sorted(counts.index)}


def not_quoted(cases: pd.DataFrame) -> frozenset[str]:
    """Return the case ids of those who take part but are not to be quoted.

    >>> cases = pd.DataFrame({"case_id": ["P01", "P02"], "consent": ["given", "given, no quotes"]})
    >>> sorted(not_quoted(cases))
    ['P02']
    """
    return frozenset(cases.loc[cases["consent"] == "given, no quotes", "case_id"])


def blacked_out(text: str, spans: Iterable[tuple[int, int]]) -> str:
    """Return the text, of the same length, with some places made unreadable.

    Parameters
    ----------
    text : str
        Any.
    spans : iterable of (int, int)
        Half-open places, in characters.
    """
    for start, end in spans:
        text = text[:start] + BLACK * (end - start) + text[end:]
    return text


def _documents(documents: pd.DataFrame, turns: pd.DataFrame, theirs: pd.Series, black: bool) -> pd.DataFrame:
    own = turns[theirs]
    others = turns[~theirs & (turns["role"] == "participant")]
    gone = set(own["document_id"]) - set(others["document_id"])
    kept = documents[~documents["document_id"].isin(gone)].reset_index(drop=True)
    if not black:
        return kept
    spans = {key: list(zip(rows["start"], rows["end"], strict=True)) for key, rows in own.groupby("document_id")}
    texts = [blacked_out(text, spans.get(key, ())) for key, text in zip(kept["document_id"], kept["text"], strict=True)]
    return kept.assign(text=texts, sha256=[sha256(text.encode()).hexdigest() for text in texts])


def _of(frame: pd.DataFrame, column: str, other: pd.DataFrame) -> pd.DataFrame:
    return frame[frame[column].isin(other[column])].reset_index(drop=True)
