"""Distil the fast tier from the encoder: hashed n-grams taught by what the encoder says of sentences nobody coded.

usage: python benchmarks/coder/train_fast.py --teacher FOLDER --pool POOL.csv --more FILE.csv --target FOLDER

``--teacher`` is a folder of `export_encoder.py`. Calibration comes from a second fast tier, taught by the twin that
never saw the held-out sources (``FOLDER-twin``), on sentences of other sources: it is trained first and thrown away.
`pool.py` makes the pool: sentences with their questions, none of them from the file of held-out segments.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import torch
from tier_card import calibrated, report
from torch import Tensor, nn
from torch.nn import functional as F

from cjm_research.codes.calibration import Calibration
from cjm_research.codes.heads import output_slices
from cjm_research.embeddings.encoder import EncoderEmbedder
from cjm_research.embeddings.fast import QUESTION, FastEmbedder
from cjm_research.embeddings.ngrams import BUCKETS, buckets_of
from cjm_research.schema import FAMILIES

GOLD = Path(__file__).resolve().parents[3] / "shared" / "gold" / "train.csv"
HELD_OUT = {
    "nhs_fft": "nhs",
    "helpdesk_en": "stc3",
    "counselling": "",
    "bilibili_interviews": "bilibili",
    "asap_reviews": "u_asap",
    "weibo": "u_emo",
}
"""The sources that calibrate, with the name of their sentences in the pool."""
WEAKNESSES = [
    "Reads words and short runs of characters, hardly their order: negation, irony and reported speech escape it.",
    "Its teacher's mistakes are its own; see the card of the encoder.",
    "English and simplified Chinese only.",
]


@dataclass(frozen=True)
class Recipe:
    """Every choice of a run; it goes into the card."""

    width: int = 192
    hidden: int = 96
    epochs: int = 8
    batch: int = 256
    rate: float = 4e-3
    drop_ngrams: float = 0.2
    drop_hidden: float = 0.2
    gold_weight: float = 0.5
    vector_weight: float = 4.0


class Fast(nn.Module):
    """The network of `cjm_research.embeddings.fast`."""

    def __init__(self, recipe: Recipe, n_outputs: int, dimensions: int) -> None:
        super().__init__()
        self.table = nn.Embedding(BUCKETS, recipe.width)
        nn.init.normal_(self.table.weight, std=0.05)
        self.first = nn.Linear(2 * recipe.width, recipe.hidden)
        self.second = nn.Linear(recipe.hidden, n_outputs)
        self.straight = nn.Linear(2 * recipe.width, n_outputs, bias=False)
        self.vector = nn.Linear(recipe.width, dimensions)
        self.drop = nn.Dropout(recipe.drop_hidden)

    def forward(self, own: Tensor, asked: Tensor) -> tuple[Tensor, Tensor]:
        both = torch.cat([own, asked], 1)
        hidden = self.drop(torch.relu(self.first(both)))
        vector = self.vector(own)
        return self.second(hidden) + self.straight(both), vector / vector.norm(dim=1, keepdim=True)


class Bags:
    """The n-grams of all texts: buckets one after the other, and where each text's begin."""

    def __init__(self, texts: list[str], seed: int) -> None:
        parts = [buckets_of(texts[at : at + 2000], seed) for at in range(0, len(texts), 2000)]
        self.bucket = torch.from_numpy(np.concatenate([bucket for _, bucket in parts]))
        number = np.concatenate(
            [np.bincount(where, minlength=min(2000, len(texts) - 2000 * at)) for at, (where, _) in enumerate(parts)]
        )
        self.ends = np.concatenate([[0], np.cumsum(number)])

    def sums(self, table: Tensor, rows: np.ndarray, dropped: float, chance: np.random.Generator) -> Tensor:
        """Return the sums of the rows' buckets, a share of them dropped, by the root of their number."""
        places = [np.arange(self.ends[row], self.ends[row + 1]) for row in rows]
        kept = [part[chance.random(len(part)) >= dropped] if dropped else part for part in places]
        sizes = np.array([len(part) for part in kept])
        bucket = self.bucket[torch.from_numpy(np.concatenate(kept))]
        weights = torch.from_numpy(np.repeat(1 / np.sqrt(np.maximum(sizes, 1)), sizes).astype(np.float32))
        offsets = torch.from_numpy(np.concatenate([[0], np.cumsum(sizes)[:-1]]))
        return F.embedding_bag(bucket, table, offsets, mode="sum", per_sample_weights=weights)


