"""What goes wrong on the way is tried again if that may help, and told with what to do if not."""

from __future__ import annotations

import json
import re
import socket
import threading
import time

import pytest

from cjm_research.codes.endpoint.client import Client, RequestRefused
from cjm_research.codes.endpoint.route import route_of
from cjm_research.errors import CjmError

BODY = json.dumps({"messages": [{"content": json.dumps({"segments": [{"at": "1", "text": "a", "context": ""}]})}]})
KEPT = r"What was coded before is kept; the same command goes on from there\.$"


@pytest.fixture
def ask(server, settings):
    def asked(key="", **changes):
        made = settings(**changes)
        client = Client(route_of(made.url), made, key)
        return client, client.ask(BODY.encode())

    return asked


def test_a_good_answer_comes_at_once(server, ask, pauses):
    client, reply = ask()
    assert json.loads(reply.content)["answers"][0]["at"] == "1"
    assert not reply.cut
    assert server.bodies == [BODY.encode()]
    assert server.paths == ["/v1/chat/completions"]
    assert (client.summary.n_requests, client.summary.n_retries, pauses) == (1, 0, [])


def test_an_answer_that_was_cut_off_says_so(server, ask):
    server.always(finish="length")
    assert ask()[1].cut


@pytest.mark.parametrize("status", [429, 500, 502, 503])
def test_what_may_pass_is_tried_again_with_growing_pauses(server, ask, pauses, status):
    server.first({"status": status}, {"status": status})
    client, reply = ask()
    assert reply.content
    assert pauses == [1.0, 2.0]
    assert (client.summary.n_requests, client.summary.n_retries) == (3, 2)


def test_the_server_may_say_how_long_to_wait_but_not_for_ever(server, ask, pauses):
    server.first({"status": 429, "headers": {"Retry-After": "7"}}, {"status": 429, "headers": {"Retry-After": "99999"}})
    ask()
    assert pauses == [7.0, 60.0]


def test_what_does_not_pass_is_told_after_the_last_try(server, ask):
    server.always(status=503, raw=b'{"error": "model is loading"}')
    message = (
        r"HTTP 503, it says: {\"error\": \"model is loading\"}, 3 times\. The server has an error of its own: look"
    )
    with pytest.raises(CjmError, match=f"^{re.escape(server.url)}/chat/completions: {message}.* {KEPT}"):
        ask()
    assert len(server.bodies) == 3


def test_too_many_requests_say_to_wait(server, ask):
    server.always(status=429, raw=b"")
    with pytest.raises(CjmError, match=r"HTTP 429\. The endpoint wants fewer requests: wait, or raise retries"):
        ask(retries=0)


def test_a_slow_answer_is_tried_again(server, ask, pauses):
    server.first({"seconds": 0.6})
    assert ask(timeout=0.3)[1].content
    assert pauses == [1.0]


def test_no_answer_in_time_says_what_to_change(server, ask):
    server.always(seconds=0.5)
    message = r": no answer within 0\.2 seconds, 2 times\. Raise timeout in \[settings\.endpoint\], or take a smaller"
    with pytest.raises(CjmError, match=message):
        ask(timeout=0.2, retries=1)


def test_a_server_that_trickles_does_not_go_beyond_the_time(settings):
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def trickle():
            connection, _ = listening.accept()
            with connection:
                connection.recv(65536)
                connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
                for _ in range(20):
                    time.sleep(0.05)
                    try:
                        connection.sendall(b" ")
                    except OSError:
                        return

        thread = threading.Thread(target=trickle)
        thread.start()
        made = settings(url=f"http://127.0.0.1:{listening.getsockname()[1]}/v1", timeout=0.3, retries=0)
        with pytest.raises(CjmError, match=r"no answer within 0\.3 seconds\. "):
            Client(route_of(made.url), made).ask(BODY.encode())
        thread.join()


def test_a_connection_refused_is_told_at_once(settings, ask, pauses):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    with pytest.raises(CjmError, match=r": no connection \(.*\)\. Is the server running \(Ollama: `ollama serve`\)"):
        ask(url=f"http://127.0.0.1:{port}/v1")
    assert pauses == []


def test_a_server_that_closes_is_told_at_once(server, ask, pauses):
    server.always(closes=True)
    with pytest.raises(CjmError, match=rf"the connection ended before there was an answer \(.*\)\. Look at .* {KEPT}"):
        ask()
    assert (len(server.bodies), pauses) == (1, [])


