"""The client: where the server is, which key to send, how long to wait for an answer and how often to try."""

from __future__ import annotations

import asyncio
import re
import sys
from http.cookiejar import CookieJar, DefaultCookiePolicy
from threading import BoundedSemaphore, Lock
from typing import TYPE_CHECKING, Any, Final, Self
from weakref import WeakKeyDictionary

import httpx
from attrs import Factory, evolve, field, frozen
from httpx_retries import Retry

from ._answer import TRANSIENT_STATUSES
from ._document import BASE_URL, KEY_HEADER, KEY_PREFIX, USER_AGENT

if TYPE_CHECKING:
    from collections.abc import Generator, Mapping

TIMEOUT: Final = httpx.Timeout(connect=10, read=30, write=30, pool=60)
MAX_BODY_BYTES: Final = 32 * 1024 * 1024


class _Bearer(httpx.Auth):
    """Sends the key. An object of its own, so that no header with the key stands in a variable or in a repr."""

    def __init__(self, token: str) -> None:
        self._token = token

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        request.headers[KEY_HEADER] = f"{KEY_PREFIX}{self._token}"
        yield request


def _base_url(value: str) -> str:
    try:
        url = httpx.URL(value)
    except (httpx.InvalidURL, TypeError):
        url = httpx.URL("")
    if url.scheme not in ("http", "https") or not url.host:
        raise ValueError("base_url must be an absolute http or https URL")
    if url.userinfo or url.query or url.fragment:
        raise ValueError("base_url must have no user, query or fragment")
    return str(url).rstrip("/")


def _timeout(value: httpx.Timeout | float | None) -> httpx.Timeout:
    return value if isinstance(value, httpx.Timeout) else httpx.Timeout(value)


def _retries(value: Retry | int) -> Retry:
    if isinstance(value, Retry):
        return value
    return Retry(total=value, status_forcelist=TRANSIENT_STATUSES, backoff_factor=0.5, max_backoff_wait=60)


RETRIES: Final = _retries(2)


