# Made by `nox -s regenerate` with openapi-python-client 0.29.1; do not edit.
# Source: scripts/generator/runtime/_pools.py
"""The connections of a client: one httpx client for threads, and one for each event loop."""

from __future__ import annotations

import asyncio
import contextlib
import functools
import os
import sys
import threading
from collections.abc import Mapping
from http.cookiejar import CookieJar, DefaultCookiePolicy
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final, TypeVar
from weakref import WeakSet, ref

import httpx

from ._guard import GRACE, guard
from ._pace import Pace
from ._text import kind_of, printable

if TYPE_CHECKING:
    import ssl
    from collections.abc import AsyncGenerator, AsyncIterator, Coroutine, Iterator

    from ._guard import Scope

H = TypeVar("H", httpx.Client, httpx.AsyncClient)

MAX_ALIASES: Final = 1000

PARTS: Final[Mapping[str, type]] = MappingProxyType(
    {
        "transport": httpx.BaseTransport,
        "async_transport": httpx.AsyncBaseTransport,
        "httpx_client": httpx.Client,
        "async_httpx_client": httpx.AsyncClient,
    }
)
"""What each of the settings must be that are made elsewhere."""

ARGUMENTS: Final = frozenset(getattr(httpx.Client.__init__, "__kwdefaults__", None) or ())
"""What httpx takes; empty if a tool that watches it has put a function of its own in its place."""

OURS: Final[Mapping[str, str]] = MappingProxyType(
    {
        **{
            name: f"{name} is a setting of the client itself"
            for name in ("auth", "base_url", "headers", "timeout", "transport")
        },
        "follow_redirects": "redirects are not followed, since the key goes to the host of base_url only",
    }
)
"""The arguments of httpx that would be ignored or meet one of ours."""

TLS: Final = frozenset({"verify", "cert", "trust_env", "http2"})
"""The arguments of httpx with which a client has a TLS context of its own."""

NO_LOOP: Final = (
    "the functions for asyncio need a running asyncio event loop; elsewhere (trio, say) call the functions for threads "
    "in a worker thread"
)


class LoopPool:
    """The connections and the running requests of one event loop.

    Attributes:
        http: The httpx client.
        guarded: Whether its transports could be wrapped.
        turns: As many as there may be connections.
        running: The requests, each in a task of its own.
    """

    def __init__(self, pools: Pools, loop: asyncio.AbstractEventLoop, http: httpx.AsyncClient, *, own: bool) -> None:
        self.loop = loop
        self.http = http
        self.guarded = guard(http)
        self.turns = asyncio.Semaphore(pools.max_connections)
        self.running: dict[asyncio.Task[Any], Scope] = {}
        self._own = own
        self._pools = ref(pools)
        # An event loop closes its asynchronous generators when it ends (asyncio.run does): so it closes the
        # connections, and a client at module level holds on to nothing of a loop that is gone.
        self._keeper = self._keep()
        with contextlib.suppress(StopIteration):
            self._keeper.__anext__().send(None)

    def start(self, scope: Scope, request: Coroutine[Any, Any, Any]) -> asyncio.Task[Any]:
        """Start a request that has a turn; the turn ends with it."""
        task = scope.start(request)
        self.running[task] = scope
        task.add_done_callback(self._finished)
        return task

    def _finished(self, task: asyncio.Task[Any]) -> None:
        self.running.pop(task).finish()
        self.turns.release()
        if not task.cancelled():
            task.exception()  # whoever waits raises it; if nobody does any more, it is no news

    async def aclose(self) -> None:
        """End the requests, close the connections."""
        await self._keeper.aclose()

    async def _keep(self) -> AsyncGenerator[None, None]:
        try:
            yield
        finally:
            await self._close()

    async def _close(self) -> None:
        pools = self._pools()
        if pools is not None:
            pools.forget_loop(self)
        for scope in list(self.running.values()):
            scope.end("closed")
        if self.running:
            await asyncio.wait(set(self.running), timeout=2 * GRACE)
        if self._own:
            await self.http.aclose()


