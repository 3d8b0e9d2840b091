"""Shared fixtures of the client's tests: a mocked API on a virtual clock, and both ways to call."""

from __future__ import annotations

import asyncio
import inspect
from typing import TYPE_CHECKING, Any

import httpx
import pytest
from suno_client import AuthenticatedClient
from suno_client.__main__ import main
from suno_client.api.suno import fetch_task
from suno_client.testing import VirtualClock, use_clock

from suno_mock_api import InProcessTransport, MockApi

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

KEY = "sk-test"


@pytest.fixture
def clock() -> Iterator[VirtualClock]:
    """Share a clock of client and API."""
    with use_clock(VirtualClock(start=1_760_000_000)) as virtual:
        yield virtual


@pytest.fixture
def mock(clock: VirtualClock) -> MockApi:
    """Return the mocked API."""
    return MockApi(clock.time, clock.sleep_asyncio)


@pytest.fixture
def client(mock: MockApi) -> AuthenticatedClient:
    """Return a client that calls the mocked API in process."""
    transport = InProcessTransport(mock)
    return AuthenticatedClient(token=KEY, transport=transport, async_transport=transport)


class Calls:
    """The functions of the endpoint, called in a thread or in an event loop."""

    def __init__(self, *, in_loop: bool) -> None:
        self.in_loop = in_loop

    def sync(self, *args: Any, **kwargs: Any) -> Any:
        return self._call(fetch_task.sync, fetch_task.asyncio)(*args, **kwargs)

    def detailed(self, *args: Any, **kwargs: Any) -> Any:
        return self._call(fetch_task.sync_detailed, fetch_task.asyncio_detailed)(*args, **kwargs)

    def wait(self, *args: Any, **kwargs: Any) -> Any:
        return self._call(fetch_task.wait, fetch_task.wait_asyncio)(*args, **kwargs)

    def poll(self, *args: Any, **kwargs: Any) -> Any:
        return self._call(fetch_task.poll, fetch_task.poll_asyncio)(*args, **kwargs)

    def _call(self, in_thread: Callable[..., Any], in_loop: Callable[..., Any]) -> Callable[..., Any]:
        def call(*args: Any, client: AuthenticatedClient, **kwargs: Any) -> Any:
            async def run() -> Any:
                async with client:
                    result = in_loop(*args, client=client, **kwargs)
                    return await result if inspect.isawaitable(result) else [item async for item in result]

            if self.in_loop:
                return asyncio.run(run())
            with client:
                result = in_thread(*args, client=client, **kwargs)
                return list(result) if inspect.isgenerator(result) else result

        return call


@pytest.fixture(params=["threads", "asyncio"])
def calls(request: pytest.FixtureRequest) -> Calls:
    """Both ways to call; a test that uses this fixture runs twice."""
    return Calls(in_loop=request.param == "asyncio")


@pytest.fixture
def command(
    client: AuthenticatedClient, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[..., tuple[int, str, str]]:
    """Run the command against the mocked API; return exit code, output and error output."""
    monkeypatch.setenv("SUNO_API_KEY", KEY)
    monkeypatch.setattr("suno_client.download._addresses", lambda _: [])  # no test resolves names

    def run(*arguments: str, audio: Callable[[httpx.Request], httpx.Response] | None = None) -> tuple[int, str, str]:
        files = httpx.MockTransport(audio) if audio else None
        code = main(list(arguments), transport=client.transport, download_transport=files)
        return code, *capsys.readouterr()

    return run
