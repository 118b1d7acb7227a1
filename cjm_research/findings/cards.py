"""Findings: each theme at each stage, with the people and segments behind it.

Counts are people first, always of how many were asked (law 5): in the whole study, and about that stage where it can be
told (`asked.asked_at` says how). A segment whose own stage differs from the rest of its theme goes to the finding of
its stage; a single unsure straggler of a larger theme stays with the others. Segments that nothing places go where most
of their theme is, unless a person said that they stand nowhere; a theme that has no stage at all is a finding at
"none". A segment counts in the theme it lives in and in those a person put it in too, not in those it merely lies near
to; themes that a person hid are not counted, nor answers that say nothing ("no", 没有) unless a person coded them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

import pandas as pd

from cjm_research import schema
from cjm_research.findings.counter import counter_evidence
from cjm_research.findings.heard import heard
from cjm_research.findings.making import Known, Maker
from cjm_research.findings.quotes import says_nothing
from cjm_research.settings import Journey

_OPEN = ("n_asked_here", "stability", "agreement", "validation")
_LARGE = 5  # segments of a theme from which one straggler at another stage is folded back
_CONFIDENT = 0.6  # chance of its stage at which a straggler keeps it
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
    known: Known | None = None,
) -> pd.DataFrame:
    """Return the findings of a study.

    Parameters
    ----------
    themes, members, coded, segments : DataFrame
        Their contracts. Members that are no longer coded with the family of their theme are left out, and hidden
        themes. Without the segments' text there is no counter-evidence and no order of quotes by how they read.
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
    known : Known, optional
        What the grade and the card rest on beside the segments.

    Returns
    -------
    DataFrame
        Contract "findings", sorted by finding_id. `people` are sorted case ids; `segment_ids` begin with the best
        segment of each person, so that the first quotes come from different people and read well alone; `subtypes` are
        theirs, as coded, one by one; `counter_ids` say the opposite (`counter.counter_evidence`).
    """
    shown = themes if "hidden" not in themes else themes[~themes["hidden"].astype(bool)]
    known, onto = known or Known(), onto or {}
    rows = _rows(_counted(members, shown), coded, placed, emotions, segments, onto)
    opposite: dict[str, list[str]] = {}
    if "text" in segments:
        opposite = counter_evidence(shown, rows, segments, coded, emotions, known.vectors)
    stages = placed.set_index("segment_id")["stage"].map(lambda stage: onto.get(stage, stage)).to_dict()
    of_theme = {theme["theme_id"]: theme for theme in shown.to_dict("records")}
    make, found = Maker(n_asked, settings, language, known), []
    for theme_id, own in rows.groupby("theme_id", sort=True):
        own = own.assign(stage=_settle(own))
        beside = _beside(opposite.get(theme_id, []), own, stages)
        found += [
            make(of_theme[theme_id], stage, part, beside.get(stage, []))
            for stage, part in own.groupby("stage", sort=True)
        ]
    if not found:
        return schema.empty("findings")
    frame = schema.complete(pd.DataFrame(found), "findings")
    # None, not NaN, where something is not known: a count stays a whole number.
    frame = frame.assign(**{name: pd.Series([one[name] for one in found], dtype=object) for name in _OPEN})
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
    spoken = [name for name in ("segment_id", "case_id", "document_id", "text", "language") if name in segments]
    rows = rows.merge(segments[spoken], on="segment_id")
    rows["stage"] = rows["stage"].fillna("none").map(lambda stage: onto.get(stage, stage))
    rows["emotion"] = rows["segment_id"].map(emotions).astype("float64")
    rows["contrary"] = against(rows["family"], rows["emotion"])
    if "text" in rows:
        said = [heard(text, language) for text, language in zip(rows["text"], rows["language"], strict=True)]
        by_hand = rows["reviewed"].astype(bool)
        denied = {"pain_point": [one.no_pain for one in said], "motivation": [one.no_motivation for one in said]}
        for family, told in denied.items():
            rows["contrary"] |= rows["family"].eq(family) & ~by_hand & pd.Series(told, index=rows.index, dtype=bool)
        empty = [says_nothing(*pair) for pair in zip(rows["text"], rows["language"], strict=True)]
        rows = rows[by_hand | ~pd.Series(empty, index=rows.index, dtype=bool)]
    return rows.sort_values(["theme_id", "segment_id"], ignore_index=True)


def _settle(theme: pd.DataFrame) -> list[str]:
    """Return the stage at which each segment of a theme is counted."""
    people: dict[str, set[str]] = {}
    sizes: Counter[str] = Counter()
    for stage, case_id in zip(theme["stage"], theme["case_id"], strict=True):
        if stage != "none":
            people.setdefault(stage, set()).add(case_id)
            sizes[stage] += 1
    if not sizes:
        return theme["stage"].tolist()
    main = min(sizes, key=lambda stage: (-len(people[stage]), -sizes[stage], stage))
    alone = {stage for stage, n in sizes.items() if n == 1} - {main}
    if len(theme) < _LARGE:
        alone = set()
    rows = zip(theme["stage"], theme["stage_score"], theme["stage_reviewed"].eq(True), strict=True)
    return [
        main if (stage in alone and score < _CONFIDENT) or (stage == "none" and not reviewed) else stage
        for stage, score, reviewed in rows
    ]


def _beside(ids: Sequence[str], theme: pd.DataFrame, stages: Mapping[str, str]) -> dict[str, list[str]]:
    """Return at which stage of a theme each contrary segment stands: its own, else that of most people."""
    people: dict[str, set[str]] = {}
    for stage, case_id in zip(theme["stage"], theme["case_id"], strict=True):
        people.setdefault(stage, set()).add(case_id)
    main = min(people, key=lambda stage: (-len(people[stage]), stage))
    found: dict[str, list[str]] = {}
    for each in ids:
        stage = stages.get(each, "none")
        found.setdefault(stage if stage in people else main, []).append(each)
    return found
