"""The framework coder: goals, motivations, pain points with sub-types, emotion, stage, touchpoint and interaction.

It reads each text with the question it answers, and suggests; it never writes a coding. A family is suggested as "sure"
(nine in ten such suggestions were right on sources that no training had seen) or "look"; where the words themselves
speak against it ("I never had a problem with the price", "she said it would break, mine never did"), it is "no", and
the reason says so. Use when: the segments are sentences or short answers in English or Chinese. Do not use when: codes
other than the framework's are wanted, or when figures are to be published without review: see the card of the weights
for how often it errs.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files
from typing import TYPE_CHECKING, Any, ClassVar

from cjm_research.codes.codebook import Codebook
from cjm_research.codes.cues import Cue, find_cues
from cjm_research.codes.heads import STAGE_VALUES
from cjm_research.codes.interactions import Interaction, find_interaction
from cjm_research.codes.reasons import Exemplars, cue_reason, family_reason
from cjm_research.codes.scope import contradiction
from cjm_research.codes.tiers import FrozenTier, Heard, TrainedTier, tier_of
from cjm_research.codes.touchpoints import Touchpoint, find_touchpoint
from cjm_research.codes.voices import VOIDED, voided
from cjm_research.embeddings.base import Embedder, Progress
from cjm_research.schema import CARRIED, CONTRACTS, FAMILIES, STAGES, SUBTYPES, check
from cjm_research.settings import Coder as CoderSettings
from cjm_research.settings import Settings

if TYPE_CHECKING:
    import pandas as pd

_SCHEME = "framework-4"
_LEXICONS = ("cues-en", "cues-zh", "channels", "interactions", "voices")
KINDS = (*FAMILIES, "emotion", "stage", "touchpoint", "channel", "interaction")
"""What is suggested of every segment, one row each."""


@dataclass(frozen=True)
class _Read:
    """What was read from a batch, row by row: the tier's verdicts, cues, touchpoints, interactions."""

    heard: Heard
    texts: list[str]
    languages: list[str]
    cues: list[list[Cue]]
    touchpoints: list[Touchpoint]
    interactions: list[Interaction]


