"""The fetcher of every tool that checks a server: responses are bounded in size and time, and scrubbed of the key."""

from __future__ import annotations

import json
import re
import ssl
import threading
import time
import zlib
from functools import cache
from typing import TYPE_CHECKING
from urllib.parse import quote

import httpx
from attrs import define, field, frozen

from contract_tests.contract import Exchange

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from contract_tests.drift.plan import Request

LARGEST = 64 * 1024 * 1024
"""The most bytes of a body that are read."""
SECONDS = 60
"""The longest that a request takes, in seconds, from the look-up of the name to the last byte."""
SILENCE = 30
"""The longest that a server may be silent, in seconds."""
MASK = "***"


@frozen
class Failure:
    """No whole response arrived: what happened, in a clause, and whether the server was reached."""

    reason: str
    connected: bool


@define
class Fetcher:
    """Makes single requests.

    Attributes:
        base_url: The base URL of the server.
        secrets: Texts that are replaced in everything that is kept or shown.
        transport: Replaces the network in tests.
        clock: Returns Unix seconds.
    """

    base_url: str
    secrets: tuple[str, ...] = field(repr=False, default=())
    transport: httpx.BaseTransport | None = None
    clock: Callable[[], float] = time.time

    def fetch(self, request: Request, seconds: float = SECONDS) -> Exchange | Failure:
        """Make one request within some seconds, without a retry, and return the exchange with every byte.

        The request runs in its own thread, so that the limit always holds: a server may send a header or a body byte by
        byte, and each byte would restart the timeout of the connection.
        """
        outcome: list[Exchange | Failure] = []
        late = threading.Event()
        timeout = httpx.Timeout(min(SILENCE, seconds))
        # Each request has its own connection: the rest of a response must not become a part of the next one.
        with httpx.Client(
            transport=self.transport, verify=_certificates(), timeout=timeout, follow_redirects=False
        ) as client:
            work = threading.Thread(target=lambda: outcome.append(self._fetch(client, request, late)), daemon=True)
            work.start()
            work.join(seconds)
            late.set()
        return outcome[0] if outcome else Failure(f"no whole response within {seconds:g} s", connected=True)

    def _fetch(self, client: httpx.Client, request: Request, late: threading.Event) -> Exchange | Failure:
        headers = {
            "accept": "application/json", "accept-encoding": "gzip, deflate", "user-agent": "suno-client drift",
            **request.headers(),
        }  # fmt: skip
        try:
            url, content = self.base_url.rstrip("/") + request.target(), request.content()
            with client.stream(request.operation.method, url, headers=headers, content=content) as response:
                body = b"".join(_bounded(response, late))
        except (httpx.HTTPError, *_NEVER_CONNECTED) as error:
            return Failure(self.clean(_described(error)), connected=not isinstance(error, _NEVER_CONNECTED))
        except Exception as error:  # noqa: BLE001  an error of a library must not prevent the report of the other requests
            return Failure(self.clean(f"{type(error).__name__}: {error}"), connected=True)
        scrubbed, as_sent = self._scrubbed(body)
        return Exchange(
            method=request.operation.method,
            url=self.clean(str(response.request.url)),
            request_headers=tuple((name, self.clean(value)) for name, value in response.request.headers.multi_items()),
            request_body=content,
            operation=request.operation.name,
            status=response.status_code,
            headers=tuple((self.clean(name), self.clean(value)) for name, value in response.headers.multi_items()),
            body=scrubbed,
            as_sent=as_sent,
            at=self.clock(),
            scenario=request.scenario,
            name=request.name,
        )

    def clean(self, text: str) -> str:
        """Replace the key in every form that it may have in a text."""
        for secret in self.secrets:
            for form in _forms(secret):
                text = text.replace(form, MASK)
        return text

    def _scrubbed(self, body: bytes) -> tuple[bytes, bool]:
        """Replace the key in a body, encoded or not; also return whether the body is still encoded as it was sent."""
        forms = [form.encode() for secret in self.secrets for form in _forms(secret)]
        if any(form in body for form in forms):
            for form in forms:
                body = body.replace(form, b"*" * len(form))
            return body, True  # the length is the same, so the headers still fit
        plain = inflated(body) if body[:1] in {b"\x1f", b"\x78"} else b""
        if any(form in plain for form in forms):
            return self._scrubbed(plain)[0], False
        return body, True


@cache
def _certificates() -> ssl.SSLContext:
    """Read the certificates that verify a server, once, because it takes longer than a request."""
    return httpx.create_ssl_context()


def _forms(secret: str) -> list[str]:
    """List the ways to write a key in a header, in JSON and in a URL, the longest first."""
    bare = secret.removeprefix("sk-")
    found = {secret, json.dumps(secret)[1:-1], quote(secret, safe=""), secret.lower(), secret.upper()}
    return sorted(found | ({bare} if len(bare) > len("sk-123456789") else set()), key=len, reverse=True)


def inflated(body: bytes) -> bytes:
    """Return a decoded body, up to LARGEST bytes; empty if it is neither gzip nor deflate."""
    try:
        return zlib.decompressobj(zlib.MAX_WBITS | 32).decompress(body, LARGEST)
    except zlib.error:
        return b""


class _TooLongError(httpx.HTTPError):
    """A body is longer than LARGEST."""

    def __init__(self) -> None:
        super().__init__(f"the body is longer than {LARGEST // 2**20} MB")


def _bounded(response: httpx.Response, late: threading.Event) -> Iterator[bytes]:
    size = 0
    for chunk in response.iter_raw():
        size += len(chunk)
        if late.is_set() or size > LARGEST:
            raise _TooLongError
        yield chunk


_NEVER_CONNECTED = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.UnsupportedProtocol,
    httpx.InvalidURL,
    OverflowError,
    UnicodeError,
)


def _described(error: Exception) -> str:
    """Return a clause that describes a transport error."""
    text = f"{error}" or type(error).__name__
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, ssl.SSLError):
            return f"TLS failed ({text})"
        cause = cause.__cause__ or cause.__context__
    clauses = {
        httpx.ConnectTimeout: "no connection in time",
        httpx.TimeoutException: f"no response in time ({type(error).__name__})",
        _TooLongError: text,
    }
    found = next((clause for kind, clause in clauses.items() if isinstance(error, kind)), "")
    if not found and isinstance(error, (httpx.ReadError, httpx.RemoteProtocolError, httpx.WriteError)):
        cut = isinstance(error, httpx.NetworkError) or re.search("disconnected|closed", text)
        found = f"the connection was cut ({text})" if cut else f"the response is not valid HTTP ({text})"
    return found or f"{type(error).__name__}: {text}"
