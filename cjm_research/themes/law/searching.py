"""Finding themes by a text: in their titles first, then their words, then what their people said.

>>> _plain("ＬＡＴＥ Delivery")
'late delivery'
"""

from __future__ import annotations

import unicodedata

import pandas as pd

COLUMNS = ("theme_id", "family", "title", "where", "n_segments", "segment_ids")
_PLACES = ("title", "words", "segments")


def find(
    text: str, themes: pd.DataFrame, members: pd.DataFrame, segments: pd.DataFrame, family: str | None = None
) -> pd.DataFrame:
    """Return the themes that hold a text.

    Parameters
    ----------
    text : str
        What to look for, whatever its case and width; "" finds every theme.
    themes, members, segments : DataFrame
        Their contracts.
    family : str, optional
        Only themes of this family.

    Returns
    -------
    DataFrame
        theme_id, family, title, where ("title", "words" or "segments", the first that holds it), n_segments and
        segment_ids that hold it; titles first, then words, then the most segments.
    """
    wanted = _plain(text)
    said = segments.loc[segments["text"].map(_plain).str.contains(wanted, regex=False), "segment_id"]
    homes = members[members["home"].astype(bool) & members["segment_id"].isin(said)]
    held = {theme_id: sorted(ids) for theme_id, ids in homes.groupby("theme_id")["segment_id"]}
    rows = []
    for row in themes.to_dict("records"):
        if family is not None and row["family"] != family:
            continue
        titles = (row["title"], *row["titles"].values())
        ids = held.get(row["theme_id"], [])
        holds = (any(wanted in _plain(one) for one in titles), any(wanted in _plain(one) for one in row["words"]), ids)
        if any(holds):
            where = next(place for place, found in zip(_PLACES, holds, strict=True) if found)
            rows.append((row["theme_id"], row["family"], row["title"], where, len(ids), ids))
    rows.sort(key=lambda row: (_PLACES.index(row[3]), -row[4], row[0]))
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()
