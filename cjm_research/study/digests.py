"""Digests: what a step read, in 16 hexadecimal digits, so that it is done again when that changes and only then."""

from __future__ import annotations

import hashlib
import json
from typing import Any

import pandas as pd


def digest(*parts: Any) -> str:
    """Return 16 hex digits that stand for the content of frames and plain values, whatever their row order."""
    sha = hashlib.sha256()
    for part in parts:
        if isinstance(part, pd.DataFrame):
            rows = sorted(part.astype(str).agg("\x1f".join, axis=1)) if len(part) else []
            sha.update("\x1e".join(rows).encode())
        else:
            sha.update(json.dumps(part, sort_keys=True, ensure_ascii=False, default=str).encode())
        sha.update(b"\x1d")
    return sha.hexdigest()[:16]
