"""Cancelled requests, forks, event loops, copies, and clocks in threads."""

from __future__ import annotations

import asyncio
import copy
import gc
import multiprocessing
import os
import pickle
import random
import subprocess
import sys
import threading
import time
import traceback
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import attrs
import httpx
import pytest
from suno_client import AuthenticatedClient, Client, _clock, errors
from suno_client._guard import guard
from suno_client.api.suno import fetch_task
from suno_client.testing import VirtualClock, use_clock, virtual_time
from suno_client.types import Response

from contract_tests.tests.client.raw import WHOLE, raw_server, whole

if TYPE_CHECKING:
    import socket
    from collections.abc import Callable

    from contract_tests.tests.client.raw import RawServer
    from suno_mock_api import MockApi


def client_of(server: RawServer, **settings: Any) -> AuthenticatedClient:
    return AuthenticatedClient(token="sk-test-key", base_url=server.url, **{"retries": 0, **settings})


def pool_of(client: AuthenticatedClient) -> Any:
    transport: Any = client.get_async_httpx_client()._transport
    return transport._pool


@pytest.mark.parametrize("at_once", [10, 100])
def test_cancels_lose_no_slot(at_once: int) -> None:
    """A pool that has lost all its slots makes no requests (encode/httpcore#1093)."""
    chance = random.Random(at_once)  # noqa: S311 - a seed, for the same points each time

    def respond(connection: socket.socket, _: bytes) -> None:
        for start in range(0, len(WHOLE), 60):
            connection.sendall(WHOLE[start : start + 60])
            time.sleep(0.0005)

    async def one(client: AuthenticatedClient) -> None:
        request = asyncio.create_task(fetch_task.asyncio_detailed("x", client=client))
        for _ in range(chance.randrange(25)):
            await asyncio.sleep(0)
        await asyncio.sleep(chance.choice((0, 0.001, 0.002)))
        request.cancel()
        (outcome,) = await asyncio.gather(request, return_exceptions=True)
        assert isinstance(outcome, (asyncio.CancelledError, Response))  # it may have ended before

    async def main(client: AuthenticatedClient) -> None:
        async with client:
            for _ in range(300 // at_once):
                await asyncio.gather(*(one(client) for _ in range(at_once)))
            assert asyncio.all_tasks() == {asyncio.current_task()}
            assert [connection for connection in pool_of(client).connections if not connection.is_idle()] == []
            responses = await asyncio.gather(*(fetch_task.asyncio_detailed("x", client=client) for _ in range(20)))
            assert {found.status_code for found in responses} == {200}

    with raw_server(respond) as server:
        asyncio.run(main(client_of(server, httpx_args={"limits": httpx.Limits(max_connections=20)})))


def test_a_cancel_returns_at_once() -> None:
    """A cancelled request returns at once, also if the server never responds."""

    async def main(client: AuthenticatedClient) -> None:
        async with client:
            request = asyncio.create_task(fetch_task.asyncio("x", client=client))
            while not server.requests:  # noqa: ASYNC110 - the server is a thread
                await asyncio.sleep(0.001)
            request.cancel()
            began = time.monotonic()
            with pytest.raises(asyncio.CancelledError):
                await request
            assert time.monotonic() - began < 0.5
            assert asyncio.all_tasks() == {asyncio.current_task()}

    with raw_server(lambda *_: None) as server:
        asyncio.run(main(client_of(server)))


def test_closing_ends_what_runs() -> None:
    async def main(client: AuthenticatedClient) -> None:
        request = asyncio.create_task(fetch_task.asyncio("x", client=client))
        while not server.requests:  # noqa: ASYNC110 - the server is a thread
            await asyncio.sleep(0.001)
        await client.aclose()
        with pytest.raises(errors.APIConnectionError):
            await request
        assert asyncio.all_tasks() == {asyncio.current_task()}

    with raw_server(lambda *_: None) as server:
        asyncio.run(main(client_of(server)))


def test_every_cancel_counts() -> None:
    """wait_for of Python 3.11 swallows some cancellations if all connections are busy."""

    async def main(client: AuthenticatedClient) -> None:
        async with client:
            first = asyncio.create_task(fetch_task.asyncio_detailed("x", client=client))
            await asyncio.sleep(0.01)
            for turns in range(50):
                waiting = asyncio.create_task(fetch_task.asyncio_detailed("x", client=client))
                for _ in range(turns % 5):
                    await asyncio.sleep(0)
                if turns == 25:
                    release.set()
                waiting.cancel()
                with pytest.raises(asyncio.CancelledError):
                    await waiting
            assert (await first).status_code == 200

    def respond(connection: socket.socket, _: bytes) -> None:
        release.wait(5)
        connection.sendall(WHOLE)

    release = threading.Event()
    with raw_server(respond) as server:
        asyncio.run(main(client_of(server, httpx_args={"limits": httpx.Limits(max_connections=1)})))


def test_cancelled_own_transport() -> None:
    """A transport of the caller is cancelled like any other code."""
    ended = []

    class Slow(httpx.AsyncBaseTransport):
        async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
            try:
                await asyncio.sleep(60)
            finally:
                ended.append(request)
            raise AssertionError

    async def main() -> None:
        async with AuthenticatedClient(token="sk-test-key", async_transport=Slow(), total_timeout=0.05) as client:
            with pytest.raises(errors.APITimeoutError):
                await fetch_task.asyncio("x", client=client)
            with pytest.raises(TimeoutError):
                async with asyncio.timeout(0.01):
                    await fetch_task.asyncio("x", client=client)
        assert asyncio.all_tasks() == {asyncio.current_task()}

    asyncio.run(main())
    assert len(ended) == 2


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system does not fork")
def test_a_fork_shares_no_connection() -> None:
    """A child that read from its parent's socket would return the response for another task."""

    def respond(connection: socket.socket, request: bytes) -> None:
        name = request.split(b" ")[1].rpartition(b"/")[2]
        body = b'{"code":"success","message":"%s","data":null}' % name
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n")
        connection.sendall(b"Content-Length: %d\r\n\r\n" % len(body) + body)

    def fetch(client: AuthenticatedClient, name: str) -> bool:
        return fetch_task.sync(name, client=client).message == name

    def child(client: AuthenticatedClient, name: str, done: Any) -> None:
        done.put(all(fetch(client, f"{name}-{number}") for number in range(20)))

    context = multiprocessing.get_context("fork")
    with raw_server(respond) as server, httpx.Client() as http:
        for client in (client_of(server), client_of(server, httpx_client=http)):
            assert fetch(client, "parent")
            done = context.SimpleQueue()
            children = [context.Process(target=child, args=(client, f"child{number}", done)) for number in range(3)]
            for process in children:
                process.start()
            assert all(fetch(client, f"parent-{number}") for number in range(20))
            for process in children:
                process.join(30)
            assert [process.exitcode for process in children] == [0, 0, 0]
            assert [done.get() for _ in children] == [True, True, True]
            client.close()


def closed_loops() -> int:
    """Count the event loops that are closed and not collected, of other tests as well."""
    gc.collect()
    return sum(isinstance(thing, asyncio.BaseEventLoop) and thing.is_closed() for thing in gc.get_objects())


def test_a_client_at_module_level() -> None:
    """The client is used in one `asyncio.run` after another, and keeps nothing of closed loops."""

    async def job() -> int:
        return (await fetch_task.asyncio_detailed("x", client=client)).status_code

    before = closed_loops()
    with raw_server(whole) as server:
        client = client_of(server)
        for _ in range(30):
            assert asyncio.run(job()) == 200
        assert client.pools._loops == {}
        assert closed_loops() - before <= 1


def test_a_loop_closed_roughly() -> None:
    """A loop whose asynchronous generators were not closed is forgotten when the next one is used."""

    async def job() -> int:
        return (await fetch_task.asyncio_detailed("x", client=client)).status_code

    transport = httpx.MockTransport(lambda _: httpx.Response(200, content=b"{}"))
    client = AuthenticatedClient(token="sk-test-key", async_transport=transport)
    for _ in range(3):
        loop = asyncio.new_event_loop()
        assert loop.run_until_complete(job()) == 200
        loop.close()
        assert len(client.pools._loops) == 1


def test_clocks_in_two_threads() -> None:
    """Each thread has its own clock, also if they overlap."""
    inside, outside = threading.Barrier(2), threading.Barrier(2)

    def one(first: object) -> bool:
        with virtual_time() as clock:
            inside.wait(5)
            mine = _clock.current() is clock
            if not first:
                outside.wait(5)
        if first:
            outside.wait(5)
        return mine

    with ThreadPoolExecutor(2) as threads:
        assert list(threads.map(one, ["first", ""])) == [True, True]
    assert type(_clock.current()) is _clock.SystemClock


def test_clock_in_worker_thread() -> None:
    with use_clock(VirtualClock()) as clock, ThreadPoolExecutor(1) as threads:
        assert threads.submit(_clock.current).result() is clock


def test_sync_in_running_loop(mock: MockApi, client: AuthenticatedClient) -> None:
    """The functions for threads work in a notebook, which runs a loop."""

    async def main() -> str:
        envelope = fetch_task.sync("music_success", client=client)
        assert envelope.data is not None
        return str(envelope.data.status)

    assert asyncio.run(main()) == "SUCCESS"
    assert list(mock.requests) == ["music_success"]


def test_without_asyncio() -> None:
    """The error is one sentence, for example under trio."""
    request = fetch_task.asyncio("x", client=AuthenticatedClient(token="sk-test-key"))
    with pytest.raises(RuntimeError, match=r"need a running asyncio event loop; elsewhere \(trio, say\)"):
        request.send(None)


COPIES: dict[str, Callable[[Any], Any]] = {
    "copy": copy.copy,
    "deepcopy": copy.deepcopy,
    "timeout": lambda client: client.with_timeout(3),
    "headers": lambda client: client.with_headers({"X-Mine": "1"}),
    "retries": lambda client: client.with_retries(1),
}


@pytest.mark.parametrize("name", COPIES)
def test_copies_share_connections(name: str) -> None:
    with raw_server(whole) as server, client_of(server) as client:
        for twin in (client, COPIES[name](client), COPIES[name](client)):
            assert fetch_task.sync_detailed("x", client=twin).status_code == 200
        assert server.connections == 1


def test_pool_for_each_transport() -> None:
    client = AuthenticatedClient(token="sk-test-key", transport=httpx.MockTransport(lambda _: httpx.Response(404)))
    other = attrs.evolve(client, transport=httpx.MockTransport(lambda _: httpx.Response(403)))
    statuses = [fetch_task.sync_detailed("x", client=each).status_code for each in (client, other)]
    assert statuses == [404, 403]


def test_a_client_can_be_pickled() -> None:
    client = AuthenticatedClient(token="sk-test-key", base_url="https://api.example", retries=7, total_timeout=9)
    twin = pickle.loads(pickle.dumps(client))  # noqa: S301 - our own
    assert repr(twin) == repr(client)
    assert (twin.token, twin.retries.total, twin.total_timeout) == ("sk-test-key", 7, 9)


def test_client_cannot_be_pickled() -> None:
    client = Client(transport=httpx.MockTransport(lambda _: httpx.Response(404)))
    with pytest.raises(TypeError, match=r"can't be pickled"):
        pickle.dumps(client)


def test_the_guard_fits_httpx() -> None:
    """The guard uses private parts of httpx, so a version that changes them must fail here."""
    with httpx.Client(proxy="http://127.0.0.1:9") as http:
        assert guard(http)
    assert guard(httpx.AsyncClient())
    assert not guard(httpx.Client(transport=httpx.MockTransport(lambda _: httpx.Response(404))))


@pytest.mark.parametrize("token", ["sk-secret\n", " sk-secret", '"sk-secret"', "Bearer sk-secret", "sk-secrét"])
def test_no_key_in_variables(token: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Crash reporters record the variables of every function of a traceback."""
    monkeypatch.setenv("SUNO_API_KEY", token)
    settings: list[dict[str, Any]] = [{"token": token}, {}]
    for arguments in settings:
        with pytest.raises(ValueError, match=r"^token ") as caught:
            AuthenticatedClient(**arguments)
        trace = traceback.TracebackException.from_exception(caught.value, capture_locals=True)
        frames = [frame for frame in trace.stack if frame.filename != __file__]
        assert frames
        assert "secr" not in "".join(map(str, (frame.locals for frame in frames))) + str(caught.value)


def test_settings_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """No error shows a key that is passed by position, with or without a key in the environment."""
    for key in ("", "sk-env"):
        monkeypatch.setenv("SUNO_API_KEY", key)
        with pytest.raises(TypeError, match="AuthenticatedClient takes keyword arguments only, such as") as caught:
            AuthenticatedClient("sk-secret-key")  # type: ignore[call-arg]
        assert "sk-secret-key" not in repr([frame.frame.f_locals for frame in caught.traceback[1:]])


def test_a_key_is_in_no_dict() -> None:
    client = AuthenticatedClient(token="sk-secret-key")
    assert "sk-secret-key" not in repr(attrs.asdict(client, recurse=False)) + repr(attrs.asdict(client)) + repr(client)
    assert client.token == "sk-secret-key"


def test_environment_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SUNO_API_KEY", "sk-from-environment")
    monkeypatch.setenv("SUNO_BASE_URL", "https://relay.example/")
    client = AuthenticatedClient()
    assert (client.token, client.base_url) == ("sk-from-environment", "https://relay.example")
    assert AuthenticatedClient(token="sk-mine-is-mine").token == "sk-mine-is-mine"
    monkeypatch.delenv("SUNO_API_KEY")
    with pytest.raises(ValueError, match="SUNO_API_KEY"):
        AuthenticatedClient()


@pytest.mark.parametrize(
    "setting",
    [
        {"timeout": "10"},
        {"timeout": -1},
        {"total_timeout": 0},
        {"total_timeout": "3"},
        {"retries": -1},
        {"retries": "2"},
        {"max_body_bytes": 0},
    ],
    ids=repr,
)
def test_a_wrong_setting_is_refused(setting: Any) -> None:
    with pytest.raises(ValueError, match=rf"^{next(iter(setting))} must be "):
        Client(**setting)


def test_it_imports_without_a_loop() -> None:
    code = "import suno_client; suno_client.Client()"
    subprocess.run(
        [sys.executable, "-W", "error", "-c", code], check=True, env=os.environ | {"PYTHONPATH": "generated"}
    )
