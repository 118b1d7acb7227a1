"""Office files with the clock taken out: the same content gives the same bytes (law 2).

Word, PowerPoint and Excel files are zips. The libraries that make them write the time of day into every entry and into
``docProps/core.xml``, and their templates bring a thumbnail of another document along. `steady` rewrites such a zip:
entries stay in the order given, every time is 1980-01-01 (the earliest a zip can hold), created and modified are one
given date, thumbnails go.
"""

from __future__ import annotations

import io
import re
import zipfile
from datetime import datetime

EARLIEST = (1980, 1, 1, 0, 0, 0)
"""The earliest time a zip entry can have."""
NO_DATE = datetime(2000, 1, 1)
"""What a file says was its date where the study has none."""

_THUMBNAIL = re.compile(r"^docProps/thumbnail\.\w+$")
_THUMBNAIL_LINK = re.compile(rb"<Relationship\b[^>]*?docProps/thumbnail\.[^>]*?/>")
_THUMBNAIL_TYPE = re.compile(rb"<Override\b[^>]*?/docProps/thumbnail\.[^>]*?/>")
_DATE = re.compile(rb"(<dcterms:(created|modified)\b[^>]*>)[^<]*(</dcterms:\2>)")
_LAST_PRINTED = re.compile(rb"<cp:lastPrinted>[^<]*</cp:lastPrinted>")


def steady(data: bytes, modified: datetime | None = None) -> bytes:
    """Rewrite an Office file so that it holds neither clock nor thumbnail.

    Parameters
    ----------
    data : bytes
        A zip: .docx, .pptx, .xlsx.
    modified : datetime, optional
        What the file says was its date of creation and of change, such as that of the study; 2000-01-01 where none is
        given.

    Returns
    -------
    bytes
        The same entries with the same content in the same order.

    Raises
    ------
    zipfile.BadZipFile
        If the bytes are no zip.

    Examples
    --------
    >>> def made(year):
    ...     out = io.BytesIO()
    ...     with zipfile.ZipFile(out, "w") as file:
    ...         file.writestr(zipfile.ZipInfo("word/document.xml", (year, 5, 4, 3, 2, 2)), "<w/>")
    ...     return out.getvalue()
    >>> steady(made(2019)) == steady(made(2026))
    True
    """
    stamp = (modified or NO_DATE).strftime("%Y-%m-%dT%H:%M:%SZ").encode()
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as given, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as kept:
        for name in given.namelist():
            if _THUMBNAIL.match(name):
                continue
            entry = zipfile.ZipInfo(name, EARLIEST)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 0  # else the file would tell the operating system it was made on
            kept.writestr(entry, _without_clock(name, given.read(name), stamp))
    return out.getvalue()


def _without_clock(name: str, content: bytes, stamp: bytes) -> bytes:
    if name == "docProps/core.xml":
        dated = _DATE.sub(lambda found: found[1] + stamp + found[3], content)
        return _LAST_PRINTED.sub(b"", dated)
    if name == "_rels/.rels":
        return _THUMBNAIL_LINK.sub(b"", content)
    if name == "[Content_Types].xml":
        return _THUMBNAIL_TYPE.sub(b"", content)
    return content


def date_of(created_at: str | None) -> datetime | None:
    """Return the date of a study as `steady` wants it; None where the study has none.

    Examples
    --------
    >>> date_of("2026-03-04T10:11:12+00:00")
    datetime.datetime(2026, 3, 4, 10, 11, 12)
    >>> date_of("") is None
    True
    """
    return datetime.fromisoformat(created_at).replace(tzinfo=None) if created_at else None
