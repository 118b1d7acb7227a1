"""Words that were replaced in one place and stand in another: the last look before anything is sent on.

The rules know a person by the words around a name; said again without them, in another interview, the name may stay.
Whatever the key holds as an original is therefore looked for in every document, and listed as a possible miss.

>>> documents = pd.DataFrame({"document_id": ["d1"], "text": ["P01: I asked Sarah Cole."]})
>>> leaks(documents, {"[name-1]": ["Sarah Cole"]}, keep=())[["start", "end", "kind"]].values.tolist()
[[13, 23, 'name']]
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

import pandas as pd

from cjm_research import schema

if TYPE_CHECKING:
    from cjm_research.store.database import Store

RULE = "replaced elsewhere"
_KIND = re.compile(r"\[([a-z]+)-\d+\]")
_DIGITS = 6
"""A shorter number means nothing by itself."""
_HANZI = re.compile(r"[\u4e00-\u9fff]{3,4}")


def leaks(
    documents: pd.DataFrame, originals: Mapping[str, Sequence[str]], keep: Iterable[Sequence[str]]
) -> pd.DataFrame:
    """Return the places where an original still stands.

    Parameters
    ----------
    documents : DataFrame
        Contract "documents".
    originals : mapping of str to sequence of str
        Pseudonym, case id or "Interviewer" to the words it stands for.
    keep : iterable of (str, str)
        Document id (empty for all) and words that a person decided to leave.

    Returns
    -------
    DataFrame
        Contract "replacements", status "possible".
    """
    kinds = {word: kind_of(name) for name, words in originals.items() for word in words if tells(word, kind_of(name))}
    if not kinds:
        return schema.empty("replacements")
    words = sorted(kinds, key=lambda word: (-len(word), word))
    pattern = re.compile("|".join(rf"(?<![A-Za-z0-9]){re.escape(word)}(?![A-Za-z0-9])" for word in words))
    kept = {(where, said) for where, said in keep}
    rows = [
        {"document_id": document_id, "start": hit.start(), "end": hit.end(), "kind": kinds[hit[0]], "pseudonym": "",
         "rule": RULE, "status": "possible"}
        for document_id, text in zip(documents["document_id"], documents["text"], strict=True)
        for hit in pattern.finditer(text)
        if not kept & {("", hit[0]), (document_id, hit[0])}
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=list(schema.CONTRACTS["replacements"].columns))


def with_leaks(replacements: pd.DataFrame, found: pd.DataFrame) -> pd.DataFrame:
    """Return the replacements with these leaks in the place of those found before."""
    rows = replacements[replacements["rule"] != RULE]
    if found.empty:
        return rows
    there = set(zip(rows["document_id"], rows["start"], strict=True))
    new = [at not in there for at in zip(found["document_id"], found["start"], strict=True)]
    parts = [frame for frame in (rows, found[new]) if len(frame)]
    whole = pd.concat(parts, ignore_index=True) if parts else rows
    return whole.sort_values(["document_id", "start"], ignore_index=True)


def still_standing(store: Store) -> int:
    """Return how many such places the study holds."""
    return int((store.frame("replacements")["rule"] == RULE).sum())


def kind_of(name: str) -> str:
    """Return what a pseudonym stands for, such as "phone"; a case id stands for a name."""
    found = _KIND.fullmatch(name)
    return found[1] if found else "name"


def tells(word: str, kind: str) -> bool:
    """Return whether a word means the same wherever it stands: a given name alone may be another person's."""
    if kind == "name":
        return " " in word.strip() or bool(_HANZI.fullmatch(word))
    return len(re.sub(r"\D", "", word)) >= _DIGITS or "@" in word or kind == "address"
