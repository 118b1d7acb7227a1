"""One question to an endpoint, one answer, by the standard library alone.

What may pass by itself (too many requests, an error of the server, no answer in time) is tried again after a pause;
all else stops at once with what to do. No redirect is followed, because it would carry the words to an address that
nobody agreed to; for this machine no proxy of the environment is used. The key is never part of a message.
"""

from __future__ import annotations

import http.client
import json
import time
from dataclasses import dataclass, field
from time import sleep as pause
from typing import Any, NamedTuple
from urllib.error import HTTPError, URLError
from urllib.request import HTTPRedirectHandler, OpenerDirector, ProxyHandler, Request, build_opener

from cjm_research.codes.endpoint.route import Route, proxy_to
from cjm_research.codes.endpoint.summary import Summary
from cjm_research.errors import CjmError
from cjm_research.settings import Endpoint

LONGEST_ANSWER = 4_000_000  # bytes; no answer to a few segments is longer, and memory is not the server's to fill
_LONGEST_PAUSE = 60.0
_SHOWN = 200
_OF_THE_REQUEST = (400, 413, 422)
_KEPT = "What was coded before is kept; the same command goes on from there."
_HINTS = {
    401: "Put the key in an environment variable and the variable's name in key_env of [settings.endpoint].",
    402: "The account of that endpoint has to be paid or filled first.",
    403: "The key is missing or may not use this model: see key_env and model in [settings.endpoint].",
    404: "Check url (it usually ends in /v1) and whether the server has that model.",
    429: "The endpoint wants fewer requests: wait, or raise retries in [settings.endpoint].",
}
_REFUSED = "See what it says; a smaller batch or structured = false in [settings.endpoint] may help."


class RequestRefused(CjmError):
    """The endpoint works, as far as can be told, but does not want this one request."""


class _Passing(Exception):
    """Something that another try may mend."""

    def __init__(self, what: str, hint: str, pause: float | None = None) -> None:
        super().__init__(what)
        self.hint, self.pause = hint, pause


class Reply(NamedTuple):
    """What the model wrote, and whether it was cut off before it was done."""

    content: str
    cut: bool


class _NoRedirect(HTTPRedirectHandler):
    def redirect_request(self, *_: Any) -> None:
        return None


