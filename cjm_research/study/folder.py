"""The study folder: where a study lies, its settings file, its originals.

A study is named by a folder of ``corpora/`` or by a path. Its folder holds ``raw/`` (originals, written once and never
changed), ``study.toml``, ``codebook.toml`` and ``study.sqlite``; ``cache/`` may be deleted at any time.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import tomllib
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from cjm_research.codes.codebook import framework_text
from cjm_research.corpora.decisions import Decisions
from cjm_research.errors import StudyError
from cjm_research.schema import LANGUAGES
from cjm_research.settings import Settings
from cjm_research.study import corrections
from cjm_research.study.toml_lines import quoted

_TEMPLATE = """\
# What this study is about. Everything here may be edited by hand.
title = {title}
languages = [{languages}]      # "en", "zh" or both; the first one is the language of the reports
scenario = ""                  # whose journey, towards what, for example "first order of a sofa"
framework = "six"              # stages of the map: three, four, five or six
seed = 20260101                # every random draw starts here, so that a re-run gives the same result
consent = "given"              # of everybody whose file does not say it: "given", "given, no quotes" or "not recorded"

# Corrections to how the files were read, for example:
# [roles."interviews/talk-1.vtt"]
# "speaker 2" = "interviewer"  # the second one to speak in that file: participant, interviewer or other
# [columns."survey.csv"]
# "What annoyed you?" = "open" # open, closed, name, unused, …: any kind that `study.columns()` shows
# [people.P03]
# consent = "refused"          # given, "given, no quotes" (takes part, is not quoted), not recorded, refused, withdrawn

# Stages of your own, in their order; `study.mapping.propose_stages()` writes a proposal from what people say:
# [stages.browse]
# name = "Browse"
# covers = ["awareness", "consideration"]   # of awareness, consideration, purchase, delivery, use, loyalty
# examples = ["I looked at three sites."]   # needed only where stages share what they cover

# Which stage a rating of the survey measures, where its title does not say so:
# [measures]
# "How satisfied were you with the courier?" = "delivery"

# Any setting of the package may be changed for this study, for example:
# [settings.segments]
# max_chars = 300
"""


@dataclass(frozen=True)
class StudyConfig:
    """What ``study.toml`` says.

    Attributes
    ----------
    title, scenario, framework : str
        Title, whose journey it is, id of the stage framework.
    languages : tuple of str
        Languages of the material, the first one that of the reports.
    seed : int
        Start of every random draw.
    stages : dict
        The study's own framework under ``[stages]``, empty if none.
    settings : Settings
        The package's settings with the study's changes.
    decisions : Decisions
        Corrections to the reading: roles, columns, consent.
    measures : dict of str to str
        Under ``[measures]``: title of a survey's column to the stage that it rates; "" = the journey as a whole.
    """

    title: str
    languages: tuple[str, ...]
    scenario: str
    framework: str
    seed: int
    stages: dict[str, Any] = field(default_factory=dict)
    settings: Settings = field(default_factory=Settings.default)
    decisions: Decisions = field(default_factory=Decisions)
    measures: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class StudyFolder:
    """The paths of one study.

    Attributes
    ----------
    path : Path
        The study's folder.
    """

    path: Path

    @property
    def name(self) -> str:
        """The folder's own name."""
        return self.path.name

    @property
    def raw(self) -> Path:
        """Originals, never written after they are copied in."""
        return self.path / "raw"

    @property
    def database(self) -> Path:
        """The SQLite file with everything that is derived or decided."""
        return self.path / "study.sqlite"

    @property
    def codebook(self) -> Path:
        """The study's own copy of the codebook; without it the shipped one is used."""
        return self.path / "codebook.toml"

    @property
    def cache(self) -> Path:
        """Embeddings and other things that can be made again."""
        return self.path / "cache"

    @property
    def reports(self) -> Path:
        """``reports/<study>`` for a study in ``corpora/``, else ``<study>/reports``."""
        if self.path.parent.name == "corpora":
            return self.path.parent.parent / "reports" / self.name
        return self.path / "reports"

    def config(self) -> StudyConfig:
        """Read ``study.toml``.

        Raises
        ------
        StudyError
            If it is missing, is no TOML, or holds a wrong value.
        """
        file = self.path / "study.toml"
        try:
            data = tomllib.loads(file.read_text("utf-8-sig"))
        except FileNotFoundError as err:
            raise StudyError(f"{file}: not there. Make the study with `cjm new {self.name}`.") from err
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as err:
            raise StudyError(f"{file}: cannot be read as TOML in UTF-8: {err}. Mend that line.") from err
        return _config(data, file, self.name)

    def copy_in(self, path: Path, source: str) -> Path:
        """Copy an original into ``raw/`` untouched, byte for byte.

        Parameters
        ----------
        path : Path
            The original; one that already lies in ``raw/`` stays where it is.
        source : str
            Its place below ``raw/``.

        Returns
        -------
        Path
            The copy.
        """
        target = self.raw / source
        if path.resolve() == target.resolve():
            return target
        target.parent.mkdir(parents=True, exist_ok=True)
        part = target.with_name(target.name + ".part")
        shutil.copyfile(path, part)
        os.replace(part, target)
        return target


