"""The coder that asks an OpenAI-compatible endpoint: Ollama, vLLM, LM Studio or another.

It is off by default, and asks only after a person has seen the plan and agreed to it. Whatever a model answers stays a
suggestion to be looked at, never a sure one: its scores are not calibrated. Use when: a good model runs at hand, or
codes are hard to tell by the shipped coder. Do not use when: the words may not leave the machine and the endpoint is
another's; or when a re-run must be the same to the bit, which no endpoint can promise in spite of temperature 0.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, ClassVar

from cjm_research.codes.codebook import Codebook
from cjm_research.codes.endpoint.answer import Answer, read_answers
from cjm_research.codes.endpoint.client import Client, RequestRefused
from cjm_research.codes.endpoint.consent import Agreement
from cjm_research.codes.endpoint.plan import Plan, body_of, plan_of
from cjm_research.codes.endpoint.prompt import batches, codes_of, prompt_digest
from cjm_research.codes.endpoint.route import key_of, route_of
from cjm_research.codes.endpoint.rows import rows_of
from cjm_research.codes.endpoint.summary import Summary
from cjm_research.embeddings.base import Embedder, Progress
from cjm_research.errors import CjmError
from cjm_research.schema import CONTRACTS, check
from cjm_research.settings import Endpoint, Settings

if TYPE_CHECKING:
    import pandas as pd

_SCHEME = "endpoint-1"
_PATIENCE = 3
"""Requests refused in a row from the start before the endpoint, not the segments, is taken to be the cause."""

_Outcome = tuple[Answer | None, str]
"""What came of one segment: its answer, or None and why ("cut", "unusable" or "refused")."""


@dataclass(frozen=True)
class EndpointCoder:
    """Ask an endpoint for the codes of the framework codebook.

    Parameters
    ----------
    embedder : Embedder, optional
        Taken, as by every coder, and not used.
    settings : settings.Endpoint, optional
        Where to, which model, how patiently; the shipped settings by default, which name no endpoint.
    agreement : Agreement, optional
        To the plan of what is sent; nothing is sent without it.
    summary : Summary
        What came of all that this coder asked.
    """

    embedder: Embedder | None = None
    settings: Endpoint = field(default_factory=lambda: Settings.default().endpoint)
    agreement: Agreement | None = None
    summary: Summary = field(default_factory=Summary, compare=False)

    name: ClassVar[str] = "endpoint"

    @property
    def version(self) -> str:
        """Scheme, model and a digest of the instructions."""
        return f"{_SCHEME}-{self.settings.model}-{prompt_digest()}"

    def plan(
        self, segments: pd.DataFrame, codebook: Codebook, cases: pd.DataFrame | None, language: str = "en"
    ) -> Plan:
        """Return what would be sent and where to; nothing is. See `plan_of`."""
        return plan_of(segments, codebook, self.settings, cases, language)

    def suggest(self, segments: pd.DataFrame, codebook: Codebook, progress: Progress | None = None) -> pd.DataFrame:
        """Return the suggestions for segments; as `suggest_batches`, all at once."""
        import pandas as pd

        parts = list(self.suggest_batches(segments, codebook, progress))
        columns = list(CONTRACTS["suggestions"].columns)
        whole = pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=columns)
        return whole.sort_values(["segment_id", "kind"], kind="stable", ignore_index=True)

    def suggest_batches(
        self, segments: pd.DataFrame, codebook: Codebook, progress: Progress | None = None
    ) -> Iterator[pd.DataFrame]:
        """Yield the suggestions request by request, for a caller that commits each.

        Parameters
        ----------
        segments : DataFrame
            Contract "segments"; all of them in the plan that was agreed to, or part of them.
        codebook : Codebook
            The one of the plan.
        progress : callable, optional
            Called with (done, total) after each request.

        Yields
        ------
        DataFrame
            Contract "suggestions": eight rows a segment, as the coder "framework" gives. No decision is "sure". A
            segment without a usable answer has "no" in every row that the model was asked for, with the reason.

        Raises
        ------
        CjmError
            If nobody agreed to send this, before anything is sent; or if the endpoint fails. What was yielded before
            stands.
        """
        check(segments, "segments")
        if not len(segments):
            return
        self._require_agreement(segments, codebook)
        done = 0
        for batch, outcomes in self._outcomes(segments, codebook):
            self._count(outcomes)
            yield self._rows(batch, outcomes)
            done += len(batch)
            if progress:
                progress(done, len(segments))

    def _outcomes(self, segments: pd.DataFrame, codebook: Codebook) -> Iterator[tuple[pd.DataFrame, list[_Outcome]]]:
        """Yield each batch with what came of it; what is refused from the start is held back until one is answered.

        If the endpoint refuses everything, the fault is not the segments', and none of them is to be marked so.
        """
        client = Client(route_of(self.settings.url), self.settings, key_of(self.settings.key_env), self.summary)
        held: list[tuple[pd.DataFrame, list[_Outcome]]] = []
        answers, error = False, None
        for batch in batches(segments, self.settings.batch):
            outcomes, refusal = self._ask(client, batch, codebook)
            error = refusal or error
            answers = answers or any(why != "refused" for _, why in outcomes)
            held.append((batch, outcomes))
            if answers:
                yield from held
                held = []
            elif len(held) == _PATIENCE:
                break
        if held and error:
            raise error

    def __repr__(self) -> str:
        # Not the plan within the agreement, which is long, nor the name of the key's variable, which may be a slip.
        agreed = "agreed" if self.agreement else "not agreed"
        return f"EndpointCoder({self.settings.model!r}, {agreed})"

    def _require_agreement(self, segments: pd.DataFrame, codebook: Codebook) -> None:
        how = (
            "See what would be sent and where to with plan = study.endpoint_plan(), or without a study "
            "coder.plan(segments, codebook, cases=None), then agree with plan.agree(by='your name'); `cjm suggest` "
            "prints the plan by itself."
        )
        where = f"{self.settings.url or 'an endpoint that is not named yet'} (model {self.settings.model!r})"
        if self.agreement is None:
            raise CjmError(f"Nothing was sent: nobody has agreed to send {len(segments)} segments to {where}. {how}")
        plan = self.agreement.plan
        same = plan.settings == self.settings and plan.route == route_of(self.settings.url)
        if not same or plan.codebook_version != codebook.version:
            raise CjmError(f"Nothing was sent: the address, its settings or the codebook are not as agreed. {how}")
        new = len(segments) - plan.holds(segments)
        if new:
            raise CjmError(f"Nothing was sent: {new} of {len(segments)} segments are not in what was agreed. {how}")

    def _ask(
        self, client: Client, batch: pd.DataFrame, codebook: Codebook
    ) -> tuple[list[_Outcome], RequestRefused | None]:
        """Return the outcomes of a batch, and the error if all of it was refused.

        A batch only saves requests: a segment that it brings no usable answer for is asked about alone.
        """
        outcomes, error = self._ask_once(client, batch, codebook)
        if len(batch) == 1:
            return outcomes, error
        for row, (answer, _) in enumerate(outcomes):
            if answer is None:
                (outcomes[row],), error = self._ask_once(client, batch.iloc[row : row + 1], codebook)
        return outcomes, error

    def _ask_once(
        self, client: Client, batch: pd.DataFrame, codebook: Codebook
    ) -> tuple[list[_Outcome], RequestRefused | None]:
        try:
            reply = client.ask(body_of(batch, codebook, self.settings))
        except RequestRefused as err:
            return [(None, "refused")] * len(batch), err
        answers = read_answers(reply.content, batch["text"].tolist(), codes_of(codebook))
        why = "cut" if reply.cut else "unusable"
        return [(answer, "" if answer else why) for answer in answers], None

    def _rows(self, batch: pd.DataFrame, outcomes: list[_Outcome]) -> pd.DataFrame:
        import pandas as pd

        rows = [
            {"segment_id": segment.segment_id, **entry, "coder": self.name, "version": self.version}
            for segment, (answer, why) in zip(batch.itertuples(), outcomes, strict=True)
            for entry in rows_of(segment.text, segment.context, segment.language, answer, why, self.settings.model)
        ]
        return pd.DataFrame(rows, columns=list(CONTRACTS["suggestions"].columns))

    def _count(self, outcomes: list[_Outcome]) -> None:
        answers = [answer for answer, _ in outcomes if answer]
        self.summary.n_segments += len(outcomes)
        self.summary.n_bad += len(outcomes) - len(answers)
        self.summary.n_codes += sum(len(answer.codes) for answer in answers)
        self.summary.n_misquoted += sum(len(answer.misquoted) for answer in answers)
        self.summary.n_unknown += sum(answer.n_unknown for answer in answers)
