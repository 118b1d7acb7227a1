"""Assemble the journey map: stages, cards, emotion, order and priorities from what is coded and what people made of it.

Everything is sorted by its key first and every random draw takes the study's seed, so that the same study gives the
same map, byte for byte, whatever the order of its files. A stage without evidence says so; nothing is filled in.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import Any

import pandas as pd

import cjm_research
from cjm_research import schema
from cjm_research.findings import build_findings, coded, place, verdicts
from cjm_research.findings.asked import asked_at
from cjm_research.findings.making import Known
from cjm_research.findings.priority import priorities_of_map
from cjm_research.journeys.card_data import card_of, item_of
from cjm_research.journeys.edits import (
    Edited,
    apply_edits,
    edited_framework,
    edited_opportunities,
    hidden_stages,
    ordered_by_hand,
    orphans,
)
from cjm_research.journeys.emotion import by_person, measured, moments, unprompted
from cjm_research.journeys.evidence import evidence_of
from cjm_research.journeys.frameworks import Framework, framework
from cjm_research.journeys.made import Made
from cjm_research.journeys.map import OPPORTUNITY, JourneyMap
from cjm_research.journeys.opportunities import opportunities, opportunity_cards
from cjm_research.journeys.order import StageOrder, order_of, steps_of, story, touched, votes
from cjm_research.journeys.stage_data import Ground, stage_of
from cjm_research.settings import Journey

SCHEMA_VERSION = "1.1"

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
    made: Made | None = None,
) -> JourneyMap:
    """Return the draft journey map of a study.

    Parameters
    ----------
    study : dict
        Keys title, languages, scenario, framework (an id or the study's own ``[stages]``), seed, created_at, run;
        optionally language (of the map; the first of languages by default), without_consent, how many people were left
        out by what is known of their consent, kind (of map), persona (whose map it is) and version.
    documents, cases, turns, segments, suggestions, codings, themes, members : DataFrame
        Their contracts, in any order.
    codebook : Codebook
        Names of families and sub-types.
    settings : settings.Journey
        Draws, interval, thresholds.
    decisions, cuts : DataFrame, optional
        Their contracts: what coders settled, and the segments they made by hand.
    made : Made, optional
        What people made of the map, and what its grades rest on beside the segments.

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
    frames = {name: _sorted(frame, name) for name, frame in given.items()}
    return _Assembly(study, frames, codebook, settings, made or Made()).journey()


def _sorted(frame: pd.DataFrame, name: str) -> pd.DataFrame:
    schema.check(frame, name)
    return frame.sort_values(list(schema.CONTRACTS[name].key), ignore_index=True)


class _Assembly:
    """One pass from frames to a map."""

    def __init__(
        self, study: dict[str, Any], frames: dict[str, pd.DataFrame], codebook: Any, settings: Journey, made: Made
    ) -> None:
        self.study, self.frames, self.codebook, self.settings, self.made = study, frames, codebook, settings, made
        self.language = study.get("language") or next(iter(study["languages"]), "en")
        self.said = frames["suggestions"], frames["codings"], frames["decisions"]
        self.held = coded(*self.said, frames["segments"], frames["cuts"])
        emotions = verdicts(frames["suggestions"], frames["codings"], "emotion", frames["decisions"])
        self.emotions = pd.to_numeric(emotions.set_index("segment_id")["value"], errors="coerce").astype("float64")
        self.people = frames["segments"].set_index("segment_id")["case_id"]

    def journey(self) -> JourneyMap:
        whole = framework(self.study["framework"])
        stages = edited_framework(whole, self.made.edits.get("stages"))
        placed = self._placed(stages)
        told = story(self.frames["segments"], self.frames["turns"], placed, {s.id: s.covers for s in stages.stages})
        order = self._order(whole, stages, told)
        by_id = {stage.id: stage for stage in stages.stages}
        stages = replace(stages, stages=tuple(by_id[name] for name in order.stages))
        edited = self._edited(stages, placed)
        findings = edited.findings
        evidence = self._evidence(findings)
        rows, basis = unprompted(self._everything(edited.placed), self.settings.few_people)
        means = by_person(rows)
        here = (means, [stage.id for stage in stages.stages], findings, self.emotions, self.people)
        turning = moments(*here, self.settings.interval, self.settings.few_people)
        cards, originals, lost = self._cards(findings, evidence, edited, turning, stages)
        ground = Ground(
            self._everything(edited.placed),
            evidence,
            means,
            turning,
            steps_of(told, touched(*self.said), self._steps()),
            measured(self.frames["cases"], stages.stages, self.made.measures, self.settings.interval),
            hidden_stages(self.made.edits.get("stages")),
            len(self.frames["cases"]),
            self.settings,
            self.study["seed"],
        )
        columns = [stage_of(stage, cards.get(stage.id, []), ground) for stage in stages.stages]
        data = self._data(stages, order, columns)
        shown = evidence[evidence["stage"] != "none"].reset_index(drop=True)
        ranked = priorities_of_map(
            data, self.made.weights(), self.made.priority, self.study["seed"], self.language, self.settings.interval,
        )  # fmt: skip
        _rank(columns, ranked.by_card())
        return JourneyMap(
            data=data,
            findings=findings.sort_values("finding_id", ignore_index=True),
            evidence=_with_opportunities(shown, columns),
            emotions=means,
            documents=self.frames["documents"],
            codebook=self.codebook,
            language=self.language,
            cards_per_cell=self.settings.cards_per_cell,
            order=order,
            priorities=ranked,
            basis=basis.words,
            originals=originals,
            orphans=orphans(self.made.edits, lost, whole),
        )

    def _placed(self, stages: Framework) -> pd.DataFrame:
        return place(
            self.frames["segments"], self.frames["turns"], *self.said, framework=stages,
            closeness=self.made.closeness, language=self.language,
        )  # fmt: skip

    def _order(self, whole: Framework, stages: Framework, told: pd.DataFrame) -> StageOrder:
        there = [stage.id for stage in stages.stages]
        given = [stage.id for stage in whole.stages if stage.id in there]
        given += [name for name in there if name not in given]
        hand = there if ordered_by_hand(self.made.edits.get("stages")) else None
        names = {stage.id: stage.name for stage in stages.stages}
        return order_of(
            given, votes(told), names, hand, draws=self.settings.draws, interval=self.settings.interval,
            seed=self.study["seed"], language=self.language,
        )  # fmt: skip

    def _edited(self, stages: Framework, placed: pd.DataFrame) -> Edited:
        frames, n_asked = self.frames, len(self.frames["cases"])
        known = Known(
            agreement=self.made.agreement,
            saturated=self.made.saturated,
            validations=self.made.edits.get("validations"),
            asked=asked_at(frames["turns"], frames["segments"], placed, frames["cases"], stages.onto()),
            touchpoints=touched(*self.said)[["segment_id", "touchpoint", "channel"]],
        )
        found = build_findings(
            frames["themes"], frames["members"], self.held, placed, self.emotions, frames["segments"], n_asked,
            self.settings, self.language, known=known,
        )  # fmt: skip
        return apply_edits(
            found, placed, self.made.edits, stages, self.held, self.emotions, frames["segments"], n_asked,
            self.settings, self.language,
        )  # fmt: skip

    def _evidence(self, findings: pd.DataFrame) -> pd.DataFrame:
        frames = self.frames
        return evidence_of(
            findings, frames["segments"], frames["documents"], frames["turns"], frames["suggestions"], self.held,
            self.emotions,
        )  # fmt: skip

    def _everything(self, placed: pd.DataFrame) -> pd.DataFrame:
        """Return each segment with its stage, person, emotion, question, touchpoint and channel."""
        held = self.frames["segments"][["segment_id", "case_id", "turn_id"]]
        rows = placed[["segment_id", "stage"]].merge(held, on="segment_id")
        questions = self.frames["turns"].set_index("turn_id")["question"]
        rows["question"] = rows["turn_id"].map(questions).fillna("")
        rows["emotion"] = rows["segment_id"].map(self.emotions).astype("float64")
        for kind in ("touchpoint", "channel"):
            said = verdicts(self.frames["suggestions"], self.frames["codings"], kind, self.frames["decisions"])
            said = said[said["decision"].isin(schema.CARRIED)].set_index("segment_id")["value"]
            rows[kind] = rows["segment_id"].map(said).fillna("")
        return rows

    def _steps(self) -> dict[str, list[str]]:
        rows = self.made.edits.get("stages")
        return {} if rows is None else dict(zip(rows["stage_id"], rows["steps"], strict=True))

    def _cards(
        self,
        findings: pd.DataFrame,
        evidence: pd.DataFrame,
        edited: Edited,
        turning: dict[str, dict[str, Any] | None],
        stages: Framework,
    ) -> tuple[dict[str, list[dict[str, Any]]], dict[str, dict[str, Any]], tuple[str, ...]]:
        """Return cards by stage, those people touched as they were, and the ids of those that are lost."""
        items = self._items(findings, edited.before)
        own = _by_card(evidence)
        made = [self._card(row, own, items) for row in findings.itertuples(index=False) if row.stage != "none"]
        base = [card for card in made if card["family"] != OPPORTUNITY]
        named = [{"stage": name, **moment} for name, moment in turning.items() if moment is not None]
        visible = findings[~findings["hidden"].astype(bool) & (findings["family"] != OPPORTUNITY)]
        proposed = opportunity_cards(
            opportunities(visible, named, self.settings, self.language), base, self.language
        )  # fmt: skip
        written = [card for card in made if card["family"] == OPPORTUNITY]
        found = edited_opportunities(proposed, written, self.made.edits, stages, edited.lost, self.language)
        by_stage: dict[str, list[dict[str, Any]]] = {}
        for card in [*base, *found.cards]:
            by_stage.setdefault(card.pop("stage"), []).append(_whole(card))
        before = _by_card(self._evidence(edited.before))
        originals = {
            row.finding_id: self._card(row, before, items) for row in edited.before.itertuples(index=False)
        }  # fmt: skip
        return by_stage, originals | dict(found.originals), found.lost

    def _card(
        self, row: Any, evidence: dict[str, list[dict[str, Any]]], items: dict[str, dict[str, Any]]
    ) -> dict[str, Any]:
        counter = [items[each] for each in row.counter_ids if each in items]
        return {**card_of(row, evidence.get(row.finding_id, []), counter, self.language), "stage": row.stage}

    def _items(self, *findings: pd.DataFrame) -> dict[str, dict[str, Any]]:
        """Return the evidence items of the segments that speak against a card."""
        wanted = {each for frame in findings for ids in frame["counter_ids"] for each in ids}
        names = self.frames["documents"].set_index("document_id")["name"]
        reviewed = set(self.held.loc[self.held["reviewed"], "segment_id"])
        rows = self.frames["segments"][self.frames["segments"]["segment_id"].isin(wanted)]
        rows = rows.assign(document=rows["document_id"].map(names))
        return {
            row["segment_id"]: item_of(row, self.emotions.get(row["segment_id"]), row["segment_id"] in reviewed)
            for row in rows.to_dict("records")
        }

    def _data(self, stages: Framework, order: StageOrder, columns: list[dict[str, Any]]) -> dict[str, Any]:
        study, cases = self.study, self.frames["cases"]
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
            "journey": {
                "kind": study.get("kind") or "current state",
                "persona": study.get("persona"),
                "version": study.get("version", ""),
            },
            "framework": {
                "id": stages.id,
                "name": dict(stages.name),
                "stages": [stage.id for stage in stages.stages],
                "order": {**order.data, "words": {code: " ".join(order.told(code)) for code in schema.LANGUAGES}},
            },
            "participants": {
                "n": len(cases),
                "n_interviews": kinds["participant"],
                "n_respondents": kinds["respondent"],
                "by_attribute": _by_attribute(cases),
                **({"without_consent": without} if without else {}),
            },
            "stages": columns,
        }


