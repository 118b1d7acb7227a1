"""The plan: what would be sent and where to, shown before anything is.

It is made without a single connection. Only segments of people whose consent is given are in it; they are as the study
holds them, names and the like replaced. The first request is shown in full; the others hold other segments, under
instructions in the language of these.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from cjm_research.codes.codebook import Codebook
from cjm_research.codes.endpoint import showing
from cjm_research.codes.endpoint.consent import Agreement, agree
from cjm_research.codes.endpoint.prompt import batches, request_body
from cjm_research.codes.endpoint.route import Route, check_name, route_of
from cjm_research.errors import CjmError, StudyError
from cjm_research.schema import CONSENTED, check
from cjm_research.settings import Endpoint

if TYPE_CHECKING:
    import pandas as pd

_READ = ("segment_id", "text", "context", "language")


@dataclass(frozen=True)
class Plan:
    """What would be sent; `plan_of` makes one.

    Attributes
    ----------
    route : Route
        The exact address, and whether that is this machine.
    settings : settings.Endpoint
        Model, name of the variable with the key, segments per request.
    n_segments, n_requests : int
        How many.
    n_characters : int
        Of the segments' texts and contexts.
    n_bytes : int
        Of all requests, instructions included.
    n_left_out : int
        Segments that are not sent because their person's consent is not given.
    first_request : bytes
        The body of the first request, exactly.
    digest : str
        64 hex digits of address, model and every request: what an agreement is bound to.
    is_study : bool
        Whether the segments are those of a study, where names and the like are replaced, or a table's as they stand.
    codebook_version : str
        Of the codebook in the instructions.
    keep : callable, optional
        Called with the agreement when it is given, so that a study can record it as an event.
    """

    route: Route
    settings: Endpoint
    n_segments: int
    n_requests: int
    n_characters: int
    n_bytes: int
    n_left_out: int
    first_request: bytes = field(repr=False)
    digest: str
    is_study: bool
    codebook_version: str
    language: str = "en"
    keep: Callable[[Agreement], object] | None = field(default=None, repr=False, compare=False)
    _known: frozenset[str] = field(default=frozenset(), repr=False)

    @property
    def model(self) -> str:
        """Name of the model, as the endpoint knows it."""
        return self.settings.model

    @property
    def code(self) -> str:
        """The first eight digits of the digest, to be typed where there is no name to sign with."""
        return self.digest[:8]

    @property
    def key_is_set(self) -> bool:
        """Whether the variable that key_env names holds something."""
        return bool(os.environ.get(self.settings.key_env, "").strip()) if self.settings.key_env else False

    def agree(self, by: str) -> Agreement:
        """Agree to send this, and nothing else, there and nowhere else.

        Parameters
        ----------
        by : str
            Name or initials of the person who agrees.
        """
        agreement = agree(self, by)
        if self.keep:
            self.keep(agreement)
        return agreement

    def holds(self, segments: pd.DataFrame) -> int:
        """Return how many of the segments are in the plan, word for word."""
        return sum(mark in self._known for mark in marks_of(segments))

    def text(self, language: str | None = None) -> str:
        """Return the plan as it is shown, in English or Chinese."""
        return showing.text(self, language or self.language)

    def __repr__(self) -> str:
        # What a person must have seen is not cut short anywhere, so the short form is the long one.
        return self.text()

    def _repr_html_(self) -> str:
        return showing.page(self, self.language)


def plan_of(
    segments: pd.DataFrame,
    codebook: Codebook,
    settings: Endpoint,
    cases: pd.DataFrame | None,
    language: str = "en",
) -> Plan:
    """Return the plan for asking an endpoint about segments; nothing is sent.

    Parameters
    ----------
    segments : DataFrame
        Contract "segments".
    codebook : Codebook
        Goes into the instructions.
    settings : settings.Endpoint
        Where to, which model, how many segments per request.
    cases : DataFrame or None
        Contract "cases": segments of people who did not consent are left out. None for a table of loose
        texts, where there are no people to ask about and nothing was replaced.
    language : {"en", "zh"}
        In which it is shown.

    Raises
    ------
    StudyError
        If url or model is missing or wrong, or key_env is no name of a variable.
    CjmError
        If no segment is left.
    """
    route = route_of(settings.url)
    check_name(settings.key_env)
    if not settings.model.strip():
        raise StudyError(
            "No model is named: model in [settings.endpoint] is empty. Expected the name by which the endpoint knows "
            "it; Ollama lists its models with `ollama list`."
        )
    given = _with_consent(check(segments, "segments"), cases)
    if given.empty:
        raise CjmError(f"There is nothing to send: none of {len(segments)} segments is of a person who consented.")
    sha = hashlib.sha256("\n".join((route.url, route.proxy, settings.model)).encode())
    first, n_requests, n_bytes = b"", 0, 0
    for batch in batches(given, settings.batch):
        body = body_of(batch, codebook, settings)
        sha.update(hashlib.sha256(body).digest())
        first, n_requests, n_bytes = first or body, n_requests + 1, n_bytes + len(body)
    return Plan(
        route=route,
        settings=settings,
        n_segments=len(given),
        n_requests=n_requests,
        n_characters=int(given["text"].str.len().sum() + given["context"].str.len().sum()),
        n_bytes=n_bytes,
        n_left_out=len(segments) - len(given),
        first_request=first,
        digest=sha.hexdigest(),
        is_study=cases is not None,
        codebook_version=codebook.version,
        language=language,
        _known=frozenset(marks_of(given)),
    )


def body_of(batch: pd.DataFrame, codebook: Codebook, settings: Endpoint) -> bytes:
    """Return the request about a batch of one language."""
    language = str(batch["language"].iloc[0])
    return request_body(batch["text"].tolist(), batch["context"].tolist(), language, codebook, settings)


def marks_of(segments: pd.DataFrame) -> list[str]:
    """Return for each segment a digest of its id and of all that is sent of it."""
    rows = segments[list(_READ)].itertuples(index=False)
    return [hashlib.sha256("\x1f".join(map(str, row)).encode("utf-8", "replace")).hexdigest() for row in rows]


def _with_consent(segments: pd.DataFrame, cases: pd.DataFrame | None) -> pd.DataFrame:
    if cases is None:
        return segments
    consented = cases.loc[check(cases, "cases")["consent"].isin(CONSENTED), "case_id"]
    return segments[segments["case_id"].isin(consented)]