@dataclass(frozen=True)
class FrameworkCoder:
    """Suggest the codes of the framework codebook.

    Parameters
    ----------
    embedder : Embedder
        Decides the tier: the encoder, the fast one, or for other vectors the baseline (see `tiers`).
    settings : settings.Coder, optional
        ``batch``: segments read at a time; changes memory, never a suggestion.
    """

    embedder: Embedder
    settings: CoderSettings | None = None

    name: ClassVar[str] = "framework"

    @cached_property
    def version(self) -> str:
        """Scheme, and a digest of weights, lexicons and embedder: it changes whenever a suggestion could."""
        content = "|".join((self._tier.digest, _lexicon_digest(), self.embedder.name, self.embedder.version))
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
            Contract "suggestions": one row a segment for each of `KINDS`. ``detail`` holds the tier; for families the
            score again as ``base`` and the nearest examples; the band of the emotion; the rank of the stages.
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
            yield pd.DataFrame(rows, columns=list(CONTRACTS["suggestions"].columns))
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
            ``goal``, ``motivation``, ``pain_point`` (a sub-type or ""), their ``_score`` (0-1) and ``_decision``,
            ``emotion`` (1-5) with ``emotion_low`` and ``emotion_high``, ``stage`` and ``stages`` (all six, the
            likeliest first), ``touchpoint``, ``channel``, ``interaction``, ``reason``, ``tier``.
        """
        import pandas as pd

        if not len(texts):
            return pd.DataFrame(columns=list(WIDE))
        read = self._read(list(texts), list(contexts), list(languages))
        book = codebook or Codebook.framework()
        return pd.DataFrame([self._wide(read, row, book) for row in range(len(texts))], columns=list(WIDE))

    def _wide(self, read: _Read, row: int, codebook: Codebook) -> dict[str, Any]:
        entries = {entry["kind"]: entry for entry in self._entries(read, row, codebook)}
        carried = [family for family in FAMILIES if entries[family]["decision"] in CARRIED]
        low, high = read.heard.verdicts.emotion_band[row]
        language, colon = read.languages[row], "：" if read.languages[row] == "zh" else ": "
        return {
            **{family: entries[family]["value"] if family in carried else "" for family in FAMILIES},
            **{f"{family}_score": entries[family]["score"] for family in FAMILIES},
            **{f"{family}_decision": entries[family]["decision"] for family in FAMILIES},
            "emotion": float(read.heard.verdicts.emotion[row]),
            "emotion_low": float(low),
            "emotion_high": float(high),
            "stages": " > ".join(stage for stage, _ in entries["stage"]["detail"]["rank"]),
            **{kind: entries[kind]["value"] for kind in ("stage", "touchpoint", "channel", "interaction")},
            "reason": " | ".join(
                f"{codebook.name(family, lang=language)}{colon}{entries[family]['reason']}" for family in carried
            ),
            "tier": self._tier.name,
        }

    @cached_property
    def _tier(self) -> TrainedTier | FrozenTier:
        return tier_of(self.embedder)

    def _read(self, texts: list[str], contexts: list[str], languages: list[str]) -> _Read:
        cues = [find_cues(text, language) for text, language in zip(texts, languages, strict=True)]
        return _Read(
            heard=self._tier.hear(texts, contexts, languages, cues),
            texts=texts,
            languages=["zh" if language == "zh" else "en" for language in languages],
            cues=cues,
            touchpoints=[find_touchpoint(text, language) for text, language in zip(texts, languages, strict=True)],
            interactions=[
                find_interaction(text, context, language)
                for text, context, language in zip(texts, contexts, languages, strict=True)
            ],
        )

    def _entries(self, read: _Read, row: int, codebook: Codebook) -> Iterator[dict[str, Any]]:
        yield from (self._family(read, row, column, codebook) for column in range(len(FAMILIES)))
        language, cues, verdicts = read.languages[row], read.cues[row], read.heard.verdicts
        feeling = float(verdicts.emotion[row])
        low, high = (round(float(bound), 2) for bound in verdicts.emotion_band[row])
        # How far an emotion can be trusted in general: the correlation reached on left-out sources.
        reason = cue_reason("emotion", cues, language)
        yield self._entry("emotion", f"{feeling:.1f}", self._tier.emotion_r, "look", reason, low=low, high=high)
        yield self._stage(read, row)
        named, acted = read.touchpoints[row], read.interactions[row]
        for kind, value, words in (
            ("touchpoint", named.touchpoint, named.words),
            ("channel", named.channel, named.words),
            ("interaction", acted.value, acted.words),
        ):
            yield self._entry(kind, value, float(bool(value)), "look" if value else "no", words)

    def _family(self, read: _Read, row: int, column: int, codebook: Codebook) -> dict[str, Any]:
        family, language, verdicts = FAMILIES[column], read.languages[row], read.heard.verdicts
        score, decision = float(verdicts.families[row, column]), str(read.heard.families[row, column])
        value = SUBTYPES[family][int(verdicts.subtypes[family][row].argmax())]
        if decision == "no":
            return self._entry(family, value, score, decision, "", base=score)
        against = voided(family, read.cues[row], read.texts[row], language)
        against = against or contradiction(family, read.cues[row], read.texts[row], language)
        if against:
            told = min(score, VOIDED)
            return self._entry(family, value, told, "no", against, base=told)
        near = self._nearest(read, row, family, language, codebook)
        reason = family_reason(family, read.cues[row], near, language)
        shown = [{"text": text, "segment_id": ""} for text in near]
        return self._entry(family, value, score, decision, reason, base=score, near=shown)

    def _stage(self, read: _Read, row: int) -> dict[str, Any]:
        chances = read.heard.verdicts.stages[row]
        best = int(chances.argmax())
        ranked = sorted(zip(STAGES, chances, strict=False), key=lambda pair: (-pair[1], STAGES.index(pair[0])))
        rank = [[stage, round(float(chance), 4)] for stage, chance in ranked]
        reason = cue_reason("stage", read.cues[row], read.languages[row], STAGE_VALUES[best])
        decision = str(read.heard.stages[row])
        return self._entry("stage", STAGE_VALUES[best], float(chances[best]), decision, reason, rank=rank)

    def _entry(self, kind: str, value: str, score: float, decision: str, reason: str, **detail: Any) -> dict[str, Any]:
        told = {"tier": self._tier.name, **detail}
        return {"kind": kind, "value": value, "score": score, "decision": decision, "reason": reason, "detail": told}

    def _nearest(self, read: _Read, row: int, family: str, language: str, codebook: Codebook) -> tuple[str, ...]:
        if read.heard.vectors is None:
            return ()
        return self._exemplars(codebook).nearest(family, language, read.heard.vectors[row])

    def _exemplars(self, codebook: Codebook) -> Exemplars:
        key = codebook.version
        if key not in self._known_exemplars:
            self._known_exemplars[key] = Exemplars.of(codebook, self.embedder)
        return self._known_exemplars[key]

    @cached_property
    def _known_exemplars(self) -> dict[str, Exemplars]:
        return {}


WIDE = (
    *FAMILIES,
    *(f"{family}_score" for family in FAMILIES),
    *(f"{family}_decision" for family in FAMILIES),
    "emotion",
    "emotion_low",
    "emotion_high",
    "stage",
    "stages",
    "touchpoint",
    "channel",
    "interaction",
    "reason",
    "tier",
)
"""The columns of `FrameworkCoder.table`, and of ``cjm suggest`` after the id."""


@cache
def _lexicon_digest() -> str:
    folder = files("cjm_research").joinpath("codes/lexicons")
    content = b"".join(folder.joinpath(f"{name}.toml").read_bytes() for name in _LEXICONS)
    return hashlib.sha256(content).hexdigest()[:12]
