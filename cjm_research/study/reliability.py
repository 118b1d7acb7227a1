"""How well-founded the coding is: who agrees with whom, what is still unheard, who was asked and who was heard.

Agreement is counted over what people said, never over suggestions. Of a double-coding sample it is what each said
before the sample was closed: what they change after they have talked does not improve the figures.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

from cjm_research.codes.own_code import OWN
from cjm_research.errors import StudyError
from cjm_research.schema import FAMILIES
from cjm_research.study import pipeline
from cjm_research.study.doubling import Doubling
from cjm_research.study.reviewing import code_names

if TYPE_CHECKING:
    import pandas as pd

    from cjm_research.agreement.sheet import AgreementSheet
    from cjm_research.findings.coverage import CoverageSheet
    from cjm_research.findings.saturation.sheet import SaturationSheet
    from cjm_research.store.database import Store
    from cjm_research.study.folder import StudyConfig, StudyFolder


def agreement(
    folder: StudyFolder,
    config: StudyConfig,
    store: Store,
    sample: str | int | None = None,
    coders: str | Collection[str] | None = None,
    language: str | None = None,
) -> AgreementSheet:
    """Return how far the people who coded agree.

    Parameters
    ----------
    folder, config, store
        The study.
    sample : str or int, optional
        Id, title or round of a double-coding sample; without it everything that two people or more coded.
    coders : str or collection of str, optional
        These alone.
    language : {"en", "zh"}, optional
        In which it shows itself; by default the study's first.

    Raises
    ------
    StudyError
        If fewer than two people coded, or one who was named has coded nothing.
    """
    from cjm_research.agreement.ratings import ratings_of, spans_of
    from cjm_research.agreement.sheet import agreement_sheet

    frames, book = pipeline.taking_part(config, store), pipeline.codebook(folder, store)
    codings = frames["codings"] if sample is None else Doubling(folder, config, store).codings(sample)
    own = [code.kind for code in book.own]
    ratings = ratings_of(codings, frames["segments"], own)
    coded = sorted(set(ratings["coder"]))
    people = coded if coders is None else sorted({coders} if isinstance(coders, str) else set(coders))
    absent = [each for each in people if each not in coded]
    if absent or len(people) < 2:
        progress = _progress(Doubling(folder, config, store).progress(), sample)
        if coders is not None and coded:
            raise StudyError(_who_is_absent(people, absent, coded, progress))
        raise StudyError(_what_is_missing(coded, progress, folder.name))
    marks = _marks(codings, frames["segments"], frames["cuts"])
    spans = spans_of(marks, frames["documents"]) if sample is None and len(marks) else None
    return agreement_sheet(
        ratings,
        spans,
        coders=people,
        seed=config.seed,
        names=code_names(book),
        language=language or config.languages[0],
    )


def saturation(
    config: StudyConfig,
    store: Store,
    level: str = "theme",
    by: str | Sequence[str] | None = None,
    language: str | None = None,
    **asked: float,
) -> SaturationSheet:
    """Return how near interviews and answers are to bringing nothing new.

    Parameters
    ----------
    config, store
        The study.
    level : {"theme", "code"}
        What is counted.
    by : str or sequence of str, optional
        Attributes of people, "language", "kind" or "wave".
    language : {"en", "zh"}, optional
        In which it shows itself; by default the study's first.
    **asked
        ``base``, ``run``, ``threshold``, ``ahead`` as `saturation_sheet`.
    """
    from cjm_research.findings.saturation.incidence import incidence_of
    from cjm_research.findings.saturation.sheet import saturation_sheet

    frames = pipeline.taking_part(config, store)
    coded = pipeline.coded_frame(config, store)
    heard = incidence_of(
        coded, frames["segments"], frames["documents"], frames["cases"], frames["members"], level, frames["themes"],
        frames["turns"],
    )  # fmt: skip
    cell = config.settings.themes.min_cell
    return saturation_sheet(
        heard.incidence, heard.units, level, seed=config.seed, by=[by] if isinstance(by, str) else by, min_cell=cell,
        language=language or config.languages[0], **asked,
    )  # fmt: skip


def coverage(
    config: StudyConfig, store: Store, attributes: str | Sequence[str] | None = None, language: str | None = None
) -> CoverageSheet:
    """Return who was asked and who was heard, attribute by attribute.

    Parameters
    ----------
    config, store
        The study.
    attributes : str or sequence of str, optional
        Of people; all that have few enough values by default.
    language : {"en", "zh"}, optional
        In which it shows itself; by default the study's first.
    """
    from cjm_research.findings.coverage import coverage_sheet

    frames = pipeline.taking_part(config, store)
    asked = [attributes] if isinstance(attributes, str) else attributes
    return coverage_sheet(
        pipeline.people(config, store), frames["documents"], frames["segments"], pipeline.coded_frame(config, store),
        asked, min_cell=config.settings.themes.min_cell, language=language or config.languages[0],
        turns=frames["turns"],
    )  # fmt: skip


def _progress(progress: pd.DataFrame, sample: str | int | None) -> dict[str, str]:
    """Return by coder how far each is in the latest open sample, or in the one that is asked for."""
    asked = progress["closed_at"] == ""
    if sample is not None:
        asked = (progress["sample_id"] == sample) | (progress["title"] == sample) | (progress["round"] == sample)
    rows = progress[asked].sort_values(["round", "sample_id", "coder"]).to_dict("records")
    return {
        row["coder"]: f"{row['done']} of {row['total']} in the sample {(row['title'] or row['sample_id'])!r}"
        for row in rows
    }


def _who_is_absent(people: Sequence[str], absent: Sequence[str], coded: Sequence[str], progress: dict[str, str]) -> str:
    told = [f"{each} has coded {progress.get(each, 'nothing here')}." for each in absent]
    if not absent:
        told = [f"Only {people[0]} was asked for." if people else "Nobody was asked for."]
    return f"Agreement needs two people who code the same segments. {' '.join(told)} Who coded: {', '.join(coded)}."


def _what_is_missing(coded: Sequence[str], progress: dict[str, str], name: str) -> str:
    told = f"Only {coded[0]} coded." if coded else "Nobody coded yet."
    waiting = [each for each in progress if each not in coded]
    if waiting:
        each = waiting[0]
        told += "".join(f" {one} has {progress[one]}." for one in waiting)
        do = f"Let {each} code with `study.doubling.session({each!r})` or on a sheet, `study.doubling.sheet({each!r})`."
    else:
        do = f"Draw a sample for two coders with `study.doubling.draw(…)` or `cjm double draw {name} --coders A,B`."
    return f"Agreement needs two people who code the same segments. {told} {do}"


def _marks(codings: pd.DataFrame, segments: pd.DataFrame, cuts: pd.DataFrame) -> pd.DataFrame:
    """Return as spans what each person says is carried, in the documents in which anybody marked words by hand.

    Elsewhere all boundaries are the machine's, and agreement on them would say nothing. What a person said of a segment
    without a code is read too.
    """
    by_hand = cuts.loc[cuts["made"] == "mark", "document_id"]
    segments = segments[segments["document_id"].isin(by_hand)]
    placed = codings.merge(segments[["segment_id", "document_id", "start", "end"]], on="segment_id")
    named = placed[placed["kind"].isin(FAMILIES) | placed["kind"].str.startswith(OWN)]
    code = named["kind"].where(named["value"] != "", "")
    return named.assign(code=code)[["document_id", "coder", "code", "start", "end"]].drop_duplicates()
