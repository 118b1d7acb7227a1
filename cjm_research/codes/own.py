"""Few-shot suggestions for the codes of a study's own, from their definition, rules and a handful of examples.

A code points in the direction of its examples, pulled towards its name, definition and what belongs to it and away
from what does not; how far a segment lies along it, measured against this study's own segments, is its score
(`likeness`). What people say of the code while they review takes over step by step (`learning`). A suggestion is never
more than "look" until the code's own verdict allows it.

Use when: the code is about something that can be named, such as a topic, a thing or a complaint. Do not use when: it is
abstract ("ease of use") and nobody has reviewed any segments: then most of what carries it is missed and more than half
of what is suggested is wrong, with three examples as with sixteen. Where the examples have nothing in common, nothing
is suggested.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from cjm_research.codes.codebook import Codebook
from cjm_research.codes.learned import marks_of
from cjm_research.codes.learning import Prior, StudyLayer, best_line
from cjm_research.codes.likeness import CEILING, DISTINCT, Background, Likeness, chances
from cjm_research.codes.own_code import OwnCode
from cjm_research.codes.shared_words import Shared
from cjm_research.codes.tiers import tier_of
from cjm_research.embeddings.base import Embedder
from cjm_research.errors import SchemaError
from cjm_research.schema import CONTRACTS, LANGUAGES, check, empty

if TYPE_CHECKING:
    import pandas as pd

LOOK = CEILING / 2
"""From where a segment is looked at while nobody has reviewed the code: likeness speaks for it rather than against."""

SURE = 0.9
"""From where a code that its verdict trusts is sure."""

LEAST = 0.2
"""Below this nothing is looked at, however rare the code."""

PRIOR = Prior(slope=10.0, shift=1.0, weights=0.3)
"""How strongly reviews are held to likeness; chosen by ``benchmarks/coder/own_codes.py``."""

_SCHEME = "own-1"
_RULES = 2.0
_NEAREST = 2
_BLOCK = 4096
_DIGITS = 6
_WORDS = {
    "en": {"near": "like: ", "shared": "same words: ", "open": "“", "shut": "”", "then": "; ", "and": ", "},
    "zh": {"near": "近似：", "shared": "相同的词：", "open": "「", "shut": "」", "then": "；", "and": "，"},
}


@dataclass(frozen=True)
class _Known:
    """A code with the vectors of its sentences, shape (n_sentences, n_dimensions) each, by language."""

    code: OwnCode
    examples: dict[str, np.ndarray]
    named: dict[str, np.ndarray]
    include: dict[str, np.ndarray]
    exclude: dict[str, np.ndarray]


@dataclass(frozen=True)
class _Read:
    """A study's segments in the order of their ids; ``around`` are their vectors and the usual ones by language."""

    ids: list[str]
    texts: list[str]
    languages: list[str]
    vectors: np.ndarray
    background: Background
    around: Mapping[str, np.ndarray]
    shared: Shared


