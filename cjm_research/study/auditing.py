"""The audit of a study: every act with what it changed, and how often people corrected the machine."""

from __future__ import annotations

from dataclasses import dataclass, field
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

from cjm_research.review import audit as acts
from cjm_research.review import corrections as judged
from cjm_research.study import pipeline

if TYPE_CHECKING:
    import pandas as pd

    from cjm_research.codes.codebook import Codebook
    from cjm_research.store.database import Store
    from cjm_research.study.folder import StudyConfig, StudyFolder


@dataclass(frozen=True)
class Audit:
    """Who did what, when, to what, from which suggestion; build it with `of`.

    Attributes
    ----------
    events : DataFrame
        Contract "events".
    codebook : Codebook
        Names the codes.
    language : {"en", "zh"}
        In which it shows itself.
    """

    events: pd.DataFrame = field(repr=False)
    codebook: Codebook = field(repr=False)
    language: str = "en"

    @classmethod
    def of(cls, folder: StudyFolder, config: StudyConfig, store: Store, language: str | None = None) -> Audit:
        """Read the acts of a study."""
        return cls(store.events(), pipeline.codebook(folder, store), language or config.languages[0])

    @property
    def table(self) -> pd.DataFrame:
        """One row per change, as `review.audit.audit`; no words of people are in it."""
        return acts.audit(self.events, self.codebook, self.language)

    def corrections(self, by: str | None = None) -> pd.DataFrame:
        """Return how often suggestions were accepted, changed, rejected; by "coder" or "half" if asked."""
        return judged.corrections(self.events, by)

    def write(self, path: str | Path) -> Path:
        """Write it to a .csv, or with the corrections to an .xlsx."""
        from cjm_research.exports.audit import write_audit

        return write_audit(path, self.table, self.corrections(), self.sentences, self.language)

    @property
    def sentences(self) -> tuple[str, ...]:
        """What was done and how often the machine was corrected, in words."""
        corrected = judged.corrected(self.events, self.codebook, self.language)
        return (acts.told(self.events, self.language), corrected)

    def __str__(self) -> str:
        return "\n".join(self.sentences)

    def _repr_html_(self) -> str:
        said = "".join(f"<p>{escape(sentence)}</p>" for sentence in self.sentences)
        return said + self.table.tail(20).to_html(index=False, escape=True, na_rep="")
