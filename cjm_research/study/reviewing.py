"""Opening the review of a study, and how well the machine agrees with the people who reviewed.

The review learns from verdicts in the space that the suggestions were made in; vectors of another embedder would not
fit them, so then nothing is learned and the suggestions stay as they are.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cjm_research.review.coding.checked import study_verdicts
from cjm_research.review.coding.session import ReviewSession
from cjm_research.schema import LANGUAGES
from cjm_research.study import pipeline
from cjm_research.study.codebooks import file_writer
from cjm_research.study.learning import as_suggested
from cjm_research.study.progress import Progress

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

    from cjm_research.codes.codebook import Codebook
    from cjm_research.codes.verdicts import Verdicts
    from cjm_research.review.codebook.session import CodebookSession
    from cjm_research.review.grid.session import GridSession
    from cjm_research.store.database import Store
    from cjm_research.study.folder import StudyConfig, StudyFolder

MANY = 20_000
"""Segments above which only the fast tier gives vectors: nobody waits minutes for a review to open."""

_SHOWN_ABOVE = 500
_QUICK = "fast"


def open_session(folder: StudyFolder, config: StudyConfig, store: Store, coder: str, order: str) -> ReviewSession:
    """Return a coding session of one person over the segments that take part.

    Parameters
    ----------
    folder, config, store
        The study.
    coder : str
        Name or initials of the person who codes.
    order : str
        As `review.coding.queue.ORDERS`.

    Raises
    ------
    StudyError
        If there are no suggestions yet.
    """
    pipeline.require(store, "suggestions", folder.name)
    frames = pipeline.taking_part(config, store, superseded=True)
    segments, suggestions = frames["segments"], frames["suggestions"]
    vectors = vectors_of(folder, config, store, segments)
    if vectors is not None:
        # The session learns by itself, so it begins where the coder stood.
        suggestions = as_suggested(suggestions)
    return ReviewSession(
        store,
        segments,
        frames["documents"],
        suggestions,
        pipeline.codebook(folder, store),
        coder=coder,
        order=order,
        vectors=vectors,
        seed=config.seed,
        turns=frames["turns"],
        cases=frames["cases"],
        members=frames["members"],
        themes=frames["themes"],
        write_codebook=file_writer(folder, store),
        memos=store.frame("memos"),
    )


def open_codebook(folder: StudyFolder, config: StudyConfig, store: Store, coder: str) -> CodebookSession:
    """Return a session that edits the codebook; parameters as `open_session`."""
    from cjm_research.review.codebook.session import CodebookSession

    return CodebookSession(
        store,
        lambda: pipeline.codebook(folder, store),
        coder,
        lambda: pipeline.taking_part(config, store)["segments"],
        write=file_writer(folder, store),
    )


def open_grid(folder: StudyFolder, config: StudyConfig, store: Store, coder: str, question: str | None) -> GridSession:
    """Return a session over the answers of a survey; parameters as `open_session`.

    Raises
    ------
    StudyError
        If there are no suggestions yet, or no answers.
    """
    from cjm_research.review.grid.session import GridSession

    pipeline.require(store, "suggestions", folder.name)
    frames = pipeline.taking_part(config, store)
    book = pipeline.codebook(folder, store)
    tables = (frames[name] for name in ("segments", "documents", "suggestions", "cases"))
    return GridSession(store, *tables, book, coder, question)


def vectors_of(folder: StudyFolder, config: StudyConfig, store: Store, segments: pd.DataFrame) -> np.ndarray | None:
    """Return the vectors of the segments' texts, row by row, from the study's cache where they are there.

    Parameters
    ----------
    folder, config, store
        The study.
    segments : DataFrame
        Contract "segments".

    Returns
    -------
    ndarray of float32 of shape (n_segments, n_dimensions), or None
        None where the suggestions come from another embedder than the one that runs now, or where there are more than
        `MANY` segments and it is not the fast one.
    """
    from cjm_research.embeddings.choose import choose

    told = store.get("run", {}).get("embedder", "")
    if not told or (len(segments) > MANY and told.split(" ")[0] != _QUICK):
        return None
    settings, n_all = config.settings.embeddings, store.count("segments")
    with Progress("vectors", len(segments), shown=len(segments) > _SHOWN_ABOVE) as bar:
        shown = _Steps(bar)
        embedder = choose(
            settings.embedder, batch=settings.batch, folder=folder.cache, progress=shown, texts=n_all,
            fast_above=settings.fast_above,
        )  # fmt: skip
        if f"{embedder.name} {embedder.version}" != told:
            return None
        return embedder.embed(segments["text"].tolist())


def verdicts(
    folder: StudyFolder, config: StudyConfig, store: Store, coder: str | None = None, language: str | None = None
) -> Verdicts:
    """Return how well the machine agrees with people, code by code, from the check segments reviewed so far.

    Parameters
    ----------
    folder, config, store
        The study.
    coder : str, optional
        Whose word counts; by default everybody's.
    language : {"en", "zh"}, optional
        In which it shows itself; by default the study's first.
    """
    return study_verdicts(
        store.events(),
        pipeline.taking_part(config, store)["segments"]["segment_id"].tolist(),
        config.seed,
        coder,
        names=code_names(pipeline.codebook(folder, store)),
        language=language or config.languages[0],
    )


def code_names(book: Codebook) -> dict[str, dict[str, str]]:
    """Return the names of families ("goal"), sub-types ("goal/explicit") and own codes ("code:x") by language."""
    families = {family: {lang: book.name(family, lang=lang) for lang in LANGUAGES} for family in book.families()}
    subtypes = {f"{code.family}/{code.subtype}": dict(code.name) for code in book.codes}
    return families | subtypes | {code.kind: {lang: code.title(lang) for lang in LANGUAGES} for code in book.own}


class _Steps:
    """Turns "so many done of all" into steps of a progress bar."""

    def __init__(self, bar: Progress) -> None:
        self._bar, self._done = bar, 0

    def __call__(self, done: int, _total: Any) -> None:
        self._bar.advance(done - self._done)
        self._done = done
