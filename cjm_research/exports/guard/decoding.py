r"""From bytes to parts: what a file is, is told by its bytes, never by its name.

>>> [view.text for part in parts_of("\ufeffname,Ana".encode("utf-16-le")) for view in part.views]
['name,Ana']
"""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING

from cjm_research.exports.guard.leak import Place
from cjm_research.exports.guard.packed import packed_parts
from cjm_research.exports.guard.part import Part, View, by_line, embedded, views

if TYPE_CHECKING:
    from pypdf import PdfReader

_DEEPEST = 5
_MARKUP = re.compile(r"\s*<(?:\?xml|!doctype|html|svg|mxfile|[A-Za-z][\w:.-]*[\s>/])", re.IGNORECASE)
_PNG = b"\x89PNG\r\n\x1a\n"


def parts_of(data: bytes, deep: int = 0) -> Iterator[Part]:
    """Yield the parts of a file.

    Parameters
    ----------
    data : bytes
        The whole file.
    deep : int
        How many files it lies in: a book in a chart in a slide.
    """
    if deep > _DEEPEST:
        yield Part(views(data.decode("latin-1")), _whole)
    elif data[:2] == b"PK" and zipfile.is_zipfile(io.BytesIO(data)):
        yield from packed_parts(data, partial(parts_of, deep=deep + 1))
    elif data[:4] == b"PAR1":
        yield from _parquet(data)
    elif data.startswith(_PNG):
        yield from _png(data)
    elif data[:5] == b"%PDF-":
        yield from _pdf(data)
    else:
        yield from _text(data, deep)


def decoded(data: bytes) -> str:
    """Return a text in the encoding that its bytes tell; what is none is read sign by sign."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return data.decode("utf-16", "replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    if b"\x00" not in data[:4096]:
        try:
            return data.decode("gb18030")
        except UnicodeDecodeError:
            pass
    # Neither a text nor a format that is known: whatever can be read in it in either width.
    return "\n".join((data.decode("utf-8", "ignore"), data.decode("utf-16-le", "ignore"), data.decode("latin-1")))


def _text(data: bytes, deep: int) -> Iterator[Part]:
    text = decoded(data)
    markup = bool(_MARKUP.match(text[:400]))
    yield Part(views(text, markup), by_line)
    if deep < _DEEPEST:
        for inner in embedded(text):
            # Fonts and pixels hold no words.
            if inner[:4] not in (b"wOF2", b"wOFF", b"\x00\x01\x00\x00", b"OTTO") and inner[:3] != b"\xff\xd8\xff":
                for part in parts_of(inner, deep + 1):
                    yield Part(part.views, _whole)


def _whole(view: View, at: int) -> Place:
    return Place("whole")


def _parquet(data: bytes) -> Iterator[Part]:
    import pyarrow as pa
    import pyarrow.parquet as pq

    table = pq.read_table(pa.BufferReader(data))
    for key, value in (table.schema.metadata or {}).items():
        told = Place("metadata", (key.decode("utf-8", "replace"),))
        yield Part(views(value.decode("utf-8", "replace")), lambda view, at, told=told: told)
    yield Part(views("\n".join(table.column_names)), lambda view, at: Place("metadata", ("schema",)))
    for name, column in zip(table.column_names, table.columns, strict=True):
        if not pa.types.is_primitive(column.type):
            rows = (str(value).replace("\n", " ") for value in column.to_pylist())
            yield Part(
                views("\n".join(rows)),
                lambda view, at, name=name: Place("column", (name, view.text.count("\n", 0, at) + 1)),
            )


def _png(data: bytes) -> Iterator[Part]:
    at = len(_PNG)
    while at + 8 <= len(data):
        size, kind = struct.unpack(">I4s", data[at : at + 8])
        body = data[at + 8 : at + 8 + size]
        at += 12 + size
        if kind in (b"tEXt", b"zTXt", b"iTXt", b"eXIf"):
            key, _, value = body.partition(b"\x00")
            told = Place("metadata", (key.decode("latin-1"),))
            yield Part(views(decoded(key + b"\n" + _unpacked(kind, value))), lambda view, at, told=told: told)


def _unpacked(kind: bytes, value: bytes) -> bytes:
    if kind == b"zTXt":
        return zlib.decompress(value[1:])
    if kind == b"iTXt":
        packed, _, rest = value[:1], value[1:2], value[2:]
        text = rest.split(b"\x00", 2)[-1]
        return zlib.decompress(text) if packed == b"\x01" else text
    return value


def _pdf(data: bytes) -> Iterator[Part]:
    from pypdf import PdfReader
    from pypdf.errors import PyPdfError

    try:
        yield from _pages(PdfReader(io.BytesIO(data)))
    except PyPdfError as err:
        raise ValueError(str(err)) from err


def _pages(reader: PdfReader) -> Iterator[Part]:
    for key, value in (reader.metadata or {}).items():
        told = Place("metadata", (key.strip("/"),))
        yield Part(views(str(value)), lambda view, at, told=told: told)
    xmp = reader.trailer["/Root"].get("/Metadata")
    if xmp is not None:
        text = decoded(xmp.get_object().get_data())
        yield Part(views(text, True), lambda view, at: Place("metadata", ("XMP",)))
    for n, page in enumerate(reader.pages, 1):
        yield Part(views(page.extract_text()), lambda view, at, n=n: Place("page", (n,)))
