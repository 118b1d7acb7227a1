"""What a request holds: instructions from the codebook, a few segments, and the shape the answer must have.

The bytes depend on nothing but the segments, the codebook, the model and the settings: temperature 0, a fixed seed,
sorted keys. A segment goes as its text and its context under a number; no id, name of a person or of a file goes with
it. English segments are asked about in English, Chinese ones in Chinese, never mixed in one request.
"""

from __future__ import annotations

import hashlib
import json
import tomllib
from collections.abc import Iterator, Sequence
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from cjm_research.codes.codebook import Code, Codebook
from cjm_research.schema import STAGES
from cjm_research.settings import Endpoint

if TYPE_CHECKING:
    import pandas as pd

SEED = 0
STAGE_VALUES = (*STAGES, "none")
_TOKENS = 2000  # room for one answer, with that of a model that thinks first
_MORE_TOKENS = 400  # for each further segment of a request
_SHAPE = {
    "answers": [
        {
            "at": "1",
            "codes": [{"code": "pain_point/financial", "quote": "…", "score": 0.8}],
            "emotion": 2,
            "stage": "purchase",
        }
    ]
}


def codes_of(codebook: Codebook) -> tuple[str, ...]:
    """Return the codes that may be answered, such as ``pain_point/financial``, in the order of the codebook."""
    return tuple(f"{code.family}/{code.subtype}" for code in codebook.codes)


def batches(segments: pd.DataFrame, size: int) -> Iterator[pd.DataFrame]:
    """Yield the segments that are asked about together: at most ``size``, of one language, in the order of their ids.

    Parameters
    ----------
    segments : DataFrame
        Contract "segments".
    size : int
        Segments per request.
    """
    ordered = segments.sort_values("segment_id", kind="stable")
    chinese = ordered["language"] == "zh"
    for part in (ordered[~chinese], ordered[chinese]):
        for start in range(0, len(part), size):
            yield part.iloc[start : start + size]


def request_body(
    texts: Sequence[str], contexts: Sequence[str], language: str, codebook: Codebook, settings: Endpoint
) -> bytes:
    """Return the body of one request, as it is sent.

    Parameters
    ----------
    texts, contexts : sequences of str, of one length
        The segments, numbered from 1 in this order.
    language : {"en", "zh"}
        Of the segments and so of the instructions.
    codebook : Codebook
        Names, definitions, rules and examples of the codes.
    settings : settings.Endpoint
        ``model`` and ``structured``.

    Returns
    -------
    bytes
        JSON in UTF-8, keys sorted.
    """
    told = [
        {"at": str(number), "context": context, "text": text}
        for number, (text, context) in enumerate(zip(texts, contexts, strict=True), 1)
    ]
    body: dict[str, Any] = {
        "max_tokens": _TOKENS + _MORE_TOKENS * (len(told) - 1),
        "messages": [
            {"role": "system", "content": instructions(codebook, "zh" if language == "zh" else "en")},
            {"role": "user", "content": _json({"segments": told}, indent=1)},
        ],
        "model": settings.model,
        "seed": SEED,
        "stream": False,
        "temperature": 0,
    }
    if settings.structured:
        schema = {"name": "codes", "schema": answer_schema(codebook), "strict": True}
        body["response_format"] = {"json_schema": schema, "type": "json_schema"}
    # A text that came from a damaged file may hold half a sign; it goes as a question mark rather than stop all.
    return _json(body).encode("utf-8", "replace")


def instructions(codebook: Codebook, language: str) -> str:
    """Return what the model is told before the segments, in one language."""
    words = _words()[language]
    stages = "\n".join(f"- {stage}: {words['stages'][stage]}" for stage in STAGE_VALUES)
    codes = "\n".join(_told(code, words, language) for code in codebook.codes)
    return words["system"].strip().format(codes=codes, stages=stages, shape=_json(_SHAPE))


def answer_schema(codebook: Codebook) -> dict[str, Any]:
    """Return the JSON schema of an answer, in the part of the language that all servers know."""
    code = _object(
        code={"type": "string", "enum": list(codes_of(codebook))},
        quote={"type": "string"},
        score={"type": "number"},
    )
    answer = _object(
        at={"type": "string"},
        codes={"type": "array", "items": code},
        emotion={"type": "number"},
        stage={"type": "string", "enum": list(STAGE_VALUES)},
    )
    return _object(answers={"type": "array", "items": answer})


def prompt_digest() -> str:
    """Return 12 hex digits that change with any word of the instructions; the codebook has a version of its own."""
    content = _json([_words(), _SHAPE, SEED, _TOKENS, _MORE_TOKENS])
    return hashlib.sha256(content.encode()).hexdigest()[:12]


def _told(code: Code, words: dict[str, Any], language: str) -> str:
    return words["code"].format(
        id=f"{code.family}/{code.subtype}",
        name=code.name[language],
        definition=code.definition[language],
        include=words["join"].join(code.include[language]),
        exclude=words["join"].join(code.exclude[language]),
        examples=" ".join(words["quoted"].format(example) for example in code.examples[language]),
    )


def _object(**properties: Any) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": properties,
        "required": sorted(properties),
        "additionalProperties": False,
    }


def _json(value: Any, indent: int | None = None) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, indent=indent)


@cache
def _words() -> dict[str, Any]:
    return tomllib.loads(files("cjm_research").joinpath("codes/endpoint/prompt.toml").read_text("utf-8"))
