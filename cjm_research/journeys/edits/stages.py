"""The stages of a framework as people made them on the board: named, ordered, added, merged; hidden ones stay in it.

>>> from cjm_research.journeys.frameworks import framework
>>> row = {**blank_stage("use"), "name": {"en": "Living with it"}, "position": -1.0}
>>> import pandas as pd
>>> edited = edited_framework(framework("five"), pd.DataFrame([{**row, "stage_id": "decision"}]))
>>> [stage.name["en"] for stage in edited.stages][:2]
['Living with it', 'Awareness']
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from cjm_research.journeys.frameworks import Framework, Stage
from cjm_research.review.board.law import Row, blank_stage, followed, rows_of
from cjm_research.schema import LANGUAGES

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["blank_stage", "edited_framework", "hidden_stages", "ordered_by_hand", "ordered_steps", "stage_rows"]


def stage_rows(stages: pd.DataFrame | None) -> dict[str, dict[str, Any]]:
    """Return the table "stages" by id; empty without one."""
    return {} if stages is None else rows_of(stages.to_dict("records"), "stage_id")


def edited_framework(framework: Framework, stages: pd.DataFrame | None) -> Framework:
    """Return a framework with what people made of its stages.

    Parameters
    ----------
    framework : Framework
        As the study has it.
    stages : DataFrame, optional
        Contract "stages".

    Returns
    -------
    Framework
        A stage that was merged is gone, and what it covers falls into the other one; one that was added covers nothing
        of what coders suggest and takes what is like its definition and examples. Rows of stages that are not there
        change nothing (`orphans` tells of them).
    """
    rows = stage_rows(stages)
    if not rows:
        return framework
    there = {stage.id: _edited(stage, rows.get(stage.id)) for stage in framework.stages}
    there |= {name: _added(name, row) for name, row in rows.items() if row["made"] and name not in there}
    places = {name: float(at) for at, name in enumerate(there)}
    for name in list(there):
        into = followed(name, rows)
        if into != name and into in there:
            gone = there.pop(name)
            there[into] = replace(there[into], covers=(*there[into].covers, *gone.covers))
    by_hand = {name: row["position"] for name, row in rows.items() if row["position"] is not None}
    ordered = sorted(there, key=lambda name: (by_hand.get(name, places[name]), places[name]))
    return replace(framework, stages=tuple(there[name] for name in ordered))


def hidden_stages(stages: pd.DataFrame | None) -> frozenset[str]:
    """Return the ids of stages that are kept off the map."""
    return frozenset(name for name, row in stage_rows(stages).items() if row["hidden"])


def ordered_by_hand(stages: pd.DataFrame | None) -> bool:
    """Whether a person put the stages in their order."""
    return any(row["position"] is not None for row in stage_rows(stages).values())


def ordered_steps(
    steps: Sequence[Mapping[str, Any]], stage: str, stages: pd.DataFrame | None
) -> list[Mapping[str, Any]]:
    """Return the steps of a stage in the order that people gave them; those not named by them come last, as they were.

    Parameters
    ----------
    steps : sequence of mapping
        With ``id``.
    stage : str
        The id of the stage.
    stages : DataFrame, optional
        Contract "stages".
    """
    row = stage_rows(stages).get(stage)
    order = {step: at for at, step in enumerate(row["steps"])} if row else {}
    return sorted(steps, key=lambda step: order.get(step["id"], len(order)))


def _edited(stage: Stage, row: Row | None) -> Stage:
    if row is None:
        return stage
    texts = {
        part: {**getattr(stage, part), **{language: text for language, text in row[part].items() if text}}
        for part in ("name", "definition", "question")
    }
    own = stage.own_words or bool(_lines(row)) or any(row["definition"].values())
    return replace(stage, **texts, examples=(*stage.examples, *_lines(row)), own_words=own)


def _added(stage_id: str, row: Row) -> Stage:
    name, definition, question = (_both(row[part]) for part in ("name", "definition", "question"))
    blank = dict.fromkeys(LANGUAGES, "")
    return Stage(
        id=stage_id,
        name={language: text or stage_id for language, text in name.items()},
        definition=definition,
        question=question,
        milestone=dict(blank),
        trigger=dict(blank),
        touchpoints=dict.fromkeys(LANGUAGES, ()),
        covers=(),
        examples=_lines(row),
    )


def _lines(row: Row) -> tuple[str, ...]:
    return tuple(line for language in sorted(row["examples"]) for line in row["examples"][language])


def _both(texts: Mapping[str, str]) -> dict[str, str]:
    """Return a text in both languages; one stands in for the other."""
    spare = next((texts[language] for language in sorted(texts) if texts[language]), "")
    return {language: texts.get(language) or spare for language in LANGUAGES}
