"""The key of a study: which pseudonym stands for what, in one encrypted file that is read nowhere else.

The file's first line is JSON that anybody may read (format, how the secret is used, id of the key); the second is the
content, sealed with AES-256-GCM together with the first line, so that neither can be changed unnoticed. The secret is
a random key file that lies outside the study, or a passphrase (scrypt). Nothing here ever shows an original: not an
error, not a representation.

>>> import tempfile, pathlib
>>> with tempfile.TemporaryDirectory() as folder:
...     path, secret = pathlib.Path(folder, "pseudonyms.key"), Secret(passphrase="four words are plenty")
...     key = PrivacyKey.load(path, secret)
...     key.table["name|somebody"] = "[name-1]"
...     key.save()
...     PrivacyKey.load(path, secret).table, b"somebody" in path.read_bytes()
({'name|somebody': '[name-1]'}, False)
"""

from __future__ import annotations

import base64
import binascii
import json
import os
import secrets
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cjm_research.errors import StudyError

FORMAT, VERSION = "cjm-key", 1
KEY_BYTES = 32
_SCRYPT = {"n": 2**15, "r": 8, "p": 1}
_MOST_MEMORY = 1 << 28  # bytes; a header that asks scrypt for more was not written by this package
_PARTS = {"table": dict, "originals": dict, "surfaces": dict, "keep": list, "also": dict}


@dataclass(frozen=True)
class Secret:
    """What opens a key: a passphrase, or else a file of 32 random bytes in hex.

    Attributes
    ----------
    passphrase : str
        Empty if a file is used. Never shown.
    file : Path, optional
        Made on first use, for its owner's eyes only.
    where : str
        Written in the open part of the key so that a file in an unusual place is found again; empty for the usual one.
    """

    passphrase: str = field(default="", repr=False)
    file: Path | None = None
    where: str = ""


@dataclass(repr=False)
class PrivacyKey:
    """What pseudonyms stand for, and which words a person decided to keep or to replace.

    Attributes
    ----------
    path : Path
        The encrypted file.
    secret : Secret
        What it is saved with.
    key_id : str
        16 hex digits, in the open.
    table : dict of str to str
        ``"kind|normalised value"`` to pseudonym.
    originals : dict of str to list of str
        Pseudonym to the words that it stands for.
    surfaces : dict of str to str
        ``"document_id|start"`` to the words replaced there.
    keep : list of [str, str]
        Document id (empty for all) and words that are not to be replaced.
    also : dict of str to str
        Words that are to be replaced too, to their kind.
    """

    path: Path
    secret: Secret
    key_id: str = field(default_factory=lambda: secrets.token_hex(8))
    table: dict[str, str] = field(default_factory=dict)
    originals: dict[str, list[str]] = field(default_factory=dict)
    surfaces: dict[str, str] = field(default_factory=dict)
    keep: list[list[str]] = field(default_factory=list)
    also: dict[str, str] = field(default_factory=dict)
    _saved: str = field(default="", init=False)

    @classmethod
    def load(cls, path: str | Path, secret: Secret) -> PrivacyKey:
        """Open a key; where there is no file yet, begin an empty one.

        Parameters
        ----------
        path : str or Path
            The encrypted file.
        secret : Secret
            What opens it.

        Raises
        ------
        StudyError
            If the file is damaged, the secret is wrong, or the secret's file is not here.
        """
        path = Path(path)
        if not path.exists():
            return cls(path, secret)
        head, body = _parts_of(path)
        plain = _open(path, head, body, secret)
        key = cls(path, secret, head["key_id"], **plain)
        key._saved = key._content()
        return key

    def save(self) -> None:
        """Write the file if anything changed: whole or not at all, for its owner's eyes only.

        Raises
        ------
        StudyError
            If it, or the secret's file, cannot be written.
        """
        content = self._content()
        if content == (self._saved or self._nothing()):
            return
        self._write(content)

    def save_with(self, secret: Secret) -> None:
        """Encrypt anew with another secret."""
        self.secret = secret
        self._write(self._content())

    def _write(self, content: str) -> None:
        head, key = _new_head(self.key_id, self.secret)
        nonce = base64.b64decode(head["nonce"])
        line = json.dumps(head).encode()
        sealed = base64.b64encode(_cipher(key).encrypt(nonce, content.encode(), line))
        write_privately(self.path, line + b"\n" + sealed + b"\n")
        self._saved = content

    def _content(self) -> str:
        return json.dumps({name: getattr(self, name) for name in _PARTS}, ensure_ascii=False, sort_keys=True)

    def _nothing(self) -> str:
        return json.dumps({name: kind() for name, kind in _PARTS.items()}, sort_keys=True)

    def __repr__(self) -> str:
        return f"PrivacyKey({self.key_id}, {len(self.table)} pseudonyms)"


def opened_by(path: Path) -> dict[str, str]:
    """Return what the open part of a key's file tells.

    Returns
    -------
    dict
        ``by`` ("passphrase" or "file"), ``key_id`` and ``where``; empty if there is no file yet.

    Raises
    ------
    StudyError
        If the file is no key.
    """
    if not path.exists():
        return {}
    head, _ = _parts_of(path)
    by = "passphrase" if head["kdf"]["name"] == "scrypt" else "file"
    return {"by": by, "key_id": head["key_id"], "where": str(head["kdf"].get("where", ""))}


