"""What a person decided about the reading of a study, as it stands in ``study.toml``: consent, roles, columns.

::

    consent = "not recorded"                  # of everybody whose file does not say it

    [people.P03]
    consent = "refused"                       # or "given, no quotes": takes part, and exports quote no word

    [roles."interviews/talk-1.vtt"]
    "speaker 2" = "interviewer"               # the second one to speak; or the label as it stands in the file

    [columns."survey.csv"]
    "What annoyed you?" = "open"

Written by hand or by the functions here, which leave every other line as it is. Speakers are written by number, so
that no name comes into the file that was not put there by hand.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Collection
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cjm_research.corpora.decisions import Decisions
from cjm_research.corpora.surveys.columns import KINDS
from cjm_research.errors import StudyError
from cjm_research.schema import CONSENTS, ROLES
from cjm_research.study.toml_lines import with_entry

if TYPE_CHECKING:
    from cjm_research.study.folder import StudyFolder

KEYS = ("consent", "people", "roles", "columns")
"""The keys of ``study.toml`` that hold decisions."""
DEFAULTS = ("given", "given, no quotes", "not recorded")
"""What may hold for everybody whose file does not say it."""


def decisions_of(data: dict[str, Any], file: Path) -> Decisions:
    """Return the decisions in the content of a ``study.toml``.

    Parameters
    ----------
    data : dict
        The whole content; keys other than `KEYS` are not looked at.
    file : Path
        The file named in an error.

    Raises
    ------
    StudyError
        If a table is none, a key is unknown or a value is not one of those expected.
    """
    default = _one_of(data.get("consent", "given"), DEFAULTS, "consent", file)
    people = {}
    for case_id, told in _table(data, "people", file).items():
        where = f"people.{case_id}"
        entry = _is_table(told, where, file)
        unknown(entry, ("consent",), f" in [{where}]", file)
        if "consent" in entry:
            people[case_id] = _one_of(entry["consent"], CONSENTS, f"{where}.consent", file)
    return Decisions(
        roles=_by_source(data, "roles", ROLES, file),
        columns=_by_source(data, "columns", KINDS, file),
        consent=people,
        consent_default=default,
    )


def unknown(entries: Collection[str], known: Collection[str], where: str, file: Path) -> None:
    """Refuse the first key that is not known, and name the nearest.

    Raises
    ------
    StudyError
        If there is one.
    """
    for key in sorted(set(entries) - set(known)):
        near = get_close_matches(key, known, n=1)
        hint = f" Did you mean {near[0]!r}?" if near else ""
        raise StudyError(f"{file}: unknown key {key!r}{where}.{hint} Known: {', '.join(sorted(known))}.")


def set_role(folder: StudyFolder, source: str, speaker: int, role: str) -> None:
    """Write who somebody is in an interview.

    Parameters
    ----------
    folder : StudyFolder
        The study.
    source : str
        Path of the original below ``raw/``.
    speaker : int
        1 for the first one to speak, and so on.
    role : str
        One of `schema.ROLES`.

    Raises
    ------
    StudyError
        If the role is unknown, or ``study.toml`` cannot be changed without touching other lines.
    """
    file = folder.path / "study.toml"
    _write(file, ("roles", source), f"speaker {speaker}", _one_of(role, ROLES, f"roles.{source}", file))


def set_column(folder: StudyFolder, source: str, column: str, kind: str) -> None:
    """Write what a column of a survey is.

    Parameters
    ----------
    folder : StudyFolder
        The study.
    source : str
        Path of the original below ``raw/``.
    column : str
        Its name, as the load report and `Study.columns` give it.
    kind : str
        One of `columns.KINDS`.

    Raises
    ------
    StudyError
        If the kind is unknown, or ``study.toml`` cannot be changed without touching other lines.
    """
    file = folder.path / "study.toml"
    _write(file, ("columns", source), column, _one_of(kind, KINDS, f"columns.{source}", file))


def set_consent(folder: StudyFolder, case_id: str, consent: str) -> None:
    """Write whether a person consented.

    Parameters
    ----------
    folder : StudyFolder
        The study.
    case_id : str
        The person, such as ``P03``.
    consent : str
        One of `schema.CONSENTS`.

    Raises
    ------
    StudyError
        If the consent is unknown, or ``study.toml`` cannot be changed without touching other lines.
    """
    file = folder.path / "study.toml"
    _write(file, ("people", case_id), "consent", _one_of(consent, CONSENTS, f"people.{case_id}.consent", file))


def _write(file: Path, table: tuple[str, ...], key: str, value: str) -> None:
    try:
        text = file.read_bytes().decode("utf-8-sig")
        new = with_entry(text, table, key, value)
    except FileNotFoundError as err:
        raise StudyError(f"{file}: not there. Make the study with `cjm new {file.parent.name}`.") from err
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as err:
        raise StudyError(f"{file}: cannot be read as TOML in UTF-8: {err}. Mend that line.") from err
    except StudyError as err:
        raise StudyError(f"{file}: {err}") from err
    part = file.with_name(file.name + ".part")
    part.write_bytes(new.encode("utf-8"))
    os.replace(part, file)


def _by_source(data: dict[str, Any], name: str, values: tuple[str, ...], file: Path) -> dict[str, dict[str, str]]:
    found = {}
    for source, told in _table(data, name, file).items():
        entries = _is_table(told, f'{name}."{source}"', file)
        found[source] = {
            key: _one_of(value, values, f'{name}."{source}"."{key}"', file) for key, value in entries.items()
        }
    return found


def _table(data: dict[str, Any], name: str, file: Path) -> dict[str, Any]:
    return _is_table(data.get(name, {}), name, file)


def _is_table(told: Any, where: str, file: Path) -> dict[str, Any]:
    if not isinstance(told, dict):
        raise StudyError(f"{file}: {where} is {told!r}. Expected a table: a line [{where}] with entries below it.")
    return told


def _one_of(value: Any, values: tuple[str, ...], where: str, file: Path) -> str:
    if value not in values:
        near = get_close_matches(str(value), values, n=1)
        hint = f" Did you mean {near[0]!r}?" if near else ""
        known = ", ".join(f'"{one}"' if "," in one else one for one in values)
        raise StudyError(f"{file}: {where} is {value!r}.{hint} Expected one of: {known}.")
    return str(value)
