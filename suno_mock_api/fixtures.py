"""Fixtures for the tests of applications; pytest finds them where `suno-mock-api` is installed.

Client and API share a clock that sleeping sets forward: a song of two minutes is waited for in no time.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from suno_client import AuthenticatedClient
from suno_client.testing import VirtualClock, use_clock

from .app import KEY, MockApi, create_app
from .server import serve
from .transport import InProcessTransport

if TYPE_CHECKING:
    from collections.abc import Iterator

    from starlette.applications import Starlette

START = 1_760_000_000
"""The time at which every test begins, in Unix seconds."""


@pytest.fixture
def suno_clock() -> Iterator[VirtualClock]:
    """The clock of client and API: `suno_clock.sleep(60)` lets a minute pass, `suno_clock.slept` lists every sleep."""
    with use_clock(VirtualClock(start=START)) as clock:
        yield clock


@pytest.fixture
def suno_app(suno_clock: VirtualClock) -> Starlette:
    """The mocked API as an ASGI application."""
    return create_app(clock=suno_clock.time, sleep=suno_clock.sleep_asyncio)


@pytest.fixture
def suno_api(suno_app: Starlette) -> MockApi:
    """The mocked API's state: `start_task`, `inject`, `requests`."""
    api: MockApi = suno_app.state.mock
    return api


@pytest.fixture
def suno_api_client(suno_app: Starlette) -> AuthenticatedClient:
    """A client of the mocked API, in process, for threads and for asyncio."""
    transport = InProcessTransport(suno_app)
    return AuthenticatedClient(token=KEY, transport=transport, async_transport=transport)


@pytest.fixture
def suno_api_url(suno_app: Starlette) -> Iterator[str]:
    """The base URL of the mocked API on 127.0.0.1, for code that makes its own client. Its key is `suno_api.key`."""
    with serve(suno_app) as url:
        yield url