def file_digest(path: Path) -> str:
    """Return the sha256 of a file, in hex, read in pieces."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def home(start: Path | None = None) -> Path:
    """Return the nearest folder, from the current one upwards, that holds ``corpora/``; else the current one.

    A notebook runs in ``notebooks/`` and a command in the project's own folder: both mean the same studies.
    """
    here = (start or Path.cwd()).absolute()
    return next((folder for folder in (here, *here.parents) if (folder / "corpora").is_dir()), here)


def locate(study: str | Path, root: Path | None = None) -> StudyFolder:
    """Return the folder a study name or path stands for, without asking that it exists.

    Parameters
    ----------
    study : str or Path
        A name (``sofa-2026``, a folder of ``corpora/``) or a path.
    root : Path, optional
        Where ``corpora/`` lies; found by `home` by default.
    """
    path = Path(study).expanduser()
    root = root or home()
    if len(path.parts) == 1 and not path.is_absolute() and str(study) not in (".", ".."):
        in_corpora = root / "corpora" / path
        if in_corpora.is_dir() or not path.is_dir():
            return StudyFolder(in_corpora)
    if not path.is_absolute() and not path.exists() and (root / path).exists():
        return StudyFolder(root / path)
    return StudyFolder(path.absolute())


def find(study: str | Path, root: Path | None = None) -> StudyFolder:
    """Return the folder of a study that exists.

    Raises
    ------
    StudyError
        If there is no such folder; the message lists the studies there are.
    """
    folder = locate(study, root)
    if (folder.path / "study.toml").is_file():
        return folder
    corpora = (root or home()) / "corpora"
    known = sorted(p.parent.name for p in corpora.glob("*/study.toml"))
    near = get_close_matches(str(study), known, n=1)
    hint = f" Did you mean {near[0]!r}?" if near else ""
    listed = f" Studies in {corpora}: {', '.join(known)}." if known else f" There are no studies in {corpora}."
    what = "has no study.toml" if folder.path.is_dir() else "does not exist"
    raise StudyError(f"Study {str(study)!r}: {folder.path} {what}.{hint}{listed} Make one with `cjm new {study}`.")


def create(study: str | Path, title: str | None = None, languages: tuple[str, ...] = ("en",)) -> StudyFolder:
    """Make the folder of a new study with a commented ``study.toml`` and a codebook to edit.

    Raises
    ------
    StudyError
        If the study is already there, or a language is not known.
    """
    folder = locate(study)
    unknown = sorted(set(languages) - set(LANGUAGES))
    if unknown or not languages:
        raise StudyError(f"Languages {list(languages)}: only {', '.join(LANGUAGES)} are known. Give one or both.")
    if (folder.path / "study.toml").exists():
        raise StudyError(
            f"Study {str(study)!r} is already at {folder.path}. Add files to it with `cjm add {study} PATH`."
        )
    folder.raw.mkdir(parents=True, exist_ok=True)
    text = _TEMPLATE.format(title=quoted(title or folder.name), languages=", ".join(quoted(code) for code in languages))
    (folder.path / "study.toml").write_text(text, "utf-8")
    folder.codebook.write_text(framework_text(), "utf-8")
    return folder


def _config(data: dict[str, Any], file: Path, name: str) -> StudyConfig:
    known = ("title", "languages", "scenario", "framework", "seed", "stages", "measures", "settings", *corrections.KEYS)
    corrections.unknown(data, known, "", file)
    languages = data.get("languages", ["en"])
    if not isinstance(languages, list) or not languages or set(languages) - set(LANGUAGES):
        raise StudyError(f'{file}: languages is {languages!r}. Expected a list of "en" and "zh", such as ["en"].')
    seed = data.get("seed", 20260101)
    if not isinstance(seed, int) or isinstance(seed, bool) or seed < 0:
        raise StudyError(f"{file}: seed is {seed!r}. Expected a whole number of 0 or more.")
    return StudyConfig(
        title=str(data.get("title", name)),
        languages=tuple(languages),
        scenario=str(data.get("scenario", "")),
        framework=str(data.get("framework", "six")),
        seed=seed,
        stages=data.get("stages", {}),
        measures=data.get("measures", {}),
        settings=Settings.from_overrides(data.get("settings", {}), where=str(file)),
        decisions=corrections.decisions_of(data, file),
    )
