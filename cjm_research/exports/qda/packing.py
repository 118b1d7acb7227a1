"""A project and its texts as one ``.qdpx``: checked by the schema first, the same bytes for the same study."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from lxml import etree

from cjm_research.corpora.qda.elements import local
from cjm_research.errors import ExportError
from cjm_research.exports.qda.project import xml_bytes
from cjm_research.exports.zips import EARLIEST

SCHEMAS = {"Project": "Project.xsd", "CodeBook": "Codebook.xsd"}
"""The schema of the standard by the root of the file."""

_NAMESPACE = re.compile(r"\{urn:QDA-XML:\w+:1\.0\}")


def packed(element: Any, texts: Mapping[str, str]) -> bytes:
    """Return ``project.qde`` and ``sources/`` as the bytes of a zip.

    Parameters
    ----------
    element : element
        ``Project``.
    texts : mapping of str to str
        Texts by name; written as UTF-8 without a byte order mark.

    Raises
    ------
    ExportError
        If the project does not keep to the standard.
    """
    parts = [("project.qde", valid(element)), *((f"sources/{name}", texts[name].encode()) for name in sorted(texts))]
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts:
            entry = zipfile.ZipInfo(name, EARLIEST)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 0  # else the file would tell the operating system it was made on
            archive.writestr(entry, data)
    return out.getvalue()


def valid(element: Any) -> bytes:
    """Return an element as XML once it was seen to keep to its schema.

    Raises
    ------
    ExportError
        With the first departure.
    """
    schema = _schema(SCHEMAS[local(element)])
    if not schema.validate(element):
        first = _NAMESPACE.sub("", schema.error_log[0].message)
        raise ExportError(
            f"The file would not keep to the REFI-QDA standard: {first} Nothing was written. Please report this "
            "sentence; until it is mended, `cjm export STUDY --for csv` gives the same codings as tables."
        )
    return xml_bytes(element)


@cache
def _schema(name: str) -> Any:
    parser = etree.XMLParser(no_network=True)
    return etree.XMLSchema(etree.fromstring((files("cjm_research.corpora.qda") / name).read_bytes(), parser))
