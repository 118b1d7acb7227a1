"""Identifiers of REFI-QDA made from our own ids, so that a second export names the same things the same way.

>>> guid("document", "d00e48d584eb7")
'2164a89f-ca04-5963-afe8-29d872b4bc54'
"""

from __future__ import annotations

from uuid import NAMESPACE_URL, uuid5

_SPACE = uuid5(NAMESPACE_URL, "urn:cjm-research:refi-qda")


def guid(kind: str, *keys: object) -> str:
    """Return the GUID of a thing.

    Parameters
    ----------
    kind : str
        What it is: "document", "code", "note", …
    *keys : object
        What tells it from others of its kind.
    """
    return str(uuid5(_SPACE, "\x1f".join((kind, *map(str, keys)))))
