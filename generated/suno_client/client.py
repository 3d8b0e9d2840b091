# Made by `nox -s regenerate` with openapi-python-client 0.29.1; do not edit.
# Source: scripts/generator/runtime/client.py
"""The client: where the server is, which key to send, how long a request may take and how often to retry it."""

from __future__ import annotations

import logging
import math
import os
import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final, Self

import attrs
import httpx
from attrs import Factory, evolve, field, frozen
from httpx_retries import Retry

from ._clock import FOREVER
from ._document import BASE_URL, KEY_HEADER, KEY_PREFIX, USER_AGENT
from ._pools import H, Pools
from ._text import NO_KEY, Key, kind_of, printable
from .errors import TRANSIENT_STATUSES
from .types import UNSET, Unset

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

TIMEOUT: Final = httpx.Timeout(connect=10, read=30, write=30, pool=60)
TOTAL_TIMEOUT: Final = 120.0
MAX_BODY_BYTES: Final = 4 * 1024 * 1024
DEFAULT_HEADERS: Final[Mapping[str, str]] = MappingProxyType(
    {
        # httpx would also request the codings of optional libraries, which inflate without bounds.
        "Accept-Encoding": "gzip, deflate",
        "User-Agent": USER_AGENT,
    }
)

FRAMING: Final = frozenset({"content-length", "transfer-encoding"})
"""The headers that say where a body ends: two of them would let a proxy and the server disagree."""

_ENVIRONMENT: Final = (__package__ or "").partition(".")[0].removesuffix("_client").upper()
BASE_URL_VARIABLE: Final = f"{_ENVIRONMENT}_BASE_URL"
KEY_VARIABLE: Final = f"{_ENVIRONMENT}_API_KEY"


LOG_VARIABLE: Final = f"{_ENVIRONMENT}_LOG"


def log_to_stderr() -> None:
    """Log to standard error at the level that the environment variable names, if it names one."""
    level = os.environ.get(LOG_VARIABLE, "").upper()
    if level in ("DEBUG", "INFO", "WARNING"):
        logger = logging.getLogger(__package__)
        logger.setLevel(level)
        logger.addHandler(logging.StreamHandler())


log_to_stderr()


def _with_headers(http: H) -> H:
    """Give an httpx client the headers that the requests of operations bring themselves (`Pools` takes them away)."""
    for name, value in {"Accept": "*/*", **DEFAULT_HEADERS}.items():
        http.headers.setdefault(name, value)
    return http


class _Bearer(httpx.Auth):
    """Sends the key. An object of its own, so that no header with the key stands in a variable or in a repr."""

    def __init__(self, key: Key) -> None:
        self._key = key

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        request.headers[KEY_HEADER] = f"{KEY_PREFIX}{self._key.reveal()}"
        yield request


# Each check returns what is wrong instead of raising: crash reports keep the variables of every function on the way.


def _wrong_base_url(value: object) -> str:
    try:
        url = httpx.URL(value)  # type: ignore[arg-type]  # whatever a caller passes
    except (httpx.InvalidURL, TypeError):
        url = httpx.URL("")
    if url.scheme not in ("http", "https") or not url.host:
        return "base_url must be an absolute http or https URL"
    if url.userinfo or url.query or url.fragment:
        return "base_url must have no user, query or fragment"
    return ""


def _wrong_token(value: object) -> str:
    if isinstance(value, Key):
        value = value.reveal()
    if value is not None and not isinstance(value, str):
        return f"token must be a str, not {kind_of(value)}"
    if not value or not value.strip():
        return f"token is empty: give the API key, or set the environment variable {KEY_VARIABLE}"
    if value[0] == value[-1] and value[0] in "\"'`":
        return "token is in quotes: give the bare API key"
    if not re.fullmatch(r"[\x21-\x7e]+", value):
        return "token has white space or characters outside ASCII: give the bare API key, without 'Bearer'"
    return ""


def _base_url(value: str) -> str:
    return str(httpx.URL(value)).rstrip("/")


def _key(value: str | Key) -> Key:
    return value if isinstance(value, Key) else Key(value)


def _seconds(name: str, value: object) -> float | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not value > 0:
        raise ValueError(f"{name} must be a positive number of seconds or None, not {value!r:.40}")
    return value if value < FOREVER else None