def _by_card(evidence: pd.DataFrame) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = {}
    for row in evidence.to_dict("records"):
        found.setdefault(row["card_id"], []).append(row)
    return found


def _whole(card: dict[str, Any]) -> dict[str, Any]:
    """Return an opportunity with all that a card has, in the same order; others as they are."""
    blank: dict[str, Any] = {
        "subtype": "", "titles": {}, "made": "", "kind": "", "n_documents": 0, "named_by": "", "agreement": None,
        "validation": None, "touchpoints": [], "counter": [], "n_counter": 0, "parts": [], "answers": [],
        "position": None, "hidden": False, "pinned": False, "intended": False, "owner": "", "work": "", "due": "",
        "value": 0, "difficulty": 0, "n_comments": 0, "priority": None, "grade_parts": [], "stability": None,
    }  # fmt: skip
    return {**blank, **card}


def _with_opportunities(evidence: pd.DataFrame, columns: list[dict[str, Any]]) -> pd.DataFrame:
    """Return the evidence with that of proposed opportunities, which is that of the cards they answer."""
    parts = [evidence]
    for stage in columns:
        for card in stage["cards"]:
            if card["family"] == OPPORTUNITY and card["evidence"] and not (evidence["card_id"] == card["id"]).any():
                ids = [item["segment_id"] for item in card["evidence"]]
                rows = evidence[evidence["segment_id"].isin(ids)].drop_duplicates("segment_id")
                own = {"card_id": card["id"], "stage": stage["id"], "family": OPPORTUNITY, "title": card["title"]}
                parts.append(rows.assign(**own))
    return pd.concat(parts, ignore_index=True) if len(parts) > 1 else evidence


def _rank(columns: list[dict[str, Any]], ranks: dict[str, dict[str, Any]]) -> None:
    for stage in columns:
        for card in stage["cards"]:
            card["priority"] = ranks.get(card["id"])


def _by_attribute(cases: pd.DataFrame) -> dict[str, dict[str, int]]:
    counts: dict[str, Counter] = {}
    for attributes in cases["attributes"]:
        for name, value in (attributes or {}).items():
            counts.setdefault(str(name), Counter())[str(value)] += 1
    return {
        name: dict(sorted(values.items())) for name, values in sorted(counts.items()) if len(values) <= _MOST_VALUES
    }
