"""What a coder is, and how to add one.

A coder reads segments and suggests; it never writes a coding (only a person does). It needs one method and two
attributes::

    class LoudCoder:
        name = "loud"
        version = "1"        # changes whenever a suggestion would change

        def __init__(self, embedder):
            self.embedder = embedder

        def suggest(self, segments, codebook):
            ...              # a frame with the contract "suggestions" of `cjm_research.schema`

Register it with an entry point in the group ``cjm_research.coder``; a study names it under ``[settings.coder]``. The
laws that a test runs over every registered coder: what is suggested for a segment depends on the segment alone (not on
the order or the batch), the input is not changed, scores lie between 0 and 1, and every suggestion says why in
``reason`` or has decision "no".
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, runtime_checkable

if TYPE_CHECKING:
    import pandas as pd

    from cjm_research.codes.codebook import Codebook


@runtime_checkable
class Coder(Protocol):
    """Anything that suggests codes for segments.

    Attributes
    ----------
    name : str
        The registered name.
    version : str
        Changes whenever a suggestion would change.
    """

    name: str
    version: str

    def suggest(self, segments: pd.DataFrame, codebook: Codebook) -> pd.DataFrame:
        """Return suggestions for segments; both frames keep their contracts."""
        ...