class Pools:
    """The connections that a client and its copies share.

    Attributes:
        made_of: The settings that they are made from.
        turns: The turns of the threads: as many as there may be connections.
        pace: How often the waits poll.
        aliases: The other id by which the server calls a requested id.
    """

    def __init__(
        self,
        transport: httpx.BaseTransport | None,
        async_transport: httpx.AsyncBaseTransport | None,
        httpx_client: httpx.Client | None,
        async_httpx_client: httpx.AsyncClient | None,
        httpx_args: Mapping[str, Any],
    ) -> None:
        self.made_of = (transport, async_transport, httpx_client, async_httpx_client, httpx_args)
        self._check()
        most: int | None = self.arguments()["limits"].max_connections
        self.max_connections = sys.maxsize if most is None else most
        self._reset()
        _all.add(self)

    def _check(self) -> None:
        for (name, kind), value in zip(PARTS.items(), self.made_of[:4], strict=True):
            if value is not None and not isinstance(value, kind):
                raise TypeError(f"{name} must be an httpx.{kind.__name__}, not {kind_of(value)}")
        given = self.made_of[4]
        if not isinstance(given, Mapping):
            raise TypeError(f"httpx_args must be a mapping of names to values, not {kind_of(given)}")
        for name in given:
            if name in OURS:
                raise TypeError(f"httpx_args: {OURS[name]}")
            if ARGUMENTS and name not in ARGUMENTS:
                raise TypeError(f"httpx_args: httpx has no argument {name!r}")
        if not isinstance(limits := self.arguments()["limits"], httpx.Limits):
            raise TypeError(f"httpx_args: limits must be an httpx.Limits, not {kind_of(limits)}")
        if given:
            try:
                self._open(httpx.Client, None)  # never closed: nothing is open, and `mounts` are the caller's to close
            except Exception as error:  # noqa: BLE001 - whatever httpx says of a caller's arguments
                reason = printable(str(error), 200)
                raise ValueError(f"httpx_args: httpx refuses {', '.join(given)}: {reason}") from None

    def _reset(self) -> None:
        self._opened: tuple[httpx.Client, bool] | None = None
        self._opening = threading.Lock()
        self.turns = threading.Semaphore(self.max_connections)
        self._loops: dict[int, LoopPool] = {}
        self.pace = Pace()
        self.aliases: dict[str, str] = {}

    def get(self) -> tuple[httpx.Client, bool]:
        """Return the httpx client for threads, opened if need be, and whether its transports could be wrapped."""
        given = self.made_of[2]
        if given is not None:
            return given, guard(given)
        with self._opening:
            if self._opened is None:
                opened = self._open(httpx.Client, self.made_of[0])
                self._opened = opened, guard(opened)
            return self._opened

    def here(self) -> LoopPool:
        """Return the connections of the running event loop, opened if need be.

        Raises:
            RuntimeError: No event loop of asyncio runs here.
        """
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:
            raise RuntimeError(NO_LOOP) from None
        pool = self._loops.get(id(loop))
        if pool is None or pool.loop is not loop:
            # Those of a loop that was closed without closing its asynchronous generators.
            for key, old in list(self._loops.items()):
                if old.loop.is_closed():
                    self._loops.pop(key, None)
            given = self.made_of[3]
            http = given or self._open(httpx.AsyncClient, self.made_of[1])
            pool = self._loops[id(loop)] = LoopPool(self, loop, http, own=given is None)
        return pool

    @contextlib.contextmanager
    def fresh(self) -> Iterator[httpx.Client | None]:
        """Open another httpx client, for a connection that nobody has used; None where the caller gave his own."""
        if self.made_of[0] is not None or self.made_of[2] is not None:
            yield None
            return
        with self._open(httpx.Client, None) as http:
            guard(http)
            yield http

    @contextlib.asynccontextmanager
    async def fresh_asyncio(self) -> AsyncIterator[httpx.AsyncClient | None]:
        """Open another httpx client like `fresh`, for asyncio."""
        if self.made_of[1] is not None or self.made_of[3] is not None:
            yield None
            return
        async with self._open(httpx.AsyncClient, None) as http:
            guard(http)
            yield http

    def name(self, requested: str, received: str) -> None:
        """Remember the other id by which the server calls a requested one."""
        if len(self.aliases) >= MAX_ALIASES:
            self.aliases.clear()
        self.aliases[requested] = received

    def forget_loop(self, pool: LoopPool) -> None:
        """Forget the connections of an event loop."""
        if self._loops.get(id(pool.loop)) is pool:
            del self._loops[id(pool.loop)]

    def close(self) -> None:
        """Close the connections for threads."""
        with self._opening:
            opened, self._opened = self._opened, None
        if opened is not None:
            opened[0].close()

    async def aclose(self) -> None:
        """End the requests of the running event loop, close its connections."""
        pool = self._loops.get(id(asyncio.get_running_loop()))
        if pool is not None:
            await pool.aclose()

    def _open(self, kind: type[H], transport: Any) -> H:
        arguments = self.arguments()
        if transport is None and not TLS & arguments.keys():
            arguments["verify"] = _tls(os.environ.get("SSL_CERT_FILE"), os.environ.get("SSL_CERT_DIR"))
        http = kind(transport=transport, **arguments)
        # Every request brings its own: httpx takes long to replace them, a tenth of what a request costs.
        for name in ("Accept", "Accept-Encoding", "User-Agent"):
            del http.headers[name]
        return http

    def forked(self) -> None:
        """Forget everything that the parent process had opened: two processes must not read from one socket."""
        # Kept, since closing would reach the parent's event loop and its TLS sessions.
        _parents.append((self._opened, self._loops))
        self._reset()

    def arguments(self) -> dict[str, Any]:
        """Return the arguments for an httpx client."""
        return {
            # As many idle connections as open ones: many waiters come back again and again.
            "limits": httpx.Limits(max_connections=100, max_keepalive_connections=100),
            # No cookies: the key is all that this API knows, and a malformed one would spoil every later request.
            "cookies": CookieJar(DefaultCookiePolicy(allowed_domains=())),
            **self.made_of[4],
        }


@functools.cache
def _tls(_file: str | None, _folder: str | None) -> ssl.SSLContext:
    """Return what httpx makes of the environment; reading the certificates takes longer than a whole wait does."""
    return httpx.create_ssl_context()


_all: WeakSet[Pools] = WeakSet()
_parents: list[object] = []


def _forked() -> None:
    for pools in list(_all):
        pools.forked()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forked)
