"""Where a study's key lies and what opens it: a key file outside the study by default, a passphrase if one is wished.

``pseudonyms.key`` lies in the study and is sealed; what opens it must never lie beside it, or a copy of the folder
would hold both. The study can be read and exported without; adding text and showing originals need it.
"""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from typing import TYPE_CHECKING

from cjm_research.corpora.privacy.key import PrivacyKey, Secret, opened_by
from cjm_research.errors import StudyError

if TYPE_CHECKING:
    from cjm_research.study.folder import StudyConfig, StudyFolder

KEY_FILE = "pseudonyms.key"


def load_key(folder: StudyFolder, config: StudyConfig, passphrase: str | None = None) -> PrivacyKey:
    """Open the key of a study; a study without one gets an empty one, written when it is first saved.

    Parameters
    ----------
    folder, config
        The study.
    passphrase : str, optional
        What protects the key; without it a key file does.

    Raises
    ------
    StudyError
        If the key is damaged, or what opens it is wrong or not here.
    """
    path = folder.path / KEY_FILE
    told = opened_by(path)
    if passphrase and told.get("by") == "file":
        raise StudyError(
            f"{path}: a key file opens this key, no passphrase. Open the study without one, or protect the key with "
            f"`cjm privacy {folder.name} --passphrase`."
        )
    if passphrase or told.get("by") == "passphrase":
        return PrivacyKey.load(path, Secret(passphrase=passphrase or ""))
    if not told:
        key_id = secrets.token_hex(8)
        return PrivacyKey(path, Secret(file=key_folder(config) / f"{key_id}.key"), key_id)
    usual = key_folder(config) / f"{told['key_id']}.key"
    elsewhere = Path(told["where"]).expanduser() if told["where"] else usual
    # A key file that was copied to another machine may lie in the usual place there.
    file = elsewhere if elsewhere.exists() or not usual.exists() else usual
    return PrivacyKey.load(path, Secret(file=file, where=told["where"]))


def asks_passphrase(folder: StudyFolder) -> bool:
    """Whether a passphrase opens the key of a study."""
    return opened_by(folder.path / KEY_FILE).get("by") == "passphrase"


def key_folder(config: StudyConfig) -> Path:
    """Return where key files lie: as in the settings, else in the user's own configuration folder."""
    chosen = config.settings.privacy.key_folder
    if chosen:
        return Path(chosen).expanduser()
    base = os.environ.get("XDG_CONFIG_HOME") or "~/.config"
    return Path(base).expanduser() / "cjm" / "keys"


def change_secret(
    folder: StudyFolder,
    config: StudyConfig,
    passphrase: str | None = None,
    new_passphrase: str | None = None,
    key_file: str | Path | None = None,
) -> PrivacyKey:
    """Encrypt the key anew with another passphrase or key file.

    Parameters
    ----------
    folder, config
        The study.
    passphrase : str, optional
        What opens the key now, if a passphrase does.
    new_passphrase : str, optional
        What is to open it from now on.
    key_file : str or Path, optional
        A file to open it with, made if it is not there. The earlier key file is left as it is, because it opens
        earlier copies of the key.

    Raises
    ------
    StudyError
        If neither or both are given, the file would lie in the study, or the key cannot be opened.
    """
    if bool(new_passphrase) == bool(key_file):
        raise StudyError("The key is opened by a passphrase or by a key file. Give exactly one of the two.")
    key = load_key(folder, config, passphrase)
    if new_passphrase:
        key.save_with(Secret(passphrase=new_passphrase))
        return key
    file = Path(key_file or "").expanduser().absolute()
    if file.resolve().is_relative_to(folder.path.resolve()):
        raise StudyError(
            f"{file}: a key file must not lie in the study, or a copy of the study would hold both. Choose a folder "
            "outside of it."
        )
    key.save_with(Secret(file=file, where=_told(file)))
    return key


def _told(file: Path) -> str:
    """Return the path as it is written into the open part: without the name of the user."""
    home = Path.home()
    return f"~/{file.relative_to(home).as_posix()}" if file.is_relative_to(home) else str(file)
