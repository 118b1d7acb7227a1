"""Everything after import, step by step, each step committed before the next begins.

A step whose inputs did not change since it was last done is skipped, and suggestions are committed in batches, so a
run that was killed goes on where it stopped. Each step is a pure function of frames; only this file saves results.
"""

from __future__ import annotations

import warnings
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pandas as pd

from cjm_research import registry
from cjm_research.codes.codebook import Codebook
from cjm_research.codes.endpoint import EndpointCoder, Plan, agreement_in, agreement_payload, plan_of
from cjm_research.codes.endpoint.consent import ACT
from cjm_research.errors import StudyError
from cjm_research.schema import CARRIED, CONSENTED
from cjm_research.study import cutting, imports, intake, theme_steps, versions
from cjm_research.study.code_map import code_map
from cjm_research.study.codebooks import standing_codebook
from cjm_research.study.digests import digest
from cjm_research.study.learning import learn
from cjm_research.study.own_codes import suggest_own
from cjm_research.study.progress import Progress
from cjm_research.study.theme_words import ERASED

if TYPE_CHECKING:
    from cjm_research.store.database import Store
    from cjm_research.study.folder import StudyConfig, StudyFolder


def codebook(folder: StudyFolder, store: Store) -> Codebook:
    """Return the study's own codebook, or the shipped one, as people left it; warns of a file that cannot be read."""
    return standing_codebook(folder, store, tell=lambda note: warnings.warn(note, stacklevel=3))


def run(
    folder: StudyFolder, config: StudyConfig, store: Store, progress: bool = True, passphrase: str | None = None
) -> None:
    """Segment, suggest, find themes; skip what is done.

    Parameters, errors as `code`.
    """
    embedder = code(folder, config, store, progress, passphrase)
    _themes(config, store, embedder, progress)


def code(
    folder: StudyFolder, config: StudyConfig, store: Store, progress: bool = True, passphrase: str | None = None
) -> Any:
    """Segment and suggest; skip what is done.

    Parameters
    ----------
    folder, config, store
        The study.
    progress : bool
        Whether to show progress.
    passphrase : str, optional
        What opens the study's key, if a passphrase does; needed only where files in ``raw/`` are read.

    Returns
    -------
    Embedder
        The one the suggestions come from.

    Raises
    ------
    StudyError
        If the study holds no document.
    """
    report = intake.add(folder, store, [], None, shown=progress, config=config, passphrase=passphrase)
    unread = report.files.query("error != ''")
    for message in unread["error"]:
        warnings.warn(f"Not read: {message}", stacklevel=3)
    require(store, "documents", folder.name)
    _consent_anew(folder, config, store, passphrase)
    segment(config, store)
    apply_imported(folder, store)
    embedder = embedder_of(folder, config, store)
    _suggest(folder, config, store, embedder, progress)
    segments = taking_part(config, store)["segments"]
    learn(store, segments, embedder)
    suggest_own(store, segments, codebook(folder, store), embedder)
    return embedder


def _consent_anew(folder: StudyFolder, config: StudyConfig, store: Store, passphrase: str | None) -> None:
    """Read the files anew when what holds for everybody was changed: only they tell who said something else."""
    default = config.decisions.consent_default
    if store.get(intake.CONSENT, "given") != default:
        intake.reread(folder, store, config, store.frame("files")["source"].tolist(), passphrase)
        store.set(intake.CONSENT, default)


def embedder_of(folder: StudyFolder, config: StudyConfig, store: Store) -> Any:
    """Return the embedder of the settings, with the study's cache."""
    from cjm_research.embeddings.choose import choose

    settings = config.settings.embeddings
    return choose(
        settings.embedder,
        batch=settings.batch,
        folder=folder.cache,
        texts=store.count("segments"),
        fast_above=settings.fast_above,
    )


