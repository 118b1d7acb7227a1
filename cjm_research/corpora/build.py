"""Readings to the frames of the corpus: files, documents, cases, turns, replacements, and what other tools bring.

Roles, case ids and pseudonyms are settled here, once (`corpora.people`); everything downstream sees only the replaced
text (`corpora.document`). The result depends on the originals, the decisions and the key's table alone, never on the
order of files or rows. Reading a file again that has not changed does nothing; one that has changed takes the place
of the old one, its people keep their case ids.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pandas as pd

from cjm_research.corpora import people
from cjm_research.corpora.attached import attached
from cjm_research.corpora.cases import case_rows
from cjm_research.corpora.corpus import Corpus
from cjm_research.corpora.decisions import Decisions
from cjm_research.corpora.document import Replacer, Written, digest_id, tell_apart, write
from cjm_research.corpora.filerows import failed_row, file_row, tell_shown_apart
from cjm_research.corpora.language import language_of
from cjm_research.corpora.people import Draft, natural
from cjm_research.corpora.privacy.pseudonyms import Pseudonyms
from cjm_research.schema import CONTRACTS, complete, empty

if TYPE_CHECKING:
    from cjm_research.corpora.collect import Failure
    from cjm_research.corpora.reading import Reading, Source

_ENOUGH = 12  # hanzi and words from which a respondent's own text tells its language
_NO_PSEUDONYMS = (people.PERSON, people.SPEAKER, people.HOST)


@dataclass(frozen=True, repr=False)
class Built:
    """A corpus with what must be kept apart from it, in the key.

    Attributes
    ----------
    corpus : Corpus
        What the study may hold in the open.
    table : dict of str to str
        ``"kind|normalised value"`` to pseudonym or case id, what was known before included.
    originals : dict of str to list of str
        Pseudonym to the words it stands for, as they were written; of what was read now.
    surfaces : dict of (str, int) to str
        What stood at the start of each place in ``corpus.replacements`` that was made now.
    unread : DataFrame
        Contract "files": all files that could not be read, whether an earlier version of them is held or not.
    """

    corpus: Corpus
    table: dict[str, str]
    originals: dict[str, list[str]] = field(default_factory=dict)
    surfaces: dict[tuple[str, int], str] = field(default_factory=dict)
    unread: pd.DataFrame = field(default_factory=lambda: empty("files"))

    def __repr__(self) -> str:
        return f"Built({self.corpus!r}, {len(self.table)} pseudonyms)"


def build_corpus(
    readings: Sequence[Reading],
    existing: Corpus | None = None,
    failures: Sequence[Failure] = (),
    added_at: str = "",
    decisions: Decisions | None = None,
    known: Mapping[str, str] | None = None,
) -> Corpus:
    """Return the corpus of `build`, for those who need no key."""
    return build(readings, existing, failures, added_at, decisions, known).corpus


def build(
    readings: Sequence[Reading],
    existing: Corpus | None = None,
    failures: Sequence[Failure] = (),
    added_at: str = "",
    decisions: Decisions | None = None,
    known: Mapping[str, str] | None = None,
    options: Mapping[str, Any] | None = None,
) -> Built:
    """Return the corpus with new files added.

    Parameters
    ----------
    readings : sequence of Reading
        In any order; the result does not depend on it.
    existing : Corpus, optional
        What the study holds already. Its case ids and placeholders go on.
    failures : sequence of Failure
        Files that could not be read; they appear in ``files`` with their error.
    added_at : str
        Time stamp written to ``files``, ISO 8601; empty leaves it out so that results compare.
    decisions : Decisions, optional
        What people decided about roles, consent and replacements.
    known : mapping of str to str, optional
        The table of the study's key.
    options : mapping of str to object, optional
        What else `Pseudonyms` is to do: ``dates``, ``look_again``, ``finders``.

    Returns
    -------
    Built
        A new corpus; the existing is left as it is.
    """
    existing, decisions = existing or Corpus.empty(), decisions or Decisions()
    fresh = _fresh(readings, existing)
    readings = [fresh[source] for source in sorted(fresh, key=natural)]
    drafts, table = _drafts(readings, existing, decisions, dict(known or {}))
    kept = existing.without(set(fresh))
    replacer = Replacer(_pseudonyms(drafts, decisions, table, kept, options or {}))
    pairs = [(draft, write(draft, replacer)) for draft in drafts]
    written = [document for _, document in pairs if document]
    tell_apart([document.row for document in written], set(kept.documents["name"]))
    gone = {failure.source for failure in failures} - set(kept.documents["source"])
    files = _file_rows(readings, pairs, replacer, added_at, existing)
    unread = [failed_row(failure, replacer, added_at) for failure in failures]
    files += [row for row in unread if row["source"] in gone]
    held_files = kept.files[~kept.files["source"].isin(gone)]
    tell_shown_apart(files, set(held_files["shown"]) - {""})
    added = {
        "files": files,
        "documents": [document.row for document in written],
        "turns": [turn for document in written for turn in document.turns],
        "replacements": [place for document in written for place in document.places],
        **attached(readings, pairs, replacer, existing, kept),
    }
    held = kept.frames() | {"files": held_files, "cases": kept.cases.iloc[:0]}
    added["cases"] = case_rows(drafts, replacer, existing, kept, decisions)
    corpus = Corpus.of(lambda name: _joined(name, held[name], added[name]))
    return Built(
        corpus,
        _table(table, replacer.pseudonyms),
        _originals(replacer.pseudonyms),
        _surfaces(written),
        _joined("files", empty("files"), unread),
    )


def document_ids(reading: Reading) -> list[str]:
    """Return the id of the document that each source of a file becomes, in the order of `in_order`."""
    seen: dict[str, int] = {}
    return [_draft(reading, source, seen).document_id for source in in_order(reading.sources)]


def _fresh(readings: Sequence[Reading], existing: Corpus) -> dict[str, Reading]:
    """Return by source the readings that are new, changed, or could not be read before."""
    held = dict(zip(existing.files["source"], existing.files["sha256"], strict=True))
    unread = set(existing.files.loc[existing.files["error"] != "", "source"])
    return {r.source: r for r in readings if r.source in unread or held.get(r.source) != r.sha256}


def _drafts(
    readings: Sequence[Reading], existing: Corpus, decisions: Decisions, table: dict[str, str]
) -> tuple[list[Draft], dict[str, str]]:
    seen: dict[str, int] = {}
    drafts = [_draft(reading, source, seen) for reading in readings for source in in_order(reading.sources)]
    # Numbers are given in this order, so that it must not be the order of rows.
    drafts.sort(key=lambda d: (natural(d.reading.source), natural(d.source.inside), natural(d.source.respondent)))
    people.give_roles(drafts, decisions)
    people.give_case_ids(drafts, existing.turns, existing.cases, table)
    for draft in drafts:
        people.give_labels(draft)
        people.remember_hosts(draft, table)
    return drafts, table


def in_order(sources: Sequence[Source]) -> Sequence[Source]:
    """Return parts of a file that go by one name in an order of their own, whatever that of the rows."""
    if len({(source.respondent, source.inside) for source in sources}) == len(sources):
        return sources
    return sorted(sources, key=lambda s: (s.respondent, s.inside, [turn.text for turn in s.turns]))


def _draft(reading: Reading, source: Source, seen: dict[str, int]) -> Draft:
    text = "\n".join(turn.text for turn in source.turns)
    key = f"{reading.source}|{source.respondent}" + (f"|{source.inside}" if source.inside else "")
    seen[key] = seen.get(key, 0) + 1
    # Two parts of one file under one name stay two.
    document_id = digest_id("d", key if seen[key] == 1 else f"{key}|{seen[key]}")
    return Draft(reading, source, document_id, language_of(text, source.language, _ENOUGH))


def _pseudonyms(
    drafts: Sequence[Draft], decisions: Decisions, table: Mapping[str, str], kept: Corpus, options: Mapping[str, Any]
) -> Pseudonyms:
    rosters = [draft.roster for draft in drafts if draft.spoken]
    known = {key: value for key, value in table.items() if key.partition("|")[0] not in _NO_PSEUDONYMS}
    return Pseudonyms(
        rosters=(*rosters, people.known_people(table)),
        known=known,
        keep=decisions.keep,
        also=decisions.also,
        taken=kept.documents["text"],
        **options,
    )


def _file_rows(
    readings: Sequence[Reading],
    pairs: Sequence[tuple[Draft, Written | None]],
    replacer: Replacer,
    added_at: str,
    existing: Corpus,
) -> list[dict[str, Any]]:
    mine: dict[str, list[tuple[Draft, Written | None]]] = {reading.source: [] for reading in readings}
    for draft, document in pairs:
        mine[draft.reading.source].append((draft, document))
    before = {row["source"]: row for row in existing.files.to_dict("records")}
    return [file_row(r, mine[r.source], replacer, added_at, before.get(r.source)) for r in readings]


def _table(table: Mapping[str, str], pseudonyms: Pseudonyms) -> dict[str, str]:
    return dict(sorted({**pseudonyms.table, **table}.items()))


def _originals(pseudonyms: Pseudonyms) -> dict[str, list[str]]:
    return {name: sorted(words) for name, words in sorted(pseudonyms.originals.items())}


def _surfaces(written: Sequence[Written]) -> dict[tuple[str, int], str]:
    return {
        (document.row["document_id"], place["start"]): document.originals[place["start"]]
        for document in written
        for place in document.places
    }


def _joined(name: str, kept: pd.DataFrame, rows: list[dict[str, Any]]) -> pd.DataFrame:
    contract = CONTRACTS[name]
    new = complete(pd.DataFrame(rows), name) if rows else empty(name)
    parts = [frame for frame in (kept, new) if len(frame)]
    whole = pd.concat(parts, ignore_index=True) if parts else new
    return whole.sort_values(list(contract.key), ignore_index=True)
