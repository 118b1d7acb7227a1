"""``cjm privacy`` and ``cjm withdraw``: what was replaced, what opens the key, and taking one person out.

No raw name is printed unless ``--show`` asks for it. A passphrase is typed where nobody sees it, never on the command
line, where it would stay in the history of the shell.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cjm_research.errors import StudyError

if TYPE_CHECKING:
    from cjm_research.study.facade import Study

_STUDY = Annotated[str, typer.Argument(help="A folder of corpora/ by its name, or a path.", metavar="STUDY")]


def register(app: typer.Typer) -> None:
    """Add the two commands to ``cjm``."""
    app.command()(privacy)
    app.command()(withdraw)


def privacy(
    study: _STUDY,
    show: Annotated[bool, typer.Option("--show", help="Print the originals too; needs what opens the key.")] = False,
    everything: Annotated[
        bool, typer.Option("--all", help="Print every place, not the possible misses alone.")
    ] = False,
    passphrase: Annotated[
        bool, typer.Option("--passphrase", help="Protect the key with a passphrase from now on; asks for it.")
    ] = False,
    key_file: Annotated[
        Path | None, typer.Option("--key-file", help="Protect the key with this file from now on; made if need be.")
    ] = None,
) -> None:
    """Print what was replaced by pseudonyms, and what possibly should be."""
    if passphrase or key_file:
        _protect(study, passphrase, key_file)
        return
    opened = open_study(study, ask=show)
    typer.echo(opened.privacy(show=show).text(everything))


def withdraw(
    study: _STUDY,
    case: Annotated[str, typer.Argument(help="The person's case id, for example P03.", metavar="CASE")],
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    whole_file: Annotated[
        bool, typer.Option("--whole-file", help="Let an original go that holds others too and cannot be cut.")
    ] = False,
) -> None:
    """Erase one person from database, originals, key, cache and reports, and say what could not be reached."""
    from cjm_research.study.withdrawal import plan

    opened = open_study(study)
    plans = plan(opened.folder, opened.config, opened.store, case, whole_file, opened.passphrase)
    typer.echo(str(plans))
    if not yes and not typer.confirm("Erase?"):
        typer.echo("Nothing was changed.")
        raise typer.Exit(1)
    typer.echo(str(plans.carry_out()))
    typer.echo(f"Next: `cjm run {study}`, then `cjm export {study}`.")


def open_study(study: str, ask: bool = True) -> Study:
    """Open a study, asking for the passphrase if one protects its key.

    Parameters
    ----------
    study : str
        Name or path.
    ask : bool
        Whether the key is needed; reading and exporting do without.
    """
    from cjm_research.study import folder as folders
    from cjm_research.study.facade import Study
    from cjm_research.study.keys import asks_passphrase

    folder = folders.find(study)
    return Study(folder, _typed() if ask and asks_passphrase(folder) else None)


def _protect(study: str, passphrase: bool, key_file: Path | None) -> None:
    from cjm_research.study import folder as folders
    from cjm_research.study.keys import asks_passphrase, change_secret

    if passphrase and key_file:
        raise StudyError("The key is opened by a passphrase or by a key file. Give exactly one of the two.")
    folder = folders.find(study)
    now = _typed() if asks_passphrase(folder) else None
    new = typer.prompt("New passphrase", hide_input=True, confirmation_prompt=True, err=True) if passphrase else None
    change_secret(folder, folder.config(), now, new, key_file)
    if new:
        typer.echo("The passphrase protects the key from now on. Without it nobody can bring the originals back.")
    else:
        typer.echo(f"{key_file} opens the key from now on. Keep a copy of it, and never in the study.")


def _typed() -> str:
    return typer.prompt("Passphrase of the key", hide_input=True, err=True)
