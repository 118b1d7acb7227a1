"""Findings: each theme at each stage, with the people and segments behind it.

Counts are people first, always of how many were asked (law 5). A segment whose own stage differs from the rest of its
theme goes to the finding of its stage; a single unsure straggler of a larger theme stays with the others. Segments
that nothing places go where most of their theme is, unless a person said that they stand nowhere; a theme that has no
stage at all is a finding at "none". A segment counts in the theme it lives in and in those a person put it in too, not
in those it merely lies near to; themes that a person hid are not counted.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

import pandas as pd

from cjm_research import schema
from cjm_research.findings.grade import Evidence, grade
from cjm_research.settings import Journey

_LARGE = 5  # segments of a theme from which one straggler at another stage is folded back
_CONFIDENT = 0.8  # stage score at which a straggler keeps its own stage
_SOUNDS_GOOD, _SOUNDS_BAD = 4.0, 2.0  # emotion, 1–5


def build_findings(
    themes: pd.DataFrame,
    members: pd.DataFrame,
    coded: pd.DataFrame,
    placed: pd.DataFrame,
    emotions: pd.Series,
    segments: pd.DataFrame,
    n_asked: int,
    settings: Journey,
    language: str = "en",
    onto: Mapping[str, str] | None = None,
) -> pd.DataFrame:
    """Return the findings of a study.

    Parameters
    ----------
    themes, members, coded, segments : DataFrame
        Their contracts. Members that are no longer coded with the family of their theme are left out, and hidden
        themes.
    placed : DataFrame
        From `stages.place`.
    emotions : Series of float
        Emotion 1–5 by segment_id.
    n_asked : int
        People in the study.
    settings : settings.Journey
        Thresholds of the grade.
    language : {"en", "zh"}
        Language of the grade's rule.
    onto : mapping of str to str, optional
        From the coders' stages to those of the framework; without it they stay as they are.

    Returns
    -------
    DataFrame
        Contract "findings", sorted by finding_id. `people` are sorted case ids; `segment_ids` begin with the best
        segment of each person, so that the first quotes come from different people.
    """
    shown = themes if "hidden" not in themes else themes[~themes["hidden"].astype(bool)]
    rows = _rows(_counted(members, shown), coded, placed, emotions, segments, onto or {})
    titles, rest = shown.set_index("theme_id")["title"], _rest(shown)
    found = []
    for theme_id, theme in rows.groupby("theme_id", sort=True):
        for stage, part in theme.assign(stage=_settle(theme)).groupby("stage", sort=True):
            found.append(
                _finding(theme_id, stage, titles[theme_id], part, theme_id in rest, n_asked, settings, language)
            )
    if not found:
        return schema.empty("findings")
    frame = pd.DataFrame(found)[list(schema.CONTRACTS["findings"].columns)]
    return frame.sort_values("finding_id", ignore_index=True)


def against(family: pd.Series, emotion: pd.Series) -> pd.Series:
    """Tell which segments sound the opposite of their family: a pleased pain point, an unhappy motivation.

    Parameters
    ----------
    family : Series of str
        Families.
    emotion : Series of float
        1–5, NaN where unknown; same index.

    Returns
    -------
    Series of bool
        Never true for goals: one may want something in any mood.
    """
    pleased = (family == "pain_point") & (emotion >= _SOUNDS_GOOD)
    return pleased | ((family == "motivation") & (emotion <= _SOUNDS_BAD))


def _counted(members: pd.DataFrame, themes: pd.DataFrame) -> pd.DataFrame:
    """Return the members of these themes that live there or were put there by a person."""
    rows = members[members["theme_id"].isin(themes["theme_id"])]
    if "home" not in rows:
        return rows
    return rows[rows["home"].astype(bool) | (rows["by"] != "")]


def _rest(themes: pd.DataFrame) -> frozenset[str]:
    return frozenset(themes.loc[themes["rest"].astype(bool), "theme_id"]) if "rest" in themes else frozenset()


def _rows(
    members: pd.DataFrame,
    coded: pd.DataFrame,
    placed: pd.DataFrame,
    emotions: pd.Series,
    segments: pd.DataFrame,
    onto: Mapping[str, str],
) -> pd.DataFrame:
    rows = members.merge(coded, on=["segment_id", "family"])
    stages = placed[["segment_id", "stage", "score", "reviewed"]]
    stages = stages.rename(columns={"score": "stage_score", "reviewed": "stage_reviewed"})
    rows = rows.merge(stages, on="segment_id", how="left")
    rows = rows.merge(segments[["segment_id", "case_id"]], on="segment_id")
    rows["stage"] = rows["stage"].fillna("none").map(lambda stage: onto.get(stage, stage))
    rows["emotion"] = rows["segment_id"].map(emotions).astype("float64")
    return rows.sort_values(["theme_id", "segment_id"], ignore_index=True)


def _settle(theme: pd.DataFrame) -> pd.Series:
    """Return the stage at which each segment of a theme is counted."""
    known = theme[theme["stage"] != "none"]
    if known.empty:
        return theme["stage"]
    sizes = known.groupby("stage").agg(people=("case_id", "nunique"), n=("segment_id", "size")).reset_index()
    main = sizes.sort_values(["people", "n", "stage"], ascending=[False, False, True])["stage"].iloc[0]
    alone = set(sizes.loc[sizes["n"] == 1, "stage"]) - {main}
    straggler = theme["stage"].isin(alone) & (theme["stage_score"] < _CONFIDENT) & (len(theme) >= _LARGE)
    unplaced = (theme["stage"] == "none") & ~theme["stage_reviewed"].eq(True)
    return theme["stage"].mask(straggler | unplaced, main)


def _finding(
    theme_id: str,
    stage: str,
    title: str,
    part: pd.DataFrame,
    rest: bool,
    n_asked: int,
    settings: Journey,
    language: str,
) -> dict[str, Any]:
    family = part["family"].iloc[0]
    evidence = Evidence(
        n_people=part["case_id"].nunique(),
        n_asked=n_asked,
        n_segments=len(part),
        n_reviewed=int(part["reviewed"].sum()),
        n_against=int(against(part["family"], part["emotion"]).sum()),
        rest=rest,
    )
    graded = grade(evidence, settings, language)
    return {
        "finding_id": "f" + hashlib.sha256(f"{theme_id}:{stage}".encode()).hexdigest()[:12],
        "stage": stage,
        "family": family,
        "subtype": _majority(part["subtype"], family),
        "theme_id": theme_id,
        "title": title,
        "people": sorted(part["case_id"].unique()),
        "n_people": evidence.n_people,
        "n_segments": evidence.n_segments,
        "reviewed_share": evidence.n_reviewed / evidence.n_segments,
        "segment_ids": _people_in_turn(part),
        "grade": graded.name,
        "grade_rule": graded.rule,
        "rest": rest,
    }


def _majority(subtypes: pd.Series, family: str) -> str:
    counts = subtypes.value_counts()
    known = schema.SUBTYPES[family]
    rank = {name: at for at, name in enumerate(known)}
    return min(counts.index, key=lambda name: (-counts[name], rank.get(name, len(known)), name))


def _people_in_turn(part: pd.DataFrame) -> list[str]:
    """Return the segment ids so that each person's best comes before anyone's second best."""
    ranked = part.assign(weight=part["weight"].round(9)).sort_values(
        ["weight", "segment_id"], ascending=[False, True], kind="stable"
    )
    turn = ranked.groupby("case_id").cumcount()
    return ranked.assign(turn=turn).sort_values("turn", kind="stable")["segment_id"].tolist()
