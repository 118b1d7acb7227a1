"""Assemble the journey map: stages, cards, emotion points and touchpoints from what is coded.

Everything is sorted by its key first and every random draw takes the study's seed, so that the same study gives the
same map, byte for byte, whatever the order of its files. A stage without evidence says so; nothing is filled in.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from typing import Any

import pandas as pd

import cjm_research
from cjm_research import schema
from cjm_research.findings import Evidence, build_findings, coded, grade, place, verdicts
from cjm_research.findings.cards import against
from cjm_research.journeys.emotion import by_person, point
from cjm_research.journeys.evidence import evidence_of
from cjm_research.journeys.frameworks import Framework, Stage, framework
from cjm_research.journeys.map import JourneyMap
from cjm_research.settings import Journey

SCHEMA_VERSION = "1.0"

_DIGITS = 6  # of a number in journey.json
_MOST_VALUES = 50  # an attribute with more different values is free text or an id, not a group


def build_journey(
    study: dict[str, Any],
    documents: pd.DataFrame,
    cases: pd.DataFrame,
    turns: pd.DataFrame,
    segments: pd.DataFrame,
    suggestions: pd.DataFrame,
    codings: pd.DataFrame,
    themes: pd.DataFrame,
    members: pd.DataFrame,
    codebook: Any,
    settings: Journey,
    decisions: pd.DataFrame | None = None,
    cuts: pd.DataFrame | None = None,
) -> JourneyMap:
    """Return the draft journey map of a study.

    Parameters
    ----------
    study : dict
        Keys title, languages, scenario, framework (an id or the study's own ``[stages]``), seed, created_at, run;
        optionally without_consent, how many people were left out by what is known of their consent.
    documents, cases, turns, segments, suggestions, codings, themes, members : DataFrame
        Their contracts, in any order.
    codebook : Codebook
        Names of families and sub-types.
    settings : settings.Journey
        Draws, interval, thresholds.
    decisions, cuts : DataFrame, optional
        Their contracts: what coders settled, and the segments they made by hand.

    Returns
    -------
    JourneyMap
        Its data keeps ``journey.schema.json``.

    Raises
    ------
    SchemaError
        If a frame breaks its contract or a quote is not in its document.
    StudyError, UnknownNameError
        If the framework is wrong.
    """
    given = {
        "documents": documents,
        "cases": cases,
        "turns": turns,
        "segments": segments,
        "suggestions": suggestions,
        "codings": codings,
        "themes": themes,
        "members": members,
        "decisions": schema.empty("decisions") if decisions is None else decisions,
        "cuts": schema.empty("cuts") if cuts is None else cuts,
    }
    return _assemble(study, {name: _sorted(frame, name) for name, frame in given.items()}, codebook, settings)


def _assemble(study: dict[str, Any], frames: dict[str, pd.DataFrame], codebook: Any, settings: Journey) -> JourneyMap:
    stages = framework(study["framework"])
    language = study["languages"][0] if study["languages"] else "en"
    segments, turns, n_asked = frames["segments"], frames["turns"], len(frames["cases"])
    suggested, settled = (frames["suggestions"], frames["codings"]), frames["decisions"]
    held, emotions = coded(*suggested, settled, segments, frames["cuts"]), _emotions(*suggested, settled)
    placed = place(segments, turns, *suggested, settled)
    made = frames["themes"], frames["members"], held, placed, emotions, segments
    findings = _in_order(build_findings(*made, n_asked, settings, language, stages.onto()), stages)
    evidence = evidence_of(findings, segments, frames["documents"], turns, suggested[0], held, emotions)
    everything = _everything(placed, frames, emotions, stages)
    means = by_person(everything)
    columns = [
        _stage(stage, findings, evidence, everything, means, n_asked, settings, study["seed"])
        for stage in stages.stages
    ]
    return JourneyMap(
        data=_data(study, stages, frames["cases"], columns),
        findings=findings.sort_values("finding_id", ignore_index=True),
        evidence=evidence[evidence["stage"] != "none"].reset_index(drop=True),
        emotions=means,
        documents=frames["documents"],
        codebook=codebook,
        language=language,
        cards_per_cell=settings.cards_per_cell,
    )


def _sorted(frame: pd.DataFrame, name: str) -> pd.DataFrame:
    schema.check(frame, name)
    return frame.sort_values(list(schema.CONTRACTS[name].key), ignore_index=True)


def _emotions(suggestions: pd.DataFrame, codings: pd.DataFrame, decisions: pd.DataFrame) -> pd.Series:
    held = verdicts(suggestions, codings, "emotion", decisions).set_index("segment_id")
    return pd.to_numeric(held["value"], errors="coerce").astype("float64")


def _in_order(findings: pd.DataFrame, stages: Framework) -> pd.DataFrame:
    """Sort as the map is read: stage, family, then most people first, what belongs to no theme last."""
    places = {stage.id: at for at, stage in enumerate(stages.stages)}
    lanes = {family: at for at, family in enumerate(schema.FAMILIES)}
    keys = pd.DataFrame(
        {
            "stage": findings["stage"].map(places).fillna(len(places)),
            "family": findings["family"].map(lanes),
            "rest": findings["rest"].astype(bool),
            "people": -findings["n_people"].astype("int64"),
            "segments": -findings["n_segments"].astype("int64"),
            "id": findings["finding_id"],
        }
    )
    return findings.loc[keys.sort_values(list(keys.columns)).index].reset_index(drop=True)


def _everything(
    placed: pd.DataFrame, frames: dict[str, pd.DataFrame], emotions: pd.Series, stages: Framework
) -> pd.DataFrame:
    """Return each segment with its stage in the framework, person, emotion, touchpoint and channel."""
    rows = placed[["segment_id", "stage"]].merge(frames["segments"][["segment_id", "case_id"]], on="segment_id")
    rows["stage"] = rows["stage"].map(lambda stage: stages.onto().get(stage, "none"))
    rows["emotion"] = rows["segment_id"].map(emotions).astype("float64")
    for kind in ("touchpoint", "channel"):
        held = verdicts(frames["suggestions"], frames["codings"], kind, frames["decisions"])
        said = held[held["decision"].isin(schema.CARRIED)].set_index("segment_id")["value"]
        rows[kind] = rows["segment_id"].map(said).fillna("")
    return rows


def _stage(
    stage: Stage,
    findings: pd.DataFrame,
    evidence: pd.DataFrame,
    everything: pd.DataFrame,
    means: pd.DataFrame,
    n_asked: int,
    settings: Journey,
    seed: int,
) -> dict[str, Any]:
    own = evidence[evidence["stage"] == stage.id]
    here = everything[everything["stage"] == stage.id]
    values = means.loc[means["stage"] == stage.id, "emotion"].to_numpy(dtype="float64")
    drawn = int(hashlib.sha256(f"{seed}:{stage.id}".encode()).hexdigest()[:8], 16)
    feeling = point(values, settings.draws, settings.interval, drawn)
    cards = findings[findings["stage"] == stage.id]
    by_card = dict(list(own.groupby("card_id")))
    return {
        "id": stage.id,
        "name": dict(stage.name),
        "question": dict(stage.question),
        "n_people": len(set(here["case_id"]) | set(own["case_id"])),
        "emotion": {
            "mean": _short(feeling.mean),
            "low": _short(feeling.low),
            "high": _short(feeling.high),
            "n": feeling.n,
        },
        "evidence_grade": _stage_grade(own, n_asked, settings),
        "touchpoints": _touchpoints(here),
        "cards": [_card(row, by_card[row.finding_id]) for row in cards.itertuples(index=False)],
    }


def _stage_grade(own: pd.DataFrame, n_asked: int, settings: Journey) -> str:
    once = own.drop_duplicates("segment_id")
    contrary = int(against(once["family"], once["emotion"]).sum())
    people, reviewed = once["case_id"].nunique(), int(once["reviewed"].sum())
    return grade(Evidence(people, n_asked, len(once), reviewed, contrary), settings).name


def _touchpoints(here: pd.DataFrame) -> list[dict[str, Any]]:
    said = here[(here["touchpoint"] != "") | (here["channel"] != "")]
    if said.empty:
        return []
    rows = said.groupby(["touchpoint", "channel"], sort=True).agg(
        n_people=("case_id", "nunique"), n_segments=("segment_id", "size")
    )
    rows = rows.reset_index().sort_values(
        ["n_people", "n_segments", "touchpoint", "channel"], ascending=[False, False, True, True]
    )
    return [
        {"touchpoint": row.touchpoint, "channel": row.channel, "n_people": int(row.n_people),
         "n_segments": int(row.n_segments)}
        for row in rows.itertuples(index=False)
    ]  # fmt: skip


def _card(row: Any, evidence: pd.DataFrame) -> dict[str, Any]:
    share = float(row.reviewed_share)
    status = "machine suggestion" if share == 0 else "reviewed" if share == 1 else "partly reviewed"
    return {
        "id": row.finding_id,
        "theme_id": row.theme_id,
        "family": row.family,
        "subtype": row.subtype,
        "title": row.title,
        "people": list(row.people),
        "n_people": int(row.n_people),
        "n_segments": int(row.n_segments),
        "reviewed_share": _short(share),
        "status": status,
        "evidence_grade": row.grade,
        "grade_rule": row.grade_rule,
        "evidence": [
            {
                "segment_id": item.segment_id,
                "document": item.document,
                "case_id": item.case_id,
                "start": int(item.start),
                "end": int(item.end),
                "quote": item.quote,
                "emotion": _short(item.emotion),
                "reviewed": bool(item.reviewed),
            }
            for item in evidence.itertuples(index=False)
        ],
    }


def _data(study: dict[str, Any], stages: Framework, cases: pd.DataFrame, columns: list[dict]) -> dict[str, Any]:
    kinds, without = Counter(cases["kind"]), study.get("without_consent", {})
    return {
        "schema_version": SCHEMA_VERSION,
        "study": {
            "title": study["title"],
            "languages": list(study["languages"]),
            "scenario": study["scenario"],
            "created_at": study["created_at"],
            "cjm_research": cjm_research.__version__,
            "run": study["run"],
        },
        "framework": {"id": stages.id, "stages": [stage.id for stage in stages.stages]},
        "participants": {
            "n": len(cases),
            "n_interviews": kinds["participant"],
            "n_respondents": kinds["respondent"],
            "by_attribute": _by_attribute(cases),
            **({"without_consent": without} if without else {}),
        },
        "stages": columns,
    }


def _by_attribute(cases: pd.DataFrame) -> dict[str, dict[str, int]]:
    counts: dict[str, Counter] = {}
    for attributes in cases["attributes"]:
        for name, value in (attributes or {}).items():
            counts.setdefault(str(name), Counter())[str(value)] += 1
    return {
        name: dict(sorted(values.items())) for name, values in sorted(counts.items()) if len(values) <= _MOST_VALUES
    }


def _short(value: float | None) -> float | None:
    return None if value is None or pd.isna(value) else round(float(value), _DIGITS)
