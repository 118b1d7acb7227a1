"""How far the rounds of double coding are: tables of progress and agreement, and what to know before the next one.

Agreement is counted from what each coder said before the round was closed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import pandas as pd

from cjm_research.review.double.apart import independent, sampled, sighted
from cjm_research.review.double.disputes import disputes_of
from cjm_research.schema import FAMILIES
from cjm_research.study.coding_sheets import read_before

if TYPE_CHECKING:
    from cjm_research.agreement.sheet import AgreementSheet

PROGRESS = ("sample_id", "title", "round", "coder", "done", "total", "sighted", "sheets", "closed_at")
ROUNDS = ("round", "title", "sample_id", "coders", "n", "n_double", "n_sighted", "percent", "kappa", "kappa_low",
          "kappa_high", "ac1", "alpha", "disagreements", "settled", "closed_at")  # fmt: skip
LARGE = 1 / 3
"""Of a study, the share above which a sample leaves little for later rounds."""

_FIGURES = ("percent", "kappa", "kappa_low", "kappa_high", "ac1", "alpha")


def done_by(codings: pd.DataFrame) -> dict[str, set[str]]:
    """Return by coder the segments with a verdict on the families; ``codings`` as in its contract."""
    families = codings[codings["kind"].isin(FAMILIES)]
    return {str(coder): set(part["segment_id"]) for coder, part in families.groupby("coder")}


def progress_of(events: pd.DataFrame, samples: pd.DataFrame, segments: pd.DataFrame) -> pd.DataFrame:
    """Return how far each coder of each sample is: `PROGRESS`; parameters as in their contracts."""
    rows, standing = [], set(segments["segment_id"])
    for sample in samples.to_dict("records"):
        done = done_by(independent(events, sample))
        total = len(standing & set(sampled(events, sample)))
        seen = sighted(events, sample)
        for coder in sample["coders"]:
            read = read_before(events, sample["sample_id"], coder)
            rows.append((
                sample["sample_id"], sample["title"], sample["round"], coder, len(done.get(coder, ())),
                total, len(seen[coder]), len(read), sample["closed_at"],
            ))  # fmt: skip
    return pd.DataFrame(rows, columns=list(PROGRESS))


def rounds_of(
    events: pd.DataFrame,
    samples: pd.DataFrame,
    decisions: pd.DataFrame,
    agreement: Callable[[pd.DataFrame], AgreementSheet],
) -> pd.DataFrame:
    """Return the rounds with their agreement before anything was settled: `ROUNDS`.

    Parameters
    ----------
    events, samples, decisions : DataFrame
        As in their contracts.
    agreement : callable
        From codings to their sheet of agreement.
    """
    from cjm_research.agreement.counting import OVERALL

    rows, settled = [], set(zip(decisions["segment_id"], decisions["kind"], strict=True))
    for sample in samples.to_dict("records"):
        said = independent(events, sample)
        apart = [(each.segment_id, each.kind) for each in disputes_of(said)]
        families = said[said["kind"].isin(FAMILIES)]
        double = int((families.groupby("segment_id")["coder"].nunique() > 1).sum()) if len(families) else 0
        over = agreement(said).table.set_index("code").loc[OVERALL].to_dict() if double else {}
        rows.append((
            sample["round"], sample["title"], sample["sample_id"], sample["coders"], len(sample["segment_ids"]),
            double, sum(map(len, sighted(events, sample).values())),
            *(over.get(name, float("nan")) for name in _FIGURES), len(apart), len(settled & set(apart)),
            sample["closed_at"],
        ))  # fmt: skip
    return pd.DataFrame(rows, columns=list(ROUNDS))


def untouched(events: pd.DataFrame, samples: pd.DataFrame) -> list[str]:
    """Return the titles of the open samples of which nobody has coded anything."""
    rows = [row for row in samples.to_dict("records") if not row["closed_at"]]
    return [row["title"] or row["sample_id"] for row in rows if independent(events, row).empty]


def cautions_of(sample: Mapping[str, Any], waiting: Sequence[str], of: int, language: str = "en") -> list[str]:
    """Return in sentences that a sample is large, or that others wait untouched.

    >>> cautions_of({"segment_ids": ["s1", "s2", "s3"]}, ["Round 1"], 6)[1]
    'Nothing of Round 1 is coded yet. If it is not wanted, take it back: `cjm double drop`.'
    >>> cautions_of({"segment_ids": ["s1", "s2"]}, [], 6)
    []
    """
    words, n = _WORDS[language if language in _WORDS else "en"], len(sample["segment_ids"])
    large = [words["large"].format(n=n, of=of)] if n > LARGE * of else []
    return large + [words["untouched"].format(title=title) for title in waiting]


_WORDS = {
    "en": {
        "large": "{n} of {of} segments are more than a third of the study: little is left for later rounds. To draw "
        "fewer, take it back before anybody codes: `cjm double drop`.",
        "untouched": "Nothing of {title} is coded yet. If it is not wanted, take it back: `cjm double drop`.",
    },
    "zh": {
        "large": "抽取了 {of} 个片段中的 {n} 个，超过全部的三分之一，后续各轮所剩不多。"
        "若要少抽，请在编码开始前撤销：`cjm double drop`。",
        "untouched": "“{title}”尚无任何编码。若不需要，请撤销：`cjm double drop`。",
    },
}
