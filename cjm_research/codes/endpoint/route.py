"""The way to an endpoint: its exact address, whether that is this machine, and what lies in between.

Only a literal loopback address, or ``localhost`` where it means one, counts as this machine; for it no proxy is ever
asked. Anything else is another machine, whatever its name sounds like. A key never stands in an address.

>>> route_of("http://127.0.0.1:11434/v1/", proxies={})
Route(url='http://127.0.0.1:11434/v1/chat/completions', host='127.0.0.1', port=11434, here=True, proxy='')
"""

from __future__ import annotations

import os
import re
import socket
from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import SplitResult, urlsplit
from urllib.request import getproxies, proxy_bypass

from cjm_research.errors import StudyError

PATH = "/chat/completions"
_PORTS = {"http": 80, "https": 443}
_NAME = re.compile(r"[A-Z][A-Z0-9_]*")
_EXAMPLE = (
    "Expected for example http://localhost:11434/v1 (Ollama), http://localhost:8000/v1 (vLLM) or another's https."
)


@dataclass(frozen=True)
class Route:
    """Where requests go.

    Attributes
    ----------
    url : str
        The exact address that is posted to.
    host : str
        Name or number of the machine in it.
    port : int
        Its port.
    here : bool
        Whether that is this machine (loopback).
    proxy : str
        Host and port of the proxy on the way, without its password; "" for none.
    """

    url: str
    host: str
    port: int
    here: bool
    proxy: str

    @property
    def encrypted(self) -> bool:
        """Whether only the two ends can read what is sent."""
        return self.url.startswith("https:")


def route_of(url: str, proxies: Mapping[str, str] | None = None) -> Route:
    """Return the route to an endpoint; nothing is sent and no name but ``localhost`` is looked up.

    Parameters
    ----------
    url : str
        Address of the API, such as ``http://localhost:11434/v1``; ``/chat/completions`` is added.
    proxies : mapping of str to str, optional
        Scheme to proxy; those of the environment by default.

    Raises
    ------
    StudyError
        If it is no address of http or https, or holds a name, password, ``?`` or ``#`` (a key might hide there).
    """
    parts = _parts(url)
    host, port = str(parts.hostname), parts.port or _PORTS[parts.scheme]
    path = parts.path.rstrip("/").removesuffix(PATH)
    here = is_here(host)
    proxy = "" if here else proxy_to(parts.scheme, host, proxies)
    return Route(f"{parts.scheme}://{parts.netloc}{path}{PATH}", host, port, here, _without_password(proxy))


def is_here(host: str) -> bool:
    """Whether a host is this machine.

    >>> [is_here(host) for host in ("127.0.0.1", "::1", "192.168.0.7", "127.0.0.1.example.org")]
    [True, True, False, False]
    """
    try:
        return ip_address(host).is_loopback
    except ValueError:
        found = _addresses(host) if host.lower() == "localhost" else []
        return bool(found) and all(ip_address(address).is_loopback for address in found)


def proxy_to(scheme: str, host: str, proxies: Mapping[str, str] | None = None) -> str:
    """Return the proxy that the environment names for a host that is not this machine, or ""."""
    known = getproxies() if proxies is None else proxies
    return "" if proxy_bypass(host) else known.get(scheme, "")


def key_of(name: str) -> str:
    """Return the key that an environment variable holds; "" if no variable is named.

    Raises
    ------
    StudyError
        If the name does not look like that of a variable (it may be the key itself, so it is not repeated), or the
        variable holds nothing that can be sent.
    """
    if not name:
        return ""
    check_name(name)
    key = os.environ.get(name, "").strip()
    if not key:
        raise StudyError(f"The environment variable {name} that key_env names is not set. Set it, or empty key_env.")
    if not (key.isascii() and key.isprintable()):
        raise StudyError(f"The environment variable {name} holds signs that no key has. Set it to the key alone.")
    return key


def check_name(name: str) -> None:
    """Stop if what should name an environment variable does not look like one; it is not repeated in the message."""
    if name and not _NAME.fullmatch(name):
        raise StudyError(
            "key_env does not look like the name of an environment variable (capitals, digits and _, for example "
            "OPENAI_API_KEY). Never write a key itself there: keys stay out of files."
        )


def _parts(url: str) -> SplitResult:
    if not url:
        raise StudyError(f"No endpoint is named: url in [settings.endpoint] is empty. {_EXAMPLE}")
    try:
        parts = urlsplit(url)
        known = parts.scheme in _PORTS and bool(parts.hostname) and parts.port != 0
    except ValueError:
        known = False
    if not known or not url.isascii() or not url.isprintable() or re.search(r"[\s\\]", url):
        raise StudyError(f"url {url!r} of the endpoint is no address of http or https. {_EXAMPLE}")
    if parts.username is not None or parts.password is not None or "?" in url or "#" in url:
        raise StudyError(
            f"The address of the endpoint at {parts.hostname} holds a name, a password, a ? or a #. Keep keys out of "
            "it: put the key in an environment variable and the variable's name in key_env."
        )
    return parts


def _addresses(host: str) -> list[str]:
    try:
        return [str(found[4][0]) for found in socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)]
    except OSError:
        return []


def _without_password(proxy: str) -> str:
    return proxy.rpartition("@")[2].rpartition("//")[2].rstrip("/")
