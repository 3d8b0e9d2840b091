"""Fixtures for the tests of applications; pytest finds them where `suno-mock-api` is installed.

Client and API share a clock that sleeping sets forward, so waiting for a song of two minutes takes no time. pytest
imports this module at each start, so the fixtures import what they need.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from suno_client import AuthenticatedClient
    from suno_client.testing import VirtualClock

    from .app import MockApi

START = 1_760_000_000
"""The time at which every test begins, in Unix seconds."""


@pytest.fixture
def suno_clock() -> Iterator[VirtualClock]:
    """Share a clock: `suno_clock.sleep(60)` lets a minute pass, and `suno_clock.slept` lists every sleep."""
    from suno_client.testing import VirtualClock, use_clock

    with use_clock(VirtualClock(start=START)) as clock:
        yield clock


@pytest.fixture
def suno_api(suno_clock: VirtualClock) -> MockApi:
    """Return the mocked API, an ASGI application: `start_task`, `inject`, `requests`, `processed`."""
    from .app import MockApi

    return MockApi(suno_clock.time, suno_clock.sleep_asyncio)


@pytest.fixture
def suno_api_client(suno_api: MockApi) -> AuthenticatedClient:
    """Return a client that calls the mocked API in process, for threads and for asyncio."""
    from suno_client import AuthenticatedClient

    from .transport import InProcessTransport

    transport = InProcessTransport(suno_api)
    return AuthenticatedClient(token=suno_api.key, transport=transport, async_transport=transport)


@pytest.fixture
def suno_api_url(suno_api: MockApi) -> Iterator[str]:
    """Serve the mocked API on 127.0.0.1, and yield its base URL; the key is `suno_api.key`."""
    from .server import serve

    with serve(suno_api) as url:
        yield url
