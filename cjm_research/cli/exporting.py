"""``cjm export``, ``cjm formats``, ``cjm validate``: files for others, and whether a journey.json keeps its schema."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from cjm_research.errors import SchemaError, StudyError
from cjm_research.schema import LANGUAGES


def register(app: typer.Typer) -> None:
    """Add the commands to ``cjm``."""
    app.command("export")(export)
    app.command("formats")(formats)
    app.command("validate")(validate)


def export(
    study: Annotated[str, typer.Argument(help="A folder of corpora/ by its name, or a path.", metavar="STUDY")],
    formats: Annotated[
        str, typer.Option("--for", help="excel,powerpoint,word,html,… or all; `cjm formats` lists them.")
    ] = "",
    lang: Annotated[str | None, typer.Option("--lang", help="en, zh or both; the study's first by default.")] = None,
    persona: Annotated[
        str,
        typer.Option("--persona", help="attribute=value, or the number of a persona: the map of these people alone."),
    ] = "",
    version: Annotated[str, typer.Option("--version", help="A version kept by `cjm map save`.")] = "",
    template: Annotated[
        Path | None, typer.Option("--template", help="A .pptx whose layouts the deck uses.", metavar="FILE")
    ] = None,
    out: Annotated[Path | None, typer.Option("--out", help="Folder; reports/STUDY by default.")] = None,
) -> None:
    """Write the draft journey to files and print each path; refused while a name stands in one of them."""
    from cjm_research.study.facade import Study

    told(Study.open(study).export((formats,) if formats else (), out, lang, persona, version, template))


def formats(
    lang: Annotated[str, typer.Option("--lang", help="In which they are told: en or zh.")] = "en",
) -> None:
    """List what `cjm export --for` writes, and what is written where nothing is named."""
    from cjm_research.exports.formats import about, offered
    from cjm_research.study.exporting import USUAL

    if lang not in LANGUAGES:
        raise StudyError(f"No language of this command is called {lang!r}. Known: {', '.join(LANGUAGES)}.")
    for name in offered():
        typer.echo(f"{'*' if name in USUAL else ' '} {name:<12} {about(name, lang)}")
    typer.echo("* 未指定格式时写出" if lang == "zh" else "* written where nothing is named")


def validate(
    file: Annotated[Path, typer.Argument(help="A journey.json, by whomever it was made.", metavar="FILE")],
) -> None:
    """Say whether a journey.json keeps its schema; if not, where it breaks it first."""
    from cjm_research.journeys.validate import check

    try:
        data = json.loads(file.read_text("utf-8-sig"))
    except (OSError, UnicodeDecodeError, json.JSONDecodeError) as err:
        raise SchemaError(f"{file} cannot be read as JSON: {err}. Expected a journey.json of `cjm export`.") from err
    if not isinstance(data, dict):
        raise SchemaError(f"{file} holds no object. Expected a journey.json of `cjm export`.")
    check(data)
    cards = sum(len(stage["cards"]) for stage in data["stages"])
    typer.echo(f"{file}: keeps schema {data['schema_version']}; {len(data['stages'])} stages, {cards} cards.")


def told(paths: list[Path]) -> None:
    """Print what was written: each file, and the corpus as one folder."""
    shown = [path for path in paths if "corpus" not in path.parts]
    for path in shown:
        typer.echo(path)
    hidden = [path for path in paths if "corpus" in path.parts]
    if hidden:
        base = min((path.parent for path in hidden), key=lambda folder: len(folder.parts))
        typer.echo(f"{base}  ({len(hidden)} files: the text that every offset refers to)")
