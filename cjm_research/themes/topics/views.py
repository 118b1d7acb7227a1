"""What two segments share: mostly what they mean, and some of the words they are said with.

Embeddings miss the names of things (a product, a form, a fee) that set two complaints apart; words alone miss that
"slow" and "took ages" are one. Three parts meaning and one part words found coded themes better than either.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from cjm_research.themes.vectors import centre, unit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

_SHARE = 0.25  # of the words in a product of two rows
_DIMS = 100  # of the words' space
_SEED = 0  # of the randomised decomposition; it decides digits, not themes


@dataclass(frozen=True)
class Words:
    """TF-IDF of content words, brought down to a hundred dimensions; learned from some texts, applied to all.

    Attributes
    ----------
    learned_from : ndarray of int
        Places of the texts from which words and their weights are learned.
    dims : int
        Dimensions at most.
    """

    learned_from: NDArray = field(repr=False)
    dims: int = _DIMS

    def __call__(self, said: Sequence[Sequence[str]], languages: NDArray) -> NDArray:
        """Return one row for each text.

        Parameters
        ----------
        said : sequence of sequence of str
            The content words of each text; a text may have none.
        languages : ndarray of shape (n_texts,)
            Language codes.

        Returns
        -------
        ndarray of shape (n_texts, at most `dims`)
            Unit length, or zeros where a text has no known word; centred within each language.
        """
        from sklearn.decomposition import TruncatedSVD
        from sklearn.feature_extraction.text import TfidfVectorizer

        read = [said[at] for at in self.learned_from]
        if len({word for words in read for word in words}) < 2:
            return np.zeros((len(said), 1))
        vectorizer: Any = TfidfVectorizer(analyzer=list, sublinear_tf=True)
        counted = vectorizer.fit_transform(read)
        space = TruncatedSVD(max(1, min(self.dims, *(side - 1 for side in counted.shape))), random_state=_SEED)
        with warnings.catch_warnings():
            # Texts of one and the same words leave nothing to explain; the share explained is not used.
            warnings.simplefilter("ignore", RuntimeWarning)
            space.fit(counted)
        return centre(space.transform(vectorizer.transform(said)), languages)


def blend(meaning: NDArray, words: NDArray) -> NDArray:
    """Join two views so that the product of two rows is three parts meaning and one part words.

    Parameters
    ----------
    meaning : ndarray of shape (n_segments, n_dims)
        Unit length.
    words : ndarray of shape (n_segments, n_word_dims)
        Unit length or zero.

    Returns
    -------
    ndarray of shape (n_segments, n_dims + n_word_dims)
        Unit length.

    Examples
    --------
    >>> rows = blend(np.eye(2), np.ones((2, 1)))
    >>> float((rows[0] @ rows[1]).round(9))
    0.25
    """
    return unit(np.hstack([np.sqrt(1 - _SHARE) * meaning, np.sqrt(_SHARE) * words]))