@frozen(kw_only=True, eq=False)
class Client:
    """A client without a key. Operations that need one take an `AuthenticatedClient`.

    A client is immutable; `with_*` make changed copies. It opens its connections at the first request and closes them
    with `close` or `aclose`, or as a context manager.

    Args:
        base_url: Where the server is; default: the document's server, `BASE_URL`.
        headers: Headers to send with every request.
        timeout: `httpx.Timeout`, or seconds for each of its phases, or None; default: 10 s to connect, 30 s between two
            reads or writes, 60 s for a free connection.
        retries: How often to try again after connection errors and timeouts, 429, 500, 502, 503, 504 and 520 to 526;
            default: 2. The pause doubles from 1 s, with full jitter, up to 60 s; a Retry-After up to 60 s is obeyed, a
            longer one is not waited for. 0: never. An `httpx_retries.Retry` says it all in detail.
        max_body_bytes: The largest body to read, decoded; default: 32 MiB.
        transport: A transport for threads, such as `httpx.MockTransport` or `httpx.WSGITransport`.
        async_transport: A transport for asyncio, such as `httpx.ASGITransport` or one of aiohttp.
        httpx_args: More arguments for `httpx.Client` and `httpx.AsyncClient`: `proxy`, `verify`, `limits`, ...
        httpx_client: A client to use instead of an own one. Its maker closes it.
        async_httpx_client: The same for asyncio.

    Raises:
        ValueError: The base URL is none.
    """

    base_url: str = field(default=BASE_URL, converter=_base_url)
    headers: Mapping[str, str] = field(factory=dict, repr=False)
    timeout: httpx.Timeout = field(default=TIMEOUT, converter=_timeout)
    retries: Retry = field(default=RETRIES, converter=_retries)
    max_body_bytes: int = MAX_BODY_BYTES
    transport: httpx.BaseTransport | None = field(default=None, repr=False)
    async_transport: httpx.AsyncBaseTransport | None = field(default=None, repr=False)
    httpx_args: Mapping[str, Any] = field(factory=dict, repr=False)
    httpx_client: httpx.Client | None = field(default=None, repr=False)
    async_httpx_client: httpx.AsyncClient | None = field(default=None, repr=False)
    # The own clients, once opened: state beside the settings, never copied.
    _opened: list[httpx.Client] = field(factory=list, init=False, repr=False)
    _opened_in: WeakKeyDictionary[asyncio.AbstractEventLoop, httpx.AsyncClient] = field(
        factory=WeakKeyDictionary, init=False, repr=False
    )
    turns: BoundedSemaphore = field(
        init=False, repr=False, default=Factory(lambda self: BoundedSemaphore(self._max_connections()), takes_self=True)
    )
    _turns_in: WeakKeyDictionary[asyncio.AbstractEventLoop, asyncio.Semaphore] = field(
        factory=WeakKeyDictionary, init=False, repr=False
    )
    _opening: Lock = field(factory=Lock, init=False, repr=False)

    @property
    def secret(self) -> str:
        """The key, or ""."""
        return ""

    @property
    def auth(self) -> httpx.Auth | None:
        """What adds the key to a request."""
        return None

    @property
    def default_headers(self) -> dict[str, str]:
        """The headers of every request, without the key."""
        return {
            "Accept": "application/json",
            # httpx would also ask for the codings of optional libraries, which inflate without bounds.
            "Accept-Encoding": "gzip, deflate",
            "User-Agent": USER_AGENT,
            **self.headers,
        }

    def with_headers(self, headers: Mapping[str, str]) -> Self:
        """Make a copy with more headers."""
        return evolve(self, headers={**self.headers, **headers})

    def with_timeout(self, timeout: httpx.Timeout | float | None) -> Self:
        """Make a copy with another timeout."""
        return evolve(self, timeout=timeout)

    def with_retries(self, retries: Retry | int) -> Self:
        """Make a copy with other retries."""
        return evolve(self, retries=retries)

    def get_httpx_client(self) -> httpx.Client:
        """Give the httpx client for threads; opens it if need be."""
        if self.httpx_client is not None:
            return self.httpx_client
        with self._opening:
            if not self._opened:
                self._opened.append(httpx.Client(transport=self.transport, **self._httpx_args()))
            return self._opened[0]

    def get_async_httpx_client(self) -> httpx.AsyncClient:
        """Return the httpx client of the running event loop, opened if need be. It cannot outlive the loop."""
        if self.async_httpx_client is not None:
            return self.async_httpx_client
        loop = asyncio.get_running_loop()
        opened = self._opened_in.get(loop)
        if opened is None:
            opened = httpx.AsyncClient(transport=self.async_transport, **self._httpx_args())
            self._opened_in[loop] = opened
        return opened

    def get_turns_asyncio(self) -> asyncio.Semaphore:
        """Give the turns of the running event loop's tasks: as many as there may be connections."""
        loop = asyncio.get_running_loop()
        turns = self._turns_in.get(loop)
        if turns is None:
            turns = self._turns_in[loop] = asyncio.Semaphore(self._max_connections())
        return turns

    def close(self) -> None:
        """Close the connections for threads. The client can be used again."""
        with self._opening:
            while self._opened:
                self._opened.pop().close()

    async def aclose(self) -> None:
        """Close the connections of the running event loop. The client can be used again."""
        opened = self._opened_in.pop(asyncio.get_running_loop(), None)
        if opened is not None:
            await opened.aclose()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *exception: object) -> None:
        await self.aclose()

    def _max_connections(self) -> int:
        most: int | None = self._httpx_args()["limits"].max_connections
        return sys.maxsize if most is None else most

    def _httpx_args(self) -> dict[str, Any]:
        return {
            # As many idle connections as open ones: many waiters come back again and again.
            "limits": httpx.Limits(max_connections=100, max_keepalive_connections=100),
            # No cookies: the key is all that this API knows, and a malformed one would spoil every later request.
            "cookies": CookieJar(DefaultCookiePolicy(allowed_domains=())),
            **self.httpx_args,
        }


def _token(value: str) -> str:
    if not isinstance(value, str) or not value.strip():
        raise ValueError("token is empty: give the API key")
    if not re.fullmatch(r"[\x21-\x7e]+", value):
        raise ValueError("token has white space or characters outside ASCII: give the bare API key, without 'Bearer'")
    return value


@frozen(kw_only=True, eq=False)
class AuthenticatedClient(Client):
    """A client with a key, sent as `Authorization: Bearer`.

    Args:
        token: The API key.

    All other settings are those of `Client`.

    Raises:
        ValueError: The token is empty or can't be one, or the base URL is none.
    """

    token: str = field(converter=_token, repr=False)
    _auth: _Bearer = field(init=False, repr=False, default=Factory(lambda self: _Bearer(self.token), takes_self=True))

    @property
    def secret(self) -> str:
        return self.token

    @property
    def auth(self) -> httpx.Auth:
        return self._auth
