# Made by `nox -s regenerate` with openapi-python-client 0.29.1; do not edit.
# Source: scripts/generator/runtime/_network.py
"""Wraps httpcore's network backends, so that the deadlines of `_guard.py` hold at the socket.

Imported at the first request, since importing httpcore takes longer than importing this package.
"""

from __future__ import annotations

import os
import socket
import threading
import time
from typing import TYPE_CHECKING, Any

import httpcore
import httpx

from ._guard import run, within, writes

if TYPE_CHECKING:
    from collections.abc import Iterable


class _Stream(httpcore.NetworkStream):
    def __init__(self, inner: httpcore.NetworkStream) -> None:
        self._inner = inner
        self._process = os.getpid()

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._inner.read(max_bytes, within(timeout, httpcore.ReadTimeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        writes()
        for start in range(0, len(buffer), 65536):  # each send may take the whole timeout
            self._inner.write(buffer[start : start + 65536], within(timeout, httpcore.WriteTimeout))

    def close(self) -> None:
        self._inner.close()

    def start_tls(
        self, ssl_context: Any, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        return _Stream(self._inner.start_tls(ssl_context, server_hostname, within(timeout, httpcore.ConnectTimeout)))

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
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        ends = None if timeout is None else time.monotonic() + timeout
        problem: Exception | None = None
        # The name is resolved here: the backend waits for the resolver without a limit, and for each address anew.
        for address in _resolve(host, port, within(timeout, httpcore.ConnectTimeout)):
            left = None if ends is None else max(ends - time.monotonic(), 0.001)
            limit = within(left, httpcore.ConnectTimeout)
            try:
                return _Stream(self._inner.connect_tcp(address, port, limit, local_address, socket_options))
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                problem = error
        raise problem or httpcore.ConnectError(f"{host} has no address")

    def connect_unix_socket(
        self, path: str, timeout: float | None = None, socket_options: Iterable[Any] | None = None
    ) -> httpcore.NetworkStream:
        limit = within(timeout, httpcore.ConnectTimeout)
        return _Stream(self._inner.connect_unix_socket(path, limit, socket_options))

    def sleep(self, seconds: float) -> None:
        self._inner.sleep(seconds)


def _resolve(host: str, port: int, timeout: float | None) -> list[str]:
    """Resolve a name, within a limit; the resolver itself knows none."""
    found: list[Any] = []

    def resolve() -> None:
        try:
            found.append([str(entry[4][0]) for entry in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)])
        except (OSError, UnicodeError) as error:
            found.append(error)

    if timeout is None or host.replace(".", "").isdigit() or ":" in host:
        resolve()
    else:
        thread = threading.Thread(target=resolve, name="suno_client resolver", daemon=True)
        thread.start()
        thread.join(timeout)
    if not found:
        raise httpcore.ConnectTimeout(f"{host} was not resolved in time")
    if isinstance(found[0], Exception):
        error = httpcore.ConnectError(str(found[0]))
        error.__context__ = found[0]  # httpcore raises it anew `from None`, which keeps no cause
        raise error
    return list(dict.fromkeys(found[0]))


class _AsyncStream(httpcore.AsyncNetworkStream):
    def __init__(self, inner: httpcore.AsyncNetworkStream) -> None:
        self._inner = inner

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return await run(self._inner.read(max_bytes, timeout), httpcore.ReadTimeout)

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:
        writes()
        await run(self._inner.write(buffer, timeout), httpcore.WriteTimeout)

    async def aclose(self) -> None:
        await self._inner.aclose()

    async def start_tls(self, *arguments: Any, **named: Any) -> httpcore.AsyncNetworkStream:
        try:
            return _AsyncStream(await run(self._inner.start_tls(*arguments, **named), httpcore.ConnectTimeout))
        except BaseException:
            await self._inner.aclose()  # the backend does not, if it is cancelled
            raise

    def get_extra_info(self, info: str) -> Any:
        return self._inner.get_extra_info(info)


class _AsyncBackend(httpcore.AsyncNetworkBackend):
    def __init__(self, inner: httpcore.AsyncNetworkBackend) -> None:
        self._inner = inner

    async def connect_tcp(self, *arguments: Any, **named: Any) -> httpcore.AsyncNetworkStream:
        return _AsyncStream(await run(self._inner.connect_tcp(*arguments, **named), httpcore.ConnectTimeout))

    async def connect_unix_socket(self, *arguments: Any, **named: Any) -> httpcore.AsyncNetworkStream:
        return _AsyncStream(await run(self._inner.connect_unix_socket(*arguments, **named), httpcore.ConnectTimeout))

    async def sleep(self, seconds: float) -> None:
        await self._inner.sleep(seconds)


def wrap(http: httpx.Client | httpx.AsyncClient) -> bool:
    """Wrap the network backends of an httpx client, unless they are wrapped already.

    httpx has no public way to hand in a network backend without giving up its proxies, so this reaches for the pools
    behind its transports.

    Returns:
        Whether every transport of the client could be wrapped.
    """
    transports = [http._transport, *http._mounts.values()]  # noqa: SLF001
    wrapped = [_wrapped(transport) for transport in transports if transport is not None]
    return all(wrapped)


def _wrapped(transport: object) -> bool:
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
