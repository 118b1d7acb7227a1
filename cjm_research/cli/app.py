"""The commands of ``cjm`` and how they end.

Exit codes: 0 done; 1 stopped by an error that the message explains; 2 the command was typed wrongly; 3 done, but some
files could not be read (they are listed); 130 stopped by Ctrl-C. Messages go to standard error, results to standard
output.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Annotated

import typer

from cjm_research.cli import coding, edits, endpoint, exporting, mapping, privacy, themes
from cjm_research.errors import CjmError

app = typer.Typer(
    name="cjm",
    help="From interviews and surveys to a draft customer-journey map whose every card leads back to the words.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

PARTLY, INTERRUPTED = 3, 130
_STUDY = Annotated[str, typer.Argument(help="A folder of corpora/ by its name, or a path.", metavar="STUDY")]
_OUT = Annotated[Path | None, typer.Option("--out", help="Folder to write to; reports/<study> by default.")]


def main() -> None:
    """Run ``cjm``; an error that a person can mend is printed without a traceback."""
    try:
        app()
    except CjmError as err:
        typer.echo(f"cjm: {err}", err=True)
        sys.exit(1)
    except SystemExit as stop:
        # Typer turns Ctrl-C into this code and says nothing.
        if stop.code == INTERRUPTED:
            typer.echo("\ncjm: stopped. What was done is saved; the same command goes on from there.", err=True)
        raise


@app.command()
def demo(
    lang: Annotated[str, typer.Option("--lang", help="Sample study: en or zh.")] = "en",
    out: _OUT = None,
) -> None:
    """Run a shipped, invented sample study from its files to the report."""
    from cjm_research.study.facade import Study, demo_folder

    study = Study(demo_folder(lang))
    typer.echo(f"{study.config.title}\n")
    study.run()
    typer.echo(f"{study.load_report()}\n")
    _counts(study)
    typer.echo(f"\n{study.truth()}\n")
    exporting.told(study.export(out=out))


@app.command()
def new(
    study: _STUDY,
    title: Annotated[str | None, typer.Option(help="Title of the study.")] = None,
    lang: Annotated[str, typer.Option(help="Languages of the material: en, zh or en,zh.")] = "en",
) -> None:
    """Make a study: a folder with raw/ and a commented study.toml."""
    from cjm_research.study.facade import Study

    made = Study.new(study, title, [code.strip() for code in lang.split(",")])
    typer.echo(f"{made.folder.path}\nNext: `cjm add {study} PATH…` with transcripts and survey exports.")


@app.command()
def add(
    study: _STUDY,
    paths: Annotated[list[Path], typer.Argument(help="Files or folders.", metavar="PATH…")],
    encoding: Annotated[str | None, typer.Option(help="Read these files in this encoding, e.g. gb18030.")] = None,
    replace: Annotated[
        bool, typer.Option("--replace", help="Files take the place of quite different ones of the same name.")
    ] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Tell what would be read, and change nothing.")] = False,
) -> None:
    """Copy transcripts and survey exports into a study and read them; an edited file is a new version of itself."""
    report = privacy.open_study(study).add(*paths, encoding=encoding, replace=replace, dry_run=dry_run)
    typer.echo(str(report))
    if report.totals["not read"]:
        raise typer.Exit(PARTLY if report.totals["read"] else 1)


@app.command()
def run(study: _STUDY) -> None:
    """Do everything after import: segments, suggestions, themes. Stopped work is taken up again."""
    from cjm_research.study.facade import Study

    opened = Study.open(study).run()
    _counts(opened)
    typer.echo(f"Next: `cjm export {study}`.")


@app.command()
def status(study: _STUDY) -> None:
    """Print what a study holds and how far it is."""
    from cjm_research.study.facade import Study

    opened = Study.open(study)
    typer.echo(f"{opened.config.title}\n{opened.folder.path}")
    _counts(opened)
    report = opened.load_report()
    if len(report.files):
        typer.echo(f"\n{report}")


@app.command()
def suggest(
    table: Annotated[Path, typer.Argument(help="A csv or xlsx with the columns id and text.", metavar="IN")],
    target: Annotated[Path, typer.Argument(help="The csv to write.", metavar="OUT.csv")],
    encoding: Annotated[str | None, typer.Option(help="Encoding of IN.")] = None,
    embedder: Annotated[str, typer.Option(help="Embedder by name; `cjm doctor` lists them.")] = "auto",
    coder: Annotated[str, typer.Option(help="framework, or endpoint to ask another model (see --url).")] = "framework",
    url: Annotated[str, typer.Option(help="OpenAI-compatible endpoint, e.g. http://localhost:11434/v1.")] = "",
    model: Annotated[str, typer.Option(help="Model, as the endpoint calls it.")] = "",
    key_env: Annotated[str, typer.Option(help="Name of the environment variable with the key, if one is needed.")] = "",
    send: Annotated[str, typer.Option(help="Code under the plan that was printed: you agree to send that.")] = "",
) -> None:
    """Suggest goals, motivations, pain points, emotion, stage and touchpoint for any table of texts.

    Optional columns of IN: context (the question asked or the sentence before) and lang (en or zh).
    """
    from cjm_research.study.tables import suggest_file

    asking = endpoint.run_for(coder, target, url, model, key_env, send)
    n = suggest_file(table, target, encoding=encoding, embedder=embedder, asking=asking)
    typer.echo(f"{n:,} rows -> {target}")
    if asking:
        typer.echo(asking.finish())


privacy.register(app)
themes.register(app)
coding.register(app)
mapping.register(app)
exporting.register(app)
edits.register(app)


@app.command()
def lab(
    arguments: Annotated[
        list[str] | None, typer.Argument(help="Passed on to JupyterLab.", metavar="[ARGUMENTS]")
    ] = None,
) -> None:
    """Open JupyterLab on the notebooks."""
    from cjm_research.study.folder import home

    notebooks = home() / "notebooks"
    folder = notebooks if notebooks.is_dir() else Path.cwd()
    command = [sys.executable, "-m", "jupyterlab", "--notebook-dir", str(folder), *(arguments or [])]
    raise typer.Exit(subprocess.call(command))


@app.command()
def doctor() -> None:
    """Say what is installed, which embedder will run, which font draws Chinese and whether the database works."""
    from cjm_research.cli.doctor import findings

    healthy = True
    for good, what, detail in findings():
        healthy &= good
        typer.echo(f"{'ok  ' if good else 'FAIL'}  {what:<12} {detail}")
    raise typer.Exit(0 if healthy else 1)


def _counts(study: object) -> None:
    for name, n in study.status().items():
        typer.echo(f"{name:<26} {n:>8,}")
