"""Connections of every kind: Unix sockets, names that do not resolve, forks, and requests that end early."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import json
import os
import socket
import threading
from typing import TYPE_CHECKING, Any

import httpx
import pytest
from suno_client import AuthenticatedClient, Client, _guard, _pools, errors
from suno_client.api.suno import fetch_task

from contract_tests.recordings import load
from contract_tests.tests.client.conftest import KEY
from contract_tests.tests.client.raw import HEAD, WHOLE, raw_server, whole

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from suno_client.testing import VirtualClock

    from contract_tests.tests.client.conftest import Calls
    from contract_tests.tests.client.raw import RawServer


def client_of(server: RawServer, **settings: Any) -> AuthenticatedClient:
    return AuthenticatedClient(token=KEY, base_url=server.url, **{"retries": 0, **settings})


@contextlib.contextmanager
def unix_server(path: Path) -> Iterator[None]:
    """Respond to one request at a Unix socket."""

    def respond() -> None:
        connection, _ = listener.accept()
        with connection:
            connection.recv(65536)
            connection.sendall(WHOLE)

    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(path))
        listener.listen()
        thread = threading.Thread(target=respond)
        thread.start()
        yield
        thread.join()


@pytest.mark.skipif(not hasattr(socket, "AF_UNIX"), reason="this system has no Unix sockets")
def test_a_unix_socket(calls: Calls, tmp_path: Path) -> None:
    path = tmp_path / "s"
    with unix_server(path):
        client = AuthenticatedClient(
            token=KEY,
            base_url="http://unix.example",
            transport=httpx.HTTPTransport(uds=str(path)),
            async_transport=httpx.AsyncHTTPTransport(uds=str(path)),
        )
        assert calls.sync("x", client=client).code == "success"


def test_connection_retries_of_httpx(calls: Calls) -> None:
    """The transport itself connects again, after its own pause."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        url = f"http://127.0.0.1:{listener.getsockname()[1]}"
    client = AuthenticatedClient(
        token=KEY,
        base_url=url,
        retries=0,
        transport=httpx.HTTPTransport(retries=1),
        async_transport=httpx.AsyncHTTPTransport(retries=1),
    )
    with pytest.raises(errors.APIConnectionError) as caught:
        calls.sync("x", client=client)
    assert caught.value.outcome == "not_sent"


def test_a_name_that_does_not_resolve(calls: Calls, clock: VirtualClock, monkeypatch: pytest.MonkeyPatch) -> None:
    """A wait ends after the second failure."""

    def resolve(*_: Any, **__: Any) -> Any:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    client = AuthenticatedClient(token=KEY, base_url="http://nowhere.example", retries=0)
    with pytest.raises(errors.APIConnectionError, match=r"nowhere\.example.*not known") as caught:
        calls.sync("x", client=client)
    assert (caught.value.outcome, caught.value.unreachable) == ("not_sent", True)
    with pytest.raises(errors.APIConnectionError) as caught:
        calls.wait("x", client=client)
    assert (caught.value.attempts, len(clock.slept)) == (2, 1)


def task_named(name: str) -> bytes:
    body = load("fetch_task")["music_success"].response.body
    content = json.dumps({**body, "data": {**body["data"], "task_id": name}}).encode()
    return HEAD + b"Content-Length: %d\r\n\r\n" % len(content) + content


def test_doubtful_response(calls: Calls) -> None:
    """It is requested again, over a new connection."""

    def respond(connection: socket.socket, _: bytes) -> None:
        connection.sendall(task_named("other" if server.connections == 1 else "mine"))

    with raw_server(respond) as server:
        assert calls.sync("mine", client=client_of(server)).data.task_id == "mine"
        assert server.connections == 2


def test_aliases_are_bounded(calls: Calls, monkeypatch: pytest.MonkeyPatch) -> None:
    """A server may return another id for each task, and the number of stored ids is limited."""
    monkeypatch.setattr(_pools, "MAX_ALIASES", 2)
    with raw_server(lambda connection, _: connection.sendall(task_named("another"))) as server:
        client = client_of(server)
        for name in ("a", "b", "c"):
            assert calls.sync(name, client=client).data.task_id == "another"
        assert list(client.pools.aliases) == ["c"]


def test_a_fork_connects_anew(calls: Calls, monkeypatch: pytest.MonkeyPatch) -> None:
    """This holds for the client's httpx client, and for one that the caller passed."""
    with raw_server(whole) as server:
        client = client_of(server)
        assert calls.sync("x", client=client).code == "success"
        _pools._forked()
        assert calls.sync("x", client=client).code == "success"
        assert server.connections == 2
        with httpx.Client() as http:
            client = client_of(server, httpx_client=http)
            fetch_task.sync("x", client=client)
            monkeypatch.setattr(os, "getpid", lambda: -1)
            fetch_task.sync("x", client=client)
            assert server.connections == 4


