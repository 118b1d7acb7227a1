"""How like a code's examples a segment is, measured against how like them this study's segments are anyway.

Vectors of one language lie close together whatever they say, and those of one study closer still. So each vector is
taken from the mean of the study's segments in its language, and a likeness is given in spreads above the middle of
those segments: then codes can be compared, and so can languages. What that is worth follows from the examples
themselves: each is held against the others, and where they are no more alike than any two segments, likeness says
nothing (`Likeness.separation`).

>>> import numpy as np
>>> chances(np.array([-1.0, 0.0, 2.5, 6.0]), separation=4.0).round(1).tolist()
[0.0, 0.0, 0.2, 0.7]
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

CEILING = 0.7
"""The most that likeness alone can promise.

Of the segments that are plainly like the examples about seven in ten carry the code, from three to nine in ten by study
(``benchmarks/coder/own_codes.py``): the rest is like them and about something else.
"""

DISTINCT = 1.0
"""Spreads by which the examples must lie above the middle for likeness to say anything."""

_WIDEST = 6.0
_NARROWEST = 0.5
_SHARE = 0.05
_STRENGTH = 100.0
_ROUNDS = 50


@dataclass(frozen=True)
class Background:
    """Where the segments of a study lie, language by language.

    Attributes
    ----------
    centres : dict of str to ndarray of shape (n_dimensions,)
        The mean vector of each language.
    """

    centres: dict[str, np.ndarray]

    @classmethod
    def of(cls, vectors: np.ndarray, languages: Sequence[str], usual: Mapping[str, np.ndarray]) -> Background:
        """Read it off a study's segments.

        Parameters
        ----------
        vectors : ndarray of shape (n_segments, n_dimensions)
            Unit vectors.
        languages : sequence of str
            Of the segments.
        usual : mapping of str to ndarray of shape (n_sentences, n_dimensions)
            For every language sentences of any content; they stand in where the study has few segments.
        """
        spoken, centres = np.asarray(languages), {}
        for language, sentences in usual.items():
            rows = np.concatenate([vectors[spoken == language], sentences])
            centres[language] = rows.mean(axis=0, dtype=np.float64)
        return cls(centres)

    def centred(self, vectors: np.ndarray, languages: Sequence[str]) -> np.ndarray:
        """Return the vectors as directions from the centre of their language, shape as given, rows of length one."""
        spoken, rows = np.asarray(languages), np.array(vectors, dtype=np.float64)
        for language, centre in self.centres.items():
            rows[spoken == language] -= centre
        lengths = np.linalg.norm(rows, axis=1, keepdims=True)
        return rows / np.where(lengths < 1e-9, 1.0, lengths)


@dataclass(frozen=True)
class Likeness:
    """One code's likeness to anything.

    Attributes
    ----------
    direction : ndarray of shape (n_dimensions,)
        Of length one: where the code's examples and rules lie.
    middles, spreads : dict of str to float
        Of the study's segments along it, by language.
    separation : float
        Spreads by which an example lies above the middle, judged by the other examples.
    """

    direction: np.ndarray
    middles: dict[str, float]
    spreads: dict[str, float]
    separation: float

    @classmethod
    def of(
        cls,
        examples: np.ndarray,
        example_languages: Sequence[str],
        rules: np.ndarray,
        around: Mapping[str, np.ndarray],
    ) -> Likeness:
        """Learn it from a code's examples and rules; all vectors are centred (`Background.centred`).

        Parameters
        ----------
        examples : ndarray of shape (n_examples, n_dimensions)
            At least two.
        example_languages : sequence of str
            Of the examples.
        rules : ndarray of shape (n_dimensions,)
            What is added to the sum of the examples.
        around : mapping of str to ndarray of shape (n_segments, n_dimensions)
            The segments of each language.
        """
        direction = _unit(examples.sum(axis=0) + rules)
        standing = {language: _standing(rows @ direction) for language, rows in around.items()}
        middles = {language: found[0] for language, found in standing.items()}
        spreads = {language: found[1] for language, found in standing.items()}
        apart = []
        for at, language in enumerate(example_languages):
            others = _unit(np.delete(examples, at, axis=0).sum(axis=0) + rules)
            apart.append((examples[at] @ others - middles[language]) / spreads[language])
        return cls(direction, middles, spreads, float(np.mean(apart)))

    def above(self, vectors: np.ndarray, languages: Sequence[str]) -> np.ndarray:
        """Return how many spreads above the middle each centred vector lies, shape (n_segments,)."""
        spoken, along = np.asarray(languages), vectors @ self.direction
        for language, middle in self.middles.items():
            mine = spoken == language
            along[mine] = (along[mine] - middle) / self.spreads[language]
        return along


def chances(above: np.ndarray, separation: float) -> np.ndarray:
    """Return the probability, at most `CEILING`, that each segment of a study carries a code.

    Parameters
    ----------
    above : ndarray of shape (n_segments,)
        Of all the study's segments, as `Likeness.above` returns it.
    separation : float
        As `Likeness.separation`.

    Returns
    -------
    ndarray of shape (n_segments,)
        Rises with ``above``.

    Notes
    -----
    Segments that carry the code are taken to lie around ``separation`` and the others around 0, both with spread 1. The
    share of those that carry it is found from the segments themselves, by expectation and maximisation, starting from
    one in twenty, which counts as much as a hundred segments.
    """
    apart = min(max(separation, _NARROWEST), _WIDEST)
    odds, share = apart * above - apart**2 / 2, _SHARE
    carried = np.zeros(len(above))
    for _ in range(_ROUNDS):
        carried = 1 / (1 + np.exp(-np.clip(odds + np.log(share / (1 - share)), -50, 50)))
        share = min((carried.sum() + _STRENGTH * _SHARE) / (len(above) + _STRENGTH), 0.5)
    return CEILING * carried


def _standing(along: np.ndarray) -> tuple[float, float]:
    """Return middle and spread; the spread below the middle, which what carries the code does not widen."""
    middle = float(np.median(along))
    spread = float(np.sqrt(np.mean((along[along <= middle] - middle) ** 2)))
    return middle, max(spread, 1e-6)


def _unit(vector: np.ndarray) -> np.ndarray:
    length = float(np.linalg.norm(vector))
    return vector / length if length > 1e-9 else vector
