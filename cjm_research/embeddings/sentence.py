"""Any model of the ``sentence-transformers`` family, by name: for a GPU, for Windows, for another model.

Never chosen by itself. The user names it, as in ``st:intfloat/multilingual-e5-small``; only then may the model be
fetched from the network, and a warning says that it may be.
"""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from typing import Any

import numpy as np

from cjm_research.embeddings.base import Progress, Vectors, length_batches, unit_rows
from cjm_research.errors import MissingPackageError

PREFIX = "st:"
INSTALL = 'pip install "cjm-research[transformers]"'


@dataclass(frozen=True)
class SentenceTransformerEmbedder:
    """Embed with a sentence-transformers model that the user named.

    Use when: another model or a GPU is wanted. Do not use when: results must be the same to the last bit on every
    machine; vectors differ slightly between devices.

    Parameters
    ----------
    model : str
        A model's name on its hub, or the path of a folder that holds one.
    batch : int
        Texts per forward pass.
    progress : callable, optional
        Called with (done, total) after each batch.

    Raises
    ------
    MissingPackageError
        If ``sentence-transformers`` is not installed; the message holds the line that installs it.
    """

    model: str
    batch: int = 64
    progress: Progress | None = None

    def __post_init__(self) -> None:
        """Fail when the embedder is chosen, not in the middle of a run."""
        if find_spec("sentence_transformers") is None:
            raise MissingPackageError(
                f"The embedder '{self.name}' needs the package sentence-transformers, which is not installed. "
                f"Install it with `{INSTALL}`, or choose 'auto'."
            )

    @property
    def name(self) -> str:
        """``st:`` and the model's name."""
        return PREFIX + self.model

    @cached_property
    def version(self) -> str:
        """Version of the package and the prefix in use."""
        try:
            return f"sentence-transformers-{version('sentence-transformers')}{'-query' if self._prefix else ''}"
        except PackageNotFoundError:
            return "sentence-transformers"

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Return the vectors of the texts, a float32 array of shape (n_texts, n_dimensions), rows of length one."""
        batches, done = list(length_batches(texts, self.batch)), 0
        vectors = np.empty((len(texts), self._loaded.get_sentence_embedding_dimension()), dtype=np.float32)
        for places in batches:
            rows = self._loaded.encode([self._prefix + texts[place] for place in places], show_progress_bar=False)
            vectors[places] = unit_rows(rows)
            done += len(places)
            if self.progress:
                self.progress(done, len(texts))
        return vectors

    @property
    def _prefix(self) -> str:
        # The e5 family was trained with a prefix; others were not.
        return "query: " if "e5" in self.model.lower() else ""

    @cached_property
    def _loaded(self) -> Any:
        from sentence_transformers import SentenceTransformer

        warnings.warn(
            f"Loading the model {self.model!r}; if it is not on this machine yet it is fetched from its hub now, "
            "because you named it.",
            stacklevel=3,
        )
        return SentenceTransformer(self.model)
