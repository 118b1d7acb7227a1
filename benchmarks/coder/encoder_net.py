"""The encoder as a PyTorch network: e5-small's layers, heads for what a segment carries, and how a segment is read."""

from __future__ import annotations

import numpy as np
import torch
from e5_weights import E5
from tokenizers import Tokenizer
from torch import Tensor, nn
from torch.nn import functional as F

FAMILIES = ("goal", "motivation", "pain_point")
SUBTYPES = {
    "goal": ("explicit", "implicit"),
    "motivation": ("intrinsic", "extrinsic"),
    "pain_point": ("functional", "experiential", "financial", "emotional"),
}
STAGES = ("awareness", "consideration", "purchase", "delivery", "use", "loyalty", "none")
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