def losses(outputs: Tensor, wanted: Tensor) -> Tensor:
    """Return the distance of the outputs from the teacher's: of chances, and for the emotion of squares."""
    place, total = output_slices(), torch.zeros(())
    for name, part in place.items():
        own, other = outputs[:, part], wanted[:, part]
        if name == "family":
            total = total + 3 * F.binary_cross_entropy_with_logits(own, torch.sigmoid(other))
        elif name == "emotion":
            total = total + F.mse_loss(own, other)
        else:
            total = total + 0.4 * F.cross_entropy(own, torch.softmax(other, 1))
    return total


def coded_loss(outputs: Tensor, marked: Tensor) -> Tensor:
    """Return the distance of the families from what coders marked; rows and families not coded are NaN."""
    known = ~marked.isnan()
    cells = F.binary_cross_entropy_with_logits(outputs[:, : len(FAMILIES)], marked.nan_to_num(), reduction="none")
    return 3 * (cells * known).sum() / known.sum().clamp(min=1)


def train(table: pd.DataFrame, wanted: np.ndarray, vectors: np.ndarray, marked: np.ndarray, recipe: Recipe) -> Fast:
    """Return the trained network; `marked` holds 0, 1 or NaN, shape (n_rows, 3)."""
    torch.manual_seed(0)
    chance = np.random.default_rng(0)
    own, asked = Bags(table["text"].tolist(), 0), Bags(table["context"].tolist(), QUESTION)
    model = Fast(recipe, wanted.shape[1], vectors.shape[1])
    optimiser = torch.optim.Adam(model.parameters(), lr=recipe.rate, betas=(0.9, 0.99))
    steps = recipe.epochs * -(-len(table) // recipe.batch)
    plan = torch.optim.lr_scheduler.OneCycleLR(optimiser, recipe.rate, total_steps=steps, pct_start=0.1)
    truth, goal, coded = (torch.from_numpy(part.astype(np.float32)) for part in (wanted, vectors, marked))
    for epoch in range(recipe.epochs):
        model.train()
        order, sums = chance.permutation(len(table)), []
        for at in range(0, len(order), recipe.batch):
            rows = order[at : at + recipe.batch]
            parts = [bags.sums(model.table.weight, rows, recipe.drop_ngrams, chance) for bags in (own, asked)]
            outputs, vector = model(*parts)
            loss = losses(outputs, truth[rows]) + recipe.gold_weight * coded_loss(outputs, coded[rows])
            loss = loss + recipe.vector_weight * (1 - (vector * goal[rows]).sum(1)).mean()
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            plan.step()
            sums.append(loss.item())
        sys.stderr.write(f"epoch {epoch + 1}, loss {np.mean(sums):.4f}\n")
    return model.eval()


def write(model: Fast, target: Path) -> str:
    """Write ``weights.npz`` (the table in 8 bits, buckets that stayed near nothing left out); return its digest."""
    table = model.table.weight.detach().numpy()
    scale = np.abs(table).max(1) / 127
    used = np.flatnonzero(scale > 0)
    rest = {"w1": model.first.weight.T, "b1": model.first.bias, "w2": model.second.weight.T, "b2": model.second.bias}
    rest |= {"w3": model.straight.weight.T, "v": model.vector.weight.T, "bv": model.vector.bias}
    target.mkdir(parents=True, exist_ok=True)
    np.savez_compressed(
        target / "weights.npz",
        used=used.astype(np.int32),
        table=np.round(table[used] / scale[used, None]).astype(np.int8),
        scale=scale[used].astype(np.float32),
        **{name: np.ascontiguousarray(values.detach().numpy()).astype(np.float32) for name, values in rest.items()},
    )
    digest = hashlib.sha256((target / "weights.npz").read_bytes()).hexdigest()
    (target / "card.json").write_text(json.dumps({"sha256": digest}), encoding="utf-8")
    return digest


def taught(teacher: Path, table: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    """Return what the teacher says of the rows; kept beside its weights, since it takes minutes."""
    path = teacher / f"taught-{hashlib.sha256(table['text'].str.cat().encode()).hexdigest()[:8]}.npz"
    if not path.is_file():
        found = EncoderEmbedder(folder=teacher, progress=_say).read(table["text"].tolist(), table["context"].tolist())
        np.savez(path, outputs=found.outputs, vectors=found.vectors)
    with np.load(path) as stored:
        return stored["outputs"], stored["vectors"]


def _say(done: int, total: int) -> None:
    if done % 64 == 0:
        sys.stderr.write(f"\r{done} of {total}")


def marked_of(table: pd.DataFrame) -> np.ndarray:
    """Return what coders marked as 0, 1, or NaN where nobody coded; shape (n_rows, 3)."""
    coded = table["coders"].fillna("") != ""
    values = [
        (table[family].fillna("") != "").astype(float).where(coded & (table[family] != "?")) for family in FAMILIES
    ]
    return np.array(values).T


def main() -> None:
    """Teach a twin, calibrate on the held-out sources, teach the tier itself, write both cards."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--teacher", type=Path, required=True)
    parser.add_argument("--pool", type=Path, required=True)
    parser.add_argument("--more", type=Path, nargs="*", default=[])
    parser.add_argument("--target", type=Path, required=True)
    given = parser.parse_args()
    recipe = Recipe()
    gold = pd.concat(
        [pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8-sig") for path in (GOLD, *given.more)],
        ignore_index=True,
    )
    pool = pd.read_csv(given.pool, dtype=str, keep_default_na=False)
    pool = pool[~pool["text"].isin(set(gold["text"]))]
    table = pd.concat([gold, pool], ignore_index=True)
    shares = gold["stage"].value_counts(normalize=True)

    outside = table["source"].str.removeprefix("zh:").isin([*HELD_OUT, *HELD_OUT.values()])
    seen = table[~outside].reset_index(drop=True)
    outputs, vectors = taught(given.teacher.with_name(given.teacher.name + "-twin"), seen)
    twin = given.target.with_name(given.target.name + "-twin")
    write(train(seen, outputs, vectors, marked_of(seen), recipe), twin)
    held = gold[gold["source"].isin(HELD_OUT) & gold["coders"].isin(["1", "2"])].reset_index(drop=True)
    found = FastEmbedder(folder=twin).read(held["text"].tolist(), held["context"].tolist()).outputs
    calibration = calibrated(held, found, shares)
    scores = report(held, found, Calibration.from_card({"calibration": calibration}))
    sys.stderr.write(f"held-out sources: {scores['en']} {scores['zh']}\n")

    outputs, vectors = taught(given.teacher, table)
    digest = write(train(table, outputs, vectors, marked_of(table), recipe), given.target)
    card = {
        "name": "fast",
        "sha256": digest,
        "made": date.today().isoformat(),
        "made_by": "benchmarks/coder/train_fast.py",
        "what": "hashed words, pairs of words and runs of characters, taught by the encoder",
        "teacher": json.loads((given.teacher / "card.json").read_text("utf-8")).get("sha256", ""),
        "calibration": calibration,
        "data": {"sentences": len(pool), "coded": len(gold)},
        "recipe": asdict(recipe),
        "holdout": {"sources": list(HELD_OUT), "note": "taught by a twin without them", **scores},
        "weaknesses": WEAKNESSES,
    }
    text = json.dumps(card, ensure_ascii=False, indent=1) + "\n"
    (given.target / "card.json").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
