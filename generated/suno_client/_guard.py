# Made by `nox -s regenerate` with openapi-python-client 0.29.1; do not edit.
# Source: scripts/generator/runtime/_guard.py
"""Bounds a request at its socket: httpx bounds each read, this bounds the whole, and ends it cleanly when cancelled.

httpx has no total timeout, and httpcore 1.0.9 loses a slot of its pool when a task is cancelled inside it
(encode/httpcore#1093). So the network backend of httpcore's pools is wrapped, in an httpx client of ours as in one that
a caller hands in. In a thread, each connect, read and write gets what is left of the request's time. In asyncio, each
request has a task of its own, and ending it early (its time is up, its caller is cancelled, the client is closed) only
ever interrupts it where it waits for the network, as an ordinary network error that httpcore cleans up after.

Other transports (aiohttp's, `httpx.MockTransport`, a caller's own) have no such backend. There, asyncio cancels the
request's task; in a thread the time is checked between the chunks of the body.
"""

from __future__ import annotations

import asyncio
import contextlib
import math
import os
import socket
import threading
import time
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any, Final, TypeVar

import httpcore
import httpx

if TYPE_CHECKING:
    from collections.abc import Awaitable, Coroutine, Iterable

    SocketOptions = Iterable[Any] | None

T = TypeVar("T")

GRACE: Final = 1.0
"""How long a request that was ended may take to clean up before its task is cancelled, in seconds."""

LATE: Final = "the request took longer than its total time"

_current: ContextVar[Deadline | None] = ContextVar("suno_client_deadline", default=None)


class Deadline:
    """Until when one request may last. A context manager, for the thread that makes the request.

    Attributes:
        until: The time by `time.monotonic`, in seconds.
        unsent: Whether the guard is at work and has seen nothing of the request leave.
    """

    __slots__ = ("_token", "unsent", "until")

    def __init__(self, seconds: float, *, guarded: bool) -> None:
        self.until = time.monotonic() + seconds
        self.unsent = guarded

    def __enter__(self) -> None:
        self._token = _current.set(self)

    def __exit__(self, *exception: object) -> None:
        _current.reset(self._token)

    def within(self, timeout: float | None, late: type[Exception]) -> float | None:
        """Return what is left for one operation on the network, in seconds; None: no limit.

        Raises:
            Exception: The time is up; as `late`.
        """
        remaining = self.until - time.monotonic()
        if remaining <= 0:
            raise late(LATE)
        if remaining == math.inf:
            return timeout
        return remaining if timeout is None else min(timeout, remaining)


def _within(timeout: float | None, late: type[Exception]) -> float | None:
    deadline = _current.get()
    return timeout if deadline is None else deadline.within(timeout, late)