def write_privately(path: Path, data: bytes) -> None:
    """Put a file in place whole or not at all, on the disk when this returns, readable by its owner alone.

    Raises
    ------
    StudyError
        If the folder cannot be written.
    """
    part = path.with_name(f"{path.name}.{os.getpid()}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        part.unlink(missing_ok=True)
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        os.replace(part, path)
    except OSError as err:
        part.unlink(missing_ok=True)
        raise StudyError(
            f"{path}: the file cannot be written ({err.strerror}). Check the folder, its rights and the space on the "
            "disk, then try again; the earlier file is as it was."
        ) from err


def _parts_of(path: Path) -> tuple[dict[str, Any], bytes]:
    """Return the open and the sealed part; the open one is checked, since it comes from outside."""
    try:
        line, _, rest = path.read_bytes().partition(b"\n")
        head = json.loads(line)
        kdf = head["kdf"]
        known = head["format"] == FORMAT and kdf["name"] in ("file", "scrypt")
        base64.b64decode(head["nonce"], validate=True)
        body = base64.b64decode(rest.strip(), validate=True)
        if not known or not (head["key_id"].isalnum() and head["key_id"].isascii()):
            raise ValueError(head["format"])
        if kdf["name"] == "scrypt" and not 0 < 128 * int(kdf["n"]) * int(kdf["r"]) * int(kdf["p"]) <= _MOST_MEMORY:
            raise ValueError(kdf["n"])
    except OSError as err:
        raise StudyError(f"{path}: the key cannot be read ({err.strerror}). Check the rights of the file.") from err
    except (ValueError, KeyError, TypeError, AttributeError, binascii.Error) as err:
        raise StudyError(f"{path}: {_DAMAGED}") from err
    if head.get("version") != VERSION:
        raise StudyError(
            f"{path}: the key was made by a newer version of cjm_research (its format is {head.get('version')!r}, this "
            f"version knows {VERSION}). Update the package: pip install --upgrade cjm-research."
        )
    return {**head, "line": line}, body


_DAMAGED = (
    "this is no key of a study, or it is damaged. Put a backup of the file in its place. Without one, move it away: "
    "the study stays readable, but what its pseudonyms stand for is lost, and numbers go on after those in use."
)


def _open(path: Path, head: dict[str, Any], body: bytes, secret: Secret) -> dict[str, Any]:
    from cryptography.exceptions import InvalidTag

    try:
        key = _key_for(path, head, secret)
        plain = json.loads(_cipher(key).decrypt(base64.b64decode(head["nonce"]), body, head["line"]))
        return {name: kind(plain[name]) for name, kind in _PARTS.items()}
    except InvalidTag as err:
        with_what = "passphrase" if head["kdf"]["name"] == "scrypt" else f"key file {secret.file}"
        raise StudyError(
            f"{path}: the {with_what} does not open this key, or the key was changed. Try again with the right one; if "
            "it is right, put a backup of the key in its place."
        ) from err
    except (ValueError, KeyError, TypeError) as err:
        raise StudyError(f"{path}: {_DAMAGED}") from err


def _key_for(path: Path, head: dict[str, Any], secret: Secret) -> bytes:
    if head["kdf"]["name"] == "scrypt":
        if not secret.passphrase:
            raise StudyError(
                f"{path}: the key is protected by a passphrase and none was given. Open the study with "
                "Study.open(…, passphrase=…); `cjm add` asks for it."
            )
        return _from_passphrase(secret.passphrase, head["kdf"])
    if secret.file is None or not secret.file.exists():
        raise StudyError(
            f"{path}: the key file {secret.file} that opens it is not on this machine. Copy it there from the machine "
            "where the study was made. Without it the study can be read and exported, but no text can be added and "
            "originals cannot be shown."
        )
    return _read_key_file(secret.file)


def _new_head(key_id: str, secret: Secret) -> tuple[dict[str, Any], bytes]:
    head: dict[str, Any] = {"format": FORMAT, "version": VERSION, "key_id": key_id}
    # A fresh nonce for every write: GCM is broken by two texts under one nonce.
    head["nonce"] = base64.b64encode(secrets.token_bytes(12)).decode()
    if secret.passphrase:
        salt = base64.b64encode(secrets.token_bytes(16)).decode()
        head["kdf"] = {"name": "scrypt", "salt": salt, **_SCRYPT}
        return head, _from_passphrase(secret.passphrase, head["kdf"])
    if secret.file is None:
        raise StudyError("A key is saved with a passphrase or a key file. Give one of them.")
    if not secret.file.exists():
        write_privately(secret.file, secrets.token_hex(KEY_BYTES).encode() + b"\n")
    head["kdf"] = {"name": "file", "where": secret.where}
    return head, _read_key_file(secret.file)


def _read_key_file(file: Path) -> bytes:
    try:
        key = bytes.fromhex(file.read_text("ascii"))
    except (OSError, ValueError) as err:
        key, cause = b"", err
    else:
        cause = None
    if len(key) != KEY_BYTES:
        raise StudyError(
            f"{file}: this is no key file; one holds {2 * KEY_BYTES} hex digits. Put a backup in its place."
        ) from cause
    return key


def _from_passphrase(passphrase: str, kdf: dict[str, Any]) -> bytes:
    import unicodedata

    from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

    # One way to write an accent or a full-width letter, whatever keyboard it was typed on.
    typed = unicodedata.normalize("NFKC", passphrase).encode()
    salt = base64.b64decode(kdf["salt"])
    return Scrypt(salt=salt, length=KEY_BYTES, n=int(kdf["n"]), r=int(kdf["r"]), p=int(kdf["p"])).derive(typed)


def _cipher(key: bytes) -> Any:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    return AESGCM(key)
