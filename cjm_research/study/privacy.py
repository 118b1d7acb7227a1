"""The review of what was replaced: the acts that put a replacement right, or make one that was missed.

Every decision is kept as an event (without the words themselves, which go to the key alone) and the files it touches
are read anew from ``raw/``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pandas as pd

from cjm_research.errors import StudyError
from cjm_research.study import intake, pipeline
from cjm_research.study.erased_book import after_erasing, before_erasing
from cjm_research.study.keys import load_key
from cjm_research.study.privacy_report import PrivacyReport, kept_places, table_of
from cjm_research.study.theme_words import name_anew, wordless

if TYPE_CHECKING:
    from cjm_research.corpora.privacy.key import PrivacyKey
    from cjm_research.store.database import Store
    from cjm_research.study.folder import StudyConfig, StudyFolder


@dataclass(frozen=True)
class Privacy:
    """The replacements of one study, and what a person may decide about them.

    Attributes
    ----------
    folder, config, store
        The study.
    passphrase : str, optional
        What opens its key, if a passphrase does.
    """

    folder: StudyFolder
    config: StudyConfig
    store: Store
    passphrase: str | None = field(default=None, repr=False)

    def report(self, show: bool = False) -> PrivacyReport:
        """Return all places.

        Parameters
        ----------
        show : bool
            Whether to show the originals; needs what opens the key.

        Raises
        ------
        StudyError
            If originals are to be shown and the key cannot be opened.
        """
        key = self._key() if show else self._key_if_open()
        documents, turns = self.store.frame("documents"), self.store.frame("turns")
        placed = self.store.frame("replacements").assign(undone=False)
        undone = kept_places(documents, key.keep if key else ())
        rows = pd.concat([placed, undone], ignore_index=True) if len(undone) else placed
        rows = rows.drop_duplicates(["document_id", "start"], keep="last")
        rows["status"] = rows["status"].where(~rows["undone"].astype(bool), "undone")
        return PrivacyReport(table_of(rows, documents, turns, key, show), show)

    def accept(self, rows: pd.DataFrame | Iterable[tuple[str, int]], coder: str = "researcher") -> PrivacyReport:
        """Say that replacements are right; a possible one is made from now on, wherever its words stand.

        One that was undone is made again.

        Parameters
        ----------
        rows : DataFrame or iterable of (str, int)
            Rows of a report's table, or document ids and starts.
        coder : str
            Who decides.

        Raises
        ------
        StudyError
            If a place is none of the report.
        """
        pairs = _pairs(rows)
        undone = self._undone(pairs)
        chosen = self._chosen(pair for pair in pairs if pair not in undone)
        made = chosen[chosen["status"] != "possible"]
        if len(made):
            self.store.upsert("replacements", made.assign(status="accepted"))
            payload = {"places": made[["document_id", "start", "pseudonym"]].to_dict("records")}
            self.store.record("accept replacements", payload, coder)
        possible = chosen[chosen["status"] == "possible"]
        words = {self._words(row): row.kind for row in possible.itertuples()}
        if words:
            self._also(words, coder)
        if undone:
            self._replace_again(undone, coder)
        return self.report()

    def undo(self, document_id: str, start: int, everywhere: bool = False, coder: str = "researcher") -> PrivacyReport:
        """Put the original words back, and leave them where they stand from now on.

        Parameters
        ----------
        document_id, start : str, int
            The place.
        everywhere : bool
            Whether in all documents, not in this one alone.
        coder : str
            Who decides.

        Raises
        ------
        StudyError
            If there is no such place, or the key cannot be opened or does not hold the original.
        """
        row = next(self._chosen([(document_id, start)]).itertuples())
        key = self._key()
        words = self._words(row) if row.status == "possible" else key.surfaces.get(f"{document_id}|{start}", "")
        if not words:
            raise StudyError(
                f"The key does not hold what {row.pseudonym} stands for in {document_id} at {start}. Add the file "
                "again with `cjm add --replace`, then undo."
            )
        entry = ["" if everywhere else document_id, words]
        if entry not in key.keep:
            key.keep.append(entry)
            key.save()
        told = {"document_id": document_id, "start": int(start), "kind": row.kind, "pseudonym": row.pseudonym}
        self.store.record("undo replacement", {**told, "everywhere": everywhere}, coder)
        same = self.store.frame("replacements").query("pseudonym == @row.pseudonym")["document_id"]
        self._read_anew({document_id, *(same if everywhere else ())})
        return self.report()

    def also(self, words: str | Iterable[str], kind: str = "name", coder: str = "researcher") -> PrivacyReport:
        """Replace words that were not found, wherever they stand.

        Parameters
        ----------
        words : str or iterable of str
            As they are written.
        kind : str
            What they are: "name", "phone", "mail", "address", "handle" and the like.
        coder : str
            Who decides.

        Raises
        ------
        StudyError
            If there are no words, or the key cannot be opened.
        """
        wanted = [word.strip() for word in ([words] if isinstance(words, str) else words)]
        if not wanted or not all(wanted) or not kind.isidentifier():
            raise StudyError('Give the words to replace and what they are, for example replace_also("Anna", "name").')
        self._also(dict.fromkeys(wanted, kind), coder)
        return self.report()

    def _also(self, words: dict[str, str], coder: str) -> None:
        key = self._key()
        key.also.update(words)
        key.keep[:] = [entry for entry in key.keep if entry[1] not in words]
        key.save()
        documents = self.store.frame("documents")
        pattern = "|".join(re.escape(word) for word in words)
        touched = set(documents.loc[documents["text"].str.contains(pattern, case=False), "document_id"])
        told = {"kinds": sorted(set(words.values())), "n_words": len(words), "documents": sorted(touched)}
        self.store.record("replace also", told, coder)
        self._read_anew(touched)
        self._erase_words(words)

    def _undone(self, pairs: Iterable[tuple[str, int]]) -> dict[tuple[str, int], str]:
        """Return the words at those of some places where a person had put them back."""
        placed = self.store.frame("replacements")
        absent = set(pairs) - {*placed[["document_id", "start"]].itertuples(index=False, name=None)}
        if not absent:
            return {}
        documents = self.store.frame("documents")
        texts = documents.set_index("document_id")["text"]
        return {
            (row.document_id, int(row.start)): texts[row.document_id][row.start : row.end]
            for row in kept_places(documents, self._key().keep).itertuples()
            if (row.document_id, row.start) in absent
        }

    def _replace_again(self, undone: dict[tuple[str, int], str], coder: str) -> None:
        """Take back the decisions to leave these words, in their documents and where they were left everywhere."""
        key, documents = self._key(), self.store.frame("documents")
        taken = {(where, words) for (document_id, _), words in undone.items() for where in (document_id, "")}
        everywhere = {words for where, words in map(tuple, key.keep) if not where} & set(undone.values())
        key.keep[:] = [entry for entry in key.keep if tuple(entry) not in taken]
        key.save()
        touched = {document_id for document_id, _ in undone}
        for words in everywhere:
            touched |= set(documents.loc[documents["text"].str.contains(words, regex=False), "document_id"])
        self.store.record("replace again", {"documents": sorted(touched), "n_places": len(undone)}, coder)
        self._read_anew(touched)
        rows = self.store.frame("replacements").query("status == 'possible' and document_id in @touched")
        missed = {self._words(row): row.kind for row in rows.itertuples()}
        missed = {words: kind for words, kind in missed.items() if words in undone.values()}
        if missed:
            self._also(missed, coder)
        else:
            self._erase_words(undone.values())

    def _erase_words(self, words: Iterable[str]) -> None:
        """Leave nothing in the file of the database of words that stood in it until now."""
        words = list(words)
        if self.store.count("segments"):
            pipeline.segment(self.config, self.store)
        themes = self.store.frame("themes")
        pattern = "|".join(re.escape(word) for word in words)
        if re.search(pattern, "\n".join(themes.astype(str).to_numpy().ravel()), re.IGNORECASE):
            # Titles of themes are made of people's words; the next run names them anew.
            self.store.replace("themes", wordless(themes))
            name_anew(self.store)
        # Whatever people wrote of segments, themes and codes may quote them.
        before_erasing(self.folder, self.store, ())
        self.store.blank_words("", words)
        after_erasing(self.folder, self.store)
        self.store.compact()

    def _chosen(self, rows: pd.DataFrame | Iterable[tuple[str, int]]) -> pd.DataFrame:
        wanted = dict.fromkeys(_pairs(rows))
        there = self.store.frame("replacements").set_index(["document_id", "start"], drop=False)
        absent = [place for place in wanted if place not in there.index]
        if absent:
            raise StudyError(
                f"There is no replacement in {absent[0][0]} at {absent[0][1]}. The places may have moved since; take "
                "them from a new `study.privacy().table`."
            )
        return there.loc[list(wanted)].reset_index(drop=True)

    def _words(self, row: Any) -> str:
        documents = self.store.frame("documents").set_index("document_id")["text"]
        return documents[row.document_id][int(row.start) : int(row.end)]

    def _read_anew(self, document_ids: set[str]) -> None:
        """Read the files of some documents again, and keep what was accepted in them."""
        documents, before = self.store.frame("documents"), self.store.frame("replacements")
        sources = sorted(set(documents.loc[documents["document_id"].isin(document_ids), "source"]))
        if not sources:
            return
        report = intake.reread(self.folder, self.store, self.config, sources, self.passphrase)
        if report.totals["not read"]:
            raise StudyError(
                f"{report.totals['not read']} of {len(sources)} files could not be read again from raw, so nothing "
                "changed in them. The decision is kept and holds when the file is added again."
            )
        accepted = _numbered(before)[lambda rows: rows["status"] == "accepted"][list(_SAME)]
        after = _numbered(self.store.frame("replacements"))
        again = after.merge(accepted, on=list(_SAME)).query("status == 'made'")
        if len(again):
            self.store.upsert("replacements", again.assign(status="accepted"))

    def _key(self) -> PrivacyKey:
        return load_key(self.folder, self.config, self.passphrase)

    def _key_if_open(self) -> PrivacyKey | None:
        try:
            return self._key()
        except StudyError:
            return None


_SAME = ("document_id", "pseudonym", "nth")


def _pairs(rows: pd.DataFrame | Iterable[tuple[str, int]]) -> list[tuple[str, int]]:
    pairs = rows[["document_id", "start"]].itertuples(index=False) if isinstance(rows, pd.DataFrame) else rows
    return [(str(document_id), int(start)) for document_id, start in pairs]


def _numbered(replacements: pd.DataFrame) -> pd.DataFrame:
    """Count the uses of each pseudonym in a document, so that one is known again when the text before it moved."""
    rows = replacements.sort_values(["document_id", "start"], ignore_index=True)
    return rows.assign(nth=rows.groupby(["document_id", "pseudonym"]).cumcount())
