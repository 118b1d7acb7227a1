"""Train one small multi-task network in numpy: a linear path beside one hidden layer.

Its forward pass is `cjm_research.codes.heads.forward`. Losses: logistic for families, softmax for sub-types (where the
family is there) and stage (rare stages weigh more), squared error for emotion. Adam, dropout on inputs and hidden
units, learning rate up over a tenth of the steps and down to nothing.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from gold import Targets

from cjm_research.codes.heads import forward, output_slices

LOSS_WEIGHTS = {"family": 1.0, "goal": 0.3, "motivation": 0.3, "pain_point": 0.3, "stage": 0.3, "emotion": 0.5}


@dataclass(frozen=True)
class Recipe:
    """How a network is trained; chosen by leaving sources out of train.csv."""

    hidden: int = 64
    epochs: int = 10
    batch: int = 128
    rate: float = 2e-3
    decay: float = 0.02
    drop_inputs: float = 0.2
    drop_hidden: float = 0.3
    drop_context: float = 0.15


def train(inputs: np.ndarray, alone: np.ndarray, targets: Targets, recipe: Recipe, seed: int) -> dict[str, np.ndarray]:
    """Return the weights of one network.

    Parameters
    ----------
    inputs, alone : ndarray of float32, shape (n_segments, n_inputs)
        Scaled inputs, and the same as if no context had been given; a share of rows is shown so.
    targets : Targets
        What the coders marked.
    recipe : Recipe
        Sizes and rates.
    seed : int
        For starting weights, order and dropout.
    """
    rng = np.random.default_rng(seed)
    weights = _start(inputs.shape[1], recipe.hidden, targets, rng)
    first = {key: np.zeros_like(value) for key, value in weights.items()}
    second = {key: np.zeros_like(value) for key, value in weights.items()}
    steps = recipe.epochs * -(-len(inputs) // recipe.batch)
    step = 0
    for _ in range(recipe.epochs):
        order = rng.permutation(len(inputs))
        for start in range(0, len(inputs), recipe.batch):
            rows = order[start : start + recipe.batch]
            hidden_context = rng.random(len(rows)) < recipe.drop_context
            shown = np.where(hidden_context[:, None], alone[rows], inputs[rows])
            slopes = _slopes(weights, shown, targets.of(rows), recipe, rng)
            step += 1
            rise, fall = step / (0.1 * steps), (steps - step) / (0.9 * steps)
            _adam(weights, slopes, first, second, step, recipe.rate * min(rise, fall, 1.0), recipe.decay)
    return weights


def _start(n_inputs: int, hidden: int, targets: Targets, rng: np.random.Generator) -> dict[str, np.ndarray]:
    n_outputs = targets.values.shape[1]
    weights = {
        "w1": rng.standard_normal((n_inputs, hidden)) / np.sqrt(n_inputs),
        "b1": np.zeros(hidden),
        "w2": rng.standard_normal((hidden, n_outputs)) * 0.1 / np.sqrt(hidden),
        "w3": np.zeros((n_inputs, n_outputs)),
        "b2": np.zeros(n_outputs),
    }
    share = targets.values[:, output_slices()["family"]].mean(axis=0)
    weights["b2"][output_slices()["family"]] = np.log(share / (1 - share))
    return {key: value.astype(np.float32) for key, value in weights.items()}


def _slopes(
    weights: dict[str, np.ndarray], shown: np.ndarray, targets: Targets, recipe: Recipe, rng: np.random.Generator
) -> dict[str, np.ndarray]:
    inputs = shown * _keep(shown.shape, recipe.drop_inputs, rng)
    hidden = np.maximum(inputs @ weights["w1"] + weights["b1"], 0)
    kept = _keep(hidden.shape, recipe.drop_hidden, rng)
    outputs = (hidden * kept) @ weights["w2"] + inputs @ weights["w3"] + weights["b2"]
    wrong = (_activate(outputs) - targets.values) * targets.weights * _loss_weights() / len(shown)
    back = (wrong @ weights["w2"].T) * kept * (hidden > 0)
    return {
        "w1": inputs.T @ back,
        "b1": back.sum(axis=0),
        "w2": (hidden * kept).T @ wrong,
        "w3": inputs.T @ wrong,
        "b2": wrong.sum(axis=0),
    }


def _adam(
    weights: dict[str, np.ndarray],
    slopes: dict[str, np.ndarray],
    first: dict[str, np.ndarray],
    second: dict[str, np.ndarray],
    step: int,
    rate: float,
    decay: float,
) -> None:
    for key, slope in slopes.items():
        first[key] += 0.1 * (slope - first[key])
        second[key] += 0.001 * (slope**2 - second[key])
        move = first[key] / (1 - 0.9**step) / (np.sqrt(second[key] / (1 - 0.999**step)) + 1e-8)
        weights[key] -= rate * (move + (0 if key.startswith("b") else decay) * weights[key])


def _keep(shape: tuple[int, ...], dropped: float, rng: np.random.Generator) -> np.ndarray:
    return (rng.random(shape, dtype=np.float32) > dropped) / np.float32(1 - dropped)


def _activate(outputs: np.ndarray) -> np.ndarray:
    values = outputs.copy()
    for name, place in output_slices().items():
        if name == "family":
            values[:, place] = 1 / (1 + np.exp(-outputs[:, place]))
        elif name != "emotion":
            raised = np.exp(outputs[:, place] - outputs[:, place].max(axis=1, keepdims=True))
            values[:, place] = raised / raised.sum(axis=1, keepdims=True)
    return values


def _loss_weights() -> np.ndarray:
    return np.concatenate(
        [np.full(place.stop - place.start, LOSS_WEIGHTS[name]) for name, place in output_slices().items()]
    ).astype(np.float32)


def outputs_of(weights: dict[str, np.ndarray], inputs: np.ndarray) -> np.ndarray:
    """Return the outputs of a network, shape (n_segments, n_outputs)."""
    return forward(inputs, weights)
