"""A stand-in server on this machine that answers as it is told to, and counts every request it gets."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pandas as pd
import pytest

from cjm_research.codes.codebook import Codebook
from cjm_research.codes.endpoint import EndpointCoder
from cjm_research.schema import CONTRACTS
from cjm_research.settings import Settings

SAID = {
    "s1": ("The ferry was two hours late and nobody told us.", "What went wrong?", "en", "P01"),
    "s2": ("I want to book a cabin without calling.", "What would you like?", "en", "P01"),
    "s3": ("It was fine.", "How was the trip?", "en", "P02"),
    "s4": ("船晚点两个小时，没人通知我们。", "遇到过什么问题？", "zh", "P03"),
    "s5": ("我想不打电话就能订船舱。", "您有什么建议？", "zh", "P03"),
}
ANSWERS = {
    "The ferry": ("pain_point/experiential", "two hours late", 2, "use"),
    "I want": ("goal/explicit", "I want to book a cabin", 3, "purchase"),
    "船晚点": ("pain_point/experiential", "晚点两个小时", 2, "use"),
    "我想": ("goal/explicit", "我想不打电话就能订船舱", 3, "purchase"),
}


def good_entry(segment: dict[str, str]) -> dict[str, Any]:
    found = next((answer for start, answer in ANSWERS.items() if segment["text"].startswith(start)), None)
    if found is None:
        return {"at": segment["at"], "codes": [], "emotion": 3, "stage": "none"}
    code, quote, emotion, stage = found
    return {"at": segment["at"], "codes": [{"code": code, "quote": quote, "score": 0.8}],
            "emotion": emotion, "stage": stage}  # fmt: skip


def good(segments: list[dict[str, str]]) -> str:
    return json.dumps({"answers": [good_entry(segment) for segment in segments]}, ensure_ascii=False)


@dataclass
class Step:
    """How one request is answered: a status, the model's words, and how long it takes."""

    status: int = 200
    content: Callable[[list[dict[str, str]]], str] = good
    raw: bytes | None = None
    seconds: float = 0.0
    headers: dict[str, str] = field(default_factory=dict)
    closes: bool = False
    finish: str = "stop"


class StandIn(ThreadingHTTPServer):
    """The server; what `first` is told is used up one by one, then it answers as `always` is told."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.steps: list[Step] = []
        self.otherwise = Step()
        self.bodies: list[bytes] = []
        self.paths: list[str] = []
        self.headers: list[dict[str, str]] = []

    def first(self, *steps: dict[str, Any]) -> None:
        self.steps += [Step(**step) for step in steps]

    def always(self, **step: Any) -> None:
        self.otherwise = Step(**step)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/v1"

    @property
    def asked(self) -> list[dict[str, str]]:
        return [segment for body in self.bodies for segment in segments_in(body)]

    def handle_error(self, request, client_address) -> None:
        """Say nothing of a client that went away, as the tests of slow answers make it do."""


class _Handler(BaseHTTPRequestHandler):
    server: StandIn

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.bodies.append(body)
        self.server.paths.append(self.path)
        self.server.headers.append(dict(self.headers))
        step = self.server.steps.pop(0) if self.server.steps else self.server.otherwise
        time.sleep(step.seconds)
        if step.closes:
            self.close_connection = True
            return
        content = step.content(segments_in(body)) if step.raw is None else ""
        choice = {"finish_reason": step.finish, "message": {"content": content}}
        raw = json.dumps({"choices": [choice]}).encode() if step.raw is None else step.raw
        self.send_response(step.status)
        for name, value in {"Content-Length": str(len(raw)), **step.headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(raw)

    def log_message(self, *_: Any) -> None:
        """Print nothing."""


def segments_in(body: bytes) -> list[dict[str, str]]:
    return json.loads(json.loads(body)["messages"][-1]["content"])["segments"]


@pytest.fixture
def server():
    with StandIn() as stand_in:
        thread = threading.Thread(target=stand_in.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        yield stand_in
        stand_in.shutdown()
        thread.join()


@pytest.fixture
def book() -> Codebook:
    return Codebook.framework()


@pytest.fixture
def segments() -> pd.DataFrame:
    rows = [
        {"segment_id": key, "document_id": "d1", "turn_id": f"t{key}", "case_id": case, "start": 0, "end": len(text)}
        | {"text": text, "context": context, "language": language, "kind": "interview", "position": 0.5}
        for key, (text, context, language, case) in SAID.items()
    ]
    return pd.DataFrame(rows, columns=list(CONTRACTS["segments"].columns))


@pytest.fixture
def cases() -> pd.DataFrame:
    same = {"kind": "interview", "source": "a.txt", "attributes": {}, "consent": "given"}
    rows = [{"case_id": case_id, **same} for case_id in ("P01", "P02", "P03")]
    return pd.DataFrame(rows)


@pytest.fixture
def settings(server):
    def made(**changes):
        given = {"url": server.url, "model": "tiny", "timeout": 5.0, "retries": 2, **changes}
        return Settings.from_overrides({"endpoint": given}).endpoint

    return made


@pytest.fixture
def agreed(settings, segments, cases, book):
    """Return a coder whose plan a person agreed to."""

    def made(**changes) -> EndpointCoder:
        asking = EndpointCoder(settings=settings(**changes))
        return EndpointCoder(settings=asking.settings, agreement=asking.plan(segments, book, cases).agree(by="Ana"))

    return made


@pytest.fixture(autouse=True)
def pauses(monkeypatch) -> list[float]:
    """Let the client's pauses take no time, and remember how long they would have been."""
    taken: list[float] = []
    monkeypatch.setattr("cjm_research.codes.endpoint.client.pause", taken.append)
    return taken