def segment(config: StudyConfig, store: Store) -> None:
    """Cut the documents into segments and move codings along, unless nothing changed since it was last done.

    Parameters
    ----------
    config, store
        The study.
    """
    documents, turns = store.frame("documents"), store.frame("turns")
    state = digest(documents[["document_id", "sha256"]], turns, config.settings.segments.model_dump())
    if store.get("segments.digest") == state and not cutting.missing(store):
        return
    segments = registry.get("segmenter", "meaning-units")(config.settings.segments)(documents, turns)
    before, chars = store.frame("segments"), config.settings.segments.context_chars
    hand = cutting.put_again(store, segments, documents, turns, chars)
    kept = still_valid(store.frame("suggestions"), before, hand.segments)
    moved = versions.move(store, before, segments, hand)
    store.replace_many({"segments": hand.segments, "suggestions": kept})
    if moved.lost:
        warnings.warn(versions.sentence(moved.lost, config.languages[0]), stacklevel=4)
    store.set("segments.digest", state)


def apply_imported(folder: StudyFolder, store: Store) -> None:
    """Record the codings of other tools on the segments, as far as the code map says what their codes are."""
    if store.count("imported") or store.count("codes"):
        from cjm_research.segments.cutting import standing

        cuts = store.frame("cuts")
        segments = standing(store.frame("segments"), cuts)
        # On the words below a mark they are already.
        segments = segments[~segments["segment_id"].isin(cuts.loc[cuts["made"] == "mark", "segment_id"])]
        imports.apply(store, segments, code_map(folder), codebook(folder, store).version)


def still_valid(suggestions: pd.DataFrame, before: pd.DataFrame, after: pd.DataFrame) -> pd.DataFrame:
    """Return the suggestions that a new cut leaves true: those of segments with the same words, context and language.

    Parameters
    ----------
    suggestions : DataFrame
        Contract "suggestions".
    before, after : DataFrame
        Contract "segments", as they were when the suggestions were made and as they are now.
    """
    read = ["segment_id", "text", "context", "language"]
    same = before[read].merge(after[read], on=read)["segment_id"]
    return suggestions[suggestions["segment_id"].isin(same)].reset_index(drop=True)


def _suggest(folder: StudyFolder, config: StudyConfig, store: Store, embedder: Any, progress: bool) -> None:
    book = codebook(folder, store)
    segments, done = taking_part(config, store)["segments"], store.frame("suggestions")
    coder = registry.get("coder", config.settings.coder.coder)(embedder)
    if isinstance(coder, EndpointCoder):
        coder = replace(coder, settings=config.settings.endpoint)
    version = f"{coder.version}+{book.framework_version}"
    fresh = done.loc[done["version"] == version, "segment_id"]
    todo = segments[~segments["segment_id"].isin(fresh)]
    if isinstance(coder, EndpointCoder) and len(todo):
        coder = replace(coder, agreement=agreement_in(store.events(), endpoint_plan(folder, config, store)))
    step = config.settings.coder.batch
    with Progress(f"suggestions ({embedder.name})", len(todo), shown=progress) as bar:
        # The endpoint's coder commits request by request, and must see all requests to tell whose fault a refusal is.
        parts = (
            coder.suggest_batches(todo, book)
            if isinstance(coder, EndpointCoder)
            else (coder.suggest(todo.iloc[at : at + step], book) for at in range(0, len(todo), step))
        )
        for part in parts:
            store.upsert("suggestions", part.assign(version=version))
            bar.advance(part["segment_id"].nunique())
    store.set("run", {"embedder": f"{embedder.name} {embedder.version}", "coder": f"{coder.name} {version}"})


def endpoint_plan(folder: StudyFolder, config: StudyConfig, store: Store) -> Plan:
    """Return what the endpoint of the settings would be sent; agreeing to it is kept as an event."""
    require(store, "segments", folder.name)
    segments, held = taking_part(config, store)["segments"], people(config, store)
    plan = plan_of(segments, codebook(folder, store), config.settings.endpoint, held, config.languages[0])
    return replace(plan, keep=lambda said: store.record(ACT, agreement_payload(said.plan), actor=said.by))


def _themes(config: StudyConfig, store: Store, embedder: Any, progress: bool) -> None:
    segments, coded = taking_part(config, store)["segments"], coded_frame(config, store)
    state = digest(segments[["segment_id"]], coded, config.settings.themes.model_dump(), config.seed, embedder.version)
    left_out = _left_out(config, store)
    if store.get("themes.digest") == state:
        if store.get("themes.left_out") != left_out:
            store.set("themes.left_out", left_out)
        return
    with Progress("themes", 100, shown=progress) as bar:
        theme_steps.find(config, store, theme_steps.Carriers.of(segments, coded, embedder), bar.reach)
    store.set("themes.digest", state)
    store.set("themes.left_out", left_out)


