"""What one reports of how the coding was done, and double coding with people who do not have the tool."""

from __future__ import annotations

from math import ceil, floor
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from cjm_research.study.facade import Study

_STUDY = Annotated[str, typer.Argument(help="A folder of corpora/ by its name, or a path.", metavar="STUDY")]
_SAMPLE = Annotated[str | None, typer.Option("--sample", help="Id, title or round of a sample; the latest by default.")]
_BY = Annotated[str, typer.Option("--by", help="Who does it, for the record; without it the tool, never a coder.")]
_CODER = Annotated[str, typer.Option("--coder", help="Whose sheet it is.")]

double = typer.Typer(help="Double coding: draw a sample, write and read sheets, close a round.", no_args_is_help=True)


def register(app: typer.Typer) -> None:
    """Add the commands to ``cjm``."""
    for command in (agreement, saturation, coverage, audit):
        app.command()(command)
    app.add_typer(double, name="double")


def agreement(
    study: _STUDY,
    sample: Annotated[
        str | None, typer.Option("--sample", help="Only a double-coding sample: its id, title or round.")
    ] = None,
    coders: Annotated[str, typer.Option("--coders", help="Only these people, for example AB,CD.")] = "",
) -> None:
    """Say how far the people who coded agree, code by code, with intervals."""
    sheet = _open(study).agreement(_sample(sample), _names(coders) or None)
    typer.echo(str(sheet))


def saturation(
    study: _STUDY,
    level: Annotated[str, typer.Option("--level", help="What is counted: theme or code.")] = "theme",
    by: Annotated[str, typer.Option("--by", help="Also for each group of this attribute, or of language.")] = "",
) -> None:
    """Say how near interviews and answers are to bringing nothing new."""
    typer.echo(str(_open(study).saturation(level, by or None)))


def coverage(
    study: _STUDY, attributes: Annotated[list[str] | None, typer.Argument(help="Attributes of people.")] = None
) -> None:
    """Say who was asked and who was heard."""
    typer.echo(str(_open(study).coverage(attributes or None)))


def audit(
    study: _STUDY,
    out: Annotated[Path | None, typer.Option("--out", help="Write every change to this .csv or .xlsx.")] = None,
) -> None:
    """Say what was done and how often the machine was corrected."""
    found = _open(study).audit()
    typer.echo(str(found))
    if out is not None:
        typer.echo(str(found.write(out)))


@double.command()
def draw(
    study: _STUDY,
    coders: Annotated[str, typer.Option("--coders", help="Who is to code, for example AB,CD.")],
    n: Annotated[int, typer.Option("-n", help="How many segments.")] = 60,
    by: _BY = "",
) -> None:
    """Draw the segments of the next round; some of them carry no suggestion, so that misses count."""
    opened = _open(study)
    sample = opened.doubling.draw(_names(coders), n, by=by)
    typer.echo(f"{sample['title']} ({sample['sample_id']}): {len(sample['segment_ids'])} segments")
    for coder in sample["coders"]:
        typer.echo(f"  {coder}: `cjm double sheet {study} --coder {coder}`, or study.doubling.session({coder!r})")
    for caution in opened.doubling.cautions(sample):
        typer.echo(caution)


@double.command()
def sheet(
    study: _STUDY,
    coder: _CODER,
    sample: _SAMPLE = None,
    out: Annotated[Path | None, typer.Option("--out", help="The .xlsx to write.")] = None,
    lang: Annotated[str | None, typer.Option("--lang", help="In which the coder reads and chooses: en or zh.")] = None,
) -> None:
    """Write the sheet of one coder, to be filled in with any spreadsheet program."""
    typer.echo(str(_open(study).doubling.sheet(coder, _sample(sample), out, lang)))


@double.command()
def read(
    study: _STUDY,
    files: Annotated[list[Path], typer.Argument(help="Sheets that came back.", metavar="FILE…")],
    empty_is_none: Annotated[
        bool, typer.Option("--empty-is-none", help="A row left empty says that nothing is carried.")
    ] = False,
) -> None:
    """Read sheets that came back; what is not understood is listed cell by cell."""
    opened = _open(study)
    for file in files:
        typer.echo(str(opened.doubling.read_sheet(file, empty_is_none)))


@double.command()
def status(study: _STUDY) -> None:
    """Say how far each coder is, and how far the rounds agree."""
    opened = _open(study)
    progress = opened.doubling.progress()
    if progress.empty:
        typer.echo(f"No sample was drawn yet. Draw one: `cjm double draw {study} --coders AB,CD`.")
        return
    typer.echo(progress.drop(columns=["sample_id"]).to_string(index=False))
    # Ends of intervals are rounded outwards, as the sentences of `cjm agreement` and `cjm double close` have them.
    rounds = opened.doubling.rounds().drop(columns=["sample_id"])
    rounds["kappa_low"] = [floor(end * 100 + 1e-9) / 100 if end == end else end for end in rounds["kappa_low"]]
    rounds["kappa_high"] = [ceil(end * 100 - 1e-9) / 100 if end == end else end for end in rounds["kappa_high"]]
    typer.echo("\n" + rounds.round(2).to_string(index=False))


@double.command()
def close(study: _STUDY, sample: _SAMPLE = None, by: _BY = "") -> None:
    """Close a sample: what is said of it from now on no longer counts for agreement."""
    opened = _open(study)
    row = opened.doubling.close(_sample(sample), by)
    typer.echo(f"{row['title']} is closed.\n{opened.agreement(row['sample_id'])}")


@double.command()
def drop(study: _STUDY, sample: _SAMPLE = None, by: _BY = "") -> None:
    """Take a sample back of which nothing is coded yet; its segments can be drawn again."""
    row = _open(study).doubling.drop(_sample(sample), by)
    typer.echo(f"{row['title']} is dropped; its {len(row['segment_ids'])} segments can be drawn again.")


def _open(study: str) -> Study:
    from cjm_research.study.facade import Study

    return Study.open(study)


def _names(told: str) -> list[str]:
    return [name.strip() for name in told.replace("，", ",").split(",") if name.strip()]


def _sample(told: str | None) -> str | int | None:
    return int(told) if told and told.isdigit() else told
