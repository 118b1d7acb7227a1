"""How far ranks may move: with other people like these, with other weights, and with both.

Ranks of a plain bootstrap are drawn too far apart from what was seen and miss near ties (Hall and Miller 2009; Xie,
Singh and Zhang 2009); intervals from simultaneous comparisons of all pairs are never wrong and hardly ever say
anything (Mogstad, Romano, Shaikh and Wilhelm 2024). Here the scores are first freed from their noise: where the true
scores of all cards lie is estimated from all of them, by an expectation-maximisation that begins flat and stops early
(Laird and Louis 1991, smoothing by roughening), then ranks are drawn from where each card may truly lie (Laird and
Louis 1989). Over the cards of a study, nineteen in twenty such intervals hold the true rank; that is a statement about
all cards together, not about the first one alone.

>>> ranks_of(np.array([[0.2, 0.9, 0.9]])).tolist()
[[3, 1, 1]]
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cjm_research.findings.priority.parts import LEAST, Voices

_GRID = 201  # places at which a true score may lie
_ROUNDS = 100  # of the expectation-maximisation; measured in benchmarks/journeys/rank_coverage.py
_BORROWED = 4.0  # people by which the spread of feelings at a card is drawn to that of all cards
_NEAR = 1e-9


@dataclass(frozen=True)
class Spread:
    """Where ranks lie: the rank of every card and the ends of its interval, each of shape (n_cards,)."""

    rank: np.ndarray
    low: np.ndarray
    high: np.ndarray


def ranks_of(scores: np.ndarray) -> np.ndarray:
    """Return ranks, 1 for the highest, the same for the same score.

    Parameters
    ----------
    scores : ndarray of shape (n_draws, n_cards)

    Returns
    -------
    ndarray of int, shape (n_draws, n_cards)
    """
    order = np.argsort(-scores, axis=1, kind="stable")
    sorted_ = np.take_along_axis(scores, order, axis=1)
    place = np.broadcast_to(np.arange(1, scores.shape[1] + 1), scores.shape).copy()
    place[:, 1:][np.abs(np.diff(sorted_, axis=1)) <= _NEAR] = 0
    place = np.maximum.accumulate(place, axis=1)
    found = np.empty(scores.shape, dtype=int)
    np.put_along_axis(found, order, place, axis=1)
    return found


def intervals(ranks: np.ndarray, seen: np.ndarray, level: float) -> Spread:
    """Return the shortest interval that holds this share of the drawn ranks, and the rank that was seen.

    Parameters
    ----------
    ranks : ndarray of int, shape (n_draws, n_cards)
    seen : ndarray of int, shape (n_cards,)
    level : float
        0–1.
    """
    held = np.sort(ranks, axis=0)
    width = min(int(np.ceil(level * len(held))), len(held)) - 1
    lengths = held[width:] - held[: len(held) - width]
    first = lengths.argmin(axis=0)
    columns = np.arange(held.shape[1])
    low, high = held[first, columns], held[first + width, columns]
    return Spread(seen, np.minimum(low, seen), np.maximum(high, seen))


def noise(heard: Voices, weights: tuple[float, float], draws: int, rng: np.random.Generator) -> np.ndarray:
    """Return how the log scores would move with other people like these.

    Parameters
    ----------
    heard : Voices
        Who raises which card and how they feel.
    weights : (float, float)
        Shares of reach and intensity in the score.
    draws : int
    rng : Generator

    Returns
    -------
    ndarray of shape (draws, n_cards)
        Every person is weighed at random (multiplier bootstrap), the same weight at all cards, so that cards raised
        by the same people move together. The spread of feelings of a card of few people is drawn to that of all.
    """
    n = heard.n_asked
    share = (heard.said.sum(axis=0) + 0.5) / (n + 1)
    pull = weights[0] * (heard.said - heard.said.mean(axis=0)) / (share * n) * np.sqrt(n / max(n - 1, 1))
    n_known = np.maximum(heard.known.sum(axis=0), 1)
    mean = np.where(heard.known.any(axis=0), heard.felt.sum(axis=0) / n_known, 0.5).clip(min=LEAST)
    off = heard.known * (heard.felt - mean)
    pull += weights[1] * off / (n_known * mean)
    squares, free = (off**2).sum(axis=0), n_known - 1
    pooled = squares.sum() / max(free.sum(), 1)
    wanted = (_BORROWED * pooled + squares) / (_BORROWED + free)
    more = weights[1] ** 2 * np.maximum(wanted - squares / n_known, 0) / (n_known * mean**2)
    alone = rng.standard_normal((draws, heard.said.shape[1])) * np.sqrt(more)
    return rng.standard_normal((draws, n)) @ pull + alone


def true_scores(seen: np.ndarray, moved: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Draw where each card's true score may lie.

    Parameters
    ----------
    seen : ndarray of shape (n_cards,)
        Log scores that come from people.
    moved : ndarray of shape (n_draws, n_cards)
        From `noise`.
    rng : Generator

    Returns
    -------
    ndarray of shape (n_draws, n_cards)
    """
    draws, n = moved.shape
    own = moved.var(axis=0)
    # What moves all cards alike moves no rank.
    alike = max(0.0, (moved.sum(axis=1).var() - own.sum()) / (n * (n - 1))) if n > 1 else 0.0
    error = np.sqrt(np.maximum(own - alike, own / 10))
    if n < 2 or error.max() < _NEAR:
        return np.broadcast_to(seen, moved.shape)
    grid = np.linspace(seen.min() - error.max(), seen.max() + error.max(), _GRID)
    error = np.maximum(error, grid[1] - grid[0])  # else a score between two places would be likely at none
    likely = np.exp(-0.5 * ((seen[:, None] - grid) / error[:, None]) ** 2)
    prior = np.full(_GRID, 1 / _GRID)
    for _ in range(_ROUNDS):
        there = likely * prior
        prior = (there / there.sum(axis=1, keepdims=True)).mean(axis=0)
    there = (likely * prior).cumsum(axis=1)
    chance = rng.random((draws, n)) * there[:, -1]
    places = np.stack([np.searchsorted(there[card], chance[:, card]) for card in range(n)], axis=1)
    step = grid[1] - grid[0]
    return grid[np.minimum(places, _GRID - 1)] + step * (rng.random((draws, n)) - 0.5)
