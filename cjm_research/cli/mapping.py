"""What one asks about the map: order, priorities, drivers, groups, versions, validation."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from cjm_research.study.facade import Study

_STUDY = Annotated[str, typer.Argument(help="A folder of corpora/ by its name, or a path.", metavar="STUDY")]
_ALL = Annotated[bool, typer.Option("--all", help="List everything, however long it gets.")]
_BY = Annotated[str, typer.Option("--by", help="Who does it, for the record.")]

_SAVED = {
    "en": "Kept the map as version “{title}” ({map_id}). Later `cjm map compare {study} '{title}'` says what changed "
    "since.",
    "zh": "已将旅程图存为版本“{title}”（{map_id}）。以后可用 `cjm map compare {study} '{title}'` 查看此后的变化。",
}

maps = typer.Typer(help="The map: order, priorities, drivers, groups, versions, validation.", no_args_is_help=True)


def register(app: typer.Typer) -> None:
    """Add the commands to ``cjm``."""
    app.add_typer(maps, name="map")


@maps.command()
def order(study: _STUDY) -> None:
    """Say in which order people tell the stages, and how far they agree."""
    typer.echo(str(_open(study).mapping.order()))


@maps.command()
def stages(
    study: _STUDY,
    out: Annotated[Path | None, typer.Option("--out", help="Write the proposal to this .toml file.")] = None,
) -> None:
    """Propose stages from what people meet along their interviews, to paste into study.toml."""
    found = _open(study).mapping.propose_stages()
    typer.echo(str(found))
    if out is not None and found.toml:
        out.write_text(found.toml, "utf-8")
        typer.echo(str(out))


@maps.command()
def priorities(study: _STUDY, every: _ALL = False) -> None:
    """List pain points and opportunities by rank, and say which cannot be told apart."""
    from cjm_research.findings.priority.listing import listed

    journey = _open(study).journey()
    sheet = journey.priorities
    names = {stage["id"]: stage["name"].get(sheet.language, stage["id"]) for stage in journey.data["stages"]}
    if table := listed(sheet, names, every):
        typer.echo(table + "\n")
    typer.echo(str(sheet))


@maps.command()
def drivers(study: _STUDY) -> None:
    """Say which touchpoints, pain points and themes go with what people rated."""
    typer.echo(str(_open(study).mapping.drivers()))


@maps.command()
def personas(study: _STUDY) -> None:
    """Propose personas, or say that there are no stable groups."""
    typer.echo(str(_open(study).mapping.personas()))


@maps.command()
def sides(
    study: _STUDY,
    by: Annotated[str, typer.Argument(help="An attribute of people, or language, kind, wave.", metavar="ATTRIBUTE")],
    first: Annotated[str, typer.Argument(help="One of its groups.", metavar="VALUE")],
    second: Annotated[str, typer.Argument(help="Another one.", metavar="VALUE")],
) -> None:
    """Put the maps of two groups side by side and say what differs."""
    typer.echo(str(_open(study).mapping.sides(by, first, second)))


@maps.command()
def save(
    study: _STUDY,
    title: Annotated[str, typer.Argument(help="What the version is called.")],
    by: _BY,
    note: Annotated[str, typer.Option("--note", help="Anything to be known about it.")] = "",
    kind: Annotated[
        str, typer.Option("--kind", help="current state, day in the life or future state.")
    ] = "current state",
) -> None:
    """Keep the map as it stands as a version."""
    opened = _open(study)
    map_id = opened.mapping.save(title, by, note, kind)
    typer.echo(_SAVED[opened.config.languages[0]].format(title=title.strip(), map_id=map_id, study=study))


@maps.command()
def versions(study: _STUDY) -> None:
    """List the versions that were kept."""
    kept = _open(study).mapping.versions()
    if kept.empty:
        typer.echo(f"No version was kept yet. Keep one: `cjm map save {study} TITLE --by AB`.")
        return
    typer.echo(kept.to_string(index=False))


@maps.command()
def compare(
    study: _STUDY,
    before: Annotated[str, typer.Argument(help="Title or id of a version.", metavar="BEFORE")],
    after: Annotated[
        str, typer.Argument(help="Another one; the map as it stands by default.", metavar="AFTER")
    ] = "now",
    waves: Annotated[bool, typer.Option("--waves", help="Compare two waves of these names instead.")] = False,
    every: _ALL = False,
) -> None:
    """Say what changed between two versions, or two waves, and what caused it."""
    mapping = _open(study).mapping
    found = mapping.compare_waves(before, after) if waves else mapping.compare(before, after)
    typer.echo(found.note(every=every))


@maps.command()
def validate(
    study: _STUDY,
    round_name: Annotated[str, typer.Argument(help="Which round it is.", metavar="ROUND")],
    out: Annotated[Path | None, typer.Option("--out", help="The .xlsx to write.")] = None,
    lang: Annotated[str | None, typer.Option("--lang", help="In which the sheet is: en or zh.")] = None,
    quotes: Annotated[bool, typer.Option("--quotes", help="A short quote under each statement.")] = False,
) -> None:
    """Write the map on one page, for participants or stakeholders to confirm or correct."""
    typer.echo(str(_open(study).mapping.validation_sheet(round_name, out, lang, quotes)))


@maps.command()
def read(
    study: _STUDY,
    files: Annotated[list[Path], typer.Argument(help="Validation sheets that came back.", metavar="FILE…")],
    by: _BY,
) -> None:
    """Read validation sheets that came back; what is not understood is listed cell by cell."""
    mapping = _open(study).mapping
    for file in files:
        typer.echo(str(mapping.read_validation(file, by)))


def _open(study: str) -> Study:
    from cjm_research.study.facade import Study

    return Study.open(study)
