"""Where the labelled sets lie, which of their texts a training has read, and how they are sampled.

The sets are other people's and not in the repository (`shared/data/labelled`, beside it). Some of their sentences were
coded for training: those of `train.csv`, and those that `more_codings.csv` names by a digest. A text that holds one of
them is left out here, so that no figure speaks of what was learned by heart. Where a domain itself was among the
sources of training the tables say so: such a figure is for new people, not for a new domain.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd

from cjm_research.corpora.language import width
from cjm_research.corpora.surveys.blanks import is_blank

SHARED = Path(__file__).resolve().parents[4] / "shared"
LABELLED = SHARED / "data" / "labelled"
CODED = SHARED / "gold" / "train.csv"
UNLABELLED = SHARED / "data" / "unlabelled_sentences.csv.gz"
MORE = Path(__file__).resolve().parents[1] / "more_codings.csv"
POOL = {
    "nhs_fft": "nhs",
    "app_reviews": "u_appr",
    "exam_proctoring": "exam_proctoring",
    "citizen_messages": "u_citizen",
    "waimai": "u_waimai",
    "asap_reviews": "u_asap",
}
"""The source of a set in `train.csv`, and in the pool that the further codings come from."""
SHORTEST = 20
"""Letters, a Chinese character counting as two; what is shorter ("very good") counts as read only where it is all."""

SEED = 20260101


class Missing(Exception):
    """A set cannot be measured here; the message says why."""


def read(name: str) -> pd.DataFrame:
    """Return a table of the labelled sets, all columns text, empty cells as ""."""
    path = LABELLED / name
    if not path.is_file():
        raise Missing(f"{path} is not there; the labelled sets lie beside the repository, not in it.")
    return pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8-sig")


def sample(table: pd.DataFrame, limit: int, text: str, source: str = "") -> pd.DataFrame:
    """Return at most so many rows at random, without blank answers and without what a training has read.

    Parameters
    ----------
    table : DataFrame
        One row a text.
    limit : int
        The most rows.
    text : str
        The column of the texts.
    source : str
        The name under which coded rows of this set stand in `train.csv`; "" if none do.

    Returns
    -------
    DataFrame
        In the order of the table, the index counted anew.
    """
    seen = trained(source) if source else _never
    chosen: list[int] = []
    for place in np.random.default_rng(SEED).permutation(len(table)).tolist():
        if len(chosen) == limit:
            break
        value = table[text].iat[place]
        if not is_blank(value) and not seen(value):
            chosen.append(place)
    return table.iloc[sorted(chosen)].reset_index(drop=True)


def trained(source: str) -> Callable[[str], bool]:
    """Return a test whether a text holds a coded sentence of that source, or lies in one."""
    keys = {_key(text) for text in _coded_texts(source)}
    parts = sorted(key for key in keys if width(key) >= SHORTEST)
    joined = "|".join(parts)

    def seen(text: str) -> bool:
        key = _key(text)
        return key in keys or (width(key) >= SHORTEST and key in joined) or any(part in key for part in parts)

    return seen


@cache
def _coded_texts(source: str) -> tuple[str, ...]:
    if not CODED.is_file():
        raise Missing(f"{CODED} is not there; without it nobody can tell which texts the training has read.")
    coded = pd.read_csv(CODED, dtype=str, keep_default_na=False, encoding="utf-8-sig")
    return (*coded.loc[coded["source"] == source, "text"], *_further_texts(POOL[source]))


def _further_texts(source: str) -> list[str]:
    """Return the texts of the pool whose digests stand in `more_codings.csv`; both are made as `pool.py` makes them."""
    if not MORE.is_file():
        return []
    named = set(pd.read_csv(MORE, dtype=str, keep_default_na=False)["id"])
    return [text for asked, text in _pooled(source) if _digest(source, asked, text) in named]


def _pooled(source: str) -> Iterator[tuple[str, str]]:
    if source == "nhs":
        table = read("nhs_fft_v6_long.csv")
        return zip(table["FFT question"], table["FFT answer"], strict=True)
    if source == "exam_proctoring":
        table = read("exam_proctoring_twocoder_long.csv")
        return zip(table["question_text"], table["text"], strict=True)
    if not UNLABELLED.is_file():
        raise Missing(f"{UNLABELLED} is not there; without it nobody can tell which texts the training has read.")
    loose = pd.read_csv(UNLABELLED, dtype=str, keep_default_na=False)
    return (("", text) for text in loose.loc[loose["source"] == source.removeprefix("u_"), "text"])


def _digest(source: str, asked: str, text: str) -> str:
    content = "|".join((source, " ".join(asked.split())[-200:], " ".join(text.split())))
    return hashlib.sha256(content.encode()).hexdigest()[:12]


def _key(text: str) -> str:
    return "".join(character for character in text.lower() if character.isalnum())


def _never(text: str) -> bool:
    return False


def numbered(values: Sequence[str]) -> np.ndarray:
    """Return for each value the number of its group, 0, 1, 2 … in the order of the sorted values."""
    return np.unique(np.asarray(values, dtype=object).astype(str), return_inverse=True)[1]