@dataclass(frozen=True)
class OwnCodes:
    """The codes of a study's own, ready to be suggested; build it with `fit`.

    Attributes
    ----------
    known : tuple
        The codes with their vectors.
    usual : dict of str to ndarray of shape (n_sentences, n_dimensions)
        The examples of the framework's codes by language, which stand in where a study has few segments.
    tier : str
        Which tier the vectors are of.
    version : str
        Changes whenever a suggestion could, the study's segments and reviews apart.
    prior : Prior
        How strongly reviews are held to likeness.
    """

    known: tuple[_Known, ...]
    usual: Mapping[str, np.ndarray]
    tier: str
    version: str
    prior: Prior = PRIOR

    name: ClassVar[str] = "own"

    @classmethod
    def fit(cls, book: Codebook, embedder: Embedder) -> OwnCodes:
        """Read a codebook.

        Parameters
        ----------
        book : Codebook
            With or without codes of its own.
        embedder : Embedder
            The one that the vectors of the segments come from.
        """
        # A code that was named while coding, or is retired, gets no suggestions; people may still give the first.
        codes = [code for code in book.own if code.is_suggestible]
        if not codes:
            return cls((), {}, "", _SCHEME)
        known = tuple(_Known(code, **_embedded(code, embedder)) for code in codes)
        framework = {lang: [line for code in book.codes for line in code.examples[lang]] for lang in LANGUAGES}
        usual = {lang: embedder.embed(lines) for lang, lines in framework.items()}
        content = [embedder.name, embedder.version, [_said(code) for code in codes], framework]
        text = json.dumps(content, ensure_ascii=False, sort_keys=True)
        digest = hashlib.sha256(text.encode("utf-8")).hexdigest()[:12]
        return cls(known, usual, tier_of(embedder).name, f"{_SCHEME}-{digest}")

    @cached_property
    def kinds(self) -> tuple[str, ...]:
        """The kinds that are suggested, "code:trust" and so on."""
        return tuple(known.code.kind for known in self.known)

    def suggest(
        self,
        segments: pd.DataFrame,
        vectors: np.ndarray,
        reviewed: pd.DataFrame | None = None,
        sure: Collection[str] = (),
    ) -> pd.DataFrame:
        """Return the suggestions for all segments of a study.

        Parameters
        ----------
        segments : DataFrame
            Contract "segments"; all of the study, since they are what likeness is measured against.
        vectors : ndarray of shape (n_segments, n_dimensions)
            Unit vectors of their texts, row by row.
        reviewed : DataFrame, optional
            Contract "codings": what people said of any kinds; "" = does not carry it.
        sure : collection of str
            Ids of the codes whose verdict allows "sure".

        Returns
        -------
        DataFrame
            Contract "suggestions", one row a segment and code, sorted. ``value`` is the id, or "" where the decision is
            "no"; ``detail`` holds ``tier`` and, where it is not "no", ``near``: the nearest examples and reviewed
            segments. The same to the bit whatever the order of the rows.

        Raises
        ------
        SchemaError
            If there are not as many vectors as segments.
        """
        import pandas as pd

        parts = list(self.suggest_each(segments, vectors, reviewed, sure))
        whole = pd.concat(parts, ignore_index=True) if parts else empty("suggestions")
        return whole.sort_values(["segment_id", "kind"], kind="stable", ignore_index=True)

    def suggest_each(
        self,
        segments: pd.DataFrame,
        vectors: np.ndarray,
        reviewed: pd.DataFrame | None = None,
        sure: Collection[str] = (),
    ) -> Iterator[pd.DataFrame]:
        """Yield the suggestions code by code, for a caller that commits each; for the rest see `suggest`."""
        import pandas as pd

        if len(vectors) != len(check(segments, "segments")):
            raise SchemaError(
                f"There are {len(vectors)} vectors for {len(segments)} segments. Pass one vector for each segment, in "
                "the order of the segments."
            )
        if not self.known or not len(segments):
            return
        marks = marks_of([] if reviewed is None else reviewed[["segment_id", "kind", "value"]].to_dict("records"))
        read = self._read(segments, vectors)
        for known in self.known:
            rows = list(self._rows(known, read, marks, known.code.id in sure))
            yield pd.DataFrame(rows, columns=list(CONTRACTS["suggestions"].columns))

    def _read(self, segments: pd.DataFrame, vectors: np.ndarray) -> _Read:
        # Everything is summed in the order of the ids, so that the order given does not reach the last bit.
        order = np.argsort(segments["segment_id"].to_numpy(dtype=str), kind="stable")
        ordered = segments.iloc[order]
        languages = ["zh" if language == "zh" else "en" for language in ordered["language"]]
        background = Background.of(vectors[order], languages, self.usual)
        centred, texts = background.centred(vectors[order], languages), ordered["text"].tolist()
        spoken = np.array(languages)
        around = {
            lang: np.concatenate([centred[spoken == lang], background.centred(rows, [lang] * len(rows))])
            for lang, rows in self.usual.items()
        }
        return _Read(ordered["segment_id"].tolist(), texts, languages, centred, background, around, Shared.of(texts))

    def _rows(self, known: _Known, read: _Read, marks: Mapping, may_be_sure: bool) -> Iterator[dict[str, Any]]:
        kind = known.code.kind
        marked = np.array([marks.get((segment_id, kind), np.nan) for segment_id in read.ids])
        base, is_distinct = self._chances(known, read)
        scores, n_judged = _after(base, read.vectors, marked, self.prior)
        line = max(LEAST, best_line(scores)) if n_judged else LOOK if is_distinct else np.inf
        nearest = _Nearest.of(known, read, marked)
        same = {"kind": kind, "coder": self.name, "version": self.version}
        for row, segment_id in enumerate(read.ids):
            score = float(scores[row])
            decision = "no" if score < line else "sure" if may_be_sure and score >= SURE else "look"
            detail: dict[str, Any] = {"tier": self.tier}
            value, reason = "", ""
            if decision != "no":
                value, detail["near"] = known.code.id, nearest.of_row(row)
                reason = _reason(read, row, [shown["text"] for shown in detail["near"]])
            said = {"value": value, "score": score, "decision": decision, "reason": reason, "detail": detail}
            yield {"segment_id": segment_id, **same, **said}

    def _chances(self, known: _Known, read: _Read) -> tuple[np.ndarray, bool]:
        """Return the probabilities by likeness, and whether the examples are alike enough for it to say anything."""
        languages = [lang for lang, rows in known.examples.items() for _ in rows]
        rules = _RULES * _mean(known.named, read) + _mean(known.include, read) - _mean(known.exclude, read)
        found = Likeness.of(_centred(known.examples, read), languages, rules, read.around)
        likely = chances(found.above(read.vectors, read.languages), found.separation)
        return likely.round(_DIGITS), found.separation >= DISTINCT


