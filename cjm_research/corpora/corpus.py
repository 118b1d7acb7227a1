"""The corpus of a study: four frames that keep the contracts of `schema`, and how they show themselves.

>>> Corpus.empty()
Corpus(0 documents, 0 people, 0 turns)
"""

from __future__ import annotations

from dataclasses import dataclass
from html import escape

import pandas as pd

from cjm_research import schema


@dataclass(frozen=True, repr=False)
class Corpus:
    """What a study has read.

    Attributes
    ----------
    files, documents, cases, turns : DataFrame
        One row per original file, document, person and turn; columns as in `schema.CONTRACTS`, sorted by the key.
    """

    files: pd.DataFrame
    documents: pd.DataFrame
    cases: pd.DataFrame
    turns: pd.DataFrame

    @classmethod
    def empty(cls) -> Corpus:
        """Return a corpus without anything in it."""
        return cls(*(schema.empty(name) for name in ("files", "documents", "cases", "turns")))

    def without(self, sources: set[str]) -> Corpus:
        """Return the corpus without what came from some files.

        Parameters
        ----------
        sources : set of str
            Values of ``files.source``.
        """
        gone = self.documents.loc[self.documents["source"].isin(sources), "document_id"]
        return Corpus(
            *(frame[~frame["source"].isin(sources)] for frame in (self.files, self.documents, self.cases)),
            self.turns[~self.turns["document_id"].isin(gone)],
        )

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
