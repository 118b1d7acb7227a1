"""The draft journey map of a study, of everybody or of a group, with what people made of it on the board."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import cjm_research
from cjm_research.errors import StudyError, UnknownNameError
from cjm_research.study import pipeline
from cjm_research.study.digests import digest

if TYPE_CHECKING:
    import pandas as pd

    from cjm_research.journeys.frameworks import Framework
    from cjm_research.journeys.made import Made
    from cjm_research.journeys.map import JourneyMap
    from cjm_research.store.database import Store
    from cjm_research.study.folder import StudyConfig, StudyFolder

EDITED = ("cards", "stages", "weights", "memos", "validations")
"""The tables that hold what people made of the map and said of it."""


@dataclass(frozen=True)
class Group:
    """The people a map is of.

    Attributes
    ----------
    persona : mapping of str to str
        What the map says it is of: ``{"attribute": …, "value": …}`` or ``{"name": …}``.
    case_ids : frozenset of str
        The people.
    """

    persona: Mapping[str, str]
    case_ids: frozenset[str]


def group_of(frames: Mapping[str, pd.DataFrame], by: str, value: str) -> Group:
    """Return the people of a group.

    Parameters
    ----------
    frames : mapping of str to DataFrame
        From `pipeline.taking_part`.
    by : str
        An attribute of cases, or "language", "kind", "wave" of their documents.
    value : str
        One of the attribute's groups, as `findings.groups.people_groups` makes them ("9–10" of an NPS).

    Raises
    ------
    StudyError
        If nobody is in it, with the groups that there are.
    UnknownNameError
        If nobody has that attribute.
    """
    from cjm_research.findings.groups import people_groups

    groups = people_groups(frames["cases"], frames["turns"], frames["documents"], by)
    found = groups.loc[groups["group"] == value, "case_id"]
    if found.empty:
        known = groups[groups["group"] != ""].sort_values("order", kind="stable")["group"].unique()
        raise StudyError(f"Nobody has {value!r} as {by!r}. Its groups are {', '.join(known)}.")
    return Group({"attribute": by, "value": value}, frozenset(found))


def draft(
    folder: StudyFolder, config: StudyConfig, store: Store, of: Group | None = None, language: str | None = None
) -> JourneyMap:
    """Assemble the journey map from what is stored.

    Parameters
    ----------
    folder, config, store
        The study.
    of : Group, optional
        Whose map it is; of everybody by default.
    language : {"en", "zh"}, optional
        In which it speaks; the study's first by default.

    Raises
    ------
    StudyError
        If `run` has not been done, or who takes part has changed since.
    """
    from cjm_research.findings.consent import left_out, without
    from cjm_research.journeys.build import build_journey

    pipeline.up_to_date(folder, config, store)
    frames = pipeline.taking_part(config, store)
    if of is not None:
        frames = without(frames, set(frames["cases"]["case_id"]) - of.case_ids, black=False)
    study = {
        **_head(config, store),
        "language": language,
        "without_consent": left_out(pipeline.people(config, store)) if of is None else {},
        "persona": dict(of.persona) if of is not None else None,
        "run": _run(config, store, frames["documents"]),
    }
    return build_journey(
        study=study,
        codebook=pipeline.codebook(folder, store),
        settings=config.settings.journey,
        made=_made(folder, config, store, frames),
        **frames,
    )


def _made(folder: StudyFolder, config: StudyConfig, store: Store, frames: Mapping[str, pd.DataFrame]) -> Made:
    """Return what people made of the map, and what its grades rest on beside the segments."""
    from cjm_research.journeys.edits import edited_framework
    from cjm_research.journeys.emotion import measure_stages
    from cjm_research.journeys.frameworks import study_framework
    from cjm_research.journeys.made import Made

    made = edits(store)
    stages = edited_framework(study_framework(config.framework, config.stages), made["stages"])
    columns = {name for attributes in frames["cases"]["attributes"] for name in (attributes or {})}
    return Made(
        edits=made,
        agreement=_agreement(config, frames),
        saturated=_saturated(config, frames),
        closeness=_closeness(folder, config, store, frames["segments"], stages) if stages.compared() else None,
        measures=measure_stages(config.measures, [stage.id for stage in stages.stages], sorted(columns)),
        priority=config.settings.priority,
    )


def _agreement(config: StudyConfig, frames: Mapping[str, pd.DataFrame]) -> dict[str, dict[str, Any]]:
    """Return how far people agree on each family; empty where nobody coded what somebody else coded."""
    from cjm_research.agreement.ratings import ratings_of
    from cjm_research.agreement.sheet import agreement_sheet
    from cjm_research.findings.grounds import agreement_by_family

    ratings = ratings_of(frames["codings"], frames["segments"])
    coders = sorted(set(ratings["coder"]))
    if len(coders) < 2:
        return {}
    sheet = agreement_sheet(ratings, coders=coders, seed=config.seed, language=config.languages[0])
    return agreement_by_family(sheet.table)


def _saturated(config: StudyConfig, frames: Mapping[str, pd.DataFrame]) -> dict[str, bool]:
    from cjm_research.findings.coded import coded
    from cjm_research.findings.grounds import saturation_by_family
    from cjm_research.findings.saturation.incidence import incidence_of

    held = coded(*(frames[name] for name in ("suggestions", "codings", "decisions", "segments", "cuts")))
    heard = incidence_of(
        held, frames["segments"], frames["documents"], frames["cases"], frames["members"], "theme", frames["themes"],
        frames["turns"],
    )  # fmt: skip
    return saturation_by_family(heard.incidence, heard.units, config.seed)


def _closeness(
    folder: StudyFolder, config: StudyConfig, store: Store, segments: pd.DataFrame, stages: Framework
) -> pd.DataFrame:
    from cjm_research.findings.placing import closeness

    return closeness(segments, stages, pipeline.embedder_of(folder, config, store))


def _head(config: StudyConfig, store: Store) -> dict[str, Any]:
    from cjm_research.journeys.frameworks import study_framework

    return {
        "title": config.title,
        "languages": list(config.languages),
        "scenario": config.scenario,
        "framework": study_framework(config.framework, config.stages),
        "seed": config.seed,
        "created_at": store.get("run_at"),
    }


def _run(config: StudyConfig, store: Store, documents: pd.DataFrame) -> dict[str, Any]:
    return {
        "inputs": _inputs(documents),
        **store.get("run", {}),
        "seeds": [config.seed],
        "settings_digest": digest(config.settings.model_dump()),
        "cjm_research": cjm_research.__version__,
    }


def _inputs(documents: pd.DataFrame) -> list[dict[str, str]]:
    # Named like the exported documents, since an original may be named after a person. The digest stands for what was
    # read, so that a survey with its rows in another order is the same input.
    found = []
    for _, own in documents.groupby("source", sort=True):
        first = own.sort_values("document_id").iloc[0]
        name = first["name"].removesuffix(".txt")
        name = name.rpartition("/")[0] if first["kind"] == "survey" else name
        found.append({"source": name, "digest": digest(own[["document_id", "sha256"]])})
    return sorted(found, key=lambda entry: entry["source"])


def version_of(store: Store, version: str, also: Sequence[str] = ()) -> pd.Series:
    """Return a row of contract "maps", by its title or id; ``also`` is what else may be named, for the message.

    Raises
    ------
    UnknownNameError
        If there is none, with those there are.
    """
    kept = store.frame("maps").sort_values("event_id", ignore_index=True)
    found = kept[(kept["title"] == version) | (kept["map_id"] == version)]
    if found.empty:
        known = ", ".join(map(repr, [*kept["title"], *also])) or "none yet; `cjm map save` keeps one"
        raise UnknownNameError(f"No version of the map is called {version!r}. There are {known}.")
    return found.iloc[0]


def edits(store: Store, names: Sequence[str] = EDITED) -> dict[str, pd.DataFrame]:
    """Return the tables that hold what people made of the map, by name."""
    return {name: store.frame(name) for name in names}
