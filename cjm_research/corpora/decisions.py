"""What people decided about how files are read: roles, columns, consent, replacements to undo or to add.

A study keeps its decisions in ``study.toml`` (what is no secret) and in its encrypted key (what names people); reading
is a pure function of the originals and these.

>>> Decisions(consent={"P03": "refused"}).consent_of("P03"), Decisions().consent_of("P01")
('refused', 'given')
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Decisions:
    """Corrections to the reading of a study.

    Attributes
    ----------
    roles : mapping of str to mapping of str to str
        For a source: the label in the file, or ``"speaker 2"`` (by order of first word), to one of `schema.ROLES`.
    columns : mapping of str to mapping of str to str
        For a source: the name of a column to its kind (`surveys.columns`).
    consent : mapping of str to str
        A case id to one of `schema.CONSENTS`.
    consent_default : str
        What holds for everybody else whose file does not say it.
    keep : frozenset of (str, str)
        Words that are not to be replaced: the document id (empty for the whole study) and the words.
    also : mapping of str to str
        Words that are to be replaced too, and what they are: "name", "address", "handle" and so on.
    """

    roles: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    columns: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    consent: Mapping[str, str] = field(default_factory=dict)
    consent_default: str = "given"
    keep: frozenset[tuple[str, str]] = frozenset()
    also: Mapping[str, str] = field(default_factory=dict)

    def consent_of(self, case_id: str, told: str = "") -> str:
        """Return the consent of a person: as decided, else as the file tells, else the default."""
        return self.consent.get(case_id) or told or self.consent_default