def _timeout(value: httpx.Timeout | float | None) -> httpx.Timeout:
    return value if isinstance(value, httpx.Timeout) else httpx.Timeout(_seconds("timeout", value))


def _total_timeout(value: float | None) -> float:
    seconds = _seconds("total_timeout", value)
    return math.inf if seconds is None else seconds


def _retries(value: Retry | int) -> Retry:
    if isinstance(value, Retry):
        return value
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise ValueError(f"retries must be a whole number from 0 on or an httpx_retries.Retry, not {value!r:.40}")
    return Retry(total=value, status_forcelist=TRANSIENT_STATUSES, backoff_factor=0.5, max_backoff_wait=60)


def _headers(value: Mapping[str, str]) -> dict[str, str]:
    if not isinstance(value, Mapping):
        raise ValueError(f"headers must be a mapping of names to texts, not {kind_of(value)}")  # noqa: TRY004 - as all settings
    for name, text in value.items():
        if not isinstance(name, str) or not re.fullmatch(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+", name):
            raise ValueError(f"headers: {printable(repr(name), 40)} is not the name of a header")
        if name.lower() in FRAMING:
            raise ValueError(f"headers: {name} is made from the body and cannot be set")
        if not isinstance(text, str) or not re.fullmatch(r"[\t\x20-\x7e\x80-\U0010ffff]*", text):
            # The value may be a secret.
            raise ValueError(f"headers: the value of {name} must be a text on one line")
    return dict(value)


def _merged(*parts: Mapping[str, str]) -> dict[str, str]:
    """Merge headers, whose names have no case; the later ones win."""
    merged: dict[str, tuple[str, str]] = {}
    for part in parts:
        merged |= {name.lower(): (name, text) for name, text in part.items()}
    return dict(merged.values())


def _consent(value: bool) -> bool:  # noqa: FBT001 - a converter
    if not isinstance(value, bool):
        raise ValueError(f"resubmit_after_429 must be True or False, not {value!r:.40}")  # noqa: TRY004 - as all settings
    return value


def _max_body_bytes(value: int) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or value <= 0:
        raise ValueError(f"max_body_bytes must be a positive whole number, not {value!r:.40}")
    return value


RETRIES: Final = _retries(2)


def _default_base_url() -> str:
    return os.environ.get(BASE_URL_VARIABLE) or BASE_URL


def _default_token() -> Key:
    return Key(os.environ.get(KEY_VARIABLE, ""))


_CHECKS: Final[Mapping[str, tuple[Callable[[object], str], Callable[[], str | Key]]]] = {
    "base_url": (_wrong_base_url, _default_base_url),
    "token": (_wrong_token, _default_token),
}


@frozen(kw_only=True, eq=False)
class Client:
    """A client without a key. Operations that need one take an `AuthenticatedClient`.

    A client is immutable; `with_*` return changed copies, which share its connections. It opens connections at the
    first request and closes them with `close` or `aclose`, as a context manager, or when their event loop ends. It can
    be used from many threads and event loops, after a fork, and again after it was closed. It can be pickled, unless it
    has a transport or an httpx client of its own.

    A transport or an httpx client of your own keeps these promises where it is made of httpx's own transports. With any
    other, a thread checks `total_timeout` only between the chunks of a body, and a fork is yours to handle.

    Args:
        base_url: Where the server is; default: the environment variable `SUNO_BASE_URL`, else the document's server.
        headers: Headers to send with every request.
        timeout: `httpx.Timeout`, or seconds for each of its phases, or None; default: 10 s to connect, 30 s between two
            reads or writes, 60 s for a free connection.
        total_timeout: How long one call may take in all, in seconds, its retries and the pauses between them included,
            whatever the server does; None: no limit; default: 120. A wait has a `timeout` of its own.
        retries: How often to try again after connection errors and timeouts, 429, 500, 502, 503, 504 and 520 to 526;
            default: 2. The pause doubles from 1 s, with full jitter, up to 60 s; a Retry-After up to 60 s is obeyed, a
            longer one is not waited for. 0: never. An `httpx_retries.Retry` sets every detail.
        resubmit_after_429: Whether a request that must not be repeated, such as a submission, may be sent again after a
            429, as `retries` say; default: False, since it could have been processed in rare cases.
        max_body_bytes: The largest body to read, decoded; default: 4 MiB.
        transport: A transport for threads, such as `httpx.MockTransport` or `httpx.WSGITransport`.
        async_transport: A transport for asyncio, such as `httpx.ASGITransport` or one of aiohttp.
        httpx_args: More arguments for `httpx.Client` and `httpx.AsyncClient`: `proxy`, `verify`, `limits`, ...
        httpx_client: A client to use instead of one that this client creates. You close it.
        async_httpx_client: The same for asyncio.

    Raises:
        TypeError: A transport, an httpx client or `httpx_args` is something else.
        ValueError: Another setting is invalid.
    """

    base_url: str = field(factory=_default_base_url, converter=_base_url)
    headers: Mapping[str, str] = field(factory=dict, converter=_headers, repr=False)
    timeout: httpx.Timeout = field(default=TIMEOUT, converter=_timeout)
    total_timeout: float = field(default=TOTAL_TIMEOUT, converter=_total_timeout)
    retries: Retry = field(default=RETRIES, converter=_retries)
    resubmit_after_429: bool = field(default=False, converter=_consent)
    max_body_bytes: int = field(default=MAX_BODY_BYTES, converter=_max_body_bytes)
    transport: httpx.BaseTransport | None = field(default=None, repr=False)
    async_transport: httpx.AsyncBaseTransport | None = field(default=None, repr=False)
    httpx_args: Mapping[str, Any] = field(factory=dict, repr=False)
    httpx_client: httpx.Client | None = field(default=None, repr=False)
    async_httpx_client: httpx.AsyncClient | None = field(default=None, repr=False)
    # Whether the timeout is that of a call, which is not longer where the document says that the response takes long.
    _bounded: bool = field(default=False, repr=False, alias="_bounded")
    # The headers of requests that need no others, by what they accept: made once.
    _sent: dict[str, httpx.Headers] = field(init=False, repr=False, factory=dict)
    # What is open: state beside the settings, shared by copies that have the same ones.
    _pools: Pools | None = field(default=None, repr=False, alias="_pools")

    if not TYPE_CHECKING:

        def __new__(cls, *_: object, **settings: object) -> Self:
            """Refuse a bad key or address here, with no variable left that holds it."""
            problem = ""
            if _:
                settings.clear()
                del _
                raise TypeError(f"{cls.__name__} takes keyword arguments only, such as base_url= or token=")
            for name, (check, default) in _CHECKS.items():
                if hasattr(cls, name) and not problem:
                    problem = check(settings[name] if name in settings else default())
            if problem:
                settings.clear()
                del _
                raise ValueError(problem)
            return object.__new__(cls)

    def __attrs_post_init__(self) -> None:
        if self.auth is not None and KEY_HEADER.lower() in {name.lower() for name in self.headers}:
            raise ValueError(f"headers: {KEY_HEADER} is made from the token: use AuthenticatedClient(token=...)")
        made_of = (self.transport, self.async_transport, self.httpx_client, self.async_httpx_client, self.httpx_args)
        pools = self._pools
        if pools is None or any(mine is not theirs for mine, theirs in zip(made_of, pools.made_of, strict=True)):
            object.__setattr__(self, "_pools", Pools(*made_of))

    @property
    def pools(self) -> Pools:
        """The connections, which copies share."""
        assert self._pools is not None  # noqa: S101 - set by __attrs_post_init__
        return self._pools

    @property
    def bounded(self) -> bool:
        """Whether a call has set its own timeout, which holds also where the document says that it takes long."""
        return self._bounded

    @property
    def key(self) -> Key:
        """The key, in an object that does not show it; empty if there is none."""
        return NO_KEY

    @property
    def auth(self) -> httpx.Auth | None:
        """What adds the key to a request."""
        return None

    def request_headers(self, accept: str, own: Mapping[str, str] | None) -> httpx.Headers:
        """Return the headers of a request, without the key: each once, whatever its case.

        Args:
            accept: The media types that can be read.
            own: Those that the request needs. Its Content-Type and Accept give way to the client's headers; others are
                arguments of the call.
        """
        if own:
            return self._merged_headers({"Accept": accept, **own})
        sent = self._sent.get(accept)
        if sent is None:
            sent = self._sent[accept] = self._merged_headers({"Accept": accept})
        return sent

    def _merged_headers(self, own: Mapping[str, str]) -> httpx.Headers:
        needed = {name: own[name] for name in ("Content-Type", "Accept") if name in own}
        arguments = {name: own[name] for name in own if name not in needed}
        return httpx.Headers(_merged(DEFAULT_HEADERS, needed, self.headers, arguments))

    def with_options(
        self,
        *,
        timeout: httpx.Timeout | float | Unset | None = UNSET,
        extra_headers: Mapping[str, str] | None = None,
        retries: Retry | int | None = None,
    ) -> Self:
        """Return the settings of one call, which share the connections: the client itself where nothing is given.

        Args:
            timeout: How long the call may take in all, in seconds, its retries included; None: no limit. Or an
                `httpx.Timeout`, for the phases of each request.
            extra_headers: Headers to send beside those of the client, or in their place.
            retries: As the client's.

        Raises:
            ValueError: An option is invalid.
        """
        changes: dict[str, Any] = {}
        if not isinstance(timeout, Unset):
            changes = {"timeout": timeout, "_bounded": True}
            if not isinstance(timeout, httpx.Timeout):
                changes["total_timeout"] = timeout
        if extra_headers is not None:
            changes["headers"] = _merged(self.headers, _headers(extra_headers))
        if retries is not None:
            changes["retries"] = retries
        return evolve(self, **changes) if changes else self

    def with_headers(self, headers: Mapping[str, str]) -> Self:
        """Return a copy with more headers, which shares the connections."""
        return self.with_options(extra_headers=headers)

    def with_timeout(self, timeout: httpx.Timeout | float | None) -> Self:
        """Return a copy with another timeout, which shares the connections."""
        return evolve(self, timeout=timeout)

    def with_retries(self, retries: Retry | int) -> Self:
        """Return a copy with other retries, which shares the connections."""
        return evolve(self, retries=retries)

    def get_httpx_client(self) -> httpx.Client:
        """Return the httpx client for threads, opened if need be. Its own requests have no key, and no `base_url`."""
        http = self.pools.get()[0]
        return http if self.httpx_client is not None else _with_headers(http)

    def get_async_httpx_client(self) -> httpx.AsyncClient:
        """Return the httpx client of the running event loop like `get_httpx_client`. It is closed with the loop."""
        http = self.pools.here().http
        return http if self.async_httpx_client is not None else _with_headers(http)

    def close(self) -> None:
        """Close the connections for threads, also those of copies. The client can be used again."""
        self.pools.close()

    async def aclose(self) -> None:
        """End the requests of the running event loop and close its connections. The client can be used again."""
        await self.pools.aclose()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *exception: object) -> None:
        await self.aclose()

    def __copy__(self) -> Self:
        return evolve(self)

    def __deepcopy__(self, memo: object) -> Self:
        return evolve(self)

    def __reduce__(self) -> tuple[Callable[..., Client], tuple[Any, ...]]:
        if any(part is not None for part in self.pools.made_of[:4]):
            raise TypeError("a client with a transport or an httpx client of its own can't be pickled: make it there")
        settings = {
            setting.alias: getattr(self, setting.name)
            for setting in attrs.fields(type(self))
            if setting.init and setting.name != "_pools"
        }
        return _rebuilt, (type(self), settings)


def _rebuilt(kind: type[Client], settings: dict[str, Any]) -> Client:
    return kind(**settings)


@frozen(kw_only=True, eq=False)
class AuthenticatedClient(Client):
    """A client with a key, sent as `Authorization: Bearer`.

    Args:
        token: The API key; default: the environment variable `SUNO_API_KEY`.

    All other settings are those of `Client`.

    Raises:
        ValueError: The key is missing or can't be one, or another setting is invalid.
    """

    _key: Key = field(factory=_default_token, alias="token", converter=_key, repr=False)
    _auth: _Bearer = field(init=False, repr=False, default=Factory(lambda self: _Bearer(self._key), takes_self=True))

    @property
    def token(self) -> str:
        """The API key."""
        return self._key.reveal()

    @property
    def key(self) -> Key:
        return self._key

    @property
    def auth(self) -> httpx.Auth:
        return self._auth