class Scope(Deadline):
    """One request of asyncio, in a task of its own.

    Attributes:
        ended: Why the request was ended early: "deadline", "cancelled" or "closed"; None if it was not.
        inside: Whether the task may be interrupted now.
    """

    __slots__ = ("_cut", "_timer", "ended", "guarded", "inside", "task")

    def __init__(self, seconds: float, *, guarded: bool) -> None:
        """Make a scope.

        Args:
            seconds: How long the request may last.
            guarded: Whether the transport is one that `guard` could wrap.
        """
        super().__init__(seconds, guarded=guarded)
        self.guarded = guarded
        self.ended: str | None = None
        self.inside = not guarded
        self.task: asyncio.Task[Any] | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._cut: asyncio.TimerHandle | None = None

    def start(self, request: Coroutine[Any, Any, T]) -> asyncio.Task[T]:
        """Start the request in a task of its own."""
        loop = asyncio.get_running_loop()
        token = _current.set(self)  # a task runs in a copy of the context
        try:
            self.task = task = loop.create_task(request, name="suno_client request")
        finally:
            _current.reset(token)
        if self.until != math.inf:
            self._timer = loop.call_at(loop.time() + self.until - time.monotonic(), self.end, "deadline")
        return task

    def finish(self) -> None:
        """Forget the timers, once the task is done."""
        for timer in (self._timer, self._cut):
            if timer is not None:
                timer.cancel()

    def end(self, why: str) -> None:
        """End the request early, at the network operation that it waits for or at its next one."""
        if self.task is None or self.task.done():
            return
        if self.ended is None:
            self.ended = why
            if self.inside:
                self.task.cancel()
            self._cut = self.task.get_loop().call_later(GRACE, self._cancel)

    def _cancel(self) -> None:
        if self.task is not None:
            self.task.cancel()

    async def wait(self, task: asyncio.Task[T]) -> T:
        """Wait for the request's task; whoever waits may be cancelled, and then the request has ended as well."""
        done: asyncio.Future[None] = task.get_loop().create_future()

        def wake(_: object) -> None:
            if not done.done():
                done.set_result(None)

        task.add_done_callback(wake)
        try:
            await done
        except asyncio.CancelledError:
            self.end("cancelled")
            with contextlib.suppress(asyncio.CancelledError):  # cancelled once more: it is raised all the same
                await asyncio.wait({task}, timeout=2 * GRACE)
            raise
        return task.result()

    async def run(self, operation: Awaitable[T], late: type[Exception]) -> T:
        """Run one operation on the network, which is where the request may be interrupted.

        Raises:
            Exception: The request was ended; as `late`.
        """
        if self.ended is not None:
            getattr(operation, "close", lambda: None)()
            raise late(LATE)
        self.inside = True
        try:
            return await operation
        except asyncio.CancelledError:
            if self.ended is None or self.task is None:
                raise  # somebody cancelled the task itself: the event loop ends
            self.task.uncancel()
            raise late(LATE) from None
        finally:
            self.inside = not self.guarded


async def _run(operation: Awaitable[T], late: type[Exception]) -> T:
    scope = _current.get()
    return await (scope.run(operation, late) if isinstance(scope, Scope) else operation)


def _writes() -> None:
    deadline = _current.get()
    if deadline is not None:
        deadline.unsent = False