@dataclass(frozen=True)
class Client:
    """Ask one endpoint.

    Parameters
    ----------
    route : Route
        Where to.
    settings : settings.Endpoint
        ``timeout``, seconds for a whole answer, and ``retries``.
    key : str
        Sent as a bearer token; "" sends none.
    summary : Summary
        Counts requests and repeats.
    """

    route: Route
    settings: Endpoint
    key: str = field(default="", repr=False)
    summary: Summary = field(default_factory=Summary)

    def ask(self, body: bytes) -> Reply:
        """Post a request and return the answer of the model.

        Parameters
        ----------
        body : bytes
            As `prompt.request_body` makes it.

        Raises
        ------
        RequestRefused
            If this request is refused (HTTP 400, 413 or 422).
        CjmError
            If the endpoint cannot be reached, refuses everything, or answers something else.
        """
        tries = self.settings.retries + 1
        for number in range(tries):
            try:
                return self._reply(self._post(body))
            except _Passing as err:
                if number + 1 == tries:
                    times = f", {tries} times" if tries > 1 else ""
                    raise CjmError(f"{self.route.url}: {err}{times}. {err.hint} {_KEPT}") from err
                self.summary.n_retries += 1
                pause(min(2.0**number if err.pause is None else err.pause, _LONGEST_PAUSE))
        raise AssertionError("a loop of at least one try ends by return or raise")

    def _post(self, body: bytes) -> bytes:
        request = Request(self.route.url, data=body, headers=headers(self.key), method="POST")
        self.summary.n_requests += 1
        end = time.monotonic() + self.settings.timeout
        try:
            with self._opener().open(request, timeout=self.settings.timeout) as response:
                return self._read(response, end)
        except HTTPError as err:
            with err:
                raise self._refusal(err) from None
        except URLError as err:
            if isinstance(err.reason, TimeoutError):
                raise self._late() from err
            raise self._unreachable(str(err.reason)) from err
        except TimeoutError as err:
            raise self._late() from err
        except (OSError, http.client.HTTPException) as err:
            raise CjmError(
                f"{self.route.url}: the connection ended before there was an answer ({type(err).__name__}). "
                f"Look at what the server logged, or take a smaller model. {_KEPT}"
            ) from err

    def _opener(self) -> OpenerDirector:
        scheme = "https" if self.route.encrypted else "http"
        proxy = "" if self.route.here else proxy_to(scheme, self.route.host)
        return build_opener(ProxyHandler({scheme: proxy} if proxy else {}), _NoRedirect)

    def _read(self, response: http.client.HTTPResponse, end: float) -> bytes:
        """Read part by part, so that a server that trickles does not go beyond the time either."""
        parts, size = [], 0
        while part := response.read1(65536):
            parts.append(part)
            size += len(part)
            if time.monotonic() > end:
                raise TimeoutError
            if size > LONGEST_ANSWER:
                raise CjmError(f"{self.route.url}: the answer is longer than {LONGEST_ANSWER:,} bytes. Check url.")
        if size < int(response.headers.get("Content-Length") or 0):
            raise http.client.IncompleteRead(b"")
        return b"".join(parts)

    def _refusal(self, err: HTTPError) -> Exception:
        said = self._excerpt(_body_of(err))
        what = f"HTTP {err.code}" + (f", it says: {said}" if said else "")
        if err.code == 429 or err.code >= 500:
            hint = _HINTS.get(err.code, "The server has an error of its own: look at what it logged.")
            return _Passing(what, hint, _pause(err.headers.get("Retry-After")))
        if err.code in _OF_THE_REQUEST:
            return RequestRefused(f"{self.route.url}: {what}. {_REFUSED} {_KEPT}")
        if 300 <= err.code < 400:
            where = self._excerpt((err.headers.get("Location") or "").encode())
            return CjmError(
                f"{self.route.url}: HTTP {err.code}, it sends on to {where!r}. Nothing was sent there. If that is "
                f"where you want to ask, set url in [settings.endpoint]. {_KEPT}"
            )
        hint = _HINTS.get(err.code, "Check url and model in [settings.endpoint].")
        return CjmError(f"{self.route.url}: {what}. {hint} {_KEPT}")

    def _reply(self, raw: bytes) -> Reply:
        try:
            answer = json.loads(raw)
        except (ValueError, RecursionError) as err:
            raise self._strange(raw) from err
        choices = answer.get("choices") if isinstance(answer, dict) else None
        if not isinstance(choices, list):
            raise self._strange(raw)
        first = choices[0] if choices and isinstance(choices[0], dict) else {}
        message = first.get("message")
        content = message.get("content") if isinstance(message, dict) else None
        return Reply(content if isinstance(content, str) else "", first.get("finish_reason") == "length")

    def _strange(self, raw: bytes) -> CjmError:
        return CjmError(
            f"{self.route.url}: what came is not an answer of /chat/completions: {self._excerpt(raw)!r}. "
            f"Check url in [settings.endpoint] (it usually ends in /v1). {_KEPT}"
        )

    def _late(self) -> _Passing:
        return _Passing(
            f"no answer within {self.settings.timeout:g} seconds",
            "Raise timeout in [settings.endpoint], or take a smaller model or batch = 1.",
        )

    def _unreachable(self, why: str) -> CjmError:
        return CjmError(
            f"{self.route.url}: no connection ({why}). Is the server running (Ollama: `ollama serve`), and is url in "
            f"[settings.endpoint] right? {_KEPT}"
        )

    def _excerpt(self, raw: bytes) -> str:
        text = raw.decode("utf-8", "replace")
        text = text.replace(self.key, "•••") if self.key else text
        text = " ".join("".join(char if char.isprintable() else " " for char in text).split())
        return text[:_SHOWN] + ("…" if len(text) > _SHOWN else "")


def headers(key: str) -> dict[str, str]:
    """Return the headers of a request; those of the connection (Host, Content-Length) are added on the way."""
    told = {"Accept": "application/json", "Content-Type": "application/json", "User-Agent": "cjm-research"}
    return {**told, "Authorization": f"Bearer {key}"} if key else told


def _pause(said: str | None) -> float | None:
    """Return the seconds that a server asks to wait, if it says so in seconds."""
    return float(said) if said and said.strip().isdecimal() and said.isascii() else None


def _body_of(err: HTTPError) -> bytes:
    try:
        return err.read(10_000)
    except (OSError, http.client.HTTPException):
        # The number says enough where the words do not come through.
        return b""