def test_an_answer_that_breaks_off_is_told_at_once(server, ask):
    server.always(raw=b'{"choices": [', headers={"Content-Length": "500"})
    with pytest.raises(CjmError, match="the connection ended before there was an answer"):
        ask(timeout=1)


@pytest.mark.parametrize(
    ("status", "message"),
    [
        (401, r"HTTP 401, it says: no\. Put the key in an environment variable and the variable's name in key_env of"),
        (403, r"HTTP 403, it says: no\. The key is missing or may not use this model"),
        (404, r"HTTP 404, it says: no\. Check url \(it usually ends in /v1\) and whether the server has that model\."),
        (418, r"HTTP 418, it says: no\. Check url and model in \[settings\.endpoint\]\."),
    ],
)
def test_a_refusal_of_all_is_told_at_once_with_what_to_do(server, ask, status, message):
    server.always(status=status, raw=b"no")
    with pytest.raises(CjmError, match=message) as caught:
        ask()
    assert not isinstance(caught.value, RequestRefused)
    assert len(server.bodies) == 1


def test_a_refusal_of_one_request_is_an_error_of_its_own(server, ask):
    server.always(status=400, raw='{"error":"内容不合规"}'.encode())
    with pytest.raises(
        RequestRefused, match=r'HTTP 400, it says: {"error":"内容不合规"}\. See what it says; a smaller'
    ):
        ask()


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_no_redirect_is_followed(server, ask, status):
    server.always(status=status, headers={"Location": f"{server.url}/elsewhere"})
    with pytest.raises(CjmError, match=rf"HTTP {status}, it sends on to 'http.*elsewhere'\. Nothing was sent there\."):
        ask()
    assert server.paths == ["/v1/chat/completions"]


@pytest.mark.parametrize("raw", [b"<html>Welcome</html>", b"[]", b'{"error": "x"}', b"", b"\xff\xfe", b"[" * 100_000])
def test_what_is_no_answer_of_such_an_endpoint_is_shown(server, ask, raw):
    server.always(raw=raw)
    with pytest.raises(CjmError, match=r"what came is not an answer of /chat/completions: .* Check url in"):
        ask()


@pytest.mark.parametrize("raw", [b'{"choices": []}', b'{"choices": [{"message": {"content": null}}]}'])
def test_an_answer_without_words_is_empty(server, ask, raw):
    server.always(raw=raw)
    assert ask()[1].content == ""


def test_a_flood_is_cut_off(server, ask, monkeypatch):
    monkeypatch.setattr("cjm_research.codes.endpoint.client.LONGEST_ANSWER", 1000)
    server.always(raw=b" " * 70_000)
    with pytest.raises(CjmError, match=r"the answer is longer than 1,000 bytes\. Check url\."):
        ask()


def test_the_key_is_sent_and_never_told(server, ask):
    server.always(status=401, raw=b"Incorrect API key provided: sk-12345 \x1b[2J")
    with pytest.raises(CjmError, match=r"it says: Incorrect API key provided: ••• \[2J\.") as caught:
        ask(key="sk-12345")
    assert server.headers[0]["Authorization"] == "Bearer sk-12345"
    assert "sk-12345" not in str(caught.value)
    with pytest.raises(CjmError):
        ask()
    assert "Authorization" not in server.headers[1]


@pytest.mark.parametrize("name", ["http_proxy", "HTTP_PROXY", "all_proxy"])
def test_no_proxy_of_the_environment_is_used_for_this_machine(server, ask, monkeypatch, name):
    with socket.create_server(("127.0.0.1", 0)) as proxy:
        proxy.settimeout(0)
        for variable in ("no_proxy", "NO_PROXY", "REQUEST_METHOD"):
            monkeypatch.delenv(variable, raising=False)
        monkeypatch.setenv(name, f"http://127.0.0.1:{proxy.getsockname()[1]}")
        ask()
        assert len(server.bodies) == 1
        with pytest.raises(BlockingIOError):
            proxy.accept()


def test_the_proxy_that_the_plan_named_is_used_for_another_machine(server, ask, monkeypatch):
    for variable in ("no_proxy", "NO_PROXY", "REQUEST_METHOD"):
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setenv("http_proxy", server.url.removesuffix("/v1"))
    ask(url="http://model.invalid/v1")
    assert server.paths == ["http://model.invalid/v1/chat/completions"]
