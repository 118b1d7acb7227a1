"""``cjm themes``: the themes of a study in the terminal, one question at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from cjm_research.errors import StudyError

if TYPE_CHECKING:
    import pandas as pd

    from cjm_research.study.theming import Theming

_STUDY = Annotated[str, typer.Argument(help="A folder of corpora/ by its name, or a path.", metavar="STUDY")]
_NOTHING = "Nothing to tell."
_WIDE = 72  # characters of a text column


def register(app: typer.Typer) -> None:
    """Add the command to ``cjm``."""
    app.command()(themes)


def themes(
    study: _STUDY,
    unassigned: Annotated[
        bool, typer.Option("--unassigned", help="What no theme took, with its nearest theme.")
    ] = False,
    curve: Annotated[bool, typer.Option("--curve", help="Why there are as many themes as there are.")] = False,
    changes: Annotated[bool, typer.Option("--changes", help="What the last run changed, and why.")] = False,
    waves: Annotated[bool, typer.Option("--waves", help="People per theme and wave, with the change.")] = False,
    by: Annotated[str, typer.Option("--by", help="People per theme and group of this attribute.")] = "",
    place: Annotated[
        bool, typer.Option("--place", help="Segment and code what is new and place it, without finding themes anew.")
    ] = False,
) -> None:
    """Print the themes of a study: people, mentions, stability; or what one option asks for."""
    from cjm_research.study.facade import Study

    if sum(map(bool, (unassigned, curve, changes, waves, by, place))) > 1:
        raise StudyError("`cjm themes` answers one question at a time. Give one option.")
    opened = Study.open(study)
    if place:
        typer.echo(str(opened.place()))
        return
    theming = opened.theming
    if changes:
        from cjm_research.themes.law.changes import Changes

        found = theming.changes()
        typer.echo(str(Changes(found, opened.config.languages[0])) if len(found) else _NOTHING)
        return
    typer.echo(_text(_asked(theming, unassigned, curve, waves, by)))


def _asked(theming: Theming, unassigned: bool, curve: bool, waves: bool, by: str) -> pd.DataFrame:
    if unassigned:
        return theming.unassigned()[["family", "case_id", "text", "nearest_title", "distance"]]
    if curve:
        return theming.curve()
    if waves:
        return theming.waves()[["family", "title", "wave", "shown", "share", "change", "status_name"]]
    if by:
        return theming.who(by)[["family", "title", "group", "shown", "difference", "differs"]]
    found = theming.table()
    names = [name for name in found if name.startswith("title_")] or ["title"]
    return found[["family", *names, "n_people", "n_segments", "n_documents", "stability", "theme_id"]]


def _text(frame: pd.DataFrame) -> str:
    if frame.empty:
        return _NOTHING
    return frame.to_string(index=False, float_format="{:.2f}".format, formatters=dict.fromkeys(frame, _short))


def _short(value: Any) -> str:
    if isinstance(value, float):
        return "" if value != value else f"{value:.2f}"
    text = str(value)
    return text if len(text) <= _WIDE else text[: _WIDE - 1] + "…"
