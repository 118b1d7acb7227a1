"""Stage frameworks: the columns of a map, four shipped and a study's own.

Coders suggest six stages; each stage of a framework covers some of them. A study writes its own under ``[stages]`` in
``study.toml``, one table per stage, in the order of the map::

    [stages.browse]
    name = { en = "Browse", zh = "浏览" }
    covers = ["awareness", "consideration"]

Stages may share what they cover, or cover nothing, where each says by a definition or examples what is told there:
then what a segment says is compared with these (`findings.placing.closeness`).

>>> [stage.id for stage in framework("five").stages]
['awareness', 'consideration', 'decision', 'retention', 'advocacy']
>>> framework("three").onto()["purchase"]
'consideration_and_decision'
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from typing import Any

from cjm_research.errors import StudyError, UnknownNameError
from cjm_research.schema import LANGUAGES, STAGES

FRAMEWORK_IDS = ("three", "four", "five", "six")
OWN = "own"
"""The id of a framework that a study defines itself."""

_TEXTS = ("definition", "question", "milestone", "trigger")


@dataclass(frozen=True)
class Stage:
    """One column of a map.

    Attributes
    ----------
    id : str
        Lower-case name used in files.
    name, definition, question, milestone, trigger : dict of str to str
        By language: what it is called and means, the customer's question in it, what opens it, what sets it off.
    touchpoints : dict of str to tuple of str
        Usual touchpoints by language.
    covers : tuple of str
        Which of the coders' six stages fall into it; may be empty, and others may cover the same.
    examples : tuple of str
        What people say at this stage, in any language.
    own_words : bool
        Whether the study itself says what the stage means, so that segments are compared with that.
    """

    id: str
    name: dict[str, str]
    definition: dict[str, str]
    question: dict[str, str]
    milestone: dict[str, str]
    trigger: dict[str, str]
    touchpoints: dict[str, tuple[str, ...]]
    covers: tuple[str, ...]
    examples: tuple[str, ...] = ()
    own_words: bool = False

    def described(self) -> bool:
        """Return whether it says what is told there, so that segments can be compared with it."""
        return bool(self.examples) or any(self.definition.values())


@dataclass(frozen=True)
class Framework:
    """The stages of a map in order.

    Attributes
    ----------
    id : str
        One of `FRAMEWORK_IDS`, or `OWN`.
    name : dict of str to str
        By language.
    stages : tuple of Stage
        In the order of the journey.
    """

    id: str
    name: dict[str, str]
    stages: tuple[Stage, ...]

    def onto(self) -> dict[str, str]:
        """Return the stage of this framework for each stage that coders suggest; uncovered ones map to "none".

        Of several that cover the same, the first: what tells them apart is read by `findings.place`.
        """
        found = dict.fromkeys(STAGES, "none")
        for stage in reversed(self.stages):
            found |= dict.fromkeys(stage.covers, stage.id)
        return found

    def compared(self) -> bool:
        """Return whether segments must be compared with what stages say of themselves.

        True where the study says it in its own words, and where stages share what they cover or cover nothing.
        """
        if any(stage.own_words and stage.described() for stage in self.stages):
            return True
        covered = [name for stage in self.stages for name in stage.covers]
        return len(covered) != len(set(covered)) or any(not stage.covers for stage in self.stages)


def study_framework(name: str, stages: Mapping[str, Any]) -> Framework:
    """Return the framework of a study: a shipped one, a shipped one whose stages it describes, or its own.

    Parameters
    ----------
    name : str
        One of `FRAMEWORK_IDS`.
    stages : mapping
        The ``[stages]`` table of ``study.toml``; empty if there is none. Where its stages are some of the framework's
        and none says what it covers, they describe these: what a stage means in this journey, with examples.

    Raises
    ------
    UnknownNameError, StudyError
        As `framework`.
    """
    if not stages:
        return framework(name)
    tables = [table for table in stages.values() if isinstance(table, Mapping)]
    shipped = framework(name) if name in FRAMEWORK_IDS else None
    there = {stage.id for stage in shipped.stages} if shipped else set()
    if shipped is None or not set(stages) <= there or any("covers" in table for table in tables):
        return framework(stages)
    for key, table in stages.items():
        _check_covers(key, {"covers": list(STAGES[:1]), **(table if isinstance(table, Mapping) else {})})
    described = tuple(_described(stage, stages[stage.id]) if stage.id in stages else stage for stage in shipped.stages)
    return replace(shipped, stages=described)


def _described(stage: Stage, table: Any) -> Stage:
    table = table if isinstance(table, Mapping) else {}
    texts = {key: _both(table[key]) for key in ("name", *_TEXTS) if key in table}
    return replace(stage, **texts, examples=tuple(table.get("examples", ())), own_words=True)


def framework(spec: str | Mapping[str, Any] | Framework) -> Framework:
    """Return a framework by id, or build a study's own.

    Parameters
    ----------
    spec : str, mapping or Framework
        A framework as it is, or one of `FRAMEWORK_IDS`, or the ``[stages]`` table of a ``study.toml``: stage id to a
        table with ``covers`` and, if wanted, ``name``, ``definition``, ``question``, ``milestone``, ``trigger`` (a
        text, or one per language), ``touchpoints`` and ``examples``.

    Returns
    -------
    Framework
        Texts that the study leaves out are empty, a missing name is the id.

    Raises
    ------
    UnknownNameError
        If no framework has that id.
    StudyError
        If a stage covers an unknown stage; if it covers nothing, or what another covers too, without a definition or
        examples that tell it apart; if its examples are no list of texts.
    """
    if isinstance(spec, Framework):
        return spec
    if not isinstance(spec, str):
        return _own(spec)
    if spec not in FRAMEWORK_IDS:
        raise UnknownNameError(f"No stage framework is called {spec!r}. Known: {', '.join(FRAMEWORK_IDS)}.")
    return _shipped(spec)


@cache
def _shipped(name: str) -> Framework:
    data = tomllib.loads(files("cjm_research.journeys").joinpath("frameworks.toml").read_text("utf-8"))
    texts, entry = data["stages"], data["frameworks"][name]
    stages = []
    for stage in entry["stages"]:
        known = texts[stage["id"]]
        stages.append(_stage(stage["id"], {**texts[known.get("like", stage["id"])], **stage}))
    return Framework(name, entry["name"], tuple(stages))


def _own(spec: Mapping[str, Any]) -> Framework:
    for name, table in spec.items():
        _check_covers(name, table)
    stages = tuple(_in_own_words(_stage(name, table)) for name, table in spec.items())
    _check_shared(stages)
    return Framework(OWN, {"en": "Own stages", "zh": "自定阶段"}, stages)


def _check_covers(name: str, table: Any) -> None:
    known = isinstance(table, Mapping)
    covers = table.get("covers", []) if known else []
    examples = table.get("examples", []) if known else []
    if not isinstance(examples, list | tuple) or not all(isinstance(text, str) for text in examples):
        raise StudyError(
            f'study.toml: the examples of stage {name!r} are no list of texts. Write examples = ["…", "…"].'
        )
    described = known and (any(_both(table.get("definition", "")).values()) or any(examples))
    if not covers and not described:
        raise StudyError(
            f"study.toml: stage {name!r} covers no stage. Add covers = [...] with some of {', '.join(STAGES)}, "
            "or a definition or examples that say what is told there."
        )
    for covered in covers:
        if covered not in STAGES:
            raise StudyError(
                f"study.toml: stage {name!r} covers {covered!r}, which coders do not suggest. "
                f"Use some of {', '.join(STAGES)}."
            )


def _check_shared(stages: tuple[Stage, ...]) -> None:
    taken: dict[str, Stage] = {}
    for stage in stages:
        for covered in stage.covers:
            other = taken.setdefault(covered, stage)
            if other is not stage and not (stage.described() and other.described()):
                raise StudyError(
                    f"study.toml: {covered!r} is covered by the stages {other.id!r} and {stage.id!r}. "
                    "Name it in one of them only, or give both a definition or examples that tell them apart."
                )


def _in_own_words(stage: Stage) -> Stage:
    return replace(stage, own_words=stage.described())


def _stage(name: str, table: Mapping[str, Any]) -> Stage:
    texts = {key: _both(table.get(key, "")) for key in _TEXTS}
    touchpoints = table.get("touchpoints", [])
    by_language = touchpoints if isinstance(touchpoints, Mapping) else dict.fromkeys(LANGUAGES, touchpoints)
    return Stage(
        id=name,
        name=_both(table.get("name", name)),
        touchpoints={code: tuple(by_language.get(code, ())) for code in LANGUAGES},
        covers=tuple(table.get("covers", ())),
        examples=tuple(table.get("examples", ())),
        **texts,
    )


def _both(text: str | Mapping[str, str]) -> dict[str, str]:
    """Return a text by language; one language stands in for the other where only one is given."""
    if isinstance(text, str):
        return dict.fromkeys(LANGUAGES, text)
    spare = next(iter(text.values()), "")
    return {code: text.get(code, spare) for code in LANGUAGES}
