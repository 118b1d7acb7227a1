"""The groups that get names: themes of a family, or sub-themes of a theme, with what is said in each language."""

from __future__ import annotations

from collections.abc import Hashable, Set
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from cjm_research.themes.naming.voices import Spoken, Voice
from cjm_research.themes.naming.weighing import Embed

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

_EMBEDDED = 16  # segments nearest to the middle that stand for a group where no vectors are given
_HELD = 200  # and where they are


@dataclass(frozen=True)
class Group:
    """What a name is looked for.

    Attributes
    ----------
    key : Hashable
        Of the theme, or of the theme and its sub-theme.
    family : str
        Of the theme.
    rest : bool
        Whether it gathers what no theme took.
    voices : dict of str to Voice
        By language.
    spoken : tuple of Spoken
        All of them, nearest to the middle first.
    vectors : dict of str to ndarray of shape (n_segments, n_dims)
        By language, of the segments that stand for the group; empty where nothing was embedded.
    """

    key: Hashable
    family: str
    rest: bool
    voices: dict[str, Voice]
    spoken: tuple[Spoken, ...]
    vectors: dict[str, NDArray]

    @property
    def language(self) -> str:
        """The language of most of its segments; the first in order where there are as many."""
        return min(self.voices, key=lambda code: (-len(self.voices[code].spoken), code))


def groups(
    rows: pd.DataFrame, by: list[str], embed: Embed | None, vectors: NDArray | None, whole: Set[str]
) -> list[Group]:
    """Return the groups of rows, by their keys, whatever the order of the rows.

    Parameters
    ----------
    rows : DataFrame
        As `name_themes` takes them.
    by : list of str
        Columns that make a group.
    embed, vectors, whole
        As `name_themes` takes them.
    """
    ordered = rows.reset_index(drop=True).assign(_at=range(len(rows)), _far=-rows["weight"].round(9).to_numpy())
    ordered = ordered.sort_values([*by, "_far", "segment_id"], kind="stable")
    found = []
    for key, own in ordered.groupby(by, sort=True):
        voices = {
            str(code): Voice("zh" if code == "zh" else "en", _spoken(part), whole)
            for code, part in own.groupby("language", sort=True)
        }
        held = _vectors(own, embed, vectors)
        first = own.iloc[0]
        found.append(
            Group(key[0] if len(by) == 1 else key, first["family"], bool(first["rest"]), voices, _spoken(own), held)
        )
    return found


def _spoken(rows: pd.DataFrame) -> tuple[Spoken, ...]:
    held = rows[["segment_id", "text", "case_id", "weight"]].itertuples(index=False)
    return tuple(Spoken(str(key), str(text), str(case), float(weight)) for key, text, case, weight in held)


def _vectors(own: pd.DataFrame, embed: Embed | None, vectors: NDArray | None) -> dict[str, NDArray]:
    if embed is None:
        return {}
    found = {}
    for code, part in own.groupby("language", sort=True):
        if vectors is None:
            found[str(code)] = np.asarray(embed(part["text"].head(_EMBEDDED).tolist()), dtype=np.float32)
        else:
            found[str(code)] = np.asarray(vectors)[part["_at"].to_numpy()[:_HELD]].astype(np.float32)
    return found