class _Stream(httpcore.NetworkStream):
    def __init__(self, inner: httpcore.NetworkStream) -> None:
        self._inner = inner
        self._process = os.getpid()

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._inner.read(max_bytes, _within(timeout, httpcore.ReadTimeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        _writes()
        for start in range(0, len(buffer), 65536):  # each send may take the whole timeout
            self._inner.write(buffer[start : start + 65536], _within(timeout, httpcore.WriteTimeout))

    def close(self) -> None:
        self._inner.close()

    def start_tls(
        self, ssl_context: Any, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        return _Stream(self._inner.start_tls(ssl_context, server_hostname, _within(timeout, httpcore.ConnectTimeout)))

    def get_extra_info(self, info: str) -> Any:
        # The pool takes an idle connection that is readable for one that the server closed. So it does one that was
        # opened before a fork: both processes would read from it.
        if info == "is_readable" and self._process != os.getpid():
            return True
        return self._inner.get_extra_info(info)


class _Backend(httpcore.NetworkBackend):
    def __init__(self, inner: httpcore.NetworkBackend) -> None:
        self._inner = inner

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: SocketOptions = None,
    ) -> httpcore.NetworkStream:
        deadline = _current.get()
        ends = None if timeout is None else time.monotonic() + timeout
        problem: Exception | None = None
        # The name is resolved here: the backend waits for the resolver without a limit, and for each address anew.
        for address in _resolve(host, port, _within(timeout, httpcore.ConnectTimeout)):
            left = None if ends is None else max(ends - time.monotonic(), 0.001)
            if deadline is not None:
                left = deadline.within(left, httpcore.ConnectTimeout)
            try:
                return _Stream(self._inner.connect_tcp(address, port, left, local_address, socket_options))
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                problem = error
        raise problem or httpcore.ConnectError(f"{host} has no address")

    def connect_unix_socket(
        self, path: str, timeout: float | None = None, socket_options: SocketOptions = None
    ) -> httpcore.NetworkStream:
        limit = _within(timeout, httpcore.ConnectTimeout)
        return _Stream(self._inner.connect_unix_socket(path, limit, socket_options))

    def sleep(self, seconds: float) -> None:
        self._inner.sleep(seconds)


def _resolve(host: str, port: int, timeout: float | None) -> list[str]:
    """Resolve a name, within a limit; the resolver itself knows none."""
    found: list[Any] = []

    def ask() -> None:
        try:
            found.append([str(entry[4][0]) for entry in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)])
        except (OSError, UnicodeError) as error:
            found.append(error)

    if timeout is None or host.replace(".", "").isdigit() or ":" in host:
        ask()
    else:
        thread = threading.Thread(target=ask, name="suno_client resolver", daemon=True)
        thread.start()
        thread.join(timeout)
    if not found:
        raise httpcore.ConnectTimeout(f"{host} was not resolved in time")
    if isinstance(found[0], Exception):
        raise httpcore.ConnectError(str(found[0])) from found[0]
    return list(dict.fromkeys(found[0]))


class _AsyncStream(httpcore.AsyncNetworkStream):
    def __init__(self, inner: httpcore.AsyncNetworkStream) -> None:
        self._inner = inner

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return await _run(self._inner.read(max_bytes, timeout), httpcore.ReadTimeout)

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:
        _writes()
        await _run(self._inner.write(buffer, timeout), httpcore.WriteTimeout)

    async def aclose(self) -> None:
        await self._inner.aclose()

    async def start_tls(
        self, ssl_context: Any, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.AsyncNetworkStream:
        operation = self._inner.start_tls(ssl_context, server_hostname, timeout)
        try:
            return _AsyncStream(await _run(operation, httpcore.ConnectTimeout))
        except BaseException:
            await self._inner.aclose()  # the backend does not, if it is cancelled
            raise

    def get_extra_info(self, info: str) -> Any:
        return self._inner.get_extra_info(info)


class _AsyncBackend(httpcore.AsyncNetworkBackend):
    def __init__(self, inner: httpcore.AsyncNetworkBackend) -> None:
        self._inner = inner

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: SocketOptions = None,
    ) -> httpcore.AsyncNetworkStream:
        operation = self._inner.connect_tcp(host, port, timeout, local_address, socket_options)
        return _AsyncStream(await _run(operation, httpcore.ConnectTimeout))

    async def connect_unix_socket(
        self, path: str, timeout: float | None = None, socket_options: SocketOptions = None
    ) -> httpcore.AsyncNetworkStream:
        operation = self._inner.connect_unix_socket(path, timeout, socket_options)
        return _AsyncStream(await _run(operation, httpcore.ConnectTimeout))

    async def sleep(self, seconds: float) -> None:
        await self._inner.sleep(seconds)


def guard(http: httpx.Client | httpx.AsyncClient) -> bool:
    """Wrap the network backends of an httpx client, unless they are wrapped already.

    httpx has no public way to hand in a network backend without giving up its proxies, so this reaches for the pools
    behind its transports.

    Returns:
        Whether every transport of the client could be wrapped.
    """
    transports = [http._transport, *http._mounts.values()]  # noqa: SLF001
    wrapped = [_guard(transport) for transport in transports if transport is not None]
    return all(wrapped)


def _guard(transport: object) -> bool:
    pool = getattr(transport, "_pool", None)
    backend = getattr(pool, "_network_backend", None)
    if isinstance(backend, httpcore.NetworkBackend) and isinstance(transport, httpx.HTTPTransport):
        if not isinstance(backend, _Backend):
            pool._network_backend = _Backend(backend)  # type: ignore[union-attr]  # noqa: SLF001
        return True
    if isinstance(backend, httpcore.AsyncNetworkBackend) and isinstance(transport, httpx.AsyncHTTPTransport):
        if not isinstance(backend, _AsyncBackend):
            pool._network_backend = _AsyncBackend(backend)  # type: ignore[union-attr]  # noqa: SLF001
        return True
    return False