def test_a_fork_in_a_loop() -> None:
    async def main() -> None:
        assert (await fetch_task.asyncio("x", client=client)).code == "success"
        _pools._forked()
        assert (await fetch_task.asyncio("x", client=client)).code == "success"

    with raw_server(whole) as server:
        client = client_of(server)
        asyncio.run(main())
        assert server.connections == 2
        assert client.pools._loops == {}


def test_two_loops_in_turn() -> None:
    """Each loop has its own connections."""
    loops = [asyncio.new_event_loop() for _ in range(2)]
    with raw_server(whole) as server:
        client = client_of(server)
        for loop in (*loops, *loops):
            assert loop.run_until_complete(fetch_task.asyncio("x", client=client)).code == "success"
        assert server.connections == 2
        for loop in loops:
            loop.run_until_complete(loop.shutdown_asyncgens())
            loop.close()


def test_a_forgotten_client() -> None:
    """Its connections are closed with the loop, without a warning."""

    async def main() -> None:
        await fetch_task.asyncio("x", client=client_of(server))

    with raw_server(whole) as server:
        asyncio.run(main())
        gc.collect()


def test_a_shared_httpx_client() -> None:
    """Two clients share it, in threads and in a loop, and its owner can still use it."""

    async def main() -> None:
        async with httpx.AsyncClient() as http:
            for _ in range(2):
                client = client_of(server, async_httpx_client=http)
                assert (await fetch_task.asyncio("x", client=client)).code == "success"
            assert (await http.post(server.url, content=b"mine")).status_code == 200

    with raw_server(whole) as server:
        asyncio.run(main())
        with httpx.Client() as http:
            for _ in range(2):
                assert fetch_task.sync("x", client=client_of(server, httpx_client=http)).code == "success"
            assert http.post(server.url, content=b"mine").status_code == 200
        assert server.connections == 2


def test_a_client_without_a_key() -> None:
    """The key is optional if the httpx client sends one."""
    seen: list[httpx.Request] = []

    def respond(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return httpx.Response(404, json={"error": {"message": "no such task"}})

    with httpx.Client(headers={"Authorization": "Bearer own"}, transport=httpx.MockTransport(respond)) as http:
        client: Any = Client(httpx_client=http)
        with pytest.raises(errors.NotFoundError, match="no such task"):
            fetch_task.sync("x", client=client)
    assert seen[0].headers["authorization"] == "Bearer own"


def test_a_cancelled_request_task() -> None:
    """Cancelling all tasks of a loop ends a call."""

    async def main() -> None:
        call = asyncio.create_task(fetch_task.asyncio("x", client=client_of(server)))
        while not server.requests:  # noqa: ASYNC110 - its thread has no event of this loop
            await asyncio.sleep(0.001)
        next(task for task in asyncio.all_tasks() if task.get_name() == "suno_client request").cancel()
        with pytest.raises(asyncio.CancelledError):
            await call

    with raw_server(lambda *_: None) as server:
        asyncio.run(main())


class Stubborn(httpx.AsyncBaseTransport):
    """A transport that swallows the first cancellation."""

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        with contextlib.suppress(asyncio.CancelledError):
            await asyncio.sleep(60)
        await asyncio.sleep(60)
        raise AssertionError(request)


def test_a_stubborn_transport(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_guard, "GRACE", 0.01)
    client = AuthenticatedClient(token=KEY, async_transport=Stubborn(), total_timeout=0.01, retries=0)
    with pytest.raises(errors.APITimeoutError, match="longer than its total time"):
        asyncio.run(fetch_task.asyncio("x", client=client))


def test_close_ends_requests() -> None:
    """A request ends once: the error names the closed client, although its deadline passes later."""

    async def main() -> None:
        client = AuthenticatedClient(token=KEY, async_transport=Stubborn(), total_timeout=0.02, retries=0)
        call = asyncio.create_task(fetch_task.asyncio("x", client=client))
        await asyncio.sleep(0.001)
        closing = asyncio.create_task(client.aclose())
        with pytest.raises(errors.APITimeoutError):
            await call
        await closing

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(_guard, "GRACE", 0.05)
        asyncio.run(main())


class OwnError(httpx.TransportError):
    def __init__(self, reason: str, code: int) -> None:
        super().__init__(f"{reason} {code}")


def test_an_error_of_a_transport(calls: Calls) -> None:
    """An error that cannot be copied is replaced by its text, without the key."""

    def fail(request: httpx.Request) -> httpx.Response:
        raise OwnError(request.headers["authorization"], 7)

    transport = httpx.MockTransport(fail)
    client = AuthenticatedClient(token="sk-secret-key", transport=transport, async_transport=transport, retries=0)
    with pytest.raises(errors.APIConnectionError, match=r"Bearer \[key\] 7") as caught:
        calls.sync("x", client=client)
    assert type(caught.value.__cause__) is httpx.TransportError
    assert "sk-secret-key" not in repr(caught.value.__cause__)
