"""A phrase that may name a theme."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Phrase:
    """A phrase cut out of a segment.

    Attributes
    ----------
    text : str
        As it would be shown.
    keys : tuple of str
        Stems of its content words, in order; phrases with the same keys say the same.
    kind : {"act", "state", "thing", "clause"}
        Verb and object; a thing and how it is; a noun with what describes it; a whole clause of the speaker.
    """

    text: str
    keys: tuple[str, ...]
    kind: str
