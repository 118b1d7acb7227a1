"""The corpus of a study: four frames that keep the contracts of `schema`, and how they show themselves.

>>> Corpus.empty()
Corpus(0 documents, 0 people, 0 turns)
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from html import escape

import pandas as pd

from cjm_research import schema

TABLES = ("files", "documents", "cases", "turns", "replacements", "codes", "imported", "memos")
"""The frames of a corpus, by the names of their contracts."""


@dataclass(frozen=True, repr=False)
class Corpus:
    """What a study has read.

    Attributes
    ----------
    files, documents, cases, turns : DataFrame
        One row per original file, document, person and turn; columns as in `schema.CONTRACTS`, sorted by the key.
    replacements : DataFrame
        One row per place where something personal was replaced, or possibly should be.
    codes, imported, memos : DataFrame
        What projects of other tools brought along.
    """

    files: pd.DataFrame
    documents: pd.DataFrame
    cases: pd.DataFrame
    turns: pd.DataFrame
    replacements: pd.DataFrame
    codes: pd.DataFrame
    imported: pd.DataFrame
    memos: pd.DataFrame

    @classmethod
    def empty(cls) -> Corpus:
        """Return a corpus without anything in it."""
        return cls.of(schema.empty)

    @classmethod
    def of(cls, frame: Callable[[str], pd.DataFrame]) -> Corpus:
        """Return the corpus whose frames a function gives by name, for example `Store.frame`."""
        return cls(*(frame(name) for name in TABLES))

    def frames(self) -> dict[str, pd.DataFrame]:
        """Return the frames by name."""
        return {name: getattr(self, name) for name in TABLES}

    def without(self, sources: set[str]) -> Corpus:
        """Return the corpus without what came from some files.

        Parameters
        ----------
        sources : set of str
            Values of ``files.source``.
        """
        gone = self.documents.loc[self.documents["source"].isin(sources), "document_id"]

        def kept(name: str) -> pd.DataFrame:
            frame = getattr(self, name)
            column, values = ("source", sources) if "source" in frame else ("document_id", gone)
            return frame[~frame[column].isin(values)]

        return Corpus.of(kept)

    def counts(self) -> dict[str, int]:
        """Return how many documents, people, turns and words by kind and language there are."""
        by_kind = self.documents["kind"].value_counts().to_dict()
        by_language = self.documents["language"].value_counts().to_dict()
        return {
            "files": len(self.files),
            "documents": len(self.documents),
            "interviews": int(by_kind.get("interview", 0)),
            "respondents": int((self.cases["kind"] == "respondent").sum()),
            "participants": int((self.cases["kind"] == "participant").sum()),
            "people": len(self.cases),
            "turns": len(self.turns),
            **{f"documents in {language}": int(by_language[language]) for language in sorted(by_language)},
        }

    def __repr__(self) -> str:
        """Return the counts in one line."""
        return f"Corpus({len(self.documents)} documents, {len(self.cases)} people, {len(self.turns)} turns)"

    def _repr_html_(self) -> str:
        cells = "".join(f"<tr><th>{escape(key)}</th><td>{value:,}</td></tr>" for key, value in self.counts().items())
        return f"<table><caption>Corpus</caption>{cells}</table>"
