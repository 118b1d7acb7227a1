"""The rows of the frame ``cases``: each person once, however many files they speak in.

What several files tell about a person is put together; where they differ, the first file's word stands, and of consents
the one that allows least.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from cjm_research.schema import CONSENTS

if TYPE_CHECKING:
    import pandas as pd

    from cjm_research.corpora.corpus import Corpus
    from cjm_research.corpora.decisions import Decisions
    from cjm_research.corpora.document import Replacer
    from cjm_research.corpora.people import Draft


def case_rows(
    drafts: Sequence[Draft], replacer: Replacer, existing: Corpus, kept: Corpus, decisions: Decisions
) -> list[dict[str, Any]]:
    """Return every person of the study.

    Parameters
    ----------
    drafts : sequence of Draft
        What is read now, in the order of the files.
    replacer : Replacer
    existing, kept : Corpus
        What the study held, and what of it stays.
    decisions : Decisions
        Their consents go before what files tell.
    """
    table: dict[str, dict[str, Any]] = {}
    for row in _staying(existing, kept).to_dict("records"):
        decided = decisions.consent.get(row["case_id"])
        table[row["case_id"]] = {**row, "consent": decided or row["consent"]}
    told: dict[str, list[str]] = {}
    for draft in drafts:
        own = {
            replacer.short(key, draft.language): replacer.short(value, draft.language, draft.roster)
            for key, value in draft.source.attributes.items()
        }
        for case_id in draft.case_ids.values():
            row = table.setdefault(case_id, _row(case_id, draft))
            row["attributes"] = {**own, **row["attributes"]}
            told.setdefault(case_id, []).extend([draft.source.consent] if draft.source.consent else [])
    for case_id, consents in told.items():
        held = [table[case_id]["consent"]] if table[case_id]["consent"] else []
        least = max([*consents, *held], key=_strictness, default="")
        table[case_id]["consent"] = decisions.consent_of(case_id, least)
    return [table[case_id] for case_id in sorted(table)]


def _staying(existing: Corpus, kept: Corpus) -> pd.DataFrame:
    """Return the people who stay: those of other files, and those of a file read anew who speak in another one too."""
    speaks = kept.turns.loc[kept.turns["case_id"] != ""].drop_duplicates("case_id")
    where = speaks.merge(kept.documents[["document_id", "source"]], on="document_id")
    other = dict(zip(where["case_id"], where["source"], strict=True))
    cases = existing.cases
    moved = cases[~cases["case_id"].isin(kept.cases["case_id"]) & cases["case_id"].isin(other)]
    moved = moved.assign(source=moved["case_id"].map(other))
    return kept.cases if moved.empty else _stacked(kept.cases, moved)


def _stacked(one: pd.DataFrame, two: pd.DataFrame) -> pd.DataFrame:
    import pandas as pd

    return pd.concat([one, two], ignore_index=True) if len(one) else two


def _row(case_id: str, draft: Draft) -> dict[str, Any]:
    kind = "participant" if draft.spoken else "respondent"
    return {"case_id": case_id, "kind": kind, "source": draft.reading.source, "attributes": {}, "consent": ""}


def _strictness(consent: str) -> int:
    return CONSENTS.index(consent) if consent in CONSENTS else 0
