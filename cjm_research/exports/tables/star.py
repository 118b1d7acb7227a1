"""The tables themselves, made of a map: journeys, stages, findings and evidence joined by ids."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from cjm_research.codes.touchpoints import name_of
from cjm_research.exports import inks
from cjm_research.exports.tables.dictionary import typed

if TYPE_CHECKING:
    import pandas as pd

    from cjm_research.exports.material import Material
    from cjm_research.journeys.map import JourneyMap

_LANGUAGES = ("en", "zh")


def star(journey: JourneyMap, material: Material | None = None) -> dict[str, pd.DataFrame]:
    """Return the tables of a map by name.

    Parameters
    ----------
    journey : JourneyMap
        The map.
    material : Material, optional
        The study: who coded what, people with their attributes. Without it those columns and tables are empty.

    Returns
    -------
    dict of str to DataFrame
        Tables and columns as `dictionary` lists them, sorted by their ids.
    """
    journey_id = _id_of(journey)
    rows = {
        "journeys": [_journey(journey, journey_id)],
        "stages": list(_stages(journey, journey_id)),
        "steps": list(_steps(journey, journey_id)),
        "touchpoints": list(_touchpoints(journey, journey_id)),
        "measures": list(_measures(journey, journey_id)),
        "findings": [_finding(journey, journey_id, stage, card) for stage, card in _cards(journey)],
        "finding_people": [
            {"finding_id": card["id"], "participant_id": who} for _, card in _cards(journey) for who in card["people"]
        ],
        "grade_parts": list(_parts(journey)),
        "evidence": list(_evidence(journey, material)),
        "emotions": list(_emotions(journey, journey_id)),
        "participants": list(_participants(journey, material)),
        "participant_attributes": list(_attributes(journey, material)),
        "codebook": list(_codebook(journey)),
    }
    return {name: typed(name, made) for name, made in rows.items()}


def _id_of(journey: JourneyMap) -> str:
    head = journey.data.get("journey", {})
    said = [journey.data["study"]["title"], head.get("persona"), head.get("version", ""), head.get("kind", "")]
    return "j" + hashlib.sha256(json.dumps(said, ensure_ascii=False, sort_keys=True).encode()).hexdigest()[:12]


def _persona(journey: JourneyMap) -> str:
    held = journey.data.get("journey", {}).get("persona") or {}
    return held.get("name") or " = ".join(filter(None, (held.get("attribute"), held.get("value"))))


def _cards(journey: JourneyMap) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    for stage in journey.data["stages"]:
        for card in stage["cards"]:
            yield stage, card


def _journey(journey: JourneyMap, journey_id: str) -> dict[str, Any]:
    study, people, head = journey.data["study"], journey.data["participants"], journey.data.get("journey", {})
    return {
        "journey_id": journey_id,
        "title": study["title"],
        "kind": head.get("kind", "current state"),
        "persona": _persona(journey),
        "version": head.get("version", ""),
        "framework": journey.data["framework"]["id"],
        "n_people": people["n"],
        "n_interviews": people["n_interviews"],
        "n_respondents": people["n_respondents"],
        "run_at": study["created_at"],
        "cjm_research": study["cjm_research"],
        "coder": study["run"].get("coder"),
        "settings_digest": study["run"]["settings_digest"],
    }


def _stages(journey: JourneyMap, journey_id: str) -> Iterator[dict[str, Any]]:
    for at, stage in enumerate(journey.data["stages"], start=1):
        yield {
            "journey_id": journey_id,
            "stage_id": stage["id"],
            "stage_order": at,
            "stage_name": stage["name"][journey.language],
            **{f"name_{code}": stage["name"].get(code) for code in _LANGUAGES},
            **{f"question_{code}": stage["question"].get(code) for code in _LANGUAGES},
            "n_people": stage["n_people"],
            **{f"emotion_{name}": stage["emotion"][name] for name in ("mean", "low", "high", "n")},
            "grade": stage["evidence_grade"],
            "moment": (stage.get("moment") or {}).get("kind", ""),
            "hidden": bool(stage.get("hidden")),
        }


def _steps(journey: JourneyMap, journey_id: str) -> Iterator[dict[str, Any]]:
    for stage in journey.data["stages"]:
        for at, step in enumerate(stage.get("steps", []), start=1):
            yield {
                "journey_id": journey_id, "stage_id": stage["id"], "step_id": step["id"], "step_order": at,
                "step_name": step["name"].get(journey.language), "actor": "customer",
                "channel": step["channel"], "touchpoint": step["touchpoint"],
                "n_people": step["n_people"], "n_segments": step["n_segments"],
            }  # fmt: skip


def _touchpoints(journey: JourneyMap, journey_id: str) -> Iterator[dict[str, Any]]:
    for stage in journey.data["stages"]:
        for met in stage["touchpoints"]:
            yield {
                "journey_id": journey_id, "stage_id": stage["id"], "n_people": met["n_people"],
                "n_segments": met["n_segments"],
                **{name: "/".join(name_of(part, journey.language) for part in met[name].split("/")) if met[name] else ""
                   for name in ("touchpoint", "channel")},
            }  # fmt: skip


def _measures(journey: JourneyMap, journey_id: str) -> Iterator[dict[str, Any]]:
    for stage in journey.data["stages"]:
        for own in stage.get("measured", []):
            low, high = own["scale"]
            yield {**own, "journey_id": journey_id, "stage_id": stage["id"], "scale_low": low, "scale_high": high}


def _finding(
    journey: JourneyMap, journey_id: str, stage: dict[str, Any], card: dict[str, Any]
) -> dict[str, Any]:  # fmt: skip
    ranked = card.get("priority") or {}
    lane = card.get("lane") or card["family"]
    return {
        "journey_id": journey_id,
        "finding_id": card["id"],
        "type": lane,
        "subtype": card["subtype"] or card.get("kind", ""),
        "title": card.get("titles", {}).get(journey.language) or card["title"],
        "description": card["grade_rule"],
        "stage_id": stage["id"],
        "theme_id": card.get("theme_id", ""),
        "persona": _persona(journey),
        "severity": ranked.get("intensity"),
        "frequency_participants": card["n_people"],
        "frequency_segments": card["n_segments"],
        "n_participants_total": journey.data["participants"]["n"],
        "confidence": card["evidence_grade"],
        "reviewed_share": card["reviewed_share"],
        "review_status": card["status"],
        "stability": card.get("stability"),
        "n_against": card.get("n_counter", 0),
        "priority_score": ranked.get("score"),
        **{name: ranked.get(name) for name in ("rank", "rank_low", "rank_high", "reach_low", "reach_high")},
        "quadrant": ranked.get("quadrant", ""),
        "value": card.get("value") or None,
        "difficulty": card.get("difficulty") or None,
        "owner": card.get("owner", ""),
        "status": card.get("work", ""),
        "due": card.get("due", ""),
        "answers": " ".join(card.get("answers", [])),
        "intended": bool(card.get("intended")),
        "hidden": bool(card.get("hidden")),
    }


def _parts(journey: JourneyMap) -> Iterator[dict[str, Any]]:
    for _, card in _cards(journey):
        for part in card.get("grade_parts", []):
            words = part.get("words", {})
            yield {
                "finding_id": card["id"], **{name: part[name] for name in ("part", "value", "of", "meets")},
                "words_en": words.get("en"), "words_zh": words.get("zh"),
            }  # fmt: skip


def _evidence(journey: JourneyMap, material: Material | None) -> Iterator[dict[str, Any]]:
    ids = dict(zip(journey.documents["name"], journey.documents["document_id"], strict=True))
    more = {
        (row.card_id, row.segment_id): row
        for row in journey.evidence[["card_id", "segment_id", "score", "question"]].itertuples(index=False)
    }
    consents, coders = _consents(material), _coders(material)
    for _, card in _cards(journey):
        for role, items in (("for", card["evidence"]), ("against", card.get("counter", []))):
            for item in items:
                held = more.get((card["id"], item["segment_id"])) if role == "for" else None
                family = card["family"]
                yield {
                    "finding_id": card["id"],
                    "segment_id": item["segment_id"],
                    "role": role,
                    "source_id": ids[item["document"]],
                    "source": item["document"],
                    "participant_id": item["case_id"],
                    "quote": item["quote"],
                    "start": item["start"],
                    "end": item["end"],
                    "code_path": "/".join(filter(None, (family, item.get("subtype") or card["subtype"]))),
                    "emotion": item["emotion"],
                    "reviewed": item["reviewed"],
                    "coder": " ".join(coders.get((item["segment_id"], family), ())),
                    "score": held.score if held else None,
                    "question": held.question if held else "",
                    "consent_level": consents.get(item["case_id"], "given"),
                }


def _consents(material: Material | None) -> dict[str, str]:
    if material is None:
        return {}
    cases = material.frames["cases"]
    return dict(zip(cases["case_id"], cases["consent"], strict=True))


def _coders(material: Material | None) -> dict[tuple[str, str], list[str]]:
    if material is None:
        return {}
    found: dict[tuple[str, str], list[str]] = {}
    rows = material.frames["codings"].sort_values(["segment_id", "kind", "coder"])
    for segment_id, kind, coder in zip(rows["segment_id"], rows["kind"], rows["coder"], strict=True):
        own = found.setdefault((segment_id, kind), [])
        if coder not in own:
            own.append(coder)
    return found


def _emotions(journey: JourneyMap, journey_id: str) -> Iterator[dict[str, Any]]:
    for row in journey.emotions.sort_values(["stage", "case_id"]).itertuples(index=False):
        yield {
            "journey_id": journey_id, "stage_id": row.stage, "participant_id": row.case_id, "emotion": row.emotion,
            "n_segments": row.n_segments,
        }  # fmt: skip


def _participants(journey: JourneyMap, material: Material | None) -> Iterator[dict[str, Any]]:
    if material is None:
        people = {who for _, card in _cards(journey) for who in card["people"]}
        yield from ({"participant_id": who, "kind": None, "consent_level": None} for who in sorted(people))
        return
    for row in material.frames["cases"].sort_values("case_id").itertuples(index=False):
        yield {"participant_id": row.case_id, "kind": row.kind, "consent_level": row.consent}


def _attributes(journey: JourneyMap, material: Material | None) -> Iterator[dict[str, Any]]:
    if material is None:
        return
    grouping = journey.data["participants"]["by_attribute"]
    for row in material.frames["cases"].sort_values("case_id").itertuples(index=False):
        for name, value in sorted((row.attributes or {}).items()):
            if name in grouping and str(value) in grouping[name]:
                yield {"participant_id": row.case_id, "attribute": name, "value": str(value)}


def _codebook(journey: JourneyMap) -> Iterator[dict[str, Any]]:
    language = journey.language
    for code in journey.codebook.codes:
        yield {
            "path": f"{code.family}/{code.subtype}",
            **{f"name_{key}": code.name.get(key) for key in _LANGUAGES},
            **{f"description_{key}": code.definition.get(key) for key in _LANGUAGES},
            "include": "\n".join(code.include.get(language, ())),
            "exclude": "\n".join(code.exclude.get(language, ())),
            "example": "\n".join(code.examples.get(language, ())),
            "color": inks.EDGE.get(code.family, inks.SOFT),
        }
