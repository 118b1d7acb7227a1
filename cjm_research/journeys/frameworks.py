"""Stage frameworks: the columns of a map, four shipped and a study's own.

Coders suggest six stages; each stage of a framework covers some of them. A study writes its own under ``[stages]`` in
``study.toml``, one table per stage, in the order of the map::

    [stages.browse]
    name = { en = "Browse", zh = "浏览" }
    covers = ["awareness", "consideration"]

>>> [stage.id for stage in framework("five").stages]
['awareness', 'consideration', 'decision', 'retention', 'advocacy']
>>> framework("three").onto()["purchase"]
'consideration_and_decision'
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
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
        Which of the coders' six stages fall into it.
    """

    id: str
    name: dict[str, str]
    definition: dict[str, str]
    question: dict[str, str]
    milestone: dict[str, str]
    trigger: dict[str, str]
    touchpoints: dict[str, tuple[str, ...]]
    covers: tuple[str, ...]


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
        """Return the stage of this framework for each stage that coders suggest; uncovered ones map to "none"."""
        found = dict.fromkeys(STAGES, "none")
        for stage in self.stages:
            found |= dict.fromkeys(stage.covers, stage.id)
        return found


def framework(spec: str | Mapping[str, Any]) -> Framework:
    """Return a framework by id, or build a study's own.

    Parameters
    ----------
    spec : str or mapping
        One of `FRAMEWORK_IDS`, or the ``[stages]`` table of a ``study.toml``: stage id to a table with ``covers`` and,
        if wanted, ``name``, ``definition``, ``question``, ``milestone``, ``trigger`` (a text, or one per language) and
        ``touchpoints``.

    Returns
    -------
    Framework
        Texts that the study leaves out are empty, a missing name is the id.

    Raises
    ------
    UnknownNameError
        If no framework has that id.
    StudyError
        If a stage covers nothing, covers an unknown stage or one that another stage covers already.
    """
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
    taken: dict[str, str] = {}
    for name, table in spec.items():
        covers = table.get("covers", []) if isinstance(table, Mapping) else []
        if not covers:
            raise StudyError(
                f"study.toml: stage {name!r} covers no stage. Add covers = [...] with some of {', '.join(STAGES)}."
            )
        for covered in covers:
            if covered not in STAGES:
                raise StudyError(
                    f"study.toml: stage {name!r} covers {covered!r}, which coders do not suggest. "
                    f"Use some of {', '.join(STAGES)}."
                )
            if covered in taken:
                raise StudyError(
                    f"study.toml: {covered!r} is covered by the stages {taken[covered]!r} and {name!r}. "
                    "Name it in one of them only."
                )
            taken[covered] = name
    stages = tuple(_stage(name, table) for name, table in spec.items())
    return Framework(OWN, {"en": "Own stages", "zh": "自定阶段"}, stages)


def _stage(name: str, table: Mapping[str, Any]) -> Stage:
    texts = {key: _both(table.get(key, "")) for key in _TEXTS}
    touchpoints = table.get("touchpoints", [])
    by_language = touchpoints if isinstance(touchpoints, Mapping) else dict.fromkeys(LANGUAGES, touchpoints)
    return Stage(
        id=name,
        name=_both(table.get("name", name)),
        touchpoints={code: tuple(by_language.get(code, ())) for code in LANGUAGES},
        covers=tuple(table["covers"]),
        **texts,
    )


def _both(text: str | Mapping[str, str]) -> dict[str, str]:
    """Return a text by language; one language stands in for the other where only one is given."""
    if isinstance(text, str):
        return dict.fromkeys(LANGUAGES, text)
    spare = next(iter(text.values()), "")
    return {code: text.get(code, spare) for code in LANGUAGES}
