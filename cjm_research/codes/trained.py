"""A linear head that was trained for one reader: its weights, its card, and whether it fits.

A head reads numbers that only its own reader gives, so the card names the digest of the reader's weights, and for
any other reader there is none.
"""

from __future__ import annotations

import hashlib
import io
import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, ClassVar, Self

import numpy as np


@dataclass(frozen=True)
class TrainedHead:
    """The weights of one reader's head.

    Attributes
    ----------
    card : dict
        ``reader`` (digest of the reader's weights), calibration, data, scores, weaknesses.
    digest : str
        Twelve hexadecimal digits of weights and card.
    weight, bias : ndarray
        Of the linear map.
    """

    kind: ClassVar[str]
    """First part of the names of its files, ``codes/weights/<kind>-<tier>.npz`` and ``.json``."""

    card: dict[str, Any]
    digest: str
    weight: np.ndarray
    bias: np.ndarray

    @classmethod
    def of(cls, reader: Any) -> Self | None:
        """Return the head that was trained on a reader; None where the reader's weights are others."""
        held = _read(cls.kind, reader.tier)
        if held is None or held[0]["reader"] != reader.card.get("sha256"):
            return None
        return cls(*held)


@cache
def _read(kind: str, tier: str) -> tuple[dict[str, Any], str, np.ndarray, np.ndarray] | None:
    folder = files("cjm_research").joinpath("codes/weights")
    if not folder.joinpath(f"{kind}-{tier}.npz").is_file():
        return None
    content = folder.joinpath(f"{kind}-{tier}.npz").read_bytes()
    told = folder.joinpath(f"{kind}-{tier}.json").read_text("utf-8")
    with np.load(io.BytesIO(content), allow_pickle=False) as stored:
        weight, bias = (stored[name].astype(np.float64) for name in ("weight", "bias"))
    return json.loads(told), hashlib.sha256(content + told.encode()).hexdigest()[:12], weight, bias
