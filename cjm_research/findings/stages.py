"""Where on the journey each segment stands.

A person's coding stands as it is, and so does a sure suggestion. A segment without a sure stage takes the one its
neighbours in the same turn agree on, else the one that answers to the same question agree on, else what little it
says itself. What nothing places stays "none": no stage is filled in.
"""

from __future__ import annotations

import pandas as pd

from cjm_research.findings.coded import verdicts
from cjm_research.schema import CARRIED

_SURE = 0.5  # score from which a suggested stage stands without its neighbours
_AGREED = 0.6  # share of the votes in a turn that a stage needs to be taken over
_ALL_ABOUT = 0.8  # the same among the answers to a question: "what was hardest?" asks about the whole journey
_ANSWERS = 3  # sure answers to one question before their stage counts for the others


def place(
    segments: pd.DataFrame,
    turns: pd.DataFrame,
    suggestions: pd.DataFrame,
    codings: pd.DataFrame,
    decisions: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Return the stage of each segment, of the six that coders suggest.

    Parameters
    ----------
    segments : DataFrame
        Contract "segments".
    turns : DataFrame
        Contract "turns"; gives the question each turn answers.
    suggestions : DataFrame
        Contract "suggestions".
    codings : DataFrame
        Contract "codings"; may be empty.
    decisions : DataFrame, optional
        Contract "decisions": what coders settled.

    Returns
    -------
    DataFrame
        Columns segment_id, stage (one of `schema.STAGES` or "none"), score (0–1; the share of votes where the stage
        was taken over), reviewed and taken_over, sorted by segment_id.
    """
    held = verdicts(suggestions, codings, "stage", decisions).rename(columns={"value": "stage"})
    own = _own(segments, turns, held)
    settled = own["reviewed"] | ((own["stage"] != "none") & own["sure"])
    sure, open_ = own[settled], own[~settled]
    by_turn = _agreed(_votes(sure, open_, "turn_id"), share=_AGREED)
    by_question = _agreed(_votes(sure, open_.iloc[:0], "question"), share=_ALL_ABOUT, least=_ANSWERS)
    for key, agreed in (("question", by_question), ("turn_id", by_turn)):
        # The turn comes second, so that the nearer neighbours have the last word.
        take = open_[open_[key].isin(agreed.index)]
        own.loc[take.index, "stage"] = take[key].map(agreed["stage"])
        own.loc[take.index, "score"] = take[key].map(agreed["share"])
        own.loc[take.index, "taken_over"] = True
    kept = ["segment_id", "stage", "score", "reviewed", "taken_over"]
    return own[kept].sort_values("segment_id", ignore_index=True)


def _own(segments: pd.DataFrame, turns: pd.DataFrame, held: pd.DataFrame) -> pd.DataFrame:
    own = segments[["segment_id", "turn_id"]].merge(held, on="segment_id", how="left")
    own = own.merge(turns[["turn_id", "question"]], on="turn_id", how="left")
    own["stage"] = own["stage"].fillna("none").replace("", "none").astype(object)
    own["score"] = own["score"].fillna(0.0).astype("float64")
    own["reviewed"] = own["reviewed"].eq(True)
    own["sure"] = own["decision"].isin(CARRIED) & own["score"].ge(_SURE)
    own["question"] = own["question"].fillna("").astype(object)
    own["taken_over"] = False
    return own.sort_values("segment_id", ignore_index=True)


def _votes(sure: pd.DataFrame, weak: pd.DataFrame, key: str) -> pd.DataFrame:
    """Return the summed votes per key and stage; a weak segment votes for itself with its low score."""
    voting = pd.concat([sure[sure["stage"] != "none"], weak[weak["stage"] != "none"]])
    voting = voting[voting[key] != ""]
    found = voting.groupby([key, "stage"], sort=True).agg(
        votes=("score", "sum"), sure=("sure", "sum"), n=("score", "size")
    )
    return found.reset_index().rename(columns={key: "key"})


def _agreed(votes: pd.DataFrame, share: float, least: int = 0) -> pd.DataFrame:
    """Return per key the stage that most votes name, where they agree and at least one voter is sure."""
    if votes.empty:
        return pd.DataFrame(columns=["stage", "share"])
    total = votes.groupby("key")["votes"].transform("sum")
    ranked = votes.assign(share=votes["votes"] / total).sort_values(
        ["key", "share", "stage"], ascending=[True, False, True]
    )
    best = ranked.drop_duplicates("key").set_index("key")
    return best[(best["share"] >= share) & (best["sure"] >= 1) & (best["n"] >= least)]
