"""The run of the talk: a hidden Markov chain over the stages of one document, read forward and backward.

At each segment the talk stands at one stage (hidden), and the segment is about it ("on") or an aside ("off"). An aside
keeps the stage, so that the talk comes back to where it was. Every move is possible; staying is likelier, more so
within a turn; a move onward is mildly likelier than one back; a time cue makes moves in its direction likelier. At a
question that names stages the talk begins anew there. Forward–backward as in Rabiner (1989), "A tutorial on hidden
Markov models", Proc. IEEE 77(2), §III, scaled at each step.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from cjm_research.findings.placing.columns import Chances
from cjm_research.findings.placing.parameters import Parameters


def moves(n: int, stay: float, onward: float, near: float, times: Sequence[str] = (), cue: float = 1.0) -> Chances:
    """Return the chances of the next stage, given this one.

    Parameters
    ----------
    n : int
        Stages.
    stay : float
        Chance to stay (0–1), before time cues.
    onward, near : float
        See `Parameters`.
    times : sequence of str
        Time cues at the segment that is reached.
    cue : float
        How much likelier they make their direction.

    Returns
    -------
    ndarray of shape (n, n)
        From rows to columns; each row sums to 1 and holds no 0.

    Examples
    --------
    >>> usual, back = moves(3, 0.6, 1.5, 0.8), moves(3, 0.6, 1.5, 0.8, ["back"], 4.0)
    >>> bool(back[1, 0] > usual[1, 0] > 0)
    True
    """
    if n == 1:
        return np.ones((1, 1))
    here, there = np.indices((n, n))
    step = there - here
    going = np.where(step > 0, onward, 1.0) * near ** np.maximum(np.abs(step) - 1, 0)
    going = np.where(step == 0, 0.0, going)
    going = going / going.sum(axis=1, keepdims=True) * (1 - stay)
    found = going + np.eye(n) * stay
    if "back" in times:
        found = np.where(step < 0, found * cue, found)
    elif "next" in times:
        found = np.where(step > 0, found * cue, found)
    if "begin" in times:
        found = found * cue ** (1 - np.arange(n) / (n - 1))
    if "end" in times or "now" in times:
        found = found * cue ** (np.arange(n) / (n - 1))
    return found / found.sum(axis=1, keepdims=True)


def smooth(starts: Chances, steps: Sequence[Chances], seen: Chances) -> Chances:
    """Return the chance of each stage at each segment, given all segments of the chain.

    Parameters
    ----------
    starts : ndarray of shape (n_stages,)
        Chances at the first segment.
    steps : sequence of n_segments - 1 ndarrays of shape (n_stages, n_stages)
        Chances of the next stage.
    seen : ndarray of shape (n_segments, n_stages)
        Likelihood of each segment at each stage; any scale.

    Returns
    -------
    ndarray of shape (n_segments, n_stages)
        Rows sum to 1.
    """
    n, width = seen.shape
    ahead, behind = np.empty((n, width)), np.ones((n, width))
    ahead[0] = starts * seen[0]
    ahead[0] /= ahead[0].sum()
    for at in range(1, n):
        ahead[at] = (ahead[at - 1] @ steps[at - 1]) * seen[at]
        ahead[at] /= ahead[at].sum()
    for at in range(n - 2, -1, -1):
        behind[at] = steps[at] @ (seen[at + 1] * behind[at + 1])
        behind[at] /= behind[at].sum()
    found = ahead * behind
    return found / found.sum(axis=1, keepdims=True)


def seen_of(on: Chances, where: Chances, off: float) -> Chances:
    """Return the likelihood of each segment at each stage, on or off it together: shape (n_segments, n_stages)."""
    sure = np.isinf(on)
    weighed = np.where(sure, 1.0, on)[:, None] * (1 - off) * where
    return weighed + np.where(sure, 0.0, off)[:, None]


def on_share(on: Chances, where: Chances, off: float) -> Chances:
    """Return the chance that a segment is about the stage the talk stands at: shape (n_segments, n_stages)."""
    sure = np.isinf(on)
    weighed = np.where(sure, 1.0, on)[:, None] * (1 - off) * where
    seen = weighed + np.where(sure, 0.0, off)[:, None]
    return np.divide(weighed, seen, out=np.zeros_like(weighed), where=seen > 0)


def start(asked: Chances, answered: Chances, base: Chances, parameters: Parameters) -> Chances:
    """Return the chances of the stage at which an answer begins.

    Parameters
    ----------
    asked : ndarray of bool, shape (n_stages,)
        Stages that the question names.
    answered : ndarray of shape (n_stages,)
        What other answers to the same question stand at: summed chances.
    base : ndarray of shape (n_stages,)
        Chances before anything is known.
    """
    told = (base * parameters.answers + answered) / (parameters.answers + answered.sum())
    if not asked.any():
        return told
    named = told * asked / (told * asked).sum()
    return parameters.asked * named + (1 - parameters.asked) * told
