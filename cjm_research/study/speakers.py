"""Who speaks in each interview, as a person checks it: how much, how often with a question, and the first words.

Only what the study holds is shown, so no name of anybody. A speaker's number is the place in the order of first words;
``study.toml`` names speakers by it.
"""

from __future__ import annotations

import re
from difflib import get_close_matches
from pathlib import Path

import pandas as pd

from cjm_research.corpora.document import digest_id
from cjm_research.corpora.language import CJK
from cjm_research.corpora.reading import read_file
from cjm_research.errors import StudyError

COLUMNS = (
    "document_id",
    "document",
    "speaker",
    "label",
    "role",
    "n_turns",
    "n_words",
    "share_of_words",
    "share_asking",
    "first_words",
)
FIRST = 60  # characters of a speaker's first words that are shown

_WORD = re.compile(rf"[{CJK}]|[^\W_{CJK}]+")
_ASKS = re.compile(r"[?？]|[吗呢][。，]?\s*$")


def speakers(documents: pd.DataFrame, turns: pd.DataFrame) -> pd.DataFrame:
    """Return the speakers of each interview.

    Parameters
    ----------
    documents, turns : DataFrame
        Contracts "documents" and "turns".

    Returns
    -------
    DataFrame
        Columns `COLUMNS`, one row per speaker, sorted by document and number. ``n_words`` counts each Chinese
        character as a word; ``share_of_words`` is of the document, ``share_asking`` of the speaker's turns, both in
        [0, 1].
    """
    spoken = documents[documents["kind"] == "interview"]
    texts = spoken.set_index("document_id")["text"]
    said = turns[turns["document_id"].isin(texts.index)].sort_values(["document_id", "seq"])
    words = [texts[d][start:end] for d, start, end in zip(said["document_id"], said["start"], said["end"], strict=True)]
    said = said.assign(
        words=words, n_words=[len(_WORD.findall(text)) for text in words], asks=[bool(_ASKS.search(t)) for t in words]
    )
    grouped = said.groupby(["document_id", "speaker"], sort=False)
    found = grouped.agg(
        role=("role", "first"),
        n_turns=("seq", "size"),
        n_words=("n_words", "sum"),
        share_asking=("asks", "mean"),
        first_words=("words", "first"),
    ).reset_index(names=["document_id", "label"])
    by_document = found.groupby("document_id", sort=False)
    whole = by_document["n_words"].transform("sum").clip(lower=1)
    found = found.assign(
        speaker=by_document.cumcount() + 1,
        share_of_words=found["n_words"] / whole,
        first_words=[shortened(text) for text in found["first_words"]],
        document=found["document_id"].map(spoken.set_index("document_id")["name"]),
    )
    return found.sort_values(["document", "document_id", "speaker"], ignore_index=True)[list(COLUMNS)]


def shortened(text: str) -> str:
    r"""Return the beginning of a text on one line, at most `FIRST` characters.

    >>> shortened("One\ntwo")
    'One two'
    """
    line = re.sub(r"\s+", " ", text).strip()
    return line if len(line) <= FIRST else line[: FIRST - 1].rstrip() + "…"


def document_of(documents: pd.DataFrame, given: str) -> str:
    """Return the id of the interview that a person means.

    Parameters
    ----------
    documents : DataFrame
        Contract "documents".
    given : str
        Its id, its name with or without ``.txt``, or the path of its original, where that holds one interview.

    Raises
    ------
    StudyError
        If there is none, or the original holds several; the message lists the nearest.
    """
    spoken = documents[documents["kind"] == "interview"]
    for column, value in (("document_id", given), ("name", given), ("name", f"{given}.txt"), ("source", given)):
        ids = spoken.loc[spoken[column] == value, "document_id"].tolist()
        if len(ids) == 1:
            return ids[0]
        if ids:
            names = ", ".join(sorted(spoken.loc[spoken[column] == value, "name"])[:8])
            raise StudyError(f"{given} holds {len(ids)} interviews. Give the name of one of them: {names}.")
    names = sorted(spoken["name"])
    near = get_close_matches(given, names, n=1)
    hint = f" Did you mean {near[0]!r}?" if near else ""
    listed = ", ".join(names[:8]) + (", …" if len(names) > 8 else "")
    raise StudyError(f"The study holds no interview called {given!r}.{hint} Interviews: {listed or 'none'}.")


def number_of(cast: pd.DataFrame, document_id: str, speaker: int | str) -> int:
    """Return the number of the speaker that a person means.

    Parameters
    ----------
    cast : DataFrame
        What `speakers` returns.
    document_id : str
        The interview.
    speaker : int or str
        A number, or the label that stands before the words, such as ``P01`` or ``Interviewer``.

    Raises
    ------
    StudyError
        If nobody in the interview is called so; the message lists who speaks there.
    """
    mine = cast[cast["document_id"] == document_id]
    hit = mine[(mine["speaker"] == speaker) | (mine["label"] == speaker)]
    if len(hit) != 1:
        there = ", ".join(f"{n} ({label})" for n, label in zip(mine["speaker"], mine["label"], strict=True))
        name = mine["document"].iloc[0] if len(mine) else document_id
        raise StudyError(f"{name}: nobody is speaker {speaker!r}. Speakers: {there}.")
    return int(hit["speaker"].iloc[0])


def place_of(path: Path, source: str, document_id: str) -> str:
    """Return the name under which ``study.toml`` speaks of an interview: its original's, with its own inside that.

    Parameters
    ----------
    path : Path
        The original.
    source : str
        Its path below ``raw/``.
    document_id : str
        The interview.

    Raises
    ------
    ReadError
        If the original cannot be read.
    """
    parts = [part.inside for part in read_file(path).sources if part.kind == "interview"]
    mine = [inside for inside in parts if inside and digest_id("d", f"{source}||{inside}") == document_id]
    return f"{source}/{mine[0]}" if mine and len(parts) > 1 else source
