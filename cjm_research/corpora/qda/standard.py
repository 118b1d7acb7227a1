"""Whether a file keeps to the REFI-QDA standard: told in the load report, never a reason to refuse it.

The two schemas beside this file are those of the standard (release of 18 March 2019, MIT licence, notice inside).
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Any

from cjm_research.corpora.qda.elements import local
from cjm_research.corpora.qda.names import counted
from cjm_research.corpora.reading import Skipped

_SCHEMAS = {"Project": "Project.xsd", "CodeBook": "Codebook.xsd"}
_MOST_ELEMENTS = 200_000  # beyond this the check would take longer than the reading


def departures(root: Any) -> list[Skipped]:
    """Return one line that tells how a file departs from the standard; none if it does not.

    Parameters
    ----------
    root : element
        ``Project`` or ``CodeBook``.
    """
    name = _SCHEMAS.get(local(root))
    if name is None or sum(1 for _, _ in zip(root.iter(), range(_MOST_ELEMENTS + 1), strict=False)) > _MOST_ELEMENTS:
        return []
    schema = _schema(name)
    if schema.validate(root):
        return []
    errors = list(schema.error_log)
    first = errors[0]
    said = (
        first.message.split(": ", 1)[-1]
        .replace("{urn:QDA-XML:project:1.0}", "")
        .replace("{urn:QDA-XML:codebook:1.0}", "")
    )
    return [
        Skipped(
            f"line {first.line}",
            f"nothing: {counted(len(errors), 'departure')} from the REFI-QDA standard",
            f"read all the same; the first is: {said[:200]}",
        )
    ]


@cache
def _schema(name: str) -> Any:
    from lxml import etree

    parser = etree.XMLParser(no_network=True)
    return etree.XMLSchema(etree.fromstring((files(__package__) / name).read_bytes(), parser))
