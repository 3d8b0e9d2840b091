"""A deadline bounds a whole request and a whole wait, also if the server sends byte by byte."""

from __future__ import annotations

import asyncio
import contextlib
import gzip
import socket
import threading
import time
from typing import TYPE_CHECKING, Any

import httpcore  # noqa: F401 - the first request imports it, which must not count in the first test
import pytest
from suno_client import AuthenticatedClient, errors
from suno_client.api.suno import fetch_task

from contract_tests.tests.client.raw import BODY, HEAD, WHOLE, raw_server

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from contract_tests.tests.client.conftest import Calls

LIMIT = 0.2
SLACK = 1.0
"""A tolerance for a busy machine; without a deadline, these servers would send for 20 s."""


def headers() -> Iterator[bytes]:
    yield from (WHOLE[index : index + 1] for index in range(len(HEAD)))


def more_headers() -> Iterator[bytes]:
    yield HEAD
    yield from (b"X-%d: 1\r\n" % number for number in range(1000))


def informational() -> Iterator[bytes]:
    yield from (b"HTTP/1.1 103 Early Hints\r\n\r\n" for _ in range(1000))


def flood() -> Iterator[bytes]:
    yield from (b"HTTP/1.1 102 Processing\r\n\r\n" * 100 for _ in range(1000))


def chunk_extensions() -> Iterator[bytes]:
    yield HEAD + b"Transfer-Encoding: chunked\r\n\r\n1;"
    yield from (b"x" for _ in range(1000))


def empty_gzip() -> Iterator[bytes]:
    yield HEAD + b"Content-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\n"
    block = gzip.compress(b"")
    yield from (b"%x\r\n%s\r\n" % (len(block), block) for _ in range(1000))


def body() -> Iterator[bytes]:
    yield HEAD + b"Content-Length: 1000\r\n\r\n"
    yield from (b" " for _ in range(1000))


def trailers() -> Iterator[bytes]:
    yield HEAD + b"Transfer-Encoding: chunked\r\n\r\n%x\r\n%s\r\n0\r\n" % (len(BODY), BODY)
    yield from (b"X-%d: 1\r\n" % number for number in range(1000))


def silence() -> Iterator[bytes]:
    yield from (b"" for _ in range(1000))


DRIPS = (headers, more_headers, informational, flood, chunk_extensions, empty_gzip, body, trailers, silence)


def drip(what: Callable[[], Iterator[bytes]]) -> Callable[[socket.socket, bytes], None]:
    def respond(connection: socket.socket, _: bytes) -> None:
        for part in what():
            connection.sendall(part)  # raises when the client is gone
            time.sleep(0.02)

    return respond


@pytest.mark.parametrize("what", DRIPS, ids=lambda what: what.__name__)
@pytest.mark.parametrize("call", ["sync", "wait"])
def test_slow_bytes(calls: Calls, what: Callable[[], Iterator[bytes]], call: str) -> None:
    with raw_server(drip(what)) as server:
        total = LIMIT if call == "sync" else None
        client = AuthenticatedClient(token="sk-test-key", base_url=server.url, total_timeout=total)
        began = time.monotonic()
        if call == "sync":
            with pytest.raises(errors.APITimeoutError):
                calls.sync("x", client=client)
        else:
            with pytest.raises(errors.WaitTimeoutError):
                calls.wait("x", client=client, timeout=LIMIT)
        assert time.monotonic() - began < LIMIT + SLACK


def test_retries_are_in_the_total(calls: Calls) -> None:
    """The total time limits the call, not each attempt."""
    with raw_server(lambda connection, _: connection.shutdown(socket.SHUT_RDWR)) as server:
        client = AuthenticatedClient(token="sk-test-key", base_url=server.url, total_timeout=LIMIT, retries=1000)
        began = time.monotonic()
        with pytest.raises(errors.APIConnectionError):
            calls.sync("x", client=client)
        assert time.monotonic() - began < LIMIT + SLACK


def test_a_name_with_many_addresses(monkeypatch: pytest.MonkeyPatch) -> None:
    """An address that does not respond must not get the whole time."""

    def resolve(*_: Any, **__: Any) -> list[Any]:
        entry = (socket.AF_INET, socket.SOCK_STREAM, 6, "")
        return [(*entry, (f"127.0.0.{host}", 80)) for host in range(1, 60)]

    def connect(*_: Any, timeout: float | None = None, **__: Any) -> socket.socket:
        time.sleep(min(timeout or 1, 0.1))
        raise TimeoutError

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    monkeypatch.setattr(socket, "create_connection", connect)
    client = AuthenticatedClient(token="sk-test-key", base_url="http://many.example", total_timeout=LIMIT, retries=0)
    began = time.monotonic()
    with pytest.raises(errors.APIConnectionError):
        fetch_task.sync("x", client=client)
    assert time.monotonic() - began < LIMIT + SLACK


