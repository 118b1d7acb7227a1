"""Where a request goes is said before it goes, and what is not plainly this machine is another one."""

from __future__ import annotations

import pytest

from cjm_research.codes.endpoint.route import key_of, route_of
from cjm_research.errors import StudyError


@pytest.mark.parametrize("url", ["http://127.0.0.1:8000/v1", "http://[::1]:8000/v1", "http://localhost:8000/v1/"])
def test_loopback_is_this_machine_and_no_proxy_is_asked_for_it(url, monkeypatch):
    monkeypatch.setenv("http_proxy", "http://proxy.example:3128")
    route = route_of(url)
    assert route.here
    assert route.proxy == ""
    assert route.url.endswith(":8000/v1/chat/completions")


@pytest.mark.parametrize(
    "host",
    ["192.168.1.4", "0.0.0.0", "127.0.0.1.example.org", "localhost.example.org", "host.docker.internal", "127.1"],
)
def test_whatever_only_sounds_like_this_machine_is_another(host):
    assert not route_of(f"http://{host}/v1", proxies={}).here


def test_localhost_that_means_another_machine_is_another(monkeypatch):
    found = [(2, 1, 6, "", ("203.0.113.9", 0))]
    monkeypatch.setattr("cjm_research.codes.endpoint.route.socket.getaddrinfo", lambda *_, **__: found)
    assert not route_of("http://localhost:1/v1", proxies={}).here


def test_a_proxy_of_the_environment_is_told_without_its_password(monkeypatch):
    monkeypatch.setenv("https_proxy", "http://ana:secret@proxy.example:3128/")
    monkeypatch.delenv("no_proxy", raising=False)
    monkeypatch.delenv("NO_PROXY", raising=False)
    assert route_of("https://api.example.org/v1").proxy == "proxy.example:3128"


def test_the_whole_address_may_be_given_too():
    assert route_of("http://127.0.0.1:1/v1/chat/completions").url == "http://127.0.0.1:1/v1/chat/completions"
    assert route_of("https://api.example.org/v1", proxies={}).port == 443


@pytest.mark.parametrize(
    "url", ["ftp://127.0.0.1", "127.0.0.1:11434/v1", "http://", "http://a b/v1", "http://127.0.0.1:x/v1", "file:///etc",
            "http://127.0.0.1\\@example.org/v1", "http://例子.cn/v1"]
)  # fmt: skip
def test_what_is_no_address_is_refused(url):
    with pytest.raises(StudyError, match=r"is no address of http or https\. Expected for example http://localhost"):
        route_of(url)


def test_no_address_says_where_to_write_one():
    with pytest.raises(StudyError, match=r"^No endpoint is named: url in \[settings\.endpoint\] is empty\. Expected"):
        route_of("")


@pytest.mark.parametrize("url", ["http://ana:sk-1@a.org/v1", "https://a.org/v1?api-key=sk-1", "https://a.org/v1#sk-1"])
def test_a_key_in_the_address_is_refused_and_not_repeated(url):
    with pytest.raises(StudyError, match="Keep keys out of") as caught:
        route_of(url)
    assert "sk-1" not in str(caught.value)


def test_a_key_in_the_place_of_its_name_is_refused_and_not_repeated():
    with pytest.raises(StudyError, match=r"^key_env does not look like the name of an environment variable") as caught:
        key_of("sk-live-1234")
    assert "1234" not in str(caught.value)


def test_a_key_comes_from_the_environment_alone(monkeypatch):
    monkeypatch.setenv("CJM_TEST_KEY", " sk-5 \n")
    assert key_of("CJM_TEST_KEY") == "sk-5"
    assert key_of("") == ""
    monkeypatch.setenv("CJM_TEST_KEY", "a\nb")
    with pytest.raises(StudyError, match="holds signs that no key has"):
        key_of("CJM_TEST_KEY")
    monkeypatch.delenv("CJM_TEST_KEY")
    with pytest.raises(StudyError, match=r"^The environment variable CJM_TEST_KEY that key_env names is not set\."):
        key_of("CJM_TEST_KEY")
