"""The framework coder: goals, motivations, pain points with sub-types, emotion, stage and touchpoint of any segment.

It reads the text, the question asked and the linguistic cues, and suggests; it never writes a coding. Use when: the
segments are sentences or short answers in English or Chinese. Do not use when: codes other than the framework's are
wanted, or when figures are to be published without review: see the card of the weights for how often it errs.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from cjm_research.codes.codebook import Codebook
from cjm_research.codes.cues import Cue, find_asked_stages, find_cues
from cjm_research.codes.features import features
from cjm_research.codes.heads import STAGE_VALUES, Heads, Verdicts
from cjm_research.codes.reasons import Exemplars, cue_reason, family_reason
from cjm_research.codes.touchpoints import Touchpoint, find_touchpoint
from cjm_research.embeddings.base import Embedder, Progress
from cjm_research.schema import CARRIED, CONTRACTS, FAMILIES, SUBTYPES, check, complete
from cjm_research.settings import Coder as CoderSettings
from cjm_research.settings import Settings

if TYPE_CHECKING:
    import pandas as pd

_SCHEME = "framework-2"
_ASKED = 3.0
"""How much likelier a stage is when the question names it ("why did you choose", 候诊的时候).

Chosen among 1, 1.5, 2, 3, 5 and 8 on the training rows, each source left out in turn: macro-F1 of the stages goes from
0.37 to 0.39 in English and from 0.40 to 0.44 in Chinese.
"""
_LEXICONS = ("cues-en", "cues-zh", "channels")


@dataclass(frozen=True)
class _Read:
    """What was read from a batch: verdicts, cues and touchpoints row by row, and the texts' vectors."""

    verdicts: Verdicts
    cues: list[list[Cue]]
    touchpoints: list[Touchpoint]
    vectors: np.ndarray | None
    languages: list[str]
    stages: np.ndarray


