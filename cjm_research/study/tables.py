"""`cjm suggest`: any table with the columns id and text in, the same ids out with what the coder suggests.

The table keeps its row order and its ids; a blank text gets an empty row, so nothing is lost on the way.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pandas as pd

from cjm_research import registry
from cjm_research.codes.framework import WIDE
from cjm_research.errors import ReadError
from cjm_research.schema import LANGUAGES

COLUMNS = ("id", *WIDE)
_TELLING = 12


Asking = Callable[[pd.DataFrame], pd.DataFrame]
"""From rows with id, text, context and lang to their suggestions, one row an id, columns as `COLUMNS`."""


def suggest_table(
    table: pd.DataFrame, embedder: str = "auto", progress: bool = True, asking: Asking | None = None
) -> pd.DataFrame:
    """Suggest codes for each row of a table.

    Parameters
    ----------
    table : DataFrame
        Columns id (unique) and text; optional context (the question asked or the sentence before) and lang.
    embedder : str
        Name of the embedder, or "auto".
    progress : bool
        Whether to show a progress bar.
    asking : callable, optional
        What is asked instead of the shipped coder, for example `cli.endpoint.EndpointRun`.

    Returns
    -------
    DataFrame
        Columns `COLUMNS`, one row per row of the table, in its order. Families hold a sub-type or "".

    Raises
    ------
    ReadError
        If a column is missing, an id is there twice or a language is unknown.
    """
    from cjm_research.corpora.language import language_of
    from cjm_research.corpora.surveys.blanks import is_blank
    from cjm_research.embeddings.choose import choose
    from cjm_research.study.progress import Progress

    clean = _checked(table)
    clean["lang"] = [
        # A word or two tells its language less surely than the question it answers.
        given or language_of(context if context.strip() and len(text) < _TELLING else text)
        for given, text, context in zip(clean["lang"], clean["text"], clean["context"], strict=True)
    ]
    spoken = clean[~clean["text"].map(is_blank).astype(bool)].reset_index(drop=True)
    if asking:
        return clean[["id"]].merge(asking(spoken), on="id", how="left")[list(COLUMNS)]
    coder = registry.get("coder", "framework")(choose(embedder, texts=len(spoken)))
    parts, step = [], 512
    with Progress(f"suggestions ({coder.embedder.name})", len(spoken), shown=progress) as bar:
        for at in range(0, len(spoken), step):
            batch = spoken.iloc[at : at + step]
            found = coder.table(batch["text"].tolist(), batch["context"].tolist(), batch["lang"].tolist())
            parts.append(found.assign(id=batch["id"].to_numpy()))
            bar.advance(len(batch))
    found = pd.concat(parts) if parts else pd.DataFrame(columns=list(COLUMNS))
    return clean[["id"]].merge(found, on="id", how="left")[list(COLUMNS)]


def suggest_file(
    source: Path,
    target: Path,
    encoding: str | None = None,
    embedder: str = "auto",
    asking: Asking | None = None,
) -> int:
    """Read a csv, tsv or xlsx, suggest, and write a csv; return the number of rows.

    Raises
    ------
    ReadError
        If the table cannot be read or lacks a column, or the target cannot be written.
    """
    from cjm_research.corpora.surveys.tables import read_table

    _check_target(source, target)
    table = read_table(source, encoding=encoding)
    try:
        result = suggest_table(table, embedder=embedder, asking=asking)
    except ReadError as err:
        raise ReadError(f"{source}: {err}") from err
    part = target.with_name(target.name + ".part")
    result.to_csv(part, index=False, encoding="utf-8", lineterminator="\n", float_format="%.6f")
    part.replace(target)
    return len(result)


def _check_target(source: Path, target: Path) -> None:
    """Stop before the work if its result could not be written, or would overwrite what was read."""
    if target.suffix.lower() != ".csv":
        raise ReadError(f"{target}: a csv is written. Give OUT the ending .csv.")
    if not target.parent.is_dir():
        raise ReadError(f"{target}: the folder {target.parent} is not there. Make it first, or name another.")
    if target.exists() and target.samefile(source):
        raise ReadError(f"{target} is the table that is read; its texts would be lost. Name another OUT.")


def _checked(table: pd.DataFrame) -> pd.DataFrame:
    missing = [name for name in ("id", "text") if name not in table.columns]
    if missing:
        raise ReadError(
            f"no column {' and no column '.join(missing)}; the columns are {', '.join(map(str, table.columns))}. "
            "Expected id,text and, if there are any, context and lang."
        )
    clean = pd.DataFrame({"id": table["id"].astype(str), "text": table["text"].fillna("").astype(str)})
    for name in ("context", "lang"):
        clean[name] = table[name].fillna("").astype(str) if name in table.columns else ""
    clean["lang"] = clean["lang"].str.strip().str.lower().str.split("[-_]").str[0]
    twice = clean["id"][clean["id"].duplicated()]
    if len(twice):
        raise ReadError(f"the id {twice.iloc[0]!r} is there more than once (row {twice.index[0] + 2}). Ids are unique.")
    strange = clean["lang"][~clean["lang"].isin(("", *LANGUAGES))]
    if len(strange):
        raise ReadError(
            f"row {strange.index[0] + 2}: language {strange.iloc[0]!r}. Expected en, zh or nothing (it is then found)."
        )
    return clean