def taking_part(config: StudyConfig, store: Store, superseded: bool = False) -> dict[str, pd.DataFrame]:
    """Return the frames that findings are made of, without anybody whose consent is not given.

    What ``study.toml`` says of a person holds at once; the rest stands in ``cases.consent`` since the file was read.
    This is the one place that findings, exports and the review queue take people from.

    Parameters
    ----------
    config, store
        The study.
    superseded : bool
        Whether segments that people merged or split are there too, as a session needs them that may take it back.
    """
    from cjm_research.findings.consent import with_consent
    from cjm_research.segments.cutting import standing

    named = ("documents", "turns", "segments", "suggestions", "cuts", "decisions")
    frames = {name: store.frame(name) for name in named}
    if not superseded:
        frames["segments"] = standing(frames["segments"], frames["cuts"])
    frames["themes"], frames["members"] = theme_steps.standing(store, config, frames["segments"])
    frames["codings"] = store.codings()
    if len(frames["cuts"]):
        # What was merged or split is not spoken of any more.
        for name in ("suggestions", "codings", "members", "decisions"):
            there = frames[name]["segment_id"].isin(frames["segments"]["segment_id"])
            frames[name] = frames[name][there].reset_index(drop=True)
    return with_consent({**frames, "cases": people(config, store)})


def people(config: StudyConfig, store: Store) -> pd.DataFrame:
    """Return the cases with the consent that holds now; who withdrew stays out whatever ``study.toml`` says."""
    cases, said = store.frame("cases"), config.decisions.consent
    now = [
        told if told == "withdrawn" else said.get(case_id, told)
        for case_id, told in zip(cases["case_id"], cases["consent"], strict=True)
    ]
    return cases.assign(consent=now)


def _left_out(config: StudyConfig, store: Store) -> str:
    cases = people(config, store)
    return digest(sorted(cases.loc[~cases["consent"].isin(CONSENTED), "case_id"]))


def coded_frame(config: StudyConfig, store: Store) -> pd.DataFrame:
    """Return the families each segment carries: a person's coding where there is one, else the suggestion."""
    from cjm_research.findings.coded import coded

    frames = taking_part(config, store)
    asked = (frames[name] for name in ("suggestions", "codings", "decisions", "segments", "cuts"))
    return coded(*asked)


def up_to_date(folder: StudyFolder, config: StudyConfig, store: Store) -> None:
    """Stop where there are no themes, or where their names are older than the last word on who takes part.

    Raises
    ------
    StudyError
        With what to do first.
    """
    require(store, "themes", folder.name)
    # Names of themes are made of what people said, so they must not be older than the last word on consent.
    kept = store.get("themes.left_out", digest([]))
    if kept == ERASED:
        raise StudyError(
            f"Study {folder.name!r}: words were taken out since the themes were named. Run `cjm run {folder.name}` "
            "first."
        )
    if kept != _left_out(config, store):
        raise StudyError(
            f"Study {folder.name!r}: whose consent is given has changed since the themes were found. "
            f"Run `cjm run {folder.name}` first."
        )


def widen(suggestions: pd.DataFrame) -> pd.DataFrame:
    """Return one row per segment: what is suggested of each kind, empty where the decision is no, and the scores."""
    shown = suggestions["value"].where(suggestions["decision"].isin(CARRIED), "")
    values = suggestions.assign(value=shown).pivot(index="segment_id", columns="kind", values="value")
    scores = suggestions.pivot(index="segment_id", columns="kind", values="score").add_suffix("_score")
    return values.join(scores).rename_axis(columns=None).reset_index()


def require(store: Store, name: str, study: str) -> None:
    """Stop with what to do first when a table is still empty."""
    first = {"documents": f"cjm add {study} PATH"}
    first |= dict.fromkeys(("segments", "suggestions", "themes"), f"cjm run {study}")
    if not len(store.frame(name)):
        raise StudyError(f"Study {study!r} has no {name} yet. Run `{first[name]}` first.")