def test_a_resolver_that_hangs(monkeypatch: pytest.MonkeyPatch) -> None:
    def hang(*_: Any, **__: Any) -> list[Any]:
        time.sleep(3)
        return []

    monkeypatch.setattr(socket, "getaddrinfo", hang)
    client = AuthenticatedClient(token="sk-test-key", base_url="http://slow.example", total_timeout=LIMIT, retries=0)
    client.get_httpx_client()  # opened before the time starts: that takes long on a busy machine
    began = time.monotonic()
    with pytest.raises(errors.APITimeoutError, match="resolved"):
        fetch_task.sync("x", client=client)
    assert time.monotonic() - began < LIMIT + SLACK


def test_slow_resolver_in_asyncio(monkeypatch: pytest.MonkeyPatch) -> None:
    async def hang(*_: Any, **__: Any) -> None:
        await asyncio.sleep(3)

    async def main() -> None:
        monkeypatch.setattr(asyncio.get_running_loop(), "getaddrinfo", hang)
        async with AuthenticatedClient(
            token="sk-test-key", base_url="http://slow.example", total_timeout=LIMIT, retries=0
        ) as client:
            await fetch_task.asyncio("x", client=client)

    began = time.monotonic()
    with pytest.raises(errors.APITimeoutError):
        asyncio.run(main())
    assert time.monotonic() - began < LIMIT + SLACK


def test_a_whole_response_is_in_time(calls: Calls) -> None:
    with raw_server(lambda connection, _: connection.sendall(WHOLE)) as server:
        client = AuthenticatedClient(token="sk-test-key", base_url=server.url, total_timeout=5)
        assert calls.detailed("x", client=client).status_code == 200


@contextlib.contextmanager
def dripping_peer(*parts: bytes) -> Iterator[str]:
    """Run a peer that reads a little, sends these parts, and then sends single bytes for ever."""

    def serve() -> None:
        with contextlib.suppress(OSError):
            while True:
                connection, _ = listener.accept()
                threading.Thread(target=drip_to, args=(connection,), daemon=True).start()

    def drip_to(connection: socket.socket) -> None:
        with contextlib.suppress(OSError), connection:
            connection.recv(65536)
            for part in parts:
                connection.sendall(part)
                ended.wait(0.05)  # httpcore drops data that arrives together with the head
            while not ended.wait(0.02):
                connection.sendall(b"a")

    ended = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as listener:
        threading.Thread(target=serve, daemon=True).start()
        yield f"127.0.0.1:{listener.getsockname()[1]}"
        ended.set()
        listener.shutdown(socket.SHUT_RDWR)


HELLO = b"\x16\x03\x03\x40\x00\x02\x00\x3f\xfc"
"""The beginning of a long ServerHello."""


def late(calls: Calls, call: str, client: AuthenticatedClient) -> None:
    """Call it, and check that it ends at the limit and that nothing was sent."""
    began = time.monotonic()
    kind: type[errors.APIError] = errors.APITimeoutError if call == "sync" else errors.WaitTimeoutError
    with pytest.raises(kind) as caught:
        getattr(calls, call)("x", client=client, timeout=LIMIT)
    assert time.monotonic() - began < LIMIT + SLACK
    error = getattr(caught.value, "last_error", None) or caught.value
    assert error.transient


@pytest.mark.parametrize("call", ["sync", "wait"])
def test_a_slow_tls_handshake(calls: Calls, call: str) -> None:
    """The certificate of the server is sent byte by byte."""
    with dripping_peer(HELLO) as address:
        late(calls, call, AuthenticatedClient(token="sk-test-key", base_url=f"https://{address}", retries=0))


@pytest.mark.parametrize(
    "parts",
    [(), (b"HTTP/1.1 200 OK\r\nX: ",), (b"HTTP/1.1 200 OK\r\n\r\n", HELLO)],
    ids=["before its response", "within it", "after it"],
)
@pytest.mark.parametrize("call", ["sync", "wait"])
def test_a_proxy_that_stalls(calls: Calls, call: str, parts: tuple[bytes, ...]) -> None:
    with dripping_peer(*parts) as address:
        proxied = {"proxy": f"http://{address}"}
        client = AuthenticatedClient(
            token="sk-test-key", base_url="https://relay.example", retries=0, httpx_args=proxied
        )
        late(calls, call, client)