@dataclass(frozen=True)
class FrameworkCoder:
    """Suggest the codes of the framework codebook.

    Parameters
    ----------
    embedder : Embedder
        Decides which weights run: those of e5-small, those of tfidf, or for any other vectors the cues alone.
    settings : settings.Coder, optional
        ``batch``: segments read at a time; changes memory, never a suggestion.
    """

    embedder: Embedder
    settings: CoderSettings | None = None

    name: ClassVar[str] = "framework"

    @cached_property
    def version(self) -> str:
        """Scheme, and a digest of weights, lexicons and embedder: it changes whenever a suggestion could."""
        content = "|".join((self._heads.digest, _lexicon_digest(), self.embedder.name, self.embedder.version))
        return f"{_SCHEME}-{hashlib.sha256(content.encode()).hexdigest()[:12]}"

    def suggest(self, segments: pd.DataFrame, codebook: Codebook, progress: Progress | None = None) -> pd.DataFrame:
        """Return the suggestions for segments.

        Parameters
        ----------
        segments : DataFrame
            Contract "segments".
        codebook : Codebook
            Its examples serve as exemplars in the reasons.
        progress : callable, optional
            Called with (done, total) after each batch.

        Returns
        -------
        DataFrame
            Contract "suggestions": seven rows a segment (three families, emotion, stage, touchpoint, channel).
        """
        import pandas as pd

        parts = list(self.suggest_batches(segments, codebook, progress))
        columns = list(CONTRACTS["suggestions"].columns)
        whole = pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=columns)
        return whole.sort_values(["segment_id", "kind"], kind="stable", ignore_index=True)

    def suggest_batches(
        self, segments: pd.DataFrame, codebook: Codebook, progress: Progress | None = None
    ) -> Iterator[pd.DataFrame]:
        """Yield the suggestions batch by batch, in the order of the segment ids, for a caller that commits each."""
        import pandas as pd

        ordered = check(segments, "segments").sort_values("segment_id", kind="stable")
        step = (self.settings or Settings.default().coder).batch
        for start in range(0, len(ordered), step):
            batch = ordered.iloc[start : start + step]
            read = self._read(batch["text"].tolist(), batch["context"].tolist(), batch["language"].tolist())
            rows = [
                {"segment_id": segment_id, **entry, "coder": self.name, "version": self.version}
                for row, segment_id in enumerate(batch["segment_id"])
                for entry in self._entries(read, row, codebook)
            ]
            yield complete(pd.DataFrame(rows, columns=list(CONTRACTS["suggestions"].columns[:-1])), "suggestions")
            if progress:
                progress(start + len(batch), len(ordered))

    def table(
        self,
        texts: Sequence[str],
        contexts: Sequence[str],
        languages: Sequence[str],
        codebook: Codebook | None = None,
    ) -> pd.DataFrame:
        """Return the suggestions for loose texts, one row a text, in their order.

        Parameters
        ----------
        texts, contexts, languages : sequences of str, of one length
            The text, the question asked or the sentence before (may be ""), and "en" or "zh".
        codebook : Codebook, optional
            For the exemplars; the shipped one by default.

        Returns
        -------
        DataFrame
            ``goal``, ``motivation``, ``pain_point`` (a sub-type or ""), their ``_score`` (0-1), ``emotion`` (1-5),
            ``stage``, ``touchpoint``, ``channel``, ``reason``.
        """
        import pandas as pd

        columns = [*FAMILIES, *(f"{family}_score" for family in FAMILIES)]
        columns += ["emotion", "stage", "touchpoint", "channel", "reason"]
        if not len(texts):
            return pd.DataFrame(columns=columns)
        read = self._read(list(texts), list(contexts), list(languages))
        book = codebook or Codebook.framework()
        return pd.DataFrame([self._wide(read, row, book) for row in range(len(texts))], columns=columns)

    def _wide(self, read: _Read, row: int, codebook: Codebook) -> dict[str, Any]:
        entries = {entry["kind"]: entry for entry in self._entries(read, row, codebook)}
        carried = [family for family in FAMILIES if entries[family]["decision"] in CARRIED]
        return {
            **{family: entries[family]["value"] if family in carried else "" for family in FAMILIES},
            **{f"{family}_score": entries[family]["score"] for family in FAMILIES},
            "emotion": float(read.verdicts.emotion[row]),
            **{kind: entries[kind]["value"] for kind in ("stage", "touchpoint", "channel")},
            "reason": " | ".join(f"{family}: {entries[family]['reason']}" for family in carried),
        }

    @property
    def _heads(self) -> Heads:
        return Heads.for_embedder(self.embedder.name)

    def _read(self, texts: list[str], contexts: list[str], languages: list[str]) -> _Read:
        cues = [find_cues(text, language) for text, language in zip(texts, languages, strict=True)]
        facts = features(texts, contexts, languages, cues)
        vectors = self.embedder.embed(texts) if self._heads.uses_vectors else None
        views = [facts] if vectors is None else [vectors, self.embedder.embed(contexts), facts]
        named = [find_touchpoint(text, language) for text, language in zip(texts, languages, strict=True)]
        verdicts = self._heads.predict(views)
        stages = _with_question(verdicts.stages, contexts, languages)
        return _Read(verdicts, cues, named, vectors, languages, stages)

    def _entries(self, read: _Read, row: int, codebook: Codebook) -> Iterator[dict[str, Any]]:
        language = "zh" if read.languages[row] == "zh" else "en"
        cues, verdicts, named = read.cues[row], read.verdicts, read.touchpoints[row]
        for column, family in enumerate(FAMILIES):
            score = float(verdicts.families[row, column])
            value = SUBTYPES[family][int(verdicts.subtypes[family][row].argmax())]
            carries = score >= self._heads.thresholds[column]
            reason = ""
            if carries:
                near = self._nearest(read, row, family, language, codebook)
                reason = family_reason(family, cues, near, language)
            yield _entry(family, value, score, carries, reason)
        feeling = float(verdicts.emotion[row])
        # How far an emotion can be trusted is the same for all: the correlation reached on left-out sources.
        trust = float(self._heads.card["scores"]["all"]["emotion_r"])
        yield _entry("emotion", f"{feeling:.1f}", trust, True, cue_reason("emotion", cues, language))
        best = int(read.stages[row].argmax())
        stage, score = STAGE_VALUES[best], float(read.stages[row, best])
        yield _entry("stage", stage, score, stage != "none", cue_reason("stage", cues, language, stage))
        found = float(bool(named.channel))
        yield _entry("touchpoint", named.touchpoint, found, bool(found), named.words)
        yield _entry("channel", named.channel, found, bool(found), named.words)

    def _nearest(self, read: _Read, row: int, family: str, language: str, codebook: Codebook) -> tuple[str, ...]:
        if read.vectors is None:
            return ()
        return self._exemplars(codebook).nearest(family, language, read.vectors[row])

    def _exemplars(self, codebook: Codebook) -> Exemplars:
        key = codebook.version
        if key not in self._known_exemplars:
            self._known_exemplars[key] = Exemplars.of(codebook, self.embedder)
        return self._known_exemplars[key]

    @cached_property
    def _known_exemplars(self) -> dict[str, Exemplars]:
        return {}


def _entry(kind: str, value: str, score: float, carries: bool, reason: str) -> dict[str, Any]:
    return {"kind": kind, "value": value, "score": score, "decision": "look" if carries else "no", "reason": reason}


def _with_question(stages: np.ndarray, contexts: list[str], languages: list[str]) -> np.ndarray:
    """Return the chances of the stages, shape (n_segments, 7), those that the question names made likelier."""
    factors = np.ones_like(stages)
    for row, (context, language) in enumerate(zip(contexts, languages, strict=True)):
        for stage in find_asked_stages(context, language):
            factors[row, STAGE_VALUES.index(stage)] = _ASKED
    weighted = stages * factors
    return weighted / weighted.sum(axis=1, keepdims=True)


@cache
def _lexicon_digest() -> str:
    folder = files("cjm_research").joinpath("codes/lexicons")
    content = b"".join(folder.joinpath(f"{name}.toml").read_bytes() for name in _LEXICONS)
    return hashlib.sha256(content).hexdigest()[:12]
