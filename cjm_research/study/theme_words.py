"""Taking people's words out of themes while what the themes hold stays, so that they are recognised when named anew.

>>> import pandas as pd
>>> before = pd.DataFrame({"theme_id": ["th1"], "title": ["Nobody called Ben"], "words": [["ben"]], "n_people": [3]})
>>> wordless(before)[["theme_id", "title", "words", "n_people"]].values.tolist()
[['th1', '', [], 3]]
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

    from cjm_research.store.database import Store

ERASED = "erased"
_EMPTY: dict[str, Any] = {"title": "", "titles": {}, "words": [], "motto_segment_id": "", "quotes": [], "subthemes": []}


def wordless(themes: pd.DataFrame) -> pd.DataFrame:
    """Return the themes without names, words and quotes; names that people gave are told again by their acts.

    Parameters
    ----------
    themes : DataFrame
        Contract "themes".
    """
    blank = {column: [type(value)(value) for _ in range(len(themes))] for column, value in _EMPTY.items()}
    return themes.assign(**{column: values for column, values in blank.items() if column in themes})


def name_anew(store: Store) -> None:
    """Have the next run find and name the themes anew, and no draft be made before it."""
    store.set("themes.digest", "")
    store.set("themes.left_out", ERASED)


_HEADS = {
    "en": ("Theme", "Family", "People", "Mentions", "Stability", "Documents"),
    "zh": ("主题", "类别", "人数", "提及", "稳定性", "文档"),
}


def shown_table(themes: pd.DataFrame, language: str) -> str:
    """Return the themes as a table of HTML.

    Parameters
    ----------
    themes : DataFrame
        Contract "themes".
    language : {"en", "zh"}
        Of the heads and families.
    """
    from html import escape

    from cjm_research.codes.codebook import Codebook

    book = Codebook.framework()
    heads = "".join(f"<th style='text-align:left'>{head}</th>" for head in _HEADS[language])
    rows = "".join(
        f"<tr><td style='text-align:left'>{escape(row.title)}</td>"
        f"<td>{escape(book.name(row.family, lang=language))}</td><td>{row.n_people}</td><td>{row.n_segments}</td>"
        f"<td>{'' if row.stability != row.stability else format(row.stability, '.2f')}</td>"
        f"<td>{row.n_documents}</td></tr>"
        for row in themes.itertuples(index=False)
    )
    return f"<table><tr>{heads}</tr>{rows}</table>"
