"""Zip archives and XML from other people's hands, opened without harm.

Word, OpenDocument and Excel files and the projects of other tools are zip archives with XML inside. A small one may
unpack to more than a machine holds, name places outside itself, or refer to files of the reader's machine. Whatever
opens such a file goes through `open_zip` and `xml_of`; both end in what was asked for or in one `ReadError`, within
bounded memory. Nothing is ever unpacked to disk.

>>> xml_of(b"<a><b>late</b></a>", "talk.xml").findtext("b")
'late'
"""

from __future__ import annotations

import re
import zlib
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, LargeZipFile, ZipFile, ZipInfo

from cjm_research.errors import ReadError

if TYPE_CHECKING:
    from collections.abc import Iterable

MAX_ENTRY = 256 * 1024**2
"""Most bytes that one part of an archive may unpack to."""

MAX_TOTAL = 1024**3
"""Most bytes that an archive may unpack to in all."""

MAX_RATIO = 1000
"""A part beyond `RATIO_FROM` bytes may not unpack to more than so many times its packed size."""

RATIO_FROM = 10 * 1024**2

MAX_NODES = 8_000_000
"""Most elements and attributes of one XML text; each takes about 150 bytes in memory."""

_ENCRYPTED = 0x1
_OLE = b"\xd0\xcf\x11\xe0"
_PROTECTED = "EncryptedPackage".encode("utf-16-le")
_BROKEN = (BadZipFile, LargeZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError, OSError)


class SafeZip:
    """A zip archive whose parts have been weighed before any is unpacked; a context manager.

    Attributes
    ----------
    path : Path
        The file, for messages.
    names : list of str
        The parts in the order of the archive; folders left out.
    """

    def __init__(self, path: Path, archive: ZipFile) -> None:
        self.path = path
        self._archive = archive
        # Not `is_dir`: it stumbles over a part without a name.
        self._parts = {part.filename: part for part in archive.infolist() if not part.filename.endswith("/")}
        self.names = list(self._parts)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._archive.close()

    def __contains__(self, name: object) -> bool:
        return name in self._parts

    def read(self, name: str) -> bytes:
        """Return the bytes of one part.

        Parameters
        ----------
        name : str
            One of ``names``.

        Raises
        ------
        ReadError
            If there is no such part, or it is damaged.
        """
        if name not in self._parts:
            raise ReadError(f"{self.path} has no part {name!r}: it is not a whole {_kind(self.path)}. Save it again.")
        try:
            return self._archive.read(self._parts[name])
        except _BROKEN as err:
            raise ReadError(
                f"{self.path} is damaged: its part {name} cannot be unpacked. Copy or save it again."
            ) from err


def open_zip(path: str | Path) -> SafeZip:
    """Open a zip archive for reading, after its parts have been weighed.

    Parameters
    ----------
    path : str or Path
        An existing file.

    Returns
    -------
    SafeZip
        To be used in a ``with`` statement.

    Raises
    ------
    ReadError
        If the file is no zip archive, is cut off, damaged or protected by a password, unpacks to more than
        `MAX_ENTRY` bytes in one part or `MAX_TOTAL` in all, or names a place outside itself.
    """
    path = Path(path)
    _refuse_old_office(path)
    try:
        archive = ZipFile(path)
    except _BROKEN as err:
        raise ReadError(
            f"{path} is not a whole {_kind(path)}: it is damaged or cut off. Copy or save it again."
        ) from err
    try:
        _weigh(path, archive.infolist())
    except ReadError:
        archive.close()
        raise
    return SafeZip(path, archive)


def xml_of(data: bytes, where: str) -> Any:
    """Parse XML without entities, network or files, and return its root element.

    Parameters
    ----------
    data : bytes
        The whole XML text, in any encoding that it declares.
    where : str
        The file, and the part inside it, for messages.

    Returns
    -------
    lxml.etree._Element

    Raises
    ------
    ReadError
        If the text is not well-formed (the message names the line), defines entities, or is far too large.
    """
    from lxml import etree

    nodes = data.count(b"<") + data.count(b"=")
    if nodes > MAX_NODES:
        raise ReadError(f"{where} holds about {nodes:,} XML elements, at most {MAX_NODES:,} are read. Split the file.")
    if _defines_entities(data):
        raise ReadError(_entities(where))
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as err:
        reason = re.sub(r", line \d+, column \d+.*", "", err.msg or "it is empty")
        raise ReadError(
            f"{where}, line {err.lineno or 1}: not well-formed XML ({reason}). Export or save it again."
        ) from err
    except (ValueError, LookupError) as err:
        raise ReadError(f"{where}: not well-formed XML ({err}). Export or save it again.") from err
    dtd = root.getroottree().docinfo.internalDTD
    if dtd is not None and list(dtd.iterentities()):
        raise ReadError(_entities(where))
    return root


def _defines_entities(data: bytes) -> bool:
    plain = data.replace(b"\x00", b"") if b"\x00" in data[:200] else data
    return b"<!DOCTYPE" in plain and b"<!ENTITY" in plain


def _entities(where: str) -> str:
    return f"{where} defines XML entities, which could draw in other files. Export it again from the tool that made it."


def _kind(path: Path) -> str:
    return path.suffix.lower() or "zip archive"


def _refuse_old_office(path: Path) -> None:
    try:
        with path.open("rb") as file:
            if file.read(4) != _OLE:
                return
            protected = _PROTECTED in file.read(64 * 1024**2)
    except OSError as err:
        raise ReadError(f"{path} cannot be opened ({err.strerror}). Check that you may read it.") from err
    if protected:
        raise ReadError(f"{path} is protected by a password. Open it, remove the password and save it again.")
    raise ReadError(f"{path} is in the old Office format. Open it and save it as {_kind(path)}.")


def _weigh(path: Path, parts: Iterable[ZipInfo]) -> None:
    """Raise `ReadError` if any part, or all together, must not be unpacked."""
    total = 0
    for part in parts:
        name = part.filename
        if ".." in name.replace("\\", "/").split("/"):
            raise ReadError(f"{path} names a place outside itself ({name!r}). Do not trust it; ask for a new copy.")
        if part.flag_bits & _ENCRYPTED:
            raise ReadError(f"{path} is protected by a password. Open it, remove the password and save it again.")
        if part.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
            raise ReadError(
                f"{path}: its part {name} is packed by method {part.compress_type}, only stored and deflated parts "
                "are read. Save it again."
            )
        total += part.file_size
        if part.file_size > MAX_ENTRY:
            raise ReadError(
                f"{path}: its part {name} unpacks to {part.file_size / 1024**2:,.0f} MB, "
                f"at most {MAX_ENTRY // 1024**2} MB are read. Take large media out of it."
            )
        if part.file_size > RATIO_FROM and part.file_size > MAX_RATIO * part.compress_size:
            raise ReadError(
                f"{path}: its part {name} unpacks to {part.file_size // max(part.compress_size, 1):,} times its size, "
                "as no document does. Do not trust it; ask for a new copy."
            )
    if total > MAX_TOTAL:
        raise ReadError(
            f"{path} unpacks to {total / 1024**2:,.0f} MB, at most {MAX_TOTAL // 1024**2} MB are read. "
            "Take large media out of it."
        )