@dataclass(frozen=True)
class _Nearest:
    """What a code is known by, with centred vectors: its examples, and the segments reviewed as carrying it."""

    texts: list[str]
    segment_ids: np.ndarray
    languages: np.ndarray
    vectors: np.ndarray
    read: _Read

    @classmethod
    def of(cls, known: _Known, read: _Read, marked: np.ndarray) -> _Nearest:
        texts = [line for lang in known.examples for line in known.code.examples[lang]]
        languages = [lang for lang, rows in known.examples.items() for _ in rows]
        carried = np.flatnonzero(marked >= 0.5)
        return cls(
            [*texts, *(read.texts[row] for row in carried)],
            np.array([*([""] * len(texts)), *(read.ids[row] for row in carried)]),
            np.array([*languages, *(read.languages[row] for row in carried)]),
            np.concatenate([_centred(known.examples, read), read.vectors[carried]]),
            read,
        )

    def of_row(self, row: int) -> list[dict[str, str]]:
        """Return the nearest in the segment's language, itself apart; in the other where there is none in that."""
        other = self.segment_ids != self.read.ids[row]
        allowed = other & (self.languages == self.read.languages[row])
        places = np.flatnonzero(allowed if allowed.any() else other)
        likeness = (self.vectors[places] @ self.read.vectors[row]).round(_DIGITS)
        best = places[np.argsort(-likeness, kind="stable")[:_NEAREST]]
        return [{"text": self.texts[place], "segment_id": str(self.segment_ids[place])} for place in best]


def _said(code: OwnCode) -> dict[str, Any]:
    """Return what suggestions depend on; colour and place do not change them."""
    return {key: value for key, value in code.content().items() if key not in ("color", "parent")}


def _embedded(code: OwnCode, embedder: Embedder) -> dict[str, dict[str, np.ndarray]]:
    said = {lang: f"{code.title(lang)}: {text}" for lang, text in code.definition.items()} or code.name
    parts = {"named": {lang: (text,) for lang, text in said.items()}}
    parts |= {rule: getattr(code, rule) for rule in ("examples", "include", "exclude")}
    return {
        name: {lang: embedder.embed(list(lines)) for lang, lines in by_language.items() if lines}
        for name, by_language in parts.items()
    }


def _centred(rows: Mapping[str, np.ndarray], read: _Read) -> np.ndarray:
    return np.concatenate([read.background.centred(mine, [lang] * len(mine)) for lang, mine in rows.items()])


def _mean(rows: Mapping[str, np.ndarray], read: _Read) -> np.ndarray:
    return _centred(rows, read).mean(axis=0) if rows else np.zeros(read.vectors.shape[1])


def _after(base: np.ndarray, vectors: np.ndarray, marked: np.ndarray, prior: Prior) -> tuple[np.ndarray, int]:
    """Return the scores after the reviews, and from how many segments they were learned."""
    seen = np.flatnonzero(~np.isnan(marked))
    layer = StudyLayer.fit(base[seen, None], vectors[seen], marked[seen, None], prior)
    n_judged = int(layer.n_judged[0])
    if not n_judged:
        return base, 0
    blocks = [slice(start, start + _BLOCK) for start in range(0, len(base), _BLOCK)]
    adjusted = [layer.adjust(base[block, None], vectors[block])[:, 0] for block in blocks]
    return np.concatenate(adjusted).round(_DIGITS), n_judged


def _reason(read: _Read, row: int, near: list[str]) -> str:
    words = _WORDS[read.languages[row]]
    quoted = " / ".join(f"{words['open']}{text}{words['shut']}" for text in near)
    shared = read.shared.words(read.texts[row], near, read.languages[row])
    told = words["and"].join(f"{words['open']}{word}{words['shut']}" for word in shared)
    return words["near"] + quoted + (f"{words['then']}{words['shared']}{told}" if told else "")
