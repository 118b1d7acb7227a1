"""Which embedder runs: the one that is named, or the best that works here, and the reason in words.

>>> choose("tfidf").name
'tfidf'
"""

from __future__ import annotations

import warnings
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path

from cjm_research import registry
from cjm_research.embeddings.base import Embedder, Progress
from cjm_research.embeddings.cache import CachedEmbedder
from cjm_research.embeddings.sentence import INSTALL, PREFIX, SentenceTransformerEmbedder
from cjm_research.errors import MissingPackageError

DEFAULT = "encoder"
FALLBACK = "fast"
FAST_ABOVE = 10_000


def choose(
    name: str = "auto",
    *,
    batch: int = 64,
    folder: Path | None = None,
    progress: Progress | None = None,
    texts: int = 0,
    fast_above: int = FAST_ABOVE,
) -> Embedder:
    """Return the embedder of that name, ready to run.

    Parameters
    ----------
    name : str
        "auto" (the encoder where it runs, else the fast one with a warning that says so; the fast one too when there
        are very many texts), a registered name, or "st:" and the name of a sentence-transformers model.
    batch : int
        Texts per batch; changes speed and memory, never a vector.
    folder : Path, optional
        Where vectors are cached (`cache.default_folder` is the user's); without it nothing is cached.
    progress : callable, optional
        Called with (done, total) after each batch.
    texts : int
        How many there are to read; above `fast_above` "auto" takes the fast one.
    fast_above : int
        Of the settings, section ``embeddings``.

    Returns
    -------
    Embedder
        Its ``name`` and ``version`` say which one it is.

    Raises
    ------
    MissingPackageError
        If a named embedder cannot run here. "auto" never raises it.
    UnknownNameError
        If no embedder has that name.
    """
    embedder = _named(name) if name != "auto" else _named(FALLBACK) if texts > fast_above else _auto()
    if folder is not None:
        return CachedEmbedder(embedder, folder, batch=batch, progress=progress)
    fields = getattr(embedder, "__dataclass_fields__", {})
    wanted = {"batch": batch, "progress": progress}
    return replace(embedder, **{key: value for key, value in wanted.items() if key in fields})


def describe(name: str = "auto") -> str:
    """Say which embedder would run, and of the others whether they run here and why not, for ``cjm doctor``.

    Parameters
    ----------
    name : str
        The name set for the study.

    Returns
    -------
    str
        One line: the one that runs with its version first.
    """
    problems = {known: _problem(known) for known in registry.names("embedder")}
    chosen = name if name != "auto" else FALLBACK if problems[DEFAULT] else DEFAULT
    notes = [f"{known} ({problem or 'runs too'})" for known, problem in problems.items() if known != chosen]
    there = find_spec("sentence_transformers") is not None
    notes.append(f"{PREFIX}MODEL ({'any model by name' if there else INSTALL})")
    problem = problems[chosen] if chosen in problems else _problem(chosen)
    state = f"does not run: {problem}" if problem else f"runs, version {_named(chosen).version}"
    return f"{chosen} {state}; " + "; ".join(notes)


def _named(name: str) -> Embedder:
    if name.startswith(PREFIX):
        return SentenceTransformerEmbedder(name.removeprefix(PREFIX))
    embedder = registry.get("embedder", name)()
    embedder.embed(["ready?"])  # a package that is missing or does not run says so now, not in the middle of a run
    return embedder


def _auto() -> Embedder:
    problem = _problem(DEFAULT)
    if not problem:
        return _named(DEFAULT)
    warnings.warn(
        f"The embedder '{FALLBACK}' runs instead of '{DEFAULT}': it reads words, hardly their order, so suggestions "
        f"and themes will be weaker. {problem}",
        stacklevel=3,
    )
    return _named(FALLBACK)


def _problem(name: str) -> str:
    """Return why the embedder does not run here, or "" where it does."""
    try:
        _named(name)
    except MissingPackageError as err:
        return str(err)
    return ""
