"""``cjm import-edits``: a file that was edited outside comes back as differences, taken over only where asked for."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cjm_research.errors import ReadError, StudyError
from cjm_research.schema import LANGUAGES

_PARTLY = 3  # done, but something was refused; see `app`


def register(app: typer.Typer) -> None:
    """Add the command to ``cjm``."""
    app.command("import-edits")(import_edits)


def import_edits(
    study: Annotated[str, typer.Argument(help="A folder of corpora/ by its name, or a path.", metavar="STUDY")],
    file: Annotated[Path, typer.Argument(help="The .xlsx, .csv, .drawio or .json that came back.", metavar="FILE")],
    by: Annotated[str, typer.Option("--by", help="Who takes differences over, for the record.")] = "",
    accept: Annotated[
        list[str] | None, typer.Option("--accept", help="Take over the difference of this id; may be repeated.")
    ] = None,
    accept_all: Annotated[
        bool, typer.Option("--accept-all", help="Take over all that do not clash and are not merely missing.")
    ] = False,
    base: Annotated[
        str, typer.Option("--base", help="The journey.json, or the saved version, that the file was written from.")
    ] = "",
    lang: Annotated[str | None, typer.Option("--lang", help="In which it is told: en or zh.")] = None,
) -> None:
    """Print what an edited file would change; change only what --accept or --accept-all asks for."""
    from cjm_research.exports.edits import NotRead, ensure_file
    from cjm_research.study.edits_back import EditsBack
    from cjm_research.study.facade import Study

    if lang not in (None, *LANGUAGES):
        raise StudyError(f"No language of this command is called {lang!r}. Known: {', '.join(LANGUAGES)}.")
    if accept and accept_all:
        raise StudyError("Give --accept with ids, or --accept-all, not both.")
    if (accept or accept_all) and not by.strip():
        raise StudyError("Taking differences over needs who does it, for example --by AB.")
    try:
        ensure_file(file)  # opening the study can take a while
    except NotRead as err:
        raise ReadError(err.told(lang or "en")) from err
    opened = Study.open(study)
    back = EditsBack(opened.folder, opened.config, opened.store)
    reading = back.read(file, base or None, lang)
    typer.echo("\n".join(reading.told(asking=not (accept or accept_all))))
    if accept or accept_all:
        done = back.accept(reading, "all" if accept_all else accept or (), by)
        typer.echo("\n" + str(done))
        if not done.frame["done"].all():
            raise typer.Exit(_PARTLY)
